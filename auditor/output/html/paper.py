"""A report's own paragraphs and tables drawn again, with what is known of them marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from auditor.document import Cell, Document, Paragraph, Table
from auditor.finding import Severity, Verdict
from auditor.output.html.grid import caption, grid, spans
from auditor.output.html.marks import Mark, Marked, Marks
from auditor.output.html.markup import NOTHING, Html, escaped, join, tag, text
from auditor.output.neutral import pieces
from auditor.words import Words

_FOLDED = Words("{n}段未涉及问题的文字", "{n} paragraphs without findings")
# As many paragraphs are worth a fold.
_FEW = 4
# Half-width characters that a finding's number takes.
_BADGE = 6


def paper(document: Document, marks: Marks, prefix: str) -> Html:
    """The document's blocks in reading order; long runs of paragraphs that no finding speaks of are folded.

    Ids of what findings refer to begin with `prefix`.
    """
    parts = []
    for told, blocks in groupby(document.blocks, lambda b: _told(b, marks)):
        drawn = [_block(block, marks, document.format, prefix) for block in blocks]
        parts += drawn if told or len(drawn) < _FEW else [_folded(drawn)]
    return tag("div", *parts, class_="paper", lang="zh-Hans")


def _told(block: Paragraph | Table, marks: Marks) -> bool:
    if isinstance(block, Table):
        return True
    marked = marks.of(block)
    return marked is not None and (not marked.marks or any(m.finding for m in marked.marks))


def _folded(paragraphs: list[Html]) -> Html:
    summary = tag("summary", _FOLDED.format(n=len(paragraphs)))
    return tag("details", summary, *paragraphs, class_="folded")


def _block(block: Paragraph | Table, marks: Marks, format: str, prefix: str) -> Html:
    if isinstance(block, Paragraph):
        marked = marks.of(block)
        number = tag("b", block.number, " ") if block.number else NOTHING
        return tag("p", number, _text(block.text, marked, prefix), id=_id(marked, prefix))
    return _table(block, marks, format, prefix)


def _id(marked: Marked | None, prefix: str) -> str | None:
    return None if marked is None else f"{prefix}{marked.name}"


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────


def _table(table: Table, marks: Marks, format: str, prefix: str) -> Html:
    marked = marks.of(table)
    known = marked.marks if marked else []
    about = caption(
        table, format, *_badges(known, prefix), id=_id(marked, prefix), data_f=_known(known, prefix)["data_f"]
    )
    return grid(
        table,
        about,
        lambda cell, whole: _cell(cell, marks.of(whole) if whole else None, prefix),
        lambda cell: _BADGE if marks.of(cell) else 0,
    )


def _cell(cell: Cell, marked: Marked | None, prefix: str) -> Html:
    attributes: dict[str, str | int | None] = {}
    if marked is not None:
        known = _known([m for m in marked.marks if m.finding or m.span is None], prefix)
        attributes |= {"id": _id(marked, prefix), **known}
    return tag("td", _text(cell.text, marked, prefix), **attributes, **spans(cell))


# ── Text with marks ───────────────────────────────────────────────────────────────────────────────────


def _known(marks: list[Mark], prefix: str) -> dict[str, str | None]:
    """Attributes that say which findings there are, how critical the gravest is, and which verdict was given."""
    styles = {m.style for m in marks}
    return {
        "class_": next((v.value for v in Verdict if v.value in styles), None),
        "data_s": next((s.value for s in Severity if s.value in styles), None),
        "data_f": " ".join(f"{prefix}f{m.finding}" for m in marks if m.finding) or None,
    }


def _text(content: str, marked: Marked | None, prefix: str) -> Html:
    """A text with its marked stretches, each finding's number behind its stretch."""
    if marked is None:
        return text(content)
    spans = [(m, m.span) for m in marked.marks if m.span is not None]
    badges = _badges((m for m in marked.marks if m.span is None), prefix)
    return join([_stretches(content, spans, prefix) if spans else text(content), *badges])


def _stretches(content: str, spans: list[tuple[Mark, tuple[int, int]]], prefix: str) -> Html:
    # One piece a character keeps spans in place where a number is masked or a control character shown.
    shown = [c if c == "\n" else piece for c, piece in zip(content, pieces(content), strict=True)]
    parts = []
    for start, end in pairwise(sorted({0, len(content), *(edge for _, span in spans for edge in span)})):
        over = [m for m, (first, last) in spans if first <= start and end <= last]
        piece = escaped("".join(shown[start:end]))
        parts.append(tag("mark", piece, **_known(over, prefix)) if over else piece)
        parts += _badges((m for m, (_, last) in spans if last == end), prefix)
    return join(parts)


def _badges(marks: Iterable[Mark], prefix: str) -> Iterator[Html]:
    """The numbers of findings, each a link to it."""
    for mark in marks:
        if mark.finding:
            yield tag("a", mark.finding, href=f"#{prefix}f{mark.finding}", class_="badge", data_s=mark.style)

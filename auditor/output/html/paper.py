"""A report's own paragraphs and tables drawn again, with what is known of them marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from msgspec.structs import replace

from auditor.document import Cell, Document, Paragraph, Table
from auditor.finding import Severity, Verdict
from auditor.output.cells import width
from auditor.output.html.marks import Mark, Marked, Marks
from auditor.output.html.markup import NOTHING, Html, escaped, join, tag, text
from auditor.output.neutral import pieces
from auditor.output.wording import where
from auditor.words import Words

_TABLE = Words("表{n}", "Table {n}")
_GUESSED = Words("行列由文字排列推断", "rows and columns guessed from the text")
_FOLDED = Words("{n}段未涉及问题的文字", "{n} paragraphs without findings")
# As many paragraphs are worth a fold.
_FEW = 4
# Laying out a table costs a browser more than its rows; longer ones are drawn in stretches of rows.
_LONG = 300
_STRETCH = 50
# Half-width characters in the narrowest and the widest column of those, and those that a finding's number takes.
_NARROW, _WIDE, _BADGE = 6, 32, 6
# Pixels of such a character, of what stands around a cell's text, and of the column of row numbers.
_CHARACTER, _PADDING, _NUMBER = 8, 16, 44


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
    at = where(table.location, format)
    caption = tag(
        "p",
        tag("b", _TABLE.format(n=table.location.table or "")),
        tag("small", at) if at.zh else NOTHING,
        NOTHING if table.exact else tag("small", _GUESSED),
        *_badges(known, prefix),
        class_="caption",
        id=_id(marked, prefix),
        data_f=_known(known, prefix)["data_f"],
    )
    if table.height > _LONG:
        drawn = tag("div", *_stacked(table, marks, prefix), class_="long")
    else:
        drawn = tag("table", join(_rows(table, marks, prefix, 1, table.height)))
    # A wide table scrolls by itself, and by keyboard only if it can have the focus.
    return tag("div", caption, tag("div", drawn, class_="wide", tabindex=0), class_="grid")


def _stacked(table: Table, marks: Marks, prefix: str) -> Iterator[Html]:
    """A long table as several below each other with the same columns: a browser draws those that are in sight."""
    widths = (_NUMBER, *_widths(table, marks))
    columns = tag("colgroup", *(tag("col", width=pixels) for pixels in widths))
    for first in range(1, table.height + 1, _STRETCH):
        rows = join(_rows(table, marks, prefix, first, min(first + _STRETCH - 1, table.height)))
        yield tag("div", tag("table", columns, rows, width=sum(widths)))


def _widths(table: Table, marks: Marks) -> list[int]:
    """Pixels for each column: what its longest cell takes, within reason."""
    longest = [_NARROW] * table.width
    for cell in table.cells:
        if cell.colspan == 1:
            column = cell.column - 1
            size = width(cell.text[:_WIDE]) + (_BADGE if marks.of(cell) else 0)
            longest[column] = max(longest[column], min(size, _WIDE))
    return [_PADDING + _CHARACTER * size for size in longest]


def _rows(table: Table, marks: Marks, prefix: str, first: int, last: int) -> Iterator[Html]:
    """The rows that hold something, each with its number; empty positions in one run are one cell."""
    for number, row in enumerate(table.grid[first - 1 : last], first):
        if not any(row):
            continue
        cells = [tag("th", number, scope="row")]
        for cell, run in groupby(row):
            if cell is None:
                cells.append(tag("td", colspan=len(list(run))))
            elif cell.row == number:
                height = min(cell.rowspan, last - number + 1)
                cells.append(_cell(replace(cell, rowspan=height), marks.of(cell), prefix))
            elif number == first:
                height = min(cell.row + cell.rowspan - 1, last) - number + 1
                cells.append(_cell(replace(cell, rowspan=height, text=""), None, prefix))
        yield tag("tr", *cells)


def _cell(cell: Cell, marked: Marked | None, prefix: str) -> Html:
    attributes: dict[str, str | int | None] = {}
    if marked is not None:
        known = _known([m for m in marked.marks if m.finding or m.span is None], prefix)
        attributes |= {"id": _id(marked, prefix), **known}
    if cell.colspan > 1:
        attributes["colspan"] = cell.colspan
    if cell.rowspan > 1:
        attributes["rowspan"] = cell.rowspan
    return tag("td", _text(cell.text, marked, prefix), **attributes)


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

"""A finding as a frame like a good compiler's, in styled pieces that any terminal or pipe can take.

ASCII only: box characters have no certain width in Chinese terminals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, pairwise

from auditor.finding import Confidence, Finding
from auditor.model.place import Place, RowView
from auditor.output import Options
from auditor.output.cells import cut, pad, width, wrap
from auditor.output.entries import Entry
from auditor.output.neutral import one_line, pieces, visible
from auditor.output.wording import (
    ALIKE,
    CONFIDENCE,
    EXPECTED,
    GRAVE,
    RELATED,
    SEVERITY,
    SURENESS,
    WORKING,
    where,
)
from auditor.places import path
from auditor.quantity import squeeze
from auditor.words import Words

# A piece of text and the name of its style; a line of them.
Segment = tuple[str, str]
Line = tuple[Segment, ...]
# Characters of a text to be marked: from, to, and what to draw below them.
Span = tuple[int, int, str]

_GUTTER = "   | "
_LABEL = "   = "
_GAP = "..."
_MARK_STYLE = {"^": "mark", "-": "related"}
_MOST_RELATED = 5
_TEXT_LINES = 3
_MOST_ALIKE = 20

_WORKED = Words("{message}（{working}）", "{message} ({working})")
_MORE = Words("另有{n}处（--verbose 全部列出）", "{n} more (all with --verbose)")
_RECOGNISED = Words(
    "{confidence}（文字识别所得，请对照原件）", "{confidence} (recognised text: compare the original)"
)


def frame(entry: Entry, path: str, format: str | None, options: Options) -> Iterator[Line]:
    """The lines of one entry: title, place, the row or sentence that its first finding stands in, the arithmetic, the
    rest; a line for each of its other findings."""
    finding = entry.first
    yield from _title(entry, options)
    yield _arrow(finding.place, path, format, options)
    beside = [p for p in finding.related if _beside(p, finding.place)]
    drawn = list(_picture(finding, beside, options.width - len(_GUTTER)))
    if drawn:
        yield (("   |", "frame"),)
        for line in drawn:
            yield (("   | ", "frame"), *line) if line else (("   |", "frame"),)
    yield from _labels(finding, [p for p in finding.related if p not in beside], options)
    yield from _alike(entry, options)


def _title(entry: Entry, options: Options) -> Iterator[Line]:
    finding = entry.first
    severity = finding.severity.value
    tag, name = (
        f"{SEVERITY[finding.severity].of(options.language)}[{finding.code}]",
        f" {entry.called.of(options.language)}  ",
    )
    message = one_line(finding.message.of(options.language))
    first, *rest = wrap(message, options.width, start=width(tag + name))
    yield (tag, severity), (name, "bold"), (first, "bold")
    for line in rest:
        yield ((f"  {line}", "bold"),)


def _arrow(place: Place, file: str, format: str | None, options: Options) -> Line:
    at = one_line(where(place.location, format).of(options.language))
    named = one_line(path(place, options.language)) if place.route else ""
    # What a place is called may be just where it is: 第33行, 第2页.
    more = f" ({at})" if at and not f"{named} ".startswith(f"{at} ") else ""
    return ("  --> ", "frame"), (f"{one_line(file)}{f': {named}' if named else ''}", ""), (more, "")


def _beside(other: Place, place: Place) -> bool:
    """Whether a related place can be marked in the same picture: the same row, or the same sentence."""
    if place.row is not None and place.index is not None:
        return other.row == place.row and other.anchor == place.anchor and other.index is not None
    return (
        other.row is None is place.row and None not in (other.span, place.span)
        and other.text == place.text and other.location == place.location
    )  # fmt: skip


def _picture(finding: Finding, beside: list[Place], limit: int) -> Iterator[Line]:
    place = finding.place
    if place.row is not None:
        yield from _row(place.row, place, beside, finding.subject, limit)
    elif place.text:
        spans = [(*p.span, "-") for p in beside if p.span] + [(*(place.span or (0, len(place.text))), "^")]
        for text, under in excerpt(place.text, spans, limit, _TEXT_LINES):
            yield ((text, ""),)
            yield from _underline(under)


def _underline(under: str) -> Iterator[Line]:
    if under:
        yield tuple(("".join(run), _MARK_STYLE.get(char, "")) for char, run in groupby(under))


def excerpt(text: str, spans: Iterable[Span], limit: int, lines: int = 1) -> list[tuple[str, str]]:
    """At most `lines` lines of a text around its marked characters, each with what to draw below it.

    A later span is drawn over an earlier one; the last is the one that must be seen. `limit` is in cells.
    """
    shown = pieces(text)
    sizes = [width(p) for p in shown]
    marks = [" "] * len(shown)
    spans = [(min(start, len(text)), min(end, len(text)), mark) for start, end, mark in spans]
    for start, end, mark in spans:
        marks[start:end] = mark * (end - start)
    first, last = _window(sizes, spans, lines * limit - 2 * (lines - 1))
    drawn: list[tuple[str, str]] = []
    line, under = (_GAP, "   ") if first > 0 else ("", "")
    used = len(line)
    for index in range(first, last):
        size = sizes[index] if _inside_word(text, index) else sum(sizes[index : _word_end(text, index, last)])
        if line and used + min(size, limit - len(_GAP)) > limit:
            drawn.append((line, under.rstrip()))
            line, under, used = "", "", 0
        line += shown[index]
        under += marks[index] * sizes[index]
        used += sizes[index]
    if last < len(shown):
        line += _GAP
    return [*drawn, (line, under.rstrip() if text else spans[-1][2])]


def _inside_word(text: str, index: int) -> bool:
    """Whether a line should not break before a character: it goes on with a number or a Latin word."""
    return index > 0 and _joined(text[index - 1]) and _joined(text[index])


def _word_end(text: str, index: int, last: int) -> int:
    while index + 1 < last and _inside_word(text, index + 1):
        index += 1
    return index + 1


def _joined(char: str) -> bool:
    return char.isascii() and not char.isspace()


def _window(sizes: list[int], spans: list[Span], room: int) -> tuple[int, int]:
    """The stretch of characters to show: the last span, then the other ones, then what is around."""
    upto = list(accumulate(sizes, initial=0))
    if upto[-1] <= room:
        return 0, len(sizes)
    room -= 2 * len(_GAP)
    first, last = spans[-1][:2]
    while upto[last] - upto[first] > room:
        last -= 1
    for start, end, _ in sorted(spans, key=lambda s: abs(s[0] - first)):
        if upto[max(last, end)] - upto[min(first, start)] <= room:
            first, last = min(first, start), max(last, end)
    while True:
        before = first > 0 and upto[last] - upto[first - 1] <= room
        first -= before
        after = last < len(sizes) and upto[last + 1] - upto[first] <= room
        last += after
        if not before and not after:
            return first, last


def _row(row: RowView, place: Place, beside: list[Place], subject: str, limit: int) -> Iterator[Line]:
    """Headers, cells and underlines of the columns around the marked ones."""
    marks = {p.index: "-" for p in beside if p.index is not None}
    if place.index is not None:
        marks[place.index] = "^"
    columns = _columns(row, marks, place, subject, limit)
    head, body, under = [], [], []
    expected = 0
    for index, (header, text, line) in sorted(columns.items()):
        if index > expected:
            head.append(_GAP)
            body.append(_GAP)
            under.append("   ")
        size = max(width(header), width(text), width(line))
        head.append(pad(header, size))
        body.append(pad(text, size))
        under.append(pad(line, size))
        expected = index + 1
    if expected < len(row.cells):
        head.append(_GAP)
        body.append(_GAP)
    if any(header for header, _, _ in columns.values()):
        yield ((" | ".join(head).rstrip(), "dim"),)
    yield ((" | ".join(body).rstrip(), ""),)
    yield from _underline("   ".join(under).rstrip())


_Column = tuple[str, str, str]


def _columns(
    row: RowView, marks: dict[int, str], place: Place, subject: str, limit: int
) -> dict[int, _Column]:
    """The columns that fit, by index: the faulty cell, the related ones, the row's name, then the nearest."""
    named = {i for i, text in enumerate(row.cells) if squeeze(text) == squeeze(subject)}
    wide = max(8, min(48, (limit - 12) // max(1, len(marks)) - 3))

    def column(index: int) -> _Column:
        text = row.cells[index]
        mark = marks.get(index, "")
        span = place.span if index == place.index and text == place.text and place.span else (0, len(text))
        room = wide if mark else 20
        shown, under = excerpt(text, [(*span, mark or " ")], room)[0]
        header = row.headers[index] if index < len(row.headers) else ""
        return cut(one_line(header), max(room, width(shown))), shown, under

    def wish(index: int) -> tuple[bool, bool, bool, bool, int]:
        distance = min((abs(index - m) for m in marks), default=index)
        return index != place.index, index not in marks, index not in named, not row.cells[index], distance

    chosen: dict[int, _Column] = {}
    for index in sorted(range(len(row.cells)), key=wish):
        tried = {**chosen, index: column(index)}
        if _total(tried, len(row.cells)) <= limit or not chosen:
            chosen = tried
        elif index not in marks and index not in named:
            break
    return chosen


def _total(columns: dict[int, _Column], count: int) -> int:
    """Cells that columns take with the gaps between them."""
    places = [-1, *sorted(columns), count]
    gaps = sum(b - a > 1 for a, b in pairwise(places))
    return sum(max(map(width, c)) for c in columns.values()) + 3 * (len(columns) - 1) + 6 * gaps


def _labels(finding: Finding, elsewhere: list[Place], options: Options) -> Iterator[Line]:
    if working := finding.arithmetic.of(options.language):
        yield from _label(WORKING, visible(working), options)
    elif finding.expected:
        yield from _label(EXPECTED, one_line(finding.expected), options)
    most = len(elsewhere) if options.verbose else _MOST_RELATED
    for place in elsewhere[:most]:
        line = (
            f"{one_line(path(place, options.language))}: {one_line(place.text)}"
            if place.text
            else one_line(path(place, options.language))
        )
        yield from _label(RELATED, cut(line, 2 * options.width), options)
    if len(elsewhere) > most:
        yield from _label(RELATED, _MORE.format(n=len(elsewhere) - most).of(options.language), options)
    if finding.confidence is not Confidence.CERTAIN:
        words = CONFIDENCE[finding.confidence]
        if any(place.location.recognised for place in (finding.place, *finding.related)):
            words = _RECOGNISED.format(confidence=words)
        yield from _label(SURENESS, words.of(options.language), options)
    if finding.critical:
        yield from _label(GRAVE[0], GRAVE[1].of(options.language), options)


def _alike(entry: Entry, options: Options) -> Iterator[Line]:
    """The other findings of an entry, each with its place and its arithmetic."""
    most = len(entry.others) if options.verbose else _MOST_ALIKE
    for finding in entry.others[:most]:
        at = one_line(path(finding.place, options.language))
        message, working = (
            one_line(finding.message.of(options.language)),
            visible(finding.arithmetic.of(options.language)),
        )
        shown = _WORKED.format(message=message, working=working).of(options.language) if working else message
        yield from _label(ALIKE, f"{at}: {shown}" if at else shown, options)
    if len(entry.others) > most:
        yield from _label(ALIKE, _MORE.format(n=len(entry.others) - most).of(options.language), options)


def _label(label: Words, text: str, options: Options) -> Iterator[Line]:
    name = f"{label.of(options.language)}: "
    first, *rest = wrap(text, options.width - len(_LABEL) - width(name))
    yield (_LABEL, "frame"), (name, "bold"), (first, "")
    for line in rest:
        yield ((" " * (len(_LABEL) + width(name)) + line, ""),)

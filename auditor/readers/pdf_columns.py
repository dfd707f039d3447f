"""Running text in two columns: the lines of the left one come before those of the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.readers.pdf_lines import Line

LEAST_LINES = 3
"""Lines that each column must have."""
LEAST_WIDTH = 12
"""Width of a column, in characters; columns of a table without rules are narrower or less full."""
LARGEST_GAP = 2
"""Space between lines of a column, in heights of a line."""
FULL = 0.85
FULL_SHARE = 0.5
"""Part of a column's width that a full line takes, and part of its lines that must be full."""


class _Gutter(NamedTuple):
    """The empty strip between two columns, as wide as the lines so far leave it."""

    start: float
    end: float

    def beside(self, line: Line) -> _Gutter | None:
        """The strip that a line leaves of it; None when the line runs across."""
        start, end = self
        for segment in line.segments:
            if segment.end < end and segment.start < start:
                start = max(start, segment.end)
            elif segment.start > start and segment.end > end:
                end = min(end, segment.start)
            else:
                return None
        return _Gutter(start, end) if end - start >= line.size else None


def in_columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines from top to bottom → groups in reading order: single lines, and columns with their lines."""
    done = tried = at = 0
    while at < len(lines):
        zone = _zone(lines, tried, at)
        if zone is None:
            at += 1
            continue
        first, at, gutter = zone
        tried = at
        columns = _columns(lines[first:at], gutter)
        if columns is not None:
            yield from ([line] for line in lines[done:first])
            yield columns
            done = at
    yield from ([line] for line in lines[done:])


def _zone(lines: Sequence[Line], least: int, at: int) -> tuple[int, int, _Gutter] | None:
    """From where to where lines leave the gutter free that the line at a place shows, and the gutter."""
    if len(lines[at].segments) != 2:
        return None
    left, right = lines[at].segments
    gutter = _Gutter(left.end, right.start)
    first, last = at, at + 1
    while last < len(lines) and (narrower := gutter.beside(lines[last])) is not None:
        if _apart(lines[last - 1], lines[last]):
            break
        gutter, last = narrower, last + 1
    while first > least and (narrower := gutter.beside(lines[first - 1])) is not None:
        if _apart(lines[first - 1], lines[first]):
            break
        gutter, first = narrower, first - 1
    return first, last, gutter


def _apart(above: Line, below: Line) -> bool:
    """Whether more than an empty line lies between two lines."""
    return below.box[1] - above.box[3] > LARGEST_GAP * above.size


def _columns(lines: Sequence[Line], gutter: _Gutter) -> list[Line] | None:
    """The lines of the left column, then those of the right one; None when they are no running text."""
    ordered: list[Line] = []
    for side in (False, True):
        halves = [half for line in lines if (half := _half(line, gutter, side)) is not None]
        if len(halves) < LEAST_LINES:
            return None
        left, right = min(half.box[0] for half in halves), max(half.box[2] for half in halves)
        full = sum(half.box[2] - half.box[0] >= FULL * (right - left) for half in halves)
        if right - left < LEAST_WIDTH * halves[0].size or full < FULL_SHARE * len(halves):
            return None
        ordered += (half._replace(column=(left, right)) for half in halves)
    return ordered


def _half(line: Line, gutter: _Gutter, right: bool) -> Line | None:
    """What of a line stands on one side."""
    segments = tuple(s for s in line.segments if (s.start >= gutter.end) == right)
    if not segments or len(segments) == len(line.segments):
        return line if segments else None
    box = (segments[0].start, line.box[1], segments[-1].end, line.box[3])
    text = " ".join(segment.text for segment in segments)
    return line._replace(text=text, box=box, segments=segments, lead=line.size if right else line.lead)

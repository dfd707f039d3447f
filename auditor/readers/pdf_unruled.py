"""Tables of a PDF without rules, or with rules between rows only: columns from how words align, by pdfplumber.

It is given the words of the page, and opens no file. What fits no one column, or no one row, is doubtful.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, pairwise
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from auditor.readers import bounds
from auditor.readers.pdf_lines import WORD_GAP, Box, Line, by_line, by_word, lines_of, overlap
from auditor.readers.pdf_page import SNAP
from auditor.readers.pdf_sheet import Sheet, SheetCell

if TYPE_CHECKING:
    from auditor.readers.pdf_page import Char, Page, Rule

COLUMNS = ROWS = 3
"""Columns and rows that aligned words must have to be taken for a table."""
ALIGNED = 1
"""Words that stand below each other from which they may make a column."""
BESIDE_GAP = 0.5
"""White, in heights of a line, between words that tell two columns apart."""
APART = 1.0, 1.6
"""White between rows of one table: heights of a line, or times the usual white, whichever is more."""
ACROSS = 0.6
"""Part of a table's width from which a line above or below it is running text."""
INTO = 0.5
"""How far, in heights of a line, a word may reach into the next column."""
LATIN_GAP = 0.6
"""White between Latin words of one cell at most, in heights of a line."""
BESIDE = 0.2
"""Part of a line's height that it shares with another one of its row."""
SPANNED = 2
"""Lines whose white between columns a word stands over that spans them."""
ROW_GAP = 0.25
"""White between rows, in heights of a line, where lines within cells do not tell how much more it must be."""
STEP = 2.0
"""How many times the white between lines of a cell the white between rows is, where both are seen."""


class _Word(NamedTuple):
    """Characters of a line without a gap."""

    chars: list[Char]
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return self.bottom - self.top


_Words = list[_Word]
"""The words of a line."""


class _Row(NamedTuple):
    """The lines of a row; `doubtful`: some of them may belong to the row above or below."""

    lines: list[_Words]
    doubtful: bool


class _Zone(NamedTuple):
    """Where a table may stand, and the rules between its rows."""

    box: Box
    rules: tuple[float, ...] = ()

    def holds(self, char: Char) -> bool:
        left, top, right, bottom = self.box
        return left < (char.x0 + char.x1) / 2 < right and top < (char.top + char.bottom) / 2 < bottom


def unruled(chars: list[Char], rules: list[Rule], page: Page) -> tuple[list[Sheet], list[Line]]:
    """Tables without rules around their cells, and the lines outside them; `rules` are the horizontal ones."""
    sheets: list[Sheet] = []
    lines = list(lines_of(chars, page.number))
    for by_rules in (True, False):
        zones = _between_rules(rules) if by_rules else _aligned(lines)
        for zone in islice(zones, bounds.PAGE_TABLES):
            held = [char for char in chars if zone.holds(char)]
            sheet = _sheet(held, zone, page)
            if sheet is not None:
                sheets.append(sheet)
                taken = set(map(id, held))
                chars = [char for char in chars if id(char) not in taken]
                lines = list(lines_of(chars, page.number))
    return sheets, lines


def _between_rules(rules: list[Rule]) -> Iterator[_Zone]:
    """Where rules of one width stand below each other."""
    groups: list[list[Rule]] = []
    for rule in rules:
        for group in groups:
            if abs(group[-1].start - rule.start) <= SNAP and abs(group[-1].end - rule.end) <= SNAP:
                group.append(rule)
                break
        else:
            groups.append([rule])
    for group in groups:
        if len(group) >= ROWS:
            at = tuple(sorted({rule.at for rule in group}))
            yield _Zone((group[0].start - SNAP, at[0], group[0].end + SNAP, at[-1]), at)


def _aligned(lines: list[Line]) -> Iterator[_Zone]:
    """Where lines of several parts follow each other."""
    full = [line for line in lines if len(line.segments) >= COLUMNS]
    if len(full) < ROWS:
        return
    size = median(line.size for line in full)
    whites = [max(below.box[1] - above.box[3], 0.0) for above, below in pairwise(full)]
    limit = max(APART[0] * size, APART[1] * median(whites))
    group: list[Line] = []
    bottom = 0.0
    for line in [*sorted(lines, key=lambda line: line.box[1]), None]:
        if line is not None and (not group or line.box[1] - bottom <= limit):
            bottom = max(bottom, line.box[3]) if group else line.box[3]
            group.append(line)
            continue
        if (zone := _trimmed(group)) is not None:
            yield zone
        if line is not None:
            group, bottom = [line], line.box[3]


def _trimmed(group: list[Line]) -> _Zone | None:
    """A run of lines without running text at its ends; None where too few have several parts."""
    full = [line for line in group if len(line.segments) >= COLUMNS]
    if len(full) < ROWS:
        return None
    left, right = min(line.box[0] for line in full), max(line.box[2] for line in full)

    def runs(line: Line) -> bool:
        return len(line.segments) == 1 and line.box[2] - line.box[0] > ACROSS * (right - left)

    lines = list(group)
    while lines and runs(lines[0]):
        del lines[0]
    while lines and runs(lines[-1]):
        del lines[-1]
    boxes = [line.box for line in lines]
    return _Zone(
        (
            min(box[0] for box in boxes) - 1,
            min(box[1] for box in boxes) - 1,
            max(box[2] for box in boxes) + 1,
            max(box[3] for box in boxes) + 1,
        )
    )


def _sheet(chars: list[Char], zone: _Zone, page: Page) -> Sheet | None:
    """The table of a zone; None where its words make no columns."""
    lines = [_words(line) for line in by_line(chars)]
    words = [word for line in lines for word in line]
    if not words or len(words) > bounds.PAGE_WORDS:
        return None
    edges = _columns(lines)
    if len(edges) <= COLUMNS:
        return None
    rows = [row for band in _bands(lines, zone.rules) for row in _rows(band, edges, ruled=bool(zone.rules))]
    if len(rows) < ROWS:
        return None
    cells = [cell for number, row in enumerate(rows) for cell in _cells(row, number, edges, page.number)]
    box = (edges[0], zone.box[1], edges[-1], zone.box[3])
    return Sheet(
        tuple(edges), len(rows), tuple(cells), (), page.number, page.number, box, ruled=False,
        recognised=page.recognised,
    )  # fmt: skip


def _words(chars: list[Char]) -> _Words:
    words: list[list[Char]] = []
    across = sorted(chars, key=attrgetter("x0"))
    for char in by_word(chars) if overlap(across) else across:
        size = char.bottom - char.top
        if words and -0.5 * size < char.x0 - words[-1][-1].x1 <= _gap(words[-1][-1], char):
            words[-1].append(char)
        else:
            words.append([char])
    return [
        _Word(
            word,
            word[0].x0,
            max(char.x1 for char in word),
            min(char.top for char in word),
            max(char.bottom for char in word),
        )
        for word in words
    ]


def _gap(before: Char, char: Char) -> float:
    """The white up to which two characters stand in one column: Latin words have spaces between them."""
    latin = (before.text + char.text).isascii() and (before.text.isalpha() or char.text.isalpha())
    return (LATIN_GAP if latin else WORD_GAP) * (char.bottom - char.top)


def _columns(lines: list[_Words]) -> list[float]:
    """The edges of columns: where words begin that are aligned at the left, at the right or in the middle."""
    from pdfplumber.table import words_to_edges_v

    gaps = [(a.x1, b.x0) for line in lines for a, b in pairwise(line) if b.x0 - a.x1 > a.size]
    # A word that stands over the white between columns tells nothing of them.
    words = [w for line in lines for w in line if sum(w.x0 < a and b < w.x1 for a, b in gaps) < SPANNED]
    told = [{"x0": w.x0, "x1": w.x1, "top": w.top, "bottom": w.bottom} for w in words]
    found = sorted({float(edge["x0"]) for edge in words_to_edges_v(told, ALIGNED)})
    if len(found) <= COLUMNS:
        return []
    outer = [(line[0].x0, line[-1].x1) for line in lines]
    edges = [min(found[0], *(a for a, _ in outer)), *(x - 1 for x in found[1:-1])]
    return _told_apart(words, edges, max(found[-1], *(b for _, b in outer)))


def _told_apart(words: _Words, begins: list[float], end: float) -> list[float]:
    """The edges of columns without those between two that are never filled side by side.

    A header that is aligned at the left and figures that are aligned at the right make one column.
    """
    held: dict[int, _Words] = defaultdict(list)
    for word in words:
        held[_column((word.x0 + word.x1) / 2, [*begins, end])].append(word)
    kept = begins[:1]
    column = held[0]
    for n, begin in enumerate(begins[1:], 1):
        if any(_are_beside(a, b) for a in column for b in held[n]):
            kept.append(begin)
            column = held[n]
        else:
            column = column + held[n]
    return [*kept, end]


def _are_beside(left: _Word, right: _Word) -> bool:
    """Whether two words stand at one height, with white between them."""
    high = min(left.bottom, right.bottom) - max(left.top, right.top)
    return high > BESIDE * left.size and right.x0 - left.x1 > BESIDE_GAP * left.size


def _column(x: float, edges: list[float]) -> int:
    return min(max(bisect_right(edges, x) - 1, 0), len(edges) - 2)


def _bands(lines: list[_Words], rules: tuple[float, ...]) -> Iterator[list[_Words]]:
    """The lines between rules, in each of which one row stands, or more."""
    held: dict[int, list[_Words]] = defaultdict(list)
    for line in lines:
        held[bisect_right(rules, (_top(line) + _bottom(line)) / 2)].append(line)
    return (held[band] for band in sorted(held))


def _top(line: _Words) -> float:
    return min(word.top for word in line)


def _bottom(line: _Words) -> float:
    return max(word.bottom for word in line)


def _rows(lines: list[_Words], edges: list[float], *, ruled: bool) -> Iterator[_Row]:
    """Lines from top to bottom → rows: parted by white that is wider than that between lines of a cell."""
    limit, told = _row_gap(lines)
    blocks: list[list[_Words]] = []
    bottom = 0.0
    for line in sorted(lines, key=_top):
        if not blocks or _top(line) - bottom > limit:
            blocks.append([])
            bottom = _bottom(line)
        bottom = max(bottom, _bottom(line))
        blocks[-1].append(line)
    rows = [row for block in blocks for row in _split(block, edges)]
    return iter(rows) if told or ruled else _folded(rows, edges)


def _folded(rows: list[_Row], edges: list[float]) -> Iterator[_Row]:
    """Rows, those of one cell beside the first column taken for the rest of the one above, or the beginning of the next."""
    kept: list[_Row] = []
    for row in rows:
        columns = {_column((word.x0 + word.x1) / 2, edges) for line in row.lines for word in line}
        if kept and len(columns) == 1 and 0 not in columns:
            kept[-1] = _Row(kept[-1].lines + row.lines, doubtful=True)
        else:
            kept.append(row)
    return iter(kept)


def _row_gap(lines: list[_Words]) -> tuple[float, bool]:
    """The white between two rows at least, and whether lines within cells have told it."""
    size = median(_bottom(line) - _top(line) for line in lines)
    whites: list[float] = []
    bottom = _bottom(min(lines, key=_top))
    for line in sorted(lines, key=_top)[1:]:
        if (white := _top(line) - bottom) > 0:
            whites.append(min(white, size))
        bottom = max(bottom, _bottom(line))
    steps = [(b - a, a, b) for a, b in pairwise(sorted(whites)) if b >= STEP * max(a, 0.1 * size)]
    step, narrow, wide = max(steps, default=(0.0, 0.0, 0.0))
    return ((narrow + wide) / 2, True) if step > 0.2 * size else (ROW_GAP * size, False)


def _split(block: list[_Words], edges: list[float]) -> Iterator[_Row]:
    """Lines between which no white tells rows apart: one row, or one for each line that fills most columns."""
    filled = [{_column((w.x0 + w.x1) / 2, edges) for w in line} for line in block]
    enough = max(COLUMNS, (len(edges) - 1) / 2)
    full = [n for n, columns in enumerate(filled) if len(columns) >= enough]
    if len(full) <= 1:
        yield _Row(block, doubtful=False)
        return
    # No two rows stand at one height.
    beside = {n: over for n in range(len(block)) if n not in full and (over := _over(n, full, block))}
    begins = [
        n
        for n, columns in enumerate(filled)
        if n not in beside and (n in full or len(columns) > 1 or 0 in columns)
    ]
    rows: dict[int, list[_Words]] = {n: [block[n]] for n in begins}
    doubtful = {n for over in beside.values() if len(over) > 1 for n in over}
    for n, line in enumerate(block):
        if n in beside:
            rows[beside[n][0]].append(line)
        elif n not in rows:
            near = min(begins, key=lambda other: (abs(_top(block[other]) - _top(line)), other))
            rows[near].append(line)
            doubtful.add(near)
    yield from (_Row(rows[n], doubtful=n in doubtful) for n in begins)


def _over(line: int, full: list[int], block: list[_Words]) -> list[int]:
    """Those of the full lines that stand at the height of a line, in part at least."""
    top, bottom = _top(block[line]), _bottom(block[line])
    return [
        n for n in full if min(bottom, _bottom(block[n])) - max(top, _top(block[n])) > BESIDE * (bottom - top)
    ]


def _cells(row: _Row, number: int, edges: list[float], page: int) -> Iterator[SheetCell]:
    """The cells of a row; a word that reaches over several columns takes those that are empty."""
    held: dict[int, list[Char]] = defaultdict(list)
    reach: dict[int, int] = {}
    for word in (word for line in row.lines for word in line):
        own = _column((word.x0 + word.x1) / 2, edges)
        first = _column(word.x0 + INTO * word.size, edges)
        last = _column(word.x1 - INTO * word.size, edges)
        if first < last:
            own = first
        held[own] += word.chars
        reach[own] = max(reach.get(own, own), last)
    top = min(_top(line) for line in row.lines)
    bottom = max(_bottom(line) for line in row.lines)
    free = 0
    for column in range(len(edges) - 1):
        if column < free:
            continue
        end = column + 1
        while end <= reach.get(column, column) and not held.get(end):
            end += 1
        free = end
        covered = reach.get(column, column) >= end
        beside = any(column in range(other + 1, reached + 1) for other, reached in reach.items())
        lines = tuple(lines_of(held.get(column, ()), page))
        # A number that goes on in the next line, or two of them.
        broken = any((a.text[-1] + b.text[0]).isdigit() for a, b in pairwise(lines))
        if row.doubtful or covered or beside or broken:
            lines = tuple(line._replace(doubtful=True) for line in lines)
        yield SheetCell(lines, number, 1, page, (edges[column], top, edges[end], bottom))

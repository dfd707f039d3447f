"""What stands on a page of a PDF: lines of text, and tables from the rules around their cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from auditor.readers.pdf_columns import in_columns
from auditor.readers.pdf_lines import Box, Line, lines_of
from auditor.readers.pdf_page import SNAP, Page, Rule
from auditor.readers.pdf_words import Lattice, Texts, held, spills

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class SheetCell(NamedTuple):
    """A cell of a sheet: its lines, first row from 0, number of rows, and box on its (first) page."""

    lines: tuple[Line, ...]
    row: int
    height: int
    page: int
    box: Box

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def span(self) -> tuple[float, float]:
        """The column edges that the cell lies between."""
        return self.box[0], self.box[2]


class Sheet(Struct, frozen=True):
    """A table on one page, or what is stitched together so far. `edges` are its column edges; `ruled` is
    False where they were guessed from gaps between words; `recognised`: it stands in a picture."""

    edges: tuple[float, ...]
    rows: int
    cells: tuple[SheetCell, ...]
    ending: tuple[int, ...]
    """Positions in `cells` of those that reach into the last row."""
    first: int
    last: int
    box: Box
    """On the last page."""
    ruled: bool = True
    recognised: bool = False
    crossed: int = 0
    """Characters that stand on a rule between two cells of the page."""


Part = Line | Sheet


def parts_of(page: Page) -> list[Part]:
    """A page's tables and the lines outside them, from top to bottom."""
    lattices = [lattice for rules in _connected(page) if (lattice := _lattice(*rules)) is not None]
    # A character belongs to the innermost table around it.
    lattices.sort(key=lambda lattice: (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]))
    texts, loose = held(page.chars, lattices) if lattices else ([], page.chars)
    groups: list[Sequence[Part]] = [*in_columns([*lines_of(loose, page.number)])]
    groups += ([_sheet(lattice, own, page)] for lattice, own in zip(lattices, texts, strict=True))
    groups.sort(key=lambda group: (group[0].box[1], group[0].box[0]))
    return list(_with_guessed(part for group in groups for part in group))


def _connected(page: Page) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that cross or touch each other: (horizontal, vertical)."""
    across: list[list[int]] = [
        [
            j
            for j, v in enumerate(page.vertical)
            if h.start - SNAP <= v.at <= h.end + SNAP and v.start - SNAP <= h.at <= v.end + SNAP
        ]
        for h in page.horizontal
    ]
    along: dict[int, list[int]] = defaultdict(list)
    for i, crossing in enumerate(across):
        for j in crossing:
            along[j].append(i)
    seen: set[int] = set()
    for first in range(len(page.horizontal)):
        if first in seen:
            continue
        seen.add(first)
        rows, columns, waiting = [], set(), [first]
        while waiting:
            i = waiting.pop()
            rows.append(i)
            for j in across[i]:
                if j not in columns:
                    columns.add(j)
                    fresh = [k for k in along[j] if k not in seen]
                    seen.update(fresh)
                    waiting.extend(fresh)
        yield [page.horizontal[i] for i in sorted(rows)], [page.vertical[j] for j in sorted(columns)]


def _lattice(horizontal: list[Rule], vertical: list[Rule]) -> Lattice | None:
    """The grid that connected rules draw, or None when they frame fewer than two cells."""
    if not vertical:
        return None
    horizontal, vertical = _framed(horizontal, vertical), _framed(vertical, horizontal)
    ys, xs = sorted({rule.at for rule in horizontal}), sorted({rule.at for rule in vertical})
    below = _between(horizontal, ys, xs)
    right = _between(vertical, xs, ys)
    height, width = len(ys) - 1, len(xs) - 1
    owner = [[-1] * width for _ in range(height)]
    cells: list[tuple[int, int, int, int]] = []
    for r in range(height):
        for c in range(width):
            if owner[r][c] >= 0:
                continue
            wide = 1
            while c + wide < width and owner[r][c + wide] < 0 and (c + wide, r) not in right:
                wide += 1
            high = 1
            while r + high < height and not any((r + high, k) in below for k in range(c, c + wide)):
                if any((k, r + high) in right for k in range(c + 1, c + wide)):
                    break
                high += 1
            for row in owner[r : r + high]:
                row[c : c + wide] = [len(cells)] * wide
            cells.append((r, c, high, wide))
    return Lattice(xs, ys, owner, cells) if len(cells) > 1 else None


def _framed(rules: list[Rule], crossing: list[Rule]) -> list[Rule]:
    """Rules with the outer ones that a form leaves undrawn: crossing rules that run on end at an edge."""
    first, last = min(rule.at for rule in rules), max(rule.at for rule in rules)
    start, end = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    low, high = min(rule.at for rule in crossing), max(rule.at for rule in crossing)
    outer = [at for at, missing in ((start, start < first - SNAP), (end, end > last + SNAP)) if missing]
    return rules + [Rule(at, low, high) for at in outer]


def _between(rules: list[Rule], positions: list[float], steps: list[float]) -> set[tuple[int, int]]:
    """Which stretches between two steps are drawn: (index of the rule's position, index of the step)."""
    middles = [(a + b) / 2 for a, b in pairwise(steps)]
    index = {at: i for i, at in enumerate(positions)}
    drawn = set()
    for rule in rules:
        for k in range(bisect_right(middles, rule.start), bisect_right(middles, rule.end)):
            drawn.add((index[rule.at], k))
    return drawn


def _sheet(lattice: Lattice, texts: Texts, page: Page) -> Sheet:
    xs, ys = lattice.xs, lattice.ys
    cells = []
    spilt = spills(lattice, texts)
    margin = min(
        (char.x0 - xs[lattice.cells[i][1]] for i, chars in texts.items() for char in chars), default=0.0
    )
    for i, (r, c, high, wide) in enumerate(lattice.cells):
        left, right = xs[c], xs[c + wide]
        found = _whole_numbers(lines_of(texts.get(i, []), page.number), right - max(margin, 0.0))
        lines = tuple(line._replace(doubtful=True) if i in spilt.cells else line for line in found)
        cells.append(SheetCell(lines, r, high, page.number, (left, ys[r], right, ys[r + high])))
    rows = len(ys) - 1
    ending = tuple(i for i, cell in enumerate(cells) if cell.row + cell.height == rows)
    box = (xs[0], ys[0], xs[-1], ys[-1])
    return Sheet(
        tuple(xs), rows, tuple(cells), ending, page.number, page.number, box,
        recognised=page.recognised, crossed=spilt.outside,
    )  # fmt: skip


_IN_NUMBER = re.compile(r"[0-9.,][0-9]|[0-9][.,]")


def _whole_numbers(lines: Iterable[Line], right: float) -> Iterator[Line]:
    """A cell's lines, those joined that part a number where not one digit more fits; text reaches to `right`."""
    last: Line | None = None
    for line in lines:
        if last is None:
            last = line
        elif _IN_NUMBER.fullmatch(last.text[-1] + line.text[0]) and last.box[2] + 0.5 * line.size > right:
            # Whether more follows is asked of where the last of them ends.
            box = (min(last.box[0], line.box[0]), last.box[1], *line.box[2:])
            last = last._replace(text=last.text + line.text, box=box, segments=last.segments + line.segments)
        else:
            yield last
            last = line
    if last is not None:
        yield last


GUESSED_COLUMNS = 3
GUESSED_ROWS = 3
"""Columns and rows that words aligned without rules must have to be taken for a table."""


def _with_guessed(parts: Iterable[Part]) -> Iterator[Part]:
    """Parts with runs of aligned lines replaced by the tables that they seem to be."""
    run: list[Line] = []
    for part in parts:
        if isinstance(part, Line) and len(part.segments) >= GUESSED_COLUMNS:
            run.append(part)
            continue
        if run and isinstance(part, Line) and _wraps(run[-1], part):
            run.append(part)
            continue
        yield from _guessed(run)
        run = []
        yield part
    yield from _guessed(run)


def _wraps(row: Line, line: Line) -> bool:
    """Is the line the rest of cells of the row right above it?"""
    close = line.box[1] - row.box[3] < 0.5 * row.size
    return close and all(
        any(own.start < segment.end and segment.start < own.end for own in row.segments)
        for segment in line.segments
    )


def _guessed(run: list[Line]) -> Iterator[Part]:
    """Lines that share columns as one sheet, a row for each line that is not a wrapped rest; else as they are."""
    columns: list[list[float]] = []
    for start, end, _ in sorted(segment for line in run for segment in line.segments):
        if columns and start < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], end)
        else:
            columns.append([start, end])
    full = [line for line in run if len(line.segments) >= GUESSED_COLUMNS]
    if len(full) < GUESSED_ROWS or len(columns) < max(len(line.segments) for line in full):
        yield from run
        return
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    held: dict[tuple[int, int], list[Line]] = defaultdict(list)
    tops: list[float] = []
    for line in run:
        if len(line.segments) >= GUESSED_COLUMNS:
            tops.append(line.box[1])
        for segment in line.segments:
            column = bisect_right(edges, (segment.start + segment.end) / 2) - 1
            box = (segment.start, line.box[1], segment.end, line.box[3])
            held[len(tops) - 1, column].append(line._replace(text=segment.text, box=box, segments=(segment,)))
    tops.append(run[-1].box[3])
    page = run[0].page
    cells = tuple(
        SheetCell(tuple(held.get((r, c), ())), r, 1, page, (edges[c], tops[r], edges[c + 1], tops[r + 1]))
        for r in range(len(tops) - 1)
        for c in range(len(columns))
    )
    box = (edges[0], tops[0], edges[-1], tops[-1])
    yield Sheet(tuple(edges), len(tops) - 1, cells, (), page, page, box, ruled=False)

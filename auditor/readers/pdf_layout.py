"""What stands on a page of a PDF: lines of text, and tables from the rules around their cells."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor.readers.pdf_columns import in_columns
from auditor.readers.pdf_lines import Line, lines_of
from auditor.readers.pdf_page import SNAP, Page, Rule
from auditor.readers.pdf_sheet import Part, Sheet, SheetCell
from auditor.readers.pdf_unruled import unruled
from auditor.readers.pdf_words import Lattice, Texts, held, spills

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def parts_of(page: Page) -> list[Part]:
    """A page's tables and the lines outside them, from top to bottom."""
    lattices = [lattice for rules in _connected(page) if (lattice := _lattice(*rules)) is not None]
    # A character belongs to the innermost table around it.
    lattices.sort(key=lambda lattice: (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]))
    texts, loose = held(page.chars, lattices) if lattices else ([], page.chars)
    guessed, lines = unruled(loose, _alone(page.horizontal, lattices), page)
    groups: list[Sequence[Part]] = [*in_columns(lines), *([sheet] for sheet in guessed)]
    groups += ([_sheet(lattice, own, page)] for lattice, own in zip(lattices, texts, strict=True))
    groups.sort(key=lambda group: (group[0].box[1], group[0].box[0]))
    return [part for group in groups for part in group]


def _alone(rules: list[Rule], lattices: list[Lattice]) -> list[Rule]:
    """The rules that are no part of a table."""
    framed = [(lattice.ys[0] - SNAP, lattice.ys[-1] + SNAP) for lattice in lattices]
    return [rule for rule in rules if not any(top <= rule.at <= bottom for top, bottom in framed)]


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

"""Tables in text whose columns are aligned with spaces."""

from __future__ import annotations

from unicodedata import east_asian_width

from msgspec import Struct

from auditor.patterns import Pattern

_FEWEST_ROWS = _FEWEST_COLUMNS = 3
_GUTTER = 2
"""Cells of a terminal that part columns; one full-width space is as wide."""
_LONGEST = 500
_FILLED = 2 / 3
"""Part of a table's cells that hold text; where lines of cells run on, far fewer do."""
_GAP = Pattern(r"(?<=[^ \u3000])(?: {2,}|\u3000)[ \u3000]*(?=[^ \u3000])", needs=" \u3000")
# Signs such as ≥ and “ take two columns in some editors, one in others.
_WIDE = ("WF", "WFA")
_RULE = Pattern(r"[-=_\u2500\u2501 \u3000]+")


class Rows(Struct, frozen=True):
    """Rows of texts, with the index of the line of each, and of the line after the last one."""

    lines: list[int]
    cells: list[list[str]]
    end: int

    @property
    def is_table(self) -> bool:
        """Whether there are enough columns, mostly filled."""
        columns = max(map(len, self.cells))
        filled = sum(bool(text) for row in self.cells for text in row)
        return columns >= _FEWEST_COLUMNS and filled >= _FILLED * columns * len(self.lines)


def rows(lines: list[str], start: int) -> Rows | None:
    """The lines from one on that gaps part alike, as rows; None when they are few. Blank lines end them."""
    if not _parted(lines[start]) or _is_rule(lines[start]):
        return None
    readings = (_by_count(lines, start), *(_by_position(lines, start, wide) for wide in _WIDE))
    found = max(readings, key=lambda rows: rows.end)
    return found if len(found.lines) >= _FEWEST_ROWS else None


def _parted(line: str) -> bool:
    return len(line) <= _LONGEST and _GAP.search(line) is not None


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and _RULE.fullmatch(line) is not None


def _by_count(lines: list[str], start: int) -> Rows:
    """The lines that gaps part into equally many cells."""
    found: dict[int, list[str]] = {}
    end = start
    for end in range(start, len(lines) + 1):
        if end == len(lines) or not (_parted(lines[end]) or _is_rule(lines[end])):
            break
        if _is_rule(lines[end]):
            continue
        cells = _GAP.split(lines[end].strip(" \u3000"))
        if found and len(cells) != len(found[start]):
            break
        found[end] = cells
    return Rows([*found], [*found.values()], end)


def _by_position(lines: list[str], start: int, wide: str) -> Rows:
    """The lines that leave the same columns of the terminal blank."""
    taken = 0
    chosen: list[int] = []
    end = start
    for end in range(start, len(lines) + 1):
        if end == len(lines) or not (_parted(lines[end]) or _is_rule(lines[end])):
            break
        if _is_rule(lines[end]):
            continue
        with_it = taken | _taken(_places(lines[end], wide))
        if len(_columns(with_it)) < max(_FEWEST_COLUMNS, len(_columns(taken))):
            break
        taken = with_it
        chosen.append(end)
    columns = _columns(taken)
    return Rows(chosen, [_cut(_places(lines[number], wide), columns) for number in chosen], end)


_Places = list[tuple[str, int, int]]
"""The characters of a line with the terminal columns where each begins and ends."""


def _places(line: str, wide: str) -> _Places:
    places, at = [], 0
    for char in line:
        end = at + 1 + (east_asian_width(char) in wide)
        places.append((char, at, end))
        at = end
    return places


def _taken(places: _Places) -> int:
    """The terminal columns that hold text, as bits."""
    taken = 0
    for char, at, end in places:
        if char not in " \u3000":
            taken |= (1 << end) - (1 << at)
    return taken


def _columns(taken: int) -> list[tuple[int, int]]:
    """Where the table's columns begin and end, in terminal columns."""
    columns: list[tuple[int, int]] = []
    for at in range(taken.bit_length()):
        if not taken >> at & 1:
            continue
        if columns and at - columns[-1][1] < _GUTTER:
            columns[-1] = columns[-1][0], at + 1
        else:
            columns.append((at, at + 1))
    return columns


def _cut(places: _Places, columns: list[tuple[int, int]]) -> list[str]:
    return [
        "".join(c for c, at, _ in places if first <= at < last).strip(" \u3000") for first, last in columns
    ]

"""The tables of a binary Word file: rows state the borders of their cells, from which columns follow."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.document import Cell, Location, Table
from auditor.readers.doc_binary import MERGE_ACROSS, MERGE_DOWN, ROW, Unsupported
from auditor.readers.word import bounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.document import Document
    from auditor.readers.doc_binary import Changes

_CELL_SIZE = 20
_CONTINUES_ACROSS, _ACROSS = 2, 3
_CONTINUES_DOWN = 1
# Borders of cells that are nearer to each other, in twips (1/20 pt), are one border drawn unevenly.
_UNEVEN = 15


class Shape(Struct, frozen=True):
    """How a row is laid out: where its cells begin and the last one ends, in twips, and their merges.

    `across` is 2 for a cell that continues the one before it; `down` is 1 for one that continues the one
    above it, 3 for one that begins such a merge, else 0.
    """

    borders: tuple[int, ...]
    across: tuple[int, ...]
    down: tuple[int, ...]


class Embedded(Struct, frozen=True):
    """A workbook in the text, and the number of the paragraph in which it is anchored."""

    workbook: Document
    line: int

    @property
    def count(self) -> int:
        """How many tables it is."""
        return len(self.workbook.blocks)


@dataclass(slots=True)
class Rows:
    """A table while it is read; `depth` is 1 for one in the text, 2 for one in its cells, and so on."""

    depth: int
    rows: list[tuple[Shape, list[tuple[str, int]]]] = field(default_factory=list)
    nested: list[Rows | Embedded] = field(default_factory=list)
    _cells: list[tuple[str, int]] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _first_line: int | None = None

    def add_line(self, text: str, line: int) -> None:
        """Add a paragraph to the cell that is being read; `line` is its running number."""
        if self._first_line is None:
            self._first_line = line
        if text:
            self._lines.append(text)

    def end_cell(self) -> None:
        """End the cell that is being read."""
        self._cells.append(("\n".join(self._lines), self._first_line or 0))
        self._lines, self._first_line = [], None

    def end_row(self, shape: Shape, deleted: bool) -> None:
        """End the row that is being read; a deleted one goes unless text in it stands."""
        if self._lines:
            raise unknown_table()
        if not deleted or any(text for text, _ in self._cells):
            self.rows.append((shape, self._cells))
        self._cells, self._first_line = [], None

    @property
    def complete(self) -> bool:
        """Whether every cell was followed by the end of its row."""
        return not self._cells and not self._lines


@dataclass(slots=True)
class _Merge:
    """A cell while its table is laid out; later rows and cells may still widen it."""

    text: str
    location: Location
    row: int
    column: int
    rowspan: int
    colspan: int


def unknown_table() -> Unsupported:
    """The error for a table whose layout the file does not tell."""
    return Unsupported(
        "文件中有无法可靠还原行列的表格，请在 Word 或 WPS 中另存为 .docx",
        "The file has a table whose rows and columns cannot be told for sure; save it as .docx in Word or WPS",
    )


def shape(changes: Changes) -> Shape:
    """A row's layout as its format states it. Raises `Unreadable` for a row without any."""
    stated = b""
    for code, operand in changes:
        if code == ROW:
            stated = operand
    count = stated[0] if stated else 0
    first = 1 + 2 * (count + 1)
    if not count or len(stated) < first:
        raise unknown_table()
    borders = struct.unpack_from(f"<{count + 1}h", stated, 1)
    # Cells at the end may be left unstated: they are plain.
    flags = [stated[at] for at in range(first, len(stated) - 1, _CELL_SIZE)][:count]
    flags += [0] * (count - len(flags))
    across = [flag & _ACROSS for flag in flags]
    down = [flag >> 5 & 3 for flag in flags]
    for code, operand in changes:
        if code == MERGE_ACROSS:
            for place in range(operand[0] + 1, min(operand[1], count)):
                across[place] = _CONTINUES_ACROSS
        elif code == MERGE_DOWN and len(operand) > 1 and operand[0] < count:
            down[operand[0]] = operand[1] & 3
    return Shape(borders, tuple(across), tuple(down))


def laid_out(table: Rows, number: int) -> Iterator[Table | Embedded]:
    """A table and, after it, what stands in its cells, numbered on; no table when it has no rows.

    Raises `Unreadable` when the table is too large or its cells do not fit its rows.
    """
    if table.rows:
        yield _table(table.rows, number)
        number += 1
    for inner in table.nested:
        for made in [inner] if isinstance(inner, Embedded) else laid_out(inner, number):
            yield made
            number += made.count if isinstance(made, Embedded) else 1


def _table(rows: list[tuple[Shape, list[tuple[str, int]]]], number: int) -> Table:
    columns = _columns(border for row, _ in rows for border in row.borders)
    bounded(number, len(rows), max(columns.values()))
    cells: list[_Merge] = []
    above: dict[int, _Merge] = {}
    for index, (row, contents) in enumerate(rows, 1):
        if len(contents) != len(row.across):
            raise unknown_table()
        column, still_open = 1, {}
        last: _Merge | None = None
        for place, (text, line) in enumerate(contents):
            column = max(columns[row.borders[place]], column)
            span = max(columns[row.borders[place + 1]] - column, 1)
            merged = above.get(column) if row.down[place] == _CONTINUES_DOWN else None
            if row.across[place] == _CONTINUES_ACROSS and last is not None and last.row == index:
                last.colspan += span
            elif merged is not None and merged.colspan == span:
                merged.rowspan += 1
                still_open[column] = last = merged
            else:
                at = Location(line=line, table=number, row=index, column=column)
                last = _Merge(text, at, index, column, 1, span)
                cells.append(last)
                if row.down[place]:
                    still_open[column] = last
            column += span
        above = still_open
    return Table(
        tuple(Cell(c.text, c.row, c.column, c.location, c.rowspan, c.colspan) for c in cells),
        Location(line=cells[0].location.line, table=number),
    )


def _columns(borders: Iterable[int]) -> dict[int, int]:
    """The number of the column that begins at a border, from 1."""
    found: dict[int, int] = {}
    column, begun = 0, None
    for border in sorted(set(borders)):
        if begun is None or border - begun > _UNEVEN:
            column, begun = column + 1, border
        found[border] = column
    return found

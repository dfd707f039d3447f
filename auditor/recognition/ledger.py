"""What became of every cell of a table: used as something, ignored as something, or not understood and why.

The walk enters each cell where it deals with it; what it never comes to is settled at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from auditor.document import Cell, Table
from auditor.model.form import Role
from auditor.model.place import BLANKS, Place, table_row
from auditor.model.report import CellState, Settled, Unread
from auditor.patterns import Pattern
from auditor.quantity import parse, squeeze
from auditor.recognition.values import tidy
from auditor.words import NOTHING, Words

Kind = Literal[
    "heading", "title", "label", "head", "instruction", "signature", "standard", "number", "remark", "template",
    "named", "text", "copy", "other_kind",
]  # fmt: skip
"""Why a cell is left out: the words of the form, what its head and foot say, standards of scoring, ordinal numbers,
text, columns that the lexicon names as holding nothing to recompute (`named`), tables that stand in the file again or are
of another kind."""
_NUMBER = Pattern(r"[≥≤=<>约]*[-+]?\d[\d.,]*\s*(?:[%％‰分元]|万元|亿元)?")
# A number, or a word before one.
_MAYBE = Pattern(r"\W*(?:\d|[约近超大将不至少])")
# An ordinal number before words: 1、办公费.
_NUMBERED = Pattern(r"\s*\d{1,2}(?:[、.．]|[)）])\s*[^\d\s.,%％‰]")
_NO_HEADER = Words("所在列的表头未能识别", "the header of its column is not known")
_NO_ROW = Words("未能归入任何一行", "it belongs to no row that was understood")
_ROW = Words("该行有数字，但看不出是什么指标", "the row has figures, but not what they are of")
_TABLE = Words("表头和行列均未能识别", "neither its headers nor its rows were understood")
_COLUMN_FIGURES = 2
_IGNORED_ROLES: dict[Role, Kind] = {Role.NUMBER: "number", Role.EXPLANATION: "standard", Role.OTHER: "named"}


class Entry(Struct, frozen=True):
    """What became of one cell. `what` is the role that it is used as, or the kind that it is ignored as."""

    state: CellState
    what: str
    reason: Words | None = None


class Gap(Struct, frozen=True):
    """Cells that were not understood: a `column` under its header, a `row`, or one `cell`."""

    kind: Literal["column", "row", "cell"]
    cells: tuple[Cell, ...]
    header: str = ""


class Ledger:
    """The entries of one table's cells, by identity."""

    def __init__(self, table: Table, number: int) -> None:
        self.table = table
        self.number = number
        self.entries: dict[int, Entry] = {}
        self.columns: dict[str, list[Cell]] = {}
        self.rows: list[list[Cell]] = []

    def use(self, what: str, *cells: Cell | None) -> None:
        """Enter cells as used; nothing takes that back."""
        for cell in cells:
            if cell is not None:
                self.entries[id(cell)] = Entry("used", what)

    def ignore(self, kind: Kind, *cells: Cell | None) -> None:
        """Enter cells as left out, unless they are entered already."""
        for cell in cells:
            if cell is not None:
                self.entries.setdefault(id(cell), Entry("ignored", kind))

    def heading(self, *cells: Cell | None) -> None:
        """Enter the words of a header's row; a figure among them is none."""
        self.ignore("heading", *(c for c in cells if c is not None and not is_figure(c.text)))

    def column(self, cell: Cell, role: Role | None, header: str) -> None:
        """Enter a cell of a row under the header of its column."""
        if id(cell) in self.entries or squeeze(cell.text) in BLANKS:
            return
        if role in _IGNORED_ROLES:
            self.ignore(_IGNORED_ROLES[role], cell)
        elif role is not None:
            self.use(role.value, cell)
        elif header or is_figure(cell.text):
            self.entries[id(cell)] = Entry("unread", "column", _NO_HEADER)
            self.columns.setdefault(tidy(header), []).append(cell)
        else:
            self.ignore("text", cell)

    def leave_row(self, cells: Iterable[Cell]) -> None:
        """Enter the cells of a row that was not understood."""
        left = [c for c in cells if squeeze(c.text) not in BLANKS and id(c) not in self.entries]
        for cell in left:
            self.entries[id(cell)] = Entry("unread", "row", _ROW)
        if left:
            self.rows.append(left)

    def open(self, cell: Cell) -> bool:
        """Whether nothing has become of a cell yet, or it was not understood."""
        entry = self.entries.get(id(cell))
        return entry is None or entry.state == "unread"

    def settle(self) -> None:
        """Enter the cells that the walk has not come to: words are text, figures are not understood."""
        for cell in self.table.cells:
            if id(cell) in self.entries or squeeze(cell.text) in BLANKS:
                continue
            if is_figure(cell.text):
                self.entries[id(cell)] = Entry("unread", "cell", _NO_ROW)
            else:
                self.entries[id(cell)] = Entry("ignored", "text")

    def counts(self) -> Counter[CellState]:
        """How many cells with figures are in each state."""
        return Counter(
            entry.state
            for cell in self.table.cells
            if is_figure(cell.text) and (entry := self.entries.get(id(cell))) is not None
        )

    @property
    def settled(self) -> Iterator[Settled]:
        """What became of each cell that holds something."""
        for cell in self.table.cells:
            entry = self.entries.get(id(cell))
            if entry is not None and cell.text.strip():
                reason = entry.reason or NOTHING
                yield Settled(cell.location, entry.state, entry.what, is_figure(cell.text), reason)

    @property
    def unread(self) -> Iterator[Unread]:
        """What was not understood: columns and rows as wholes, then single cells; a table of which nothing was."""
        counts = self.counts()
        if counts["unread"] >= _COLUMN_FIGURES and not counts["used"]:
            first = next(c for c in self.table.cells if c.text.strip())
            yield Unread("table", tidy(first.text), _TABLE, self.place(first))
            return
        for gap in self.gaps:
            if gap.kind == "column" and len(gap.cells) >= _COLUMN_FIGURES and gap.header:
                yield Unread("column", gap.header, _NO_HEADER, self.place(gap.cells[0]))
            elif gap.kind == "row":
                text = " ".join(tidy(c.text) for c in gap.cells)
                yield Unread("row", text, _ROW, self.place(gap.cells[0]))
            else:
                reason = _NO_HEADER if gap.kind == "column" else _NO_ROW
                yield from (Unread("cell", tidy(c.text), reason, self.place(c)) for c in gap.cells)

    @property
    def gaps(self) -> Iterator[Gap]:
        """What was not understood, columns first, then rows, then single cells."""
        for header, cells in self.columns.items():
            if still := self._unread(cells):
                yield Gap("column", still, header)
        for cells in self.rows:
            if still := self._unread(cells):
                yield Gap("row", still)
        for cell in self._unread(self.table.cells):
            if self.entries[id(cell)].what == "cell":
                yield Gap("cell", (cell,))

    def _unread(self, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        return tuple(c for c in cells if (e := self.entries.get(id(c))) is not None and e.state == "unread")

    def place(self, cell: Cell) -> Place:
        """The place of a cell, as one of its row."""
        return Place(table_row(self.number, cell.row), cell.location, tidy(cell.text))


def set_aside(table: Table, kind: Kind) -> Iterator[Settled]:
    """The cells of a table that is not judged."""
    for cell in table.cells:
        if cell.text.strip():
            yield Settled(cell.location, "ignored", kind, is_figure(cell.text))


@lru_cache(4096)  # a cell is asked more than once
def is_figure(text: str) -> bool:
    """Whether a cell holds a figure and little else: 10, ≥95%, 3.5万元; a date or a sentence does not."""
    if not _MAYBE.match(text) or _NUMBERED.match(text):
        return False
    bare = squeeze(text)
    return len(bare) <= _LONGEST and (_NUMBER.fullmatch(bare) is not None or parse(text) is not None)


_LONGEST = 24


def figures(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that hold figures."""
    return [c for c in cells if is_figure(c.text)]

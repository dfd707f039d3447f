"""The grid of a table as rows, what one table says, and the places of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell, Table
from auditor.model.form import FundsRow, Goal, Grade, IndicatorTable, Total
from auditor.model.place import Field, Place, RowView, Step, table_row
from auditor.model.relations import Claim
from auditor.quantity import Quantity, squeeze
from auditor.recognition.headers import Header
from auditor.recognition.ledger import Ledger
from auditor.recognition.values import tidy


class Row(Struct, frozen=True, dict=True):
    """One row of a table: its number, and the cell at every column (a merged cell at each that it covers)."""

    number: int
    cells: tuple[Cell | None, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Texts by column, on one line each."""
        return tuple(tidy(c.text) if c else "" for c in self.cells)

    @cached_property
    def distinct(self) -> list[Cell]:
        """The cells with text, each once."""
        return list({id(c): c for c in self.cells if c and c.text.strip()}.values())

    @cached_property
    def own(self) -> list[Cell]:
        """The cells with text that begin in this row."""
        return [c for c in self.distinct if c.row == self.number]


class Content(Struct):
    """What one table says. `heads` are the rows outside every section, `passages` their long texts."""

    tables: list[IndicatorTable] = []
    funds: list[FundsRow] = []
    goals: list[Goal] = []
    totals: list[Total] = []
    organisation: str = ""
    project: str = ""
    titles: list[str] = []
    heads: list[str] = []
    grades: list[Grade] = []
    passages: list[Field] = []
    claims: list[Claim] = []
    form: str = ""
    ledger: Ledger | None = None


def trimmed(cells: tuple[Cell | None, ...]) -> tuple[Cell | None, ...]:
    """A row of running text without the columns that only longer rows have."""
    return cells[: max((i for i, c in enumerate(cells, 1) if c is not None), default=0)]


def row_texts(table: Table) -> list[str]:
    """The rows of a table as squeezed texts, for telling copies.

    A cell is told in its first row only: a page break ends what is merged, and copies break elsewhere.
    """
    return ["|".join(squeeze(c.text) for c in Row(i, r).own) for i, r in enumerate(table.grid, 1)]


def view_of(header: Header, cells: Sequence[Cell | None]) -> tuple[RowView, dict[int, int]]:
    """The row under its headers, a merged cell's text once, and where each column went."""
    heads: list[str] = []
    texts: list[str] = []
    order: dict[int, int] = {}
    previous: tuple[str, int | None] | None = None
    for column, head in enumerate(header.texts):
        cell = cells[column] if column < len(cells) else None
        text = tidy(cell.text) if cell else ""
        if not head and not text:
            continue
        key = (head, id(cell) if cell else None)
        if key == previous:
            order[column] = len(heads) - 1
            continue
        spread = previous is not None and cell is not None and previous[1] == id(cell)
        previous = key
        order[column] = len(heads)
        heads.append(squeeze(head))
        texts.append("" if spread else text)
    return RowView(tuple(heads), tuple(texts)), order


def mended(place: Place, quantity: Quantity | None) -> Place:
    return replace(place, repaired=True) if quantity is not None and quantity.repaired else place


def place_of(number: int, row: Row, cell: Cell) -> Place:
    """The place of a cell that stands for its row."""
    return Place(table_row(number, row.number), cell.location, tidy(cell.text))


def figure(
    number: int, row: Row, cell: Cell, name: str, header: str, quantity: Quantity | None
) -> Field:
    """The figure of a cell in the row of a name, under a header that says what it is."""
    text = tidy(cell.text)
    place = Place(
        (*table_row(number, row.number, squeeze(name)), Step("part", name=squeeze(header))),
        cell.location, text, RowView((squeeze(header),), (text,)), 0,
    )  # fmt: skip
    return Field(text, mended(place, quantity), quantity)

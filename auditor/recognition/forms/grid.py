"""The grid of a table as rows, what one table says, and the places of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell, Table
from auditor.model.form import FundsRow, Goal, Grade, IndicatorTable, Role, Total
from auditor.model.place import Field, Place, RowView, Step, table_row
from auditor.model.relations import Claim
from auditor.patterns import Pattern
from auditor.quantity import Quantity, plain, squeeze
from auditor.recognition import records
from auditor.recognition.forms.roles import (
    Header,
    funds_header,
    goals_header,
    indicator_header,
    is_label,
)
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
    """What one table says. `heads` are the rows outside every section, `passages` their long texts, `reasons` what
    they say under labels of reasons and measures.

    `header` is that of indicators that go on to the table's last row. `follows`: the table stands directly behind
    another one, with no text between.
    """

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
    reasons: list[Field] = []
    claims: list[Claim] = []
    form: str = ""
    ledger: Ledger | None = None
    header: Header | None = None
    follows: bool = False


NUMBER = Pattern(r"[\d.,%‰/-]+")
MONEY_UNIT = Pattern(r"[(（:：]\s*(?:人民币)?(亿元|万元|千元|元)\s*[)）]?")
# So many rows tell what a header is and what stands in its columns.
_WINDOW = 6


class Sheet:
    """A table while it is walked: its rows, where the walk has come to, and what it says.

    `title` stands above the form that is walked, `money` is its unit of money, `form` counts the forms of the table.
    `header` is that of the indicators read last. `pending` are totals that wait for their table of indicators, `paired` sums of money that wait for their row.
    """

    def __init__(self, table: Table, number: int, title: str, money: str) -> None:
        self.table = table
        self.exact = table.exact
        self.number = number
        self.title = title
        self.money = money
        self.rows = [Row(i, r if table.exact else trimmed(r)) for i, r in enumerate(table.grid, 1)]
        self.ledger = Ledger(table, number)
        self.content = Content(ledger=self.ledger)
        self.pending: list[Total] = []
        self.paired: dict[Role, tuple[Row, Cell, Field]] = {}
        self.form = 0
        self.header: Header | None = None
        self.forms: list[int] = []

    def texts(self, at: int) -> tuple[str, ...]:
        """The texts of a row, none behind the last one."""
        return self.rows[at].texts if at < len(self.rows) else ()

    def cells(self, row: Row) -> list[Cell]:
        """The cells of a row that say something of it: in running text all, else those that begin in it."""
        return row.own if self.exact else row.distinct

    def first(self, row: Row) -> Cell | None:
        """The first cell of a row: a cell from rows above says nothing of this one."""
        return next(iter(self.cells(row)), None)

    def indicator_header(self, at: int) -> Header | None:
        """The header of indicators that begins in a row."""
        header = indicator_header([r.texts for r in self.rows[at : at + _WINDOW]], not self.exact)
        return records.settled(header) if header is not None else None

    def funds_header(self, at: int) -> Header | None:
        """The header of funds in a row."""
        return funds_header(self.texts(at), self.texts(at + 1))

    def is_header(self, at: int) -> bool:
        """Whether a section begins in a row."""
        return bool(self.indicator_header(at) or self.funds_header(at) or goals_header(self.texts(at)))

    def is_total(self, row: Row) -> bool:
        """Whether a row is that of the total."""
        first = self.first(row)
        return first is not None and (is_label(first.text, "total_row") or is_label(first.text, "total"))

    def is_foot(self, row: Row) -> bool:
        """Whether a row opens the foot of a form or another part of it."""
        first = self.first(row)
        return first is not None and is_label(first.text, "section")

    def is_signature(self, row: Row) -> bool:
        """Whether a row begins with a label of the foot and its value in one cell: 填表人：…"""
        first = self.first(row)
        before, colon, _ = plain(first.text).partition(":") if first is not None else ("", "", "")
        return bool(colon) and is_label(before, "section")


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


def figure(number: int, row: Row, cell: Cell, name: str, header: str, quantity: Quantity | None) -> Field:
    """The figure of a cell in the row of a name, under a header that says what it is."""
    text = tidy(cell.text)
    place = Place(
        (*table_row(number, row.number, squeeze(name)), Step("part", name=squeeze(header))),
        cell.location, text, RowView((squeeze(header),), (text,)), 0,
    )  # fmt: skip
    return Field(text, mended(place, quantity), quantity)

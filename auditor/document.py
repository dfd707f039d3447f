"""A file as readers deliver it: paragraphs and table grids with their places, nothing of budgets.

Every reader turns bytes into one `Document`; recognition turns that into a `Report`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from auditor.words import NOTHING, Words


class Unreadable(Exception):
    """The file cannot be read. `reason` is one clear line: what, where, what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Words(zh, en)


class Location(Struct, frozen=True, gc=False):
    """Where something stands in the file, concretely; what does not apply is None.

    `line` counts lines of a text file, paragraphs elsewhere, from 1. `table`, `row` and `column` count
    from 1 in reading order. `cell` is a spreadsheet address (`H12`). `bbox` is (left, top, right,
    bottom) in points from the page's top left corner. `recognised`: what stands here was read from a picture;
    `doubtful`: so was a figure, and not surely, or a font does not say what it shows. `turned`: what stands here was
    read with the table's columns for rows; `arranged`: a table was put together from lines of text to read it.
    """

    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    cell: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    recognised: bool = False
    doubtful: bool = False
    turned: bool = False
    arranged: bool = False

    @property
    def printed(self) -> Location:
        """Where it stands in the file itself, as readers say it."""
        if self.arranged:
            return replace(self, table=None, row=None, column=None, arranged=False)
        return replace(self, turned=False) if self.turned else self


class Paragraph(Struct, frozen=True, gc=False):
    """One paragraph outside tables; a line of a text file. `number` is an automatic list number.

    `indent` is the number of characters that were taken off the line's front.
    """

    text: str
    location: Location
    number: str = ""
    indent: int = 0


class Cell(Struct, frozen=True, gc=False):
    """One cell, stated once at its top left corner; lines inside it are parted by `\\n`.

    `row` and `column` count from 1 in the table's grid; merged cells span several.
    """

    text: str
    row: int
    column: int
    location: Location
    rowspan: int = 1
    colspan: int = 1


class Table(Struct, frozen=True, dict=True):
    """A table. `exact` is False when its rows and columns were guessed from running text."""

    cells: tuple[Cell, ...]
    location: Location
    exact: bool = True

    @cached_property
    def height(self) -> int:
        """Number of rows."""
        return max((c.row + c.rowspan - 1 for c in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((c.column + c.colspan - 1 for c in self.cells), default=0)

    @cached_property
    def grid(self) -> tuple[tuple[Cell | None, ...], ...]:
        """Rows × columns; a merged cell stands at every position that it covers."""
        rows: list[list[Cell | None]] = [[None] * self.width for _ in range(self.height)]
        for cell in self.cells:
            for r in range(cell.row - 1, cell.row - 1 + cell.rowspan):
                for c in range(cell.column - 1, cell.column - 1 + cell.colspan):
                    rows[r][c] = cell
        return tuple(map(tuple, rows))


Block = Paragraph | Table


class Format(Struct, frozen=True):
    """A format of files with its suffixes; `missing` says what reading it takes, nothing if it can be read."""

    name: str
    suffixes: tuple[str, ...]
    title: Words
    missing: Words = NOTHING


class Stale(Struct, frozen=True):
    """A formula whose stored result is not what it gives: both as the sheet shows numbers."""

    location: Location
    formula: str
    stored: str
    recomputed: str


class Document(Struct, frozen=True):
    """A file's content in reading order.

    `format` is one of `text`, `markdown`, `html`, `docx`, `doc`, `rtf`, `odt`, `xlsx`, `xls`, `ods`, `pdf`,
    `csv`, `image`.
    `notes` say what the reader met and the user should know (tracked changes, hidden sheets, …). `stale` are
    formulas of a workbook whose stored result is out of date; the document shows the stored one.
    """

    format: str
    blocks: tuple[Block, ...]
    notes: tuple[Words, ...] = ()
    stale: tuple[Stale, ...] = ()

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs outside tables, in order."""
        return (b for b in self.blocks if isinstance(b, Paragraph))

    @property
    def tables(self) -> Iterator[Table]:
        """The tables, in order."""
        return (b for b in self.blocks if isinstance(b, Table))

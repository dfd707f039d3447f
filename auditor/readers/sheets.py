"""What the readers of spreadsheets share: sheets of shown texts → tables, with notes on what is hidden."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from auditor.document import Block, Cell, Document, Location, Stale, Table, Unreadable
from auditor.readers import bounds
from auditor.readers.package import damaged
from auditor.words import Words

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

# A constant, or a number with a unit (“=8个”): a target whose equals sign a program took for a formula's.
_NO_FORMULA = re.compile(r"[0-9][0-9.,]*(?:%|[^\x00-\x7f].*)?", re.DOTALL)

HIDDEN_SHEETS = Words("隐藏的工作表已一并审核：{names}", "Hidden sheets are audited too: {names}")
"""The note on hidden sheets, which have names."""
_HIDDEN_LINES = Words(
    "工作表“{name}”含有隐藏的行或列，已一并审核",
    "Sheet “{name}” has hidden rows or columns, which are audited too",
)
_UNCALCULATED = Words(
    "工作表“{name}”有{count}个公式没有保存计算结果（首个在 {cell}），请用 Excel 或 WPS 打开并保存后再审核",
    "Sheet “{name}” has {count} formulas without a stored result (the first in {cell}); "
    "open it in Excel or WPS, save it and audit it again",
)

At = tuple[int, int]
"""Row and column, from 1."""


@dataclass(slots=True)
class Sheet:
    """One worksheet as it is being read: shown texts by place, merges, and what is hidden.

    `merges` are (top, left, bottom, right). `numbers` are stored numbers and `formulas` the formulas, both
    as text; formulas whose result was not stored are in `uncalculated` instead. `number_formats` tells how
    the cells of formulas show numbers.
    """

    name: str
    hidden: bool = False
    texts: dict[At, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)
    uncalculated: list[At] = field(default_factory=list)
    numbers: dict[At, str] = field(default_factory=dict)
    formulas: dict[At, str] = field(default_factory=dict)
    number_formats: dict[At, str] = field(default_factory=dict)

    def put(self, row: int, column: int, text: str) -> None:
        """Note a cell's text. Raises `Unreadable` when there are too many cells, or one stands in no row."""
        if row < 1 or column < 1:
            raise damaged()
        self.texts[row, column] = text
        if len(self.texts) > bounds.CELLS:
            raise bounds.too_many_cells()

    def fill(self) -> None:
        """Put blank cells beside those with text, for formats in which blank cells may not be stated."""
        filled = [at for at, text in self.texts.items() if text]
        columns = {column for _, column in filled}
        blank = _long_blanks(columns)
        kept = [c for c in range(1, max(columns, default=0) + 1) if not any(c in run for run in blank)]
        for row in {row for row, _ in filled}:
            for column in kept:
                if (row, column) not in self.texts:
                    self.put(row, column, "")


def document(form: str, sheets: Iterable[Sheet], since_1904: bool = False) -> Document:
    """The sheets that have text as tables, in order; rows and columns are the sheets' own.

    Raises `Unreadable` when they hold too much.
    """
    blocks: list[Block] = []
    notes: list[Words] = []
    hidden: list[str] = []
    calculated: list[Sheet] = []
    cells = characters = 0
    for sheet in sheets:
        cells += len(sheet.texts)
        characters += sum(map(len, sheet.texts.values()))
        if cells > bounds.CELLS:
            raise bounds.too_many_cells()
        if characters > bounds.TEXT:
            raise bounds.too_much_text()
        table = _table(sheet, len(blocks) + 1)
        if table is not None:
            blocks.append(table)
        notes.extend(_notes(sheet, table))
        if sheet.hidden:
            hidden.append(sheet.name)
        calculated.append(sheet)
    if hidden:
        notes.insert(0, HIDDEN_SHEETS.format(names="、".join(hidden)))
    return Document(form, tuple(blocks), tuple(notes), _stale(calculated, since_1904))


def position(address: str) -> At | None:
    """Row and column of an address such as `H12` or `$H$12`."""
    match = _ADDRESS.fullmatch(address)
    return (int(match[2]), column_number(match[1])) if match else None


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """A column's number, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def address(row: int, column: int) -> str:
    """`H12`."""
    return f"{_column_letters(column)}{row}"


@lru_cache(maxsize=1024)
def _column_letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def taken_for_formula(formula: str) -> str:
    """What was typed where a program took the text's equals sign for a formula's; empty for a formula."""
    return f"={formula}" if _NO_FORMULA.fullmatch(formula) else ""


def _table(sheet: Sheet, number: int) -> Table | None:
    """A sheet as a table: cells with text, blank ones beside them, merges up to where the text ends."""
    filled = [at for at, text in sheet.texts.items() if text.strip()]
    if not filled:
        return None
    grid = _grid(sheet, filled)
    rows = {row for row, _ in grid.filled}
    last_row, last_column = max(rows), max(column for _, column in grid.filled)
    if last_row * last_column > bounds.GRID:
        far, name = address(max(row for row, _ in filled), max(column for _, column in filled)), sheet.name
        raise Unreadable(
            f"工作表“{name}”的内容直到 {far}，超过{bounds.GRID}格，请删去远处的多余内容",
            f"Sheet “{name}” reaches as far as {far}, more than {bounds.GRID} cells; clear what lies far off",
        )
    spans, covered = _merged(grid.merges, last_row, last_column)
    cells = []
    for row, column in sorted(spans.keys() | grid.texts.keys()):
        merged = (row, column) in spans
        kept = merged or (row in rows and column <= last_column)
        if kept and (row, column) not in covered:
            rowspan, colspan = spans.get((row, column), (1, 1))
            text = grid.texts.get((row, column), "").strip(" \n")
            own = grid.own.get((row, column), (row, column))
            place = _place(sheet, number, row, column, own)
            cells.append(Cell(text, row, column, place, rowspan, colspan))
    return Table(tuple(cells), Location(sheet=sheet.name, table=number))


def _place(sheet: Sheet, number: int, row: int, column: int, own: At) -> Location:
    return Location(sheet=sheet.name, table=number, row=row, column=column, cell=address(*own))


class _Grid(Struct, frozen=True):
    """A sheet's texts and merges where they stand in its table; `own` are places in the sheet that differ."""

    filled: Collection[At]
    texts: dict[At, str]
    merges: list[tuple[int, int, int, int]]
    own: dict[At, At]


def _grid(sheet: Sheet, filled: list[At]) -> _Grid:
    """The sheet as it is, but for long runs of blank rows and columns, of which one is left."""
    blank_rows = _long_blanks({row for row, _ in filled})
    blank_columns = _long_blanks({column for _, column in filled})
    if not blank_rows and not blank_columns:
        return _Grid(filled, sheet.texts, sheet.merges, {})

    def there(at: At) -> At:
        return _closed_up(at[0], blank_rows), _closed_up(at[1], blank_columns)

    texts: dict[At, str] = {}
    own: dict[At, At] = {}
    for at, text in sheet.texts.items():
        place = there(at)
        own.setdefault(place, at)
        texts.setdefault(place, text)
    merges = []
    for top, left, bottom, right in sheet.merges:
        first, last = there((top, left)), there((bottom, right))
        own.setdefault(first, (top, left))
        merges.append((*first, *last))
    return _Grid([there(at) for at in filled], texts, merges, own)


def _long_blanks(lines: set[int]) -> list[range]:
    """Runs of blank rows or columns between those that hold text, each without its first one, that are too long."""
    between = pairwise((0, *sorted(lines)))
    return [range(before + 2, after) for before, after in between if after - before - 1 > bounds.BLANK_LINES]


def _closed_up(line: int, blank: list[range]) -> int:
    """The place of a row or column where long blank runs are closed up."""
    return line - sum(min(max(line - run.start + 1, 0), len(run)) for run in blank)


def _merged(
    merges: list[tuple[int, int, int, int]], last_row: int, last_column: int
) -> tuple[dict[At, At], set[At]]:
    """Rows and columns that merged cells span, by their corner, and the positions that they cover."""
    spans: dict[At, At] = {}
    covered: set[At] = set()
    area = 0
    for top, left, bottom, right in merges:
        height, width = min(bottom, last_row) - top + 1, min(right, last_column) - left + 1
        if height < 1 or width < 1 or height * width == 1:
            continue
        area += height * width
        if area > bounds.GRID:
            raise damaged()
        positions = {(r, c) for r in range(top, top + height) for c in range(left, left + width)}
        # Merges that overlap are against the format: the first one counts.
        if covered.isdisjoint(positions) and spans.keys().isdisjoint(positions):
            spans[top, left] = height, width
            covered |= positions - {(top, left)}
    return spans, covered


def _notes(sheet: Sheet, table: Table | None) -> list[Words]:
    notes = []
    if table is not None:
        rows = {row for (row, _), text in sheet.texts.items() if text.strip()}
        if not rows.isdisjoint(sheet.hidden_rows) or any(c <= table.width for c in sheet.hidden_columns):
            notes.append(_HIDDEN_LINES.format(name=sheet.name))
    if sheet.uncalculated:
        first = address(*sheet.uncalculated[0])
        notes.append(_UNCALCULATED.format(name=sheet.name, count=len(sheet.uncalculated), cell=first))
    return notes


def _stale(sheets: list[Sheet], since_1904: bool) -> tuple[Stale, ...]:
    """The formulas whose stored result is not what they give."""
    if not any(sheet.formulas for sheet in sheets):
        return ()
    from auditor.readers.formulas import Workbook
    from auditor.readers.number_format import GENERAL, differ, shown

    workbook = Workbook({sheet.name: sheet for sheet in sheets})
    found: list[Stale] = []
    number = 0
    for sheet in sheets:
        number += any(text.strip() for text in sheet.texts.values())
        for at, formula in sheet.formulas.items():
            stored = sheet.numbers.get(at)
            computed = workbook.value(sheet.name, at, formula) if stored is not None else None
            if stored is None or computed is None or not differ(stored, computed):
                continue
            code = sheet.number_formats.get(at, GENERAL)
            there, here = (shown(value, code, since_1904) for value in (stored, str(computed)))
            # A difference that the sheet does not show is no fault of the report.
            if there != here:
                found.append(Stale(_place(sheet, number, *at, at), formula, there, here))
    return tuple(found)

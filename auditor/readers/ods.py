"""OpenDocument spreadsheets (.ods): every sheet a table, every cell with the text that the file says it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.readers import bounds
from auditor.readers.number_format import GENERAL, shown
from auditor.readers.package import Package, local, password_protected, scan
from auditor.readers.sheets import Sheet, document, taken_for_formula

if TYPE_CHECKING:
    from auditor.document import Document

_CELLS = frozenset(("table-cell", "covered-table-cell"))
# Comments, drawings, phonetic guides and earlier states of cells are no content of the sheet.
_LEFT_OUT = frozenset(
    ("annotation", "shapes", "frame", "custom-shape", "ruby-text", "tracked-changes", "forms")
)
_HIDDEN = ("collapse", "filter")
_NUMBERS = ("float", "percentage", "currency")
_SPACE = re.compile(r"[ \t\r\n]+")
_FORMULA = re.compile(r"(?:of|oooc):=(.*)", re.DOTALL)
_OPERAND = re.compile(r"\[((?:[^\]']|'(?:[^']|'')*')*)\]")
_SHEET_DOT = re.compile(r"(?:\$?('(?:[^']|'')*'|[^.:']+))?\.")
_PLAIN_NUMBER = re.compile(r"-?[0-9,]+(?:\.([0-9]+))?(%?)")


class _Content(Struct, frozen=True):
    """A cell of a row, and in how many columns it stands."""

    text: str
    times: int
    covered: bool
    rowspan: int
    colspan: int
    number: str
    formula: str

    @property
    def tells(self) -> bool:
        """Whether the cell has text or joins others."""
        return not self.covered and (bool(self.text) or self.rowspan * self.colspan > 1)


@dataclass(slots=True)
class _Scan:
    """One pass over the content."""

    sheets: list[Sheet] = field(default_factory=list)
    _hidden_styles: set[str] = field(default_factory=set)
    _style: str = ""
    _left_out: int = 0
    _row: int = 0
    _column: int = 0
    _row_attributes: dict[str, str] = field(default_factory=dict)
    _cells: list[_Content] = field(default_factory=list)
    _cell: dict[str, str] = field(default_factory=dict)
    _depth: int = 0
    """Cells that are open in each other; a table in a cell adds to the cell's text."""
    _lines: list[list[str]] = field(default_factory=list)
    _listens: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if self._left_out or tag in _LEFT_OUT:
            self._left_out += 1
            return
        stated = {local(name): value for name, value in attributes.items()}
        if tag in _CELLS:
            self._depth += 1
            if self._depth == 1:
                self._cell, self._lines = stated | {"tag": tag}, []
        elif self._depth:
            self._in_cell(tag, stated)
        elif tag == "style":
            self._style = stated.get("name", "")
        elif tag == "table-properties" and stated.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "table":
            hidden = stated.get("style-name", "") in self._hidden_styles
            self.sheets.append(Sheet(stated.get("name", ""), hidden))
            self._row, self._column = 1, 1
        elif tag == "table-column" and self.sheets:
            if stated.get("visibility") in _HIDDEN:
                self.sheets[-1].hidden_columns.append(self._column)
            self._column += _times(stated, "number-columns-repeated")
        elif tag == "table-row":
            self._row_attributes, self._cells = stated, []

    def _in_cell(self, tag: str, stated: dict[str, str]) -> None:
        if tag in ("p", "h"):
            self._lines.append([])
            self._listens = True
        elif not self._listens:
            return
        elif tag == "s":
            self._lines[-1].append(" " * min(_times(stated, "c"), bounds.FORMAT_CODE))
        elif tag == "tab":
            self._lines[-1].append("\t")
        elif tag == "line-break":
            self._lines[-1].append("\n")

    def text(self, text: str) -> None:
        if self._listens and not self._left_out:
            self._lines[-1].append(_SPACE.sub(" ", text))

    def end(self, tag: str) -> None:
        tag = local(tag)
        if self._left_out:
            self._left_out -= 1
        elif tag in ("p", "h"):
            self._listens = False
        elif tag in _CELLS:
            self._depth -= 1
            if not self._depth:
                self._cells.append(_content(self._cell, self._lines))
        elif self._depth:
            return
        elif tag == "table-row" and self.sheets:
            self._end_row(self.sheets[-1])
        elif tag == "table" and self.sheets:
            self.sheets[-1].fill()

    def _end_row(self, sheet: Sheet) -> None:
        """Put the row's cells into the sheet, as often as the row stands there."""
        times = _times(self._row_attributes, "number-rows-repeated")
        if any(cell.tells for cell in self._cells):
            for row in range(self._row, self._row + times):
                if self._row_attributes.get("visibility") in _HIDDEN:
                    sheet.hidden_rows.add(row)
                _put(sheet, row, self._cells)
        self._row += times


def read(data: bytes) -> Document:
    """Read a workbook: one table a sheet that has text, in order. Raises `Unreadable`."""
    package = Package(data)
    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        raise password_protected()
    found = _Scan()
    scan(package.required("content.xml"), found.start, found.end, found.text)
    return document("ods", found.sheets)


def _times(attributes: dict[str, str], name: str) -> int:
    """How often something stands there; once when nonsense is stated."""
    stated = attributes.get(name, "")
    return max(int(stated), 1) if stated.isascii() and stated.isdecimal() and len(stated) < 10 else 1


def _content(attributes: dict[str, str], lines: list[list[str]]) -> _Content:
    kind, value = attributes.get("value-type", ""), attributes.get("value", "")
    text = "\n".join(map("".join, lines)).strip(" \n")
    if not text:
        # Some programs leave out the shown text.
        text = (
            attributes.get("string-value") or attributes.get("date-value") or attributes.get("time-value", "")
        )
        if kind in _NUMBERS:
            text = shown(value, "0.00%" if kind == "percentage" else GENERAL)
        elif kind == "boolean":
            text = attributes.get("boolean-value", "").upper()
    formula = _FORMULA.fullmatch(attributes.get("formula", ""))
    if formula and kind not in _NUMBERS:
        text = taken_for_formula(formula[1]) or text
    return _Content(
        text,
        _times(attributes, "number-columns-repeated"),
        attributes["tag"] == "covered-table-cell",
        _times(attributes, "number-rows-spanned"),
        _times(attributes, "number-columns-spanned"),
        value if kind in _NUMBERS else "",
        _OPERAND.sub(lambda match: _SHEET_DOT.sub(_reference, match[1]), formula[1]) if formula else "",
    )


def _reference(match: re.Match[str]) -> str:
    """`.A1` and `$Sheet1.A1` as Excel writes them."""
    return f"{match[1]}!" if match[1] else ""


def _put(sheet: Sheet, row: int, cells: Iterable[_Content]) -> None:
    column = 1
    for cell in cells:
        if cell.tells:
            for at in ((row, c) for c in range(column, column + cell.times)):
                sheet.put(*at, cell.text)
                if cell.rowspan * cell.colspan > 1:
                    sheet.merges.append((*at, row + cell.rowspan - 1, at[1] + cell.colspan - 1))
                if cell.number:
                    sheet.numbers[at] = cell.number
                layout = _PLAIN_NUMBER.fullmatch(cell.text)
                if cell.number and cell.formula and layout:
                    places = f".{'0' * len(layout[1])}" if layout[1] else ""
                    sheet.formulas[at], sheet.number_formats[at] = cell.formula, f"0{places}{layout[2]}"
        column += cell.times

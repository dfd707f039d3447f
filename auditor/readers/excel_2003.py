"""Excel 2003 XML workbooks (SpreadsheetML, often named .xls): every sheet a table, as the other readers do.

Many budget systems export this format. Cells follow each other; an index tells where some were left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from auditor.readers import bounds
from auditor.readers.number_format import BUILT_IN, GENERAL, shown
from auditor.readers.package import damaged, local, scan, too_many, utf8
from auditor.readers.sheets import Sheet, document, taken_for_formula

if TYPE_CHECKING:
    from auditor.document import Document

_ON = "1"
_DEFAULT = "Default"
_LAST_COLUMN = 16_384
# Number formats that a style may call by name, as a Chinese Excel shows them.
_NAMED = {
    "General Number": GENERAL,
    "General Date": BUILT_IN[22],
    "Long Date": BUILT_IN[31],
    "Medium Date": BUILT_IN[14],
    "Short Date": BUILT_IN[14],
    "Long Time": BUILT_IN[21],
    "Medium Time": "h:mm AM/PM",
    "Short Time": BUILT_IN[20],
    "Currency": BUILT_IN[8],
    "Euro Currency": '"€"#,##0.00',
    "Fixed": BUILT_IN[2],
    "Standard": BUILT_IN[4],
    "Percent": BUILT_IN[10],
    "Scientific": BUILT_IN[11],
    **dict.fromkeys(("Yes/No", "True/False", "On/Off"), GENERAL),
}
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d{1,9})?)Z?")
# What of a cell is no part of its text.
_ASIDE = frozenset(("Comment", "PhoneticText"))


@dataclass(slots=True)
class _Scan:
    """One pass over a workbook."""

    sheets: list[Sheet] = field(default_factory=list)
    is_workbook: bool = False
    since_1904: bool = False
    _formats: dict[str, str] = field(default_factory=dict)
    """Format codes by style."""
    _style: str = _DEFAULT
    _column_styles: dict[int, str] = field(default_factory=dict)
    _row_style: str = ""
    _next_row: int = 1
    _next_column: int = 1
    _row: int = 0
    _column: int = 0
    _cell: dict[str, str] = field(default_factory=dict)
    _kind: str = ""
    _aside: bool = False
    _stored: list[str] | None = None
    """The text of a cell's value; None where it has none."""
    _heard: list[str] | None = None
    """What takes the text that comes."""
    _setting: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        stated = {local(name): value for name, value in attributes.items()}
        if tag == "Workbook":
            self.is_workbook = True
        elif tag == "Style":
            self._style = stated.get("ID", _DEFAULT)
            self._formats[self._style] = self._formats.get(stated.get("Parent", _DEFAULT), GENERAL)
        elif tag == "NumberFormat":
            code = stated.get("Format", GENERAL)
            self._formats[self._style] = _NAMED.get(code, code)
        elif tag == "Worksheet":
            if len(self.sheets) >= bounds.MEMBERS:
                raise too_many()
            self.sheets.append(Sheet(stated.get("Name", "")))
            self._next_row, self._next_column, self._column_styles = 1, 1, {}
        elif tag in ("Visible", "Date1904"):
            self._heard = self._setting = []
        elif self.sheets:
            self._in_sheet(self.sheets[-1], tag, stated)

    def _in_sheet(self, sheet: Sheet, tag: str, stated: dict[str, str]) -> None:
        if tag == "Column":
            first = max(_count(stated, "Index"), self._next_column)
            self._next_column = min(first + _count(stated, "Span"), _LAST_COLUMN) + 1
            if stated.get("Hidden") == _ON:
                sheet.hidden_columns.append(first)
            if style := stated.get("StyleID"):
                self._column_styles |= dict.fromkeys(range(first, self._next_column), style)
        elif tag == "Row":
            self._row = _count(stated, "Index") or self._next_row
            self._next_row = self._row + _count(stated, "Span") + 1
            self._next_column, self._row_style = 1, stated.get("StyleID", "")
            if stated.get("Hidden") == _ON:
                sheet.hidden_rows.add(self._row)
        elif tag == "Cell":
            self._column = _count(stated, "Index") or self._next_column
            self._next_column = self._column + _count(stated, "MergeAcross") + 1
            self._cell, self._stored, self._kind = stated, None, ""
        elif tag in _ASIDE:
            self._aside = True
        elif tag == "Data" and not self._aside:
            self._heard = self._stored = []
            self._kind = stated.get("Type", "String")

    def text(self, text: str) -> None:
        if self._heard is not None:
            self._heard.append(text)

    def end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "Data":
            self._heard = None
        elif tag in _ASIDE:
            self._aside = False
        elif tag == "Cell" and self.sheets:
            self._end_cell(self.sheets[-1])
        elif tag in ("Visible", "Date1904"):
            self._heard = None
            setting = "".join(self._setting).strip()
            if tag == "Date1904":
                self.since_1904 = setting != "0"
            elif self.sheets:
                self.sheets[-1].hidden = setting != "SheetVisible"

    def _end_cell(self, sheet: Sheet) -> None:
        at = self._row, self._column
        stored = "".join(self._stored or ())
        style = (
            self._cell.get("StyleID") or self._row_style or self._column_styles.get(self._column, _DEFAULT)
        )
        code = self._formats.get(style, GENERAL)
        text = self._shown(stored, code)
        if stored and self._kind == "Number":
            sheet.numbers[at] = stored.strip()
        if formula := self._cell.get("Formula", "").removeprefix("="):
            if (typed := taken_for_formula(formula)) and (not stored or self._kind == "Error"):
                text = typed
            elif self._stored is None:
                sheet.uncalculated.append(at)
            elif self._kind == "Number":
                from auditor.readers.formulas import from_r1c1

                sheet.formulas[at] = from_r1c1(formula, *at)
                sheet.number_formats[at] = code
        sheet.put(*at, text)
        across, down = _count(self._cell, "MergeAcross"), _count(self._cell, "MergeDown")
        if across or down:
            sheet.merges.append((*at, at[0] + down, at[1] + across))

    def _shown(self, stored: str, code: str) -> str:
        """A value as its cell shows it."""
        if self._kind == "Number":
            return shown(stored.strip(), code, self.since_1904)
        if self._kind == "DateTime":
            serial = _serial(stored.strip(), self.since_1904)
            if serial is not None and code != GENERAL:
                return shown(serial, code, self.since_1904)
            return stored.strip().partition(".")[0].removesuffix("T00:00:00").replace("T", " ")
        if self._kind == "Boolean":
            return "TRUE" if stored.strip() == _ON else "FALSE"
        return stored.replace("\r\n", "\n").replace("\r", "\n")


def read(data: bytes) -> Document:
    """Read a workbook: one table a worksheet that has text, in order. Raises `Unreadable`."""
    found = _Scan()
    scan(utf8(data), found.start, found.end, found.text)
    if not found.is_workbook or not found.sheets:
        raise damaged()
    for sheet in found.sheets:
        sheet.fill()
    return document("xls", found.sheets, found.since_1904)


def _count(stated: dict[str, str], name: str) -> int:
    """A number of rows or columns; 0 when none, or nonsense, is stated."""
    value = stated.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 8 else 0


def _serial(moment: str, since_1904: bool) -> str | None:
    """A date and time as the number of days that Excel counts; None for nonsense."""
    match = _MOMENT.fullmatch(moment)
    if match is None:
        return None
    try:
        days = (date.fromisoformat(match[1]) - date(1899, 12, 31)).days
    except ValueError:
        return None
    # Excel holds 1900 for a leap year.
    days += days >= 60
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + Decimal(match[4])
    return str(days - 1462 * since_1904 + seconds / 86400)

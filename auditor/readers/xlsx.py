"""Excel workbooks (.xlsx, .xlsm): every sheet a table, every cell as the sheet shows it.

One pass over each part; formulas are not calculated, their stored results are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from msgspec import Struct

from auditor.document import Block, Cell, Document, Location, Table, Unreadable
from auditor.readers import bounds
from auditor.readers.number_format import BUILT_IN, GENERAL, shown
from auditor.readers.package import Package, damaged, local, scan
from auditor.words import Words

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A constant, or a number with a unit (“=8个”): a target whose equals sign a program took for a formula's.
_NO_FORMULA = re.compile(r"[0-9][0-9.,]*(?:%|[^\x00-\x7f].*)?", re.DOTALL)
_ON = ("1", "true")

_HIDDEN_SHEETS = Words("隐藏的工作表已一并审核：{names}", "Hidden sheets are audited too: {names}")
_HIDDEN_LINES = Words(
    "工作表“{name}”含有隐藏的行或列，已一并审核",
    "Sheet “{name}” has hidden rows or columns, which are audited too",
)
_UNCALCULATED = Words(
    "工作表“{name}”有 {count} 个公式没有保存计算结果（首个在 {cell}），请用 Excel 或 WPS 打开并保存后再审核",
    "Sheet “{name}” has {count} formulas without a stored result (the first in {cell}); "
    "open it in Excel or WPS, save it and audit it again",
)


class _Sheet(Struct, frozen=True):
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


class _Values(Struct, frozen=True):
    """What turns stored values into shown ones: shared strings, format codes by style, the calendar."""

    strings: list[str]
    formats: list[str]
    since_1904: bool

    def text(self, stored: str, kind: str, style: str | None) -> str:
        """A cell's text. `kind` is its `t`, `style` its `s`."""
        if kind == "s":
            number = int(stored) if stored.isdecimal() and len(stored) < 10 else -1
            return self.strings[number] if 0 <= number < len(self.strings) else ""
        if kind in ("str", "inlineStr"):
            return _unescaped(stored)
        if kind == "b":
            return "TRUE" if stored in _ON else "FALSE"
        if kind == "d":
            return stored.removesuffix("Z").removesuffix("T00:00:00").replace("T", " ")
        if kind == "e" or not stored:
            return stored
        number = int(style) if style and style.isdecimal() and len(style) < 10 else 0
        code = self.formats[number] if number < len(self.formats) else GENERAL
        return shown(stored.strip(), code, self.since_1904)


@dataclass(slots=True)
class _Scan:
    """One pass over a sheet part: its cells by (row, column), merges, and what is hidden."""

    values: _Values
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    _row: int = 0
    _column: int = 0
    _kind: str = "n"
    _style: str | None = None
    _phonetic: bool = False
    _stored: list[str] = field(default_factory=list)
    _formula: list[str] = field(default_factory=list)
    _heard: list[str] | None = None
    """What takes the text that comes: a cell's value, its formula or nothing."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "c":
            at = _position(attributes.get("r", ""))
            self._row, self._column = at or (self._row, self._column + 1)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
            self._stored, self._formula = [], []
        elif tag in ("v", "t"):
            self._heard = None if self._phonetic else self._stored
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "f":
            self._heard = self._formula
        elif tag == "row":
            stated = attributes.get("r", "")
            self._row = int(stated) if _ROW.fullmatch(stated) else self._row + 1
            self._column = 0
            if attributes.get("hidden") in _ON:
                self.hidden_rows.add(self._row)
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            top_left, bottom_right = _position(first), _position(last)
            if top_left and bottom_right and top_left <= bottom_right and top_left[1] <= bottom_right[1]:
                self.merges.append((*top_left, *bottom_right))
        elif tag == "col" and attributes.get("hidden") in _ON and attributes.get("min", "").isdecimal():
            self.hidden_columns.append(int(attributes["min"][:6]))

    def text(self, text: str) -> None:
        if self._heard is not None:
            self._heard.append(text)

    def end(self, tag: str) -> None:
        tag = local(tag)
        if tag in ("v", "t", "f"):
            self._heard = None
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "c":
            stored, formula = "".join(self._stored), "".join(self._formula)
            text = self.values.text(stored, self._kind, self._style)
            if formula and not stored and self._kind != "str":
                if _NO_FORMULA.fullmatch(formula):
                    text = f"={formula}"
                else:
                    self.uncalculated.append((self._row, self._column))
            self.cells[self._row, self._column] = text
            if len(self.cells) > bounds.CELLS:
                raise Unreadable(
                    f"工作簿超过 {bounds.CELLS} 个单元格，不是正常的报告",
                    f"The workbook has more than {bounds.CELLS} cells",
                )


def read(data: bytes) -> Document:
    """Read a workbook: one table a worksheet that has text, in the workbook's order of sheets.

    Rows and columns are the sheet's own. Raises `Unreadable`.
    """
    package = Package(data)
    main = package.linked("", "officeDocument", "xl/workbook.xml")
    sheets, since_1904 = _workbook(package, main)
    strings = package.part(package.linked(main, "sharedStrings", "xl/sharedStrings.xml"))
    styles = package.part(package.linked(main, "styles", "xl/styles.xml"))
    values = _Values(
        [] if strings is None else _strings(strings), [] if styles is None else _formats(styles), since_1904
    )
    blocks: list[Block] = []
    notes: list[Words] = []
    characters = 0
    for sheet in sheets:
        found = _Scan(values)
        scan(package.required(sheet.part), found.start, found.end, found.text)
        characters += sum(map(len, found.cells.values()))
        if characters > bounds.TEXT:
            raise Unreadable(
                f"工作簿文字超过 {bounds.TEXT} 字，不是正常的报告",
                f"The workbook has more than {bounds.TEXT} characters",
            )
        table = _table(found, sheet.name, len(blocks) + 1)
        if table is not None:
            blocks.append(table)
        notes.extend(_notes(found, sheet.name, table))
    hidden = "、".join(sheet.name for sheet in sheets if sheet.hidden)
    if hidden:
        notes.insert(0, _HIDDEN_SHEETS.format(names=hidden))
    return Document("xlsx", tuple(blocks), tuple(notes))


def _workbook(package: Package, main: str) -> tuple[list[_Sheet], bool]:
    """The worksheets in order, and whether days count from 1904."""
    relations = package.relations(main)
    sheets: list[_Sheet] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        if local(tag) == "workbookPr":
            since_1904 = attributes.get("date1904") in _ON
        elif local(tag) == "sheet":
            key = next((value for name, value in attributes.items() if local(name) == "id"), "")
            relation = relations.get(key)
            if relation is None:
                raise damaged()
            if relation.kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(_Sheet(attributes.get("name", ""), relation.target, hidden))

    scan(package.required(main), start)
    return sheets, since_1904


def _strings(content: bytes) -> list[str]:
    """The shared strings, without phonetic guides."""
    found: list[str] = []
    parts: list[str] = []
    listening = phonetic = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal listening, phonetic
        tag = local(tag)
        if tag == "t":
            listening = not phonetic
        elif tag == "rPh":
            phonetic = True
        elif tag == "si":
            parts.clear()

    def end(tag: str) -> None:
        nonlocal listening, phonetic
        tag = local(tag)
        if tag == "t":
            listening = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "si":
            found.append(_unescaped("".join(parts)))

    def text(text: str) -> None:
        if listening:
            parts.append(text)

    scan(content, start, end, text)
    return found


def _formats(content: bytes) -> list[str]:
    """The number format code of each cell style."""
    own: dict[str, str] = {}
    ids: list[str] = []
    in_cell_styles = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal in_cell_styles
        tag = local(tag)
        if tag == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            in_cell_styles = True
        elif tag == "xf" and in_cell_styles:
            ids.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal in_cell_styles
        if local(tag) == "cellXfs":
            in_cell_styles = False

    scan(content, start, end)
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    codes = built_in | {key: code for key, code in own.items() if code}
    return [codes.get(key, GENERAL) for key in ids]


def _table(found: _Scan, sheet: str, number: int) -> Table | None:
    """A sheet as a table: cells with text, blank ones beside them, merges up to where the text ends."""
    filled = [at for at, text in found.cells.items() if text.strip()]
    if not filled:
        return None
    rows = {row for row, _ in filled}
    last_row, last_column = max(rows), max(column for _, column in filled)
    if last_row * last_column > bounds.GRID:
        far = _address(last_row, last_column)
        raise Unreadable(
            f"工作表“{sheet}”的内容直到 {far}，超过 {bounds.GRID} 格，请删去远处的多余内容",
            f"Sheet “{sheet}” reaches as far as {far}, more than {bounds.GRID} cells; clear what lies far off",
        )
    spans, covered = _merged(found.merges, last_row, last_column)
    cells = []
    for row, column in sorted(spans.keys() | found.cells.keys()):
        merged = (row, column) in spans
        kept = merged or (row in rows and column <= last_column)
        if kept and (row, column) not in covered:
            place = Location(sheet=sheet, table=number, row=row, column=column, cell=_address(row, column))
            rowspan, colspan = spans.get((row, column), (1, 1))
            text = found.cells.get((row, column), "").strip(" \n")
            cells.append(Cell(text, row, column, place, rowspan, colspan))
    return Table(tuple(cells), Location(sheet=sheet, table=number))


def _merged(
    merges: list[tuple[int, int, int, int]], last_row: int, last_column: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Rows and columns that merged cells span, by their corner, and the positions that they cover."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
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


def _notes(found: _Scan, sheet: str, table: Table | None) -> list[Words]:
    notes = []
    if table is not None:
        rows = {cell.row for cell in table.cells}
        if not rows.isdisjoint(found.hidden_rows) or any(c <= table.width for c in found.hidden_columns):
            notes.append(_HIDDEN_LINES.format(name=sheet))
    if found.uncalculated:
        first = _address(*found.uncalculated[0])
        notes.append(_UNCALCULATED.format(name=sheet, count=len(found.uncalculated), cell=first))
    return notes


def _unescaped(text: str) -> str:
    """Text with Excel's `_x000D_` escapes undone and line ends as `\\n`."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: _sign(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _sign(code: int) -> str:
    # Halves of a surrogate pair cannot be printed, control characters say nothing.
    return "" if 0xD800 <= code < 0xE000 or (code < 0x20 and code not in (9, 10, 13)) else chr(code)


def _position(address: str) -> tuple[int, int] | None:
    """Row and column of an address such as `H12` or `$H$12`."""
    match = _ADDRESS.fullmatch(address)
    return (int(match[2]), _column_number(match[1])) if match else None


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _address(row: int, column: int) -> str:
    return f"{_column_letters(column)}{row}"


@lru_cache(maxsize=1024)
def _column_letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

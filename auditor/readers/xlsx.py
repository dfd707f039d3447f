"""Excel workbooks (.xlsx, .xlsm): every sheet a table, every cell as the sheet shows it.

One pass over each part; the stored result of a formula is what counts as the cell's figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.readers.number_format import BUILT_IN, GENERAL, shown
from auditor.readers.package import Package, damaged, local, scan
from auditor.readers.sheets import Sheet, document, position, taken_for_formula
from auditor.words import Words

if TYPE_CHECKING:
    from auditor.document import Document

_ROW = re.compile(r"[1-9][0-9]{0,6}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON = ("1", "true")
LIST_NAME = "_auditor_list"
"""The defined name that points to the sheet with the list of findings, which is no part of the report."""
_PICTURES = Words(
    "工作簿中只有图片，图片中的文字未予审核；如是扫描的表格，请将文件导出为 PDF 后再审核",
    "The workbook holds nothing but pictures, whose text is not audited; if they show a scanned table, export it to PDF",
)
_OWN_LIST = Words(
    "工作表“{name}”是此前写入的审核意见清单，未予审核",
    "Sheet “{name}” is a list of findings that was written before; it is not audited",
)


class Listed(Struct, frozen=True):
    """A worksheet as the workbook lists it: `part` is the name of its part, `own` marks a list of findings."""

    name: str
    part: str
    hidden: bool
    own: bool = False


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
        return shown(stored.strip(), self.code(style), self.since_1904)

    def code(self, style: str | None) -> str:
        """The number format of a cell style."""
        number = int(style) if style and style.isdecimal() and len(style) < 10 else 0
        return self.formats[number] if number < len(self.formats) else GENERAL


@dataclass(slots=True)
class _Scan:
    """One pass over a sheet part into a `Sheet`."""

    values: _Values
    sheet: Sheet
    _row: int = 0
    _column: int = 0
    _kind: str = "n"
    _style: str | None = None
    _phonetic: bool = False
    _stored: list[str] = field(default_factory=list)
    _formula: list[str] = field(default_factory=list)
    _formula_kind: str = ""
    _group: str = ""
    _groups: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    """Formulas that other cells share, with the row and column where they are written out."""
    _heard: list[str] | None = None
    """What takes the text that comes: a cell's value, its formula or nothing."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "c":
            at = position(attributes.get("r", ""))
            self._row, self._column = at or (self._row, self._column + 1)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
            self._stored, self._formula, self._formula_kind = [], [], ""
        elif tag in ("v", "t"):
            self._heard = None if self._phonetic else self._stored
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "f":
            self._heard = self._formula
            self._formula_kind, self._group = attributes.get("t", "normal"), attributes.get("si", "")
        elif tag == "row":
            stated = attributes.get("r", "")
            self._row = int(stated) if _ROW.fullmatch(stated) else self._row + 1
            self._column = 0
            if attributes.get("hidden") in _ON:
                self.sheet.hidden_rows.add(self._row)
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            top_left, bottom_right = position(first), position(last)
            if top_left and bottom_right and top_left <= bottom_right and top_left[1] <= bottom_right[1]:
                self.sheet.merges.append((*top_left, *bottom_right))
        elif tag == "col" and attributes.get("hidden") in _ON and attributes.get("min", "").isdecimal():
            self.sheet.hidden_columns.append(int(attributes["min"][:6]))

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
            self._end_cell()

    def _end_cell(self) -> None:
        at = self._row, self._column
        stored = "".join(self._stored)
        text = self.values.text(stored, self._kind, self._style)
        if stored and self._kind == "n":
            self.sheet.numbers[at] = stored.strip()
        if self._formula_kind:
            formula = self._written_out()
            if (typed := taken_for_formula(formula)) and (not stored or self._kind == "e"):
                text = typed
            elif stored or self._kind == "str":
                if formula and self._kind == "n" and self._formula_kind in ("normal", "shared"):
                    self.sheet.formulas[at] = formula
                    self.sheet.number_formats[at] = self.values.code(self._style)
            elif formula:
                self.sheet.uncalculated.append(at)
        self.sheet.put(*at, text)

    def _written_out(self) -> str:
        """The cell's formula; one that is written out in another cell moves along to this one."""
        formula = "".join(self._formula)
        if self._formula_kind != "shared":
            return formula
        if formula:
            self._groups[self._group] = self._row, self._column, formula
            return formula
        if self._group not in self._groups:
            return ""
        from auditor.readers.formulas import moved

        row, column, formula = self._groups[self._group]
        return moved(formula, self._row - row, self._column - column)


def read(data: bytes) -> Document:
    """Read a workbook: one table a worksheet that has text, in the workbook's order of sheets.

    Rows and columns are the sheet's own. Raises `Unreadable`.
    """
    package = Package(data)
    main = main_part(package)
    listed, since_1904 = workbook(package, main)
    strings = package.part(package.linked(main, "sharedStrings", "xl/sharedStrings.xml"))
    styles = package.part(package.linked(main, "styles", "xl/styles.xml"))
    values = _Values(
        [] if strings is None else _strings(strings), [] if styles is None else _formats(styles), since_1904
    )
    sheets = (_sheet(package, one, values) for one in listed if not one.own)
    read = document("xlsx", sheets, since_1904)
    notes = [_OWN_LIST.format(name=one.name) for one in listed if one.own]
    if not read.blocks and any(name.startswith("xl/media/") for name in package.names):
        notes.append(_PICTURES)
    return replace(read, notes=(*read.notes, *notes)) if notes else read


def _sheet(package: Package, listed: Listed, values: _Values) -> Sheet:
    sheet = Sheet(listed.name, listed.hidden)
    found = _Scan(values, sheet)
    scan(package.required(listed.part), found.start, found.end, found.text)
    return sheet


def main_part(package: Package) -> str:
    """Name of the part that lists the sheets."""
    return package.linked("", "officeDocument", "xl/workbook.xml")


def workbook(package: Package, main: str) -> tuple[list[Listed], bool]:
    """The worksheets in order, and whether days count from 1904."""
    relations = package.relations(main)
    sheets: list[Listed] = []
    since_1904 = in_own = False
    reference = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904, in_own
        in_own = local(tag) == "definedName" and attributes.get("name") == LIST_NAME
        if local(tag) == "workbookPr":
            since_1904 = attributes.get("date1904") in _ON
        elif local(tag) == "sheet":
            key = next((value for name, value in attributes.items() if local(name) == "id"), "")
            relation = relations.get(key)
            if relation is None:
                raise damaged()
            if relation.kind == "worksheet":
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(Listed(attributes.get("name", ""), relation.target, hidden))

    def text(text: str) -> None:
        nonlocal reference
        reference += text if in_own else ""

    scan(package.required(main), start, text=text)
    # Programs leave out quotation marks that a name does not need.
    own = reference.rpartition("!")[0].lstrip("$")
    return [replace(one, own=own in (one.name, quoted(one.name))) for one in sheets], since_1904


def quoted(name: str) -> str:
    """A sheet's name as it stands in references."""
    return "'" + name.replace("'", "''") + "'"


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


def _unescaped(text: str) -> str:
    """Text with Excel's `_x000D_` escapes undone and line ends as `\\n`."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: _sign(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _sign(code: int) -> str:
    # Halves of a surrogate pair cannot be printed, control characters say nothing.
    return "" if 0xD800 <= code < 0xE000 or (code < 0x20 and code not in (9, 10, 13)) else chr(code)

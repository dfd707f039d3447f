"""Binary Excel workbooks (.xls of Excel 5 to 2003, .et of WPS): records of a stream, read in one pass.

Read here and not by a library: the ones there are give no number formats or merged cells, allocate what a
hostile file claims, or evaluate the names it defines.
"""

from __future__ import annotations

import codecs
import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.document import Unreadable
from auditor.readers.compound import MAGIC, compound
from auditor.readers.number_format import BUILT_IN, GENERAL, shown
from auditor.readers.package import damaged, password_protected
from auditor.readers.sheets import Sheet, document

if TYPE_CHECKING:
    from auditor.document import Document


class _Kind(IntEnum):
    """Numbers of the records that are read."""

    FORMULA = 0x0006
    END = 0x000A
    SINCE_1904 = 0x0022
    PROTECTED = 0x002F
    CODE_PAGE = 0x0042
    COLUMNS = 0x007D
    SHEET = 0x0085
    FRACTIONS = 0x00BD
    BLANKS = 0x00BE
    RICH_LABEL = 0x00D6
    STYLE = 0x00E0
    MERGES = 0x00E5
    STRINGS = 0x00FC
    SHARED_STRING = 0x00FD
    BLANK = 0x0201
    NUMBER = 0x0203
    LABEL = 0x0204
    TRUTH_OR_ERROR = 0x0205
    TEXT_RESULT = 0x0207
    ROW = 0x0208
    FRACTION = 0x027E
    FORMAT = 0x041E
    BEGIN = 0x0809


_OLDER_BEGINS = (0x0009, 0x0209, 0x0409)
_CONTINUES = b"\x3c\x00"
_EXCEL_5, _EXCEL_97 = 0x0500, 0x0600
_WORKSHEET = 0
_CELLS = frozenset(
    (
        *(_Kind.FORMULA, _Kind.RICH_LABEL, _Kind.SHARED_STRING, _Kind.BLANK, _Kind.NUMBER),
        *(_Kind.LABEL, _Kind.TRUTH_OR_ERROR, _Kind.FRACTION),
    )
)
# Flags of a string; what ends a formula's result that is no number; a formula that was never calculated.
_WIDE, _PHONETIC, _FORMATTED = 0x01, 0x04, 0x08
_NO_NUMBER = b"\xff\xff"
_TO_CALCULATE = 0x02
# Bytes of the records of rows and columns, as far as they are read.
_ROW_SIZE = 13
_ERRORS = dict(
    zip(
        (0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A),
        ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"),
        strict=True,
    )
)
_PAGES = {936: "gb18030", 950: "big5", 1200: "utf-16-le", 0x8000: "mac-roman", 0x8001: "cp1252"}


class _Record(Struct, frozen=True):
    """A record: its number, its data, and the parts that continue them."""

    kind: int
    data: bytes
    more: tuple[bytes, ...] = ()


@dataclass(slots=True)
class _Book:
    """A workbook's stream and what its sheets share; `sheets` come with the offset where each begins."""

    stream: bytes
    modern: bool
    left: int
    """Bytes of records that are still read; sheets that share theirs are no sheets."""
    encoding: str = "cp1252"
    since_1904: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    sheets: list[tuple[int, Sheet]] = field(default_factory=list)

    def records(self, at: int) -> Iterator[_Record]:
        """The records of what begins at an offset, up to its end, without what is embedded in it."""
        depth = 0
        while True:
            kind, data, at = self._part(at)
            more = []
            while self.stream[at : at + 2] == _CONTINUES:
                _, part, at = self._part(at)
                more.append(part)
            depth += kind == _Kind.BEGIN
            if not depth:
                raise damaged()
            if depth == 1:
                yield _Record(kind, data, tuple(more))
            depth -= kind == _Kind.END
            if not depth:
                return

    def _part(self, at: int) -> tuple[int, bytes, int]:
        """A record's number and data, and where the next one begins."""
        kind, size = struct.unpack_from("<HH", self.stream, at)
        end = at + 4 + size
        self.left -= end - at
        if end > len(self.stream) or self.left < 0:
            raise damaged()
        return kind, self.stream[at + 4 : end], end

    def shown(self, number: float, style: int) -> str:
        """A number as its cell shows it."""
        index = self.styles[style] if style < len(self.styles) else 0
        code = self.formats.get(index) or BUILT_IN.get(index, GENERAL)
        return shown(f"{number:.15g}", code, self.since_1904)

    def text(self, record: _Record, at: int, counted_in: int = 2) -> str:
        """A string in a record, after its number of characters in one or two bytes."""
        if self.modern:
            return "".join(_strings((record.data[at:], *record.more), 1, counted_in))
        count = int.from_bytes(record.data[at : at + counted_in], "little")
        at += counted_in
        return _lines(record.data[at : at + count].decode(self.encoding, "replace"))


def read(data: bytes) -> Document:
    """Read a workbook, in its container or bare: one table a worksheet that has text, in order.

    Raises `Unreadable`.
    """
    stream = _stream(data) if data.startswith(MAGIC) else data
    try:
        book = _book(stream)
        return document("xls", (_filled(sheet, at, book) for at, sheet in book.sheets))
    except (struct.error, IndexError) as error:
        raise damaged() from error


def _stream(data: bytes) -> bytes:
    streams = compound(data, "Workbook", "Book").streams
    if not streams:
        raise damaged()
    return streams.get("workbook") or streams["book"]


def _book(stream: bytes) -> _Book:
    """The part before the sheets."""
    kind, _, version = struct.unpack_from("<HHH", stream)
    if kind in _OLDER_BEGINS or (kind == _Kind.BEGIN and version not in (_EXCEL_5, _EXCEL_97)):
        raise Unreadable(
            "这是 Excel 4.0 或更早的文件，请用 Excel 或 WPS 打开并另存为 .xlsx",
            "The file is of Excel 4.0 or older; open it in Excel or WPS and save it as .xlsx",
        )
    book = _Book(stream, modern=version == _EXCEL_97, left=2 * len(stream))
    for record in book.records(0):
        data = record.data
        match record.kind:
            case _Kind.PROTECTED:
                raise password_protected()
            case _Kind.CODE_PAGE:
                book.encoding = _encoding(*struct.unpack_from("<H", data))
            case _Kind.SINCE_1904:
                book.since_1904 = data[:1] == b"\x01"
            case _Kind.FORMAT:
                (number,) = struct.unpack_from("<H", data)
                book.formats[number] = book.text(record, 2, counted_in=2 if book.modern else 1)
            case _Kind.STYLE:
                (number,) = struct.unpack_from("<H", data, 2)
                book.styles.append(number)
            case _Kind.SHEET:
                at, state, sort = struct.unpack_from("<IBB", data)
                if sort == _WORKSHEET:
                    book.sheets.append((at, Sheet(book.text(record, 6, counted_in=1), bool(state & 3))))
            case _Kind.STRINGS:
                (count,) = struct.unpack_from("<I", data, 4)
                book.strings = _strings((data[8:], *record.more), count)
    return book


def _encoding(page: int) -> str:
    """The codec of a code page."""
    name = _PAGES.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def _filled(sheet: Sheet, at: int, book: _Book) -> Sheet:
    """The sheet with what stands from an offset on."""
    waiting: tuple[int, int] | None = None  # the formula whose text comes in a record of its own
    for record in book.records(at):
        data = record.data
        match record.kind:
            case _Kind.ROW:
                # Some programs leave out what they do not use at a record's end.
                row, flags = struct.unpack_from("<H10xB", data.ljust(_ROW_SIZE, b"\0"))
                if flags & 0x20:
                    sheet.hidden_rows.add(row + 1)
            case _Kind.COLUMNS:
                first, _, _, _, flags = struct.unpack_from("<5H", data.ljust(_ROW_SIZE, b"\0"))
                if flags & 1:
                    sheet.hidden_columns.append(first + 1)
            case _Kind.MERGES:
                places = struct.iter_unpack("<4H", data[2 : 2 + (len(data) - 2) // 8 * 8])
                sheet.merges += [(top + 1, left + 1, end + 1, right + 1) for top, end, left, right in places]
            case _Kind.TEXT_RESULT if waiting:
                sheet.put(*waiting, book.text(record, 0))
                waiting = None
            case _Kind.BLANKS | _Kind.FRACTIONS:
                _put_many(sheet, record, book)
            case kind if kind in _CELLS:
                row, column, style = struct.unpack_from("<3H", data)
                place = row + 1, column + 1
                sheet.put(*place, _cell_text(record, style, book))
                if kind == _Kind.FORMULA:
                    waiting = place if data[6] == 0 and data[12:14] == _NO_NUMBER else None
                    if data[6:14] == bytes(8) and data[14] & _TO_CALCULATE:
                        sheet.uncalculated.append(place)
                        sheet.put(*place, "")
    sheet.fill()
    return sheet


def _cell_text(record: _Record, style: int, book: _Book) -> str:
    """What a record of one cell shows; of a formula with text nothing, since it comes later."""
    data = record.data
    match record.kind:
        case _Kind.SHARED_STRING:
            return book.strings[int.from_bytes(data[6:10], "little")]
        case _Kind.LABEL | _Kind.RICH_LABEL:
            return book.text(record, 6)
        case _Kind.FRACTION:
            return book.shown(_fraction(*struct.unpack_from("<I", data, 6)), style)
        case _Kind.TRUTH_OR_ERROR:
            return _truth_or_error(data[6], error=bool(data[7]))
        case _Kind.FORMULA if data[12:14] == _NO_NUMBER:
            return _truth_or_error(data[8], error=data[6] == 2) if data[6] in (1, 2) else ""
        case _Kind.NUMBER | _Kind.FORMULA:
            (number,) = struct.unpack_from("<d", data, 6)
            return book.shown(number, style)
    return ""


def _put_many(sheet: Sheet, record: _Record, book: _Book) -> None:
    """The cells of a record for several in a row, numbers or blank ones."""
    row, first = struct.unpack_from("<HH", record.data)
    if record.kind == _Kind.BLANKS:
        for column in range(first, first + (len(record.data) - 6) // 2):
            sheet.put(row + 1, column + 1, "")
        return
    for column in range(first, first + (len(record.data) - 6) // 6):
        style, packed = struct.unpack_from("<HI", record.data, 4 + 6 * (column - first))
        sheet.put(row + 1, column + 1, book.shown(_fraction(packed), style))


def _fraction(packed: int) -> float:
    """A number in four bytes: a whole one or the upper half of a float, either perhaps in hundredths."""
    if packed & 2:
        number: float = (packed >> 2) - (packed >> 31 << 30)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))
    return number / 100 if packed & 1 else number


def _truth_or_error(code: int, error: bool) -> str:
    return _ERRORS.get(code, "#?") if error else "TRUE" if code else "FALSE"


def _strings(parts: tuple[bytes, ...], count: int, counted_in: int = 2) -> list[str]:
    """Strings of Excel 97 one after another; where one goes on in the next part, its width is stated anew.

    Programs announce more strings, or longer ones, than they write: what is there counts.
    """
    found: list[str] = []
    rest = deque(parts)
    part, at = rest.popleft(), 0
    while len(found) < count:
        if at >= len(part):
            if not rest:
                break
            part, at = rest.popleft(), at - len(part)
            continue
        if at + counted_in >= len(part):
            break
        length, flags = int.from_bytes(part[at : at + counted_in], "little"), part[at + counted_in]
        at += counted_in + 1
        trailing = 0
        if flags & _FORMATTED:
            trailing += 4 * int.from_bytes(part[at : at + 2], "little")
            at += 2
        if flags & _PHONETIC:
            trailing += int.from_bytes(part[at : at + 4], "little")
            at += 4
        pieces = []
        while True:
            width = 1 + (flags & _WIDE)
            taken = min(length, max(len(part) - at, 0) // width)
            pieces.append(
                part[at : at + taken * width].decode("utf-16-le" if width == 2 else "latin-1", "replace")
            )
            length -= taken
            at += taken * width
            if not length or not rest:
                break
            part, at = rest.popleft(), 1
            flags = part[0]
        found.append(_lines("".join(pieces)))
        at += trailing
    return found


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

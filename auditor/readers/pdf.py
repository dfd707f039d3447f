"""PDF with a text layer → Document: ruled tables as grids, stitched over page breaks, and paragraphs."""

from __future__ import annotations

import re
import time
import zlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from auditor.document import Block, Cell, Document, Location, Paragraph, Table, Unreadable
from auditor.readers import bounds
from auditor.readers.pdf_flow import SENTENCE_END, stitched, without_furniture
from auditor.readers.pdf_layout import Part, Sheet, parts_of
from auditor.readers.pdf_lines import Box, Line
from auditor.readers.pdf_page import Page, damaged, read_page
from auditor.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument


def read(data: bytes) -> Document:
    """Read a PDF. `line` of a location counts paragraphs and cells together.

    Raises `Unreadable` for a file that is damaged, encrypted, without any text (a scan), or out of bounds.
    """
    _refuse_form_bomb(data)
    pdf = _open(data)
    deadline = time.monotonic() + bounds.PDF_SECONDS
    pages = []
    try:
        for number in range(1, len(pdf) + 1):
            if time.monotonic() > deadline:
                raise Unreadable(
                    f"PDF 过于复杂，{bounds.PDF_SECONDS} 秒内未能读完；请拆分后再试",
                    f"the PDF is too complex to be read within {bounds.PDF_SECONDS} seconds; split it",
                )
            pages.append(read_page(pdf, number))
    finally:
        pdf.close()
    if not any(page.chars for page in pages):
        raise Unreadable(
            "PDF 没有文字层（是扫描件或图片），请先做文字识别（OCR）再检查",
            "the PDF has no text layer (it is a scan); run text recognition (OCR) on it first",
        )
    parts = [parts_of(page) for page in pages]
    return Document("pdf", _blocks(without_furniture(parts, pages), pages), _notes(pages, parts))


_FORM = re.compile(rb"/Subtype\s*/Form\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_NO_DRAWING = re.compile(rb"/Image\b|/Length1\b|/XRef\b|/ObjStm\b")
_DRAW = re.compile(rb"/[^\s/<>\[\]()]+\s+Do\b")


def _refuse_form_bomb(data: bytes) -> None:
    """Forms that each draw others several times multiply without end, and PDFium cannot be interrupted.

    The product over all forms, times what a page draws, bounds the work, whichever draws which.
    """
    if _FORM.search(data) is None:
        return
    weight = on_page = 1
    size = 0
    for entry, content in _contents(data):
        draws = len(_DRAW.findall(content))
        if _FORM.search(entry):
            weight *= max(1, draws)
        else:
            on_page = max(on_page, draws)
        size += len(content)
        if size > bounds.FORM_CONTENT or (weight > 1 and weight * on_page > bounds.FORM_WEIGHT):
            raise Unreadable(
                "PDF 中的图形对象过多或嵌套过深，不是正常的报告；请重新导出 PDF",
                "the PDF holds too many drawings or nests them too often; export it anew",
            )


def _contents(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The streams that may draw: (dictionary, content, unpacked where it is deflated)."""
    start = _STREAM.search(data)
    while start is not None:
        entry = data[
            max(
                0, data.rfind(b"obj", max(0, start.start() - bounds.STREAM_ENTRY), start.start())
            ) : start.start()
        ]
        end = data.find(b"endstream", start.end())
        end = len(data) if end < 0 else end
        if _NO_DRAWING.search(entry) is None:
            content = data[start.end() : end]
            try:
                yield entry, zlib.decompressobj().decompress(content, bounds.FORM_CONTENT)
            except zlib.error:
                yield entry, content
        start = _STREAM.search(data, end)


def _open(data: bytes) -> PdfDocument:
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise Unreadable(
                "PDF 已加密，请去掉打开密码后再检查", "the PDF is encrypted; remove its password first"
            ) from error
        raise damaged() from error
    if not 0 < len(pdf) <= bounds.PAGES:
        count = len(pdf)
        pdf.close()
        if count == 0:
            raise damaged()
        raise Unreadable(
            f"PDF 有 {count} 页，超过 {bounds.PAGES} 页的上限；请拆分后再试",
            f"the PDF has {count} pages, above the limit of {bounds.PAGES}; split it",
        )
    return pdf


_ITEM = re.compile(
    r"[(（]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）、.．](?![0-9])|第[一二三四五六七八九十]+[章节条部]|[①-⑳]"
)


def _blocks(stream: list[Part], pages: list[Page]) -> tuple[Block, ...]:
    """Stitch tables, join lines to paragraphs, number both."""
    joined: list[list[Line] | Sheet] = []
    margins = _margins([part for part in stream if isinstance(part, Line) and part.column is None], pages)
    for part in stream:
        last = joined[-1] if joined else None
        if isinstance(part, Sheet):
            whole = stitched(last, part) if isinstance(last, Sheet) else None
            if whole is not None:
                joined[-1] = whole
            else:
                joined.append(part)
        elif isinstance(last, list) and _continues(last[-1], part, margins, pages):
            last.append(part)
        else:
            joined.append([part])
    placed = {page.number for page in pages if page.placed}
    blocks: list[Block] = []
    line = tables = 0
    for thing in joined:
        if isinstance(thing, list):
            line += 1
            blocks.append(_paragraph(thing, line, placed))
        else:
            tables += 1
            blocks.append(_table(thing, line, tables, placed))
            line += len(thing.cells)
    return tuple(blocks)


def _margins(lines: list[Line], pages: list[Page]) -> dict[int, tuple[float, float]]:
    """Left and right edge of running text by page width; where few lines reach the right, it is taken to
    be as wide as the left."""
    by_width: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_width[round(pages[line.page - 1].width)].append(line)
    margins = {}
    for width, group in by_width.items():
        starts = Counter(round(line.box[0]) for line in group)
        left = float(min((x for x, n in starts.items() if n > 1), default=min(starts)))
        right = max(line.box[2] for line in group)
        reaching = sum(line.box[2] > right - line.size for line in group)
        shown = reaching >= 3 and right > width - 2 * left
        margins[width] = left, right if shown else max(right, width - left)
    return margins


def _continues(line: Line, after: Line, margins: dict[int, tuple[float, float]], pages: list[Page]) -> bool:
    """Does the paragraph go on? Only where the line is full and the next begins at the margin."""
    size = line.size
    right, left = (
        (part.column or margins[round(pages[part.page - 1].width)])[edge]
        for part, edge in ((line, 1), (after, 0))
    )
    broken = after.page > line.page or (
        line.column is not after.column and None not in (line.column, after.column)
    )
    if not broken and not 0 < after.box[3] - line.box[3] < 2.5 * size:
        return False
    if after.page > line.page + 1 or (broken and line.text.endswith(SENTENCE_END)):
        return False
    if not 0.85 * size < after.size < 1.18 * size or after.box[0] > left + 0.7 * size:
        return False
    if line.text.endswith(SENTENCE_END) and _ITEM.match(after.text):
        return False
    return line.box[2] + after.lead + 0.5 * size > right


def _paragraph(lines: list[Line], number: int, placed: set[int]) -> Paragraph:
    text = ""
    for line in lines:
        text += " " + line.text if text and _parted(text[-1], line.text[0]) else line.text
    page = lines[0].page
    boxes = [line.box for line in lines if line.page == page]
    box = (min(b[0] for b in boxes), boxes[0][1], max(b[2] for b in boxes), boxes[-1][3])
    return Paragraph(text, Location(line=number, page=page, bbox=_rounded(box) if page in placed else None))


def _parted(last: str, first: str) -> bool:
    """Does a line's end between two characters stand for a space? In Latin words; not inside a number."""
    latin = last.isascii() and first.isascii() and first.isalnum()
    return latin and (last.isalpha() or first.isalpha()) and last not in "([/-"


def _table(sheet: Sheet, line: int, number: int, placed: set[int]) -> Table:
    index = {edge: i for i, edge in enumerate(sheet.edges)}
    cells = []
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.box[0])):
        line += 1
        row, column = cell.row + 1, index[cell.box[0]] + 1
        location = Location(
            line=line,
            page=cell.page,
            table=number,
            row=row,
            column=column,
            bbox=_rounded(cell.box) if cell.page in placed else None,
        )
        cells.append(Cell(cell.text, row, column, location, cell.height, index[cell.box[2]] + 1 - column))
    location = Location(line=cells[0].location.line, page=sheet.first, table=number)
    return Table(tuple(cells), location, exact=sheet.ruled)


def _rounded(box: Box) -> Box:
    left, top, right, bottom = (round(value, 1) for value in box)
    return left, top, right, bottom


CROSSED_CHARS = 3
"""Characters on a page's rules from which the user is told: text ran out of its cell, or was clipped there."""
UNMAPPED_SHARE = 0.05
"""Part of the characters without a Unicode value from which the user is told."""


def _notes(pages: list[Page], parts: list[list[Part]]) -> tuple[Words, ...]:
    """What the user should know of pages that could not be read in full."""
    crossed = [sum(part.crossed for part in on_page if isinstance(part, Sheet)) for on_page in parts]
    chars = sum(len(page.chars) for page in pages)
    unmapped = sum(char.text == "\ufffd" for page in pages for char in page.chars)
    notes = [
        _about([page for page in pages if page.pictured and not page.chars], _SCANNED),
        _about([page for page in pages if page.crowded], _CROWDED),
        _about(
            [page for page, count in zip(pages, crossed, strict=True) if count >= CROSSED_CHARS], _CROSSED
        ),
        Words(
            f"PDF 有 {unmapped} 个字的字体缺少编码，读作“\ufffd”",
            f"{unmapped} characters of the PDF have no Unicode value in their font and are read as “\ufffd”",
        )
        if unmapped > UNMAPPED_SHARE * chars
        else None,
    ]
    return tuple(note for note in notes if note is not None)


_CROSSED = Words(
    "第 {pages} 页有文字超出单元格、压在表格线上，可能与邻格相混，所读内容请对照原表",
    "text on page(s) {pages} runs out of its cell and may be mixed with its neighbour's; compare the original",
)
_SCANNED = Words(
    "第 {pages} 页是图片，没有文字层，未读", "page(s) {pages} are pictures without text and were not read"
)
_CROWDED = Words(
    "第 {pages} 页线条过多，只读文字，不认表格",
    "page(s) {pages} hold too many lines: read as text without tables",
)


def _about(pages: list[Page], words: Words) -> Words | None:
    return words.format(pages=", ".join(str(page.number) for page in pages)) if pages else None

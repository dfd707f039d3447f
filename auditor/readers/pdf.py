"""PDF → Document: ruled tables as grids, stitched over page breaks, and paragraphs; scanned pages recognised."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.document import Block, Cell, Document, Location, Paragraph, Table, Unreadable
from auditor.readers import bounds
from auditor.readers.pdf_flow import ITEM, SENTENCE_END, stitched, without_furniture
from auditor.readers.pdf_forms import without_endless
from auditor.readers.pdf_layout import parts_of
from auditor.readers.pdf_lines import Box, Line
from auditor.readers.pdf_page import Page, damaged, picture, read_page
from auditor.readers.pdf_sheet import Part, Sheet, SheetCell
from auditor.readers.scan import DPI, INSTALL, LONGEST_SIDE, available, doubted, recognised
from auditor.words import Words

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument


def read(data: bytes) -> Document:
    """Read a PDF. `line` of a location counts paragraphs and cells together.

    Raises `Unreadable` for a file that is damaged, encrypted or out of bounds, and for one without any text
    where recognition is not installed or finds none.
    """
    data, undrawn = without_endless(data)
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
        if any(page.scanned for page in pages) and available():
            pages = _recognised(pdf, pages)
    finally:
        pdf.close()
    if undrawn and not any(page.chars for page in pages):
        raise Unreadable(
            "PDF 中的图形对象过多或嵌套过深，不是正常的报告；请重新导出 PDF",
            "the PDF holds too many drawings or nests them too often; export it anew",
        )
    if not any(page.chars for page in pages):
        raise Unreadable(
            f"PDF 没有文字层，是扫描件或空白；{INSTALL.zh}" if not available() else "PDF 中没有可识别的文字",
            f"the PDF has no text layer, it is a scan; {INSTALL.en}"
            if not available()
            else "no text could be recognised in the PDF",
        )
    found = document("pdf", pages)
    return replace(found, notes=(_UNDRAWN, *found.notes)) if undrawn else found


def _recognised(pdf: PdfDocument, pages: list[Page]) -> list[Page]:
    """The pages with those that are scanned read from their picture.

    Where that is too many, or nothing is read, what a scanner's program read has to do.
    """
    scans = [page for page in pages if page.scanned]
    if len(scans) > bounds.SCANNED_PAGES:
        scans = [page for page in scans if not page.layered]
    pictures = ((page.number, picture(pdf, page.number, DPI, LONGEST_SIDE)) for page in scans)
    read = {}
    for page, scan in zip(scans, recognised(pictures, len(scans)), strict=True):
        # A page that is too large to be drawn in full has its boxes in other points than its own.
        same = abs(page.width - scan.width) < 1
        if scan.chars or not page.layered:
            read[page.number] = replace(scan, placed=scan.placed and same)
    return [read.get(page.number, page) for page in pages]


def document(form: str, pages: list[Page]) -> Document:
    """What stands on pages that follow each other, tables stitched."""
    pages = [doubted(page) if page.layered else page for page in pages]
    parts = [parts_of(page) for page in pages]
    return Document(form, _blocks(without_furniture(parts, pages), pages), _notes(pages, parts))


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
            f"PDF 有{count}页，超过{bounds.PAGES}页的上限；请拆分后再试",
            f"the PDF has {count} pages, above the limit of {bounds.PAGES}; split it",
        )
    return pdf


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
    blocks: list[Block] = []
    line = tables = 0
    for thing in joined:
        if isinstance(thing, list):
            line += 1
            blocks.append(_paragraph(thing, line, pages))
        else:
            tables += 1
            blocks.append(_table(thing, line, tables, pages))
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
    _, right = line.column or margins[round(pages[line.page - 1].width)]
    left, _ = after.column or margins[round(pages[after.page - 1].width)]
    broken = after.page > line.page or (
        line.column is not after.column and None not in (line.column, after.column)
    )
    if not broken and not 0 < after.box[3] - line.box[3] < 2.5 * size:
        return False
    if after.page > line.page + 1 or (broken and line.text.endswith(SENTENCE_END)):
        return False
    if not 0.85 * size < after.size < 1.18 * size or after.box[0] > left + 0.7 * size:
        return False
    if line.text.endswith(SENTENCE_END) and ITEM.match(after.text):
        return False
    return line.box[2] + after.lead + 0.5 * size > right


def _paragraph(lines: list[Line], number: int, pages: list[Page]) -> Paragraph:
    text = ""
    for line in lines:
        text += " " + line.text if text and _parted(text[-1], line.text[0]) else line.text
    page = pages[lines[0].page - 1]
    boxes = [line.box for line in lines if line.page == page.number]
    box = (min([b[0] for b in boxes]), boxes[0][1], max([b[2] for b in boxes]), boxes[-1][3])
    location = Location(
        line=number,
        page=page.number,
        bbox=_rounded(box) if page.placed else None,
        recognised=page.recognised,
        doubtful=any(line.doubtful for line in lines),
    )
    return Paragraph(text, location)


def _parted(last: str, first: str) -> bool:
    """Does a line's end between two characters stand for a space? In Latin words; not inside a number."""
    latin = last.isascii() and first.isascii() and first.isalnum()
    return latin and (last.isalpha() or first.isalpha()) and last not in "([/-"


def _table(sheet: Sheet, line: int, number: int, pages: list[Page]) -> Table:
    index = {edge: i for i, edge in enumerate(sheet.edges)}
    cells = []
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.box[0])):
        line += 1
        row, column = cell.row + 1, index[cell.box[0]] + 1
        page = pages[cell.page - 1]
        location = Location(
            line=line,
            page=cell.page,
            table=number,
            row=row,
            column=column,
            bbox=_rounded(_on_page(cell)) if page.placed else None,
            recognised=page.recognised,
            doubtful=any(line.doubtful for line in cell.lines),
        )
        cells.append(Cell(cell.text, row, column, location, cell.height, index[cell.box[2]] + 1 - column))
    location = Location(line=cells[0].location.line, page=sheet.first, table=number)
    return Table(tuple(cells), location, exact=sheet.ruled)


def _on_page(cell: SheetCell) -> Box:
    left, top, right, bottom = cell.box
    return left - cell.moved, top, right - cell.moved, bottom


def _rounded(box: Box) -> Box:
    left, top, right, bottom = [round(value, 1) for value in box]
    return left, top, right, bottom


CROSSED_CHARS = 3
"""Characters on a page's rules from which the user is told: text ran out of its cell, or was clipped there."""


def _notes(pages: list[Page], parts: list[list[Part]]) -> tuple[Words, ...]:
    """What the user should know of pages that could not be read in full."""
    crossed = [sum(part.crossed for part in on_page if isinstance(part, Sheet)) for on_page in parts]
    unmapped = sum([char.text for char in page.chars].count("\ufffd") for page in pages)
    notes = [
        _about([page for page in pages if page.recognised and not page.layered], _RECOGNISED),
        _about([page for page in pages if page.layered], _LAYERED if available() else _LAYERED_UNREAD),
        _about(
            [page for page in pages if page.recognised and any(char.doubtful for char in page.chars)],
            _DOUBTFUL,
        ),
        _about([page for page in pages if page.scanned and not page.recognised], _SCANNED),
        _about([page for page in pages if page.crowded], _CROWDED),
        _about([page for page in pages if page.untold], _UNTOLD),
        _about(
            [page for page, count in zip(pages, crossed, strict=True) if count >= CROSSED_CHARS], _CROSSED
        ),
        _about([page for page, found in zip(pages, parts, strict=True) if _unsure(page, found)], _UNSURE),
        _UNMAPPED.format(count=unmapped) if unmapped else None,
    ]
    return tuple(note for note in notes if note is not None)


def _unsure(page: Page, parts: list[Part]) -> bool:
    """Whether words outside of ruled tables run over each other, or fit no one column or row."""
    lines = [part for part in parts if isinstance(part, Line)]
    tables = [part for part in parts if isinstance(part, Sheet) and not part.ruled]
    lines += [line for table in tables for cell in table.cells for line in cell.lines]
    return not page.recognised and any(line.doubtful and "\ufffd" not in line.text for line in lines)


_UNTOLD = Words(
    "第 {pages} 页有表单域或键入的文字缺少外观，未能读出；请在 PDF 软件中“打印为 PDF”后再试",
    "what is typed onto page(s) {pages} could not be read in full; print the file to PDF and try again",
)
_CROSSED = Words(
    "第 {pages} 页有文字超出单元格、压在表格线上，可能与邻格相混，所读内容请对照原表",
    "text on page(s) {pages} runs out of its cell and may be mixed with its neighbour's; compare the original",
)
_UNDRAWN = Words(
    "PDF 的图形对象过多或嵌套过深，图形及其中的文字未读，只读页面上的文字；请重新导出 PDF 后再核对",
    "the PDF holds too many drawings or nests them too often: they, and text in them, were left out; export it anew",
)
_UNSURE = Words(
    "第 {pages} 页有文字相互压盖，或不能确定属于哪一列、哪一行，不作判断；请对照原件",
    "text on page(s) {pages} runs over other text, or fits no one column or row, and is not judged; compare the original",
)
_UNMAPPED = Words(
    "PDF 有{count}个字的字体缺少编码，读作“\ufffd”，有此字处不作判断",
    "{count} characters of the PDF have no Unicode value in their font, are read as “\ufffd” and not judged",
)
_RECOGNISED = Words(
    "第 {pages} 页是扫描件，文字由识别得到，请对照原件",
    "page(s) {pages} are scans whose text was recognised; compare the original",
)
_LAYERED = Words(
    "第 {pages} 页是扫描件，文字取自扫描软件附带的隐藏文字层，可能有误，请对照原件",
    "page(s) {pages} are scans; their text is a hidden layer by the scanner's program, which may be wrong: "
    "compare the original",
)
_LAYERED_UNREAD = Words(f"{_LAYERED.zh}；{INSTALL.zh}", f"{_LAYERED.en}; {INSTALL.en}")
_DOUBTFUL = Words(
    "第 {pages} 页有数字识别存疑，不作判断",
    "figures on page(s) {pages} were recognised with doubt and are not judged",
)
_SCANNED = Words(
    "第 {pages} 页是扫描件，没有文字层，未读；" + INSTALL.zh,
    "page(s) {pages} are scans without text and were not read; " + INSTALL.en,
)
_CROWDED = Words(
    "第 {pages} 页线条过多，只读文字，不认表格",
    "page(s) {pages} hold too many lines: read as text without tables",
)


def _about(pages: list[Page], words: Words) -> Words | None:
    return words.format(pages=", ".join(str(page.number) for page in pages)) if pages else None

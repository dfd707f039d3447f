"""Every limit that the readers keep, in one place: reports are untrusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.document import Paragraph, Unreadable

if TYPE_CHECKING:
    from auditor.document import Document

FILE_SIZE = 64 * 2**20
"""Bytes of a file; a report with scanned pages stays far below."""

UNPACKED_SIZE = 128 * 2**20
"""Bytes of all parts that are unpacked from one package; XML grows some ten times again in memory."""

PART_SIZE = 64 * 2**20
"""Bytes of one unpacked part; ten thousand table rows take about 20 MiB."""

RATIO = 250
"""Unpacked to packed size of a part; repetitive tables reach 150, a bomb 1000."""

RATIO_FLOOR = 8 * 2**20
"""Bytes of an unpacked part below which its ratio does no harm."""

ARCHIVE_SIZE = 2**30
"""Bytes of all reports that are unpacked from one archive, one after another."""

MEMBERS = 10_000
"""Entries of a package's directory; each costs memory before anything is unpacked."""

COLUMN_SPAN = 63
"""Columns that one table cell spans; Word allows no more columns in a table."""

OPEN_TAGS = 5_000
"""Open tags of a web page inside each other; the parser's time grows with the square of it."""

ATTRIBUTES = 1_000
"""Attributes of one element of a web page; the parser's time grows with the square of it."""

COLSPAN = 1_000
"""Columns that one cell of a web page spans; browsers' own limit."""

ROWSPAN = 65_534
"""Rows that one cell of a web page spans; browsers' own limit."""

MESSAGE_HEAD = 16_384
"""Bytes of the headers of one part of an MHTML file."""

MESSAGE_DEPTH = 5
"""Parts of an MHTML file inside each other."""

GRID = 2_000_000
"""Rows × columns of one table; its grid is laid out in memory."""

BLANK_LINES = 100
"""Blank rows, or columns, of a sheet one after another; more of them, before a stray cell, count as one."""

CELLS = 500_000
"""Cells of one file, whatever its format."""

ROWS = 200_000
"""Rows of one table, and paragraphs of one file, notes included; lines of a text file."""

TEXT = 20_000_000
"""Characters of one file; in a workbook a shared string can stand in each cell."""

FORMAT_CODE = 255
"""Characters of a number format; Excel's own limit."""

LIST_NUMBER = 32_767
"""Highest list number that is spelt out in letters; Word's own limit."""

LIST_TEXT = 255
"""Characters of a list number's pattern; it is written out for every paragraph of the list."""

PAGES = 2_000
"""Pages of one PDF file."""

PAGE_CHARACTERS = 100_000
"""Characters of one page of a PDF."""

REMARKS = 10_000
"""Form fields and remarks on one page of a PDF; a form filled on screen has some hundred."""

PAGE_POSITIONS = 60_000
"""Rows × columns that the ruling lines of one page make; one with more is read as text only."""

PAGE_SEGMENTS = 250_000
"""Line segments drawn on one page of a PDF; one with more (a map, a chart) is read as text only."""

PAGE_TABLES = 20
"""Places on one page of a PDF where a table without rules is looked for."""

PAGE_WORDS = 3_000
"""Words of a table without rules on one page of a PDF; finding its columns takes time."""

PAGE_RULES = 500
"""Ruling lines of one page in each direction after joining; likewise."""

PDF_SECONDS = 120
"""How long the pages of one PDF may take; a usual page takes a hundredth of a second."""

FORM_WEIGHT = 100_000
"""Objects of a PDF drawn by forms that draw forms."""

FORM_CONTENT = 64_000_000
"""Bytes of drawing instructions of a PDF's forms that are looked into."""

SCANNED_PAGES = 300
"""Scanned pages of one file; each takes some seconds."""

RECOGNITION_SECONDS = 1_800
"""How long the scanned pages of one file may take together."""

PICTURE_PIXELS = 100_000_000
"""Pixels of one picture; an A3 page at 600 dots per inch has 70 million."""

PICTURE_POINTS = 10_000_000
"""Square points of a picture on a page that is drawn to see what it hides; A0 has eight million."""

NESTING = 200
"""Forms of a PDF nested in each other."""

WORKBOOKS = 20
"""Workbooks embedded in one Word file that are read; each is bounded like a file."""

CHUNKS = 100
"""Files of other formats that one Word file leaves for Word to take over; each is bounded like a file."""

TABLES_NESTED = 50
"""Tables of a binary Word file nested in each other's cells."""

FORMAT_CHANGES = 500
"""Changes that one format of a binary Word file states; a row of 63 merged cells has 130."""

CONVERSION_SECONDS = 60
"""How long LibreOffice may run to convert one file, or several at once; its start and a usual report take two."""

FORMULA = 8_192
"""Characters of a formula; Excel's own limit."""


def refuse_oversized(document: Document) -> None:
    """Raises `Unreadable` for a file that holds more than any report, of whatever format."""
    cells = paragraphs = characters = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            characters += len(block.text)
        else:
            cells += len(block.cells)
            characters += sum([len(cell.text) for cell in block.cells])
            if block.height > ROWS:
                raise too_many_rows()
    if paragraphs > ROWS:
        raise Unreadable(
            f"文件超过 {ROWS} 段，不是正常的报告；请拆分后再审核",
            f"The file has more than {ROWS} paragraphs; split it",
        )
    if cells > CELLS:
        raise too_many_cells()
    if characters > TEXT:
        raise too_much_text()


def too_many_cells() -> Unreadable:
    """The error for a file with more cells than any report has."""
    return Unreadable(
        f"文件超过 {CELLS} 个单元格，不是正常的报告；请拆分后再审核",
        f"The file has more than {CELLS} cells; split it",
    )


def too_many_rows() -> Unreadable:
    """The error for a table with more rows, or a text with more lines, than any report has."""
    return Unreadable(
        f"文件超过 {ROWS} 行，不是正常的报告；请拆分后再审核", f"The file has more than {ROWS} rows; split it"
    )


def too_much_text() -> Unreadable:
    """The error for a file with more text than any report has."""
    return Unreadable(
        f"文件超过 {TEXT} 字，不是正常的报告；请拆分后再审核",
        f"The file has more than {TEXT} characters; split it",
    )

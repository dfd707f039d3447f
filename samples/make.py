"""Writes the sample reports in every format: `python samples/make.py [--font FILE] [--out FOLDER]`.

The same content gives the same texts everywhere; needs the extra `samples`, and for PDF a Chinese font.
"""

from __future__ import annotations

import argparse
import html as markup
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import docx
import fpdf
import openpyxl
from content import NOTICE, SAMPLES
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from form import Cell, Sample, Table
from openpyxl.styles import Alignment, Border, Font, Side

HERE = Path(__file__).parent
MADE = datetime(2025, 4, 1, 8, 0, tzinfo=UTC)
FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
)


def txt(sample: Sample) -> bytes:
    """Plain text, tables as the sample's `text_layout` says."""
    indent = "\t" if sample.text_layout == "cells" else ""
    draw = one_cell_a_line if sample.text_layout == "cells" else one_row_a_line
    blocks = (*sample.title, *sample.blocks, *sample.signature)
    parts = []
    for before, block, behind in zip(("", *blocks), blocks, (*blocks[1:], ""), strict=False):
        if isinstance(block, Table):
            parts.append(draw(block))
        else:
            # The title of a table below another one; without the empty line it would go on in the last cell.
            titled = isinstance(before, Table) and isinstance(behind, Table)
            parts.append(("\n" if titled else "") + indent + block)
    return ("\n".join(parts) + "\n").encode()


def one_row_a_line(table: Table) -> str:
    """Cells parted by tabs; what a merged cell covers is empty."""
    grid = [[""] * len(table.widths) for _ in table.rows]
    for cell in table.cells():
        grid[cell.row][cell.column] = cell.text.replace("\n", "")
    return "\n".join("\t".join(row) for row in grid)


def one_cell_a_line(table: Table) -> str:
    """Each cell on a line behind a tab, a blank line between rows; one merged downwards recurs empty."""
    rows: list[list[str]] = [[] for _ in table.rows]
    for cell in sorted(table.cells(), key=lambda cell: cell.column):
        rows[cell.row].append(f"\t{cell.text}")
        for row in range(cell.row + 1, cell.row + cell.rowspan):
            rows[row].append("\t")
    return "\n" + "\n\n".join("\n".join(row) for row in rows)


def markdown(sample: Sample) -> bytes:
    """Markdown with pipe tables; what a merged cell covers is empty."""
    texts = (pipes(b) if isinstance(b, Table) else plain(b) for b in (*sample.blocks, *sample.signature))
    return ("\n\n".join((*(f"# {plain(line)}" for line in sample.title), *texts)) + "\n").encode()


def pipes(table: Table) -> str:
    """A pipe table, its first row the header."""
    grid = [[""] * len(table.widths) for _ in table.rows]
    for cell in table.cells():
        grid[cell.row][cell.column] = plain(cell.text).replace("\n", "<br>")
    head, *body = (f"| {' | '.join(row)} |" for row in grid)
    return "\n".join((head, "|" + " --- |" * len(table.widths), *body))


def plain(text: str) -> str:
    """Text with the marks that Markdown would take for its own escaped."""
    return re.sub(r"[\\`*_|<>&~]", r"\\\g<0>", text)


def html(sample: Sample) -> bytes:
    """A page with merged cells."""
    title = "".join(f"<h1>{markup.escape(line)}</h1>\n" for line in sample.title)
    body = "".join(
        cells(block) if isinstance(block, Table) else f"<p>{markup.escape(block)}</p>\n"
        for block in sample.blocks
    )
    signature = "".join(f'<p align="right">{markup.escape(line)}</p>\n' for line in sample.signature)
    head = f'<meta charset="utf-8">\n<title>{markup.escape(sample.title[-1])}</title>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n{title}{body}{signature}</body>\n</html>\n'.encode()


def cells(table: Table) -> str:
    """An HTML table."""
    rows: list[list[str]] = [[] for _ in table.rows]
    for cell in table.cells():
        spans = "".join(
            f' {name}="{span}"'
            for name, span in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
            if span > 1
        )
        rows[cell.row].append(f"<td{spans}>{markup.escape(cell.text).replace(chr(10), '<br>')}</td>")
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
    return f'<table border="1">\n{body}</table>\n'


def word(sample: Sample) -> bytes:
    """A Word document with merged cells."""
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.title = sample.title[-1]
    document.core_properties.created = document.core_properties.modified = MADE
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if sample.wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    normal.paragraph_format.space_after = Pt(3)
    for line in sample.title:
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).font.size = Pt(16)
    for block in sample.blocks:
        if isinstance(block, Table):
            word_table(document, block, section.page_width - Mm(36))
        else:
            document.add_paragraph(block).paragraph_format.first_line_indent = Pt(24)
    for line in sample.signature:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return saved(document.save)


def word_table(document: docx.document.Document, table: Table, width: int) -> None:
    """Adds a ruled table; `width` is that of the text block, in Word's units."""
    grid = document.add_table(len(table.rows), len(table.widths), "Table Grid")
    grid.autofit = False
    slots = [list(row.cells) for row in grid.rows]
    for column, share in enumerate(table.widths):
        grid.columns[column].width = width * share // sum(table.widths)
        for row in slots:
            row[column].width = grid.columns[column].width
    for cell in table.cells():
        slot = slots[cell.row][cell.column]
        if cell.rowspan > 1 or cell.colspan > 1:
            slot = slot.merge(slots[cell.row + cell.rowspan - 1][cell.column + cell.colspan - 1])
        slot.text, slot.vertical_alignment = cell.text, WD_ALIGN_VERTICAL.CENTER
        slot.paragraphs[0].paragraph_format.space_after = Pt(0)
        if short(cell):
            slot.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in slot.paragraphs[0].runs:
            run.font.size = Pt(10)


def excel(sample: Sample) -> bytes:
    """A workbook of one sheet with merged cells; figures are numbers with their printed format."""
    book = openpyxl.Workbook()
    book.properties.creator, book.properties.created = "", MADE.replace(tzinfo=None)
    sheet = book.active
    sheet.title = "绩效自评"
    sheet.page_setup.orientation = "landscape" if sample.wide else "portrait"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    widths = next((b.widths for b in sample.blocks if isinstance(b, Table)), (100,))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = width
    row = 1
    for block in (*sample.title, *sample.blocks, *sample.signature):
        lines = block if isinstance(block, Table) else line_across(block, len(widths))
        for cell in lines.cells():
            slot = sheet.cell(row + cell.row, cell.column + 1)
            slot.value, slot.number_format = value(cell.text)
            if slot.data_type == "f":  # “=100%” is a target, no formula
                slot.data_type = "s"
            centred = isinstance(block, Table) and short(cell)
            slot.alignment = Alignment("center" if centred else None, "center", wrap_text=True)
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_cells(
                    start_row=slot.row,
                    start_column=slot.column,
                    end_row=slot.row + cell.rowspan - 1,
                    end_column=slot.column + cell.colspan - 1,
                )
        for line in range(row, row + len(lines.rows)):
            if isinstance(block, Table):
                for column in range(1, len(widths) + 1):
                    sheet.cell(line, column).border = Border(*[Side("thin")] * 4)
            sheet.row_dimensions[line].height = height(lines, line - row)
        if block in sample.title:
            sheet.cell(row, 1).font = Font(size=16)
            sheet.cell(row, 1).alignment = Alignment("center", "center")
        if block in sample.signature:
            sheet.cell(row, 1).alignment = Alignment("right", "center")
        row += len(lines.rows)
    return saved(book.save)


def line_across(text: str, columns: int) -> Table:
    """A line of text as a row of one cell over all columns."""
    return Table(((text, *["<"] * (columns - 1)),), (100 // columns,) * columns)


def height(table: Table, row: int) -> float:
    """Points that a row needs for its longest text; two widths of a column hold one character."""
    lines = [
        len(cell.text) * 2 / sum(table.widths[cell.column : cell.column + cell.colspan])
        for cell in table.cells()
        if cell.row == row and cell.rowspan == 1
    ]
    return 16.0 * (int(max(lines, default=0)) + 1)


def value(text: str) -> tuple[str | float, str]:
    """A figure as number and format, so that it shows as printed; any other text as it is."""
    if not re.fullmatch(r"-?\d+(\.\d+)?%?", text):
        return text, "General"
    digits = text.rstrip("%")
    places = len(digits.partition(".")[2])
    form = "0." + "0" * places if places else "0"
    return (float(Decimal(digits) / 100), form + "%") if text.endswith("%") else (float(digits), form)


def short(cell: Cell) -> bool:
    """Whether a cell is centred: labels and figures are, running text is not."""
    return len(cell.text) <= 16


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    """An office file with all its times fixed, so that making it again gives the same bytes."""
    first, second = io.BytesIO(), io.BytesIO()
    save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-04-01T08:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return second.getvalue()


def pdf(sample: Sample, font: Path) -> bytes:
    """A PDF with ruled tables; only the characters used are embedded from `font`."""
    page = fpdf.FPDF("landscape" if sample.wide else "portrait", format="A4")
    page.set_creation_date(MADE)
    page.set_title(sample.title[-1])
    page.set_margins(18, 20)
    page.add_page()
    page.add_font("hei", fname=font)
    page.set_font("hei", size=16)
    for line in sample.title:
        page.cell(0, 10, line, align="C", new_x="LMARGIN", new_y="NEXT")
    page.ln(2)
    for block in sample.blocks:
        if isinstance(block, Table):
            pdf_table(page, block)
        else:
            page.set_font(size=12)
            page.multi_cell(
                0,
                7,
                f"　　{block}",
                align="L",
                wrapmode=fpdf.enums.WrapMode.CHAR,
                new_x="LMARGIN",
                new_y="NEXT",
            )
    page.set_font(size=12)
    page.ln(2)
    for line in sample.signature:
        page.cell(0, 7, line, align="R", new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def pdf_table(page: fpdf.FPDF, table: Table) -> None:
    """Adds a ruled table over the width of the text."""
    page.set_font(size=9)
    with page.table(
        first_row_as_headings=False,
        num_heading_rows=0,
        col_widths=table.widths,
        line_height=5,
        padding=0.6,
        wrapmode="CHAR",
    ) as grid:
        rows = [grid.row() for _ in table.rows]
        for cell in table.cells():
            rows[cell.row].cell(
                cell.text,
                colspan=cell.colspan,
                rowspan=cell.rowspan,
                align="C" if short(cell) else "L",
                v_align="M",
            )


def font_file(wanted: Path | None) -> Path:
    """The font asked for or the first found; ends the run saying what to install when there is none."""
    for candidate in [wanted] if wanted else map(Path, FONTS):
        if candidate.is_file():
            return candidate
    missing = f"{wanted} is no file" if wanted else "no Chinese font found"
    sys.exit(f"{missing}: apt-get install fonts-wqy-microhei, or name a .ttf/.ttc with --font")


WRITERS: dict[str, Callable[[Sample], bytes]] = {
    "txt": txt,
    "docx": word,
    "xlsx": excel,
    "html": html,
    "md": markdown,
}
"""The formats that need nothing but this script; a PDF needs a font, too."""
COMMITTED = ("txt", "docx", "xlsx", "pdf")
"""The formats that stand beside this script; the others are made when wanted."""


def made(formats: Iterable[str], font: Path | None = None) -> Iterator[tuple[Path, bytes]]:
    """Every file, as its path from the project's root and its content."""
    for form in formats:
        write = partial(pdf, font=font_file(font)) if form == "pdf" else WRITERS[form]
        for sample in SAMPLES:
            yield Path("samples", f"{sample.name}.{form}"), write(sample)
        if form in ("txt", "docx"):
            yield Path("tests", "data", f"{NOTICE.name}.{form}"), write(NOTICE)


def main() -> None:
    """Reads the options and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font", type=Path, help="a Chinese .ttf or .ttc for the PDFs")
    parser.add_argument("--out", type=Path, default=HERE.parent, help="write below this folder")
    parser.add_argument("--formats", nargs="+", default=COMMITTED, choices=(*WRITERS, "pdf"))
    options = parser.parse_args()
    for path, content in made(options.formats, options.font):
        target = options.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main()

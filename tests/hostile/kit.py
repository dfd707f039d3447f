"""How a hostile file is built and what is expected of it: one small function a file, by its format."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from msgspec import Struct

AUDITED, UNRECOGNISED, UNREADABLE, FAILED = "audited", "unrecognised", "unreadable", "failed"
NOT_UNDERSTOOD = "not_understood"


class Case(Struct, frozen=True):
    """A file by name and builder; the statuses that are right for it, and words of its error in English.

    `reports` is how many answers an archive has.
    """

    name: str
    build: Callable[[], bytes]
    statuses: tuple[str, ...]
    says: str = ""
    reports: int = 1


CASES: list[Case] = []
Build = Callable[[], bytes]


def hostile(suffix: str, *statuses: str, says: str = "", reports: int = 1) -> Callable[[Build], Build]:
    """Register a builder; the file is called as the function is."""

    def register(build: Build) -> Build:
        CASES.append(Case(f"{build.__name__}.{suffix}", build, statuses, says, reports))
        return build

    return register


FORM = """某县图书馆项目支出绩效自评表
（2023年度）
指标名称\t年度指标值\t全年完成值\t分值\t得分
图书采购册数\t≥500册\t520册\t60\t60
读者满意度\t≥90%\t95%\t40\t40
总分\t\t\t100\t100
"""
"""A small sound report."""


def packed(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


# ── Word ───────────────────────────────────────────────────────────────────────────────────────────────

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument"


def paragraph(text: str) -> str:
    """A paragraph of a Word file."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows: list[str], properties: str = "") -> str:
    """A table of a Word file; `properties` stand in every cell."""
    cells = (
        "<w:tr>" + "".join(f"<w:tc>{properties}{paragraph(text)}</w:tc>" for text in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(cells)}</w:tbl>"


def form_table() -> str:
    """The sound report as a table, with its title."""
    title, year, *rows = FORM.splitlines()
    return paragraph(title) + paragraph(year) + table(*(row.split("\t") for row in rows))


def docx(
    body: str, more: Mapping[str, bytes | str] | None = None, relations: str = "", head: str = ""
) -> bytes:
    """A Word file around a body."""
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.wordprocessingml.document.main+xml"/>'
            "</Types>",
            "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": "<Relationships "
            f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}" '
            f'xmlns:r="{_R}"><w:body>{body}</w:body></w:document>',
            **(more or {}),
        }
    )


# ── Excel ──────────────────────────────────────────────────────────────────────────────────────────────

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def row(number: int, *texts: str) -> str:
    """A row of a worksheet with texts in its cells."""
    cells = (
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(texts)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def form_rows() -> str:
    """The sound report as rows."""
    return "".join(row(at, *line.split("\t")) for at, line in enumerate(FORM.splitlines(), 1))


def xlsx(
    rows: str,
    more: Mapping[str, bytes | str] | None = None,
    after: str = "",
    relations: str = "",
    head: str = "",
) -> bytes:
    """An Excel file around the rows of its one sheet."""
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.spreadsheetml.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.spreadsheetml.worksheet+xml"/>'
            "</Types>",
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>'
            '<sheet name="自评表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": "<Relationships "
            'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/>{relations}'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_S}"><sheetData>{rows}</sheetData>{after}'
            "</worksheet>",
            **(more or {}),
        }
    )


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────────────


def pdf(*objects: bytes, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects with a sound cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<</Size %d/Root %d 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, trailer, start,
    )  # fmt: skip
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(content), entries, content)


def page_of(content: bytes, resources: bytes = b"", *more: bytes, page: bytes = b"") -> bytes:
    """A PDF of one page, drawn by `content`, with a font F1 and objects from number 6 on."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
        b"<</Font<</F1 5 0 R>>%b>>%b>>" % (resources, page),
        stream(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


HELLO = b"BT /F1 12 Tf 72 720 Td (A line of text on a page) Tj ET"

"""Office files written again in other formats: Word and Excel 2003 XML, Flat OPC, MHTML.

They follow what Word and Excel write, as far as the samples need it.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from email.encoders import encode_quopri
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from xml.sax.saxutils import escape, quoteattr

import openpyxl

_SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def flat_opc(word: bytes) -> bytes:
    """A .docx as one piece of XML."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        names = set(package.namelist())
        listed = package.read("[Content_Types].xml").decode() if "[Content_Types].xml" in names else ""
        types = dict(re.findall(r'PartName="(.*?)" ContentType="(.*?)"', listed))
        for name in sorted(names - {"[Content_Types].xml"}):
            content = package.read(name)
            if name.endswith((".xml", ".rels")):
                text = re.sub(r"^<\?xml.*?\?>\s*", "", content.decode())
                held = f"<pkg:xmlData>{text}</pkg:xmlData>"
            else:
                held = f"<pkg:binaryData>{base64.encodebytes(content).decode()}</pkg:binaryData>"
            form = types.get(f"/{name}", "application/xml")
            if name.endswith(".rels"):
                form = "application/vnd.openxmlformats-package.relationships+xml"
            parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="{form}">{held}</pkg:part>')
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
        f'<pkg:package xmlns:pkg="{_PACKAGE}">{"".join(parts)}</pkg:package>'
    ).encode()


def word_2003(word: bytes) -> bytes:
    """A .docx without lists, notes and changes as Word 2003 XML."""
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        text = package.read("word/document.xml").decode()
    body = text[text.index("<w:body>") + len("<w:body>") : text.index("</w:body>")]
    return word_2003_of(body.replace("w:vMerge", "w:vmerge"))


def word_2003_of(body: str, before: str = "") -> bytes:
    """A Word 2003 XML document of a body; lists and styles stand before it."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'
        f'<w:wordDocument xmlns:w="{_W_2003}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
        'xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:st1="urn:schemas-microsoft-com:office:smarttags">'
        f"{before}<w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
    ).encode()


def excel_2003(workbook: bytes) -> bytes:
    """A workbook of values, merged cells and number formats as Excel 2003 XML."""
    styles: dict[str, str] = {}
    sheets = []
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets:
        merged = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
        rows = []
        for row in sheet.iter_rows():
            cells = []
            for cell in row:
                span = merged.get((cell.row, cell.column))
                if cell.value is None and span is None:
                    continue
                style = styles.setdefault(cell.number_format, f"s{len(styles) + 20}")
                spans = "" if span is None else _spans(span.max_row - cell.row, span.max_col - cell.column)
                cells.append(
                    f'<Cell ss:Index="{cell.column}" ss:StyleID="{style}"{spans}>{_data(cell.value)}</Cell>'
                )
            rows.append(f'<Row ss:Index="{row[0].row}">{"".join(cells)}</Row>')
        sheets.append(
            f"<Worksheet ss:Name={quoteattr(sheet.title)}><Table>{''.join(rows)}</Table></Worksheet>"
        )
    return excel_2003_of(
        "".join(
            f'<Style ss:ID="{key}"><NumberFormat ss:Format={quoteattr(code)}/></Style>'
            for code, key in styles.items()
        ),
        *sheets,
    )


def excel_2003_of(styles: str, *sheets: str) -> bytes:
    """An Excel 2003 XML workbook of styles and worksheets."""
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{_SHEETS}" xmlns:ss="{_SHEETS}" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        f'xmlns:html="http://www.w3.org/TR/REC-html40"><Styles>{styles}</Styles>{"".join(sheets)}</Workbook>'
    ).encode()


def _spans(down: int, across: int) -> str:
    return f' ss:MergeAcross="{across}" ss:MergeDown="{down}"'


def _data(value: object) -> str:
    if value is None:
        return ""
    kind = "String" if isinstance(value, str) else "Number"
    return f'<Data ss:Type="{kind}">{escape(str(value)).replace(chr(10), "&#10;")}</Data>'


def mhtml(*pages: tuple[str, bytes], encoded: bool = False, charset: str = "utf-8") -> bytes:
    """Pages by address as one file, in quoted printable or, `encoded`, in base64."""
    file = MIMEMultipart("related", boundary="----=_NextPart_01DA8400.5A2F0C10", type="text/html")
    for address, content in pages:
        part = MIMENonMultipart("text", "html", charset=charset)
        part["Content-Location"] = address
        if encoded:
            part.set_payload(base64.encodebytes(content).decode())
            part["Content-Transfer-Encoding"] = "base64"
        else:
            part.set_payload(content)
            encode_quopri(part)
        file.attach(part)
    return file.as_bytes().replace(b"\n", b"\r\n")

"""From a file's bytes to a Document: the format is told from the content, not from the name."""

from __future__ import annotations

import re
from pathlib import PurePath

from auditor.document import Document, Unreadable
from auditor.readers import bounds

SUFFIXES: frozenset[str] = frozenset(
    (".docx", ".docm", ".xlsx", ".xlsm", ".pdf", ".html", ".htm", ".md", ".markdown", ".txt")
)
"""Suffixes, in lower case, of the files that a walk through a folder picks up."""

_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
# What a file begins with when it is plainly something else.
_OTHER_FORMATS = {
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"{\\rtf": "RTF",
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "gzip",
}
_HEAD = 4096
_PAGE_TAGS = r"!doctype\s+html|html"
_TAGS = _PAGE_TAGS + r"|head|body|meta|title|style|script|table|div|p|h[1-6]|center|span|font|section|article"
# Atomic groups, since comments can otherwise be parted in exponentially many ways.
_PREAMBLE = r"\ufeff?+(?>\s+|<!--.*?-->|<\?.*?>)*+"


def read(data: bytes, name: str) -> Document:
    """Read a file of any format. `name` only parts Markdown from plain text, which look alike.

    Raises `Unreadable` for a file that is too large, damaged, password-protected or of a format that is
    not read.
    """
    if not data:
        return Document("text", ())
    if len(data) > bounds.FILE_SIZE:
        size = bounds.FILE_SIZE // 2**20
        raise Unreadable(f"文件超过 {size} MiB 的上限", f"The file is larger than {size} MiB")
    if data.startswith(b"PK\x03\x04"):
        return _read_package(data)
    if b"%PDF-" in data[:1024]:
        from auditor.readers import pdf

        return pdf.read(data)
    if data.startswith(_OLE):
        raise _ole(data)
    for magic, other in _OTHER_FORMATS.items():
        if data.startswith(magic):
            raise _not_a_report(other)
    return _read_characters(data, PurePath(name).suffix.lower() in (".md", ".markdown"))


def _read_package(data: bytes) -> Document:
    from auditor.readers.package import Package

    names = Package(data).names
    folders = {part.partition("/")[0] for part in names if "/" in part}
    if "xl/workbook.bin" in names:
        raise _save_as(".xlsb", ".xlsx")
    if "word" in folders:
        from auditor.readers import docx

        return docx.read(data)
    if "xl" in folders:
        from auditor.readers import xlsx

        return xlsx.read(data)
    if "content.xml" in names:
        raise Unreadable(
            "暂不能读取 OpenDocument（.odt、.ods）文件，请另存为 .docx 或 .xlsx",
            "OpenDocument files (.odt, .ods) are not read yet; save it as .docx or .xlsx",
        )
    raise _not_a_report("ZIP")


def _read_characters(data: bytes, markdown: bool) -> Document:
    wide = data.startswith(_UNICODE_MARKS)
    if b"\0" in data and not wide:
        raise Unreadable(
            "无法识别的二进制文件，不是可审核的报告",
            "An unknown binary file, not a report that can be read",
        )
    head = data[:_HEAD].decode("utf-16" if wide else "utf-8", errors="replace")
    # Markdown may well begin with a tag, but not with a whole page.
    if re.match(rf"(?is){_PREAMBLE}<(?:{_PAGE_TAGS if markdown else _TAGS})\b", head):
        from auditor.readers import html

        return html.read(data)
    if re.match(rf"(?is){_PREAMBLE}<(?:\w+:)?(?:wordDocument|package|Workbook)\b", head):
        raise Unreadable(
            "暂不能读取 Office 2003 XML 文件，请另存为 .docx 或 .xlsx",
            "Office 2003 XML files are not read; save it as .docx or .xlsx",
        )
    from auditor.readers import text

    return text.read(data, markdown)


def _ole(data: bytes) -> Unreadable:
    """Why a compound file is not read, told from the names of its streams."""
    if _stream("EncryptedPackage") in data:
        from auditor.readers.package import password_protected

        return password_protected()
    if _stream("WordDocument") in data:
        return _save_as(".doc", ".docx")
    if _stream("Workbook") in data or _stream("Book") in data:
        return _save_as(".xls", ".xlsx")
    return _not_a_report("OLE")


def _stream(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


def _save_as(old: str, new: str) -> Unreadable:
    return Unreadable(
        f"暂不能读取二进制格式 {old}，请另存为 {new}",
        f"The binary format {old} is not read yet; save it as {new}",
    )


def _not_a_report(form: str) -> Unreadable:
    return Unreadable(
        f"这是 {form} 文件，不是可审核的报告格式",
        f"This is a {form} file, not a format of reports that can be read",
    )

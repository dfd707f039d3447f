"""From a file's bytes to a Document: the format is told from the content, not from the name."""

from __future__ import annotations

import re
from os.path import splitext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.document import Document, Unreadable
from auditor.readers import bounds
from auditor.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.readers.archive import Member
    from auditor.readers.package import Package

FORMATS = {
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".doc": "doc",
    ".wps": "doc",
    ".rtf": "rtf",
    ".odt": "odt",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".et": "xls",
    ".ods": "ods",
    ".csv": "csv",
    ".tsv": "csv",
    ".pdf": "pdf",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".bmp": "image",
    ".html": "html",
    ".htm": "html",
    ".mht": "html",
    ".mhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}
"""The format that a suffix, in lower case, stands for."""
ARCHIVES: frozenset[str] = frozenset((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"))
"""Suffixes of archives, which may hold reports; those of .zip are read."""
_TOLD = (".ofd", ".xlsb", ".fodt", ".fods", ".rar", ".7z")
SUFFIXES: frozenset[str] = frozenset((*(s for s, name in FORMATS.items() if name != "image"), ".zip", *_TOLD))
"""Suffixes, in lower case, of the files that a walk through a folder picks up; a picture has to be named.

Among them are those that reports come in and that are not read: what is wrong with them is told.
"""

_MISNAMED = Words(
    "文件名后缀为 {suffix}，内容实为 {format} 格式，按内容读取",
    "The file is named {suffix} but holds {format}; it is read as what it holds",
)
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A workbook without the container around it, as some programs write.
_WORKBOOK_STREAMS = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
_RTF = b"{\\rtf"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
# What files of other kinds begin with.
_GIF = b"GIF8"
_PACKED = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gzip"}
_SLIDES = "PowerPoint Document"
_STREAMS = ("EncryptedPackage", "Workbook", "Book", "WordDocument", _SLIDES)
_ODT = b"application/vnd.oasis.opendocument.text"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Programs export tables as text under any of these.
_SHEET_SUFFIXES = frozenset((".csv", ".tsv", ".xls", ".et"))
_HEAD = 4096
_PAGE_TAGS = r"!doctype\s+html|html"
_TAGS = _PAGE_TAGS + r"|head|body|meta|title|style|script|table|div|p|h[1-6]|center|span|font|section|article"
# Header lines, some of which may go on in the next line.
_MIME_HEAD = r"(?i)\ufeff?\s*(?:[\w-]+:.*\n(?:[ \t].*\n)*)*mime-version:"
_XML_ROOTS = r"(?:!DOCTYPE\s+)?(?:(office:document)|(?:[\w.-]+:)?(wordDocument|Workbook|package))"
# Atomic groups, since comments can otherwise be parted in exponentially many ways.
_PREAMBLE = r"\ufeff?+(?>\s+|<!--.*?-->|<\?.*?>)*+"


def read(data: bytes, name: str, original: str | None = None) -> Document:
    """Read a file of any format. `name` only parts Markdown and separated values from plain text.

    `original` is the format that the file had before LibreOffice converted it. Raises `Unreadable` for a file that
    is too large, damaged, password-protected or of a format that is not read.
    """
    if not data:
        return Document("text", ())
    document = _read(data, name)
    bounds.refuse_oversized(document)
    if original is not None:
        document = replace(document, format=original)
    suffix = splitext(name)[1].lower()
    if FORMATS.get(suffix, document.format) == document.format:
        return document
    note = _MISNAMED.format(suffix=suffix, format=document.format)
    return replace(document, notes=(note, *document.notes))


def members(data: bytes) -> Iterator[Member] | None:
    """The files of an archive in the order of their paths; None for any other file."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    from auditor.readers import archive

    return archive.members(data) if archive.is_archive(data) else None


def foreign(data: bytes) -> str | None:
    """The format of a file that LibreOffice has to convert (`rtf`, `odt`), for asking it about several at once.

    None for any other, and where the reader does better alone: it says why it does not read the file.
    """
    if len(data) > bounds.FILE_SIZE:
        return None
    if data.startswith(_RTF):
        return "rtf"
    # Its type stands first in the file, and is not packed.
    if data.startswith(b"PK\x03\x04") and data[38 : 38 + len(_ODT)] == _ODT:
        from auditor.readers.package import Package

        try:
            _check_odt(Package(data))
        except Unreadable:
            return None
        return "odt"
    return None


def _read(data: bytes, name: str) -> Document:
    if len(data) > bounds.FILE_SIZE:
        size = bounds.FILE_SIZE // 2**20
        raise Unreadable(f"文件超过 {size} MiB 的上限", f"The file is larger than {size} MiB")
    if data.startswith(b"PK\x03\x04"):
        return _read_package(data)
    if b"%PDF-" in data[:1024]:
        from auditor.readers import pdf

        return pdf.read(data)
    if data.startswith(_OLE):
        return _read_ole(data)
    if data.startswith(_WORKBOOK_STREAMS):
        from auditor.readers import xls

        return xls.read(data)
    if data.startswith(_RTF):
        from auditor.readers import office

        return office.read(data, "rtf")
    # Two letters alone may begin a text as well.
    if data.startswith(_PICTURES) or (data.startswith(b"BM") and data[6:10] == bytes(4)):
        from auditor.readers import image

        return image.read(data)
    if data.startswith(_GIF):
        raise _not_a_report("GIF")
    for magic, form in _PACKED.items():
        if data.startswith(magic):
            raise Unreadable(
                f"这是 {form} 压缩包，请先解压，或改为 .zip",
                f"This is an archive ({form}); unpack it first, or make it a .zip",
            )
    return _read_characters(data, splitext(name)[1].lower())


def _read_package(data: bytes) -> Document:
    from auditor.readers import archive
    from auditor.readers.package import Package

    package = Package(data)
    names = package.names
    folders = {part.partition("/")[0] for part in names if "/" in part}
    if "xl/workbook.bin" in names:
        raise _not_read("xlsb")
    if "ofd.xml" in names:
        raise _not_read("ofd")
    if not names.isdisjoint(archive.IWORK):
        raise _not_read("iwork")
    if "ppt" in folders:
        raise _not_read("slides")
    main = "document" if "word" in folders else "workbook" if "xl" in folders else _main_root(package)
    if main == "document":
        from auditor.readers import docx

        return docx.read(data)
    if main == "workbook":
        from auditor.readers import xlsx

        return xlsx.read(data)
    kind = _open_document(package)
    if kind == _ODS:
        from auditor.readers import ods

        return ods.read(data)
    if kind == _ODT:
        from auditor.readers import office

        _check_odt(package)
        return office.read(data, "odt")
    if "content.xml" in names:
        raise Unreadable(
            "暂不能读取这种 OpenDocument 文件，请另存为 .docx 或 .xlsx",
            "OpenDocument files of this kind are not read; save it as .docx or .xlsx",
        )
    raise _not_a_report("ZIP")


def _main_root(package: Package) -> str | None:
    """The first element of the part that the package says is its document, wherever that part lies."""
    from auditor.readers.package import local, scan

    found: list[str] = []
    content = (
        package.part(package.linked("", "officeDocument", "")) if "_rels/.rels" in package.names else None
    )
    if content is not None:
        scan(content, lambda tag, _: found.append(local(tag)) if not found else None)
    return found[0] if found else None


def _open_document(package: Package) -> bytes | None:
    """The type that an OpenDocument file states: in a part of its own, which some programs leave out, or in its list."""
    from auditor.readers.package import local, scan

    stated = (package.part("mimetype") or b"").decode("latin-1")

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal stated
        entry = {local(name): value for name, value in attributes.items()}
        if entry.get("full-path") == "/":
            stated = stated or entry.get("media-type", "")

    if not stated and (listed := package.part("META-INF/manifest.xml")) is not None:
        scan(listed, start)
    return next((kind for kind in (_ODS, _ODT) if stated.strip().startswith(kind.decode())), None)


def _read_characters(data: bytes, suffix: str) -> Document:
    markdown = suffix in (".md", ".markdown")
    if b"\0" in data and not data.startswith(_UNICODE_MARKS) and not _is_wide(data):
        raise Unreadable(
            "无法识别的二进制文件，不是可审核的报告",
            "An unknown binary file, not a report that can be read",
        )
    head = _head(data)
    tagged = head.lstrip("\ufeff \t\r\n").startswith("<")
    # Markdown may well begin with a tag, but not with a whole page.
    if tagged and re.match(rf"(?is){_PREAMBLE}<(?:{_PAGE_TAGS if markdown else _TAGS})\b", head):
        from auditor.readers import html

        return html.read(data)
    if tagged and (root := xml_root(data)):
        return _read_xml(data, root)
    if "mime-version:" in head.lower() and re.match(_MIME_HEAD, head):
        from auditor.readers import mhtml

        return mhtml.read(data)
    if suffix in _SHEET_SUFFIXES:
        from auditor.readers import csv

        if (document := csv.read(data)) is not None:
            return document
    from auditor.readers import text

    return text.read(data, markdown)


def xml_root(data: bytes) -> str | None:
    """The first element of an office file that is one piece of XML (`package`, `Workbook`, …); None for others."""
    root = re.match(rf"(?s){_PREAMBLE}<{_XML_ROOTS}\b", _head(data))
    return (root[1] or root[2]) if root else None


def _head(data: bytes) -> str:
    """How a text begins, whatever its encoding."""
    wide = data.startswith(_UNICODE_MARKS)
    return data[:_HEAD].decode("utf-16" if wide else "utf-8", errors="replace")


def _read_xml(data: bytes, root: str) -> Document:
    """An office file that is one piece of XML, told from its first element."""
    if root == "Workbook":
        from auditor.readers import excel_2003

        return excel_2003.read(data)
    if root == "office:document":
        raise _not_read("fodf")
    if root == "wordDocument":
        from auditor.readers import word_2003

        return word_2003.read(data)
    from auditor.readers import flat_opc

    return _read_package(flat_opc.package(data))


def _is_wide(data: bytes) -> bool:
    """Whether it is UTF-16 without a mark: zeros are mostly one byte of two, and all is characters."""
    first_is_low = data[1::2].count(0) > data[0::2].count(0)
    try:
        characters = data.decode("utf-16-le" if first_is_low else "utf-16-be")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x01-\x08\x0e-\x1f\ufffe\uffff]", characters)


def _check_odt(package: Package) -> None:
    """Raise `Unreadable` for an encrypted file, and for one whose parts are too large for another program."""
    from auditor.readers.package import password_protected

    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        raise password_protected()
    for part in package.names:
        package.part(part)


def _read_ole(data: bytes) -> Document:
    """A compound file, told from the names of its streams."""
    names = _streams(data)
    if "EncryptedPackage" in names:
        from auditor.readers.package import password_protected

        raise password_protected()
    workbook = not names.isdisjoint(("Workbook", "Book"))
    if "WordDocument" in names and (not workbook or _is_made_of(data, "WordDocument")):
        return _read_doc(data)
    if _SLIDES in names and (not workbook or _is_made_of(data, _SLIDES)):
        raise _not_read("slides")
    if workbook:
        from auditor.readers import xls

        return xls.read(data)
    raise _not_a_report("OLE")


def _is_made_of(data: bytes, stream: str) -> bool:
    """Whether a stream is a compound file's own, not that of another file that it embeds."""
    from auditor.readers.compound import compound

    return bool(compound(data, stream).streams)


def _read_doc(data: bytes) -> Document:
    from auditor.readers import doc
    from auditor.readers.doc_binary import Unsupported

    try:
        return doc.read(data)
    except Unsupported:
        from auditor.readers import office

        if office.found() is None:
            raise
        return office.read(data, "doc")


def _streams(data: bytes) -> set[str]:
    """The streams of `_STREAMS` that a compound file has, or one that it embeds."""
    found = {name for name in _STREAMS if f"{name}\0".encode("utf-16-le") in data}
    if not found:
        from auditor.readers.compound import compound

        # Names know no upper case.
        paths = {path.lower() for path in compound(data).paths}
        found = {name for name in _STREAMS if name.lower() in paths}
    return found


def _not_read(name: str) -> Unreadable:
    from auditor.readers import formats

    return formats.not_read(name)


def _not_a_report(form: str) -> Unreadable:
    return Unreadable(
        f"这是 {form} 文件，不是可审核的报告格式",
        f"This is a {form} file, not a format of reports that can be read",
    )

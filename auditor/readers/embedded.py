"""Files that stand inside a Word file: workbooks, as packages or embedded objects; what Word is to take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.document import Location, Paragraph, Table, Unreadable
from auditor.readers import compound

if TYPE_CHECKING:
    from auditor.document import Block, Document

_PACKAGE = b"PK\x03\x04"
STREAMS = ("Package", "Workbook", "Book")
"""Streams of an embedded object that may hold a workbook; the first one that is there counts."""


def workbook(data: bytes, folder: str = "") -> Document | None:
    """The workbook that an embedded object holds; None for another object, or one that cannot be read.

    `folder` is the object's path, with a slash behind it, in a container of several.
    """
    try:
        if data.startswith(compound.MAGIC):
            streams = compound.compound(data, *(folder + name for name in STREAMS)).streams
            package, *binary = (streams.get((folder + name).lower(), b"") for name in STREAMS)
            if not package:
                return _binary(next(filter(None, binary), b""))
            data = package
        return _package(data) if data.startswith(_PACKAGE) else None
    except Unreadable:
        return None


def chunk(data: bytes) -> Document | None:
    """A web page, a text or a Word file that Word takes over when it opens the file around it.

    None for one that cannot be read, or that only LibreOffice could.
    """
    from auditor.readers import docx, flat_opc, foreign, read, xml_root

    try:
        if xml_root(data) == "package":
            data = flat_opc.package(data)
        if data.startswith(_PACKAGE):
            return docx.chunk(data)
        return None if foreign(data) else read(data, "")
    except Unreadable:
        return None


def placed(document: Document, line: int | None, before: int) -> Document:
    """A file as it stands in a Word file: at a paragraph, after so many tables."""

    def there(at: Location) -> Location:
        table = None if at.table is None else before + at.table
        return Location(line=line, table=table, row=at.row, column=at.column)

    def block(one: Block) -> Block:
        if isinstance(one, Paragraph):
            return replace(one, location=there(one.location))
        cells = tuple(replace(cell, location=there(cell.location)) for cell in one.cells)
        return Table(cells, there(one.location), one.exact)

    stale = tuple(replace(stale, location=there(stale.location)) for stale in document.stale)
    return replace(document, blocks=tuple(map(block, document.blocks)), stale=stale)


def _binary(stream: bytes) -> Document | None:
    from auditor.readers import xls

    return xls.read(stream) if stream else None


def _package(data: bytes) -> Document | None:
    from auditor.readers import xlsx
    from auditor.readers.package import Package

    return xlsx.read(data) if "xl/workbook.xml" in Package(data).names else None

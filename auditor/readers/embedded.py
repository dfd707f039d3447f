"""Files that stand inside a Word file: workbooks, as packages or embedded objects; what Word is to take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.document import Unreadable
from auditor.readers import compound

if TYPE_CHECKING:
    from auditor.document import Document

_PACKAGE = b"PK\x03\x04"


def workbook(data: bytes) -> Document | None:
    """The workbook that an embedded object holds; None for another object, or one that cannot be read."""
    try:
        if data.startswith(compound.MAGIC):
            streams = compound.compound(data, "Workbook", "Book", "Package").streams
            if "package" not in streams:
                return _binary(data) if streams else None
            data = streams["package"]
        return _package(data) if data.startswith(_PACKAGE) else None
    except Unreadable:
        return None


def chunk(data: bytes) -> Document | None:
    """A web page, a text or a Word file that Word takes over when it opens the file around it.

    None for one that cannot be read, or that only LibreOffice could.
    """
    from auditor.readers import docx, foreign, read

    try:
        if data.startswith(_PACKAGE):
            return docx.chunk(data)
        return None if foreign(data) else read(data, "")
    except Unreadable:
        return None


def _binary(data: bytes) -> Document:
    from auditor.readers import xls

    return xls.read(data)


def _package(data: bytes) -> Document | None:
    from auditor.readers import xlsx
    from auditor.readers.package import Package

    return xlsx.read(data) if "xl/workbook.xml" in Package(data).names else None

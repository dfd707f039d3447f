"""Workbooks that stand inside a Word file: packages as they are, or in the container of an embedded object."""

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


def _binary(data: bytes) -> Document:
    from auditor.readers import xls

    return xls.read(data)


def _package(data: bytes) -> Document | None:
    from auditor.readers import xlsx
    from auditor.readers.package import Package

    return xlsx.read(data) if "xl/workbook.xml" in Package(data).names else None

"""Compound files, the container of .doc, .xls and embedded objects: their streams by name."""

from __future__ import annotations

import struct
from io import BytesIO

from msgspec import Struct

from auditor.readers.package import damaged

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
# What olefile raises on broken files.
_ERRORS = (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error, RecursionError)


class Compound(Struct, frozen=True):
    """What was asked of a file: streams by path in lower case, and the paths of all of them."""

    streams: dict[str, bytes]
    paths: frozenset[str]


def compound(data: bytes, *names: str) -> Compound:
    """Read the streams of these paths (`Folder/Name`). Raises `Unreadable` when the container is damaged."""
    import olefile

    found: dict[str, bytes] = {}
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            for name in names:
                if container.exists(name) and container.get_type(name) == olefile.STGTY_STREAM:
                    found[name.lower()] = bytes(container.openstream(name).read())
            paths = frozenset(map("/".join, container.listdir()))
    except _ERRORS as error:
        raise damaged() from error
    return Compound(found, paths)

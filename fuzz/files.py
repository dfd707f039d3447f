"""Fuzz the readers: a part of a package is changed inside, any other file as it stands."""

from __future__ import annotations

import sys
import zipfile
import zlib
from importlib import import_module
from io import BytesIO
from pkgutil import iter_modules
from random import Random

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from auditor import readers
    from auditor.document import Unreadable
    from auditor.readers import read

    # What is imported on demand would not be watched.
    for module in iter_modules(readers.__path__, "auditor.readers."):
        import_module(module.name)

SUFFIXES = ("txt", "md", "csv", "docx", "doc", "xlsx", "xls", "ods", "html", "mht", "xml", "pdf")
# Parts that say what stands where; the others are rarely read.
_PARTS = (".xml", ".rels")
_LARGEST = 200_000


def one(data: bytes) -> None:
    """A file is read, or cannot be."""
    # LibreOffice and OCR are other programs.
    if data.startswith((b"{\\rtf", b"\x89PNG", b"\xff\xd8", b"II*", b"MM\0*", b"BM")):
        return
    try:
        read(data, f"a.{SUFFIXES[len(data) % len(SUFFIXES)]}")
    except Unreadable:
        return


def changed(data: bytes, size: int, seed: int) -> bytes:
    """The file with a change where it matters."""
    random = Random(seed)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        return bytes(atheris.Mutate(data, size))
    names = [name for name in parts if name.endswith(_PARTS) and len(parts[name]) < _LARGEST]
    if not names or random.random() < 0.1:
        return bytes(atheris.Mutate(data, size))
    name = random.choice(names)
    parts[name] = bytes(atheris.Mutate(parts[name], len(parts[name]) + 256))
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    made = stream.getvalue()
    return made if len(made) <= size else data


if __name__ == "__main__":
    atheris.Setup(sys.argv, one, custom_mutator=changed)
    atheris.Fuzz()

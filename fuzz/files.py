"""Fuzz the readers: a part of a package is changed inside, any other file as it stands."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from random import Random

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from auditor.document import Unreadable
    from auditor.readers import doc, docx, excel_2003, html, mhtml, ods, read, text, word_2003, xls, xlsx  # noqa: F401

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
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
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

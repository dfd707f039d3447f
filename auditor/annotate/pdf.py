"""PDF: highlights with the finding as their text, behind a list of the findings on pages of its own.

Both are appended; the file itself stays in front of them as it is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.annotate.note import TINTS, Note
from auditor.annotate.pdf_list import HEIGHT, WIDTH, ListPage, fonts, list_pages
from auditor.document import Unreadable
from auditor.readers.pdf_forms import STUMBLES
from auditor.readers.pdf_page import unturned

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, PdfObject

    from auditor.words import Language

_Box = tuple[float, float, float, float]
# The flag of annotations that are printed too.
_PRINTED = 4


class _Target(Struct, frozen=True):
    """A note's page in the file, from 0, and its box there in PDF's own space; None where it has none."""

    page: int | None
    box: _Box | None


def annotate(data: bytes, notes: Sequence[Note], language: Language) -> bytes:
    """A copy with the list in front and a highlight for each note that has a box; the others are listed only.

    A damaged file to which nothing can be appended is written anew. Raises `Unreadable` where that fails
    too, and for a protected file.
    """
    import logging

    from pypdf.errors import PyPdfError

    # What it mends on the way is no concern of the user.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    targets, count = _targets(data, notes)
    pages = list_pages(notes, language)
    for incremental in (True, False):
        try:
            made = _written(data, notes, targets, pages, incremental=incremental)
        except (PyPdfError, *STUMBLES):
            continue
        if _page_count(made) == count + len(pages):
            return made
    raise Unreadable(
        "PDF 的结构有损坏，不能写入批注；请用“打印到 PDF”重新生成后再试",
        "the PDF is damaged and cannot be added to; print it to a new PDF and try again",
    )


def _page_count(data: bytes) -> int:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return len(pdf)
    except pypdfium2.PdfiumError:
        return 0


def _targets(data: bytes, notes: Sequence[Note]) -> tuple[list[_Target], int]:
    """Where the notes stand, and the number of pages."""
    import pypdfium2

    targets = []
    with pypdfium2.PdfDocument(data) as pdf:
        for note in notes:
            at = note.place.location
            number = None if at.page is None else at.page - 1
            box = None
            if number is not None and at.bbox is not None:
                page = pdf[number]
                box = unturned(at.bbox, page.get_bbox(), page.get_rotation() // 90)
                page.close()
            targets.append(_Target(number, box))
        return targets, len(pdf)


def _written(
    data: bytes,
    notes: Sequence[Note],
    targets: Sequence[_Target],
    pages: Sequence[ListPage],
    *,
    incremental: bool,
) -> bytes:
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise Unreadable(
            "PDF 设有权限保护，不能写入批注；请取消保护后再试",
            "the PDF is protected and cannot be added to; remove the protection and try again",
        )
    writer = PdfWriter(BytesIO(data), incremental=True) if incremental else PdfWriter(clone_from=reader)
    originals = list(writer.pages)
    for note, target in zip(notes, targets, strict=True):
        if target.page is not None and target.box is not None:
            writer.add_annotation(originals[target.page], _highlight(writer, note, target.box))
    for at, page in enumerate(pages):
        writer.insert_blank_page(WIDTH, HEIGHT, at)
        made = writer.pages[at]
        _fill(writer, made, page)
        for line in page.lines:
            target = _NOWHERE if line.note is None else targets[line.note]
            if target.page is not None:
                writer.add_annotation(made, _link(line.box, originals[target.page], target.box))
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


_NOWHERE = _Target(None, None)


def _fill(writer: PdfWriter, page: PageObject, content: ListPage) -> None:
    """Draw a page of the list; what the report's pages have in common must not reach it."""
    from pypdf.generic import NameObject

    page[NameObject("/Rotate")] = _object(0)
    page[NameObject("/CropBox")] = _object([0, 0, WIDTH, HEIGHT])
    page[NameObject("/Resources")] = _object({"/Font": fonts()})
    page[NameObject("/Contents")] = writer._add_object(_stream(content.content, {}))


def _highlight(writer: PdfWriter, note: Note, box: _Box) -> DictionaryObject:
    left, bottom, right, top = box = _rounded(box)
    colour = [int(TINTS[note.severity][n : n + 2], 16) / 255 for n in (0, 2, 4)]
    drawing = f"/Tint gs {' '.join(f'{c:.3f}' for c in colour)} rg {left} {bottom} {right - left:.2f} {top - bottom:.2f} re f"
    blending = {"/Tint": {"/Type": "/ExtGState", "/BM": "/Multiply"}}
    form = {
        "/Type": "/XObject",
        "/Subtype": "/Form",
        "/BBox": list(box),
        "/Resources": {"/ExtGState": blending},
    }
    return _dictionary(
        {
            "/Type": "/Annot",
            "/Subtype": "/Highlight",
            "/Rect": list(box),
            "/QuadPoints": [left, top, right, top, left, bottom, right, bottom],
            "/C": [round(c, 3) for c in colour],
            "/F": _PRINTED,
            "/T": note.author,
            "/Contents": note.text,
            "/AP": {"/N": writer._add_object(_stream(drawing.encode("ascii"), form))},
        }
    )


def _link(box: _Box, page: PageObject, target: _Box | None) -> DictionaryObject:
    """A place on a list page that leads to a page, to a box on it where there is one."""
    reference = page.indirect_reference
    view = ["/Fit"] if target is None else ["/XYZ", None, target[3] + 40, None]
    return _dictionary(
        {
            "/Type": "/Annot",
            "/Subtype": "/Link",
            "/Rect": list(_rounded(box)),
            "/Border": [0, 0, 0],
            "/Dest": [reference, *view],
        }
    )


def _rounded(box: _Box) -> _Box:
    left, bottom, right, top = (round(value, 2) for value in box)
    return left, bottom, right, top


def _stream(content: bytes, entries: Mapping[str, object]) -> DecodedStreamObject:
    from pypdf.generic import DecodedStreamObject

    stream = DecodedStreamObject()
    stream.update(_dictionary(entries))
    stream.set_data(content)
    return stream


def _dictionary(entries: Mapping[str, object]) -> DictionaryObject:
    from pypdf.generic import DictionaryObject, NameObject

    return DictionaryObject({NameObject(key): _object(value) for key, value in entries.items()})


def _object(value: object) -> PdfObject:
    """A value in the terms of the format; a text that begins with a slash is a name."""
    from pypdf import generic

    if isinstance(value, generic.PdfObject):
        return value
    if isinstance(value, dict):
        return _dictionary(value)
    if isinstance(value, list):
        return generic.ArrayObject(map(_object, value))
    if isinstance(value, int):
        return generic.NumberObject(value)
    if isinstance(value, float):
        return generic.FloatObject(value)
    if value is None:
        return generic.NullObject()
    text = str(value)
    return generic.NameObject(text) if text.startswith("/") else generic.TextStringObject(text)

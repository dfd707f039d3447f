"""Which characters of a page can be seen: a scanner's program lays what it read unseen over its picture, or under it."""

from __future__ import annotations

import ctypes
from collections import Counter
from typing import TYPE_CHECKING, Any

from auditor.readers import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdfium2 import PdfDocument, PdfPage

HIDING = 0.9
"""Part of a picture through which nothing shines, from which it hides what was drawn before."""


def hidden(pdf: PdfDocument, page: PdfPage, text: Any, positions: Iterable[int], cover: Any) -> int:
    """How many of the characters at some positions of a PDFium text page cannot be seen.

    `cover` is a picture as large as the page, if there is one: PDFium's page object.
    """
    from pypdfium2 import raw

    things: dict[int | None, Any] = {}
    counts: Counter[int | None] = Counter()
    for i in positions:
        thing = raw.FPDFText_GetTextObject(text, i)
        address = _address(thing)
        things[address] = thing
        counts[address] += 1
    drawn = {address for address, thing in things.items() if address and _is_drawn(thing)}
    if cover is not None:
        below = drawn & _below(page, _address(cover))
        if below and _hides(pdf, page, cover):
            drawn -= below
    return counts.total() - sum(counts[address] for address in drawn)


def _address(thing: Any) -> int | None:
    return ctypes.cast(thing, ctypes.c_void_p).value


def _is_drawn(thing: Any) -> bool:
    """Whether a text is painted at all, and not with a colour that shows nothing."""
    from pypdfium2 import raw

    unseen = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    *colour, alpha = (ctypes.c_uint() for _ in range(4))
    known = raw.FPDFPageObj_GetFillColor(thing, *colour, alpha)
    return raw.FPDFTextObj_GetTextRenderMode(thing) not in unseen and not (known and alpha.value == 0)


def _below(page: PdfPage, cover: int | None) -> set[int | None]:
    """What was drawn before a picture."""
    below = set()
    for address in map(_address, _things(page)):
        if address == cover:
            break
        below.add(address)
    return below


def _things(page: PdfPage) -> Iterator[Any]:
    """What a page draws, that of forms included, in order."""
    from pypdfium2 import raw

    def inside(form: Any, depth: int) -> Iterator[Any]:
        for i in range(raw.FPDFFormObj_CountObjects(form)):
            yield from these(raw.FPDFFormObj_GetObject(form, i), depth + 1)

    def these(thing: Any, depth: int) -> Iterator[Any]:
        yield thing
        if depth < bounds.NESTING and raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_FORM:
            yield from inside(thing, depth)

    for i in range(raw.FPDFPage_CountObjects(page.raw)):
        yield from these(raw.FPDFPage_GetObject(page.raw, i), 0)


def _hides(pdf: PdfDocument, page: PdfPage, picture: Any) -> bool:
    """Whether nothing, or little, shines through a picture; watermarks and stamps are mostly clear."""
    from pypdfium2 import raw

    if raw.FPDFPageObj_HasTransparency(picture):
        return False
    drawn = raw.FPDFImageObj_GetRenderedBitmap(pdf.raw, page.raw, picture)
    if not drawn:
        return False
    size = raw.FPDFBitmap_GetStride(drawn) * raw.FPDFBitmap_GetHeight(drawn)
    # Four bytes a pixel, of which the last says how opaque it is.
    opacity = ctypes.string_at(raw.FPDFBitmap_GetBuffer(drawn), size)[3::4]
    raw.FPDFBitmap_Destroy(drawn)
    return opacity.count(255) >= HIDING * len(opacity)

"""Fonts that a PDF names and does not bring: without them PDFium leaves out characters that stand alone."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from auditor.document import Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

SAMPLE = 64
"""Pieces of text of a page whose font is looked at."""
PROBE = "的"
"""What every Chinese font can draw."""
FULL_WIDTH = 0.9
"""Part of the font's size that an ideograph is wide at least; other fonts give what they lack less room."""


def refuse_lost(page: PdfPage, number: int) -> None:
    """Raise `Unreadable` for a page of which characters are left out, since nothing else would tell.

    A word of which each character is printed by itself would otherwise be another, or its cell empty.
    """
    from pypdfium2 import raw

    fonts: dict[int | None, bool] = {}

    def lacking(thing: Any) -> bool:
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_TEXT:
            return False
        font = raw.FPDFTextObj_GetFont(thing)
        address = ctypes.cast(font, ctypes.c_void_p).value
        if address not in fonts:
            fonts[address] = _is_lacking(font)
        return fonts[address]

    count = raw.FPDFPage_CountObjects(page)
    if not any(lacking(raw.FPDFPage_GetObject(page, i)) for i in range(0, count, 1 + count // SAMPLE)):
        return
    things = (raw.FPDFPage_GetObject(page, i) for i in range(count))
    if any(lacking(thing) and _has_no_size(thing) for thing in things):
        raise Unreadable(
            f"PDF 所用的中文字体没有嵌入，本机也没有，第{number}页有文字会丢失；请安装中文字体（如 Noto CJK），或嵌入字体后重新导出",
            f"the PDF names Chinese fonts that it does not embed and that are not here, so text of page {number} "
            "would be lost; install a Chinese font (such as Noto CJK), or export it anew with its fonts embedded",
        )


def _is_lacking(font: Any) -> bool:
    """Whether a font has a place for an ideograph, but nothing to draw it with."""
    from pypdfium2 import raw

    if raw.FPDFFont_GetIsEmbedded(font) != 0:
        return False
    width = ctypes.c_float()
    known = raw.FPDFFont_GetGlyphWidth(font, ord(PROBE), 1, width) and width.value >= FULL_WIDTH
    return bool(known) and not raw.FPDFFont_GetGlyphPath(font, ord(PROBE), 1)


def _has_no_size(thing: Any) -> bool:
    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    return left.value == right.value

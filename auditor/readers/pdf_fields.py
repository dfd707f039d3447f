"""What is typed into a PDF's form fields, or onto its pages: made part of a page's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from auditor.document import Unreadable
from auditor.readers import bounds

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage


# Bytes of an empty text: the two of the mark at its end.
_NOTHING = 2


class Opened(NamedTuple):
    """A page with what is typed onto it; `unread`: some of that says nothing of how it looks, and is left out."""

    page: PdfPage
    unread: bool


def opened(pdf: PdfDocument, number: int) -> Opened:
    """Open a page. Other remarks on it, such as highlights, are left out where something is typed.

    Raises `Unreadable` for more remarks than a report has, `pypdfium2.PdfiumError` for a damaged page.
    """
    from pypdfium2 import raw

    page = pdf[number - 1]
    count = raw.FPDFPage_GetAnnotCount(page)
    if count <= 0:
        return Opened(page, unread=False)
    if count > bounds.REMARKS:
        raise Unreadable(
            f"PDF 第{number}页有{count}处批注或表单域，超过{bounds.REMARKS}的上限，不是正常的报告",
            f"page {number} of the PDF has {count} remarks and form fields, above the limit of {bounds.REMARKS}",
        )
    typed = dict(filter(None, (_typed(page, at) for at in range(count))))
    unread = not all(typed.values())
    if not any(typed.values()):
        return Opened(page, unread)
    for at in reversed(range(count)):
        if at not in typed:
            raw.FPDFPage_RemoveAnnot(page, at)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return Opened(pdf[number - 1], unread)


def _typed(page: PdfPage, at: int) -> tuple[int, bool] | None:
    """The number of a field or of words on the page, and whether it says how it looks.

    None for other remarks, and for a field that is empty.
    """
    from pypdfium2 import raw

    remark = raw.FPDFPage_GetAnnot(page, at)
    try:
        kind = raw.FPDFAnnot_GetSubtype(remark)
        if kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
            return None
        looks = raw.FPDFAnnot_GetAP(remark, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _NOTHING
        filled = raw.FPDFAnnot_GetStringValue(remark, b"V", None, 0) > _NOTHING
        return (at, looks) if looks or filled or kind == raw.FPDF_ANNOT_FREETEXT else None
    finally:
        raw.FPDFPage_CloseAnnot(remark)

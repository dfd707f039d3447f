"""PDF files that name fonts which they do not bring."""

from __future__ import annotations

import pytest

from auditor.document import Unreadable
from auditor.readers import pdf_fonts
from auditor.readers.pdf import read

# No font draws it, just as a machine without Chinese fonts draws no ideograph.
NOWHERE = "\ue0f8"


def pdf(*texts: str) -> bytes:
    """A page with texts, each a piece of its own, in a Chinese font that is not embedded."""
    pieces = " ".join(
        f"1 0 0 1 {100 + 40 * n} 700 Tm <{text.encode('utf-16-be').hex()}> Tj" for n, text in enumerate(texts)
    )
    content = f"BT /F1 12 Tf {pieces} ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/Ascent 752/Descent -271/CapHeight 737/StemV 58"
        "/ItalicAngle 0/FontBBox[-25 -254 1000 880]>>",
    )
    body = "".join(f"{i} 0 obj\n{text}\nendobj\n" for i, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF".encode()


def test_a_font_that_is_nowhere_is_told_before_text_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_fonts, "PROBE", NOWHERE)
    with pytest.raises(Unreadable, match=r"text of page 1 .* install a Chinese font"):
        read(pdf("95", NOWHERE))


def test_digits_need_no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_fonts, "PROBE", NOWHERE)
    (paragraph,) = read(pdf("95", "100")).paragraphs
    assert paragraph.text.split() == ["95", "100"]

"""PDF forms filled on screen, and words typed onto a page."""

from __future__ import annotations

import pytest

from auditor.document import Document, Paragraph, Unreadable
from auditor.readers import bounds
from auditor.readers.pdf import read

FONT = "/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def form(text: str) -> str:
    """How a field looks that holds a text."""
    content = f"/Tx BMC q BT /F1 12 Tf 2 4 Td ({text}) Tj ET Q EMC"
    head = (
        f"<</Type/XObject/Subtype/Form/BBox[0 0 60 20]/Resources<</Font<<{FONT}>>>>/Length {len(content)}>>"
    )
    return f"{head}stream\n{content}\nendstream"


def remark(kind: str, left: int, rest: str = "") -> str:
    return f"<</Type/Annot/Subtype/{kind}/Rect[{left} 696 {left + 60} 716]/F 4{rest}>>"


def field(value: str, left: int = 200, looks: str = "") -> str:
    return remark("Widget", left, f"/FT/Tx/T(a)/V({value})/DA(/F1 12 Tf 0 g){looks}")


def document(*remarks: str, more: tuple[str, ...] = ()) -> Document:
    """A page that says “Score”, with remarks (objects from 5 on) and what they need."""
    first = 5
    listed = " ".join(f"{first + n} 0 R" for n in range(len(remarks)))
    content = "BT /F1 12 Tf 100 700 Td (Score) Tj ET"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{listed}]/NeedAppearances true/DR<</Font<<{FONT}>>>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<<{FONT}>>>>"
        f"/Annots[{listed}]>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        *remarks,
        *more,
    ]
    body = "".join(f"{i} 0 obj\n{text}\nendobj\n" for i, text in enumerate(objects, 1))
    return read(f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF".encode())


def said(found: Document) -> str:
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def test_what_is_typed_into_a_field_stands_at_its_place() -> None:
    found = document(field("98.5", looks="/AP<</N 6 0 R>>"), more=(form("98.5"),))
    assert said(found).split() == ["Score", "98.5"] and not found.notes


def test_an_empty_field_says_nothing() -> None:
    found = document(field("").replace("/V()", ""))
    assert said(found) == "Score" and not found.notes


def test_words_typed_onto_the_page_are_read_and_other_remarks_are_not() -> None:
    typed = remark("FreeText", 200, "/Contents(97)/DA(/F1 12 Tf)/AP<</N 8 0 R>>")
    other = remark("Stamp", 300, "/AP<</N 9 0 R>>")
    found = document(
        typed, other, remark("Highlight", 100, "/QuadPoints[0 0 1 0 0 1 1 1]"), more=(form("97"), form("OK"))
    )
    assert said(found).split() == ["Score", "97"] and not found.notes


def test_hidden_fields_are_not_read() -> None:
    hidden = field("1", looks="/AP<</N 7 0 R>>").replace("/F 4", "/F 2")
    found = document(hidden, field("2", 300, "/AP<</N 8 0 R>>"), more=(form("1"), form("2")))
    assert said(found).split() == ["Score", "2"]


@pytest.mark.parametrize(
    "typed", [remark("FreeText", 200, "/Contents(97)/DA(/F1 12 Tf)"), field("97")], ids=["words", "field"]
)
def test_what_does_not_say_how_it_looks_is_told(typed: str) -> None:
    found = document(typed, field("98.5", 300, "/AP<</N 7 0 R>>"), more=(form("98.5"),))
    assert said(found).split() == ["Score", "98.5"]
    assert [note.en[:15] for note in found.notes] == ["what is typed o"]


def test_too_many_remarks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "REMARKS", 1)
    with pytest.raises(Unreadable, match="form fields"):
        document(field("1"), field("2", 300))

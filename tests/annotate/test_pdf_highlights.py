"""Highlights in PDF files: over the finding's very cell, behind a list; the file itself stays as it is."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from copies import FAULTY, SAMPLES, noted, squeezed
from msgspec.structs import replace
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from pypdfium2.raw import FPDFPage_GetAnnotCount

import auditor
from auditor.annotate import annotate
from auditor.annotate import pdf as annotated_pdf
from auditor.annotate.note import note
from auditor.document import Unreadable
from auditor.outcome import Audit

RULED = [name for name in FAULTY if name != "narrative-faulty"]


def sample(name: str) -> tuple[bytes, Audit]:
    path = SAMPLES / f"{name}.pdf"
    return path.read_bytes(), auditor.audit(path)


def entries(data: bytes, kind: str) -> list[tuple[int, Any]]:
    """The annotations of a kind, each with its page, from 0."""
    pages = enumerate(PdfReader(BytesIO(data)).pages)
    found = ((n, entry.get_object()) for n, page in pages for entry in page.get("/Annots") or [])
    return [(n, entry) for n, entry in found if entry["/Subtype"] == kind]


def text_under(data: bytes, page: int, box: Any) -> str:
    """What stands on a page within a box."""
    left, bottom, right, top = map(float, box)
    with pypdfium2.PdfDocument(data) as pdf:
        return str(pdf[page].get_textpage().get_text_bounded(left, bottom, right, top))


@pytest.mark.parametrize("name", FAULTY)
def test_every_finding_of_a_sample_is_highlighted_where_it_stands(name: str) -> None:
    data, audit = sample(name)
    copy = annotate(data, audit, "zh")
    lights = entries(copy, "/Highlight")
    findings = audit.result.findings
    assert len(lights) == len(findings)
    added = len(PdfReader(BytesIO(copy)).pages) - len(PdfReader(BytesIO(data)).pages)
    for finding, (page, light) in zip(
        sorted(findings, key=lambda f: f.place.location.page or 0), lights, strict=True
    ):
        assert finding.code in light["/Contents"] and finding.message.zh in light["/Contents"]
        assert light["/T"] == "auditor" and finding.place.location.page == page - added + 1
        there = squeezed(text_under(copy, page, light["/Rect"]))
        assert squeezed(finding.place.text) in there or there in squeezed(finding.place.text)
        assert there


@pytest.mark.parametrize("name", FAULTY)
def test_the_file_stays_byte_for_byte_before_what_is_added(name: str) -> None:
    data, audit = sample(name)
    copy = annotate(data, audit, "zh")
    assert copy.startswith(data)
    assert annotate(data, audit, "zh") == copy


def test_the_list_names_every_finding_and_leads_to_it() -> None:
    data, audit = sample("department-faulty")
    copy = annotate(data, audit, "zh")
    reader = PdfReader(BytesIO(copy))
    # PDFium says only what some font of this machine can draw.
    text = squeezed(reader.pages[0].extract_text())
    assert text.startswith("审核意见")
    for number, finding in enumerate(audit.result.findings, 1):
        assert f"{number}.{squeezed(note(finding, 'zh').title)}" in text
        assert squeezed(finding.message.zh) in text
    links = entries(copy, "/Link")
    targets = [reader.get_page_number(link["/Dest"][0].get_object()) for _, link in links]
    assert targets == [finding.place.location.page for finding in audit.result.findings]


def test_a_long_list_takes_several_pages_and_keeps_its_findings() -> None:
    data, audit = sample("project-faulty")
    found = [finding for _ in range(20) for finding in audit.result.findings]
    notes = [replace(note(finding, "en"), kin=(n,)) for n, finding in enumerate(found)]
    copy = annotated_pdf.annotate(data, notes, "en")
    with pypdfium2.PdfDocument(copy) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    assert len(texts) > 5 and "100. " in "".join(texts[:-1])
    assert texts[-1].lstrip().startswith("项目支出绩效自评表")
    assert len(entries(copy, "/Highlight")) == 100


def test_what_has_no_box_is_listed_only() -> None:
    data, _ = sample("project-faulty")
    copy = annotated_pdf.annotate(data, [noted("x", page=1), noted("y")], "zh")
    assert entries(copy, "/Highlight") == []
    assert [link["/Dest"][1] for _, link in entries(copy, "/Link")] == ["/Fit"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_are_stored_turned_or_cropped(turn: int) -> None:
    writer = PdfWriter(clone_from=BytesIO(sample("project-faulty")[0]))
    page = writer.pages[0]
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    page.cropbox = RectangleObject((7, 11, width - 13, height - 17))
    page.rotate(turn)
    page.transfer_rotation_to_content()
    page.rotate(-turn)
    stream = BytesIO()
    writer.write(stream)
    data = stream.getvalue()
    audit = auditor.audit_bytes(data, "turned.pdf", auditor.Settings(rules()))
    copy = annotate(data, audit, "zh")
    lights = entries(copy, "/Highlight")
    assert [f.code for f in audit.result.findings] == [
        f.code for f in sample("project-faulty")[1].result.findings
    ]
    for finding, (number, light) in zip(audit.result.findings, lights, strict=True):
        assert squeezed(text_under(copy, number, light["/Rect"])) == squeezed(finding.place.text)


def rules() -> tuple[Any, ...]:
    from auditor.check import load_rules

    return auditor.Selection().of(load_rules())


def test_annotations_of_others_stay() -> None:
    data, audit = sample("project-faulty")
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.add_uri(0, "https://example.invalid", RectangleObject((0, 0, 9, 9)))
    stream = BytesIO()
    writer.write(stream)
    copy = annotate(stream.getvalue(), audit, "zh")
    uris = [link for page, link in entries(copy, "/Link") if "/A" in link and page == 1]
    assert len(uris) == 1 and len(entries(copy, "/Highlight")) == len(audit.result.findings)


def test_a_protected_file_is_refused_in_one_line() -> None:
    data, audit = sample("project-faulty")
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt(user_password="", owner_password="secret", algorithm="RC4-128")
    stream = BytesIO()
    writer.write(stream)
    with pytest.raises(Unreadable, match="protected"):
        annotate(stream.getvalue(), audit, "zh")


def tail(data: bytes) -> bytes:
    """The end of a file, which says where its table of contents is."""
    return data[data.rindex(b"startxref") :]


@pytest.mark.parametrize("junk", [b"", b"\n\n"])
def test_a_damaged_file_is_added_to_or_written_anew(junk: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    data, audit = sample("project-faulty")
    damaged = junk + data if junk else data.replace(tail(data), b"startxref\n17\n%%EOF\n")
    copy = annotate(damaged, audit, "zh")
    with pypdfium2.PdfDocument(copy) as pdf:
        assert [FPDFPage_GetAnnotCount(page.raw) for page in pdf] == [len(audit.result.findings)] * 2
    assert capfd.readouterr() == ("", "")


def test_what_only_pdfium_can_read_is_refused_in_one_line() -> None:
    data, audit = sample("project-faulty")
    with pytest.raises(Unreadable, match="damaged"):
        annotate(data.removesuffix(tail(data)), audit, "zh")

"""Scans: pages that are pictures, and pictures of pages, read as the page they show."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy
import pypdfium2
import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageDraw, ImageFont

from auditor.check import load_rules
from auditor.document import Paragraph, Table, Unreadable
from auditor.engine import Settings, audit_bytes
from auditor.outcome import Audit
from auditor.readers import bounds, pdf, read, scan
from auditor.readers.formats import formats
from auditor.readers.scan import Box, Reading, doubtful

sys.path.append(str(Path(__file__).parent.parent.parent / "benchmarks"))
from scans import SAMPLES, Comparison, Scanner, compared, packed, pictures

pytestmark = pytest.mark.needs("ocr")

SETTINGS = Settings(load_rules())


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.pdf").read_bytes()


def audit(data: bytes, name: str) -> Audit:
    return audit_bytes(data, name, SETTINGS)


def words(text: str, size: int = 36) -> Image.Image:
    """A small picture with one line of Latin text."""
    image = Image.new("L", (480, 480), 255)
    ImageDraw.Draw(image).text((60, 200), text, 0, ImageFont.load_default(size))
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data, "a").paragraphs]


# ── Samples, scanned ──────────────────────────────────────────────────────────────────────────────────


def cut(page: Image.Image, name: str, row: str) -> list[Image.Image]:
    """A scanned page as two that lie askew each in its way, its table broken below a row."""
    places = {c.text: c.location for t in read(sample(name), "a.pdf").tables for c in t.cells}
    box = places[row].bbox
    assert box is not None
    y = round(box[3] * 200 / 72)
    upper, lower = (Image.new("L", page.size, 255) for _ in range(2))
    upper.paste(page.crop((0, 0, page.width, y + 3)), (0, 0))
    lower.paste(page.crop((0, y - 3, page.width, page.height)), (0, 120))
    return [upper.rotate(0.8, fillcolor=255), lower.rotate(-0.6, fillcolor=255)]


@pytest.fixture(scope="module")
def scans() -> dict[str, tuple[Audit, Comparison]]:
    """Samples as a scanner makes them, audited, and held against the original.

    One is a PDF of which a page break cuts the table in two, one a picture, one has a page with text.
    """
    (page,) = pictures(sample("project-faulty"), Scanner(angle=0))
    _, second = pictures(sample("graded-clean"), Scanner(angle=0.5))
    mixed = pypdfium2.PdfDocument(sample("graded-clean"))
    mixed.del_page(1)
    mixed.import_pages(pypdfium2.PdfDocument(packed([second], "PDF", 200)))
    stream = BytesIO()
    mixed.save(stream)
    files = {
        "project-faulty": packed(cut(page, "project-faulty", "停水投诉处理及时率"), "PDF", 200),
        "department-faulty": packed(pictures(sample("department-faulty"), Scanner(angle=-1.7)), "JPEG", 200),
        "graded-clean": stream.getvalue(),
    }
    made = {}
    for name, data in files.items():
        result = audit(data, f"{name}.pdf")
        made[name] = result, compared(audit(sample(name), f"{name}.pdf"), result)
    return made


def test_rows_are_read_right(scans: dict[str, tuple[Audit, Comparison]]) -> None:
    right, rows = (sum(getattr(c, key) for _, c in scans.values()) for key in ("right", "rows"))
    assert rows > 35 and right >= 0.95 * rows


def test_findings_are_those_of_the_original_and_never_errors(
    scans: dict[str, tuple[Audit, Comparison]],
) -> None:
    for name, (result, comparison) in scans.items():
        assert (comparison.new, comparison.errors) == ([], 0), name
        assert ("faulty" in name) == any(f.severity.value == "warning" for f in result.result.findings)


def test_findings_say_that_their_text_was_recognised(scans: dict[str, tuple[Audit, Comparison]]) -> None:
    result, _ = scans["department-faulty"]
    assert result.format == "image" and result.result.findings
    for finding in result.result.findings:
        assert finding.place.location.recognised and finding.confidence.value != "certain"
    assert "第 1 页是扫描件" in result.notes[-1].zh


def test_tables_go_on_over_scanned_pages(scans: dict[str, tuple[Audit, Comparison]]) -> None:
    document = scans["project-faulty"][0].document
    assert document is not None
    (table,) = document.tables
    assert {cell.location.page for cell in table.cells} == {1, 2}
    (outputs,) = (cell for cell in table.cells if "产出指标" in cell.text)
    assert outputs.rowspan == 6


def test_only_pages_without_text_are_recognised(scans: dict[str, tuple[Audit, Comparison]]) -> None:
    document = scans["graded-clean"][0].document
    assert document is not None
    places = [b.location for b in document.paragraphs] + [
        c.location for t in document.tables for c in t.cells
    ]
    assert {(place.page, place.recognised) for place in places} == {(1, False), (2, True)}


@pytest.mark.parametrize("quarters", [1, 2])
def test_pages_lie_on_the_scanner_in_any_way(quarters: int) -> None:
    (page,) = pictures(sample("project-clean"), Scanner(angle=0))
    part = Image.fromarray(numpy.rot90(numpy.asarray(page)[100:700], quarters))
    title, _, table = read(saved(part, "PNG", dpi=(200, 200)), "a.png").blocks
    assert isinstance(title, Paragraph) and title.text == "项目支出绩效自评表"
    assert isinstance(table, Table) and "893.27" in [cell.text for cell in table.cells]
    assert title.location.bbox is None


def test_merged_cells_and_words_written_downward() -> None:
    (page,) = pictures(sample("project-clean"), Scanner(angle=0, noise=0))
    ideographs = [
        page.crop(box) for box in ((148, 912, 176, 952), (176, 912, 204, 952), (204, 912, 232, 952))
    ]
    image = Image.new("L", (700, 360), 255)
    draw = ImageDraw.Draw(image)
    for box in ((40, 40, 140, 320), (140, 40, 640, 180), (140, 180, 400, 320), (400, 180, 640, 320)):
        draw.rectangle(box, outline=0, width=3)
    for n, ideograph in enumerate(ideographs):
        image.paste(ideograph, (76, 100 + 44 * n))
    draw.text((200, 90), "across 2024", 0, ImageFont.load_default(32))
    draw.text((180, 230), "4860.00", 0, ImageFont.load_default(32))
    (table,) = read(saved(image, "PNG", dpi=(200, 200)), "a.png").blocks
    assert isinstance(table, Table)
    assert [(c.row, c.column, c.rowspan, c.colspan) for c in table.cells] == [
        (1, 1, 2, 1), (1, 2, 1, 2), (2, 2, 1, 1), (2, 3, 1, 1),
    ]  # fmt: skip
    assert [c.text for c in table.cells] == ["一\n级\n指", "across 2024", "4860.00", ""]


# ── Pictures of every kind ────────────────────────────────────────────────────────────────────────────


def test_pictures_of_every_kind() -> None:
    image = words("4860.00")
    clear = Image.new("RGBA", image.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=image.point(lambda grey: 255 - grey))
    turned = Image.Exif()
    turned[0x0112] = 6
    fax = image.resize((image.width, image.height // 2))
    files = [
        saved(image, "BMP", dpi=(200, 200)),
        saved(clear, "PNG", dpi=(200, 200)),
        saved(image.rotate(90, expand=True), "JPEG", dpi=(200, 200), exif=turned),
        saved(fax.point(lambda grey: 255 * (grey > 128)).convert("1"), "TIFF", dpi=(204, 102)),
        saved(image, "TIFF", save_all=True, append_images=[image]),  # of no stated resolution
    ]
    assert [texts(data) for data in files] == [["4860.00"]] * 4 + [["4860.00"] * 2]


def test_a_picture_without_text_holds_nothing() -> None:
    for size in ((400, 300), (3, 3), (5000, 2)):
        assert read(saved(Image.new("L", size, 200), "PNG"), "a.png").blocks == ()


def test_damaged_pictures_are_refused() -> None:
    data = saved(words("Budget"), "PNG")
    for spoiled in (data[:40], data[: len(data) // 2], data[:50] + bytes(40) + data[90:]):
        with pytest.raises(Unreadable, match="damaged"):
            read(spoiled, "a.png")


def test_boxes_are_those_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(words("4860.00"), "PDF", resolution=200)
    (full,) = read(data, "a.pdf").blocks
    monkeypatch.setattr(pdf, "LONGEST_SIDE", 400)
    (reduced,) = read(data, "a.pdf").blocks
    assert isinstance(full, Paragraph) and isinstance(reduced, Paragraph)
    assert full.text == reduced.text == "4860.00" and reduced.location.bbox is None
    assert full.location.bbox == pytest.approx((21.6, 72, 72, 88), abs=8)


def test_a_scanner_s_hidden_text_gives_way_to_what_its_picture_shows() -> None:
    page = FPDF(unit="pt", format=(172.8, 172.8))
    page.set_font("helvetica", size=13)
    page.add_page()
    page.image(words("4860.00"), 0, 0, 172.8, 172.8)
    with page.local_context(text_mode=TextMode.INVISIBLE):
        page.text(21.6, 85, "4880.00")
    document = read(bytes(page.output()), "a.pdf")
    (paragraph,) = document.paragraphs
    assert paragraph.text == "4860.00" and paragraph.location.recognised
    (note,) = document.notes
    assert "文字由识别得到" in note.zh


def test_where_too_many_pages_are_scans_their_hidden_text_has_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SCANNED_PAGES", 1)
    file = FPDF(unit="pt", format="A4")
    file.set_font("helvetica", size=13)
    for text in ("one", "two"):
        file.add_page()
        file.image(words("4860.00"), 0, 0, file.w, file.h)
        with file.local_context(text_mode=TextMode.INVISIBLE):
            file.text(60, 100, text)
    assert texts(bytes(file.output())) == ["one", "two"]


# ── Bounds, and what is not installed ─────────────────────────────────────────────────────────────────


def test_bounds_of_pixels_pages_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = saved(words("one"), "TIFF", save_all=True, append_images=[words("two")])
    for name, value, said in (
        ("PICTURE_PIXELS", 50_000, "million pixels"),
        ("SCANNED_PAGES", 1, "2 pages are scans"),
        ("RECOGNITION_SECONDS", -1, "cannot be recognised within"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(bounds, name, value)
            with pytest.raises(Unreadable, match=said):
                read(pages, "a.tif")


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    image = words("text")
    for data in (saved(image, "PNG"), saved(image, "PDF")):
        with pytest.raises(Unreadable) as refused:
            read(data, "a")
        for line in (refused.value.reason.zh, refused.value.reason.en):
            assert "pip install 'auditor[ocr]'" in line and "\n" not in line
    assert ["auditor[ocr]" in form.missing.en for form in formats() if form.name == "image"] == [True]


def test_with_the_extra_pictures_are_listed_as_read() -> None:
    (form,) = (form for form in formats() if form.name == "image")
    assert not form.missing.en and ".png" in form.suffixes


# ── Doubt ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "unsure", "figures"),
    [
        ("4860.00万元", "", ""),
        ("4860.00万元", "8", "4860.00"),
        ("4860.00万元", ".", "4860.00"),
        ("4860.00万元", "万", ""),
        ("≥95%", "≥", "≥95"),
        ("≥95%", "%", ""),
        ("l0", "", "l0"),
        ("O", "", "O"),
        ("改造12座，其中S形3座", "3", "3"),
        ("GOOD", "", ""),
        ("1. 数量", ".", ""),
    ],
)
def test_doubt_is_a_figure_s(text: str, unsure: str, figures: str) -> None:
    reading = Reading(Box(0, 0, 100, 20), text, tuple(0.5 if c in unsure else 1.0 for c in text))
    marked = "".join(c for c, doubt in zip(text, doubtful(reading), strict=True) if doubt)
    assert marked == figures

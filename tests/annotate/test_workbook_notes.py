"""Notes and fills in workbooks: at the finding's very cell, with a list behind; all other parts stay."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from copies import FAULTY, SAMPLES, changed, contents, noted, packed
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side

import auditor
from auditor.annotate import annotate
from auditor.annotate import xlsx as annotated_xlsx
from auditor.annotate.note import TINTS, Note
from auditor.document import Unreadable
from auditor.finding import Severity

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVERY_TIME = {"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml"}


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(data))


def saved(book: Any) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook() -> Any:
    """A workbook with one sheet of a few cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评"
    for row in (("指标", "权重", "得分"), ("甲", 2, 10), ("乙", 3, 3)):
        sheet.append(row)
    return book


def copied(book: Any, *notes: Note) -> Any:
    return opened(annotated_xlsx.annotate(saved(book), notes, "zh"))


def commented(book: Any) -> dict[tuple[str, str], str]:
    """The text of each note by sheet and cell."""
    cells = ((sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(title, cell.coordinate): cell.comment.text for title, cell in cells if cell.comment}


def filled(cell: Any) -> str:
    return str(cell.fill.fgColor.rgb)


def bare(content: bytes) -> bytes:
    """A sheet without its formats' numbers and its link to notes."""
    root = etree.fromstring(content)
    for element in list(root):
        if element.tag == f"{X}legacyDrawing":
            root.remove(element)
    for cell in root.iter(f"{X}c"):
        if "s" in cell.attrib:
            del cell.attrib["s"]
    return etree.tostring(root, method="c14n")


def note(cell: str, severity: Severity = Severity.ERROR, sheet: str = "自评", **given: str) -> Note:
    return noted("10", None, severity, cell=cell, sheet=sheet, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FAULTY)
def test_every_finding_of_a_sample_is_noted_at_its_cell(name: str) -> None:
    path = SAMPLES / f"{name}.xlsx"
    audit = auditor.audit(path)
    book = opened(annotate(path.read_bytes(), audit, "zh"))
    texts = commented(book)
    places = {(f.place.location.sheet, f.place.location.cell) for f in audit.result.findings}
    assert texts.keys() == places
    for finding in audit.result.findings:
        at = finding.place.location
        text = texts[at.sheet or "", at.cell or ""]
        assert finding.code in text and finding.message.zh in text and finding.arithmetic.zh in text
    for sheet, cell in places:
        gravest = max(f.severity for f in audit.result.findings if f.place.location.cell == cell)
        assert filled(book[sheet][cell]) == f"FF{TINTS[gravest]}"


@pytest.mark.parametrize("name", FAULTY)
def test_the_rest_of_a_sample_stays(name: str) -> None:
    path = SAMPLES / f"{name}.xlsx"
    audit, data = auditor.audit(path), path.read_bytes()
    copy = annotate(data, audit, "zh")
    altered, new = changed(data, copy)
    assert {
        part for part in altered - EVERY_TIME if not re.fullmatch(r"xl/worksheets/sheet\d\.xml", part)
    } == set()
    assert {re.sub(r"\d+", "", part) for part in new} == {
        "xl/comments.xml",
        "xl/drawings/vmlDrawing.vml",
        "xl/worksheets/_rels/sheet.xml.rels",
        "xl/worksheets/sheet.xml",
    }
    for part in altered - EVERY_TIME:
        assert bare(contents(data)[part]) == bare(contents(copy)[part])
    for row, others in zip(opened(data).active, opened(copy).active, strict=True):
        for cell, other in zip(row, others, strict=True):
            assert (other.value, other.number_format) == (cell.value, cell.number_format)
            for part in ("border", "font", "alignment"):
                assert repr(getattr(other, part)) == repr(getattr(cell, part))
    assert annotate(data, audit, "zh") == copy


@pytest.mark.parametrize("name", FAULTY)
def test_the_list_names_every_finding_and_leads_to_it(name: str) -> None:
    path = SAMPLES / f"{name}.xlsx"
    audit = auditor.audit(path)
    sheet = opened(annotate(path.read_bytes(), audit, "en"))["Audit findings"]
    _, *rows = sheet.iter_rows()
    for number, (row, finding) in enumerate(zip(rows, audit.result.findings, strict=True), 1):
        at = finding.place.location
        assert row[0].value == str(number) and finding.code in row[1].value
        assert row[2].hyperlink.location == f"'{at.sheet}'!{at.cell}"
        assert row[3].value == finding.message.en
        assert {cell.data_type for cell in row if cell.value} == {"s"}


def test_the_list_is_not_audited_and_is_written_anew() -> None:
    path = SAMPLES / "department-faulty.xlsx"
    audit = auditor.audit(path)
    copy = annotate(path.read_bytes(), audit, "zh")
    again = auditor.audit_bytes(copy, "copy.xlsx", auditor.Settings(rules()))
    assert [f.fingerprint for f in again.result.findings] == [f.fingerprint for f in audit.result.findings]
    assert "是此前写入的审核意见清单" in again.notes[-1].zh
    twice = annotate(copy, again, "zh")
    assert opened(twice).sheetnames == opened(copy).sheetnames
    assert commented(opened(twice)) == commented(opened(copy))


def rules() -> tuple[Any, ...]:
    from auditor.check import load_rules

    return auditor.Selection().of(load_rules())


def test_findings_on_one_cell_share_a_note_and_the_gravest_fill() -> None:
    book = copied(
        workbook(), note("C2", Severity.WARNING), note("C2", title="错误 TOT001 x"), note("C3", Severity.INFO)
    )
    text = commented(book)["自评", "C2"]
    assert text.index("SCR001") < text.index("TOT001") and text.count("算式") == 2
    assert filled(book["自评"]["C2"]) == f"FF{TINTS[Severity.ERROR]}"
    assert filled(book["自评"]["C3"]) == f"FF{TINTS[Severity.INFO]}"


def test_cells_that_are_not_stated_are_made_in_their_order() -> None:
    book = workbook()
    data = saved(book)
    copy = annotated_xlsx.annotate(data, [note("E2"), note("D2"), note("B9"), note("A5")], "zh")
    sheet = etree.fromstring(contents(copy)["xl/worksheets/sheet1.xml"])
    rows = [int(row.get("r") or 0) for row in sheet.iter(f"{X}row")]
    assert rows == [1, 2, 3, 5, 9]
    second = [cell.get("r") for cell in sheet.iter(f"{X}c") if (cell.get("r") or "").endswith("2")]
    assert second == ["A2", "B2", "C2", "D2", "E2"]
    assert commented(opened(copy)).keys() == {("自评", cell) for cell in ("D2", "E2", "A5", "B9")}


def test_a_cell_keeps_its_format_under_the_fill() -> None:
    book = workbook()
    cell = book["自评"]["C2"]
    cell.font, cell.number_format = Font(bold=True, name="仿宋"), "0.00"
    cell.border, cell.fill = Border(left=Side("thin")), PatternFill("solid", "FF00FF00")
    other = copied(book, note("C2"))["自评"]["C2"]
    assert (other.font.b, other.font.name, other.number_format, other.border.left.style) == (
        True,
        "仿宋",
        "0.00",
        "thin",
    )
    assert filled(other) == f"FF{TINTS[Severity.ERROR]}"


def test_notes_of_others_stay_and_ours_follow() -> None:
    book = workbook()
    book["自评"]["C2"].comment = Comment("请核对", "王某")
    book["自评"]["A1"].comment = Comment("填报口径", "王某")
    data = saved(book)
    copy = annotated_xlsx.annotate(data, [note("C2"), note("C3")], "zh")
    texts = commented(opened(copy))
    assert texts["自评", "A1"] == "填报口径"
    assert texts["自评", "C2"].startswith("请核对\n\n错误 SCR001") and texts["自评", "C3"].startswith(
        "错误 SCR001"
    )
    old, new = contents(data), contents(copy)
    drawing = next(name for name in old if name.endswith(".vml"))
    boxes = [re.findall(rb"<\w+:Row>(\d+)</", parts[drawing]) for parts in (old, new)]
    assert len(boxes[0]) == 2 and len(boxes[1]) == 3
    ids = re.findall(rb'<\w+:shape [^>]*id="([^"]+)"', new[drawing])
    assert len(ids) == len(set(ids)) == 3


def test_charts_macros_and_whatever_else_there_is_stays_byte_for_byte() -> None:
    book = workbook()
    chart = BarChart()
    chart.add_data(Reference(book["自评"], min_col=3, min_row=1, max_row=3), titles_from_data=True)
    book["自评"].add_chart(chart, "E2")
    book.create_sheet("其他")["A1"] = "不动"
    parts = contents(saved(book)) | {"xl/vbaProject.bin": bytes(range(256)), "customXml/item1.xml": b"<a/>"}
    before = packed(parts)
    after = annotated_xlsx.annotate(before, [note("C2")], "zh")
    altered, _ = changed(before, after)
    assert altered == EVERY_TIME | {"xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    sheet = [child.tag for child in etree.fromstring(contents(after)["xl/worksheets/sheet1.xml"])]
    assert sheet.index(f"{X}drawing") < sheet.index(f"{X}legacyDrawing")


def test_a_drawing_that_is_no_xml_is_added_to() -> None:
    book = workbook()
    book["自评"]["A1"].comment = Comment("填报口径", "王某")
    parts = contents(saved(book))
    drawing = next(name for name in parts if name.endswith(".vml"))
    parts[drawing] = parts[drawing].replace(b"</xml>", b"<div>a<br>b</div></xml>")
    copy = annotated_xlsx.annotate(packed(parts), [note("C2")], "zh")
    assert b"a<br>b" in contents(copy)[drawing] and b"<x:Row>1</x:Row>" in contents(copy)[drawing]


def test_a_thread_of_comments_is_left_to_its_writers() -> None:
    book = workbook()
    book["自评"]["C2"].comment = Comment("[Threaded comment]", "tc={1}")
    parts = contents(saved(book))
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="/xl/threadedComments/t1.xml"/></Relationships>'
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[links] = parts[links].replace(b"</Relationships>", link.encode())
    parts["xl/threadedComments/t1.xml"] = b'<ThreadedComments><threadedComment ref="C2"/></ThreadedComments>'
    book = opened(annotated_xlsx.annotate(packed(parts), [note("C2"), note("C3")], "zh"))
    assert commented(book)["自评", "C2"] == "[Threaded comment]" and "SCR001" in commented(book)["自评", "C3"]
    assert filled(book["自评"]["C2"]) == f"FF{TINTS[Severity.ERROR]}"
    assert book["审核意见"].max_row == 3


def test_names_of_sheets_need_care() -> None:
    book = workbook()
    book["自评"].title = "甲's 表"
    book.create_sheet("审核意见")
    made = copied(book, note("C2", sheet="甲's 表"), noted("没有位置"))
    assert made.sheetnames == ["甲's 表", "审核意见", "审核意见 (2)"]
    rows = list(made["审核意见 (2)"].iter_rows(min_row=2))
    assert [bool(row[2].hyperlink) for row in rows] == [True, False]
    assert rows[0][2].hyperlink.location == "'甲''s 表'!C2"


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_a_workbook_without_formats_gets_some() -> None:
    parts = contents(saved(workbook()))
    del parts["xl/styles.xml"]
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", parts[links])
    parts["[Content_Types].xml"] = re.sub(rb"<Override [^>]*styles[^>]*/>", b"", parts["[Content_Types].xml"])
    made = opened(annotated_xlsx.annotate(packed(parts), [note("C2")], "zh"))
    assert filled(made["自评"]["C2"]) == f"FF{TINTS[Severity.ERROR]}"


def test_what_looks_like_a_formula_or_an_escape_stays_text() -> None:
    sharp = Note(Severity.INFO, "=1+1", "=HYPERLINK(1) _x0041_", "", (), note("C2").place)
    made = copied(workbook(), sharp)
    row = next(made["审核意见"].iter_rows(min_row=2))
    assert [row[1].data_type, row[3].data_type] == ["s", "s"]
    assert row[3].value == "=HYPERLINK(1) _x005F_x0041_"
    assert commented(made)["自评", "C2"] == "=1+1\n=HYPERLINK(1) _x005F_x0041_"


def test_strict_workbooks_are_refused_in_one_line() -> None:
    parts = contents(saved(workbook()))
    name = "xl/workbook.xml"
    parts[name] = parts[name].replace(X[1:-1].encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    with pytest.raises(Unreadable, match="Strict Open XML"):
        annotated_xlsx.annotate(packed(parts), [note("C2")], "zh")


def test_nonsense_in_a_sheet_does_no_harm() -> None:
    parts = contents(saved(workbook()))
    name = "xl/worksheets/sheet1.xml"
    columns = (
        b'<cols><col min="x" max="2" width="wide"/><col min="3" max="16384" width="0"/></cols><sheetData>'
    )
    sheet = parts[name].replace(b"<sheetData>", columns).replace(b'<row r="2"', b'<row ht="tall" r="2"')
    parts[name] = sheet.replace(b'r="C2"', b'r="C2" s="-7"')
    copy = annotated_xlsx.annotate(packed(parts), [note("C2")], "zh")
    anchor = re.search(rb"<x:Anchor>([^<]*)<", contents(copy)["xl/drawings/vmlDrawing1.vml"])
    assert anchor and len(anchor[1].split(b",")) == 8
    assert f"FF{TINTS[Severity.ERROR]}".encode() in contents(copy)["xl/styles.xml"]


def test_a_part_with_entities_is_refused() -> None:
    book = workbook()
    book["自评"]["A1"].comment = Comment("填报口径", "王某")
    parts = contents(saved(book))
    name = next(name for name in parts if "comment" in name and name.endswith(".xml"))
    parts[name] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[name]
    with pytest.raises(Unreadable, match="DTD"):
        annotated_xlsx.annotate(packed(parts), [note("C2")], "zh")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b'spreadsheetml/2006/main"', b'other"'),
        ("xl/worksheets/sheet1.xml", b"sheetData", b"others"),
        ("xl/styles.xml", b'spreadsheetml/2006/main"', b'other"'),
    ],
)
def test_a_workbook_that_is_not_written_as_such_is_refused(part: str, old: bytes, new: bytes) -> None:
    parts = contents(saved(workbook()))
    parts[part] = parts[part].replace(old, new)
    with pytest.raises(Unreadable, match="damaged"):
        annotated_xlsx.annotate(packed(parts), [noted(sheet="自评", cell="C9")], "zh")


def test_formats_that_a_workbook_lists_none_of_and_comments_between_them() -> None:
    parts = contents(saved(workbook()))
    styles = parts["xl/styles.xml"]
    empty = re.sub(rb"<cellXfs.*?</cellXfs>", b"<cellXfs/>", styles, flags=re.DOTALL)
    remarked = styles.replace(b"<cellXfs", b"<!--a--><cellXfs").replace(b"<xf ", b"<!--b--><xf ")
    for changed_styles in (empty, remarked):
        assert changed_styles != styles
        made = annotated_xlsx.annotate(
            packed(parts | {"xl/styles.xml": changed_styles}), [noted(sheet="自评", cell="C2")], "zh"
        )
        assert filled(opened(made)["自评"]["C2"]) == f"FF{TINTS[Severity.ERROR]}"

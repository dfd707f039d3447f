"""The PDF reader: ruled grids, page breaks, running text, and files that must be refused."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, TextMode
from PIL import Image

from auditor.document import Paragraph, Table, Unreadable
from auditor.readers import pdf as reader
from auditor.readers import scan
from auditor.readers.pdf import read
from auditor.readers.pdf_layout import parts_of
from auditor.readers.pdf_lines import Line, lines_of
from auditor.readers.pdf_page import Char, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROW = 20.0
LEFT = 60.0
DATA = Path(__file__).parent.parent / "data"
WIDTHS = (80.0, 100.0, 60.0, 60.0)


def new() -> FPDF:
    """An empty file of A4 pages measured in points; nothing breaks pages by itself."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_font("helvetica", size=10)
    pdf.add_page()
    return pdf


def box(pdf: FPDF, column: int, y: float, text: str, columns: int = 1, height: float = ROW) -> None:
    """One cell of the usual column widths, framed, its lines parted by newlines."""
    x = LEFT + sum(WIDTHS[:column])
    pdf.rect(x, y, sum(WIDTHS[column : column + columns]), height)
    for i, line in enumerate(text.split("\n")):
        pdf.text(x + 3, y + 13 + 12 * i, line)


def rows(pdf: FPDF, y: float, texts: Sequence[Sequence[str]], first_column: int = 0) -> float:
    """Rows of framed cells; returns where the next row begins."""
    for row in texts:
        for column, text in enumerate(row, first_column):
            box(pdf, column, y, text)
        y += ROW
    return y


def document(pdf: FPDF) -> list[Paragraph | Table]:
    return list(read(bytes(pdf.output())).blocks)


def only_table(pdf: FPDF) -> Table:
    (table,) = document(pdf)
    assert isinstance(table, Table)
    return table


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "?" for cell in row] for row in table.grid]


def paragraphs(pdf: FPDF) -> list[str]:
    return [block.text for block in document(pdf) if isinstance(block, Paragraph)]


def test_merged_cells_come_once_with_their_spans() -> None:
    pdf = new()
    box(pdf, 0, 100, "both\nrows", height=2 * ROW)
    box(pdf, 1, 100, "across", columns=2)
    box(pdf, 3, 100, "end")
    rows(pdf, 120, [["a", "b", "c"]], first_column=1)
    table = only_table(pdf)
    spans = [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in table.cells]
    assert spans == [
        ("both\nrows", 1, 1, 2, 1),
        ("across", 1, 2, 1, 2),
        ("end", 1, 4, 1, 1),
        ("a", 2, 2, 1, 1),
        ("b", 2, 3, 1, 1),
        ("c", 2, 4, 1, 1),
    ]
    assert table.exact


def test_a_number_too_wide_for_its_cell_is_one_number_and_two_numbers_are_two() -> None:
    pdf = new()
    rows(pdf, 100, [["name", "amount", "note", "left"]])
    for column, text in enumerate(
        ["12,345,678,901\n,234.56", "100\n200", "in 2023\n2024", "9999999999\n9.5\n6"]
    ):
        box(pdf, column, 120, text, height=2 * ROW)
    assert texts(only_table(pdf))[1] == [
        "12,345,678,901,234.56",
        "100\n200",
        "in 2023\n2024",
        "99999999999.5\n6",
    ]


def test_places_are_page_grid_and_box() -> None:
    pdf = new()
    pdf.text(60, 90, "Title")
    rows(pdf, 100, [["a", "b"], ["c", "d"]])
    title, table = document(pdf)
    assert isinstance(title, Paragraph) and isinstance(table, Table)
    assert (title.location.line, title.location.page, title.location.table) == (1, 1, None)
    place = table.cells[3].location
    assert (place.line, place.page, place.table, place.row, place.column) == (5, 1, 1, 2, 2)
    assert place.bbox == (140.0, 120.0, 240.0, 140.0)


def test_thin_filled_boxes_are_rules_and_an_undrawn_outer_frame_is_added() -> None:
    pdf = new()
    for y in (100, 120, 140):
        pdf.rect(60, y, 200, 0.5, style="F")
    pdf.rect(160, 100, 0.5, 40, style="F")
    for x, y, text in ((65, 113, "a"), (165, 113, "b"), (65, 133, "c"), (165, 133, "d")):
        pdf.text(x, y, text)
    assert texts(only_table(pdf)) == [["a", "b"], ["c", "d"]]


def test_a_frame_around_text_is_no_table() -> None:
    pdf = new()
    pdf.rect(40, 40, 500, 700)
    pdf.text(60, 100, "framed")
    assert paragraphs(pdf) == ["framed"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_read_like_upright_ones(turn: int) -> None:
    import pypdfium2

    pdf = new()
    with pdf.rotation(turn, 300, 300):
        rows(pdf, 280, [["a", "b"], ["c", "d"]])
    source = pypdfium2.PdfDocument(bytes(pdf.output()))
    source[0].set_rotation(turn)
    target = BytesIO()
    source.save(target)
    (table,) = read(target.getvalue()).tables
    assert texts(table) == [["a", "b"], ["c", "d"]]
    left, top, right, bottom = table.cells[0].location.bbox or (0, 0, 0, 0)
    assert (round(right - left), round(bottom - top)) == (80, 20)


def test_text_printed_twice_to_look_bold_counts_once() -> None:
    pdf = new()
    for shift in (0, 0.3):
        pdf.text(60 + shift, 100, "Total 100")
    assert paragraphs(pdf) == ["Total 100"]


def test_a_table_over_pages_is_one_and_its_repeated_header_is_dropped() -> None:
    pdf = new()
    rows(pdf, 700, [["name", "target", "actual", "score"], ["a", "1", "1", "10"]])
    pdf.text(290, 820, "- 1 -")
    pdf.add_page()
    y = rows(pdf, 60, [["name", "target", "actual", "score"], ["b", "2", "2", "20"]])
    pdf.text(60, y + 30, "After the table.")
    pdf.text(290, 820, "- 2 -")
    table, after = document(pdf)
    assert isinstance(table, Table) and isinstance(after, Paragraph)
    assert texts(table) == [
        ["name", "target", "actual", "score"],
        ["a", "1", "1", "10"],
        ["b", "2", "2", "20"],
    ]
    assert [cell.location.page for cell in table.cells if cell.column == 1] == [1, 1, 2]
    assert after.text == "After the table."


def test_a_merged_cell_cut_by_the_page_break_is_filled_down() -> None:
    pdf = new()
    box(pdf, 0, 740, "output", height=2 * ROW)
    rows(pdf, 740, [["a", "1", "1"], ["b", "2", "2"]], first_column=1)
    pdf.add_page()
    box(pdf, 0, 60, "", height=2 * ROW)
    rows(pdf, 60, [["c", "3", "3"], ["d", "4", "4"]], first_column=1)
    table = only_table(pdf)
    assert (table.cells[0].text, table.cells[0].rowspan) == ("output", 4)
    assert [row[1] for row in texts(table)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [("group", "(16)", True), ("(8)", "(16)", False), ("group", "other (16)", False)],
)
def test_a_remark_in_brackets_after_the_page_break_belongs_to_the_text_above(
    above: str, below: str, joined: bool
) -> None:
    pdf = new()
    box(pdf, 0, 740, "output", height=2 * ROW)
    box(pdf, 1, 740, above, height=2 * ROW)
    rows(pdf, 740, [["a", "1"], ["b", "2"]], first_column=2)
    pdf.add_page()
    box(pdf, 0, 60, "", height=2 * ROW)
    rows(pdf, 60, [[below, "c", "3"], ["next", "d", "4"]], first_column=1)
    groups = [cell.text for cell in only_table(pdf).cells if cell.column == 2]
    assert groups == ([f"{above}\n{below}", "next"] if joined else [above, below, "next"])


def test_a_row_cut_by_the_page_break_is_joined() -> None:
    pdf = new()
    rows(pdf, 700, [["x", "first", "1", "10"], ["x", "second", "2", "10"], ["x", "third", "3", "10"]])
    box(pdf, 0, 760, "x", height=26)
    box(pdf, 1, 760, "fourth goal whose\nname is all too very-", height=26)
    box(pdf, 2, 760, "4", height=26)
    box(pdf, 3, 760, "10", height=26)
    pdf.add_page()
    rows(pdf, 60, [["", "long", "", ""], ["x", "fifth", "5", "10"]])
    table = only_table(pdf)
    assert [row[1] for row in texts(table)][3:] == ["fourth goal whose\nname is all too very-\nlong", "fifth"]
    assert [row[2] for row in texts(table)] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("1. farms that are insured by end of", "2. villages with water", False),
        ("farms that are insured by the end of", "(2) villages with water", False),
        ("1. farms that are insured by end of", "year, each of them in full", True),
        ("1. farms that are insured by end of", "2.5 of them in full", True),
        ("1. farms that are insured\n2. schools that are warm through", "3. villages with water", True),
    ],
)
def test_a_template_s_next_row_is_not_joined_over_the_page_break(
    above: str, below: str, joined: bool
) -> None:
    pdf = new()
    for y, name in ((740, above), (60, below)):
        height = 14 + 12.0 * (1 + name.count("\n"))
        box(pdf, 0, y, "", height=height)
        box(pdf, 1, y, name, columns=2, height=height)
        box(pdf, 3, y, "", height=height)
        if y == 740:
            pdf.add_page()
    assert only_table(pdf).height == (1 if joined else 2)


def test_numbered_rows_over_three_pages_by_libreoffice() -> None:
    """The first break lies between two rows, the upper one full to its edge; the second cuts a row in two."""
    (table,) = read((DATA / "breaks.pdf").read_bytes()).tables
    names = ["".join(row[1].text.split()) for row in table.grid if row[1] is not None]
    assert [name.partition("：")[0] for name in names] == [
        "三级指标",
        *(f"指标{n}" for n in range(1, 61)),
        "……",
    ]
    assert {len(name.partition("：")[2]) for name in names[1:-1]} == {11, 12, 27}


def test_rows_of_long_numbers_are_not_joined_over_the_page_break() -> None:
    pdf = new()
    rows(pdf, 700, [["a", "1234567", "1234567", "1234567"], ["b", "1234567", "1234567", "1234567"]])
    pdf.add_page()
    rows(pdf, 60, [["c", "7654321", "7654321", "7654321"], ["d", "7654321", "7654321", "7654321"]])
    assert [row[0] for row in texts(only_table(pdf))] == ["a", "b", "c", "d"]


def test_rows_whose_names_just_fit_are_not_joined_over_the_page_break() -> None:
    pdf = new()
    for y, name, weight in (
        (700, "coverage of villages all around", "7.2"),
        (60, "people who know", "5.4"),
    ):
        box(pdf, 0, y, "")
        box(pdf, 1, y, name, columns=2)
        box(pdf, 3, y, weight)
        if y == 700:
            pdf.add_page()
    assert [row[-1] for row in texts(only_table(pdf))] == ["7.2", "5.4"]


def test_a_sparse_row_after_a_finished_one_stays_a_row() -> None:
    pdf = new()
    rows(pdf, 700, [["x", "first", "1", "10"], ["x", "second", "2", "10"], ["x", "third", "3", "10"]])
    pdf.add_page()
    rows(pdf, 60, [["", "of which", "", ""], ["x", "fourth", "4", "10"]])
    assert [row[1] for row in texts(only_table(pdf))] == ["first", "second", "third", "of which", "fourth"]


def test_the_same_form_on_the_next_page_is_another_table() -> None:
    pdf = new()
    form = [["Form", "", "", ""], ["Project", "{}", "", ""], ["Office", "{}", "", ""]]
    for number in "12":
        if number == "2":
            pdf.add_page()
        rows(pdf, 100, [[text.format(number) for text in row] for row in form])
    assert [texts(block)[1][1] for block in document(pdf) if isinstance(block, Table)] == ["1", "2"]


def test_tables_with_other_columns_stay_apart() -> None:
    pdf = new()
    rows(pdf, 700, [["a", "b", "c", "d"]])
    pdf.add_page()
    for i in range(6):
        pdf.rect(60 + 50 * i, 60, 50, 20)
        pdf.text(63 + 50 * i, 73, str(i))
    assert [table.width for table in document(pdf) if isinstance(table, Table)] == [4, 6]


def test_full_lines_join_to_a_paragraph_and_short_ones_stay() -> None:
    pdf = new()
    pdf.set_margins(60, 60)
    pdf.set_xy(60, 100)
    pdf.multi_cell(475, 14, "Title of the report", align="L", new_x="LMARGIN", new_y="NEXT")
    body = "The budget of the year was 100 and the sum that was spent was 90 of it. " * 5
    pdf.multi_cell(475, 14, body.strip(), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.multi_cell(475, 14, "It ends here.", align="L")
    assert paragraphs(pdf) == ["Title of the report", body.strip(), "It ends here."]


def column(pdf: FPDF, x: float, y: float, *texts: str) -> None:
    """Paragraphs below each other in a column of 220 points."""
    for text in texts:
        pdf.set_xy(x, y)
        pdf.multi_cell(220, 14, text, align="L")
        y = pdf.get_y() + 6


def test_the_left_column_is_read_before_the_right_one() -> None:
    first, second, third, fourth = (
        f"{n}. The {what} was 100 and of it 90 were spent in the year that is reported on, which is 90 percent;"
        for n, what in enumerate(("budget", "fund", "grant", "loan"), 1)
    )
    begun, rest = third.split(" reported ")
    pdf = new()
    pdf.text(150, 80, "A title that stands across both columns of the text below it")
    column(pdf, 60, 100, first, second, begun)
    column(pdf, 310, 103, f"reported {rest}", fourth, first)
    column(pdf, 60, 340, "It ends here.")
    title, *text = paragraphs(pdf)
    assert title.startswith("A title")
    assert " ".join(text) == " ".join((first, second, third, fourth, first, "It ends here."))


@pytest.mark.parametrize("right", ["Year: 2024", "A remark that is long enough to fill the half"])
def test_short_words_beside_each_other_are_no_columns(right: str) -> None:
    pdf = new()
    for row, left in enumerate(("Unit: A", "Project: some long name of it", "Kind: B", "Sum: 100")):
        pdf.text(60, 100 + 16 * row, left)
        pdf.text(310, 100 + 16 * row, right)
    assert " ".join(paragraphs(pdf)).startswith(f"Unit: A {right} Project: some long name of it {right}")


@pytest.mark.parametrize(
    ("text", "unbroken"),
    [("室）、文化", "室）、"), ("97.00%。余款", "97.00%。"), ("（二）绩效", "（二）"), ("文化", "文")],
)
def test_what_cannot_stand_apart_counts_as_the_first_word_of_a_line(text: str, unbroken: str) -> None:
    chars = [Char(c, 10.0 * n, 0.0, 10.0 * n + 10, 10.0, 9.0) for n, c in enumerate(text)]
    (line,) = parts_of(Page(1, 595.0, 842.0, chars, [], [], False, False, True))
    assert isinstance(line, Line)
    assert line.lead == 10.0 * len(unbroken)


@pytest.mark.parametrize("number", ["- {} -", "{}", "{} / 3", "Page {} of 3", "- {} -  "])
def test_page_numbers_and_running_headers_are_dropped(number: str) -> None:
    pdf = new()
    for page in (1, 2, 3):
        if page > 1:
            pdf.add_page()
        pdf.text(60, 40, f"Running header {page}")
        pdf.text(60, 100, f"Text of page {page}.")
        pdf.text(280, 815, number.format(page))
    assert paragraphs(pdf) == [f"Text of page {page}." for page in (1, 2, 3)]


def test_titles_that_repeat_inside_the_text_area_stay() -> None:
    pdf = new()
    for page in (1, 2, 3):
        if page > 1:
            pdf.add_page()
        pdf.text(60, 85, "Self-evaluation form")
        pdf.text(60, 200, f"Text {page}.")
    assert paragraphs(pdf).count("Self-evaluation form") == 3


def test_aligned_words_without_rules_are_a_guessed_table() -> None:
    pdf = new()
    for r, row in enumerate((("name", "budget", "spent"), ("alpha", "100", "90"), ("beta", "7", "7"))):
        for c, text in enumerate(row):
            pdf.text(60 + 120 * c, 100 + 18 * r, text)
    table = only_table(pdf)
    assert texts(table) == [["name", "budget", "spent"], ["alpha", "100", "90"], ["beta", "7", "7"]]
    assert not table.exact


def picture(pdf: FPDF) -> None:
    pdf.image(Image.new("L", (40, 40), 200), 0, 0, 500, 700)


def test_a_scan_is_refused_and_a_scanned_page_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    pdf = new()
    picture(pdf)
    with pytest.raises(Unreadable) as refused:
        read(bytes(pdf.output()))
    assert "auditor[ocr]" in refused.value.reason.zh and "auditor[ocr]" in refused.value.reason.en
    pdf = new()
    pdf.text(60, 100, "text")
    pdf.add_page()
    picture(pdf)
    (note,) = read(bytes(pdf.output())).notes
    assert "第 2 页" in note.zh and "2" in note.en


def test_a_password_is_refused_but_restrictions_are_not() -> None:
    pdf = new()
    pdf.text(60, 100, "secret")
    pdf.set_encryption(owner_password="owner", user_password="user")
    with pytest.raises(Unreadable, match="encrypted"):
        read(bytes(pdf.output()))
    pdf = new()
    pdf.text(60, 100, "public")
    pdf.set_encryption(owner_password="owner", permissions=AccessPermission.none())
    assert paragraphs(pdf) == ["public"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF", b"\0" * 500])
def test_damaged_files_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read(data)


def test_a_cut_off_file_is_read_or_refused() -> None:
    pdf = new()
    rows(pdf, 100, [["a", "b"]] * 20)
    whole = bytes(pdf.output())
    for end in range(0, len(whole), 97):
        try:
            read(whole[:end])
        except Unreadable as refused:
            assert refused.reason.zh and refused.reason.en


def drawn(page: str, forms: dict[int, tuple[str, str]], kind: str = "/Subtype/Form") -> bytes:
    """A page of a content, and forms by number: which others each has at hand, and what it draws."""
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        "/Resources<</XObject<</F 10 0 R>>/Font<</T 5 0 R>>>>>>",
        4: f"<</Length {len(page)}>>stream\n{page}\nendstream",
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: "/Form",
    }
    for number, (names, content) in forms.items():
        at_hand = f"/Resources<</XObject<<{names}>>>>" if names else ""
        head = f"<</Type/XObject{kind}/BBox[0 0 600 800]{at_hand}/Length {len(content)}>>"
        objects[number] = f"{head}stream\n{content}\nendstream"
    body = "%PDF-1.4\n"
    table = ["xref\n0 1\n0000000000 65535 f "]
    for number, text in objects.items():
        table.append(f"{number} 1\n{len(body):010} 00000 n ")
        body += f"{number} 0 obj\n{text}\nendobj\n"
    listed = "\n".join(table)
    return f"{body}{listed}\ntrailer<</Size 99/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


def levels(count: int, draws: int, kind: str = "/Subtype/Form", page: str = "/F Do") -> bytes:
    """A page that draws a form, which draws another so many times, and so on."""
    forms = {10 + n: (f"/F {11 + n} 0 R", "/F Do " * draws) for n in range(count - 1)}
    return drawn(page, forms | {9 + count: ("", "0 0 9 9 re f")}, kind)


LINE = "BT /T 12 Tf 60 700 Td (Budget 120) Tj ET "


@pytest.mark.parametrize(
    "kind",
    [
        "/Subtype/Form",
        "/Subtype/F#6frm",
        "/#53ubtype/Form",
        "/Subtype 6 0 R",
        "/Subtype%a\n/Form",
        "/Subtype/Image/Length1 3/Subtype/Form",
        "/X(/Subtype/Image>>)/Subtype/Form",
    ],
)
@pytest.mark.parametrize(("count", "draws"), [(40, 2), (4, 100)])
def test_forms_that_multiply_are_refused(kind: str, count: int, draws: int) -> None:
    with pytest.raises(Unreadable, match="nests them too often"):
        read(levels(count, draws, kind))


def test_forms_that_draw_themselves_are_refused() -> None:
    twice = {10: ("/X 11 0 R", "/X Do /X Do"), 11: ("/X 10 0 R", "/X Do%\nDo")}
    with pytest.raises(Unreadable, match="nests them too often"):
        read(drawn("/F Do", twice))


def test_text_beside_drawings_without_end_is_read() -> None:
    document = read(levels(40, 2, page=f"{LINE}/F Do"))
    (note,) = document.notes
    assert [p.text for p in document.paragraphs] == ["Budget 120"] and "left out" in note.en


def test_forms_that_draw_several_others_are_drawn() -> None:
    ended = dict.fromkeys((11, 12), ("", LINE))
    shared = "/A 11 0 R/B 12 0 R/F 10 0 R"
    document = read(drawn("/F Do", {10: (shared, "/A Do /B Do")} | ended))
    assert "Budget 120" in "".join(p.text for p in document.paragraphs) and not document.notes


def test_too_many_characters_are_refused() -> None:
    pdf = new()
    pdf.set_font_size(1)
    for line in range(250):
        pdf.text(10, 10 + 2 * line, "0123456789" * 42)
    with pytest.raises(Unreadable, match="characters"):
        read(bytes(pdf.output()))


def test_a_page_crowded_with_lines_is_read_as_text() -> None:
    pdf = new()
    pdf.text(60, 100, "text")
    for i in range(1200):
        pdf.line(i % 40 * 14, i // 40 * 25 + 0.1 * (i % 7), i % 40 * 14 + 8, i // 40 * 25 + 0.1 * (i % 7))
    document = read(bytes(pdf.output()))
    assert [p.text for p in document.paragraphs] == ["text"]
    assert len(document.notes) == 1


def test_text_that_runs_out_of_its_cell_is_noted() -> None:
    pdf = new()
    for y in (100, 120, 140):
        rows(pdf, y, [["wide text of one cell", "2"]])
    (note,) = read(bytes(pdf.output())).notes
    assert "超出单元格" in note.zh


# ── A scanner's layer of text ─────────────────────────────────────────────────────────────────────────

LAYER = "Total of the year: 1,250.00 of 1,300.00 were spent"


def layer(pdf: FPDF, lines: int = 12) -> None:
    for line in range(lines):
        pdf.text(60, 100 + 20 * line, LAYER)


def paper(pdf: FPDF, image: Image.Image | None = None, strips: int = 1) -> None:
    """A picture as large as the page, perhaps in strips."""
    height = pdf.h / strips
    for strip in range(strips):
        pdf.image(image or Image.new("L", (60, 80), 230), 0, strip * height, pdf.w, height)


def over(pdf: FPDF) -> None:
    paper(pdf)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        layer(pdf)


def over_strips(pdf: FPDF) -> None:
    paper(pdf, strips=5)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        layer(pdf)


def without_colour(pdf: FPDF) -> None:
    paper(pdf)
    with pdf.local_context(fill_opacity=0):
        layer(pdf)


def under(pdf: FPDF) -> None:
    layer(pdf)
    paper(pdf)


def stamped(pdf: FPDF) -> None:
    over(pdf)
    pdf.text(60, 30, "Archive copy 2024-0017, page 1 of 1")


def background(pdf: FPDF) -> None:
    paper(pdf)
    layer(pdf)


def watermark(pdf: FPDF) -> None:
    layer(pdf)
    image = Image.new("RGBA", (60, 80), (255, 255, 255, 0))
    image.paste((200, 0, 0, 255), (20, 20, 40, 40))
    paper(pdf, image)


def pale(pdf: FPDF) -> None:
    layer(pdf)
    with pdf.local_context(fill_opacity=0.2):
        paper(pdf)


def logo(pdf: FPDF) -> None:
    layer(pdf)
    pdf.image(Image.new("L", (40, 40), 200), 60, 60, 200, 200)


def read_aloud(pdf: FPDF) -> None:
    """Text for those who cannot see, beside what is printed; no picture."""
    layer(pdf)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        pdf.text(60, 500, "A chart of the budget and of what was spent, by quarter")


def described(pdf: FPDF) -> None:
    """Likewise on a page with a background."""
    paper(pdf)
    read_aloud(pdf)


@pytest.mark.parametrize("scanner", [over, over_strips, without_colour, under, stamped])
def test_a_scanner_s_hidden_layer_counts_as_recognised(
    scanner: Callable[[FPDF], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    pdf = new()
    scanner(pdf)
    document = read(bytes(pdf.output()))
    assert LAYER in [p.text for p in document.paragraphs]
    assert all(p.location.recognised and not p.location.doubtful for p in document.paragraphs)
    (note,) = document.notes
    assert "隐藏文字层" in note.zh and "hidden layer" in note.en and "auditor[ocr]" in note.en


def test_a_hidden_layer_stays_where_nothing_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(pictures: Iterable[tuple[int, object]], count: int) -> Iterator[Page]:
        for number, _ in pictures:
            yield Page(number, 600, 800, [], [], [], True, False, True, recognised=True)

    monkeypatch.setattr(reader, "available", lambda: True)
    monkeypatch.setattr(reader, "recognised", nothing)
    pdf = new()
    over(pdf)
    assert LAYER in [p.text for p in read(bytes(pdf.output())).paragraphs]


@pytest.mark.parametrize("printed", [background, watermark, pale, logo, read_aloud, described])
def test_pictures_behind_over_and_beside_typed_text_change_nothing(printed: Callable[[FPDF], None]) -> None:
    pdf = new()
    printed(pdf)
    document = read(bytes(pdf.output()))
    assert LAYER in [p.text for p in document.paragraphs]
    assert not any(p.location.recognised for p in document.paragraphs) and document.notes == ()


def test_figures_with_letters_in_a_hidden_layer_are_doubtful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    pdf = new()
    paper(pdf)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        for line, text in enumerate(("Spent l25.O0", "Left 125.00", "GOOD")):
            pdf.text(60, 100 + 40 * line, text)
    read_texts = [(p.text, p.location.doubtful) for p in read(bytes(pdf.output())).paragraphs]
    assert read_texts == [("Spent l25.O0", True), ("Left 125.00", False), ("GOOD", False)]


def test_a_glyph_of_several_characters_has_its_width_in_the_first_word() -> None:
    glyphs = [("ffi", 0), ("ce", 6), ("甲", 30)]
    (line,) = lines_of([Char(text, x, 0, x + 6, 10, 9) for text, x in glyphs], 1)
    assert (line.text, line.lead) == ("ffice 甲", 12)
    (alone,) = lines_of([Char("ffi", 0, 0, 6, 10, 9)], 1)
    assert alone.lead == 6

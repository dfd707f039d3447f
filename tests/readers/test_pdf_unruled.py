"""PDF tables that lack rules, and text that keeps to no cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fpdf import FPDF

from auditor.document import Document, Paragraph, Table
from auditor.readers.pdf import read

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFTS = (40.0, 110.0, 200.0, 300.0, 360.0, 420.0)
RIGHT = 500.0
LINE = 12.0
FORM = (
    ("Project", "Road repair of\nthe town", "", "", "", ""),
    ("Office", "Works office", "Carried out by", "Unit A", "", ""),
    ("Level", "Indicator", "Target", "Done", "Weight", "Score"),
    ("Output", "Length of roads\nthat were repaired\nin the year", "300 km", "312 km", "20", "20"),
    ("", "Quality", "95%", "97%", "30", "28.5"),
    ("Effect of\nthe work", "Satisfaction\nof users", "90%", "92%", "50", "50"),
    ("Total", "", "", "", "100", "98.5"),
)


def new(size: float = 9) -> FPDF:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_font("helvetica", size=size)
    pdf.add_page()
    return pdf


def form(pdf: FPDF, y: float, rows: Sequence[Sequence[str]], padding: float = 8, ruled: bool = False) -> None:
    """Rows whose cells are centred from top to bottom; `ruled` draws rules between them."""
    for row in rows:
        height = LINE * max(text.count("\n") + 1 for text in row) + padding
        for left, text in zip(LEFTS, row, strict=True):
            lines = text.split("\n")
            first = y + (height - LINE * len(lines)) / 2 + 9
            for n, line in enumerate(lines):
                pdf.text(left, first + n * LINE, line)
        if ruled:
            pdf.line(LEFTS[0] - 3, y, RIGHT, y)
            pdf.line(LEFTS[0] - 3, y + height, RIGHT, y + height)
        y += height


def of(pdf: FPDF) -> Document:
    return read(bytes(pdf.output()))


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text if cell else "?" for cell in row) for row in table.grid]


@pytest.mark.parametrize("ruled", [False, True])
def test_a_form_without_rules_around_its_cells_is_a_table(ruled: bool) -> None:
    pdf = new()
    pdf.text(200, 60, "Report of the year")
    form(pdf, 110, FORM, ruled=ruled)
    pdf.text(
        40, 400, "This sentence below the form is running text that is as wide as the whole form, and more."
    )
    document = of(pdf)
    (table,) = document.tables
    assert texts(table) == list(FORM) and not table.exact
    assert [p.text.split()[0] for p in document.paragraphs] == ["Report", "This"]
    assert not any(cell.location.doubtful for cell in table.cells) and not document.notes


def test_rules_between_rows_tell_rows_that_no_white_does() -> None:
    pdf = new()
    form(pdf, 110, FORM, padding=0, ruled=True)
    (table,) = of(pdf).tables
    assert texts(table) == list(FORM)


def test_three_rules_hold_rows_that_white_parts() -> None:
    rows = (
        ("No", "Name", "Plan", "Spent", "Rate", "Score"),
        *(("1", f"Item {n}", "8", "4", "5", "6") for n in range(4)),
    )
    pdf = new()
    form(pdf, 110, rows)
    for y in (108, 130, 212):
        pdf.line(30, y, RIGHT, y)
    (table,) = of(pdf).tables
    assert texts(table) == list(rows)


def test_numbers_that_align_at_the_right_are_whole() -> None:
    pdf = new()
    rows = (
        ("Name", "Plan", "Spent"),
        ("Roads", "1,250.00", "900.5"),
        ("Bridges", "75", "12,345,678.90"),
        ("Sum", "1,325.00", "12,346,579.40"),
    )
    for n, (name, *figures) in enumerate(rows):
        pdf.text(40, 100 + 20 * n, name)
        for right, figure in zip((250, 400), figures, strict=True):
            pdf.text(right - pdf.get_string_width(figure), 100 + 20 * n, figure)
    (table,) = of(pdf).tables
    assert texts(table) == list(rows)


def test_lines_that_may_belong_to_two_rows_are_doubtful() -> None:
    pdf = new()
    rows = [("Output", f"Name {n}", "300 km", "312 km", "20", "20") for n in range(6)]
    form(pdf, 110, rows, padding=0)
    pdf.text(LEFTS[1], 110 + 6 * LINE + 9, "goes on")
    document = of(pdf)
    (table,) = document.tables
    assert table.height == 6
    assert {cell.row for cell in table.cells if cell.location.doubtful} == {6}
    assert "fits no one column or row" in document.notes[0].en


def test_a_word_over_the_next_column_is_doubtful_where_that_is_taken() -> None:
    pdf = new()
    rows = [("Output", f"Name {n}", "300 km", "312 km", "20", "20") for n in range(5)]
    rows[1] = ("Goal", "Asentencethatisfartoolongforitsowncolumn", "", "", "", "")
    rows[3] = ("Output", "Anamethatisfartoolongforitscolumn", "300 km", "312 km", "20", "20")
    form(pdf, 110, rows)
    (table,) = of(pdf).tables
    assert {cell.row for cell in table.cells if cell.location.doubtful} == {4}
    spanning = next(cell for cell in table.cells if cell.text == rows[1][1])
    assert spanning.colspan > 1


def test_words_printed_over_each_other_stay_apart() -> None:
    pdf = new()
    pdf.text(60, 100, "The plan was 7000000 and 4000000")
    pdf.text(63, 100, "done 6726000 of it, and 3906000")
    document = of(pdf)
    (line,) = document.blocks
    assert isinstance(line, Paragraph) and line.location.doubtful
    assert line.text == "The plan was 7000000 and 4000000 done 6726000 of it, and 3906000"
    assert "runs over other text" in document.notes[0].en


GRID = (60.0, 120.0, 180.0, 240.0)


def grid(pdf: FPDF, rows: Sequence[Sequence[str]], height: float = 20, y: float = 100) -> None:
    """A ruled table; each text is as wide as it is. Digits stand at the right of their cells."""
    for row in rows:
        for left, text in zip(GRID, row, strict=True):
            pdf.rect(left, y, 60, height)
            x = left + 58 - pdf.get_string_width(text) if text.replace(".", "").isdigit() else left + 2
            pdf.text(x, y + 13, text)
        y += height


def test_text_that_runs_over_the_next_cell_stays_in_its_own() -> None:
    pdf = new()
    grid(
        pdf,
        [
            ("Level", "Name", "Weight", "Score"),
            ("a", "Alongnameofarow", "20", "18"),
            ("b", "Short", "30", "30"),
        ],
    )
    document = of(pdf)
    (table,) = document.tables
    assert texts(table)[1:] == [("a", "Alongnameofarow", "20", "18"), ("b", "Short", "30", "30")]
    assert [cell.text for cell in table.cells if cell.location.doubtful] == ["Alongnameofarow"]
    assert len(document.notes) == 1


def test_a_number_wider_than_its_cell_belongs_to_where_it_ends() -> None:
    pdf = new()
    grid(pdf, [("a", "b", "c", "d"), ("Sum", "", "123456789012.34", "")])
    (table,) = of(pdf).tables
    assert texts(table)[1] == ("Sum", "", "123456789012.34", "")


def test_words_that_end_at_a_rule_are_two_cells() -> None:
    pdf = new()
    grid(pdf, [("a", "b", "c", "d"), ("", "", "", "")])
    for left, text in zip(GRID, ("Wwwwwwwww", "Xxxxxxxxxxx", "Y", "Z"), strict=True):
        pdf.text(left + 59 - pdf.get_string_width(text) if text[0] == "W" else left + 1, 133, text)
    (table,) = of(pdf).tables
    assert texts(table)[1] == ("Wwwwwwwww", "Xxxxxxxxxxx", "Y", "Z")


def test_text_higher_than_its_row_makes_the_rows_doubtful() -> None:
    pdf = new()
    grid(pdf, [("a", "b", "c", "d")] * 5, height=14)
    pdf.text(GRID[1] + 20, 100 + 2 * 14 + 3, "over")
    document = of(pdf)
    (table,) = document.tables
    assert {cell.row for cell in table.cells if cell.location.doubtful} == {2, 3}
    assert "runs out of its cell" not in document.notes[0].en or len(document.notes) == 1


def wide(heights: Sequence[float], second: Sequence[float] | None = None) -> Document:
    """A table whose last columns are on a second page, with rows of these heights."""
    pdf = new()
    for page, rows in enumerate((heights, second or heights)):
        if page:
            pdf.add_page()
        y = 100.0
        for number, height in enumerate(rows):
            width = 80 if page else 100
            for n in range(3 - page):
                left = 60 + n * width
                pdf.rect(left, y, width, height)
                pdf.text(left + 3, y + 12, f"{'ab'[page]}{number}{n}")
            y += height
    return of(pdf)


def test_columns_that_go_on_on_the_next_page_are_of_one_table() -> None:
    (table,) = wide((20, 30, 20, 40)).tables
    assert texts(table)[1] == ("a10", "a11", "a12", "b10", "b11")
    last = next(cell for cell in table.cells if cell.text == "b31")
    assert (last.location.page, last.column) == (2, 5)
    assert last.location.bbox is not None and last.location.bbox[0] == pytest.approx(140, abs=1)


@pytest.mark.parametrize("second", [(20, 20, 30, 40), (20, 30, 20), (20, 30, 20, 40, 20)])
def test_tables_of_other_rows_on_the_next_page_stay_apart(second: tuple[float, ...]) -> None:
    assert len(list(wide((20, 30, 20, 40), second).tables)) == 2


def test_a_form_without_rules_goes_on_on_the_next_page() -> None:
    more = [("Output", f"Name {n}", "300 km", "312 km", "20", "20") for n in range(4)]
    for header in (0, 1):
        pdf = new()
        form(pdf, 600, FORM[2:6])
        pdf.add_page()
        form(pdf, 60, [*FORM[2 : 2 + header], *more])
        (table,) = of(pdf).tables
        assert texts(table) == [*FORM[2:6], *more]
        assert {cell.location.page for cell in table.cells} == {1, 2}


def test_lines_at_the_height_of_a_row_belong_to_it() -> None:
    dense = [("Output", f"Name {n}", "300 km", "312 km", "20", "20") for n in range(4)]
    rows = [*dense, ("Effect of\nthe work", "Satisfaction\nof users", "90%", "92%", "50", "50"), *dense]
    pdf = new()
    form(pdf, 110, rows, padding=0)
    (table,) = of(pdf).tables
    assert texts(table) == rows and not any(cell.location.doubtful for cell in table.cells)


def test_headers_and_figures_of_other_alignment_make_one_column() -> None:
    pdf = new()
    header = ("Level", "Name", "Plan", "Done", "Weight", "Score", "Why")
    for n, left in enumerate((40, 100, 180, 260, 340, 400, 460)):
        pdf.text(left, 100, header[n])
    for row in range(5):
        y = 120 + 20 * row
        for left, text in ((40, "Output"), (100, f"Name {row}"), (180, "300 km"), (260, "312 km")):
            pdf.text(left, y, text)
        for right, text in ((398, str(20 + row)), (458, f"{18 + row}.5")):
            pdf.text(right - pdf.get_string_width(text), y, text)
    (table,) = of(pdf).tables
    assert texts(table) == [
        header,
        *(("Output", f"Name {n}", "300 km", "312 km", str(20 + n), f"{18 + n}.5", "") for n in range(5)),
    ]


def test_a_header_as_wide_as_its_cell_is_not_joined_to_the_next() -> None:
    pdf = new()
    width = pdf.get_string_width("Completed")
    for row in range(4):
        for n, text in enumerate(("Completed", "Score") if not row else ("ab", "cd")):
            left = 60 + n * width
            pdf.rect(left, 100 + 20 * row, width, 20)
            pdf.text(left + 2, 113 + 20 * row, text)
    (table,) = of(pdf).tables
    assert texts(table)[0] == ("Completed", "Score")


def test_a_number_over_two_lines_is_doubtful() -> None:
    rows = [("Output", f"Name {n}", "300 km", "312 km", "20", "20") for n in range(4)]
    rows[2] = ("Output", "Name 2", "123456789\n01", "312 km", "20", "20")
    pdf = new()
    form(pdf, 110, rows)
    (table,) = of(pdf).tables
    assert [cell.text for cell in table.cells if cell.location.doubtful] == ["123456789\n01"]

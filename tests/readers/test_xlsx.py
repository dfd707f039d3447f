"""The Excel reader: values as shown, merges, hidden parts, formulas, hostile files."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.drawing.image import Image as Drawn
from PIL import Image

from auditor.document import Document, Table, Unreadable
from auditor.readers import read as from_bytes
from auditor.readers.number_format import shown
from auditor.readers.xlsx import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(*sheets: str, names: tuple[str, ...] = (), book: str = "", **parts: str) -> bytes:
    """A workbook of sheets' inner XML; `parts` are the shared strings and styles."""
    listed = "".join(
        f'<sheet name="{names[n - 1] if names else f"表{n}"}" sheetId="{n}" r:id="r{n}"/>'
        for n in range(1, len(sheets) + 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{TYPES}/worksheet" Target="/xl/worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{TYPES}">{book}<sheets>{listed}</sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        for n, sheet in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>')
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return stream.getvalue()


def sheet(cells: str, rest: str = "") -> Table:
    """The table of a workbook with one sheet of these cells."""
    (table,) = read(packed(f"<sheetData>{cells}</sheetData>{rest}")).tables
    return table


def inline(address: str, text: str = "x") -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def values(table: Table) -> dict[str | None, str]:
    return {cell.location.cell: cell.text for cell in table.cells}


def written(**cells: tuple[object, str]) -> Document:
    """A workbook by another writer: values and number formats by address."""
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for address, (content, number_format) in cells.items():
        book.active[address] = content
        book.active[address].number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    return read(stream.getvalue())


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        *(("0.9745", "0.00%", "97.45%"), ("0.1", "0%", "10%"), ("0.12345", "0.0##%", "12.345%")),
        *(("100", "0.00", "100.00"), ("2.5", "0", "3"), ("1.0049999999999999", "0.00", "1.01")),
        *(("1234567.891", "#,##0.00", "1,234,567.89"), ("999", "#,##0", "999"), ("7", "0,000", "0,007")),
        *(("0.30000000000000004", "General", "0.3"), ("33.333333333333336", "General", "33.333333333")),
        *(("38820071.88", "General", "38820071.88"), ("1234567890123", "General", "1234567890123")),
        *(("1E-3", "General", "0.001"), ("1.4210854715202004E-14", "General", "1.42109E-14")),
        *(("-5.5", "0.00_);(0.00)", "(5.50)"), ("-5.5", "0.0;[Red]-0.0", "-5.5"), ("-5", "0", "-5")),
        *(("0", '0.00;-0.00;"零"', "零"), ("0", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-")),
        *(("123456", '0!.0,"万"', "12.3万"), ("1234567", "#,##0,", "1,235"), ("123456", "0.00E+00", "1.23E+05")),
        *(("12", '0"个"', "12个"), ("12345", "[$¥-804]#,##0.00", "¥12,345.00"), ("5", "@", "5"), ("5", "000", "005")),
        *(("1.5", "# ?/?", "1.5"), ("1", '[=1]"是";"否"', "是"), ("7", "[DBNum1]General", "7"), ("7", "G/通用格式", "7")),
        *(("10.0", "General", "10"), ("96.50", "General", "96.5"), ("1.0E2", "General", "100"), ("-0.0", "General", "0")),
        *(("0.9609", "General%", "96.09%"), ("1.0", "General%", "100%"), ("1234567", "#,##0.00,", "1,234.57")),
        *(("1234567890", "0.0,,", "1234.6"), ("1234567", "#,##0,.0", "1,234.6"), ("0", '[=0]"";0%', "")),
        *(("0.9609", '[=0]"";0.00%', "96.09%"), ("-3", '[=0]"";0.0', "-3.0"), ("2", '[=1]"是";"否"', "否")),
        *(("123456", '[>=10000]0!.0,"万";0', "12.3万"), ("9999", '[>=10000]0!.0,"万";0', "9999")),
        *(("-5", "[<0](0);0", "(5)"), ("5", "[<0](0);0", "5"), ("-5", "[>=0]0.0;(0.0)", "(5.0)"), ("50", "[>100]0;[<10]0.0", "50")),
        *(("3", '[=1]"优";[=2]"良";0.0', "3.0"), ("2", '[=1]"优";[=2]"良";0.0', "良"), ("-5", "0.0;@", "-5.0"), ("7", "[>x]0", "7")),
        *(("44925", "yyyy-mm-dd", "2022-12-30"), ("44925", "m/d/yy", "2022-12-30"), ("44925", "yyyy/m", "2022-12")),
        *(("44925", '[$-804]yyyy"年"m"月"d"日";@', "2022年12月30日"), ("44925", 'm"月"', "12月")),
        *(("44925.75", "yyyy-mm-dd hh:mm:ss", "2022-12-30 18:00:00"), ("44925.5", "yyyy-m-d h:mm", "2022-12-30 12:00")),
        *(("0.75", "上午/下午h时mm分", "下午6时00分"), ("1.5", "[h]:mm", "36:00"), ("0.5", "mm:ss", "00:00")),
        *(("60", "yyyy-mm-dd", "1900-02-29"), ("1", "yyyy-mm-dd", "1900-01-01"), ("44925", 'yyyy"年"aaaa', "2022年星期五")),
        *(("-1", "yyyy-mm-dd", "-1"), ("9999999", "yyyy-mm-dd", "9999999")),
        *(("abc", "0", "abc"), ("NaN", "0", "NaN"), ("1E9999999", "0", "1E9999999"), ("5", "0" * 300, "5")),
        *(("1e308", "0.00", "1" + "0" * 308 + ".00"), ("1E-308", "0.00", "0.00")),
    ],
)  # fmt: skip
def test_numbers_as_shown(stored: str, code: str, text: str) -> None:
    assert shown(stored, code) == text


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3), st.booleans(), st.booleans())
def test_plain_formats_agree_with_decimal(number: Decimal, places: int, grouped: bool, percent: bool) -> None:
    code = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "") + ("%" if percent else "")
    exact = number * 100 if percent else number
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    expected = f"{abs(rounded):,}" if grouped else f"{abs(rounded)}"
    sign = "-" if number < 0 else ""
    assert shown(str(number), code) == f"{sign}{expected}{'%' if percent else ''}"


@given(st.text(alphabet='0#?.,%;"\\[]yYmdhsEe+-/@*_ G年A:()', max_size=20), st.floats(allow_nan=False))
def test_any_format_shows_something(code: str, number: float) -> None:
    assert isinstance(shown(repr(number), code), str)


@given(st.dates(date(1900, 3, 1), date(2200, 1, 1)))
def test_days_agree_with_the_calendar(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert shown(str(serial), "yyyy/m/d") == day.isoformat()
    assert shown(str(serial - 1462), "yyyy-mm-dd", since_1904=True) == (
        day.isoformat() if serial >= 1462 else str(serial - 1462)
    )


def test_files_of_another_writer() -> None:
    document = written(
        A1=("指标", "General"),
        B1=(0.9745, "0.00%"),
        C1=(date(2022, 12, 30), "yyyy-mm-dd"),
        D1=(100, "0.00"),
        E1=(True, "General"),
        F1=("#REF!", "General"),
        G1=(0.1 + 0.2, "General"),
        H1=(timedelta(hours=30), "[h]:mm:ss"),
        I1=("  多行\r\n文字_x000D_ ", "General"),
    )
    assert [cell.text for cell in next(document.tables).cells] == [
        *("指标", "97.45%", "2022-12-30", "100.00", "TRUE", "#REF!", "0.3", "30:00:00", "多行\n文字"),
    ]


def test_places_and_blank_cells() -> None:
    table = sheet(
        f'<row r="2">{inline("B2")}<c r="C2" s="0"/>{inline("D2")}<c r="E2"/></row>'
        f'<row r="3"><c r="B3"/></row><row r="5">{inline("C5")}<c r="D5"/></row>'
    )
    assert values(table) == {"B2": "x", "C2": "", "D2": "x", "C5": "x", "D5": ""}
    first = table.cells[0]
    assert (first.row, first.column) == (2, 2) and (table.height, table.width) == (5, 4)
    place = first.location
    assert (place.sheet, place.table, place.row, place.column, place.line) == ("表1", 1, 2, 2, None)


def test_cells_without_addresses_follow_each_other() -> None:
    table = sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert values(table) == {"A1": "1", "B1": "2", "A2": "3"}


def test_stored_kinds() -> None:
    strings = (
        f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>甲</x:t></x:si><x:si><x:r><x:t>绩</x:t></x:r>'
        "<x:r><x:t>效</x:t></x:r><x:rPh><x:t>jixiao</x:t></x:rPh></x:si></x:sst>"
    )
    cells = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>99</v></c><c t="s"><v>-1</v></c>'
        '<c t="str"><f>A1</f><v>算</v></c><c t="b"><v>0</v></c><c t="e"><v>#DIV/0!</v></c>'
        '<c t="d"><v>2022-12-30T00:00:00</v></c><c s="999"><v>5</v></c>'
        '<c t="inlineStr"><is><t>注</t><rPh><t>zhu</t></rPh></is></c>'
    )
    (table,) = read(packed(f"<sheetData><row>{cells}</row></sheetData>", sharedStrings=strings)).tables
    assert [c.text for c in table.cells] == [
        *("甲", "绩效", "", "", "算", "FALSE", "#DIV/0!", "2022-12-30", "5", "注"),
    ]


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    styles = '<styleSheet><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="31"/></cellXfs></styleSheet>'
    cells = '<sheetData><row><c s="0"><v>43463</v></c></row></sheetData>'
    (table,) = read(packed(cells, book='<workbookPr date1904="1"/>', styles=styles)).tables
    assert table.cells[0].text == "2022年12月30日"


def test_merges_end_where_the_text_ends() -> None:
    merges = '<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A2:A1048576"/><mergeCell ref="A1:B2"/></mergeCells>'
    rows = (
        f'<row r="1">{inline("A1", "题")}<c r="B1"/></row><row r="2">{inline("A2", "组")}{inline("B2")}</row>'
    )
    table = sheet(f'{rows}<row r="3"><c r="A3"/>{inline("C3")}</row>', merges)
    spans = {c.location.cell: (c.text, c.rowspan, c.colspan) for c in table.cells}
    assert spans == {"A1": ("题", 1, 3), "A2": ("组", 2, 1), "B2": ("x", 1, 1), "C3": ("x", 1, 1)}


@settings(max_examples=40)
@given(st.data())
def test_merges_agree_with_another_writer(data: st.DataObject) -> None:
    import openpyxl

    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    expected = [[f"{r}.{c}." for c in range(columns)] for r in range(rows)]
    for r, row in enumerate(expected, 1):
        for c, text in enumerate(row, 1):
            page.cell(r, c, text)
    free = {(r, c) for r in range(rows) for c in range(columns)}
    for _ in range(data.draw(st.integers(0, 4))):
        top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
        bottom, right = data.draw(st.integers(top, rows - 1)), data.draw(st.integers(left, columns - 1))
        covered = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if covered <= free:
            free -= covered
            page.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
            for r, c in covered:
                expected[r][c] = f"{top}.{left}."
    stream = io.BytesIO()
    book.save(stream)
    table = next(read(stream.getvalue()).tables)
    # What lies wholly in one merge at the end has no text of its own and is not part of the table.
    for r, positions in enumerate(table.grid):
        assert [cell.text if cell else None for cell in positions] == expected[r][: table.width]
    assert {c.text for c in table.cells} == {text for row in expected for text in row}


def test_sheets_in_order_and_hidden_parts_noted() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    first, second, empty, third = book.active, *map(book.create_sheet, ("乙", "空", "丙"))
    assert first is not None
    first.title = "甲"
    first["A1"] = second["A1"] = third["B2"] = "x"
    first.row_dimensions[1].hidden = third.column_dimensions["B"].hidden = True
    second.row_dimensions[9].hidden = second.column_dimensions["H"].hidden = True
    second.sheet_state, empty.sheet_state = "veryHidden", "visible"
    book.create_chartsheet("图", 0)
    stream = io.BytesIO()
    book.save(stream)
    document = read(stream.getvalue())
    assert [(t.location.sheet, t.location.table) for t in document.tables] == [
        ("甲", 1),
        ("乙", 2),
        ("丙", 3),
    ]
    assert [note.en for note in document.notes] == [
        "Hidden sheets are audited too: 乙",
        "Sheet “甲” has hidden rows or columns, which are audited too",
        "Sheet “丙” has hidden rows or columns, which are audited too",
    ]


def test_formulas_show_their_stored_result_and_are_named_without_one() -> None:
    document = written(
        A1=("=SUM(B1:B2)", "General"), B1=(1, "General"), C1=("=8个", "General"), D1=("=98%", "0%")
    )
    assert values(next(document.tables)) == {"A1": "", "B1": "1", "C1": "=8个", "D1": "=98%"}
    (note,) = document.notes
    assert "1 formulas" in note.en and "A1" in note.en
    assert values(sheet("<row><c><f>1+1</f><v>2</v></c></row>")) == {"A1": "2"}
    wrong = '<c t="e"><f>8个</f><v>#NAME?</v></c><c t="e"><f>总数</f><v>#NAME?</v></c>'
    assert values(sheet(f"<row>{wrong}</row>")) == {"A1": "=8个", "B1": "#NAME?"}


def stale(*cells: str) -> dict[str | None, tuple[str, str]]:
    """The formulas with another result, of a sheet with 10, 20 and a text in A1 to A3."""
    rest = "".join(f'<row r="{n}">{cell}</row>' for n, cell in enumerate(cells, 4))
    given = (
        '<row><c r="A1"><v>10</v></c></row><row><c r="A2"><v>20</v></c></row><row>' + inline("A3") + "</row>"
    )
    document = read(packed(f"<sheetData>{given}{rest}</sheetData>"))
    return {s.location.cell: (s.stored, s.recomputed) for s in document.stale}


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        *(("SUM(A1:A3)", "30"), ("A1+A2*2", "50"), ("-A1/A2%", "-50"), ("(A1+A2)/A1", "3")),
        *(("SUM(A1,$A$2,5)", "35"), ("PRODUCT(A1:A2)", "200"), ("AVERAGE(A1:A3)", "15")),
        *(("ROUND(A1/3,2)", "3.33"), ("MAX(A1:A2)-MIN(A1:A2)", "10"), ("表1!A2", "20"), ("'表1'!A1", "10")),
        *(("A9", "0"), ("SUM(A1:A1048576)", "30")),
    ],
)
def test_formulas_are_calculated_anew(formula: str, result: str) -> None:
    cell = '<c r="B4"><f>{}</f><v>{}</v></c>'
    assert stale(cell.format(formula, result)) == {}
    assert stale(cell.format(formula, "7")) == {"B4": ("7", result)}


@pytest.mark.parametrize(
    "formula",
    [
        *(
            "A1+A3",
            "IF(A1&gt;5,1,2)",
            "SUM(A1:A2",
            "A1 A2",
            "A1/0",
            "[1]表1!A1",
            "表2!A1",
            "NOW()",
            '"甲"',
            "A1^2",
        ),
        *(
            "SUM(A2:A1)",
            "SUM(A1:XFD1048576)",
            "B4+1",
            "ROUND(A1)",
            "()",
            "A1:A2",
            "+",
            "SUM()",
            "(" * 100 + "A1" + ")" * 100,
            "1+" * 5000 + "1",
        ),
    ],
)
def test_formulas_that_are_not_understood_are_not_judged(formula: str) -> None:
    assert stale(f'<c r="B4"><f>{formula}</f><v>7</v></c>') == {}


def test_shared_formulas_move_along() -> None:
    first = '<c r="B4"><f t="shared" si="0" ref="B4:B5">A1+A$1+$A1</f><v>30</v></c>'
    assert stale(first, '<c r="B5"><f t="shared" si="0"/><v>31</v></c>') == {"B5": ("31", "50")}


def test_what_the_sheet_does_not_show_is_not_stale() -> None:
    assert stale('<c r="B4"><f>A1/3</f><v>3.33333333333333</v></c>') == {}
    assert stale('<c r="B4"><f>A1/A2</f><v>0.50000000000001</v></c>') == {}


def test_a_lying_dimension_hides_nothing() -> None:
    data = packed(f'<dimension ref="A1"/><sheetData><row r="9">{inline("F9")}</row></sheetData>')
    assert values(next(read(data).tables)) == {"F9": "x"}


def test_blank_cells_far_off_do_no_harm() -> None:
    table = sheet(f'<row r="1">{inline("A1")}</row><row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert values(table) == {"A1": "x"}


@pytest.mark.parametrize("address", ["A0", "1A", "A99999999", "ABCD1", "", "甲1"])
def test_senseless_addresses_count_on(address: str) -> None:
    assert values(sheet(f'<row r="0">{inline(address)}</row>')) == {"A1": "x"}


def test_a_stray_cell_far_off_does_not_blow_up_the_table() -> None:
    far = f'<row r="1048576">{inline("C1048576", "远")}{inline("XFD1048576", "角")}</row>'
    merge = '<mergeCell ref="C1048570:XFD1048575"/><mergeCell ref="A1:A1000"/>'
    table = sheet(f'<row r="1">{inline("A1")}{inline("B1")}</row>{far}', merge)
    assert values(table) == {"A1": "x", "B1": "x", "C1048576": "远", "XFD1048576": "角", "C1048570": ""}
    assert (table.height, table.width) == (3, 5) and len(table.grid) == 3
    assert [(c.row, c.column) for c in table.cells if c.text] == [(1, 1), (1, 2), (3, 3), (3, 5)]


def test_blank_rows_between_two_tables_stay() -> None:
    table = sheet(f'<row r="1">{inline("A1")}</row><row r="102">{inline("A102")}</row>')
    assert table.height == 102


def test_text_all_over_a_sheet_is_refused_by_name() -> None:
    down = "".join(f'<row r="{row}">{inline(f"A{row}")}</row>' for row in range(1, 100_000, 100))
    across = "".join(inline(f"{letter}B1") for letter in "ABCDEFGH")
    with pytest.raises(Unreadable, match="HB99901"):
        sheet(down + f'<row r="1">{across}</row>')


def test_parts_may_lie_anywhere() -> None:
    moved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(ONE))) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("xl/", "office/"), old.read(name).replace(b"/xl/", b"/office/"))
        link = f'<Relationship Id="r1" Type="{TYPES}/officeDocument" Target="office/workbook.xml"/>'
        new.writestr("_rels/.rels", f"<Relationships>{link}</Relationships>")
    document = from_bytes(moved.getvalue(), "a.xlsx")
    assert document.format == "xlsx" and document.blocks


def test_twice_as_many_rows_are_twice_the_work() -> None:
    rows = [
        f'<row r="{r}">{"".join(f"<c r={chr(34)}{c}{r}{chr(34)}><v>{r}.5</v></c>" for c in "ABCDEFGH")}</row>'
        for r in range(1, 3001)
    ]
    assert len(sheet("".join(rows)).cells) == 24_000
    assert effort(lambda: sheet("".join(rows))) < 2.2 * effort(lambda: sheet("".join(rows[:1500])))


LONG = "一" * 30_000
ONE = "<sheetData><row><c><v>1</v></c></row></sheetData>"


@pytest.mark.parametrize(
    "data",
    [
        packed(ONE)[:-30],
        packed("<sheetData><row>"),
        packed(ONE, sharedStrings='<!DOCTYPE sst [<!ENTITY a "b">]><sst/>'),
        packed(ONE, book="</workbook>"),
        packed(
            "<sheetData><row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row></sheetData>",
            sharedStrings=f"<sst><si><t>{LONG}</t></si></sst>",
        ),
        packed(
            "<sheetData>"
            + "".join(f'<row r="{row}">{inline(f"A{row}")}</row>' for row in range(1, 1000))
            + f'<row r="1000">{inline("CV1000")}</row></sheetData>'
            + '<mergeCell ref="A1:CV1000"/>' * 30
        ),
        packed(" " * 30_000_000),
    ],
    ids=[
        "truncated",
        "not well-formed",
        "DTD",
        "broken workbook",
        "repeated text",
        "repeated merges",
        "bomb",
    ],
)
def test_damaged_and_hostile_files_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_a_workbook_of_pictures_only_says_so() -> None:
    picture, stream = io.BytesIO(), io.BytesIO()
    Image.new("L", (40, 40)).save(picture, "PNG")
    book = openpyxl.Workbook()
    book.active.add_image(Drawn(picture), "A1")
    book.save(stream)
    (note,) = read(stream.getvalue()).notes
    assert "nothing but pictures" in note.en

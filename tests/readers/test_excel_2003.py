"""Excel 2003 XML: places, merges, number formats, formulas, what is hidden, broken and hostile files."""

from __future__ import annotations

import random
from functools import partial

import pytest
from effort import effort
from rewritten import excel_2003_of

from auditor.document import Document, Table, Unreadable
from auditor.readers import bounds, excel_2003, read
from auditor.readers.formulas import from_r1c1

STYLES = """<Style ss:ID="Default"><NumberFormat/></Style>
<Style ss:ID="rate"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="two"><NumberFormat ss:Format="0.00"/></Style>
<Style ss:ID="bold" ss:Parent="two"><Font ss:Bold="1"/></Style>
<Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style>
<Style ss:ID="long"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></Style>
<Style ss:ID="truth"><NumberFormat ss:Format="Yes/No"/></Style>"""


def sheet(rows: str, name: str = "自评", columns: str = "", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{columns}{rows}</Table>{options}</Worksheet>'


def book(*sheets: str) -> Document:
    return read(excel_2003_of(STYLES, *sheets), "a.xls")


def values(table: Table) -> dict[str | None, str]:
    return {cell.location.cell: cell.text for cell in table.cells if cell.text}


def only(rows: str, columns: str = "") -> dict[str | None, str]:
    (table,) = book(sheet(rows, columns=columns)).tables
    return values(table)


def cell(value: object, kind: str = "String", **attributes: object) -> str:
    stated = "".join(f' ss:{name}="{one}"' for name, one in attributes.items())
    return f'<Cell{stated}><Data ss:Type="{kind}">{value}</Data></Cell>'


def number(value: object, **attributes: object) -> str:
    return cell(value, "Number", **attributes)


def test_cells_follow_each_other_unless_an_index_says_where() -> None:
    rows = (
        f"<Row>{cell('甲')}{cell('乙', Index=3)}{cell('丙')}</Row>"
        f'<Row ss:Index="4" ss:Span="2">{cell("丁")}</Row><Row>{cell("戊")}</Row>'
    )
    assert only(rows) == {"A1": "甲", "C1": "乙", "D1": "丙", "A4": "丁", "A7": "戊"}


def test_merged_cells() -> None:
    rows = (
        f"<Row>{cell('宽', MergeAcross=1)}{cell('高', MergeDown=1)}</Row>"
        f"<Row>{cell('甲')}{cell('乙')}</Row>"
        f'<Row><Cell ss:MergeAcross="1"/>{cell("尾")}</Row>'
    )
    (table,) = book(sheet(rows)).tables
    assert [[c.text if c else None for c in row] for row in table.grid] == [
        *(["宽", "宽", "高"], ["甲", "乙", "高"], ["", "", "尾"]),
    ]
    assert (table.cells[0].colspan, table.cells[1].rowspan, table.location.sheet) == (2, 2, "自评")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (number("0.9745", StyleID="rate"), "97.45%"),
        (number("100", StyleID="two"), "100.00"),
        (number("100", StyleID="bold"), "100.00"),
        (number("9.7450000000000003E-1"), "0.9745"),
        (number("1", StyleID="truth"), "1"),
        (number("x", StyleID="unknown"), "x"),
        (cell("1", "Boolean"), "TRUE"),
        (cell("#DIV/0!", "Error"), "#DIV/0!"),
        (cell("2022-12-30T00:00:00.000", "DateTime", StyleID="day"), "2022-12-30"),
        (cell("2022-12-30T00:00:00.000", "DateTime", StyleID="long"), "2022年12月30日"),
        (cell("1900-02-28T00:00:00.000", "DateTime", StyleID="day"), "1900-02-28"),
        (cell("2022-12-30T08:30:00.000", "DateTime"), "2022-12-30 08:30:00"),
        (cell("2022-13-30T00:00:00.000", "DateTime", StyleID="day"), "2022-13-30"),
        (cell("第一行&#10;第二行"), "第一行\n第二行"),
        ('<Cell><ss:Data ss:Type="String"><B>粗</B><Font html:Size="9">细</Font></ss:Data></Cell>', "粗细"),
        ('<Cell><Comment><ss:Data>批注</ss:Data></Comment><Data ss:Type="String">甲</Data></Cell>', "甲"),
        ('<Cell><Data ss:Type="String">甲</Data><PhoneticText>yi</PhoneticText></Cell>', "甲"),
        (cell("#NAME?", "Error", Formula="=8个"), "=8个"),
    ],
)
def test_a_value_is_what_the_sheet_shows(given: str, shown: str) -> None:
    assert only(f"<Row>{given}</Row>") == {"A1": shown}


def test_a_cell_takes_its_style_from_its_row_or_column() -> None:
    columns = '<Column/><Column ss:Span="1" ss:StyleID="rate"/><Column ss:StyleID="two"/>'
    plain = "".join(number("0.5") for _ in range(5))
    assert only(f"<Row>{plain}</Row>", columns) == {
        "A1": "0.5",
        "B1": "50.00%",
        "C1": "50.00%",
        "D1": "0.50",
        "E1": "0.5",
    }
    assert only(f'<Row ss:StyleID="two">{plain}</Row>', columns)["B1"] == "0.50"


def test_what_is_hidden_is_read_and_told() -> None:
    hidden = '<WorksheetOptions xmlns="urn:x"><Visible>SheetHidden</Visible></WorksheetOptions>'
    document = book(
        sheet(f'<Row ss:Hidden="1">{cell("甲")}</Row>', "行"),
        sheet(f"<Row>{cell('乙')}</Row>", "列", columns='<Column ss:Hidden="1"/>'),
        sheet(f"<Row>{cell('丙')}</Row>", "表", options=hidden),
        sheet("", "空"),
    )
    assert [values(table) for table in document.tables] == [{"A1": "甲"}, {"A1": "乙"}, {"A1": "丙"}]
    assert [note.zh for note in document.notes] == [
        "隐藏的工作表已一并审核：表",
        "工作表“行”含有隐藏的行或列，已一并审核",
        "工作表“列”含有隐藏的行或列，已一并审核",
    ]


def test_days_may_count_from_1904() -> None:
    data = excel_2003_of(STYLES, sheet(f"<Row>{number('0', StyleID='day')}</Row>"))
    data = data.replace(b"<Styles>", b'<ExcelWorkbook xmlns="urn:x"><Date1904/></ExcelWorkbook><Styles>')
    (table,) = read(data, "a.xls").tables
    assert values(table) == {"A1": "1904-01-01"}


def test_formulas_are_calculated_anew() -> None:
    rows = (
        f"<Row>{number(60)}{number(30)}{number(95, Formula='=RC[-2]+RC[-1]')}</Row>"
        f"<Row>{number(90, Formula='=SUM(R[-1]C:R1C2)')}{number('2', Formula='=自评!R1C1/R[-1]C')}</Row>"
        '<Row><Cell ss:Formula="=R1C1"/></Row>'
    )
    document = book(sheet(rows))
    (stale,) = document.stale
    assert (stale.location.cell, stale.formula, stale.stored, stale.recomputed) == ("C1", "A1+B1", "95", "90")
    assert [note.en.startswith("Sheet “自评” has 1 formulas without") for note in document.notes] == [True]


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        ("SUM(R[-3]C:R[-1]C)", "SUM(C2:C4)"),
        ("RC[-2]*R2C3/100", "A5*C2/100"),
        ("'R1C1 表'!R1C1&amp;\"R1C1\"", "'R1C1 表'!A1&amp;\"R1C1\""),
        ("表R1C1!RC+R1C1(2)+ROUND(RC,2)", "表R1C1!C5+R1C1(2)+ROUND(C5,2)"),
        ("R[-9]C+C[1]+R2", "R[-9]C+C[1]+R2"),
        ("SUM(A1:B2)", "SUM(A1:B2)"),
    ],
)
def test_references_by_number(formula: str, named: str) -> None:
    assert from_r1c1(formula, 5, 3) == named


def test_text_in_gbk_is_read_whatever_the_file_states() -> None:
    text = excel_2003_of(STYLES, sheet(f"<Row>{cell('居民满意度')}</Row>")).decode()
    for encoding, stated in (
        ("gb18030", "gb2312"),
        ("gb18030", "UTF-8"),
        ("utf-8", "GBK"),
        ("utf-16", "UTF-16"),
    ):
        data = text.replace('version="1.0"', f'version="1.0" encoding="{stated}"').encode(encoding)
        (table,) = read(b"\r\n" * (encoding == "utf-8") + data, "a.xls").tables
        assert values(table) == {"A1": "居民满意度"}


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, "a.xls")
    assert caught.value.reason.zh and "\n" not in caught.value.reason.zh + caught.value.reason.en
    return caught.value.reason.en


def test_what_is_refused_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = excel_2003_of(STYLES, sheet(f"<Row>{cell('甲')}</Row>"))
    for kept in range(whole.index(b"<Workbook") + 20, len(whole) - 1, 30):
        assert "damaged" in reason(whole[:kept])
    assert "damaged" in reason(b"<Workbook/>")
    entity = b'<?xml version="1.0"?><!DOCTYPE Workbook [<!ENTITY a "b">]>' + whole.partition(b"?>")[2]
    assert "document type" in reason(entity)
    merged = f"<Row>{cell('甲', MergeAcross=9999999, MergeDown=9999999)}</Row>"
    assert len(book(sheet(merged * 1000)).blocks) == 1
    assert "damaged" in reason(excel_2003_of("", sheet(merged * 2000)))
    monkeypatch.setattr(bounds, "MEMBERS", 3)
    assert "more than 3 members" in reason(excel_2003_of("", sheet("") * 4))
    monkeypatch.setattr(bounds, "CELLS", 3)
    assert "more than 3 cells" in reason(excel_2003_of("", sheet(f"<Row>{cell('甲') * 4}</Row>")))


def attempted(data: bytes) -> None:
    try:
        excel_2003.read(data)
    except Unreadable as error:
        assert error.reason.zh


def test_garbled_files_raise_nothing_else_and_cost_no_more() -> None:
    rows = f"<Row>{cell('甲', MergeAcross=1)}{number('0.5', StyleID='rate')}</Row>" * 5
    formula = f"<Row>{number(1, Formula='=SUM(R[-2]C:R[-1]C)')}</Row>"
    columns = '<Column ss:Index="2" ss:Span="3" ss:StyleID="two" ss:Hidden="1"/>'
    data = excel_2003_of(STYLES, sheet(rows + formula, columns=columns))
    chance = random.Random(5)
    enough = 10 * effort(lambda: excel_2003.read(data)) + 10_000
    places = [at for at in range(len(data)) if data[at : at + 1].isdigit()]
    for _ in range(300):
        garbled = bytearray(data)
        for _ in range(chance.choice((1, 2, 4))):
            garbled[chance.choice(places)] = chance.choice(b"0123456789-.xR")
        if chance.random() < 0.3:
            garbled[chance.randrange(len(data))] = chance.randrange(256)
        assert effort(partial(attempted, bytes(garbled))) < enough


def test_cells_outside_rows_are_told() -> None:
    stray = cell("甲")
    assert "damaged" in reason(excel_2003_of("", sheet(stray + f"<Row>{stray}</Row>")))

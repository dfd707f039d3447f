"""Separated values: what parts the cells, quotes, encodings, lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.document import Document, Unreadable
from auditor.readers import bounds, csv, read
from auditor.readers.text import decode

TABLE = "一级指标,三级指标,得分\n产出,数量,10\n,质量,9.5\n"


def document(text: str) -> Document:
    found = csv.read(text.encode())
    assert found is not None
    return found


def rows(text: str) -> list[list[str]]:
    (table,) = document(text).tables
    assert table.exact
    return [[cell.text for cell in row if cell] for row in table.grid]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    found = read(TABLE.replace(",", separator).encode(encoding), "报告.csv")
    (table,) = found.tables
    assert (found.format, found.notes, table.width, table.height) == ("csv", (), 3, 3)
    assert [c.text for c in table.cells][-3:] == ["", "质量", "9.5"]


def test_quoted_cells_and_lines() -> None:
    found = document('指标,说明,分值\n甲,"第一行\r\n第""二""行,完",1\n乙,,="002"\n')
    (table,) = found.tables
    assert [(c.text, c.location.line) for c in table.cells[3:]] == [
        *(("甲", 2), ('第一行\n第"二"行,完', 2), ("1", 2)),
        *(("乙", 4), ("", 4), ("002", 4)),
    ]


def test_the_separator_may_be_stated() -> None:
    assert rows("sep=;\n甲,乙;1\n丙,丁;2\n") == [["甲,乙", "1"], ["丙,丁", "2"]]


def test_rows_of_one_cell_around_the_table_are_paragraphs() -> None:
    found = document(f"项目支出绩效自评表,,\n,,\n{TABLE}填表人：甲,,\n")
    assert [(p.text, p.location.line) for p in found.paragraphs] == [
        ("项目支出绩效自评表", 1),
        ("填表人：甲", 6),
    ]
    (table,) = found.tables
    assert (table.height, table.location.line) == (3, 3)


def test_a_cell_alone_below_a_table_is_a_level_of_it_unless_it_stands_at_an_end() -> None:
    found = document(
        "一级指标,二级指标,三级指标,得分\n产出,数量,培训人次,10\n,成本,,\n,,,松岭乡\n填表人：甲,,,\n"
    )
    (table,) = found.tables
    assert (table.height, table.cells[9].text) == (3, "成本")
    assert [p.text for p in found.paragraphs] == ["松岭乡", "填表人：甲"]


def test_quotes_that_do_not_pair_swallow_nothing() -> None:
    found = document('甲,1\n"乙,2\n丙,3\n')
    assert found.notes
    (table,) = found.tables
    assert [c.text for c in table.cells] == ["甲", "1", '"乙', "2", "丙", "3"]


def test_text_without_separators_is_text() -> None:
    assert csv.read("自评总分95分\n已完成\n".encode()) is None
    assert read("自评总分95分".encode(), "a.csv").format == "text"


def test_exports_named_xls() -> None:
    found = read(TABLE.encode("gbk"), "导出.xls")
    assert found.format == "csv" and "csv" in found.notes[0].en


@pytest.mark.parametrize(
    "text", ["," * (bounds.CELLS + 1), f"甲,{'乙' * 200_000}\n", f'甲,"{"乙" * 200_000}"\n']
)
def test_too_much_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        csv.read(text.encode())


@given(st.text('甲1,;\t|"\r\n= ', max_size=60))
def test_whatever_the_text_nothing_is_lost(text: str) -> None:
    found = csv.read(text.encode())
    if found is None or text.lower().startswith("sep="):
        return
    pieces = [p.text for p in found.paragraphs] + [c.text for t in found.tables for c in t.cells]
    assert "".join(pieces).count("甲") == decode(text.encode()).count("甲")

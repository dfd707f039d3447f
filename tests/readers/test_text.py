"""Plain text and Markdown: encodings, the three layouts of tables, line numbers."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from effort import effort
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.document import Document, Location, Paragraph, Table, Unreadable
from auditor.readers import text as reader

SAMPLES = Path(__file__).parent.parent.parent / "samples"
STREAM = (Path(__file__).parent.parent / "data" / "stream.txt").read_bytes()
SIMPLIFIED = "项目支出绩效自评表（2024年度）"
TRADITIONAL = "項目支出績效自評表（2024年度）"


def read(text: str, markdown: bool = False) -> Document:
    """A text as the reader gives it."""
    return reader.read(text.encode(), markdown)


def only_table(text: str, markdown: bool = False) -> Table:
    (table,) = read(text, markdown).tables
    return table


def texts(table: Table) -> list[list[str]]:
    """The rows' cells."""
    return [[c.text for c in row if c] for row in table.grid]


def shape(document: Document) -> list[object]:
    """Paragraphs as texts, tables as rows."""
    return [texts(b) if isinstance(b, Table) else b.text for b in document.blocks]


# ── Encodings ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "mark, encoding",
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "gb18030"),
        (b"", "big5"),
    ],
)
def test_encodings(mark: bytes, encoding: str) -> None:
    title = TRADITIONAL if encoding == "big5" else SIMPLIFIED
    (only,) = reader.read(mark + title.encode(encoding)).paragraphs
    assert only.text == title


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zero_bytes(encoding: str) -> None:
    (first,) = reader.read("2024 年度得分 95.00 分，满分 100 分".encode(encoding)).paragraphs
    assert first.text.startswith("2024 年度得分")


def test_an_encoding_that_cannot_be_told_is_unreadable() -> None:
    with pytest.raises(Unreadable) as problem:
        reader.read("自评".encode() + b"\xff\xff\x81")
    assert "UTF-8" in problem.value.reason.en and "\n" not in problem.value.reason.en


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending: str) -> None:
    document = read(ending.join(["一、概况", "", "二、自评"]))
    assert [(p.text, p.location.line) for p in document.paragraphs] == [("一、概况", 1), ("二、自评", 3)]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        reader.read(data)
    except Unreadable as problem:
        assert problem.reason.zh


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────


def test_cells_between_tabs() -> None:
    document = read("自评表\n指标\t分值\t得分\n满意度\t10\t\n\n合计\t10\t9.5\n说明：无")
    assert shape(document) == [
        "自评表",
        [["指标", "分值", "得分"], ["满意度", "10", ""], ["合计", "10", "9.5"]],
        "说明：无",
    ]
    (table,) = document.tables
    assert not table.exact and table.location == Location(line=2, table=1)
    assert table.grid[2][2] is not None
    assert table.grid[2][2].location == Location(line=5, table=1, row=3, column=3)


def test_a_line_without_tabs_goes_on_in_the_last_cell() -> None:
    table = only_table("\t指标\t偏差原因\n\t满意度\t受雨季影响，\n工期顺延\n\t覆盖率\t无")
    assert texts(table)[1][-1] == "受雨季影响，\n工期顺延"
    assert len(texts(table)) == 3


FORM = """三级指标\t指标值\t完成值\t得分
改造校舍栋数\t≥5栋\t5栋\t50
教师满意度\t≥90%\t95%\t10
学生满意度\t≥90%\t96%\t30"""


@pytest.mark.parametrize(
    "line",
    ["总分 90", "附注：本表由项目单位填写。", "填表人：张甲　填表日期：2025年3月1日", "以下指标由学校填报"],
)
def test_a_line_across_a_table_is_no_part_of_the_cell_above(line: str) -> None:
    (table,) = read(f"{FORM}\n{line}\n家长满意度\t≥90%\t97%\t5").tables
    assert [c.text for c in table.grid[3] if c] == ["学生满意度", "≥90%", "96%", "30"]
    (across,) = {c for c in table.grid[4] if c}
    assert (across.text, across.colspan, across.location.line) == (line, 4, 5)
    assert [c.text for c in table.grid[5] if c] == ["家长满意度", "≥90%", "97%", "5"]


def test_a_foot_is_told_below_words_too() -> None:
    table = only_table("\t指标\t偏差原因\n\t满意度\t受雨季影响，\n工期顺延\n附注：一式两份\n\n\t覆盖率\t无")
    assert [c.text for c in table.cells] == [
        *("", "指标", "偏差原因"), *("", "满意度", "受雨季影响，\n工期顺延"), "附注：一式两份",
        *("", "覆盖率", "无"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cells, line",
    [
        ("学生满意度\t≥90%\t96%\t30", "（含加分2分）"),
        ("学生满意度\t≥90%\t96%\t30", ".5"),
        ("学生满意度\t≥90%\t96%\t30", "分"),
        ("学生满意度\t≥90%", "（抽样调查）的学生"),
        ("填报说明\t\t\t备注：两校合并", "备注：已经核对"),
    ],
)
def test_a_cell_broken_over_lines_is_one(cells: str, line: str) -> None:
    (table,) = read(f"{FORM}\n{cells}\n{line}\n家长满意度\t≥90%\t97%\t5").tables
    row = [c.text for c in table.grid[4] if c]
    assert row == [*cells.split("\t")[:-1], f"{cells.split(chr(9))[-1]}\n{line}"]


def test_a_foot_ends_a_row_of_one_cell_a_line() -> None:
    rows = ["\t指标\n\t完成值\n\t得分", "\t满意度\n\t95%\n\t10\n总分 90", "\t覆盖率\n（全年）\n\t\n\t5"]
    assert texts(only_table("\n\n".join(rows)))[1:] == [
        ["满意度", "95%", "10"],
        ["总分 90"] * 3,
        ["覆盖率\n（全年）", "", "5"],
    ]


def test_one_cell_a_line() -> None:
    (table, *_) = reader.read(STREAM).tables
    widths = {len([c for c in row if c]) for row in table.grid}
    assert max(widths) > 4 and table.height > 4
    for cell in table.cells:
        assert cell.location.line is not None
        shown = STREAM.decode().split("\n")[cell.location.line - 1]
        assert cell.text.split("\n")[0] in shown


def test_one_cell_a_line_with_lines_inside_cells() -> None:
    rows = ["\t指标\n\t完成值\n\t得分", "\t满意度\n\t第一行\n第二行\n\t10", "\t覆盖率\n\t\n\t5"]
    assert texts(only_table("\n\n".join(rows))) == [
        ["指标", "完成值", "得分"],
        ["满意度", "第一行\n第二行", "10"],
        ["覆盖率", "", "5"],
    ]


def test_pipes() -> None:
    table = only_table(
        "| 指标 | 完成值 | 得分 |\n|:---|---:|---|\n| 满意度 | 甲\\|乙<br>丙 | 10\\* |\n| 覆盖率 | \\>=9\\\\5 | 5 |",
        True,
    )
    assert texts(table) == [
        ["指标", "完成值", "得分"],
        ["满意度", "甲|乙\n丙", "10*"],
        ["覆盖率", ">=9\\5", "5"],
    ]
    assert [c.location.line for c in table.cells if c.column == 1] == [1, 3, 4]


def test_escapes_of_markdown_are_undone() -> None:
    assert shape(read("# 3\\. 完成率\\>=95% \\& C:\\报告", True)) == ["3. 完成率>=95% & C:\\报告"]


def test_tables_are_counted_and_paragraphs_between_them_kept() -> None:
    document = read("甲\t1\n乙\t2\n\n小结\n\n丙\t3\n丁\t4")
    assert shape(document) == [[["甲", "1"], ["乙", "2"]], "小结", [["丙", "3"], ["丁", "4"]]]
    assert [t.location.table for t in document.tables] == [1, 2]
    assert {c.location.table for t in document.tables for c in t.cells} == {1, 2}


ALIGNED = """项目支出绩效自评表
一级指标    二级指标      三级指标          指标值   分值   得分
--------------------------------------------------------------
产出指标    数量指标      改造小区数量      ≥18个    10     10
                          更换管道长度      ≥9600米  8      7.85
            质量指标      试压合格率        =100%    8      10
　　总分：95分　　等级：优
"""


def test_columns_aligned_with_spaces() -> None:
    document = read(ALIGNED)
    (table,) = document.tables
    assert [[c.text for c in row if c] for row in table.grid] == [
        ["一级指标", "二级指标", "三级指标", "指标值", "分值", "得分"],
        ["产出指标", "数量指标", "改造小区数量", "≥18个", "10", "10"],
        ["", "", "更换管道长度", "≥9600米", "8", "7.85"],
        ["", "质量指标", "试压合格率", "=100%", "8", "10"],
    ]
    assert [c.location.line for c in table.cells if c.column == 1] == [2, 4, 5, 6] and not table.exact
    assert [p.text for p in document.paragraphs] == ["项目支出绩效自评表", "总分：95分　　等级：优"]


def test_equally_many_cells_need_no_alignment() -> None:
    table = only_table("指标　　分值　　得分\n小区改造数量　　10　　9\n满意度　　5　　5\n")
    assert texts(table) == [["指标", "分值", "得分"], ["小区改造数量", "10", "9"], ["满意度", "5", "5"]]


@pytest.mark.parametrize(
    "text",
    [
        "单位：甲局    年度：2024    金额：万元\n总分  95  分\n",
        "　　一是加快进度。　　二是加强管理。\n　　三是做好验收。　　四是及时归档。\n　　完成。　　良好。\n",
        "甲  乙\n" * 5,
        "甲" + " " * 30 + "乙\n" + ("    丙    丁\n" * 3),
    ],
)
def test_gaps_in_running_text_make_no_table(text: str) -> None:
    assert not list(read(text).tables)


@pytest.mark.parametrize("line", ["甲  乙\n", "甲          乙\n      丙  丁      戊\n"])
def test_twice_as_many_lines_with_gaps_are_twice_the_work(line: str) -> None:
    assert effort(lambda: read(line * 4_000)) < 2.2 * effort(lambda: read(line * 2_000))


# ── Paragraphs ────────────────────────────────────────────────────────────────────────────────────────


def test_entities_of_markdown_are_decoded() -> None:
    text = "# 概况&nbsp;一\n满意度&ge;90&#37;，&#8805;&#x2264; &lt;b&gt; &amp;lt;\nAT&T; &bogus; a&b &#35; &#42;&#42;注&#42;&#42;"
    document = read(text, markdown=True)
    assert [p.text for p in document.paragraphs] == [
        "概况 一",
        "满意度≥90%，≥≤ <b> &lt;",
        "AT&T; &bogus; a&b # **注**",
    ]
    table = only_table(
        "| 指标 | 值 |\n| --- | --- |\n| 满意度&nbsp; | &ge;90%&#124;优&#10;良 |", markdown=True
    )
    assert [cell.text for cell in table.cells][2:] == ["满意度", "≥90%|优 良"]


def test_code_escapes_and_plain_text_keep_entities() -> None:
    document = read("`&lt;` ``a`&lt;`` \\&lt; `&lt; &lt;", markdown=True)
    assert [p.text for p in document.paragraphs] == ["`&lt;` ``a`&lt;`` &lt; `< <"]
    assert [p.text for p in read("&lt;&nbsp;").paragraphs] == ["&lt;&nbsp;"]


def test_marks_of_markdown_are_no_text() -> None:
    document = read("## 一、概况\n**总分**95分\\*\n\n普通 | 文字", markdown=True)
    assert document.format == "markdown"
    assert shape(document) == ["一、概况", "总分95分*", "普通 | 文字"]


@pytest.mark.parametrize("fence", ["```", "~~~~", "   ```text"])
def test_fenced_code_is_no_content(fence: str) -> None:
    marks = fence.strip(" tex")
    text = f"# 说明\n{fence}\n甲\t1\n{marks}x\n乙\t2\n{marks}\n总分95分\n"
    document = read(text, markdown=True)
    assert [(p.text, p.location.line) for p in document.paragraphs] == [("说明", 1), ("总分95分", 7)]
    assert document.notes and not list(document.tables) and list(read(text).tables)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\t\n\t\t\n"])
def test_a_file_without_text_has_no_words(data: bytes) -> None:
    for block in reader.read(data).blocks:
        assert isinstance(block, Table) and not any(c.text for c in block.cells)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda p: p.stem)
def test_nothing_of_a_sample_is_lost_and_every_line_number_is_right(path: Path) -> None:
    document = reader.read(path.read_bytes())
    lines = path.read_text("utf-8").split("\n")
    pieces: list[tuple[str, Location]] = []
    for block in document.blocks:
        pieces += [(b.text, b.location) for b in (block.cells if isinstance(block, Table) else [block])]
    for text, location in pieces:
        assert location.line is not None and text.split("\n")[0] in lines[location.line - 1]
    assert "".join("".join(text.split()) for text, _ in pieces) == "".join("".join(lines).split())


PIECES = ("甲", "乙丙", "12.5", "  ", "\t", "|", "---", "___", "===", "\n", "\n\n", "# ", "：", "1.")


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@example(["___", "  ", "___", "\n", "甲", "  ", "乙丙", "\n", "甲", "  ", "乙丙", "\n"])
def test_whatever_the_layout_places_are_within_the_file(parts: list[str]) -> None:
    text = "".join(parts)
    document = read(text)
    for block in document.blocks:
        assert isinstance(block, (Paragraph, Table))
        for piece in block.cells if isinstance(block, Table) else [block]:
            assert piece.location.line is not None and 1 <= piece.location.line <= text.count("\n") + 1


@pytest.mark.parametrize("markdown", [True, False])
def test_tables_in_html_are_tables(markdown: bool) -> None:
    source = """前文
正文 <table border="1"><tr><td rowspan="2">产出</td><td>甲 &lt; 3</td></tr>
<tr>
<td>乙<br>丙</td></tr></table> 尾
<table>没有结束
<table><tr><td>外<table><tr><td>内</td></tr></table></td></tr></table><table><tr><td>丁</td></tr></table>
后文"""
    document = read(source, markdown)
    first, second, third = document.tables
    assert [(c.text, c.row, c.column, c.rowspan, c.location.line) for c in first.cells] == [
        *(("产出", 1, 1, 2, 2), ("甲 < 3", 1, 2, 1, 2), ("乙\n丙", 2, 2, 1, 3)),
    ]
    assert "内" in second.cells[0].text and third.cells[0].text == "丁"
    assert [t.location.table for t in document.tables] == [1, 2, 3]
    assert [p.text for p in document.paragraphs][:3] == ["前文", "正文", "尾"]
    assert [p.text for p in document.paragraphs][-1] == "后文"

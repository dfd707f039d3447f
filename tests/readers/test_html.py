"""The HTML reader: tables with spans, layout tables, encodings, hidden parts, hostile pages."""

from __future__ import annotations

import pytest

from auditor.document import Document, Table, Unreadable
from auditor.readers import bounds
from auditor.readers.html import read


def html(body: str) -> Document:
    return read(f"<!doctype html><meta charset=utf-8><body>{body}".encode())


def only_table(body: str) -> Table:
    (table,) = html(body).tables
    return table


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "?" for cell in row] for row in table.grid]


def paragraphs(body: str) -> list[str]:
    return [paragraph.text for paragraph in html(body).paragraphs]


def test_spans_and_places() -> None:
    document = html(
        "<p>标题</p><table><tr><td rowspan=2>产出<td colspan=2>跨列</tr><tr><td>甲<td>乙</tr></table><p>尾"
    )
    (table,) = document.tables
    assert [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in table.cells] == [
        ("产出", 1, 1, 2, 1),
        ("跨列", 1, 2, 1, 2),
        ("甲", 2, 2, 1, 1),
        ("乙", 2, 3, 1, 1),
    ]
    place = table.cells[2].location
    assert (place.line, place.table, place.row, place.column) == (4, 1, 2, 2)
    assert [p.location.line for p in document.paragraphs] == [1, 6]


@pytest.mark.parametrize("span", ["", "0", "-3", "abc", "1.5", "２", "9" * 5000])
def test_odd_spans_do_no_harm(span: str) -> None:
    table = only_table(f'<table><tr><td colspan="{span}">a<td>b<tr><td>c<td>d</table>')
    assert table.height == 2 and [cell.text for cell in table.cells] == ["a", "b", "c", "d"]


def test_rowspan_zero_and_too_large_end_with_their_section() -> None:
    body = "<tr><td rowspan={}>a<td>b</tr><tr><td>c</tr>"
    for span in ("0", "99"):
        table = only_table(
            f"<table><tbody>{body.format(span)}</tbody><tbody><tr><td>d<td>e</tr></tbody></table>"
        )
        assert texts(table) == [["a", "b"], ["a", "c"], ["d", "e"]]


def test_a_title_wider_than_the_table_ends_at_the_last_column() -> None:
    table = only_table("<table><tr><td colspan=100>题<tr><td>a<td>b<td>c</table>")
    assert (table.width, table.cells[0].colspan) == (3, 3)


def test_a_row_without_cells_counts_only_where_one_reaches_into_it() -> None:
    table = only_table("<table><tr><td rowspan=2>a<td rowspan=2>b</tr><tr></tr><tr><td>c<td>d</tr></table>")
    assert texts(table) == [["a", "b"], ["a", "b"], ["c", "d"]]
    table = only_table("<table><tr><td>a<td>b</tr><tr></tr><tr><td>c<td>d</tr></table>")
    assert texts(table) == [["a", "b"], ["c", "d"]]


def test_breaks_in_cells_are_lines_and_spaces_fold() -> None:
    table = only_table(
        "<table><tr><td>一<br>二<p>三</p><div>四</div><td>&nbsp;1　 2\n&nbsp;<td>合\n  计</table>"
    )
    assert texts(table) == [["一\n二\n三\n四", "1 2", "合计"]]


def test_blocks_are_paragraphs_and_inline_elements_are_not() -> None:
    assert paragraphs(
        "<h1>标题</h1>前<b>中</b><span>后</span><div>下<p>段</p></div><ul><li>一<li>二</ul>"
    ) == [
        "标题",
        "前中后",
        "下",
        "段",
        "一",
        "二",
    ]


def test_a_caption_is_a_paragraph_before_its_table() -> None:
    document = html("<table><caption>表1</caption><tr><td>a<td>b</table>")
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table"]


def test_layout_tables_dissolve_and_inner_tables_stay() -> None:
    document = html(
        "<table><tr><td>栏目</td><td><p>正文</p><table><tr><td>指标<td>得分<tr><td>甲<td>5</table>末尾</td></tr></table>"
    )
    assert [p.text for p in document.paragraphs] == ["栏目", "正文", "末尾"]
    assert [texts(table) for table in document.tables] == [[["指标", "得分"], ["甲", "5"]]]


def test_a_form_with_a_small_table_in_a_cell_stays_a_table() -> None:
    rows = "<tr><td>a<td>b<td>c" * 4
    table = only_table(f"<table>{rows}<tr><td>d<td><table><tr><td>x<td>y</table><td>e</table>")
    assert texts(table)[4] == ["d", "x\ny", "e"]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("<input value=98.5>", "98.5"),
        ("<input type=number value=9.5>分", "9.5分"),
        ("<input type=hidden value=7>10", "10"),
        ("<input type=text>", ""),
        ("<textarea rows=2>已完成\n验收</textarea>", "已完成验收"),
        ("<select><option>≥<option selected>≤<option>=</select>5", "≤5"),
        ("<select><option>优</option><option>良</option></select>", "优"),
        ("<select multiple><option>优<option>良</select>", ""),
        ("<input type=radio checked>是<input type=radio>否", "☑是☐否"),
        ("<button>保存</button>", ""),
    ],
)
def test_fields_of_a_form_in_a_table_show_what_is_filled_in(field: str, shown: str) -> None:
    assert texts(only_table(f"<table><tr><td>得分<td>{field}<tr><td>备注<td>无</table>")) == [
        ["得分", shown],
        ["备注", "无"],
    ]


def test_fields_outside_of_tables_are_the_sites_own() -> None:
    search = "<form><input value=请输入关键字><select><option>全站</select><textarea>留言</textarea></form>"
    assert paragraphs(f"{search}<p>总分95分") == ["总分95分"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a = '<p>机密</p>'</script>",
        "<style>p {机密}</style>",
        "<nav>机密</nav>",
        "<div role=navigation>机密</div>",
        "<p hidden>机密</p>",
        "<p style='color:red; DISPLAY : none'>机密</p>",
        "<!-- 机密 -->",
        "<template><p>机密</p></template>",
        "<noscript>机密</noscript>",
    ],
)
def test_what_is_not_seen_is_not_read(hidden: str) -> None:
    assert paragraphs(f"<p>可见</p>{hidden}<p>仍可见</p>") == ["可见", "仍可见"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gb18030", "utf-8"),
        ("gb18030", "gb2312"),
        ("gb18030", "no-such-encoding"),
        ("gb18030", "hex"),
        ("gb18030", "iso-8859-1"),
        ("gb18030", "utf-16"),
        ("gb18030", "big5"),
        ("utf-8", "gb2312"),
        ("utf-8", "gbk"),
        ("utf-8-sig", "gb2312"),
        ("utf-16", "gb2312"),
        ("big5", "big5"),
        ("big5", "gb2312"),
        ("big5", "windows-1252"),
    ],
)
def test_encodings_whatever_is_declared(encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>績效目標一致性的說明</p></body></html>'
    document = read(page.encode(encoding))
    assert [p.text for p in document.paragraphs] == ["績效目標一致性的說明"]


def test_encoding_without_a_declaration_and_with_a_broken_byte() -> None:
    assert next(read("<p>绩效自评</p>".encode("gbk")).paragraphs).text == "绩效自评"
    broken = "<p>绩效自评得分</p>".encode() + b"\xff"
    assert next(read(broken).paragraphs).text == "绩效自评得分"


def test_empty_and_odd_bytes_give_an_empty_document() -> None:
    for data in (b"", b"\0\0\0", b"<", b"<table></table>"):
        assert not list(read(data).tables)


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_deep_nesting_is_refused(tag: str) -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        html(f"<{tag}>" * 200_000)


def test_nesting_below_the_limit_is_read() -> None:
    assert paragraphs("<div>" * 4_000 + "底") == ["底"]


def test_left_open_rows_are_not_nesting() -> None:
    assert only_table("<table>" + "<tr><td>a<td>b" * 6_000 + "</table>").height == 6_000


def test_a_table_of_enormous_spans_is_refused() -> None:
    cells = "<td rowspan=65000 colspan=1000>x" * 3
    with pytest.raises(Unreadable, match="positions"):
        html(f"<table>{('<tr>' + cells) * 1_000}</table>")


def test_entities_of_a_dtd_are_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = "".join(paragraph.text for paragraph in read(f"{bomb}<p>甲&b;乙&f;丙</p>".encode()).paragraphs)
    assert "甲&b;乙&f;丙" in text and "root:" not in text and "xxxxxxxxxxxx" not in text


@pytest.mark.parametrize(
    "unit",
    [
        "<div></x>",
        "<span><div></span>",
        "<div><!--</div>-->",
        '<div title="</div>">',
        "<svg><desc><foo/></svg",
        "<div><svg><![CDATA[></div></div>]]></svg>",
        "<div><table></div>",
        "<textarea></textarea><div></textarea>",
        "<DIV></DI>",
    ],
)
def test_nesting_is_counted_as_the_parser_sees_it(unit: str) -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        html(unit * 6000)


def test_what_closes_does_not_count_as_nested() -> None:
    units = (
        "<div><font><b>x</div>",
        "<script>'<div><div>'</script>",
        "<!--[if mso]><xml><w:a/><w:b/></xml><![endif]-->",
        "<svg><path d='1'/><g/></svg>",
        "<p><a href='?a>b'>x",
        "<textarea><div></textarea>",
    )
    assert paragraphs("".join(unit * 6000 for unit in units) + "<p>尾")[-1] == "尾"


def test_formatting_left_open_is_not_opened_again_in_each_paragraph() -> None:
    body = "".join(f"<p><b id=a{n}><FONT id=b{n}>第{n}段" for n in range(2500))
    found = paragraphs(body)
    assert found[0] == "第0段" and len(found) == 2500


def test_an_element_of_very_many_attributes_is_refused() -> None:
    with pytest.raises(Unreadable, match="attributes"):
        html(f"<div {' '.join(f'a{n}' for n in range(bounds.ATTRIBUTES + 1))}>x")


def test_cells_over_many_rows_take_time_for_what_is_there() -> None:
    size = 300
    rows = "".join(f"<tr><td rowspan={size - n}>{n}" for n in range(size))
    table = only_table(f"<table>{rows}</table>")
    assert (table.height, table.width) == (size, size) and table.grid[-1][0] is table.grid[0][0]

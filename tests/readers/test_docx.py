"""The Word reader: changes accepted, every container opened, merges, list numbers, hostile files."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.document import Document, Paragraph, Table, Unreadable
from auditor.readers.docx import read
from auditor.readers.numbering import spelt

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def packed(body: str, prolog: str = "", **parts: str) -> bytes:
    """A Word file of a body and, by name, its styles and numbering parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"{prolog}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {NAMESPACES}>{content}</w:{name}>")
    return stream.getvalue()


def word(body: str, **parts: str) -> Document:
    return read(packed(body, **parts))


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}<w:t>{text}</w:t></w:r>"


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(run(text))}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties and f'<w:trPr>{properties}</w:trPr>'}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def lines(document: Document) -> list[str]:
    return [f"{block.number}{block.text}" for block in document.blocks if isinstance(block, Paragraph)]


def grid(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid]


def only_table(*rows: str) -> Table:
    (table,) = word(tbl(*rows)).tables
    return table


def test_paragraphs_tables_and_places() -> None:
    document = word(p(run("标题")) + p() + tbl(tr(tc("甲"), tc("乙")), tr(tc("丙"), tc("丁"))) + p(run("尾")))
    title, table, tail = document.blocks
    assert isinstance(title, Paragraph) and isinstance(tail, Paragraph) and isinstance(table, Table)
    assert (title.location.line, tail.location.line) == (1, 7)
    assert table.location.table == 1 and table.location.line == 3
    places = [(c.text, c.location.line, c.location.row, c.location.column) for c in table.cells]
    assert places == [("甲", 3, 1, 1), ("乙", 4, 1, 2), ("丙", 5, 2, 1), ("丁", 6, 2, 2)]
    assert document.format == "docx" and document.notes == ()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            run("执行")
            + "<w:ins>"
            + run("率")
            + "</w:ins><w:del><w:r><w:delText>额</w:delText></w:r></w:del>",
            "执行率",
        ),
        ("<w:moveTo>" + run("移来") + "</w:moveTo><w:moveFrom>" + run("移走") + "</w:moveFrom>", "移来"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("控件") + "</w:sdtContent></w:sdt>", "控件"),
        ("<w:hyperlink>" + run("链") + "</w:hyperlink><w:smartTag>" + run("接") + "</w:smartTag>", "链接"),
        ('<w:fldSimple w:instr=" DATE ">' + run("2022") + "</w:fldSimple>年", "2022"),
        (
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r>",
            "a\tb\nc-1",
        ),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>', "≥95%"),
        ('<w:r><w:sym w:font="Symbol" w:char="zz"/><w:sym w:char="D800"/><w:t>x</w:t></w:r>', "x"),
        ('<w:customXml w:element="x">' + run("标") + "</w:customXml>" + run("记"), "标记"),
        (run("\uf0b395%", '<w:rFonts w:ascii="Symbol"/>') + run("\uf0b3"), "≥95%\uf0b3"),
        (run("\uf0fe", '<w:rFonts w:hAnsi="Wingdings"/>') + "<w:bookmarkStart/>" + run("是"), "☑是"),
        ("<w:r><w:fldChar w:fldCharType='end'/><w:t>1</w:t><w:commentReference/></w:r>", "1"),
        (
            "<w:r><w:ruby><w:rt>"
            + run("jì")
            + "</w:rt><w:rubyBase>"
            + run("绩")
            + "</w:rubyBase></w:ruby></w:r>",
            "绩",
        ),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
            "1/2",
        ),
        (run("见") + run("藏", "<w:vanish/>") + run("显", '<w:vanish w:val="0"/>'), "见显"),
    ],
)
def test_what_stands_in_a_paragraph(content: str, text: str) -> None:
    assert lines(word(p(content))) == [text]


def test_field_instructions_are_left_out_even_with_results_of_inner_fields() -> None:
    def step(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = "<w:r><w:instrText> IF </w:instrText></w:r>"
    inner = step("begin") + instruction + step("separate") + run("内") + step("end")
    field = step("begin") + instruction + inner + step("separate") + run("结果") + step("end")
    assert lines(word(p(run("前"), field, run("后")))) == ["前结果后"]
    # A field that is never closed costs its own paragraph only.
    assert lines(word(p(run("前"), step("begin"), run("丢")) + p(run("后")))) == ["前", "后"]


def test_notes_say_what_was_tracked_hidden_or_embedded() -> None:
    assert word(p("<w:ins>" + run("增") + "</w:ins>")).notes[0].en.startswith("The file has tracked changes")
    assert word(p(run("藏", "<w:vanish/>"))).notes[0].en.startswith("The file has hidden text")
    stream = io.BytesIO(packed(p(run("x"))))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/embeddings/sheet1.xlsx", b"")
    assert read(stream.getvalue()).notes[0].en.startswith("Other files")


def test_deleted_paragraph_ends_join_paragraphs() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    document = word(p(run("年度"), properties=gone) + p(run("目标")) + p(run("末"), properties=gone))
    assert [(b.text, b.location.line) for b in document.paragraphs] == [("年度目标", 2), ("末", 3)]
    assert lines(word(p(properties=gone) + tbl(tr(tc("x"))))) == []
    chain = "".join(p(run(str(n)), properties=gone) for n in range(3)) + p() + p(run("另"))
    assert lines(word(f"<w:sdt><w:sdtContent>{chain}</w:sdtContent></w:sdt>")) == ["012", "另"]


def test_marks_of_changes_where_none_belong_do_no_harm() -> None:
    nothing = "<w:cellDel/><w:rPr><w:del/></w:rPr><w:trPr><w:del/><w:hidden/></w:trPr>"
    assert lines(
        word(nothing + p(nothing, run("文"), "<w:r><w:rPr><w:del/></w:rPr><w:t>字</w:t></w:r>"))
    ) == ["文字"]
    twice = tr(tc("旧"), properties="<w:del/><w:del/><w:hidden/>")
    assert grid(only_table(twice, tr(tc("新")))) == [["新"]]
    assert list(word("<w:gridSpan/>" + tbl("<w:vMerge/>")).tables) == []


def test_hidden_by_style() -> None:
    styles = (
        '<w:style w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="heir"><w:basedOn w:val="base"/></w:style>'
        '<w:style w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    body = (
        p(run("甲"), properties='<w:pStyle w:val="heir"/>')
        + p(run("乙", '<w:rStyle w:val="base"/>'), run("丙", '<w:rStyle w:val="loop"/>'))
        + p(run("丁", '<w:vanish w:val="false"/>'), properties='<w:pStyle w:val="heir"/>')
    )
    assert lines(word(body, styles=styles)) == ["丙", "丁"]


def test_text_boxes_follow_their_paragraph_and_alternatives_count_once() -> None:
    def box(text: str) -> str:
        return f"<w:pict><v:textbox><w:txbxContent>{p(run(text))}</w:txbxContent></v:textbox></w:pict>"

    both = (
        f"<w:r><mc:AlternateContent><mc:Choice>{box('框')}</mc:Choice>"
        f"<mc:Fallback>{box('框')}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    only = f"<w:r><mc:AlternateContent><mc:Fallback>{box('备')}</mc:Fallback></mc:AlternateContent></w:r>"
    document = word(p(both, run("主")) + p(only, "<w:r><mc:AlternateContent/></w:r>"))
    assert lines(document) == ["主", "框", "备"]
    assert only_table(f"<w:tr><w:tc>{p(both, run('主'))}</w:tc></w:tr>").cells[0].text == "主\n框"


def test_tables_in_text_boxes_and_line_breaks_in_cells() -> None:
    inner = tbl(
        tr(tc("乙"), f"<w:tc>{p('<w:r><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r>')}{p(run('戊'))}</w:tc>")
    )
    box = f"<w:r><w:pict><w:txbxContent>{p(run('甲'))}{inner}</w:txbxContent></w:pict></w:r>"
    document = word(p(box) + tbl(f"<w:tr><w:tc>{p(run('己'), box)}</w:tc></w:tr>"))
    assert lines(document) == ["甲"]
    assert [grid(table) for table in document.tables] == [
        [["乙", "丙\n丁\n戊"]],
        [["己\n甲"]],
        [["乙", "丙\n丁\n戊"]],
    ]


def test_merged_cells() -> None:
    table = only_table(
        tr(tc("产出", '<w:vMerge w:val="restart"/>'), tc("跨", '<w:gridSpan w:val="2"/>')),
        tr(tc("", "<w:vMerge/>"), tc("a"), tc("b")),
        tr(tc("", '<w:vMerge w:val="continue"/>'), tc("c"), tc("d")),
        tr(
            tc("效益", '<w:vMerge w:val="restart"/>'),
            tc("左", '<w:hMerge w:val="restart"/>'),
            tc("", "<w:hMerge/>"),
        ),
        tr(tc("缩"), properties='<w:gridBefore w:val="1"/>'),
    )
    assert grid(table) == [
        ["产出", "跨", "跨"],
        ["产出", "a", "b"],
        ["产出", "c", "d"],
        ["效益", "左", "左"],
        [None, "缩", None],
    ]


def test_a_merge_goes_on_only_below_a_cell_of_the_same_edges() -> None:
    table = only_table(
        tr(tc("a", '<w:vMerge w:val="restart"/>'), tc("b")),
        tr(tc("c", '<w:vMerge/><w:gridSpan w:val="2"/>')),
        tr(tc("d"), tc("e")),
        tr(tc("f", "<w:vMerge/>"), tc("g")),
    )
    assert grid(table) == [["a", "b"], ["c", "c"], ["d", "e"], ["f", "g"]]


def test_deleted_and_hidden_rows_and_cells_are_out() -> None:
    document = word(
        tbl(
            tr(tc("a"), tc("x", "<w:cellDel/>"), tc("b")),
            tr(tc("旧"), properties="<w:del/>"),
            tr(tc("藏"), properties="<w:hidden/>"),
            tr(tc("c"), tc("d"), properties="<w:ins/>"),
        )
        + tbl(tr(tc("旧"), properties="<w:del/>"))
        + tbl(tr(tc("z")))
    )
    first, second = document.tables
    assert grid(first) == [["a", "b"], ["c", "d"]] and second.location.table == 2
    assert len(document.notes) == 2


def test_rows_and_cells_in_content_controls() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    body = control(tbl(control(tr(control(tc("a")), tc("b"))), tr(tc("c"), tc("d"))))
    assert grid(next(word(body).tables)) == [["a", "b"], ["c", "d"]]


def test_nested_table_comes_after_the_outer_one() -> None:
    nested = f"<w:tc>{p(run('外'))}{tbl(tr(tc('内')))}{p(run('续'))}</w:tc>"
    outer, inner = word(tbl(f"<w:tr>{nested}{tc('旁')}</w:tr>")).tables
    assert grid(outer) == [["外\n续", "旁"]] and grid(inner) == [["内"]]
    assert (outer.location.table, inner.location.table, inner.cells[0].location.line) == (1, 2, 2)


def level(depth: int, form: str, text: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>')
    + level(1, "decimal", "%1.%2", '<w:isLgl/><w:pStyle w:val="second"/>')
    + level(2, "bullet", "●")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def numbered(text: str, depth: int, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(run(text), properties=place)


def test_list_numbers() -> None:
    body = (
        numbered("甲", 0) + numbered("乙", 1) + numbered("丙", 1) + numbered("点", 2) + numbered("丁", 0)
        + numbered("戊", 1) + numbered("己", 0, 2) + numbered("庚", 0, 2) + numbered("无", 0, 0)
        + p(run("式"), properties='<w:pStyle w:val="second"/>')
        + tbl(f"<w:tr><w:tc>{numbered('格', 0)}</w:tc><w:tc>{numbered('', 1)}</w:tc></w:tr>")
    )  # fmt: skip
    styles = '<w:style w:styleId="second"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    document = word(body, numbering=NUMBERING, styles=styles)
    assert [(b.number, b.text) for b in document.paragraphs] == [
        ("一、", "甲"),
        ("1.1", "乙"),
        ("1.2", "丙"),
        ("", "点"),
        ("二、", "丁"),
        ("2.1", "戊"),
        ("五、", "己"),
        ("六、", "庚"),
        ("", "无"),
        ("6.1", "式"),
    ]
    assert grid(next(document.tables)) == [["七、格", "7.1"]]


def test_numbering_of_nonsense_does_no_harm() -> None:
    bad = (
        '<w:abstractNum w:abstractNumId="7">'
        + level(10**9, "decimal", "%1")
        + level(0, "lowerLetter", "%1%9").replace('w:start w:val="1"', 'w:start w:val="9999999999"')
        + level(1, "decimal", "%1" * 1000)
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="404"/></w:num>'
    )
    body = numbered("a", 0) + numbered("b", 1) + numbered("c", 10**9) + numbered("d", 0, 2)
    assert [b.number for b in word(body, numbering=bad).paragraphs] == ["99999999991", "", "", ""]


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        *(("decimal", 12, "12"), ("decimalZero", 3, "03"), ("decimalFullWidth", 12, "１２"), ("none", 3, "")),
        *(
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 21, "二十一"),
            ("chineseCounting", 105, "一○五"),
        ),
        *(("chineseCountingThousand", n, t) for n, t in ((11, "十一"), (110, "一百一十"), (105, "一百零五"))),
        *(("chineseCountingThousand", n, t) for n, t in ((1005, "一千零五"), (20010, "二万零一十"))),
        *(("ideographDigital", 20, "二〇"), ("japaneseCounting", 12, "十二")),
        *(
            ("lowerLetter", 28, "bb"),
            ("upperLetter", 3, "C"),
            ("lowerRoman", 14, "xiv"),
            ("upperRoman", 9, "IX"),
        ),
        *(("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"), ("unheard-of", 4, "4")),
    ],
)
def test_list_number_forms(form: str, number: int, text: str) -> None:
    assert spelt(number, form) == text


def test_strict_files_are_read_alike() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "_rels/.rels",
            '<Relationships><Relationship Id="r" Target="/word/Document2.xml" '
            'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"/></Relationships>',
        )
        archive.writestr(
            "word/document2.xml",
            '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
            f"{p(run('严格'))}</w:body></w:document>",
        )
    assert lines(read(stream.getvalue())) == ["严格"]


def rectangles(data: st.DataObject, rows: int, columns: int) -> Iterator[tuple[int, int, int, int]]:
    """Rectangles (top, left, height, width) that do not overlap."""
    free = {(r, c) for r in range(rows) for c in range(columns)}
    for _ in range(data.draw(st.integers(0, 4))):
        top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
        height = data.draw(st.integers(1, rows - top))
        width = data.draw(st.integers(1, columns - left))
        covered = {(r, c) for r in range(top, top + height) for c in range(left, left + width)}
        if covered <= free:
            free -= covered
            yield top, left, height, width


@settings(max_examples=40)
@given(st.data())
def test_merges_agree_with_another_writer(data: st.DataObject) -> None:
    import docx

    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    written = docx.Document()
    table = written.add_table(rows, columns)
    expected = [[f"{r}.{c}" for c in range(columns)] for r in range(rows)]
    for r in range(rows):
        for c in range(columns):
            table.cell(r, c).text = expected[r][c]
    for top, left, height, width in rectangles(data, rows, columns):
        merged = table.cell(top, left).merge(table.cell(top + height - 1, left + width - 1))
        merged.text = "合并"
        for r in range(top, top + height):
            expected[r][left : left + width] = ["合并"] * width
    stream = io.BytesIO()
    written.save(stream)
    assert grid(next(read(stream.getvalue()).tables)) == expected


def test_absurd_spans_are_capped() -> None:
    table = only_table(
        tr(tc("a", '<w:gridSpan w:val="1000000000"/>')), tr(tc("b", '<w:gridSpan w:val="-4"/>'))
    )
    assert table.width == 63 and [c.colspan for c in table.cells] == [63, 1]


def test_twice_as_many_merged_rows_are_twice_the_work() -> None:
    rows = [tr(tc("组", '<w:vMerge w:val="restart"/>'), tc("0"))]
    rows += [tr(tc("", "<w:vMerge/>"), tc(str(n))) for n in range(1, 1500)]
    assert only_table(*rows).cells[0].rowspan == 1500
    assert effort(lambda: only_table(*rows)) < 2.2 * effort(lambda: only_table(*rows[:750]))


@pytest.mark.parametrize(
    "data",
    [
        packed(p(run("x")))[:-40],
        packed("<w:p>"),
        packed("<w:p/>", prolog='<!DOCTYPE a [<!ENTITY x "y">]>'),
        packed(p(run("&x;")), prolog='<!DOCTYPE w:document SYSTEM "file:///etc/passwd">'),
        packed("<w:sdt>" * 400 + "</w:sdt>" * 400),
        packed(tbl("".join(tr(*[tc("", '<w:gridSpan w:val="63"/>')] * 100) for _ in range(400)))),
        packed(p(run("一" * 20_000_000))),
    ],
    ids=["truncated", "not well-formed", "entity", "external", "deep", "wide", "bomb"],
)
def test_damaged_and_hostile_files_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_deep_nesting_within_bounds_is_read() -> None:
    deep = p(run("底"))
    for _ in range(40):
        deep = tbl(f"<w:tr><w:tc>{deep}</w:tc></w:tr>")
    assert len(list(word(deep).tables)) == 40
    assert lines(word(p("<w:smartTag>" * 200 + run("底") + "</w:smartTag>" * 200))) == ["底"]

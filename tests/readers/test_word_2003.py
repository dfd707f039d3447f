"""Word 2003 XML and Flat OPC: what differs from .docx files, broken and hostile files."""

from __future__ import annotations

import random
import re
from functools import partial
from pathlib import Path

import pytest
from effort import effort
from rewritten import flat_opc, word_2003, word_2003_of

from auditor.document import Document, Paragraph, Table, Unreadable
from auditor.readers import bounds, read

SAMPLES = Path(__file__).parents[2] / "samples"
LISTS = """<w:lists><w:listDef w:listDefId="3"><w:plt w:val="Multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/><w:pStyle w:val="1"/><w:suff w:val="Nothing"/>
<w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlText w:val="%1.%2"/></w:lvl></w:listDef>
<w:list w:ilfo="2"><w:ilst w:val="3"/></w:list></w:lists>
<w:styles><w:style w:type="paragraph" w:styleId="1"><w:pPr><w:listPr><w:ilfo w:val="2"/></w:listPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"""


def word(body: str, before: str = "") -> Document:
    document = read(word_2003_of(body, before), "a.doc")
    assert document.format == "doc"
    return document


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(run(text))}</w:tc>"


def lines(document: Document) -> list[str]:
    return [f"{block.number}{block.text}" for block in document.blocks if isinstance(block, Paragraph)]


def annotation(kind: str, content: str = "") -> str:
    return f'<aml:annotation aml:id="1" w:type="Word.{kind}"><aml:content>{content}</aml:content></aml:annotation>'


def test_tables_merge_and_sections_wrap() -> None:
    restart, on, wide = '<w:vmerge w:val="restart"/>', "<w:vmerge/>", '<w:gridSpan w:val="2"/>'
    table = (
        f"<w:tbl><w:tr>{tc('高', restart)}{tc('宽', wide)}</w:tr>"
        f"<w:tr>{tc('', on)}{tc('甲')}{tc('乙')}</w:tr></w:tbl>"
    )
    document = word(f"{p(run('题'))}<wx:sub-section>{table}</wx:sub-section>{p(run('尾'))}")
    first, grid, last = document.blocks
    assert isinstance(first, Paragraph) and isinstance(grid, Table) and isinstance(last, Paragraph)
    assert [[c.text if c else None for c in row] for row in grid.grid] == [
        *(["高", "宽", "宽"], ["高", "甲", "乙"]),
    ]
    assert (first.location.line, grid.cells[0].location.line, last.location.line) == (1, 2, 7)
    assert document.notes == ()


def test_list_numbers_are_computed() -> None:
    deeper = '<w:listPr><w:ilvl w:val="1"/><w:ilfo w:val="2"/><wx:t wx:val="9.9"/></w:listPr>'
    styled = '<w:pStyle w:val="1"/>'
    body = p(run("概况"), properties=styled) + p(run("资金"), properties=deeper)
    assert lines(word(body + p(run("绩效"), properties=styled), LISTS)) == [
        "一、概况",
        "一.1资金",
        "二、绩效",
    ]


def test_changes_are_accepted_and_comments_left_out() -> None:
    deleted = annotation("Deletion", "<w:r><w:delText>旧</w:delText></w:r>")
    comment = f"{annotation('Comment.Start')}<w:r>{annotation('Comment', p(run('批注')))}</w:r>"
    document = word(p(run("前"), annotation("Insertion", run("新")), deleted, comment, run("后")))
    assert lines(document) == ["前新后"]
    assert [note.en[:26] for note in document.notes] == ["The file has tracked chang"]
    row = "<w:tr><w:trPr>{}</w:trPr>{}</w:tr>"
    table = f"<w:tbl>{row.format('', tc('甲'))}{row.format(annotation('Deletion'), tc('乙'))}</w:tbl>"
    (kept,) = word(table).tables
    assert [cell.text for cell in kept.cells] == ["甲"]


def test_notes_headers_text_boxes_smart_tags_and_hidden_text() -> None:
    footnote = f"<w:r><w:footnote>{p(run('脚注'))}</w:footnote></w:r>"
    held = f"<w:txbxContent>{p(run('框'))}</w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{held}</v:textbox></v:shape></w:pict></w:r>"
    body = (
        p(run("文"), footnote, run("后"))
        + p(box)
        + p("<st1:place>" + run("地名") + "</st1:place>", run("藏", '<w:rStyle w:val="h"/>'))
        + f'<w:sectPr><w:hdr w:type="odd">{p(run("页眉"))}</w:hdr></w:sectPr>'
    )
    document = word(body, LISTS)
    assert lines(document) == ["页眉", "文后", "脚注", "框", "地名"]
    assert [note.en[:24] for note in document.notes] == ["The file has hidden text"]


def test_a_note_in_a_cell_is_no_part_of_the_cell() -> None:
    footnote = f"<w:r><w:footnote>{p(run('1'))}</w:footnote></w:r>"
    document = word(f"<w:tbl><w:tr><w:tc>{p(run('9.5'), footnote)}</w:tc></w:tr></w:tbl>")
    table, note = document.blocks
    assert isinstance(table, Table) and isinstance(note, Paragraph)
    assert (table.cells[0].text, note.text) == ("9.5", "1")


def test_pictures_are_passed_over_and_embedded_files_told() -> None:
    data = "QUJD" * 4_000_000
    picture = f'<w:r><w:pict><w:binData w:name="a.png">{data}</w:binData></w:pict></w:r>'
    assert lines(word(p(run("图"), picture))) == ["图"]
    before = '<w:docOleData><w:binData w:name="oledata.mso">QUJD</w:binData></w:docOleData>'
    assert [note.en[:11] for note in word(p(run("表")), before).notes] == ["Other files"]


def test_text_in_gbk_is_read() -> None:
    text = word_2003_of(p(run("居民满意度"))).decode().replace('"UTF-8"', '"GB2312"')
    assert lines(read(text.encode("gb18030"), "a.xml")) == ["居民满意度"]


def flat(*parts: tuple[str, str]) -> bytes:
    inner = "".join(f'<pkg:part pkg:name="{name}">{held}</pkg:part>' for name, held in parts)
    return f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{inner}</pkg:package>'.encode()


def test_a_flat_package_holds_embedded_workbooks() -> None:
    from test_docx_parts import cell, embedded, link, packed, run, texts, workbook

    usual = packed(
        cell(f"<w:p>{run('附')}{embedded('r1')}</w:p>"),
        link("r1", "package", "a.xlsx"),
        {"a.xlsx": workbook()},
    )
    assert read(flat_opc(usual), "a.xml") == read(usual, "a.docx")
    assert texts(read(flat_opc(usual), "a.xml")) == [["附"], ["指标", "得分", "培训人次", "9.5"]]


def reason(data: bytes, name: str = "a.xml") -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    assert caught.value.reason.zh and "\n" not in caught.value.reason.zh + caught.value.reason.en
    return caught.value.reason.en


def test_what_is_refused_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "damaged" in reason(b"<w:wordDocument/>")
    assert "damaged" in reason(word_2003_of("").replace(b"w:body", b"w:other"))
    assert "damaged" in reason(word_2003_of("<w:p>" * 400 + "</w:p>" * 400))
    assert "document type" in reason(b'<!DOCTYPE w:wordDocument [<!ENTITY a "b">]>' + word_2003_of("")[55:])
    assert "damaged" in reason(flat(("/word/document.xml", "<pkg:binaryData>QUJ</pkg:binaryData>")))
    assert "damaged" in reason(flat(("/word/document.xml", "<pkg:xmlData/>")))
    assert "ZIP" in reason(flat(("", "<pkg:xmlData/>"), ("/a", ""), ("/../b?", "<pkg:xmlData/>")))
    assert "presentation" in reason(flat(("/ppt/a.xml", "<pkg:xmlData><a/></pkg:xmlData>")))
    for held in ("", "<![CDATA[7]]>", "<a/>5"):
        part = f"<pkg:binaryData>{held}</pkg:binaryData>"
        assert "damaged" in reason(flat(("/word/document.xml", part)))
    many = [(f"/word/{number}", "<pkg:xmlData><a/></pkg:xmlData>") for number in range(4)]
    monkeypatch.setattr(bounds, "MEMBERS", 3)
    assert "too large" in reason(flat(*many))
    assert "ZIP" in reason(flat(many[0], *many[:1] * 9).replace(b"/word/", b"/other/"))
    assert "too large" in reason(word_2003_of(f"<w:sectPr>{'<w:hdr/>' * 4}</w:sectPr>"))


def attempted(data: bytes) -> None:
    try:
        read(data, "a.xml")
    except Unreadable as error:
        assert error.reason.zh


@pytest.mark.parametrize("write", [word_2003, flat_opc])
def test_garbled_files_raise_nothing_else_and_cost_no_more(write: partial[bytes]) -> None:
    data = write((SAMPLES / "narrative-faulty.docx").read_bytes())
    chance = random.Random(6)
    enough = 10 * effort(lambda: read(data, "a.xml")) + 10_000
    places = [match.start() for match in re.finditer(rb'(?<=")[\w.]|(?<=[<:])\w', data)]
    for _ in range(60):
        garbled = bytearray(data)
        for _ in range(chance.choice((1, 2, 4))):
            garbled[chance.choice(places)] = chance.choice(b"0123456789aWpx")
        kept = chance.choice((len(data), chance.randrange(len(data))))
        assert effort(partial(attempted, bytes(garbled[:kept]))) < enough


def test_rows_of_fewer_cells_than_columns_span_by_their_widths() -> None:
    def sized(*cells: tuple[str, int]) -> str:
        return "".join(tc(text, f'<w:tcW w:w="{width}" w:type="dxa"/>') for text, width in cells)

    grid = "<w:tblGrid>" + '<w:gridCol w:w="1000"/>' * 4 + "</w:tblGrid>"
    rows = (
        sized(("题", 4000)),
        sized(("甲", 1000), ("乙", 1010), ("丙", 990), ("丁", 1000)),
        sized(("戊", 1000), ("己", 2000), ("庚", 1000)),
        sized(("辛", 1000), ("壬", 1500)),
    )
    (table,) = word(f"<w:tbl>{grid}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>").tables
    assert [(c.text, c.column, c.colspan) for c in table.cells] == [
        *(("题", 1, 4), ("甲", 1, 1), ("乙", 2, 1), ("丙", 3, 1), ("丁", 4, 1)),
        *(("戊", 1, 1), ("己", 2, 2), ("庚", 4, 1), ("辛", 1, 1), ("壬", 2, 1)),
    ]

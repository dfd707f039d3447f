"""What a Word file keeps outside its main part, or anchored in it: notes, headers, workbooks, templates."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import olefile
import openpyxl
import pytest
from containers import compound
from docx.shared import Cm
from PIL import Image
from rewritten import flat_opc, mhtml

from auditor.document import Document, Location, Paragraph, Table
from auditor.readers import bounds, read

DATA = Path(__file__).parents[1] / "data"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:o="urn:schemas-microsoft-com:office:office"'


def packed(body: str, links: str = "", parts: dict[str, bytes | str] | None = None) -> bytes:
    """A Word file of a body, the links of its main part and other parts by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
        for name, content in (parts or {}).items():
            archive.writestr(f"word/{name}", content)
    return stream.getvalue()


def link(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>'


def p(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def cell(*content: str) -> str:
    return f"<w:tbl><w:tr><w:tc>{''.join(content)}</w:tc></w:tr></w:tbl>"


def lines(document: Document) -> list[tuple[str, int | None]]:
    return [(b.text, b.location.line) for b in document.blocks if isinstance(b, Paragraph)]


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in table.cells] for table in document.tables]


def note(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def notes(kind: str, **content: str) -> str:
    listed = "".join(f'<w:{kind} w:id="{name[1:]}">{text}</w:{kind}>' for name, text in content.items())
    return f"<w:{kind}s {NAMESPACES}>{listed}</w:{kind}s>"


def test_notes_follow_the_paragraph_or_table_that_names_them() -> None:
    footnotes = notes("footnote", n1=p(run("分隔")), n2=p(run("不含结转资金"), note("footnote", 2)))
    endnotes = notes("endnote", n2=p(run("数据截至年底")))
    body = (
        p(run("全年执行100万元"), note("footnote", 2))
        + cell(p(run("95"), note("endnote", 2)), p())
        + p(run("尾"))
    )
    parts: dict[str, bytes | str] = {"footnotes.xml": footnotes, "endnotes.xml": endnotes}
    document = read(packed(body, parts=parts), "a.docx")
    assert lines(document) == [("全年执行100万元", 1), ("不含结转资金", 1), ("数据截至年底", 2), ("尾", 4)]
    assert texts(document) == [["95"]]


def test_changes_and_hidden_text_in_notes_are_told() -> None:
    gone = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
    parts: dict[str, bytes | str] = {"footnotes.xml": notes("footnote", n2=p(gone, hidden, run("新")))}
    document = read(packed(p(run("文"), note("footnote", 2)), parts=parts), "a.docx")
    assert lines(document) == [("文", 1), ("新", 1)]
    assert [n.en[:21] for n in document.notes] == ["The file has tracked ", "The file has hidden t"]


def test_headers_come_first_and_say_a_thing_once() -> None:
    def header(text: str, *more: str) -> str:
        return f"<w:hdr {NAMESPACES}>{p(run(text))}{''.join(more)}</w:hdr>"

    references = "".join(f'<w:headerReference r:id="r{n}"/>' for n in (1, 2, 3, 4))
    parts: dict[str, bytes | str] = {
        "header1.xml": header("某某局2023年度自评"),
        "header2.xml": header("某某局2023年度自评"),
        "header3.xml": header("- 3 -", cell(p(run("附件2"))), p(run("附件2"))),
        "unused.xml": header("未用"),
    }
    links = "".join(link(f"r{n}", "header", f"header{n}.xml") for n in (1, 2, 3))
    body = f"{p(run('正文'))}{cell(p(run('格')))}<w:sectPr>{references}</w:sectPr>"
    document = read(packed(body, links, parts), "a.docx")
    assert lines(document) == [("某某局2023年度自评", 1), ("附件2", 1), ("正文", 1)]
    assert [table.location.table for table in document.tables] == [1]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["指标", "得分"])
    book.active.append(["培训人次", 9.5])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def embedded(name: str) -> str:
    return f'<w:r><w:object><o:OLEObject ProgID="Excel.Sheet" r:id="{name}"/></w:object></w:r>'


def inner(file: str) -> bytes:
    with olefile.OleFileIO(str(DATA / file)) as container:
        return bytes(container.openstream("Workbook").read())


@pytest.mark.parametrize(
    ("target", "data"),
    [("embeddings/a.xlsx", workbook()), ("embeddings/oleObject1.bin", compound({"Package": workbook()}))],
    ids=["package", "package in a container"],
)
def test_an_embedded_workbook_stands_at_its_place(target: str, data: bytes) -> None:
    # Padding after a package does not matter.
    body = p(run("前"), embedded("r1")) + cell(p(run("格"))) + p(run("后"), embedded("r1"))
    document = read(packed(body, link("r1", "package", target), {target: data}), "a.docx")
    first, table, outer, last = document.blocks
    assert isinstance(first, Paragraph) and isinstance(last, Paragraph)
    assert isinstance(table, Table) and isinstance(outer, Table)
    assert [c.text for c in table.cells] == ["指标", "得分", "培训人次", "9.5"]
    place = table.cells[3].location
    assert (place.line, place.table, place.row, place.column, place.sheet) == (1, 1, 2, 2, None)
    assert (outer.location.table, last.text, document.notes) == (2, "后", ())


def test_strict_files_are_read_alike() -> None:
    usual = packed(p(embedded("r1")), link("r1", "package", "a.xlsx"), {"a.xlsx": workbook()})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(usual)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
                b"http://purl.oclc.org/ooxml/wordprocessingml/",
            )
            new.writestr(
                name, content.replace(R.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
            )
    assert read(stream.getvalue(), "a.docx") == read(usual, "a.docx")
    assert texts(read(usual, "a.docx")) == [["指标", "得分", "培训人次", "9.5"]]


def test_an_embedded_binary_workbook_in_a_cell_follows_the_table() -> None:
    target = "embeddings/oleObject1.bin"
    data = compound({"Workbook": inner("features.xls")})
    document = read(
        packed(cell(p(run("附"), embedded("r1"))), link("r1", "oleObject", target), {target: data}), "a.docx"
    )
    alone = read((DATA / "features.xls").read_bytes(), "features.xls")
    assert texts(document) == [["附"], *texts(alone)]
    assert document.notes == ()


def test_what_is_embedded_and_no_workbook_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    target = "embeddings/oleObject1.bin"
    for data in (b"", b"PK\3\4", compound({"Equation Native": b"x"}), compound({"Package": b"PK\3\4"})):
        document = read(packed(p(embedded("r1")), link("r1", "oleObject", target), {target: data}), "a.docx")
        assert [n.en[:11] for n in document.notes] == ["Other files"] and document.blocks == ()
    monkeypatch.setattr(bounds, "WORKBOOKS", 0)
    whole = packed(p(embedded("r1")), link("r1", "oleObject", target), {target: workbook()})
    assert [n.en[:11] for n in read(whole, "a.docx").notes] == ["Other files"]


@pytest.mark.parametrize(("width", "count"), [((12, 12), 2), ((12, 3), 1)])
def test_large_pictures_are_told(width: tuple[int, int], count: int) -> None:
    picture, stream = io.BytesIO(), io.BytesIO()
    Image.new("L", (40, 40)).save(picture, "PNG")
    document = docx.Document()
    for centimetres in width:
        document.add_picture(picture, Cm(centimetres))
    document.save(stream)
    (note,) = read(stream.getvalue(), "a.docx").notes
    assert f"pictures in the file: {count};" in note.en


CHUNK = '<w:altChunk r:id="r1"/>'
PAGE = "<html><body><p>自评表</p><table><tr><td>得分</td><td>9.5</td></tr></table></body></html>"


def with_chunk(body: str, target: str, data: bytes | str) -> bytes:
    return packed(body, link("r1", "aFChunk", target), {target: data})


WORD = packed(p(run("自评表")) + "<w:tbl><w:tr>" + "".join(
    f"<w:tc>{p(run(text))}</w:tc>" for text in ("得分", "9.5")
) + "</w:tr></w:tbl>")  # fmt: skip


@pytest.mark.parametrize(
    ("target", "data"),
    [
        ("chunk.html", PAGE),
        ("chunk.docx", WORD),
        ("chunk.mht", mhtml(("a.htm", PAGE.encode()))),
        ("chunk.xml", flat_opc(WORD)),
    ],
    ids=["web page", "Word file", "web page in one file", "Word file in one piece of XML"],
)
def test_what_word_is_to_take_over_stands_at_its_place(target: str, data: bytes | str) -> None:
    body = cell(p(run("前"))) + p(run("一")) + CHUNK + cell(p(run("后")))
    document = read(with_chunk(body, target, data), "a.docx")
    assert texts(document) == [["前"], ["得分", "9.5"], ["后"]]
    assert lines(document) == [("一", 2), ("自评表", 2)]
    tables = list(document.tables)
    assert [(t.location.line, t.location.table) for t in tables] == [(1, 1), (2, 2), (3, 3)]
    assert tables[1].cells[1].location == Location(line=2, table=2, row=1, column=2)
    assert document.notes == ()


def test_a_file_that_is_nothing_but_a_chunk_is_read() -> None:
    document = read(with_chunk(CHUNK, "chunk.html", PAGE), "a.docx")
    assert texts(document) == [["得分", "9.5"]] and lines(document) == [("自评表", None)]


def test_a_chunk_in_a_cell_follows_the_table() -> None:
    document = read(with_chunk(cell(p(run("格")), CHUNK), "chunk.html", PAGE), "a.docx")
    assert texts(document) == [["格"], ["得分", "9.5"]]


def test_chunks_that_are_not_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(data: bytes) -> bool:
        document = read(data, "a.docx")
        return [n.en[:11] for n in document.notes] == ["Other files"]

    inner = with_chunk(CHUNK, "chunk.html", PAGE)
    for data in (b"PK\3\4", b"{\\rtf1 a}", b"\0\1\2", inner, flat_opc(inner)):
        assert told(with_chunk(CHUNK, "chunk.docx", data))
    assert told(packed(CHUNK))
    monkeypatch.setattr(bounds, "CHUNKS", 0)
    assert told(inner)


@pytest.mark.parametrize("suffix", [".docm", ".dotx", ".dotm"])
def test_templates_and_files_with_macros_are_read_like_any_other(suffix: str) -> None:
    parts: dict[str, bytes | str] = {"vbaProject.bin": b"\xd0\xcf\x11\xe0"}
    document = read(packed(p(run("正文")), parts=parts), f"a{suffix}")
    assert (lines(document), document.format, document.notes) == ([("正文", 1)], "docx", ())


def test_notes_in_notes_may_be_a_long_chain() -> None:
    def reference(number: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'

    count = 3000
    chain = "".join(
        f'<w:footnote w:id="{n}">{p(run(f"注{n}"), reference(n + 1))}</w:footnote>' for n in range(count)
    )
    notes = f"<w:footnotes {NAMESPACES}>{chain}</w:footnotes>"
    data = packed(p(run("正文"), reference(0)) + p(run("后文")), parts={"footnotes.xml": notes})
    found = [text for text, _ in lines(read(data, "a.docx"))]
    assert found == ["正文", *(f"注{n}" for n in range(count)), "后文"]

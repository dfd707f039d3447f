"""The reader of binary Word files: text, tables, lists, changes, other pieces, broken and hostile files.

The files in `tests/data` were saved by LibreOffice: `project.doc` from a sample, the others from small
.docx files that hold one kind of difficulty each.
"""

from __future__ import annotations

import io
import random
import struct
import subprocess
from functools import partial
from pathlib import Path

import olefile
import openpyxl
import pytest
import xlsxwriter
from containers import compound
from effort import effort

from auditor.document import Document, Location, Paragraph, Table, Unreadable
from auditor.readers import bounds, doc, docx, office, read
from auditor.readers.doc_binary import Unsupported
from auditor.readers.doc_tables import shape
from auditor.readers.word import EMBEDDED

DATA = Path(__file__).parents[1] / "data"
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.docx"))
FILES = ("project", "numbered", "tables", "marks", "embedded")


def stored(name: str) -> bytes:
    return (DATA / f"{name}.doc").read_bytes()


def streams(name: str) -> dict[str, bytearray]:
    with olefile.OleFileIO(str(DATA / f"{name}.doc")) as container:
        return {
            stream: bytearray(container.openstream(stream).read())
            for stream in ("WordDocument", "1Table", "Data")
        }


def with_pieces(*pieces: tuple[bytes, bool, int], shared: bytes = b"") -> bytes:
    """`marks.doc` with its text in pieces: bytes, whether one byte is a character, changes laid over it."""
    parts = streams("marks")
    main, table = parts["WordDocument"], parts["1Table"]
    places, ends = [], [0]
    for text, narrow, modifier in pieces:
        offset = len(main)
        main += text
        ends.append(ends[-1] + (len(text) if narrow else len(text) // 2))
        places.append(struct.pack("<HIH", 0, offset * 2 | 0x40000000 if narrow else offset, modifier))
    plex = struct.pack(f"<{len(ends)}I", *ends) + b"".join(places)
    clx = (
        (b"\1" + struct.pack("<H", len(shared)) + shared if shared else b"")
        + b"\2"
        + struct.pack("<I", len(plex))
        + plex
    )
    struct.pack_into("<II", main, 154 + 8 * 33, len(table), len(clx))
    struct.pack_into("<7I", main, 76, ends[-1], 0, 0, 0, 0, 0, 0)
    for slot in (40, 56):
        struct.pack_into("<II", main, 154 + 8 * slot, 0, 0)
    struct.pack_into("<H", main, 6, 0x0804)
    table += clx
    return compound(parts)


def wide(text: str) -> tuple[bytes, bool, int]:
    return text.encode("utf-16-le"), False, 0


def lines(document: Document) -> list[str]:
    return [f"{block.number}{block.text}" for block in document.blocks if isinstance(block, Paragraph)]


def grid(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid]


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        doc.read(data)
    assert caught.value.reason.zh and "\n" not in caught.value.reason.zh + caught.value.reason.en
    return caught.value.reason.en


def test_a_form_is_read_as_the_same_form_in_docx() -> None:
    document = read(stored("project"), "自评.doc")
    assert document.format == "doc" and document.notes == ()
    (table,) = document.tables
    assert [c.text for c in table.cells if c.row == 1] == ["项目名称", "老旧小区供水管网改造"]
    assert table.width == 8 and table.height > 15
    assert table.cells[0].location.line == 3 and table.cells[0].location.table == 1


def test_list_numbers_are_computed() -> None:
    document = doc.read(stored("numbered"))
    assert lines(document)[:10] == [
        *("一、基本情况", "（一）概况", "（二）资金", "1.到位", "一.1.1执行"),
        *("二、绩效情况", "（一）产出", "③数量", "④质量", "七、另起"),
    ]
    assert [grid(table) for table in document.tables] == [[["⑤ 格一\n⑥ 格二", "乙", "丙"]]]


def with_objects(*held: dict[str, bytes]) -> bytes:
    """`embedded.doc` with other things as its two objects: streams by name."""
    parts: dict[str, bytes | bytearray] = {**streams("embedded")}
    for number, own in zip((2147483647, 2147483646), held, strict=True):
        parts |= {f"ObjectPool/_{number}/{name}": data for name, data in own.items()}
    return compound(parts)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(stream)
    return stream.getvalue()


def test_embedded_workbooks_stand_at_their_places() -> None:
    document = doc.read(stored("embedded"))
    title, first, one, second, outer, two, last = document.blocks
    assert [b.text for b in (title, first, second, last) if isinstance(b, Paragraph)] == [
        *("附有两张表的报告", "附表一：", "附表二见下。", "报告完。"),
    ]
    assert isinstance(one, Table) and isinstance(outer, Table) and isinstance(two, Table)
    assert grid(one) == grid(two) == [["指标", "得分"], ["培训人次", "9.5"]]
    assert grid(outer) == [["附表二", "见附件"]]
    assert [(t.location.line, t.location.table) for t in (one, outer, two)] == [(2, 1), (4, 2), (5, 3)]
    at = one.cells[3].location
    assert (at.line, at.table, at.row, at.column, at.sheet, at.cell) == (2, 1, 2, 2, None, None)
    assert document.notes == ()


def test_embedded_packages_are_read_and_what_is_no_workbook_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    package = {"Package": workbook(("指标", "得分"), ("简报期数", 4))}
    equation = {"Equation Native": b"x"}
    both = doc.read(with_objects(package, package))
    assert [grid(table)[-1] for table in both.tables if table.height > 1] == [["简报期数", "4"]] * 2
    assert both.notes == ()
    for other in (equation, {"Workbook": b"x"}, {"Package": b"PK\3\4"}, {"Package": b"x"}):
        document = doc.read(with_objects(package, other))
        assert [grid(table)[-1] for table in document.tables] == [["简报期数", "4"], ["附表二", "见附件"]]
        assert [note.en[:11] for note in document.notes] == ["Other files"]
    monkeypatch.setattr(bounds, "WORKBOOKS", 1)
    assert len([*doc.read(with_objects(package, package)).tables]) == 2
    assert len(doc.read(with_objects(package, package)).notes) == 1


def test_a_stale_formula_of_an_embedded_workbook_is_told_at_its_place() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", (60, 30))
        sheet.write_formula("C1", "=A1+B1", None, 95)
    document = doc.read(with_objects({"Equation Native": b"x"}, {"Package": stream.getvalue()}))
    (stale,) = document.stale
    assert (stale.formula, stale.stored, stale.recomputed) == ("A1+B1", "95", "90")
    assert stale.location == Location(line=5, table=2, row=1, column=3)


def test_merged_and_nested_tables() -> None:
    document = doc.read(stored("tables"))
    merged, outer, inner, first, deep = document.tables
    assert grid(merged) == [
        ["宽", "宽", "高"],
        ["甲", "乙", "高"],
        ["全", "全", "全"],
        ["长", "丙", "丁"],
        ["长", "戊", "己"],
    ]
    assert grid(outer) == [["外一\n外二", "b", ""], ["d", "e", "f"]]
    assert grid(inner) == [["内一", "内二"], ["内三", "内四"]]
    assert grid(first) == [["首", ""]] and grid(deep) == [["深"]]
    assert [table.location.table for table in document.tables] == [1, 2, 3, 4, 5]
    assert lines(document) == ["前", "中", "后"]


def test_changes_are_accepted_and_hidden_text_left_out() -> None:
    document = doc.read(stored("marks"))
    assert lines(document) == [
        *("前插后", "第一第二", "明亮", "明", "a\tb\nc-d𬇕𠮷乡", "链接尾", "节", "café ± ×"),
        *("框前", "框内", "框二", "末"),
    ]
    assert [grid(table) for table in document.tables] == [[["新", "乙", "丙"]]]
    assert [note.en.split(",")[0][:26] for note in document.notes] == [
        "The file has tracked chang",
        "The file has hidden text",
    ]


def test_pieces_of_every_encoding_lie_anywhere() -> None:
    data = with_pieces(
        wide("绩效\r"),
        ("总分：".encode("gbk") + b"95\r", True, 0),
        ("caf\xe9 \x9390\x94 \xb15\r".encode("latin-1"), True, 0),
        wide("𬇕乡\r"),
    )
    assert lines(doc.read(data)) == ["绩效", "总分：95", "café “90” ±5", "𬇕乡"]


def test_what_a_fast_save_lays_over_a_piece_counts() -> None:
    hidden, deleted = 0x5C << 1 | 1 << 8, 0x41 << 1 | 1 << 8
    data = with_pieces(
        wide("明"),
        ("暗".encode("utf-16-le"), False, hidden),
        ("删\r".encode("utf-16-le"), False, deleted),
        ("除".encode("utf-16-le"), False, 1),
        wide("亮\r"),
        shared=struct.pack("<HB", 0x0800, 1),
    )
    document = doc.read(data)
    assert lines(document) == ["明亮"] and len(document.notes) == 2


def test_a_table_that_breaks_off_is_not_guessed_at() -> None:
    in_table = struct.pack("<HB", 0x2416, 1)
    ends_row = struct.pack("<HB", 0x2417, 1)
    assert "rows and columns" in reason(with_pieces(wide("甲\x07乙\r")))
    for tail, changes in (("乙\x07", in_table), ("乙\x07", in_table + ends_row)):
        data = with_pieces((f"甲\x07{tail}".encode("utf-16-le"), False, 1), shared=changes)
        assert "rows and columns" in reason(data)


def test_a_page_break_parts_lines_and_a_section_parts_paragraphs() -> None:
    assert lines(doc.read(with_pieces(wide("页\x0c断\r\x13 PAGE \x14\x133\x15尾\x15\r")))) == ["页\n断", "尾"]


@pytest.mark.parametrize("name", FILES)
def test_cut_off_files_are_refused_or_whole(name: str) -> None:
    data = stored(name)
    whole = doc.read(data)
    for kept in range(0, len(data), len(data) // 23):
        try:
            document = doc.read(data[:kept])
        except Unreadable as error:
            assert error.reason.zh
        else:
            # What is cut off may be an embedded workbook.
            assert document == whole or (lines(document) == lines(whole) and document.notes == (EMBEDDED,))


def read_or_refused(data: bytes) -> None:
    try:
        doc.read(data)
    except Unreadable as error:
        assert error.reason.zh


@pytest.mark.parametrize("name", FILES)
def test_garbled_files_raise_nothing_else_and_cost_no_more(name: str) -> None:
    data = stored(name)
    chance = random.Random(name)
    enough = 10 * effort(lambda: doc.read(data)) + 10_000
    for _ in range(150):
        garbled = bytearray(data)
        for _ in range(chance.choice((1, 3, 30))):
            garbled[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        assert effort(partial(read_or_refused, bytes(garbled))) < enough


def patched(name: str, at: int, value: bytes) -> bytes:
    parts = streams(name)
    parts["WordDocument"][at : at + len(value)] = value
    return compound(parts)


def test_what_is_refused_says_why() -> None:
    flags = streams("project")["WordDocument"][10:12]
    assert lines(doc.read(patched("marks", 0, b""))) == lines(doc.read(stored("marks")))
    assert "password" in reason(patched("project", 10, bytes((flags[0], flags[1] | 1))))
    assert "damaged" in reason(stored("project")[:2000])
    assert "damaged" in reason(patched("project", 154 + 8 * 33, b"\xff" * 8))
    assert "damaged" in reason(patched("project", 76, b"\xff" * 4))
    with pytest.raises(Unsupported, match="Word 95"):
        doc.read(patched("project", 2, b"\x68\0"))


def test_a_format_of_too_many_changes_is_refused() -> None:
    change = struct.pack("<HB", 0x083C, 1)
    assert "damaged" in reason(with_pieces(wide("甲\r"), shared=change * (bounds.FORMAT_CHANGES + 1)))


def test_a_row_states_its_merges() -> None:
    borders = struct.pack("<B5h", 4, 0, 100, 200, 300, 400)
    cells = b"".join(struct.pack("<H18x", flags) for flags in (1, 2, 0x60))
    changes = ((0xD608, borders + cells), (0x5624, b"\2\4"), (0xD62B, b"\0\1"))
    found = shape(changes)
    assert found.borders == (0, 100, 200, 300, 400)
    assert found.across == (1, 2, 0, 2) and found.down == (1, 0, 3, 0)


def test_a_wrong_name_is_noted() -> None:
    assert not read(stored("tables"), "a.wps").notes
    (note,) = read(stored("tables"), "a.DOCX").notes
    assert ".docx" in note.zh and "doc" in note.en


def test_without_libreoffice_the_reader_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "found", lambda: None)
    with pytest.raises(Unreadable, match="Word 95"):
        read(patched("project", 2, b"\x68\0"), "a.doc")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as .doc."""
    program = office.found()
    assert program is not None
    folder = tmp_path_factory.mktemp("converted")
    base = (program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to")
    subprocess.run((*base, "doc", "--outdir", folder, *SAMPLES), check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_saved_by_libreoffice_are_the_same(path: Path, converted: Path) -> None:
    ours = doc.read((converted / f"{path.stem}.doc").read_bytes())
    theirs = docx.read(path.read_bytes())
    assert ours.blocks == theirs.blocks

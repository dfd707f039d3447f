"""Binary Excel and OpenDocument workbooks: the same sheets as in .xlsx, and hostile files.

`features.xls` and `features.ods` are `features.xlsx` as LibreOffice saves it.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import olefile
import pytest

from auditor.document import Document, Table, Unreadable
from auditor.readers import bounds, ods, read, xls, xlsx
from auditor.words import Words

DATA = Path(__file__).parent.parent / "data"
XLS, ODS = ((DATA / f"features.{suffix}").read_bytes() for suffix in ("xls", "ods"))
READERS: dict[str, Callable[[bytes], Document]] = {"xls": xls.read, "ods": ods.read}

Place = tuple[str | None, int, int]


def cells(document: Document) -> dict[Place, tuple[str, int, int]]:
    """Text and spans of the cells that have either, by sheet and place."""
    return {
        (table.location.sheet, c.row, c.column): (c.text, c.rowspan, c.colspan)
        for table in document.tables
        for c in table.cells
        if c.text or c.rowspan * c.colspan > 1
    }


def texts(table: Table) -> dict[str | None, str]:
    return {c.location.cell: c.text for c in table.cells if c.text}


def record(kind: int, layout: str = "", *values: float | bytes, tail: bytes = b"") -> bytes:
    data = struct.pack(f"<{layout}", *values) + tail
    return struct.pack("<HH", kind, len(data)) + data


def begin(what: int, version: int = 0x0600) -> bytes:
    return record(0x0809, "HHHHII", version, what, 0, 0, 0, 0)


END = record(0x000A)


def wide(text: str, count: str = "B") -> bytes:
    return struct.pack(f"<{count}B", len(text), 1) + text.encode("utf-16-le")


def workbook(*sheet: bytes, shared: bytes = b"", version: int = 0x0600, state: int = 0) -> bytes:
    """A bare workbook stream with one sheet of these records."""
    name = wide("表") if version == 0x0600 else b"\x02" + "表".encode("gbk")
    size = 6 + len(name)
    first = begin(5, version) + shared
    at = len(first) + 4 + size + len(END)
    return (
        first
        + record(0x0085, "IBB", at, state, 0, tail=name)
        + END
        + begin(16, version)
        + b"".join(sheet)
        + END
    )


def only(data: bytes) -> Table:
    (table,) = xls.read(data).tables
    return table


def packed(content: str, **parts: str) -> bytes:
    stream = io.BytesIO()
    names = " ".join(f'xmlns:{n}="urn:{n}"' for n in ("office", "table", "text", "style"))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", f"<office:document-content {names}>{content}</office:document-content>")
        for name, part in parts.items():
            file.writestr(f"META-INF/{name}.xml", part)
    return stream.getvalue()


def sheet(rows: str, name: str = "表") -> Table:
    (table,) = ods.read(packed(f'<table:table table:name="{name}">{rows}</table:table>')).tables
    return table


def cell(text: str, attributes: str = "", times: int = 1) -> str:
    repeated = f'table:number-columns-repeated="{times}"' if times > 1 else ""
    return f"<table:table-cell {attributes} {repeated}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def one_sheet(rows: str) -> bytes:
    return packed(f"<table:table>{rows}</table:table>")


# ── The same in all formats ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", READERS)
def test_sheets_are_those_of_the_xlsx(form: str) -> None:
    original = xlsx.read((DATA / "features.xlsx").read_bytes())
    document = read((DATA / f"features.{form}").read_bytes(), f"a.{form}")
    assert document.format == form
    assert (cells(document), document.notes, document.stale) == (cells(original), original.notes, ())
    assert [t.location for t in document.tables] == [t.location for t in original.tables]


@pytest.mark.parametrize("form", READERS)
def test_values_are_as_shown(form: str) -> None:
    first, hidden, _ = READERS[form]((DATA / f"features.{form}").read_bytes()).tables
    shown = texts(first)
    assert [shown[f"{column}3"] for column in "BCDEF"] == [
        "1,350.50", "1296", "98.00%", "9.50", "2024年12月31日",
    ]  # fmt: skip
    assert (shown["E4"], shown["F4"], shown["E5"], shown["F5"]) == ("TRUE", "#DIV/0!", "良", "第一行\n第二行")
    assert [(c.rowspan, c.colspan) for c in first.cells if c.location.cell in ("A1", "A7")] == [
        (1, 6),
        (2, 1),
    ]
    assert hidden.location.sheet == "附表"


# ── Records of binary workbooks ───────────────────────────────────────────────────────────────────────


def test_kinds_of_cells() -> None:
    table = only(
        workbook(
            record(0x0203, "HHHd", 0, 0, 0, 0.1 + 0.2),
            record(0x027E, "HHHI", 0, 1, 0, 12345 << 2 | 3),
            record(0x027E, "HHHI", 0, 2, 0, (-7 & 0x3FFFFFFF) << 2 | 2),
            record(0x00BD, "HHHIHIH", 0, 3, 0, 5 << 2 | 2, 0, 6 << 2 | 2, 4),
            record(0x0204, "HHH", 0, 5, 0, tail=wide("文字", "H")),
            record(0x0205, "HHHBB", 1, 0, 0, 0, 0),
            record(0x0205, "HHHBB", 1, 1, 0, 0x2A, 1),
            record(0x0006, "HHHB5sH", 1, 2, 0, 0, bytes(5), 0xFFFF, tail=bytes(8)),
            record(0x0207, tail=wide("良", "H")),
            record(0x0201, "HHH", 1, 3, 0),
        )
    )
    first, second = (" ".join(c.text for c in row if c and c.text) for row in table.grid)
    assert (first, second) == ("0.3 123.45 -7 5 6 文字", "FALSE #N/A 良")


def test_a_string_goes_on_in_the_next_record() -> None:
    strings = struct.pack("<IIHB", 1, 1, 4, 1) + "甲乙".encode("utf-16-le")
    shared = record(0x00FC, tail=strings) + record(0x003C, tail=b"\0ab")
    assert texts(only(workbook(record(0x00FD, "HHHI", 0, 0, 0, 0), shared=shared))) == {"A1": "甲乙ab"}


def test_excel_5_speaks_a_code_page() -> None:
    shared = (
        record(0x0042, "H", 936) + record(0x041E, "HB", 200, 4, tail=b"0.0%") + record(0x00E0, "HH", 0, 200)
    )
    label = "绩效".encode("gbk")
    table = only(
        workbook(
            record(0x0204, "HHHH", 0, 0, 0, len(label), tail=label),
            record(0x0203, "HHHd", 0, 1, 0, 0.975),
            shared=shared,
            version=0x0500,
        )
    )
    assert table.location.sheet == "表" and texts(table) == {"A1": "绩效", "B1": "97.5%"}


def test_formulas_without_a_result_are_named() -> None:
    formula = record(0x0006, "HHHdH", 0, 1, 0, 0.0, 2, tail=bytes(6))
    document = xls.read(workbook(record(0x0203, "HHHd", 0, 0, 0, 1.0), formula))
    assert "B1" in document.notes[0].en and texts(next(document.tables)) == {"A1": "1"}


def test_charts_inside_a_sheet_are_left_out() -> None:
    chart = begin(0x20) + record(0x0203, "HHHd", 5, 5, 0, 9.0) + END
    assert texts(only(workbook(chart, record(0x0203, "HHHd", 0, 0, 0, 1.0)))) == {"A1": "1"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook(shared=record(0x002F)), "password"),
        (workbook(version=0x0400), "Excel 4.0 or older"),
        (record(0x0009, "HH", 2, 16) + END, "Excel 4.0 or older"),
        (
            workbook(*(record(0x0203, "HHHd", n * 100, n % 3 * 100, 0, 1.0) for n in range(655))),
            "reaches as far",
        ),
        (workbook(record(0x00FD, "HHHI", 0, 0, 0, 7)), "damaged"),
        (workbook(record(0x0203, "H", 0)), "damaged"),
        (workbook(shared=record(0x0085, "IBB", 0, 0, 0, tail=wide("甲")) * 5), "damaged"),
        (XLS[: len(XLS) // 2], "damaged"),
        (XLS[:600], "damaged"),
    ],
)
def test_hostile_workbooks_are_unreadable(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        xls.read(data)


@pytest.mark.parametrize(
    "strings",
    [
        record(0x00FC, "II", 2**31, 2**31, tail=wide("甲", "H")),
        record(0x00FC, "II", 2, 2, tail=wide("甲", "H") + b"\x09\x00"),
        record(0x00FC, "II", 1, 1, tail=struct.pack("<HB", 9, 1) + "甲".encode("utf-16-le")),
    ],
)
def test_strings_that_are_announced_and_not_there(strings: bytes) -> None:
    rows = record(0x0208, "HHHH", 0, 0, 1, 255) + record(0x007D, "HHHH", 0, 0, 0, 0)
    label = record(0x0204, "HHH", 1, 0, 0, tail=struct.pack("<HB", 5, 0) + b"abc")
    table = only(workbook(rows, record(0x00FD, "HHHI", 0, 0, 0, 0), label, shared=strings))
    assert texts(table) == {"A1": "甲", "A2": "abc"}


def test_a_stray_cell_does_not_blow_up_the_table() -> None:
    stray = record(0x0203, "HHHd", 65535, 255, 0, 1.0)
    assert only(workbook(record(0x0203, "HHHd", 0, 0, 0, 1.0), stray)).width == 3
    rows = row(cell("甲")) + row(times=1048574) + row(cell("", times=16383), cell("乙"))
    table = sheet(rows)
    assert (table.height, table.width) == (3, 3) and texts(table) == {"A1": "甲", "XFD1048576": "乙"}


def test_a_workbook_without_its_type_is_known_by_its_list() -> None:
    entries = '<m:e m:full-path="/" m:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    stream = io.BytesIO()
    whole = io.BytesIO(packed("", manifest=f'<m:m xmlns:m="m">{entries}</m:m>'))
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(stream, "w") as file:
        for name in set(old.namelist()) - {"mimetype"}:
            file.writestr(name, old.read(name))
    assert read(stream.getvalue(), "a.ods").format == "ods"


def test_blank_cells_far_off_do_no_harm() -> None:
    far = record(0x00BE, "HH", 65535, 0, tail=bytes(2 * 256) + struct.pack("<H", 255))
    assert only(workbook(record(0x0203, "HHHd", 0, 0, 0, 1.0), far)).height == 1


# ── OpenDocument ──────────────────────────────────────────────────────────────────────────────────────


def test_repeated_rows_and_cells() -> None:
    table = sheet(row(cell("甲", times=2), cell("", times=16382), times=2) + row(cell(""), times=1048570))
    assert texts(table) == dict.fromkeys(("A1", "B1", "A2", "B2"), "甲")


def test_text_of_a_cell() -> None:
    inner = (
        '甲<text:s text:c="2"/><text:span>乙</text:span>\n 丙<text:line-break/>丁'
        "<office:annotation><text:p>批注</text:p></office:annotation></text:p><text:p>第二段"
    )
    assert texts(sheet(row(cell(inner)))) == {"A1": "甲  乙 丙\n丁\n第二段"}


def test_values_without_a_shown_text() -> None:
    kinds = ('value-type="percentage" office:value="0.975"', 'value-type="float" office:value="12.50"')
    blank = (f"<table:table-cell office:{kind}/>" for kind in kinds)
    assert texts(sheet(row(*blank))) == {"A1": "97.50%", "B1": "12.5"}


def test_a_target_taken_for_a_formula_is_shown_as_typed() -> None:
    wrong = 'office:value-type="string" calcext:value-type="error" table:formula="of:={}"'
    cells = cell("#NAME?", wrong.format("8个")), cell("#NAME?", wrong.format("总数+1"))
    assert texts(sheet(row(*cells))) == {"A1": "=8个", "B1": "#NAME?"}


def test_a_formula_that_gives_another_result_is_stale() -> None:
    number = 'office:value-type="float" office:value="{}"'
    operands = cell("10.00", number.format(10)), cell("5.00", number.format(5))
    total = cell("16.00", number.format(16) + ' table:formula="of:=SUM([.A1:.B1])*[$表.B1]/[.B1]"')
    content = f'<table:table table:name="表">{row(*operands, total)}</table:table>'
    (stale,) = ods.read(packed(content)).stale
    assert (stale.location.cell, stale.formula, stale.stored, stale.recomputed) == (
        "C1", "SUM(A1:B1)*表!B1/B1", "16.00", "15.00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed("", manifest="<m:encryption-data/>"), "password"),
        (packed("<!DOCTYPE x>"), "damaged"),
        (packed("<table:table>"), "damaged"),
        (one_sheet(row(cell("甲"), times=999999999)), "more than"),
        (one_sheet(row(cell("甲", times=999999999))), "more than"),
    ],
)
def test_hostile_sheets_are_unreadable(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        ods.read(data)


def test_a_bomb_is_refused() -> None:
    blank = "<table:table-row/>" * 600_000
    with pytest.raises(Unreadable, match="compression ratio"):
        ods.read(packed(f"<table:table>{blank}</table:table>"))


@pytest.mark.parametrize("form", READERS)
def test_garbled_files_are_read_or_refused(form: str) -> None:
    chance = random.Random(form)
    if form == "xls":
        whole = bytes(olefile.OleFileIO(io.BytesIO(XLS)).openstream("Workbook").read())
    else:
        whole = zipfile.ZipFile(io.BytesIO(ODS)).read("content.xml")
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 5))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            READERS[form](bytes(data) if form == "xls" else _with_content(bytes(data)))
        except Unreadable as error:
            assert isinstance(error.reason, Words)


def _with_content(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("content.xml", content)
    return stream.getvalue()


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CELLS", 3)
    for form, reader in READERS.items():
        with pytest.raises(Unreadable, match="more than 3 cells"):
            reader((DATA / f"features.{form}").read_bytes())

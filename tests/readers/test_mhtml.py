"""Web pages in one file: transfer encodings, workbooks of several sheets, frames, broken and hostile files."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest
from effort import effort
from rewritten import mhtml

from auditor.document import Document, Paragraph, Unreadable
from auditor.readers import bounds, read
from auditor.readers import mhtml as reader

SAMPLES = Path(__file__).parents[2] / "samples"
SHEET = "<html><body><table><tr><td>{}</td><td>10</td></tr></table></body></html>"
BOOK = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets>
 <x:ExcelWorksheet>
  <x:Name>自评表&amp;说明</x:Name>
  <x:WorksheetSource HRef="book.files/sheet001.htm"/>
 </x:ExcelWorksheet>
 <x:ExcelWorksheet><x:Name>明细</x:Name><x:WorksheetSource HRef="book.files/sheet002.htm"/></x:ExcelWorksheet>
</x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head>
<frameset rows="*,39"><frame src="book.files/sheet001.htm"><frame src="book.files/tabstrip.htm">
<noframes><body><p>This page uses frames.</p></body></noframes></frameset></html>"""


def texts(document: Document) -> list[str]:
    return [
        block.text if isinstance(block, Paragraph) else " | ".join(cell.text for cell in block.cells)
        for block in document.blocks
    ]


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, "a.mht")
    assert caught.value.reason.zh and "\n" not in caught.value.reason.zh + caught.value.reason.en
    return caught.value.reason.en


@pytest.mark.parametrize("encoded", [True, False])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16-le"])
def test_a_page_is_decoded(charset: str, encoded: bool) -> None:
    content = SHEET.format("居民满意度").encode(charset)
    data = mhtml(("a.htm", content), encoded=encoded, charset=charset.removesuffix("-le"))
    document = read(data, "a.mht")
    assert (texts(document), document.format, document.notes) == (["居民满意度 | 10"], "html", ())


def test_a_stale_charset_does_no_harm() -> None:
    page = SHEET.format("居民满意度").encode()
    assert texts(read(mhtml(("a.htm", page), charset="windows-1252"), "a.mht")) == ["居民满意度 | 10"]


def test_told_from_the_content() -> None:
    data = mhtml(("a.htm", SHEET.format("甲").encode()))
    assert data.index(b"MIME-Version") > 0
    saved = b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?a?=\r\n folded\r\n" + data
    for one in (data, b"\xef\xbb\xbf\r\n" + data, saved, data.replace(b"\r\n", b"\n")):
        document = read(one, "报告.doc")
        assert texts(document) == ["甲 | 10"]
        assert [".doc" in note.zh and "html" in note.zh for note in document.notes] == [True]
    told = "说明\nMIME-Version: 1.0 是邮件的标记"
    assert read(told.encode(), "a.txt").format == "text"


@pytest.mark.parametrize("frames", [True, False])
def test_the_sheets_of_a_workbook_are_tables_with_their_names(frames: bool) -> None:
    book = BOOK if frames else BOOK.partition("<frameset")[0] + "<body></body></html>"
    folder = "file:///C:/1A2B/"
    document = read(
        mhtml(
            (f"{folder}book.htm", book.encode()),
            (f"{folder}book.files/tabstrip.htm", SHEET.format("标签").encode()),
            (f"{folder}book.files/sheet001.htm", SHEET.format("甲").encode()),
            (f"{folder}book.files/sheet002.htm", SHEET.format("乙").encode()),
        ),
        "a.xls",
    )
    assert texts(document) == ["甲 | 10", "乙 | 10"]
    assert [(t.location.sheet, t.location.table) for t in document.tables] == [
        *(("自评表&说明", 1), ("明细", 2)),
    ]
    last = [*document.tables][1].cells[1].location
    assert (last.line, last.sheet, last.table, last.row, last.column) == (4, "明细", 2, 1, 2)


def test_hidden_sheets_are_read_and_told() -> None:
    options = "<xml><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></xml>"
    hidden = f"<!--[if gte mso 9]>{options}<![endif]-->" + SHEET.format("乙")
    pages = (
        ("b.htm", BOOK),
        ("book.files/sheet001.htm", SHEET.format("甲")),
        ("book.files/sheet002.htm", hidden),
    )
    document = read(mhtml(*((address, text.encode()) for address, text in pages)), "a.mht")
    assert texts(document) == ["甲 | 10", "乙 | 10"]
    assert [note.zh for note in document.notes] == ["隐藏的工作表已一并审核：明细"]


def test_sheets_may_be_named_by_identity() -> None:
    book = BOOK.replace("book.files/sheet001.htm", "cid:one").replace("book.files/sheet002.htm", "cid:two")
    data = mhtml(
        ("a.htm", book.encode()), ("c", SHEET.format("甲").encode()), ("d", SHEET.format("乙").encode())
    )
    data = data.replace(b"Content-Location: c", b"Content-ID: <one>")
    assert texts(read(data.replace(b"Content-Location: d", b"Content-ID: two"), "a.xls")) == [
        *("甲 | 10", "乙 | 10"),
    ]


def test_a_workbook_without_one_of_its_sheets_is_refused() -> None:
    for there in ("sheet001.htm", "tabstrip.htm"):
        pages = (("book.htm", BOOK.encode()), (f"book.files/{there}", SHEET.format("甲").encode()))
        assert "incomplete" in reason(mhtml(*pages))


def test_a_page_of_frames_alone_is_no_empty_document() -> None:
    with pytest.raises(Unreadable, match="frame around other files"):
        read(BOOK.encode(), "a.xls")


def test_frames_inside_a_page_are_read_after_it_each_once() -> None:
    outer = '<p>外</p><iframe src="cid:f1"></iframe><iframe src="cid:f1"></iframe><iframe src="http://[x"></iframe>'
    inner = '<p>内</p><iframe src="a.htm"></iframe><iframe src="https://example.org/ad.htm"></iframe>'
    data = mhtml(("a.htm", outer.encode()), ("x", inner.encode()), ("unused.htm", b"<p>x</p>"))
    document = read(data.replace(b"Content-Location: x\r\n", b"Content-ID: <f1>\r\n"), "a.mht")
    assert [(b.text, b.location.line) for b in document.paragraphs] == [("外", 1), ("内", 2)]


def test_a_mail_with_attachments_is_refused() -> None:
    part = (
        b'Content-Type: application/msword\r\nContent-Disposition: attachment; filename="a.doc"\r\n\r\nx\r\n'
    )
    data = mhtml(("a.htm", SHEET.format("甲").encode()))
    boundary = data[data.index(b"\r\n--") : data.index(b"\r\n", data.index(b"\r\n--") + 2)]
    assert "attachments" in reason(
        data.replace(boundary + b"--", boundary + b"\r\n" + part + boundary + b"--")
    )


def test_what_has_no_page_or_no_end_is_refused() -> None:
    page = SHEET.format("甲").encode()
    whole = mhtml(("a.htm", page))
    assert "no page" in reason(mhtml(("a", b"x")).replace(b"text/html; ", b"text/plain; "))
    assert "no page" in reason(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx")
    assert "incomplete" in reason(b"MIME-Version: 1.0\r\nContent-Type: text/html")
    for kept in range(whole.index(b"boundary") + 60, len(whole) - 3, 7):
        assert "incomplete" in reason(whole[:kept])
    alone = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + page
    assert texts(read(alone, "a.mht")) == ["甲 | 10"]


def nested(depth: int) -> bytes:
    inside = b"Content-Type: text/html\r\n\r\n<p>x</p>"
    for level in range(depth):
        head = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % level
        inside = head + b"--b%d\r\n%b\r\n--b%d--" % (level, inside, level)
    return b"MIME-Version: 1.0\r\n" + inside


def test_bounds() -> None:
    assert texts(read(nested(bounds.MESSAGE_DEPTH), "a.mht")) == ["x"]
    assert "incomplete" in reason(nested(bounds.MESSAGE_DEPTH + 1))
    head = b"MIME-Version: 1.0\r\nX: " + b"x" * bounds.MESSAGE_HEAD + b"\r\nContent-Type: text/html\r\n\r\nx"
    assert "incomplete" in reason(head)
    many = nested(1).replace(b"--b0\r\n", b"--b0\r\n\r\nx\r\n" * (bounds.MEMBERS + 1), 1)
    assert "too large" in reason(many)


def attempted(data: bytes) -> None:
    try:
        reader.read(data)
    except Unreadable as error:
        assert error.reason.zh


def test_garbled_files_raise_nothing_else_and_cost_no_more() -> None:
    folder = "file:///C:/1A2B/"
    data = mhtml(
        (f"{folder}book.htm", BOOK.encode()),
        (f"{folder}book.files/sheet001.htm", SHEET.format("甲").encode()),
        (f"{folder}book.files/sheet002.htm", SHEET.format("乙").encode()),
        (f"{folder}book.files/tabstrip.htm", b"x"),
    )
    chance = random.Random(4)
    enough = 10 * effort(lambda: reader.read(data)) + 10_000
    for _ in range(300):
        garbled = bytearray(data[: chance.choice((len(data), chance.randrange(len(data))))])
        for _ in range(chance.choice((0, 1, 3, 30)) if garbled else 0):
            garbled[chance.randrange(len(garbled))] = chance.choice((0, 10, 34, 0x7F, chance.randrange(256)))
        assert effort(partial(attempted, bytes(garbled))) < enough

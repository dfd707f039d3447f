"""The front door: a format is told from the content, and what cannot be read says why."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import olefile
import pytest
from containers import compound

from auditor.document import Unreadable
from auditor.readers import SUFFIXES, bounds, read
from auditor.readers.package import Package

SAMPLES = Path(__file__).parents[2] / "samples"
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


def archive(**parts: bytes) -> bytes:
    """A zip of parts; `__` in a name stands for a slash, `_xml` for its suffix."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def reason(data: bytes, name: str = "报告.docx") -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    assert "\n" not in caught.value.reason.zh + caught.value.reason.en
    assert caught.value.reason.zh and caught.value.reason.en
    return caught.value.reason.en


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "txt", "pdf"])
def test_the_name_does_not_tell_the_format(suffix: str) -> None:
    data = (SAMPLES / f"project-clean.{suffix}").read_bytes()
    expected = {"txt": "text"}.get(suffix, suffix)
    assert read(data, "报告.tmp").format == read(data, "报告.xlsx").format == expected


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.docx", "text"),
        ("自评总分：95".encode(), "a.txt", "text"),
        ("自评总分：95".encode("utf-16"), "a.txt", "text"),
        (b"# \xe8\x87\xaa\xe8\xaf\x84", "a.md", "markdown"),
        (b"# \xe8\x87\xaa\xe8\xaf\x84", "A.MARKDOWN", "markdown"),
        (b"<div align=center>\n\n# a\n</div>", "a.md", "markdown"),
        (b"<html><body><p>a</p></body></html>", "a.md", "html"),
        (b"\xef\xbb\xbf <!-- x --><!DOCTYPE html><p>a", "a.doc", "html"),
        ("<html><p>自评</p></html>".encode("utf-16"), "a.htm", "html"),
        (b'<?xml version="1.0"?><html xmlns="x"><p>a</p></html>', "a.xls", "html"),
        (b"<table><tr><td>a</table>", "a.xls", "html"),
        (b"<10% of the goals>", "a.txt", "text"),
        (b"<!---->" * 500 + b"<", "a.txt", "text"),
    ],
)
def test_text_markdown_and_html(data: bytes, name: str, expected: str) -> None:
    assert read(data, name).format == expected


def test_streams_of_a_compound_file_know_no_upper_case() -> None:
    stream = (Path(__file__).parents[1] / "data" / "features.xls").read_bytes()
    inner = bytes(olefile.OleFileIO(io.BytesIO(stream)).openstream("Workbook").read())
    assert read(compound({"WORKBOOK": inner}), "a.xls").blocks == read(stream, "a.xls").blocks


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLE + "EncryptedPackage\0".encode("utf-16-le"), "password"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "damaged"),
        (OLE + "Workbook\0".encode("utf-16-le"), "damaged"),
        (OLE + "Book\0".encode("utf-16-le"), "damaged"),
        (OLE, "damaged"),
        (compound({"Contents": b""}), "OLE"),
        (archive(xl__workbook_bin=b""), "save it as .xlsx"),
        (archive(content_xml=b"", mimetype=b""), "OpenDocument"),
        (archive(ppt__presentation_xml=b""), "presentation): save it as PDF"),
        (OLE + "PowerPoint Document\0".encode("utf-16-le"), "presentation): save it as PDF"),
        (compound({"PowerPoint Document": b"", "a/Workbook": b"", "b/WordDocument": b""}), "presentation)"),
        (archive(OFD_xml=b"", Doc_0__Document_xml=b""), "OFD document): save it as PDF"),
        (archive(Index__Document_iwa=b""), "Pages or Numbers file): export it as .docx"),
        (archive(index_xml=b"", buildVersionHistory_plist=b""), "Pages or Numbers file)"),
        (
            b'<?xml version="1.0"?>\n<office:document xmlns:office="x"/>',
            "flat OpenDocument file): save it as",
        ),
        (archive(word__styles_xml=b""), "damaged"),
        (archive(xl__styles_xml=b""), "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (b"PK\x03\x04" + b"PK\x01\x02" * (bounds.MEMBERS + 1), "too large"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "picture is damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "picture is damaged"),
        (b"BM" + bytes(20), "picture is damaged"),
        (b"GIF89a" + bytes(9), "GIF"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "damaged"),
        (b"<w:wordDocument/>", "damaged"),
        (b"<!DOCTYPE Workbook><Workbook/>", "document type"),
        (b"MIME-Version: 1.0\n\n", "no page"),
        (b"abc\0def", "binary"),
        (bytes(bounds.FILE_SIZE + 1), "larger than"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, words: str) -> None:
    assert words in reason(data)


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_cut_off_files_are_damaged(suffix: str) -> None:
    data = (SAMPLES / f"project-clean.{suffix}").read_bytes()
    for kept in (30, len(data) // 2, len(data) - 1):
        assert "damaged" in reason(data[:kept])


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_garbled_files_raise_nothing_else(suffix: str) -> None:
    data = (SAMPLES / f"project-clean.{suffix}").read_bytes()
    for at in range(0, len(data), max(len(data) // 150, 1)):
        garbled = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        try:
            read(garbled, "a")
        except Unreadable as error:
            assert error.reason.zh


def test_an_encrypted_member_is_password_protected() -> None:
    data = bytearray(archive(word__document_xml=b"<a/>"))
    # Bit 0 of the flags, in the member's header and in the directory.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in reason(bytes(data))


def test_a_member_that_unpacks_too_large_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file, file.open("a", "w") as member:
        for _ in range(bounds.PART_SIZE // 2**20 + 1):
            member.write(bytes(2**20))
    with pytest.raises(Unreadable, match="unpacked"):
        Package(stream.getvalue()).part("a")


def test_links_lead_to_parts_of_the_package_only() -> None:
    links = (
        b'<Relationships><Relationship Id="a" Type="x/styles" Target="../../../etc/passwd"/>'
        b'<Relationship Id="b" Type="x/image" Target="http://example.org/" TargetMode="External"/></Relationships>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("word/_rels/document.xml.rels", links)
    package = Package(stream.getvalue())
    (relation,) = package.relations("word/document.xml").values()
    assert (relation.kind, relation.target, package.part(relation.target)) == ("styles", "etc/passwd", None)


def test_suffixes_are_lower_case() -> None:
    assert {s.lower() for s in SUFFIXES} == SUFFIXES and ".docm" in SUFFIXES

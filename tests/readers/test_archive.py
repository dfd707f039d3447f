"""Archives of reports: walked like a folder, each member told by its own, all within bounds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.document import Unreadable
from auditor.engine import Settings, audit_file
from auditor.outcome import Audit
from auditor.readers import archive, bounds, members
from auditor.runner import audit_found, audit_paths
from auditor.sources import Found

SAMPLES = Path(__file__).parents[2] / "samples"
REPORT = (SAMPLES / "project-clean.txt").read_bytes()


class _Gbk(zipfile.ZipInfo):
    """A member with its name in GBK, as Windows writes it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


def packed(files: dict[str, bytes], kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in files.items():
            info = kind(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    return stream.getvalue()


def audits(data: bytes) -> list[Audit]:
    return list(audit_found(Found(), Settings(), given=[("bundle.zip", data)]))


@pytest.mark.parametrize("kind", [_Gbk, zipfile.ZipInfo])
def test_reports_are_walked_in_the_order_of_their_paths(kind: type[zipfile.ZipInfo]) -> None:
    files = {"绩效/自评.txt": REPORT, "a.docx": (SAMPLES / "project-clean.docx").read_bytes()}
    found = audits(packed(files, kind))
    assert [(a.path, a.status) for a in found] == [
        ("bundle.zip!/a.docx", "audited"),
        ("bundle.zip!/绩效/自评.txt", "audited"),
    ]


def test_what_a_walk_through_a_folder_passes_over() -> None:
    names = ("~$a.docx", ".b/c.txt", "__MACOSX/._a.docx", "程序.exe", "图.gif", "夹/")
    found = audits(packed(dict.fromkeys((*names, "a.txt"), REPORT)))
    assert [a.path for a in found] == ["bundle.zip!/a.txt"]


def test_each_member_that_cannot_be_read_is_told() -> None:
    inner = packed({"a.txt": REPORT})
    data = packed({"内.zip": inner, "内.rar": b"Rar!", "坏.docx": b"PK\x03\x04", "好.txt": REPORT})
    reasons = {a.path.partition("!/")[2]: a.error.en if a.error else "" for a in audits(data)}
    assert reasons["好.txt"] == "" and "damaged" in reasons["坏.docx"]
    assert "inside an archive" in reasons["内.zip"] and "inside an archive" in reasons["内.rar"]


@pytest.mark.parametrize("files", [{}, {"a.exe": b"x"}])
def test_an_archive_without_reports_says_so(files: dict[str, bytes]) -> None:
    (only,) = audits(packed(files))
    assert only.path == "bundle.zip" and only.error is not None and "no file" in only.error.en


def test_archives_in_folders_and_as_single_files(tmp_path: Path) -> None:
    bundle = tmp_path / "报告.zip"
    bundle.write_bytes(packed({"a.txt": REPORT, "b.txt": REPORT}))
    found = audit_paths([tmp_path], Settings())
    assert [a.path for a in found] == [f"{bundle.as_posix()}!/{name}" for name in ("a.txt", "b.txt")]
    assert audit_file(bundle, Settings()).status == "unreadable"


def test_office_files_are_no_archives() -> None:
    for suffix in ("docx", "xlsx", "pdf", "txt"):
        assert members((SAMPLES / f"project-clean.{suffix}").read_bytes()) is None
    assert members((Path(__file__).parents[1] / "data" / "features.ods").read_bytes()) is None


def test_bounds_hold_for_each_member_and_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"a.txt": bytes(bounds.RATIO_FLOOR + 1), "b.txt": REPORT})
    assert [a.status for a in audits(bomb)] == ["unreadable", "audited"]
    monkeypatch.setattr(bounds, "ARCHIVE_SIZE", len(REPORT) + 1)
    found = audits(packed({"a.txt": REPORT, "b.txt": REPORT}))
    assert [a.status for a in found] == ["audited", "unreadable"]


def test_a_password_is_told() -> None:
    data = bytearray(packed({"a.txt": REPORT}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (only,) = audits(bytes(data))
    assert only.error is not None and "password" in only.error.en


def test_paths_stay_inside() -> None:
    paths = [str(m.path) for m in archive.members(packed({"/etc/a.txt": b"", "..\\b.txt": b""}))]
    assert sorted(paths) == ["../b.txt", "etc/a.txt"]


@given(st.data())
def test_garbled_archives_are_told(data: st.DataObject) -> None:
    garbled = bytearray(packed({"a.txt": REPORT, "b.txt": REPORT}))
    for _ in range(3):
        garbled[data.draw(st.integers(4, len(garbled) - 1))] = data.draw(st.integers(0, 255))
    try:
        for member in archive.members(bytes(garbled)):
            member.read()
    except Unreadable as error:
        assert error.reason.zh


def test_what_reports_come_in_and_is_not_read_is_told(tmp_path: Path) -> None:
    contents = {"a.rar": b"Rar!\x1a\x07", "b.7z": b"7z\xbc\xaf\x27\x1c", "c.ofd": packed({"OFD.xml": b""})}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    reasons = [a.error.en if a.error else "" for a in audit_paths([tmp_path], Settings())]
    assert ["unpack it" in reason for reason in reasons] == [True, True, False]
    assert "save it as PDF" in reasons[2]


def test_members_of_one_name_are_told_apart() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file, pytest.warns(UserWarning, match="Duplicate"):
        for name, content in (("a.txt", b"1"), ("a (2).txt", b"2"), ("a.txt", b"3"), ("a.txt", b"4")):
            file.writestr(name, content)
    found = {member.path: member.read() for member in archive.members(stream.getvalue())}
    assert found == {"a.txt": b"1", "a (2).txt": b"2", "a (2) (2).txt": b"3", "a (3).txt": b"4"}


def test_members_that_overlap_are_refused() -> None:
    data = packed({"a.txt": REPORT, "b.txt": REPORT})
    directory = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", directory + 4)
    # Both entries of the directory lead to the first content.
    overlapping = data[: second + 42] + bytes(4) + data[second + 46 :]
    with pytest.raises(Unreadable, match="overlap"):
        list(archive.members(overlapping))

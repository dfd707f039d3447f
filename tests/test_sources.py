"""Which files paths stand for, and which of them LibreOffice is asked about together."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from threading import Timer
from zipfile import ZipFile

import pytest
import simple
from click.testing import CliRunner
from simple import RULE, make

from auditor.cli import cli
from auditor.engine import Settings
from auditor.readers import bounds, office
from auditor.runner import audit_found, audit_paths, look
from auditor.runner.limits import Limits
from auditor.sources import Source, content, converted, find, in_content, in_file
from auditor.words import Words

SETTINGS = Settings((RULE,))


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The simple pipeline in an empty folder."""
    simple.install(monkeypatch, tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[bytes]]:
    """What LibreOffice is asked about at once; it fails over what has “broken” in it."""
    calls: list[list[bytes]] = []

    def convert(found: Mapping[int, tuple[bytes, str]]) -> dict[int, bytes]:
        assert {form for _, form in found.values()} == {"rtf"}
        calls.append([data for data, _ in found.values()])
        return {key: b"made of " + data for key, (data, _) in found.items() if b"broken" not in data}

    monkeypatch.setattr(office, "converted", convert)
    return calls


def rtf(name: str) -> Source:
    return Source(f"{name}.rtf", b"{\\rtf1 " + name.encode() + b"}")


TEXT = Source("a.txt", b"text")


def test_files_come_in_the_order_given_and_folders_sorted() -> None:
    make("b/2.txt", "b/10.docx", "b/a/x.TXT", "b/z.exe", "b/logo.png", "a.txt", "c.txt")
    found = find(["c.txt", "b", "a.txt", "./c.txt", "b/2.txt"]).paths
    assert found == ["c.txt", "b/10.docx", "b/2.txt", "b/a/x.TXT", "a.txt"]
    assert [a.path for a in audit_paths(["c.txt", "b"], SETTINGS)] == found[:4]
    assert find(["b/logo.png"]).paths == ["b/logo.png"]


def test_hidden_and_lock_files_are_passed_over_unless_named() -> None:
    make(".git/a.txt", "~$a.docx", ".~a.docx", ".a.txt", "a.txt")
    assert find(["."]).paths == ["a.txt"]
    assert find([".a.txt", "~$a.docx"]).paths == [".a.txt", "~$a.docx"]


def test_links_to_folders_are_not_followed() -> None:
    make("a/x.txt")
    Path("a/loop").symlink_to("..", target_is_directory=True)
    assert find(["a"]).paths == ["a/x.txt"]


def test_files_for_libreoffice_go_together_and_the_order_stays(asked: list[list[bytes]]) -> None:
    given = [TEXT, rtf("1"), TEXT, rtf("2"), rtf("broken"), TEXT]
    found = list(converted(given))
    assert [s.name for s in found] == [s.name for s in given]
    assert asked == [[given[at].data for at in (1, 3, 4)]]
    assert [(s.original, s.data.startswith(b"made of {")) for s in found] == [
        *((None, False), ("rtf", True), (None, False), ("rtf", True), (None, False), (None, False))
    ]
    assert found[4] == given[4]


def test_nothing_waits_for_a_file_that_needs_no_conversion(asked: list[list[bytes]]) -> None:
    given = iter([TEXT, TEXT, rtf("1")])
    assert next(converted(given)) is TEXT and next(given) is TEXT
    assert list(converted(given)) == [rtf("1")] and not asked


def test_how_much_waits_is_bounded(asked: list[list[bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    list(converted([rtf(str(n)) for n in range(40)]))
    assert [len(call) for call in asked] == [16, 16, 8]
    asked.clear()
    list(converted([rtf("1"), *[TEXT] * 70, rtf("2")]))
    assert not asked
    monkeypatch.setattr(bounds, "FILE_SIZE", 30)
    list(converted([rtf(str(n)) for n in range(9)]))
    assert [len(call) for call in asked] == [4, 4]


# ── What else stands in a folder ──────────────────────────────────────────────────────────────────────


def reasons(*paths: str) -> dict[str, tuple[str, str]]:
    """Status and reason of every file, by path."""
    return {a.path: (a.status, a.error.en if a.error else "") for a in audit_paths(paths, SETTINGS)}


def test_what_is_no_document_is_passed_over_and_named() -> None:
    make("in/a.txt", "in/logo.png", "in/slides.pptx", "in/~$a.docx", "in/.hidden/b.txt", "in/sub/c.txt")
    Path("in/sub/up").symlink_to("..", target_is_directory=True)
    os.mkfifo("in/pipe.txt")
    found = find(["in"])
    assert found.paths == ["in/a.txt", "in/sub/c.txt"]
    assert sorted(found.passed_over) == [
        "in/logo.png", "in/pipe.txt", "in/slides.pptx", "in/sub/up", "in/~$a.docx",
    ]  # fmt: skip
    assert {status for status, _ in reasons("in").values()} == {"audited"}


def test_links_that_lead_nowhere_have_an_outcome_where_a_report_should_be() -> None:
    make("a.txt")
    for name in ("loop.txt", "loop.bin"):
        Path(name).symlink_to(name)
    for name in ("gone.docx", "gone.bin"):
        Path(name).symlink_to("nowhere")
    assert reasons(".") == {
        "a.txt": ("audited", ""),
        "gone.docx": ("unreadable", "cannot be opened: there is no such file"),
        "loop.txt": ("unreadable", "cannot be opened: the link leads back to itself"),
    }
    assert sorted(find(["."]).passed_over) == ["gone.bin", "loop.bin"]


def test_a_file_that_vanishes_is_unreadable_and_the_others_go_on() -> None:
    make("a.txt", "b.txt", "c.txt")
    found = find(["."])
    Path("b.txt").unlink()
    assert [a.status for a in audit_found(found, SETTINGS)] == ["audited", "unreadable", "audited"]


def test_what_may_not_be_read_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(path: object, *rest: object) -> int:
        raise PermissionError(errno.EACCES, "denied", path)

    make("a.txt")
    monkeypatch.setattr("auditor.sources.os.open", locked)
    source = in_file("a.txt")
    assert source.error is not None and "可能正在 Word/WPS 中打开，请关闭后重试" in source.error.zh
    assert source.problem == "unreadable" and "无法打开文件" in source.error.zh


def test_a_folder_that_cannot_be_listed_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(folder: str) -> object:
        if folder == "in/closed":
            raise PermissionError(errno.EACCES, "denied", folder)
        return whole(folder)

    make("in/a.txt", "in/closed/b.txt")
    whole = os.scandir
    monkeypatch.setattr("auditor.sources.os.scandir", locked)
    found = reasons("in")
    assert found["in/a.txt"] == ("audited", "")
    assert found["in/closed"][0] == "unreadable" and "cannot be listed" in found["in/closed"][1]


def test_a_pipe_is_read_and_one_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.sources._PATIENCE", 0.2)
    os.mkfifo("silent.txt")
    os.mkfifo("pipe.txt")
    assert in_file("silent.txt").error == Words(
        "管道或设备没有内容", "nothing comes out of the pipe or device"
    )
    keep = os.open("pipe.txt", os.O_RDWR)
    os.write(keep, b"clean")
    Timer(0.1, os.close, [keep]).start()
    assert in_file("pipe.txt") == Source("pipe.txt", b"clean")


def test_a_device_without_an_end_is_read_as_far_as_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.readers.bounds.FILE_SIZE", 5_000)
    assert len(content("/dev/zero")) == 5_001


def test_xml_in_a_folder_is_read_where_an_office_program_wrote_it() -> None:
    make("pom.xml", text='<?xml version="1.0"?><project/>')
    book = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:x"/>'
    make("sheet.xml", text=book)
    assert find(["."]).paths == ["sheet.xml"] and find(["pom.xml"]).paths == ["pom.xml"]


def test_globs_leave_files_and_folders_out() -> None:
    make("a.txt", "old/b.txt", "new/c.docx", "new/d.txt")
    found = find(["."], ["old", "new/*.docx"])
    assert (found.paths, found.passed_over) == (["a.txt", "new/d.txt"], ["new/c.docx", "old"])
    assert find(["a.txt"], ["*.txt"]).paths == ["a.txt"]


def rule_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.cli.inputs.load_rules", lambda: (RULE,))


@pytest.mark.parametrize("form", ["html", "csv", "markdown", "junit", "terminal", "xlsx"])
def test_what_auditor_wrote_is_no_report(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    suffix = {"markdown": "md", "junit": "xml", "terminal": "txt"}.get(form, form)
    monkeypatch.setattr("auditor.readers.SUFFIXES", frozenset([".txt", f".{suffix}"]))
    rule_of_its_own(monkeypatch)
    make("a.txt")
    for name in ("found", "named"):
        run = CliRunner().invoke(
            cli, ["check", "a.txt", "--output-format", form, "-o", f"{name}.{suffix}"], catch_exceptions=False
        )
        assert run.exit_code == 1
    assert find(["."]).paths == ["a.txt"]
    assert find([f"named.{suffix}"]).paths == [f"named.{suffix}"]


def test_files_of_a_folder_are_looked_at_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends the child is left to be audited, and hides no other."""
    parent = os.getpid()

    def fatal(path: str) -> bool:
        assert os.getpid() != parent
        if path == "in/b.txt":
            os.abort()
        return path == "in/own.txt"

    make("in/a.txt", "in/b.txt", "in/own.txt", "in/z.txt")
    monkeypatch.setattr("auditor.output.own.is_own", fatal)
    found = find(["in"], look=look(Limits()))
    assert (found.paths, found.passed_over) == (["in/a.txt", "in/b.txt", "in/z.txt"], ["in/own.txt"])
    assert {path for path, _ in reasons("in").items()} == {"in/a.txt", "in/b.txt", "in/z.txt"}


def test_a_file_that_is_named_counts_even_when_its_folder_is_named_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make("in/a.txt", "in/own.txt")
    monkeypatch.setattr("auditor.output.own.is_own", lambda path: path == "in/own.txt")
    assert (
        find(["in", "in/own.txt"]).paths
        == find(["in/own.txt", "in"]).paths[::-1]
        == ["in/a.txt", "in/own.txt"]
    )


def test_members_of_an_archive_have_an_outcome_each_or_are_passed_over() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in ("../up.txt", "a.txt", "b/logo.png", "~$a.docx", ".hidden.txt"):
            archive.writestr(name, "clean")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "error")
    passed_over: list[str] = []
    found = list(in_content(stream.getvalue(), "x.zip", passed_over))
    assert sorted((s.name, s.data) for s in found) == [
        ("x.zip!/../up.txt", b"clean"), ("x.zip!/a (2).txt", b"error"), ("x.zip!/a.txt", b"clean"),
    ]  # fmt: skip
    assert passed_over == ["x.zip!/b/logo.png", "x.zip!/~$a.docx"]


def test_a_fault_in_opening_a_file_is_that_files_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        if data == b"error":
            raise RecursionError("too deep")

    make("a.txt", text="error")
    make("b.txt", text="clean")
    monkeypatch.setattr("auditor.readers.members", broken)
    found = reasons(".")
    assert found["a.txt"] == ("failed", "failed while opening the file: RecursionError: too deep")
    assert found["b.txt"] == ("audited", "")

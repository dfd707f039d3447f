"""Which files paths stand for, and which of them LibreOffice is asked about together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import simple
from simple import RULE, make

from auditor.engine import Settings, audit_paths
from auditor.readers import bounds, office
from auditor.sources import Source, converted, find

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

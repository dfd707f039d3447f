"""Files are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.output.atomic import check, is_one_of, save


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_usual_rights_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    fresh, old = tmp_path / "new.txt", tmp_path / "old.txt"
    usual = tmp_path / "usual.txt"
    usual.write_bytes(b"")
    old.write_bytes(b"before")
    old.chmod(0o600)
    for path in (fresh, old):
        save(str(path), b"after")
        assert path.read_bytes() == b"after"
    assert fresh.stat().st_mode == usual.stat().st_mode and old.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["new.txt", "old.txt", "usual.txt"]


def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    original = tmp_path / "report.docx"
    original.write_bytes(b"report")
    (tmp_path / "symbolic.docx").symlink_to(original)
    os.link(original, tmp_path / "hard.docx")
    for name in ("symbolic.docx", "hard.docx"):
        save(str(tmp_path / name), b"copy")
        assert (tmp_path / name).read_bytes() == b"copy" and not (tmp_path / name).is_symlink()
    assert original.read_bytes() == b"report"


def test_a_device_takes_the_bytes_and_stays_one() -> None:
    before = Path(os.devnull).stat().st_rdev
    save(os.devnull, b"gone")
    assert Path(os.devnull).stat().st_rdev == before


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_when_a_step_fails_the_old_file_stands_and_nothing_else(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*arguments: object) -> None:
        raise OSError(28, "full")

    path = tmp_path / "out.json"
    path.write_bytes(b"before")
    monkeypatch.setattr(f"auditor.output.atomic.os.{step}", fails)
    with pytest.raises(OSError, match="full"):
        save(str(path), b"after")
    assert path.read_bytes() == b"before" and names(tmp_path) == ["out.json"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_bytes(b"before")
    code = (
        "import resource, sys; from auditor.output.atomic import save\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: save(sys.argv[1], b'x' * 100_000)\n"
        "except OSError as problem: print(type(problem).__name__)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout == "OSError\n" and path.read_bytes() == b"before" and names(tmp_path) == ["out.json"]


def test_where_nothing_can_be_saved_is_known_beforehand(tmp_path: Path) -> None:
    check(str(tmp_path / "new.txt"))
    for path, problem in ((tmp_path, IsADirectoryError), (tmp_path / "gone" / "new.txt", FileNotFoundError)):
        with pytest.raises(problem):
            check(str(path))


def test_an_original_is_known_by_any_name(tmp_path: Path) -> None:
    original, other = tmp_path / "a.txt", tmp_path / "b.txt"
    for path in (original, other):
        path.write_bytes(b"same")
    os.link(original, tmp_path / "hard.txt")
    (tmp_path / "symbolic.txt").symlink_to("a.txt")
    for name, same in (
        ("a.txt", True),
        ("hard.txt", True),
        ("symbolic.txt", True),
        ("b.txt", False),
        ("new.txt", False),
    ):
        assert is_one_of(str(tmp_path / name), [str(original), str(tmp_path / "gone.txt")]) is same

"""The runner behind the command line: the same for any number of jobs, stopped, resumed, cached."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import cli
from auditor.engine import Settings
from auditor.output import needed
from auditor.runner import Course, audit_found
from auditor.sources import Found

SOUND = """某县图书馆项目支出绩效自评表
（2023年度）
指标名称\t年度指标值\t全年完成值\t分值\t得分
图书采购册数\t≥500册\t520册\t60\t60
读者满意度\t≥90%\t95%\t40\t40
总分\t\t\t100\t100
"""
FAULTY = SOUND.replace("60\t60", "60\t65")
Run = Callable[..., Result]


@pytest.fixture
def auditor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command line in an empty folder with a cache of its own."""
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return lambda *arguments: CliRunner().invoke(cli, ["check", "--lang", "en", *arguments])


def folder(count: int) -> None:
    """Reports, every third faulty, a letter, and an archive."""
    for number in range(count):
        Path(f"{number:02}.txt").write_text(SOUND if number % 3 else FAULTY, "utf-8")
    Path("letter.txt").write_text("Dear Sir", "utf-8")
    with zipfile.ZipFile("mail.zip", "w") as file:
        file.writestr("a.txt", SOUND)
        file.writestr("b.txt", FAULTY)
        file.writestr("c.jpeg2000", "")


def lines(path: str = "out.jsonl") -> list[str]:
    return [json.loads(line)["path"] for line in Path(path).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("form", ["json", "jsonl", "terminal", "sarif", "csv", "html"])
def test_the_output_is_the_same_for_any_number_of_jobs(auditor: Run, form: str) -> None:
    folder(8)
    runs = [
        auditor(".", "--no-cache", "--verbose", "--output-format", form, "-j", jobs)
        for jobs in ("1", "2", "5")
    ]
    assert {run.exit_code for run in runs} == {1}
    assert len({run.stdout for run in runs}) == 1


def test_the_output_is_the_same_from_the_cache(auditor: Run) -> None:
    folder(8)
    first = auditor(".", "--output-format", "json")
    assert any(Path(os.environ["AUDITOR_CACHE_DIR"]).rglob("*.audit"))
    assert auditor(".", "--output-format", "json").stdout == first.stdout
    assert auditor(".", "--output-format", "json", "--no-cache").stdout == first.stdout


def test_a_copy_of_a_file_has_its_own_name_though_its_result_is_kept(auditor: Run) -> None:
    Path("a.txt").write_text(FAULTY, "utf-8")
    Path("letter.txt").write_text("Dear Sir", "utf-8")
    auditor(".")
    kept = len([*Path(os.environ["AUDITOR_CACHE_DIR"]).rglob("*.audit")])
    Path("b.txt").write_text(FAULTY, "utf-8")
    first, second, _ = json.loads(auditor(".", "--output-format", "json").stdout)["files"]
    assert (first["path"], second["path"]) == ("a.txt", "b.txt")
    assert first["findings"] == second["findings"] != []
    assert len([*Path(os.environ["AUDITOR_CACHE_DIR"]).rglob("*.audit")]) == kept == 2


@pytest.mark.parametrize(
    "option", [["--select", "SCR001"], ["--min-severity", "error"], ["--profile", "national"]]
)
def test_a_kept_result_is_not_used_under_other_options(auditor: Run, option: list[str]) -> None:
    folder(4)
    auditor(".", "--output-format", "json")
    assert (
        auditor(".", "--output-format", "json", *option).stdout
        == auditor(".", "--output-format", "json", "--no-cache", *option).stdout
    )


def test_a_page_is_whole_though_a_list_was_made_before(auditor: Run) -> None:
    folder(2)
    auditor(".", "--output-format", "jsonl")
    kept = auditor(".", "--output-format", "html").stdout
    assert "读者满意度" in kept
    assert kept == auditor(".", "--output-format", "html", "--no-cache").stdout


def test_no_cache_neither_uses_nor_keeps(auditor: Run) -> None:
    folder(2)
    auditor(".", "--no-cache")
    assert not Path(os.environ["AUDITOR_CACHE_DIR"]).exists()


def test_the_cache_says_how_large_it_is_and_is_cleared(auditor: Run) -> None:
    folder(3)
    auditor(".")

    def command(what: str) -> Result:
        return CliRunner().invoke(cli, ["cache", what, "--lang", "en"])

    # Files of one content share a result.
    assert f"{os.environ['AUDITOR_CACHE_DIR']}: 3 results, 0.0 MB" in command("info").stdout
    assert "3 results removed" in command("clear").stdout
    assert ": 0 results" in command("info").stdout


# ── Stopped and resumed ────────────────────────────────────────────────────────────────────────────────


def test_a_journal_that_ends_in_a_torn_line_is_gone_on_with(auditor: Run) -> None:
    folder(6)
    whole = auditor(".", "-o", "whole.jsonl")
    written = Path("whole.jsonl").read_bytes()
    cut = written.index(b"\n", written.index(b"\n") + 1) + 40
    Path("out.jsonl").write_bytes(written[:cut])
    resumed = auditor(".", "--resume", "out.jsonl")
    assert Path("out.jsonl").read_bytes() == written
    assert resumed.exit_code == whole.exit_code == 1


def test_what_is_in_a_journal_is_not_audited_again(auditor: Run) -> None:
    folder(3)
    auditor(".", "-o", "out.jsonl")
    for path in Path().glob("*.txt"):
        path.write_text("Dear Madam")
    before = Path("out.jsonl").read_bytes()
    assert auditor(".", "--resume", "out.jsonl").exit_code == 1
    assert Path("out.jsonl").read_bytes() == before


def test_the_exit_code_and_the_summary_count_what_a_journal_holds(auditor: Run) -> None:
    folder(3)
    Path("broken.docx").write_bytes(b"PK\x03\x04")
    first = auditor("broken.docx", "00.txt", "-o", "out.jsonl")
    assert first.exit_code == 2
    resumed = auditor(
        "broken.docx", "00.txt", "01.txt", "--resume", "out.jsonl", "--output-format", "terminal"
    )
    assert resumed.exit_code == 2
    assert "3 files: 2 audited, 1 unreadable" in resumed.stdout and "2 errors" in resumed.stdout


def test_a_journal_that_is_not_there_is_begun(auditor: Run) -> None:
    folder(2)
    auditor(".", "--resume", "out.jsonl")
    assert lines() == ["00.txt", "01.txt", "letter.txt", "mail.zip!/a.txt", "mail.zip!/b.txt"]


def test_an_archive_that_was_cut_short_is_gone_on_with(auditor: Run) -> None:
    folder(1)
    auditor(".", "-o", "out.jsonl")
    whole = Path("out.jsonl").read_bytes()
    Path("out.jsonl").write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    auditor(".", "--resume", "out.jsonl")
    assert Path("out.jsonl").read_bytes() == whole


def test_a_journal_that_is_a_report_is_not_written_over(auditor: Run) -> None:
    folder(1)
    assert auditor(".", "--resume", "00.txt").exit_code == 2
    assert Path("00.txt").read_text("utf-8") == FAULTY


def started(*arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "LC_ALL": "zh_CN.UTF-8", "AUDITOR_CACHE_DIR": str(cwd / ".cache")}
    return subprocess.Popen(
        [sys.executable, "-m", "auditor", "check", *arguments],
        cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def begun(path: Path) -> None:
    """Wait until a journal has a line."""
    for _ in range(600):
        if path.exists() and b"\n" in path.read_bytes():
            return
        time.sleep(0.05)
    raise AssertionError("nothing was written")


def endless(tmp_path: Path) -> None:
    """A report, then a pipe that says nothing, then another report."""
    (tmp_path / "a.txt").write_text(SOUND, "utf-8")
    (tmp_path / "c.txt").write_text(SOUND, "utf-8")
    os.mkfifo(tmp_path / "b.txt")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_keeps_what_is_done_and_names_the_rest(tmp_path: Path, number: int) -> None:
    endless(tmp_path)
    outputs = ("--output-format", "jsonl", "-o", "out.jsonl", "--output-format", "json", "-o", "out.json")
    with started("-j", "1", *outputs, "a.txt", "b.txt", "c.txt", cwd=tmp_path) as run:
        begun(tmp_path / "out.jsonl")
        run.send_signal(number)
        _, error = run.communicate(timeout=30)
    assert (run.returncode, error) == (130, b"auditor: interrupted\n")
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [f["status"] for f in found["files"]] == ["audited", "not_audited", "not_audited"]
    assert found["summary"]["not_audited"] == 2


def test_a_run_that_is_killed_is_resumed(tmp_path: Path) -> None:
    endless(tmp_path)
    with started("-j", "1", "-o", "out.jsonl", "a.txt", "b.txt", "c.txt", cwd=tmp_path) as run:
        begun(tmp_path / "out.jsonl")
        run.kill()
    assert lines(str(tmp_path / "out.jsonl")) == ["a.txt"]
    (tmp_path / "b.txt").unlink()
    (tmp_path / "b.txt").write_text(FAULTY, "utf-8")
    with started("--resume", "out.jsonl", "a.txt", "b.txt", "c.txt", cwd=tmp_path) as run:
        run.communicate(timeout=60)
    assert run.returncode == 1
    assert lines(str(tmp_path / "out.jsonl")) == ["a.txt", "b.txt", "c.txt"]


def test_a_stopped_journal_is_resumed(tmp_path: Path) -> None:
    """The files that were not come to are tried again."""
    endless(tmp_path)
    with started("-j", "1", "-o", "out.jsonl", "a.txt", "b.txt", "c.txt", cwd=tmp_path) as run:
        begun(tmp_path / "out.jsonl")
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=30)
    (tmp_path / "b.txt").unlink()
    (tmp_path / "b.txt").write_text(SOUND, "utf-8")
    with started("--resume", "out.jsonl", "a.txt", "b.txt", "c.txt", cwd=tmp_path) as run:
        run.communicate(timeout=60)
    assert run.returncode == 0
    assert lines(str(tmp_path / "out.jsonl")) == ["a.txt", "b.txt", "c.txt"]


def test_limits_are_options(auditor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(1)

    def grown(data: bytes, name: str, original: str | None = None) -> None:
        held = []
        while name == "00.txt":
            held.append(b"x" * 2**24)
        raise AssertionError

    monkeypatch.setattr("auditor.readers.read", grown)
    run = auditor("00.txt", "--memory", "100")
    assert run.exit_code == 2
    assert "took more than 100 MiB of memory and was ended; --memory allows more" in run.stdout


def test_annotate_runs_in_a_child(auditor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.docx").write_bytes(b"PK\x03\x04")
    monkeypatch.setattr("auditor.readers.read", lambda *arguments: os.abort())
    run = CliRunner().invoke(cli, ["annotate", "a.docx", "-o", "b.docx", "--lang", "en"])
    assert run.exit_code == 2
    assert "the process that looked into it died (SIGABRT)" in run.stderr
    assert not Path("b.docx").exists()


def test_a_digest_is_made_for_the_formats_that_display_it() -> None:
    digests = {}
    for form in ("concise", "json", "docx"):
        (audit,) = audit_found(Found(), Settings(), Course(needs=needed([form])), [("a.txt", b"x")])
        digests[form] = bool(audit.digest)
    assert digests == {"concise": False, "json": False, "docx": True}

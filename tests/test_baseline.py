"""The baseline: what was accepted is not shown again, wherever its file is now; what changes is shown."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from auditor import audit
from auditor.baseline import NAME, Baseline, BaselineWrong, dumped, load
from auditor.cli import cli
from auditor.document import Document
from auditor.engine import Settings, audit_bytes
from auditor.outcome import Acceptance, Audit
from auditor.words import Words

SAMPLES = Path(__file__).parent.parent / "samples"
FAULTY = SAMPLES / "project-faulty.txt"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in, with one faulty report."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(FAULTY, "报告.txt")


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, [*arguments, "--lang", "en"], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def codes(*arguments: str) -> list[str]:
    """The codes of what a check lists."""
    out = run("check", ".", "--output-format", "json", *arguments)[1]
    return [f["code"] for file in json.loads(out)["files"] for f in file["findings"]]


def entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(NAME).read_text("utf-8"))["entries"]
    return found


def fingerprints(text: str) -> set[str]:
    from auditor.check import load_rules

    result = audit_bytes(text.encode(), "a.txt", Settings(load_rules())).result
    assert result.findings
    return {f.fingerprint for f in result.findings}


# ── Fingerprints ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["project", "department", "scoring", "narrative"])
def test_a_fingerprint_is_the_same_in_every_format(name: str) -> None:
    found = [
        {f.fingerprint for f in audit(SAMPLES / f"{name}-faulty.{suffix}").result.findings}
        for suffix in ("txt", "docx", "xlsx", "pdf")
    ]
    assert all(one == found[0] for one in found) and len(found[0]) > 4


def test_a_fingerprint_survives_saving_again_and_rows_that_come_in_between(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "project-faulty.xlsx", tmp_path / "a.xlsx")
    before = {f.fingerprint for f in audit(tmp_path / "a.xlsx").result.findings}
    book = load_workbook(tmp_path / "a.xlsx")
    book.save(tmp_path / "b.xlsx")
    assert {f.fingerprint for f in audit(tmp_path / "b.xlsx").result.findings} == before
    text = FAULTY.read_text("utf-8")
    assert fingerprints("编制说明：本表按年度填报。\n\n" + text) == fingerprints(text)


def test_a_fingerprint_changes_with_the_figures() -> None:
    text = FAULTY.read_text("utf-8")
    assert "98.00%" in text
    changed = text.replace("98.00%", "97.00%")
    before, after = fingerprints(text), fingerprints(changed)
    assert before - after and after - before and before & after


# ── What is accepted ──────────────────────────────────────────────────────────────────────────────────


def test_what_was_accepted_is_not_shown_again() -> None:
    assert len(codes()) == 5
    code, out, _ = run("baseline", ".", "--reason", "looked at", "--reviewer", "reviewer A")
    assert (code, out) == (0, f"{NAME} written: 5 entries (5 added, 0 removed)\n")
    assert {(e["reason"], e["reviewer"], e["path"]) for e in entries()} == {
        ("looked at", "reviewer A", "报告.txt")
    }
    assert codes() == [] and run("check", ".")[0] == 0
    said = run("check", ".")[1]
    assert "no findings but 5 accepted" in said and "SCR001" not in said
    shown = run("check", ".", "--show-baselined")[1]
    assert "accepted SCR001" in shown and ": reviewer A, looked at" in shown
    assert len(codes("--isolated")) == 5
    assert codes("--isolated", "--baseline", NAME) == []


@pytest.mark.parametrize("format", ["terminal", "concise", "html", "markdown"])
def test_what_was_accepted_is_shown_where_it_is_asked_for(format: str) -> None:
    run("baseline", ".", "--reason", "looked at")
    asked = ("check", ".", "--lang", "zh", "--output-format", format)
    assert "SCR001" not in re.sub(r"<option.*?</option>", "", run(*asked)[1])
    assert "SCR001" in run(*asked, "--show-baselined")[1]


def test_a_baseline_is_found_upward_from_the_files() -> None:
    Path("下属/单位").mkdir(parents=True)
    shutil.move("报告.txt", "下属/单位/报告.txt")
    run("baseline", ".")
    assert run("check", "下属/单位/报告.txt")[0] == 0
    assert entries()[0]["path"] == "下属/单位/报告.txt"


def test_a_new_finding_is_shown_beside_those_accepted() -> None:
    run("baseline", ".")
    text = FAULTY.read_text("utf-8").replace("97.35", "97.36")
    Path("报告.txt").write_text(text, "utf-8")
    assert codes() == ["TOT001"]
    code, out, err = run("check", ".")
    assert code == 1 and "1 error; 4 more accepted" in out
    assert "entries of the baseline that fit no finding any more: 1 (报告.txt TOT001)" in err


def test_a_renamed_report_keeps_what_was_accepted_but_another_report_does_not() -> None:
    run("baseline", ".")
    Path("报告.txt").rename("改名.txt")
    assert codes() == []
    other = FAULTY.read_text("utf-8").replace("白鹭县", "青鹤县")
    Path("改名.txt").write_text(other, "utf-8")
    assert len(codes()) == 5


def test_the_same_figures_in_another_report_are_not_accepted_with_it() -> None:
    run("baseline", ".")
    shutil.copy(FAULTY, "另一份.txt")
    assert len(codes()) == 5


def test_another_format_of_the_same_report_keeps_what_was_accepted() -> None:
    run("baseline", ".")
    shutil.copy(SAMPLES / "project-faulty.docx", "报告.docx")
    assert codes() == []


def test_an_update_removes_what_is_gone_and_adds_nothing() -> None:
    run("baseline", ".", "--reason", "first")
    text = FAULTY.read_text("utf-8").replace("97.35", "97.36")
    Path("报告.txt").write_text(text, "utf-8")
    code, out, err = run("baseline", ".", "--update")
    assert (code, out) == (0, f"{NAME} written: 4 entries (0 added, 1 removed)\n")
    assert err == "auditor: new findings that were not added: 1; a run without --update adds them\n"
    assert codes() == ["TOT001"]
    run("baseline", ".", "--reason", "second")
    assert sorted(e["reason"] for e in entries()) == ["first"] * 4 + ["second"]


def test_entries_of_files_that_were_not_looked_at_stay() -> None:
    Path("甲").mkdir()
    shutil.copy(SAMPLES / "department-faulty.txt", "甲/部门.txt")
    run("baseline", ".")
    assert run("check", "甲")[2] == ""
    assert run("baseline", "甲", "--update")[1].endswith("11 entries (0 added, 0 removed)\n")


def test_sarif_marks_what_was_accepted_and_does_not_drop_it() -> None:
    run("baseline", ".", "--reason", "looked at", "--reviewer", "reviewer A")
    log = json.loads(run("check", ".", "--output-format", "sarif")[1])
    results = log["runs"][0]["results"]
    assert len(results) == 5
    expected = [{"kind": "external", "status": "accepted", "justification": "reviewer A: looked at"}]
    assert all(result["suppressions"] == expected for result in results)


def test_json_says_what_was_accepted() -> None:
    run("baseline", ".", "--reason", "looked at")
    told = json.loads(run("check", ".", "--output-format", "json")[1])
    accepted = told["files"][0]["accepted"]
    assert told["summary"]["accepted"] == len(accepted) == 5
    assert (accepted[0]["reason"], accepted[0]["reviewer"]) == ("looked at", "")


def test_a_file_that_was_not_understood_can_be_accepted() -> None:
    said = Words("有一列没有读懂", "one column was not understood")
    unread = Audit("报告.txt", Document("text", ()), error=said, problem="not_understood")
    fresh = Baseline(NAME)
    made = fresh.additions([unread], lambda path, finding: Acceptance("a form of its own", "reviewer A"))
    Path(NAME).write_bytes(dumped(made))
    again = load(NAME).apply(unread)
    assert again.status == "not_understood" and again.excused == Acceptance("a form of its own", "reviewer A")
    other = Audit("报告.txt", Document("text", ()), error=Words("别的", "other"), problem="not_understood")
    assert load(NAME).apply(other).excused is None


def test_a_run_with_only_accepted_files_is_complete() -> None:
    from auditor.outcome import Tally

    unread = Audit("报告.txt", error=Words("没读懂", "not understood"), problem="not_understood")
    excused = Audit("报告.txt", error=unread.error, problem="not_understood", excused=Acceptance())
    for audits, incomplete in (([excused], False), ([excused, unread], True), ([unread], True)):
        tally = Tally()
        for one in audits:
            tally.add(one)
        assert tally.incomplete is incomplete


@pytest.mark.parametrize("content", [b"{}", b"no json", b"\xff", b'{"schema": "other/1", "entries": []}'])
def test_a_file_that_is_no_baseline_is_refused(content: bytes) -> None:
    Path(NAME).write_bytes(content)
    with pytest.raises(BaselineWrong):
        load(NAME)
    code, out, err = run("check", ".")
    assert (code, out) == (2, "") and "is no baseline: " in err and err.count("\n") == 1
    assert run("check", ".", "--baseline", "none.json")[0] == 2


# ── Lists that come back ──────────────────────────────────────────────────────────────────────────────


def reply(path: str, answers: dict[str, tuple[str, str]]) -> None:
    """Fill in a list of findings, by code."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        by_title = dict(zip(titles, row, strict=True))
        if by_title["code"].value in answers:
            by_title["accepted"].value, by_title["reply"].value = answers[by_title["code"].value]
    book.save(path)


def test_replies_in_a_list_are_read_back() -> None:
    run("check", ".", "--output-format", "xlsx", "--output-file", "list.xlsx")
    reply(
        "list.xlsx",
        {"SCR001": ("reject", "weights were changed by a notice"), "TOT001": ("accept", "will be put right")},
    )
    Path("收到").mkdir()
    Path("报告.txt").rename("收到/报告.txt")
    code, _, err = run("baseline", "收到", "--from", "list.xlsx", "--reviewer", "reviewer A")
    assert (code, err) == (0, "")
    assert [(e["code"], e["reason"], e["reviewer"]) for e in entries()] == [
        ("SCR001", "weights were changed by a notice", "reviewer A")
    ]
    Path("list.xlsx").unlink()
    assert codes() == ["EXE001", "EXE003", "TOT001", "SCR010"]


def test_a_reply_about_nothing_is_mentioned() -> None:
    run("check", ".", "--output-format", "xlsx", "--output-file", "list.xlsx")
    reply("list.xlsx", {"TOT001": ("reject", "no")})
    Path("报告.txt").write_text(FAULTY.read_text("utf-8").replace("97.35", "97.36"), "utf-8")
    _, _, err = run("baseline", "报告.txt", "--from", "list.xlsx")
    assert err == "auditor: replies in list.xlsx that are about no finding of these reports: 1\n"
    assert entries() == []


def test_a_list_that_cannot_be_read_is_a_usage_error() -> None:
    assert run("baseline", "报告.txt", "--from", "none.xlsx")[0] == 2
    assert not Path(NAME).exists()

"""What a corrected report changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditor.cli import cli

FAULTY = Path(__file__).parent.parent / "samples" / "project-faulty.txt"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old version with its faults, and a new one in which a total is put right and a rate goes wrong."""
    monkeypatch.chdir(tmp_path)
    text = FAULTY.read_text("utf-8")
    Path("旧.txt").write_text(text, "utf-8")
    Path("新.txt").write_text(text.replace("97.35", "101.35").replace("98.00%", "97.00%"), "utf-8")


def diff(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["diff", *arguments, "--lang", "en", "--isolated"], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def told(*arguments: str) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = json.loads(diff(*arguments, "--output-format", "json")[1])["files"]
    return files


def codes(findings: list[dict[str, str]]) -> list[str]:
    return [finding["code"] for finding in findings]


def test_findings_are_resolved_open_or_new_and_changed_figures_are_named() -> None:
    one = told("旧.txt", "新.txt")[0]
    assert "TOT001" in codes(one["resolved"])
    # The rate is still wrong, if by other figures.
    assert "EXE001" in codes(one["open"]) and "SCR001" in codes(one["open"])
    assert {"subject": "年度资金总额", "column": "rate", "old": "98.00%", "new": "97.00%"} in one["changed"]
    assert any(c["old"] == "97.35" and c["new"] == "101.35" for c in one["changed"])
    lines = diff("旧.txt", "新.txt")[1].splitlines()
    assert "新.txt: figure changed 年度资金总额 rate: 98.00% -> 97.00%" in lines


def test_a_new_finding_ends_with_1_and_none_with_0() -> None:
    text = FAULTY.read_text("utf-8")
    code, out, _ = diff("旧.txt", "旧.txt")
    assert code == 0 and out.endswith("0 resolved, 0 new, 5 open, 0 figures changed\n")
    Path("净.txt").write_text(text.replace("98.00%", "96.00%"), "utf-8")
    code, out, _ = diff("净.txt", "旧.txt")
    assert code == 1 and "旧.txt: new error EXE001" in out


def test_folders_are_compared_by_the_paths_in_them() -> None:
    for folder, source in (("前", "旧.txt"), ("后", "新.txt")):
        Path(folder, "甲局").mkdir(parents=True)
        shutil.copy(source, f"{folder}/甲局/自评.txt")
    shutil.copy("旧.txt", "前/撤回.txt")
    shutil.copy("旧.txt", "后/补报.txt")
    by_path = {one["path"]: one for one in told("前", "后")}
    assert codes(by_path["后/甲局/自评.txt"]["resolved"]) == codes(told("旧.txt", "新.txt")[0]["resolved"])
    assert (by_path["前/撤回.txt"]["new"], len(by_path["前/撤回.txt"]["resolved"])) == (False, 5)
    assert (by_path["后/补报.txt"]["old"], len(by_path["后/补报.txt"]["added"])) == (False, 5)


def test_the_old_version_may_be_a_revision_of_git() -> None:
    who = {
        f"GIT_{role}_{what}": "tester@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull}
    Path("报送 材料").mkdir()
    shutil.move("旧.txt", "报送 材料/自评.txt")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run(["git", *command], check=True, env=environment)
    shutil.copy("新.txt", "报送 材料/自评.txt")
    for path in ("报送 材料", "报送 材料/自评.txt"):
        assert "TOT001" in codes(told(path, "--git", "HEAD")[0]["resolved"])
    code, out, err = diff("报送 材料", "--git", "nix")
    assert (code, out) == (2, "") and err.count("\n") == 1 and "nix" in err


def test_a_report_in_another_format_is_the_same_report() -> None:
    Path("前").mkdir()
    Path("后").mkdir()
    shutil.copy("旧.txt", "前/自评.txt")
    shutil.copy(FAULTY.with_suffix(".docx"), "后/自评.docx")
    shutil.copy("旧.txt", "前/另一.txt")
    shutil.copy("旧.txt", "后/另一.txt")
    assert [len(one["open"]) for one in told("前", "后")] == [5, 5]


@pytest.mark.parametrize(
    "arguments", [("旧.txt",), ("旧.txt", "新.txt", "旧.txt"), ("旧.txt", "新.txt", "--git", "HEAD")]
)
def test_the_wrong_number_of_paths_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    assert diff(*arguments)[0] == 2

"""A third party's package of rules comes in by the same door as the built-in ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = Path(__file__).parent.parent / "samples" / "project-clean.txt"
RULE = '''
from auditor.model.place import Step
from auditor import Location, Place, Severity, Words
from auditor.check import check, found

@check(
    "no-title-like-this", code="{code}", severity=Severity.WARNING,
    zh="“{{subject}}”不合单位的命名办法", en="“{{subject}}” is not named as the unit names its reports",
    source=Words("内部规定", "house rules"), bad="", good="",
)
def no_title_like_this(report):
    """House rule: every report is found at fault."""
    yield found(Place((Step("part", name="标题"),), Location(line=1), report.title), subject="报告")
'''
PROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "house-rules"
version = "1"
[project.entry-points."auditor.checks"]
house = "house_rules"
[tool.setuptools]
py-modules = ["house_rules"]
"""


def auditor(*arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    """The command line with one more folder of packages."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": f"{path}{os.pathsep}{root}", "LC_ALL": "en_US.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments], capture_output=True, encoding="utf-8", env=environment
    )


def install(folder: Path, code: str, source: str = RULE) -> Path:
    """A package with one rule, as an installer leaves it behind."""
    info = folder / "house_rules-1.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[auditor.checks]\nhouse = house_rules\n")
    (folder / "house_rules.py").write_text(source.format(code=code) if source is RULE else source, "utf-8")
    return folder


def codes(run: subprocess.CompletedProcess[str]) -> set[str]:
    """The codes of what was found."""
    assert run.returncode in (0, 1), run.stderr
    return {f["code"] for file in json.loads(run.stdout)["files"] for f in file["findings"]}


def test_a_rule_installed_with_pip_runs(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "pyproject.toml").write_text(PROJECT)
    (source / "house_rules.py").write_text(RULE.format(code="HSE001"), "utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(target),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True)
    run = auditor("check", str(REPORT), "--output-format", "json", "--select", "HSE", path=target)
    assert codes(run) == {"HSE001"}


def test_it_can_be_selected_and_ignored_like_any_other(tmp_path: Path) -> None:
    path = install(tmp_path, "HSE001")
    assert "HSE001" in codes(auditor("check", str(REPORT), "--output-format", "json", path=path))
    without = auditor(
        "check", str(REPORT), "--output-format", "json", "--ignore", "no-title-like-this", path=path
    )
    assert "HSE001" not in codes(without)


@pytest.mark.parametrize(
    "code, source, said",
    [
        ("SCR001", RULE, "house_rules calls a rule SCR001"),
        ("HSE001", "import nothing_of_this_name\n", "nothing_of_this_name"),
        ("HSE001", "1 / 0\n", "ZeroDivisionError"),
    ],
)
def test_a_broken_package_ends_the_run_with_its_name(
    tmp_path: Path, code: str, source: str, said: str
) -> None:
    run = auditor("check", str(REPORT), path=install(tmp_path, code, source))
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "house-rules" in run.stderr and said in run.stderr

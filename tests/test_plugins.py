"""A third party's package of rules comes in by the same door as the built-in ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = Path(__file__).parent.parent / "samples" / "project-clean.txt"
RULE = """
from auditor.model.place import Step
from auditor import Location, Place, Severity
from auditor.check import check, found

@check("no-title-like-this", code="{code}", severity=Severity.WARNING)
def no_title_like_this(report):
    yield found(Place((Step("part", name="标题"),), Location(line=1), report.title), subject="报告")
"""
PAGE = """# {code} no-title-like-this

标题不合规定

title against the rules of the house

## 消息 Message

“{{subject}}”不合单位的命名办法

“{{subject}}” is not named as the unit names its reports

## 依据 Basis

内部规定

house rules

## 说明

凡报告皆有问题。

## Explanation

House rule: every report is found at fault.

## 示例 Examples

```report
项目支出绩效自评表
```

```expect
warning  标题
```
"""
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
packages = ["house_rules"]
[tool.setuptools.package-data]
house_rules = ["pages/*.md"]
"""


def auditor(*arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    """The command line with one more folder of packages."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": f"{path}{os.pathsep}{root}", "LC_ALL": "en_US.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments], capture_output=True, encoding="utf-8", env=environment
    )


def package(folder: Path, code: str, source: str = RULE) -> None:
    """A package of one rule and its page."""
    pages = folder / "house_rules" / "pages"
    pages.mkdir(parents=True)
    module = source.format(code=code) if source is RULE else source
    (folder / "house_rules" / "__init__.py").write_text(module, "utf-8")
    (pages / f"{code}.md").write_text(PAGE.format(code=code), "utf-8")


def install(folder: Path, code: str, source: str = RULE) -> Path:
    """A package with one rule, as an installer leaves it behind."""
    info = folder / "house_rules-1.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[auditor.checks]\nhouse = house_rules\n")
    package(folder, code, source)
    return folder


def codes(run: subprocess.CompletedProcess[str]) -> set[str]:
    """The codes of what was found."""
    assert run.returncode in (0, 1), run.stderr
    return {f["code"] for file in json.loads(run.stdout)["files"] for f in file["findings"]}


def test_a_rule_installed_with_pip_runs(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "pyproject.toml").write_text(PROJECT)
    package(source, "HSE001")
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
    titled = auditor("check", str(REPORT), "--output-format", "json", "--select", "标题不合规定", path=path)
    assert codes(titled) == {"HSE001"}
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
        ("HSE001", RULE.replace("{code}", "HSE009"), "HSE009 no-title-like-this has no page pages/HSE009.md"),
    ],
)
def test_a_broken_package_ends_the_run_with_its_name(
    tmp_path: Path, code: str, source: str, said: str
) -> None:
    run = auditor("check", str(REPORT), path=install(tmp_path, code, source))
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "house-rules" in run.stderr and said in run.stderr

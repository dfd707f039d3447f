"""The published JSON Schemas hold for what is really written, and would notice what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker

from auditor.cli import cli

ROOT = Path(__file__).parent.parent
Output = Callable[[str, str], str]

UNKNOWN = """某县树木养护项目支出绩效自评表
（2024年度）
考评事项	计划	实绩	标准分数	本级评分
养护面积	≥40亩	44亩	60	62
"""
SCHEMAS = ROOT / "docs" / "schemas"
SARIF = ROOT / "tests" / "data" / "sarif-2.1.0.schema.json"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Output:
    """What a command writes about the samples, a form that is not understood, a file that is no report
    and one that cannot be read."""
    broken = tmp_path_factory.mktemp("broken") / "broken.docx"
    broken.write_bytes(b"PK\x03\x04broken")
    unknown = broken.with_name("unknown.txt")
    unknown.write_text(UNKNOWN, "utf-8")

    @cache
    def write(command: str, format: str) -> str:
        paths = [] if command in ("formats", "rule") else [ROOT / "samples", ROOT / "LICENSE", broken]
        paths += [unknown] if paths else []
        return CliRunner().invoke(cli, [command, *map(str, paths), "--output-format", format]).stdout

    return write


def schema(name: str) -> Draft202012Validator:
    """A published schema."""
    content = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


@pytest.mark.parametrize(
    "name, command",
    [("findings-2", "check"), ("report-2", "extract"), ("formats-1", "formats"), ("rules-2", "rule")],
)
def test_json(output: Output, name: str, command: str) -> None:
    data = json.loads(output(command, "json"))
    assert data["schema"] == f"auditor/{name.replace('-', '/')}"
    schema(name).validate(data)
    assert sum(map(len, (v for v in data.values() if isinstance(v, list)))) > 10


def test_what_extract_adds_when_it_is_verbose() -> None:
    sample = str(ROOT / "samples" / "project-clean.txt")
    run = CliRunner().invoke(cli, ["extract", sample, "--verbose", "--output-format", "json"])
    data = json.loads(run.stdout)
    schema("report-2").validate(data)
    assert data["files"][0]["not_verifiable"]


def test_the_statuses_are_all_there(output: Output) -> None:
    for command in ("check", "extract"):
        files = json.loads(output(command, "json"))["files"]
        assert {file["status"] for file in files} == {
            "audited", "not_understood", "unrecognised", "unreadable",
        }  # fmt: skip


def test_json_lines_are_the_files_of_the_json(output: Output) -> None:
    lines = [json.loads(line) for line in output("check", "jsonl").splitlines()]
    assert lines == json.loads(output("check", "json"))["files"]
    for line in lines:
        schema("findings-line-2").validate(line)


def test_sarif(output: Output) -> None:
    log = json.loads(output("check", "sarif"))
    Draft7Validator(json.loads(SARIF.read_text("utf-8")), format_checker=FormatChecker()).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) > 50
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules)


def mutilations(data: Any) -> list[Any]:
    """The data with one key renamed, at each object within the first element of every array."""
    found = []

    def visit(part: Any, rename: list[Any]) -> None:
        if isinstance(part, dict):
            for key in part:
                copy = deepcopy(data)
                target = copy
                for step in rename:
                    target = target[step]
                target[f"{key}?"] = target.pop(key)
                found.append(copy)
                visit(part[key], [*rename, key])
        elif isinstance(part, list) and part:
            visit(part[0], [*rename, 0])

    visit(data, [])
    return found


@pytest.mark.parametrize("name, command", [("findings-2", "check"), ("report-2", "extract")])
def test_a_key_that_changes_its_name_is_noticed(output: Output, name: str, command: str) -> None:
    data = json.loads(output(command, "json"))
    audited = next(file for file in data["files"] if file["status"] == "audited" and "faulty" in file["path"])
    validator = schema(name)
    broken = mutilations(data | {"files": [audited]})
    assert len(broken) > 30
    assert not [copy for copy in broken if validator.is_valid(copy)]

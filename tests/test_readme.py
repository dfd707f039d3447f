"""What the READMEs show is true: output, commands, links."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.check import load_rules
from auditor.cli import cli
from auditor.output import FORMATS

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")
OUTPUT = re.compile(r"(<!-- output: auditor (?P<arguments>.+) -->\n```text\n)(?P<output>[^`]*)(```\n)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.parametrize("name", READMES)
def test_the_output_shown_is_the_true_output(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)

    def run(shown: re.Match[str]) -> str:
        arguments = shlex.split(shown["arguments"])
        return shown[1] + CliRunner().invoke(cli, arguments, catch_exceptions=False).stdout + shown[4]

    text = (ROOT / name).read_text("utf-8")
    true, count = OUTPUT.subn(run, text)
    assert count == 1
    if os.environ.get("UPDATE_SNAPSHOTS"):
        (ROOT / name).write_text(true, "utf-8", newline="\n")
        text = true
    assert text == true, f"{name} shows something else; UPDATE_SNAPSHOTS=1 corrects it"


@pytest.mark.parametrize("name", READMES)
def test_one_line_runs_it_and_one_line_tests_it(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert "pip install . && auditor check samples/" in lines
    assert "pip install -e '.[test]' && pytest" in lines


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs/output.md"])
def test_links_lead_somewhere(name: str) -> None:
    for target in LINK.findall((ROOT / name).read_text("utf-8")):
        assert (ROOT / name).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("name", [*READMES, "docs/output.md"])
def test_every_output_format_is_named(name: str) -> None:
    rows = [row for row in (ROOT / name).read_text("utf-8").splitlines() if row.startswith("|")]
    named = {word for row in rows for word in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named >= set(FORMATS)


@pytest.mark.parametrize("name", READMES)
def test_the_families_are_those_of_the_rules(name: str) -> None:
    families = re.findall(r"^\| ([A-Z]{3})\b", (ROOT / name).read_text("utf-8"), re.M)
    built_in = (r for r in load_rules() if r.function.__module__.startswith("auditor.checks"))
    assert set(families) == {rule.code[:3] for rule in built_in}

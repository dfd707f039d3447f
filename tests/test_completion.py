"""What a shell is offered."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from auditor.cli import cli


def offered(*words: str) -> set[str]:
    shell = ShellComplete(cli, {}, "auditor", "_AUDITOR_COMPLETE")
    return {item.value for item in shell.get_completions(list(words[:-1]), words[-1])}


@pytest.mark.parametrize(
    ("words", "among"),
    [
        (("ch",), "check"),
        (("check", "--select", "SCR0"), "SCR001"),
        (("check", "--select", "TOT,SC"), "TOT,SCR"),
        (("check", "--profile", "nat"), "national"),
        (("check", "--output-format", "do"), "docx"),
        (("extract", "--rows", "b"), "budget"),
    ],
)
def test_commands_rules_schemes_and_formats_are_offered(words: tuple[str, ...], among: str) -> None:
    assert among in offered(*words)


@pytest.mark.parametrize("command", ["check", "extract", "annotate", "baseline", "diff", "redact"])
def test_files_are_left_to_the_shell(command: str) -> None:
    shell = ShellComplete(cli, {}, "auditor", "_AUDITOR_COMPLETE")
    assert {item.type for item in shell.get_completions([command], "报")} == {"file"}


def completed(words: str, incomplete: str) -> list[str]:
    """What PowerShell's script is given for what is typed."""
    environment = {"COMP_WORDS": words, "COMP_CWORD": incomplete, "_AUDITOR_COMPLETE": "powershell_complete"}
    done = subprocess.run(
        [sys.executable, "-m", "auditor"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_powershell_is_offered_the_same() -> None:
    assert "plain\tSCR001" in [
        "\t".join(line.split("\t")[:2]) for line in completed("auditor check --select SCR0", "SCR0")
    ]
    assert "check" in [line.split("\t")[1] for line in completed("auditor ", "")]
    assert completed("auditor check 报", "报") == ["file\t报\t"]


def test_powershell_has_a_script_of_its_own() -> None:
    environment = {**os.environ, "_AUDITOR_COMPLETE": "powershell_source"}
    done = subprocess.run(
        [sys.executable, "-m", "auditor"], env=environment, capture_output=True, text=True, check=True
    )
    assert "Register-ArgumentCompleter -Native -CommandName" in done.stdout

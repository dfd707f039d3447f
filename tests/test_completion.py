"""What a shell is offered."""

from __future__ import annotations

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

"""Findings as GitHub annotations: workflow commands that a job prints, one a finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from auditor.finding import Severity
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.neutral import one_line, visible
from auditor.output.paths import relative
from auditor.output.wording import line, located, remark

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
# https://docs.github.com/actions/reference/workflow-commands-for-github-actions: what ends a command early.
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


class Writer:
    """The commands of every audit as it comes."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options

    def feed(self, audit: Audit) -> None:
        """Write a command a finding, or one that says why the file was not audited."""
        self.stream.writelines(f"{command}\n" for command in _commands(audit, self.options))

    def end(self, tally: Tally) -> None:
        """Everything has been written."""


def _commands(audit: Audit, options: Options) -> Iterator[str]:
    if said := remark(audit):
        level = "error" if said.grave else "notice"
        yield _command(level, said.words.of(options.language), file=relative(audit.path))
    for finding in audit.result.findings:
        yield _command(
            _COMMANDS[finding.severity],
            located(finding, audit.format).of(options.language),
            file=relative(audit.path),
            line=line(finding.place.location, audit.format),
            title=f"{finding.code} {finding.rule}",
        )


def _command(name: str, message: str, **properties: str | int | None) -> str:
    given = (
        f"{key}={visible(str(value)).translate(_IN_PROPERTY)}" for key, value in properties.items() if value
    )
    return f"::{name} {','.join(given)}::{one_line(message).translate(_IN_DATA)}"

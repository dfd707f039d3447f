"""Findings as a GitLab code-quality report (the Code Climate subset that GitLab reads)."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, TextIO

from auditor.finding import Finding, Severity
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.json import dump
from auditor.output.neutral import one_line, visible
from auditor.output.paths import relative
from auditor.output.wording import located, ordinal, remark
from auditor.words import Words

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class Writer:
    """One JSON array, written at the run's end. A file that was not read or not understood is a `blocker`."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options
        self.issues: list[dict[str, Any]] = []

    def feed(self, audit: Audit) -> None:
        """Remember what was found."""
        path = relative(audit.path)
        if said := remark(audit):
            self._issue(said.words, said.name, path, "blocker" if said.grave else "info", 1)
        for finding in audit.result.findings:
            words = located(finding, audit.format)
            severity = "critical" if finding.critical else _SEVERITIES[finding.severity]
            name = f"{finding.code} {finding.rule}"
            self._issue(words, name, path, severity, ordinal(finding.place.location), finding)

    def end(self, tally: Tally) -> None:
        """Write the array."""
        dump(self.issues, self.stream)

    def _issue(
        self, words: Words, name: str, path: str, severity: str, line: int, finding: Finding | None = None
    ) -> None:
        # GitLab takes two issues with one fingerprint for one, in whatever files they stand.
        identity = f"{path}\x1f{finding.fingerprint if finding else name}"
        self.issues.append(
            {
                "description": one_line(words.of(self.options.language)),
                "check_name": name,
                "fingerprint": sha256(identity.encode("utf-8", "surrogateescape")).hexdigest(),
                "severity": severity,
                "location": {"path": visible(path), "lines": {"begin": line}},
            }
        )

"""Findings as JUnit XML, for CI servers: a file is a suite, a finding a test that fails.

A finding of the severity info is a test that passes, with the finding as its output. A file without findings
is one test that passes; one that is no self-evaluation, or of which nothing was recomputed, is skipped; one that was
not read or not understood is in error.
"""

from __future__ import annotations

from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from auditor.finding import Finding, Severity
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.neutral import one_line, visible
from auditor.output.paths import relative
from auditor.output.wording import Remark, clean, coverage, located, remark, where
from auditor.places import path


class Writer:
    """The suite of every audit as it comes."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options
        stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="auditor">\n')

    def feed(self, audit: Audit) -> None:
        """Write the file's suite."""
        cases = [self._case(finding, audit) for finding in audit.result.findings]
        said = remark(audit)
        if said or not cases:
            cases.append(self._single(audit, said))
        failures = sum(f.severity > Severity.INFO for f in audit.result.findings)
        errors = int(said is not None and said.grave)
        skipped = int(said is not None and not said.grave)
        counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
        name = _path(audit)
        self.stream.write(f'  <testsuite name={name} {counts} time="0">\n{"".join(cases)}  </testsuite>\n')

    def end(self, tally: Tally) -> None:
        """Close the document."""
        self.stream.write("</testsuites>\n")

    def _case(self, finding: Finding, audit: Audit) -> str:
        language = self.options.language
        message = _attribute(located(finding, audit.format).of(language))
        place = finding.place
        details = [
            one_line(finding.message.of(language)),
            one_line(path(place, language)),
            one_line(where(place.location, audit.format).of(language)),
            visible(finding.working) or one_line(finding.expected),
        ]
        text = escape("\n".join(filter(None, details)))
        if finding.severity > Severity.INFO:
            body = f'<failure type="{finding.severity.value}" message={message}>{text}</failure>'
        else:
            body = f"<system-out>{text}</system-out>"
        return self._testcase(audit, f"{finding.code} {finding.rule}: {finding.subject}", body)

    def _single(self, audit: Audit, said: Remark | None) -> str:
        """The case of a file as a whole: that it is clean, or why nobody can say so."""
        language = self.options.language
        if said is None:
            body = f"<system-out>{escape(coverage(audit.result.coverage).of(language))}</system-out>"
            return self._testcase(audit, clean(audit.hidden).of(language), body)
        message = _attribute(said.words.of(language))
        body = (
            f'<error type="{said.name}" message={message}/>'
            if said.grave
            else f"<skipped message={message}/>"
        )
        return self._testcase(audit, said.name, body)

    def _testcase(self, audit: Audit, name: str, body: str) -> str:
        return (
            f'    <testcase classname={_path(audit)} name={_attribute(name)} time="0">\n'
            f"      {body}\n    </testcase>\n"
        )


def _path(audit: Audit) -> str:
    return quoteattr(visible(relative(audit.path)))


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))

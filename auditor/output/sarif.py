"""Findings as SARIF 2.1.0, for code-scanning services and editors.

A rule is named by its code. In files that have no lines, the logical location and the properties of each
location (page, sheet, cell, table, row, column) say where a finding stands.
"""

from __future__ import annotations

from typing import Any, TextIO

from auditor import __version__
from auditor.check import Rule
from auditor.finding import Finding, Severity
from auditor.model.place import Place
from auditor.outcome import Acceptance, Audit, Tally
from auditor.output import Options
from auditor.output.json import coverage, dump, location
from auditor.output.neutral import one_line
from auditor.output.paths import uri
from auditor.output.wording import line, remark
from auditor.places import path
from auditor.words import Language, Words

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_SOURCE = Words("依据：", "Source: ")
_EXAMPLE = Words("会被指出的例子：", "An example that is reported:")

Json = dict[str, Any]


class Writer:
    """One log with one run, written at its end."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options
        self.ranks = {rule.code: index for index, rule in enumerate(options.rules)}
        self.artifacts: list[Json] = []
        self.results: list[Json] = []
        self.notifications: list[Json] = []

    def feed(self, audit: Audit) -> None:
        """Remember the file, what was found in it, and why it was not audited."""
        file = {"uri": uri(audit.path), "index": len(self.artifacts)}
        properties = {"status": audit.status, "format": audit.format, "coverage": coverage(audit)}
        self.artifacts.append(
            {"location": {"uri": file["uri"]}, "roles": ["analysisTarget"], "properties": properties}
        )
        for finding in audit.result.findings:
            self.results.append(self._result(finding, file, audit.format))
        for one in audit.accepted:
            result = self._result(one.finding, file, audit.format)
            result["suppressions"] = [_suppression(one.acceptance)]
            self.results.append(result)
        if said := remark(audit):
            self._notify("error" if said.grave else "note", said.words, file)

    def end(self, tally: Tally) -> None:
        """Write the log."""
        language = self.options.language
        driver = {
            "name": "auditor",
            "version": __version__,
            "semanticVersion": __version__,
            "language": _LANGUAGES[language],
            "rules": [_rule(rule, language) for rule in self.options.rules],
        }
        invocation = {
            "executionSuccessful": not tally.incomplete and not tally.interrupted,
            "toolExecutionNotifications": self.notifications,
        }
        run = {
            "tool": {"driver": driver},
            "invocations": [invocation],
            "artifacts": self.artifacts,
            "results": self.results,
            "language": _LANGUAGES[language],
        }
        dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, self.stream)

    def _result(self, finding: Finding, file: Json, format: str | None) -> Json:
        rank = self.ranks.get(finding.code)
        properties = {
            "rule": finding.rule,
            "confidence": finding.confidence.value,
            "subject": one_line(finding.subject),
            "found": one_line(finding.found),
            "expected": one_line(finding.expected),
            "basis": finding.basis.of(self.options.language),
            "working": finding.working,
        }
        return {
            "ruleId": finding.code,
            **({} if rank is None else {"ruleIndex": rank}),
            "level": LEVELS[finding.severity],
            "message": self._message(finding.message),
            "locations": [_location(finding.place, file, format)],
            "relatedLocations": [
                {"id": number, **_location(place, file, format), "message": _plain(place.text or path(place))}
                for number, place in enumerate(finding.related, 1)
            ],
            "partialFingerprints": {"auditor/1": finding.fingerprint},
            "properties": properties,
        }

    def _notify(self, level: str, words: Words, file: Json) -> None:
        where = {"physicalLocation": {"artifactLocation": file}}
        self.notifications.append({"level": level, "message": self._message(words), "locations": [where]})

    def _message(self, words: Words) -> Json:
        return _plain(words.of(self.options.language))


def _suppression(acceptance: Acceptance) -> Json:
    said = ": ".join(filter(None, (acceptance.reviewer, acceptance.reason)))
    return {"kind": "external", "status": "accepted", **({"justification": one_line(said)} if said else {})}


def _plain(text: str) -> Json:
    """A message in which nothing of a report becomes a link."""
    return {"text": one_line(text).replace("](", "\\](")}


def _location(place: Place, file: Json, format: str | None) -> Json:
    # Code-scanning services show nothing of a result without a line.
    region = {"startLine": line(place.location, format) or 1}
    stated = {name: value for name, value in location(place).items() if value is not None}
    way = one_line(stated.pop("path"))
    logical = {"name": way.rpartition(" › ")[2], "fullyQualifiedName": way}
    return {
        "physicalLocation": {"artifactLocation": file, "region": region},
        **({"logicalLocations": [logical]} if way else {}),
        "properties": stated,
    }


def _rule(rule: Rule, language: Language) -> Json:
    page = rule.page
    why = "\n\n".join(page.paragraphs(language))
    source = f"{_SOURCE.of(language)}{page.basis.of(language)}"
    example = page.bad[0].strip() if page.bad else ""
    shown = f"{_EXAMPLE.of(language)}\n\n{example}"
    fenced = f"{_EXAMPLE.of(language)}\n\n```text\n{example}\n```"
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": page.title.of(language) or rule.name},
        "fullDescription": {"text": why or rule.name},
        "help": {"text": f"{why}\n\n{source}\n\n{shown}", "markdown": f"{why}\n\n{source}\n\n{fenced}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.default},
        "properties": {"tags": [rule.family]},
    }

"""Findings as JSON: the contract's `auditor/findings/1`. Same audits in, same bytes out."""

from __future__ import annotations

import json
from typing import Any, TextIO

from auditor import __version__
from auditor.finding import Finding, Severity, Verdict
from auditor.model.place import Place
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.neutral import escaped_json, masked
from auditor.places import path
from auditor.words import Language


class Writer:
    """One JSON object for the whole run, written at its end."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.language = stream, options.language
        self.files: list[dict[str, Any]] = []

    def feed(self, audit: Audit) -> None:
        """Remember what is said of the file."""
        self.files.append(file(audit, self.language))

    def end(self, tally: Tally) -> None:
        """Write the object."""
        summary = {
            "files": tally.statuses.total(),
            **{s: tally.statuses[s] for s in ("audited", "unrecognised", "unreadable")},
            **{s.value: tally.severities[s] for s in Severity},
        }
        run = {
            "schema": "auditor/findings/1",
            "version": __version__,
            "files": self.files,
            "summary": summary,
        }
        dump(run, self.stream)


def dump(content: dict[str, Any] | list[dict[str, Any]], stream: TextIO) -> None:
    """Write JSON for people and programs: readable Chinese, no invisible character unescaped."""
    stream.write(escaped_json(json.dumps(content, ensure_ascii=False, indent=2)) + "\n")


def location(place: Place) -> dict[str, Any]:
    """A place as the contract's location object; what does not apply is null."""
    at = place.location
    return {
        "path": masked(path(place)),
        "line": at.line,
        "page": at.page,
        "sheet": at.sheet,
        "table": at.table,
        "row": at.row,
        "column": at.column,
        "cell": at.cell,
        "bbox": None if at.bbox is None else [round(edge, 2) for edge in at.bbox],
        "text": masked(place.text),
    }


def file(audit: Audit, language: Language) -> dict[str, Any]:
    """An audit as the contract's object of a file."""
    return {
        "path": audit.path,
        "format": audit.format,
        "status": audit.status,
        "error": audit.error.of(language) if audit.error else None,
        "findings": [_finding(f, language) for f in audit.result.findings],
        "coverage": coverage(audit),
    }


def coverage(audit: Audit) -> dict[str, int]:
    """Figures by verdict, and all of them."""
    verdicts = audit.result.coverage
    return {"figures": verdicts.total(), **{v.value: verdicts[v] for v in Verdict}}


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "subject": masked(finding.subject),
        "title": finding.title.of(language),
        "message": masked(finding.message.of(language)),
        "found": masked(finding.found),
        "expected": masked(finding.expected),
        "working": finding.working,
        "location": location(finding.place),
        "related": [location(p) for p in finding.related],
        "basis": finding.basis.of(language),
        "fingerprint": finding.fingerprint,
    }

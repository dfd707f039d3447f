"""Findings as JSON: the contract's `auditor/findings/2`. Same audits in, same bytes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from msgspec import to_builtins

from auditor import __version__
from auditor.finding import Checked, Finding, Severity, Verdict
from auditor.model.place import Field, Place
from auditor.model.report import Report, Unread
from auditor.outcome import STATUSES, Audit, Tally
from auditor.output import Options
from auditor.output.neutral import escaped_json, masked
from auditor.places import path
from auditor.quantity import Quantity
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
        summary: dict[str, int] = {
            "files": tally.statuses.total(),
            **{s: tally.statuses[s] for s in STATUSES},
            "passed_over": len(tally.passed_over),
            **{s.value: tally.severities[s] for s in Severity},
            **({"accepted": tally.accepted} if tally.accepted else {}),
        }
        run = {
            "schema": "auditor/findings/2",
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
    at = place.location.printed
    return {
        "path": masked(path(place)),
        "line": at.line,
        "page": at.page,
        "sheet": at.sheet,
        "table": at.table,
        "row": at.row,
        "column": at.column,
        "cell": at.cell,
        "offset": _offset(place),
        "bbox": None if at.bbox is None else [round(edge, 2) for edge in at.bbox],
        "text": masked(place.marked),
    }


def _offset(place: Place) -> int | None:
    """How many characters of its line stand before what is meant."""
    if place.offset is None:
        return None
    return place.offset + (place.span[0] if place.span else 0)


def file(audit: Audit, language: Language) -> dict[str, Any]:
    """An audit as the contract's object of a file."""
    return {
        "path": audit.path,
        "format": audit.format,
        "status": audit.status,
        "error": audit.error.of(language) if audit.error else None,
        "findings": [_finding(f, language) for f in audit.result.findings],
        "coverage": coverage(audit),
        "figures": [_figure(f, language) for f in audit.result.figures],
        "unread": unread((*(u for r in audit.reports for u in r.unread), *audit.unread), language),
        "reports": reports(audit.reports, language),
        **_accepted(audit, language),
    }


def _accepted(audit: Audit, language: Language) -> dict[str, Any]:
    """What a baseline has of the file, if anything."""
    findings = [_finding(one.finding, language) | to_builtins(one.acceptance) for one in audit.accepted]
    excused = None if audit.excused is None else to_builtins(audit.excused)
    told = {"accepted": findings, "excused": excused}
    return {name: value for name, value in told.items() if value}


def coverage(audit: Audit) -> dict[str, int]:
    """Figures by verdict, and all of them."""
    verdicts = audit.result.coverage
    return {"figures": verdicts.total(), **{v.value: verdicts[v] for v in Verdict}}


def _figure(figure: Checked, language: Language) -> dict[str, Any]:
    return {
        "verdict": figure.verdict.value,
        "rule": figure.rule,
        "text": masked(figure.place.marked),
        "working": figure.working,
        "reason": figure.reason.of(language) or None,
        "operands": [operand(f) for f in figure.operands],
        "location": location(figure.place),
    }


def operand(field: Field) -> dict[str, Any]:
    """A figure that a recomputation rests on: as printed, as a number with its unit, and where it stands."""
    quantity = field.quantity
    return {
        "text": masked(field.text),
        "value": None if quantity is None else number(quantity),
        "unit": (quantity.unit or None) if quantity is not None else None,
        "location": location(field.place),
    }


def number(quantity: Quantity) -> str:
    """A quantity's number as a decimal string."""
    return f"{quantity.value:f}"


def unread(parts: Iterable[Unread], language: Language) -> list[dict[str, Any]]:
    """What was not understood, and why."""
    return [
        {
            "kind": part.kind,
            "text": masked(part.text),
            "reason": part.reason.of(language),
            "location": location(part.place),
        }
        for part in parts
    ]


def reports(found: Sequence[Report], language: Language) -> list[dict[str, Any]]:
    """The reports of a file: what each is of, and which tables are its own."""
    return [
        {
            "title": report.title,
            "project": report.project or None,
            "organisation": report.organisation or None,
            "year": report.year,
            "form": report.form.name if report.form else None,
            "scheme": report.scheme.name,
            "scheme_reason": report.scheme.why.of(language),
            "total": masked(report.totals[0].value.text) if report.totals else None,
            "tables": [table.number for table in report.tables if table.number],
        }
        for report in found
    ]


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "code": finding.code,
        "title": finding.title.of(language),
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "subject": masked(finding.subject),
        "message": masked(finding.message.of(language)),
        "found": masked(finding.found),
        "expected": masked(finding.expected),
        "working": finding.working,
        "location": location(finding.place),
        "related": [location(p) for p in finding.related],
        "basis": finding.basis.of(language),
        "report": finding.report,
        "fingerprint": finding.fingerprint,
    }

"""Reports with what was found in them, and their ranking: units and reports, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from auditor.finding import Severity, Verdict
from auditor.model.report import Report
from auditor.outcome import Audit

Counts = tuple[int, ...]
"""Findings by severity, errors first."""


class Standing(Struct, frozen=True):
    """A report: whose it is, and what came out. A file without a report stands for itself, without a unit.

    `index` is the report's among those of its file; `score` is its total as printed.
    """

    path: str
    index: int
    counts: Counts
    coverage: Counter[Verdict]
    unit: str = ""
    project: str = ""
    year: str = ""
    score: str = ""

    @property
    def recomputed(self) -> int:
        """How many figures were recomputed."""
        return self.coverage.total() - self.coverage[Verdict.NOT_VERIFIABLE]


class Unit(Struct, frozen=True):
    """A unit with its reports, the worst first."""

    name: str
    reports: tuple[Standing, ...]

    @property
    def counts(self) -> Counts:
        """Findings of all its reports by severity, errors first."""
        return tuple(map(sum, zip(*(report.counts for report in self.reports), strict=True)))

    @property
    def recomputed(self) -> int:
        """How many figures of all its reports were recomputed."""
        return sum(report.recomputed for report in self.reports)


def standings(audit: Audit) -> list[Standing]:
    """One for each report of a file, one where there is none."""
    severities = Counter((f.report, f.severity) for f in audit.result.findings)
    verdicts = Counter((f.report, f.verdict) for f in audit.result.figures)

    def standing(index: int, *about: str) -> Standing:
        counts = tuple(severities[index, severity] for severity in Severity)
        coverage = Counter({v: verdicts[index, v] for v in Verdict if verdicts[index, v]})
        return Standing(audit.path, index, counts, coverage, *about)

    return [standing(index, *_about(report)) for index, report in enumerate(audit.reports)] or [standing(0)]


def _about(report: Report) -> tuple[str, ...]:
    score = report.totals[0].value.text if report.totals else ""
    return report.organisation, report.project, str(report.year or ""), score


def rank(report: Standing) -> tuple[object, ...]:
    """What the worst has least of: by errors, then warnings, then infos; alike ones by path."""
    return *_fewer(report.counts), report.path, report.index


def units(reports: Iterable[Standing]) -> list[Unit]:
    """Units that are named, the worst first."""
    by_name: dict[str, list[Standing]] = {}
    for one in sorted(reports, key=rank):
        by_name.setdefault(one.unit, []).append(one)
    named = (Unit(name, tuple(ones)) for name, ones in by_name.items() if name)
    return sorted(named, key=lambda unit: (*_fewer(unit.counts), unit.name))


def _fewer(counts: Counts) -> Counts:
    return tuple(-n for n in counts)

"""What became of one file: the type that the engine makes and every output reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from msgspec import Struct, field

from auditor.check import Result
from auditor.document import Document
from auditor.finding import Finding, Severity, Verdict
from auditor.model.report import Report, Unread
from auditor.words import Words

Status = Literal["audited", "not_understood", "unrecognised", "unreadable", "failed", "not_audited"]
Problem = Literal["not_understood", "unreadable", "failed", "not_audited"]
STATUSES: tuple[Status, ...] = get_args(Status)
INCOMPLETE: frozenset[Status] = frozenset(get_args(Problem))
"""What became of files that somebody should see to: a run with one of them ends with 2."""
RECOMPUTED = (Verdict.VERIFIED, Verdict.WITHIN_ROUNDING, Verdict.CONSISTENT, Verdict.INCONSISTENT)

_NOTHING_FOUND = Result((), ())


class Acceptance(Struct, frozen=True):
    """Why something was accepted, and who did."""

    reason: str = ""
    reviewer: str = ""


class Accepted(Struct, frozen=True):
    """A finding that somebody has accepted: it is not shown again."""

    finding: Finding
    acceptance: Acceptance


class Audit(Struct, frozen=True):
    """One file with all that was learnt about it.

    `path` is as the user named it, with forward slashes. `error` says in one line what went wrong, `problem` what kind
    of thing that is. Without one, a document in which nothing is a self-evaluation has no reports. `unread` is what
    was not understood and belongs to none of them. `hidden` counts findings below the severity or confidence that was
    asked for. `accepted` are findings that a baseline has, which are not among the result's; `excused` says that one has
    the file as not understood. `digest` is the SHA-256 of the file's content.
    """

    path: str
    document: Document | None = None
    reports: tuple[Report, ...] = ()
    result: Result = _NOTHING_FOUND
    error: Words | None = None
    hidden: int = 0
    problem: Problem | None = None
    unread: tuple[Unread, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    excused: Acceptance | None = None
    digest: str = ""

    def __repr__(self) -> str:
        found = Counter(f.severity.value for f in self.result.findings)
        counts = ", ".join(f"{found[s.value]} {s.value}" for s in Severity if found[s.value])
        return f"<Audit {self.path}: {self.status}, {counts or 'no findings'}>"

    def _repr_html_(self) -> str:
        """The findings as a table, for notebooks."""
        from html import escape

        rows = "".join(
            f"<tr><td>{f.severity.value}</td><td>{f.code}</td><td>{escape(f.message.zh)}</td>"
            f"<td>{escape(f.working)}</td></tr>"
            for f in self.result.findings
        )
        return f"<p>{escape(repr(self)[1:-1])}</p><table>{rows}</table>"

    @property
    def status(self) -> Status:
        """How far it came."""
        if self.problem is not None:
            return self.problem
        return "audited" if self.reports else "unrecognised"

    @property
    def report(self) -> Report | None:
        """The first of the reports."""
        return self.reports[0] if self.reports else None

    @property
    def recomputed(self) -> bool:
        """Whether any figure was recomputed: where none was, nothing is known to be right."""
        return any(self.result.coverage[verdict] for verdict in RECOMPUTED)

    @property
    def format(self) -> str | None:
        """The document's format; None when the file could not be read."""
        return self.document.format if self.document else None

    @property
    def notes(self) -> tuple[Words, ...]:
        """What the reader met and the user should know."""
        return self.document.notes if self.document else ()


class Tally(Struct):
    """A run in numbers: counts audits as they pass by on their way to an output.

    `rules` counts findings by code, rule and severity; `titles` are those of the rules, by code. `unproved` counts
    audited files of which no figure was recomputed. `accepted` counts findings that a baseline has, `excused` files that
    it has as not understood. `passed_over` names files of folders that are no documents. `interrupted` says that the run
    was ended
    before its time.
    """

    statuses: Counter[Status] = field(default_factory=Counter)
    severities: Counter[Severity] = field(default_factory=Counter)
    rules: Counter[tuple[str, str, Severity]] = field(default_factory=Counter)
    titles: dict[str, Words] = field(default_factory=dict)
    coverage: Counter[Verdict] = field(default_factory=Counter)
    hidden: int = 0
    unproved: int = 0
    accepted: int = 0
    excused: int = 0
    passed_over: tuple[str, ...] = ()
    interrupted: bool = False

    def add(self, audit: Audit) -> None:
        """Count one audit."""
        self.statuses[audit.status] += 1
        self.severities.update(f.severity for f in audit.result.findings)
        self.rules.update((f.code, f.rule, f.severity) for f in audit.result.findings)
        self.titles.update((f.code, f.title) for f in audit.result.findings)
        self.coverage.update(audit.result.coverage)
        self.hidden += audit.hidden
        self.accepted += len(audit.accepted)
        self.excused += audit.excused is not None
        self.unproved += audit.status == "audited" and not audit.recomputed

    def count(self, audits: Iterable[Audit]) -> Iterator[Audit]:
        """The same audits, each counted before it is handed on."""
        for audit in audits:
            self.add(audit)
            yield audit

    def reaches(self, severity: Severity) -> bool:
        """Whether there is a finding at least so severe."""
        return any(n and s >= severity for s, n in self.severities.items())

    @property
    def unproven(self) -> bool:
        """Whether a file was no self-evaluation, or had no figure that was recomputed."""
        return self.unproved > 0 or self.statuses["unrecognised"] > 0

    @property
    def incomplete(self) -> bool:
        """Whether a file was not read, not understood, or not audited to its end."""
        return sum(self.statuses[status] for status in INCOMPLETE) > self.excused

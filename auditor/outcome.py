"""What became of one file: the type that the engine makes and every output reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct, field

from auditor.check import Result
from auditor.document import Document
from auditor.finding import Severity, Verdict
from auditor.model.report import Report
from auditor.words import Words

Status = Literal["audited", "unrecognised", "unreadable"]

_NOTHING_FOUND = Result((), ())


class Audit(Struct, frozen=True):
    """One file with all that was learnt about it.

    `path` is as the user named it, with forward slashes. `error` says why the file could not be read;
    then there is no document. A document in which nothing is a self-evaluation has no report.
    `hidden` counts findings below the severity or confidence that was asked for.
    """

    path: str
    document: Document | None = None
    report: Report | None = None
    result: Result = _NOTHING_FOUND
    error: Words | None = None
    hidden: int = 0

    @property
    def status(self) -> Status:
        """How far it came."""
        if self.error is not None:
            return "unreadable"
        return "unrecognised" if self.report is None else "audited"

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

    `rules` counts findings by code, rule and severity; `titles` are those of the rules, by code.
    """

    statuses: Counter[Status] = field(default_factory=Counter)
    severities: Counter[Severity] = field(default_factory=Counter)
    rules: Counter[tuple[str, str, Severity]] = field(default_factory=Counter)
    titles: dict[str, Words] = field(default_factory=dict)
    coverage: Counter[Verdict] = field(default_factory=Counter)
    hidden: int = 0

    def count(self, audits: Iterable[Audit]) -> Iterator[Audit]:
        """The same audits, each counted before it is handed on."""
        for audit in audits:
            self.statuses[audit.status] += 1
            self.severities.update(f.severity for f in audit.result.findings)
            self.rules.update((f.code, f.rule, f.severity) for f in audit.result.findings)
            self.titles.update((f.code, f.title) for f in audit.result.findings)
            self.coverage.update(audit.result.coverage)
            self.hidden += audit.hidden
            yield audit

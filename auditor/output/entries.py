"""What people see as one: the findings of one rule in one table, or in the text around the tables."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from auditor.finding import Finding
from auditor.output.wording import called
from auditor.words import NOTHING, Words

_TIMES = Words("（{n}处）", " ({n} places)")


class Entry(Struct, frozen=True):
    """Findings of one rule and severity in one table, in their order."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that is told in full."""
        return self.findings[0]

    @property
    def others(self) -> tuple[Finding, ...]:
        """Those that are told in a line."""
        return self.findings[1:]

    @property
    def called(self) -> Words:
        """The rule, and in how many places it speaks."""
        return self._in_places(called(self.first.rule, self.first.title))

    @property
    def titled(self) -> Words:
        """The rule's title, and in how many places it speaks."""
        return self._in_places(self.first.title)

    def _in_places(self, name: Words) -> Words:
        times = _TIMES.format(n=len(self.findings)) if self.others else NOTHING
        return Words(name.zh + times.zh, name.en + times.en)


def kin(finding: Finding) -> tuple[object, ...]:
    """What the findings of an entry share."""
    at = finding.place.location
    return (
        finding.code,
        finding.rule,
        finding.severity,
        finding.critical,
        finding.report,
        at.sheet,
        at.table,
    )


def entries(findings: Iterable[Finding]) -> list[Entry]:
    """The findings as people see them: each entry stands where its first finding does."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(kin(finding), []).append(finding)
    return [Entry(tuple(group)) for group in groups.values()]

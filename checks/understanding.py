"""STR: what of a report was not understood, so that nobody takes it for checked."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Draft, Severity
from auditor.model.report import Report


@check("table-not-understood", code="STR008", severity=Severity.WARNING)
def table_not_understood(report: Report) -> Iterator[Draft]:
    for unread in report.unread:
        if unread.kind == "table":
            yield found(unread.place, subject=unread.text, reason=unread.reason, found=unread.text)


@check("column-not-understood", code="STR009", severity=Severity.INFO)
def column_not_understood(report: Report) -> Iterator[Draft]:
    for unread in report.unread:
        if unread.kind == "column":
            yield found(unread.place, subject=unread.text, reason=unread.reason, found=unread.text)

"""STR: whether indicators stand where they belong, and whether the groups that a form must have are there."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.place import says
from auditor.model.placement import misplaced, missing_groups
from auditor.model.report import Report

from .kit.points import whole

_FEWEST = 3


@check(
    "indicator-misplaced",
    code="STR010",
    severity=Severity.INFO,
    needs=("indicators",),
    formerly=("STR005", "input-as-output-indicator"),
)
def indicator_misplaced(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        title = f"{report.title}{table.title}{report.project}"
        levels = {level for i in table.indicators for level in (i.level1, i.level2) if level}
        if says(title, "transfer"):
            continue
        for row in table.indicators:
            wrong = misplaced(row)
            if wrong is None or row.execution or not any(wrong.right in level for level in levels):
                continue
            yield found(
                row.name.place, subject=row.name.name, level=row.level2 or row.level1, right=wrong.right, found=row.name.name,
                expected=wrong.right, severity=Severity.WARNING if wrong.paid else None, confidence=Confidence.LIKELY,
            )  # fmt: skip


@check("group-missing", code="STR011", severity=Severity.INFO, default=False, needs=("levels_named",))
def group_missing(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        title = f"{report.title}{table.title}{report.project}"
        if table.kind != "indicators" or not says(title, "project") or says(title, "basic_spending"):
            continue
        missing = missing_groups(table)
        read = len(table.indicators) >= _FEWEST and whole(table)
        if missing and read and report.scheme.name == "national":
            names = "、".join(missing)
            yield found(
                table.place,
                subject=table.title or report.title,
                missing=names,
                found="",
                expected=names,
                confidence=Confidence.LIKELY,
            )

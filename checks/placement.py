"""STR: whether indicators stand where they belong, and whether the groups that a form must have are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Indicator, IndicatorTable
from auditor.model.names import ending, unit_dimension
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
    words = load("placement")
    for table in report.tables:
        title = f"{report.title}{table.title}{report.project}"
        levels = {level for i in table.indicators for level in (i.level1, i.level2) if level}
        if any(word in title for word in words["transfer"]["any"]):
            continue
        for row in table.indicators:
            rule = next((r for r in words["misplaced"] if _breaks(row, r)), _INPUT if _put_in(row) else None)
            if rule is None or row.execution or not any(rule["right"] in level for level in levels):
                continue
            yield found(
                row.name.place, subject=row.name.name, level=row.level2 or row.level1, right=rule["right"], found=row.name.name,
                expected=rule["right"], severity=Severity.WARNING if rule.get("paid") else None, confidence=Confidence.LIKELY,
            )  # fmt: skip


_INPUT: dict[str, Any] = {"right": "成本"}


def _put_in(row: Indicator) -> bool:
    """Whether a quantity is money that was put in."""
    quantity = (row.target and row.target.quantity) or (row.completion and row.completion.quantity)
    unit = row.unit.name if row.unit else quantity.unit if quantity else ""
    named = ending(row.name.name, load("phrases")["inputs"]["ends"])
    return "数量" in (row.level2 or "") and bool(named) and unit_dimension(unit) == "money"


def _breaks(row: Indicator, rule: dict[str, Any]) -> bool:
    """Whether a row stands below a level where what its name says does not belong."""
    if not row.level2 or not ending(row.name.name, rule["ends"]):
        return False
    levels = f"{row.level1 or ''}{row.level2}"
    if only := rule.get("only"):
        return not any(word in levels for word in only)
    return any(word in row.level2 for word in rule["under"])


@check("group-missing", code="STR011", severity=Severity.INFO, default=False, needs=("levels_named",))
def group_missing(report: Report) -> Iterator[Draft | Checked]:
    words = load("placement")["groups"]
    for table in report.tables:
        title = f"{report.title}{table.title}{report.project}"
        if table.kind != "indicators" or "项目" not in title or any(word in title for word in words["basic"]):
            continue
        levels = "".join({level for i in table.indicators for level in (i.level1, i.level2) if level})
        missing = [word for word in words["project"] if word not in levels]
        if missing and _national(table, levels, words["project"]) and report.profile.name == "national":
            names = "、".join(missing)
            yield found(
                table.place,
                subject=table.title or report.title,
                missing=names,
                found="",
                expected=names,
                confidence=Confidence.LIKELY,
            )


def _national(table: IndicatorTable, levels: str, words: list[str]) -> bool:
    """Whether a table was wholly read and names its levels as the national form does."""
    return len(table.indicators) >= _FEWEST and whole(table) and any(word in levels for word in words)

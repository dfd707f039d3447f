"""SCR, TGT: dates. What was done after the day it was due, and due days that lie before the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from auditor.check import check, consistent, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.dates import Days, days_of
from auditor.model.form import Indicator
from auditor.model.place import Field
from auditor.model.remarks import remarks
from auditor.model.report import Report
from auditor.quantity import show
from auditor.words import Words

from .kit.points import ULP, pointed, together


@check("deadline-missed-full-score", code="SCR014", severity=Severity.ERROR, needs=("targets",))
def deadline_missed_full_score(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        for row, share in pointed(table):
            target, actual = row.target, row.completion
            if table.graded or share.lost > ULP or not target or not actual:
                continue
            due, done = days_of(target.text, report.year), days_of(actual.text, report.year)
            if due is None or done is None or _of_later_year(due, done, report.year):
                continue
            if done.first <= due.last:
                yield consistent(actual.place, f"{done.first.isoformat()} ≤ {due.last.isoformat()}", [target])
            elif not remarks(row.note, "extended"):
                sure = due.stated and done.stated
                yield found(
                    share.score_field.place, subject=row.name.name, actual=actual.name, target=target.name,
                    score=show(share.score), expected=f"< {show(share.weight)}", related=[actual.place, target.place, share.weight_field.place],
                    working=f"{done.first.isoformat()} > {due.last.isoformat()}; {show(share.score)} = {show(share.weight)}",
                    sentence=together(
                        Words(f"完成时间{done.first.isoformat()}，晚于时限{due.last.isoformat()}", f"done {done.first.isoformat()}, due {due.last.isoformat()}"),
                        share.earned,
                    ),
                    severity=None if sure else Severity.WARNING, confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
                )  # fmt: skip


def _of_later_year(due: Days, done: Days, year: int | None) -> bool:
    """Whether a due date without its year may be one of the year after the report's."""
    return not due.stated and done.stated and year is not None and done.first.year > year


@check("target-date-outside-year", code="TGT017", severity=Severity.WARNING, needs=("targets",))
def target_date_outside_year(report: Report) -> Iterator[Draft | Checked]:
    if report.year is None or _crosses(Field(report.title, next(iter(report.indicators)).place)):
        return
    start = date(report.year, 1, 1)
    for row in report.indicators:
        due, where = _due(row, report.year)
        if due is None or due.last >= start or any(map(_crosses, _words(row))):
            continue
        yield found(
            where.place, subject=row.name.name, target=where.name if where is not row.name else f"{due.last.year}年{due.last.month}月", year=report.year, expected=f"≥ {start.isoformat()}",
            working=f"{due.last.isoformat()} < {start.isoformat()}", related=[row.completion.place] if row.completion else [],
            confidence=Confidence.LIKELY,
        )  # fmt: skip


def _due(row: Indicator, year: int) -> tuple[Days | None, Field]:
    """The date by which a row was due, and where it stands: in its target, else with its year in its name."""
    if row.target and (due := days_of(row.target.text, year)):
        return due, row.target
    named = days_of(row.name.text, year)
    return (named if named is not None and named.stated else None), row.name


def _words(row: Indicator) -> tuple[Field | None, ...]:
    return row.name, row.note, row.target


def _crosses(field: Field | None) -> bool:
    """Whether a text speaks of more than one year."""
    return bool(remarks(field, "crossing"))

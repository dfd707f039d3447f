"""TOT: statements of one total, and the grade drawn from it."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, consistent, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Grade, IndicatorTable, Total
from auditor.model.place import says
from auditor.model.report import Report
from auditor.quantity import HUNDRED, rounded
from auditor.words import Words

from .kit.points import full_mark, plain, reached_grade, value
from .kit.sums import fits, items_sum, table_sum


@check("score-statement-conflict", code="TOT004", severity=Severity.ERROR, needs=("totals",))
def score_statement_conflict(report: Report) -> Iterator[Draft | Checked]:
    for stated in _objects(report):
        first, *others = stated
        wrong = [s for s in stated if not any(_same(s, o) for o in stated if o is not s)] or others
        if all(_same(first, other) for other in others):
            yield from (
                consistent(o.value.place, f"{plain(o.value)} = {plain(first.value)}", [first.value])
                for o in others
            )
            continue
        odd = _odd(report, stated, wrong)
        rest = [s for s in stated if s is not odd]
        listed = dict.fromkeys(f"{plain(s.value)}（{s.label}）" for s in stated)
        yield found(
            odd.value.place, subject=odd.label, list=Words("、".join(listed), ", ".join(listed)), found=odd.value.text,
            expected=plain(rest[0].value), working=" ≠ ".join(dict.fromkeys(plain(s.value) for s in stated)),
            related=[s.value.place for s in rest], figure=True, operands=[s.value for s in rest],
            critical=len({reached_grade(report, v) for s in stated if (v := value(s.value)) is not None}) > 1,
        )  # fmt: skip


def _objects(report: Report) -> Iterator[list[Total]]:
    """The stated totals by what they are of: the report with its only table, or one of several tables."""
    numbered = [t for t in report.tables if t.kind != "projects" and t.totals]
    general = [s for s in report.totals if s.table is None]
    if len(numbered) == 1 and _of_report(report, numbered[0], general):
        yield from _comparable([*numbered[0].totals, *general])
    else:
        yield from _comparable(general)
        for table in numbered:
            yield from _comparable(list(table.totals))


def _of_report(report: Report, table: IndicatorTable, general: list[Total]) -> bool:
    """Whether the report's only table is the one that its text speaks of.

    A project's form in the report of a whole unit is not, nor one that adds up to its own total while the items of
    the narrative add up to the text's.
    """
    form, unit = says(table.title, "project"), says(table.title, "whole_unit")
    if form and not unit and says(report.title, "whole_unit"):
        return False
    rows, items = table_sum(report, table), items_sum(report)
    return not (rows and items and fits(rows, table.totals) and fits(items, general))


def _comparable(stated: list[Total]) -> Iterator[list[Total]]:
    """Statements with one full mark; nothing where there is only one."""
    for mark in dict.fromkeys(full_mark(s) for s in stated):
        alike = [s for s in stated if full_mark(s) == mark and s.value.quantity is not None]
        if len(alike) > 1:
            yield alike


def _same(left: Total, right: Total) -> bool:
    a, b = left.value.quantity, right.value.quantity
    if a is None or b is None:
        return True
    decimals = min(a.decimals, b.decimals)
    return rounded(a.value, decimals) == rounded(b.value, decimals)


def _odd(report: Report, stated: list[Total], wrong: list[Total]) -> Total:
    """The statement to point at: one that its items do not add up to, else the last that stands alone."""
    sums = [s for t in report.tables if (s := table_sum(report, t))] + [s for s in (items_sum(report),) if s]
    off = [s for s in stated if not any(fits(added, [s]) for added in sums)]
    return (off if 0 < len(off) < len(stated) else wrong)[-1]


@check("grade-score-mismatch", code="TOT005", severity=Severity.ERROR, needs=("grades",))
def grade_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for grade in report.grades:
        stated = grade.total or _only(report, grade)
        points = value(stated.value) if stated is not None else None
        if stated is None or points is None or full_mark(stated) != HUNDRED or not 0 <= points <= HUNDRED:
            continue
        right = reached_grade(report, points)
        if right == grade.value:
            yield consistent(grade.field.place, f"{plain(stated.value)} → {right}", [stated.value])
            continue
        loose = grade.field.means("lenient_grade")
        other = not report.scale and reached_grade(report, points, "provincial") == grade.value
        yield found(
            grade.field.place, subject=stated.label, total=plain(stated.value), right=right, grade=grade.field.text, found=grade.field.text,
            expected=right, working=f"{plain(stated.value)} → {right} ≠ {grade.field.text}", related=[stated.value.place], figure=True, operands=[stated.value],
            critical=True, severity=Severity.WARNING if loose or other else None,
            confidence=Confidence.POSSIBLE if other else Confidence.LIKELY if loose else Confidence.CERTAIN,
        )  # fmt: skip


def _only(report: Report, grade: Grade) -> Total | None:
    """The total that a grade in a cell belongs to: its table's, else the only one that the report states."""
    at = grade.field.place.location.table
    own = [s for s in report.totals if s.table is not None and s.table == at]
    candidates = own or list(report.totals)
    return candidates[0] if candidates and len({value(s.value) for s in candidates}) == 1 else None

"""XRF: a project's form against what the rest of the file says of the project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from auditor.check import check, consistent, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import FundsRow
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.words import Words

from .kit.points import with_unit
from .kit.spending import whole_row

_CONCEPTS = {
    "budget": Words("预算数", "budget"),
    "executed": Words("执行数", "spending"),
    "score": Words("自评得分", "score"),
}
# 元 beside 万元 is told by the rule on units.
_SLIPS = (Decimal(1), Decimal(10_000), 1 / Decimal(10_000))


@check("project-figures-conflict", code="XRF008", severity=Severity.ERROR, needs=("told_elsewhere",))
def project_figures_conflict(report: Report) -> Iterator[Draft | Checked]:
    for said in report.told_elsewhere:
        own = _own(report, said.concept)
        if not own:
            continue
        same = next((field for field in own if _agree(said.field, field)), None)
        here, there = (with_unit(f) for f in (said.field, same or own[-1]))
        if same is not None:
            yield consistent(said.field.place, f"{here} = {there}", [same])
            continue
        yield found(
            said.field.place, subject=report.project, what=_CONCEPTS[said.concept], here=here, there=there, found=said.field.text,
            expected=there, working=f"{here} ≠ {there}", related=[own[-1].place], operands=[own[-1]], figure=True,
            confidence=Confidence.LIKELY,
        )  # fmt: skip


def _own(report: Report, concept: str) -> Sequence[Field]:
    """What the form itself gives, the likeliest last; nothing where it gives several."""
    if concept == "score":
        values = {t.value.quantity.value: t.value for t in report.totals if t.value.quantity}
        return list(values.values()) if len(values) == 1 else []
    row = _row(report)
    fields = (
        ()
        if row is None
        else (row.executed,)
        if concept == "executed"
        else (row.arrived, row.initial, row.adjusted)
    )
    return [f for f in fields if f is not None and f.quantity is not None]


def _row(report: Report) -> FundsRow | None:
    """The total row of the form's own block of funds: rows of a list of projects are none."""
    rows = [row for table in report.tables for row in table.funds if row.level == 0]
    return rows[0] if len(rows) == 1 else whole_row(report)


def _agree(one: Field, other: Field) -> bool:
    """Whether two figures can be one number, printed in any unit of money."""
    first, second = one.quantity, other.quantity
    if first is None or second is None or first.base_unit not in ("", "元", "分"):
        return True
    if second.base_unit != "元":
        return first.printed.meets(second.printed)
    return any(first.interval.scaled(slip).meets(second.interval) for slip in _SLIPS)

"""EXE, XRF: money spent against results: points without spending, costs beside it, reasons that it contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, found, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import FundsRow, Indicator, IndicatorTable
from auditor.model.names import stem
from auditor.model.place import Field, means, says
from auditor.model.remarks import remarks
from auditor.model.report import Report
from auditor.quantity import HUNDRED, Hedge, show

from .kit.points import ULP, brief, pointed, total
from .kit.spending import as_printed, blocks, computed_rates

_FEWEST = 3
_ALL = Decimal("99.5")


def _only(report: Report) -> tuple[IndicatorTable, FundsRow] | None:
    """The one table and the one total of the funds of a report on one project or unit; None where there are more."""
    totals = [row for row, _ in blocks(report)]
    if len(report.tables) != 1 or len(totals) != 1 or report.tables[0].kind != "indicators":
        return None
    return report.tables[0], totals[0]


@check("high-score-low-execution", code="EXE011", severity=Severity.INFO, needs=("funds",))
def high_score_low_execution(report: Report, *, gap: Decimal = Decimal(50)) -> Iterator[Draft | Checked]:
    only = _only(report)
    rate = next(iter(computed_rates(only[1])), None) if only else None
    if only is None or rate is None or _paid_later(report, *only):
        return
    table, row = only
    shares = [share for i, share in pointed(table) if not i.execution]
    weight, score = total(s.weight for s in shares), total(s.score for s in shares)
    if len(shares) < _FEWEST or weight <= 0 or table.graded:
        return
    share = score / weight * HUNDRED
    if share <= 0 or (share - rate.point) / share * HUNDRED <= gap:
        return
    executed = row.executed
    assert executed is not None
    yield found(
        executed.place, subject=row.name, rate=f"{show(rate.point, 2)}%", share=f"{show(share, 1)}%", score=show(score), weight=show(weight),
        working=f"{rate.text}; {show(score)} ÷ {show(weight)} = {show(share, 1)}%", related=[f.place for f in rate.related if f is not executed],
    )  # fmt: skip


def _paid_later(report: Report, table: IndicatorTable, row: FundsRow) -> bool:
    """Whether the report says that money is paid later, was saved, or was not needed."""
    notes = [
        row.note,
        *(f.note for f in report.funds),
        *(i.note for i in table.indicators),
        *report.explanations,
    ]
    done = [goal.completion for goal in report.goals]
    return bool(report.carryovers) or any(remarks(field, "carried") for field in (*notes, *done))


@check("cost-executed-conflict", code="EXE012", severity=Severity.WARNING, needs=("funds",))
def cost_executed_conflict(report: Report) -> Iterator[Draft | Checked]:
    only = _only(report)
    executed = only[1].executed if only else None
    if only is None or executed is None or executed.quantity is None or executed.quantity.base_unit != "元":
        return
    if not executed.quantity.value:
        return
    rows = [i for i in only[0].indicators if _whole_cost(i)]
    if len(rows) != 1:
        return
    (row,) = rows
    cost = row.completion
    if (
        cost is None
        or cost.quantity is None
        or cost.quantity.base_unit != "元"
        or cost.quantity.hedge is not Hedge.NONE
    ):
        return
    if cost.quantity.amount == executed.quantity.amount:
        yield verified(cost.place, operands=[executed])
    elif cost.quantity.printed.scaled(cost.quantity.factor).meets(
        executed.quantity.printed.scaled(executed.quantity.factor)
    ):
        yield within_rounding(cost.place, operands=[executed])
    else:
        yield found(
            cost.place, subject=row.name.name, cost=_money(cost), executed=_money(executed), expected=_money(executed), figure=True,
            working=f"{_money(cost)} ≠ {_money(executed)}", related=[executed.place], confidence=Confidence.LIKELY,
        )  # fmt: skip


def _whole_cost(row: Indicator) -> bool:
    """Whether a row is what the project cost in the year: not over years, by contract or as approved."""
    said = "".join(f.name for f in (row.name, row.note, row.target, row.completion) if f)
    return means(stem(row.name.name), "whole_cost") and not says(said, "other_cost")


def _money(field: Field) -> str:
    assert field.quantity is not None
    return f"{show(field.quantity.value)}{field.quantity.unit}"


@check("reason-contradicts-figures", code="XRF010", severity=Severity.INFO, needs=("scores",))
def reason_contradicts_figures(report: Report) -> Iterator[Draft | Checked]:
    only = _only(report)
    came = _came(only[1]) if only else None
    for table in report.tables:
        for row, share in pointed(table):
            if row.note is None or table.graded:
                continue
            unfunded = remarks(row.note, "unfunded")
            if unfunded and came is not None:
                yield found(
                    row.note.place, subject=row.name.name, note=brief(unfunded), figures=came[0], working=f"“{brief(unfunded)}” ≠ {came[0]}",
                    related=[f.place for f in came[1]], confidence=Confidence.LIKELY,
                )  # fmt: skip
            elif share.lost <= ULP and (failed := remarks(row.note, "failed")):
                points = f"{show(share.score)} / {show(share.weight)}"
                yield found(
                    row.note.place, subject=row.name.name, note=brief(failed), figures=points, working=f"“{brief(failed)}” ≠ {points}",
                    related=[share.score_field.place], confidence=Confidence.LIKELY,
                )  # fmt: skip


def _came(row: FundsRow) -> tuple[str, tuple[Field, ...]] | None:
    """How much of the money came or was spent, where that is all but all of it."""
    rates = computed_rates(row)
    if rates and rates[0].point >= _ALL:
        return rates[0].text, rates[0].related
    budget = row.adjusted or row.initial
    if budget and row.arrived and budget.quantity and row.arrived.quantity and budget.quantity.amount > 0:
        point = row.arrived.quantity.amount / budget.quantity.amount * HUNDRED
        if point >= _ALL:
            return f"{as_printed(row.arrived)} ÷ {as_printed(budget)} = {show(point, 2)}%", (
                row.arrived,
                budget,
            )
    return None

"""EXE: the execution of the budget: rates and their points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import FundsRow
from auditor.model.place import Field, says
from auditor.model.relations import ExecutionClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, Quantity, rounded, show
from auditor.words import Words

from .kit.percentages import Fit, best_reading, fit, verdict
from .kit.points import UNREAD
from .kit.relations import judged, of_kind
from .kit.sentences import claims_of, within
from .kit.spending import (
    Reading,
    as_printed,
    blocks,
    budgets,
    heads,
    percent_readings,
    quotient,
    read_rate,
    reading_of,
)

FAMILY = Words("预算执行", "execution of the budget")

FORM = Words(
    "自评表“执行率（B/A）”栏：全年执行数÷全年预算数；得分=执行率×分值（财预〔2020〕10号）",
    "the form's column 执行率 (B/A): spending ÷ the year's budget; points = rate × weight (财预〔2020〕10号)",
)


# ── Rates ─────────────────────────────────────────────────────────────────────────────────────────────


@check(
    "execution-rate-mismatch",
    code="EXE001",
    severity=Severity.ERROR,
    needs=("funds", "indicators", "claims:execution"),
)
def execution_rate_mismatch(report: Report) -> Iterator[Draft | Checked]:
    wrong: set[tuple[str, ...]] = set()
    for row in (*report.funds, *_rated_elsewhere(report)):
        if row.rate is None or row.rate.quantity is None:
            continue
        reading = read_rate(row)
        if reading is None:
            if row.rate.quantity.value != 0:
                yield not_verifiable(
                    row.rate.place, "缺少预算数或执行数", "the budget or the spending is missing"
                )
            continue
        if reading.fit is Fit.EXACT:
            yield verified(row.rate.place, reading.working, [reading.executed, reading.budget])
        elif reading.fit < Fit.WRONG:
            yield within_rounding(row.rate.place, reading.working, [reading.executed, reading.budget])
        elif row.others:
            yield not_verifiable(row.rate.place, UNREAD.zh, UNREAD.en)
        elif _figures(row) not in wrong:
            wrong.add(_figures(row))
            yield _wrong_rate(row, reading)
    yield from judged(report, "execution")
    known = {r.stated.field.place for r in of_kind(report, "execution")}
    for claim in claims_of(report, ExecutionClaim):
        if claim.rate.field.place not in known:
            yield from _claimed(claim)


def _figures(row: FundsRow) -> tuple[str, ...]:
    """A row's figures as printed: a source that is the whole total repeats its faults."""
    fields = (row.initial, row.adjusted, row.arrived, row.executed, row.rate)
    return tuple(f.name if f else "" for f in fields)


def _distinct(rows: Iterable[FundsRow]) -> Iterable[FundsRow]:
    """The rows without those that only repeat an earlier one's figures."""
    return {_figures(row): row for row in reversed(tuple(rows))}.values()


def _rated_elsewhere(report: Report) -> Iterator[FundsRow]:
    """The only funds total, when it has no rate of its own, with the rate of the only execution row."""
    totals = [t for t, _ in blocks(report)]
    rates = [
        i.completion
        for i in report.indicators
        if i.execution and i.completion and percent_readings(i.completion)
    ]
    if len(totals) == len(rates) == 1 and not (totals[0].rate and totals[0].rate.quantity):
        yield replace(totals[0], rate=rates[0])


def _wrong_rate(row: FundsRow, reading: Reading) -> Draft:
    above, below = reading.executed.quantity, reading.budget.quantity
    assert above is not None and below is not None and row.rate is not None
    coarse = fit(reading.rate, reading.point, quotient(above, below)) is not Fit.WRONG
    return found(
        row.rate.place, subject=row.name, rate=_percent(row.rate, reading.rate), executed=as_printed(reading.executed),
        budget=as_printed(reading.budget), **_difference(reading.point, reading.rate),
        working=f"{reading.working} ≠ {_percent(row.rate, reading.rate)}", expected=f"{rounded(reading.point, max(reading.rate.decimals, 0))}%",
        related=[reading.executed.place, reading.budget.place], figure=True, operands=[reading.executed, reading.budget],
        severity=Severity.INFO if coarse else None, confidence=Confidence.POSSIBLE if coarse else Confidence.CERTAIN,
    )  # fmt: skip


def _claimed(claim: ExecutionClaim) -> Iterator[Draft | Checked]:
    """The rate of a sentence against the amounts that it stands with."""
    best = best_reading(claim.executed, claim.budgets, claim.rate)
    if best is None:
        yield not_verifiable(
            claim.rate.field.place, "文中未见所对应的预算数", "the text does not give the budget"
        )
        return
    how, point, budget = best
    executed, whole = as_printed(claim.executed.field), as_printed(budget.field)
    working = f"{executed} ÷ {whole} = {show(point, max(2, claim.rate.quantity.decimals + 2))}%"
    if how < Fit.TRUNCATED:
        yield verdict(how, claim.rate, working, [claim.executed.field, budget.field])
    elif how is Fit.WRONG:
        yield not_verifiable(
            claim.rate.field.place,
            "不能确定所对应的预算数或执行数",
            "it is not clear which amounts the rate is of",
        )


def _difference(point: Decimal, printed: Quantity) -> dict[str, Any]:
    """The computed rate and how far the printed one is off, in percentage points, for the message."""
    places = max(2, printed.decimals + 1)
    return {"calc": show(point, places), "off": show(abs(rounded(point, places) - printed.value), places)}


@check(
    "execution-rate-denominator",
    code="EXE002",
    severity=Severity.WARNING,
    needs=("funds", "claims:execution"),
)
def execution_rate_denominator(report: Report) -> Iterator[Draft | Checked]:
    for row in _distinct(report.funds):
        reading = read_rate(row)
        if reading is None or reading.fit is Fit.WRONG or row.rate is None or heads(row.rate, "own_base"):
            continue
        if row.others:
            continue
        if row.adjusted is None or row.adjusted is reading.budget or row.adjusted not in budgets(row):
            continue
        due = reading_of(reading.executed, row.adjusted, reading.rate, row)
        if due.fit is Fit.WRONG:
            yield _denominator(
                row.rate, row.name, reading.budget is row.initial, _percent(row.rate, reading.rate), row.adjusted, due.point,
                f"{reading.working}; {due.working}", [reading.executed, reading.budget, row.adjusted],
            )  # fmt: skip
    for claim in report.claims:
        if not isinstance(claim, ExecutionClaim):
            continue
        best = best_reading(claim.executed, claim.budgets, claim.rate)
        adjusted = [b for b in claim.budgets if says(b.label, "adjusted")]
        if best is None or best[0] is Fit.WRONG or not says(best[2].label, "initial"):
            continue
        readings = [r for b in adjusted if (r := best_reading(claim.executed, [b], claim.rate))]
        if not readings or any(r[0] is not Fit.WRONG for r in readings):
            continue
        _, point, whole = readings[0]
        executed, rate = as_printed(claim.executed.field), as_printed(claim.rate.field)
        yield _denominator(
            claim.rate.field, claim.rate.label or "执行率", True, rate, whole.field, point,
            f"{executed} ÷ {as_printed(best[2].field)} = {rate}; {executed} ÷ {as_printed(whole.field)} = {show(point, 2)}%",
            [claim.executed.field, best[2].field, whole.field],
        )  # fmt: skip


def _denominator(
    rate: Field,
    name: str,
    initial: bool,
    printed: str,
    budget: Field,
    point: Decimal,
    working: str,
    operands: list[Field],
) -> Draft:
    which = Words("年初预算", "initial budget") if initial else Words("到位资金", "money that arrived")
    return found(
        rate.place, subject=name, rate=printed, which=which, budget=as_printed(budget), calc=show(point, 2), working=working,
        expected=f"{show(point, 2)}%", related=[f.place for f in operands], severity=None if initial else Severity.INFO,
    )  # fmt: skip


@check("execution-rate-range", code="EXE004", severity=Severity.WARNING, needs=("funds", "indicators"))
def execution_rate_range(report: Report) -> Iterator[Draft | Checked]:
    over: set[Decimal] = set()
    for row in _distinct(report.funds):
        executed, budget = row.executed, row.adjusted
        if (
            executed is None
            or budget is None
            or not executed.quantity
            or not budget.quantity
            or budget.quantity.value <= 0
            or row.others
        ):
            continue
        if executed.quantity.interval.low <= budget.quantity.interval.high:
            continue
        point = executed.quantity.amount / budget.quantity.amount * HUNDRED
        over.add(rounded(point, 0))
        spent, given = as_printed(executed), as_printed(budget)
        yield found(
            executed.place, subject=row.name, related=[budget.place], working=f"{spent} ÷ {given} = {show(point, 2)}%", expected=f"≤ {given}",
            fault=Words(f"执行数{spent}大于预算数{given}（{show(point, 2)}%）", f"expenditure {spent} exceeds the budget {given} ({show(point, 2)}%)"),
        )  # fmt: skip
    rates = [(r.name, r.rate) for r in report.funds] + [
        (i.name.name, i.completion) for i in report.indicators if i.execution
    ]
    for name, rate in rates:
        if rate is None or rate.quantity is None or rate.quantity.unit not in ("", "%"):
            continue
        value = rate.quantity.value
        negative = value < 0
        indicator = all(rate is not r.rate for r in report.funds)
        if negative or (indicator and value > HUNDRED and rounded(value, 0) not in over):
            yield found(
                rate.place, subject=name, severity=Severity.ERROR if negative else None, expected="0–100%", working=f"{as_printed(rate)} ∉ [0, 100]", sentence=within(as_printed(rate), "0", "100%"),
                fault=Words(f"执行率{as_printed(rate)}超出0–100%", f"a rate of {as_printed(rate)} is outside 0–100%"),
            )  # fmt: skip


def _percent(field: Field, rate: Quantity) -> str:
    """A rate as printed, with a per cent sign where it has none and is none of a fraction."""
    text = as_printed(field)
    return (
        text
        if "%" in text or "％" in text or rate.value != (field.quantity.value if field.quantity else None)
        else f"{text}%"
    )

"""EXE: what of the budget was left over, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec import Struct

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import FundsRow, Indicator
from auditor.model.place import Field, ends, says
from auditor.model.relations import AmountClaim, ExecutionClaim, Mention, ZeroClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, Interval, show

from .kit.compare import compare
from .kit.percentages import Fit, best_reading
from .kit.points import explained
from .kit.relations import of_kind
from .kit.spending import as_printed, blocks, computed_rates, printed_rates, read_rate, row_bases


class Outturn(Struct, frozen=True):
    """The whole report's adjusted budget and spending."""

    budget: Field
    executed: Field

    @property
    def left(self) -> Decimal:
        """What was not spent, in yuan."""
        assert self.budget.quantity and self.executed.quantity
        return self.budget.quantity.amount - self.executed.quantity.amount

    @property
    def interval(self) -> Interval:
        """The rounding interval of what was not spent."""
        assert self.budget.quantity and self.executed.quantity
        return self.budget.quantity.interval - self.executed.quantity.interval


def outturn(report: Report) -> Outturn | None:
    """The one adjusted budget of a report with its spending: its only funds total, else its only budget in prose."""
    totals = [t for t, _ in blocks(report)]
    if totals:
        row = totals[0]
        given = row.adjusted and row.executed and row.adjusted.quantity and row.executed.quantity
        if (
            len(totals) > 1
            or not given
            or row.adjusted is None
            or row.executed is None
            or row.adjusted.quantity is None
        ):
            return None
        return Outturn(row.adjusted, row.executed) if row.adjusted.quantity.value > 0 else None
    claims = list(_spending(report))
    if len({c.budgets[0].quantity.amount for c in claims}) != 1 or says(
        claims[0].budgets[0].label, "initial"
    ):
        return None
    latest = max(claims, key=lambda c: c.executed.quantity.amount)
    return Outturn(latest.budgets[0].field, latest.executed.field)


def _spending(report: Report) -> Iterator[ExecutionClaim]:
    """The rates of execution that a text states, without those of what arrived."""
    for claim in report.claims:
        if isinstance(claim, ExecutionClaim) and claim.budgets and not says(claim.rate.label, "arrived"):
            yield claim


def _arrived_less(report: Report, whole: Outturn) -> bool:
    """Whether less arrived than was planned, or a wrong sum leaves open what did: what never arrived is not left."""
    planned, spent = whole.budget.quantity, whole.executed.quantity
    if planned is None or spent is None:
        return False
    arrived = [c.amount for c in report.claims if isinstance(c, AmountClaim) and c.concept == "arrived"]
    arrived += [
        r.operands[0]
        for r in of_kind(report, "execution")
        if says(r.stated.label, "arrived") and len(r.operands) > 1
    ]
    arrived += [r.stated for r in of_kind(report, "sum") if says(r.stated.label, "came_in")]
    open_sums = [r.stated.quantity.amount for r in of_kind(report, "sum") if r.bound and not r.holds]
    return any(m.quantity.amount < planned.amount for m in arrived) or any(
        spent.amount <= amount < planned.amount for amount in open_sums
    )


@check(
    "carryover-contradiction", code="EXE007", severity=Severity.WARNING, needs=("funds", "claims:execution")
)
def carryover_contradiction(report: Report, *, slack: Decimal = HUNDRED) -> Iterator[Draft | Checked]:
    whole = outturn(report)
    if whole is None or _contradicted(report, whole) or _arrived_less(report, whole):
        return
    said = [c.field.place.text for c in report.claims if isinstance(c, ZeroClaim)] + [
        e.text for e in report.explanations
    ]
    if any(says(text, "withdrawn") for text in said):
        return
    budget, executed = as_printed(whole.budget), as_printed(whole.executed)
    factor = whole.budget.quantity.factor if whole.budget.quantity else ONE
    unit = whole.budget.quantity.unit if whole.budget.quantity else ""
    left = f"{show(whole.left / factor)}{unit}"
    values: dict[str, Any] = {
        "budget": budget, "executed": executed, "left": left, "confidence": Confidence.LIKELY,
        "related": [whole.budget.place, whole.executed.place],
    }  # fmt: skip
    if whole.left > slack and whole.interval.low > 0:
        for claim in report.claims:
            if isinstance(claim, ZeroClaim) and ends(claim.noun, "carryover"):
                yield found(
                    claim.field.place, subject=claim.noun, claim=claim.field.text, found=claim.field.text, expected=left,
                    working=f"{budget} − {executed} = {left}", **values,
                )  # fmt: skip
    if len({m.quantity.amount for m in report.carryovers}) != 1:
        return
    stated = report.carryovers[0]
    if _of_another(report, stated, whole):
        return
    # What was carried in from the year before is the budget, not what is left of it.
    if whole.budget.quantity and stated.quantity.amount == whole.budget.quantity.amount:
        return
    yield compare(
        stated.field, f"{budget} − {executed} = {left}", [whole.budget, whole.executed], exact=stated.quantity.amount == whole.left,
        near=stated.quantity.interval.meets(whole.interval), printed=as_printed(stated.field),
        subject=stated.label, claim=f"{stated.label}{as_printed(stated.field)}", expected=left, **values,
    )  # fmt: skip


def _of_another(report: Report, stated: Mention, whole: Outturn) -> bool:
    """Whether what is left has a budget of its own in its sentence: a part of the money, or another account."""
    place, given = stated.field.place, whole.budget.quantity
    own = (r for r in of_kind(report, "balance") if r.stated.field.place.location == place.location)
    return any(
        given is not None and all(o.quantity.amount != given.amount for o in r.operands)
        for r in own
        if r.stated.field.place.marked == place.marked
    )


def _contradicted(report: Report, whole: Outturn) -> bool:
    """Whether the rate beside the budget and the spending is not theirs: one of them is wrong, and told so."""
    rows = (read_rate(row) for row in report.funds if row.adjusted is whole.budget)
    claims = (
        best_reading(c.executed, c.budgets, c.rate)
        for c in report.claims
        if isinstance(c, ExecutionClaim) and c.budgets and c.budgets[0].field is whole.budget
    )
    return any(r.fit is Fit.WRONG for r in rows if r) or any(b[0] is Fit.WRONG for b in claims if b)


@check(
    "low-execution-unexplained",
    code="EXE008",
    severity=Severity.INFO,
    needs=("indicators", "funds", "items", "claims:execution"),
)
def low_execution_unexplained(
    report: Report, *, low: Decimal = Decimal(90), very_low: Decimal = Decimal(80)
) -> Iterator[Draft | Checked]:
    if (
        report.explanations
        or any(map(_remarks, report.indicators))
        or any(i.execution and i.reason for i in report.items)
    ):
        return
    for name, rate, point, note in _rates(report):
        if point < low and not explained(note):
            shown = (
                as_printed(rate)
                if rate.quantity and rate.quantity.value == point and "%" in as_printed(rate)
                else f"{show(point, 2)}%"
            )
            yield found(
                rate.place, subject=name, rate=shown, working=f"{shown} < {show(low)}%", expected=f"≥ {show(low)}%",
                related=[note.place] if note is not None else [], severity=Severity.WARNING if point < very_low else None,
            )  # fmt: skip


def _without_money(row: FundsRow) -> bool:
    """Whether a funds row is one of a project without a budget: nothing could be spent."""
    amounts = [f.quantity.amount for f in (row.initial, row.adjusted) if f is not None and f.quantity]
    return bool(amounts) and not any(amounts)


def _rates(report: Report) -> Iterator[tuple[str, Field, Decimal, Field | None]]:
    """Rates of the whole year's execution, in percent: of indicator rows, else of funds, else of the text."""
    rows = [
        (i.name.name, i.completion, b.point, i.note)
        for i in report.indicators
        if i.execution and i.completion is not None
        for b in printed_rates(i.completion)[:1]
    ]
    if rows:
        yield from rows
        return
    totals = [
        (t.name, b.related[0], b.point, t.note)
        for t, parts in blocks(report)
        if not _without_money(t)
        for b in (*computed_rates(t), *row_bases(t, parts))[:1]
    ]
    if totals:
        yield from totals
        return
    claims = [
        c
        for c in report.claims
        if isinstance(c, ExecutionClaim)
        and not (says(c.rate.label, "arrived") or says(c.rate.label, "interim"))
    ]
    if claims:
        best = max(claims, key=lambda c: c.rate.quantity.value)
        yield best.rate.label or "执行率", best.rate.field, best.rate.quantity.value, None


def _remarks(indicator: Indicator) -> bool:
    """Whether a row's remark speaks of money or of what is left for the next year."""
    return indicator.note is not None and _says_why(indicator.note)


def _says_why(note: Field) -> bool:
    return explained(note) and note.says("money")

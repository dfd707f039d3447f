"""EXE: the budget, its adjustments and the sources of its money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Draft, Severity
from auditor.model.form import FundsRow
from auditor.model.place import Field, says
from auditor.model.report import Report
from auditor.quantity import ONE, ZERO, Interval, show

from .kit.compare import compare
from .kit.spending import CENTS, as_printed, blocks, padded


@check("budget-adjustment-mismatch", code="EXE005", severity=Severity.ERROR, needs=("funds",))
def budget_adjustment_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for row in report.funds:
        initial, change, adjusted = row.initial, row.adjustment, row.adjusted
        if not (
            initial and change and adjusted and initial.quantity and change.quantity and adjusted.quantity
        ):
            continue
        a, b, c = initial.quantity, change.quantity, adjusted.quantity
        less = c.amount == a.amount - b.amount
        total = show((a.amount - b.amount if less else a.amount + b.amount) / c.factor)
        yield compare(
            adjusted, f"{as_printed(initial)} {'−' if less else '+'} {as_printed(change)} = {total}", [initial, change],
            exact=less or c.amount == a.amount + b.amount,
            near=c.interval.meets(a.interval + b.interval) or c.interval.meets(a.interval - b.interval),
            printed=as_printed(adjusted), subject=row.name, initial=as_printed(initial), change=as_printed(change), sum=total,
            adjusted=as_printed(adjusted), expected=total,
            diff=show(abs((a.amount - b.amount if less else a.amount + b.amount) - c.amount) / c.factor),
        )  # fmt: skip


@check("fund-source-mismatch", code="EXE006", severity=Severity.ERROR, needs=("funds",))
def fund_source_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for total, parts in blocks(report):
        wrong: list[_Sources] = []
        complete = total.exhaustive or (
            len(parts) > 1 and any(says(part.name, "other_funds") for part in parts[-2:])
        )
        vouched = _adds_up(total, parts)
        for column in ("initial", "adjusted", "arrived", "executed"):
            stated: Field | None = getattr(total, column)
            named = [
                (p.name, f) for p in parts if (f := getattr(p, column)) is not None and f.quantity is not None
            ]
            if stated is None or stated.quantity is None or not named:
                continue
            if any(f and f.quantity is None for p in parts if (f := getattr(p, column)) is not None):
                yield not_verifiable(stated.place, "有的资金来源未能读出", "a source could not be read")
                continue
            amount, readings = stated.quantity.amount, _sources(named)
            finest = max(
                CENTS, *(f.quantity.decimals for f in (stated, *(f for _, f in named)) if f.quantity)
            )
            exact = next((r for r in readings if _sum(r) == amount), None)
            own = padded(stated.quantity, finest).interval
            near = next((r for r in readings if _span(r, finest).meets(own)), None)
            if exact or _repeats(named, amount):
                fits = exact or [f for _, f in named]
                yield verified(stated.place, _Sources(stated, fits).working_of(amount), fits)
            elif near:
                yield within_rounding(stated.place, _Sources(stated, near).working_of(_sum(near)), near)
            elif (
                complete
                or (vouched and column == "executed" and len(named) == len(parts))
                or any(
                    f.quantity.interval.low > stated.quantity.interval.high for _, f in named if f.quantity
                )
            ):
                wrong.append(_Sources(stated, readings[-1]))
            else:
                yield not_verifiable(stated.place, "资金来源未必列全", "the sources listed need not be all")
        if wrong:
            yield _sources_wrong(total, wrong)


def _adds_up(total: FundsRow, parts: Iterable[FundsRow]) -> bool:
    """Whether several sources make up the adjusted budget exactly: what was spent of it came from them, too."""
    named = [(p.name, p.adjusted) for p in parts if p.adjusted is not None and p.adjusted.quantity]
    if total.adjusted is None or total.adjusted.quantity is None or len(named) < 2:
        return False
    some = [f for _, f in named if f.quantity and f.quantity.amount]
    return len(some) > 1 and any(_sum(r) == total.adjusted.quantity.amount for r in _sources(named))


class _Sources(Struct, frozen=True):
    """A stated total that its sources do not add up to."""

    stated: Field
    parts: list[Field]

    @property
    def sum(self) -> str:
        """The sum of the sources in the total's unit."""
        return show(_sum(self.parts) / (self.stated.quantity.factor if self.stated.quantity else ONE))

    @property
    def off(self) -> str:
        """By how much the sources differ from the total, in its unit."""
        factor = self.stated.quantity.factor if self.stated.quantity else ONE
        amount = self.stated.quantity.amount if self.stated.quantity else ZERO
        return show(abs(_sum(self.parts) - amount) / factor)

    @property
    def working(self) -> str:
        """The addition."""
        added = f"{' + '.join(map(as_printed, self.parts))} = " if len(self.parts) > 1 else ""
        return f"{added}{self.sum} ≠ {as_printed(self.stated)}"

    def working_of(self, amount: Decimal) -> str:
        """The addition of sources that do add up, to an amount in yuan."""
        factor = self.stated.quantity.factor if self.stated.quantity else ONE
        return f"{' + '.join(map(as_printed, self.parts))} = {show(amount / factor)}"

    @property
    def coarse(self) -> bool:
        """Whether the figures as coarsely as they are printed leave room for agreement."""
        return bool(self.stated.quantity and _span(self.parts, 0).meets(self.stated.quantity.interval))


def _sources(named: list[tuple[str, Field]]) -> list[list[Field]]:
    """The lists of sources that may make up a total: all rows, and those left without breakdowns."""
    everything = [f for _, f in named]
    fiscal = any(says(n, "fiscal") and not says(n, "breakdown") for n, _ in named)
    top = [f for n, f in named if not (fiscal and says(n, "breakdown"))]
    kept: list[Field] = []
    skip = 0
    for i, (_, f) in enumerate(named):
        if skip:
            skip -= 1
            continue
        kept.append(f)
        skip = _breakdown(f, named[i + 1 :])
    return [everything, kept, top]


def _breakdown(whole: Field, below: list[tuple[str, Field]]) -> int:
    """How many of the rows below a source add up to it and so only break it down."""
    assert whole.quantity is not None
    added = ZERO
    for n, (name, field) in enumerate(below, 1):
        if says(name, "beside") or field.quantity is None:
            return 0
        added += field.quantity.amount
        if added == whole.quantity.amount > 0:
            return n
    return 0


def _repeats(named: list[tuple[str, Field]], total: Decimal) -> bool:
    """Whether the rows break the total down more than once (by source, then by use), each time whole."""
    added, times = ZERO, 0
    for _, field in named:
        added += field.quantity.amount if field.quantity else ZERO
        if added == total > 0:
            added, times = ZERO, times + 1
    return added == 0 and times > 0


def _sum(fields: Iterable[Field]) -> Decimal:
    return sum((f.quantity.amount for f in fields if f.quantity), ZERO)


def _span(fields: Iterable[Field], decimals: int) -> Interval:
    """The interval of a sum, trailing zeros that were dropped put back."""
    span = Interval.point(ZERO)
    for field in fields:
        if field.quantity:
            span += padded(field.quantity, decimals).interval
    return span


def _sources_wrong(total: FundsRow, wrong: list[_Sources]) -> Draft:
    first = wrong[0]
    return found(
        first.stated.place, subject=total.name, column=first.stated.place.route[-1].name, total=as_printed(first.stated),
        sum=first.sum, diff=first.off, operands=first.parts, working="; ".join(w.working for w in wrong), expected=first.sum, related=[f.place for f in first.parts],
        figure=True, severity=Severity.INFO if all(w.coarse for w in wrong) else None,
    )  # fmt: skip

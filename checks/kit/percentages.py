"""A printed percentage against the quotient of its operands."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from auditor.check import verified, within_rounding
from auditor.finding import Checked
from auditor.model.place import Field
from auditor.model.relations import Fit, Mention, fit
from auditor.quantity import HUNDRED, ONE, ZERO, Interval, Quantity

_TEN_THOUSAND = Decimal(10_000)
__all__ = ["Fit", "best_reading", "fit", "percentage", "verdict"]


def percentage(part: Mention, whole: Mention, rate: Quantity) -> tuple[Fit, Decimal] | None:
    """How a rate agrees with part ÷ whole, and that quotient in percent; None when the whole is zero."""
    if whole.quantity.amount <= 0:
        return None
    point = part.quantity.amount / whole.quantity.amount * HUNDRED
    if whole.quantity.interval.low <= 0:
        return fit(rate, point, Interval.point(point)), point
    computed = (part.quantity.interval / whole.quantity.interval).scaled(HUNDRED)
    return fit(rate, point, computed), point


def best_reading(
    part: Mention, wholes: Iterable[Mention], rate: Mention
) -> tuple[Fit, Decimal, Mention] | None:
    """The reading of a percentage that fits best, the likelier whole first; a slip of 万 in the whole is
    tried too, since the sum or the budget itself is where that is told."""
    results: list[tuple[Fit, Decimal, Mention]] = []
    typos: list[tuple[Fit, Decimal, Mention]] = []
    for whole in wholes:
        if result := percentage(part, whole, rate.quantity):
            results.append((*result, whole))
        if _unit_apart(part.quantity, whole.quantity):
            point = part.quantity.value / whole.quantity.value * HUNDRED if whole.quantity.value > 0 else ZERO
            typos.append((fit(rate.quantity, point, Interval.point(point)), point, whole))
    best = min(results, key=lambda r: r[0], default=None)
    slip = min(typos, key=lambda r: r[0], default=None)
    if best and best[0] is Fit.WRONG:
        best = results[0]
        if slip and slip[0] < Fit.TRUNCATED:
            return slip
    return best


def _unit_apart(left: Quantity, right: Quantity) -> bool:
    """Whether two amounts are printed in units that differ by 万."""
    return left.unit != right.unit and {left.factor, right.factor} == {ONE, _TEN_THOUSAND}


def verdict(how: Fit, rate: Mention, working: str = "", operands: Iterable[Field] = ()) -> Checked:
    """The verdict on a percentage that agrees."""
    agrees = verified if how is Fit.EXACT else within_rounding
    return agrees(rate.field.place, working, operands)

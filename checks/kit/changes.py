"""The rate of a change that the other figures of a sentence give."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from auditor.model.relations import GrowthClaim, Mention
from auditor.quantity import HUNDRED, ONE, Interval, Quantity, show
from auditor.words import Words

from .sentences import figure


class Change(Struct, frozen=True):
    """The recomputed rate of a change, in percent without its sign, with its arithmetic."""

    point: Decimal
    interval: Interval
    working: str
    operands: tuple[Mention, ...]


def change_of(claim: GrowthClaim) -> Change | None:
    """The rate of change that a claim's other figures give; None when they do not."""
    current, previous, difference = claim.current, claim.previous, claim.difference
    if previous and current:
        quotient = _divided(current.quantity, previous.quantity)
        if quotient is None:
            return None
        point, span = quotient[0] - ONE, quotient[1] - Interval.point(ONE)
        arithmetic = f"({figure(current)} − {figure(previous)}) ÷ {figure(previous)}"
        return _as_change(point, span, arithmetic, (previous, current))
    if previous and difference:
        quotient = _divided(difference.quantity, previous.quantity)
        return (
            _as_change(*quotient, f"{figure(difference)} ÷ {figure(previous)}", (previous, difference))
            if quotient
            else None
        )
    if current and difference:
        sign = "+" if claim.falling else "−"
        quotient = _divided(current.quantity, difference.quantity)
        if quotient is None:
            return None
        step = ONE if claim.falling else -ONE
        inverse, span = quotient[0] + step, quotient[1] + Interval.point(step)
        if inverse <= 0 or span.low <= 0:
            return None
        point, interval = ONE / inverse, Interval.point(ONE) / span
        arithmetic = f"{figure(difference)} ÷ ({figure(current)} {sign} {figure(difference)})"
        return _as_change(point, interval, arithmetic, (current, difference))
    return None


def in_words(
    current: Mention | None, previous: Mention | None, change: Mention | None, due: str, *, fell: bool
) -> Words:
    """How a figure changed, and what its growth comes to: 由115户增至264户，增长应为129.57%."""
    now, before, by = (figure(m) if m else "" for m in (current, previous, change))
    if current and previous:
        to = Words("降至" if fell else "增至", "to")
        how = Words(f"由{before}{to.zh}{now}", f"from {before} {to.en} {now}")
    else:
        year, amount = Words("本年", "now ") if current else Words("上年", "before "), now or before
        turned = Words("减少" if fell else "增加", "less" if fell else "more")
        how = Words(f"{year.zh}{amount}，{turned.zh}{by}", f"{year.en}{amount}, {by} {turned.en}")
    rate, noun = due.endswith("%"), Words("下降" if fell else "增长", "a fall" if fell else "a rise")
    zh = f"{noun.zh}应为{due}" if rate else f"应{'减少' if fell else '增加'}{due}"
    return Words(f"{how.zh}，{zh}", f"{how.en} is {noun.en} of {due}")


def _divided(above: Quantity, below: Quantity) -> tuple[Decimal, Interval] | None:
    if below.amount <= 0 or below.interval.low <= 0:
        return None
    return above.amount / below.amount, above.interval / below.interval


def _as_change(point: Decimal, span: Interval, arithmetic: str, operands: tuple[Mention, ...]) -> Change:
    """The change in percent, its sign taken off: the words say which way it goes."""
    percent, interval = point * HUNDRED, span.scaled(HUNDRED)
    if percent < 0:
        percent, interval = -percent, interval.scaled(-ONE)
    return Change(percent, interval, f"{arithmetic} = {show(point * HUNDRED, 2)}%", operands)

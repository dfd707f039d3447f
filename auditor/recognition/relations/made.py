"""Relations whose operands are known, as the headers and rows of a table name them: sums and quotients."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from auditor.model.place import Place
from auditor.model.relations import Fit, Mention, Relation, fit
from auditor.quantity import ZERO, Interval, rounded, show
from auditor.recognition.relations.evidence import PROOF, finely
from auditor.recognition.relations.ledger import amount_text, as_text, ratio

_NEARLY = Decimal("0.05")


def added(total: Mention, parts: Sequence[Mention], place: Place, *, whole: bool = True) -> Relation:
    """A total against its parts. `whole`: they are all of it."""
    quantities = [p.quantity for p in parts]
    due, made = total.quantity.amount, sum((q.amount for q in quantities), ZERO)
    amount = amount_text(made, total.quantity, max(q.decimals for q in (total.quantity, *quantities)))
    working = f"{' + '.join(map(as_text, quantities))} = {amount}"
    span, spans = finely(total.quantity, quantities)
    how, licence, likely = Fit.WRONG, "", not whole
    if made == due:
        how = Fit.EXACT
    elif sum(spans, Interval.point(ZERO)).meets(span):
        how = Fit.ROUNDING
    elif not whole and made < due:
        near = len(parts) > 2 and due - made <= due * _NEARLY
        how, licence = (Fit.WRONG, "open") if near else (Fit.OPEN, "")
    elif sum((q.interval for q in quantities), Interval.point(ZERO)).meets(total.quantity.interval):
        # Roundings would not leave the fine digits in agreement: a whole difference is a slip.
        slip = (made - due) % max(q.half_ulp * 2 * q.factor for q in (total.quantity, *quantities)) == 0
        licence, likely = ("" if slip else "coarse"), True
    elif all(q.base_unit == "元" for q in (total.quantity, *quantities)) and _in_another_unit(total, parts):
        licence = "unit"
        amount = f"{show(total.quantity.value)}{quantities[0].unit}"
    return Relation(
        "sum", total, tuple(parts), working, amount, how, place, PROOF, how <= Fit.ROUNDING, how is Fit.WRONG,
        likely and how is Fit.WRONG and licence != "unit", licence,
    )  # fmt: skip


def _in_another_unit(total: Mention, parts: Sequence[Mention]) -> bool:
    """Whether a total is the sum of its parts but for the unit."""
    factors = {p.quantity.factor for p in parts}
    same = sum((p.quantity.value for p in parts), ZERO) == total.quantity.value
    return len(factors) == 1 and factors != {total.quantity.factor} and same


def quotient(part: Mention, whole: Mention, rate: Mention, place: Place) -> Relation | None:
    """A rate against its part and its whole; None of nothing."""
    result = ratio(part.quantity, whole.quantity)
    if result is None:
        return None
    point, span = result
    decimals = rate.quantity.decimals
    how = fit(rate.quantity, point, span)
    working = f"{as_text(part.quantity)} ÷ {as_text(whole.quantity)} = {show(point, max(2, decimals + 2))}%"
    return Relation(
        "ratio", rate, (part, whole), working, f"{rounded(point, decimals)}%", how, place, PROOF, how <= Fit.ROUNDING,
        how is Fit.WRONG, point=point,
    )  # fmt: skip

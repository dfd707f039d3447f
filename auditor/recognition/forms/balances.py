"""What is left by a form's own columns: arrived less spent, in one row of funds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.form import FundsRow
from auditor.model.place import Field
from auditor.model.relations import Fit, Mention, Relation
from auditor.quantity import ONE
from auditor.recognition.relations.evidence import digits, ulp
from auditor.recognition.relations.ledger import amount_text

_CARRIED = ("结转", "上年", "结余")
_PROOF = 2.0


def balances(rows: Sequence[FundsRow]) -> Iterator[Relation]:
    """The relations of rows that print what arrived, what was spent and what is left.

    Where money was carried in from another year, what is left need not come from these two.
    """
    carried = any(word in row.name for row in rows for word in _CARRIED)
    for row in rows:
        left, spent = _mention(row.balance, row), _mention(row.executed, row)
        wholes = [m for f in (row.arrived, row.adjusted, row.initial) if (m := _mention(f, row))]
        if left is None or spent is None or not wholes:
            continue
        readings = [(_fit(left, whole, spent), whole) for whole in wholes]
        found, whole = min(readings, key=lambda reading: reading[0])
        gap = whole.quantity.amount - spent.quantity.amount
        # Nothing is left of what was overspent: that is another slip.
        overspent = gap < 0 and not left.quantity.value
        due = amount_text(gap, left.quantity, max(m.quantity.decimals for m in (left, whole, spent)))
        evidence = digits(whole.quantity.amount, min(ulp(m.quantity) for m in (left, whole, spent)))
        yield Relation(
            "balance", left, (whole, spent), f"{whole.field.text} − {spent.field.text} = {due}", due, found, left.field.place,
            evidence, evidence >= _PROOF and bool(left.quantity.value),
            bound=row.arrived is not None and row.arrived.quantity is not None and not carried and not overspent,
            point=gap / (left.quantity.factor or ONE),
        )  # fmt: skip


def _mention(field: Field | None, row: FundsRow) -> Mention | None:
    if field is None or field.quantity is None or not field.quantity.unit.endswith("元"):
        return None
    return Mention(row.name if len(field.place.route) < 3 else field.place.route[-1].name, field)


def _fit(left: Mention, whole: Mention, spent: Mention) -> Fit:
    gap = whole.quantity.amount - spent.quantity.amount
    if gap == left.quantity.amount:
        return Fit.EXACT
    span = whole.quantity.interval - spent.quantity.interval
    return Fit.ROUNDING if span.meets(left.quantity.interval) else Fit.WRONG

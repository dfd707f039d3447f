"""A target and its completion as two numbers of one unit."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from auditor.model.form import Indicator
from auditor.model.names import RATIO, unit_dimension
from auditor.model.place import Field
from auditor.quantity import Hedge


class Pair(Struct, frozen=True):
    """An indicator's target and completion as comparable numbers, in one unit."""

    indicator: Indicator
    target_field: Field
    completion_field: Field
    target: Decimal
    completion: Decimal
    unit: str


def pair(indicator: Indicator) -> Pair | None:
    """Target and completion in one unit; None when one is missing, hedged or in another unit."""
    target, actual = indicator.target, indicator.completion
    if (
        indicator.qualitative
        or target is None
        or actual is None
        or not target.quantity
        or not actual.quantity
    ):
        return None
    t, a = target.quantity, actual.quantity
    if t.hedge is not Hedge.NONE or a.hedge is not Hedge.NONE:
        return None
    if t.unit != a.unit and t.unit and a.unit:
        if t.base_unit != a.base_unit:
            return None
        return Pair(indicator, target, actual, t.amount, a.amount, t.base_unit)
    return Pair(indicator, target, actual, t.value, a.value, t.unit or a.unit)


def fraction_doubt(row: Pair) -> bool:
    """Whether one of two percentages may be printed as a fraction: 0.95 beside 95."""
    low, high = sorted((row.target, row.completion))
    return unit_dimension(row.unit) == RATIO and 0 < low <= 1 and high >= Decimal("1.5")

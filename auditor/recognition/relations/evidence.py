"""When figures that agree are no coincidence: how many digits agree, how the text ties them, how much was tried."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import log10

from msgspec.structs import replace

from auditor.quantity import Interval, Quantity

PROOF = 3.0
"""From here on chance makes such an agreement in fewer than one of a thousand texts."""
LIKELY = 1.5
"""From here on an agreement that the text announces counts as consistent."""


def digits(value: Decimal, finest: Decimal) -> float:
    """The significant digits of a value printed to `finest`, trailing zeros out."""
    if not value:
        return 0.0
    whole = abs(value / finest)
    text = format(whole.to_integral_value(), "f").rstrip("0")
    return float(len(text))


def ulp(quantity: Quantity) -> Decimal:
    """One of the last printed digit, in base units."""
    return quantity.half_ulp * 2 * quantity.factor


def width(interval: Interval, whole: Decimal) -> float:
    """The digits that an interval of a quantity up to `whole` fixes."""
    span = interval.high - interval.low
    return 6.0 if span <= 0 else max(0.0, -log10(float(span / whole)))


def weigh(agreed: float, prior: float, tried: int) -> float:
    """The evidence of an agreement."""
    return agreed + prior - log10(max(tried, 1))


def finely(
    total: Quantity, parts: Sequence[Quantity], least: int = 0
) -> tuple[Interval, tuple[Interval, ...]]:
    """What a total and its parts stand for with the trailing zeros that some of them may have dropped.

    `least` are the decimals of the other figures that stand in one table with them.
    """
    finest: dict[str, int] = {total.unit: least}
    for quantity in (total, *parts):
        finest[quantity.unit] = max(finest.get(quantity.unit, 0), quantity.decimals)
    whole, *others = (replace(q, decimals=finest[q.unit]).interval for q in (total, *parts))
    return whole, tuple(others)

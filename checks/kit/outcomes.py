"""Whether a row's completion reaches its target, judged by exact numbers only."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.form import Direction, Indicator
from auditor.model.names import (
    COUNTS,
    RATIO,
    dimension_of,
    higher_is_better,
    is_change,
    lower_is_better,
    may_go_either_way,
    stem,
    unit_dimension,
)
from auditor.model.place import says
from auditor.quantity import ZERO, Hedge, show
from auditor.words import Words

from .pairs import Pair, pair
from .points import plain

_COUNTED = COUNTS | {RATIO, "area", "length", "volume", "mass"}
_WIDE = str.maketrans("<>=", "＜＞＝")
_WRONG = {"≥": "<", ">": "≤", "≤": ">", "<": "≥", "=": "≠", "": "<"}


class Outcome(Struct, frozen=True):
    """How a row ended. `direction` is the sign that decided it, None for a bare number that was to be reached.

    `implied`: no sign says so, but what the row measures.
    """

    pair: Pair
    direction: Direction | None
    met: bool
    implied: bool = False

    @property
    def lower(self) -> bool:
        """Whether less is better."""
        return self.direction is not None and self.direction.lower_is_better

    @property
    def ratio(self) -> Decimal:
        """Completion ÷ target; 0 for a negative completion. Raises ZeroDivisionError for a target of zero."""
        return max(self.pair.completion, ZERO) / self.pair.target

    @property
    def relation(self) -> str:
        """How completion and target stand: 96 ≥ 95; for an unmet target the relation that holds instead: 92.4 < 95."""
        sign = self.direction.value if self.direction else ""
        sign = (sign or "≥") if self.met else _WRONG[sign]
        return f"{show(self.pair.completion)} {sign} {show(self.pair.target)}"

    @property
    def sentence(self) -> Words:
        """How completion and target stand, in words: 完成值92.4＜指标值95."""
        actual, sign, target = self.relation.split(" ")
        wide = sign.translate(_WIDE)
        return Words(f"完成值{actual}{wide}指标值{target}", f"completion {actual} {sign} target {target}")

    @property
    def signed_target(self) -> str:
        """The target as printed, with its sign where the cell does not print it."""
        text = plain(self.pair.target_field)
        signed = self.direction and not self.implied and text[:1].isdigit()
        return f"{self.direction.value}{text}" if self.direction and signed else text


def outcome(row: Indicator) -> Outcome | None:
    """How a row ended; None where words, hedges, units, digits or an unknown direction leave doubt."""
    row = _signed(row)
    both = None if row.execution else pair(row)
    if both is None or _fraction_doubt(row, both) or _same_digits(both):
        return None
    met = _met(row, row.direction, both)
    return None if met is None else Outcome(both, row.direction, met)


def overrun(row: Indicator) -> Outcome | None:
    """How a row ended whose cost went beyond the sum of money planned for it, though no sign makes it the limit."""
    both = None if row.execution or row.direction not in (None, Direction.EQUAL) else pair(row)
    if both is None or not 0 < both.target < both.completion or _same_digits(both):
        return None
    cost = says(row.level2 or "", "cost") or row.name.ends("cost")
    if not cost or unit_dimension(both.unit) != "money" or says(stem(row.name.text), "paid_out"):
        return None
    return Outcome(both, Direction.AT_MOST, met=False, implied=True)


def _signed(row: Indicator) -> Indicator:
    """The row with a target's “以上” or “以内” as its sign."""
    target = row.target.quantity if row.target else None
    if row.target is None or target is None or target.hedge not in (Hedge.AT_LEAST, Hedge.AT_MOST):
        return row
    direction = Direction.AT_LEAST if target.hedge is Hedge.AT_LEAST else Direction.AT_MOST
    plainly = replace(row.target, quantity=replace(target, hedge=Hedge.NONE))
    return replace(row, target=plainly, direction=row.direction or direction)


def _met(row: Indicator, direction: Direction | None, both: Pair) -> bool | None:
    """Whether the target is reached; None where sign and name disagree or none tells which way is better."""
    name, target, actual = row.name.text, both.target, both.completion
    match direction:
        case Direction.AT_LEAST | Direction.ABOVE:
            reached = actual >= target if direction is Direction.AT_LEAST else actual > target
            return None if lower_is_better(name) or is_change(name) else reached
        case Direction.AT_MOST | Direction.BELOW:
            reached = actual <= target if direction is Direction.AT_MOST else actual < target
            return None if higher_is_better(name) else reached
        case Direction.EQUAL if target == 0:
            return actual == 0
        case _ if actual == target:
            return True
        case _ if actual > target or _kept_down(row):
            return None
        case Direction.EQUAL:
            return None if _two_sided(row, both) else False
        case _:
            return None if target <= 0 or _two_sided(row, both) else False


def _kept_down(row: Indicator) -> bool:
    """Whether less may be better than what is asked: costs, times, bad things."""
    if row.polarity is not None and not row.polarity.higher:
        return True
    return lower_is_better(row.name.text) or row.under("kept_down") or row.name.says("kept_down")


def _two_sided(row: Indicator, both: Pair) -> bool:
    """Whether a measure may go either way, or what it measures is not told."""
    dimension = unit_dimension(both.unit) or dimension_of(row.name.text)
    return may_go_either_way(row.name.text) or dimension not in _COUNTED


def _fraction_doubt(row: Indicator, both: Pair) -> bool:
    """Whether one of two rates may be printed as a fraction: 0.95 beside 95, 1 beside 100."""
    low, high = sorted((both.target, both.completion))
    rate = RATIO in (unit_dimension(both.unit), dimension_of(row.name.text)) and both.unit in ("", "%")
    return (rate or not both.unit) and 0 < low <= 1 and high >= Decimal("1.5")


def _same_digits(both: Pair) -> bool:
    """Whether a coarser completion may be the target itself: 33.3 beside 33.33."""
    target, actual = both.target_field.quantity, both.completion_field.quantity
    if target is None or actual is None or both.target == both.completion:
        return False
    return target.with_unit(both.unit).amount in actual.with_unit(actual.unit or both.unit).interval

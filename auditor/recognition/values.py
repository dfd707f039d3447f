"""What a cell's text says: operators, numbers with their units, points in brackets."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import Direction
from auditor.patterns import Pattern
from auditor.quantity import Hedge, Quantity, parse, plain, squeeze

# Chinese characters, their punctuation and full-width forms stand from here on.
_WIDE = "\u3000"

_POINTS = Pattern(
    r"[(\[]\s*(?:满分|共|计)?\s*(\d+(?:\.\d+)?)\s*分?\s*[)\]]\s*$|(?<=\D)(\d+(?:\.\d+)?)\s*分\s*$"
)

_WRAPPED = Pattern(r"[(\[]([^()\[\]]*\D\d+(?:\.\d+)?\s*分)[)\]]")


def tidy(text: str) -> str:
    """A cell's text on one line; white space that a line break put beside Chinese characters is gone."""
    parts = text.split()
    if len(parts) < 2:
        return parts[0] if parts else ""
    lines = [line.split() for line in text.split("\n")]
    joined = ""
    for line in lines:
        for n, part in enumerate(line):
            joined += ("" if _joins(joined, part, wrapped=n == 0) else " ") + part
    return joined


def _joins(before: str, after: str, *, wrapped: bool) -> bool:
    """Whether two parts of a text belong together without a space; `wrapped`: a line break is between them."""
    if not before or (before[-1] >= _WIDE and after[0] >= _WIDE):
        return True
    return wrapped and (
        (before[-1].isdigit() and after[0] >= _WIDE) or (before[-1] >= _WIDE and after[0] == "(")
    )


@cache
def _operators() -> tuple[tuple[str, Direction], ...]:
    pairs = [
        (squeeze(w), Direction(sign))
        for sign, words in load("vocabulary")["direction"].items()
        for w in words
    ]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))


def direction_of(text: str) -> Direction | None:
    """The direction that a cell of an operator column names (≥, 大于等于, 定性, …)."""
    bare = squeeze(text)
    return next((d for word, d in _operators() if bare == word), None)


@cache
def _polarities() -> dict[str, bool]:
    words = load("vocabulary")["polarity"]
    return {word: side == "higher" for side in ("higher", "lower") for word in words[side]}


def polarity_of(text: str) -> bool | None:
    """Whether more is better, as a cell says it (正向, 反向); None for other words."""
    return _polarities().get(squeeze(text))


def split_operator(text: str) -> tuple[Direction | None, str]:
    """A leading operator and the rest: “≥50个” → (≥, “50个”), “不少于12种” → (≥, “12种”)."""
    bare = plain(text).strip()
    for word, direction in _operators():
        if bare.startswith(word) and direction is not Direction.QUALITATIVE:
            rest = bare[len(word) :].lstrip()
            if rest[:1].isdigit() or rest[:1] in ("≥", "≤", "=", ">", "<"):
                inner = split_operator(rest)
                return direction, inner[1]
    return None, bare


@cache
def _aliases() -> dict[str, str]:
    return {squeeze(word): unit for unit, words in load("units")["alias"].items() for word in words}


def unit_of(text: str) -> str:
    """A unit as the lexicon writes it: 百分比 → %, ㎡ → 平方米."""
    bare = squeeze(text)
    return _aliases().get(bare, bare)


@cache
def _leads() -> tuple[str, ...]:
    return tuple(load("vocabulary")["completion"]["lead"])


def quantity_of(text: str, unit: str = "") -> Quantity | None:
    """The number that a cell states, with its own unit or else the one given; operators make it one-sided."""
    direction, rest = split_operator(text)
    bare = rest
    for lead in _leads():
        if bare.startswith(lead) and bare[len(lead) :].lstrip()[:1].isdigit():
            bare = bare[len(lead) :].lstrip()
            break
    quantity = parse(bare)
    if quantity is None:
        return None
    own = unit_of(quantity.unit)
    if direction and direction.higher_is_better:
        quantity = replace(quantity, hedge=Hedge.AT_LEAST)
    elif direction and direction.lower_is_better:
        quantity = replace(quantity, hedge=Hedge.AT_MOST)
    return replace(quantity, unit=own or unit_of(unit), text=text)


def target_of(text: str, unit: str = "") -> tuple[Direction | None, Quantity | None]:
    """Operator and number of a target cell; the operator is the target's sign and hedges nothing."""
    direction, rest = split_operator(text)
    quantity = quantity_of(rest, unit)
    return direction, replace(quantity, text=text) if quantity else None


def points_of(text: str) -> tuple[str, Quantity] | None:
    """A heading's points: “产出指标（50分）” → (“产出指标”, 50); None when it has none."""
    bare = plain(text).strip()
    if inside := _WRAPPED.fullmatch(bare):
        bare = inside[1]
    match = _POINTS.search(bare)
    if match is None:
        return None
    quantity = parse(match[1] or match[2])
    return (bare[: match.start()].strip() or plain(text).strip(), quantity) if quantity else None


def points(text: str) -> Quantity | None:
    """A weight or score cell: a number, with or without 分 or %."""
    quantity = parse(text)
    if quantity is None or quantity.unit not in ("", "分", "%"):
        return None
    return quantity


@cache
def _units() -> dict[str, str]:
    return {
        squeeze(unit): dimension for dimension, units in load("units")["dimension"].items() for unit in units
    }


def known_unit(text: str) -> bool:
    """Whether the lexicon knows a unit (aliases and powers of ten included)."""
    from auditor.quantity import scale_of

    unit = unit_of(text)
    return unit in _units() or scale_of(unit)[1] in _units() or "/" in unit

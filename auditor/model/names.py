"""What an indicator's name and a unit's word say of how a thing is measured and which way is better."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from auditor.lexicon import load
from auditor.quantity import scale_of, squeeze

RATIO = "ratio"
COUNTS = frozenset(
    [
        "headcount",
        "person_times",
        "household",
        "institution",
        "event",
        "case",
        "document",
        "object",
        "generic",
    ]
)
"""The dimensions of things that are counted one by one."""

_MARK = r"^[★☆*▲●]*(?:指标\d*[:：.、]|\d{1,2}[.、)](?!\d))?"
_BRACKETS = r"\([^()]*\)$"
_QUOTES = str.maketrans("", "", "“”\"'‘’")


@cache
def stem(name: str) -> str:
    """A name for judging by its ending: no marks (★), numbering (指标3：), quotes or brackets at its end."""
    bare = re.sub(_MARK, "", squeeze(name).translate(_QUOTES))
    return re.sub(_BRACKETS, "", bare) or bare


def ending(name: str, words: Iterable[str]) -> str:
    """The longest of some words that a name's stem ends with; empty when it ends with none."""
    bare = stem(name)
    return max((w for w in words if bare.endswith(w)), key=len, default="")


@cache
def dimension_of(name: str) -> str | None:
    """The dimension that a name implies (人数 → headcount), by its longest known ending; None: it says none."""
    endings = {w: d for d, words in load("names")["dimension"].items() for w in words}
    dimension = endings.get(ending(name, endings))
    return None if dimension == "any" else dimension


@cache
def unit_dimension(unit: str) -> str | None:
    """The dimension of a unit's word, powers of ten taken off; `rate` and `price` for units with “/”."""
    words = load("units")
    base = scale_of(unit)[1]
    if "/" in unit:
        return "price" if base.startswith(tuple(words["composite"]["price"])) else "rate"
    if unit in ("", "万", "亿", "十万", "百万", "千万", "万亿"):
        return None
    known = {u: d for d, units in words["dimension"].items() for u in units}
    return known.get(unit) or known.get(base)


@cache
def times_larger(first: str, second: str) -> Decimal | None:
    """How many times larger one unit is than another of its dimension, where the lexicon knows both sizes."""
    for sizes in load("units")["size"].values():
        if first in sizes and second in sizes:
            return Decimal(sizes[first]) / Decimal(sizes[second])
    return None


def compatible(first: str, second: str) -> bool:
    """Whether things of two dimensions may be measured alike (次 and 件, 人 and 户)."""
    fits: dict[str, list[str]] = load("names")["fits"]
    return first == second or second in fits.get(first, ()) or first in fits.get(second, ())


@cache
def lower_is_better(name: str) -> bool:
    """Whether a name measures a bad thing or the time that something takes: less of it is better."""
    words = load("names")["direction"]
    bad = ending(name, words["lower"]) or ending(_counted(name), words["lower"])
    return (
        bool(bad) and not _ends_well(name, words["flip"]) and not any(a in stem(name) for a in words["acts"])
    )


@cache
def higher_is_better(name: str) -> bool:
    """Whether a name measures a good thing beyond doubt: 合格率, 满意度, 受益人数."""
    words = load("names")["direction"]
    return not lower_is_better(name) and _ends_well(name, (*words["higher"], *words["flip"]))


@cache
def may_go_either_way(name: str) -> bool:
    """Whether more of a measure may be as good as less: an index, a rate of change (预算调整率, 收支差异度)."""
    words = load("names")["direction"]
    return bool(ending(name, words["either"])) or is_change(name)


@cache
def is_change(name: str) -> bool:
    """Whether a name measures how much something was changed, or differs."""
    return bool(ending(_counted(name), load("names")["direction"]["changes"]))


def _ends_well(name: str, words: Iterable[str]) -> bool:
    """Whether a name ends with one of some good words that nothing turns around: not 不合格率."""
    word = ending(name, words)
    return bool(word) and not stem(name).removesuffix(word).endswith(tuple("不未非无失"))


def _counted(name: str) -> str:
    """A name without what only says how it is counted: 事故发生起数 → 事故."""
    bare = stem(name)
    while word := next((w for w in load("names")["direction"]["measures"] if bare.endswith(w)), ""):
        bare = bare.removesuffix(word)
    return bare or stem(name)


@cache
def is_satisfaction(name: str) -> bool:
    """Whether a name measures what people think: 满意度, 认可度."""
    return bool(ending(name, load("names")["soft"]["satisfaction"]))


@cache
def is_bounded(name: str) -> bool:
    """Whether a name measures a part of a whole, so that it lies between 0 and 100 %: 覆盖率, not 增长率."""
    words, bare = load("rates")["bounded"], stem(name)
    return len(ending(bare[:-1], words["words"])) > len(ending(bare[:-1], words["unbounded"]))


@cache
def may_exceed_whole(name: str) -> bool:
    """Whether a rate may be above 100 %: 增长率, 完成率."""
    return bool(ending(stem(name).removesuffix("率"), load("rates")["bounded"]["unbounded"]))


@cache
def counts_harm(name: str) -> bool:
    """Whether a name counts a thing that should not happen, not what is done about it."""
    words, things, bare = load("names")["direction"], load("claims")["zero"]["things"], stem(name)
    turned = any(w in bare for w in words["acts"]) or bare.endswith(tuple(words["flip"]))
    return lower_is_better(name) or (not turned and any(t in bare for t in things))


@cache
def thing(name: str, least: int) -> str:
    """What a name measures, as far as `least` characters of it are left: 全年完成村道硬化里程 → 村道硬化."""
    words, bare = load("phrases")["figures"], stem(name)
    while lead := next((w for w in words["leading"] if bare.startswith(w)), ""):
        bare = bare.removeprefix(lead)
    end = next((e for e in words["counted"] if bare.endswith(e)), "")
    return bare.removesuffix(end) if len(bare) - len(end) >= least else bare


def clash(implied: str, measured: str) -> bool:
    """Whether a unit of one dimension contradicts what a name implies (人数 in 万元)."""
    return measured in load("names")["clash"].get(implied, ())

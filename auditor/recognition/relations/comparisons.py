"""Figures that are said to stand to another: “参保率93.53%，高于90%的目标”, “目标8架，实际7架，完成指标”, “在编21人，编制22人”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from auditor.lexicon import load
from auditor.model.relations import Comparison, Fit
from auditor.quantity import Hedge, Interval, Quantity
from auditor.recognition.relations.evidence import LIKELY
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.relations.sums import kin, strength
from auditor.recognition.text.figures import Figure

_LONGEST = 30
_NAME = 14


class Said(NamedTuple):
    """How one figure is said to stand to another. `target`: that one was set, so that it is exact, not a rounding."""

    relation: Comparison
    word: str
    target: bool
    bound: bool = True


def read(ledger: Ledger) -> None:
    """Find the comparisons of a text."""
    for block in ledger.text.blocks:
        people = [f for f in block.figures if f.kind == "人"]
        for n, staff in enumerate(people):
            for posts in people[max(0, n - 4) : n][::-1]:
                _staffed(ledger, posts, staff)
        for left, right in zip(block.figures, block.figures[1:], strict=False):
            if left.sentence != right.sentence or not left.kind or not kin(left, right):
                continue
            if (said := _said(ledger, left, right)) is not None:
                _settle(ledger, left, right, said)
            elif ledger.free(left):
                _against_goal(ledger, left, right)
        for spent, budget, said in _kept(ledger, block.figures):
            _settle(ledger, spent, budget, said)


def _settle(ledger: Ledger, left: Figure, right: Figure, said: Said) -> None:
    """What a comparison says, and whether it is so. A figure that other figures give is compared all the same."""
    mine, other = left.quantity, right.quantity
    span = Interval.point(other.amount) if said.target else other.interval
    if holds(said.relation, Interval.point(mine.amount), Interval.point(other.amount)):
        how = Fit.EXACT
    elif holds(said.relation, mine.interval, span) and not (mine.exact and other.exact):
        how = Fit.ROUNDING
    elif said.bound:
        how = Fit.WRONG
    else:
        return
    ledger.add(
        "comparison", left, (right,), f"{printed(left)} {_actual(mine, other)} {printed(right)}",
        f"{said.relation.value} {printed(right)}", how, evidence=LIKELY, weak=True, bound=how is Fit.WRONG, word=said.word,
    )  # fmt: skip


def holds(relation: Comparison, left: Interval, right: Interval) -> bool:
    """Whether some number of one interval stands so to some number of the other."""
    match relation:
        case Comparison.ABOVE:
            return left.high > right.low
        case Comparison.AT_LEAST:
            return left.high >= right.low
        case Comparison.AT_MOST:
            return left.low <= right.high
        case Comparison.BELOW:
            return left.low < right.high
        case Comparison.EQUAL:
            return left.meets(right)


def _actual(left: Quantity, right: Quantity) -> str:
    return "=" if left.amount == right.amount else "<" if left.amount < right.amount else ">"


# ── Words of comparing ────────────────────────────────────────────────────────────────────────────────


@cache
def _relations() -> dict[str, Comparison]:
    words = load("relations")["comparing"]
    return {w: relation for relation in Comparison for w in words[relation.name.lower()]}


@cache
def _link() -> re.Pattern[str]:
    words = load("relations")["comparing"]
    relations = "|".join(sorted(_relations(), key=len, reverse=True))
    return re.compile(
        rf"[，,]?(?:{'|'.join(words['adverbs'])})*(?P<word>{relations})(?P<name>[^，,、；;:。]{{0,{_NAME}}})"
    )


@cache
def _called() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands behind a figure that is a goal, and behind one that is compared with at all."""
    words = load("relations")["comparing"]
    goal, level = "|".join(words["goals"]), "|".join(words["levels"])
    return re.compile(rf"的?[^\d\W]{{0,4}}?(?:{goal})"), re.compile(rf"的?[^\d\W]{{0,4}}?(?:{level})")


@cache
def _within() -> re.Pattern[str]:
    words = "|".join(load("relations")["comparing"]["within"])
    return re.compile(
        rf"[，,](?:[^，,、；;。:\d]{{0,16}}?)(?P<word>(?:{words})(?:过|出)?[^，,；;。\d]{{0,6}}?预算(?:数|范围|控制数)?(?:之?内|以内)?)"
    )


def _said(ledger: Ledger, left: Figure, right: Figure) -> Said | None:
    """“参保率93.53%，高于年初制定的90%的目标”; not how far it is passed (“超过任务20人”)."""
    if not left.plain or right.quantity.hedge is Hedge.ABOUT or right.start - left.end > _LONGEST:
        return None
    link = _link().fullmatch(ledger.text.flat(left, right))
    if link is None:
        return None
    words = load("relations")["comparing"]
    word, name = link["word"], link["name"]
    behind = ledger.text.block(right).flat
    goal, level = (bool(pattern.match(behind, right.end)) for pattern in _called())
    within = word in words["within"]
    limit = right.quantity.hedge is Hedge.AT_MOST and within
    target = goal or limit or any(w in name for w in words["goals"])
    named = name.endswith("的") or (
        name.endswith(tuple(words["naming"])) and not any(w in name for w in words["levels"])
    )
    relation = _relation(word, left.label)
    if relation is None or (name and not (named or goal or level or (within and target))):
        return None
    bound = target or word not in words["reach"]
    return Said(relation, word, target, bound) if bound or within else None


def _relation(word: str, label: str) -> Comparison | None:
    """What a word says of a measure. 优于 says more of a good thing, less of a bad one, nothing of any other."""
    words = load("relations")["comparing"]
    if word not in words["better"]:
        return _relations()[word]
    if any(w in label for w in (*words["bad"], *load("names")["direction"]["lower"])):
        return Comparison.BELOW
    return Comparison.ABOVE if label.endswith(tuple(words["good"])) else None


def _kept(ledger: Ledger, figures: tuple[Figure, ...]) -> Iterator[tuple[Figure, Figure, Said]]:
    """“预算5.5万元，实际支出5.4万元，控制在预算内”: spending that the words keep within the budget before it."""
    words = load("relations")["spending"]
    money = [f for f in figures if f.money and not f.limit]
    for n, spent in enumerate(money):
        said = _within().match(ledger.text.block(spent).flat, spent.end) if spent.plain else None
        if said is None or not n or not any(w in spent.label for w in words["executed"]):
            continue
        budget = money[n - 1]
        near = budget.sentence == spent.sentence and strength(ledger.text.flat(budget, spent)) <= 2
        if near and budget.plain and any(w in budget.label for w in words["budget"]):
            yield spent, budget, Said(Comparison.AT_MOST, said["word"], True)


# ── Goals, posts ──────────────────────────────────────────────────────────────────────────────────────


def _against_goal(ledger: Ledger, goal: Figure, done: Figure) -> None:
    """“目标8架，实际7架，完成指标”."""
    words = load("relations")["comparisons"]
    if (
        goal.kind in ("元", "分", "")
        or not ledger.free(done)
        or not done.plain
        or not any(w in done.words for w in words["actual"])
    ):
        return
    if any(w in goal.words for w in words["actual"]) and not any(w in goal.words for w in words["goal"]):
        return
    named = (
        any(w in goal.lead for w in words["goal"])
        or goal.quantity.hedge is not Hedge.NONE
        or _alike(goal.label, done.label)
    )
    flat = ledger.text.blocks[done.block].flat[done.end : done.end + 24]
    if not named or strength(ledger.text.flat(goal, done)) > 2:
        return
    said = re.match(
        rf"[^，,。；;]{{0,4}}[，,](?:已|均|全部|圆满|较好)*(?:{'|'.join(words['reached'])})(?=[。；;，,]|$)",
        flat,
    )
    missed = re.match(rf"[^，,。；;]{{0,4}}[，,](?:{'|'.join(words['missed'])})", flat)
    lower = goal.quantity.hedge is Hedge.AT_MOST or any(
        w in goal.words for w in ("≤", "不超过", "以内", "控制")
    )
    holds = (
        done.quantity.amount <= goal.quantity.amount
        if lower
        else done.quantity.amount >= goal.quantity.amount
    )
    sign = "≤" if lower else "≥"
    if holds:
        ledger.add(
            "comparison",
            done,
            (goal,),
            f"{printed(done)} {sign} {printed(goal)}",
            f"{sign} {printed(goal)}",
            Fit.EXACT,
            evidence=LIKELY,
            weak=True,
        )
    elif missed:
        against = f"{'>' if lower else '<'} {printed(goal)}"
        ledger.add(
            "comparison",
            done,
            (goal,),
            f"{printed(done)} {against}",
            against,
            Fit.EXACT,
            evidence=LIKELY,
            weak=True,
        )
    else:
        # That a goal was missed is no fault of the text, unless it says otherwise.
        ledger.add(
            "comparison", done, (goal,), f"{printed(done)} {'>' if lower else '<'} {printed(goal)}", f"{sign} {printed(goal)}", Fit.WRONG,
            bound=bool(said), word=said[0].strip("，,") if said else "",
        )  # fmt: skip


def _alike(one: str, other: str) -> bool:
    return any(one[i : i + 2] in other for i in range(len(one) - 1))


def _staffed(ledger: Ledger, posts: Figure, staff: Figure) -> None:
    """“核定编制22人，实际在编21人”: posts are an upper bound of those who fill them."""
    words = load("relations")["headcounts"]
    if (
        posts.kind != "人"
        or staff.kind != "人"
        or not (posts.plain and staff.plain)
        or not ledger.free(staff)
    ):
        return
    if not any(w in posts.words for w in words["posts"]) or any(w in posts.words for w in words["staff"]):
        return
    if any(w in staff.words for w in words["staff"]) and staff.quantity.amount <= posts.quantity.amount:
        ledger.add(
            "comparison", staff, (posts,), f"{printed(staff)} ≤ {printed(posts)}", f"≤ {printed(posts)}", Fit.EXACT, evidence=LIKELY,
            weak=True,
        )  # fmt: skip

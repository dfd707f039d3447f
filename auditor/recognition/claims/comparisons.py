"""Comparisons: “参保率 93.53%，高于年初制定的 90% 的目标”, “预算 5.5 万元，实际支出 5.4 万元，控制在预算内”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from auditor.lexicon import load
from auditor.model.relations import Comparison, ComparisonClaim
from auditor.quantity import Hedge
from auditor.recognition.claims.sentences import Figure, Sentence, kin, kind, percent, plainly, strength

_LONGEST = 30
_NAME = 14


@cache
def _relations() -> dict[str, Comparison]:
    words = load("claims")["comparison"]
    return {w: relation for relation in Comparison for w in words[relation.name.lower()]}


@cache
def _link() -> re.Pattern[str]:
    words = load("claims")["comparison"]
    relations = "|".join(sorted(_relations(), key=len, reverse=True))
    return re.compile(
        rf"[，,]?(?:{'|'.join(words['adverbs'])})*(?P<word>{relations})(?P<name>[^，,、；;:]{{0,{_NAME}}})"
    )


@cache
def _called() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands behind a figure that is a goal, and behind one that is compared with at all."""
    words = load("claims")["comparison"]
    goal = "|".join(words["goals"])
    return (
        re.compile(rf"的?[^\d\W]{{0,4}}?(?:{goal})"),
        re.compile(rf"的?[^\d\W]{{0,4}}?(?:{'|'.join(words['levels'])})"),
    )


@cache
def _within() -> re.Pattern[str]:
    words = "|".join(load("claims")["comparison"]["within"])
    return re.compile(
        rf"[，,](?:[^，,、；;。:\d]{{0,16}}?)(?P<word>(?:{words})(?:过|出)?[^，,；;。\d]{{0,6}}?预算(?:数|范围|控制数)?(?:之?内|以内)?)"
    )


def read(sentence: Sentence) -> Iterator[ComparisonClaim]:
    """The comparisons of two figures that stand beside each other, and those with the budget of the sentence."""
    for left, right in zip(sentence.every, sentence.every[1:], strict=False):
        if claim := _compared(sentence, left, right):
            yield claim
    yield from _kept(sentence)


def _compared(sentence: Sentence, left: Figure, right: Figure) -> ComparisonClaim | None:
    if left.limit or not plainly(left) or right.quantity.hedge is Hedge.ABOUT or not _same_kind(left, right):
        return None
    between = sentence.flat[left.end : right.start]
    link = _link().fullmatch(sentence.between(left.end, right.start)) if len(between) <= _LONGEST else None
    if link is None:
        return None
    words = load("claims")["comparison"]
    word, name, behind = link["word"], link["name"], sentence.flat[right.end :]
    goal, level = (bool(pattern.match(behind)) for pattern in _called())
    limit = right.quantity.hedge is Hedge.AT_MOST and word in words["within"]
    target = goal or limit or any(w in name for w in words["goals"])
    named = name.endswith("的") or (
        name.endswith(tuple(words["naming"])) and not any(w in name for w in words["levels"])
    )
    if name and not (named or goal or level):
        return None  # how far it is passed (“超过任务 20 人”), not what
    relation = _relation(word, left.label)
    if relation is None or (word in words["reach"] and not target):
        return None
    return ComparisonClaim(
        sentence.mention(left), sentence.mention(right), relation, word, target, sentence.whole
    )


def _same_kind(left: Figure, right: Figure) -> bool:
    return left.quantity.unit == right.quantity.unit if percent(left) else kin(left.quantity, right.quantity)


def _relation(word: str, label: str) -> Comparison | None:
    """What a word says of a measure. 优于 says more of a good thing, less of a bad one, nothing of any other."""
    words = load("claims")["comparison"]
    if word not in words["better"]:
        return _relations()[word]
    if any(w in label for w in (*words["bad"], *load("names")["direction"]["lower"])):
        return Comparison.BELOW
    return Comparison.ABOVE if label.endswith(tuple(words["good"])) else None


def _kept(sentence: Sentence) -> Iterator[ComparisonClaim]:
    """Spending that the words keep within the budget before it."""
    execution = load("claims")["execution"]
    for n, spent in enumerate(sentence.figures):
        if kind(spent.quantity.unit) != "元" or not plainly(spent):
            continue
        words = _within().match(sentence.flat, spent.end)
        if words is None or not any(w in spent.label for w in execution["executed"]):
            continue
        budget = next((f for f in reversed(sentence.figures[:n]) if kind(f.quantity.unit) == "元"), None)
        if budget is None or not plainly(budget) or not any(w in budget.label for w in execution["budget"]):
            continue
        if strength(sentence.between(budget.end, spent.start)) <= 2:
            yield ComparisonClaim(
                sentence.mention(spent), sentence.mention(budget), Comparison.AT_MOST, words["word"], True,
                sentence.whole,
            )  # fmt: skip

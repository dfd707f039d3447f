"""What a remark says: of its evidence, of what is not done yet, of the points that were taken off (`remarks.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from auditor.lexicon import load
from auditor.model.names import lower_is_better
from auditor.model.place import Field
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, NUMBER, squeeze

_ENDS = Pattern(r"[，,。；;！!\n]|(?<!\d)\.|(?<=[^\d])\d[、.．](?=\D)")
_OFF = Pattern(
    rf"扣(?:除|减|掉|分|了)?(?:分值|分数|本项|该项)?(?:为|:)?(?P<points>{NUMBER})(?P<unit>分|%)", needs="扣"
)
_FIRST = Pattern(r"[，,。；;（(：:]")
_EARNED = Pattern(rf"得(?P<earned>{NUMBER})分[^。；;]{{0,6}}?扣(?:除|减)?(?P<off>{NUMBER})分", needs="扣")


def clauses(text: str) -> list[str]:
    """The clauses of a text, without white space."""
    return [part for part in _ENDS.split(squeeze(text)) if part]


@cache
def _cue(topic: str) -> re.Pattern[str]:
    words = load("remarks")[topic]
    return re.compile("|".join([*map(re.escape, words["any"]), *words.get("patterns", ())]))


def remarks(field: Field | None, topic: str) -> str:
    """The first clause of a remark that says something of a topic of `remarks.toml`; empty when none does."""
    return next((clause for clause, _ in _saying(field, topic)), "")


def _saying(field: Field | None, topic: str) -> Iterator[tuple[str, int]]:
    """The clauses that speak of a topic, and where in them they do."""
    harmless = load("remarks")[topic].get("harmless", ())
    for clause in clauses(field.text) if field else ():
        if (match := _cue(topic).search(clause)) and not any(word in clause for word in harmless):
            yield clause, match.start()


def unfinished(field: Field | None, name: str) -> str:
    """The clause of a remark that says that the row's own thing is not done; empty where it may be another thing's."""
    words = load("remarks")["unfinished"]
    if field is None or any(word in squeeze(field.text) for word in words["settled"]):
        return ""
    return next(
        (c for c, start in _saying(field, "unfinished") if _own(c[:start], name, words["subjects"])), ""
    )


def _own(before: str, name: str, subjects: list[str]) -> bool:
    """Whether what stands before the cue names nothing, something general, or the row's own thing."""
    if any(name[i : i + 2] in before for i in range(len(name) - 1)) or before.startswith(
        ("因", "由于", "受")
    ):
        return True
    for word in sorted(subjects, key=len, reverse=True):
        before = before.replace(word, "")
    return not before


def deductions(field: Field | None, weight: Decimal) -> tuple[Decimal, ...]:
    """The points that a remark says were taken off, a percentage being one of the weight; a rule of points is none."""
    off: list[Decimal] = []
    before = ""
    for clause in clauses(field.text) if field else ():
        ruled, before = _cue("rule_of_points").search(before + clause), clause
        if ruled and "扣" in clause:
            return ()
        for match in _OFF.finditer(clause):
            points = Decimal(match["points"].replace(",", ""))
            off.append(points * weight / HUNDRED if match["unit"] == "%" else points)
    return tuple(off)


def earned_and_lost(text: str) -> tuple[Decimal, Decimal] | None:
    """“得9分，扣1分”: the points got and lost; None where a text does not say both."""
    match = _EARNED.search(squeeze(text))
    return (Decimal(match["earned"]), Decimal(match["off"])) if match else None


def vague(field: Field) -> bool:
    """Whether a remark holds only words that give no reason."""
    words = sorted(load("remarks")["vague"]["words"], key=len, reverse=True)
    said = clauses(field.text)
    return bool(said) and all(_nothing(clause, words) for clause in said)


def _nothing(clause: str, words: list[str]) -> bool:
    for word in words:
        clause = clause.replace(word, "")
    return not clause.strip("、：:的。.（）()")


def undone(completion: Field, target: Field, name: Field) -> bool:
    """Whether a completion says in words that what was to be done was not (未完成, 暂未完工).

    A target may itself be that something is not.
    """
    if lower_is_better(name.text) and not name.ends("time_taken"):
        return False
    words, said = load("scoring")["undone"], _FIRST.split(squeeze(completion.text), maxsplit=1)[0]
    act = next((a for a in words["acts"] if said.endswith(a)), None)
    return act is not None and said.removesuffix(act) in words["leads"] and not target.says("undone")


def denies(text: str) -> bool:
    """Whether a text begins with a word that says there was none of it: 无, 未发生."""
    words = load("claims")["zero"]
    return any(
        text.startswith(cue) and not text.removeprefix(cue).startswith(tuple(words["not_before"]))
        for cue in words["cues"]
    )

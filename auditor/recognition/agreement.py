"""What one part of a report says of another: all done, all spent, an item's other name, an indicator's figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import Goal, IndicatorTable, ScoredItem
from auditor.model.place import Field
from auditor.model.text import Renaming, Statement, WholeClaim
from auditor.patterns import Pattern
from auditor.quantity import Hedge, parse, plain, squeeze
from auditor.recognition.claims.sentences import split
from auditor.recognition.passages import Passage, level

_SENTENCE = Pattern(r"[^。；;！!？?]+")
_QUOTED = Pattern(r"[“\"「]([^“”\"「」]{2,40})[”\"」](?:指标)?[^“”。；;]{0,4}$")
_WHOLE_HINT = Pattern(r"全部|全面|均|圆满|全额|足额|悉数|按计划|完毕|预算|超支|100")
_AMOUNT = Pattern(r"\d[\d.,]*(?:亿|万)?元")
_CLAUSE = Pattern(r"[，,；;。:]")
# What narrows a figure stands in its own clause or in the one before.
_CLAUSES = 2
_GRAM = 4


def wholes(passages: Iterable[Passage]) -> Iterator[WholeClaim]:
    """The claims that all goals were reached, or all money spent; none that is narrowed to a part."""
    words = load("phrases")["whole"]
    for passage in passages:
        if not _WHOLE_HINT.search(passage.text):
            continue
        for sentence in _SENTENCE.finditer(level(passage.text)):
            for of, pattern in _whole_patterns():
                match = pattern.search(sentence[0])
                narrowing = (*words["narrowing"], *words.get(f"{of}_narrowing", ()))
                # What denies an excess is itself a denial.
                end = match.start() if match and of == "within" else match.end() if match else 0
                if match and not any(w in sentence[0][:end] for w in narrowing):
                    span = (sentence.start() + match.start(), sentence.start() + match.end())
                    text = passage.text[slice(*span)]
                    amount = _AMOUNT.search(text)
                    place = replace(passage.place, text=passage.text, span=span, offset=passage.offset(0))
                    yield WholeClaim(of, Field(text, place, parse(amount[0]) if amount else None))


@cache
def _whole_patterns() -> tuple[tuple[Literal["goals", "funds", "arrived", "within"], re.Pattern[str]], ...]:
    words = load("phrases")["whole"]

    def any_of(kind: str) -> re.Pattern[str]:
        return re.compile("|".join(words[kind]))

    return (
        ("goals", any_of("goals")), ("funds", any_of("funds")), ("arrived", any_of("arrived")), ("within", any_of("within")),
    )  # fmt: skip


def renamings(restated: Iterable[tuple[ScoredItem, Field]]) -> Iterator[Renaming]:
    """The names in quotes before a weight that is said again: “管理制度健全性”满分4分."""
    for item, weight in restated:
        place = weight.place
        before = place.text[: place.span[0]] if place.span else ""
        if match := _QUOTED.search(before.removesuffix("满分")):
            yield Renaming(item, Field(match[1], replace(place, span=match.span(1))))


def statements(
    goals: Iterable[Goal], passages: Iterable[Passage], tables: Iterable[IndicatorTable]
) -> Iterator[Statement]:
    """The figures of goals and narrative whose names share four characters with an indicator that has a figure."""
    rows = (i for t in tables for i in t.indicators if i.completion and i.completion.quantity)
    grams = {g for row in rows for g in _grams(row.name.name)}
    if not grams:
        return
    told: list[tuple[Literal["initial", "adjusted", "completion", "text"], Passage]] = []
    for goal in goals:
        told += [(w.column, Passage(w.field.text, w.field.place)) for w in goal.wordings]
    told += [("text", passage) for passage in passages]
    for source, passage in told:
        if not _known(passage.text, grams):
            continue
        for sentence in split(passage):
            for figure in sentence.figures:
                plainly = figure.quantity.hedge is Hedge.NONE and figure.quantity.unit not in ("", "分")
                if plainly and figure.depth == 0 and _known(figure.label, grams):
                    words = "，".join(_CLAUSE.split(figure.lead)[-_CLAUSES:])
                    yield Statement(source, sentence.mention(figure), words)


def _grams(name: str) -> Iterator[str]:
    bare = squeeze(name)
    return (bare[i : i + _GRAM] for i in range(len(bare) - _GRAM + 1))


def _known(text: str, grams: set[str]) -> bool:
    return any(g in grams for g in _grams(text))


def parts(texts: Sequence[str], known: Collection[str]) -> frozenset[str]:
    """Which parts that a report should have it has, by the lexicon's names: those `known`, and those its texts show."""
    whole = plain("\n".join(texts))
    sought = {name: words for name, words in load("phrases")["parts"].items() if name not in known}
    return frozenset((*known, *(name for name, words in sought.items() if re.search("|".join(words), whole))))

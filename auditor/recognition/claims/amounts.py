"""Named sums of money, and rates of spending: what each is of the budget, of which part of it, of which year.

A name is a concept (年初预算数, 执行数, …) and what is left of it, its scope. Scope comes also from the words
around: 其中, the months, what the sentence, its paragraph or the headings above it speak of. Two sums of one
concept and one scope are one sum; where the scope is in doubt, it is made narrower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.relations import AmountClaim, Mention, PartsClaim
from auditor.patterns import Pattern
from auditor.quantity import plain
from auditor.recognition.claims.sentences import (
    Figure,
    Sentence,
    countable,
    kind,
    outside,
    plainly,
    strength,
)

_YEAR = Pattern(r"((?:19|20)\d\d)年?")
_NAMED_YEAR = Pattern(r"((?:19|20)\d\d)年")
_MONTHS = Pattern(r"(?:\d{1,2}月?[-~—–至到]+)?(\d{1,2})月(?:[底末份]|\d{1,2}日)?")
_WHOLE_YEAR = ("全年", "年末", "年底", "年终")
_SEGMENT = Pattern(r"[；;。]")
_MARK = Pattern(r"^\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、])\s*")
_TITLE = Pattern(r"绩效|自评")
_HEADING_LENGTH = 40
_OPENING_LENGTH = 30
_FEWEST_PARTS = 2


class Headings(Struct, frozen=True):
    """The things that the headings above a paragraph name, by level, and the report's title."""

    topics: tuple[tuple[int, str], ...] = ()
    title: str = ""

    @property
    def scope(self) -> tuple[str, ...]:
        """Their names, highest first."""
        return tuple(topic for _, topic in self.topics if topic)

    def under(self, paragraph: Sequence[Sentence]) -> Headings:
        """The headings for what follows a paragraph: with its own if it is one, without those that it ends.

        The first title is the report's own and narrows nothing; another one begins another report.
        """
        text = paragraph[0].place.text if len(paragraph) == 1 else ""
        if not text or len(text) > _HEADING_LENGTH or text.endswith(("。", "；", "：", ":", "，")):
            return self
        if any(f.quantity.unit != "分" for f in paragraph[0].figures):
            return self
        mark = _MARK.match(text)
        name = outside(plain(text[mark.end() :] if mark else text))
        if not mark and _TITLE.search(name):
            title = _bare(name)
            own = self.title or title
            return Headings(() if title == own else ((0, title),), own)
        level = _level(mark[0].strip()) if mark else 0
        topic = _topic(name, scored=bool(paragraph[0].figures))
        if not mark and not topic:
            return self
        return Headings((*(t for t in self.topics if t[0] < level), (level, topic)), self.title)


def _level(mark: str) -> int:
    if mark.endswith("、") and not mark[0].isdigit():
        return 1
    bracketed = mark[0] in "(（"
    return (4 if mark[1].isdigit() else 2) if bracketed else 3


@cache
def _concepts() -> tuple[tuple[str, str], ...]:
    """(phrase, concept), the longest phrase first."""
    table = load("claims")["amounts"]["concepts"]
    phrases = [(phrase, concept) for concept, names in table.items() for phrase in names]
    return tuple(sorted(phrases, key=lambda p: -len(p[0])))


@cache
def _noise(name: str) -> re.Pattern[str]:
    words = sorted(load("claims")["amounts"][name], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _bare(text: str) -> str:
    """A name without years, months and the words that narrow nothing."""
    return re.sub(r"[\W\d]+", "", _noise("neutral").sub("", _MONTHS.sub("", _YEAR.sub("", text))))


def _topic(text: str, *, scored: bool = False) -> str:
    """The thing that some words speak of, empty when they name none. The name of a scored item is always one."""
    if not scored and not any(word in text for word in load("claims")["amounts"]["topics"]):
        return ""
    topic = _bare(_noise("general").sub("", text))
    return topic if len(topic) > 1 else ""


def read(sentence: Sentence, before: Sequence[Sentence], headings: Headings) -> Iterator[AmountClaim]:
    """The named amounts of a sentence; `before` are those of its paragraph that precede it."""
    outer = _around(sentence, before, headings)
    leaders = [f for s in (*before[:1], sentence) if (f := next(filter(_money, s.figures), None))]
    for n, figure in enumerate(sentence.figures):
        money = _money(figure)
        if not (money or figure.quantity.unit == "%") or not plainly(figure) or not figure.label:
            continue
        if any(w in figure.words for w in load("claims")["amounts"]["differences"]):
            continue
        concept, rest = _concept(figure)
        if (concept == "rate") == money or (not concept and not money):
            continue
        led = (_concept(f)[1] for f in leaders if f is not figure)
        scope = dict.fromkeys(filter(None, (*outer, *led, *_near(sentence, figure), rest if concept else "")))
        count = next((f for f in reversed(sentence.figures[:n]) if _of_projects(f)), None)
        yield AmountClaim(
            concept, sentence.mention(figure), tuple(scope), _year(sentence, figure, before), sentence.whole,
            sentence.mention(count) if count else None,
        )  # fmt: skip
    yield from _said_twice(sentence, outer)


def _money(figure: Figure) -> bool:
    return kind(figure.quantity.unit) == "元"


def _of_projects(figure: Figure) -> bool:
    return countable(figure.quantity) and "项目" in figure.label


def _concept(figure: Figure) -> tuple[str, str]:
    """What a figure is of the budget, and what its name says besides; of other names the thing that they name."""
    for phrase, concept in _concepts():
        if phrase in figure.label:
            return concept, _bare(figure.label.replace(phrase, " ", 1))
    return "", _topic(figure.label)


def _around(sentence: Sentence, before: Sequence[Sentence], headings: Headings) -> tuple[str, ...]:
    """What a sentence's amounts are of, by the words before its first figure, its paragraph's opening, the headings.

    A table's cell stands for itself alone.
    """
    at = sentence.place.location
    cell = f"{at.table}:{at.row}:{at.column}" if at.table is not None else ""
    first = sentence.figures[0] if sentence.figures else None
    own = _topic(first.lead.removesuffix(first.words)) if first else ""
    opening = (
        before[0] if before and len(before[0].flat) <= _OPENING_LENGTH and not before[0].figures else None
    )
    said = _topic(opening.flat) if opening else ""
    return (*headings.scope, cell, said, own)


def _near(sentence: Sentence, figure: Figure) -> Iterator[str]:
    """What narrows an amount in its own part of the sentence: 其中, brackets, months, another year."""
    segment = _SEGMENT.split(sentence.flat[: figure.start])[-1]
    if "其中" in segment or figure.depth:
        yield "其中"
    months = list(_MONTHS.finditer(segment))
    if months and int(months[-1][1]) < 12 and not any(w in segment[months[-1].end() :] for w in _WHOLE_YEAR):
        yield months[-1][0].rpartition("月")[0] + "月"
    yield from (w for w in load("relations")["growth"]["previous"] if w in figure.words)


def _year(sentence: Sentence, figure: Figure, before: Sequence[Sentence]) -> int | None:
    """The year that was named last before a figure, in its sentence or its paragraph."""
    for text in (sentence.flat[: figure.start], *(s.flat for s in reversed(before))):
        if years := [m[1] for m in _NAMED_YEAR.finditer(text)]:
            return int(years[-1])
    return None


def _said_twice(sentence: Sentence, outer: tuple[str, ...]) -> Iterator[AmountClaim]:
    """“补助资金一处 5 万元，一处 6 万元（同一文号）”: the text itself says that both are one."""
    words = load("claims")["amounts"]
    if not any(w in sentence.flat for w in words["same"]):
        return
    cues = list(re.finditer("|".join(words["twice"]), sentence.flat))
    if len(cues) < _FEWEST_PARTS:
        return
    name = re.split(r"[，,；;。:]", sentence.flat[: cues[0].start()])[-1]
    scope = tuple(filter(None, (*outer, name)))
    for cue in cues:
        figure = next((f for f in sentence.figures if f.start >= cue.end()), None)
        if figure and plainly(figure) and _money(figure) and name:
            stated = Mention(name, sentence.mention(figure).field)
            yield AmountClaim("same", stated, scope, None, sentence.whole)


_CUE_END = Pattern(r"分别为|分别是|具体为")


@cache
def _cue() -> re.Pattern[str]:
    return re.compile(r"(?P<name>[^，,；;。:()、]{2,40}?)(?:分别为|分别是|具体为):?")


def parts(sentence: Sentence) -> Iterator[PartsClaim]:
    """“甲类项目分别为子 6 万元、丑 8 万元”: amounts under a name, where no total stands with them."""
    for cue in _cue().finditer(sentence.flat):
        listed: list[Mention] = []
        at = cue.end()
        for figure in (f for f in sentence.figures if f.start >= cue.end()):
            if not _money(figure) or not plainly(figure) or not figure.label:
                break
            if strength(sentence.between(at, figure.start)) > 2:
                break
            listed.append(Mention(_CUE_END.split(figure.label)[-1], sentence.mention(figure).field))
            at = figure.end
        if len(listed) >= _FEWEST_PARTS:
            yield PartsClaim(_YEAR.sub("", cue["name"]), tuple(listed), sentence.whole)

"""Scored items of a narrative: a heading with points, its text, and the score that the text gives.

3．森林火灾发生次数（8分）                      heading: number, name, weight
开展……，该指标得分为8分。                      score
“预编质量”满分8分，自评得分8分。                 score, with the weight said again
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import Group, ScoredItem
from auditor.model.place import Field, Place, Route
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, parse, squeeze
from auditor.recognition.forms.roles import is_execution, label
from auditor.recognition.passages import Passage, level

_NUMBER = r"(?P<number>\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\)?)"
_HEADING = Pattern(
    rf"^\s*(?:{_NUMBER}\s*[.、)]?\s*)?(?P<name>(?:[^()。；;]|\([^()\d]*\)){{2,40}}?)\s*"
    r"\((?:满分|分值|权重|标准分)?:?\s*(?P<weight>\d+(?:\.\d+)?)\s*分(?:[,，、]\s*(?:自评)?得分?:?\s*(?P<score>\d+(?:\.\d+)?)\s*分)?\)[.。:]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_SCORE = Pattern(
    r"(?:满分\s*(?P<full>\d+(?:\.\d+)?)\s*分?[,，]\s*)?"
    r"(?:(?:该|本|此)(?:项|指标|项指标)[^，。；\d]{0,8}?得分|自评得分|评价得分|自评分|实际得分|(?<=[，。；,])(?<!的[，,])得分?|(?:该|本)项(?:指标)?得)(?:为|是|:)?\s*(?P<score>\d+(?:\.\d+)?)\s*分"
)
# How points are given, not how many were.
_STANDARD = Pattern(r"不得分|否则|扣\s*\d|扣完")
_SENTENCE = Pattern(r"[^。；;！!]+")
_MET = Pattern(
    r"(?<![未没])(?:高于|超过|优于|好于|达到|超额完成|完成|不低于|实现)了?[^，。；]{0,16}?\d[^，。；]{0,4}[^，。；]{0,4}(?:目标|要求|标准)"
)
_UNMET = Pattern(r"未|低于|没有|不足|尚")
_RATE = Pattern(
    r"(?P<name>[^\s\da-zA-Z，。；：,]{2,20}率)(?:均)?(?:为|达到?|是|已达)?\s*(?P<value>100(?:\.0+)?)\s*%"
)
_LEAST = 3


class _Open(Struct):
    """A heading that is open, with the text that has come under it."""

    heading: Passage
    match: re.Match[str]
    depth: int
    text: list[Passage] = []
    score: tuple[Passage, re.Match[str]] | None = None


class Content(Struct, frozen=True):
    """The scored items, groups that carry points, the passages that belong to items, weights said again."""

    items: tuple[ScoredItem, ...]
    groups: tuple[Group, ...]
    used: frozenset[int]
    restated: tuple[tuple[ScoredItem, Field], ...]


NONE = Content((), (), frozenset(), ())


def read(passages: Sequence[Passage]) -> Content:
    """The scored items among the passages; nothing when there are fewer than three."""
    if not any("分" in p.text for p in passages):
        return NONE
    opened: list[_Open] = []
    used: set[int] = set()
    current: _Open | None = None
    for index, passage in enumerate(passages):
        text = level(passage.text)
        if (match := _HEADING.match(text)) and _is_name(match["name"]):
            current = _Open(passage, match, _depth(match))
            opened.append(current)
            used.add(index)
            if match["rest"]:
                current.text.append(passage)
        elif current is not None and _new_section(text):
            current = None
        elif current is not None and current.score is None:
            current.text.append(passage)
            used.add(index)
        if current is not None and current.score is None and (found := _score(text)):
            current.score = (passage, found)
    scored = [o for o in opened if o.score is not None or o.match["score"]]
    if len(scored) < _LEAST:
        return NONE
    return _content(opened, frozenset(used))


def _depth(match: re.Match[str]) -> int:
    """How deep a heading stands, by the style of its number: 一、 （一） 1. （1）; 0 without a number."""
    number = match["number"]
    if not number:
        return 0
    return 1 + 2 * number.strip("()").isdigit() + number.startswith("(")


def _is_name(name: str) -> bool:
    return not re.search(r"[,，“”]|得分|满分|合计|总分", name) or bool(
        re.fullmatch(r"[“\"][^“”\"]+[”\"][^,，]*|[^,，]*、[^,，]*|[^,，]*[“][^”]*[”][^,，]*", name)
    )


def _new_section(text: str) -> bool:
    """A heading of the report's own text ends the item before it."""
    return (
        bool(re.match(r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))", text))
        and len(text) < 40
    )


def _score(text: str) -> re.Match[str] | None:
    standard = bool(_STANDARD.search(text))
    matches = [m for m in _SCORE.finditer(text) if not (standard and m[0].startswith("得"))]
    return matches[-1] if matches else None


def _content(opened: list[_Open], used: frozenset[int]) -> Content:
    items: list[ScoredItem] = []
    owners: list[tuple[_Open, list[ScoredItem]]] = []
    restated: list[tuple[ScoredItem, Field]] = []
    passed = 0
    for index, here in enumerate(opened):
        if passed:
            passed -= 1
            continue
        following = opened[index + 1] if index + 1 < len(opened) else None
        unscored = here.score is None and not here.match["score"]
        parts = _parts(opened, index)
        if parts and (unscored or _made_of(here, parts)):
            owners.append((here, []))
            continue
        if parts and here.depth:
            passed = len(parts)  # not all of them are here, so that the heading's own score stands
        if unscored and following is not None and following.depth == here.depth == 0:
            continue
        group = owners[-1] if owners and here.depth > owners[-1][0].depth else None
        item = _item(here, squeeze(group[0].match["name"]) if group else None)
        items.append(item)
        if group:
            group[1].append(item)
        if here.score and here.score[1]["full"]:
            passage, match = here.score
            restated.append((item, _figure(passage, match, "full", item.place.to("满分"))))
    groups = tuple(
        Group(
            squeeze(o.match["name"]), _place(o), _figure(o.heading, o.match, "weight", _place(o).to("权重")),
            _points(o), tuple(children), all(c.weight is not None for c in children),
        )
        for o, children in owners
        if children
    )  # fmt: skip
    return Content(tuple(items), groups, used, tuple(restated))


def _place(here: _Open) -> Place:
    place = here.heading.place
    return replace(
        place,
        route=place.called(squeeze(here.match["name"])),
        text=here.heading.text,
        span=here.match.span("name"),
    )


def _figure(passage: Passage, match: re.Match[str], group: str, route: Route) -> Field:
    text = passage.text[slice(*match.span(group))]
    place = replace(passage.place, route=route, text=passage.text, span=match.span(group))
    return Field(text, place, parse(text))


def _parts(opened: Sequence[_Open], index: int) -> list[_Open]:
    """The headings below one, up to the next that is none of its parts."""
    depth = opened[index].depth
    return list(takewhile(lambda o: o.depth > depth, opened[index + 1 :]))


def _made_of(here: _Open, parts: Sequence[_Open]) -> bool:
    """Whether the points of a heading with a score are those of the headings right below it."""
    direct = [Decimal(o.match["weight"]) for o in parts if o.depth == parts[0].depth]
    return here.depth > 0 and sum(direct) == Decimal(here.match["weight"])


def _points(here: _Open) -> Field | None:
    """The score that a heading or its text gives."""
    route = _place(here).to("得分")
    if here.match["score"]:
        return _figure(here.heading, here.match, "score", route)
    return _figure(here.score[0], here.score[1], "score", route) if here.score else None


def _item(here: _Open, group: str | None) -> ScoredItem:
    place = _place(here)
    name = Field("".join(here.heading.text[slice(*here.match.span("name"))].split()), place)
    weight = _figure(here.heading, here.match, "weight", place.to("权重"))
    score = _points(here)
    sentences = tuple(_sentences(here))
    number = Field(here.match["number"].strip("()"), place) if here.match["number"] else None
    return ScoredItem(
        number, name, weight, score, place, sentences, any(map(gives_reason, (s.text for s in sentences))),
        _met(name.text, sentences), is_execution(name.text), group,
    )  # fmt: skip


def _sentences(here: _Open) -> list[Field]:
    fields = []
    for passage in here.text:
        start = here.match.start("rest") if passage is here.heading else 0
        for match in _SENTENCE.finditer(level(passage.text), start):
            if match[0].strip():
                text = passage.text[slice(*match.span())].strip()
                fields.append(Field(text, replace(passage.place, text=passage.text, span=match.span())))
    return fields


def gives_reason(sentence: str) -> bool:
    """Whether a sentence holds a word that gives a reason for a deviation."""
    words = load("vocabulary")["reason"]
    bare = squeeze(sentence)
    for harmless in words["harmless"]:
        bare = bare.replace(harmless, "")
    return any(word in bare for word in words["sentence"])


def _met(name: str, sentences: Sequence[Field]) -> Field | None:
    """The sentence that says that the item's target is reached: “高于90%的目标”, or its own rate is 100%."""
    for sentence in sentences:
        text = level(sentence.text)
        for clause in re.split(r"[，,]", text):
            if _MET.search(clause) and not _UNMET.search(clause):
                return sentence
        for match in _RATE.finditer(text):
            rate = parse(match["value"])
            own = label(match["name"]).strip("“”").endswith(label(name)[-5:]) or label(name).endswith(
                label(match["name"])[-5:]
            )
            if own and rate is not None and rate.value == HUNDRED and not _bad(name):
                return sentence
    return None


def _bad(name: str) -> bool:
    """Whether a rate of 100% is the worst that a measure can be; a control rate of 100% keeps its limit."""
    words = load("names")["direction"]
    bare = label(name)
    flipped = bare.endswith("控制率") or any(bare.endswith(w) for w in words["flip"])
    return not flipped and any(w in bare for w in words["lower"])

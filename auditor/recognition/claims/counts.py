"""Counted lists: “内设机构 5 个，即：甲、乙、丙、丁、戊”, “甲、乙、丙等 3 项”, “做好三方面工作：一是…二是…三是…”.

A list is parted at its 、, brackets and quotes left whole. Chinese leaves two things open: the last 和 may join
two items or stand in a name, and a 、 may part the halves of one name (综治、信访办公室). So a list has a fewest and
a most number of items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise, takewhile

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.place import Field
from auditor.model.relations import CountClaim, Mention
from auditor.patterns import HAN, Pattern
from auditor.quantity import Quantity, chinese_number
from auditor.recognition.claims.sentences import Sentence, counted_units

_LONGEST = 600
_LONGEST_NOUN = 16
# “3 个项目建设质量：合格、优良” counts nothing behind its colon.
_BARE_NOUN = 4
_NUMERAL = r"\d{1,3}|[二两三四五六七八九十]{1,3}"
_ORDINALS = "一二三四五六七八九十"
_ORDINAL = Pattern(rf"(?:^|[，,;；。:])(?:其)?([{_ORDINALS}])(?:是|、|要)")
_PAIRS = {"(": ")", "“": "”", "《": "》", "〈": "〉", "「": "」"}


class _List(Struct, frozen=True):
    """Items as parted at 、, the text that they end with, and whether a ， stands among them."""

    items: tuple[str, ...]
    mixed: bool


@cache
def _number() -> str:
    measures = "|".join(
        sorted({*counted_units(), *load("claims")["counts"]["measures"]}, key=len, reverse=True)
    )
    return rf"(?<![\d.第零〇一百千万几数])(?P<number>{_NUMERAL})(?P<unit>{measures})(?![余多以])"


@cache
def _ahead() -> re.Pattern[str]:
    words = load("claims")["counts"]
    cues = "|".join(sorted(words["cues"], key=len, reverse=True))
    opens = "|".join(sorted(words["open"], key=len, reverse=True))
    return re.compile(
        rf"{_number()}(?P<noun>(?:{HAN}|[“”]){{0,{_LONGEST_NOUN}}}?)"
        rf"(?:[，,]?(?:(?P<open>{opens})|{cues}):?|:|(?P<bracket>\())"
    )


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"等{_number()}(?P<noun>{HAN}{{0,8}})")


def read(sentence: Sentence, following: Sequence[Sentence]) -> Iterator[CountClaim]:
    """The counted lists of a sentence; one of 一是, 二是 goes on in the sentences that follow."""
    if "、" not in sentence.flat and "一是" not in sentence.flat + "".join(s.flat[:2] for s in following[:1]):
        return
    for match in _ahead().finditer(sentence.flat):
        claim = _ordinals(sentence, match, following) or _listed(sentence, match)
        if claim:
            yield claim
    for match in _behind().finditer(sentence.flat):
        if claim := _summed_up(sentence, match):
            yield claim


def _stated(sentence: Sentence, match: re.Match[str]) -> tuple[int, Mention] | None:
    """The number of a match, if it can be one of a list."""
    text = match["number"]
    value = int(text) if text.isdigit() else chinese_number(text)
    if value is None or not 2 <= value <= load("claims")["counts"]["most"]:
        return None
    place = sentence.shown(match.start("number"), match.end("unit"))
    assert place.span is not None
    printed = sentence.printed[slice(*place.span)]
    label = match["noun"] or re.split(r"[，,、；;。:()]", sentence.flat[: match.start("number")])[-1]
    return value, Mention(
        label, Field(printed, place, Quantity(Decimal(value), 0, match["unit"], text=printed))
    )


def _ordinals(sentence: Sentence, match: re.Match[str], following: Sequence[Sentence]) -> CountClaim | None:
    """The claim of a list of 一是, 二是, …, which must begin behind the number.

    What stands in later sentences, or the next paragraph, may be its rest or another list.
    """
    stated = _stated(sentence, match)
    here = sentence.flat[match.end() :]
    if stated is None or not (first := _ORDINAL.search(here)) or first.start() > 1:
        return None
    items = _run(here)
    most = _run(here + "".join(s.flat for s in following))
    return CountClaim(stated[1], items, len(items), len(most), True, sentence.whole) if items else None


def _run(text: str) -> tuple[str, ...]:
    """The ordinals of a text from 一 on, as far as none is left out."""
    marks = [m[1] for m in _ORDINAL.finditer(text)]
    return tuple(
        m for m, _ in takewhile(lambda pair: pair[0] == pair[1], zip(marks, _ORDINALS, strict=False))
    )


def _listed(sentence: Sentence, match: re.Match[str]) -> CountClaim | None:
    """The claim of a list behind a number and a cue."""
    stated = _stated(sentence, match)
    bare = match[0][-1] in ":(" and match["open"] is None and not _cued(match)
    if stated is None or (bare and len(match["noun"]) > _BARE_NOUN) or _second(sentence, match.start()):
        return None
    value, mention = stated
    text = _to_end(sentence.flat[match.end() : match.end() + _LONGEST])
    clause = _parted(text, "，,")[0]
    if len(clause) < len(text):
        ended = "、" in clause and _figures(sentence, match.end() + len(clause), match.end() + len(text))
        if not ended and value not in (len(_parted(clause, "、")), len(_parted(text, "、，,"))):
            return None  # where the list ends is not clear
        if ended or value == len(_parted(clause, "、")):
            text = clause
    if _figures(sentence, match.end(), match.end() + len(text)):
        return None  # numbers of its items: their sum is asked elsewhere
    closing = re.search(rf"等(?:{_NUMERAL})?[^、，,]{{0,8}}$", text)
    unclosed = closing is not None and not re.search(_NUMERAL, closing[0])
    items = _parted(text[: closing.start()] if closing else text, "、，," if text != clause else "、")
    if len(items) < 2:
        return None
    return _claim(sentence, mention, items, bool(match["open"] or match["bracket"] or unclosed))


def _second(sentence: Sentence, start: int) -> bool:
    """Whether another number stands beside one (“8 个村、2 个社区，分别是”), so that the list is of both."""
    before = [f for f in sentence.figures if f.end <= start]
    return bool(before) and bool(
        re.fullmatch(rf"{HAN}{{0,8}}[、和及与]", sentence.flat[before[-1].end : start])
    )


def _figures(sentence: Sentence, start: int, end: int) -> bool:
    """Whether figures stand between two positions."""
    return any(start <= f.start and f.end <= end for f in sentence.figures)


def _cued(match: re.Match[str]) -> bool:
    """Whether a word says that the list is that of the number."""
    return match[0].rstrip(":").endswith(tuple(load("claims")["counts"]["cues"]))


def _summed_up(sentence: Sentence, match: re.Match[str]) -> CountClaim | None:
    """The claim of “甲、乙、丙等 3 项”. 等 may leave others out, so the list may only be too long."""
    stated = _stated(sentence, match)
    if stated is None:
        return None
    before = sentence.flat[: match.start()]
    quoted = re.search(r"“([^“”]+)”$", before)
    items = _parted(quoted[1] if quoted else re.split(r"[，,；;。:]", before)[-1], "、")
    verbs = load("claims")["counts"]["verbs"]
    if len(items) < 2 or (not quoted and any(v in item for item in items[1:] for v in verbs)):
        return None
    return _claim(sentence, stated[1], items, True)


def _claim(sentence: Sentence, stated: Mention, items: Sequence[str], is_open: bool) -> CountClaim:
    words = load("claims")["counts"]
    ends = tuple(words["ends"])
    names = [_outer(item) for item in items]
    joined = len(re.findall("|".join(words["joins"]), names[-1][1:-1]))
    halves = sum(1 for one, two in pairwise(names) if two.endswith(ends) and not one.endswith(ends))
    return CountClaim(stated, tuple(items), len(items) - halves, len(items) + joined, is_open, sentence.whole)


def _outer(item: str) -> str:
    """An item without its brackets."""
    return re.sub(r"\([^()]*\)", "", item)


def _to_end(text: str) -> str:
    """The text up to the sentence's end or a ；, brackets and quotes left whole."""
    return _parted(text, "；;。!?")[0]


def _parted(text: str, separators: str) -> list[str]:
    """The text parted at separators outside brackets and quotes; a closing bracket without its own ends it."""
    parts: list[str] = []
    closing, start = "", 0
    for n, char in enumerate(text):
        if closing and char == closing[-1]:
            closing = closing[:-1]
        elif char in _PAIRS:
            closing += _PAIRS[char]
        elif char == ")" and not closing:
            return [*parts, text[start:n]]
        elif char in separators and not closing:
            parts.append(text[start:n])
            start = n + 1
    return [p for p in (*parts, text[start:]) if p] or [""]

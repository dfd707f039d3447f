"""Counted lists: “9个街道：甲、乙…”, “甲、乙、丙3个科室”, “共三笔，分别是：” and numbered paragraphs.

A list agrees by a few bits only, so that structure carries it: it is consistent at most. One that cannot be read as
the number says is wrong only where the text says that it is all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.place import Field
from auditor.model.relations import Fit, Mention, Relation
from auditor.patterns import HAN, Pattern
from auditor.quantity import Quantity, chinese_number
from auditor.recognition.relations.evidence import LIKELY
from auditor.recognition.relations.ledger import Ledger
from auditor.recognition.text.blocks import Block, Text
from auditor.recognition.text.figures import counted
from auditor.recognition.text.lists import Items, items, marks, parted, tail

_NUMERAL = r"\d{1,2}|[二两三四五六七八九十]{1,3}"
_LONGEST = 600
_ASIDE = Pattern(r"《[^《》]*》|\([^()]*\)|(?:19|20)\d\d年?")
_NOUN = 16
_LEAST_CLOSED = 3
_ORDINALS = "一二三四五六七八九十"


class Number(Struct, frozen=True, eq=False):
    """A stated number of things, at `flat[start:end]`, with the noun behind it."""

    value: int
    unit: str
    noun: str
    start: int
    end: int


class Reading(Struct, frozen=True, eq=False):
    """A list that may be what a number counts. `closed`: the text says that it is all of it."""

    items: Items
    closed: bool
    more: bool = False


@cache
def _number() -> re.Pattern[str]:
    lexicon, own = load("units")["dimension"], load("relations")["units"]
    units = {u for ws in lexicon.values() for u in ws if counted(u)} | {*own["measures"], "大", "部分"}
    units -= set(load("relations")["counts"]["never"])
    measures = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    return re.compile(
        rf"(?<![\d.第零〇一百千万几数十多余])(?<!\d,)(?P<number>{_NUMERAL})(?P<unit>{measures})(?![余多以/])(?P<noun>(?:{HAN}|[“”]|\([^()]{{0,12}}\)){{0,{_NOUN}}})"
    )


def read(ledger: Ledger) -> None:
    """Find the counted lists of a text."""
    text = ledger.text
    for block in text.blocks:
        flat = block.flat
        if (
            not any(c in flat for c in "、:是(")
            and not text.children(block.index)
            and not flat.endswith("。")
        ):
            continue
        for match in _number().finditer(flat):
            value = int(match["number"]) if match["number"].isdigit() else chinese_number(match["number"])
            if not value or value > load("relations")["counts"]["most"]:
                continue
            number = Number(value, match["unit"], match["noun"], match.start(), match.end("unit"))
            if relation := _settle(ledger, block, number):
                ledger.relations.append(relation)


def _settle(ledger: Ledger, block: Block, number: Number) -> Relation | None:
    readings = list(_readings(ledger.text, block, number))
    figure = next((f for f in block.figures if f.start == number.start), None)
    if figure is not None and not ledger.free(figure) and ledger.stated[figure.index].holds:
        return None
    fitting = next((r for r in readings if r.items.may_be(number.value)), None)
    wrong = next((r for r in readings if r.closed), None) if fitting is None else None
    best = fitting or wrong
    if best is None or (best is wrong and best.more and number.value > best.items.most):
        return None
    listed = len(best.items.names)
    field = block.text_field(number.start, number.end)
    label = re.sub(r"\(.*", "", number.noun) or tail(block.flat[: number.start], "，,、；;。:(")
    stated = Mention(
        label,
        Field(field.text, field.place, Quantity(Decimal(number.value), 0, number.unit, text=field.text)),
    )
    sentence = block.sentence_at(number.start)
    relation = Relation(
        "count", stated, (), f"{' | '.join(n[-20:] for n in best.items.names)} → {listed}", str(listed),
        Fit.EXACT if best is fitting else Fit.WRONG, block.whole(block.sentences.index(sentence)), LIKELY, bound=best is wrong,
    )  # fmt: skip
    if figure is not None:
        ledger.stated.setdefault(figure.index, relation)
    return relation


def _readings(text: Text, block: Block, number: Number) -> Iterator[Reading]:
    """The lists that may be what a number counts, the surest first."""
    yield from _behind(text, block, number)
    yield from _before(block, number)


@cache
def _cue() -> re.Pattern[str]:
    words = load("relations")["counts"]
    every = "|".join(sorted(words["all"], key=len, reverse=True))
    some = "|".join(sorted(words["part"], key=len, reverse=True))
    return re.compile(
        rf"[，,、]?(?:(?P<all>{every}):?|(?P<part>{some}):?|(?P<colon>:)|(?P<bracket>\()|(?P<stop>[。，,]))"
    )


def _behind(text: Text, block: Block, number: Number) -> Iterator[Reading]:
    """“N个…：甲、乙、丙”, “N项：(1)…(2)…”, and the paragraphs below; not the list of two numbers (8个村、2个社区)."""
    flat = block.flat
    if re.search(
        r"[\d一二三四五六七八九十][^\d，,；;。、:()]{1,8}[、和及与]$",
        flat[max(0, number.start - 12) : number.start],
    ):
        return
    cue = next((m for m in _cue().finditer(flat, number.end, number.end + _NOUN + 24)), None)
    below = _paragraphs(text, block)
    ends = flat.rstrip("。：:").endswith(("如下", "分别是", "分别为", "包括")) or flat.endswith(":")
    last_sentence = block.sentences[-1][0] <= number.start
    if below and (ends or last_sentence):
        # Numbered paragraphs are all of it only where the number stands right before the colon.
        direct = flat.endswith(":") and not re.search(r"[、；;。\d]", flat[number.end :])
        yield Reading(Items(("",) * below, below, below), direct)
    if cue is None or re.search(r"\d", flat[number.end : cue.start()]):
        return
    rest = flat[cue.end() : cue.end() + _LONGEST]
    sentence = re.split(r"[。!?]", flat[cue.start() :])[0]
    for found in marks(sentence):
        # Items behind the sentence may be its rest, or another list: only too many of them are wrong.
        numbered = Items(tuple(_ORDINALS[: len(found)]), len(found), len(found))
        yield Reading(
            numbered, closed=number.value < len(found) and cue.end() - cue.start() + 4 > found[0], more=True
        )
    yield from (
        Reading(Items(("",) * len(m), len(m), len(m)), closed=False)
        for m in marks(flat[cue.start() : cue.start() + 4 * _LONGEST])
    )
    if cue["stop"] == "，" or cue["stop"] == ",":
        following = parted(rest, "。；;，,")
        if following and "、" in following[0] and _bodies(items(parted(following[0], "、"))):
            yield Reading(items(parted(following[0], "、")), closed=False)
    if cue["stop"] or not rest:
        return
    if "、" in flat[number.end : cue.start()] and not _same_measure(number, flat[number.end : cue.start()]):
        return
    joined = "、" in flat[number.end : cue.start()]
    closed = bool(cue["all"] or (cue["colon"] and (joined or cue.start() - number.end <= len(number.noun))))
    listed = parted(rest, "；;。!?")
    if listed and cue["bracket"]:
        names = parted(listed[0], "、")
        most = len(names) + (number.value == 2 and len(names) == 1 and "和" in names[0])
        bodies = items(names)
        own = cue.start() == number.end and len(names) >= _LEAST_CLOSED and _bodies(bodies)
        yield Reading(
            Items(tuple(names), most, most), closed=own and not any(w in listed[0] for w in ("等", "位于"))
        )
    elif listed:
        yield from _lists(listed[0], number, closed, bool(cue["all"]))
    if cue["colon"] or cue["all"]:
        sentence = parted(rest, "。!?")
        if sentence and len(parted(sentence[0], "；;")) > 1:
            groups = items(parted(sentence[0], "；;"))
            yield Reading(Items(groups.names, len(groups.names), len(groups.names)), closed=False)


def _same_measure(number: Number, noun: str) -> bool:
    """“10个职能组、室、局”: single words of one noun, not another thing."""
    return all(len(part) <= 2 for part in noun.split("、")[1:])


def _lists(text: str, number: Number, closed: bool, said: bool) -> Iterator[Reading]:
    clause = parted(text, "，,")
    if not clause:
        return
    more = bool(re.search(r"等[^、，,]{0,10}$", clause[0]))
    first = items(parted(re.sub(r"等[^、，,]{0,10}$", "", clause[0]), "、"))
    whole = items(parted(text, "、，,"))
    open_ = more or any(w in clause[0] for w in ("等", "其他", "以及"))
    bodies = _bodies(first) and len(first.names) >= _LEAST_CLOSED
    rest = text[len(clause[0]) :]
    # A figure behind a ， begins another statement; other words may go on with the list.
    ended = not rest or (any(c.isdigit() for c in rest) and "、" not in rest)
    simple = (bodies or (said and not rest)) and ended and not any(c.isdigit() for c in clause[0])
    if len(first.names) > 1 or number.value == 1:
        yield Reading(first, closed and simple and not open_, more)
    if len(clause) > 1:
        yield Reading(whole, closed=False)
    if len(clause) > 1:
        yield Reading(items(clause), closed=False)


def _bodies(listed: Items) -> bool:
    """Whether every item ends as the name of a body does."""
    ends = tuple(load("relations")["counts"]["ends"])
    return all(re.sub(r"\([^()]*\)", "", n).endswith(ends) for n in listed.names)


def _paragraphs(text: Text, block: Block) -> int:
    """How many numbered paragraphs stand right below one, from 1 on; plain ones where it ends with a colon."""
    children = text.children(block.index)
    if children:
        return len([c for c in children if text.blocks[c].level < 9]) or (
            len(children) if block.flat.endswith(":") else 0
        )
    at = block.index + 1
    if at >= len(text.blocks) or text.blocks[at].cell:
        return 0
    level = text.blocks[at].level
    if level < block.level and (level < 9) and block.level == 9 and level > 2:
        return sum(1 for _ in _same_level(text, at, level))
    if block.flat.endswith(":") and level == 9 == block.level:
        return sum(1 for _ in _same_level(text, at, level))
    return 0


def _same_level(text: Text, at: int, level: int) -> Iterator[int]:
    for block in text.blocks[at : at + 60]:
        if block.level < level or block.cell:
            return
        if block.level == level:
            yield block.index


def _before(block: Block, number: Number) -> Iterator[Reading]:
    """“甲、乙、丙3个科室”, “甲、乙、丙等3项”."""
    lead = block.flat[max(0, number.start - _LONGEST) : number.start]
    more = lead.endswith("等")
    lead = lead.removesuffix("等").removesuffix("这").removesuffix("共").removesuffix("共计")
    if lead.endswith(("、", "和", "及")):
        return
    quoted = re.search(r"“([^“”]+)”$", lead)
    said = quoted[1] if quoted else tail(lead, "，,；;。:(!?")
    names = parted(said, "、")
    if re.search(r"\d", _ASIDE.sub("", said)) or number.unit in ("户", "人", "名"):
        return  # the items of a counted list hold no figures
    if len(names) < 2 and not (number.value == 2 and re.search("[^涉以][和与及][^其]", said)):
        return
    listed = items(names)
    bodies = _bodies(listed) and len(names) >= _LEAST_CLOSED and not quoted
    plain = not any(c.isdigit() for c in said)
    # 等 leaves some out, but never makes a list shorter than what it shows.
    verbs = load("claims")["counts"]["verbs"]
    longer = (
        more
        and number.value < listed.fewest
        and (quoted or not any(v in n for n in names[1:] for v in verbs))
    )
    yield Reading(listed, (bodies and plain and not more) or bool(longer), more)

"""What an indicator told in a sentence is called, and which levels it stands under."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from auditor.lexicon import load
from auditor.recognition.rows.groups import Group
from auditor.recognition.rows.slots import Clause, Kind, Slot
from auditor.recognition.text.blocks import Block, Text

_LONGEST = 40
_HEADING = 30
_BACK = 4
_MIDDLE = 3
_ORDER: tuple[Kind, ...] = ("target", "completion", "weight", "score")
_NO_NAME = re.compile(r"\(.*\)|(?:20)?\d\d年度?")  # a remark in brackets, the year of the report
_MARKS = re.compile(r"^(?:[①-⑳]|\d{1,2}[.、)]|第?[一二三四五六七八九十]{1,2}[、是]|[“”\"'、\s-])+")


class Name(Struct, frozen=True):
    """A name and where it stands: `flat[start:end]` of its block. `level`: it is only that of a level (数量指标)."""

    block: Block
    start: int
    end: int
    level: bool = False

    @property
    def text(self) -> str:
        """The name."""
        return self.block.flat[self.start : self.end]


def named(text: Text, block: Block, parts: list[Clause], group: Group) -> Name | None:
    """The name of a group of slots: the words before its first value, else those of the clause or heading before."""
    early = min(group.slots.values(), key=lambda s: s.start)
    first = next(group.slots[kind] for kind in _ORDER if kind in group.slots)
    for slot in (early, first):
        if (name := _own(block, parts, slot)) is not None:
            return name
    return _level(block, parts, early) or _sentence(block, parts, early) or _above(text, block, early)


def _own(block: Block, parts: list[Clause], slot: Slot) -> Name | None:
    """The words before a value in its clause, before the colon there, between its cue and its number, or in the
    clauses before."""
    if (name := clean(block, *slot.name)) is not None:
        return name
    clause = parts[slot.clause]
    colon = block.flat.rfind(":", clause.start, slot.start)
    before = None
    if colon >= 0:
        before = clean(block, block.flat.rfind(":", clause.start, colon) + 1 or clause.start, colon)
        if before is not None and not before.level:
            return before
    middle = clean(block, *_without_verbs(block.flat, *slot.middle))
    if middle is not None and len(middle.text) >= _MIDDLE:
        return middle
    for number in range(slot.clause - 1, max(-1, slot.clause - _BACK), -1):
        earlier = parts[number]
        if before is not None or earlier.stop in "。；;":
            break
        start = max(earlier.start, block.flat.rfind(":", earlier.start, earlier.end) + 1)
        if (name := clean(block, start, earlier.end)) is not None:
            return name
    return None


def _without_verbs(flat: str, start: int, end: int) -> tuple[int, int]:
    verbs = tuple(load("rows")["slots"]["verbs"])
    while word := next((w for w in verbs if flat.endswith(w, start, end)), ""):
        end -= len(word)
    return start, end


def _level(block: Block, parts: list[Clause], slot: Slot) -> Name | None:
    """The level before a slot's colon, where nothing else names it: 数量指标：目标值5个."""
    clause = parts[slot.clause]
    colon = block.flat.rfind(":", clause.start, slot.start + 1)
    return clean(block, clause.start, colon) if colon > clause.start else None


def _sentence(block: Block, parts: list[Clause], slot: Slot) -> Name | None:
    """A name that is a sentence of its own: 指标1：督导次数。指标值4次，…"""
    if not slot.clause or slot.start > parts[slot.clause].start + 1:
        return None
    before = parts[slot.clause - 1]
    start = max(before.start, block.flat.rfind(":", before.start, before.end) + 1)
    alone = slot.clause == 1 or parts[slot.clause - 2].stop in "。；;"
    if before.stop != "。" or not alone or before.end - start > _HEADING:
        return None
    name = clean(block, start, before.end)
    return None if name is None or name.level else name


def _above(text: Text, block: Block, slot: Slot) -> Name | None:
    """The heading over a paragraph that begins with the values themselves."""
    opens = slot.clause == 0 and not block.flat[: slot.start].strip("“”")
    above = text.blocks[block.index - 1] if opens and block.index else None
    if above is None or len(above.flat) > _HEADING or above.figures or above.flat.endswith(("。", "；")):
        return None
    name = clean(above, 0, len(above.flat.rstrip(":：")))
    return None if name is None or name.level else name


def clean(block: Block, start: int, end: int) -> Name | None:
    """The name that is left of some words; None where they are none."""
    words = load("rows")["names"]
    flat = block.flat
    if mark := _MARKS.match(flat[start:end]):
        start += mark.end()
    while word := next((w for w in _longest("front") if flat.startswith(w, start, end)), ""):
        start += len(word)
    while end > start and flat[end - 1] in '“”":、':
        end -= 1
    while word := next((w for w in _longest("back") if flat.endswith(w, start, end)), ""):
        end -= len(word)
    for figure in block.figures:
        if start < figure.start < end and not figure.limit:
            end = figure.start
            break
    name = flat[start:end]
    if not 2 <= len(name) <= _LONGEST or name in words["never"] or not re.search(r"[^\W\d_a-zA-Z]{2}", name):
        return None
    if any(mark in name for mark in "。；;，?!") or _NO_NAME.fullmatch(name):
        return None
    return Name(block, start, end, level=name in (*words["level1"], *words["level2"]))


@cache
def _longest(key: str) -> tuple[str, ...]:
    return tuple(sorted(load("rows")["names"][key], key=len, reverse=True))


def levels(text: Text, block: Block, name: Name, group: Group) -> tuple[str | None, str | None]:
    """The first and second level that a group stands under: said in its paragraph, or in a heading above."""
    words = load("rows")["names"]
    start = name.start if name.block is block else min(s.start for s in group.slots.values())
    level2 = _last(block.flat[:start], words["level2"])
    level1 = _last(block.flat[:start], [w for w in words["level1"] if w.endswith("指标")])
    at = block.parent
    while at >= 0 and not (level1 and level2):
        heading = text.blocks[at].flat[:_HEADING]
        level2 = level2 or _last(heading, words["level2"])
        level1 = level1 or _last(heading, words["level1"])
        at = text.blocks[at].parent
    return level1, level2


def _last(text: str, names: list[str]) -> str | None:
    """The name that stands last in a text, the longest where one ends with another."""
    pattern = re.compile(rf"({'|'.join(sorted(names, key=len, reverse=True))})(?=[:。，,]|方面|情况|完成|$)")
    found = [m[1] for m in pattern.finditer(text)]
    return found[-1] if found else None

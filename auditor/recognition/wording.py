"""How goals and what was done for them are worded: points, words of the past, words of plans."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import Goal, Wording
from auditor.model.place import Field
from auditor.patterns import Pattern
from auditor.quantity import NUMBER, squeeze
from auditor.recognition.passages import level

_LEAD = Pattern(r"^\s*(?:[务]\s*)?目标\s*[\d一二三四五六七八九十]{1,3}\s*(?:的?完成(?:情况)?)?\s*[:：.、]?")
# A number needs a separator or the text's start before it; the separator goes with it.
_POINT = Pattern(
    r"(?:^|(?<=[。；;，,:：\s]))\s*(?:[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|\d{1,2}[、.．)）](?!\d)|[一二三四五六七八九十]{1,3}[、]"
    r"|[一二三四五六七八九十]是|第[一二三四五六七八九十][,，、]|[①-⑳])|[。；;]"
)
_NUMBER = Pattern(NUMBER)


def worded(goal: Goal) -> Goal:
    """The goal with the wordings of its cells."""
    wordings = tuple(
        _wording(column, field)
        for column in ("initial", "adjusted", "completion")
        if (field := getattr(goal, column)) is not None and field
    )
    return replace(goal, wordings=wordings)


def bare(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, squeeze(text)))


def _wording(column: Literal["initial", "adjusted", "completion"], field: Field) -> Wording:
    text = _LEAD.sub("", level(field.text))
    points = tuple(filter(None, map(bare, _POINT.split(text))))
    flat = squeeze(text)
    row = field.place.row
    header = row.headers[field.place.index or 0] if row else column
    return Wording(
        column, header, field, points, _past(flat), _plan(flat), bool(_pattern("done").search(flat)),
        tuple(m[0] for part in _POINT.split(text) for m in _NUMBER.finditer(part)),
    )  # fmt: skip


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(load("phrases")[name]["patterns"]))


def _past(text: str) -> tuple[str, ...]:
    words = load("phrases")["past"]["except"]
    return tuple(m[0] for m in _pattern("past").finditer(text) if not m[0].endswith(tuple(words)))


def _plan(text: str) -> tuple[str, ...]:
    spoken = tuple(load("phrases")["plan"]["not_after"])
    return tuple(m[0] for m in _pattern("plan").finditer(text) if not text[: m.start()].endswith(spoken))

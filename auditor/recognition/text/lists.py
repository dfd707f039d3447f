"""Lists in a text: items parted at 、 or ，, brackets and quotes left whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from auditor.lexicon import load

_PAIRS = {"(": ")", "“": "”", "《": "》", "〈": "〉", "「": "」"}


class Items(Struct, frozen=True):
    """The items of a list, and the fewest and most that it may be read as: a 和 may join two or stand in a name."""

    names: tuple[str, ...]
    fewest: int
    most: int

    def may_be(self, number: int) -> bool:
        """Whether the list can have so many items."""
        return self.fewest <= number <= self.most


def parted(text: str, separators: str) -> list[str]:
    """The text parted at separators outside brackets and quotes; a closing bracket without its own ends it."""
    parts: list[str] = []
    closing, start = "", 0
    for n, char in enumerate(text):
        if closing and char == closing[-1]:
            closing = closing[:-1]
        elif char in _PAIRS:
            closing += _PAIRS[char]
        elif char == ")" and not closing:
            return [p for p in (*parts, text[start:n]) if p]
        elif char in separators and not closing:
            parts.append(text[start:n])
            start = n + 1
    return [p for p in (*parts, text[start:]) if p]


def tail(text: str, stops: str) -> str:
    """What stands behind the last stop outside brackets and quotes."""
    depth = 0
    opening = {v: k for k, v in _PAIRS.items()}
    for n in range(len(text) - 1, -1, -1):
        char = text[n]
        if char in opening:
            depth += 1
        elif char in _PAIRS:
            if not depth:
                return text[n + 1 :]
            depth -= 1
        elif not depth and char in stops:
            return text[n + 1 :]
    return text


_INLINE = (
    r"\((\d{1,2})\)",
    r"(?:^|[:：;；。,，])(\d{1,2})[.、]",
    r"([①-⑳])",
    r"(?:^|[，,;；。:、])(?:其)?([一二三四五六七八九十])(?:是|要)",
    r"(?:^|[，,;；。:、])(?:第)?([一二三四五六七八九十])批(?!次)",
)
_ORDINALS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def marks(text: str) -> Iterator[list[int]]:
    """Where the items of a text begin that has (1) (2) …, ① ② …, 一是 二是 …, as far as none is left out."""
    for pattern in _inline():
        found: list[int] = []
        for mark in pattern.finditer(text):
            value = _ordinal(mark[1])
            if value == len(found) + 1:
                found.append(mark.end())
            elif value == 1:
                break
        if len(found) > 1:
            yield found


@cache
def _inline() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _INLINE))


def _ordinal(mark: str) -> int:
    if mark.isascii() and mark.isdigit():
        return int(mark)
    return (_CIRCLED if mark in _CIRCLED else _ORDINALS).index(mark) + 1


@cache
def _joins() -> re.Pattern[str]:
    return re.compile("|".join(sorted(load("relations")["counts"]["joins"], key=len, reverse=True)))


def items(names: Sequence[str]) -> Items:
    """The list of some names."""
    if not names:
        return Items((), 0, 0)
    ends = tuple(load("relations")["counts"]["ends"])
    bare = [re.sub(r"\([^()]*\)", "", n) for n in names]
    joined = len(_joins().findall(bare[-1][1:-1]))
    halves = sum(1 for a, b in pairwise(bare) if b.endswith(ends) and not a.endswith(ends))
    whole = all(n.endswith(ends) for n in bare)
    return Items(
        tuple(names), len(names) - halves, len(names) + joined if not whole or joined else len(names)
    )

"""Text measured in terminal cells: a Chinese character takes two. Small, so that plain output needs no rich."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from auditor.patterns import Pattern

# What a line may be broken behind: a word or a Chinese character, with the mark that must not begin a line.
_TOKEN = Pattern(r"(?:[!-~]+|.)[，。；：、！？）”》]?", re.DOTALL)


def width(text: str) -> int:
    """Cells that a text without control characters takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, limit: int) -> str:
    """The text, or as much of its beginning as leaves room for `...`."""
    if width(text) <= limit:
        return text
    taken, used = 0, 0
    for char in text:
        used += width(char)
        if used > limit - 3:
            break
        taken += 1
    return text[:taken] + "..."


def pad(text: str, to: int) -> str:
    """The text with spaces behind it up to a width."""
    return text + " " * (to - width(text))


def wrap(text: str, limit: int, start: int = 0) -> list[str]:
    """The text in lines of at most `limit` cells, broken between Chinese characters or at spaces.

    `start` cells of the first line are taken already.
    """
    lines, line, used = [], "", start
    for token in _tokens(text, limit):
        size = width(token)
        if used and used + size > limit:
            lines.append(line.rstrip())
            token = token.lstrip()
            line, used, size = "", 0, width(token)
        line += token
        used += size
    return [*lines, line.rstrip()]


def _tokens(text: str, limit: int) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        most = len(token) if width(token) <= limit else limit - 1
        for start in range(0, len(token), most):
            yield token[start : start + most]


def table(rows: Iterable[Sequence[str]], limit: int) -> Iterator[str]:
    """Rows of texts as aligned lines, the first row underlined as the header.

    Columns without a text below the header are left out. The widest columns are folded until a line takes
    `limit` cells, but none below the width of its longest number.
    """
    header, *body = rows
    columns = [c for c in range(len(header)) if any(row[c] for row in body)]
    grid = [[row[c] for c in columns] for row in (header, *body)]
    sizes = [max(width(row[c]) for row in grid) for c in range(len(columns))]
    floors = [max(4, *(min(10, _longest_word(row[c])) for row in grid)) for c in range(len(columns))]
    while sum(sizes) > limit - 2 * (len(sizes) - 1):
        widest = max(range(len(sizes)), key=lambda c: (sizes[c] > floors[c], sizes[c]))
        if sizes[widest] <= floors[widest]:
            break
        sizes[widest] -= 1
    for number, row in enumerate(grid):
        folded = [wrap(text, size) for text, size in zip(row, sizes, strict=True)]
        for parts in zip_longest(*folded, fillvalue=""):
            yield "  ".join(pad(part, size) for part, size in zip(parts, sizes, strict=True)).rstrip()
        if number == 0:
            yield "  ".join("-" * size for size in sizes)


def _longest_word(text: str) -> int:
    return max((len(token) for token in _TOKEN.findall(text)), default=0)

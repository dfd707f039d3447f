"""Lines of text of a PDF, from its characters and the gaps between them."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from auditor.readers.pdf_page import Char

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the top left corner."""


class Segment(NamedTuple):
    """A stretch of a line between wide gaps."""

    start: float
    end: float
    text: str


class Line(NamedTuple):
    """A line of text. `size` is the height of its characters, `lead` the width of its first word.

    `doubtful`: one of its figures was recognised, and not surely, or a font does not say what one of its characters
    means. `column` is the left and right edge of the
    column of running text that it stands in, if there are several.
    """

    text: str
    page: int
    box: Box
    size: float
    lead: float
    segments: tuple[Segment, ...]
    doubtful: bool = False
    column: tuple[float, float] | None = None


def lines_of(chars: Iterable[Char], page: int) -> Iterator[Line]:
    """Characters → lines, from top to bottom."""
    return (_line(group, page) for group in by_line(chars))


def by_line(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """The characters of each line, from top to bottom."""
    group: list[Char] = []
    base = below = 0.0
    for char in sorted(chars, key=_DOWN):
        if char.base > below or not group:
            if group and 2 * (char.base - base) > char.bottom - char.top:
                yield group
                group = []
            if not group:
                # A line's first character is its highest, which tells how far down it reaches.
                base = char.base
                below = base + (char.bottom - char.top) / 2
        group.append(char)
    if group:
        yield group


_DOWN, _RIGHT = attrgetter("base"), attrgetter("x0")
# Gaps that are a space, and one that may part columns, in parts of the characters' height.
WORD_GAP = 0.15
_IDEOGRAPH_GAP = 0.8
_COLUMN_GAP = 1.2


# What a line's end does not part: a word or number, an opening bracket and what follows, and closing marks.
_UNBROKEN = re.compile(r"[(（\[【“《]*(?:[!-~]+|.)?[)）\]】”》、，。；：！？,;:.!?%％]*")


def _line(chars: list[Char], page: int) -> Line:
    """Characters of one line in reading order; what is printed twice to look bold counts once."""
    kept: list[Char] = []
    pieces: list[str] = []
    starts = [0]
    size = max([char.bottom - char.top for char in chars])
    narrowest = WORD_GAP * size
    drawn, chars = chars, sorted(chars, key=_RIGHT)
    overlapping = overlap(chars)
    if overlapping:
        chars = by_word(drawn)
    last = chars[0]
    end = last.x0
    for char in chars:
        text = char.text
        gap = char.x0 - end
        if gap > narrowest:
            if gap > _COLUMN_GAP * size:
                starts.append(len(kept))
            if gap > _IDEOGRAPH_GAP * size or (last.text + text).isascii():
                text = " " + text
        elif gap < 0 and text == last.text and char.x0 - last.x0 < 0.3 * (end - last.x0):
            continue
        elif overlapping and gap < -COVERING * (last.x1 - last.x0):
            text = " " + text
        pieces.append(text)
        kept.append(char)
        last, end = char, char.x1
    text = "".join(pieces)
    unbroken = _UNBROKEN.match(text)
    # A glyph may stand for several characters.
    reach = unbroken.end() if unbroken else 0
    lead = (
        next(c.x1 for c, upto in zip(kept, accumulate(map(len, pieces)), strict=True) if upto >= reach)
        - kept[0].x0
    )
    segments = tuple(
        [
            Segment(kept[a].x0, max([c.x1 for c in kept[a:b]]), "".join(pieces[a:b]).strip())
            for a, b in pairwise([*starts, len(kept)])
        ]
    )
    top, right, bottom = (
        min([c.top for c in kept]),
        max([s.end for s in segments]),
        max([c.bottom for c in kept]),
    )
    box = (kept[0].x0, top, right, bottom)
    doubtful = overlapping or "\ufffd" in text or True in [c.doubtful for c in kept]
    return Line(text, page, box, size, lead, segments, doubtful)


COVERING = 0.5
"""Part of a character's width that another one covers which is printed over it."""
NUDGE = 0.1
"""Points by which the characters of one glyph, as of a ligature, differ at most."""
COVERED = 2
"""Characters that are printed over others, from which a line is taken for two that run over each other."""


def overlap(chars: list[Char]) -> bool:
    """Whether words are printed over each other; a character that is printed twice to look bold is none."""
    covered = 0
    for a, b in pairwise(chars):
        covered += a.x1 - b.x0 > COVERING * (b.x1 - b.x0) and b.x0 - a.x0 > NUDGE and a.text != b.text
    return covered >= COVERED


def by_word(chars: list[Char]) -> list[Char]:
    """Characters that run over each other, word by word as they are drawn, the words from left to right."""
    words: list[list[Char]] = []
    for char in chars:
        last = words[-1][-1] if words else None
        size = char.bottom - char.top
        if (
            last is None
            or abs(char.base - last.base) > TILT * size
            or not -0.3 * size < char.x0 - last.x1 < size
        ):
            words.append([])
        words[-1].append(char)
    return [char for word in sorted(words, key=lambda word: word[0].x0) for char in word]


TILT = 0.1
"""How far, in heights of a character, those of one word may stand higher or lower."""

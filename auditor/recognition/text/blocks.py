"""The tree of a text: blocks (paragraphs and long cells) under headings, their sentences and figures.

`flat` is a block with full-width forms levelled and white space taken out; every position of it knows its position in
the printed text, and so in the line of the file, so that a figure can be shown where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.place import Field, Place
from auditor.model.relations import Mention
from auditor.patterns import Pattern
from auditor.recognition.passages import Passage, level
from auditor.recognition.text.figures import Figure, figures
from auditor.recognition.text.units import lent

_SENTENCE = Pattern(r"[^。!?]+[。!?]?")
_BLANK = Pattern(r"[\s\u200b\ufeff]")
_CHINESE = "一二三四五六七八九十"
_MARK = Pattern(
    rf"\s*(?:(?P<c1>[{_CHINESE}]{{1,3}})、|[(（]\s*(?P<c2>[{_CHINESE}]{{1,3}})\s*[)）]"
    r"|(?P<c3>\d{1,2})\s*[.．、](?=\D|(?:19|20)\d\d\s*年)|[(（]\s*(?P<c4>\d{1,2})\s*[)）]|(?P<c5>[①-⑳])|(?P<c6>\d{1,2})[)）])\s*"
)
_TEXT_LEVEL = 9
_HEADING_LENGTH = 40
_LONGEST = 20_000
_YEAR_AHEAD = Pattern(r"(?:19|20)\d\d\s*年|\d{1,2}\s*月")


class Block(Struct, frozen=True, eq=False, dict=True):
    """One paragraph. `level` is that of its number (一、 1 … ① 5), 9 without one; `number` its number as printed.

    `parent` is the block of the heading or numbered item above it, -1 at the top.
    """

    index: int
    flat: str
    positions: tuple[int, ...]
    passage: Passage
    sentences: tuple[tuple[int, int], ...]
    figures: tuple[Figure, ...]
    level: int
    parent: int
    heading: bool

    @cached_property
    def cell(self) -> bool:
        """Whether it is a table's cell, which stands for itself."""
        return self.passage.place.location.table is not None

    def shown(self, start: int, end: int, repaired: bool = False) -> Place:
        """The place of some characters, in their sentence."""
        left, right = self.sentence_at(start)
        first, last = self.positions[left], self.positions[right - 1] + 1
        span = (self.positions[start] - first, self.positions[end - 1] + 1 - first)
        at = self.passage.offset(self.positions[start])
        return replace(
            self.passage.place, text=self.passage.text[first:last], span=span, repaired=repaired,
            offset=None if at is None else at - span[0],
        )  # fmt: skip

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The span of the sentence at a position."""
        return next((s for s in self.sentences if s[0] <= position < s[1]), (0, len(self.flat)))

    def whole(self, sentence: int) -> Place:
        """The place of a sentence."""
        left, right = self.sentences[sentence]
        return replace(self.shown(left, right), span=None)

    def field(self, figure: Figure) -> Field:
        """A figure as checks see it."""
        return self.text_field(figure.start, figure.end, figure)

    def text_field(self, start: int, end: int, figure: Figure | None = None) -> Field:
        """Some characters, with a figure's quantity."""
        place = self.shown(start, end, repaired=figure is not None and figure.joined)
        quantity = None if figure is None else replace(figure.quantity, text=place.marked)
        return Field(place.marked, place, quantity)

    def mention(self, figure: Figure) -> Mention:
        """A figure with the name of what it measures."""
        return Mention(figure.label, self.field(figure))


class Text(Struct, frozen=True, eq=False, dict=True):
    """All blocks of a report in reading order, and their figures."""

    blocks: tuple[Block, ...]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in reading order; `index` is their number here."""
        return tuple(f for b in self.blocks for f in b.figures)

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        children: dict[int, list[int]] = {}
        for block in self.blocks:
            children.setdefault(block.parent, []).append(block.index)
        return children

    def children(self, block: int) -> Sequence[int]:
        """The blocks right below a heading or numbered item."""
        return self._children.get(block, ())

    def block(self, figure: Figure) -> Block:
        """The block of a figure."""
        return self.blocks[figure.block]

    def flat(self, left: Figure, right: Figure) -> str:
        """The text between two figures of one block; a stop between those of two."""
        if left.block != right.block:
            return "。"
        return self.blocks[left.block].flat[left.end : right.start]


def build(passages: Iterable[Passage]) -> Text:
    """The tree of some passages."""
    blocks: list[Block] = []
    open_: list[tuple[int, int]] = []
    first = 0
    for index, passage in enumerate(passages):
        text = passage.text
        cell = passage.place.location.table is not None
        mark = None if cell else _MARK.match(text)
        depth = next((n for n in range(1, 7) if mark and mark[f"c{n}"]), _TEXT_LEVEL) if mark else _TEXT_LEVEL
        flat, positions, joints = _flatten(text, mark.end() if mark else 0)
        sentences = _sentences(flat)
        found = (
            tuple(lent(flat, tuple(figures(flat, index, sentences, first, joints))))
            if len(flat) <= _LONGEST
            else ()
        )
        first += len(found)
        if cell:
            open_ = []
        while open_ and open_[-1][0] >= depth:
            open_.pop()
        parent = open_[-1][1] if open_ else -1
        heading = (
            len(flat) <= _HEADING_LENGTH
            and not flat.endswith(("。", "；", ";", "，"))
            and depth < _TEXT_LEVEL
        )
        blocks.append(Block(index, flat, positions, passage, tuple(sentences), found, depth, parent, heading))
        if depth < _TEXT_LEVEL:
            open_.append((depth, index))
    return Text(tuple(blocks))


def _sentences(flat: str) -> list[tuple[int, int]]:
    return [m.span() for m in _SENTENCE.finditer(flat)] or [(0, len(flat))]


def _flatten(text: str, skipped: int) -> tuple[str, tuple[int, ...], frozenset[int]]:
    """The levelled text without white space, where its characters stand in the printed one, and the positions at which
    white space inside a number was taken out.

    Full-width commas stay: `10，200` are two numbers. White space between two digits parts them, but where one number
    must go on: before or behind its point.
    """
    levelled = level(text)
    if not _BLANK.search(levelled, skipped):
        return levelled[skipped:], tuple(range(skipped, len(text))), frozenset()
    chars: list[str] = []
    at: list[int] = []
    joints: set[int] = set()
    last = len(text)
    n = skipped
    while n < last:
        char = levelled[n]
        if not (char.isspace() or char in "\u200b\ufeff"):
            chars.append(char)
            at.append(n)
            n += 1
            continue
        end = n
        while end < last and (levelled[end].isspace() or levelled[end] in "\u200b\ufeff"):
            end += 1
        before, behind = (chars[-1] if chars else ""), levelled[end : end + 1]
        if before.isdigit() and behind.isdigit() and not _torn(levelled, n, end):
            chars.append(" ")
            at.append(n)
        elif before and (before.isdigit() or before in ".,") and (behind.isdigit() or behind in "."):
            joints.add(len(chars))
        n = end
    return "".join(chars), tuple(at), frozenset(joints)


_TORN_LEFT = Pattern(r"(?:^|[^\d.,])(?:\d{1,3}(?:,\d{3})*,?|\d+\.\d*)$")
_TORN_RIGHT = Pattern(r"\d+(?:\.\d+)?\s*(?:万|亿|元|%)")


def _torn(text: str, left: int, right: int) -> bool:
    """Whether white space between two digits stands inside one number, whose unit comes behind it."""
    if _YEAR_AHEAD.match(text, right):
        return False
    return bool(_TORN_LEFT.search(text[max(0, left - 16) : left])) and bool(_TORN_RIGHT.match(text, right))

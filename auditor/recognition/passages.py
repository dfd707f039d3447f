"""Running text as the readers of claims, enumerations and placeholders take it."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from auditor.model.place import Place
from auditor.quantity import plain


class Passage(Struct, frozen=True, dict=True):
    """One paragraph of narrative, or one long table cell (a goal), white space folded, with its place.

    A passage whose place names a table is a cell: its numbering stands alone. `source` is its line as the
    reader delivers it, None where that is not known, and `shift` how many more characters the line in the file has
    before it.
    """

    text: str
    place: Place
    source: str | None = None
    shift: int = 0

    def offset(self, position: int) -> int | None:
        """How many characters of the line stand before a character of the text."""
        return max(0, self._offsets[position] + self.shift) if self._offsets else None

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        """Where each character of the text stands in the line; what was taken out of it is passed over."""
        if self.source is None:
            return ()
        at, found = 0, []
        for char in self.text:
            next_ = at if char.isspace() else self.source.find(char, at)
            if next_ < 0:
                return ()
            found.append(next_)
            at = next_ + (not char.isspace())
        return tuple(found)


def level(text: str) -> str:
    """`plain`, position by position: as long as the text, so that a span of one is a span of the other.

    The full-width comma stays, which parts two numbers (`10，200`) where the other may join one (`10,200`).
    """
    levelled = plain(text.replace("，", "\0")).replace("\0", "，")
    if len(levelled) == len(text):
        return levelled
    return "".join(p if len(p := plain(c)) == 1 and c != "，" else c for c in text)

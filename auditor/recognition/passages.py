"""Running text as the readers of claims, enumerations and placeholders take it."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.place import Place
from auditor.quantity import plain


class Passage(Struct, frozen=True):
    """One paragraph of narrative, or one long table cell (a goal), white space folded, with its place.

    A passage whose place names a table is a cell: its numbering stands alone.
    """

    text: str
    place: Place


def level(text: str) -> str:
    """`plain`, position by position: as long as the text, so that a span of one is a span of the other.

    The full-width comma stays, which parts two numbers (`10，200`) where the other may join one (`10,200`).
    """
    levelled = plain(text.replace("，", "\0")).replace("\0", "，")
    if len(levelled) == len(text):
        return levelled
    return "".join(p if len(p := plain(c)) == 1 and c != "，" else c for c in text)

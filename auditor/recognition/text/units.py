"""Units that several figures of a list share: “合计910.5万元=中央600、省级250、本级60.5”, “甲3、乙4，共7件”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.recognition.text.figures import Figure, kind_of, outside

_ADDENDS = "+=、"


@cache
def _opener() -> re.Pattern[str]:
    words = "|".join(load("relations")["lending"]["openers"])
    return re.compile(rf"\)?[，,]?(?:{words})[^，,；;。:=]*")


@cache
def _total() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(load('relations')['lending']['totals'])})为?$")


def lent(flat: str, figures: Sequence[Figure]) -> list[Figure]:
    """The figures of a block, those without a unit in the unit of the list that they stand in."""
    found = list(figures)
    for n, figure in enumerate(found):
        if (
            n
            and figure.quantity.unit
            and not figure.kind
            and found[n - 1].quantity.unit == f"{figure.quantity.unit}元"
        ):
            found[n] = _with(figure, found[n - 1].quantity.unit)  # 甲50万元、乙86万
        elif n and _free(flat, figure) and found[n - 1].sentence == figure.sentence:
            unit = _unit_behind(flat, found, n)
            if unit:
                found[n] = _with(figure, unit)
    for n in range(len(found) - 1, 0, -1):
        total = found[n]
        if total.quantity.unit and total.kind and _total().search(total.words):
            _lend_before(flat, found, n)
    return found


def _free(flat: str, figure: Figure) -> bool:
    """Whether a figure has no unit, and a name or an addend's place."""
    named = bool(figure.label) or flat[figure.start - 1 : figure.start] in tuple(_ADDENDS)
    return not figure.quantity.unit and not figure.limit and named


def _unit_behind(flat: str, found: Sequence[Figure], n: int) -> str:
    """The unit that a figure takes from those before it: the total that opens its list, or the part before it."""
    figure, before = found[n], found[n - 1]
    if before.kind in ("", "%", "分") or "/" in before.kind:
        return ""
    gap = outside(flat[before.end : figure.start])
    if _opener().fullmatch(gap):
        return before.quantity.unit
    # The part before it was printed without a unit, too.
    bare = flat[before.end - 1].isdigit()
    return before.quantity.unit if bare and gap and not re.search(r"[；;。:=]", gap) else ""


def _lend_before(flat: str, found: list[Figure], n: int) -> None:
    """Give the unit of a total to the parts without one that stand before it."""
    total = found[n]
    at = total
    for m in range(n - 1, -1, -1):
        part = found[m]
        gap = outside(flat[part.end : at.start])
        if part.sentence != total.sentence or re.search(r"[；;。:]", gap) or not _free(flat, part):
            return
        found[m] = _with(part, total.quantity.unit)
        at = part


def _with(figure: Figure, unit: str) -> Figure:
    return replace(figure, quantity=figure.quantity.with_unit(unit), kind=kind_of(unit))

"""Amounts that are said again: the same money under a name that shares words with the first one."""

from __future__ import annotations

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.text.figures import Figure

_KNOWN = 6
_LONG = 3
_FAR = 2


def read(ledger: Ledger) -> None:
    """Find the amounts that a text says again."""
    seen: dict[object, list[Figure]] = {}
    for figure in ledger.text.figures:
        if (
            not figure.plain
            or figure.quantity.value <= 0
            or figure.kind in ("", "%", "分")
            or figure.role == "change"
        ):
            continue
        earlier = seen.setdefault((figure.kind, figure.quantity.amount), [])
        if ledger.free(figure):
            first = next(
                (f for f in earlier if _apart(f, figure) and _alike(f, figure)),
                None,
            )
            # That a wrong figure is said again makes it no better.
            if first is not None and not _wrong(ledger, first):
                ledger.add(
                    "restated",
                    figure,
                    (first,),
                    f"{printed(first)} = {printed(figure)}",
                    printed(first),
                    Fit.EXACT,
                    weak=True,
                )
        if len(earlier) < _KNOWN:
            earlier.append(figure)


def _wrong(ledger: Ledger, figure: Figure) -> bool:
    known = ledger.stated.get(figure.index)
    return known is not None and known.fit is Fit.WRONG and known.bound


def _apart(one: Figure, other: Figure) -> bool:
    """Whether two figures stand in different sentences, or far from each other with the same words behind."""
    if (one.block, one.sentence) != (other.block, other.sentence):
        return True
    return other.index - one.index > _FAR and bool(one.behind) and one.behind == other.behind


def _telling(figure: Figure) -> str:
    """A figure's name without words that any name may have: 时效指标 and 二级指标 are not one thing."""
    name = figure.label + figure.behind
    for word in load("relations")["restated"]["bare"]:
        name = name.replace(word, "|")
    return name


def _alike(one: Figure, other: Figure) -> bool:
    """Whether two names can be of one thing: they share two characters, or the figure itself is telling."""
    if one.money and len(format(one.quantity.value.normalize(), "f").replace(".", "").strip("0")) > _LONG:
        return True
    left, right = _telling(one), _telling(other)
    pairs = (left[i : i + 2] for i in range(len(left) - 1))
    return any(pair in right for pair in pairs if "|" not in pair)

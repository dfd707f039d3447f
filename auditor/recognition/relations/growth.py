"""Change between two years: “X，较上年减少D，减幅P%”, also where a 。 stands between an amount and its change."""

from __future__ import annotations

from auditor.lexicon import load
from auditor.model.relations import Fit, fit
from auditor.quantity import HUNDRED, Interval, rounded, show
from auditor.recognition.relations.evidence import LIKELY, weigh, width
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.relations.sums import kin
from auditor.recognition.text.figures import Figure

_STRUCTURE = 1.5


def read(ledger: Ledger) -> None:
    """Find the changes of a text."""
    _each(ledger, bound=False)


def accuse(ledger: Ledger) -> None:
    """Changes that fail although amount, difference and rate stand right behind each other."""
    _each(ledger, bound=True)


def _each(ledger: Ledger, *, bound: bool) -> None:
    words = load("relations")["growth"]
    for rate in ledger.by_kind.get("%", ()):
        if not rate.plain or not ledger.free(rate) or rate.index in ledger.operands:
            continue
        if not any(w in rate.words for w in (*words["fall"], *words["rise"])):
            continue
        figures = ledger.text.blocks[rate.block].figures
        at = rate.index - figures[0].index
        if at < 2:
            continue
        change, current = figures[at - 1], figures[at - 2]
        if not _is_change(change) or not kin(change, current) or not current.plain or not change.plain:
            continue
        if (
            current.role == "change"
            or rate.sentence != change.sentence
            or change.sentence - current.sentence > 1
        ):
            continue
        _settle(ledger, current, change, rate, bound=bound)


def _is_change(figure: Figure) -> bool:
    words = load("relations")["growth"]
    return any(w in figure.words for w in (*words["fall"], *words["rise"])) and figure.kind != "%"


def _settle(ledger: Ledger, current: Figure, change: Figure, rate: Figure, *, bound: bool) -> None:
    words = load("relations")["growth"]
    falls = any(w in change.words for w in words["fall"])
    before = current.quantity.amount + (change.quantity.amount if falls else -change.quantity.amount)
    if before <= 0:
        return
    span = (
        current.quantity.interval + change.quantity.interval
        if falls
        else current.quantity.interval - change.quantity.interval
    )
    point = change.quantity.amount / before * HUNDRED
    computed = Interval.point(point) if span.low <= 0 else (change.quantity.interval / span).scaled(HUNDRED)
    how = fit(rate.quantity, point, computed)
    sign = "+" if falls else "−"
    working = f"{printed(change)} ÷ ({printed(current)} {sign} {printed(change)}) = {show(point, max(2, rate.quantity.decimals))}%"
    due = f"{rounded(point, max(rate.quantity.decimals, 0))}%"
    if how < Fit.WRONG and not bound:
        evidence = weigh(width(rate.quantity.printed, HUNDRED), _STRUCTURE, 1)
        if evidence >= LIKELY:
            ledger.add(
                "growth",
                rate,
                (current, change),
                working,
                due,
                how,
                evidence=evidence,
                point=point,
                label=current.label,
            )
    elif how is Fit.WRONG and bound and not _soft(ledger, current, rate):
        ledger.add(
            "growth", rate, (current, change), working, due, how, bound=True, point=point, label=current.label
        )


def _soft(ledger: Ledger, current: Figure, rate: Figure) -> bool:
    """Whether words leave open what changed (可比价, 等, 约, 另, 任务)."""
    block = ledger.text.blocks[rate.block]
    words = block.flat[max(0, current.start - 20) : rate.end]
    return any(
        w in words for w in (*load("claims")["growth"]["soft"], "等", "约", "口径", "其中", "预算", "任务")
    )

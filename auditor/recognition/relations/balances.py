"""What is left: received or planned less spent; and a budget adjusted: its initial one and what was added to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.quantity import ONE, Interval
from auditor.recognition.relations.evidence import LIKELY, digits, ulp, weigh
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.relations.sums import usable
from auditor.recognition.text.figures import Figure

_WHOLE = ("planned", "received")
_WINDOWS = (8, 14)
_ROLES = 3.0
_NOTHING_LEFT = 0.5


def read(ledger: Ledger) -> None:
    """Find the balances of a text."""
    for figure in ledger.by_kind.get("元", ()):
        if not figure.plain or not ledger.free(figure):
            continue
        if figure.role == "left":
            _left(ledger, figure)
        elif _changed(ledger, figure):
            continue
        elif any(w in figure.label for w in load("relations")["balances"]["adjusted"]):
            _adjusted(ledger, figure)


def pairs(ledger: Ledger, left: Figure) -> Iterator[tuple[int, list[Figure], list[Figure]]]:
    """The wholes and the spendings near a figure: of its sentence, its paragraph, what stands before it."""
    every = [f for f in (*ledger.before(left), *ledger.after(left, most=4)) if usable(f)]
    for reach in range(3):
        scope = [
            f
            for f in every
            if reach == 2 or (f.block == left.block and (reach == 1 or f.sentence == left.sentence))
        ]
        if reach == 2:
            scope = [f for f in scope if f.index < left.index]
        yield reach, [f for f in scope if f.role in _WHOLE], [f for f in scope if f.role == "spent"]


def _left(ledger: Ledger, left: Figure) -> None:
    for _, wholes, spendings in pairs(ledger, left):
        for whole in wholes:
            for spent in spendings:
                if (fit := agrees(left, whole, spent)) is None:
                    continue
                finest = min(ulp(f.quantity) for f in (left, whole, spent))
                zero = not left.quantity.value
                agreed = _NOTHING_LEFT if zero else digits(whole.quantity.amount, finest)
                if fit is Fit.ROUNDING:
                    agreed = min(agreed, digits(left.quantity.amount, ulp(left.quantity)))
                evidence = weigh(agreed, _ROLES, len(wholes) * len(spendings))
                if evidence >= LIKELY:
                    _add(ledger, left, whole, spent, fit, evidence, weak=zero)
                    return


def agrees(left: Figure, whole: Figure, spent: Figure) -> Fit | None:
    """Whether whole less spent is what is left."""
    gap = whole.quantity.amount - spent.quantity.amount
    if gap == left.quantity.amount:
        return Fit.EXACT
    span: Interval = whole.quantity.interval - spent.quantity.interval
    return Fit.ROUNDING if span.meets(left.quantity.interval) else None


def _add(
    ledger: Ledger, left: Figure, whole: Figure, spent: Figure, fit: Fit, evidence: float, *, weak: bool
) -> None:
    gap = whole.quantity.amount - spent.quantity.amount
    due = amount_text(gap, left.quantity, max(f.quantity.decimals for f in (left, whole, spent)))
    ledger.add(
        "balance",
        left,
        (whole, spent),
        f"{printed(whole)} − {printed(spent)} = {due}",
        due,
        fit,
        evidence=evidence,
        weak=weak,
    )


def _changed(ledger: Ledger, third: Figure) -> bool:
    """“下达111万元，调减40万元，实际下达71万元”, “送审35亿元，审定32亿元，核减3亿元”: three in a row, one the change."""
    words = load("relations")["balances"]
    near = [f for f in ledger.before(third, most=8) if f.block == third.block and f.plain]
    roots = [f for f in near if ledger.root(f)]
    for pair in dict.fromkeys((tuple(near[:2]), tuple(roots[:2]))):
        if len(pair) < 2:
            continue
        second, first = pair
        changes = [
            f for f in (second, third) if any(w in f.words for w in (*words["raised"], *words["lowered"]))
        ]
        if len(changes) != 1 or any(w in first.words for w in words["lowered"]):
            continue
        falls = any(w in changes[0].words for w in words["lowered"])
        other = third if changes[0] is second else second
        gap = (
            first.quantity.amount - other.quantity.amount
            if falls
            else other.quantity.amount - first.quantity.amount
        )
        span = first.quantity.interval - other.quantity.interval
        if gap <= 0 or not span.meets(changes[0].quantity.interval.scaled(ONE if falls else -ONE)):
            continue
        exact = gap == changes[0].quantity.amount
        finest = min(ulp(f.quantity) for f in (first, second, third))
        agreed = digits(changes[0].quantity.amount, finest if exact else finest * 2)
        evidence = weigh(agreed, 2.0, 2)
        if evidence < LIKELY:
            continue
        sign = "−" if falls or changes[0] is third else "+"
        one, two = (first, second) if falls or changes[0] is second else (second, first)
        value = (
            one.quantity.amount - two.quantity.amount
            if sign == "−"
            else one.quantity.amount + two.quantity.amount
        )
        due = amount_text(value, third.quantity, max(f.quantity.decimals for f in (first, second, third)))
        ledger.add(
            "balance", third, (one, two), f"{printed(one)} {sign} {printed(two)} = {due}", due,
            Fit.EXACT if exact else Fit.ROUNDING, evidence=evidence,
        )  # fmt: skip
        return True
    return False


def _adjusted(ledger: Ledger, total: Figure) -> None:
    """“年初预算 a，追加 b，调整后预算 c”."""
    words = load("relations")["balances"]
    scope = [f for f in ledger.before(total, most=8) if f.block == total.block and f.plain]
    changes = [f for f in scope if f.role == "change"]
    bases = [f for f in scope if f.role == "planned"]
    for change in changes:
        falls = any(w in change.words for w in words["lowered"])
        if not falls and not any(w in change.words for w in words["raised"]):
            continue
        for base in bases:
            step = -change.quantity.amount if falls else change.quantity.amount
            if base.quantity.amount + step != total.quantity.amount:
                continue
            finest = min(ulp(f.quantity) for f in (total, base, change))
            evidence = weigh(digits(total.quantity.amount, finest), _ROLES, len(changes) * len(bases))
            due = amount_text(base.quantity.amount + step, total.quantity)
            sign = "−" if falls else "+"
            ledger.add(
                "balance", total, (base, change), f"{printed(base)} {sign} {printed(change)} = {due}", due, Fit.EXACT,
                evidence=evidence,
            )  # fmt: skip
            return


def accuse(ledger: Ledger) -> None:
    """Balances that fail although their sentence has just one whole and one spending, both roots."""
    for left in ledger.by_kind.get("元", ()):
        if left.role != "left" or not left.plain or not ledger.free(left) or left.index in ledger.operands:
            continue
        _, wholes, spendings = next(iter(pairs(ledger, left)))
        whole, spent = _only(ledger, wholes), _only(ledger, spendings)
        if whole is None or spent is None or not whole.index < spent.index < left.index:
            continue
        if ledger.doubted & {whole.index, spent.index} or _explained(ledger, left, whole, spent):
            continue
        if spent.depth or whole.depth or left.depth or _loose(ledger, whole, left):
            continue
        gap = whole.quantity.amount - spent.quantity.amount
        if gap <= 0 or left.quantity.amount <= 0:
            continue
        due = amount_text(gap, left.quantity, max(f.quantity.decimals for f in (left, whole, spent)))
        ledger.add(
            "balance",
            left,
            (whole, spent),
            f"{printed(whole)} − {printed(spent)} = {due}",
            due,
            Fit.WRONG,
            bound=True,
        )


def _explained(ledger: Ledger, left: Figure, whole: Figure, spent: Figure) -> bool:
    """Whether a wrong rate doubts the amounts, or another amount of the text makes the balance right."""
    if ledger.disputed & {whole.index, spent.index}:
        return True
    amounts = ledger.amounts
    due = {spent.quantity.amount + left.quantity.amount, whole.quantity.amount - left.quantity.amount}
    return bool(due & amounts)


def _only(ledger: Ledger, figures: Sequence[Figure]) -> Figure | None:
    roots = [f for f in figures if ledger.root(f)]
    return roots[0] if len(roots) == 1 else None


def _loose(ledger: Ledger, first: Figure, last: Figure) -> bool:
    """Whether words between two figures leave the amounts open (等, 约, 上年, 收回)."""
    between = ledger.text.blocks[first.block].flat[first.start : last.end]
    return any(
        w in between for w in (*load("relations")["sums"]["open"], "上年", "收回", "追加", "调整", "其中")
    )

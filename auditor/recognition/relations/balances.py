"""What is left: received or planned less spent; and a budget adjusted: its initial one and what was added to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.quantity import ONE, ZERO, Interval
from auditor.recognition.relations.evidence import LIKELY, digits, ulp, weigh
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.relations.sums import usable
from auditor.recognition.text.figures import Figure

_WHOLE = ("planned", "received")
_WINDOWS = (8, 14)
_ROLES = 3.0
_NOTHING_LEFT = 0.5
_SEVERAL = 3
_MOST_TERMS = 6


def read(ledger: Ledger) -> None:
    """Find the balances of a text."""
    for figure in ledger.by_kind.get("元", ()):
        if not figure.plain or not ledger.free(figure):
            continue
        if figure.role == "left":
            _left(ledger, figure)
            if ledger.free(figure):
                _left_of_several(ledger, figure)
        if not ledger.free(figure) or _changed(ledger, figure):
            continue
        if any(w in figure.label for w in load("relations")["balances"]["adjusted"]):
            _adjusted(ledger, figure)
        if ledger.free(figure):
            _brought_together(ledger, figure)
        if ledger.free(figure):
            _without_unit(ledger, figure)


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


def _says(figure: Figure, key: str) -> bool:
    words: list[str] = load("relations")["balances"][key]
    return any(w in figure.words for w in words)


def _carried(figure: Figure) -> bool:
    """Whether a sum of money was carried into the year."""
    return figure.role == "received" and _says(figure, "carried")


def _left_of_several(ledger: Ledger, left: Figure) -> None:
    """“上年结转20万元，当年收入100万元，支出110万元，结余10万元”: two that came in, or a part that went back."""
    for _, wholes, spendings in pairs(ledger, left):
        carried = [f for f in wholes if _carried(f)]
        incomes = [f for f in wholes if f not in carried]
        back = [f for f in (*ledger.before(left), *ledger.after(left, most=4)) if _returned(left, f)]
        came: list[tuple[Figure, ...]] = [(c, i) for c in carried[:2] for i in incomes]
        came = came or [(i,) for i in incomes]
        came += [(a, b) for b, a in pairwise(incomes) if a.block == b.block and a.sentence == b.sentence]
        went: list[tuple[Figure, ...]] = [(s,) for s in spendings]
        went += [(s, r) for s in spendings for r in back[:2]]
        tried = len(came) * len(went)
        for plus in came:
            for minus in went:
                if len(plus) + len(minus) < _SEVERAL:
                    continue
                if _add_signed(ledger, left, plus, minus, tried):
                    return


def _returned(left: Figure, figure: Figure) -> bool:
    """Whether a sum of money of the same paragraph went back, so that it is not left."""
    return figure.block == left.block and figure.plain and _says(figure, "returned")


def _add_signed(
    ledger: Ledger, stated: Figure, plus: Sequence[Figure], minus: Sequence[Figure], tried: int
) -> bool:
    """Whether sums of money less others give a stated one beyond chance; then it is recorded."""
    gap = sum((f.quantity.amount for f in plus), ZERO) - sum((f.quantity.amount for f in minus), ZERO)
    span = Interval.point(ZERO)
    for f in plus:
        span += f.quantity.interval
    for f in minus:
        span -= f.quantity.interval
    exact = gap == stated.quantity.amount
    if not exact and not span.meets(stated.quantity.interval):
        return False
    every = (stated, *plus, *minus)
    finest = min(ulp(f.quantity) for f in every)
    agreed = min(digits(plus[-1].quantity.amount, finest), digits(stated.quantity.amount, finest))
    nothing = not stated.quantity.value
    evidence = weigh(_NOTHING_LEFT if nothing else agreed, _ROLES, tried)
    if evidence < LIKELY:
        return False
    _signed(
        ledger, stated, plus, minus, Fit.EXACT if exact else Fit.ROUNDING, evidence=evidence, weak=nothing
    )
    return True


def _signed(
    ledger: Ledger,
    stated: Figure,
    plus: Sequence[Figure],
    minus: Sequence[Figure],
    fit: Fit,
    *,
    evidence: float = 0.0,
    weak: bool = False,
) -> None:
    gap = sum((f.quantity.amount for f in plus), ZERO) - sum((f.quantity.amount for f in minus), ZERO)
    due = amount_text(gap, stated.quantity, max(f.quantity.decimals for f in (stated, *plus, *minus)))
    working = " + ".join(map(printed, plus)) + "".join(f" − {printed(f)}" for f in minus)
    ledger.add(
        "balance", stated, (*plus, *minus), f"{working} = {due}", due, fit, evidence=evidence, bound=fit is Fit.WRONG, weak=weak
    )  # fmt: skip


def _brought_together(ledger: Ledger, total: Figure) -> None:
    """“上年结转20万元，当年预算安排100万元，全年预算120万元”."""
    if not _says(total, "whole") or total.role not in ("planned", "received", ""):
        return
    near = [
        f for f in ledger.before(total, most=4) if f.block == total.block and f.sentence == total.sentence
    ]
    carried = [f for f in near if f.plain and _carried(f)]
    for first in carried[:1]:
        others = [f for f in near if f is not first and f.plain and f.role in _WHOLE and not _carried(f)]
        if any(_add_signed(ledger, total, (first, other), (), len(near)) for other in others):
            return


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


def _without_unit(ledger: Ledger, total: Figure) -> None:
    """“年初2389万元，年中调减300，全年2089万元”: a change in the unit of the amounts around it."""
    figures = ledger.text.block(total).figures
    at = total.index - figures[0].index
    if (
        at < 2
        or figures[at - 1].kind
        or figures[at - 2].kind != "元"
        or figures[at - 2].sentence != total.sentence
    ):
        return
    base, change = figures[at - 2], figures[at - 1]
    rises, falls = _says(change, "raised"), _says(change, "lowered")
    step = change.quantity.with_unit(total.quantity.unit).amount
    gap = base.quantity.amount - step if falls else base.quantity.amount + step
    if rises == falls or not (base.plain and change.plain) or gap != total.quantity.amount:
        return
    evidence = weigh(digits(total.quantity.amount, ulp(total.quantity)), _ROLES, 1)
    due = amount_text(gap, total.quantity)
    working = f"{printed(base)} {'−' if falls else '+'} {printed(change)}{total.quantity.unit} = {due}"
    ledger.add("balance", total, (base, change), working, due, Fit.EXACT, evidence=evidence)


def accuse(ledger: Ledger) -> None:
    """Balances that fail although their sentence holds just the amounts that make one."""
    for figure in ledger.by_kind.get("元", ()):
        if not figure.plain or not ledger.free(figure) or figure.index in ledger.exact or figure.depth:
            continue
        own = _sentence(ledger, figure)
        if own is None:
            continue
        for bound in (_bound_left, _bound_change, _bound_parts):
            if (terms := bound(ledger, figure, own)) is not None:
                _fails(ledger, figure, *terms)
                break


Terms = tuple[tuple[Figure, ...], tuple[Figure, ...]]


def _sentence(ledger: Ledger, figure: Figure) -> list[Figure] | None:
    """The sums of money of a figure's sentence; None where words leave open what they are of."""
    block = ledger.text.block(figure)
    own = [f for f in block.figures if f.sentence == figure.sentence and f.money]
    if len(own) > _MOST_TERMS or any(not f.plain or f.depth for f in own):
        return None
    start, end = block.sentences[figure.sentence]
    said = block.flat[start:end]
    return None if any(w in said for w in load("relations")["balances"]["loose"]) else own


def _fails(ledger: Ledger, stated: Figure, plus: tuple[Figure, ...], minus: tuple[Figure, ...]) -> None:
    if (ledger.doubted | ledger.disputed) & {f.index for f in (*plus, *minus)}:
        return
    gap = sum((f.quantity.amount for f in plus), ZERO) - sum((f.quantity.amount for f in minus), ZERO)
    span = Interval.point(ZERO)
    for f in plus:
        span += f.quantity.interval
    for f in minus:
        span -= f.quantity.interval
    if gap <= 0 or stated.quantity.amount <= 0 or span.meets(stated.quantity.interval):
        return
    # Another amount of the text may be what makes the balance right.
    if gap - stated.quantity.amount in ledger.amounts or stated.quantity.amount - gap in ledger.amounts:
        return
    _signed(ledger, stated, plus, minus, Fit.WRONG)


def _bound_left(ledger: Ledger, left: Figure, own: list[Figure]) -> Terms | None:
    """One that came in, at most one that was carried in, one that was spent, and what is left, in this order."""
    if left.role != "left" or _says(left, "returned"):
        return None
    before = [f for f in own if f.index < left.index]
    carried = [f for f in before if _carried(f)]
    wholes = [f for f in before if f.role in _WHOLE and f not in carried and ledger.root(f)]
    spent = [f for f in before if f.role == "spent" and ledger.root(f)]
    if len(wholes) != 1 or len(spent) != 1 or len(carried) > 1 or wholes[0].index > spent[0].index:
        return None
    if len(before) != len(carried) + 2 and len([f for f in before if ledger.root(f)]) != len(carried) + 2:
        return None
    if not carried and _explained(ledger, left, wholes[0], spent[0]):
        return None
    return (*carried, wholes[0]), (spent[0],)


def _bound_change(ledger: Ledger, total: Figure, own: list[Figure]) -> Terms | None:
    """“年初预算100万元，年中追加20万元，调整后预算120万元”, “上年结转20万元，当年预算100万元，全年预算120万元”."""
    before = [f for f in own if f.index < total.index]
    if len(before) != 2:
        return None
    first, second = before
    adjusted = _says(total, "adjusted") and total.role in ("planned", "received")
    if adjusted and first.role in ("planned", "received") and not _carried(first):
        rises, falls = _says(second, "raised"), _says(second, "lowered")
        if rises != falls and not _says(second, "adjusted") and not _says(second, "other_change"):
            return ((first, second), ()) if rises else ((first,), (second,))
    if _says(total, "whole") and total.role in _WHOLE and not _carried(total):
        carried = [f for f in before if _carried(f)]
        income = [f for f in before if f not in carried and f.role in _WHOLE and _says(f, "income")]
        if len(carried) == len(income) == 1:
            return (carried[0], income[0]), ()
    return None


def _bound_parts(ledger: Ledger, kept: Figure, own: list[Figure]) -> Terms | None:
    """“结余12万元，上缴财政5万元，其余7万元结转下年”: what is left, what went back, what stays."""
    at = own.index(kept)
    if at < 2 or not (
        _says(kept, "kept") or any(w in kept.behind for w in load("relations")["balances"]["kept"])
    ):
        return None
    left, back = own[at - 2], own[at - 1]
    if (
        left.role != "left"
        or _says(left, "returned")
        or not _says(back, "returned")
        or _says(kept, "returned")
    ):
        return None
    return (left,), (back,)


def _explained(ledger: Ledger, left: Figure, whole: Figure, spent: Figure) -> bool:
    """Whether a wrong rate doubts the amounts, or another amount of the text makes the balance right."""
    if ledger.disputed & {whole.index, spent.index}:
        return True
    amounts = ledger.amounts
    due = {spent.quantity.amount + left.quantity.amount, whole.quantity.amount - left.quantity.amount}
    return bool(due & amounts)

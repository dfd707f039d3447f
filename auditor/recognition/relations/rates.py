"""Rates of two amounts by their roles (到位率, 执行率, 结余率), and rates of two counts that their part names (化解率)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.relations import Fit, fit
from auditor.quantity import HUNDRED, Interval, Quantity, rounded, show
from auditor.recognition.relations.evidence import LIKELY, weigh, width
from auditor.recognition.relations.ledger import Ledger, printed, ratio
from auditor.recognition.relations.sums import kin, near_miss, strength, usable
from auditor.recognition.text.figures import Figure, outside

_EQUAL = 2.0
_ROLE = 1.1
_CLOSE = 30
_DIGITS = 4
# Of coarser rates many amounts are one digit away.
_FINE = 2
# What an amount may be that a rate of spending is of; of some the text does not say it.
_BUDGETS = ("planned", "received", "")
_STEM = 1.5
_SENTENCE, _PARAGRAPH, _BEFORE = range(3)
_MOST = 8
_WINDOW = 24
# Money carried over is a budget too, but only digits say so.
_NAMELESS = ("", "left")


class Spec(Struct, frozen=True):
    """What a kind of rate divides."""

    names: tuple[str, ...]
    part: tuple[str, ...]
    whole: tuple[str, ...]
    money: bool


class Scope(Struct, frozen=True, eq=False):
    """The parts and wholes that a rate may be of, nearest first."""

    reach: int
    parts: tuple[Figure, ...]
    wholes: tuple[Figure, ...]


@cache
def _specs() -> tuple[Spec, ...]:
    return tuple(
        Spec(tuple(r["names"]), tuple(r["part"]), tuple(r["whole"]), r["money"])
        for r in load("relations")["rates"]
    )


@cache
def spec_of(label: str) -> Spec | None:
    """What a figure's name makes it a rate of."""
    found = [(len(n), s) for s in _specs() for n in s.names if label.endswith(n)]
    return max(found, key=lambda f: f[0])[1] if found else None


def read(ledger: Ledger) -> None:
    """Find the rates of a text."""
    for rate in ledger.by_kind.get("%", ()):
        spec = spec_of(rate.label)
        if not rate.plain or not ledger.free(rate) or rate.index in ledger.operands or spec is None:
            continue
        if spec.money:
            _of_money(ledger, rate, spec)
        else:
            _of_counts(ledger, rate)


def _of_money(ledger: Ledger, rate: Figure, spec: Spec) -> None:
    tried = 0
    for scope in scopes(ledger, rate, spec):
        fitting: list[tuple[Fit, Figure, Figure]] = []
        for part in scope.parts:
            for whole in scope.wholes:
                if part is whole:
                    continue
                tried += 1
                how = compare(part.quantity, whole.quantity, rate.quantity)
                if how is not None and how <= Fit.TRUNCATED:
                    fitting.append((how, part, whole))
        if fitting:
            how, part, whole = min(fitting, key=lambda f: f[0])
            _add(ledger, rate, part, whole, how, strength_of(rate, part, whole) + 2 * _ROLE, tried)
            return
        if _adjusted(ledger, rate, scope):
            return
    _of_nameless(ledger, rate, spec)


def _of_nameless(ledger: Ledger, rate: Figure, spec: Spec) -> None:
    """A rate of spending and an amount of its paragraph that says nothing of itself (金额合计…, 年度资金…)."""
    own = [f for f in ledger.before(rate, "元", _MOST) if f.block == rate.block and f.plain]
    here = [f for f in own if f.sentence == rate.sentence]
    parts = [f for f in here if f.role in spec.part]
    if not parts and len(here) == 2:
        parts = [f for f in here[:1] if f.role in spec.whole]  # 年度资金A，财政拨款A，执行率100%
    wholes = [f for f in own if f.role in _NAMELESS]
    for tried, (part, whole) in enumerate(((p, w) for p in parts for w in wholes), 1):
        how = compare(part.quantity, whole.quantity, rate.quantity)
        if how is not None and how <= Fit.ROUNDING:
            _add(ledger, rate, part, whole, how, strength_of(rate, part, whole) + _ROLE, tried, weak=True)
            return


def strength_of(rate: Figure, part: Figure, whole: Figure) -> float:
    """The digits that a rate fixes; of two equal amounts at most two."""
    if part.quantity.amount == whole.quantity.amount:
        return _EQUAL
    computed = ratio(part.quantity, whole.quantity)
    span = rate.quantity.printed
    if computed is not None and computed[1].high - computed[1].low > span.high - span.low:
        span = computed[1]
    return width(span, HUNDRED)


def compare(part: Quantity, whole: Quantity, rate: Quantity) -> Fit | None:
    """How a rate agrees with part ÷ whole; None of nothing."""
    result = ratio(part, whole)
    return None if result is None else fit(rate, *result)


def scopes(ledger: Ledger, rate: Figure, spec: Spec) -> Iterator[Scope]:
    """Amounts by role: those since the last rate of the sentence, the whole sentence, the paragraph, what is before."""
    near = [f for f in ledger.before(rate, "元", _WINDOW) if usable(f)]
    behind = [f for f in ledger.after(rate, "元", 4) if usable(f) and f.block == rate.block]
    last = next((f for f in ledger.before(rate, most=4) if f.block == rate.block and spec_of(f.label)), None)
    own = [f for f in near if f.block == rate.block and f.sentence == rate.sentence]
    since = [f for f in own if last is None or f.index > last.index]
    paragraph = [f for f in near if f.block == rate.block]
    later = [f for f in behind if f.sentence == rate.sentence]
    for reach, scope in enumerate((since, [*own, *later], [*paragraph, *behind], near)):
        parts = tuple(f for f in scope if f.role in spec.part)
        wholes = tuple(f for f in scope if f.role in spec.whole)
        if reach == 3 and not parts:
            continue
        if parts and not wholes and reach < 3:
            continue
        yield Scope(min(reach, 2), parts[:_MOST], wholes[:_MOST])


def _adjusted(ledger: Ledger, rate: Figure, scope: Scope) -> bool:
    """A rate of the initial budget and what was added to it: 1140/(1000+200)."""
    words = load("relations")["balances"]
    changes = [
        f
        for f in ledger.before(rate, "元", 8)
        if f.block == rate.block
        and f.role == "change"
        and f.plain
        and any(w in f.words for w in (*words["raised"], *words["lowered"]))
    ]
    for part in scope.parts:
        for whole in scope.wholes:
            for change in changes:
                falls = any(w in change.words for w in words["lowered"])
                amount = whole.quantity.amount + (
                    -change.quantity.amount if falls else change.quantity.amount
                )
                if amount <= 0:
                    continue
                point = part.quantity.amount / amount * HUNDRED
                how = fit(rate.quantity, point, Interval.point(point))
                if how > Fit.ROUNDING:
                    continue
                due = f"{rounded(point, rate.quantity.decimals)}%"
                sign = "−" if falls else "+"
                ledger.add(
                    "execution", rate, (part, whole, change),
                    f"{printed(part)} ÷ ({printed(whole)} {sign} {printed(change)}) = {due}", due, how,
                    evidence=weigh(strength_of(rate, part, whole), 3 * _ROLE, len(changes) * len(scope.wholes)), point=point,
                )  # fmt: skip
                return True
    return False


def _add(
    ledger: Ledger, rate: Figure, part: Figure, whole: Figure, how: Fit, agreed: float, tried: int, *,
    bound: bool = False, count: bool = False,
    weak: bool = False,
    near: bool = False,
) -> None:  # fmt: skip
    point = part.quantity.amount / whole.quantity.amount * HUNDRED
    due = f"{rounded(point, rate.quantity.decimals)}%"
    evidence = weigh(agreed, 0, tried)
    if not bound and (evidence < LIKELY or (how is Fit.TRUNCATED and evidence < 2 * LIKELY)):
        return
    working = f"{printed(part)} ÷ {printed(whole)} = {show(point, max(2, rate.quantity.decimals + 2))}%"
    ledger.add(
        "ratio" if count else "execution", rate, (part, whole), working, due, how, evidence=evidence, bound=bound, point=point,
        near_miss=near,
        weak=weak or (count and rate.quantity.value == HUNDRED),
    )  # fmt: skip


# ── Counts ────────────────────────────────────────────────────────────────────────────────────────────


def _of_counts(ledger: Ledger, rate: Figure) -> None:
    """“排查187件，化解176件，化解率94.1%”: two counts of a kind before a rate in its sentence."""
    stem = rate.label[-3:-1]
    before = _counts_before(ledger, rate)[-6:][::-1]
    tried = 0
    for part in before:
        for whole in before:
            if whole is part or not kin(part, whole) or whole.quantity.amount < part.quantity.amount:
                continue
            tried += 1
            how = compare(part.quantity, whole.quantity, rate.quantity)
            if how is None or how > Fit.ROUNDING:
                continue
            named = len(stem) == 2 and stem in part.words
            agreed = strength_of(rate, part, whole) + (_STEM if named else 0.0)
            agreed += _ROLE * ((part.role == "spent") + (whole.role in ("planned", "received")))
            if rate.quantity.value == HUNDRED and not named:
                continue
            _add(ledger, rate, part, whole, how, agreed, tried, count=True)
            return
    _of_a_goal(ledger, rate, before)


def _counts_before(ledger: Ledger, rate: Figure) -> list[Figure]:
    """The counts and amounts before a rate in its sentence."""
    returned = load("relations")["ratios"]["returned"]
    return [
        f
        for f in ledger.text.blocks[rate.block].figures
        if f.sentence == rate.sentence
        and f.index < rate.index
        and usable(f)
        and not f.kind.endswith("%")
        and (f.role != "left" or any(w in f.words for w in returned))
    ]


def _of_a_goal(ledger: Ledger, rate: Figure, before: Sequence[Figure]) -> None:
    """“完成改造129户，完工率243%”, where the goal stands in another sentence."""
    goals = load("relations")["comparisons"]["goal"]
    if not before or strength(rate.lead) > 2 or rate.quantity.value == HUNDRED:
        return
    part = before[0]
    for tried, whole in enumerate(ledger.before(part), 1):
        how = compare(part.quantity, whole.quantity, rate.quantity)
        if whole.plain and how is not None and how <= Fit.ROUNDING and any(w in whole.lead for w in goals):
            _add(ledger, rate, part, whole, how, strength_of(rate, part, whole) + _STEM, tried, count=True)
            return


# ── Accusing ──────────────────────────────────────────────────────────────────────────────────────────


def accuse(ledger: Ledger) -> None:
    """Rates that fail although the text binds them to one part and one whole."""
    for rate in ledger.by_kind.get("%", ()):
        spec = spec_of(rate.label)
        if spec is None or not rate.plain or not ledger.free(rate) or rate.index in ledger.operands:
            continue
        if not spec.money:
            _counts_bound(ledger, rate)
            continue
        pair = _bound(ledger, rate, spec)
        if pair is None:
            _missed(ledger, rate, spec)
            continue
        part, whole = pair
        how = compare(part.quantity, whole.quantity, rate.quantity)
        within = rate.quantity.value <= HUNDRED or part.quantity.amount <= whole.quantity.amount
        if how is Fit.WRONG and within and not _of_another(ledger, rate, part, whole):
            _add(ledger, rate, part, whole, how, 0.0, 1, bound=True)


def _of_another(ledger: Ledger, rate: Figure, part: Figure, near: Figure) -> bool:
    """Whether another budget of the text makes a rate right, or would but for one wrong digit of its own."""
    nearby = (*ledger.before(rate, "元", _WINDOW), *ledger.by_kind["元"][:_MOST])
    others = {f.quantity.amount: f for f in nearby if f.plain and f.role in _BUDGETS}
    fine = rate.quantity.decimals >= _FINE
    return any(
        (how := compare(part.quantity, other, rate.quantity)) is not None and how < Fit.WRONG
        for amount, f in others.items()
        if amount >= part.quantity.amount
        for other in (f.quantity, *(_slips(f.quantity) if fine and f.index != near.index else ()))
    )


def _slips(quantity: Quantity) -> Iterator[Quantity]:
    """What an amount of four digits and more would be with one other digit."""
    text = format(quantity.value, "f")
    places = [n for n, char in enumerate(text) if char.isdigit()]
    for n in places if len(places) >= _DIGITS else ():
        for digit in "0123456789":
            if digit != text[n]:
                yield replace(quantity, value=Decimal(f"{text[:n]}{digit}{text[n + 1 :]}"))


def _counts_bound(ledger: Ledger, rate: Figure) -> None:
    """“排查287件，化解286件，化解率99%”: the rate's name names one count, and the count before that is its whole."""
    before = _counts_before(ledger, rate)
    if len(before) < 2 or not rate.label.endswith(tuple(load("relations")["ratios"]["rates"])):
        return
    part, whole = before[-1], next((f for f in before[-2::-1] if kin(f, before[-1])), None)
    if whole is None or not part.kind or not _named(rate, part, before):
        return
    text = ledger.text
    apart = outside(text.flat(part, rate))
    if len(apart) > _CLOSE or max(strength(apart), strength(outside(text.flat(whole, part)))) > 2:
        return
    # Of the parts of a total, the total is what the rate is of.
    totals = ledger.totals.get(whole.index, ())
    whole = next((f for f in before if f.index in totals), whole)
    how = compare(part.quantity, whole.quantity, rate.quantity)
    if how is None or (part.quantity.amount > whole.quantity.amount and rate.quantity.value <= HUNDRED):
        return
    _add(ledger, rate, part, whole, how, 0.0, 1, bound=True, count=True)


def _named(rate: Figure, part: Figure, before: Sequence[Figure]) -> bool:
    """Whether a rate's name names one count and no other: “办结 40 件，办结率” (not 立即整改 … 限期整改 … 整改率)."""
    words = load("relations")["ratios"]
    stem = next(rate.label[: -len(w)] for w in words["rates"] if rate.label.endswith(w))[-2:]
    if len(stem) < 2 or any(w in rate.label for w in words["foreign"]):
        return False
    return [f for f in before if stem in f.label and not f.label.startswith(tuple(words["planned"]))] == [
        part
    ]


def _missed(ledger: Ledger, rate: Figure, spec: Spec) -> None:
    """A rate that every pair of its sentence fails, one of them by a single digit of four."""
    own = [
        f
        for f in ledger.before(rate, "元", _WINDOW)
        if f.block == rate.block and f.sentence == rate.sentence and f.plain and ledger.root(f)
    ]
    pairs = [(p, w) for p in own for w in own if p is not w and p.role in spec.part and w.role in spec.whole]
    near = [
        (p, w)
        for p, w in pairs
        if w.quantity.amount > 0
        and near_miss(
            rate.quantity, rounded(p.quantity.amount / w.quantity.amount * HUNDRED, rate.quantity.decimals)
        )
    ]
    if len(near) == 1 and len(pairs) <= _MOST:
        part, whole = near[0]
        _add(ledger, rate, part, whole, Fit.WRONG, 0.0, 1, bound=True, near=True)


def _bound(ledger: Ledger, rate: Figure, spec: Spec) -> tuple[Figure, Figure] | None:
    """The one part and the one whole that a rate must be of."""
    near = [
        f
        for f in ledger.before(rate, "元", _WINDOW)
        if f.index not in ledger.inner or f.index in ledger.stated
    ]
    last = next((f for f in ledger.before(rate, most=4) if f.block == rate.block and spec_of(f.label)), None)
    own = [
        f
        for f in near
        if f.block == rate.block and f.sentence == rate.sentence and (last is None or f.index > last.index)
    ]
    if any(not f.plain for f in own) or any(f.role == "change" for f in own):
        return None
    roots = [f for f in own if ledger.root(f) and f.depth <= rate.depth]
    parts = _distinct([f for f in roots if f.role in spec.part])
    if len(parts) != 1 or _loose(ledger, parts[0], rate):
        return None
    part = parts[0]
    if part.role == "received" and "received" in spec.whole:
        spec = Spec(spec.names, spec.part, ("planned",), True)
    wholes = _final(ledger, _distinct([f for f in roots if f.role in spec.whole and f is not part]))
    if len(wholes) == 1:
        whole = wholes[0]
        return None if _loose(ledger, whole, rate) or _sibling(ledger, roots, part, whole) else (part, whole)
    if wholes or any(f.role in ("", "planned", "received") for f in own if f is not part):
        return None
    section = _section(ledger, rate)
    above = _distinct(
        [
            f
            for f in near
            if f.index < part.index and ledger.root(f) and f.plain and f.role in spec.whole and _section(ledger, f) == section
            and not f.depth
        ]
    )  # fmt: skip
    above = _final(ledger, above)
    if len(above) == 1 and not _loose_about(ledger, above[0]) and not _nearer(near, above[0], part):
        return part, above[0]
    # The same amount, said again, may be what the balance was drawn from.
    again = [part, *near, *ledger.after(rate, "元", _MOST)]
    balanced = (ledger.balanced.get(f.index) for f in again if f.quantity.amount == part.quantity.amount)
    drawn = next(filter(None, balanced), None)
    return None if drawn is None else (part, drawn)


def _distinct(figures: Sequence[Figure]) -> list[Figure]:
    """The figures without those that say the same amount again, nearest first."""
    return list({f.quantity.amount: f for f in reversed(figures)}.values())[::-1]


def _nearer(near: Sequence[Figure], whole: Figure, part: Figure) -> bool:
    """Whether an amount that says nothing of itself stands nearer to the part, and may be its whole."""
    return any(f.role == "" and f.plain and whole.index < f.index < part.index for f in near)


def _final(ledger: Ledger, figures: list[Figure]) -> list[Figure]:
    """The figures without those that others of them were made of: 年初预算 and 追加 give 调整后预算."""
    made = [o for f in figures if (r := ledger.stated.get(f.index)) and r.holds for o in r.operands]
    return [f for f in figures if not made or ledger.mention(f) not in made]


def _sibling(ledger: Ledger, roots: Sequence[Figure], part: Figure, whole: Figure) -> bool:
    """Whether another amount of the sentence may be the part or the whole as well."""
    return any(f.role == "" and f is not part and f is not whole for f in roots)


def _section(ledger: Ledger, figure: Figure) -> int:
    """The highest heading above a figure."""
    blocks = ledger.text.blocks
    at = figure.block
    while blocks[at].parent >= 0:
        at = blocks[at].parent
    return at if blocks[at].level == 1 else -1


def _loose(ledger: Ledger, first: Figure, last: Figure) -> bool:
    """Whether words from one figure to another leave open what the rate is of."""
    one, other = sorted((first, last), key=lambda f: f.index)
    flat = ledger.text.blocks[one.block].flat
    between = flat[one.end : other.start] if one.block == other.block else flat[one.end : one.end + 40]
    return any(
        w in between for w in ("等", "约", "口径", "另", "剔除", "扣除", "不含", "累计", "季度", "月底")
    )


def _loose_about(ledger: Ledger, figure: Figure) -> bool:
    flat = ledger.text.blocks[figure.block].flat
    return any(
        w in flat[max(0, figure.start - 12) : figure.end + 3] for w in ("等", "约", "其中", "第一批", "首批")
    )

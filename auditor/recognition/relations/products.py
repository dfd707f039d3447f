"""Products: households × standard, people × months × standard, sums of several, times a period comes in a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, ONE, ZERO, Interval, chinese_number
from auditor.recognition.relations.evidence import LIKELY, digits, ulp, weigh
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.text.figures import Figure, kind_of

_FITTING = 1.6
_TOTAL = 0.5
_MOST = 10
_REACH = 5
_AFTER = 3
_BASES = 4
_OF_PERCENT = Pattern(
    r"[，,]?(?:的?(?:比例|标准))?(?:由[^，,。；;\d]{1,8}?)?(?:为|计|即|共|约|安排|补贴|补助|配套|承担|给予|补贴为|补助为|[，,]即)+"
)
_TWELVE = Decimal(12)


class Factors(Struct, frozen=True, eq=False):
    """What a product multiplies. `times` is a factor that the text only implies (12 months)."""

    figures: tuple[Figure, ...]
    times: Decimal = ONE

    @property
    def value(self) -> Decimal:
        """Their product."""
        product = self.times
        for figure in self.figures:
            product *= figure.quantity.amount
        return product

    @property
    def working(self) -> str:
        """Their arithmetic."""
        return " × ".join([*map(printed, self.figures), *([f"{self.times}"] if self.times != ONE else [])])


def read(ledger: Ledger) -> None:
    """Find the products of a text."""
    priced = {f.block for f in ledger.text.figures if f.kind.startswith("元/")}
    for total in ledger.by_kind.get("元", ()):
        if total.plain and ledger.free(total) and total.quantity.value > 0:
            if any(total.block - n in priced for n in range(_REACH)):
                _of_price(ledger, total)
            if ledger.free(total):
                _of_percent(ledger, total)
    _in_periods(ledger)


def _of_price(ledger: Ledger, total: Figure) -> None:
    prices = _prices(ledger, total)
    tried = 0
    for factors in (f for p in prices for f in _factors(ledger, p)):
        tried += 1
        if factors.value == total.quantity.amount:
            agreed = digits(total.quantity.amount, min(ulp(total.quantity), ONE * 100))
            _add(ledger, total, [factors], agreed, tried)
            return
    for several in _several(ledger, total, prices):
        tried += 1
        if sum((f.value for f in several), ZERO) == total.quantity.amount:
            _add(ledger, total, several, digits(total.quantity.amount, ONE * 100), tried)
            return


def _add(
    ledger: Ledger,
    total: Figure,
    several: Sequence[Factors],
    agreed: float,
    tried: int,
    how: Fit = Fit.EXACT,
    *,
    bound: bool = False,
) -> None:
    prior = _FITTING + (_TOTAL if any(w in total.words for w in load("relations")["sums"]["total"]) else 0.0)
    evidence = weigh(agreed, prior, tried)
    if evidence < LIKELY and not bound:
        return
    value = sum((f.value for f in several), ZERO)
    due = amount_text(
        value, total.quantity, max(total.quantity.decimals, 2) if total.quantity.factor > 1 else None
    )
    working = f"{' + '.join(f.working for f in several)} = {due}"
    ledger.add(
        "product",
        total,
        tuple(f for one in several for f in one.figures),
        working,
        due,
        how,
        evidence=evidence,
        bound=bound,
    )


def _of_percent(ledger: Ledger, total: Figure) -> None:
    """“总保费1293.45万元，中央补贴47.5%为614.39万元”: a percentage right before an amount, of an amount before it."""
    found = _percent_before(ledger, total)
    if found is None or not found[0].plain:
        return
    rate, before = found
    bases = [f for f in before[::-1] if f.money and f.plain][:_BASES]
    for tried, base in enumerate(bases, 1):
        value = base.quantity.amount * rate.quantity.value / HUNDRED
        exact = value == total.quantity.amount
        span = base.quantity.interval * rate.quantity.printed
        near = abs(value - total.quantity.amount) <= ulp(total.quantity)
        if not exact and not (near and span.scaled(ONE / HUNDRED).meets(total.quantity.interval)):
            continue
        agreed = digits(total.quantity.amount, ulp(total.quantity))
        due = amount_text(value, total.quantity, max(2, total.quantity.decimals))
        ledger.add(
            "product", total, (base, rate), f"{printed(base)} × {printed(rate)} = {due}", due, Fit.EXACT if exact else Fit.ROUNDING,
            evidence=weigh(agreed, _FITTING, tried),
        )  # fmt: skip
        ledger.bases.setdefault(base.index, base)
        return


def _prices(ledger: Ledger, total: Figure) -> list[Figure]:
    """The prices and standards near a total: of its paragraph, else of the one before."""
    here = [f for f in ledger.text.blocks[total.block].figures if f.kind.startswith("元/") and f.plain]
    for back in range(1, _REACH):
        if not here and total.block >= back:
            here = [
                f
                for f in ledger.text.blocks[total.block - back].figures
                if f.kind.startswith("元/") and f.plain
            ]
    return sorted(here, key=lambda f: abs(f.index - total.index))[:_MOST]


def _factors(ledger: Ledger, price: Figure) -> Iterator[Factors]:
    """What a price may be multiplied with: a count of each thing that it is for one of."""
    things = [
        kind_of(t) if kind_of(t) else t for t in re.split(r"[/·.]", price.kind.removeprefix("元/")) if t
    ]
    figures = ledger.text.blocks[price.block].figures
    near = sorted(
        (f for f in figures if f.plain and f is not price), key=lambda f: abs(f.index - price.index)
    )
    choices: list[list[tuple[Figure | None, Decimal]]] = []
    for thing in things:
        same = [(f, ONE) for f in near if _counts(f, thing)][:_MOST]
        implied: list[tuple[Figure | None, Decimal]] = []
        if thing in ("月", "个月"):
            implied = [(None, _TWELVE)]
        elif thing in ("年", "期", "学期", "学年"):
            implied = [(None, ONE)]
        choices.append([*same, *implied])
    if not choices or not all(choices):
        return
    for picked in _products(choices):
        counts = tuple(f for f, _ in picked if f is not None)
        times = ONE
        for _, factor in picked:
            times *= factor
        if counts:
            yield Factors((*counts, price), times)


def _products(
    choices: Sequence[Sequence[tuple[Figure | None, Decimal]]],
) -> Iterator[tuple[tuple[Figure | None, Decimal], ...]]:
    if not choices:
        yield ()
        return
    for first in choices[0]:
        for rest in _products(choices[1:]):
            yield (first, *rest)


def _counts(figure: Figure, thing: str) -> bool:
    if thing in ("月", "个月"):
        return figure.kind in ("个月", "月")
    if thing in ("生", "人"):
        return figure.kind == "人"
    return figure.kind == thing


def _several(ledger: Ledger, total: Figure, prices: Sequence[Figure]) -> Iterator[list[Factors]]:
    """“小学生140人、初中生96人，小学生300元/年、初中生500元/年”: as many counts as prices, in the same order."""
    figures = [f for f in ledger.text.blocks[total.block].figures if f.sentence == total.sentence and f.plain]
    priced = sorted((p for p in prices if p in figures), key=lambda f: f.index)
    if len(priced) < 2:
        return
    kinds = {
        f.kind for f in figures if not f.money and f.kind not in ("%", "") and not f.kind.startswith("元/")
    }
    for kind in sorted(kinds):
        counts = [f for f in figures if f.kind == kind]
        if len(counts) == len(priced):
            yield [Factors((c, p)) for c, p in zip(counts, priced, strict=True)]
    # Each price with the count right before it: 140人×300元/人、96人×500元/人.
    paired = [(_nearest(figures, p), p) for p in priced]
    if all(c is not None for c, _ in paired):
        yield [Factors((c, p)) for c, p in paired if c is not None]


def _nearest(figures: Sequence[Figure], price: Figure) -> Figure | None:
    return next(
        (
            f
            for f in reversed(figures)
            if f.index < price.index
            and not f.money
            and not f.kind.startswith("元/")
            and f.kind not in ("%", "")
        ),
        None,
    )


# ── Periods ───────────────────────────────────────────────────────────────────────────────────────────


@cache
def _period() -> re.Pattern[str]:
    periods = "|".join(sorted(load("relations")["products"]["periods"], key=len, reverse=True))
    return re.compile(
        rf"(?:每|一)个?(?P<period>{periods})(?P<what>[^，,。；;\d]{{0,12}}?)(?P<times>[一二两三四五六\d]{{1,2}})次[，,](?:全年)?共计?(?P<total>\d{{1,3}})次"
    )


def _in_periods(ledger: Ledger) -> None:
    """“一个季度督导一次，共4次”."""
    periods = load("relations")["products"]["periods"]
    for block in ledger.text.blocks:
        if "次" not in block.flat or "共" not in block.flat:
            continue
        for match in _period().finditer(block.flat):
            times = int(match["times"]) if match["times"].isdigit() else chinese_number(match["times"])
            total = next((f for f in block.figures if f.start == match.start("total")), None)
            if times is None or total is None or periods[match["period"]] * times != total.quantity.value:
                continue
            each = f"{periods[match['period']]} × {times} = {printed(total)}"
            ledger.add(
                "product",
                total,
                (),
                each,
                printed(total),
                Fit.EXACT,
                evidence=LIKELY,
                weak=True,
                label=match["what"],
            )


# ── Accusing ──────────────────────────────────────────────────────────────────────────────────────────


def _percent_before(ledger: Ledger, total: Figure) -> tuple[Figure, Sequence[Figure]] | None:
    """The percentage whose amount a figure is said to be, and the figures of the paragraph before that."""
    figures = ledger.text.blocks[total.block].figures
    at = total.index - figures[0].index
    if at < 2 or figures[at - 1].kind != "%":
        return None
    rate = figures[at - 1]
    return (rate, figures[: at - 1]) if _OF_PERCENT.fullmatch(ledger.text.flat(rate, total)) else None


def _of_percent_missed(ledger: Ledger, total: Figure) -> None:
    """A percentage of an amount of which other percentages of the paragraph are right, or of the one total before it."""
    found = _percent_before(ledger, total)
    if found is None:
        return
    rate, before = found
    words = load("relations")["products"]
    bases = [f for f in before if f.index in ledger.bases] or _only_base(total, before)
    said = f"{rate.words}{rate.lead}{total.behind}"
    if len(bases) != 1 or not rate.plain or any(w in said for w in words["loose"]):
        return
    value = bases[0].quantity.amount * rate.quantity.value / HUNDRED
    due = amount_text(value, total.quantity, max(2, total.quantity.decimals))
    # A whole percentage is one that was laid down, not a rounded one.
    laid_down = rate.quantity.decimals == 0
    part = Interval.point(rate.quantity.value) if laid_down else rate.quantity.printed
    span = (bases[0].quantity.interval * part).scaled(ONE / HUNDRED)
    if span.meets(total.quantity.interval):
        return
    ledger.add(
        "product",
        total,
        (bases[0], rate),
        f"{printed(bases[0])} × {printed(rate)} = {due}",
        due,
        Fit.WRONG,
        bound=True,
    )


def _only_base(total: Figure, before: Sequence[Figure]) -> list[Figure]:
    """The amount that its sentence calls a total, where it is the only one before its percentage."""
    own = [f for f in before if f.money and f.sentence == total.sentence]
    named = (
        len(own) == 1
        and own[0].plain
        and any(w in own[0].words for w in load("relations")["products"]["base"])
    )
    return own if named else []


def _of_percent_slipped(ledger: Ledger, total: Figure) -> None:
    """“总保费1293.45万元，补贴32.5%为420.37元”: right but for the unit."""
    found = _percent_before(ledger, total)
    if found is None:
        return
    rate, before = found
    for base in [f for f in before[::-1] if f.money and f.plain][:_BASES]:
        value = base.quantity.value * rate.quantity.value / HUNDRED
        apart = {base.quantity.factor, total.quantity.factor} == {ONE, Decimal(10_000)}
        if (
            apart
            and abs(value - total.quantity.value) <= total.quantity.half_ulp * 2
            and digits(total.quantity.value, total.quantity.half_ulp * 2) > 3
        ):
            due = f"{total.quantity.value}{base.quantity.unit}"
            ledger.add(
                "product",
                total,
                (base, rate),
                f"{printed(base)} × {printed(rate)} = {due}",
                due,
                Fit.WRONG,
                bound=True,
                licence="unit",
            )
            return


def accuse(ledger: Ledger) -> None:
    """Totals that fail although their sentence has just one price and one count of what it is for, or a list of each."""
    said = load("relations")["sums"]["total"]
    for total in ledger.by_kind.get("元", ()):
        if not total.plain or not ledger.free(total) or total.index in ledger.exact:
            continue
        _of_percent_slipped(ledger, total)
        if ledger.free(total):
            _of_percent_missed(ledger, total)
        if ledger.free(total) and any(w in total.words for w in said):
            _of_price_missed(ledger, total)
        if ledger.free(total):
            _of_each_missed(ledger, total)


def _of_price_missed(ledger: Ledger, total: Figure) -> None:
    block = ledger.text.blocks[total.block]
    figures = [f for f in block.figures if f.sentence == total.sentence]
    prices = [f for f in figures if f.kind.startswith("元/") and f.plain]
    counts = [f for f in figures if f not in prices and f is not total]
    if not prices or any(f.money for f in counts) or not all(f.plain for f in counts):
        return
    start, end = block.sentences[total.sentence]
    if len(prices) == 1:
        factors = [f for f in _factors(ledger, prices[0]) if all(x in figures for x in f.figures)]
        full = [f for f in factors if len(f.figures) == len(counts) + 1]
        if len(full) == 1 and not _unsure(block.flat[start:end], full[0]):
            _add(ledger, total, full, 0.0, 1, Fit.WRONG, bound=True)
        return
    several = list(_several(ledger, total, prices))
    if not several or len(counts) != len(prices) or _unsure(block.flat[start:end], *several[0]):
        return
    if _same_names(counts, prices) or _multiplied(ledger, counts, prices):
        _add(ledger, total, several[0], 0.0, 1, Fit.WRONG, bound=True)


def _of_each_missed(ledger: Ledger, total: Figure) -> None:
    """“甲类164人，每人1500元，发放26.4万元；”: a count, what each gets, and what it makes, with nothing else before it."""
    block = ledger.text.blocks[total.block]
    start, _ = block.sentences[total.sentence]
    start = max(start, *(block.flat.rfind(mark, start, total.start) + 1 for mark in "；;:"))
    before = [f for f in block.figures if start <= f.start < total.start]
    if len(before) < 2 or not all(f.plain and f.depth == total.depth for f in before[-2:]):
        return
    count, price = before[-2:]
    # Behind the total of people that it is a part of, a count stands for itself.
    if [f.index for f in before[:-2]] not in ([], *([n] for n in ledger.totals.get(count.index, ()))):
        return
    if not price.kind.startswith("元/") or not any(
        w in total.words for w in load("relations")["products"]["paid"]
    ):
        return
    factors = [f for f in _factors(ledger, price) if set(f.figures) == {count, price} and f.times == ONE]
    if len(factors) == 1 and not _unsure(block.flat[start : total.end + _AFTER], factors[0]):
        _add(ledger, total, factors, 0.0, 1, Fit.WRONG, bound=True)


def _unsure(sentence: str, *factors: Factors) -> bool:
    """Whether words of a sentence leave open what is multiplied; a measure that is a factor itself does not."""
    units = "".join(f.quantity.unit for one in factors for f in one.figures)
    words = load("relations")["products"]["unsure"]
    counted = any(f.kind in ("个月", "月") for one in factors for f in one.figures)
    return any(
        w in sentence for w in words if not (w == "月" and counted) and not (w == "次" and "人次" in units)
    )


def _multiplied(ledger: Ledger, counts: Sequence[Figure], prices: Sequence[Figure]) -> bool:
    """Whether a sign of multiplication stands between each count and its price: 140人×300元/人."""
    between = (ledger.text.flat(c, p) for c, p in zip(counts, prices, strict=True) if c.block == p.block)
    return all(gap in ("×", "*", "x", "X", "乘以", "乘") for gap in between)


def _same_names(counts: Sequence[Figure], prices: Sequence[Figure]) -> bool:
    """Whether counts and prices name the same things in the same order."""
    return all(p.label and c.label[-2:] == p.label[-2:] for c, p in zip(counts, prices, strict=True))

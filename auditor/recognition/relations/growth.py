"""Change between two periods: “较上年减少 d，下降 r%”, “2023年 a，2024年 b，压减率 r%”, “超任务 r%”.

Of two years' figures, their difference and the rate, any three fix the fourth. A 。 may stand between an amount and
its change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.relations import Fit, fit
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, ONE, Interval, Quantity, show
from auditor.recognition.relations.evidence import PROOF, weigh, width
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.relations.sums import kin, strength
from auditor.recognition.text.figures import Figure, outside

_YEAR = Pattern(r"((?:19|20)\d\d)年?")
_FROM = Pattern(r"(?:由|从)[^，,;；]*$")
_TO = Pattern(r"^(?:增加|增长|提高|提升|上升|减少|下降|降低|压减|压缩|降|增)?(?:到|至|为)")
_OVER = Pattern(
    r"(?P<subject>[^，,;；]*?)数?超(?:出|过|额完成)?(?:年初|年度|全年|预期)?(?:任务|目标|计划)(?:数|值)?的?$"
)
_NEAR = 60
_MOST = 14
_STRUCTURE = 1.5


class Change(Struct, frozen=True, eq=False):
    """What a text says of a change: any of the two figures, their difference and its rate.

    `falls`: the words say that it fell; a rate or difference is then of the decrease. `across`: a 。 stands between.
    """

    current: Figure | None
    previous: Figure | None
    difference: Figure | None
    rate: Figure | None
    falls: bool
    across: bool = False

    @property
    def label(self) -> str:
        """The name of what changed."""
        every = (self.current, self.previous, self.rate, self.difference)
        return next((f.label for f in every if f is not None and f.label), "")


def read(ledger: Ledger) -> None:
    """Find the changes of a text, right and wrong ones."""
    for block in ledger.text.blocks:
        told: set[int] = set()
        for figure in block.figures:
            if figure.plain and figure.kind == "%":
                _settle_rate(ledger, figure, told)
        for figure in block.figures:
            if figure.plain and figure.kind != "%" and figure.index not in told and _is_difference(figure):
                before = _segment(ledger, figure)
                change = _change(ledger, before, figure, None, _movement(figure.words) or "")
                if change is not None:
                    _settle(ledger, change)


def _settle_rate(ledger: Ledger, rate: Figure, told: set[int]) -> None:
    over = _OVER.search(rate.words)
    if over:
        if (change := _overfulfilled(ledger, rate, over["subject"])) is not None:
            _settle(ledger, change)
        return
    movement = _movement(rate.words)
    if not movement:
        return
    before = _segment(ledger, rate)
    difference = before[-1] if before and _is_difference(before[-1]) else None
    if difference is not None:
        told.add(difference.index)
    change = _change(ledger, before, difference, rate, movement)
    if change is not None:
        _settle(ledger, change)


# ── Words of change ───────────────────────────────────────────────────────────────────────────────────


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns of a figure's clause that ends in a word of rise, of fall, of either."""
    growth = load("relations")["growth"]
    tail = "(?:" + "|".join(growth["tail"]) + ")*$"

    def ending(words: list[str]) -> re.Pattern[str]:
        return re.compile("(" + "|".join(sorted(words, key=len, reverse=True)) + ")" + tail)

    return ending(growth["rise"]), ending(growth["fall"]), ending(growth["neutral"])


@cache
def _movement(words: str) -> str | None:
    """Whether a clause ends in a word of `rise`, `fall` or of either (`change`)."""
    if words.endswith(tuple(load("relations")["growth"]["negative"])):
        return None
    return next(
        (n for n, p in zip(("rise", "fall", "change"), _words(), strict=True) if p.search(words)), None
    )


def _is_difference(figure: Figure) -> bool:
    if figure.kind in ("%", "") or figure.kind.endswith("百分点"):
        return False
    return _movement(figure.words) in ("rise", "fall") and not _TO.search(figure.words)


@cache
def _subject_end() -> re.Pattern[str]:
    growth = load("relations")["growth"]
    names = ("rise", "fall", "neutral", "against", "previous", "compared")
    return re.compile("|".join(sorted((c for name in names for c in growth[name]), key=len, reverse=True)))


def _about(words: str, figures: Sequence[Figure]) -> bool:
    """Whether a change is that of some figures: it names nothing of its own, or what one of them names."""
    subject = _subject_end().split(_YEAR.sub("", words), maxsplit=1)[0]
    pairs = [subject[i : i + 2] for i in range(len(subject) - 1)]
    return not pairs or any(pair in f.lead for f in figures for pair in pairs)


def _period(figure: Figure) -> int | None:
    """The year of a figure: a calendar year, −1 for the year before, 0 for this one."""
    growth = load("relations")["growth"]
    years = _YEAR.findall(figure.lead)
    if any(w in figure.words for w in growth["previous"]):
        return -1
    if years:
        return int(years[-1])
    return 0 if any(w in figure.words for w in growth["current"]) else None


# ── Structure ─────────────────────────────────────────────────────────────────────────────────────────


def _segment(ledger: Ledger, stated: Figure) -> list[Figure]:
    """The amounts and counts before a change, back to the last ； or to another rate.

    Where a sentence begins with its change (“。较上年减少…”), back into the sentence before.
    """
    block = ledger.text.block(stated)
    found: list[Figure] = []
    at = stated
    crossed = False
    for figure in reversed([f for f in block.figures if f.index < stated.index and not f.limit]):
        gap = outside(ledger.text.flat(figure, at))
        if figure.kind == "%" or len(found) >= _MOST:
            break
        if strength(gap) > 2:
            first = found[0] if found else stated
            start = block.sentences[first.sentence][0]
            if crossed or not gap.startswith("。") or not _begins(block.flat[start : first.start]):
                break
            crossed = True
            found.insert(0, figure)
            break
        if figure.depth <= stated.depth:
            found.insert(0, figure)
            at = figure
    return found


def _begins(words: str) -> bool:
    """Whether the words before a sentence's first figure only say that it is a change."""
    return words.startswith(tuple(load("relations")["growth"]["against"])) and strength(words) <= 2


def _change(
    ledger: Ledger, before: Sequence[Figure], difference: Figure | None, rate: Figure | None, movement: str
) -> Change | None:
    stated = [f for f in (difference, rate) if f is not None]
    before = [f for f in before if not _is_difference(f)]
    previous, current = _periods(before, stated[-1])
    pair = previous is not None and current is not None
    if not pair and (rate is None or not (current or (previous and difference))):
        return None
    compared = any(w in f.lead for f in stated for w in load("relations")["growth"]["against"])
    if not pair and not difference and not compared:
        return None
    near = [f for f in (current, previous, difference) if f is not None]
    if not all(f.plain for f in near) or any(not kin(near[0], f) for f in near[1:]):
        return None
    if not all(_about(f.words, [n for n in near if n is not f]) for f in stated):
        return None
    falls = movement == "fall" or bool(difference and _movement(difference.words) == "fall")
    if movement == "change" and pair:
        assert previous and current and rate
        falls = current.quantity.amount < previous.quantity.amount and rate.quantity.value >= 0
    across = any(f.sentence != stated[0].sentence for f in near)
    return Change(current, previous, difference, rate, falls, across)


def _periods(before: Sequence[Figure], stated: Figure) -> tuple[Figure | None, Figure | None]:
    """The previous and the current figure among those before a change.

    The years that the change itself names pick them (“2024年比2023年增长”); else they are the last two, told
    apart by their periods, by 由…到… or by 较….
    """
    if not before:
        return None, None
    years = [int(y) for y in _YEAR.findall(stated.words)]
    if len(years) == 2:
        named = {_period(f): f for f in before}
        return named.get(min(years)), named.get(max(years))
    last = before[-1]
    pair = before[-2] if len(before) > 1 and kin(before[-2], last) and last.kind else None
    if pair and _FROM.search(pair.words) and _TO.search(last.words):
        return pair, last
    if pair and not _alike(pair, last):
        pair = None
    one, other = _period(last), _period(pair) if pair else None
    if one == -1 or last.words.startswith(tuple(load("relations")["growth"]["compared"])):
        return last, pair
    if other == -1 or (one and other and other < one):
        return pair, last
    if one and other and one < other:
        return last, pair
    return None, last


def _alike(left: Figure, right: Figure) -> bool:
    """Whether two labels can be of one thing: one says nothing but a period, or they share two characters."""
    one, two = (_YEAR.sub("", f.label) for f in (left, right))
    if len(one) < 4 or len(two) < 4 or any(w in one + two for w in load("relations")["growth"]["previous"]):
        return True
    return any(one[i : i + 2] in two for i in range(len(one) - 1))


def _overfulfilled(ledger: Ledger, rate: Figure, subject: str) -> Change | None:
    """“实际…数超任务 r%”: (done − planned) ÷ planned, from the nearest sentence that states both."""
    figures = ledger.text.figures[max(0, rate.index - _NEAR) : rate.index]
    sentences: dict[tuple[int, int], list[Figure]] = {}
    for figure in figures:
        sentences.setdefault((figure.block, figure.sentence), []).append(figure)
    for own in reversed(sentences.values()):
        if found := _planned_and_done(own, subject):
            return Change(found[1], found[0], None, rate, False)
    return None


def _planned_and_done(figures: Sequence[Figure], subject: str) -> tuple[Figure, Figure] | None:
    growth = load("relations")["growth"]
    for planned in figures:
        if not planned.plain or not any(w in planned.label for w in growth["planned"]):
            continue
        for done in figures:
            if done is planned or done.kind in ("%", "") or not done.plain or not kin(planned, done):
                continue
            named = done.label and (done.label in subject or subject in done.label) if subject else True
            if named and any(w in done.label for w in growth["done"]):
                return planned, done
    return None


# ── Arithmetic ────────────────────────────────────────────────────────────────────────────────────────


class Quotient(Struct, frozen=True, eq=False):
    """The recomputed rate of a change, in percent without its sign, with its arithmetic."""

    point: Decimal
    interval: Interval
    working: str
    operands: tuple[Figure, ...]


def _settle(ledger: Ledger, change: Change) -> None:
    _difference(ledger, change)
    rate = change.rate
    if rate is not None and ledger.free(rate) and not _from_nothing(ledger, change):
        _rate(ledger, change, rate)
    _direction(ledger, change)


def _rate(ledger: Ledger, change: Change, rate: Figure) -> None:
    made = _quotient(change)
    if made is None:
        if not change.across:
            ledger.add("growth", rate, (), "", "", Fit.OPEN)
        return
    stated = replace(rate.quantity, value=abs(rate.quantity.value))
    how = fit(stated, made.point, made.interval)
    if how is Fit.WRONG and (of_whole := _of_whole(ledger, change, stated)) is not None:
        change, made, how = of_whole
    if how is Fit.WRONG and change.across and _loose(ledger, change, rate):
        return
    ledger.add(
        "growth", rate, made.operands, made.working, f"{show(made.point, max(2, stated.decimals))}%", how,
        evidence=weigh(width(stated.printed, HUNDRED), _STRUCTURE, 1), bound=True, point=made.point, label=change.label,
        licence="soft" if _soft(ledger, rate) else "",
    )  # fmt: skip


def _of_whole(ledger: Ledger, change: Change, stated: Quantity) -> tuple[Change, Quotient, Fit] | None:
    """A change behind a list that is the total's (“总额…，其中：甲…，乙…，增加…，增长…”), where the total gives the rate."""
    current = change.current
    if current is None or change.previous is not None:
        return None
    for index in sorted(ledger.totals.get(current.index, ())):
        total = ledger.text.figures[index]
        if (total.block, total.sentence) != (current.block, current.sentence):
            continue
        whole = replace(change, current=total)
        if (made := _quotient(whole)) and (how := fit(stated, made.point, made.interval)) is not Fit.WRONG:
            return whole, made, how
    return None


def _quotient(change: Change) -> Quotient | None:
    current, previous, difference = change.current, change.previous, change.difference
    if previous and current:
        ratio = _divided(current, previous)
        if ratio is None:
            return None
        point, span = ratio[0] - ONE, ratio[1] - Interval.point(ONE)
        arithmetic = f"({printed(current)} − {printed(previous)}) ÷ {printed(previous)}"
        return _percent(point, span, arithmetic, (current, previous))
    if previous and difference:
        ratio = _divided(difference, previous)
        arithmetic = f"{printed(difference)} ÷ {printed(previous)}"
        return _percent(*ratio, arithmetic, (previous, difference)) if ratio else None
    if current and difference:
        ratio = _divided(current, difference)
        if ratio is None:
            return None
        step = ONE if change.falls else -ONE
        inverse, span = ratio[0] + step, ratio[1] + Interval.point(step)
        if inverse <= 0 or span.low <= 0:
            return None
        sign = "+" if change.falls else "−"
        arithmetic = f"{printed(difference)} ÷ ({printed(current)} {sign} {printed(difference)})"
        return _percent(ONE / inverse, Interval.point(ONE) / span, arithmetic, (current, difference))
    return None


def _divided(above: Figure, below: Figure) -> tuple[Decimal, Interval] | None:
    if below.quantity.amount <= 0 or below.quantity.interval.low <= 0:
        return None
    return above.quantity.amount / below.quantity.amount, above.quantity.interval / below.quantity.interval


def _percent(point: Decimal, span: Interval, arithmetic: str, operands: tuple[Figure, ...]) -> Quotient:
    """The change in percent, its sign taken off: the words say which way it goes."""
    percent, interval = point * HUNDRED, span.scaled(HUNDRED)
    working = f"{arithmetic} = {show(percent, 2)}%"
    if percent < 0:
        percent, interval = -percent, interval.scaled(-ONE)
    return Quotient(percent, interval, working, operands)


def _difference(ledger: Ledger, change: Change) -> None:
    """The difference of two stated figures against the stated one."""
    current, previous, stated = change.current, change.previous, change.difference
    if not (current and previous and stated) or not ledger.free(stated):
        return
    gap = abs(current.quantity.amount - previous.quantity.amount)
    span = current.quantity.interval - previous.quantity.interval
    due = amount_text(gap, stated.quantity, max(f.quantity.decimals for f in (current, previous, stated)))
    how = Fit.WRONG
    if gap == stated.quantity.amount:
        how = Fit.EXACT
    elif any(s.meets(stated.quantity.interval) for s in (span, span.scaled(-ONE))):
        how = Fit.ROUNDING
    ledger.add(
        "growth", stated, (current, previous), f"|{printed(current)} − {printed(previous)}| = {due}", due, how,
        evidence=PROOF, bound=True, label=change.label, licence="soft" if _soft(ledger, stated) else "",
    )  # fmt: skip


def _direction(ledger: Ledger, change: Change) -> None:
    """Words of rise over figures that fell, or the other way round."""
    current, previous, rate = change.current, change.previous, change.rate
    if not (current and previous) or current.quantity.interval.meets(previous.quantity.interval):
        return
    fell = current.quantity.amount < previous.quantity.amount
    negative = rate is not None and rate.quantity.value < 0
    if fell != (change.falls != negative):
        stated = rate or change.difference or current
        ledger.add(
            "direction", stated, (previous, current), f"{printed(previous)} → {printed(current)}", "", Fit.WRONG, bound=True,
            label=current.label or previous.label, word="fall" if change.falls else "rise",
        )  # fmt: skip


def _from_nothing(ledger: Ledger, change: Change) -> bool:
    """A finite rate of growth of what was nothing the year before: all of it is the increase."""
    current, stated, rate = change.current, change.difference, change.rate
    if current is None or stated is None or rate is None or change.falls or _soft(ledger, rate):
        return False
    if current.quantity.amount != stated.quantity.amount or current.quantity.amount <= 0:
        return False
    # Where the earlier figure only rounds to nothing, the rate is huge, but there is one.
    grown, now = stated.quantity.interval, current.quantity.interval
    most = now.high - grown.low
    if most > 0 and rate.quantity.printed.high >= grown.low / most * HUNDRED:
        return False
    ledger.add(
        "from_nothing", rate, (current, stated), f"{printed(current)} − {printed(stated)} = 0", "", Fit.WRONG, bound=True,
        label=current.label,
    )  # fmt: skip
    return True


def _soft(ledger: Ledger, figure: Figure) -> bool:
    """Whether its sentence is of growth that the printed figures need not give (可比价)."""
    block = ledger.text.block(figure)
    start, end = block.sentences[figure.sentence]
    return any(w in block.flat[start:end] for w in load("relations")["growth"]["soft"])


def _loose(ledger: Ledger, change: Change, rate: Figure) -> bool:
    """Whether words of the sentence before leave open what changed (等, 约, 其中)."""
    first = change.current or change.previous
    assert first is not None
    words = ledger.text.block(rate).flat[max(0, first.start - 20) : rate.end]
    return any(w in words for w in load("relations")["growth"]["loose"])

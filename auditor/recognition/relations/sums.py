"""Totals and their parts: a list behind a total or before it, in its bracket, in the paragraphs below, in other words.

The last totals come first, so that inner lists are found before those that they stand in: parts of a sum that holds
leave the scope, only roots remain. A total never stands in a tighter list (、) than its parts (；).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.patterns import Pattern
from auditor.quantity import ZERO, Interval, Quantity
from auditor.recognition.relations.evidence import LIKELY, PROOF, digits, finely, ulp, weigh
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.text.blocks import Block, Text
from auditor.recognition.text.figures import Figure, counted, outside
from auditor.recognition.text.lists import marks

_STRENGTH = {"、": 1, "+": 1, "，": 2, ",": 2, "；": 3, ";": 3, "。": 4, "!": 4, "?": 4}
_MOST_PARTS = 60
_NEAR = 16
_TITLES = Pattern(r"《[^《》]*》")
_NEAR_PART = 60
_PAIR_DIGITS = 4
_PAIR_WINDOW = 8
_BRACKET_GAP = 12
_NAME = 4


class Parts(Struct, frozen=True, eq=False):
    """A list of figures that may add up to a total, with what the structure alone speaks for it.

    `tried` is how many combinations stand for it at least. `single`: one part alone may be all of it.
    """

    figures: tuple[Figure, ...]
    prior: float
    single: bool = False
    tried: int = 1
    backwards: bool = False
    whole: bool = False


class Match(Struct, frozen=True, eq=False):
    """Parts that add up to a total, exactly or within rounding, and their evidence."""

    parts: tuple[Figure, ...]
    evidence: float
    exact: bool
    announced: bool
    listed: bool = True


def strength(text: str) -> int:
    """The strongest separator in some words: 0 none, 1 、, 2 ，, 3 ；, 4 。."""
    return max((_STRENGTH.get(c, 0) for c in text), default=0)


@cache
def openers() -> re.Pattern[str]:
    """What announces a list of parts."""
    words = load("relations")["sums"]
    every = sorted([*words["part"], *words["all"], ":", "="], key=len, reverse=True)
    return re.compile("|".join("(?<![立随当])即" if w == "即" else w for w in every))


def announced(between: str) -> bool:
    """Whether words between a total and a first part announce its list: right behind the total, or 其中 after a stop."""
    between = _TITLES.sub("", outside(between))
    for opener in openers().finditer(between):
        before, behind = between[: opener.start()], between[opener.end() :]
        near = len(before) <= _NEAR and strength(before) <= 2
        if (
            strength(behind) <= 2
            and len(behind) <= _NEAR_PART
            and (near or (before.endswith("。") and opener[0] == "其中"))
        ):
            return True
    return False


@cache
def _totals() -> re.Pattern[str]:
    return re.compile("|".join(sorted(load("relations")["sums"]["total"], key=len, reverse=True)))


def read(ledger: Ledger) -> None:
    """Find the sums of a text."""
    for figure in reversed(ledger.text.figures):
        if usable(figure) and ledger.free(figure):
            _settle(ledger, figure)


def usable(figure: Figure) -> bool:
    """Whether a figure can be a total or a part: a plain amount, no change, no figure of another year."""
    if not figure.plain or figure.role in ("change", "earlier") or figure.quantity.value < 0:
        return False
    return figure.kind not in ("", "倍") and not figure.kind.endswith("百分点")


def _settle(ledger: Ledger, total: Figure) -> None:
    best = max(_matches(ledger, total), key=lambda m: (m.evidence >= PROOF, m.evidence), default=None)
    if best is None:
        return
    parts = sorted(best.parts, key=lambda p: p.index)
    holds = best.evidence >= PROOF
    if not holds and not (best.announced and best.evidence >= LIKELY):
        return
    added = sum((p.quantity.amount for p in parts), ZERO)
    due = amount_text(added, total.quantity, max(p.quantity.decimals for p in (total, *parts)))
    working = f"{' + '.join(map(printed, parts))} = {due}"
    ledger.add(
        "sum", total, parts, working, due, Fit.EXACT if best.exact else Fit.ROUNDING, evidence=best.evidence,
        weak=not holds or len(best.parts) == 1,
    )  # fmt: skip
    if not best.listed or {p.role for p in best.parts} >= {"spent", "left"}:
        return  # what was spent and what is left are no parts of a list: a rate asks for them
    ledger.inner.update(p.index for p in best.parts if p.index > total.index or len(best.parts) > 1)


def _matches(ledger: Ledger, total: Figure) -> Iterator[Match]:
    for parts in candidates(ledger, total):
        if found := _prefix(ledger.text, total, parts):
            yield found
    rare = "/" in total.kind
    if rare or (total.money and digits(total.quantity.amount, ulp(total.quantity)) >= _PAIR_DIGITS):
        yield from _pairs(ledger, total, 1.2 if rare else 0.2)


def candidates(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """The lists that may be a total's parts."""
    yield from _bracketed(ledger, total)
    if total.kind == "%" and not _rate_of_parts(ledger, total):
        return
    yield from _behind(ledger, total)
    if total.kind == "%":
        return
    yield from _marked(ledger, total)
    yield from _below(ledger, total)
    yield from _ahead(ledger, total)
    yield from _columns(ledger, total)
    yield from _spent_below(ledger, total)


def _rate_of_parts(ledger: Ledger, total: Figure) -> bool:
    """Whether percentages behind one may be its parts: announced right behind it, and it is no rate of money."""
    if any(total.label.endswith(n) for r in load("relations")["rates"] if r["money"] for n in r["names"]):
        return False
    behind = next(iter(ledger.after(total, most=1)), None)
    if behind is None or behind.block != total.block:
        return False
    gap = ledger.text.flat(total, behind)
    return strength(gap) < 4 and bool(openers().search(gap))


def _bracketed(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """“248万元(上年结转95万元,本年下达153万元)”."""
    block = ledger.text.block(total)
    opened = block.flat.find("(", total.end, total.end + _BRACKET_GAP)
    if opened < 0 or strength(block.flat[total.end : opened]) > 2:
        return
    listed = [f for f in ledger.after(total) if f.block == total.block and f.bracket == opened and usable(f)]
    if listed:
        lead = block.flat[opened + 1 : listed[0].start]
        yield Parts(tuple(listed), 1.5, single="其中" in lead, whole=True)


def after(ledger: Ledger, total: Figure) -> list[Figure]:
    """The figures behind a total that may be its parts: of its kind, or counts in 个 and 项 beside others."""
    if not counted(total.kind):
        return ledger.after(total, most=_MOST_PARTS)
    figures = ledger.text.block(total).figures
    first = total.index - figures[0].index + 1
    return [f for f in figures[first : first + 2 * _MOST_PARTS] if kin(f, total)][:_MOST_PARTS]


def _behind(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """“总额…,其中:甲…,乙…”: the roots behind a total at its own depth, all of them or those of its own role."""
    text = ledger.text
    listed: list[Figure] = []
    for figure in after(ledger, total):
        if figure.block != total.block or figure.depth < total.depth:
            break
        if total.depth and figure.bracket != total.bracket and figure.depth == total.depth:
            break
        if figure.depth != total.depth or ledger.taken(figure, total) or not usable(figure):
            continue
        listed.append(figure)
    # The first figure behind a total is its list's first, or the total has no list.
    if not listed or any(total.index < n < listed[0].index for n in _inner_near(ledger, total)):
        return
    between = text.flat(total, listed[0])
    opener = announced(between)
    if not opener and (strength(between) <= 1 or len(listed) < 2 or openers().search(total.lead)):
        return  # what stands first in a list is no total of the others
    prior = 1.5 if opener else 0.0
    yield Parts(
        tuple(listed),
        prior,
        single="。" not in between and any(w in between for w in ("其中", "即", "包括", "含")),
    )
    for k in range(1, min(3, len(listed) - 1)):
        if "其中" in text.flat(listed[k - 1], listed[k]) and strength(text.flat(total, listed[k])) <= 2:
            yield Parts(tuple(listed[k:]), 1.0, tried=k + 1)  # 受理120件，办结118件，其中甲…、乙…
    if total.role:
        column = [f for f in listed if f.role == total.role]
        if len(column) > 1 and len(column) < len(listed):
            yield Parts(tuple(column), prior, tried=2)


def _marked(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """“共计100分，(1)产出50分…(2)效益30分…”: the first root of each marked item."""
    block = ledger.text.block(total)
    for starts in marks(block.flat[total.end :]):
        ends = [*starts[1:], len(block.flat) - total.end]
        firsts = [
            next(
                (f for f in block.figures if total.end + a <= f.start < total.end + b and f.kind == total.kind and usable(f)), None
            )
            for a, b in zip(starts, ends, strict=True)
        ]  # fmt: skip
        if all(f is not None and f.index not in ledger.inner for f in firsts):
            yield Parts(tuple(f for f in firsts if f is not None), 1.9, whole=True)


def _columns(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """“审定金额32亿元，其中预算…审定金额21亿元，结算…审定金额11亿元”: the figures of one name in a paragraph."""
    if len(total.label) < _NAME:
        return
    figures = ledger.text.block(total).figures
    same = [
        f
        for f in figures
        if f.kind == total.kind and f.plain and f is not total and f.label[-_NAME:] == total.label[-_NAME:]
    ]
    behind, before = (
        [f for f in same if f.index > total.index],
        [f for f in same if f.index < total.index][::-1],
    )
    if len(behind) > 1:
        yield Parts(tuple(behind[:_MOST_PARTS]), 1.0, whole=True)
    if len(before) > 1:
        yield Parts(tuple(before[:_MOST_PARTS]), 1.0, backwards=True)


def _spent_below(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """“下达260万元。” and in the next paragraph “拨付160万元，拨付100万元”: all its money, and all of it spent."""
    blocks = ledger.text.blocks
    if total.role not in ("planned", "received") or not total.money:
        return
    for block in blocks[total.block + 1 : total.block + 3]:
        money = [f for f in block.figures if f.money]
        if len(money) > 1 and all(f.role in ("spent", "") and f.plain for f in money):
            yield Parts(tuple(money), 1.0 if all(f.role == "spent" for f in money) else 0.7)


def _inner_near(ledger: Ledger, total: Figure) -> Iterator[int]:
    """The parts of other sums that stand behind a total in its own bracket."""
    return (
        f.index
        for f in ledger.after(total)
        if f.block == total.block and f.depth == total.depth and ledger.taken(f, total)
    )


def _below(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """“…609万元,具体如下:” and the numbered paragraphs, or those up to the next heading: the first of each."""
    text, block = ledger.text, ledger.text.block(total)
    below = list(text.children(block.index))
    numbered = bool(below)
    if not below:
        below = _following(text, block.index)
        numbered = bool(below) and text.blocks[below[0]].level < 9
    if not below or (not numbered and not block.flat.endswith((":", "。"))):
        return
    firsts: list[Figure] = []
    for index in below[:_MOST_PARTS]:
        one = next(
            (
                f
                for f in text.blocks[index].figures
                if usable(f) and kin(f, total) and f.index not in ledger.inner
            ),
            None,
        )
        if one is None:
            if firsts:
                break
            continue
        firsts.append(one)
    if len(firsts) > 1:
        yield Parts(tuple(firsts), 1.9 if numbered else 1.0 if block.flat.endswith(":") else 0.0)


def _following(text: Text, index: int) -> list[int]:
    """The paragraphs behind one that go on with its list: numbered ones of one level, or plain ones up to a heading."""
    blocks = text.blocks[index + 1 : index + 1 + _MOST_PARTS]
    if not blocks or blocks[0].cell:
        return []
    level = blocks[0].level
    if level == 9 and not text.blocks[index].flat.endswith(":"):
        return []
    if level < text.blocks[index].level or level == 9:
        return [] if level < 9 and text.blocks[index].level < 9 else _run(blocks, level)
    return []


def _run(blocks: Sequence[Block], level: int) -> list[int]:
    found: list[int] = []
    for block in blocks:
        if block.level < level or block.cell:
            break
        if block.level == level:
            found.append(block.index)
    return found


def _ahead(ledger: Ledger, total: Figure) -> Iterator[Parts]:
    """“甲…、乙…,共计总额”: the roots before a total that says so, or behind which a “=” stands."""
    block = ledger.text.block(total)
    said = _totals().search(total.words)
    if not said and block.flat[max(0, total.start - 1) : total.start] != "=":
        return
    listed: list[Figure] = []
    for figure in ledger.before(total, most=_MOST_PARTS):
        if figure.block != total.block:
            break
        if figure.depth != total.depth or figure.index in ledger.inner or not usable(figure):
            continue
        listed.append(figure)
    if len(listed) > 1:
        yield Parts(tuple(listed), 0.8, backwards=True)


def kin(left: Figure, right: Figure) -> bool:
    """Whether two figures count the same."""
    if left.kind == right.kind:
        return True
    counts = counted(left.kind) and counted(right.kind)
    return counts and bool({left.kind, right.kind} & {"个", "项"})


def _prefix(text: Text, total: Figure, parts: Parts) -> Match | None:
    """The shortest run of a list's first parts that gives the total; zeros behind it belong to it."""
    finest = min(ulp(f.quantity) for f in (total, *parts.figures))
    due = total.quantity.amount
    if due <= 0:
        return None
    added = ZERO
    for n, figure in enumerate(parts.figures, 1):
        added += figure.quantity.amount
        if added < due and n < len(parts.figures):
            continue
        if added == due and (
            sum(1 for f in parts.figures[:n] if f.quantity.value) > 1 or (n == 1 and parts.single)
        ):
            chosen = parts.figures[:n]
            if not _allowed(text, total, chosen, parts):
                continue
            prior = parts.prior + _shape(text, total, chosen, parts)
            evidence = weigh(digits(due, finest), prior, parts.tried * max(1, n - 1))
            announced = parts.prior >= 0.8
            return Match(chosen, evidence, True, announced)
        if added > due * Decimal("1.2"):
            return None
    return _rounded(text, total, parts)


def _rounded(text: Text, total: Figure, parts: Parts) -> Match | None:
    """The run of a list's first parts that gives the total within rounding."""
    added = Interval.point(ZERO)
    whole, spans = finely(total.quantity, [f.quantity for f in parts.figures])
    for n, span in enumerate(spans, 1):
        added += span
        if n > 1 and added.meets(whole):
            chosen = parts.figures[:n]
            slack = max(added.high - added.low, total.quantity.half_ulp * 2 * total.quantity.factor)
            if not _allowed(text, total, chosen, parts) or slack <= 0:
                return None
            agreed = digits(total.quantity.amount, slack)
            prior = parts.prior + _shape(text, total, chosen, parts)
            return Match(chosen, weigh(agreed, prior, parts.tried * n), False, parts.prior >= 0.8)
    return None


def _gaps(text: Text, chosen: Sequence[Figure]) -> list[int]:
    return [strength(_plain_gap(text, a, b)) for a, b in pairwise(chosen)]


def _plain_gap(text: Text, left: Figure, right: Figure) -> str:
    one, other = (left, right) if left.index < right.index else (right, left)
    return text.flat(one, other)


def _allowed(text: Text, total: Figure, chosen: Sequence[Figure], parts: Parts) -> bool:
    """Whether a total may have these parts: it stands in no tighter list than they do."""
    if parts.backwards or parts.whole or chosen[0].block != total.block:
        return True
    between = text.flat(total, chosen[0])
    if openers().search(between):
        return True
    tight = strength(between)
    return tight > 1 and all(g <= tight for g in _gaps(text, chosen))


def _shape(text: Text, total: Figure, chosen: Sequence[Figure], parts: Parts) -> float:
    """What the shape of a list speaks for it."""
    prior = 0.5 if _totals().search(total.words) and not parts.backwards else 0.0
    last = chosen[-1] if not parts.backwards else total
    flat = text.block(last).flat
    rest = flat[last.end :]
    if not rest or re.match(r"[^，,、；;。()]{0,6}(?:[。；;)]|$)", rest):
        prior += 0.7
    if len(set(_gaps(text, chosen))) <= 1:
        prior += 0.3
    prior += min(0.2 * (len(chosen) - 2), 0.6) if len(chosen) > 2 else 0.0
    if len({f.quantity.unit for f in (total, *chosen)}) == 1:
        prior += 0.2
    if total.kind == "分":
        prior += 0.7
    if {f.role for f in chosen} >= {"planned", "spent"}:
        prior -= 1.0
    return prior


def _pairs(ledger: Ledger, total: Figure, prior: float) -> Iterator[Match]:
    """Two amounts of many digits that give a third, wherever they stand nearby."""
    near = [
        f
        for f in (*ledger.before(total, most=_PAIR_WINDOW), *ledger.after(total, most=_PAIR_WINDOW))
        if usable(f) and 0 < f.quantity.amount < total.quantity.amount
    ]
    known = {f.quantity.amount: f for f in near}
    for figure in known.values():
        other = known.get(total.quantity.amount - figure.quantity.amount)
        if other is None or other.index < figure.index or other is figure:
            continue
        if {figure.index, other.index} <= ledger.inner:
            continue  # they are the list of another total
        finest = min(ulp(f.quantity) for f in (total, figure, other))
        agreed = min(
            digits(total.quantity.amount, finest),
            *(digits(f.quantity.amount, finest) + 1 for f in (figure, other)),
        )
        tried = max(1, len(near) * (len(near) - 1) // 2)
        yield Match((figure, other), weigh(agreed, prior, tried), True, announced=False, listed=False)


def near_miss(stated: Quantity, due: Decimal) -> bool:
    """Whether a figure of four digits or more is one wrong or two swapped digits away from what is due."""
    places = stated.decimals
    scaled = (due / stated.factor).scaleb(places)
    one = format(stated.value.scaleb(places).to_integral_value(), "f")
    if scaled != scaled.to_integral_value():
        return False
    other = format(scaled.to_integral_value(), "f")
    if len(one) != len(other) or len(one.rstrip("0")) < _PAIR_DIGITS or one == other:
        return False
    wrong = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = (
        len(wrong) == 2
        and wrong[1] - wrong[0] == 1
        and one[wrong[0]] == other[wrong[1]]
        and one[wrong[1]] == other[wrong[0]]
    )
    return len(wrong) == 1 or swapped

"""Totals whose list is complete and fails: accused last, of figures that nothing has verified.

A list is complete where words say so (分别为, 由…构成), in its own bracket, as a known partition (基本 + 项目), with its
rest (区留用), or with as many parts as the text counts (分2批). A single wrong or swapped digit makes any announced
list wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.quantity import ZERO, chinese_number
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.relations.sums import announced, kin, near_miss, openers, strength, usable
from auditor.recognition.text.figures import Figure, outside

_MOST = 60
_FAR = 14
_COUNTED = 24
_BEHIND = 40
_TEN_THOUSAND = Decimal(10_000)


class Listed(Struct, frozen=True, eq=False):
    """A list behind a total, as far as its separators go on; `whole` says that it is all of it."""

    total: Figure
    parts: tuple[Figure, ...]
    whole: bool
    money: bool


def accuse(ledger: Ledger) -> None:
    """Find the totals that contradict their lists."""
    for total in reversed(ledger.text.figures):
        if not usable(total) or not ledger.free(total) or total.kind in ("%", "分"):
            continue
        listed = (
            _bracketed(ledger, total)
            or _announced(ledger, total)
            or _distributed(ledger, total)
            or _preceding(ledger, total)
        )
        if listed is not None and not any(
            p.index in ledger.stated and not ledger.stated[p.index].holds for p in listed.parts
        ):
            _judge(ledger, listed)


def _judge(ledger: Ledger, listed: Listed) -> None:
    total, parts = listed.total, listed.parts
    added = sum((p.quantity.amount for p in parts), ZERO)
    due = total.quantity.amount
    missed = near_miss(total.quantity, added) or any(
        near_miss(p.quantity, p.quantity.amount + due - added) for p in parts
    )
    if total.quantity.factor == 1 and all(p.quantity.factor == _TEN_THOUSAND for p in parts):
        if sum((p.quantity.value for p in parts), ZERO) == total.quantity.value:
            right = f"{total.quantity.value}{parts[0].quantity.unit}"
            working = f"{' + '.join(map(printed, parts))} = {right}"
            ledger.add("sum", total, parts, working, right, Fit.WRONG, bound=True, licence="unit")
        return
    slip = _slipped(parts)
    slips = slip and near_miss(
        total.quantity, sum((p.quantity.value * total.quantity.factor for p in parts), ZERO)
    )
    exceeds = (
        listed.money
        and total.index not in ledger.operands
        and added > due
        and all(p.quantity.amount < due for p in parts)
    )
    earlier = {f.quantity.amount for f in ledger.before(total, most=8) if f.block == total.block}
    if added == due or added in earlier or not (listed.whole or missed or exceeds or slips):
        return
    if slips:
        added = sum((p.quantity.value * total.quantity.factor for p in parts), ZERO)
    amount = amount_text(added, total.quantity, max(p.quantity.decimals for p in (total, *parts)))
    ledger.add(
        "sum", total, parts, f"{' + '.join(map(printed, parts))} = {amount}", amount, Fit.WRONG, bound=True,
        near_miss=bool(missed or slips) and not listed.whole, licence="unit" if slips else "",
    )  # fmt: skip
    ledger.failed.append((total, parts))
    ledger.doubted.update(f.index for f in (total, *parts))
    ledger.inner.update(f.index for f in parts)


def _slipped(parts: Sequence[Figure]) -> bool:
    """Whether one part is printed in 元 among others in 万元."""
    factors = [p.quantity.factor for p in parts]
    return factors.count(Decimal(1)) == 1 and factors.count(_TEN_THOUSAND) == len(factors) - 1 > 1


def _closed(ledger: Ledger, total: Figure, parts: Sequence[Figure], between: str) -> bool:
    """Whether a list names all parts."""
    words = load("relations")["sums"]
    if any(w in parts[-1].words for w in words["rest"]) or _partition(total, parts):
        return True
    if any(w in between for w in ("分别", "具体为", "分项为", ",即", "，即", "即:")) and not any(
        w in between for w in words["part"]
    ):
        return True
    if "由" in between and re.match(
        r"[^，,。；;]{0,6}(?:组成|构成)", ledger.text.block(parts[-1]).flat[parts[-1].end :]
    ):
        return True
    return _counted(ledger, total) == len(parts)


def _counted(ledger: Ledger, total: Figure) -> int | None:
    """How many parts the words around a total say that there are: 分2批下达, 共三笔."""
    flat = ledger.text.block(total).flat
    around = flat[max(0, total.start - _COUNTED) : total.end + _FAR]
    match = re.search(
        r"分([两二三四五六七八九\d]{1,2})(?:批|次|笔)|[^\d]([两二三四五\d])(?:类|大类|部分|块)[^，。；]{0,6}[，,]",
        around,
    )
    if match is None:
        return None
    number = match[1] or match[2]
    return int(number) if number.isdigit() else chinese_number(number)


def _partition(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts are named as a known partition: each member once, nothing that is no member."""
    for partition in load("claims")["partition"]:
        members, optional = partition["members"], partition.get("optional", [])
        if not any(w in (total.label or total.lead) for w in partition["of"]):
            continue
        named = [next((m for m in (*members, *optional) if m in p.label), None) for p in parts]
        if None not in named and len(set(named)) == len(named) and set(members) <= set(named):
            return True
    return False


def _loose(ledger: Ledger, first: Figure, last: Figure) -> bool:
    """Whether words of a list or right behind it leave it open."""
    flat = ledger.text.block(first).flat
    words = (
        outside(flat[first.start : last.end])
        + re.split(r"[，,。；;]", outside(flat[last.end : last.end + _BEHIND]))[0]
    )
    return any(w in words for w in load("relations")["sums"]["open"] if w != "其他")


def _doubtful(parts: Sequence[Figure]) -> bool:
    """Whether a part itself is said to leave something open."""
    open_ = [w for w in load("relations")["sums"]["open"] if w != "其他"]
    return any(w in p.words or p.behind.startswith(w) for p in parts for w in open_)


def _bracketed(ledger: Ledger, total: Figure) -> Listed | None:
    """The list in a total's own bracket."""
    block = ledger.text.block(total)
    opened = block.flat.find("(", total.end, total.end + 4)
    if opened < 0 or strength(block.flat[total.end : opened]):
        return None
    inside = [f for f in block.figures if f.bracket == opened and f.index > total.index]
    parts = [f for f in inside if f.kind == total.kind and usable(f)]
    if len(parts) < 2 or len(parts) != len(inside) or not total.money or _loose(ledger, total, parts[-1]):
        return None
    rest = block.flat[parts[-1].end : parts[-1].end + 1]
    lead = block.flat[opened + 1 : parts[0].start]
    if rest != ")" or any(w in lead for w in load("relations")["sums"]["part"]):
        return None
    return Listed(total, tuple(parts), whole=True, money=True)


def _announced(ledger: Ledger, total: Figure) -> Listed | None:
    """The list behind 其中, 分别为, a colon: its first two parts set the separator, a stronger one ends it."""
    text = ledger.text
    block = text.block(total)
    behind = [
        f
        for f in ledger.after(total, most=_MOST)
        if f.block == total.block and f.depth == total.depth and f.bracket == total.bracket
    ]
    roots = [f for f in behind if ledger.root(f)]
    if not roots:
        return None
    between = block.flat[total.end : roots[0].start]
    far = "。" in between
    if not (announced(between) or (_counted(ledger, total) and strength(between) <= 2)) or _gap_figures(
        ledger, total, roots[0]
    ):
        return None
    parts: list[Figure] = []
    level = 0
    for figure in roots:
        gap = block.flat[parts[-1].end : figure.start] if parts else ""
        if not usable(figure) or not kin(figure, total) or (parts and not _goes_on(parts, figure, total)):
            break
        strong = strength(gap)
        if parts and (not strong or strong > 3 or (level and strong > level)):
            break
        if parts and "其中" in gap and figure.index not in ledger.inner:
            break
        level = level or (strong if parts else 0)
        parts.append(figure)
    named = next((n for n in range(2, len(parts) + 1) if _partition(total, parts[:n])), len(parts))
    parts = parts[:named]
    if len(parts) < 2 or _doubtful([total, *parts]):
        return None
    # A list inside it that fails may lend it its parts: what they add up to says nothing.
    nested = any(openers().search(block.flat[a.end : b.start]) for a, b in pairwise(parts))
    loose = nested or _loose(ledger, total, parts[-1])
    whole = not far and not loose and _closed(ledger, total, parts, between)
    return Listed(total, tuple(parts), whole, total.money and not far and not loose)


def _gap_figures(ledger: Ledger, total: Figure, first: Figure) -> bool:
    """Whether a figure of the total's kind, even a hedged or changed one, stands between it and its list."""
    return any(
        f.kind == total.kind and total.index < f.index < first.index for f in ledger.text.block(total).figures
    )


def _goes_on(parts: Sequence[Figure], figure: Figure, total: Figure) -> bool:
    """Whether a figure can be the next part: it has the role of the first, and its name turns to nothing else."""
    if (
        figure.role
        and parts[0].role
        and figure.role != parts[0].role
        and figure.label[-2:] != parts[0].label[-2:]
    ):
        return False
    if figure.role and not parts[0].role and figure.role != total.role:
        return False
    known = parts[0].words + total.words
    if any(t in figure.words and t not in known for t in load("claims")["sums"]["turns"]):
        return False
    return not (parts[0].role and not figure.role and not figure.label)


def _preceding(ledger: Ledger, total: Figure) -> Listed | None:
    """“甲…、乙…，共计总额”: all roots of the sentence before a total that says so; a slip of one digit is told."""
    if not any(total.words.endswith(w) for w in load("relations")["sums"]["total"][:6]):
        return None
    parts = [
        f
        for f in ledger.before(total, most=_MOST)
        if f.block == total.block
        and f.sentence == total.sentence
        and f.depth == total.depth
        and ledger.root(f)
    ][::-1]
    if len(parts) < 2 or not all(map(usable, parts)) or _doubtful([total, *parts]):
        return None
    return Listed(total, tuple(parts), whole=False, money=False)


def _distributed(ledger: Ledger, total: Figure) -> Listed | None:
    """“下达100万元，安排甲10万元、乙20万元，区留用…”: a list with its rest, behind no opener."""
    words = load("relations")["sums"]["rest"]
    parts: list[Figure] = []
    for figure in ledger.after(total, most=_MOST):
        if figure.block != total.block or figure.sentence != total.sentence or figure.depth != total.depth:
            break
        if not usable(figure) or figure.quantity.amount >= total.quantity.amount:
            break
        parts.append(figure)
        if any(w in figure.words for w in words):
            break
    if len(parts) < 3 or not any(w in parts[-1].words for w in words) or _loose(ledger, total, parts[-1]):
        return None
    return Listed(total, tuple(parts), whole=True, money=total.money)

"""Totals whose list is complete and fails: accused last, of figures that nothing has verified.

A list is complete where words say so (分别为, 由…构成), in its own bracket, as a known partition (基本 + 项目), with its
rest (区留用), or with as many parts as the text counts (分2批). A single wrong or swapped digit makes any announced
list wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate, pairwise

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.quantity import ZERO, Interval, chinese_number
from auditor.recognition.relations.evidence import finely, ulp
from auditor.recognition.relations.ledger import Ledger, amount_text, printed
from auditor.recognition.relations.sums import after, announced, kin, near_miss, openers, strength, usable
from auditor.recognition.text.figures import Figure, outside

_MOST = 60
_FAR = 14
_COUNTED = 24
_BEHIND = 40
_TEN_THOUSAND = Decimal(10_000)
_NEARLY = Decimal("0.05")


class Listed(Struct, frozen=True, eq=False):
    """A list behind a total, as far as its separators go on.

    `whole`: it is all of it; `more`: its parts can be no more than the total; `open`: where little is missing, that is
    worth a note.
    """

    total: Figure
    parts: tuple[Figure, ...]
    whole: bool
    more: bool
    open: bool = False


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
    if not (listed.whole or total.money):
        return  # groups of people and things overlap: 到馆4312人次，其中学生2604人次、退休职工1808人次
    sums = tuple(accumulate(p.quantity.amount for p in parts))
    if any(2 * parts[0].quantity.amount == upto for upto in sums[2:]):
        return  # the parts behind the first one are its own: 其中：甲270万元，上级200万元、自筹70万元；乙…
    added, due = sums[-1], total.quantity.amount
    if due in sums[1:] or added in _earlier(ledger, total) or within_rounding(total, parts):
        return
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
    exceeds = listed.more and added > due and all(p.quantity.amount < due for p in parts)
    if slips:
        added = sum((p.quantity.value * total.quantity.factor for p in parts), ZERO)
    likely = not listed.whole
    licence = "unit" if slips else ""
    if not (listed.whole or missed or exceeds or slips):
        if not listed.open or due < added or len(parts) < 3 or due - added > due * _NEARLY:
            return
        licence = "open"
    elif _coarsely(total, parts):
        # Roundings would not leave the fine digits in agreement: a whole difference is a slip.
        whole = (added - due) % max(ulp(f.quantity) for f in (total, *parts)) == 0
        likely, licence = True, licence or ("" if whole else "coarse")
    told(ledger, total, parts, added, likely=likely, licence=licence)


def told(
    ledger: Ledger,
    total: Figure,
    parts: Sequence[Figure],
    added: Decimal,
    *,
    likely: bool = False,
    licence: str = "",
) -> None:
    """Accuse a total of what its parts add up to."""
    amount = amount_text(added, total.quantity, max(p.quantity.decimals for p in (total, *parts)))
    ledger.add(
        "sum", total, parts, f"{' + '.join(map(printed, parts))} = {amount}", amount, Fit.WRONG, bound=True,
        near_miss=likely, licence=licence,
    )  # fmt: skip
    if licence != "open":
        ledger.failed.append((total, tuple(parts)))
        ledger.doubted.update(f.index for f in (total, *parts))
        ledger.inner.update(f.index for f in parts)


def _earlier(ledger: Ledger, total: Figure) -> set[Decimal]:
    """The amounts right before a total: its list may be theirs."""
    return {f.quantity.amount for f in ledger.before(total, most=8) if f.block == total.block}


def within_rounding(total: Figure, parts: Sequence[Figure], least: int = 0) -> bool:
    """Whether total and parts agree at the finest digits printed in their list."""
    whole, spans = finely(total.quantity, [p.quantity for p in parts], least)
    return sum(spans, Interval.point(ZERO)).meets(whole)


def _coarsely(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether total and parts agree by their own printed digits, as if no trailing zeros had been dropped."""
    added = sum((p.quantity.interval for p in parts), Interval.point(ZERO))
    return added.meets(total.quantity.interval)


def _slipped(parts: Sequence[Figure]) -> bool:
    """Whether one part is printed in 元 among others in 万元."""
    factors = [p.quantity.factor for p in parts]
    return factors.count(Decimal(1)) == 1 and factors.count(_TEN_THOUSAND) == len(factors) - 1 > 1


def _closed(ledger: Ledger, total: Figure, parts: Sequence[Figure], between: str) -> bool:
    """Whether a list names all parts."""
    words = load("relations")["sums"]
    if any(w in parts[-1].words for w in words["rest"]) or _partition(total, parts):
        return True
    if _goal_of(total, parts):
        return False  # 目标100人：实际甲60人、乙55人
    levels = {strength(ledger.text.flat(a, b)) for a, b in pairwise(parts)}
    if (
        re.fullmatch(r"\)?[:=][^，,；;。:=]*", between)
        and max(levels) <= 2
        and not any(w in between for w in words["part"])
    ):
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


def _goal_of(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a total is a goal, and its parts are not."""
    goal = load("relations")["comparisons"]["goal"]
    return any(w in total.words for w in goal) and not any(w in p.words for p in parts for w in goal)


def partition(total: str, names: Sequence[str]) -> bool:
    """Whether parts are named as a known partition: each member once, nothing that is no member."""
    for known in load("relations")["partition"]:
        members, optional = known["members"], known.get("optional", [])
        if not any(w in total for w in known["of"]):
            continue
        named = [next((m for m in (*members, *optional) if m in name), None) for name in names]
        if None not in named and len(set(named)) == len(named) and set(members) <= set(named):
            return True
    return False


def _partition(total: Figure, parts: Sequence[Figure]) -> bool:
    return partition(total.label or total.lead, [p.label for p in parts])


def _loose(ledger: Ledger, first: Figure, last: Figure) -> bool:
    """Whether words of a list or right behind it leave it open."""
    flat = ledger.text.block(first).flat
    words = (
        outside(flat[first.start : last.end])
        + re.split(r"[，,。；;]", outside(flat[last.end : last.end + _BEHIND]))[0]
    )
    rest = outside(flat[last.end : last.end + _BEHIND]).split("。")[0]
    left = "|".join(load("relations")["sums"]["rest"])
    if re.match(rf"[，,；;](?:{left})\D*$", rest):
        return True  # 其余为区级配套
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
    if rest != ")":
        return None
    return Listed(
        total, tuple(parts), whole=not any(w in lead for w in load("relations")["sums"]["part"]), more=True
    )


def _announced(ledger: Ledger, total: Figure) -> Listed | None:
    """The list behind 其中, 分别为, a colon: its first two parts set the separator, a stronger one ends it."""
    text = ledger.text
    block = text.block(total)
    behind = [
        f
        for f in after(ledger, total)
        if f.block == total.block and f.depth == total.depth and f.bracket == total.bracket
    ]
    roots = [f for f in behind if ledger.root(f)]
    if not roots:
        return None
    between = block.flat[total.end : roots[0].start]
    again = between.startswith(f"。{total.label}由") and bool(total.label)
    far = "。" in between and not again
    if not (
        announced(between) or again or (_counted(ledger, total) and strength(between) <= 2)
    ) or _gap_figures(ledger, total, roots[0]):
        return None
    joins = tuple(load("relations")["counts"]["joins"])
    parts: list[Figure] = []
    level = 0
    for figure in roots:
        gap = block.flat[parts[-1].end : figure.start] if parts else ""
        strong = strength(gap) or int(bool(parts) and gap.startswith(joins))
        if (
            not usable(figure)
            or not kin(figure, total)
            or (parts and not _goes_on(parts, figure, total, strong))
        ):
            break
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
    sure = not far and not loose
    more = sure and total.money and total.index not in ledger.operands
    return Listed(total, tuple(parts), whole, more, open=sure and total.money)


def _gap_figures(ledger: Ledger, total: Figure, first: Figure) -> bool:
    """Whether a figure of the total's kind, even a hedged or changed one, stands between it and its list."""
    return any(
        f.kind == total.kind and total.index < f.index < first.index for f in ledger.text.block(total).figures
    )


def _goes_on(parts: Sequence[Figure], figure: Figure, total: Figure, strong: int) -> bool:
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
    if strong > 1 and any(t in figure.words and t not in known for t in load("relations")["sums"]["turns"]):
        return False
    return not (parts[0].role and not figure.role and not figure.label)


@cache
def _behind() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(sorted(load("relations")["sums"]["behind"], key=len, reverse=True))
    return re.compile(f"(?:{words})$|^(?:合计|共计|总计)"), re.compile(f"^(?:{words})$")


def _preceding(ledger: Ledger, total: Figure) -> Listed | None:
    """“甲…、乙…，共计总额”: the roots before a total that says so, in one list."""
    ends, bare = _behind()
    if not ends.search(total.words):
        return None
    parts: list[Figure] = []
    level = 0
    for figure in reversed(ledger.text.block(total).figures):
        if figure.index >= total.index or figure.depth > total.depth or figure.limit:
            continue
        gap = outside(ledger.text.flat(figure, parts[0] if parts else total))
        strong = strength(gap)
        if (
            figure.depth < total.depth
            or strong > 3
            or ":" in gap
            or "其中" in gap
            or (level and strong > level)
        ):
            break
        if not kin(figure, total) or figure.role in ("change", "earlier"):
            continue
        if not usable(figure) or not ledger.root(figure):
            break
        level = level or (strong or 1 if parts else 0)
        parts.insert(0, figure)
    if len(parts) < 2 or _doubtful([total, *parts]):
        return None
    return Listed(total, tuple(parts), whole=level <= 1 or bool(bare.search(total.words)), more=False)


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
    return Listed(total, tuple(parts), whole=True, more=total.money)

"""Percentages with what they are of: shares (“占…的 x%”), ratios (“n、m，合格率 x%”), execution rates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, takewhile

from auditor.lexicon import load
from auditor.model.relations import ExecutionClaim, Mention, RatioClaim, ShareClaim, SumClaim
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, Quantity
from auditor.recognition.claims.sentences import (
    Context,
    Figure,
    Sentence,
    kin,
    kind,
    percent,
    plainly,
    strength,
)

_CLOSE = 30
_TIED = 4
_MOST_WHOLES = 8
_OF = ("的", "的比重为", "的比例为")
_LAST_CLAUSE = Pattern(r"[，,;；。:(]")
_FILLER = Pattern(r"约|共|均|则|仅|也|分|并|\)")
_MONTHS = Pattern(r"\d月|全年|本年度?|年度")
_SHARE = Pattern(r"占([^占]*)$")
_BUDGET_SHARE = Pattern(r"[，,]?(?:完成|为)(?:年初|全年|年度|调整后?的?|本年)*预算数?的$", needs="算")
_SHARE_OF = Pattern(r"(?:占|^为|^是|^相当于)([^占]*)$")


def _any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _stated(figure: Figure) -> bool:
    """Whether a figure is a plain percentage."""
    return figure.quantity.unit == "%" and plainly(figure)


# ── Shares ────────────────────────────────────────────────────────────────────────────────────────────


def shares(sentence: Sentence, above: Sequence[Sentence], sums: Sequence[SumClaim]) -> Iterator[ShareClaim]:
    """The shares that a sentence states, each with the totals that the words allow.

    The whole is the figure that is named or stands behind 占, in the sentence or those before it (`above`,
    nearest first); else the total of the list that the part stands in; else, where a sentence counts two
    things, the first of them. A share whose whole is not found has none.
    """
    for n, share in enumerate(sentence.figures):
        if not _stated(share):
            continue
        if claim := _of_budget(sentence, sentence.figures[:n], share):
            yield claim
            continue
        direct = _direct_whole(sentence.figures[:n], share)
        named = _SHARE_OF.search(direct.words) if direct else _SHARE.search(share.lead)
        if named is None or strength(named[1]) or _of_each(named.string):
            continue
        edge = direct or share
        before = [
            f for f in sentence.figures if f.end <= edge.start and f.depth <= edge.depth and not percent(f)
        ]
        part = _part(before, (direct.lead if direct else share.lead)[: -len(named[0])])
        if part is None or not plainly(part):
            continue
        if direct:
            wholes: tuple[Mention, ...] = (
                (sentence.mention(direct),) if kin(direct.quantity, part.quantity) else ()
            )
        elif _closes_list(sentence, part, sums):
            wholes = ()
        else:
            wholes = _wholes(sentence, above, part, before, named[1], sums)
        yield ShareClaim(sentence.mention(part), wholes, sentence.mention(share), sentence.whole)


def _of_each(words: str) -> bool:
    """Whether a share is told of several things at once."""
    return "分别" in words or any(word in words for word in load("relations")["shares"]["each"])


def _of_budget(sentence: Sentence, before: Sequence[Figure], share: Figure) -> ShareClaim | None:
    """“支出预算 10 万元，支出决算 8 万元，完成预算的 80%”: the spending beside the share, the budgets beside that."""
    if not before or not _BUDGET_SHARE.match(share.lead) or _planned(before[-1]) or not _spending(before[-1]):
        return None
    part = before[-1]
    beside = takewhile(_planned, reversed(before[:-1]))
    wholes = tuple(sentence.mention(f) for f in beside if strength(sentence.between(f.end, part.start)) < 3)
    return (
        ShareClaim(sentence.mention(part), wholes, sentence.mention(share), sentence.whole)
        if wholes
        else None
    )


def _planned(figure: Figure) -> bool:
    """Whether a figure is money whose name ends as that of a budget."""
    return (
        kind(figure.quantity.unit) == "元" and plainly(figure) and figure.label.endswith(("预算", "预算数"))
    )


def _direct_whole(before: Sequence[Figure], share: Figure) -> Figure | None:
    """“占预算 2400 万元的 98%”: the whole is the figure between 占 and the share."""
    if before and share.lead in _OF and _SHARE_OF.search(before[-1].words) and not percent(before[-1]):
        return before[-1]
    return None


def _part(before: Sequence[Figure], words: str) -> Figure | None:
    """What the share is of: the figure that the words before 占 repeat, else the last one, beside it."""
    name = _LAST_CLAUSE.split(words)[-1]
    tied = [f for f in before if _common_end(f.label, name) >= _TIED]
    if tied:
        return max(tied, key=lambda f: _common_end(f.label, name))
    return before[-1] if before and not _FILLER.sub("", name) and strength(words) < 3 else None


def _common_end(left: str, right: str) -> int:
    """How many characters two names share at their ends."""
    pairs = zip(left[::-1], right[::-1], strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _closes_list(sentence: Sentence, part: Figure, sums: Sequence[SumClaim]) -> bool:
    """Whether a share behind a list of bare parts may be the whole list's, not that of its last part."""
    here = sentence.mention(part).field.place
    mine = next((c for c in sums if len(c.parts) > 1 and c.parts[-1].field.place == here), None)
    if mine is None:
        return False
    previous = mine.parts[-2].field.place
    at = next(n for n, f in enumerate(sentence.figures) if sentence.mention(f).field.place == previous)
    return not percent(sentence.figures[at + 1])


@cache
def _noise() -> re.Pattern[str]:
    words = sorted(load("claims")["shares"]["noise"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) + r"|[“”\"年度本]|(?:19|20)\d\d年")


@lru_cache(maxsize=4096)
def _whole_name(words: str) -> str:
    return _noise().sub("", words)


def _wholes(
    sentence: Sentence,
    above: Sequence[Sentence],
    part: Figure,
    before: Sequence[Figure],
    words: str,
    sums: Sequence[SumClaim],
) -> tuple[Mention, ...]:
    name = _whole_name(words)
    others = [f for f in before if f is not part and kin(f.quantity, part.quantity)]
    if name:
        behind = [f for f in sentence.figures if f.start > part.end and kin(f.quantity, part.quantity)]
        here = [sentence.mention(f) for f in (*reversed(others), *behind) if _same_name(f.label, name)]
        further = (
            s.mention(f)
            for s in above
            for f in reversed(s.figures)
            if kin(f.quantity, part.quantity) and _same_name(f.label, name)
        )
        literal = words.removesuffix("的")
        return tuple(sorted((*here, *islice(further, _MOST_WHOLES)), key=lambda m: literal not in m.label))
    mine = sentence.mention(part).field.place
    lists = [c for c in sums if any(mine == p.field.place for p in c.parts)]
    if lists:
        siblings = {p.field.place.span for c in lists for p in c.parts}
        larger = (sentence.mention(f) for f in others if f.quantity.amount >= part.quantity.amount)
        return tuple(
            dict.fromkeys(
                (*(c.total for c in lists), *(m for m in larger if m.field.place.span not in siblings))
            )
        )
    if len(others) == 1 and 0 < others[0].quantity.amount >= part.quantity.amount:
        return () if _has_share(sentence, others[0]) else (sentence.mention(others[0]),)
    return ()


def _has_share(sentence: Sentence, figure: Figure) -> bool:
    """Whether a figure is a part itself: its own share follows it."""
    following = next((f for f in sentence.figures if f.start >= figure.end), None)
    return following is not None and _stated(following) and bool(_SHARE.search(following.lead))


def _same_name(label: str, name: str) -> bool:
    """Whether a whole's name is a figure's: one ends with the other, years and 总 aside."""
    bare = _whole_name(label)
    return bool(bare) and len(name) > 1 and (bare.endswith(name) or name.endswith(bare))


# ── Ratios ────────────────────────────────────────────────────────────────────────────────────────────


def ratios(sentence: Sentence, sums: Sequence[SumClaim]) -> Iterator[RatioClaim]:
    """“排查 m 件，化解 n 件，化解率 x%”: the rate's name names the numerator; m is a count before it.

    Of several counts m is the one that gives the rate, else the nearest, or the total that it is a part of
    (“受理 45 件，其中甲 30 件、乙 15 件，办结…”). Where no name ties them, only counts that give the rate are its.
    """
    for rate in sentence.figures:
        if not _stated(rate) or not rate.label.endswith(tuple(load("claims")["ratios"]["rates"])):
            continue
        before = [f for f in sentence.figures if f.end <= rate.start and not percent(f) and f.quantity.unit]
        if len(before) < 2 or not plainly(before[-1]):
            continue
        count = before[-1]
        between = sentence.between(count.end, rate.start)
        others = [f for f in reversed(before[:-1]) if kin(f.quantity, count.quantity)]
        if not others or strength(between) > 2 or len(between) > _CLOSE or not plainly(others[0]):
            continue
        if strength(sentence.between(others[0].end, count.start)) > 2:
            continue
        numerator, stated = sentence.mention(count), sentence.mention(rate)
        right = next((f for f in others if plainly(f) and _agrees(count, f.quantity, rate)), None)
        if right:
            yield RatioClaim(numerator, sentence.mention(right), stated, sentence.whole)
        elif _names(rate, count, before):
            whole = sentence.mention(others[0])
            totals = (c.total for c in sums if any(whole.field.place == p.field.place for p in c.parts))
            yield RatioClaim(numerator, next(totals, whole), stated, sentence.whole)


def _names(rate: Figure, count: Figure, before: Sequence[Figure]) -> bool:
    """Whether a rate's name names one count and no other: “办结 40 件，办结率” (not 立即整改 … 限期整改 … 整改率)."""
    words = load("claims")["ratios"]
    stem = next(rate.label[: -len(w)] for w in words["rates"] if rate.label.endswith(w))[-2:]
    if len(stem) < 2 or _any(words["foreign"], rate.label):
        return False
    return [f for f in before if stem in f.label and not f.label.startswith(tuple(words["planned"]))] == [
        count
    ]


# ── Execution ─────────────────────────────────────────────────────────────────────────────────────────


def executions(sentence: Sentence, above: Sequence[Sentence], context: Context) -> Iterator[ExecutionClaim]:
    """Rates of spending with the spending beside them and the budgets that may be meant.

    Budgets of the sentence come first (adjusted before initial), then the paragraph's; spending of some
    months, which names no budget, is of the year's adjusted one, wherever it stands. A claim without a
    budget says that none was found.
    """
    words = load("claims")["execution"]
    for i, rate in enumerate(sentence.figures):
        if not _stated(rate) or not rate.label.endswith(tuple(words["rates"])) or i == 0:
            continue
        spent = next((f for f in sentence.figures[max(i - 2, 0) : i][::-1] if _spending(f)), None)
        if spent is None or strength(sentence.between(spent.end, rate.start)) > 2:
            continue
        if spent is not sentence.figures[i - 1] and not _budget(sentence.figures[i - 1]):
            continue
        here = [sentence.mention(f) for f in sentence.figures[:i][::-1] if f is not spent and _budget(f)]
        clause = [m for m in here if not _apart(sentence, m, spent)]
        named = [m for m in clause if _any(words["budget"], m.label)]
        further = islice(
            (s.mention(f) for s in above for f in reversed(s.figures) if _budget(f)), _MOST_WHOLES
        )
        if named:
            budgets = _ordered(named) + [m for m in (*here, *further) if m not in named]
        elif _MONTHS.search(spent.lead) and not clause:
            budgets = list(context.adjusted)
        else:
            budgets = [m for m in (*here, *further) if _agrees(spent, m.quantity, rate)]
        yield ExecutionClaim(sentence.mention(spent), tuple(budgets), sentence.mention(rate), sentence.whole)


def _spending(figure: Figure) -> bool:
    """Whether a figure is money that was spent."""
    money = kind(figure.quantity.unit) == "元" and plainly(figure)
    return money and _any(load("claims")["execution"]["executed"], figure.label)


def _agrees(part: Figure, whole: Quantity, rate: Figure) -> bool:
    """Whether a figure is the whole that makes a rate right."""
    return whole.amount > 0 and part.quantity.amount / whole.amount * HUNDRED in rate.quantity.printed


def _budget(figure: Figure) -> bool:
    """Whether a figure is money that may be a budget: not named as spending, or named as both."""
    words = load("claims")["execution"]
    if kind(figure.quantity.unit) != "元" or not plainly(figure) or _any(words["change"], figure.label):
        return False
    return not _any(words["executed"], figure.label) or "预算支出" in figure.label


def _apart(sentence: Sentence, mention: Mention, spent: Figure) -> bool:
    """Whether a ；or 。 stands between a figure of the sentence and the spending."""
    span = mention.field.place.span
    assert span is not None
    start = sentence.positions.index(span[0])
    return strength(sentence.between(start, spent.start)) > 2


def _ordered(budgets: Sequence[Mention]) -> list[Mention]:
    """Adjusted budgets first, initial ones last, as read otherwise."""
    words = load("claims")["execution"]

    def rank(mention: Mention) -> int:
        if _any(words["adjusted"], mention.label):
            return 0
        return 2 if _any(words["initial"], mention.label) else 1

    return sorted(budgets, key=rank)

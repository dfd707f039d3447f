"""Percentages with what they are of: shares (“占…的 x%”), ratios (“n、m，合格率 x%”), execution rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from auditor.lexicon import load
from auditor.model.relations import ExecutionClaim, Mention
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, Quantity
from auditor.recognition.claims.sentences import (
    Context,
    Figure,
    Sentence,
    kind,
    plainly,
    strength,
)

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

"""Shares: “甲…，占乙的 x%”, “完成目标 N 的 x%”, “实际完成数占年度目标任务的 x%”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import takewhile

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, ONE, ZERO, rounded, show
from auditor.recognition.relations.evidence import LIKELY, weigh
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.relations.rates import compare, spec_of, strength_of
from auditor.recognition.relations.sums import kin, strength, usable
from auditor.recognition.text.figures import Figure, outside

_OF = Pattern(r"^(?:任务|目标|总量|总额)?的(?:比重|比例)?(?:为|达|达到)?$")
_CUE = Pattern(r"占|完成|相当于|^为|^是")
_SHARE = Pattern(r"占(?P<whole>[^占，,；;。]*)$|(?:占比|比重|比例|比例为|占比为|占比达)$")
_LAST_CLAUSE = Pattern(r"[，,;；。:(]")
_FILLER = Pattern(r"约|共|均|则|仅|也|分|并|\)")
_BUDGET_SHARE = Pattern(r"[，,]?(?:完成|为)(?:年初|全年|年度|调整后?的?|本年)*预算数?的$", needs="算")
_TIED = 4
_TEN_THOUSAND = Decimal(10_000)
_DIRECT = 2.0
_NAMED = 1.5
_IN_SUM = 1.0
_MOST = 8


def read(ledger: Ledger) -> None:
    """Find the shares of a text."""
    for share in ledger.by_kind.get("%", ()):
        if share.plain and ledger.free(share) and share.index not in ledger.operands:
            _direct(ledger, share) or _named(ledger, share)


def _near(ledger: Ledger, figure: Figure) -> list[Figure]:
    """The figures of a paragraph before one, nearest first."""
    figures = [f for f in ledger.text.blocks[figure.block].figures if f.index < figure.index]
    return figures[: -_MOST - 1 : -1]


def _direct(ledger: Ledger, share: Figure, *, bound: bool = False) -> bool:
    """“完成任务 2000 人的 120%”: the whole stands before the share, the part before the whole."""
    near = _near(ledger, share)
    if not near or not _OF.match(share.lead) or not _CUE.search(near[0].words) or near[0].kind == "%":
        return False
    whole = near[0]
    parts = [f for f in near[1:] if kin(f, whole) and f.plain and f.sentence == share.sentence][:3]
    for tried, part in enumerate(parts, 1):
        if bound and tried == 1 and not _bound(ledger, part, whole):
            return False
        if _add(ledger, share, part, whole, _DIRECT, tried, bound=bound and tried == 1):
            return True
    return False


def _bound(ledger: Ledger, part: Figure, whole: Figure) -> bool:
    between = ledger.text.flat(part, whole)
    return strength(between) <= 2 and not any(w in between for w in ("等", "约", "其中", "另"))


def _named(ledger: Ledger, share: Figure, *, bound: bool = False) -> bool:
    """“甲…，占…的 x%”, where the whole is the total of the list that the part is in, or a larger figure by its name."""
    match = _SHARE.search(share.lead.rstrip("的为达到了约"))
    if match is None or any(word in share.lead for word in load("relations")["shares"]["each"]):
        return False
    near = [f for f in _near(ledger, share) if usable(f) and f.kind not in ("%", "")]
    name = _bare(match["whole"] or "")
    part = _part(near, share.lead[: match.start()])
    if part is None or not near or (strength(share.lead) > 2 and part is near[0]):
        return False
    if _goal(ledger, share, near, name, bound=bound):
        return True
    return _told_wrong(ledger, share, part, name) if bound else _of_any(ledger, share, part, near, name)


def _of_any(ledger: Ledger, share: Figure, part: Figure, near: Sequence[Figure], name: str) -> bool:
    """Whether a share agrees with a whole: of its paragraph, or further up."""
    elsewhere = [f for f in ledger.before(part) if f.block != part.block and usable(f)]
    behind = (
        [f for f in ledger.after(share, part.kind, 2) if f.block == part.block and usable(f)] if name else []
    )
    tried = 0
    for whole in (*(f for f in near if f is not part), *behind, *elsewhere):
        if not kin(whole, part) or whole.quantity.amount < part.quantity.amount:
            continue
        tried += 1
        inside = whole.index in ledger.totals.get(part.index, ())
        prior = _NAMED + (_IN_SUM if inside else 0.0) + (0.5 if _alike(name, whole.label) else 0.0)
        if _add(ledger, share, part, whole, prior, tried, bound=False):
            return True
    return False


def _part(near: Sequence[Figure], words: str) -> Figure | None:
    """What a share is of: the figure whose name the words before 占 repeat, else the last one."""
    name = _LAST_CLAUSE.split(words)[-1]
    tied = max(near, key=lambda f: _common_end(f.label, name), default=None)
    if tied is not None and _common_end(tied.label, name) >= _TIED:
        return tied
    return near[0] if near else None


def _common_end(left: str, right: str) -> int:
    """How many characters two names share at their ends."""
    pairs = zip(left[::-1], right[::-1], strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


@cache
def _noise() -> re.Pattern[str]:
    words = sorted(load("relations")["shares"]["noise"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) + r"|[“”\"年度本]|(?:19|20)\d\d年")


@cache
def _bare(words: str) -> str:
    """The name of a whole without 总, 年度 and the like."""
    return _noise().sub("", words)


def _same_name(label: str, name: str) -> bool:
    """Whether a whole's name is a figure's: one ends with the other."""
    bare = _bare(label)
    return bool(bare) and len(name) > 1 and (bare.endswith(name) or name.endswith(bare))


def _goal(ledger: Ledger, share: Figure, near: Sequence[Figure], name: str, *, bound: bool) -> bool:
    """“目标14户，实际完成12户，实际完成数占年度目标任务的 x%”."""
    words = load("relations")["comparisons"]
    if not any(w in name for w in words["goal"]):
        return False
    here = [f for f in near if f.sentence == share.sentence]
    goals = [f for f in here if any(w in f.words for w in words["goal"])]
    done = [f for f in here if f not in goals and any(w in f.words for w in words["actual"])]
    if len(goals) != 1 or len(done) != 1 or not kin(goals[0], done[0]):
        return False
    return _add(ledger, share, done[0], goals[0], _DIRECT, 1, bound=bound)


@cache
def _alike(name: str, label: str) -> bool:
    return any(name[i : i + 2] in label for i in range(len(name) - 1))


def _add(
    ledger: Ledger, share: Figure, part: Figure, whole: Figure, prior: float, tried: int, *, bound: bool
) -> bool:
    how = compare(part.quantity, whole.quantity, share.quantity)
    if bound and _excused(ledger, share, part, whole):
        return False
    if how is None or (how is Fit.WRONG and not bound):
        return False
    point = part.quantity.amount / whole.quantity.amount * HUNDRED
    evidence = weigh(strength_of(share, part, whole), prior, tried)
    if how is not Fit.WRONG and evidence < LIKELY:
        return False
    label = "" if spec_of(share.label) else part.label
    ledger.add(
        "share", share, (part, whole),
        f"{printed(part)} ÷ {printed(whole)} = {show(point, max(2, share.quantity.decimals + 2))}%",
        f"{rounded(point, share.quantity.decimals)}%", how, evidence=evidence, bound=bound, point=point, label=label,
        weak=not part.quantity.value,
    )  # fmt: skip
    return True


# ── Accusing ──────────────────────────────────────────────────────────────────────────────────────────


def accuse(ledger: Ledger) -> None:
    """Shares that fail although the text names their part and their whole; those whose whole it does not give."""
    for share in ledger.by_kind.get("%", ()):
        if share.plain and ledger.free(share) and share.index not in ledger.operands:
            _of_budget(ledger, share) or _direct(ledger, share, bound=True) or _named(
                ledger, share, bound=True
            )


def _of_budget(ledger: Ledger, share: Figure) -> bool:
    """“支出预算 10 万元，支出决算 8 万元，完成预算的 80%”: the spending beside the share, the budgets beside that."""
    near = [f for f in _near(ledger, share) if f.sentence == share.sentence]
    if not near or not _BUDGET_SHARE.match(share.lead) or _planned(near[0]) or not _spending(near[0]):
        return False
    part = near[0]
    beside = list(takewhile(_planned, near[1:]))
    wholes = [f for f in beside if strength(outside(ledger.text.flat(f, part))) < 3]
    return bool(wholes) and _judge(ledger, share, part, wholes)


def _planned(figure: Figure) -> bool:
    """Whether a figure is money whose name ends as that of a budget."""
    return figure.money and figure.plain and figure.label.endswith(("预算", "预算数"))


def _spending(figure: Figure) -> bool:
    words = load("relations")["spending"]["executed"]
    return figure.money and figure.plain and any(w in figure.label for w in words)


def _told_wrong(ledger: Ledger, share: Figure, part: Figure, name: str) -> bool:
    """A share of a part that the words tie to its whole: by name, as the total of its list, or as the only other."""
    words = share.lead.rpartition("占")[0]
    between = _LAST_CLAUSE.split(words)[-1]
    beside = not _FILLER.sub("", between) and strength(words) < 3
    if part.sentence != share.sentence or not (beside or _common_end(part.label, between) >= _TIED):
        return False
    if _closes_list(ledger, part) or "分别" in share.lead:
        return False
    wholes = _wholes(ledger, share, part, name)
    if not wholes:
        return _open(ledger, share, part)
    return _judge(ledger, share, part, wholes)


def _closes_list(ledger: Ledger, part: Figure) -> bool:
    """Whether a share behind a list of bare parts may be the whole list's, not that of its last part."""
    previous = part.index - 1
    siblings = ledger.totals.get(part.index, set()) & ledger.totals.get(previous, set())
    return bool(siblings)


def _wholes(ledger: Ledger, share: Figure, part: Figure, name: str) -> list[Figure]:
    block = ledger.text.blocks[share.block]
    mine = [
        f for f in block.figures if kin(f, part) and f is not part and f.depth <= share.depth and not f.limit
    ]
    before = [f for f in mine if f.index < share.index]
    if name:
        behind = [f for f in mine if f.index > share.index and f.sentence == share.sentence]
        every = (*before[::-1], *behind)
        return [f for f in every if _same_name(f.label, name) and not _sibling(ledger, f)][:_MOST]
    totals = ledger.totals.get(part.index, set())
    if totals:
        return [f for f in before if f.index in totals]
    others = [f for f in before if f.sentence == share.sentence]
    if len(others) == 1 and 0 < others[0].quantity.amount >= part.quantity.amount:
        return [] if _shared(ledger, others[0]) else others
    return []


def _shared(ledger: Ledger, figure: Figure) -> bool:
    """Whether a share of something stands right behind a figure."""
    figures = ledger.text.blocks[figure.block].figures
    following = next((f for f in figures if f.index > figure.index), None)
    return following is not None and following.kind == "%" and "占" in following.lead


def _sibling(ledger: Ledger, figure: Figure) -> bool:
    """Whether a figure is a part beside the one asked for: it has a share of its own, and no word of a total."""
    return _shared(ledger, figure) and not any(w in figure.label for w in load("relations")["shares"]["noise"])


def _judge(ledger: Ledger, share: Figure, part: Figure, wholes: Sequence[Figure]) -> bool:
    """Tell a share by the whole that fits best, the likelier first; nothing where one is right but for its unit."""
    best = min(wholes, key=lambda w: compare(part.quantity, w.quantity, share.quantity) or Fit.EXACT)
    how = compare(part.quantity, best.quantity, share.quantity)
    if how is None:
        return False
    if how is Fit.WRONG and any(_slipped(part, w, share) for w in wholes):
        return False
    return _add(ledger, share, part, best if how < Fit.WRONG else wholes[0], _DIRECT, 1, bound=True)


def _excused(ledger: Ledger, share: Figure, part: Figure, whole: Figure) -> bool:
    """Whether a sum is wrong and its other reading, of the total or of one part, makes a share right."""
    mine, all_ = part.quantity.amount, whole.quantity.amount
    for total, parts in ledger.failed:
        added = sum((p.quantity.amount for p in parts), ZERO)
        missing = total.quantity.amount - added
        readings = [
            (mine, added) if total is whole else None,
            (added, all_) if total is part else None,
            (mine + missing, all_) if part in parts else None,
        ]
        if any(r and r[1] > 0 and r[0] / r[1] * HUNDRED in share.quantity.printed for r in readings):
            return True
    return False


def _slipped(part: Figure, whole: Figure, share: Figure) -> bool:
    """Whether a share is right but for a 万 in one of its amounts."""
    one, other = part.quantity, whole.quantity
    if {one.factor, other.factor} != {ONE, _TEN_THOUSAND} or other.value <= 0:
        return False
    return one.value / other.value * HUNDRED in share.quantity.printed


def _open(ledger: Ledger, share: Figure, part: Figure) -> bool:
    """A share whose whole the text does not give."""
    ledger.add("share", share, (part,), "", "", Fit.OPEN, label=part.label)
    return True

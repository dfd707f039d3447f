"""Shares: “甲…，占乙的 x%”, “完成目标 N 的 x%”, “实际完成数占年度目标任务的 x%”."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, rounded, show
from auditor.recognition.relations.evidence import LIKELY, weigh
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.relations.rates import compare, spec_of, strength_of
from auditor.recognition.relations.sums import kin, strength, usable
from auditor.recognition.text.figures import Figure

_OF = Pattern(r"^(?:任务|目标|总量|总额)?的(?:比重|比例)?(?:为|达|达到)?$")
_CUE = Pattern(r"占|完成|相当于|^为|^是")
_SHARE = Pattern(r"占(?P<whole>[^占，,；;。]*)$|(?:占比|比重|比例|比例为|占比为|占比达)$")
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
    if not near or strength(share.lead) > 2:
        return False
    name = (match["whole"] or "").strip("的")
    if _goal(ledger, share, near, name, bound=bound):
        return True
    part = near[0]
    elsewhere = [f for f in ledger.before(part) if f.block != part.block and usable(f)] if not bound else []
    tried = 0
    for whole in (*near[1:], *elsewhere):
        if not kin(whole, part) or whole.quantity.amount < part.quantity.amount:
            continue
        tried += 1
        inside = whole.index in ledger.totals.get(part.index, ())
        prior = _NAMED + (_IN_SUM if inside else 0.0) + (0.5 if _alike(name, whole.label) else 0.0)
        if _add(ledger, share, part, whole, prior, tried, bound=bound and inside):
            return True
    return False


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
    if bound and ledger.doubted & {part.index, whole.index}:
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
    )  # fmt: skip
    return True


def accuse(ledger: Ledger) -> None:
    """Shares that fail although the text names their part and their whole."""
    for share in ledger.by_kind.get("%", ()):
        if share.plain and ledger.free(share) and share.index not in ledger.operands:
            _direct(ledger, share, bound=True) or _named(ledger, share, bound=True)

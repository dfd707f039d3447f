"""Relations between figures of a text: one that holds is verified or consistent, a bound one that fails is found."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import consistent, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.place import Field
from auditor.model.relations import Fit, Relation, RelationKind
from auditor.model.report import Report
from auditor.quantity import ZERO, parse, show
from auditor.words import NOTHING, Words

from .sentences import figure


def of_kind(report: Report, *kinds: RelationKind) -> Iterator[Relation]:
    """The relations of some kinds."""
    return (c for c in report.claims if isinstance(c, Relation) and c.kind in kinds)


def held(relation: Relation) -> Checked | None:
    """The verdict on a relation that holds."""
    if not relation.holds:
        return None
    place, operands = relation.stated.field.place, [o.field for o in relation.operands]
    if not relation.proof and not (relation.kind == "comparison" and relation.fit is Fit.ROUNDING):
        return consistent(place, relation.working, operands)
    if relation.fit is Fit.EXACT:
        return verified(place, relation.working, operands)
    return within_rounding(place, relation.working, operands)


def judged(report: Report, *kinds: RelationKind) -> Iterator[Draft | Checked]:
    """The verdicts and findings on the relations of some kinds, in the words of the rule that asks."""
    for relation in of_kind(report, *kinds):
        verdict = held(relation)
        if verdict is not None:
            yield verdict
        elif relation.fit is Fit.TRUNCATED:
            # percent-truncated tells it; the figure itself is what its operands give.
            yield within_rounding(
                relation.stated.field.place, relation.working, [o.field for o in relation.operands]
            )
        elif relation.fit is Fit.OPEN:
            yield not_verifiable(relation.stated.field.place, *_OPEN[relation.kind])
        elif relation.fit is Fit.WRONG and relation.bound:
            yield _finding(relation)


def told_unmet(report: Report) -> Iterator[tuple[str, Field, str]]:
    """What the text itself says fell short of its goal: its name, its figure, how."""
    for relation in of_kind(report, "comparison"):
        if relation.fit is Fit.WRONG and not relation.bound:
            yield relation.stated.label or relation.stated.field.name, relation.stated.field, relation.working


def _finding(relation: Relation) -> Draft:
    stated = relation.stated
    quantity = stated.quantity
    printed = figure(stated)
    severity, confidence = None, Confidence.CERTAIN
    if relation.near_miss or relation.kind in ("balance", "product"):
        confidence = Confidence.LIKELY
    points = abs(relation.point - abs(quantity.value))
    if quantity.unit == "%" and points <= _SLIGHT.get(relation.kind, ZERO):
        severity = Severity.WARNING
    if relation.licence in _NOTES:
        severity, confidence = Severity.INFO, _NOTES[relation.licence]
    operands = [figure(o) for o in relation.operands]
    calc = relation.due if relation.kind == "growth" else show(relation.point, max(2, quantity.decimals))
    working = relation.working if relation.kind == "comparison" else f"{relation.working} ≠ {printed}"
    if relation.kind == "count":
        working, confidence = f"{relation.working} ≠ {quantity.value}", Confidence.LIKELY
    return found(
        stated.field.place, subject=stated.label or _NAMES[relation.kind], working=working, found=stated.field.text,
        expected=relation.due, related=[o.field.place for o in relation.operands], severity=severity, confidence=confidence,
        figure=True, operands=[o.field for o in relation.operands], total=printed, sum=relation.due, share=printed,
        rate=printed, part=operands[0] if operands else "", whole=operands[-1] if operands else "", calc=calc,
        n=operands[0] if operands else "", m=operands[-1] if operands else "", stated=printed, listed=relation.due,
        what=_grown(relation, calc), due=relation.due, diff=_off(relation), off=show(points, max(2, quantity.decimals + 1)),
        executed=operands[0] if operands else "", budget=operands[-1] if operands else "",
        left=printed, right=operands[0] if operands else "", word=relation.word, relation=_STANDS.get(relation.due[:1], ""),
    )  # fmt: skip


def _grown(relation: Relation, due: str) -> Words:
    """How the figures of a relation of growth changed: 由115户增至264户，增长应为129.57%."""
    if relation.kind != "growth" or len(relation.operands) < _PAIR:
        return NOTHING
    one, other = relation.operands[:_PAIR]
    now, then = figure(one), figure(other)
    if relation.working.startswith(("(", "|")):
        fell = one.quantity.amount < other.quantity.amount
        how = Words(f"由{then}{'降至' if fell else '增至'}{now}", f"from {then} to {now}")
    elif "(" in relation.working:
        fell = " + " in relation.working
        how = Words(
            f"本年{now}，{'减少' if fell else '增加'}{then}",
            f"now {now}, {then} {'less' if fell else 'more'}",
        )
    else:
        return Words(f"上年{now}，增减{then}，增减率应为{due}", f"a change of {then} on {now} is {due}")
    if not due.endswith("%"):
        return Words(
            f"{how.zh}，应{'减少' if fell else '增加'}{due}",
            f"{how.en} is {due} {'less' if fell else 'more'}",
        )
    return Words(
        f"{how.zh}，{'下降' if fell else '增长'}应为{due}",
        f"{how.en} is a {'fall' if fell else 'rise'} of {due}",
    )


def _off(relation: Relation) -> str:
    """By how much a stated amount differs from what is due, in its unit."""
    due, stated = parse(relation.due), relation.stated.quantity
    if due is None or relation.kind not in ("sum", "balance", "product"):
        return ""
    return f"{show(abs(due.amount - stated.amount) / stated.factor)}{stated.unit}"


_PAIR = 2
# Percentages that are no further off, in percentage points, are a warning.
_SLIGHT = {"share": Decimal("0.1"), "growth": Decimal("0.1"), "ratio": Decimal("0.5")}
_OPEN: dict[RelationKind, tuple[str, str]] = {
    "share": ("文中未见所占总额", "the text does not give the whole"),
    "growth": ("文中未见上年或增减数", "the text gives no earlier figure or difference"),
    "execution": ("文中未见所对应的预算数", "the text does not give the budget"),
    "sum": ("分项未必列全", "the parts listed need not be all"),
}
# What leaves a relation open: growth at constant prices, parts that need not be all, zeros that may have been dropped.
_NOTES = {"soft": Confidence.LIKELY, "open": Confidence.POSSIBLE, "coarse": Confidence.POSSIBLE}
_STANDS = {">": "above", "≥": "at least", "=": "equal to", "≤": "at most", "<": "below"}
_NAMES = {
    "sum": "合计", "balance": "结余", "execution": "执行率", "ratio": "比率", "share_total": "占比", "share": "占比", "product": "金额",
    "growth": "增减率", "count": "项数", "comparison": "完成值", "restated": "金额", "grade": "等级",
    "direction": "增减率", "from_nothing": "增长率",
}  # fmt: skip

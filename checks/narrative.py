"""NAR: the arithmetic of sentences. Totals, lists, shares, ratios, change between two years, comparisons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.place import Place
from auditor.model.relations import (
    AimClaim,
    Claim,
    ExecutionClaim,
    Mention,
    RatioClaim,
    Relation,
    SumClaim,
    TallyClaim,
)
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, Interval, Quantity, rounded, show, truncated
from auditor.words import Words

from .kit.percentages import Fit, best_reading, percentage, verdict
from .kit.relations import judged
from .kit.sentences import claims_of, figure

FAMILY = Words("文字中的数据", "figures in sentences")


_NEARLY = Decimal("0.05")
_POINT_TENTH = Decimal("0.1")
_POINT_HALF = Decimal("0.5")


@check("sum-mismatch", code="NAR001", severity=Severity.ERROR, needs=("claims:sum",))
def sum_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "sum")
    told: set[Place] = set()
    for claim in claims_of(report, SumClaim):
        place = claim.total.field.place
        if claim.total.quantity.unit == "%" or place in told:
            continue
        total = claim.total.quantity
        added = sum((p.quantity.amount for p in claim.parts), ZERO)
        excess = added - total.amount
        group = (claim.total, *claim.parts)
        exact, fine, coarse = excess == 0, _meet(claim, finest=True), _meet(claim, finest=False)
        if exact:
            yield verified(place)
            continue
        if fine:
            yield within_rounding(place)
            continue
        severity, confidence = Severity.ERROR, Confidence.CERTAIN
        if not claim.exhaustive:
            confidence = Confidence.LIKELY
            if excess < 0:
                if len(claim.parts) < 3 or -excess > total.amount * _NEARLY:
                    yield not_verifiable(place, "分项未必列全", "the parts listed need not be all")
                    continue
                severity, confidence = Severity.INFO, Confidence.POSSIBLE
        elif coarse:
            # Roundings would not leave the fine digits in agreement: a whole difference is a slip.
            whole = excess % max(_ulp(m.quantity) for m in group) == 0
            severity, confidence = (
                (Severity.ERROR, Confidence.LIKELY) if whole else (Severity.INFO, Confidence.POSSIBLE)
            )
        elif _meet(claim, finest=True, unit=claim.parts[0].quantity.unit):
            severity = Severity.WARNING
        unit = total.unit
        decimals = max(m.quantity.decimals for m in group if m.quantity.factor == total.factor)
        amount = f"{_exactly(added / total.factor, decimals)}{unit}"
        told.add(place)
        yield found(
            place,
            subject=claim.total.label or "合计",
            total=figure(claim.total),
            sum=amount,
            working=f"{' + '.join(map(figure, claim.parts))} = {amount} ≠ {figure(claim.total)}",
            found=claim.total.field.text,
            expected=amount,
            related=[p.field.place for p in claim.parts],
            severity=severity,
            confidence=confidence,
            figure=True,
        )


def _meet(claim: SumClaim, *, finest: bool, unit: str | None = None) -> bool:
    """Whether total and parts agree as intervals, at the finest printed precision or at each one's own."""
    total = claim.total.quantity if unit is None else claim.total.quantity.with_unit(unit)
    parts = [p.quantity for p in claim.parts]
    decimals: dict[str, int] = defaultdict(int, {total.unit: claim.decimals})
    for q in (total, *parts):
        decimals[q.unit] = max(decimals[q.unit], q.decimals)

    def interval(q: Quantity) -> Interval:
        return _padded(q, decimals[q.unit]).interval if finest else q.interval

    added = Interval.point(ZERO)
    for q in parts:
        added += interval(q)
    return added.meets(interval(total))


def _padded(quantity: Quantity, decimals: int) -> Quantity:
    """The number as if its dropped trailing zeros were printed."""
    return Quantity(quantity.value, decimals, quantity.unit, quantity.hedge, quantity.text, quantity.repaired)


def _exactly(value: Decimal, decimals: int) -> str:
    """A sum with the decimals of its parts; more where they are needed."""
    fixed = format(rounded(value, decimals), "f")
    return fixed if Decimal(fixed) == value else show(value)


def _ulp(quantity: Quantity) -> Decimal:
    return quantity.half_ulp * 2 * quantity.factor


@check("list-count-mismatch", code="NAR002", severity=Severity.WARNING, needs=("claims:count",))
def list_count_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "count")


def _quotient(part: Mention, whole: Mention, point: Decimal, decimals: int) -> str:
    return f"{figure(part)} ÷ {figure(whole)} = {show(point, max(2, decimals + 2))}%"


@check("share-mismatch", code="NAR003", severity=Severity.ERROR, needs=("claims:share",))
def share_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "share")


@check("share-total", code="NAR004", severity=Severity.WARNING, needs=("claims:sum",))
def share_total(report: Report) -> Iterator[Draft | Checked]:
    for claim in claims_of(report, SumClaim):
        if claim.total.quantity.unit != "%":
            continue
        added = sum((p.quantity.value for p in claim.parts), ZERO)
        slack = sum((p.quantity.half_ulp * 2 for p in claim.parts), ZERO)
        for part in claim.parts:
            if added == HUNDRED:
                yield verified(part.field.place)
            elif abs(added - HUNDRED) <= slack:
                yield within_rounding(part.field.place)
        if abs(added - HUNDRED) > slack:
            last = claim.parts[-1]
            yield found(
                last.field.place, subject=last.label, sum=show(added), figure=True, found=f"{show(added)}%", expected="100%",
                working=" + ".join(map(figure, claim.parts)) + f" = {show(added)}%",
                related=[p.field.place for p in claim.parts[:-1]], confidence=Confidence.LIKELY,
            )  # fmt: skip


@check("ratio-mismatch", code="NAR007", severity=Severity.ERROR, needs=("claims:ratio",))
def ratio_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "ratio")
    for claim in claims_of(report, RatioClaim):
        n, m, rate = claim.numerator, claim.denominator, claim.rate
        result = percentage(n, m, rate.quantity)
        above = n.quantity.amount > m.quantity.amount and rate.quantity.value <= HUNDRED
        if result is None or (above and not claim.tabled):
            # More done than there was to do, and a rate within 100%: the counts are of different things.
            yield not_verifiable(
                rate.field.place, "分子分母口径不明", "it is not clear which counts make the rate"
            )
            continue
        how, point = result
        if how < Fit.TRUNCATED:
            yield verdict(how, rate)
        elif how is Fit.WRONG:
            yield _wrong_percent(
                rate, rate, point, _quotient(n, m, point, rate.quantity.decimals), _POINT_HALF, [n, m],
                n=figure(n), m=figure(m), rate=figure(rate),
            )  # fmt: skip


@check("percent-truncated", code="NAR008", severity=Severity.INFO, needs=("claims",))
def percent_truncated(report: Report) -> Iterator[Draft | Checked]:
    known = {c.stated.field.place for c in report.claims if isinstance(c, Relation)}
    for claim in report.claims:
        cut = _truncated(claim)
        if cut is None or (not isinstance(claim, Relation) and cut[0].field.place in known):
            continue
        rate, point, working, operands = cut
        shown = show(point, max(2, rate.quantity.decimals + 2))
        right = f"{rounded(point, rate.quantity.decimals)}%"
        yield found(
            rate.field.place, subject=rate.label, calc=shown, rate=figure(rate), found=rate.field.text, expected=right, right=right,
            working=f"{working} → {right}", related=[o.field.place for o in operands], figure=not isinstance(claim, Relation),
        )  # fmt: skip


def _truncated(claim: Claim) -> tuple[Mention, Decimal, str, Sequence[Mention]] | None:
    """A claim's rate, the recomputed one, the arithmetic and its operands, if only cutting off explains it."""
    match claim:
        case Relation(fit=Fit.TRUNCATED):
            shown = show(claim.point, max(2, claim.stated.quantity.decimals + 2))
            return (
                claim.stated,
                claim.point,
                f"{claim.working.rpartition(' = ')[0]} = {shown}%",
                claim.operands,
            )
        case RatioClaim():
            return _cut(claim.numerator, (claim.denominator,), claim.rate)
        case ExecutionClaim():
            return _cut(claim.executed, claim.budgets, claim.rate)
    return None


def _cut(
    part: Mention, wholes: Iterable[Mention], rate: Mention
) -> tuple[Mention, Decimal, str, Sequence[Mention]] | None:
    best = best_reading(part, wholes, rate)
    if best is None or best[0] is not Fit.TRUNCATED:
        return None
    _, point, whole = best
    return rate, point, _quotient(part, whole, point, rate.quantity.decimals), (part, whole)


def _wrong_percent(
    stated: Mention,
    subject: Mention,
    point: Decimal,
    working: str,
    limit: Decimal,
    operands: Sequence[Mention],
    **values: Any,
) -> Draft:
    """The finding of a wrong percentage: an error beyond `limit` percentage points, else a warning."""
    far = abs(point - stated.quantity.value) > limit
    expected = f"{rounded(point, stated.quantity.decimals)}%"
    return found(
        stated.field.place, subject=subject.label or stated.label, working=f"{working} ≠ {figure(stated)}",
        found=stated.field.text, expected=expected, related=[o.field.place for o in operands],
        severity=Severity.ERROR if far else Severity.WARNING, figure=True,
        calc=show(point, max(2, stated.quantity.decimals)), **values,
    )  # fmt: skip


@check("impossible-percentage", code="NAR011", severity=Severity.WARNING, needs=("claims:tally",))
def impossible_percentage(report: Report) -> Iterator[Draft | Checked]:
    for claim in claims_of(report, TallyClaim):
        rate = claim.rate.quantity
        if rate.value > HUNDRED or any(_possible(rate, int(c.quantity.value)) for c in claim.counts):
            continue
        count = claim.counts[0]
        number = int(count.quantity.value)
        below = int(rate.value * number / HUNDRED)
        near = [f"{k}/{number} = {rounded(HUNDRED * k / number, rate.decimals)}%" for k in (below, below + 1)]
        yield found(
            claim.rate.field.place, subject=claim.rate.label, rate=figure(claim.rate), count=figure(count), near="、".join(near),
            found=claim.rate.field.text, expected=" / ".join(n.partition("= ")[2] for n in near), figure=True,
            working=f"{near[0]} < {figure(claim.rate)} < {near[1]}", related=[count.field.place],
            confidence=Confidence.POSSIBLE if claim.opinion else Confidence.LIKELY,
        )  # fmt: skip


def _possible(rate: Quantity, number: int) -> bool:
    """Whether some whole number of `number` things prints as the rate."""
    below = int(rate.value * number / HUNDRED)
    shares = [Decimal(k) * HUNDRED / number for k in (below, below + 1)]
    return any(share in rate.printed or truncated(share, rate.decimals) == rate.value for share in shares)


@check("comparison-false", code="NAR009", severity=Severity.ERROR, needs=("claims:comparison",))
def comparison_false(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "comparison")


@check("direction-contradiction", code="NAR010", severity=Severity.INFO, needs=("claims:aim",))
def direction_contradiction(report: Report) -> Iterator[Draft | Checked]:
    for one, other in combinations(claims_of(report, AimClaim), 2):
        same = one.measure.endswith(other.measure) or other.measure.endswith(one.measure)
        if same and one.rising != other.rising:
            yield found(
                other.field.place, subject=min(one.measure, other.measure, key=len), found=other.field.text,
                related=[one.field.place], working=f"{one.field.text} | {other.field.text}",
            )  # fmt: skip

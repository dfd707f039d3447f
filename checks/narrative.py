"""NAR: the arithmetic of sentences. Totals, lists, shares, ratios, change between two years, comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.relations import (
    AimClaim,
    Claim,
    ExecutionClaim,
    Mention,
    Relation,
    TallyClaim,
)
from auditor.model.report import Report
from auditor.quantity import HUNDRED, Quantity, rounded, show, truncated
from auditor.words import Words

from .kit.percentages import Fit, best_reading
from .kit.relations import held, judged, of_kind
from .kit.sentences import claims_of, figure

FAMILY = Words("文字中的数据", "figures in sentences")


_NEARLY = Decimal("0.05")
_POINT_TENTH = Decimal("0.1")
_POINT_HALF = Decimal("0.5")


@check("sum-mismatch", code="NAR001", severity=Severity.ERROR, needs=("claims:sum",))
def sum_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "sum")


@check("list-count-mismatch", code="NAR002", severity=Severity.WARNING, needs=("claims:count",))
def list_count_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "count")


def _quotient(part: Mention, whole: Mention, point: Decimal, decimals: int) -> str:
    return f"{figure(part)} ÷ {figure(whole)} = {show(point, max(2, decimals + 2))}%"


@check("share-mismatch", code="NAR003", severity=Severity.ERROR, needs=("claims:share",))
def share_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "share")


@check("share-total", code="NAR004", severity=Severity.WARNING, needs=("claims:share_total",))
def share_total(report: Report) -> Iterator[Draft | Checked]:
    for relation in of_kind(report, "share_total"):
        if verdict := held(relation):
            yield verdict
            continue
        last, added = relation.stated, relation.working.rpartition(" = ")[2]
        yield found(
            last.field.place, subject=last.label, sum=added.removesuffix("%"), figure=True, found=added, expected="100%",
            working=relation.working, related=[p.field.place for p in relation.operands], confidence=Confidence.LIKELY,
        )  # fmt: skip


@check("ratio-mismatch", code="NAR007", severity=Severity.ERROR, needs=("claims:ratio",))
def ratio_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "ratio")


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


@check("share-without-percent", code="NAR013", severity=Severity.INFO)
def share_without_percent(report: Report) -> Iterator[Draft | Checked]:
    for typo in report.typos:
        if typo.kind == "share":
            yield found(typo.place, subject=typo.text, found=typo.text, confidence=Confidence.LIKELY)

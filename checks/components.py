"""XRF: lists of components against the totals that they make up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.names import COUNTS, unit_dimension
from auditor.model.place import Field, ends, mentioned, one_each, says
from auditor.model.relations import AmountClaim, ExecutionClaim, Mention, PartsClaim, ZeroClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, Interval, show

from .kit.points import with_unit
from .kit.relations import of_kind

Components = tuple[Sequence[Field], Sequence[Mention], str]


@check(
    "part-total-conflict",
    code="XRF006",
    severity=Severity.WARNING,
    needs=("claims:parts", "claims:amount", "indicators"),
)
def part_total_conflict(report: Report) -> Iterator[Draft | Checked]:
    if not _spent(report):
        return
    for parts, totals, name in (*_funds_projects(report), *_project_groups(report), *_costs(report)):
        place = parts[0].place
        quantities = [p.quantity for p in parts if p.quantity]
        meant = [t for t in totals if t.field.quantity]
        if not meant or len(quantities) < len(parts):
            yield not_verifiable(place, "未见所属总额", "their total is not stated")
            continue
        span, added = Interval.point(ZERO), sum((q.amount for q in quantities), ZERO)
        for quantity in quantities:
            span += quantity.interval
        exact = next((t for t in meant if t.quantity.amount == added), None)
        near = next((t for t in meant if t.quantity.interval.meets(span)), None)
        whole = exact or near or meant[0]
        stated = whole.field
        factor, unit = whole.quantity.factor, whole.quantity.unit
        amount, gap = (f"{show(v / factor)}{unit}" for v in (added, abs(whole.quantity.amount - added)))
        printed = " + ".join(with_unit(p) for p in parts)
        if exact or near:
            verdict = verified if exact else within_rounding
            yield verdict(place, f"{printed} = {amount}", [*parts[1:], stated])
            continue
        yield found(
            place, subject=name, sum=amount, total=with_unit(stated), gap=gap, whole=whole.label,
            working=f"{printed} = {amount} ≠ {with_unit(stated)}", found=amount, expected=with_unit(stated), figure=True, operands=[*parts[1:], stated],
            related=[*(p.place for p in parts[1:]), stated.place], confidence=Confidence.LIKELY,
        )  # fmt: skip


def _spent(report: Report) -> bool:
    """Whether nothing is left at the year's end, by the report's own words."""
    for claim in report.claims:
        if isinstance(claim, ZeroClaim) and says(claim.noun, "all_spent"):
            return True
        if isinstance(claim, ExecutionClaim) and claim.rate.quantity.value == HUNDRED:
            return True
    return False


def _counts(report: Report) -> Counter[tuple[str, Decimal]]:
    """The numbers of projects that the text states, by what they count; the whole number under an empty name."""
    counts: Counter[tuple[str, Decimal]] = Counter()
    for total in of_kind(report, "sum"):
        if all(says(p.label, "project") for p in total.operands) and _counted(total.stated):
            counts["", total.stated.quantity.value] += 1
            counts.update((p.label, p.quantity.value) for p in total.operands)
    return counts


def _counted(mention: Mention) -> bool:
    return unit_dimension(mention.quantity.unit) in COUNTS


def _funds_projects(report: Report) -> Iterator[Components]:
    """The projects listed for one fund, all of them by the stated number, and its income and spending."""
    counts = _counts(report)
    for claim in report.claims:
        if not isinstance(claim, PartsClaim) or (claim.name, Decimal(len(claim.parts))) not in counts:
            continue
        fund = next(iter(mentioned(claim.name, "fund_kind")), None)
        if fund:
            totals = [
                c.amount
                for c in _amounts(report)
                if fund in c.amount.label and ends(c.amount.label, "fund_total")
            ]
            yield [p.field for p in claim.parts], totals, claim.name


def _project_groups(report: Report) -> Iterator[Components]:
    """Groups of projects, each with its number and its money, that are all the projects there are."""
    groups: dict[str, list[AmountClaim]] = defaultdict(list)
    for claim in _amounts(report):
        if claim.count is not None and not claim.concept:
            groups[claim.amount.label].append(claim)
    counts = _counts(report)
    for claims in groups.values():
        number = sum((c.count.quantity.value for c in claims if c.count), ZERO)
        if len(claims) > 1 and ("", number) in counts:
            totals = [c.amount for c in _amounts(report) if ends(c.amount.label, "fund_projects")]
            yield [c.amount.field for c in claims], totals, "项目支出"


def _costs(report: Report) -> Iterator[Components]:
    """The cost indicators of a table that make a unit's whole spending, and that spending."""
    for table in report.tables:
        rows = [
            i
            for i in table.indicators
            if says(i.level1 or "", "cost") and i.completion and i.completion.quantity
        ]
        money = [
            i
            for i in rows
            if i.completion
            and i.completion.quantity
            and unit_dimension(i.completion.quantity.unit) == "money"
        ]
        if one_each([i.name.name for i in money], "whole_spending"):
            totals = [
                Mention(f"{row.name}{column}", field)
                for row in report.funds
                if not row.level
                for column, field in (("执行数", row.executed), ("预算数", row.adjusted))
                if field
            ]
            totals += [c.amount for c in _amounts(report) if c.concept == "executed" and not c.scope]
            if totals:
                yield [i.completion for i in money if i.completion], totals, "成本指标"


def _amounts(report: Report) -> Iterator[AmountClaim]:
    return (c for c in report.claims if isinstance(c, AmountClaim) and c.concept != "rate")

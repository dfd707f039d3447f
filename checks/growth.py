"""NAR: change between two years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.relations import GrowthClaim, Mention
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, Quantity, show
from auditor.words import Words

from .kit.changes import change_of, in_words
from .kit.percentages import Fit, fit, verdict
from .kit.relations import judged
from .kit.sentences import claims_of, figure

_POINT_TENTH = Decimal("0.1")


@check("growth-mismatch", code="NAR005", severity=Severity.ERROR, needs=("claims:growth",))
def growth_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "growth")
    for claim in claims_of(report, GrowthClaim):
        yield from _difference(claim)
        if claim.rate is None:
            continue
        place = claim.rate.field.place
        change = change_of(claim)
        if change is None:
            yield not_verifiable(
                place, "文中未见上年或增减数", "the text gives no earlier figure or difference"
            )
            continue
        rate = claim.rate.quantity
        printed = Quantity(abs(rate.value), rate.decimals, rate.unit)
        how = fit(printed, change.point, change.interval)
        if how < Fit.TRUNCATED:
            yield verdict(how, claim.rate, change.working, [o.field for o in change.operands])
        elif how is Fit.WRONG:
            far = abs(change.point - printed.value) > _POINT_TENTH
            yield _wrong_change(claim, claim.rate, change.operands, f"{show(change.point, max(2, rate.decimals))}%",
                                f"{change.working} ≠ {figure(claim.rate)}", far)  # fmt: skip


def _difference(claim: GrowthClaim) -> Iterator[Draft | Checked]:
    """The difference of two stated figures against the stated one."""
    current, previous, stated = claim.current, claim.previous, claim.difference
    if not (current and previous and stated):
        return
    gap = abs(current.quantity.amount - previous.quantity.amount)
    amount = f"{show(gap / stated.quantity.factor)}{stated.quantity.unit}"
    working, operands = (
        f"|{figure(current)} − {figure(previous)}| = {amount}",
        [previous.field, current.field],
    )
    span = current.quantity.interval - previous.quantity.interval
    if gap == stated.quantity.amount:
        yield verified(stated.field.place, working, operands)
    elif span.meets(stated.quantity.interval) or span.scaled(-ONE).meets(stated.quantity.interval):
        yield within_rounding(stated.field.place, working, operands)
    else:
        yield _wrong_change(claim, stated, (previous, current), amount, f"{working} ≠ {figure(stated)}", True)


def _wrong_change(
    claim: GrowthClaim, stated: Mention, operands: Sequence[Mention], calc: str, working: str, far: bool
) -> Draft:
    severity = Severity.INFO if claim.soft else Severity.ERROR if far else Severity.WARNING
    current, previous = claim.current, claim.previous
    fell = current.quantity.amount < previous.quantity.amount if current and previous else claim.falling
    change = None if stated is claim.difference else claim.difference
    subject = next((m.label for m in (claim.current, claim.previous, stated) if m and m.label), stated.label)
    return found(
        stated.field.place, subject=subject, working=working, found=stated.field.text, expected=calc,
        related=[o.field.place for o in operands], severity=severity, figure=True, stated=figure(stated),
        what=in_words(current, previous, change, calc, fell=fell), operands=[o.field for o in operands], confidence=Confidence.LIKELY if claim.soft else Confidence.CERTAIN,
    )  # fmt: skip


@check("growth-direction", code="NAR006", severity=Severity.WARNING, needs=("claims:growth",))
def growth_direction(report: Report) -> Iterator[Draft | Checked]:
    for claim in claims_of(report, GrowthClaim):
        current, previous, rate = claim.current, claim.previous, claim.rate
        if not (current and previous) or current.quantity.interval.meets(previous.quantity.interval):
            continue
        fell = current.quantity.amount < previous.quantity.amount
        negative = rate is not None and rate.quantity.value < 0
        if fell == (claim.falling != negative):
            continue
        stated = rate or claim.difference
        said = Words("下降", "fall") if claim.falling else Words("增长", "rise")
        if rate and negative:
            said = Words(f"{said.zh}{figure(rate)}", f"{said.en} by {figure(rate)}")
        yield found(
            stated.field.place if stated else current.field.place, subject=current.label or previous.label, word=said,
            previous=figure(previous), current=figure(current), found=stated.field.text if stated else current.field.text,
            working=f"{figure(previous)} → {figure(current)}", related=[previous.field.place, current.field.place],
        )  # fmt: skip


@check("growth-from-zero", code="NAR012", severity=Severity.ERROR, needs=("claims:growth",))
def growth_from_zero(report: Report) -> Iterator[Draft | Checked]:
    for claim in claims_of(report, GrowthClaim):
        current, stated, rate = claim.current, claim.difference, claim.rate
        if current is None or stated is None or rate is None or claim.falling or claim.soft:
            continue
        if current.quantity.amount != stated.quantity.amount or current.quantity.amount <= 0:
            continue
        # Where the earlier figure only rounds to nothing, the rate is huge, but there is one.
        grown, now = stated.quantity.interval, current.quantity.interval
        most = now.high - grown.low
        if most <= 0 or rate.quantity.printed.high < grown.low / most * HUNDRED:
            yield found(
                rate.field.place, subject=current.label, current=figure(current), change=figure(stated), rate=figure(rate), found=rate.field.text,
                working=f"{figure(current)} − {figure(stated)} = 0", related=[current.field.place, stated.field.place], figure=True,
                operands=[current.field, stated.field],
            )  # fmt: skip

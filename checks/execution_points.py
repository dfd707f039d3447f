"""EXE: the points that the execution of the budget earns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from msgspec.structs import replace

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import FundsRow, Indicator, Role, ScoredItem
from auditor.model.place import Field, Place, says
from auditor.model.relations import ExecutionClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, Interval, Quantity, rounded, show
from auditor.words import Words

from .kit.points import UNREAD, carries_total
from .kit.spending import CENTS, Basis, as_printed, blocks, computed_rates, printed_rates, row_bases

_SMALLEST_ULP = Decimal("0.005")


@check(
    "execution-score-mismatch", code="EXE003", severity=Severity.ERROR, needs=("funds", "indicators", "items")
)
def execution_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    noted = any(says(note, "execution") and says(note, "steps") for note in report.scoring_notes)
    whole = _whole_points(report)
    totals = list(blocks(report))
    told: set[tuple[str, str]] = set()
    for total, parts in totals:
        if carries_total(report, total):
            continue
        if total.weight and total.score:
            told.add((total.weight.name, total.score.name))
        bases = row_bases(total, parts)
        unread = bool(total.others)
        yield from _sure(_points(total.name, total.weight, total.score, bases, noted, whole), unread)
        yield from _blank(report, total, bases)
    for table in report.tables:
        for indicator in table.indicators:
            weight, score = indicator.weight, indicator.score
            if not indicator.execution or (weight and score and (weight.name, score.name) in told):
                continue
            printed = printed_rates(indicator.completion)
            bases = printed or [b for t, _ in totals for b in computed_rates(t)]
            unread = not printed and any(t.others for t, _ in totals)
            staircase = noted or says(_under(indicator.place, table.header(Role.EXPLANATION)), "steps")
            if table.graded:
                full = Field("100", indicator.place, Quantity(HUNDRED, text="100"))
                results = _points(indicator.name.name, full, indicator.item_score, bases, staircase, False)
                yield from _sure(results, unread)
            elif not _reached(indicator):
                bases += _towards_target(indicator)
                results = _points(indicator.name.name, weight, score, bases, staircase, whole)
                yield from _sure(results, unread)
    for item in report.items:
        if item.execution and item.met is None:
            bases = [b for c in _within(report, item) for b in printed_rates(c.rate.field)]
            for result in _points(item.name.name, item.weight, item.score, bases, noted, whole):
                # A narrative may rest on a target that its sentences do not state as one.
                yield (
                    replace(result, severity=Severity.WARNING, confidence=Confidence.LIKELY)
                    if isinstance(result, Draft)
                    else result
                )


def _sure(results: Iterator[Draft | Checked], unread: bool) -> Iterator[Draft | Checked]:
    """The verdicts, none of them a finding where a figure of the row was not understood."""
    for result in results:
        doubted = unread and isinstance(result, Draft)
        yield not_verifiable(result.place, UNREAD.zh, UNREAD.en) if doubted else result


def _points(
    name: str, weight: Field | None, score: Field | None, bases: list[Basis], staircase: bool, whole: bool
) -> Iterator[Draft | Checked]:
    """The verdict on one item's points."""
    if weight is None or score is None or weight.quantity is None or score.quantity is None:
        return
    w, s = weight.quantity.value, score.quantity.value
    if not bases:
        yield not_verifiable(score.place, "缺少执行率", "no rate of execution is given")
        return
    dues = [_due(basis.interval, w) for basis in bases]
    points = [min(w, w * basis.point / HUNDRED) for basis in bases]
    for basis, point in zip(bases, points, strict=True):
        if _rounds_to(point, s, score.quantity.decimals):
            yield verified(score.place, _product(weight, basis, point), [weight, *basis.related])
            return
    slack = Decimal("0.05") if score.quantity.decimals == 0 else max(score.quantity.half_ulp, _SMALLEST_ULP)
    for basis, point, due in zip(bases, points, dues, strict=True):
        if s in due.widened(slack):
            yield within_rounding(score.place, _product(weight, basis, point), [weight, *basis.related])
            return
    if staircase:
        yield not_verifiable(score.place, "按本单位规定的执行率分档计分", "scored by the report's own steps")
        return
    basis, point = bases[0], points[0]
    counted = whole and abs(point - s) <= Decimal("0.5")
    earned = show(point, max(2, score.quantity.decimals))
    yield found(
        score.place, subject=name, what=_UNEQUAL.format(rate=show(basis.point, CENTS), weight=as_printed(weight), due=earned, score=as_printed(score)),
        working=f"{_product(weight, basis, point, score.quantity.decimals)} ≠ {as_printed(score)}", operands=[weight, *basis.related],
        expected=earned, related=[weight.place, *(f.place for f in basis.related)], figure=True,
        severity=Severity.INFO if counted else None,
    )  # fmt: skip


_UNEQUAL = Words(
    "执行率{rate}% × {weight}分应得{due}，自评{score}",
    "execution of {rate}% × {weight} gives {due}, claimed {score}",
)
_UNFILLED = Words("分值{weight}分，得分未填", "it carries {weight} points, and its score is blank")


def _blank(report: Report, row: FundsRow, bases: list[Basis]) -> Iterator[Draft]:
    """A row of the funds that carries points and has no score, in a form that is scored otherwise."""
    weight, score = row.weight, row.score
    if not weight or not weight.quantity or score is None or score or not bases or weight.quantity.value <= 0:
        return
    rows = list(report.indicators)
    scored = any(i.score and i.score.quantity for i in rows)
    if scored and not any(i.execution for i in rows):
        yield found(
            score.place, subject=row.name, what=_UNFILLED.format(weight=as_printed(weight)), found="", severity=Severity.WARNING,
            related=[weight.place],
        )  # fmt: skip


def _product(weight: Field, basis: Basis, point: Decimal, decimals: int = CENTS) -> str:
    """The points as weight times rate, and where the rate comes from."""
    quotient = f"{basis.text}; " if "÷" in basis.text else ""
    return f"{quotient}{as_printed(weight)} × {show(basis.point, 3)}% = {show(point, max(CENTS, decimals))}"


def _due(rate: Interval, weight: Decimal) -> Interval:
    points = rate.scaled(weight / HUNDRED)
    return Interval(min(points.low, weight), min(points.high, weight))


def _rounds_to(point: Decimal, score: Decimal, decimals: int) -> bool:
    """Whether points round to a score with two decimals or as printed, half up or half to even."""
    places = {decimals, CENTS} if decimals else {CENTS}
    even = (rounded(point, p, ROUND_HALF_EVEN) for p in places)
    return score in even or score in (rounded(point, p) for p in places)


def _whole_points(report: Report) -> bool:
    """Whether all scores of the tables are whole numbers."""
    scores = [i.score.quantity for i in report.indicators if i.score and i.score.quantity]
    return bool(scores) and all(q.decimals == 0 for q in scores)


def _reached(indicator: Indicator) -> bool:
    """Whether a target below 100% is met and earns its full points."""
    target, actual = indicator.target, indicator.completion
    weight, score = indicator.weight, indicator.score
    if not (target and actual and weight and score and target.quantity and actual.quantity):
        return False
    if not (weight.quantity and score.quantity and weight.quantity.value == score.quantity.value):
        return False
    return 0 < target.quantity.value <= actual.quantity.value


def _towards_target(indicator: Indicator) -> list[Basis]:
    """Points in proportion to a target other than 100%."""
    target, actual = indicator.target, indicator.completion
    if not (target and actual and target.quantity and actual.quantity and target.quantity.value > 0):
        return []
    point = actual.quantity.value / target.quantity.value * HUNDRED
    text = f"{as_printed(actual)} ÷ {as_printed(target)} = {show(point, CENTS)}%"
    return [Basis(point, Interval.point(point), text, (actual, target))]


def _within(report: Report, item: ScoredItem) -> Iterator[ExecutionClaim]:
    """The execution claims in an item's own sentences."""
    lines = {s.place.location for s in item.sentences}
    return (
        c for c in report.claims if isinstance(c, ExecutionClaim) and c.rate.field.place.location in lines
    )


def _under(place: Place, header: str) -> str:
    """What stands in a row under a header; empty when there is no such column."""
    row = place.row
    return dict(zip(row.headers, row.cells, strict=False)).get(header, "") if row is not None else ""

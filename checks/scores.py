"""SCR: the score of one row against its weight, its completion and its reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from msgspec import Struct

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Indicator, IndicatorTable, Scheme, ScoredItem
from auditor.model.names import is_satisfaction
from auditor.model.place import Field, Place, says
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, ZERO, rounded, show, truncated
from auditor.words import NOTHING, Words

from .kit.outcomes import Outcome, outcome, overrun
from .kit.points import (
    ULP,
    Share,
    brief,
    centesimal,
    deduction,
    explained,
    item_shares,
    plain,
    pointed,
    shares,
    together,
    total,
    value,
)

FAMILY = Words("指标得分", "scores of indicators")


_ITEM_ULP = Decimal("0.01")
_NINETY = Decimal(90)
_FAR = Decimal("1.3")
_STEEP = Decimal(10)
_DATES = ("月", "月份", "日", "号", "年")
# Satisfaction from so many percent on earns so much of the points (财预〔2021〕101号).
_BANDS = ((Decimal(90), ONE), (Decimal(80), Decimal("0.8")), (Decimal(60), Decimal("0.5")))


# ── The weight ────────────────────────────────────────────────────────────────────────────────────────


@check("score-exceeds-weight", code="SCR001", severity=Severity.ERROR, needs=("scores", "items"))
def score_exceeds_weight(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        if not centesimal(table):
            yield from _exceeding(s for s in shares(table) if not s.extra)
    yield from _exceeding(share for _, share in item_shares(report))


def _exceeding(rows: Iterable[Share]) -> Iterator[Draft]:
    for share in rows:
        score, weight = share.score_field, share.weight_field
        percent = score.quantity is not None and score.quantity.unit == "%" and "%" not in weight.text
        if percent or share.score <= share.weight + ULP:
            continue
        yield found(
            score.place, subject=share.name, score=show(share.score), weight=show(share.weight), expected=f"≤ {show(share.weight)}",
            working=f"{show(share.score)} > {show(share.weight)}", found=score.text, related=[weight.place],
        )  # fmt: skip


# ── The completion ────────────────────────────────────────────────────────────────────────────────────


def _operands(row: Indicator, share: Share, ended: Outcome) -> list[Field]:
    return [ended.pair.target_field, ended.pair.completion_field, share.weight_field]


@check("unmet-target-full-score", code="SCR003", severity=Severity.ERROR, needs=("targets",))
def unmet_target_full_score(report: Report) -> Iterator[Draft | Checked]:
    lenient = _own_rules(report, "full_points")
    for table in report.tables:
        for row, share in pointed(table):
            if not _full(row, share, table):
                continue
            if row.undone and row.completion is not None and row.target is not None and not lenient:
                yield _undone(row, share, row.completion, row.target)
                continue
            ended = outcome(row) or overrun(row)
            if ended is None:
                continue
            if ended.met:
                yield verified(share.score_field.place, _held(share, ended), _operands(row, share, ended))
                continue
            if _rounds_up(row, share, ended):
                yield within_rounding(
                    share.score_field.place, _held(share, ended), _operands(row, share, ended)
                )
                continue
            if lenient:
                yield not_verifiable(
                    share.score_field.place, "按本单位规定的计分办法", "scored by the report's own rules"
                )
                continue
            yield found(
                share.score_field.place, subject=row.name.name, actual=plain(ended.pair.completion_field), target=ended.signed_target,
                score=plain(share.score_field), working=_held(share, ended), sentence=together(ended.sentence, share.earned), operands=_operands(row, share, ended),
                expected=f"< {show(share.weight)}", related=[f.place for f in _operands(row, share, ended)], figure=True,
                missed=Words("超出" if ended.lower else "未达到", ""), severity=Severity.WARNING if ended.implied else None,
                confidence=Confidence.CERTAIN if ended.direction and not ended.implied else Confidence.LIKELY,
            )  # fmt: skip


def _held(share: Share, ended: Outcome) -> str:
    """How a row ended and that it takes all its points: 92.4 < 95; 50 = 50."""
    return f"{ended.relation}; {show(share.score)} = {show(share.weight)}"


def _undone(row: Indicator, share: Share, actual: Field, target: Field) -> Draft:
    """The finding for a row that says itself that its target was not reached."""
    return found(
        share.score_field.place, subject=row.name.name, actual=f"“{actual.text}”", missed=Words("未达到", ""), target=f"“{target.text}”",
        score=plain(share.score_field), working=f"{show(share.score)} = {show(share.weight)}", sentence=share.earned, expected=f"< {show(share.weight)}",
        related=[actual.place, target.place, share.weight_field.place], figure=True, operands=[actual, target, share.weight_field], severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
    )  # fmt: skip


def _own_rules(report: Report, kind: str) -> bool:
    """Whether the report lays down rules of its own for points other than the budget's execution."""
    return any(says(note, kind) for note in report.scoring_notes if not says(note, "execution"))


def _full(row: Indicator, share: Share, table: IndicatorTable) -> bool:
    """Whether a row takes all its points; in the graded form the item's own score decides."""
    return value(row.item_score) == HUNDRED if table.graded else share.lost <= ULP


def _rounds_up(row: Indicator, share: Share, ended: Outcome) -> bool:
    """Whether an unmet target earns points that round to all of them, or satisfaction of 90% and more."""
    if ended.pair.target <= 0:
        return False
    item = row.item_score.quantity if row.item_score is not None else None
    full, decimals = (HUNDRED, item.decimals) if item is not None else (share.weight, 2)
    satisfied = is_satisfaction(row.name.text) and ended.pair.completion >= _NINETY
    return satisfied or rounded(next(_dues(row, full, ended)), decimals) >= full


@check("score-not-proportional", code="SCR004", severity=Severity.WARNING, needs=("targets",))
def score_not_proportional(report: Report) -> Iterator[Draft | Checked]:
    if report.scheme.judged:
        return
    steps = _own_rules(report, "points_by_steps")
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        for row, share in pointed(table):
            ended = outcome(row)
            if (
                ended is None
                or ended.met
                or ended.pair.target <= 0
                or (ended.lower and ended.pair.unit in _DATES)
                or not 0 <= share.score < share.weight - ULP
            ):
                continue
            if steps or (row.note is not None and any(map(str.isdigit, row.note.text))):
                yield not_verifiable(
                    share.score_field.place, "按说明的扣分口径计分", "scored as a remark or note says"
                )
                continue
            yield _proportion(report.scheme, row, share, ended)


def _proportion(scheme: Scheme, row: Indicator, share: Share, ended: Outcome) -> Draft | Checked:
    quantity = share.score_field.quantity
    assert quantity is not None
    off = deduction(row) or ZERO
    # Points taken off may come on top of what the completion earns, or be what it loses.
    earned = _dues(row, share.weight, ended, scheme.at_most)
    dues = [d for due in earned for d in {max(ZERO, due - off): None, due: None}]
    operands = _operands(row, share, ended)
    slack = max(quantity.half_ulp, _ITEM_ULP)
    exact = any(rounded(due, 2) == share.score for due in dues)
    if exact or any(
        abs(d - share.score) <= slack or truncated(d, quantity.decimals) == share.score for d in dues
    ):
        agrees = verified if exact else within_rounding
        return agrees(
            share.score_field.place, f"{ended.relation}; {show(share.score)} ÷ {show(share.weight)}", operands
        )
    steep = share.weight * max(ZERO, ONE - _STEEP * (ONE - ended.ratio))
    fits = not ended.lower and abs(steep - share.score) <= slack
    due = show(dues[0], 2)
    target, actual = ended.pair.target_field, ended.pair.completion_field
    figures = [show(ended.pair.completion), show(ended.pair.target)][:: -1 if ended.lower else 1]
    return found(
        share.score_field.place, subject=row.name.name, actual=plain(actual), target=plain(target), due=due, score=plain(share.score_field),
        steep=Words("（符合每低1%扣10%的口径）", " (fits ten per cent off for each per cent short)") if fits else NOTHING,
        working=f"{figures[0]} ÷ {figures[1]} × {show(share.weight)}{f' − {show(off)}' if off else ''} = {due} ≠ {show(share.score)}", expected=due,
        related=[f.place for f in operands], operands=operands, figure=True,
        severity=Severity.INFO if fits else None, confidence=Confidence.CERTAIN if ended.direction else Confidence.LIKELY,
    )  # fmt: skip


_BEYOND: dict[str, Callable[[Decimal], Decimal]] = {
    "inverse": lambda ratio: ONE / ratio,
    "linear": lambda ratio: max(ZERO, 2 - ratio),
}
"""What is left of the points of a row whose completion is so many times what it should not exceed."""


def _dues(
    row: Indicator, weight: Decimal, ended: Outcome, at_most: Sequence[str] = tuple(_BEYOND)
) -> Iterator[Decimal]:
    """The points that the known schemes give an unmet target, the usual one first."""
    ratio = ended.ratio
    if ended.lower:
        yield from (weight * _BEYOND[formula](ratio) for formula in at_most)
    else:
        yield weight * ratio
        for decimals in (4, 3, 2):
            yield weight * rounded(ratio, decimals)
    yield ZERO
    if is_satisfaction(row.name.text):
        yield weight * next((share for bound, share in _BANDS if ended.pair.completion >= bound), ZERO)


@check("met-target-not-full-score", code="SCR005", severity=Severity.WARNING, needs=("targets", "items"))
def met_target_not_full_score(report: Report, *, far: Decimal = _FAR) -> Iterator[Draft | Checked]:
    if not report.scheme.met_in_full:
        return
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        for row, share in pointed(table):
            off = deduction(row) or ZERO
            ended = outcome(row) if abs(share.lost - off) > ULP and not explained(row.note) else None
            if ended is not None and ended.met and share.lost > ULP and not _overshot(ended, far):
                yield _deducted(
                    share, ended.pair.completion_field, [ended.pair.target_field, share.weight_field]
                )
    for item, share in item_shares(report):
        if item.met is not None and share.lost > ULP and not item.reason and not item.execution:
            yield _deducted(share, item.met, [share.weight_field])


def _deducted(share: Share, evidence: Field, related: list[Field]) -> Draft:
    return found(
        share.score_field.place, subject=share.name, actual=brief(evidence.text), weight=show(share.weight), score=show(share.score),
        working=f"{show(share.weight)} − {show(share.score)} = {show(share.lost)}", sentence=_lost(share), expected=show(share.weight), found=share.score_field.text,
        related=[evidence.place, *(f.place for f in related)],
    )  # fmt: skip


def _overshot(ended: Outcome, far: Decimal) -> bool:
    """Whether a completion lies so far beyond its target that points may be taken off for it."""
    target, actual = ended.pair.target, ended.pair.completion
    if target <= 0:
        return False
    return actual * far <= target if ended.lower else actual >= far * target


@check("score-not-monotonic", code="SCR013", severity=Severity.INFO, needs=("targets",))
def score_not_monotonic(report: Report, *, margin: Decimal = Decimal(2)) -> Iterator[Draft | Checked]:
    judged = report.scheme.judged or _own_rules(report, "points_by_steps")
    for table in report.tables:
        rows = (
            []
            if table.graded or centesimal(table)
            else list(_unexplained_shorts(report.scheme, table, judged))
        )
        pairs = list(_reversed(rows, margin))
        if not pairs:
            continue
        high, low = max(pairs, key=lambda p: p[1].part - p[0].part)
        others = len(pairs) - 1
        yield found(
            high.share.score_field.place, subject=high.share.name, rate=show(high.done, 1), share=show(high.part, 1), other=low.share.name,
            other_rate=show(low.done, 1), other_share=show(low.part, 1), found=high.share.score_field.text,
            more=Words(
                f"（另有{others}行同类情形）", f" (and {others} more such {'row' if others == 1 else 'rows'})"
            ) if others else NOTHING,
            working="; ".join(f"{show(r.share.score)} ÷ {show(r.share.weight)} = {show(r.part, 1)}%" for r in (high, low)),
            related=[low.share.score_field.place],
            severity=Severity.WARNING if high.column or low.column else None,
        )  # fmt: skip


class Short(Struct, frozen=True):
    """A row short of its target: how much was done and which part of the points it takes, in percent.

    `least` and `most` bound that part by the score's printed digits. `column`: the row has a cell for a reason;
    `accused`: its score is out of proportion.
    """

    share: Share
    done: Decimal
    part: Decimal
    least: Decimal
    most: Decimal
    column: bool
    accused: bool


def _reversed(rows: list[Short], margin: Decimal) -> Iterator[tuple[Short, Short]]:
    """Each row that did more than another and takes a smaller part of its points, with the one that takes most."""
    ordered = sorted(rows, key=lambda r: r.done)
    done = [r.done for r in ordered]
    most = list(accumulate(ordered, _greater))
    for high in ordered:
        if high.accused:
            continue
        behind = bisect_right(done, high.done - margin)
        if behind and high.most < most[behind - 1].least:
            yield high, most[behind - 1]


def _greater(best: Short, row: Short) -> Short:
    return row if row.least > best.least else best


def _unexplained_shorts(scheme: Scheme, table: IndicatorTable, judged: bool) -> Iterator[Short]:
    for row, share in pointed(table):
        ended = None if explained(row.note) else outcome(row)
        quantity = share.score_field.quantity
        if ended is None or ended.met or ended.lower or ended.pair.target <= 0 or quantity is None:
            continue
        accused = not judged and isinstance(_proportion(scheme, row, share, ended), Draft)
        part, width = (v / share.weight * HUNDRED for v in (share.score, quantity.half_ulp))
        yield Short(
            share, ended.ratio * HUNDRED, part, part - width, part + width, row.note is not None, accused
        )


# ── The reason ────────────────────────────────────────────────────────────────────────────────────────


@check("missing-deviation-explanation", code="SCR010", severity=Severity.WARNING, needs=("scores", "items"))
def missing_deviation_explanation(report: Report, *, low: Decimal = Decimal(90)) -> Iterator[Draft | Checked]:
    told: set[int] = set()
    below = any(map(explained, report.reasons))
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        rows = list(shares(table))
        for number, share in enumerate(rows):
            item = _item_of(share, number, len(rows) == len(report.items), report)
            if item is not None:
                told.add(id(item))
            notes = [r.note for r in share.rows if isinstance(r, Indicator) and r.note is not None]
            off = total(deduction(r) for r in share.rows if isinstance(r, Indicator))
            reasoned = any(map(explained, notes)) or (item is not None and item.reason) or share.lost <= off
            # A form without a column for reasons asks for them in its foot.
            reasoned = reasoned or (below and not notes)
            if share.lost <= ULP or reasoned or _well_executed(share, low):
                continue
            # Where the narrative says that the target is met, the more specific rule speaks there.
            place = item.score.place if item and item.met and item.score else share.score_field.place
            yield _unexplained(share, place, notes, bool(notes) or item is not None)
    for item, share in item_shares(report):
        excused = item.reason or (item.execution and item.met is not None)
        if share.lost > ULP and id(item) not in told and not excused:
            yield _unexplained(share, share.score_field.place, [], True)


def _lost(share: Share) -> Words:
    weight, score, lost = show(share.weight), show(share.score), show(share.lost)
    return Words(f"分值{weight} − 得分{score} = 扣{lost}", f"weight {weight} − score {score} = {lost} lost")


def _unexplained(share: Share, place: Place, notes: list[Field], column: bool) -> Draft:
    return found(
        place, subject=share.name, lost=show(share.lost), found=share.score_field.text,
        working=f"{show(share.weight)} − {show(share.score)} = {show(share.lost)}", sentence=_lost(share),
        related=[share.weight_field.place, *(n.place for n in notes)], severity=None if column else Severity.INFO,
    )  # fmt: skip


def _item_of(share: Share, number: int, aligned: bool, report: Report) -> ScoredItem | None:
    """The narrative's item that is a table's row: of the same name, else at the same position with the same weight.

    `aligned`: there are as many items as rows.
    """
    for item in report.items:
        if item.name.name == share.name and value(item.weight) == share.weight:
            return item
    if aligned and value(report.items[number].weight) == share.weight:
        return report.items[number]
    return None


def _well_executed(share: Share, low: Decimal) -> bool:
    """Whether a row is the budget's execution at `low` or more, or at a rate that is not told in the row."""
    for row in share.rows:
        if isinstance(row, Indicator) and row.execution:
            rate = value(row.completion)
            return rate is None or not 1 < rate < low
    return False

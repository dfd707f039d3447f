"""TOT: total scores. Their sums, their range, their agreement with each other and with the grade."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Group, Indicator, IndicatorTable, Role, Total
from auditor.model.place import Field, Place, says
from auditor.model.relations import ExecutionClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, rounded, show
from auditor.words import NOTHING, Words

from .kit.compare import compare
from .kit.points import UNREAD, addition, full_mark, plain, reached_grade, signed, total, value
from .kit.sums import Sum, items_sum, slack_of, table_sum

FAMILY = Words("总分与等级", "totals and grades")


_NINETY = Decimal(90)
_TEN = Decimal(10)
# A total may lawfully exceed the full mark by so much where bonus points are given, named or not.
_BONUS = Decimal("1.1")


# ── Sums ──────────────────────────────────────────────────────────────────────────────────────────────


@check("total-score-mismatch", code="TOT001", severity=Severity.ERROR, needs=("totals",))
def total_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        added = table_sum(report, table) if Role.SCORE in table.roles else None
        for stated in table.totals:
            if _of_another(report, stated, table):
                yield not_verifiable(
                    stated.value.place,
                    "与表格不是同一评价对象的得分",
                    "the score of something else than the table",
                )
            elif added is None:
                yield not_verifiable(stated.value.place, "各项得分未填", "the items have no scores")
            else:
                yield from _against(report, stated, added)
    added = items_sum(report)
    some = any(t.partial and Role.SCORE in t.roles for t in report.tables)
    for stated in report.totals:
        if stated.table is None and added is not None:
            yield from _against(report, stated, added)
        elif stated.table is None and some:
            yield not_verifiable(
                stated.value.place,
                "文字只写明部分指标的得分",
                "the text gives the scores of some indicators only",
            )


def _of_another(report: Report, stated: Total, table: IndicatorTable) -> bool:
    """Whether a sentence speaks of the whole unit's score and the table is one project's, or the other way round."""
    place, title = stated.value.place, table.title or report.title
    if place.location.table is not None:
        return False
    sentence, clause = (_around(place, marks) for marks in ("。；;\n", "。；;\n，,：:"))
    if says(title, "whole_unit"):
        return says(clause, "project") and not says(sentence, "whole_unit")
    return says(sentence, "whole_unit") and says(title, "project")


def _around(place: Place, marks: str) -> str:
    """The part of a text between punctuation marks in which a figure stands; all of it where that is not known."""
    start, end = place.span or (0, len(place.text))
    before, after = place.text[:start], place.text[end:]
    left = max((before.rfind(mark) for mark in marks), default=-1) + 1
    right = min((n for mark in marks if (n := after.find(mark)) >= 0), default=len(after))
    return place.text[left : end + right]


def _against(report: Report, stated: Total, added: Sum) -> Iterator[Draft | Checked]:
    """One total against the sums that it may be."""
    points = value(stated.value)
    if points is None:
        return
    slack = slack_of(stated.value, added.fields)
    exact = next((r for r in added.readings if points == r[0]), None)
    fitting = (r for r in added.readings if r[0] - slack <= points <= r[0] + added.missing + slack)
    near = next(fitting, None)
    if exact:
        yield verified(stated.value.place, f"{addition(exact[1])} = {show(exact[0])}", added.fields)
    elif near:
        if added.missing:
            yield not_verifiable(
                stated.value.place,
                "部分指标未填得分或不在表中",
                "some items have no score or stand elsewhere",
            )
        else:
            yield within_rounding(stated.value.place, f"{addition(near[1])} = {show(near[0])}", added.fields)
    elif added.unread:
        yield not_verifiable(stated.value.place, UNREAD.zh, UNREAD.en)
    else:
        yield _mismatch(report, stated, points, added)


def _mismatch(report: Report, stated: Total, points: Decimal, added: Sum) -> Draft:
    reading, addends = added.readings[0]
    hint, also = _recomputed(report, points, stated.value)
    unsure = added.unsure or added.missing > 0
    most = f"–{show(reading + added.missing)}" if added.missing else ""
    off = points - reading - (added.missing if points > reading else ZERO)
    return found(
        stated.value.place, subject=stated.label, total=plain(stated.value), sum=f"{show(reading)}{most}", diff=signed(off),
        hint=hint, working=f"{addition(addends)} = {show(reading)} ≠ {plain(stated.value)}{also}", found=stated.value.text,
        expected=f"{show(reading)}{most}", related=[f.place for f in added.fields], figure=True, operands=added.fields,
        severity=Severity.WARNING if unsure else None, confidence=Confidence.LIKELY if unsure else Confidence.CERTAIN,
        critical=reached_grade(report, points) != reached_grade(report, reading),
    )  # fmt: skip


def _recomputed(report: Report, points: Decimal, stated: Field) -> tuple[Words, str]:
    """A hint where a total is 90 and ten points of the budget's execution, and its arithmetic."""
    decimals = stated.quantity.decimals if stated.quantity is not None else 2
    rates = [value(r.rate) for r in report.funds]
    rates += [value(i.completion) for i in report.indicators if i.execution]
    rates += [c.rate.quantity.value for c in report.claims if isinstance(c, ExecutionClaim)]
    for rate in rates:
        if rate is not None and rate < HUNDRED and rounded(_NINETY + rate / _TEN, decimals) == points:
            zh = f"；{show(points)}为90分加执行率{show(rate)}%×10分"
            en = f"; {show(points)} is 90 points and {show(rate)}% of 10 for the execution of the budget"
            return Words(zh, en), f"; 90 + {show(rate)}% × 10 = {show(points)}"
    return NOTHING, ""


@check("subtotal-score-mismatch", code="TOT002", severity=Severity.ERROR, needs=("groups",))
def subtotal_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    groups: list[Group] = [g for t in report.tables for g in t.groups]
    for group in (*groups, *report.item_groups):
        stated = value(group.score)
        if group.score is None or stated is None:
            continue
        children = [c for c in group.children if not (isinstance(c, Indicator) and c.bonus)]
        scores = [c.score for c in children if c.score is not None and c.score.quantity is not None]
        if not group.complete or len(scores) < len(children):
            yield not_verifiable(
                group.score.place, "下级指标得分不全", "not every indicator below has a score"
            )
            continue
        added = total(map(value, scores))
        yield compare(
            group.score, f"{addition(map(plain, scores))} = {show(added)}", scores, exact=added == stated,
            near=abs(added - stated) <= slack_of(group.score, scores),
            subject=group.name, total=plain(group.score), sum=show(added), expected=show(added), diff=show(abs(added - stated)),
        )  # fmt: skip


@check("total-score-range", code="TOT003", severity=Severity.ERROR, needs=("totals",))
def total_score_range(report: Report) -> Iterator[Draft | Checked]:
    for stated in report.totals:
        points = value(stated.value)
        if points is None:
            continue
        most = max(value(stated.weight) or HUNDRED, full_mark(stated), HUNDRED)
        if points < 0 or (points > most and not _bonus_named(report, stated)):
            yield found(
                stated.value.place, subject=stated.label, total=plain(stated.value), most=show(most), expected=f"0–{show(most)}",
                working=f"{show(points)} < 0" if points < 0 else f"{show(points)} > {show(most)}", found=stated.value.text,
                severity=Severity.WARNING if 0 <= points <= most * _BONUS else None,
                confidence=Confidence.CERTAIN if points < 0 or points > most * _BONUS else Confidence.LIKELY,
            )  # fmt: skip


def _bonus_named(report: Report, stated: Total) -> bool:
    """Whether the report names points above the full mark (加分项), or a fund that earns them."""
    rows = [i.name for i in report.indicators] + [i.name for i in report.items] + [stated.value]
    texts = [
        report.title,
        stated.label,
        stated.value.place.text,
        *report.scoring_notes,
        *(t.title for t in report.tables),
    ]
    levels = (level for i in report.indicators for level in (i.level1, i.level2) if level)
    return (
        any(i.bonus for i in report.indicators)
        or any(f.says("bonus") for f in rows)
        or any(says(text, "bonus") for text in (*texts, *levels))
    )

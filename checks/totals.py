"""TOT: total scores. Their sums, their range, their agreement with each other and with the grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Grade, Group, Indicator, IndicatorTable, Role, ScoredItem, Total
from auditor.model.place import Field, Place, says
from auditor.model.relations import ExecutionClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, rounded, show
from auditor.words import NOTHING, Words

from .points import (
    addition,
    centesimal,
    funds_points,
    plain,
    reached_grade,
    scale,
    signed,
    total,
    value,
    whole,
)

FAMILY = Words("总分与等级", "totals and grades")


_ULP = Decimal("0.005")
_MOST = Decimal("0.05")
_NINETY = Decimal(90)
_TEN = Decimal(10)
_NEAR = Decimal(12)
# A total may lawfully exceed the full mark by so much where bonus points are given, named or not.
_BONUS = Decimal("1.1")


# ── Sums ──────────────────────────────────────────────────────────────────────────────────────────────


class Sum(Struct, frozen=True):
    """The scores of a table's rows or of the narrative's items, as they may add up.

    `fields` are the scores read, `readings` the sums that a lawful total may be, the likeliest first, each with its
    addends; `missing` is the weight of rows without a score, `unsure` says that rows were lost.
    """

    fields: tuple[Field, ...]
    readings: tuple[tuple[Decimal, tuple[str, ...]], ...]
    missing: Decimal
    unsure: bool


def table_sum(report: Report, table: IndicatorTable) -> Sum | None:
    """What a table's scores add up to; None when it has none."""
    rows = [i for i in table.indicators if not i.bonus]
    funds = (
        None if any(i.execution and value(i.score) is not None for i in rows) else funds_points(report, table)
    )
    weights = total(value(i.weight) for i in rows) * scale(table)
    own = funds.score if funds is not None and value(funds.score) is not None else None
    inside = funds is not None and abs(weights + (value(funds.weight) or ZERO) - HUNDRED) < 1
    made = _sum(rows, own, inside, weights, not whole(table))
    if made is None:
        return None
    readings = list(made.readings)
    if not weights and own is None and 0 < (covered := _covered(table)) < HUNDRED:
        made = replace(made, missing=made.missing + HUNDRED - covered)
    if absent := [i for i in rows if value(i.score) is None and (i.score is not None) and i.absent]:
        readings = [*readings, *_converted(readings, weights, absent)]
    if bonus := [i for i in table.indicators if i.bonus and value(i.score)]:
        readings = [*(_with_bonus(r, bonus) for r in readings), *readings]
    if centesimal(table) and not table.graded:
        folded = (
            total((value(i.score) or ZERO) * (value(i.weight) or ZERO) for i in rows) * scale(table) / HUNDRED
        )
        readings.append((folded, (show(folded),)))
    return replace(made, readings=tuple(readings))


def _converted(
    readings: list[tuple[Decimal, tuple[str, ...]]], weights: Decimal, absent: list[Indicator]
) -> Iterator[tuple[Decimal, tuple[str, ...]]]:
    """The sums of rows that do apply, converted to the full mark: Σ score ÷ Σ weight × 100."""
    applied = weights - total(value(i.weight) for i in absent)
    for added, addends in readings if applied > 0 else ():
        due = rounded(added / applied * HUNDRED, 2)
        yield due, (f"({addition(addends)}) ÷ {show(applied)} × 100",)


def _covered(table: IndicatorTable) -> Decimal:
    """The points that the outermost headings give to a table's rows; zero where some row has no such heading."""
    seen: set[int] = set()
    points = ZERO
    for group in sorted(table.groups, key=lambda g: -len(g.children)):
        rows = {id(row) for row in group.children}
        if seen.isdisjoint(rows):
            points += value(group.weight) or ZERO
            seen |= rows
    return points if len(seen) == len(table.indicators) else ZERO


def items_sum(report: Report) -> Sum | None:
    """What the scores of the narrative's items add up to; None when there are none."""
    weights = total(value(i.weight) for i in report.items)
    return _sum(report.items, None, False, weights, False)


def _sum(
    rows: Iterable[Indicator | ScoredItem], own: Field | None, inside: bool, weights: Decimal, unsure: bool
) -> Sum | None:
    """The sum of some rows' scores, and of the execution's own score where the funds block has one."""
    scores: list[Field] = []
    missing = ZERO
    for row in rows:
        if row.score is not None and row.score.quantity is not None:
            scores.append(row.score)
        elif row.score is not None or isinstance(row, ScoredItem):
            missing += value(row.weight) or ZERO
    if not scores:
        return None
    plain_sum = (total(map(value, scores)), tuple(map(plain, scores)))
    readings = [plain_sum]
    if own is not None:
        full = (plain_sum[0] + (value(own) or ZERO), (plain(own), *plain_sum[1]))
        readings = [full] if inside else [plain_sum, full]
    part = 0 < weights < HUNDRED - _NEAR and own is None
    return Sum(tuple(scores), tuple(readings), missing, unsure or part or weights > HUNDRED + _NEAR)


def _with_bonus(
    reading: tuple[Decimal, tuple[str, ...]], rows: Iterable[Indicator]
) -> tuple[Decimal, tuple[str, ...]]:
    """A sum with points added (加分) or taken off (扣分)."""
    added, addends = reading
    for row in rows:
        points = abs(value(row.score) or ZERO)
        change = points if "加分" in f"{row.level1 or ''}{row.level2 or ''}{row.name.name}" else -points
        added, addends = added + change, (*addends, show(change) if change >= 0 else f"({show(change)})")
    return added, addends


def _slack(stated: Field, fields: Iterable[Field]) -> Decimal:
    """How far a total may be from its sum: scores with two decimals may be roundings."""
    finest = sum(1 for f in fields if f.quantity is not None and f.quantity.decimals >= 2)
    half = stated.quantity.half_ulp if stated.quantity is not None else ZERO
    return max(min(half + _ULP * finest, _MOST), half)


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
    for stated in report.totals:
        if stated.table is None and added is not None:
            yield from _against(report, stated, added)


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
    slack = _slack(stated.value, added.fields)
    if any(points == reading for reading, _ in added.readings):
        yield verified(stated.value.place)
    elif any(reading - slack <= points <= reading + added.missing + slack for reading, _ in added.readings):
        if added.missing:
            yield not_verifiable(
                stated.value.place,
                "部分指标未填得分或不在表中",
                "some items have no score or stand elsewhere",
            )
        else:
            yield within_rounding(stated.value.place)
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
        expected=f"{show(reading)}{most}", related=[f.place for f in added.fields], figure=True,
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
            zh = f"；{show(points)} 为 90 分加执行率 {show(rate)}%×10 分"
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
        if added == stated:
            yield verified(group.score.place)
        elif abs(added - stated) <= _slack(group.score, scores):
            yield within_rounding(group.score.place)
        else:
            yield found(
                group.score.place, subject=group.name, total=plain(group.score), sum=show(added), found=group.score.text, expected=show(added),
                working=f"{addition(map(plain, scores))} = {show(added)} ≠ {plain(group.score)}", related=[s.place for s in scores], figure=True,
            )  # fmt: skip


@check("total-score-range", code="TOT003", severity=Severity.ERROR, needs=("totals",))
def total_score_range(report: Report) -> Iterator[Draft | Checked]:
    for stated in report.totals:
        points = value(stated.value)
        if points is None:
            continue
        most = max(value(stated.weight) or HUNDRED, _full_mark(stated), HUNDRED)
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


# ── Statements ────────────────────────────────────────────────────────────────────────────────────────


@check("score-statement-conflict", code="TOT004", severity=Severity.ERROR, needs=("totals",))
def score_statement_conflict(report: Report) -> Iterator[Draft | Checked]:
    for stated in _objects(report):
        first, *others = stated
        wrong = [s for s in stated if not any(_same(s, o) for o in stated if o is not s)] or others
        if all(_same(first, other) for other in others):
            yield from (verified(o.value.place) for o in others)
            continue
        odd = _odd(report, stated, wrong)
        rest = [s for s in stated if s is not odd]
        listed = dict.fromkeys(f"{plain(s.value)}（{s.label}）" for s in stated)
        yield found(
            odd.value.place, subject=odd.label, list=Words("、".join(listed), ", ".join(listed)), found=odd.value.text,
            expected=plain(rest[0].value), working=" ≠ ".join(dict.fromkeys(plain(s.value) for s in stated)),
            related=[s.value.place for s in rest], figure=True,
            critical=len({reached_grade(report, v) for s in stated if (v := value(s.value)) is not None}) > 1,
        )  # fmt: skip


def _objects(report: Report) -> Iterator[list[Total]]:
    """The stated totals by what they are of: the report with its only table, or one of several tables."""
    numbered = [t for t in report.tables if t.kind != "projects" and t.totals]
    general = [s for s in report.totals if s.table is None]
    if len(numbered) == 1 and _of_report(report, numbered[0], general):
        yield from _comparable([*numbered[0].totals, *general])
    else:
        yield from _comparable(general)
        for table in numbered:
            yield from _comparable(list(table.totals))


def _of_report(report: Report, table: IndicatorTable, general: list[Total]) -> bool:
    """Whether the report's only table is the one that its text speaks of.

    A project's form in the report of a whole unit is not, nor one that adds up to its own total while the items of
    the narrative add up to the text's.
    """
    if "项目" in table.title and "整体" not in table.title and "整体" in report.title:
        return False
    rows, items = table_sum(report, table), items_sum(report)
    return not (rows and items and _fits(rows, table.totals) and _fits(items, general))


def _fits(added: Sum, stated: Iterable[Total]) -> bool:
    """Whether some of the totals are what the scores add up to."""
    return any(value(s.value) == reading for s in stated for reading, _ in added.readings)


def _comparable(stated: list[Total]) -> Iterator[list[Total]]:
    """Statements with one full mark; nothing where there is only one."""
    for mark in dict.fromkeys(_full_mark(s) for s in stated):
        alike = [s for s in stated if _full_mark(s) == mark and s.value.quantity is not None]
        if len(alike) > 1:
            yield alike


def _full_mark(stated: Total) -> Decimal:
    return stated.full_mark.value if stated.full_mark is not None else HUNDRED


def _same(left: Total, right: Total) -> bool:
    a, b = left.value.quantity, right.value.quantity
    if a is None or b is None:
        return True
    decimals = min(a.decimals, b.decimals)
    return rounded(a.value, decimals) == rounded(b.value, decimals)


def _odd(report: Report, stated: list[Total], wrong: list[Total]) -> Total:
    """The statement to point at: one that its items do not add up to, else the last that stands alone."""
    sums = [s for t in report.tables if (s := table_sum(report, t))] + [s for s in (items_sum(report),) if s]
    off = [s for s in stated if not any(_fits(added, [s]) for added in sums)]
    return (off if 0 < len(off) < len(stated) else wrong)[-1]


@check("grade-score-mismatch", code="TOT005", severity=Severity.ERROR, needs=("grades",))
def grade_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for grade in report.grades:
        stated = grade.total or _only(report, grade)
        points = value(stated.value) if stated is not None else None
        if stated is None or points is None or _full_mark(stated) != HUNDRED or not 0 <= points <= HUNDRED:
            continue
        right = reached_grade(report, points)
        if right == grade.value:
            yield verified(grade.field.place)
            continue
        loose = grade.field.name in ("合格", "一般", "不合格")
        other = not report.scale and reached_grade(report, points, "provincial") == grade.value
        yield found(
            grade.field.place, subject=stated.label, total=plain(stated.value), right=right, grade=grade.field.text, found=grade.field.text,
            expected=right, working=f"{plain(stated.value)} → {right} ≠ {grade.field.text}", related=[stated.value.place], figure=True,
            critical=True, severity=Severity.WARNING if loose or other else None,
            confidence=Confidence.POSSIBLE if other else Confidence.LIKELY if loose else Confidence.CERTAIN,
        )  # fmt: skip


def _only(report: Report, grade: Grade) -> Total | None:
    """The total that a grade in a cell belongs to: its table's, else the only one that the report states."""
    at = grade.field.place.location.table
    own = [s for s in report.totals if s.table is not None and s.table == at]
    candidates = own or list(report.totals)
    return candidates[0] if candidates and len({value(s.value) for s in candidates}) == 1 else None

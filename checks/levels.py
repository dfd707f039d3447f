"""SCR: scores given in words, levels and converted points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, found
from auditor.finding import Checked, Draft, Severity
from auditor.model.form import GradeWord, Indicator, IndicatorTable, grade_word, tier_word
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, show
from auditor.words import NOTHING, Words

from .kit.compare import compare
from .kit.points import ULP, centesimal, own_share, plain, pointed, scale, value
from .kit.sentences import within

_MARKS = '。；;，,.“”"（）()'


@check("score-invalid", code="SCR002", severity=Severity.WARNING, needs=("indicators",))
def score_invalid(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        if weighed := _weights_for_scores(table):
            yield found(
                weighed[0].place, subject=table.title, raw="、".join(f.text for f in weighed), expected="0–100",
                why=Words("：都与权重相同，应按百分制填写", ": they are the weights, where the form asks for 0–100"),
                related=[f.place for f in weighed[1:]],
            )  # fmt: skip
        scored = [i for i in table.leaves if value(i.score) is not None]
        for row in table.leaves:
            if row.score is None or (row.joint and not row.score):
                continue
            score = value(row.score)
            negative = score is not None and score < 0
            unadjusted = report.scheme.unadjusted_open and not row.completion
            asked = not _untouched(row) and not row.absent and not unadjusted
            lacking = score is None and 2 * len(scored) > len(table.leaves) and asked
            if negative or lacking:
                yield found(
                    row.score.place, subject=row.name.name, raw=row.score.text, why=NOTHING,
                    severity=Severity.ERROR if negative else None,
                    expected=f"0–{show(value(row.weight) or ZERO)}", related=[row.weight.place] if row.weight else [],
                )  # fmt: skip


_FEWEST_WEIGHED = 3


def _weights_for_scores(table: IndicatorTable) -> list[Field]:
    """The item scores of 100 of a graded table, if every one of them is its row's weight."""
    pairs = [(i.item_score, i.weight) for i in table.leaves if i.item_score and i.weight]
    alike = all(value(item) == value(weight) is not None for item, weight in pairs)
    return [item for item, _ in pairs] if alike and len(pairs) >= _FEWEST_WEIGHED else []


def _untouched(row: Indicator) -> bool:
    """Whether a row was left as the form had it, without target, completion and score."""
    measured = [f for f in (row.target, row.completion) if f is not None]
    return bool(measured) and not any(measured) and not row.score


@check("qualitative-score-band", code="SCR006", severity=Severity.WARNING, needs=("completions",))
def qualitative_score_band(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        for row, share in pointed(table):
            band, part = _band(row), share.score / share.weight * HUNDRED
            if row.completion is None or band is None or band[0] <= part <= band[1]:
                continue
            rate, shown = show(part, 1), f"{band[0]}–{band[1]}%"
            yield found(
                share.score_field.place, subject=row.name.name, level=row.completion.text, rate=rate, band=shown, expected=shown,
                working=f"{show(share.score)} ÷ {show(share.weight)} = {rate}%", related=[row.completion.place, share.weight_field.place],
            )  # fmt: skip


_TIERS = {"full": (80, 100), "partly": (60, 80), "missed": (0, 60)}
_GRADES: dict[GradeWord, tuple[int, int]] = {"优": (90, 100), "良": (80, 90), "中": (60, 80), "差": (0, 60)}


def _band(row: Indicator) -> tuple[int, int] | None:
    """The band, in percent, of the points that a completion in words earns; None for other words."""
    actual, target = row.completion, row.target
    if actual is None or not actual or not row.qualitative or row.execution:
        return None
    word = actual.name.strip(_MARKS)
    if tier := tier_word(word):
        return _TIERS[tier]
    grade, wanted = grade_word(word), grade_word(target.name) if target is not None else None
    words = list(_GRADES)
    if grade is None or (wanted is not None and words.index(grade) <= words.index(wanted)):
        return None
    return _GRADES[grade]


@check("converted-score-mismatch", code="SCR007", severity=Severity.ERROR, needs=("item_scores",))
def converted_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        factor = scale(table)
        for row in table.leaves if table.graded else ():
            item, share = row.item_score, own_share(row)
            if item is None or item.quantity is None or share is None or share.score_field.quantity is None:
                continue
            points = share.weight * factor
            due = item.quantity.value * points / HUNDRED
            score = share.score_field
            yield compare(
                score, f"{plain(item)} × {show(points)}% = {show(due)}", [item, share.weight_field], exact=due == share.score,
                near=abs(due - share.score) <= max(share.score_field.quantity.half_ulp, ULP),
                subject=row.name.name, score=plain(score), item=plain(item), weight=show(points), due=show(due), expected=show(due),
            )  # fmt: skip


@check("level-score-mismatch", code="SCR008", severity=Severity.WARNING, needs=("levels",))
def level_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    bounds = dict(report.scale)
    for table in report.tables:
        for row in table.indicators if table.graded else ():
            level = grade_word(row.grade.name) if row.grade is not None else None
            score = value(row.item_score)
            if level is None or row.grade is None or score is None or row.item_score is None:
                continue
            above = list(_GRADES)[list(_GRADES).index(level) - 1]
            low = bounds.get(level, Decimal(_GRADES[level][0]))
            high = HUNDRED if level == "优" else bounds.get(above, Decimal(_GRADES[above][0]))
            if not low <= score <= high:
                yield found(
                    row.item_score.place, subject=row.name.name, level=row.grade.text, score=plain(row.item_score),
                    expected=f"{show(low)}–{show(high)}", working=f"{show(score)} ∉ [{show(low)}, {show(high)}]", sentence=within(show(score), show(low), show(high)), related=[row.grade.place],
                )  # fmt: skip

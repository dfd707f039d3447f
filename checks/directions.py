"""TGT: the sign of a target against what it measures and against the target itself."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Direction, Indicator
from auditor.model.names import stem, unit_dimension
from auditor.model.place import ends, says
from auditor.model.report import Report
from auditor.quantity import CHINESE_DIGITS, show
from auditor.words import Words


@check("cost-direction", code="TGT012", severity=Severity.WARNING, needs=("targets",))
def cost_direction(report: Report) -> Iterator[Draft | Checked]:
    for row in report.indicators:
        quantity = row.target.quantity if row.target else None
        if row.target is None or quantity is None or row.direction is None:
            continue
        name = stem(row.name.name)
        # What is paid out to people may well be more; a cost a head is still a cost.
        more = says(name, "more_is_better") or (says(name, "paid_out") and not ends(name, "surely_cost"))
        cost = says(row.level2 or row.level1 or "", "cost") and ends(name, "cost_name")
        if not cost or more or not row.direction.higher_is_better or unit_dimension(quantity.unit) != "money":
            continue
        yield found(
            (row.direction_field or row.target).place, subject=row.name.name, sign=row.direction.value, target=f"{show(quantity.value)}{quantity.unit}",
            expected="≤", related=[row.target.place], confidence=Confidence.LIKELY,
        )  # fmt: skip


@check("direction-value-conflict", code="TGT014", severity=Severity.ERROR, needs=("targets",))
def direction_value_conflict(report: Report) -> Iterator[Draft | Checked]:
    for row in report.indicators:
        sign, target = row.direction_field, row.target
        if sign is None or not target or row.direction is None:
            continue
        what, severity = _conflict(row)
        if what is not None:
            yield found(
                target.place, subject=row.name.name, sign=sign.text, target=target.text, what=what, severity=severity,
                related=[sign.place], confidence=Confidence.CERTAIN if severity is None else Confidence.LIKELY,
            )  # fmt: skip


_OPPOSITE = Words("符号相反", "opposite signs")
_WORDS = Words("指标值没有数字", "the target has no number")
_NUMBER = Words("标为定性却是数值", "a number is marked qualitative")


def _conflict(row: Indicator) -> tuple[Words | None, Severity | None]:
    """How the sign of a row and its target disagree, and how grave that is."""
    assert row.target is not None and row.direction is not None
    quantity, direction, own = row.target.quantity, row.direction, row.target_sign
    if direction is Direction.QUALITATIVE:
        measured = quantity is not None and bool(quantity.unit) and unit_dimension(quantity.unit) is not None
        return (_NUMBER, Severity.INFO) if measured else (None, None)
    if own is not None and (
        (direction.higher_is_better and own.lower_is_better)
        or (direction.lower_is_better and own.higher_is_better)
    ):
        return _OPPOSITE, None
    digits = any(map(str.isdigit, row.target.text))
    sided = direction.higher_is_better or direction.lower_is_better
    worded = (
        quantity is None and not digits and sided and not any(c in CHINESE_DIGITS for c in row.target.text)
    )
    return (_WORDS, Severity.INFO) if worded else (None, None)


@check("quality-as-quantity", code="TGT016", severity=Severity.INFO, needs=("targets",))
def quality_as_quantity(report: Report) -> Iterator[Draft | Checked]:
    for row in report.indicators:
        quantity = row.target.quantity if row.target else None
        benefit = row.under("benefit")
        if row.target is None or quantity is None or quantity.unit != "%" or not benefit:
            continue
        name = stem(row.name.name)
        word = ends(name, "quality")
        if word and not says(name, "measured"):
            yield found(
                row.target.place,
                subject=row.name.name,
                word=word,
                target=row.target.name,
                related=[row.name.place],
            )

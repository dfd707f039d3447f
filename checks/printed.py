"""TGT: columns that follow from others (完成率, 偏差率, 得分系数), and columns that repeat the points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Indicator, IndicatorTable, Role
from auditor.model.names import dimension_of, unit_dimension
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, ONE, Hedge, parse, show
from auditor.words import Words

from .kit.pairs import Pair, fraction_doubt, pair
from .kit.points import centesimal, own_share, total, value

_FEWEST = 4
_OWN_FIGURE = Pattern(r"\d[\d,.]*\D{1,4}$")


@check("printed-ratio-mismatch", code="TGT013", severity=Severity.ERROR, needs=("targets", "scores"))
def printed_ratio_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        for row in table.indicators:
            for role, field in ((Role.COMPLETION_RATE, row.completion_rate), (Role.DEVIATION, row.deviation)):
                if field and field.quantity:
                    yield _of_pair(row, field, role, table)
            if row.coefficient and row.coefficient.quantity and not table.graded and not centesimal(table):
                yield from _coefficient(row, row.coefficient, table)


def _of_pair(row: Indicator, field: Field, role: Role, table: IndicatorTable) -> Draft | Checked:
    """A rate of completion or deviation against target and completion."""
    both = pair(row)
    if both is None or both.target == 0 or fraction_doubt(both):
        return not_verifiable(
            field.place, "指标值或完成值不是可比的数", "target and completion are no two comparable numbers"
        )
    ratio = both.completion / both.target
    readings = _deviations(ratio) if role is Role.DEVIATION else _rates(ratio, both)
    arithmetic = f"{show(both.completion)} ÷ {show(both.target)}"
    if role is Role.DEVIATION:
        arithmetic = f"({show(both.completion)} − {show(both.target)}) ÷ {show(both.target)}"
    return _judged(
        row, field, readings, arithmetic, [both.target_field, both.completion_field], table.header(role)
    )


def _rates(ratio: Decimal, both: Pair) -> list[Decimal]:
    """What may be printed as the rate of completion: as such, capped, reversed, or the completion itself."""
    readings = [ratio, min(ratio, ONE), 2 - ratio, min(2 - ratio, ONE)]
    if both.completion:
        readings += [ONE / ratio, min(ONE / ratio, ONE)]
    if unit_dimension(both.unit) == "ratio":
        readings.append(both.completion / HUNDRED)
    return readings


def _deviations(ratio: Decimal) -> list[Decimal]:
    """What may be printed as the deviation, by either sign, one-sided, or as what is left of 1."""
    off = ratio - ONE
    readings = [off, -off, ONE - abs(off), ratio, Decimal(0) if off >= 0 else off]
    return readings + ([(ratio - 1) / ratio, (1 - ratio) / ratio] if ratio else [])


def _coefficient(row: Indicator, field: Field, table: IndicatorTable) -> Iterator[Draft | Checked]:
    """A coefficient of points against score and weight."""
    share = own_share(row)
    if share is None or share.weight <= 0 or not share.score_field.quantity:
        return
    arithmetic = f"{show(share.score)} ÷ {show(share.weight)}"
    slack = share.score_field.quantity.half_ulp / share.weight
    yield _judged(
        row, field, [share.score / share.weight], arithmetic, [share.weight_field, share.score_field], table.header(Role.COEFFICIENT), slack
    )  # fmt: skip


def _judged(
    row: Indicator, field: Field, readings: Sequence[Decimal], arithmetic: str, operands: list[Field], header: str, slack: Decimal = Decimal(0)
) -> Draft | Checked:  # fmt: skip
    quantity = field.quantity
    assert quantity is not None
    if quantity.hedge is not Hedge.NONE or quantity.unit not in ("", "%"):
        return not_verifiable(field.place, "不是比率", "no ratio")
    printed = (
        [quantity.printed.scaled(ONE / HUNDRED)]
        if quantity.unit == "%"
        else [quantity.printed, quantity.printed.scaled(ONE / HUNDRED)]
    )
    if any(r in p.widened(slack) for r in readings for p in printed):
        exact = any(p.low + p.high == 2 * r for r in readings for p in printed)
        return (verified if exact else within_rounding)(field.place, arithmetic, operands)
    due = (
        f"{show(readings[0] * HUNDRED, 2)}%"
        if quantity.unit == "%" or quantity.value > 2
        else show(readings[0])
    )
    return found(
        field.place, subject=row.name.name, header=header, stated=field.name, due=due, expected=due, figure=True,
        working=f"{arithmetic} = {due} ≠ {field.name}", related=[f.place for f in operands], operands=operands,
    )  # fmt: skip


@check("points-as-values", code="TGT018", severity=Severity.WARNING, needs=("targets", "completions"))
def points_as_values(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        rows = [i for i in table.indicators if not i.execution and not i.bonus]
        for what, role, cells in (
            (Words("指标值", "targets"), Role.WEIGHT, [(i, i.target, i.weight) for i in rows]),
            (Words("完成值", "completions"), Role.SCORE, [(i, i.completion, i.score) for i in rows]),
        ):
            pairs = [(i, a, b) for i, a, b in cells if a and a.quantity and b and b.quantity]
            if len(pairs) < max(_FEWEST, len(rows) - 1) or not all(_same(a, b) for _, a, b in pairs):
                continue
            measured = [i for i, _, _ in pairs if _measured(i)]
            if 2 * len(measured) > len(pairs) and len({value(a) for _, a, _ in pairs}) > 1:
                yield found(
                    pairs[0][1].place, subject=table.title or rows[0].name.name, what=what, count=len(pairs),
                    how=Words(f"都与“{table.header(role)}”相同", f"equal “{table.header(role)}”"),
                    related=[a.place for _, a, _ in pairs[1:]], confidence=Confidence.LIKELY,
                )  # fmt: skip
        if not {Role.WEIGHT, Role.SCORE} & table.roles:
            yield from _unpointed(table, rows)


def _unpointed(table: IndicatorTable, rows: Sequence[Indicator]) -> Iterator[Draft]:
    """Targets and completions of a form without points that are one and the same points."""
    pairs = [(i.target, i.completion) for i in rows if i.target and i.completion]
    figures = [
        (a, b) for a, b in pairs if a.quantity and b.quantity and not a.quantity.unit and not b.quantity.unit
    ]
    if len(figures) < max(_FEWEST, len(rows)) or not all(_same(a, b) for a, b in figures):
        return
    if total(value(a) for a, _ in figures) != HUNDRED or not any(map(_otherwise, rows)):
        return
    yield found(
        figures[0][0].place, subject=table.title or rows[0].name.name, what=Words("指标值和完成值", "targets and completions"),
        count=len(figures), related=[a.place for a, _ in figures[1:]], confidence=Confidence.LIKELY,
        how=Words("逐行相同、合计恰为 100，又无计量单位，与指标所要计量的不符",
                  "are the same, add up to 100, have no unit, and are not what the indicators measure"),
    )  # fmt: skip


def _otherwise(row: Indicator) -> bool:
    """Whether an indicator's name says that it measures something else: it is a share, or states a figure of its own."""
    own = _OWN_FIGURE.search(row.name.name)
    stated = parse(own[0]) if own else None
    if stated is not None and unit_dimension(stated.unit) not in (None, "score"):
        return stated.value != value(row.target)
    return dimension_of(row.name.name) == "ratio"


def _same(first: Field, second: Field) -> bool:
    return value(first) == value(second)


def _measured(row: Indicator) -> bool:
    """Whether a row counts or measures something else than points."""
    quantities = [f.quantity for f in (row.target, row.completion) if f and f.quantity]
    units = [row.unit.name] if row.unit else []
    return any(unit_dimension(u) not in (None, "score") for u in (*units, *(q.unit for q in quantities)))

"""What scores add up to, and how far a stated total may be from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.form import Indicator, IndicatorTable, ScoredItem, Total
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, rounded, show

from .points import addition, centesimal, funds_points, plain, scale, total, value, whole

_ULP = Decimal("0.005")


_MOST = Decimal("0.05")


_NEAR = Decimal(12)


class Sum(Struct, frozen=True):
    """The scores of a table's rows or of the narrative's items, as they may add up.

    `fields` are the scores read, `readings` the sums that a lawful total may be, the likeliest first, each with its
    addends; `missing` is the weight of rows without a score, `unsure` says that rows have no points, `unread` that some
    were not understood.
    """

    fields: tuple[Field, ...]
    readings: tuple[tuple[Decimal, tuple[str, ...]], ...]
    missing: Decimal
    unsure: bool
    unread: bool = False


def table_sum(report: Report, table: IndicatorTable) -> Sum | None:
    """What a table's scores add up to; None when it has none."""
    rows = [i for i in table.indicators if not i.bonus]
    funds = (
        None if any(i.execution and value(i.score) is not None for i in rows) else funds_points(report, table)
    )
    weights = total(value(i.weight) for i in rows) * scale(table)
    own = funds.score if funds is not None and value(funds.score) is not None else None
    inside = funds is not None and any(
        abs(points + (value(funds.weight) or ZERO) - HUNDRED) < 1 for points in (weights, _covered(table))
    )
    made = _sum(rows, own, inside, weights, not whole(table))
    if made is None:
        return None
    readings = list(made.readings)
    if funds is not None and weights + (value(funds.weight) or ZERO) - HUNDRED <= abs(weights - HUNDRED):
        readings.reverse()
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
    return replace(made, readings=tuple(readings), unread=bool(table.unread))


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
    seen: set[tuple[object, ...]] = set()
    points = ZERO
    for group in sorted(table.groups, key=lambda g: -len(g.children)):
        rows = {row.place.anchor for row in group.children}
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
        change = points if (row.under("bonus_row") or row.name.says("bonus_row")) else -points
        added, addends = added + change, (*addends, show(change) if change >= 0 else f"({show(change)})")
    return added, addends


def slack_of(stated: Field, fields: Iterable[Field]) -> Decimal:
    """How far a total may be from its sum: scores with two decimals may be roundings."""
    finest = sum(1 for f in fields if f.quantity is not None and f.quantity.decimals >= 2)
    half = stated.quantity.half_ulp if stated.quantity is not None else ZERO
    return max(min(half + _ULP * finest, _MOST), half)


def fits(added: Sum, stated: Iterable[Total]) -> bool:
    """Whether some of the totals are what the scores add up to."""
    return any(value(s.value) == reading for s in stated for reading, _ in added.readings)

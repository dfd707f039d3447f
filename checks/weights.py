"""WGT: the weights of indicators. They are assigned, so they add up exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from auditor.check import DOUBTFUL, check, found, not_verifiable, verified
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Group, Indicator, IndicatorTable, Role, Scheme
from auditor.model.place import Field, Place
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, ZERO, show, squeeze
from auditor.words import NOTHING, Words

from .kit.compare import compare
from .kit.points import addition, alike, fractions, funds_points, plain, signed, total, value, whole

FAMILY = Words("权重", "weights")


_SLACK = Decimal("0.02")
_GROUP_SLACK = Decimal("0.01")
_OWN_BLOCK = (Decimal(90), Decimal(10))
_LEVELS = {"成本": "成本", "产出": "产出", "满意": "满意", "效益": "效益", "效果": "效益"}


@check("weight-total", code="WGT001", severity=Severity.ERROR, needs=("weights", "items"))
def weight_total(report: Report, *, totals: tuple[Decimal, ...] = ()) -> Iterator[Draft | Checked]:
    together = total(value(i.weight) for t in report.tables if t.kind != "projects" for i in t.leaves)
    for table in report.tables:
        if Role.WEIGHT not in table.roles or not table.leaves:
            continue
        factor = _factor(table)
        points = total(value(i.weight) for i in table.leaves) * factor
        place = _place(table)
        funds = funds_points(report, table)
        block = funds.weight if funds and not any(i.execution for i in table.leaves) else None
        own = value(block)
        own = own * factor if own is not None and own < 1 else own
        if own is not None and own >= HUNDRED:
            own = None  # a slip for 10, or the full mark of the form
        if block is not None and own and own < HUNDRED and _near(points, HUNDRED):
            yield _twice(table, block, points, own)
        elif _adds_up(report, table, points, own, together) or any(_near(points, due) for due in totals):
            yield verified(place, *_added(table, block if own else None, factor))
        elif reason := _unsure(table, points, _due(own, table)):
            yield not_verifiable(place, reason.zh, reason.en)
        else:
            yield _wrong(table, points, _due(own, table), factor)
    if not any(t.leaves for t in report.tables):
        yield from _items(report, totals)


def _items(report: Report, totals: tuple[Decimal, ...]) -> Iterator[Draft | Checked]:
    """The weights of a narrative's items; a wide gap tells of items that were not found."""
    weights = [w for i in report.items if (w := value(i.weight)) is not None]
    points = total(weights)
    if not weights:
        return
    place = report.items[0].place
    fields = [i.weight for i in report.items if i.weight]
    if any(_near(points, due) for due in (HUNDRED, *_OWN_BLOCK, *totals)):
        yield verified(place, f"{alike(weights)} = {show(points)}", fields)
    elif abs(points - HUNDRED) > max(weights) or len(weights) < len(report.items):
        yield not_verifiable(place, "仅见部分指标", "only some of the indicators are here")
    else:
        yield found(
            place, subject=report.title or "权重", sum=show(points), due=show(HUNDRED), diff=signed(points - HUNDRED), hint=NOTHING,
            working=f"{alike(weights)} = {show(points)} ≠ 100", found=show(points), expected=show(HUNDRED), figure=True,
            related=[f.place for f in fields], operands=fields, severity=Severity.WARNING, confidence=Confidence.LIKELY,
        )  # fmt: skip


def _added(table: IndicatorTable, block: Field | None, factor: Decimal) -> tuple[str, list[Field]]:
    """The addition of a table's weights, and of the points in the block of funds; and the cells."""
    fields = [i.weight for i in table.leaves if i.weight is not None]
    points = [w * factor for f in fields if (w := value(f)) is not None]
    own = value(block)
    if block is None or own is None:
        return f"{alike(points)} = {show(total(points))}", fields
    own = own * factor if own < 1 else own
    return f"{alike(points)} + {show(own)} = {show(total(points) + own)}", [*fields, block]


def _adds_up(
    report: Report, table: IndicatorTable, points: Decimal, own: Decimal | None, together: Decimal
) -> bool:
    """Whether a sum of weights is one of those that a form may have."""
    marks = [t.full_mark.value for t in table.totals if t.full_mark is not None]
    if any(_near(points + (own or ZERO), due) for due in (HUNDRED, *marks)) or _near(together, HUNDRED):
        return True
    if any(i.execution for i in table.leaves) or own:
        return False
    return any(_near(points, due) for due in report.scheme.sums)


def _due(own: Decimal | None, table: IndicatorTable) -> Decimal:
    """What the indicators' weights have to add up to."""
    return next((t.full_mark.value for t in table.totals if t.full_mark is not None), HUNDRED) - (own or ZERO)


def _unsure(table: IndicatorTable, points: Decimal, due: Decimal) -> Words | None:
    """Why a sum says nothing: rows are missing or in doubt, or the table holds its groups' sums, or is only a part."""
    if table.partial:
        return Words("仅见部分指标", "only some of the indicators are here")
    if any(i.weight is not None and i.weight.place.doubtful for i in table.leaves):
        return DOUBTFUL
    lacking = [i for i in table.indicators if i.weight is not None and not i.weight.quantity and not i.bonus]
    if any(i.weight for i in lacking) or (
        points < due and (not whole(table) or any(value(i.score) for i in lacking))
    ):
        return Words("部分指标行未能读取或未填权重", "some rows could not be read or have no weight")
    if _near(points, 2 * due):
        return Words("表中含各级小计", "the table holds the sums of its levels too")
    widest = max(w for i in table.leaves if (w := value(i.weight)) is not None) * _factor(table)
    if not table.closed and abs(points - due) > widest and abs(points - due) > _OWN_BLOCK[1]:
        return Words("仅见部分指标", "only some of the indicators are here")
    return None


def _wrong(table: IndicatorTable, points: Decimal, due: Decimal, factor: Decimal) -> Draft:
    slip = _slip(table, (due - points) / factor)
    hint = NOTHING
    if slip is not None and slip.weight is not None and slip.weight.quantity is not None:
        right = show(slip.weight.quantity.value + (due - points) / factor)
        hint = Words(
            f"；疑为“{slip.name.name}”的权重{plain(slip.weight)}应为{right}",
            f"; probably the weight {plain(slip.weight)} of “{slip.name.name}” should be {right}",
        )
    printed = next((t.weight for t in table.totals if t.weight is not None), None)
    told = printed is not None and value(printed) != points
    sure = whole(table) and (table.closed or told)
    weights = [w * factor for i in table.leaves if (w := value(i.weight)) is not None]
    return found(
        slip.weight.place if slip and slip.weight else _place(table), subject=table.title or "权重", sum=show(points), due=show(due), expected=show(due),
        diff=signed(points - due), hint=hint, working=f"{alike(weights)} = {show(points)} ≠ {show(due)}", found=show(points),
        related=[printed.place] if printed else [], figure=True, operands=_added(table, None, factor)[1],
        severity=None if sure else Severity.WARNING,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
    )  # fmt: skip


def _twice(table: IndicatorTable, weight: Field, points: Decimal, own: Decimal) -> Draft:
    return found(
        weight.place, subject=table.title or "权重", sum=show(points + own), due=show(HUNDRED), expected=show(HUNDRED), diff=signed(own),
        hint=Words(
            f"；各项指标已计满{show(points)}分，预算执行又另计{show(own)}分",
            f"; the indicators alone take {show(points)} points and the execution of the budget {show(own)} more",
        ),
        working=f"{alike(w for i in table.leaves if (w := value(i.weight)) is not None)} + {show(own)} = {show(points + own)} ≠ 100",
        found=show(points + own), related=[t.weight.place for t in table.totals if t.weight], figure=True,
        operands=[*(i.weight for i in table.leaves if i.weight is not None), weight],
    )  # fmt: skip


def _slip(table: IndicatorTable, lack: Decimal) -> Indicator | None:
    """The one row that would mend the sum by taking the weight that at least two other rows have."""
    counts = Counter(value(i.weight) for i in table.leaves)
    weighed = [(i, w) for i in table.leaves if (w := value(i.weight)) is not None]
    rows = [i for i, w in weighed if counts[w] == 1 and counts[w + lack] >= 2]
    return rows[0] if len(rows) == 1 else None


def _place(table: IndicatorTable) -> Place:
    """Where the sum of a table's weights is told: its total row if that prints it, else the table."""
    return next((t.weight.place for t in table.totals if t.weight is not None), table.place)


def _factor(table: IndicatorTable) -> Decimal:
    """What turns a weight into points of 100."""
    return HUNDRED if fractions(table) else ONE


def _near(points: Decimal, due: Decimal) -> bool:
    return abs(points - due) <= _SLACK


@check("parent-weight", code="WGT002", severity=Severity.ERROR, needs=("groups",))
def parent_weight(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        for group in table.groups:
            yield from _parent(group, _factor(table))
    for group in report.item_groups:
        yield from _parent(group, ONE)


def _parent(group: Group, factor: Decimal) -> Iterator[Draft | Checked]:
    stated = value(group.weight)
    if group.weight is None or stated is None:
        return
    children = [c for c in group.children if not (isinstance(c, Indicator) and c.bonus)]
    weights = [w * factor for c in children if (w := value(c.weight)) is not None]
    added = total(weights)
    if not group.complete or not weights:
        yield not_verifiable(group.weight.place, "下级指标权重不全", "not every indicator below has a weight")
    else:
        fields = [c.weight for c in children if c.weight is not None]
        yield compare(
            group.weight, f"{addition(map(show, weights))} = {show(added)}", fields,
            exact=min(abs(added - stated), abs(added - stated * factor)) <= _GROUP_SLACK,
            printed=show(stated), subject=squeeze(group.name), weight=show(stated), sum=show(added), diff=show(abs(added - stated)), found=show(stated), expected=show(added),
        )  # fmt: skip


@check("weight-invalid", code="WGT003", severity=Severity.WARNING, needs=("weights",))
def weight_invalid(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        if 2 * len(table.leaves) < len(table.indicators) or not table.leaves:
            continue
        for row in table.indicators:
            if row.bonus or row.weight is None or not (row.weight or value(row.score)):
                continue
            weight = value(row.weight)
            if weight is None or not 0 < weight <= HUNDRED:
                yield found(row.weight.place, subject=row.name.name, raw=row.weight.text, expected="0–100")


@check(
    "first-level-weight-convention", code="WGT004", severity=Severity.INFO, default=False, needs=("weights",)
)
def first_level_weight_convention(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        got: dict[str, Decimal] = {}
        for row in table.leaves:
            kind = next((k for word, k in _LEVELS.items() if row.level1 and word in row.level1), None)
            if kind is None and not row.execution:
                break
            if kind is not None:
                got[kind] = got.get(kind, ZERO) + (value(row.weight) or ZERO)
        else:
            want = _usual(got, report.scheme)
            if want and len(got) > 1 and any(abs(got[k] - want.get(k, ZERO)) > Decimal("0.5") for k in got):
                shown = "/".join(show(got[k]) for k in got)
                usual = "/".join(show(want.get(k, ZERO)) for k in got)
                yield found(
                    table.place, subject=table.title or "权重", got=shown, want=usual, found=shown, expected=usual,
                    working="; ".join(f"{k} {show(v)}" for k, v in got.items()),
                )  # fmt: skip


_COST, _SATISFACTION = "成本", "满意"


def _usual(got: dict[str, Decimal], scheme: Scheme) -> dict[str, Decimal]:
    """The usual weights of the first levels that a table has; empty where the scheme has none for them."""
    want = next((dict(levels) for levels in scheme.levels if (_COST in levels) == (_COST in got)), {})
    if want and _SATISFACTION not in got:
        want["效益"] += want[_SATISFACTION]
    return want

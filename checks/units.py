"""UNT: units of measure. A name, its unit, its target and its completion speak of one kind of thing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Indicator
from auditor.model.names import (
    RATIO,
    clash,
    compatible,
    dimension_of,
    is_satisfaction,
    times_larger,
    unit_dimension,
)
from auditor.model.place import Field, says
from auditor.model.relations import (
    AmountClaim,
    ExecutionClaim,
    Mention,
    Relation,
)
from auditor.model.report import Report
from auditor.quantity import Hedge, Quantity, parse, show
from auditor.words import Words

from .kit.relations import of_kind
from .kit.sentences import figure

FAMILY = Words("计量单位", "units of measure")

FORM = Words(
    "绩效指标应细化、量化并有计量单位（财预〔2015〕88号；自评表“计量单位”栏）",
    "indicators must be quantified and carry a unit of measure (财预〔2015〕88号; the form's column 计量单位)",
)

_DIMENSIONS = {
    "ratio": Words("百分比", "per cent"),
    "headcount": Words("人数（人、名）", "people (人, 名)"),
    "person_times": Words("人次", "visits (人次)"),
    "household": Words("户数（户）", "households (户)"),
    "institution": Words("机构数（家、个）", "institutions (家, 个)"),
    "event": Words("次数（次、场）", "occasions (次, 场)"),
    "case": Words("件数（件、起）", "cases (件, 起)"),
    "document": Words("份数（份、篇）", "documents (份, 篇)"),
    "object": Words("数量（台、套）", "pieces (台, 套)"),
    "area": Words("面积（平方米、亩）", "area (平方米, 亩)"),
    "length": Words("长度（米、公里）", "length (米, 公里)"),
    "volume": Words("体积（立方米）", "volume (立方米)"),
    "mass": Words("重量（吨、公斤）", "mass (吨, 公斤)"),
    "money": Words("金额（万元）", "money (万元)"),
    "duration": Words("时间（天、月）", "time (天, 月)"),
}


def unit_of(indicator: Indicator) -> tuple[str, Field] | None:
    """The unit that an indicator is measured in and the cell that says so: the unit column, else the target."""
    target = indicator.target
    if indicator.unit and parse(indicator.unit.text) is None:
        quantity = target.quantity if target else None
        return (quantity.unit if quantity else indicator.unit.name), indicator.unit
    if target and target.quantity and target.quantity.unit and not indicator.unit:
        return target.quantity.unit, target
    return None


@check("unit-dimension", code="UNT001", severity=Severity.ERROR, needs=("indicators",))
def unit_dimension_rule(report: Report) -> Iterator[Draft | Checked]:
    for indicator in report.indicators:
        measured = unit_of(indicator)
        implied = dimension_of(indicator.name.text)
        if measured is None or implied is None or indicator.qualitative:
            continue
        unit, field = measured
        severity = _clash(indicator.name.text, implied, unit)
        if severity is None:
            continue
        place = field.place
        yield found(
            place, subject=indicator.name.name, dimension=_DIMENSIONS[implied], unit=field.text if field is indicator.unit else unit,
            severity=severity, found=field.text, expected=_DIMENSIONS[implied].zh,
            related=[f.place for f in (indicator.target, indicator.completion) if f],
        )  # fmt: skip


def _clash(name: str, implied: str, unit: str) -> Severity | None:
    """How gravely a unit contradicts the dimension that a name implies; None when it does not."""
    dimension = unit_dimension(unit)
    if dimension is None or dimension == implied:
        return None
    if implied == RATIO and dimension == "score" and is_satisfaction(name):
        return Severity.INFO
    if dimension == RATIO:
        return Severity.ERROR if unit in ("%", "‰") else None
    return Severity.WARNING if clash(implied, dimension) else None


@check("unit-invalid", code="UNT002", severity=Severity.WARNING, needs=("indicators",))
def unit_invalid(
    report: Report, *, share: Decimal = Decimal("0.8"), fewest: int = 3
) -> Iterator[Draft | Checked]:
    for table in report.tables:
        quantitative = [i for i in table.indicators if i.unit is not None and _numeric(i)]
        for indicator in quantitative:
            unit = indicator.unit
            assert unit is not None
            if unit:
                number = parse(unit.text)
                if number is None or number.unit not in ("", "%"):
                    continue
                fault = Words(f"为“{unit.text}”", f"is “{unit.text}”")
            elif _lacks(indicator, quantitative, share, fewest):
                fault = Words("未填写", "is missing")
            else:
                continue
            yield found(
                unit.place, subject=indicator.name.name, fault=fault, found=unit.text,
                related=[f.place for f in (indicator.target,) if f],
            )  # fmt: skip


def _numeric(indicator: Indicator) -> bool:
    """Whether an indicator is judged by a number."""
    return (
        indicator.target is not None and indicator.target.quantity is not None and not indicator.qualitative
    )


def _lacks(indicator: Indicator, rows: list[Indicator], share: Decimal, fewest: int) -> bool:
    """Whether nothing in a row says its unit though nearly all rows beside it say theirs."""
    others = [i for i in rows if i is not indicator]
    told = sum(1 for i in others if i.unit)
    target = indicator.target
    if indicator.execution or target is None or (target.quantity and target.quantity.unit):
        return False
    return told >= fewest and told >= share * len(others)


@check("unit-target-completion", code="UNT003", severity=Severity.WARNING, needs=("targets",))
def unit_target_completion(report: Report) -> Iterator[Draft | Checked]:
    for indicator in report.indicators:
        target, actual = indicator.target, indicator.completion
        if not target or not actual or not target.quantity or not actual.quantity:
            continue
        first, second = target.quantity.unit, actual.quantity.unit
        one, two = unit_dimension(first), unit_dimension(second)
        apart = one and two and not compatible(one, two) and {one, two} & _PLAIN
        if apart or _slipped(target.quantity, actual.quantity):
            yield found(
                actual.place, subject=indicator.name.name, target=first, actual=second, found=actual.text, expected=first,
                related=[target.place],
            )  # fmt: skip


def _slipped(target: Quantity, actual: Quantity) -> bool:
    """Whether two figures are alike as printed and units apart: 12公里 and 12.3米."""
    times = times_larger(target.unit, actual.unit)
    alike = actual.value > 0 and _ALIKE <= target.value / actual.value <= 1 / _ALIKE
    return times is not None and alike and not 1 / _FAR < times < _FAR


_ALIKE, _FAR = Decimal("0.5"), Decimal(100)
_PLAIN = frozenset(["ratio", "money", "area", "length", "duration", "headcount", "mass"])


# ── Money ─────────────────────────────────────────────────────────────────────────────────────────────


@check(
    "money-scale",
    code="UNT004",
    severity=Severity.ERROR,
    needs=("funds", "claims:amount", "claims:sum", "claims:product"),
)
def money_scale(report: Report, *, digits: int = 3) -> Iterator[Draft | Checked]:
    yield from _in_another_unit(report)
    yield from _small_change(report)
    seen: dict[tuple[str, Decimal], tuple[Field, Quantity]] = {}
    told: set[tuple[str, Decimal]] = set()
    for kind, field, quantity in _statements(report):
        key = (kind, quantity.value)
        other, counter = seen.setdefault(key, (field, quantity))
        if quantity.factor == counter.factor or key in told or _significant(quantity) < digits:
            continue
        told.add(key)
        low, high = sorted(((quantity, field), (counter, other)), key=lambda p: p[0].factor)
        first, second = (f"{show(q.value)}{q.unit}" for q, _ in (low, high))
        yield found(
            low[1].place, subject=_KINDS[kind], first=first, second=second, found=low[1].text, related=[high[1].place],
            working=f"{first} × {show(high[0].factor / low[0].factor)} = {second}",
        )  # fmt: skip


_KINDS = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数"}


def _in_another_unit(report: Report) -> Iterator[Draft]:
    """Sums and products that are right but for the unit of what they give."""
    for relation in of_kind(report, "sum", "product"):
        if relation.licence == "unit" and not relation.near_miss:
            stated, first = relation.stated.field, figure(relation.stated)
            yield found(
                stated.place, subject=relation.stated.label or first, first=first, second=relation.due, found=stated.text,
                expected=relation.due, working=f"{relation.working} ≠ {first}", figure=True,
                related=[o.field.place for o in relation.operands], operands=[o.field for o in relation.operands],
            )  # fmt: skip


def _small_change(report: Report) -> Iterator[Draft]:
    """The whole year's money in cells that say 元 under a head that says 万元, and less than one of those."""
    for row in report.funds:
        for field in (row.initial, row.adjusted, row.executed):
            amount = field.quantity if field else None
            if row.level or field is None or amount is None or not field.place.row:
                continue
            head = next((h for h in field.place.row.headers if says(h, "ten_thousands")), "")
            if head and amount.unit == "元" and 0 < amount.value < _TEN_THOUSAND:
                yield found(
                    field.place, subject=row.name, first=field.text, second=f"“{head}”", severity=Severity.WARNING,
                    confidence=Confidence.LIKELY,
                )  # fmt: skip
                break


_TEN_THOUSAND = 10_000


def _statements(report: Report) -> Iterator[tuple[str, Field, Quantity]]:
    """The year's budgets and spending: what each is, its cell or words, its amount."""
    for row in report.funds:
        columns = (("initial", row.initial), ("adjusted", row.adjusted), ("executed", row.executed))
        for kind, field in columns:
            if row.level == 0 and field is not None and field.quantity and field.quantity.base_unit == "元":
                yield kind, field, field.quantity
    for claim in report.claims:
        match claim:
            case ExecutionClaim():
                mentions: tuple[Mention | None, ...] = (claim.executed, *claim.budgets)
            case Relation(kind="sum"):
                mentions = (claim.stated,)
            case Relation(kind="share"):
                mentions = claim.operands[-1:]
            case Relation(kind="growth"):
                mentions = claim.operands[:1]
            case AmountClaim() if not claim.scope and claim.year in (None, report.year):
                mentions = (claim.amount,)
            case _:
                mentions = ()
        for mention in mentions:
            if (
                mention is None
                or mention.quantity.base_unit != "元"
                or mention.quantity.hedge is not Hedge.NONE
            ):
                continue
            for kind in ("initial", "adjusted", "executed"):
                if says(mention.label, kind):
                    yield kind, mention.field, mention.quantity
                    break


def _significant(quantity: Quantity) -> int:
    """How many digits a figure has without zeros at its ends."""
    return len(show(quantity.value).replace(".", "").strip("0"))


@check("headcount-person-times", code="UNT005", severity=Severity.INFO, needs=("indicators",))
def headcount_person_times(report: Report) -> Iterator[Draft | Checked]:
    both = {"headcount": Words("人数", "heads (人数)"), "person_times": Words("人次", "visits (人次)")}
    for indicator in report.indicators:
        implied, measured = dimension_of(indicator.name.text), unit_of(indicator)
        if implied not in both or measured is None or indicator.qualitative:
            continue
        unit, field = measured
        dimension = unit_dimension(unit)
        if dimension in both and dimension != implied:
            yield found(
                field.place,
                subject=indicator.name.name,
                name=both[implied],
                unit=unit,
                confidence=Confidence.LIKELY,
            )

"""UNT: units of measure. A name, its unit, its target and its completion speak of one kind of thing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Indicator
from auditor.model.place import Field
from auditor.model.relations import (
    AmountClaim,
    ExecutionClaim,
    GrowthClaim,
    Mention,
    Relation,
    ShareClaim,
    SumClaim,
)
from auditor.model.report import Report
from auditor.quantity import Hedge, Quantity, parse, show
from auditor.words import Words

from .names import RATIO, compatible, dimension_of, ending, unit_dimension
from .relations import as_printed, of_kind

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


@check(
    "unit-dimension",
    code="UNT001",
    severity=Severity.ERROR,
    zh="“{subject}”应以{dimension}计量，单位却为“{unit}”",
    en="“{subject}” should be measured in {dimension}, but its unit is “{unit}”",
    source=FORM,
    why="""
人数以人计，面积以平方米、亩等计，比率以百分数计，单位应与指标名称相符。
按名称结尾（人数、面积、…率）判断，有疑义的不判断：指数、系数、效率、标准不说明单位，“个”“项”适用于一切计数，“起/十万人”一类单位适用于一切比率。计数、计量或金额用百分数的为错误；比率用个数，或面积、长度、金额、人数之间混用的为警告，因为名称可能不严谨。
""",
    needs=("indicators",),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
困难群众救助人数	≥	420	%	431	50	50
资金发放及时率	=	100	%	100	50	50
""",
        """
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
生产安全事故发生率	=	0	起	0	50	50
河道巡查次数	≥	12	次	12	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
困难群众救助人数	≥	420	人	431	20	20
信访件办结数	≥	20	起	20	20	20
生产安全事故死亡率	≤	0.1	人/万人	0	20	20
行政审批效率	≥	3	次	3	20	20
补助标准	=	100	%	100	20	20
""",
)
def unit_dimension_rule(report: Report) -> Iterator[Draft | Checked]:
    """A headcount is counted in people, an area measured in square metres, a rate stated in per cent.

    What a name implies is told by its ending (人数, 面积, …率), and only where the ending leaves no doubt:
    指数, 系数, 效率 or 标准 say nothing, 个 and 项 fit every count, and units like 起/十万人 fit every rate. A count,
    a measure or an amount in per cent is an error; a rate in pieces, or area, length, money and people taken for
    one another, is a warning, since the name may be loose.
    """
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
    words = load("names")
    dimension = unit_dimension(unit)
    if dimension is None or dimension == implied:
        return None
    if implied == RATIO and dimension == "score" and ending(name, words["soft"]["satisfaction"]):
        return Severity.INFO
    if dimension == RATIO:
        return Severity.ERROR if unit in ("%", "‰") else None
    return Severity.WARNING if dimension in words["clash"].get(implied, ()) else None


@check(
    "unit-invalid",
    code="UNT002",
    severity=Severity.WARNING,
    zh="“{subject}”的计量单位{fault}",
    en="the unit of “{subject}” {fault}",
    source=FORM,
    why="计量单位栏应填单位，不应是数字、指标值，数值需要单位时也不应空白。",
    needs=("indicators",),
    options={
        "share": Words(
            "表中其他定量指标有单位的比例达到多少，才报告空白",
            "part of the table's other quantitative rows that must have a unit before a blank one is told",
        ),
        "fewest": Words("其他定量指标至少有多少行", "how many of them there must be at least"),
    },
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	=	100	100	100	50	50
河道巡查次数	≥	12	次	12	50	50
""",
        """
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	20	20
森林防火巡查次数	≥	20	次	20	20	20
受益群众人数	≥	300	人	310	20	20
公益岗位人数	≥	20	人	20	20	20
清运垃圾车次	≥	30	-	31	20	20
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	20	20
森林防火巡查次数	≥	20	次	20	20	20
受益群众人数	≥	300	人	310	20	20
公益岗位人数	≥	20	人	20	20	20
生态环境	定性	改善		改善	20	20
""",
)
def unit_invalid(
    report: Report, *, share: Decimal = Decimal("0.8"), fewest: int = 3
) -> Iterator[Draft | Checked]:
    """The unit cell holds a unit: no number, not the target again, and not nothing where a number needs one."""
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


@check(
    "unit-target-completion",
    code="UNT003",
    severity=Severity.WARNING,
    zh="“{subject}”指标值单位“{target}”与完成值单位“{actual}”不同",
    en="“{subject}”: target in “{target}”, completion in “{actual}”",
    source=FORM,
    why="""
指标值与完成值要相互比较，应属同类单位，不能一个是80%、另一个是30次。
可以互换的量词（次与场、人与人次、泛指的个）视为同类，元与万元也是；词库没有的单位不作判断。
""",
    needs=("targets",),
    bad="""
青柳区松岭乡2024年度项目支出绩效自评表
三级指标	年度指标值	实际完成值	分值	得分
道路养护情况	≥80%	30次	50	50
受益群众人数	≥300人	310人	50	50
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
三级指标	年度指标值	实际完成值	分值	得分
宣传活动情况	≥30场	32次	20	20
培训情况	≥300人	310人次	20	20
建设投资	≤0.5亿元	4800万元	20	20
安全饮水覆盖率	≥95	96%	20	20
受益群众人数	≥300人	310	20	20
""",
)
def unit_target_completion(report: Report) -> Iterator[Draft | Checked]:
    """Target and completion are compared, so they are of one kind: not 80% against 30 times.

    Measure words that may stand for one another (次 and 场, 人 and 人次, 个 for whatever is counted) are one kind, as are
    万元 and 元; a unit that the lexicon does not know is left alone.
    """
    for indicator in report.indicators:
        target, actual = indicator.target, indicator.completion
        if not target or not actual or not target.quantity or not actual.quantity:
            continue
        first, second = target.quantity.unit, actual.quantity.unit
        one, two = unit_dimension(first), unit_dimension(second)
        if one and two and not compatible(one, two) and {one, two} & _PLAIN:
            yield found(
                actual.place, subject=indicator.name.name, target=first, actual=second, found=actual.text, expected=first,
                related=[target.place],
            )  # fmt: skip


_PLAIN = frozenset(["ratio", "money", "area", "length", "duration", "headcount", "mass"])


# ── Money ─────────────────────────────────────────────────────────────────────────────────────────────


@check(
    "money-scale",
    code="UNT004",
    severity=Severity.ERROR,
    zh="“{subject}”疑似元、万元混用：{first} 与 {second}",
    en="“{subject}” mixes yuan and ten thousands: {first} and {second}",
    source=Words(
        "自评表金额以万元为单位；同一数据前后应一致（财预〔2020〕10号）",
        "the forms state money in 万元; one figure is one figure throughout (财预〔2020〕10号)",
    ),
    why="""
同样的数字一处以元、一处以万元为单位，应是同一金额写错了单位。
对照资金表和正文中同名的年度预算与支出，以及总额与其分项中数字相同而单位不同的情形。以万元为单位的表格中，单元格自带单位、全年金额不足一万元的，列为警告。
""",
    needs=("funds", "claims:amount", "claims:sum", "claims:product"),
    options={
        "digits": Words(
            "至少有多少位有效数字相同才报告", "how many significant digits the figures must share"
        ),
    },
    supersedes=("sum-mismatch",),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评报告
一、预算执行情况
到位资金2089元，其中：中央资金1777万元、省级资金312万元。
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
一、预算执行情况
全年预算数2089.00元，全年执行数2089.00元，预算执行率100%。
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	2089.00	2089.00	2089.00	10	100%	10
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	80元	80元	72元	10	90%	9
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评报告
一、预算执行情况
全年预算数20890000.00元，其中：中央资金17770000.00元、省级资金3120000.00元，补助标准2089元每户。
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	2089.00	2089.00	2089.00	10	100%	10
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
)
def money_scale(report: Report, *, digits: int = 3) -> Iterator[Draft | Checked]:
    """The same digits once in yuan and once in ten thousands of yuan are one amount with a slip of the unit.

    Asked of the year's budgets and spending as funds rows and sentences state them, where both are called alike;
    and of a total whose parts are the same digits in the other unit. A year's money of less than 10,000 yuan, with
    its unit in the cells of a form in ten thousands, is a warning.
    """
    for claim in report.claims:
        if isinstance(claim, SumClaim) and (slip := _slip(claim)):
            yield slip
    for relation in of_kind(report, "sum", "product"):
        if relation.licence == "unit" and not relation.near_miss:
            stated, first = relation.stated.field, as_printed(relation.stated)
            yield found(
                stated.place, subject=relation.stated.label or first, first=first, second=relation.due, found=stated.text,
                expected=relation.due, working=f"{relation.working} ≠ {first}", figure=True,
                related=[o.field.place for o in relation.operands], operands=[o.field for o in relation.operands],
            )  # fmt: skip
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


def _small_change(report: Report) -> Iterator[Draft]:
    """The whole year's money in cells that say 元 under a head that says 万元, and less than one of those."""
    for row in report.funds:
        for field in (row.initial, row.adjusted, row.executed):
            amount = field.quantity if field else None
            if row.level or field is None or amount is None or not field.place.row:
                continue
            head = next((h for h in field.place.row.headers if "万元" in h), "")
            if head and amount.unit == "元" and 0 < amount.value < _TEN_THOUSAND:
                yield found(
                    field.place, subject=row.name, first=field.text, second=head, severity=Severity.WARNING,
                    confidence=Confidence.LIKELY,
                )  # fmt: skip
                break


_TEN_THOUSAND = 10_000


def _slip(claim: SumClaim) -> Draft | None:
    """The finding of a total that is the sum of its parts but for the unit."""
    total, parts = claim.total.quantity, [p.quantity for p in claim.parts]
    if total.base_unit != "元" or {q.base_unit for q in parts} != {"元"}:
        return None
    factors = {q.factor for q in parts}
    if factors == {total.factor} or len(factors) > 1 or sum(q.value for q in parts) != total.value:
        return None
    added = f"{show(total.value)}{parts[0].unit}"
    return found(
        claim.total.field.place, subject=claim.total.label or "合计", first=claim.total.field.text, second=added, expected=added,
        found=claim.total.field.text, related=[p.field.place for p in claim.parts],
        working=f"{' + '.join(p.field.text for p in claim.parts)} = {added} ≠ {claim.total.field.text}",
    )  # fmt: skip


def _statements(report: Report) -> Iterator[tuple[str, Field, Quantity]]:
    """The year's budgets and spending: what each is, its cell or words, its amount."""
    for row in report.funds:
        columns = (("initial", row.initial), ("adjusted", row.adjusted), ("executed", row.executed))
        for kind, field in columns:
            if row.level == 0 and field is not None and field.quantity and field.quantity.base_unit == "元":
                yield kind, field, field.quantity
    words = load("claims")["execution"]
    for claim in report.claims:
        match claim:
            case ExecutionClaim():
                mentions: tuple[Mention | None, ...] = (claim.executed, *claim.budgets)
            case SumClaim():
                mentions = (claim.total,)
            case ShareClaim():
                mentions = claim.wholes
            case GrowthClaim():
                mentions = (claim.current,)
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
                if any(w in mention.label for w in words[kind]):
                    yield kind, mention.field, mention.quantity
                    break


def _significant(quantity: Quantity) -> int:
    """How many digits a figure has without zeros at its ends."""
    return len(show(quantity.value).replace(".", "").strip("0"))


@check(
    "headcount-person-times",
    code="UNT005",
    severity=Severity.INFO,
    zh="“{subject}”名称为{name}，单位为“{unit}”，人数与人次口径混用",
    en="“{subject}” is named for {name} but counted in “{unit}”: heads and visits are mixed",
    source=FORM,
    why="“人数”计人，“人次”计次，名称与单位混用，就说不清统计的是什么。",
    needs=("indicators",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
接待来访人数	≥	500	人次	512	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
接待来访人次	≥	500	人次	512	50	50
受益群众人数	≥	300	人	310	50	50
""",
)
def headcount_person_times(report: Report) -> Iterator[Draft | Checked]:
    """人数 counts people, 人次 their visits; one under the other's name leaves open which was counted."""
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

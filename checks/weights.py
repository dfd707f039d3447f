"""WGT: the weights of indicators. They are assigned, so they add up exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from auditor.check import DOUBTFUL, check, found, not_verifiable, verified
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Group, Indicator, IndicatorTable, Profile, Role
from auditor.model.place import Field, Place
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, ZERO, show, squeeze
from auditor.words import NOTHING, Words

from .points import addition, alike, fractions, funds_points, plain, signed, total, value, whole

FAMILY = Words("权重", "weights")

ADDED = Words(
    "各项指标权重加总后应等于100%：预算执行率10%、产出50%、效益30%、满意度10%，可适当调整（财预〔2020〕10号）",
    "the weights of all indicators add up to 100%: execution 10, output 50, effects 30, satisfaction 10, adjustable (财预〔2020〕10号)",
)

_SLACK = Decimal("0.02")
_GROUP_SLACK = Decimal("0.01")
_OWN_BLOCK = (Decimal(90), Decimal(10))
_LEVELS = {"成本": "成本", "产出": "产出", "满意": "满意", "效益": "效益", "效果": "效益"}


@check(
    "weight-total",
    code="WGT001",
    severity=Severity.ERROR,
    zh="指标权重合计为 {sum}，应为 {due}（相差 {diff}）{hint}",
    en="indicator weights add up to {sum}, expected {due} (off by {diff}){hint}",
    source=ADDED,
    why="""
一张表的指标权重合计应为100分，预算执行另计10分的为90分。
权重是分配的，不是算出来的，只允许相差0.02（如100分三等分）。资金表中给预算执行的分值一并计入；指标已达100分而资金表又另计的，属于重复计分。加分项、扣分项不计在内。几张表可以合计100分。只读出一部分、或没有总分印证的表，只报告缺行不能解释的差异。
""",
    needs=("weights", "items"),
    options={
        "totals": Words(
            "除常用合计外，也认可的权重合计（分）", "sums of weights that are right besides the usual ones"
        ),
    },
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
自评总分	98
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	=	100	%	100	10	10
河道巡查次数	≥	12	次	12	29	29
法治宣传活动场次	≥	6	场	6	30	30
受益群众人数	≥	300	人	310	30	29
""",
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	50	50	50	10	100%	10
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	60	60
群众满意度	≥90%	95%	40	40
总分			100	100
""",
    ),
    good=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	50	50	50	10	100%	10
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	60	60
群众满意度	≥90%	95%	30	30
总分			100	100
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
自评总分	100
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	33.33	33.33
法治宣传活动场次	≥	6	场	6	33.33	33.33
受益群众人数	≥	300	人	310	33.33	33.34
""",
    ),
)
def weight_total(report: Report, *, totals: tuple[Decimal, ...] = ()) -> Iterator[Draft | Checked]:
    """The weights of one table add up to 100, or to 90 beside 10 points for the execution of the budget.

    Weights are assigned, not computed: only ±0.02 is let pass, as when 100 is divided by three. Points that the
    funds block gives to execution count with the rest; when the indicators alone reach 100 and the block adds to
    them, the 10 points are given twice. 加分/扣分 rows stand outside. Several tables may share the 100. A table
    that was read in part, or that nothing vouches for as a whole, is accused only of what missing rows cannot
    explain.
    """
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
            yield verified(place)
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
    if any(_near(points, due) for due in (HUNDRED, *_OWN_BLOCK, *totals)):
        yield verified(place)
    elif abs(points - HUNDRED) > max(weights) or len(weights) < len(report.items):
        yield not_verifiable(place, "仅见部分指标", "only some of the indicators are here")
    else:
        yield found(
            place, subject=report.title or "权重", sum=show(points), due=show(HUNDRED), diff=signed(points - HUNDRED), hint=NOTHING,
            working=f"{alike(weights)} = {show(points)} ≠ 100", found=show(points), expected=show(HUNDRED), figure=True,
            related=[i.weight.place for i in report.items if i.weight], severity=Severity.WARNING, confidence=Confidence.LIKELY,
        )  # fmt: skip


def _adds_up(
    report: Report, table: IndicatorTable, points: Decimal, own: Decimal | None, together: Decimal
) -> bool:
    """Whether a sum of weights is one of those that a form may have."""
    marks = [t.full_mark.value for t in table.totals if t.full_mark is not None]
    if any(_near(points + (own or ZERO), due) for due in (HUNDRED, *marks)) or _near(together, HUNDRED):
        return True
    if any(i.execution for i in table.leaves) or own:
        return False
    return any(_near(points, due) for due in report.profile.sums)


def _due(own: Decimal | None, table: IndicatorTable) -> Decimal:
    """What the indicators' weights have to add up to."""
    return next((t.full_mark.value for t in table.totals if t.full_mark is not None), HUNDRED) - (own or ZERO)


def _unsure(table: IndicatorTable, points: Decimal, due: Decimal) -> Words | None:
    """Why a sum says nothing: rows are missing or in doubt, or the table holds its groups' sums, or is only a part."""
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
            f"；疑为“{slip.name.name}”的权重 {plain(slip.weight)} 应为 {right}",
            f"; probably the weight {plain(slip.weight)} of “{slip.name.name}” should be {right}",
        )
    printed = next((t.weight for t in table.totals if t.weight is not None), None)
    told = printed is not None and value(printed) != points
    sure = whole(table) and (table.closed or told)
    weights = [w * factor for i in table.leaves if (w := value(i.weight)) is not None]
    return found(
        slip.weight.place if slip and slip.weight else _place(table), subject=table.title or "权重", sum=show(points), due=show(due), expected=show(due),
        diff=signed(points - due), hint=hint, working=f"{alike(weights)} = {show(points)} ≠ {show(due)}", found=show(points),
        related=[printed.place] if printed else [], figure=True, severity=None if sure else Severity.WARNING,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
    )  # fmt: skip


def _twice(table: IndicatorTable, weight: Field, points: Decimal, own: Decimal) -> Draft:
    return found(
        weight.place, subject=table.title or "权重", sum=show(points + own), due=show(HUNDRED), expected=show(HUNDRED), diff=signed(own),
        hint=Words(
            f"；各项指标已计满 {show(points)} 分，预算执行又另计 {show(own)} 分",
            f"; the indicators alone take {show(points)} points and the execution of the budget {show(own)} more",
        ),
        working=f"{alike(w for i in table.leaves if (w := value(i.weight)) is not None)} + {show(own)} = {show(points + own)} ≠ 100",
        found=show(points + own), related=[t.weight.place for t in table.totals if t.weight], figure=True,
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


@check(
    "parent-weight",
    code="WGT002",
    severity=Severity.ERROR,
    zh="“{subject}”标注 {weight} 分，但下级指标权重合计 {sum} 分",
    en="“{subject}” is given {weight} points but its children sum to {sum}",
    source=ADDED,
    why="""
标题所注分值（履职效能（15分）、产出指标（50分））应等于其下各指标权重之和。
只在其下各指标及权重均已读出时核对。
""",
    needs=("groups",),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标（50分）	数量指标	受益群众人数	≥300人	310人	30	30
	质量指标	验收合格率	≥95%	96%	30	30
效益指标（40分）	社会效益指标	群众知晓率	≥90%	95%	40	40
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
履职效能（18分）
1．预算编制质量（8分）
“预算编制质量”满分8分，自评得分8分。
2．预算执行效果（12分）
“预算执行效果”满分12分，自评得分12分。
预算管理（10分）
1．支出执行进度（10分）
“支出执行进度”满分10分，自评得分10分。
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标（60分）	数量指标	受益群众人数	≥300人	310人	30	30
	质量指标	验收合格率	≥95%	96%	30	30
效益指标（40%）	社会效益指标	群众知晓率	≥90%	95%	40	40
""",
)
def parent_weight(report: Report) -> Iterator[Draft | Checked]:
    """The points of a heading (履职效能（15分）, 产出指标（50分）) are those of the indicators under it.

    Asked only where every indicator under the heading was read with its weight.
    """
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
    elif abs(added - stated) <= _GROUP_SLACK or abs(added - stated * factor) <= _GROUP_SLACK:
        yield verified(group.weight.place)
    else:
        yield found(
            group.weight.place, subject=squeeze(group.name), weight=show(stated), sum=show(added), figure=True,
            working=f"{addition(map(show, weights))} = {show(added)} ≠ {show(stated)}", found=show(stated), expected=show(added),
            related=[c.weight.place for c in children if c.weight is not None],
        )  # fmt: skip


@check(
    "weight-invalid",
    code="WGT003",
    severity=Severity.WARNING,
    zh="“{subject}”的权重“{raw}”无效",
    en="weight “{raw}” of “{subject}” is not usable",
    source=ADDED,
    why="""
计分的指标应有权重，且为大于0、不超过100的数。
只列数值的行属于上一行，空白的备用行不作要求。
""",
    needs=("weights",),
    supersedes=("weight-total", "score-exceeds-weight", "converted-score-mismatch"),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	50	50
法治宣传活动场次	≥	6	场	6	50	50
受益群众人数	≥	300	人	310	待定	10
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	50	50
法治宣传活动场次	≥	6	场	6	50	50
受益群众人数	≥	300	人	310	0	10
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	50	50
其中：主河道	≥	8	次	8
法治宣传活动场次	≥	6	场	6	50	50
指标3：
""",
)
def weight_invalid(report: Report) -> Iterator[Draft | Checked]:
    """A row that takes points has a weight: a number above 0 and up to 100.

    Rows of which only a value is told belong to the row above them, and unused rows of the form say nothing.
    """
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
    "first-level-weight-convention",
    code="WGT004",
    severity=Severity.INFO,
    default=False,
    zh="一级指标权重 {got} 与常用结构 {want} 不同",
    en="first-level weights {got} differ from the usual {want}",
    source=ADDED,
    why="""
一级指标的常用权重为产出50、效益30、满意度10；设成本指标的为成本20、产出40、效益20、满意度10。
不设满意度指标的，其分值并入效益。办法允许特殊情况调整，因此只供参考；地方表式另有常用结构的从其结构。
""",
    needs=("weights",),
    bad="""
青柳区松岭乡2024年度项目支出绩效自评表
一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标	数量指标	受益群众人数	≥300人	310人	60	60
效益指标	社会效益指标	群众知晓率	≥90%	95%	20	20
满意度指标	服务对象满意度指标	群众满意度	≥90%	95%	10	10
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标	数量指标	受益群众人数	≥300人	310人	50	50
效益指标	社会效益指标	群众知晓率	≥90%	95%	30	30
满意度指标	服务对象满意度指标	群众满意度	≥90%	95%	10	10
""",
)
def first_level_weight_convention(report: Report) -> Iterator[Draft | Checked]:
    """Outputs take 50 points, effects 30, satisfaction 10; with costs 20, outputs 40, effects 20, satisfaction 10.

    Where nobody is asked for satisfaction its points go to the effects. A local form may have weights of its own, and
    the rule allows others in special cases, so this is only worth a look.
    """
    for table in report.tables:
        got: dict[str, Decimal] = {}
        for row in table.leaves:
            kind = next((k for word, k in _LEVELS.items() if row.level1 and word in row.level1), None)
            if kind is None and not row.execution:
                break
            if kind is not None:
                got[kind] = got.get(kind, ZERO) + (value(row.weight) or ZERO)
        else:
            want = _usual(got, report.profile)
            if want and len(got) > 1 and any(abs(got[k] - want.get(k, ZERO)) > Decimal("0.5") for k in got):
                shown = "/".join(show(got[k]) for k in got)
                usual = "/".join(show(want.get(k, ZERO)) for k in got)
                yield found(
                    table.place, subject=table.title or "权重", got=shown, want=usual, found=shown, expected=usual,
                    working="; ".join(f"{k} {show(v)}" for k, v in got.items()),
                )  # fmt: skip


def _usual(got: dict[str, Decimal], profile: Profile) -> dict[str, Decimal]:
    """The usual weights of the first levels that a table has; empty where the scheme has none for them."""
    want = next((dict(levels) for levels in profile.levels if ("成本" in levels) == ("成本" in got)), {})
    if want and "满意" not in got:
        want["效益"] += want["满意"]
    return want

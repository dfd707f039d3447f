"""STR: whether the report is whole: goals paired, rows once, copies equal, fields there, the form filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Goal, Indicator, IndicatorTable, Role
from auditor.model.place import Field, Place
from auditor.model.report import Report
from auditor.words import Words

from .names import stem, unit_dimension
from .text import COMPLETE, FORM_RESIDUES

FAMILY = Words("报告结构", "the report as a whole")

ANNUAL = Words(
    "自评应逐项对照年初设定的绩效目标填写完成情况（财预〔2020〕10号）",
    "completions are stated for each of the goals set at the start of the year (财预〔2020〕10号)",
)
_ROWS = """受益群众人数	≥	300	人	310	100	100
"""


@check(
    "goal-completion-pairing",
    code="STR001",
    severity=Severity.WARNING,
    zh="{what}",
    en="{what}",
    source=ANNUAL,
    why="""
每个编号的目标（目标1、目标2……）都应有对应的完成情况，反之亦然。
只在两栏都有编号时核对。被分页截断的表可能丢失其中一项，因此从不列为错误。
""",
    needs=("goals",),
    bad=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度预期目标	具体完成情况
目标1：保持河道清洁。	目标1完成情况：清理河道27.5公里。
目标2：按时发放补贴。	目标2完成情况：补贴发放准确率100%。
目标3：推进人居环境整治。	目标5完成情况：拆除残垣断壁12处。
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
{_ROWS}""",
    good=f"""
青柳区松岭乡2024年度部门整体绩效自评表
年度预期目标	具体完成情况
目标1：保持河道清洁。	目标1完成情况：清理河道27.5公里。
目标2：按时发放补贴。	目标2完成情况：补贴发放准确率100%。
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
{_ROWS}""",
)
def goal_completion_pairing(report: Report) -> Iterator[Draft | Checked]:
    """Every numbered goal (目标1, 目标2, …) has its completion, and every completion its goal.

    Asked where both columns are numbered. A table that a page break cuts may have lost one, so this is never an
    error.
    """
    blocks: dict[object, list[Goal]] = defaultdict(list)
    for goal in report.goals:
        blocks[goal.place.location.table].append(goal)
    for goals in blocks.values():
        numbered = [g for g in goals if g.number is not None]
        bare = [g for g in numbered if g.completion is None]
        orphaned = [g for g in numbered if g.initial is None and g.adjusted is None]
        both = len(numbered) > len(bare) and len(numbered) > len(orphaned)
        if not (bare or orphaned) or not both:
            continue
        first = (bare or orphaned)[0]
        yield found(
            first.place, subject=f"目标{first.number}", what=_unpaired(bare, orphaned), confidence=Confidence.LIKELY,
            found="、".join(str(g.number) for g in (*bare, *orphaned)),
            related=[g.place for g in (*bare, *orphaned) if g is not first],
        )  # fmt: skip


def _unpaired(bare: Sequence[Goal], orphaned: Sequence[Goal]) -> Words:
    one, two = (("、".join(str(g.number) for g in goals)) for goals in (bare, orphaned))
    zh, en = [], []
    if one:
        zh.append(f"目标 {one} 无对应完成情况")
        en.append(f"goals {one} lack a completion")
    if two:
        zh.append(f"完成情况 {two} 无对应目标")
        en.append(f"completions {two} lack a goal")
    return Words("；".join(zh), ", ".join(en))


@check(
    "duplicate-indicator",
    code="STR002",
    severity=Severity.WARNING,
    zh="指标“{subject}”重复（第 {rows} 行）",
    en="indicator “{subject}” appears again (rows {rows})",
    source=COMPLETE,
    why="""
同一指标在一张表中出现两次，分值就被重复计算。
二级指标不同或目标值不同的，可能计量不同的事项，列为提示。整张表的副本只计一次；一张表中的不同项目各有自己的指标。
""",
    needs=("indicators",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
受益群众人数	≥	300	人	310	40	40
河道巡查次数	≥	12	次	12	30	30
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	30	30
受益群众人数	≥	300	人	310	40	40
""",
)
def duplicate_indicator(report: Report) -> Iterator[Draft | Checked]:
    """An indicator that stands in one table twice takes its points twice.

    Under different second-level indicators, or with another target, it may measure another thing and is a note.
    Copies of whole tables count once; projects of one sheet have their own indicators.
    """
    for table in report.tables:
        by_name: dict[str, list[Indicator]] = defaultdict(list)
        for row in table.indicators:
            if len(name := stem(row.name.name)) > 1 and not row.bonus:
                by_name[name].append(row)
        for rows in by_name.values():
            if len(rows) > 1:
                first, *others = rows
                same = any(_alike(first, other) for other in others)
                yield found(
                    others[0].name.place, subject=first.name.name, rows="、".join(_row(r) for r in rows),
                    related=[first.name.place, *(r.name.place for r in others[1:])],
                    severity=None if same else Severity.INFO,
                )  # fmt: skip


def _alike(first: Indicator, second: Indicator) -> bool:
    """Whether two rows of one name ask the same under the same heading."""
    level = not (first.level2 and second.level2) or first.level2 == second.level2
    texts = [[f.name if f else "" for f in (row.target, row.unit)] for row in (first, second)]
    return level and texts[0] == texts[1]


def _row(row: Indicator) -> str:
    at = row.name.place.location
    return str(at.cell or at.row or at.line or "")


@check(
    "table-copies-differ",
    code="STR003",
    severity=Severity.ERROR,
    zh="同一表格的两份副本不一致{count}：{first} / {second}",
    en="two copies of one table differ{count}: {first} / {second}",
    source=COMPLETE,
    why="""
同一张表在文件中出现两次的，两处内容应当一致，数字不同必有一处有误。
只是文字不同的列为提示。其他规则只在第一份上运行。
""",
    needs=("copies",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	20
防火巡查次数	≥	12	次	12	20	20
受益群众人数	≥	300	人	310	30	30

附表
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	20
防火巡查次数	≥	12	次	15	20	20
受益群众人数	≥	300	人	310	30	30
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	20
受益群众人数	≥	300	人	310	50	50

附表
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	20
受益群众人数	≥	300	人	310	50	50
""",
)
def table_copies_differ(report: Report) -> Iterator[Draft | Checked]:
    """A table that the file holds twice says the same both times; a figure that differs is wrong in one of them.

    Words that differ are a note. All other rules run on the first copy only.
    """
    for copy in report.copies:
        if not copy.differences:
            continue
        figures = [pair for pair in copy.differences if _digits(pair[0]) != _digits(pair[1])]
        first, second = (figures or copy.differences)[0]
        others = len(copy.differences) - 1
        one, two = _apart(first.text, second.text)
        yield found(
            second.place, subject=first.text[:_SHOWN], first=one, second=two, found=second.text, expected=first.text,
            count=Words(f"（共 {others + 1} 处）", f" ({others + 1} cells)") if others else Words("", ""),
            related=[first.place, *(p.place for pair in copy.differences if pair[0] is not first for p in pair)],
            severity=None if figures else Severity.INFO, confidence=Confidence.LIKELY,
        )  # fmt: skip


_SHOWN = 30
_AROUND = 8


def _digits(field: Field) -> str:
    return "".join(filter(str.isdigit, field.name))


def _apart(first: str, second: str) -> tuple[str, str]:
    """Two texts cut to where they differ, with a few characters around."""
    if max(len(first), len(second)) <= _SHOWN:
        return f"“{first}”", f"“{second}”"
    start = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    tail = next((i for i, (a, b) in enumerate(zip(first[::-1], second[::-1], strict=False)) if a != b), 0)
    left = max(start - _AROUND, 0)
    one, two = (text[left : max(len(text) - tail, start) + _AROUND][: 2 * _SHOWN] for text in (first, second))
    return f"“…{one}…”", f"“…{two}…”"


@check(
    "required-field-missing",
    code="STR004",
    severity=Severity.WARNING,
    zh="未见{fields}",
    en="not found: {fields}",
    source=COMPLETE,
    why="""
自评报告应写明单位、年度和总分，并列明当年资金。
单位、年度和总分只对计分的表格要求，且全文确实没有类似内容时才报告；预算与支出对所有报告要求；存在问题、改进措施和日期对有正文的报告要求。每份报告合并为一条，只缺后几项的列为提示。
""",
    bad="""
部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	20
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡人民政府2024年度部门整体绩效自评表
自评总分	100
资金总额（万元）	年初预算数	全年预算数	全年执行数	执行率
年度资金总额	100	100	100	100%
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	20
受益群众人数	≥	300	人	310	50	50
""",
)
def required_field_missing(report: Report) -> Iterator[Draft | Checked]:
    """A self-evaluation names its unit, its year and its total, and states the year's money.

    Unit, year and total are asked of scored forms, and only where nothing like them stands anywhere; budget and
    spending of all; problems, measures and a date of reports with a text of their own. One finding a report; a
    note when only the latter are missing.
    """
    place = report.title_place or next((t.place for t in report.tables), None)
    if place is None:
        return
    critical, light = _missing(report)
    if critical or light:
        names = [_FIELDS[name] for name in (*critical, *light)]
        yield found(
            place, subject=report.title or place.text, severity=Severity.WARNING if critical else Severity.INFO, found="",
            fields=Words("、".join(f"“{n.zh}”" for n in names), ", ".join(n.en for n in names)),
            confidence=Confidence.LIKELY,
        )  # fmt: skip


_FIELDS = {
    "organisation": Words("单位名称", "the unit's name"),
    "year": Words("年度", "the year"),
    "total": Words("自评总分", "the total score"),
    "amounts": Words("预算与执行金额", "budget and spending"),
    "problems": Words("存在问题", "problems"),
    "measures": Words("改进措施", "measures"),
    "date": Words("填报日期", "the date"),
}
_FEWEST_SCORED = 3


def _missing(report: Report) -> tuple[list[str], list[str]]:
    """What is missing of the form's fields, and of the rest."""
    scored = sum(1 for _ in report.scored()) >= _FEWEST_SCORED
    critical = []
    critical = [n for n in ("organisation", "year", "total") if scored and n not in report.parts]
    light = ["amounts", *(("problems", "measures", "date") if report.items else ())]
    return critical, [n for n in light if n not in report.parts]


@check(
    "input-as-output-indicator",
    code="STR005",
    severity=Severity.INFO,
    zh="数量指标“{subject}”以资金投入作产出",
    en="quantity indicator “{subject}” counts money put in as output",
    source=Words(
        "财力、人力和物力等投入数量不能作为绩效目标；产出指标反映产品和服务（财预〔2021〕101号）",
        "money, people and material put in are no performance targets; outputs are goods and services (财预〔2021〕101号)",
    ),
    why="投入的资金是产出的代价，不是产出，不宜作为数量指标。",
    needs=("indicators",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
一级指标	二级指标	三级指标	指标性质	指标值	计量单位	全年完成值	权重	得分
产出指标	数量指标	项目支出钱数	=	280.50	万元	280.50	50	50
效益指标	社会效益指标	受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
一级指标	二级指标	三级指标	指标性质	指标值	计量单位	全年完成值	权重	得分
产出指标	数量指标	硬化村道里程	≥	5	公里	5.2	50	50
效益指标	经济效益指标	带动农产品销售额	≥	300	万元	310	50	50
""",
    default=False,
)
def input_as_output_indicator(report: Report) -> Iterator[Draft | Checked]:
    """Money that was spent is what the output cost, not the output."""
    words = load("phrases")["inputs"]["ends"]
    for row in report.indicators:
        quantity = (row.target and row.target.quantity) or (row.completion and row.completion.quantity)
        unit = row.unit.name if row.unit else quantity.unit if quantity else ""
        flat = not (row.level1 or row.level2) and not (row.direction and row.direction.lower_is_better)
        counted = flat or "数量" in (row.level2 or "")
        put_in = stem(row.name.name).endswith(tuple(words))
        if counted and put_in and unit_dimension(unit) == "money":
            yield found(row.name.place, subject=row.name.name)


@check(
    "unfilled-template",
    code="STR006",
    severity=Severity.WARNING,
    zh="{what}",
    en="{what}",
    source=COMPLETE,
    why="""
报告应在填写完毕后报送，不应留有填表说明、空白编号行，也不应有只填指标值而没有任何完成值和得分、或只填权重而没有任何得分的表。
填表说明与空白行合并为一条，每张未填的表一条。
""",
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次		30
水库巡查次数	≥	12	次		20
受益群众人数	≥	300	人		50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30
水库巡查次数	≥	12	次	13	20
受益群众人数	≥	300	人	310	50
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
一、项目完成情况
对照年度目标，说明目标完成情况（100字以内）
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次		30	0
水库巡查次数	≥	12	次		20	0
受益群众人数	≥	300	人	310	50	50
""",
)
def unfilled_template(report: Report) -> Iterator[Draft | Checked]:
    """A report is submitted when the form is filled in: not with the form's instructions, empty numbered rows,
    or a table of targets without one completion or score, or of weights without one score.

    All instructions and empty rows are one finding, and so is each table.
    """
    # A word in place of points is told as such.
    pointless = report.pointless
    left = [r for r in report.placeholders if r.kind in FORM_RESIDUES and r.place.location not in pointless]
    if left:
        texts = "”“".join(dict.fromkeys(r.text for r in left[:_LISTED]))
        more = len(left) > _LISTED
        yield found(
            left[0].place, subject=left[0].text, found=left[0].text, related=[r.place for r in left[1:]],
            what=Words(f"残留填表说明或空白模板行“{texts}”{'等' if more else ''}（共{len(left)}处）",
                       f"the form's instructions or empty rows are left in: “{texts}”{' …' if more else ''} ({len(left)} places)"),
        )  # fmt: skip
    for table in report.tables:
        unfilled = _unfilled(table)
        if unfilled or _unscored(table):
            count = len(table.indicators)
            first = table.indicators[0]
            cell = first.completion if unfilled and first.completion is not None else first.score
            place: Place = cell.place if cell is not None else first.place
            yield found(
                place, subject=table.title or first.name.name, found="", related=[i.name.place for i in table.indicators[1:]],
                what=Words(f"{count} 项指标的完成值和得分全部空白，自评表未填写",
                           f"completions and scores of all {count} indicators are blank: the form is not filled in")
                if unfilled else
                Words(f"{count} 项指标都有权重和完成值，得分却全部空白，未作评分",
                      f"all {count} indicators have a weight and a completion, but not one has a score"),
            )  # fmt: skip


_LISTED = 3


_FEWEST_UNSCORED = 3


def _unscored(table: IndicatorTable) -> bool:
    """Whether every row has its weight and completion, but neither row nor group nor table a score."""
    rows = table.leaves
    filled = all(i.weight and i.weight.quantity and i.completion for i in rows)
    scores = [f for i in table.indicators for f in (i.score, i.item_score, i.grade)]
    above = [*(g.score for g in table.groups), *(t.value for t in table.totals)]
    whole = Role.SCORE in table.roles and not table.unread and len(rows) >= _FEWEST_UNSCORED
    return whole and filled and not any(scores) and not any(above)


def _unfilled(table: IndicatorTable) -> bool:
    """Whether a table has targets, but not one completion or score."""
    if Role.COMPLETION not in table.roles or len(table.indicators) < 2:
        return False
    results = [f for i in table.indicators for f in (i.completion, i.score, i.item_score, i.grade)]
    return any(i.target for i in table.indicators) and not any(results)


@check(
    "stale-formula",
    code="STR007",
    severity=Severity.WARNING,
    zh="“{subject}”的公式 {formula} 应得 {result}，文件中存的结果是 {stored}",
    en="“{subject}”: the formula {formula} gives {result}, but the file holds {stored}",
    source=Words(
        "自评数据应真实准确（财预〔2020〕10号）；表格软件只在打开时重新计算",
        "data of self-evaluations must be true (财预〔2020〕10号); a workbook is recalculated when it is opened",
    ),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	18
受益群众人数	≥	300	人	310	50	50
合计					100	100 ← =SUM(G3:G5)
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
资金总额（万元）	年初预算数	全年预算数	全年执行数	执行率
年度资金总额	100	100	95	97.00% ← =D3/C3
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
受益群众人数	≥	300	人	310	100	100
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
资金总额（万元）	年初预算数	全年预算数	全年执行数	执行率
年度资金总额	120	120	95	79.17% ← =D3/C3
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	30	30
水库巡查次数	≥	12	次	12	20	18
受益群众人数	≥	300	人	310	50	50
合计					100	98 ← =SUM(G5:G7)
""",
    why="表格由程序填写或未重新计算就保存时，单元格里留着旧数据的计算结果，与公式不符。\n"
    "只重算求和、乘积、比率、平均、最大、最小和四舍五入，以单元格中的数字为准；其他公式不作判断，按单元格格式看不出的差别也不算。"
    "示例中“←”之后是数字背后的公式。",
)
def stale_formula(report: Report) -> Iterator[Draft | Checked]:
    """A workbook that a program filled in, or that was saved without calculating, shows results of older figures.

    Sums, products, ratios, averages, the least, the greatest and rounding are calculated anew from the numbers in
    the cells; other formulas are left alone, and so is a difference that the cell's number format does not show.
    In the examples, what follows ← is the formula behind the figure.
    """
    for stale in report.stale:
        yield found(
            stale.place, subject=stale.name, formula=stale.formula, result=stale.recomputed,
            stored=stale.place.text, expected=stale.recomputed, figure=True,
            working=f"{stale.formula} = {stale.recomputed}",
        )  # fmt: skip

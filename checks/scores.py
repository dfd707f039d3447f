"""SCR: the score of one row against its weight, its completion, its level and its reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Found, Severity
from auditor.lexicon import load
from auditor.quantity import HUNDRED, ONE, ZERO, rounded, show, truncated
from auditor.report import (
    Claim,
    Field,
    GradeWord,
    Indicator,
    IndicatorTable,
    Mention,
    Place,
    RatioClaim,
    Report,
    ScoredItem,
    ShareClaim,
)
from auditor.words import NOTHING, Words

from .names import ending, lower_is_better
from .outcomes import Outcome, outcome, overrun, undone
from .points import Share, centesimal, explained, item_shares, own_share, plain, scale, shares, value

FAMILY = Words("指标得分", "scores of indicators")

SCORING = Words(
    "完成指标值的记该指标所赋全部分值，未完成的按完成比例计分，得分不超过分值（财预〔2020〕10号）",
    "a met target earns its full points, an unmet one points in proportion, and never more than the weight (财预〔2020〕10号)",
)
EXPLAINED = Words(
    "未完成绩效目标或偏离较大的要分析并说明原因（财预〔2020〕10号；自评表“偏差原因分析及改进措施”栏）",
    "what was not reached must be analysed and explained (财预〔2020〕10号; the form's column for reasons)",
)

_ULP = Decimal("0.005")
_ITEM_ULP = Decimal("0.01")
_NINETY = Decimal(90)
_FAR = Decimal("1.3")
_STEEP = Decimal(10)
_DATES = ("月", "月份", "日", "号", "年")
_SENTENCE = 40
# Satisfaction from so many percent on earns so much of the points (财预〔2021〕101号).
_BANDS = ((Decimal(90), ONE), (Decimal(80), Decimal("0.8")), (Decimal(60), Decimal("0.5")))
_MARKS = '。；;，,.“”"（）()'


# ── The weight ────────────────────────────────────────────────────────────────────────────────────────


@check(
    "score-exceeds-weight",
    code="SCR001",
    severity=Severity.ERROR,
    zh="“{subject}”得分 {score} 超过权重 {weight}",
    en="“{subject}” scores {score}, above its weight {weight}",
    source=SCORING,
    why="""
任何指标的得分都不能超过该指标的分值。
分级打分表比较折算得分而不是百分制的单项得分；加分项和评分标准另有加分的指标可以超过。合并单元格的几行合并计算。几乎所有行都按百分制打分的表不作判断。
""",
    needs=("scores", "items"),
    supersedes=("unmet-target-full-score",),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	50	50
法治宣传活动场次	≥	6	场	6	40	40
受益群众人数	≥	300	人	310	5	10
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．预算执行率（10分）
执行率95.41%，高于90%的目标，该指标得分为10分。
2．群众满意度（2分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
一级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标	河道巡查次数	≥12次	12次	50	50
	受益群众人数	≥300人	310人	50	50
加分项	获市级表彰		1次	0	2
""",
        """
青柳区松岭乡2024年度项目绩效评价自评表
一级指标	三级指标	指标说明	分值	评分
过程	工作安排	纳入重点工作部署的得1分，获市级表彰的每次加1分，最多加2分	1	2
过程	制度建设	管理制度健全的得2分	2	2
""",
    ),
)
def score_exceeds_weight(report: Report) -> Iterator[Found | Checked]:
    """A score can never be more than the points that its indicator carries.

    In the graded form the folded score is compared, not the item's score of 100; 加分 rows may exceed, and
    rows whose standard adds points. Rows that share merged cells are taken together. A table whose rows are nearly all scored 0 to 100 is left alone.
    """
    for table in report.tables:
        if not centesimal(table):
            yield from _exceeding(s for s in shares(table) if not s.extra)
    yield from _exceeding(share for _, share in item_shares(report))


def _exceeding(rows: Iterable[Share]) -> Iterator[Found]:
    for share in rows:
        score, weight = share.score_field, share.weight_field
        percent = score.quantity is not None and score.quantity.unit == "%" and "%" not in weight.text
        if percent or share.score <= share.weight + _ULP:
            continue
        yield found(
            score.place, subject=share.name, score=show(share.score), weight=show(share.weight), expected=f"≤ {show(share.weight)}",
            working=f"{show(share.score)} > {show(share.weight)}", found=score.text, related=[weight.place],
        )  # fmt: skip


# ── The completion ────────────────────────────────────────────────────────────────────────────────────


def _pointed(table: IndicatorTable) -> Iterator[tuple[Indicator, Share]]:
    """The rows of a table that have points of their own, in the table's points."""
    factor = scale(table)
    for row in table.indicators:
        if (share := own_share(row)) and share.weight > 0:
            yield row, replace(share, weight=share.weight * factor)


def _operands(row: Indicator, share: Share, ended: Outcome) -> list[Field]:
    return [ended.pair.target_field, ended.pair.actual_field, share.weight_field]


@check(
    "unmet-target-full-score",
    code="SCR003",
    severity=Severity.ERROR,
    zh="“{subject}”完成值 {actual} {missed}指标值 {target}，却得满分 {score}",
    en="“{subject}” reached {actual} against {target} but keeps the full {score}",
    source=SCORING,
    why="""
未完成指标值的不能得满分，任何计分办法都少于满分。
只比较单位相同的准确数字。“=”的指标超过目标视为完成。没有符号的指标值视为应当达到，金额、时间和越少越好的事项除外；成本指标的金额超出指标值的，以及完成值自称“未完成”“暂未完工”的，列为警告。满意度达到90%得满分。报告自行规定未达目标也得满分的，不再核对。
""",
    needs=("targets",),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
农村自来水覆盖率	≥	95	%	92.4	50	50
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	年度指标值	实际完成值	分值	得分
建档立卡人数	385人	374人	50	50
生产安全事故起数	≤2起	3起	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
二级指标	三级指标	年度指标值	实际完成值	分值	得分
成本指标	项目总成本	20万元	26万元	50	50
数量指标	巡查次数	12次	12次	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
二级指标	三级指标	年度指标值	实际完成值	分值	得分
质量指标	便民中心验收	通过验收	尚未验收	50	50
数量指标	巡查次数	12次	12次	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
农村自来水覆盖率	≥	95	%	92.4	10	9.73
受益群众人数	≥	300	人	约290	10	10
项目总成本	=	100	万元	96	10	10
降低运行成本	=	100	万元	104	10	10
问题整改率	=	100	%	1	10	10
群众满意度	≥	95	%	92	10	10
预算执行率	=	100	%	98	10	10
河道巡查次数	=	12	次	14	20	20
重大疫情	定性	未发生		未发生	10	10
""",
)
def unmet_target_full_score(report: Report) -> Iterator[Found | Checked]:
    """A target that was not reached never earns full points: every scheme of scoring gives less.

    Only exact numbers in one unit are compared. With “=” more than the target counts as reached. A bare number
    must be reached unless it is money, time or a thing of which less is better; a cost beyond its bare sum is a
    warning, and so is a completion that says itself that nothing was done. Satisfaction of 90% and more earns full points. Where the report itself lays down full points short of a target, nothing is asked.
    """
    lenient = _own_rules(report, "full")
    for table in report.tables:
        for row, share in _pointed(table):
            if not _full(row, share, table):
                continue
            if undone(row) and row.actual is not None and row.target is not None and not lenient:
                yield _undone(row, share, row.actual, row.target)
                continue
            ended = outcome(row) or overrun(row)
            if ended is None:
                continue
            if ended.met:
                yield verified(share.score_field.place)
                continue
            if _rounds_up(row, share, ended):
                yield within_rounding(share.score_field.place)
                continue
            if lenient:
                yield not_verifiable(
                    share.score_field.place, "按本单位规定的计分办法", "scored by the report's own rules"
                )
                continue
            yield found(
                share.score_field.place, subject=row.name.name, actual=plain(ended.pair.actual_field), target=ended.signed_target,
                score=plain(share.score_field), working=f"{ended.relation}; {show(share.score)} = {show(share.weight)}",
                expected=f"< {show(share.weight)}", related=[f.place for f in _operands(row, share, ended)], figure=True,
                missed=Words("超出" if ended.lower else "未达到", ""), severity=Severity.WARNING if ended.implied else None,
                confidence=Confidence.CERTAIN if ended.direction and not ended.implied else Confidence.LIKELY,
            )  # fmt: skip


def _undone(row: Indicator, share: Share, actual: Field, target: Field) -> Found:
    """The finding for a row that says itself that its target was not reached."""
    return found(
        share.score_field.place, subject=row.name.name, actual=f"“{actual.text}”", missed=Words("未达到", ""), target=f"“{target.text}”",
        score=plain(share.score_field), working=f"{show(share.score)} = {show(share.weight)}", expected=f"< {show(share.weight)}",
        related=[actual.place, target.place, share.weight_field.place], figure=True, severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
    )  # fmt: skip


def _own_rules(report: Report, kind: str) -> bool:
    """Whether the report lays down rules of its own for points other than the budget's execution."""
    words = load("scoring")["notes"][kind]
    return any(w in note for note in report.scoring_notes if "执行" not in note for w in words)


def _full(row: Indicator, share: Share, table: IndicatorTable) -> bool:
    """Whether a row takes all its points; in the graded form the item's own score decides."""
    return value(row.item_score) == HUNDRED if table.graded else share.lost <= _ULP


def _rounds_up(row: Indicator, share: Share, ended: Outcome) -> bool:
    """Whether an unmet target earns points that round to all of them, or satisfaction of 90% and more."""
    if ended.pair.target <= 0:
        return False
    item = row.item_score.quantity if row.item_score is not None else None
    full, decimals = (HUNDRED, item.decimals) if item is not None else (share.weight, 2)
    satisfied = (
        bool(ending(row.name.text, load("names")["soft"]["satisfaction"])) and ended.pair.actual >= _NINETY
    )
    return satisfied or rounded(next(_dues(row, full, ended)), decimals) >= full


@check(
    "score-not-proportional",
    code="SCR004",
    severity=Severity.WARNING,
    zh="“{subject}”完成 {actual}/{target}，按比例应得 {due}，自评 {score}{steep}",
    en="“{subject}” completed {actual} of {target}: proportional score {due}, claimed {score}{steep}",
    source=SCORING,
    why="""
未完成的指标应按完成比例计分。
逐一试算：完成值÷指标值，上限类指标的指标值÷完成值和2−完成值÷指标值，满意度分档，以及不得分；得分按印出位数的区间比较。只符合“每低1%扣10%”这类地方口径的列为提示。分级打分、评判打分的表，以月日为限的指标（≤11月），备注已用数字说明扣分的行，以及自行规定分档扣分的报告，不作判断。
""",
    needs=("targets",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
农村自来水覆盖率	≥	95	%	92.4	50	40.2
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
农村自来水覆盖率	≥	95	%	92.4	10	9.73
受益群众人数	≥	300	人	150	10	0
信访件数	≤	10	件	12	10	8.33
生产安全事故起数	≤	10	起	12	10	8
群众满意度	≥	95	%	85	10	8
工程完工时间	≤	10	月	12	10	7
公益岗位人数	≥	40	人	35	40	35
""",
)
def score_not_proportional(report: Report) -> Iterator[Found | Checked]:
    """An unmet target earns points in proportion to what was done.

    Tried are completion ÷ target, for ceilings target ÷ completion and 2 − completion ÷ target, the bands of
    satisfaction, and no points at all, with the score as an interval of its printed digits. A score that fits only
    the local rule of ten percent of the points for each percent short is a note. Graded forms and scoring by
    judgement are left alone, as are limits that are dates (≤11月), rows whose remark tells the deduction in numbers
    and reports with steps of their own.
    """
    if report.profile.judged:
        return
    steps = _own_rules(report, "steps")
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        for row, share in _pointed(table):
            ended = outcome(row)
            if (
                ended is None
                or ended.met
                or ended.pair.target <= 0
                or (ended.lower and ended.pair.unit in _DATES)
                or not 0 <= share.score < share.weight - _ULP
            ):
                continue
            if steps or (row.note is not None and any(map(str.isdigit, row.note.text))):
                yield not_verifiable(
                    share.score_field.place, "按说明的扣分口径计分", "scored as a remark or note says"
                )
                continue
            yield _proportion(row, share, ended)


def _proportion(row: Indicator, share: Share, ended: Outcome) -> Found | Checked:
    quantity = share.score_field.quantity
    assert quantity is not None
    dues = list(_dues(row, share.weight, ended))
    if any(rounded(due, 2) == share.score for due in dues):
        return verified(share.score_field.place)
    slack = max(quantity.half_ulp, _ITEM_ULP)
    if any(
        abs(due - share.score) <= slack or truncated(due, quantity.decimals) == share.score for due in dues
    ):
        return within_rounding(share.score_field.place)
    steep = share.weight * max(ZERO, ONE - _STEEP * (ONE - ended.ratio))
    fits = not ended.lower and abs(steep - share.score) <= slack
    due = show(dues[0], 2)
    target, actual = ended.pair.target_field, ended.pair.actual_field
    above, below = (target, actual) if ended.lower else (actual, target)
    figures = [show(ended.pair.actual), show(ended.pair.target)][:: -1 if ended.lower else 1]
    return found(
        share.score_field.place, subject=row.name.name, actual=plain(above), target=plain(below), due=due, score=plain(share.score_field),
        steep=Words("（符合每低1%扣10%的口径）", " (fits ten per cent off for each per cent short)") if fits else NOTHING,
        working=f"{figures[0]} ÷ {figures[1]} × {show(share.weight)} = {due} ≠ {show(share.score)}", expected=due,
        related=[f.place for f in _operands(row, share, ended)], figure=True,
        severity=Severity.INFO if fits else None, confidence=Confidence.CERTAIN if ended.direction else Confidence.LIKELY,
    )  # fmt: skip


def _dues(row: Indicator, weight: Decimal, ended: Outcome) -> Iterator[Decimal]:
    """The points that the known schemes give an unmet target, the usual one first."""
    ratio = ended.ratio
    if ended.lower:
        yield weight / ratio
        yield weight * max(ZERO, 2 - ratio)
    else:
        yield weight * ratio
        for decimals in (4, 3, 2):
            yield weight * rounded(ratio, decimals)
    yield ZERO
    if ending(row.name.text, load("names")["soft"]["satisfaction"]):
        yield weight * next((share for bound, share in _BANDS if ended.pair.actual >= bound), ZERO)


@check(
    "met-target-not-full-score",
    code="SCR005",
    severity=Severity.WARNING,
    zh="“{subject}”已达到目标（{actual}），但 {weight} 分只得 {score} 分且无说明",
    en="“{subject}” met its target ({actual}) yet scores {score} of {weight} without a reason",
    source=SCORING,
    why="""
已完成指标值的应得满分，扣分应说明原因。
完成值远超指标值的可以依规扣分。分级打分、评判打分、以文字表述的指标和预算执行率不作判断。文字评分项以写明已达到目标的句子为准。
""",
    needs=("targets", "items"),
    options={
        "far": Words(
            "完成值达到指标值的多少倍时，扣分无须另行说明",
            "multiple of the target from which a deduction needs no other reason",
        ),
    },
    supersedes=("missing-deviation-explanation",),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
农村自来水覆盖率	≥	95	%	96.2	50	45
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．信访案件处置率（8分）
处置率99%，高于年初制定的95%的目标，该指标得分为5分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
农村自来水覆盖率	≥	95	%	96.2	30	25	两处水质抽检不达标，扣5分
受益群众人数	≥	300	人	560	30	28
预算执行率	=	97.45	%	97.45	10	9.75
环境改善情况	定性	改善		改善	30	28
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．信访案件处置率（8分）
处置率99%，高于年初制定的95%的目标，因两件超期，该指标得分为5分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    ),
)
def met_target_not_full_score(report: Report, *, far: Decimal = _FAR) -> Iterator[Found | Checked]:
    """A target that was reached earns its full points, unless the report says why not.

    A completion far beyond its target may lawfully lose points. Graded forms, scoring by judgement, targets in
    words and the budget's execution are left alone. In a narrative the sentence that says that the target is
    reached counts.
    """
    if not report.profile.met_in_full:
        return
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        for row, share in _pointed(table):
            ended = outcome(row) if share.lost > _ULP and not explained(row.note) else None
            if ended is not None and ended.met and not _overshot(ended, far):
                yield _deducted(share, ended.pair.actual_field, [ended.pair.target_field, share.weight_field])
    for item, share in item_shares(report):
        if item.met is not None and share.lost > _ULP and not item.reason and not item.execution:
            yield _deducted(share, item.met, [share.weight_field])


def _deducted(share: Share, evidence: Field, related: list[Field]) -> Found:
    return found(
        share.score_field.place, subject=share.name, actual=_brief(evidence.text), weight=show(share.weight), score=show(share.score),
        working=f"{show(share.weight)} − {show(share.score)} = {show(share.lost)}", expected=show(share.weight), found=share.score_field.text,
        related=[evidence.place, *(f.place for f in related)],
    )  # fmt: skip


def _brief(text: str) -> str:
    """The beginning of a long sentence."""
    return text if len(text) <= _SENTENCE else f"{text[:_SENTENCE]}…"


def _overshot(ended: Outcome, far: Decimal) -> bool:
    """Whether a completion lies so far beyond its target that points may be taken off for it."""
    target, actual = ended.pair.target, ended.pair.actual
    if target <= 0:
        return False
    return actual * far <= target if ended.lower else actual >= far * target


# ── The reason ────────────────────────────────────────────────────────────────────────────────────────


@check(
    "missing-deviation-explanation",
    code="SCR010",
    severity=Severity.WARNING,
    zh="“{subject}”失分 {lost} 分，未说明偏差原因",
    en="“{subject}” lost {lost} points with no explanation",
    source=EXPLAINED,
    why="""
指标失分的，应在偏差原因栏或该指标的文字中说明原因。
表中的行与正文中的对应段落视为同一指标，只报一次，任一处说明了原因即可。表格没有原因栏的列为提示。预算执行率低于一定比例才须说明。分级打分表90分已属优，不作要求。
""",
    needs=("scores", "items"),
    options={
        "low": Words(
            "预算执行率低于此数（%）应说明原因", "rate of execution (%) below which lost points need a reason"
        ),
    },
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
农村自来水覆盖率	≥	95	%	92.4	50	48.63
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．支出执行进度（6分）
1至6月执行率42.10%，1至10月执行率71.30%，该指标得分为4分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
预算执行率	=	100	%	97.45	10	9.75
农村自来水覆盖率	≥	95	%	92.4	40	38.91	两个自然村管网未接通
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．支出执行进度（6分）
因项目招标推迟，1至6月执行率42.10%，该指标得分为4分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    ),
)
def missing_deviation_explanation(report: Report, *, low: Decimal = Decimal(90)) -> Iterator[Found | Checked]:
    """Whoever loses points says why: in the form's column for reasons, or in the text of the indicator.

    A row of a sheet and its text in the narrative are one indicator, told once; a reason in either is enough.
    A form without a column for reasons makes it a note. The budget's execution needs a reason when it is low.
    Graded forms are left alone: a row of 90 is good there.
    """
    told: set[int] = set()
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        rows = list(shares(table))
        for number, share in enumerate(rows):
            item = _item_of(share, number, len(rows) == len(report.items), report)
            if item is not None:
                told.add(id(item))
            notes = [r.note for r in share.rows if isinstance(r, Indicator) and r.note is not None]
            reasoned = any(map(explained, notes)) or (item is not None and item.reason)
            if share.lost <= _ULP or reasoned or _well_executed(share, low):
                continue
            # Where the narrative says that the target is met, the more specific rule speaks there.
            place = item.score.place if item and item.met and item.score else share.score_field.place
            yield _unexplained(share, place, notes, bool(notes) or item is not None)
    for item, share in item_shares(report):
        excused = item.reason or (item.execution and item.met is not None)
        if share.lost > _ULP and id(item) not in told and not excused:
            yield _unexplained(share, share.score_field.place, [], True)


def _unexplained(share: Share, place: Place, notes: list[Field], column: bool) -> Found:
    return found(
        place, subject=share.name, lost=show(share.lost), found=share.score_field.text,
        working=f"{show(share.weight)} − {show(share.score)} = {show(share.lost)}",
        related=[share.weight_field.place, *(n.place for n in notes)], severity=None if column else Severity.INFO,
    )  # fmt: skip


def _item_of(share: Share, number: int, aligned: bool, report: Report) -> ScoredItem | None:
    """The narrative's item that is a table's row: of the same name, else at the same position with the same weight.

    `aligned`: there are as many items as rows.
    """
    for item in report.items:
        if item.name.name == share.name and value(item.weight) == share.weight:
            return item
    if aligned and value(report.items[number].weight) == share.weight:
        return report.items[number]
    return None


def _well_executed(share: Share, low: Decimal) -> bool:
    """Whether a row is the budget's execution at `low` or more, or at a rate that is not told in the row."""
    for row in share.rows:
        if isinstance(row, Indicator) and row.execution:
            rate = value(row.actual)
            return rate is None or not 1 < rate < low
    return False


# ── Words and levels ──────────────────────────────────────────────────────────────────────────────────


@check(
    "score-invalid",
    code="SCR002",
    severity=Severity.WARNING,
    zh="“{subject}”得分“{raw}”无效{why}",
    en="score “{raw}” of “{subject}” is not usable{why}",
    source=SCORING,
    why="""
有分值的指标应有得分，且得分应是不小于零的数；分级打分表的单项得分按百分制填写。
得分空白的，只在表中其他行大多已填得分时报告；整行未填的行和扣分项不作要求。分级打分表各行单项得分都等于权重的，是按错了分制，一张表合并为一条。
""",
    needs=("indicators",),
    supersedes=("met-target-not-full-score", "score-not-proportional", "missing-deviation-explanation"),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	40	40
法治宣传活动场次	≥	6	场	6	30	30
受益群众人数	≥	300	人	310	30	满分
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	40	40
法治宣传活动场次	≥	6	场	2	30	-5
受益群众人数	≥	300	人	310	30	30
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	符号	预期指标值	单项指标实际完成值	单项指标得分	权重占比(%)	单项指标折算得分
河道巡查次数	≥	12次	12次	40	40	16
法治宣传活动场次	≥	6场	6场	30	30	9
受益群众人数	≥	300人	310人	20	20	4
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
一级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标	河道巡查次数	≥12次	12次	50	50
	受益群众人数	≥300人	310人	50	50
	指标3：
扣分项	被通报次数			10	-
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	符号	预期指标值	单项指标实际完成值	单项指标得分	权重占比(%)	单项指标折算得分
河道巡查次数	≥	12次	12次	100	40	40
法治宣传活动场次	≥	6场	2场	30	30	9
受益群众人数	≥	300人	310人	95	20	19
""",
    ),
)
def score_invalid(report: Report) -> Iterator[Found | Checked]:
    """A row with a weight has a score: a number, none below zero, and in the graded form one of 100.

    A blank one is told where most rows beside it are scored; rows in which nothing is filled, and 扣分 rows, are
    left alone. Item scores of the graded form that are the weights in every row were filled in on the wrong scale:
    one finding a table.
    """
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
            lacking = score is None and 2 * len(scored) > len(table.leaves) and not _untouched(row)
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
    measured = [f for f in (row.target, row.actual) if f is not None]
    return bool(measured) and not any(measured) and not row.score


@check(
    "qualitative-score-band",
    code="SCR006",
    severity=Severity.WARNING,
    zh="定性指标“{subject}”评为“{level}”，得分率 {rate}% 不在 {band}",
    en="qualitative “{subject}” is rated “{level}” but scores {rate}% of its weight (band {band})",
    source=Words(
        "定性指标：达成100—80%（含）、部分达成80—60%（含）、未达成60—0%（财预〔2020〕10号）",
        "targets in words: reached 100–80%, partly 80–60%, not reached 60–0% of the points (财预〔2020〕10号)",
    ),
    why="""
以三档或等级表述完成情况的定性指标，得分率应落在该档区间内。
区间两端均含。完成等级达到目标等级的可以得满分。
""",
    needs=("completions",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
生态环境	定性	持续改善		部分达成预期指标并具有一定效果	50	48	部分地块未完工
居民生活	定性	改善		达成预期指标	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
生态环境	定性	持续改善		部分达成预期指标并具有一定效果	40	32	部分地块未完工
居民生活	定性	改善		达成预期指标	40	36	有待巩固
路网结构	定性	良		良	20	20
""",
)
def qualitative_score_band(report: Report) -> Iterator[Found | Checked]:
    """A completion told in the three tiers or in grades earns a share of its points within the tier's band.

    Bands are closed at both ends. A grade that reaches the one set as target may take all points.
    """
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        for row, share in _pointed(table):
            band, part = _band(row), share.score / share.weight * HUNDRED
            if row.actual is None or band is None or band[0] <= part <= band[1]:
                continue
            rate, shown = show(part, 1), f"{band[0]}–{band[1]}%"
            yield found(
                share.score_field.place, subject=row.name.name, level=row.actual.text, rate=rate, band=shown, expected=shown,
                working=f"{show(share.score)} ÷ {show(share.weight)} = {rate}%", related=[row.actual.place, share.weight_field.place],
            )  # fmt: skip


_TIERS = {"full": (80, 100), "partly": (60, 80), "missed": (0, 60)}
_GRADES: dict[GradeWord, tuple[int, int]] = {"优": (90, 100), "良": (80, 90), "中": (60, 80), "差": (0, 60)}


def _band(row: Indicator) -> tuple[int, int] | None:
    """The band, in percent, of the points that a completion in words earns; None for other words."""
    actual, target = row.actual, row.target
    if actual is None or not actual or not row.qualitative or row.execution:
        return None
    word = actual.name.strip(_MARKS)
    tiers: dict[str, list[str]] = load("scoring")["tiers"]
    if tier := next((t for t, words in tiers.items() if word in words), None):
        return _TIERS[tier]
    grade, wanted = _grade_word(word), _grade_word(target.name) if target is not None else None
    words = list(_GRADES)
    if grade is None or (wanted is not None and words.index(grade) <= words.index(wanted)):
        return None
    return _GRADES[grade]


def _grade_word(word: str) -> GradeWord | None:
    """The grade that a cell names."""
    grades = load("vocabulary")["grades"]
    return next((g for g in _GRADES if word in grades[g]), None)


@check(
    "converted-score-mismatch",
    code="SCR007",
    severity=Severity.ERROR,
    zh="“{subject}”折算得分 {score}，应为 {item}×{weight}%={due}",
    en="converted score {score} of “{subject}” should be {item} × {weight}% = {due}",
    source=Words(
        "分级评分表填表说明：单项指标折算得分＝单项指标得分×权重占比",
        "notes of the graded form: converted score = item score × weight",
    ),
    why="分级打分表的折算得分应等于单项得分乘以权重，并按印出的位数取舍。",
    needs=("item_scores",),
    supersedes=("score-exceeds-weight", "score-invalid"),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
三级指标	预期指标值	单项指标实际完成值	单项指标完成情况	单项指标得分	权重占比（%）	单项指标折算得分
河道巡查次数	12次	12次	优	95	50	47.5
受益群众人数	300人	310人	优	92	50	45
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
三级指标	预期指标值	单项指标实际完成值	单项指标完成情况	单项指标得分	权重占比（%）	单项指标折算得分
河道巡查次数	12次	12次	优	95	90	85.5
预算执行率		75.24%		75.24	10	7.5
""",
)
def converted_score_mismatch(report: Report) -> Iterator[Found | Checked]:
    """In the graded form the converted score is the item's score of 100 times its weight, as its digits round."""
    for table in report.tables:
        factor = scale(table)
        for row in table.leaves if table.graded else ():
            item, share = row.item_score, own_share(row)
            if item is None or item.quantity is None or share is None or share.score_field.quantity is None:
                continue
            points = share.weight * factor
            due = item.quantity.value * points / HUNDRED
            score = share.score_field
            if due == share.score:
                yield verified(score.place)
            elif abs(due - share.score) <= max(share.score_field.quantity.half_ulp, _ULP):
                yield within_rounding(score.place)
            else:
                yield found(
                    score.place, subject=row.name.name, score=plain(score), item=plain(item), weight=show(points), due=show(due),
                    working=f"{plain(item)} × {show(points)}% = {show(due)} ≠ {plain(score)}", expected=show(due), figure=True,
                    related=[item.place, share.weight_field.place],
                )  # fmt: skip


@check(
    "level-score-mismatch",
    code="SCR008",
    severity=Severity.WARNING,
    zh="“{subject}”等级“{level}”与单项得分 {score} 不符",
    en="level “{level}” of “{subject}” does not fit item score {score}",
    source=Words(
        "分级评分表填表说明：优90分以上，良80—90分，中60—80分，差60分以下",
        "notes of the graded form: 优 from 90, 良 from 80, 中 from 60, 差 below",
    ),
    why="分级打分表中，完成等级与单项得分应当相符；处于分界的得分与上下两级都相符。",
    needs=("levels",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
三级指标	预期指标值	单项指标实际完成值	单项指标完成情况	单项指标得分	权重占比（%）	单项指标折算得分
河道巡查次数	12次	12次	优	85	50	42.5
受益群众人数	300人	310人	优	92	50	46
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
三级指标	预期指标值	单项指标实际完成值	单项指标完成情况	单项指标得分	权重占比（%）	单项指标折算得分
河道巡查次数	12次	12次	优	90	50	45
受益群众人数	300人	290人	良	90	50	45
""",
)
def level_score_mismatch(report: Report) -> Iterator[Found | Checked]:
    """In the graded form an item's level and its score of 100 agree; a boundary fits both levels."""
    bounds = dict(report.scale)
    for table in report.tables:
        for row in table.indicators if table.graded else ():
            level = _grade_word(row.grade.name) if row.grade is not None else None
            score = value(row.item_score)
            if level is None or row.grade is None or score is None or row.item_score is None:
                continue
            above = list(_GRADES)[list(_GRADES).index(level) - 1]
            low = bounds.get(level, Decimal(_GRADES[level][0]))
            high = HUNDRED if level == "优" else bounds.get(above, Decimal(_GRADES[above][0]))
            if not low <= score <= high:
                yield found(
                    row.item_score.place, subject=row.name.name, level=row.grade.text, score=plain(row.item_score),
                    expected=f"{show(low)}–{show(high)}", working=f"{show(score)} ∉ [{show(low)}, {show(high)}]", related=[row.grade.place],
                )  # fmt: skip


# ── Full points for nothing ───────────────────────────────────────────────────────────────────────────


@check(
    "zero-rate-full-score",
    code="SCR009",
    severity=Severity.WARNING,
    zh="“{subject}”自述比率为 {rate}，却得满分 {score}",
    en="“{subject}” reports {rate} and still takes the full {score}",
    source=SCORING,
    why="""
自身文字写明比率为0%的指标，不应得满分。
所计量的是负面事项（结余、投诉、闲置等）的，0%正是理想结果，不作报告。
""",
    needs=("items",),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．目标偏离（4分）
已完成的数量指标中偏离度在30%内的指标0个，已完成的数量指标27个，偏离度在30%内的指标占比0%，该指标得分为4分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．年终结余（4分）
年末结转结余0万元，预算总额400万元，结转结余占比0%，该指标得分为4分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
)
def zero_rate_full_score(report: Report) -> Iterator[Found | Checked]:
    """An item whose own text puts its measure at 0% does not earn full points.

    Where the counted thing is a bad one (结余, 投诉, 闲置, …), 0% is the ideal and nothing is said.
    """
    zeros = [
        rate
        for claim in report.claims
        if (rate := _stated_rate(claim)) is not None and not rate.quantity.value
    ]
    for item, share in item_shares(report):
        lines = {s.place.location for s in item.sentences}
        own = [z for z in zeros if z.field.place.location in lines and not _bad_thing(z.label)]
        if own and share.score > 0 and share.lost <= _ULP:
            zero = own[0].field
            yield found(
                share.score_field.place, subject=item.name.name, rate=zero.text, score=show(share.score), found=share.score_field.text,
                expected=f"< {show(share.weight)}", working=f"{zero.text} → {show(share.score)} = {show(share.weight)}",
                related=[zero.place, share.weight_field.place],
            )  # fmt: skip


def _stated_rate(claim: Claim) -> Mention | None:
    """The share or rate that a sentence states."""
    match claim:
        case ShareClaim():
            return claim.share
        case RatioClaim():
            return claim.rate
        case _:
            return None


def _bad_thing(label: str) -> bool:
    """Whether a share is of a bad thing: its name ends with one, or its head noun (behind the last 的) holds one."""
    head = label.removesuffix("占比").removesuffix("比例").rpartition("的")[2]
    return lower_is_better(label) or any(word in head for word in load("names")["direction"]["lower"])


@check(
    "not-applicable-full-score",
    code="SCR011",
    severity=Severity.INFO,
    zh="“{subject}”不适用却计满分 {score}",
    en="“{subject}” is not applicable but takes the full {score}",
    source=Words(
        "不适用的指标一般不计分，其余指标按比例折算（填表惯例）",
        "an indicator that does not apply is usually left out and the others scaled (practice of the forms)",
    ),
    why="""
指标自称不涉及却计满分，会虚增总分。
有的地方规定不涉及的按满分计，因此只列为提示。表中的行与正文对应段落只报一次。
""",
    needs=("scores", "items"),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．采购执行率（3分）
我单位2024年无采购预算，该指标得分为3分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
政府采购执行率	=	100	%		50	50	本年不涉及政府采购
受益群众人数	≥	300	人	310	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
政府采购执行率	=	100	%		50	0	本年不涉及政府采购
受益群众人数	≥	300	人	310	50	50
""",
)
def not_applicable_full_score(report: Report) -> Iterator[Found | Checked]:
    """An indicator that says that it did not apply, and takes all its points, lifts the total unearned.

    Some local forms order exactly this, so it is a note. A row of a sheet and its narrative are told once.
    """
    told: set[str] = set()
    for item, share in item_shares(report):
        if evidence := next(filter(_absent, item.sentences), None):
            told.add(item.name.name)
            yield from _inapplicable(share, evidence)
    for table in report.tables:
        for row, share in _pointed(table):
            evidence = next((f for f in (row.actual, row.note) if f is not None and _absent(f)), None)
            if evidence is not None and row.name.name not in told:
                yield from _inapplicable(share, evidence)


def _absent(field: Field) -> bool:
    """Whether a text says that its indicator did not apply."""
    return any(word in field.name for word in load("scoring")["absent"]["words"])


def _inapplicable(share: Share, evidence: Field) -> Iterator[Found]:
    if share.score > 0 and share.lost <= _ULP:
        yield found(
            share.score_field.place, subject=share.name, score=show(share.score), found=share.score_field.text,
            working=f"{_brief(evidence.name)} → {show(share.score)} = {show(share.weight)}", related=[evidence.place, share.weight_field.place],
        )  # fmt: skip


@check(
    "blank-row-full-score",
    code="SCR012",
    severity=Severity.WARNING,
    zh="“{subject}”指标值和完成值均为空，却得 {score} 分",
    en="“{subject}” has neither target nor completion, yet scores {score}",
    source=SCORING,
    why="""
得分应有依据：指标值和完成值均空白的行不应得分。
数值写在下面各行（其中：…）的行和预算执行率不作报告。
""",
    needs=("scores",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	50	50
受益群众人数					50	50
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分
产出指标	数量指标	种植面积			50	50
		红薯	5亩	5亩
		梨树	6亩	6亩
效益指标	社会效益指标	群众知晓率	≥90%	95%	50	50
""",
)
def blank_row_full_score(report: Report) -> Iterator[Found | Checked]:
    """Points are given for something: a row without target and completion has earned none.

    Rows whose values stand in the rows below them (其中：…) and the budget's execution are left alone.
    """
    for table in report.tables:
        for row, following in zip(table.indicators, (*table.indicators[1:], None), strict=True):
            share = own_share(row)
            if share is None or share.score <= 0 or row.execution or row.target is None or row.actual is None:
                continue
            if not (row.target or row.actual or _in_parts(following)):
                yield found(
                    share.score_field.place, subject=share.name, score=show(share.score), expected="0",
                    related=[row.target.place, row.actual.place],
                )  # fmt: skip


def _in_parts(following: Indicator | None) -> bool:
    """Whether the next row only tells values of the row above it."""
    return (
        following is not None and not value(following.weight) and bool(following.target or following.actual)
    )


@check(
    "score-not-monotonic",
    code="SCR013",
    severity=Severity.INFO,
    zh="“{subject}”完成 {rate}% 得分率 {share}%，“{other}”完成 {other_rate}% 得分率却为 {other_share}%，均未说明原因{more}",
    en="“{subject}” is {rate}% complete and scores {share}%, “{other}” is {other_rate}% complete and scores {other_share}%, both without a reason{more}",
    source=SCORING,
    why="""
同一张表中两行都未完成目标的，完成率高的得分率不应反而更低。
两行都没有说明原因、且得分率之差超出取舍误差时才报告，每张表只报差距最大的一对。完成率高的一行得分本身就不成比例的，不再比较。表格没有原因栏的列为提示。
""",
    needs=("targets",),
    options={
        "margin": Words("完成率至少相差多少个百分点才作比较", "how many percentage points more must be done"),
    },
    supersedes=("missing-deviation-explanation",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
老年人体检人数	≥	1000	人	714	40	28
儿童体检人数	≥	1000	人	627	40	36
受益群众人数	≥	300	人	310	20	20
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
老年人体检人数	≥	1000	人	714	40	28.56
儿童体检人数	≥	1000	人	627	40	25.08
受益群众人数	≥	300	人	310	20	20
""",
)
def score_not_monotonic(report: Report, *, margin: Decimal = Decimal(2)) -> Iterator[Found | Checked]:
    """Within one table, of two rows short of their targets the one that did more scores no lower share.

    Both must be without a reason, and the shares differ by more than their printed digits. One finding a table
    names the widest pair, unless the score of the row that did more is out of proportion by itself. A form without
    a column for reasons makes it a note.
    """
    judged = report.profile.judged or _own_rules(report, "steps")
    for table in report.tables:
        rows = [] if table.graded or centesimal(table) else list(_unexplained_shorts(table, judged))
        pairs = list(_reversed(rows, margin))
        if not pairs:
            continue
        high, low = max(pairs, key=lambda p: p[1].part - p[0].part)
        others = len(pairs) - 1
        yield found(
            high.share.score_field.place, subject=high.share.name, rate=show(high.done, 1), share=show(high.part, 1), other=low.share.name,
            other_rate=show(low.done, 1), other_share=show(low.part, 1), found=high.share.score_field.text,
            more=Words(f"（另有 {others} 行同类情形）", f" ({others} more rows alike)") if others else NOTHING,
            working="; ".join(f"{show(r.share.score)} ÷ {show(r.share.weight)} = {show(r.part, 1)}%" for r in (high, low)),
            related=[low.share.score_field.place],
            severity=Severity.WARNING if high.column or low.column else None,
        )  # fmt: skip


class Short(Struct, frozen=True):
    """A row short of its target: how much was done and which part of the points it takes, in percent.

    `least` and `most` bound that part by the score's printed digits. `column`: the row has a cell for a reason;
    `accused`: its score is out of proportion.
    """

    share: Share
    done: Decimal
    part: Decimal
    least: Decimal
    most: Decimal
    column: bool
    accused: bool


def _reversed(rows: list[Short], margin: Decimal) -> Iterator[tuple[Short, Short]]:
    """Each row that did more than another and takes a smaller part of its points, with the one that takes most."""
    ordered = sorted(rows, key=lambda r: r.done)
    done = [r.done for r in ordered]
    most = list(accumulate(ordered, _greater))
    for high in ordered:
        if high.accused:
            continue
        behind = bisect_right(done, high.done - margin)
        if behind and high.most < most[behind - 1].least:
            yield high, most[behind - 1]


def _greater(best: Short, row: Short) -> Short:
    return row if row.least > best.least else best


def _unexplained_shorts(table: IndicatorTable, judged: bool) -> Iterator[Short]:
    for row, share in _pointed(table):
        ended = None if explained(row.note) else outcome(row)
        quantity = share.score_field.quantity
        if ended is None or ended.met or ended.lower or ended.pair.target <= 0 or quantity is None:
            continue
        accused = not judged and isinstance(_proportion(row, share, ended), Found)
        part, width = (v / share.weight * HUNDRED for v in (share.score, quantity.half_ulp))
        yield Short(
            share, ended.ratio * HUNDRED, part, part - width, part + width, row.note is not None, accused
        )

"""SCR: the score of one row against its weight, its completion and its reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Indicator, IndicatorTable, ScoredItem
from auditor.model.place import Field, Place
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, ZERO, rounded, show, truncated
from auditor.words import NOTHING, Words

from .names import ending
from .outcomes import Outcome, outcome, overrun, undone
from .points import (
    Share,
    centesimal,
    deduction,
    explained,
    item_shares,
    own_share,
    plain,
    scale,
    shares,
    total,
    value,
)

FAMILY = Words("指标得分", "scores of indicators")

SCORING = Words(
    "完成指标值的记该指标所赋全部分值，未完成的按完成比例计分，得分不超过分值（财预〔2020〕10号）",
    "a met target earns its full points, an unmet one points in proportion, and never more than the weight (财预〔2020〕10号)",
)
EXPLAINED = Words(
    "未完成绩效目标或偏离较大的要分析并说明原因（财预〔2020〕10号；自评表“偏差原因分析及改进措施”栏）",
    "what was not reached must be analysed and explained (财预〔2020〕10号; the form's column for reasons)",
)

ULP = Decimal("0.005")
"""Points closer than this are the same: half of the last digit of hundredths."""
_ITEM_ULP = Decimal("0.01")
_NINETY = Decimal(90)
_FAR = Decimal("1.3")
_STEEP = Decimal(10)
_DATES = ("月", "月份", "日", "号", "年")
_SENTENCE = 40
# Satisfaction from so many percent on earns so much of the points (财预〔2021〕101号).
_BANDS = ((Decimal(90), ONE), (Decimal(80), Decimal("0.8")), (Decimal(60), Decimal("0.5")))


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
def score_exceeds_weight(report: Report) -> Iterator[Draft | Checked]:
    """A score can never be more than the points that its indicator carries.

    In the graded form the folded score is compared, not the item's score of 100; 加分 rows may exceed, and
    rows whose standard adds points. Rows that share merged cells are taken together. A table whose rows are nearly all scored 0 to 100 is left alone.
    """
    for table in report.tables:
        if not centesimal(table):
            yield from _exceeding(s for s in shares(table) if not s.extra)
    yield from _exceeding(share for _, share in item_shares(report))


def _exceeding(rows: Iterable[Share]) -> Iterator[Draft]:
    for share in rows:
        score, weight = share.score_field, share.weight_field
        percent = score.quantity is not None and score.quantity.unit == "%" and "%" not in weight.text
        if percent or share.score <= share.weight + ULP:
            continue
        yield found(
            score.place, subject=share.name, score=show(share.score), weight=show(share.weight), expected=f"≤ {show(share.weight)}",
            working=f"{show(share.score)} > {show(share.weight)}", found=score.text, related=[weight.place],
        )  # fmt: skip


# ── The completion ────────────────────────────────────────────────────────────────────────────────────


def pointed(table: IndicatorTable) -> Iterator[tuple[Indicator, Share]]:
    """The rows of a table that have points of their own, in the table's points."""
    factor = scale(table)
    for row in table.indicators:
        if (share := own_share(row)) and share.weight > 0:
            yield row, replace(share, weight=share.weight * factor)


def _operands(row: Indicator, share: Share, ended: Outcome) -> list[Field]:
    return [ended.pair.target_field, ended.pair.completion_field, share.weight_field]


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
def unmet_target_full_score(report: Report) -> Iterator[Draft | Checked]:
    """A target that was not reached never earns full points: every scheme of scoring gives less.

    Only exact numbers in one unit are compared. With “=” more than the target counts as reached. A bare number
    must be reached unless it is money, time or a thing of which less is better; a cost beyond its bare sum is a
    warning, and so is a completion that says itself that nothing was done. Satisfaction of 90% and more earns full points. Where the report itself lays down full points short of a target, nothing is asked.
    """
    lenient = _own_rules(report, "full")
    for table in report.tables:
        for row, share in pointed(table):
            if not _full(row, share, table):
                continue
            if undone(row) and row.completion is not None and row.target is not None and not lenient:
                yield _undone(row, share, row.completion, row.target)
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
                share.score_field.place, subject=row.name.name, actual=plain(ended.pair.completion_field), target=ended.signed_target,
                score=plain(share.score_field), working=f"{ended.relation}; {show(share.score)} = {show(share.weight)}",
                expected=f"< {show(share.weight)}", related=[f.place for f in _operands(row, share, ended)], figure=True,
                missed=Words("超出" if ended.lower else "未达到", ""), severity=Severity.WARNING if ended.implied else None,
                confidence=Confidence.CERTAIN if ended.direction and not ended.implied else Confidence.LIKELY,
            )  # fmt: skip


def _undone(row: Indicator, share: Share, actual: Field, target: Field) -> Draft:
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
    return value(row.item_score) == HUNDRED if table.graded else share.lost <= ULP


def _rounds_up(row: Indicator, share: Share, ended: Outcome) -> bool:
    """Whether an unmet target earns points that round to all of them, or satisfaction of 90% and more."""
    if ended.pair.target <= 0:
        return False
    item = row.item_score.quantity if row.item_score is not None else None
    full, decimals = (HUNDRED, item.decimals) if item is not None else (share.weight, 2)
    satisfied = (
        bool(ending(row.name.text, load("names")["soft"]["satisfaction"]))
        and ended.pair.completion >= _NINETY
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
def score_not_proportional(report: Report) -> Iterator[Draft | Checked]:
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
        for row, share in pointed(table):
            ended = outcome(row)
            if (
                ended is None
                or ended.met
                or ended.pair.target <= 0
                or (ended.lower and ended.pair.unit in _DATES)
                or not 0 <= share.score < share.weight - ULP
            ):
                continue
            if steps or (row.note is not None and any(map(str.isdigit, row.note.text))):
                yield not_verifiable(
                    share.score_field.place, "按说明的扣分口径计分", "scored as a remark or note says"
                )
                continue
            yield _proportion(row, share, ended)


def _proportion(row: Indicator, share: Share, ended: Outcome) -> Draft | Checked:
    quantity = share.score_field.quantity
    assert quantity is not None
    off = deduction(row) or ZERO
    dues = [max(ZERO, due - off) for due in _dues(row, share.weight, ended)]
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
    target, actual = ended.pair.target_field, ended.pair.completion_field
    above, below = (target, actual) if ended.lower else (actual, target)
    figures = [show(ended.pair.completion), show(ended.pair.target)][:: -1 if ended.lower else 1]
    return found(
        share.score_field.place, subject=row.name.name, actual=plain(above), target=plain(below), due=due, score=plain(share.score_field),
        steep=Words("（符合每低1%扣10%的口径）", " (fits ten per cent off for each per cent short)") if fits else NOTHING,
        working=f"{figures[0]} ÷ {figures[1]} × {show(share.weight)}{f' − {show(off)}' if off else ''} = {due} ≠ {show(share.score)}", expected=due,
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
        yield weight * next((share for bound, share in _BANDS if ended.pair.completion >= bound), ZERO)


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
def met_target_not_full_score(report: Report, *, far: Decimal = _FAR) -> Iterator[Draft | Checked]:
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
        for row, share in pointed(table):
            off = deduction(row) or ZERO
            ended = outcome(row) if abs(share.lost - off) > ULP and not explained(row.note) else None
            if ended is not None and ended.met and share.lost > ULP and not _overshot(ended, far):
                yield _deducted(
                    share, ended.pair.completion_field, [ended.pair.target_field, share.weight_field]
                )
    for item, share in item_shares(report):
        if item.met is not None and share.lost > ULP and not item.reason and not item.execution:
            yield _deducted(share, item.met, [share.weight_field])


def _deducted(share: Share, evidence: Field, related: list[Field]) -> Draft:
    return found(
        share.score_field.place, subject=share.name, actual=brief(evidence.text), weight=show(share.weight), score=show(share.score),
        working=f"{show(share.weight)} − {show(share.score)} = {show(share.lost)}", expected=show(share.weight), found=share.score_field.text,
        related=[evidence.place, *(f.place for f in related)],
    )  # fmt: skip


def brief(text: str) -> str:
    """The beginning of a long sentence."""
    return text if len(text) <= _SENTENCE else f"{text[:_SENTENCE]}…"


def _overshot(ended: Outcome, far: Decimal) -> bool:
    """Whether a completion lies so far beyond its target that points may be taken off for it."""
    target, actual = ended.pair.target, ended.pair.completion
    if target <= 0:
        return False
    return actual * far <= target if ended.lower else actual >= far * target


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
def score_not_monotonic(report: Report, *, margin: Decimal = Decimal(2)) -> Iterator[Draft | Checked]:
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
    for row, share in pointed(table):
        ended = None if explained(row.note) else outcome(row)
        quantity = share.score_field.quantity
        if ended is None or ended.met or ended.lower or ended.pair.target <= 0 or quantity is None:
            continue
        accused = not judged and isinstance(_proportion(row, share, ended), Draft)
        part, width = (v / share.weight * HUNDRED for v in (share.score, quantity.half_ulp))
        yield Short(
            share, ended.ratio * HUNDRED, part, part - width, part + width, row.note is not None, accused
        )


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
def missing_deviation_explanation(report: Report, *, low: Decimal = Decimal(90)) -> Iterator[Draft | Checked]:
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
            off = total(deduction(r) for r in share.rows if isinstance(r, Indicator))
            reasoned = any(map(explained, notes)) or (item is not None and item.reason) or share.lost <= off
            if share.lost <= ULP or reasoned or _well_executed(share, low):
                continue
            # Where the narrative says that the target is met, the more specific rule speaks there.
            place = item.score.place if item and item.met and item.score else share.score_field.place
            yield _unexplained(share, place, notes, bool(notes) or item is not None)
    for item, share in item_shares(report):
        excused = item.reason or (item.execution and item.met is not None)
        if share.lost > ULP and id(item) not in told and not excused:
            yield _unexplained(share, share.score_field.place, [], True)


def _unexplained(share: Share, place: Place, notes: list[Field], column: bool) -> Draft:
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
            rate = value(row.completion)
            return rate is None or not 1 < rate < low
    return False

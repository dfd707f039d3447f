"""SCR: scores given in words, levels and converted points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, found, verified, within_rounding
from auditor.finding import Checked, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import GradeWord, Indicator, IndicatorTable
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, show
from auditor.words import NOTHING, Words

from .points import centesimal, own_share, plain, scale, value
from .scores import SCORING, ULP, pointed

_MARKS = '。；;，,.“”"（）()'


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
def score_invalid(report: Report) -> Iterator[Draft | Checked]:
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
            asked = not _untouched(row) and not row.absent
            lacking = score is None and 2 * len(scored) > len(table.leaves) and asked
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
    measured = [f for f in (row.target, row.completion) if f is not None]
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
def qualitative_score_band(report: Report) -> Iterator[Draft | Checked]:
    """A completion told in the three tiers or in grades earns a share of its points within the tier's band.

    Bands are closed at both ends. A grade that reaches the one set as target may take all points.
    """
    for table in report.tables:
        if table.graded or centesimal(table):
            continue
        for row, share in pointed(table):
            band, part = _band(row), share.score / share.weight * HUNDRED
            if row.completion is None or band is None or band[0] <= part <= band[1]:
                continue
            rate, shown = show(part, 1), f"{band[0]}–{band[1]}%"
            yield found(
                share.score_field.place, subject=row.name.name, level=row.completion.text, rate=rate, band=shown, expected=shown,
                working=f"{show(share.score)} ÷ {show(share.weight)} = {rate}%", related=[row.completion.place, share.weight_field.place],
            )  # fmt: skip


_TIERS = {"full": (80, 100), "partly": (60, 80), "missed": (0, 60)}
_GRADES: dict[GradeWord, tuple[int, int]] = {"优": (90, 100), "良": (80, 90), "中": (60, 80), "差": (0, 60)}


def _band(row: Indicator) -> tuple[int, int] | None:
    """The band, in percent, of the points that a completion in words earns; None for other words."""
    actual, target = row.completion, row.target
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
def converted_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
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
            elif abs(due - share.score) <= max(share.score_field.quantity.half_ulp, ULP):
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
def level_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
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

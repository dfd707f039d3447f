"""TGT: targets against completions. Overshot, missing, copied, in words for numbers, against the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Direction, Indicator, IndicatorTable
from auditor.model.place import Field
from auditor.model.relations import ExecutionClaim, GrowthClaim, Mention, Relation, ShareClaim, SumClaim
from auditor.model.report import Report
from auditor.quantity import CHINESE_DIGITS, HUNDRED, Hedge, Quantity, show
from auditor.words import NOTHING, Words

from .names import (
    COUNTS,
    RATIO,
    dimension_of,
    ending,
    higher_is_better,
    lower_is_better,
    stem,
    unit_dimension,
)
from .points import explained
from .relations import of_kind

FAMILY = Words("指标值与完成值", "targets and completions")

DEVIATION = Words(
    "完成值高于指标值较多的，要分析原因（财预〔2020〕10号）；超过指标值30%以上须说明（省级绩效系统填报要求）",
    "a completion far above its target must be explained (财预〔2020〕10号); provincial systems ask it from 130% on",
)

_FEW = 3


class Pair(Struct, frozen=True):
    """An indicator's target and completion as comparable numbers, in one unit."""

    indicator: Indicator
    target_field: Field
    completion_field: Field
    target: Decimal
    completion: Decimal
    unit: str


def pair(indicator: Indicator) -> Pair | None:
    """Target and completion in one unit; None when one is missing, hedged or in another unit."""
    target, actual = indicator.target, indicator.completion
    if (
        indicator.qualitative
        or target is None
        or actual is None
        or not target.quantity
        or not actual.quantity
    ):
        return None
    t, a = target.quantity, actual.quantity
    if t.hedge is not Hedge.NONE or a.hedge is not Hedge.NONE:
        return None
    if t.unit != a.unit and t.unit and a.unit:
        if t.base_unit != a.base_unit:
            return None
        return Pair(indicator, target, actual, t.amount, a.amount, t.base_unit)
    return Pair(indicator, target, actual, t.value, a.value, t.unit or a.unit)


@check(
    "target-overshoot",
    code="TGT001",
    severity=Severity.WARNING,
    zh="{what}，目标偏低或填报有误{unexplained}",
    en="{what}: the target is too low or the figure is wrong{unexplained}",
    source=DEVIATION,
    why="""
完成值远超指标值，说明目标定得过低或填报有误，应当说明原因。
针对应当达到的指标（≥、=）和没有符号的计数指标，越少越好的指标不作判断。有原因栏而未填的列为警告；没有原因栏的列为提示，超出过多时仍为警告。一张表中提示超过三条的合并为一条。
""",
    needs=("targets",),
    options={
        "factor": Words(
            "完成值达到指标值的多少倍应说明原因", "multiple of the target from which an explanation is due"
        ),
        "far": Words(
            "没有原因栏时，达到多少倍列为警告",
            "multiple from which it is a warning even without a column for reasons",
        ),
        "fewest": Words(
            "指标值小于10时，至少超出多少个才计", "how many pieces above a target below ten count"
        ),
    },
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
法治宣传活动场次	≥	6	场	30	50	50
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	20	20	20
森林防火巡查次数	≥	20	次	28	20	20
法治宣传活动场次	≥	4	场	6	20	20
来访接待人次	≥	500	人次	762	20	20
文化活动次数	≥	10	次	15	20	20
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
法治宣传活动场次	≥	6	场	30	20	20	年中承接普法试点任务
应急演练次数	≥	2	次	3	20	20
受益群众人数	≥	300	人	389	20	20
生产安全事故起数	≤	2	起	0	20	20
群众投诉办结时限	=	5	天	9	20	10	人手不足
""",
)
def target_overshoot(
    report: Report,
    *,
    factor: Decimal = Decimal("1.3"),
    far: Decimal = Decimal(3),
    fewest: Decimal = Decimal(2),
) -> Iterator[Draft | Checked]:
    """A completion far above its target tells of a target set too low, or of a slip, and must be explained.

    Asked of targets to be reached (≥, =) and of bare counts, never where less is better. A form with a column for
    reasons that is left blank makes it a warning; a form without one a note, except from `far` times the target on;
    more than three notes in one table are one finding.
    """
    for table in report.tables:
        notes: list[Pair] = []
        for row in filter(None, map(pair, table.indicators)):
            if not _overshot(row, factor, fewest) or explained(row.indicator.note):
                continue
            if row.indicator.note is None and row.completion < far * row.target:
                notes.append(row)
            else:
                yield _overshoot(row, Severity.WARNING)
        if len(notes) > _FEW:
            yield _overshoots(table, notes, factor)
        else:
            yield from (_overshoot(row, Severity.INFO) for row in notes)


def _overshot(row: Pair, factor: Decimal, fewest: Decimal) -> bool:
    """Whether a completion lies so far above a target that it had to reach."""
    name, direction, dimension = row.indicator.name.text, row.indicator.direction, unit_dimension(row.unit)
    if (
        row.target <= 0
        or row.completion < factor * row.target
        or row.indicator.execution
        or lower_is_better(name)
    ):
        return False
    counted = dimension in COUNTS
    if direction is None and not (counted or higher_is_better(name)):
        return False
    if direction is not None and not (direction.higher_is_better or direction is Direction.EQUAL):
        return False
    if dimension == "duration" or dimension_of(name) == "duration" or _fraction_doubt(row):
        return False
    return not counted or row.target >= 10 or row.completion - row.target >= fewest


def _overshoot(row: Pair, severity: Severity) -> Draft:
    above = f"{show((row.completion / row.target - 1) * HUNDRED, 1)}%"
    name, target, actual = row.indicator.name.name, row.target_field.text, row.completion_field.text
    note = row.indicator.note
    return found(
        row.completion_field.place, subject=name, severity=severity,
        what=Words(f"“{name}”完成 {actual}，超指标值 {target} 达 {above}", f"“{name}” completed {actual}, {above} above its target {target}"),
        unexplained=Words("，且无说明", ", and nothing explains it") if note is not None else NOTHING,
        working=f"{actual} ÷ {target} = {show(row.completion / row.target * HUNDRED, 1)}%",
        related=[row.target_field.place, *([note.place] if note else [])],
    )  # fmt: skip


def _overshoots(table: IndicatorTable, rows: Sequence[Pair], factor: Decimal) -> Draft:
    """One finding for many rows of a table."""
    listed = "、".join(
        f"{r.indicator.name.name} {r.target_field.text}→{r.completion_field.text}" for r in rows
    )
    above = show((factor - 1) * HUNDRED)
    return found(
        rows[0].completion_field.place, subject=table.title or rows[0].indicator.name.name, severity=Severity.INFO,
        what=Words(f"{len(rows)} 项指标完成值超指标值 {above}% 以上：{listed}", f"{len(rows)} completions are more than {above}% above their targets: {listed}"),
        unexplained=NOTHING, working="; ".join(f"{r.completion_field.text} ÷ {r.target_field.text} = {show(r.completion / r.target * HUNDRED, 1)}%" for r in rows),
        related=[r.completion_field.place for r in rows[1:]],
    )  # fmt: skip


def _fraction_doubt(row: Pair) -> bool:
    """Whether one of two percentages may be printed as a fraction: 0.95 beside 95."""
    low, high = sorted((row.target, row.completion))
    return unit_dimension(row.unit) == RATIO and 0 < low <= 1 and high >= Decimal("1.5")


MISSING = Words(
    "自评应对照年初设定的指标值填列实际完成值，数据完整（财预〔2020〕10号）",
    "completions are stated against the targets set at the start of the year, in full (财预〔2020〕10号)",
)


@check(
    "target-missing",
    code="TGT002",
    severity=Severity.WARNING,
    zh="{what}缺少指标值",
    en="{what} no target",
    source=MISSING,
    why="""
有数值的完成值，必须有指标值才能衡量。
预算执行率不必另设指标值，其目标为100%。没有分值的行是标题或分项，不作要求。
""",
    needs=("completions",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	-	次	12	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	-	-	%	95	10	9.5
河道巡查次数	≥	12	次	12	40	40
受益群众人数	≥	300	人	310	50	50
""",
)
def target_missing(report: Report) -> Iterator[Draft | Checked]:
    """A completion in figures says nothing without the target that it is measured by.

    The budget execution row needs none: its target is 100%. Rows without points are headings or parts.
    """
    for table in report.tables:
        rows = [
            (i, i.target)
            for i in table.indicators
            if i.target is not None
            and not i.target
            and i.completion
            and i.completion.quantity
            and _has_points(i)
            and not i.execution
        ]
        yield from _listed(rows, "“{}”", "{} 项指标", "“{}” has", "{} indicators have")


@check(
    "completion-missing",
    code="TGT003",
    severity=Severity.ERROR,
    zh="{what}缺少完成值，却已得分",
    en="{what} no completion, yet a score",
    source=MISSING,
    why="""
定量指标得分的依据是完成值，不能空缺。
一张表中超过三行的合并为一条；合并得分单元格的行不作判断。
""",
    needs=("targets",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	-	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	-	50	0
受益群众人数	≥	300	人	310	50	50
""",
)
def completion_missing(report: Report) -> Iterator[Draft | Checked]:
    """Points for a target in figures rest on a completion, which must be there.

    More than three rows of one table are one finding; rows that share a merged score are left alone.
    """
    for table in report.tables:
        rows = [
            (i, i.completion)
            for i in table.indicators
            if i.completion is not None
            and not i.completion
            and i.target
            and i.target.quantity
            and _scored(i)
            and not i.joint
            and not i.qualitative
        ]
        yield from _listed(rows, "“{}”", "{} 项指标", "“{}” has", "{} indicators have")


def _has_points(indicator: Indicator) -> bool:
    return indicator.weight is None or indicator.weight.quantity is not None


def _scored(indicator: Indicator) -> bool:
    """Whether a row takes points."""
    score = indicator.score
    return score is not None and score.quantity is not None and score.quantity.value > 0


def _listed(
    rows: Sequence[tuple[Indicator, Field]], zh: str, many_zh: str, en: str, many_en: str
) -> Iterator[Draft]:
    """A finding for every row, or one for all when they are more than a few; the texts take a name or a number."""
    if len(rows) <= _FEW:
        for indicator, cell in rows:
            name = indicator.name.name
            yield found(
                cell.place,
                subject=name,
                what=Words(zh.format(name), en.format(name)),
                related=[indicator.name.place],
            )
        return
    names = "、".join(i.name.name for i, _ in rows)
    what = Words(f"{many_zh.format(len(rows))}（{names}）", f"{many_en.format(len(rows))} ({names})")
    yield found(
        rows[0][1].place, subject=rows[0][0].name.name, what=what, related=[c.place for _, c in rows[1:]]
    )


@check(
    "completion-not-numeric",
    code="TGT004",
    severity=Severity.WARNING,
    zh="定量指标“{subject}”的完成值为“{actual}”，无数值",
    en="quantitative “{subject}” has a completion without a number: “{actual}”",
    source=MISSING,
    why="""
带符号和数值的指标值，应以数值作答。
时间指标（12月底前）可以用文字作答，以“无”“未发生”回答上限也可以。
""",
    needs=("targets",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	完成	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	十二次	30	30
补贴发放时限	≤	12	月	按时完成	20	20
群众越级上访	≤	5	次	未发生越级上访	10	10
受益群众人数	≥	300	人	310	20	20
生态环境	定性	改善		改善	20	20
""",
)
def completion_not_numeric(report: Report) -> Iterator[Draft | Checked]:
    """A target with a sign and a number is answered by a number.

    A time (12月底前) may be answered in words, and so may an upper limit by 无 or 未发生.
    """
    # What is still to be filled in is told by another rule.
    left = {placeholder.place.location for placeholder in report.placeholders}
    for indicator in report.indicators:
        target, actual = indicator.target, indicator.completion
        signed = indicator.direction is not None and not indicator.qualitative
        if (
            not signed
            or not target
            or not target.quantity
            or not actual
            or any(map(str.isdigit, actual.text))
            or actual.place.location in left
        ):
            continue
        timed = (
            unit_dimension(target.quantity.unit) == "duration"
            or dimension_of(indicator.name.text) == "duration"
        )
        if timed or any(c in CHINESE_DIGITS for c in actual.text) or _none(indicator):
            continue
        yield found(
            actual.place, subject=indicator.name.name, actual=actual.text, expected=f"{target.quantity.unit or '…'}",
            related=[target.place],
        )  # fmt: skip


def _none(indicator: Indicator) -> bool:
    """Whether an upper limit is answered by 无 or 未发生 and what did not happen."""
    direction, actual = indicator.direction, indicator.completion
    if direction is None or not direction.lower_is_better or actual is None:
        return False
    words = load("claims")["zero"]
    text = actual.name
    return any(
        text.startswith(cue) and not text.removeprefix(cue).startswith(tuple(words["not_before"]))
        for cue in words["cues"]
    )


@check(
    "qualitative-completion",
    code="TGT005",
    severity=Severity.WARNING,
    zh="定性指标目标与完成值不对应：{list}",
    en="qualitative targets and completions do not correspond: {list}",
    source=MISSING,
    why="""
定性指标的完成情况应与目标属同类表述。
目标为“优”“有所增加”而完成值只是一个数（“1”之类的选项代码）的列为警告；目标是等级或变化、完成值为“全部完成”的列为提示。每类一张表一条。用词相同的，以及财预〔2020〕10号三档表述，均视为相符。
""",
    needs=("targets",),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
人居环境	定性	优		1	50	50
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
人居环境	定性	有效改善		全部完成	50	50
受益群众人数	≥	300	人	310	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
人居环境	定性	有效改善		明显改善	20	20
制度健全性	定性	健全		达成预期指标	20	20
防火道维护	定性	按时完成		全部完成	20	20
选项代码	定性	1		1	20	20
受益群众人数	≥	300	人	310	20	20
""",
)
def qualitative_completion(report: Report) -> Iterator[Draft | Checked]:
    """What is judged in words is answered in words of the same kind.

    A bare number (“1”, the code of an option) for 优 or 有所增加 is a warning; “全部完成” for a grade or a change is a
    note. Each is one finding a table. The same words, and words of the three tiers of 财预〔2020〕10号, always fit.
    """
    for table in report.tables:
        codes, done = [], []
        for indicator in table.indicators:
            target, actual = indicator.target, indicator.completion
            if (
                not target
                or not actual
                or target.name == actual.name
                or not _in_words(indicator.direction, target)
            ):
                continue
            if actual.quantity is not None and not actual.quantity.unit and target.quantity is None:
                codes.append((indicator, target, actual))
            elif (
                _class_of(target.name) in ("grade", "up", "down", "degree")
                and actual.name in load("qualitative")["done"]["words"]
            ):
                done.append((indicator, target, actual))
        for rows, severity in ((codes, Severity.WARNING), (done, Severity.INFO)):
            if rows:
                listed = [(i.name.name, t.text, a.text) for i, t, a in rows]
                yield found(
                    rows[0][2].place, subject=rows[0][0].name.name, severity=severity, related=[a.place for _, _, a in rows[1:]],
                    list=Words(
                        "；".join(f"“{n}”目标“{t}”，完成值“{a}”" for n, t, a in listed),
                        "; ".join(f"“{n}” target “{t}”, completion “{a}”" for n, t, a in listed),
                    ),
                )  # fmt: skip


def _in_words(direction: Direction | None, target: Field) -> bool:
    """Whether the form says that a target is qualitative or, where it has no column for that, the target's words do."""
    return direction is Direction.QUALITATIVE or (direction is None and _class_of(target.name) is not None)


def _class_of(text: str) -> str | None:
    """The class of a qualitative word; None for one that is not in the lexicon."""
    return next((c for c, words in load("qualitative")["classes"].items() if text in words), None)


@check(
    "direction-mismatch",
    code="TGT006",
    severity=Severity.WARNING,
    zh="“{subject}”{better}，却设为“{sign}{target}”",
    en="“{subject}” {better}, but its target is “{sign}{target}”",
    source=Words(
        "指标方向应与指标含义一致（正向≥、反向≤，自评表“指标性质”栏）",
        "an indicator's sign follows its meaning (≥ the more the better, ≤ the less; the form's column 指标性质)",
    ),
    why="""
事故、投诉和成本率越低越好，覆盖率和满意度越高越好，符号应与此一致。
表中标明“正向”“反向”的，符号也应与之相符；其余按名称结尾的词判断方向；针对负面事项的行动（排查、下降、整改）和方向不明的名称不作判断，“=”以及可能越长越好的时间（服务时限）也不作判断。
""",
    needs=("indicators",),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
公用经费控制率	≥	100	%	100	50	50
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
群众满意度	≤	90	%	95	50	50
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标方向	指标值	计量单位	全年完成值	权重	得分
新增造林面积	正向	小于等于	500	亩	500	50	50
受益群众人数	正向	大于等于	300	人	310	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
治安发案下降率	≥	29.7	%	29.7	20	20
安全事故起数	≤	1	起	1	10	10
安全隐患排查次数	≥	12	次	12	20	20
群众投诉办结率	≥	95	%	97	10	10
病虫害控制率	≥	90	%	91	10	10
服务保障时限	≥	12	月	12	10	10
受益群众人数	≥	300	人	310	20	20
""",
)
def direction_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """Of accidents, complaints and cost ratios less is better; of coverage and satisfaction, more.

    The words that end a name tell its direction; names of an action upon a bad thing (排查, 下降, 整改) and names
    that leave a doubt are left alone, as are “=” and times, of which more may be meant (服务时限). What a form marks as
    正向 or 反向 is taken at its word.
    """
    words = load("names")["direction"]
    for indicator in report.indicators:
        name, direction, target = indicator.name.text, indicator.direction, indicator.target
        if direction is None or not target or target.quantity is None:
            continue
        if dimension_of(name) == "duration" or target.quantity.unit in ("年", "月", "日"):
            continue
        cell, marked = indicator.direction_field or target, indicator.polarity
        rate = ending(name, words["higher"]) and stem(name).endswith(("率", "度"))
        related = [target.place]
        if marked is not None and (
            direction.lower_is_better if marked.higher else direction.higher_is_better
        ):
            better = Words(f"标为“{marked.field.text}”", f"is marked “{marked.field.text}”")
            related.append(marked.field.place)
        elif direction.higher_is_better and lower_is_better(name):
            better = Words("为越低越好的指标", "is better when lower")
        elif direction.lower_is_better and rate and higher_is_better(name):
            better = Words("为越高越好的指标", "is better when higher")
        else:
            continue
        yield found(
            cell.place, subject=indicator.name.name, better=better, sign=direction.value, target=show(target.quantity.value),
            related=related, confidence=Confidence.LIKELY,
        )  # fmt: skip


PERCENT = Words(
    "比率的定义域：部分占整体的比率为0–100%（财预〔2013〕53号等指标公式）",
    "the range of a rate: a part of a whole is 0–100% (formulas of 财预〔2013〕53号 and others)",
)


@check(
    "rate-out-of-range",
    code="TGT007",
    severity=Severity.ERROR,
    zh="“{subject}”{which}为 {value}，超出 0–100%",
    en="“{subject}”: the {which} {value} is outside 0–100%",
    source=PERCENT,
    why="""
部分占总体的比率，只能在0到100%之间。
只针对确属此类且以百分数表示的比率（覆盖率、合格率、满意度等）；完成率、增长率、控制率可以超过100%，预算执行率另有规则。
""",
    needs=("targets", "completions"),
    supersedes=("target-overshoot",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
安全饮水覆盖率	≥	95	%	108	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
在职人员控制率	≤	100	%	108.7	20	15
任务完成率	≥	100	%	105	20	20
财政收入增长率	≥	3	%	-2	20	10
资金到位率	≥	100	%	110	20	20
安全饮水覆盖率	≥	95	%	100	20	20
""",
)
def rate_out_of_range(report: Report) -> Iterator[Draft | Checked]:
    """A part of a whole is between none and all of it.

    Asked of rates that are known to be such parts (覆盖率, 合格率, 满意度, …) and given in per cent; completion, growth and
    control rates may exceed 100%, and execution rates have a rule of their own.
    """
    words = load("rates")["bounded"]
    for indicator in report.indicators:
        bare = stem(indicator.name.text)
        if indicator.execution or not bare.endswith(("率", "度")):
            continue
        if len(ending(bare[:-1], words["words"])) <= len(ending(bare[:-1], words["unbounded"])):
            continue
        cells = (
            (indicator.target, Words("指标值", "target")),
            (indicator.completion, Words("完成值", "completion")),
        )
        for cell, which in cells:
            if (
                cell
                and cell.quantity
                and cell.quantity.unit == "%"
                and not 0 <= cell.quantity.value <= HUNDRED
            ):
                yield found(
                    cell.place, subject=indicator.name.name, which=which, value=_with_percent(cell), expected="0–100%",
                    working=f"{show(cell.quantity.value)}% ∉ [0%, 100%]",
                )  # fmt: skip


def _with_percent(cell: Field) -> str:
    return cell.text if "%" in cell.text or "％" in cell.text else f"{cell.text}%"


@check(
    "percent-scale",
    code="TGT008",
    severity=Severity.WARNING,
    zh="“{subject}”指标值 {target} 与完成值 {actual} 疑似百分数口径不同",
    en="“{subject}”: target {target} and completion {actual} look like percent and fraction",
    source=PERCENT,
    why="""
百分数与小数（95与0.96）不能直接比较，指标值与完成值应同一口径。
只在一数不大于1、另一数大于1且乘以100后接近时报告；增长率等可能确为1%和60%的不作判断。
""",
    needs=("targets",),
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
安全饮水覆盖率	≥	95	%	0.96	50	50
受益群众人数	≥	300	人	310	50	50
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
工业产值增长率	≥	0.4	%	0.38	25	20
旅游收入增长率	≥	1	%	60	25	25
安全饮水覆盖率	≥	95%	%	100%	25	25
生产安全事故发生率	≤	1	%	0	25	25
""",
)
def percent_scale(report: Report) -> Iterator[Draft | Checked]:
    """A percentage and a fraction of one (95 and 0.96) cannot be compared.

    Told only where one number is at most 1, the other above it, and a hundredfold brings them together; never of
    growth and the like, of which 1% and 60% may both be meant.
    """
    unbounded = load("rates")["bounded"]["unbounded"]
    for indicator in report.indicators:
        row, bare = pair(indicator), stem(indicator.name.text)
        if (
            row is None
            or not _fraction_doubt(row)
            or lower_is_better(bare)
            or ending(bare.removesuffix("率"), unbounded)
        ):
            continue
        low, high = sorted((row.target, row.completion))
        printed = "%" in row.target_field.name and "%" in row.completion_field.name
        if not printed and high <= 2 * low * HUNDRED and low * HUNDRED <= 2 * high:
            target, actual = row.target_field.text, row.completion_field.text
            yield found(
                row.completion_field.place, subject=indicator.name.name, target=target, actual=actual,
                working=f"{show(low)} × 100 = {show(low * HUNDRED)} ≈ {show(high)}", related=[row.target_field.place],
            )  # fmt: skip


COPIED = Words(
    "实际完成情况应对照年初设定的指标值据实填报（财政部关于开展绩效自评工作的通知）",
    "completions are filled in truly against the targets set at the start of the year (notices of the Ministry of Finance)",
)


@check(
    "completions-mirror-targets",
    code="TGT009",
    severity=Severity.INFO,
    zh="{equal}/{all} 个定量指标完成值与指标值完全相同，疑似照抄",
    en="{equal} of {all} quantitative completions equal their targets exactly",
    source=COPIED,
    why="""
完成值几乎全部与指标值逐位相同的，不是照抄目标，就是事后补定目标。
只统计0和100以外的上下限（≥、≤），因为0和100常常恰好完成。
""",
    needs=("targets",),
    options={
        "fewest": Words("一张表至少有多少个这样的指标才作判断", "how many such rows a table must have"),
        "share": Words("其中完成值与指标值相同的比例达到多少才报告", "part of them that must be equal"),
    },
    bad="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	10	10
森林防火巡查次数	≥	20	次	20	10	10
法治宣传活动场次	≥	4	场	4	10	10
来访接待人次	≥	512	人次	512	10	10
文化活动次数	≥	11	次	11	10	10
公益岗位人数	≥	36	人	36	10	10
道路养护里程	≥	42	公里	42	10	10
绿化面积	≥	137	亩	137	10	10
新增就业人数	≥	263	人	263	10	10
培训人次	≥	480	人次	480	10	10
""",
    good="""
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
河道巡查次数	≥	12	次	12	10	10
森林防火巡查次数	≥	20	次	21	10	10
法治宣传活动场次	≥	4	场	4	10	10
来访接待人次	≥	512	人次	530	10	10
文化活动次数	≥	11	次	12	10	10
公益岗位人数	≥	36	人	36	10	10
道路养护里程	≥	42	公里	42	10	10
绿化面积	≥	137	亩	140	10	10
新增就业人数	≥	263	人	263	10	10
培训人次	≥	480	人次	480	10	10
""",
)
def completions_mirror_targets(
    report: Report, *, fewest: int = 10, share: Decimal = Decimal("0.8")
) -> Iterator[Draft | Checked]:
    """Where nearly every completion is its target to the digit, the targets were copied, or set afterwards.

    Only limits (≥, ≤) other than 0 and 100 are counted: these are often met exactly.
    """
    for table in report.tables:
        rows = [
            p
            for p in map(pair, table.indicators)
            if p
            and not p.indicator.execution
            and p.indicator.direction not in (None, Direction.EQUAL)
            and p.target not in (0, HUNDRED)
        ]
        equal = [p for p in rows if p.target == p.completion]
        if len(rows) >= fewest and len(equal) >= share * len(rows):
            yield found(
                equal[0].completion_field.place, subject=table.title or equal[0].indicator.name.name, equal=len(equal), all=len(rows),
                found=f"{len(equal)}/{len(rows)}", working=f"{len(equal)} ÷ {len(rows)} = {show(Decimal(len(equal)) / len(rows) * HUNDRED, 1)}%",
                related=[p.completion_field.place for p in equal[1:]],
            )  # fmt: skip


@check(
    "target-backfilled",
    code="TGT010",
    severity=Severity.INFO,
    zh="“{subject}”指标值 {target} 与完成值逐位相同，疑似事后填报",
    en="target {target} of “{subject}” equals the completion digit by digit",
    source=COPIED,
    why="""
年初设定的目标不可能预知完成值到小数点后两位。
不是100%而恰好逐位完成的预算执行率目标同属此类。等于预算数的上限（≤）年初即可知道，不作报告。
""",
    needs=("targets",),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
农业总产值	≥	123.45	亿元	123.45	50	50
受益群众人数	≥	300	人	310	50	50
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	=	97.4	%	97.4	10	9.74
受益群众人数	≥	300	人	310	90	90
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年支出826.40万元，其中：基本支出512.15万元，项目支出314.25万元。
部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	=	100	%	100	10	10
项目支出	≤	314.25	万元	314.25	30	30
农业总产值	≥	120.00	亿元	120.00	30	30
受益群众人数	≥	300	人	300	30	30
""",
)
def target_backfilled(report: Report) -> Iterator[Draft | Checked]:
    """A target set at the start of the year cannot know the completion to the second decimal.

    An execution target other than 100% that is met to the digit is of the same kind. A ceiling (≤) that equals a
    figure of the budget was known in time.
    """
    budget = {q.amount for q in _money(report)}
    for row in filter(None, map(pair, report.indicators)):
        target = row.target_field.quantity
        if target is None or row.target != row.completion:
            continue
        fine = target.decimals >= 2 and (target.value * 10) % 1 != 0
        execution = row.indicator.execution and row.target not in (0, HUNDRED)
        known = row.indicator.direction is Direction.AT_MOST and target.amount in budget
        if (fine or execution) and not known:
            yield found(
                row.target_field.place, subject=row.indicator.name.name, target=row.target_field.text,
                working=f"{row.target_field.text} = {row.completion_field.text}", related=[row.completion_field.place],
            )  # fmt: skip


def _money(report: Report) -> Iterator[Quantity]:
    """The amounts of money that funds rows and sentences state."""
    for row in report.funds:
        for field in (row.initial, row.adjusted, row.arrived):
            if field and field.quantity:
                yield field.quantity
    for claim in report.claims:
        match claim:
            case SumClaim():
                mentions: tuple[Mention | None, ...] = (claim.total, *claim.parts)
            case ShareClaim():
                mentions = (claim.part, *claim.wholes)
            case ExecutionClaim():
                mentions = (claim.executed, *claim.budgets)
            case GrowthClaim():
                mentions = (claim.current, claim.previous)
            case Relation():
                mentions = (claim.stated, *claim.operands)
            case _:
                mentions = ()
        yield from (m.quantity for m in mentions if m is not None)


@check(
    "completion-echoes-operator",
    code="TGT011",
    severity=Severity.WARNING,
    zh="完成值照抄符号或选项，不是实际值：{list}",
    en="completions repeat a sign or a list of options instead of a value: {list}",
    source=COPIED,
    why="""
完成值应是实际结果，“≥266米”“优良中低差”只是重抄了要求。
一张表的此类行合并为一条。用文字表述的单边完成值（95%以上）有实际含义，予以认可。
""",
    needs=("completions", "claims:echo"),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
三级指标	年度指标值	实际完成值	分值	得分
安装水标尺长度	≥266米	≥266米	50	50
受益群众人数	≥300人	310人	50	50
""",
        """
青柳区松岭乡2024年度项目支出绩效自评表
三级指标	年度指标值	实际完成值	分值	得分
管理机制健全性	优良中低差	优良中低差	50	50
受益群众人数	≥300人	310人	50	50
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
三级指标	年度指标值	实际完成值	分值	得分
安装水标尺长度	≥266米	266米	30	30
管理机制健全性	优良中低差	优	30	30
群众满意度	≥95%	95%以上	20	20
受益群众人数	≥300人	310人	20	20
""",
)
def completion_echoes_operator(report: Report) -> Iterator[Draft | Checked]:
    """A completion is an observed value: “≥266米” or “优良中低差” repeats what was asked.

    All such rows of one table are one finding. A one-sided completion in words (95%以上) states something and stands.
    """
    told = list(of_kind(report, "echo"))
    if told:
        yield found(
            told[0].stated.field.place, subject=told[0].stated.label, list="、".join(f"“{r.working}”" for r in told),
            related=[r.stated.field.place for r in told[1:]], confidence=Confidence.LIKELY,
        )  # fmt: skip
    for table in report.tables:
        rows = [(i, i.completion) for i in table.indicators if i.completion and _echo(i.completion)]
        if rows:
            listed = "、".join(f"{i.name.name}“{a.text}”" for i, a in rows)
            yield found(
                rows[0][1].place, subject=rows[0][0].name.name, list=listed,
                related=[a.place for _, a in rows[1:]],
            )  # fmt: skip


def _echo(actual: Field) -> bool:
    """Whether a completion begins with a sign or is a whole list of options."""
    bare = actual.name
    sign = bare.startswith(("≥", "≤", "=", ">", "<")) and any(map(str.isdigit, bare))
    return sign or bare in load("vocabulary")["options"]["lists"]

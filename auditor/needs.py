"""What of a report a rule may need, by name: what it is called, and whether a report has it.

A rule that names its needs does not run on a report that has none of them, and a user can be told so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from auditor.model.form import Role
from auditor.model.report import Report
from auditor.words import Words

CLAIMS = {
    "sum": Words("合计", "sum"),
    "share": Words("占比", "share"),
    "share_total": Words("占比合计", "total of shares"),
    "ratio": Words("比率", "ratio"),
    "execution": Words("执行率", "execution"),
    "growth": Words("增减", "growth"),
    "direction": Words("增减方向", "way of a change"),
    "from_nothing": Words("上年为零的增长", "growth from nothing"),
    "zero": Words("未发生", "none"),
    "count": Words("列举", "list"),
    "comparison": Words("比较", "comparison"),
    "tally": Words("抽样比率", "rate of a count"),
    "aim": Words("改进方向", "aim"),
    "amount": Words("金额", "amount"),
    "parts": Words("分项金额", "parts"),
    "balance": Words("结余", "balance"),
    "product": Words("数量与标准", "product"),
    "restated": Words("重复所述金额", "amount said again"),
}
"""Kinds of claims as people call them."""


class Need(Struct, frozen=True):
    """Something that a report may have: what it is called, and the test for it."""

    what: Words
    within: Callable[[Report], bool]


def _field(name: str) -> Callable[[Report], bool]:
    return lambda report: bool(getattr(report, name))


def _claim(kind: str) -> Callable[[Report], bool]:
    return lambda report: any(claim.kind == kind for claim in report.claims)


def _filled(*fields: str) -> Callable[[Report], bool]:
    """Whether some indicator has one of the fields filled in."""
    return lambda report: any(getattr(row, field) for row in report.indicators for field in fields)


NEEDS = {
    "indicators": Need(Words("指标", "indicators"), lambda report: any(t.indicators for t in report.tables)),
    "targets": Need(Words("指标值", "targets"), _filled("target")),
    "completions": Need(Words("完成值", "completions"), _filled("completion")),
    "completion_rates": Need(Words("完成率", "completion rates"), _filled("completion_rate")),
    "weights": Need(Words("指标权重", "weights of indicators"), _filled("weight")),
    "scores": Need(Words("指标得分", "scores of indicators"), _filled("score")),
    "levels": Need(Words("指标完成等级", "levels of indicators"), _filled("grade")),
    "levels_named": Need(
        Words("指标级次", "levels above indicators"),
        lambda report: any(row.level1 or row.level2 for row in report.indicators),
    ),
    "item_scores": Need(
        Words("单项得分", "item scores of 100"),
        lambda report: any(Role.ITEM_SCORE in t.roles for t in report.tables),
    ),
    "groups": Need(
        Words("带分值的上级指标", "headings with points"),
        lambda report: bool(report.item_groups) or any(t.groups for t in report.tables),
    ),
    "items": Need(Words("文字评分项", "scored items of the narrative"), _field("items")),
    "funds": Need(Words("预算资金", "rows of the budget"), _field("funds")),
    "goals": Need(Words("年度目标", "goals"), _field("goals")),
    "totals": Need(
        Words("自评总分", "total scores"), lambda report: bool(report.totals) or any(t.totals for t in report.tables)
    ),
    "grades": Need(Words("评价等级", "grades"), _field("grades")),
    "sequences": Need(Words("连续编号", "numbered lists"), _field("sequences")),
    "copies": Need(Words("表格副本", "copies of tables"), _field("copies")),
    "years": Need(Words("报告年度", "the report's year"), _field("years")),
    "signed": Need(Words("落款日期", "a date of signing"), _field("signed")),
    "unit_names": Need(Words("单位名称", "names of the unit"), _field("unit_names")),
    "self_references": Need(Words("单位自称", "words by which the unit speaks of itself"), _field("self_references")),
    "wholes": Need(Words("“全部完成”类表述", "claims that all was done"), _field("wholes")),
    "group_scores": Need(Words("文字中的一级指标得分", "scores of groups in the text"), _field("group_scores")),
    "indicator_counts": Need(Words("文字中的指标个数", "numbers of indicators in the text"), _field("indicator_counts")),
    "no_problems": Need(Words("“无问题”的表述", "that there are no problems"), lambda report: report.no_problems is not None),
    "personal": Need(Words("个人信息", "personal numbers"), _field("personal")),
    "told_elsewhere": Need(Words("清单或文字中的项目数据", "figures of the project in a list or the text"), _field("told_elsewhere")),
    "statements": Need(Words("可与指标对照的文字数据", "figures of indicators in the text"), _field("statements")),
    "claims": Need(Words("文字中的数据关系", "relations stated in the text"), _field("claims")),
    **{
        f"claims:{kind}": Need(Words(f"文字中的“{what.zh}”", f"“{what.en}” in the text"), _claim(kind))
        for kind, what in CLAIMS.items()
    },
}  # fmt: skip


def named(needs: Iterable[str]) -> Words:
    """Needs as people call them: 甲或乙, one or another."""
    what = [NEEDS[need].what for need in needs]
    return Words("或".join(w.zh for w in what), " or ".join(w.en for w in what))

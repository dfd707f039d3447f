"""Sums of weights: the lawful readings, the hints, what is only suspected."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor.check import load_rules, run
from auditor.finding import Confidence, Finding, Severity, Verdict
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}

DEPARTMENT = "青柳区松岭乡2024年度部门整体绩效自评表\n自评总分\t{total}\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n"
PROJECT = "青柳区松岭乡2024年度项目支出绩效自评表\n项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n年度资金总额\t50\t50\t50\t{funds}\t100%\t{funds}\n指标名称\t年度指标值\t实际完成值\t分值\t得分\n"


def told(code: str, text: str, name: str = "report.txt") -> list[Finding]:
    """What one rule finds in a text."""
    report = recognise(read(text.encode(), name)).report
    assert report is not None
    return list(run(report, [RULES[code]]).findings)


def verdicts(code: str, text: str) -> list[Verdict]:
    """The verdicts of one rule on a text's figures."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return [f.verdict for f in run(report, [RULES[code]]).figures]


def department(*weights: str, total: str = "100") -> str:
    """A department table with these weights, all scored in full."""
    rows = [f"第{n}类巡查次数\t≥\t12\t次\t12\t{w}\t{w}" for n, w in enumerate(weights, 1)]
    return DEPARTMENT.format(total=total) + "\n".join(rows) + "\n"


def project(*weights: str, funds: str = "10", total: str = "") -> str:
    """A project form with a funds block and indicators with these weights."""
    rows = [f"第{n}类巡查次数\t≥12次\t12次\t{w}\t{w}" for n, w in enumerate(weights, 1)]
    return PROJECT.format(funds=funds) + "\n".join(rows) + (f"\n总分\t\t\t100\t{total}\n" if total else "\n")


def test_the_probable_slip_is_named() -> None:
    weights = ("10", "22.6", "22.7", "22.7", "21.9")
    (finding,) = told("WGT001", department(*weights, total="99.9"))
    assert finding.severity is Severity.ERROR
    assert finding.working == "10 + 22.6 + 2×22.7 + 21.9 = 99.9 ≠ 100"
    assert "第2类巡查次数" in finding.message.zh and "22.7" in finding.message.zh
    assert finding.place.text == "22.6"
    assert finding.subject == "青柳区松岭乡2024年度部门整体绩效自评表"


@pytest.mark.parametrize(
    "text",
    [
        department("33.33", "33.33", "33.33"),
        department("0.3", "0.4", "0.3"),
        department("30%", "40%", "30%"),
        department("30", "30", "30", total="90"),
        project("50", "30", "10", total="100"),
        project("50", "30", funds="20", total="100"),
        project("50", "30", "10", funds="10"),
    ],
    ids=["thirds", "fractions", "percent", "ninety", "block", "block of twenty", "no total row"],
)
def test_lawful_sums(text: str) -> None:
    assert told("WGT001", text) == []
    assert verdicts("WGT001", text) == [Verdict.VERIFIED]


def test_ninety_with_an_execution_row_is_wrong() -> None:
    text = department("40", "40", total="90") + "预算执行率\t=\t100\t%\t100\t10\t10\n"
    (finding,) = told("WGT001", text)
    assert "90" in finding.message.zh and "100" in finding.message.zh


def test_execution_counted_twice() -> None:
    (finding,) = told("WGT001", project("50", "30", "20", total="100"))
    assert finding.severity is Severity.ERROR
    assert finding.working == "50 + 30 + 20 + 10 = 110 ≠ 100"
    assert "另计10分" in finding.message.zh
    assert finding.place.text == "10"


def test_a_part_of_a_table_is_not_accused() -> None:
    excerpt = DEPARTMENT.replace("自评总分\t{total}\n", "") + "河道巡查次数\t≥\t12\t次\t12\t20\t20\n" * 1
    assert told("WGT001", excerpt) == []
    assert verdicts("WGT001", excerpt) == [Verdict.NOT_VERIFIABLE]


def test_a_near_sum_without_a_total_is_a_warning() -> None:
    text = department("30", "30", "35").replace("自评总分\t100\n", "")
    (finding,) = told("WGT001", text)
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)


def test_items_of_a_narrative() -> None:
    text = "青柳区松岭乡2024年度部门整体支出绩效自评报告\n" + "".join(
        f"{n}．第{n}类任务完成率（{w}分）\n完成率100%，该指标得分为{w}分。\n"
        for n, w in enumerate((40, 30, 25), 1)
    )
    (finding,) = told("WGT001", text)
    assert (finding.severity, finding.working) == (Severity.WARNING, "40 + 30 + 25 = 95 ≠ 100")
    assert told("WGT001", text.replace("25", "30")) == []
    assert told("WGT001", text.replace("（25分）", "（5分）").replace("（30分）", "（5分）")) == []


def test_bonus_rows_stand_outside() -> None:
    text = """青柳区松岭乡2024年度部门整体支出绩效自评打分表
自评得分：100
一级指标\t三级指标\t指标分值\t自评得分\t备注
履职效能\t预算编制质量\t60\t60
预算管理\t支出执行进度\t40\t40
扣分项\t被通报次数\t10\t-
"""
    assert told("WGT001", text) == []
    assert told("WGT003", text) == []


def test_merged_weight_cells_count_once() -> None:
    html = (
        "<p>青柳区松岭乡2024年度项目支出绩效自评表</p><p>自评总分：100</p><table>"
        "<tr><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>"
        "<tr><td>河道巡查次数</td><td>≥12次</td><td>12次</td><td rowspan=2>60</td><td rowspan=2>60</td></tr>"
        "<tr><td>森林巡查次数</td><td>≥12次</td><td>12次</td></tr>"
        "<tr><td>受益群众人数</td><td>≥300人</td><td>310人</td><td>40</td><td>40</td></tr></table>"
    )
    for code in ("WGT001", "WGT003", "SCR001", "SCR002", "TOT001"):
        assert told(code, html, "report.html") == []


def test_first_levels_are_off_by_default() -> None:
    assert not RULES["WGT004"].default


def test_a_sum_with_a_doubtful_weight_is_not_verifiable() -> None:
    document = read(department("40", "30", "29").encode(), "report.txt")
    (table,) = document.tables
    cells = tuple(
        replace(c, location=replace(c.location, doubtful=True)) if c.text == "30" else c for c in table.cells
    )
    for shown, expected in (
        (table, Verdict.INCONSISTENT),
        (replace(table, cells=cells), Verdict.NOT_VERIFIABLE),
    ):
        blocks = tuple(shown if block is table else block for block in document.blocks)
        report = recognise(replace(document, blocks=blocks)).report
        assert report is not None
        assert [f.verdict for f in run(report, [RULES["WGT001"]]).figures] == [expected]


def test_a_funds_block_cannot_carry_all_points() -> None:
    assert told("WGT001", project("50", "40", funds="100")) == []

"""Units of measure: which names and units contradict each other, and which only seem to."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity
from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}

HEAD = (
    "青柳区松岭乡2024年度部门整体绩效自评表\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n"
)
REST = "受益群众人数 ≥ 300 人 310 20 20"


def table(*rows: str) -> str:
    """A department table with these rows and one that is right."""
    return HEAD + "\n".join("\t".join(row.split()) for row in (*rows, REST)) + "\n"


def told(code: str, text: str) -> list[Finding]:
    """What one rule finds in a text."""
    return list(run(_report(text), [RULES[code]]).findings)


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        ("补助人数 ≥ 550 % 3312 10 10", Severity.ERROR),
        ("绿化面积 ≥ 35 % 38 10 10", Severity.ERROR),
        ("硬化里程 ≥ 90 百分比 95 10 10", Severity.ERROR),
        ("安全事故发生率 = 0 起 0 10 10", Severity.WARNING),
        ("家庭医生签约率 ≥ 24694 人 24700 10 10", Severity.WARNING),
        ("绿化面积 ≥ 35 公里 38 10 10", Severity.WARNING),
        ("群众满意度 ≥ 90 分 92 10 10", Severity.INFO),
    ],
)
def test_names_and_units_that_contradict_each_other(row: str, severity: Severity) -> None:
    (finding,) = told("UNT001", table(row))
    assert finding.severity is severity


@pytest.mark.parametrize(
    "row",
    [
        "补助标准 = 100 % 100 10 10",
        "审批效率 ≥ 3 次 3 10 10",
        "平安指数 ≥ 96 % 96 10 10",
        "死亡率 ≤ 5 ‰ 3 10 10",
        "传染病发病率 ≤ 5 例/十万人 3 10 10",
        "行政执法检查次数 ≥ 20 起 20 10 10",
        "参保人数 ≥ 2 万人 2.1 10 10",
        "参会人数 ≥ 20 户 21 10 10",
        "覆盖村数 ≥ 20 个 21 10 10",
        "灌溉面积 ≥ 2 万亩 2.1 10 10",
        "补助人数占比 ≥ 20 % 21 10 10",
        "宣传展板数量 ≥ 20 块 21 10 10",
        "保障户数 ≥ 20 栋栋 21 10 10",
    ],
)
def test_names_and_units_that_fit(row: str) -> None:
    assert told("UNT001", table(row)) == []


def test_the_unit_in_the_target_counts_where_there_is_no_column() -> None:
    text = "青柳区松岭乡2024年度项目支出绩效自评表\n三级指标\t年度指标值\t实际完成值\t分值\t得分\n指标25：家庭医生签约率\t24694人\t22584人\t50\t45\n受益群众人数\t≥300人\t310人\t50\t50\n"
    (finding,) = told("UNT001", text)
    assert (finding.severity, finding.subject) == (Severity.WARNING, "指标25:家庭医生签约率")


def test_numbers_and_blanks_as_units() -> None:
    (finding,) = told("UNT002", table("预算执行率 = 100 100 99.74 10 9.97"))
    assert finding.found == "100"
    rows = ["河道巡查次数 ≥ 12 次 12 10 10", "法治宣传场次 ≥ 6 场 6 10 10"]
    assert [f.subject for f in told("UNT002", table(*rows, "清运车次 ≥ 12 — 12 10 10"))] == ["清运车次"]
    assert told("UNT002", table(*rows, "安全饮水覆盖率 ≥ 95% — 96% 10 10")) == []
    assert told("UNT002", table("清运车次 ≥ 12 — 12 10 10")) == []


def test_kinds_of_target_and_completion() -> None:
    assert len(told("UNT003", table("道路养护情况 ≥ 80% % 30次 10 10"))) == 1
    assert told("UNT003", table("投资情况 ≥ 0.5 亿元 5200万元 10 10")) == []


def test_a_figure_like_the_target_s_in_a_far_smaller_unit() -> None:
    assert len(told("UNT003", table("管网长度 ≥ 12 公里 12.3米 10 10"))) == 1
    assert told("UNT003", table("管网长度 ≥ 12 公里 12300米 10 10")) == []
    assert told("UNT003", table("管网长度 ≥ 12 米 12.3延米 10 10")) == []
    assert told("UNT003", table("管网长度 ≥ 12 公里 25里 10 10")) == []


def test_yuan_and_ten_thousands() -> None:
    text = "青柳区松岭乡2024年度项目支出绩效自评报告\n一、资金情况\n到位资金{}，其中：中央资金1777万元、省级资金312万元。\n"
    (finding,) = told("UNT004", text.format("2089元"))
    assert finding.working == "1777万元 + 312万元 = 2089万元 ≠ 2089元"
    assert told("UNT004", text.format("2089万元")) == []
    assert told("UNT004", text.format("2090元")) == []
    both = list(run(_report(text.format("2089元")), [RULES["NAR001"], RULES["UNT004"]]).findings)
    assert [f.code for f in both] == ["UNT004"]


def _report(text: str) -> Report:
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return report


def test_heads_and_visits() -> None:
    assert [f.severity for f in told("UNT005", table("接待来访人数 ≥ 500 人次 512 10 10"))] == [Severity.INFO]
    assert told("UNT005", table("接待来访人次 ≥ 500 人次 512 10 10")) == []

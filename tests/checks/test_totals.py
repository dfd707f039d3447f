"""Totals: the readings that are tried, what makes an error a warning, whose total a statement is."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity, Verdict
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}

DEPARTMENT = "青柳区松岭乡2024年度部门整体绩效自评表\n自评总分\t{total}\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n"
PROJECT = "青柳区松岭乡2024年度项目支出绩效自评表\n项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n年度资金总额\t50\t50\t48\t10\t96%\t9.6\n指标名称\t年度指标值\t实际完成值\t分值\t得分\n"
REPORT = "青柳区松岭乡2024年度部门整体支出绩效自评报告\n"


def told(code: str, text: str) -> list[Finding]:
    """What one rule finds in a text."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return list(run(report, [RULES[code]]).findings)


def verdicts(code: str, text: str) -> list[Verdict]:
    """The verdicts of one rule on a text's figures."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return [f.verdict for f in run(report, [RULES[code]]).figures]


def department(*scores: str, total: str) -> str:
    """A department table with equal weights and these scores."""
    weight = f"{100 / len(scores):g}"
    rows = [f"第{n}类巡查次数\t≥\t12\t次\t12\t{weight}\t{s}" for n, s in enumerate(scores, 1)]
    return DEPARTMENT.format(total=total) + "\n".join(rows) + "\n"


def project(*scores: str, total: str, weights: tuple[str, ...] = ("60", "30")) -> str:
    """A project form with 9.6 points for execution in its funds block."""
    rows = [
        f"第{n}类巡查次数\t≥12次\t12次\t{w}\t{s}"
        for n, (s, w) in enumerate(zip(scores, weights, strict=True))
    ]
    return PROJECT + "\n".join(rows) + f"\n总分\t\t\t100\t{total}\n"


def test_a_wrong_total_shows_its_addends() -> None:
    (finding,) = told("TOT001", department("50", "38.5", total="90.5"))
    assert finding.working == "50 + 38.5 = 88.5 ≠ 90.5"
    assert (finding.severity, finding.expected, finding.critical) == (Severity.ERROR, "88.5", True)
    assert "+2" in finding.message.zh
    assert not told("TOT001", department("50", "48.5", total="97.5"))[0].critical


@pytest.mark.parametrize(
    "text",
    [
        department("50", "48.5", total="98.5"),
        project("60", "30", total="99.6"),
        department("25", "25", "25", "22.6", total="97.6"),
    ],
)
def test_right_totals_are_verified(text: str) -> None:
    assert told("TOT001", text) == []
    assert verdicts("TOT001", text) == [Verdict.VERIFIED]


def test_roundings() -> None:
    assert verdicts("TOT001", department("33.33", "33.33", "33.33", total="100")) == [Verdict.WITHIN_ROUNDING]
    assert told("TOT001", department("33.31", "33.31", "33.31", total="100.00")) != []


def test_the_funds_block_counts_where_the_weights_need_it() -> None:
    (finding,) = told("TOT001", project("60", "28", total="88"))
    assert finding.working == "9.6 + 60 + 28 = 97.6 ≠ 88"
    assert told("TOT001", project("60", "28", total="88", weights=("60", "40"))) == []


def test_a_missing_score_counts_as_anything_up_to_its_weight() -> None:
    (finding,) = told("TOT001", department("50", "", total="40"))
    assert (finding.severity, finding.expected) == (Severity.WARNING, "50–100")
    assert told("TOT001", department("50", "", total="95")) == []
    assert verdicts("TOT001", department("50", "", total="95")) == [Verdict.NOT_VERIFIABLE]


def test_each_project_has_its_own_total() -> None:
    head = "青柳区松岭乡2024年度项目支出绩效自评表\n序号\t项目名称\t自评得分\t指标名称\t指标性质\t指标值\t计量单位\t指标权重（分）\t全年完成值\t指标得分（分）\t说明\n"
    rows = (
        "1\t消防设施改造\t{}\t改造楼栋数\t≥\t12\t栋\t60\t12\t60\t\n1\t消防设施改造\t\t验收合格率\t=\t100\t%\t40\t100\t38\t复验一次\n"
        "2\t养老服务站运营\t{}\t服务人次\t≥\t300\t人次\t60\t310\t60\t\n2\t养老服务站运营\t\t群众满意度\t≥\t90\t%\t40\t95\t40\t\n"
    )
    assert told("TOT001", head + rows.format("98", "100")) == []
    (finding,) = told("TOT001", head + rows.format("98", "99"))
    assert finding.working == "60 + 40 = 100 ≠ 99"
    assert told("TOT004", head + rows.format("98", "100")) == []


def test_full_marks_other_than_a_hundred() -> None:
    assert told("TOT003", REPORT + "本次自评满分120分，自评得分102.5分。\n") == []
    assert [f.expected for f in told("TOT003", REPORT + "经自评，自评得分为102.5分。\n")] == ["0–100"]


def test_statements_at_the_coarser_precision() -> None:
    text = REPORT + "一、结论\n本部门自评得分为{}分。\n二、其他\n经综合评定，自评总分{}分。\n"
    assert told("TOT004", text.format("96.5", "96.50")) == []
    assert told("TOT004", text.format("97", "96.5")) == []
    (finding,) = told("TOT004", text.format("96.5", "86.5"))
    assert finding.critical and "96.5" in finding.message.zh and "86.5" in finding.message.zh


def test_the_statement_that_does_not_add_up_is_pointed_at() -> None:
    text = department("50", "48.5", total="98.5") + "经综合评定，本部门自评得分为95.8分。\n"
    (finding,) = told("TOT004", text)
    assert (finding.found, finding.expected) == ("95.8", "98.5")


@pytest.mark.parametrize(
    ("score", "grade", "right"),
    [("90", "优", None), ("89.99", "良", None), ("80", "良", None), ("60", "中", None), ("59.9", "差", None),
     ("79.5", "优", "中"), ("91", "良好", "优"), ("69", "良", "中")],
)  # fmt: skip
def test_grades(score: str, grade: str, right: str | None) -> None:
    found = told("TOT005", REPORT + f"经自评，本部门自评得分为{score}分，评价等级为“{grade}”。\n")
    assert [f.expected for f in found] == ([right] if right else [])
    assert all(f.critical and f.severity is Severity.ERROR for f in found)


def test_a_grade_of_pass_is_only_doubted() -> None:
    found = told("TOT005", REPORT + "经自评，本部门自评得分为95分，评价等级为“合格”。\n")
    assert [f.severity for f in found] == [Severity.WARNING]


def test_execution_points_that_stand_beside_a_source() -> None:
    funds = PROJECT.replace("\t10\t96%\t9.6", "\t\t\t") + "其中：财政拨款\t50\t50\t48\t10\t96%\t9.6\n"
    head, _, below = funds.partition("指标名称")
    source = below[below.index("其中") :]
    rows = "指标名称\t年度指标值\t实际完成值\t分值\t得分\n受益群众人数\t≥300人\t310人\t60\t60\n群众满意度\t≥90%\t95%\t30\t30\n"
    assert told("TOT001", f"{head}{source}{rows}总分\t\t\t100\t99.6\n") == []
    (finding,) = told("TOT001", f"{head}{source}{rows}总分\t\t\t100\t90\n")
    assert finding.expected == "99.6"


def test_full_mark_score_and_grade_below_the_notes() -> None:
    rows = "".join(f"第{n}类巡查次数\t≥12次\t12次\t50\t{s}\n" for n, s in ((1, 50), (2, 46)))
    form = f"护林项目支出绩效自评表\n指标名称\t年度指标值\t实际完成值\t分值\t得分\n{rows}其他需要说明事项\t无\n总分\t\t\t100\t96\t{{}}\n"
    assert told("TOT001", form.format("优")) == told("TOT005", form.format("优")) == []
    (finding,) = told("TOT005", form.format("良"))
    assert finding.message.zh == "得分96对应“优”，结论写为“良”"


@pytest.mark.parametrize(
    ("total", "levels", "verdict"),
    [
        ("95", "项目绩效（85分）", Verdict.NOT_VERIFIABLE),
        ("80", "项目绩效（85分）", Verdict.VERIFIED),
        ("99", "项目绩效（85分）", Verdict.INCONSISTENT),
        ("95", "项目绩效（100分）", Verdict.INCONSISTENT),
        ("95", "项目绩效", Verdict.INCONSISTENT),
    ],
)
def test_points_that_headings_leave_to_other_tables_may_be_part_of_the_total(
    total: str, levels: str, verdict: Verdict
) -> None:
    text = (
        f"青柳区松岭乡2024年度项目支出绩效自评表\n自评总分\t{total}\n一级指标\t三级指标\t年度指标值\t实际完成值\t得分\n"
        f"{levels}\t道路养护里程\t≥30公里\t30公里\t45\n\t群众满意度\t≥90%\t95%\t35\n"
    )
    assert verdicts("TOT001", text) == [verdict]


@pytest.mark.parametrize(
    "weight, total, due", [("52", "99.8", "101.8"), ("55", "99.8", "104.8"), ("60", "98", "100")]
)
def test_the_execution_s_points_count_where_the_weights_leave_them_room(
    weight: str, total: str, due: str
) -> None:
    text = (
        "松坪县危桥改造项目支出绩效自评表\n（2022年度）\n资金来源\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
        "年度资金总额\t500\t500\t490\t10\t98%\t9.8\n三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
        f"改造危桥\t≥6座\t6座\t{weight}\t{weight}\n受益群众\t≥300人\t310人\t40\t40\n总分\t\t\t100\t{total}\n"
    )
    assert [f.expected for f in told("TOT001", text)] == [due]

"""Scores against weights, completions, levels and reasons: the guards, the severities, the wording."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Confidence, Finding, Severity
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}

HEAD = "青柳区松岭乡2024年度部门整体绩效自评表\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分"
REST = "受益群众人数 ≥ 300 人 310 20 20"
GRADED = "青柳区松岭乡2024年度部门整体绩效自评表\n三级指标\t预期指标值\t单项指标实际完成值\t单项指标完成情况\t单项指标得分\t权重占比（%）\t单项指标折算得分\n"


def table(*rows: str, note: bool = False) -> str:
    """A department table with these rows and one that is right; “_” stands for an empty cell."""
    lines = ["\t".join(row.split()).replace("_", "") for row in (*rows, REST)]
    return HEAD + ("\t说明" if note else "") + "\n" + "\n".join(lines) + "\n"


def narrative(*items: str) -> str:
    """Scored items, each given as “name（points） / text”."""
    lines = [f"{n}．{item.replace(' / ', chr(10))}" for n, item in enumerate(items, 1)]
    return "青柳区松岭乡2024年度部门整体支出绩效自评报告\n" + "\n".join(lines) + "\n"


GOOD_ITEMS = (
    "群众满意度（10分） / 满意度95%，该指标得分为10分。",
    "补贴发放及时率（10分） / 及时率100%，该指标得分为10分。",
)


def told(codes: str, text: str, name: str = "report.txt", profile: str | None = None) -> list[Finding]:
    """What some rules find in a text."""
    report = recognise(read(text.encode(), name), profile).report
    assert report is not None
    return list(run(report, [RULES[code] for code in codes.split()]).findings)


# ── SCR001, SCR002 ────────────────────────────────────────────────────────────────────────────────────


def test_score_of_a_hundred_per_row_is_a_scheme_of_its_own() -> None:
    rows = [f"第{n}类巡查次数 ≥ 12 次 12 20 9{n}" for n in range(4)]
    assert told("SCR001 SCR004 SCR005 SCR010", table(*rows)) == []


def test_weights_as_fractions() -> None:
    rows = ("河道巡查次数 ≥ 12 次 12 0.4 40", "森林巡查次数 ≥ 12 次 12 0.4 40", "走访户数 ≥ 9 户 9 0.2 21")
    text = HEAD + "\n" + "\n".join("\t".join(r.split()) for r in rows) + "\n"
    (finding,) = told("SCR001", text)
    assert (finding.working, finding.subject) == ("21 > 20", "走访户数")


def test_a_score_that_merged_cells_share() -> None:
    html = (
        "<p>青柳区松岭乡2024年度项目支出绩效自评表</p><table>"
        "<tr><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>"
        "<tr><td>河道巡查次数</td><td>≥12次</td><td>12次</td><td>10</td><td rowspan=2>{score}</td></tr>"
        "<tr><td>森林巡查次数</td><td>≥12次</td><td>12次</td><td>10</td></tr>"
        "<tr><td>受益群众人数</td><td>≥300人</td><td>310人</td><td>80</td><td>80</td></tr></table>"
    )
    assert told("SCR001", html.format(score=20), "report.html") == []
    (finding,) = told("SCR001", html.format(score=21), "report.html")
    assert finding.working == "21 > 20"


def test_blank_and_negative_scores() -> None:
    text = table("河道巡查次数 ≥ 12 次 12 20 _", "法治宣传场次 ≥ 6 场 6 20 -2", "走访户数 ≥ 9 户 9 20 20")
    assert [(f.subject, f.severity) for f in told("SCR002", text)] == [
        ("法治宣传场次", Severity.ERROR),
        ("河道巡查次数", Severity.WARNING),
    ]


# ── SCR003, SCR004, SCR005 ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "row",
    [
        "农村自来水覆盖率 ≥ 95 % 92.4 20 20",
        "生产安全事故起数 ≤ 1 起 2 20 20",
        "生产安全事故起数 = 0 起 1 20 20",
        "河道巡查次数 = 12 次 11 20 20",
        "群众满意度 ≥ 95 % 89 20 20",
        "新增耕地面积 ≥ 1.2 万亩 11900亩 20 20",
    ],
)
def test_unmet_yet_full(row: str) -> None:
    (finding,) = told("SCR003", table(row))
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "row",
    [
        "农村自来水覆盖率 ≥ 95 % 0.924 20 20",
        "农村自来水覆盖率 = 100 % 1 20 20",
        "受训群众人数 ≥ 300 人 近300 20 20",
        "新增耕地面积 ≥ 30 亩 2公顷 20 20",
        "公用经费控制率 ≥ 100 % 96 20 20",
        "绿化覆盖率 ≤ 35 % 38 20 20",
        "项目总成本 = 100 万元 96 20 20",
        "工程完成时间 = 90 天 85 20 20",
        "预算调整变动率 = 5 % 3 20 20",
        "群众满意度 ≥ 95 % 91 20 20",
        "河道巡查次数 = 12 次 15 20 20",
        "垃圾处理率 ≥ 33.33 % 33.3 20 20",
        "受训群众人数 ≥ 900 人 899 2 2",
        "预算执行率 = 100 % 98 10 10",
        "环境改善情况 定性 优 _ 1 20 20",
    ],
)
def test_doubt_accuses_nobody(row: str) -> None:
    assert told("SCR003 SCR004 SCR005", table(row)) == []


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("平台建设 _ 完成建设 _ 未完成 80 80", True),
        ("道路修缮完成时间 _ 2024年12月底 _ 暂未完工 80 80", True),
        ("验收情况 定性 通过验收 _ 尚未验收，预计明年验收 80 80", True),
        ("平台建设 _ 完成建设 _ 未完成 80 60", False),
        ("平台建设 _ 完成建设 _ 未完成装修部分 80 80", False),
        ("强制拆除 _ 未实施 _ 未实施 80 80", False),
        ("重大事故 _ 不发生 _ 未实现 80 80", False),
        ("未完成项目数 _ 0 个 未发生 80 80", False),
    ],
)
def test_a_completion_that_says_it_was_not_done(row: str, wrong: bool) -> None:
    findings = told("SCR003", table(row))
    assert bool(findings) is wrong
    assert all(f.severity is Severity.WARNING and f.confidence is Confidence.LIKELY for f in findings)


@pytest.mark.parametrize(("marked", "wrong"), [("正向", True), ("反向", False)])
def test_what_the_form_marks_tells_whether_less_is_better(marked: str, wrong: bool) -> None:
    text = table(f"平均候车站数 {marked} 12 次 9 80 80")
    assert bool(told("SCR003", text)) is wrong


def test_a_cost_beyond_its_bare_sum() -> None:
    head = "青柳区松岭乡2024年度部门整体绩效自评表\n二级指标\t三级指标\t指标值\t完成值\t分值\t得分\n"

    def costs(name: str, target: str, actual: str) -> list[Finding]:
        return told(
            "SCR003",
            f"{head}成本指标\t{name}\t{target}\t{actual}\t50\t50\n数量指标\t次数\t5次\t5次\t50\t50\n",
        )

    (finding,) = costs("设备采购成本", "20万元", "26万元")
    assert finding.severity is Severity.WARNING and finding.working == "26 > 20; 50 = 50"
    for quiet in (
        ("设备采购成本", "20万元", "20.00万元"),
        ("设备采购成本", "20万元", "18万元"),
        ("困难群众补助标准", "20万元", "26万元"),
        ("节约成本", "20万元", "26万元"),
        ("单位成本", "20元/人", "26元/人"),
    ):
        assert costs(*quiet) == []


def test_a_bare_number_is_to_be_reached() -> None:
    head = "青柳区松岭乡2024年度项目支出绩效自评表\n指标名称\t年度指标值\t实际完成值\t分值\t得分\n"
    (finding,) = told(
        "SCR003",
        head + "建档人数\t385人\t374人\t50\t50\n成本控制\t38万元\t37万元\t50\t50\n走访户数\t5户\t5户\t5\t5\n",
    )
    assert (finding.subject, finding.confidence) == ("建档人数", Confidence.LIKELY)


def test_full_points_by_the_reports_own_rule() -> None:
    text = table("农村自来水覆盖率 ≥ 95 % 92.4 20 20")
    assert told("SCR003", text + "评分标准：覆盖率达到90%以上得满分。\n") == []


@pytest.mark.parametrize(
    "row",
    [
        "农村自来水覆盖率 ≥ 95 % 92.4 20 19.45",
        "农村自来水覆盖率 ≥ 95 % 92.4 20 19",
        "农村自来水覆盖率 ≥ 95 % 50 20 0",
        "信访件数 ≤ 10 件 12 20 16.67",
        "信访件数 ≤ 10 件 12 20 16",
        "群众满意度 ≥ 95 % 85 20 16",
        "群众满意度 ≥ 95 % 70 20 10",
        "受训人数 ≥ 380 人 370 3 2.9",
    ],
)
def test_points_in_proportion(row: str) -> None:
    assert told("SCR004", table(row)) == []


def test_points_out_of_proportion() -> None:
    (finding,) = told("SCR004", table("信访件数 ≤ 10 件 12 20 12"))
    assert finding.working == "10 ÷ 12 × 20 = 16.67 ≠ 12"
    assert finding.expected == "16.67"
    (steep,) = told("SCR004", table("规上产值 ≥ 0.4 亿元 0.38 3.6 1.8"))
    assert steep.severity is Severity.INFO and "每低1%扣10%" in steep.message.zh


def test_a_remark_with_numbers_explains_a_deduction() -> None:
    row = "信访件数 ≤ 10 件 12 20 12 {}"
    assert told("SCR004", table(row.format("每超1件扣4分"), note=True)) == []
    assert told("SCR004", table(row.format("来访增多"), note=True)) != []


def test_judgement_and_graded_forms_are_left_alone() -> None:
    text = table("农村自来水覆盖率 ≥ 95 % 92.4 20 15", "法治宣传场次 ≥ 6 场 6 20 15")
    assert told("SCR004 SCR005", text, profile="sichuan-dept") == []
    graded = GRADED + "河道巡查次数\t12次\t12次\t优\t90\t50\t45\n受益群众人数\t300人\t310人\t优\t92\t50\t46\n"
    assert told("SCR004 SCR005 SCR010", graded) == []


def test_met_and_short_is_one_finding() -> None:
    text = table("农村自来水覆盖率 ≥ 95 % 96.2 20 18 _", note=True)
    (finding,) = told("SCR005 SCR010", text)
    assert (finding.code, finding.severity) == ("SCR005", Severity.WARNING)
    items = narrative("信访案件处置率（8分） / 处置率99%，高于95%的目标，该指标得分为5分。", *GOOD_ITEMS)
    assert [f.code for f in told("SCR005 SCR010", items)] == ["SCR005"]


def test_a_long_sentence_is_quoted_in_brief() -> None:
    words = "全年检查矿山、加工厂、仓库、加油站和学校等各类生产经营单位和公共场所共86家次"
    (finding,) = told(
        "SCR005", narrative(f"检查企业数（8分） / {words}，高于80家的目标，该指标得分为5分。", *GOOD_ITEMS)
    )
    assert "…" in finding.message.zh


# ── SCR010 ────────────────────────────────────────────────────────────────────────────────────────────


def test_no_column_for_reasons_is_a_note() -> None:
    row = "农村自来水覆盖率 ≥ 95 % 92.4 20 19.45"
    assert [f.severity for f in told("SCR010", table(row))] == [Severity.INFO]
    assert [f.severity for f in told("SCR010", table(row + " 无", note=True))] == [Severity.WARNING]
    assert told("SCR010", table(row + " 管网未接通", note=True)) == []


def test_same_words_and_dates_need_a_reason_too() -> None:
    text = table(
        "设计招标完成时间 = 2024年12月30日 _ 2024年12月30日 20 18 _",
        "环境改善情况 定性 改善 _ 改善 20 18 _",
        note=True,
    )
    assert {f.subject for f in told("SCR005 SCR010", text)} == {"设计招标完成时间", "环境改善情况"}


def test_execution_needs_a_reason_below_ninety() -> None:
    assert told("SCR010", table("预算执行率 = 100 % 92.4 10 9.24 _", note=True)) == []
    assert len(told("SCR010", table("预算执行率 = 100 % 82.4 10 8.24 _", note=True))) == 1


def test_a_row_and_its_text_are_one_indicator() -> None:
    sheet = """青柳区松岭乡2024年度部门整体支出绩效自评打分表
一级指标\t三级指标\t指标分值\t自评得分\t备注
预算管理\t支出执行进度\t6\t4\t{}
\t群众满意度\t10\t10
\t补贴发放及时率\t10\t10
"""
    plain = narrative("支出执行进度（6分） / 1至6月执行率42.10%，该指标得分为4分。", *GOOD_ITEMS)
    reasoned = narrative("支出执行进度（6分） / 因招标推迟，执行率42.10%，该指标得分为4分。", *GOOD_ITEMS)
    (finding,) = told("SCR010", plain + sheet.format(""))
    assert finding.severity is Severity.WARNING
    assert told("SCR010", reasoned + sheet.format("")) == []
    assert told("SCR010", plain + sheet.format("招标推迟")) == []


# ── Words, grades, nothing done ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "actual", "score", "found"),
    [
        ("改善", "达成预期指标", "20", 0),
        ("改善", "达成预期指标", "15", 1),
        ("改善", "部分达成预期指标并具有一定效果", "16", 0),
        ("改善", "部分达成预期指标并具有一定效果", "19", 1),
        ("改善", "未达成", "14", 1),
        ("优", "良", "20", 1),
        ("良", "优", "20", 0),
        ("良", "良", "20", 0),
        ("改善", "全部完成", "10", 0),
    ],
)
def test_bands_of_words(target: str, actual: str, score: str, found: int) -> None:
    assert len(told("SCR006", table(f"环境改善情况 定性 {target} _ {actual} 20 {score}"))) == found


def test_graded_boundaries_fit_both_levels() -> None:
    rows = "河道巡查次数\t12次\t12次\t{}\t{}\t100\t{}\n"
    for level, score in (("优", 90), ("良", 90), ("良", 80), ("中", 60), ("差", 60)):
        assert told("SCR008", GRADED + rows.format(level, score, score)) == []
    (finding,) = told("SCR008", GRADED + rows.format("良", 92, 92))
    assert finding.expected == "80–90"


def test_zero_of_a_bad_thing_is_ideal() -> None:
    good = "闲置资产处置（4分） / 年末闲置资产0件，资产总数40件，闲置资产占比0%，该指标得分为4分。"
    bad = "设备配置（4分） / 配齐设备的村0个，村总数27个，配齐设备的村占比0%，该指标得分为4分。"
    assert told("SCR009", narrative(good, *GOOD_ITEMS)) == []
    assert [f.subject for f in told("SCR009", narrative(bad, *GOOD_ITEMS))] == ["设备配置"]


def test_more_done_for_less() -> None:
    text = table("老年人体检人数 ≥ 1000 人 714 20 14", "儿童体检人数 ≥ 1000 人 627 20 18")
    (finding,) = told("SCR013", text)
    assert (finding.subject, finding.severity) == ("老年人体检人数", Severity.INFO)
    assert finding.working == "14 ÷ 20 = 70%; 18 ÷ 20 = 90%"

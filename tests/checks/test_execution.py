"""Rates of execution, their points, budgets and sources: the guards and the wording."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity, Verdict
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}

TITLE = "青柳区松岭乡2024年度项目支出绩效自评表\n"
FUNDS = TITLE + "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
TAIL = "指标名称\t年度指标值\t实际完成值\t分值\t得分\t偏差原因\n受益群众人数\t≥300人\t310人\t90\t{score}\t{note}\n"


def funds(*rows: str, score: str = "90", note: str = "") -> str:
    """A project form with these funds rows (total first)."""
    return (
        FUNDS + "\n".join("\t".join(row.split()) for row in rows) + "\n" + TAIL.format(score=score, note=note)
    )


def department(*rows: str) -> str:
    """A department table with these indicator rows."""
    head = "青柳区松岭乡2024年度部门整体绩效自评表\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\t说明\n"
    return (
        head
        + "\n".join("\t".join(row.split()) for row in rows)
        + "\n受益群众人数\t≥\t300\t人\t310\t90\t89.5\t\n"
    )


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


def test_a_wrong_rate_shows_its_arithmetic() -> None:
    (finding,) = told("EXE001", funds("年度资金总额 250000.00 250000.00 215,457.6 10 86.19% 8.62"))
    assert finding.severity is Severity.ERROR
    assert finding.working == "215,457.6 ÷ 250000.00 = 86.183% ≠ 86.19%"
    assert finding.expected == "86.18%"
    assert "0.007" in finding.message.zh
    assert finding.place.text == "86.19%"


@pytest.mark.parametrize(
    "row",
    [
        "年度资金总额 29 29 27.8 9 0.958 8.62",
        "年度资金总额 100 100 100 10 1 10",
        "年度资金总额 300 287 171 10 60% 6",
        "年度资金总额 120 150 108 10 90.00% 9",
        "年度资金总额 0 0 0 10 0 0",
        "年度资金总额 0 2.38 2.38 10 100 10",
        "年度资金总额 120 150 108 10 - 9",
    ],
)
def test_lawful_readings_of_a_rate(row: str) -> None:
    assert told("EXE001", funds(row)) == []


def test_a_rate_of_nought_beside_money_that_was_spent() -> None:
    (finding,) = told(
        "EXE001",
        funds(
            "年度资金总额 0 2.38 2.38 10 100 10",
            "其中：财政拨款 0 0.58 0.58 - 100 -",
            "其他资金 0 1.8 1.8 - 0 -",
        ),
    )
    assert (finding.subject, finding.working) == ("其他资金", "1.8 ÷ 1.8 = 100% ≠ 0%")


def test_coarse_figures_make_it_a_note() -> None:
    (finding,) = told("EXE001", funds("年度资金总额 100 100 90 10 90.33% 9"))
    assert finding.severity is Severity.INFO


def test_the_row_among_the_indicators_is_recomputed_from_the_funds() -> None:
    text = (
        TITLE
        + "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\n年度资金总额\t400\t400\t{spent}\n"
        + "指标名称\t年度指标值\t实际完成值\t分值\t得分\n预算执行率\t100%\t92%\t10\t9.2\n受益群众人数\t≥300人\t310人\t90\t90\n"
    )
    assert verdicts("EXE001", text.format(spent="368")) == [Verdict.VERIFIED]
    assert [f.found for f in told("EXE001", text.format(spent="320"))] == ["92%"]


def test_money_that_arrived_is_a_lawful_base() -> None:
    text = (
        TITLE
        + "项目资金（万元）\t全年预算数\t实际到位资金\t全年执行数\t执行率\n年度资金总额\t400.00\t320.00\t240.00\t75.00%\n"
        + TAIL.format(score="90", note="")
    )
    assert told("EXE001", text) == []
    assert [f.severity for f in told("EXE002", text)] == [Severity.INFO]


def test_points_follow_the_rate() -> None:
    (finding,) = told("EXE003", funds("年度资金总额 29 29 27.8 9 0.958 8", score="89.5"))
    assert finding.severity is Severity.ERROR
    assert finding.working == "9 × 95.8% = 8.62 ≠ 8"


@pytest.mark.parametrize(
    "row",
    [
        "预算执行率 = 97.45 % 97.45% 10 9.75",
        "预算执行率 = 100 % 99.74 10 9.97",
        "预算执行率 = 100 % 97.45 10 9.74",
        "预算执行率 ≥ 90 % 93 10 10",
        "预算执行率 ≥ 90 % 81 10 9",
        "预算执行率 = 100 % 108 10 10",
        "预算执行率 = 100 % 100 100 100",
    ],
)
def test_lawful_points(row: str) -> None:
    assert told("EXE003", department(row)) == []


def test_full_rate_of_a_hundred_points() -> None:
    (finding,) = told("EXE003", department("预算执行率 = 100 % 100% 100 10"))
    assert (finding.found, finding.expected) == ("10", "100")


def test_whole_points_in_a_table_of_whole_points_are_a_note() -> None:
    row = "年度资金总额 250.00 250.00 215.46 10 86.18% 9"
    assert [f.severity for f in told("EXE003", funds(row))] == [Severity.INFO]
    assert [f.severity for f in told("EXE003", funds(row, score="89.50"))] == [Severity.ERROR]


def test_the_parts_give_the_rate_of_a_total_left_at_nought() -> None:
    text = funds("年度资金总额 0 0 0 10 0 0", "其中：本年财政拨款 202.64 132.912 132.912 - - -")
    (points,) = told("EXE003", text)
    assert points.working == "132.912 ÷ 132.912 = 100%; 10 × 100% = 10 ≠ 0"
    (sources,) = told("EXE006", text)
    assert sources.working == "202.64 ≠ 0; 132.912 ≠ 0; 132.912 ≠ 0"
    assert told("EXE008", text) == []


def test_own_steps_of_scoring_cannot_be_verified() -> None:
    note = "说明：预算执行率95%以上的得满分，每低1个百分点扣0.5分。\n"
    text = department("预算执行率 = 100 % 93 10 9") + note
    assert told("EXE003", text) == []
    assert Verdict.NOT_VERIFIABLE in verdicts("EXE003", text)


def test_spending_beyond_the_initial_budget_is_ordinary() -> None:
    assert told("EXE004", funds("年度资金总额 1354.29 1599.38 1599.38 10 100% 10")) == []
    (finding,) = told("EXE004", funds("年度资金总额 100 100 110 10 100% 10"))
    assert finding.message.zh.endswith("执行数110大于预算数100（110%）")


@pytest.mark.parametrize(
    "rows",
    [
        (
            "年度资金总额 100 100 100 10 100% 10",
            "其中：财政拨款 80 80 80 - - -",
            "上年结转资金 20 20 20 - - -",
            "其他资金 - - - - - -",
        ),
        (
            "年度资金总额 100 100 100 10 100% 10",
            "其中：财政资金 80 80 80 - - -",
            "中央资金 50 50 50 - - -",
            "省级资金 30 30 30 - - -",
            "其他资金 20 20 20 - - -",
        ),
        ("年度资金总额 100 100 100 10 100% 10", "其中：财政拨款 80 80 80 - - -"),
        (
            "年度资金总额 100.0 100.0 100.0 10 100% 10",
            "其中：财政拨款 33.33 33.33 33.33 - - -",
            "上年结转资金 33.33 33.33 33.33 - - -",
            "其他资金 33.34 33.34 33.34 - - -",
        ),
    ],
)
def test_sources_that_make_up_the_total(rows: tuple[str, ...]) -> None:
    assert told("EXE006", funds(*rows)) == []


def test_sources_are_one_finding_for_all_columns() -> None:
    rows = ("年度资金总额 100 120 120 10 100% 10", "其中：财政拨款 80 80 80 - - -", "其他资金 10 20 20 - - -")
    (finding,) = told("EXE006", funds(*rows))
    assert finding.working == "80 + 10 = 90 ≠ 100; 80 + 20 = 100 ≠ 120; 80 + 20 = 100 ≠ 120"


def test_a_low_rate_is_explained_by_a_remark_or_a_sentence() -> None:
    low = "年度资金总额 100.00 100.00 72.00 10 72% 7.20"
    assert [f.severity for f in told("EXE008", funds(low))] == [Severity.WARNING]
    assert [f.severity for f in told("EXE008", funds("年度资金总额 100.00 100.00 85.00 10 85% 8.50"))] == [
        Severity.INFO
    ]
    assert told("EXE008", funds(low, score="89", note="部分资金结转下年")) == []
    assert told("EXE008", funds(low) + "存在的问题：因招标推迟，资金支付进度较慢。\n") == []


def test_what_is_left_is_the_budget_less_the_spending() -> None:
    text = "青柳区松岭乡2024年度部门整体支出绩效自评报告\n一、预算执行情况\n调整预算数4000.00万元，全年执行数3600.00万元，预算执行率90%。{}\n"
    assert [f.expected for f in told("EXE007", text.format("年末无结转结余。"))] == ["400万元"]
    assert told("EXE007", text.format("年末结转结余400万元。")) == []
    assert told("EXE007", text.format("上年结转结余25万元。")) == []
    assert told("EXE007", text.format("余款已由财政收回，年末无结转结余。")) == []
    assert told("EXE007", text.format("调整预算时收回结余资金25万元。")) == []


def test_a_source_that_is_the_whole_total_repeats_no_finding() -> None:
    rows = ("年度资金总额 100.00 120.00 126.00 10 98% 9.8", "其中：财政拨款 100.00 120.00 126.00 - 98% -")
    assert [f.subject for f in told("EXE001", funds(*rows))] == ["年度资金总额"]
    assert [f.subject for f in told("EXE004", funds(*rows))] == ["年度资金总额"]


@pytest.mark.parametrize(
    ("remark", "codes"),
    [
        ("因招标推迟，资金未支付", []),
        ("由于采购用的是往年结余资金", []),
        ("因地制宜使用资金", ["EXE008"]),
        ("无", ["EXE008"]),
    ],
)
def test_a_short_cell_of_the_form_may_say_why_money_was_not_spent(remark: str, codes: list[str]) -> None:
    text = (
        "青柳区2024年度转移支付绩效目标自评表\n资金投入情况（万元）\t全年预算数\t全年执行数\t预算执行率\n"
        "年度资金总额\t150\t45\t30%\n资金管理情况\t情况说明\t存在问题和改进措施\n执行准确性\t执行准确\t"
        f"{remark}\n指标名称\t年度指标值\t实际完成值\n受益群众人数\t≥300人\t310人\n"
    )
    assert [f.code for f in told("EXE008", text)] == codes

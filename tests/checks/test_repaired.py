"""Sound reports that were once accused, or ended the run: what all rules together say of them now."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.check import Result, load_rules
from auditor.engine import Settings, audit_bytes
from auditor.finding import Confidence, Severity, Verdict
from auditor.quantity import rounded

RULES = tuple(rule for rule in load_rules() if rule.default)
HEAD = "项目支出绩效自评表\n（2024年度）\n项目名称\t图书室改造\n填报单位\t松岭乡人民政府\n"
FUNDS = "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
ROWS = "三级指标\t年度指标值\t实际完成值\t分值\t得分\t备注\n"


def judged(text: str) -> Result:
    """What the rules say of a report."""
    return audit_bytes(text.encode(), "a.txt", Settings(RULES)).result


def codes(text: str) -> set[str]:
    """The rules that speak; what a short form lacks does not matter here."""
    return {f.code for f in judged(text).findings} - {"STR004"}


def test_a_table_with_a_row_of_the_budget_only() -> None:
    text = (
        HEAD
        + "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n年度资金总额\t100\t98\t98%\t10\t9.8\n"
    )
    assert judged(text).findings is not None


def test_a_number_of_three_hundred_digits() -> None:
    assert rounded(Decimal("1" + "0" * 400), 2) == Decimal("1" + "0" * 400)
    text = f"项目资金20万元，其中：设备15万元，培训10万元。设备另计{'9' * 300}万元。\n"
    assert "NAR001" in codes(HEAD + text)


@pytest.mark.parametrize("name", ["预算调整率", "收支差异度", "结转结余率", "投诉数量", "超支幅度"])
def test_less_of_a_change_or_a_remainder_is_no_shortfall(name: str) -> None:
    assert "SCR003" not in codes(
        HEAD + ROWS + f"{name}\t3%\t0\t50\t50\t\n藏书册数\t≥300册\t310册\t50\t50\t\n"
    )


def test_a_coverage_short_of_its_target_still_is_one() -> None:
    assert "SCR003" in codes(
        HEAD + ROWS + "安全用水覆盖率\t90%\t80%\t50\t50\t\n藏书册数\t≥300册\t310册\t50\t50\t\n"
    )


def test_a_budget_row_that_carries_the_total() -> None:
    funds = FUNDS + "年度资金总额\t120\t120\t96\t100\t80%\t{}\n"
    rows = (
        ROWS
        + "预算执行率\t100%\t80%\t20\t16\t年底结算推后\n藏书册数\t≥300册\t310册\t80\t80\t\n总分\t\t\t100\t96\t\n"
    )
    assert codes(HEAD + funds.format("96") + rows) == set()


def test_points_of_the_budget_are_still_recomputed() -> None:
    funds = FUNDS + "年度资金总额\t120\t120\t96\t10\t80%\t9.6\n"
    rows = ROWS + "藏书册数\t≥300册\t310册\t90\t90\t\n总分\t\t\t100\t99.6\t\n"
    assert "EXE003" in codes(HEAD + funds + rows)


def test_a_source_that_cannot_be_read_makes_the_sum_unverifiable() -> None:
    text = (
        HEAD
        + FUNDS
        + "年度资金总额\t700\t700\t672\t10\t96%\t9.6\n其中：财政拨款\t款 500\t款 500\t672\t\t\t\n其他资金\t0\t0\t0\t\t\t\n"
    )
    result = judged(text + ROWS + "藏书册数\t≥300册\t310册\t90\t90\t\n")
    assert "EXE006" not in {f.code for f in result.findings}
    assert {f.rule for f in result.figures if f.verdict is Verdict.NOT_VERIFIABLE} >= {"fund-source-mismatch"}


def test_a_weight_that_cannot_be_read_makes_the_sum_unverifiable() -> None:
    rows = (
        ROWS
        + "藏书册数\t≥300册\t310册\t程 50\t\t\n开放天数\t≥200天\t210天\t40\t\t\n群众满意度\t≥90%\t95%\t10\t\t\n"
    )
    assert "WGT001" not in codes(HEAD + rows)


def test_a_reason_in_any_words() -> None:
    row = "预算执行率\t100%\t80%\t20\t16\t{}\n藏书册数\t≥300册\t310册\t80\t80\t\n"
    assert "EXE008" not in codes(HEAD + ROWS + row.format("年底结算推后"))
    assert "EXE008" in codes(HEAD + ROWS + row.format("无"))


def test_a_column_of_deductions() -> None:
    rows = "三级指标\t年度指标值\t实际完成值\t分值\t扣减分数\t得分\n藏书册数\t≥300册\t310册\t40\t5\t{}\n开放天数\t≥200天\t210天\t60\t0\t60\n"
    assert codes(HEAD + rows.format(35)) == set()
    assert "SCR005" in codes(HEAD + rows.format(33))


@pytest.mark.parametrize(
    ("off", "score", "told"), [("4", "36", False), ("9", "27", False), ("9", "31", True)]
)
def test_a_column_of_deductions_holds_the_whole_loss_or_what_is_taken_off_besides(
    off: str, score: str, told: bool
) -> None:
    rows = "三级指标\t年度指标值\t实际完成值\t分值\t扣减分数\t得分\n藏书册数\t≥300册\t270册\t40\t{}\t{}\n开放天数\t≥200天\t210天\t60\t0\t60\n"
    assert ("SCR004" in codes(HEAD + rows.format(off, score))) is told


def test_a_row_that_does_not_apply_and_a_converted_total() -> None:
    rows = (
        ROWS
        + "藏书册数\t≥300册\t310册\t40\t36\t一批图书未上架\n验收合格率\t≥95%\t不适用\t10\t不适用\t不作考核，按百分制折算\n开放天数\t≥200天\t210天\t50\t50\t\n"
    )
    result = judged(HEAD + rows + "总分\t\t\t100\t95.56\t\n")
    assert {f.code for f in result.findings} - {"STR004"} == set()
    assert Verdict.VERIFIED in {f.verdict for f in result.figures if f.rule == "total-score-mismatch"}


def test_a_grade_by_the_other_scale_is_a_doubt() -> None:
    text = "松岭乡2024年度部门整体支出绩效自评报告\n经自评，本部门自评得分为82分，评价等级为“{}”。\n"
    (finding,) = (f for f in judged(text.format("优")).findings if f.code == "TOT005")
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.POSSIBLE)
    (finding,) = (f for f in judged(text.format("中")).findings if f.code == "TOT005")
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "score, bonus, severity",
    [("102.9", "", Severity.WARNING), ("115", "", Severity.ERROR), ("102.9", "（含加分项2.9分）", None)],
)
def test_points_above_the_full_mark(score: str, bonus: str, severity: Severity | None) -> None:
    text = f"松岭乡2024年度部门整体支出绩效自评报告\n经自评，本部门自评得分为{score}分{bonus}。\n"
    assert [f.severity for f in judged(text).findings if f.code == "TOT003"] == (
        [severity] if severity else []
    )


def test_the_units_score_is_not_held_against_a_projects_sheet() -> None:
    sheet = "2024年度项目支出绩效评价得分表\n一级指标\t三级指标\t分值\t得分\n决策\t必要性\t40\t40\n绩效\t完成质量\t60\t58\n总分\n"
    said = "本部门对2024年{}支出开展绩效自评，自评得分90分。\n"
    assert "TOT001" not in codes(sheet + said.format("整体"))
    assert "TOT001" in codes(sheet + said.format("该"))

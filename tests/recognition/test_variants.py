"""Blocks of forms in the words and layouts of further places: money, base tables, levels, what stands below the total."""

from __future__ import annotations

import pytest

from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_bytes
from auditor.model.relations import Relation
from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import recognise

TITLE = "松坪县危桥改造项目支出绩效自评表\n（2022年度）\n项目名称\t危桥改造\n主管部门\t松坪县交通局\n"
ROWS = "三级指标\t年度指标值\t实际完成值\t分值\t得分\n改造危桥\t≥6座\t{}\t60\t{}\n受益群众\t≥300人\t310人\t40\t40\n"
MET = ROWS.format("6座", "60")


def told(text: str) -> Report:
    found = recognise(read(text.encode(), "a.txt")).report
    assert found is not None
    return found


def judged(text: str) -> dict[str, list[str]]:
    """The rules that speak, and of what; what a short form lacks does not matter here."""
    found: dict[str, list[str]] = {}
    result = audit_bytes(text.encode(), "a.txt", Settings(Selection().of(load_rules()))).result
    for finding in result.findings:
        if finding.code != "STR004":
            found.setdefault(finding.code, []).append(finding.subject)
    return found


# ── Money ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("left, codes", [("30", {}), ("60", {"NAR016": ["结余"]})])
def test_what_is_left_is_what_arrived_less_what_was_spent(left: str, codes: dict[str, list[str]]) -> None:
    assert judged(TITLE + f"计划安排\t500\t实际到位\t480\t实际支出\t450\t结余\t{left}\n" + MET) == codes
    columns = "资金来源\t实际到位\t实际支出\t结余\n合计\t480\t450\t{}\n省级资金\t480\t450\t30\n"
    assert judged(TITLE + columns.format(left) + MET) == codes


def test_what_is_left_may_be_of_the_budget_or_of_another_year() -> None:
    assert judged(TITLE + "计划安排\t500\t实际到位\t480\t实际支出\t450\t结余\t50\n" + MET) == {}
    carried = "资金来源\t实际到位\t实际支出\t结余\n合计\t480\t450\t60\n上年结转资金\t80\t50\t60\n"
    assert judged(TITLE + carried + MET) == {}
    known = [c for c in told(TITLE + carried + MET).claims if isinstance(c, Relation)]
    assert [c.bound for c in known] == [False, False]


def test_nothing_is_left_of_what_was_overspent() -> None:
    assert "NAR016" not in judged(TITLE + "计划安排\t500\t实际到位\t480\t实际支出\t490\t结余\t0\n" + MET)


def test_a_heading_below_a_figure_is_no_part_of_it() -> None:
    funds = "计划安排\t500\t实际到位\t480\t实际支出\t450\t结余\t{}\n二、支出明细\n支出内容\t支出金额\n工程\t400\n监理\t50\n支出合计\t450\n"
    assert judged(TITLE + funds.format("30") + MET) == {}
    assert judged(TITLE + funds.format("60") + MET) == {"NAR016": ["结余"]}


def test_amounts_that_are_blank_beside_a_rate_with_points() -> None:
    funds = "项目资金\t全年预算数\t全年执行数\t执行率\t分值\t得分\n年度资金总额\t\t\t85%\t10\t{}\n"
    assert "EXE003" not in judged(TITLE + funds.format("8.5") + MET)
    assert judged(TITLE + funds.format("10") + MET)["EXE003"] == ["年度资金总额"]


def test_a_label_of_money_that_is_not_listed_beside_one_that_is() -> None:
    funds = "预算安排（万元）\t500\t上年预算（万元）\t400\n资金拨付支出（万元）\t450\t预算执行率\t{}\n"
    (row,) = told(TITLE + funds.format("90%") + MET).funds
    assert [f and f.text for f in (row.adjusted, row.executed, row.rate)] == ["500", "450", "90%"]
    assert "EXE001" in judged(TITLE + funds.format("95%") + MET)


def test_a_total_below_its_parts() -> None:
    funds = (
        "费用项目\t预算金额（万元）\t实际支出（万元）\n场租\t120\t119.5\n物料\t90\t85.25\n费用合计\t210\t{}\n"
    )
    assert judged(TITLE + funds.format("204.75") + MET) == {}
    assert judged(TITLE + funds.format("208.75") + MET) == {"EXE006": ["费用合计"]}


def test_a_list_of_spending_whose_sum_is_named_under_the_numbers() -> None:
    spent = "序号\t支出明细\t金额（元）\n1\t场租\t120000\n2\t物料\t85000\n合计\t\t{}\n"
    assert judged(TITLE + spent.format("205000") + MET) == {}
    assert judged(TITLE + spent.format("215000") + MET) == {"EXE006": ["合计"]}


def test_a_list_of_projects_with_rates_and_grades() -> None:
    head = "2022年度项目支出绩效自评情况汇总表\n序号\t项目名称\t年初预算\t全年执行数\t执行率\t自评得分\t自评等级\n"
    text = head + "1\t综合楼\t500\t480\t96%\t95.6\t优\n2\t实训楼\t200\t150\t75%\t91\t{}\n"
    assert judged(text.format("优")) == {}
    assert judged(text.format("良")) == {"TOT005": ["自评得分"]}
    assert not told(text.format("优")).unread


# ── Base tables ────────────────────────────────────────────────────────────────────────────────────────

BASE = (
    "松坪县档案馆2022年度部门整体支出绩效自评基础数据表\n经费控制情况\t2021年决算数\t2022年预算数\t2022年决算数\n"
    "三公经费\t90\t80\t{}\n1、公务用车购置和维护\t40\t40\t30\n其中：公车购置\t10\t10\t0\n公车运行维护\t30\t30\t30\n"
    "2、出国经费\t0\t0\t0\n3、公务接待\t50\t40\t42\n"
)


def test_numbered_parts_of_a_base_table() -> None:
    assert judged(BASE.format("72")) == {}
    assert judged(BASE.format("82")) == {"NAR001": ["三公经费"]}
    assert not told(BASE.format("72")).unread


def test_numbered_parts_that_add_up_in_no_column_need_not_be_all() -> None:
    assert judged(BASE.format("72").replace("\t90\t80\t72", "\t95\t85\t77")) == {}


def test_the_rate_of_a_building() -> None:
    built = "楼堂馆所控制情况\t批复规模（㎡）\t实际规模（㎡）\t规模控制率\n\t1000\t950\t{}\n"
    assert judged(BASE.format("72") + built.format("95%")) == {}
    assert judged(BASE.format("72") + built.format("99%")) == {"NAR007": ["规模控制率"]}


# ── Columns and rows ───────────────────────────────────────────────────────────────────────────────────


def test_levels_told_by_their_numbering() -> None:
    form = (
        "松坪县档案馆部门整体支出绩效自评表\n指标\t分值\t自评得分\t自评说明\n一、投入\t{}\t39\t\n（一）编制完整性\t20\t20\t完整\n"
        "（二）预算执行率\t20\t19\t略低\n二、产出\t60\t60\t\n（一）归档率\t30\t30\t\n（二）合格率\t30\t30\t\n合计\t100\t99\t\n"
    )
    (table,) = told(form.format("40")).tables
    assert [(i.level1, i.name.text) for i in table.indicators][:2] == [
        ("一、投入", "（一）编制完整性"),
        ("一、投入", "（二）预算执行率"),
    ]
    assert judged(form.format("40")) == {}
    assert judged(form.format("45")) == {"WGT002": ["一、投入"]}


def test_numbered_rows_of_one_level_are_indicators() -> None:
    form = "松坪县档案馆绩效自评表\n指标\t分值\t自评得分\n一、编制完整性\t50\t50\n二、归档率\t50\t48\n合计\t100\t98\n"
    (table,) = told(form).tables
    assert len(table.indicators) == 2


def test_of_several_years_the_last_that_has_both() -> None:
    form = (
        TITLE + "三级指标\t2021年完成值\t2022年目标值\t2022年完成值\t2023年目标值\t分值\t得分\n"
        "改造危桥\t3座\t≥6座\t6座\t≥8座\t60\t60\n受益群众\t200人\t≥300人\t310人\t≥400人\t40\t40\n"
    )
    (table,) = told(form).tables
    row = table.indicators[0]
    assert row.target and row.completion and (row.target.text, row.completion.text) == ("≥6座", "6座")
    assert judged(form) == {}


def test_a_folded_score_whose_word_is_not_listed() -> None:
    form = (
        TITLE
        + "三级指标\t指标值\t完成值\t权重\t单项得分\t综合折后得分\n改造危桥\t6座\t6座\t50%\t100\t50\n受益群众\t300人\t310人\t50%\t96\t{}\n"
    )
    assert judged(form.format("48")) == {}
    assert judged(form.format("49")) == {"SCR007": ["受益群众"]}


def test_two_tables_side_by_side_are_not_read_as_one() -> None:
    half = "三级指标\t指标值\t完成值\t分值\t得分"
    known = recognise(
        read(
            (
                TITLE + f"{half}\t{half}\n改造危桥\t6座\t6座\t60\t60\t受益群众\t300人\t310人\t40\t40\n"
            ).encode(),
            "a.txt",
        )
    )
    assert known.not_understood is not None and known.report is not None and known.report.tables == ()


def test_sums_of_the_levels_points_in_a_total_row_are_read() -> None:
    form = (
        TITLE
        + "一级指标\t权重\t二级指标\t权重\t三级指标\t权重\t得分\n产出\t100\t数量\t100\t改造危桥\t60\t60\n"
        "\t\t\t\t受益群众\t40\t40\n总分\t100\t\t100\t\t100\t100\n"
    )
    assert not told(form).unread


def test_names_and_points_of_levels_below_one_word_each() -> None:
    pairs = "<td>名称</td><td>权重(%)</td>" * 2
    page = (
        "<p>松坪县档案馆2022年度部门整体支出绩效自评评分表</p><table><tr><td colspan=2>一级指标</td><td colspan=2>三级指标</td>"
        f"<td rowspan=2>评分标准</td><td rowspan=2>自评得分</td></tr><tr>{pairs}</tr>"
        "<tr><td rowspan=2>决策</td><td rowspan=2>100</td><td>编制合理性</td><td>60</td><td>甲</td><td>60</td></tr>"
        "<tr><td>目标完整性</td><td>40</td><td>乙</td><td>39</td></tr></table>"
    )
    found = recognise(read(page.encode(), "a.html")).report
    assert found is not None
    (table,) = found.tables
    assert [(i.level1, i.name.text, i.weight and i.weight.text) for i in table.indicators] == [
        ("决策", "编制合理性", "60"),
        ("决策", "目标完整性", "40"),
    ]
    assert [(g.name, g.weight and g.weight.text) for g in table.groups] == [("决策", "100")]


def test_a_row_whose_value_begins_with_its_sign_is_none_that_goes_on() -> None:
    form = (
        TITLE
        + "三级指标\t年度指标值\t实际完成值\t分值\t得分\t备注\n改造危桥\t≥6座\t6座\t50\t50\t\n合格率\t≥95%\t96%\t20\t20\t\n每座成本\t≤20万元\n受益群众\t≥300人\t310人\t30\t30\t\n"
    )
    assert [i.name.text for i in told(form).tables[0].indicators] == [
        "改造危桥",
        "合格率",
        "每座成本",
        "受益群众",
    ]


# ── Heads and feet ─────────────────────────────────────────────────────────────────────────────────────


def test_labels_glued_to_their_values() -> None:
    form = (
        "危桥改造项目支出绩效自评表\n（  年度）\n项目名称：危桥改造\t主管部门：\n实施单位：松坪县公路所\t\n"
        + MET
        + "自评得分：{}\n"
    )
    found = told(form.format("100"))
    assert (found.organisation, found.project, [t.value.text for t in found.totals]) == (
        "松坪县公路所",
        "危桥改造",
        ["100"],
    )
    assert judged(form.format("98")) == {"TOT001": ["自评得分"]}


FOOT = "偏差大或目标未完成原因分析\t{}\t\t\t\n填表人\t甲某\t联系电话\t0000-0000000\t\n"


def test_reasons_below_the_total_of_a_form_without_a_column_for_them() -> None:
    short = TITLE + ROWS.format("5座", "50") + "总分\t\t\t100\t90\n"
    assert judged(short + FOOT.format("一座因汛期推迟到次年完成。")) == {}
    assert judged(short + FOOT.format("无")) == {"SCR010": ["改造危桥"]}
    assert len(told(short + FOOT.format("一座因汛期推迟到次年完成。")).tables[0].indicators) == 2


def test_a_remark_over_the_columns_of_values_is_no_indicator() -> None:
    page = (
        "<p>危桥改造项目支出绩效自评表</p><table><tr><td>一级指标</td><td>三级指标</td><td>指标值</td><td>完成值</td><td>分值</td>"
        "<td>得分</td></tr><tr><td>产出</td><td>改造危桥</td><td>≥6座</td><td>5座</td><td>60</td><td>50</td></tr>"
        "<tr><td>效益</td><td>受益群众</td><td>≥300人</td><td>310人</td><td>40</td><td>40</td></tr><tr><td>下一步打算</td>"
        "<td colspan=5>一座危桥已列入次年计划，完成率可达100%。</td></tr></table>"
    )
    found = recognise(read(page.encode(), "a.html")).report
    assert found is not None
    assert [i.name.text for i in found.tables[0].indicators] == ["改造危桥", "受益群众"]


# ── Sums, rows without a name, reviews ─────────────────────────────────────────────────────────────────

LEVELLED = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t备注\n"
OUTPUT = "产出指标\t数量指标\t改造危桥\t≥6座\t6座\t60\t60\t\n"
EFFECT = "效益指标\t社会效益指标\t受益群众\t≥300人\t310人\t30\t30\t\n"
PAID = "资金来源\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n年度资金总额\t500\t500\t490\t10\t98%\t9.8\n"


def test_a_sum_of_all_rows_is_not_the_last_level_s() -> None:
    form = TITLE + PAID + LEVELLED + OUTPUT + EFFECT
    assert judged(form + "小计\t小计\t小计\t\t\t100\t99.8\t\n总分\t\t\t\t\t100\t99.8\t\n") == {}
    assert judged(form + "效益指标\t小计\t小计\t\t\t30\t28\t\n总分\t\t\t\t\t100\t99.8\t\n") == {
        "TOT002": ["效益指标"]
    }


def test_a_sum_may_be_named_and_the_execution_s_points_stand_below_it() -> None:
    form = TITLE + PAID + LEVELLED + OUTPUT + EFFECT + "指标得分小计\t" * 5 + "90\t90\t\n"
    form += "预算执行得分\t" * 5 + "10\t9.8\t\n总分\t\t\t\t\t100\t{}\t\n"
    assert judged(form.format("99.8")) == {}
    assert list(judged(form.format("98.8"))) == ["TOT001"]


def test_a_row_without_a_name_or_points_is_no_indicator() -> None:
    form = TITLE + PAID + LEVELLED + OUTPUT + "产出指标\t成本指标\t{}\t{}\t{}\t{}\t{}\t\n" + EFFECT
    form += "总分\t\t\t\t\t100\t99.8\t\n"
    assert judged(form.format("—", "—", "—", "0", "—")) == judged(form.format("无", "/", "/", "0", "0")) == {}
    assert "WGT003" in judged(form.format("单座造价", "≤9万元", "8万元", "0", "0"))


def test_a_remark_may_be_on_the_points_that_a_review_took_off() -> None:
    header = "三级指标\t指标值\t自评完成值\t分值\t自评得分\t复核得分\t复核说明\n"
    rows = "改造危桥\t≥6座\t6座\t60\t60\t58\t验收资料不全，扣{}分\n受益群众\t≥300人\t310人\t40\t40\t40\t\n"
    assert "SCR017" not in judged(TITLE + header + rows.format(2))
    assert judged(TITLE + header + rows.format(3))["SCR017"] == ["改造危桥"] * 2


# ── Money that was not there, sources that are all ─────────────────────────────────────────────────────


def test_nothing_can_be_spent_without_a_budget() -> None:
    funds = "资金来源\t年初预算数\t全年预算数\t全年执行数\t执行率\n年度资金总额\t{0}\t{0}\t0\t0%\n其他资金\t0\t0\t0\t\n"
    assert judged(TITLE + funds.format("0") + MET) == {}
    assert "EXE008" in judged(TITLE + funds.format("80") + MET)


def test_sources_that_make_up_the_budget_are_all_that_was_spent_of() -> None:
    funds = "资金来源\t年初预算数\t全年预算数\t全年执行数\n年度资金总额\t{}\t200\t190\n省级资金\t120\t120\t115\n县级资金\t80\t80\t{}\n"
    assert judged(TITLE + funds.format("200", "75") + MET) == {}
    assert judged(TITLE + funds.format("200", "65") + MET) == {"EXE006": ["年度资金总额"]}
    assert judged(TITLE + funds.format("200", "") + MET) == {}

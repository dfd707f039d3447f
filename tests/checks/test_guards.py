"""Guards that no page shows: what a rule leaves alone, and the finding that it makes as soon as the guard does not hold."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor.check import load_rules, run
from auditor.model.report import Report
from auditor.readers import example
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}

FORM = "青柳区松岭乡2024年度项目支出绩效自评表\n"
COLUMNS = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
SIGNED = (
    "青柳区松岭乡2024年度部门整体绩效自评表\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n"
)
FUNDS = "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n年度资金总额\t100.00\t100.00\t10.00\t10\t10%\t1\n"
REST = "效益指标|社会效益指标|受益群众人数|≥300人|310人|50|50|"
BONUS = "加分项||获上级表彰||1次|1|1|"


def form(*rows: str, before: str = "") -> str:
    return FORM + before + COLUMNS + "\n".join(row.replace("|", "\t") for row in rows) + "\n"


def signed(*rows: str) -> str:
    return SIGNED + "\n".join(row.replace("|", "\t") for row in rows) + "\n"


def report(text: str) -> Report:
    (read,) = recognise(example.read(text)).reports
    return read


def said(code: str, read: Report) -> list[str]:
    result = run(read, [RULES[code]])
    assert not result.failures
    return [finding.found for finding in result.findings]


GOALS = "松岭乡2024年度部门整体绩效自评表\n年度目标\t年度目标完成情况\n完成河道巡查，改善居住环境。\t{}\n指标名称\t指标值\t完成值\t权重\t得分\n受益人数\t300人\t310人\t100\t100\n"
GRADED = "2024年度部门整体绩效自评表\n三级指标\t年度指标值\t实际完成值\t权重占比（%）\t单项指标得分\t单项指标折算得分\t说明\n走访户数\t≥20户\t20户\t60\t100\t60\t走访尚未完成\n受益人数\t≥500人\t510人\t40\t100\t40\t\n"
HEADED = "青柳区松岭乡2024年度部门整体支出绩效自评打分表\n一级指标\t三级指标\t指标分值\t自评得分\t备注\n履职效能\t\t20\t20\n\t预算编制质量\t12\t12\n\t信息公开\t8\t8\n\t加分项：获表彰\t2\t2\n预算管理\t\t80\t80\n\t支出执行进度\t50\t50\n\t采购管理\t30\t30\n"
REPORT = "松岭乡2024年度部门整体支出绩效自评报告\n"
SIGNATURE = "正文全年支出900万元。\n松岭乡人民政府\n2030年3月1日\n"
COST = FUNDS.replace("100.00\t100.00\t10.00\t10\t10%\t1\n", "900.00\t900.00\t893.27\t10\t99.25%\t9.93\n")
ITEMS = """青柳区松岭乡2024年度部门整体支出绩效自评报告
1．目标偏离（4分）
已完成的数量指标中偏离度在30%内的指标0个，已完成的数量指标27个，偏离度在30%内的指标占比0%，该指标得分为{}分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
"""

SILENT = {
    "all goals reached says nothing of money": (
        "XRF005",
        form("产出指标|数量指标|巡查次数|≥12次|12次|40|40|", REST, before=FUNDS)
        + "年度各项绩效目标均已全部完成。\n",
    ),
    "plans beside a result": (
        "TXT003",
        GOALS.format("将河道巡查纳入日常管理，努力改善居住环境，群众反映良好，环境明显改善。"),
    ),
    "a cost that is no money": (
        "EXE012",
        form("产出指标|成本指标|项目总成本|≤900吨|860吨|50|50|", REST, before=COST),
    ),
    "the graded form has points of its own": ("SCR016", GRADED),
    "two years of one report": ("IDN002", f"{REPORT}2023年度部门整体支出绩效自评表\n{SIGNATURE}"),
    "bonus points stand beside their level": ("WGT002", HEADED),
    "a rate of nothing without all points": ("SCR009", ITEMS.format(2)),
    "a quality outside the benefits": (
        "TGT016",
        form("产出指标|质量指标|环境改善明显|≥95%|96%|50|50|", REST),
    ),
    "two rows are too few to speak of high scores": (
        "EXE011",
        form(
            "产出指标|数量指标|巡查次数|≥12次|12次|45|45|",
            "效益指标|社会效益指标|受益群众人数|≥300人|310人|45|45|",
            before=FUNDS,
        ),
    ),
    "rows of bonus points may be called alike": (
        "STR002",
        form("产出指标|数量指标|巡查次数|≥12次|12次|50|50|", REST, BONUS, BONUS),
    ),
    "targets that are to be met exactly": (
        "TGT009",
        signed(*(f"第{n}类巡查次数|=|{n + 11}|次|{n + 11}|10|10" for n in range(10))),
    ),
    "less of a bad thing is no other scale": (
        "TGT008",
        signed("群众投诉率|≤|1.5|%|0.015|50|50", "受益人数|≥|300|人|310|50|50"),
    ),
    "a target in words is no deadline": (
        "SCR014",
        form("产出指标|时效指标|工程完工时间|按期|10月|50|50|", REST),
    ),
}
SPOKEN = {
    "all money paid out beside a rate below it": (
        "XRF005",
        form("产出指标|数量指标|巡查次数|≥12次|12次|40|40|", REST, before=FUNDS) + "项目资金均已全部支付。\n",
        ["项目资金均已全部支付"],
    ),
    "nothing but plans": (
        "TXT003",
        GOALS.format("将河道巡查纳入日常管理，努力改善居住环境，确保水面清洁。"),
        ["将河道巡查纳入日常管理，努力改善居住环境，确保水面清洁。"],
    ),
    "a note that it is not done": (
        "SCR016",
        form("产出指标|数量指标|走访户数|≥20户|20户|50|50|走访尚未完成", REST),
        ["50"],
    ),
    "a signature of another year": ("IDN002", REPORT + SIGNATURE, ["2030年3月1日"]),
    "a level that its rows exceed": ("WGT002", HEADED.replace("加分项：获表彰", "政务公开质量"), ["20"]),
    "a rate of nothing with all points": ("SCR009", ITEMS.format(4), ["4"]),
    "a quality among the benefits": (
        "TGT016",
        form(
            "效益指标|社会效益指标|环境改善明显|≥95%|96%|50|50|",
            "产出指标|数量指标|巡查次数|≥12次|12次|50|50|",
        ),
        ["≥95%"],
    ),
    "three rows with all points": (
        "EXE011",
        form(
            "产出指标|数量指标|巡查次数|≥12次|12次|30|30|",
            "产出指标|数量指标|宣传场次|≥8场|8场|30|30|",
            "效益指标|社会效益指标|受益群众人数|≥300人|310人|30|30|",
            before=FUNDS,
        ),
        ["10.00"],
    ),
    "other rows that are called alike": (
        "STR002",
        form(*["产出指标|数量指标|巡查次数|≥12次|12次|25|25|"] * 2, REST),
        ["巡查次数"],
    ),
    "targets that are reached to the unit": (
        "TGT009",
        signed(*(f"第{n}类巡查次数|≥|{n + 11}|次|{n + 11}|10|10" for n in range(10))),
        ["10/10"],
    ),
    "more of a good thing is another scale": (
        "TGT008",
        signed("群众知晓率|≥|90|%|0.95|50|50", "受益人数|≥|300|人|310|50|50"),
        ["0.95"],
    ),
    "a deadline that was missed": (
        "SCR014",
        form("产出指标|时效指标|工程完工时间|≤8月|10月|50|50|", REST),
        ["50"],
    ),
    "a total below nothing": (
        "TOT003",
        signed("巡查次数|≥|12|次|12|50|50", "受益人数|≥|300|人|310|50|50").replace(
            "表\n", "表\n自评总分\t-5\n", 1
        ),
        ["-5"],
    ),
    "a deduction unlike the points lost": (
        "SCR017",
        form("产出指标|数量指标|巡查次数|≥12次|12次|50|47|扣2分", REST),
        ["47"],
    ),
}


@pytest.mark.parametrize(("code", "text"), SILENT.values(), ids=SILENT)
def test_a_guard_holds(code: str, text: str) -> None:
    assert said(code, report(text)) == []


@pytest.mark.parametrize(("code", "text", "found"), SPOKEN.values(), ids=SPOKEN)
def test_without_what_the_guard_asks_for_the_rule_speaks(code: str, text: str, found: list[str]) -> None:
    assert said(code, report(text)) == found


def test_points_that_somebody_judges_need_not_be_in_proportion() -> None:
    read = report(form("产出指标|数量指标|巡查次数|≥12次|6次|50|40|次数不足", REST))
    assert said("SCR004", read)
    judged = replace(read, scheme=replace(read.scheme, judged=True))
    assert said("SCR004", judged) == []


def test_a_target_that_is_met_earns_all_points_where_the_scheme_says_so() -> None:
    read = report(form("产出指标|数量指标|巡查次数|≥12次|12次|50|40|", REST))
    assert said("SCR005", read)
    graded = replace(read, scheme=replace(read.scheme, met_in_full=False))
    assert said("SCR005", graded) == []

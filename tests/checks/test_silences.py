"""Where a rule speaks, the rules that its page silences do not: a planted report for each pair."""

from __future__ import annotations

import pytest

from auditor.check import Rule, load_rules, run
from auditor.finding import Finding
from auditor.readers import example
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}
NAMED = {rule.name: rule for rule in RULES.values()}
PAIRS = {
    (rule.code, NAMED[name].code) for rule in RULES.values() for name in rule.page.silences if name in NAMED
}

TABLE = "松岭乡2024年度部门整体绩效自评表\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n"
GRADED = "2024年度部门整体绩效自评表\n三级指标\t年度指标值\t实际完成值\t权重占比（%）\t单项指标得分\t单项指标折算得分\n"
TEXT = "松岭乡2024年度部门整体支出绩效自评报告\n"
GOALS = "松岭乡2024年度部门整体绩效自评表\n年度目标\t年度目标完成情况\n{0}\t{0}\n指标名称\t指标值\t完成值\t权重\t得分\n受益人数\t300人\t310人\t100\t100\n"
SPENT = "一、预算执行\n全年预算数4000万元，全年执行数3600万元，预算执行率{}%，年末结转结余{}万元。\n"
AGAIN = "二、其他\n我乡全年预算数4100万元。\n"
PARTS = "一、预算执行\n调整预算数4000万元，其中：基本支出1000万元，项目支出2900万元，全年执行数3600万元，预算执行率{}%，年末结转结余{}万元。\n"

PLANTED = {
    ("EXE003", "SCR001"): TABLE + "预算执行率\t=\t100\t%\t92.4\t10\t12\n受益人数\t≥\t300\t人\t310\t90\t90\n",
    ("EXE003", "SCR002"): TABLE + "预算执行率\t=\t100\t%\t92.4\t10\t-2\n受益人数\t≥\t300\t人\t310\t90\t90\n",
    ("EXE007", "NAR016"): TEXT + SPENT.format(90, 500),
    ("EXE009", "EXE007"): TEXT + SPENT.format(90, 500) + AGAIN,
    ("EXE009", "EXE001"): TEXT + SPENT.format(93, 400) + AGAIN,
    ("EXE009", "NAR003"): TEXT
    + "一、预算\n全年预算数4000万元，其中：基本支出1000万元，占30%；项目支出3000万元，占75%。\n"
    + AGAIN,
    ("EXE009", "NAR001"): TEXT
    + "一、预算\n全年预算数4000万元，其中：基本支出1000万元，项目支出2900万元。\n"
    + AGAIN,
    ("NAR001", "EXE007"): TEXT + PARTS.format(90, 500),
    ("NAR001", "EXE001"): TEXT + PARTS.format(88, 400),
    ("NAR001", "NAR003"): TEXT
    + "全年支出4000万元，其中：基本支出1000万元，占30%；项目支出2900万元，占72.5%。\n",
    ("SCR001", "SCR003"): TABLE + "走访户数\t≥\t300\t户\t200\t50\t60\n受益人数\t≥\t300\t人\t310\t50\t50\n",
    ("SCR002", "SCR005"): TABLE + "走访户数\t≥\t300\t户\t310\t50\t-5\n受益人数\t≥\t300\t人\t310\t50\t50\n",
    ("SCR002", "SCR010"): TABLE + "走访户数\t≥\t300\t户\t310\t50\t-5\n受益人数\t≥\t300\t人\t310\t50\t50\n",
    ("SCR005", "SCR010"): TABLE + "走访户数\t≥\t300\t户\t310\t50\t45\n受益人数\t≥\t300\t人\t310\t50\t50\n",
    ("SCR007", "SCR001"): GRADED
    + "走访户数\t≥20户\t20户\t60\t100\t600\n受益人数\t≥500人\t510人\t40\t100\t40\n",
    ("SCR007", "SCR002"): GRADED
    + "走访户数\t≥20户\t20户\t60\t100\t-6\n受益人数\t≥500人\t510人\t40\t100\t40\n",
    ("SCR013", "SCR010"): TABLE
    + "走访户数\t≥\t1000\t户\t714\t40\t28\n慰问户数\t≥\t1000\t户\t627\t40\t36\n受益人数\t≥\t300\t人\t310\t20\t20\n",
    ("TGT007", "TGT001"): TABLE + "用水覆盖率\t≥\t60\t%\t108\t50\t50\n受益人数\t≥\t300\t人\t310\t50\t50\n",
    ("TOT003", "TOT001"): TABLE.replace("表\n", "表\n自评总分\t115\n", 1)
    + "走访户数\t≥\t300\t户\t310\t50\t50\n受益人数\t≥\t300\t人\t310\t50\t50\n",
    ("TOT004", "TOT001"): TABLE.replace("表\n", "表\n自评总分\t96.5\n", 1)
    + "走访户数\t≥\t300\t户\t310\t50\t50\n受益人数\t≥\t300\t人\t310\t50\t48.5\n经综合评定，本部门自评得分为98.5分。\n",
    ("TXT001", "TXT003"): GOALS.format(
        "将加强河道巡查，确保水面清洁，力争改善群众的居住环境，努力提高服务能力。"
    ),
    ("TXT001", "TXT002"): GOALS.format(
        "完成了河道巡查，实现了水面清洁，改善了群众的居住环境，已建成便民中心。"
    ),
    ("UNT004", "NAR001"): TEXT + "全年支出900元，其中：基本支出500万元，项目支出400万元。全年支出900万元。\n",
    ("WGT003", "SCR007"): GRADED
    + "走访户数\t≥20户\t20户\t0\t100\t60\n受益人数\t≥500人\t510人\t40\t100\t40\n慰问户数\t≥9户\t9户\t60\t100\t60\n",
    ("WGT003", "SCR001"): TABLE
    + "走访户数\t≥\t300\t户\t310\t0\t10\n慰问户数\t≥\t9\t户\t9\t50\t50\n受益人数\t≥\t300\t人\t310\t50\t50\n",
    ("WGT003", "WGT001"): TABLE
    + "走访户数\t≥\t300\t户\t310\t0\t30\n慰问户数\t≥\t9\t户\t9\t30\t30\n培训人数\t≥\t9\t人\t9\t30\t30\n受益人数\t≥\t300\t人\t310\t10\t10\n",
}

FORM = "青柳区松岭乡2024年度项目支出绩效自评表\n"
COLUMNS = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
SIGNED = "三级指标\t指标性质\t年度指标值\t计量单位\t实际完成值\t分值\t得分\n"
FUNDS = "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
REST = "效益指标|社会效益指标|受益群众人数|≥300人|310人|50|50|"


def form(*rows: str, columns: str = COLUMNS, before: str = "") -> str:
    """A project's form with these rows."""
    return FORM + before + columns + "\n".join(row.replace("|", "\t") for row in rows) + "\n"


PLANTED |= {
    ("SCR014", "SCR003"): form("产出指标|时效指标|工程完工时间|≤8月|10月|50|50|", REST),
    ("SCR015", "SCR012"): form("产出指标|数量指标|宣传活动场次|||50|50|未提供佐证资料", REST),
    ("TGT012", "TGT006"): form("产出指标|成本指标|三公经费|≥17.4万元|17.4万元|50|50|", REST),
    ("TGT014", "UNT003"): form(
        "硬化里程|≥|≤20公里||20人|50|50", "受益人数|≥|300|人|310|50|50", columns=SIGNED
    ),
    ("EXE011", "EXE008"): form(
        "产出指标|数量指标|巡查次数|≥12次|12次|30|30|",
        "产出指标|数量指标|宣传场次|≥8场|8场|30|30|",
        "效益指标|社会效益指标|受益群众人数|≥300人|310人|30|30|",
        before=FUNDS + "年度资金总额\t100.00\t100.00\t10.00\t10\t10%\t1\n",
    ),
    ("EXE012", "EXE009"): "全年执行数为860万元。\n"
    + form(
        "产出指标|成本指标|项目总成本|≤900万元|860万元|50|50|",
        REST.replace("50", "40"),
        before=FUNDS + "年度资金总额\t900.00\t900.00\t893.27\t10\t99.25%\t9.93\n",
    ),
    ("TGT012", "SCR003"): form("产出指标|成本指标|公务接待费|≥17.4万元|16万元|50|50|", REST),
    ("TGT014", "SCR003"): form("硬化里程|≥|≤20|公里|18|50|50", "受益人数|≥|300|人|310|50|50", columns=SIGNED),
    ("UNT004", "NAR014"): TEXT + "全年总保费1293.45万元，其中省级财政补贴32.5%为420.37元。\n",
    ("XRF008", "EXE009"): form(
        REST,
        "产出指标|数量指标|硬化里程|≥12公里|12公里|40|40|",
        before="项目名称\t村道硬化项目\n" + FUNDS + "年度资金总额\t912.50\t912.50\t912.50\t10\t100%\t10\n",
    )
    + "全年执行数890万元用于村道硬化项目。\n",
}
HARDLY_MEET = {("SCR016", "SCR005"), ("SCR017", "SCR004"), ("NAR012", "NAR005")}
"""Pairs of which the second is silent by itself wherever a report is plain."""


def findings(text: str, *rules: Rule) -> list[Finding]:
    (report,) = recognise(example.read(text)).reports
    return list(run(report, rules).findings)


def test_every_pair_is_planted() -> None:
    assert set(PLANTED) == PAIRS - HARDLY_MEET


@pytest.mark.parametrize("pair", PLANTED, ids=" over ".join)
def test_the_more_specific_rule_speaks_alone(pair: tuple[str, str]) -> None:
    above, below = (RULES[code] for code in pair)
    alone = findings(PLANTED[pair], below)
    together = findings(PLANTED[pair], above, below)
    assert alone, "the less precise rule has nothing to say by itself"
    assert above.code in {f.code for f in together}
    assert len([f for f in together if f.code == below.code]) < len(alone)

"""A review form has two columns of scores, and rules judge both; rules that see more silence others."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.places import path
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}
HEAD = "青柳区松岭乡2024年度项目支出绩效自评表\n"
COLUMNS = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
SIGNED = "三级指标\t指标性质\t年度指标值\t计量单位\t实际完成值\t分值\t得分\n"
FUNDS = "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
REST = "效益指标|社会效益指标|受益群众人数|≥300人|310人|50|50|"


def told(text: str, *codes: str) -> list[tuple[str, str]]:
    """The codes and places of what some rules say."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return [(f.code, path(f.place)) for f in run(report, [RULES[c] for c in codes]).findings]


def form(*rows: str, columns: str = COLUMNS, before: str = "") -> str:
    """A project's form with these rows."""
    return HEAD + before + columns + "\n".join(row.replace("|", "\t") for row in rows) + "\n"


REVIEW = "三级指标\t年度指标值\t实际完成值\t分值\t自评得分\t复核得分\t备注\n"


def test_both_columns_of_scores_are_judged() -> None:
    text = form("巡查次数|≥12次|12次|50|51|50|", "受益人数|≥300人|310人|50|50|52|", columns=REVIEW)
    assert sorted(told(text, "SCR001")) == [
        ("SCR001", "表1 › 第2行 巡查次数 › 自评得分"),
        ("SCR001", "表1 › 第3行 受益人数 › 复核得分"),
    ]


def test_a_review_that_is_not_whole_is_not_judged() -> None:
    text = form("巡查次数|≥12次|12次|50|50||", "受益人数|≥300人|310人|50|50|52|", columns=REVIEW)
    assert told(text, "SCR001") == []


SILENCED = {
    "SCR014 over SCR003": form("产出指标|时效指标|工程完工时间|≤8月|10月|50|50|", REST),
    "SCR015 over SCR012": form("产出指标|数量指标|宣传活动场次|||50|50|未提供佐证资料", REST),
    "TGT012 over TGT006": form("产出指标|成本指标|三公经费|≥17.4万元|17.4万元|50|50|", REST),
    "TGT014 over UNT003": form(
        "硬化里程|≥|≤20公里||20人|50|50", "受益人数|≥|300|人|310|50|50", columns=SIGNED
    ),
    "EXE011 over EXE008": form(
        "产出指标|数量指标|巡查次数|≥12次|12次|30|30|",
        "产出指标|数量指标|宣传场次|≥8场|8场|30|30|",
        "效益指标|社会效益指标|受益群众人数|≥300人|310人|30|30|",
        before=FUNDS + "年度资金总额\t100.00\t100.00\t10.00\t10\t10%\t1\n",
    ),
    "EXE012 over EXE009": "全年执行数为860万元。\n"
    + form(
        "产出指标|成本指标|项目总成本|≤900万元|860万元|50|50|",
        REST.replace("50", "40"),
        before=FUNDS + "年度资金总额\t900.00\t900.00\t893.27\t10\t99.25%\t9.93\n",
    ),
}


@pytest.mark.parametrize("pair", SILENCED)
def test_who_silences_whom(pair: str) -> None:
    above, below = pair.split(" over ")
    assert {code for code, _ in told(SILENCED[pair], below)} == {below}
    assert {code for code, _ in told(SILENCED[pair], below, above)} == {above}


@pytest.mark.parametrize("pair", ["SCR016 over SCR005", "SCR017 over SCR004"])
def test_rules_that_hardly_meet_say_so_on_their_pages(pair: str) -> None:
    above, below = pair.split(" over ")
    assert RULES[below].name in RULES[above].page.silences


def test_text_and_table_are_two_slips() -> None:
    text = "自评总分100分，其中产出指标（50分）得48分，效益指标（50分）得50分，满意度指标（0分）得0分。\n"
    assert [code for code, _ in told("青柳区2024年度项目支出绩效自评报告\n" + text, "TOT006", "TOT002")] == [
        "TOT006"
    ]

"""A review form has two columns of scores, and rules judge both."""

from __future__ import annotations

from auditor.check import load_rules, run
from auditor.places import path
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}
HEAD = "青柳区松岭乡2024年度项目支出绩效自评表\n"
COLUMNS = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"


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


def test_text_and_table_are_two_slips() -> None:
    text = "自评总分100分，其中产出指标（50分）得48分，效益指标（50分）得50分，满意度指标（0分）得0分。\n"
    assert [code for code, _ in told("青柳区2024年度项目支出绩效自评报告\n" + text, "TOT006", "TOT002")] == [
        "TOT006"
    ]

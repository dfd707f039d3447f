"""Whether a report is whole: pairs, repeats, copies, fields, the form; the guards and the severities."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}
TITLE = "青柳区松岭乡2024年度部门整体绩效自评表\n"
HEAD = "指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n"
ROWS = ("河道巡查次数 ≥ 12 次 12 30 30", "水库巡查次数 ≥ 12 次 13 20 20", "防火巡查次数 ≥ 12 次 14 20 20", "受益群众人数 ≥ 300 人 310 15 15", "群众满意度 ≥ 90 % 95 15 15")  # fmt: skip


def told(codes: str, text: str) -> list[Finding]:
    """What some rules find in a text."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return list(run(report, [RULES[code] for code in codes.split()]).findings)


def rows(*texts: str) -> str:
    """Rows of a table; “_” stands for an empty cell."""
    return "\n".join("\t".join(t.split()).replace("_", "") for t in texts) + "\n"


def test_goals_and_completions_over_a_page_break() -> None:
    text = (
        TITLE + "年度预期目标\t具体完成情况\n目标1：保洁。\t目标1完成情况：清理120吨。\n目标2：救助。\t目标2完成情况：救助31人。\n"
        "目标5：补贴。\t目标3完成情况：修路5公里。 目标4完成：建桥2座。\n" + HEAD + rows(*ROWS)
    )  # fmt: skip
    (finding,) = told("STR001", text)
    assert (finding.severity, finding.subject) == (Severity.WARNING, "目标5")
    assert finding.message.zh == "目标5无对应完成情况；完成情况3、4无对应目标"


def test_goals_without_numbers_pair_by_row() -> None:
    assert (
        told("STR001", TITLE + "年度预期目标\t具体完成情况\n保洁。\t清理120吨。\n" + HEAD + rows(*ROWS)) == []
    )


@pytest.mark.parametrize(
    ("row", "severity"),
    [("河道巡查次数 ≥ 12 次 12 30 30", Severity.WARNING), ("河道巡查次数 ≥ 24 次 25 30 30", Severity.INFO)],
)
def test_a_row_twice(row: str, severity: Severity) -> None:
    (finding,) = told("STR002", TITLE + HEAD + rows(*ROWS, row))
    assert (finding.severity, finding.subject) == (severity, "河道巡查次数")


@pytest.mark.parametrize("between", ["\n附表\n", "\n附：上表另存一份\n", ""])
def test_a_table_twice_is_no_repeated_row(between: str) -> None:
    table = HEAD + rows(*ROWS)
    assert told("STR002 STR003 WGT001 TOT001", TITLE + table + between + table) == []


def test_copies_that_differ_in_a_figure() -> None:
    table = HEAD + rows(*ROWS)
    (finding,) = told("STR002 STR003", f"{TITLE}{table}{table.replace('310', '311')}")
    assert (finding.code, finding.severity) == ("STR003", Severity.ERROR)
    assert (finding.expected, finding.found) == ("310", "311")


def test_copies_that_differ_in_words() -> None:
    long = "全面贯彻落实各级会议精神，认真学习系列讲话精神，完成各项中心工作。"
    table = f"{HEAD}{rows(*ROWS)}备注\t{long}\n"
    (finding,) = told("STR003", f"{TITLE}{table}\n附表\n{TITLE}{table.replace('系列讲话', '系列重要讲话')}")
    assert finding.severity is Severity.INFO


def test_a_bare_form_needs_no_narrative() -> None:
    text = "松岭乡人民政府2024年度部门整体绩效自评表\n自评总分\t100\n资金总额（万元）\t全年预算数\t全年执行数\t执行率\n年度资金总额\t100\t100\t100%\n"
    assert told("STR004", text + HEAD + rows(*ROWS)) == []


def test_money_alone_is_a_note() -> None:
    (finding,) = told(
        "STR004", "松岭乡人民政府2024年度部门整体绩效自评表\n自评总分\t100\n" + HEAD + rows(*ROWS)
    )
    assert (finding.severity, finding.message.zh) == (Severity.INFO, "未填列“预算与执行金额”")


def test_a_label_is_no_total() -> None:
    (finding,) = told(
        "STR004", "松岭乡人民政府2024年度部门整体绩效自评表\n自评总分\n资金总额100万元\n" + HEAD + rows(*ROWS)
    )
    assert (finding.severity, finding.message.zh) == (Severity.WARNING, "未填列“自评总分”")


def test_an_unfilled_form() -> None:
    blank = [" ".join([*row.split()[:4], "_", row.split()[5], "_"]) for row in ROWS]
    (finding,) = told("STR006 TGT003 SCR002", TITLE + HEAD + rows(*blank))
    assert (finding.code, finding.message.zh) == ("STR006", "5项指标的完成值和得分全部空白，自评表未填写")
    assert told("STR006", TITLE + HEAD + rows(*blank[:4], ROWS[4])) == []


def test_template_rows_are_one_finding() -> None:
    (finding,) = told("STR006", TITLE + HEAD + rows(*ROWS) + "指标6：\n指标7：\n")
    assert "（共2处）" in finding.message.zh

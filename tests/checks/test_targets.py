"""Targets against completions: the guards, the severities and what is put together."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}

HEAD = "青柳区松岭乡2024年度部门整体绩效自评表\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分"
REST = "受益群众人数 ≥ 300 人 310 20 20"


def table(*rows: str, note: bool = False) -> str:
    """A department table with these rows and one that is right."""
    lines = ["\t".join(row.split()) for row in (*rows, REST)]
    return HEAD + ("\t说明" if note else "") + "\n" + "\n".join(lines) + "\n"


def told(code: str, text: str) -> list[Finding]:
    """What one rule finds in a text."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return list(run(report, [RULES[code]]).findings)


def test_overshoot_with_a_column_for_reasons() -> None:
    (finding,) = told(
        "TGT001", table("法治宣传活动场次 ≥ 6 场 8 10 10", "河道巡查次数 ≥ 12 次 13 10 10", note=True)
    )
    assert (finding.severity, finding.subject, finding.working) == (
        Severity.WARNING,
        "法治宣传活动场次",
        "8 ÷ 6 = 133.3%",
    )
    assert told("TGT001", table("法治宣传活动场次 ≥ 6 场 8 10 10 新增普法任务", note=True)) == []
    assert len(told("TGT001", table("法治宣传活动场次 ≥ 6 场 8 10 10 无", note=True))) == 1


def test_overshoot_without_one() -> None:
    assert [f.severity for f in told("TGT001", table("法治宣传活动场次 ≥ 6 场 8 10 10"))] == [Severity.INFO]
    assert [f.severity for f in told("TGT001", table("法治宣传活动场次 ≥ 6 场 18 10 10"))] == [
        Severity.WARNING
    ]


def test_many_notes_are_one_finding() -> None:
    rows = [f"第{n}类宣传活动场次 ≥ 10 场 15 5 5" for n in "甲乙丙丁"]
    (finding,) = told("TGT001", table(*rows))
    assert finding.severity is Severity.INFO
    assert len(finding.related) == 3
    assert "第丁类宣传活动场次10→15" in finding.message.zh


@pytest.mark.parametrize(
    "row",
    [
        "应急演练次数 ≥ 2 次 3 10 10",
        "安全事故起数 ≤ 2 起 9 10 0",
        "群众投诉件数 = 2 件 9 10 0",
        "办结时限 = 5 天 9 10 5",
        "治理成效 ≥ 0.95 % 96 10 10",
        "道路养护里程 ≥ 10 公里 12.9 10 10",
        "新增投资 ≥ 0.2 亿元 2100万元 10 10",
        "接待来访人次 ≥ 500 人次 700余 10 10",
    ],
)
def test_no_overshoot(row: str) -> None:
    assert told("TGT001", table(row)) == []


def test_missing_cells() -> None:
    assert [f.subject for f in told("TGT002", table("河道巡查次数 ≥ — 次 12 10 10"))] == ["河道巡查次数"]
    assert [f.subject for f in told("TGT003", table("河道巡查次数 ≥ 12 次 — 10 10"))] == ["河道巡查次数"]
    rows = [f"第{n}类巡查次数 ≥ 12 次 — 10 10" for n in "甲乙丙丁"]
    (finding,) = told("TGT003", table(*rows))
    assert finding.message.zh.startswith("4项指标（第甲类巡查次数、")


def test_words_for_numbers_and_numbers_for_words() -> None:
    assert len(told("TGT004", table("河道巡查次数 ≥ 12 次 达成预期指标 10 10"))) == 1
    two = table(
        "人居环境 定性 优 — 1 10 10", "民生保障 定性 有所增加 — 1 10 10", "路网结构 定性 良 — 全部完成 10 10"
    )
    codes, done = told("TGT005", two)
    assert (codes.severity, codes.subject, len(codes.related)) == (Severity.WARNING, "人居环境", 1)
    assert (done.severity, done.subject) == (Severity.INFO, "路网结构")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("公用经费控制率 ≥ 100 % 100 10 10", True),
        ("生产安全事故发生率 ≥ 1 % 0 10 10", True),
        ("登记失业率 ≥ 4 % 3 10 10", True),
        ("安全饮水合格率 ≤ 95 % 98 10 10", True),
        ("食品抽检不合格率 ≥ 5 % 2 10 10", True),
        ("成本控制率 ≤ 100 % 98 10 10", False),
        ("治安发案下降率 ≥ 29.7 % 29.7 10 10", False),
        ("安全隐患整改率 ≥ 95 % 98 10 10", False),
        ("产品不合格率 ≤ 5 % 2 10 10", False),
        ("血压控制率 ≥ 60 % 63 10 10", False),
        ("违法建设查处数 ≥ 5 起 6 10 10", False),
        ("群众投诉 = 0 件 0 10 10", False),
        ("项目完成时间 ≥ 12 月 12 10 10", False),
        ("三公经费变动率 ≤ 5 % 5 10 10", False),
    ],
)
def test_the_sign_against_the_name(row: str, wrong: bool) -> None:
    assert bool(told("TGT006", table(row))) is wrong


@pytest.mark.parametrize(
    ("heads", "cells", "wrong"),
    [
        ("指标性质 指标方向", "正向 小于等于", True),
        ("指标性质 指标方向", "反向 ≥", True),
        ("指标性质 指标方向", "正向 ≥", False),
        ("指标性质 指标方向", "反向 等于", False),
        ("指标方向 指标性质", "正向 ≤", True),
        ("指标性质 指标方向", "大于等于 _", False),
        ("正反向 指标性质", "反向 ≥", True),
        ("正反向 指标性质", "正向指标 ≥", False),
    ],
)
def test_the_sign_against_what_the_form_marks(heads: str, cells: str, wrong: bool) -> None:
    lines = (f"指标名称 {heads} 指标值 计量单位 全年完成值 权重 得分", f"造林面积 {cells} 500 亩 500 100 100")
    text = "青柳区松岭乡2024年度部门整体绩效自评表\n" + "\n".join("\t".join(line.split()) for line in lines)
    findings = told("TGT006", text.replace("_", "") + "\n")
    assert bool(findings) is wrong
    if wrong:
        assert "标为“" in findings[0].message.zh and len(findings[0].related) == 2


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("安全饮水覆盖率 ≥ 95 % 108 10 10", True),
        ("群众满意度 ≥ 105 % 98 10 10", True),
        ("在职人员控制率 ≤ 100 % 108.70 10 10", False),
        ("任务完成率 ≥ 100 % 105 10 10", False),
        ("财政收入增长率 ≥ 5 % 120 10 10", False),
        ("资金到位率 ≥ 100 % 110 10 10", False),
        ("工程验收通过率 ≥ 95 % 191 10 10", True),
        ("项目及时(按期)开工率 ≥ 90 % 181 10 10", True),
        ("工作按时完成率 ≥ 95 % 201 10 10", True),
        ("小学毛入学率 ≥ 100 % 103 10 10", False),
        ("群众不满意率 ≤ 5 % 103 10 10", False),
        ("死亡率 ≤ 5 ‰ 3 10 10", False),
        ("群众满意度 ≥ 90 分 120 10 10", False),
    ],
)
def test_parts_of_a_whole_end_at_a_hundred(row: str, wrong: bool) -> None:
    assert bool(told("TGT007", table(row))) is wrong


def test_percent_and_fraction() -> None:
    assert len(told("TGT008", table("安全饮水覆盖率 ≥ 0.95 % 96 10 10"))) == 1
    assert told("TGT008", table("产值增长率 ≥ 0.4 % 0.38 10 10")) == []


def test_copied_targets() -> None:
    rows = [f"第{n}类巡查次数 ≥ {20 + k} 次 {20 + k} 5 5" for k, n in enumerate("甲乙丙丁戊己庚辛壬")]
    (finding,) = told("TGT009", table(*rows))
    assert (finding.severity, finding.found) == (Severity.INFO, "9/10")
    assert told("TGT009", table(*rows[:-1])) == []
    assert told("TGT009", table(*(r.replace("≥", "=") for r in rows))) == []


def test_targets_known_too_well() -> None:
    assert len(told("TGT010", table("农业总产值 ≥ 123.45 亿元 123.45 10 10"))) == 1
    assert len(told("TGT010", table("预算执行率 = 97.4 % 97.4 10 9.74"))) == 1
    assert told("TGT010", table("农业总产值 ≥ 123.40 亿元 123.40 10 10")) == []
    budget = "全年支出826.40万元，其中：基本支出512.15万元，项目支出314.25万元。\n"
    assert told("TGT010", table("项目支出 ≤ 314.25 万元 314.25 10 10") + budget) == []


def test_echoes_are_one_finding_a_table() -> None:
    (finding,) = told("TGT011", table("水标尺长度 ≥ 266 米 ≥266 10 10", "开工率 ≥ 90 % ≥90% 10 10"))
    assert (finding.severity, len(finding.related)) == (Severity.WARNING, 1)
    assert [f.found for f in told("TGT011", table("开工率 ≥ 90 % 90%以上 10 10"))] == ["90%以上"]
    assert told("TGT011", table("开工率 ≥ 90 % 93%以上 10 10")) == []

"""One slip is one finding: what all rules together say of a report with one wrong cell, and with two."""

from __future__ import annotations

import pytest

from auditor.check import load_rules
from auditor.engine import Settings, audit_bytes

FORM = """项目支出绩效自评表
（2024年度）
项目名称\t校舍维修
填报单位\t松岭乡人民政府
项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
年度资金总额\t120.00\t120.00\t114.00\t10\t95.00%\t9.50
三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因
维修校舍栋数\t≥20栋\t20栋\t30\t30\t
验收合格率\t≥90%\t95%\t20\t20\t
培训教师人数\t≥500人\t450人\t20\t18\t
慰问教师人数\t≥600人\t540人\t20\t18\t两所学校撤并
总分\t\t\t100\t95.5\t
填报日期：2025年3月1日
"""
GRADED = """2024年度部门整体绩效自评表
三级指标\t年度指标值\t实际完成值\t权重占比（%）\t单项指标得分\t单项指标折算得分
维修校舍栋数\t≥20栋\t20栋\t60\t100\t60
受益学生人数\t≥500人\t510人\t40\t100\t40
"""
# What the reports lack or have in any case.
ALWAYS = {"STR004", "SCR010"}


def codes(text: str) -> list[str]:
    """The rules that all together speak of a report."""
    rules = tuple(rule for rule in load_rules() if rule.default)
    findings = audit_bytes(text.encode(), "a.txt", Settings(rules)).result.findings
    return sorted(f.code for f in findings if f.code not in ALWAYS)


@pytest.mark.parametrize(
    "form, old, new, told",
    [
        (FORM, "450人\t20\t18\t", "450人\t20\t18\t", []),
        (FORM, "95%\t20\t20", "95%\t20\t9.8.5", ["SCR002"]),
        (FORM, "95%\t20\t20", "95%\t9.8.5\t20", ["WGT003"]),
        (FORM, "95%\t20\t20", "95%\t待定\t20", ["WGT003"]),
        (FORM, "95%\t20\t20", "95%\t0\t20", ["WGT003"]),
        (FORM, "20栋\t30", "待定\t30", ["STR006"]),
        (FORM, "95%\t20\t20", "950%\t20\t20", ["TGT007"]),
        (FORM, "450人\t20\t18\t", "450人\t20\t38\t", ["SCR001"]),
        (GRADED, "100\t60", "100\t600", ["SCR007"]),
        (GRADED, "100\t60", "100\t-6", ["SCR007"]),
    ],
)
def test_one_wrong_cell_is_told_once(form: str, old: str, new: str, told: list[str]) -> None:
    assert form.count(old) == 1
    assert [c for c in codes(form.replace(old, new)) if c != "TOT001"] == told


def test_a_reversed_pair_without_reasons_is_one_finding() -> None:
    text = FORM.replace("540人\t20\t18\t两所学校撤并", "420人\t20\t19.6\t")
    rules = tuple(rule for rule in load_rules() if rule.code in ("SCR010", "SCR013"))
    (finding,) = audit_bytes(text.encode(), "a.txt", Settings(rules)).result.findings
    assert finding.code == "SCR013" and finding.severity.value == "warning"
    assert "均未说明原因" in finding.message.zh


def test_a_score_out_of_proportion_is_not_compared_too() -> None:
    text = FORM.replace("450人\t20\t18\t", "450人\t20\t10\t").replace(
        "540人\t20\t18\t两所学校撤并", "420人\t20\t19.6\t"
    )
    assert "SCR004" in codes(text) and "SCR013" not in codes(text)


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("450人\t20\t18\t", "450人\t20\t10\t", {"SCR004", "SCR010"}),
        ("95%\t20\t20", "9.8.5\t20\tXX", {"TXT010", "SCR002"}),
        ("≥20栋\t20栋\t30\t30", "≥20栋\t待定\t30\t31", {"STR006", "SCR001"}),
    ],
)
def test_two_slips_are_told_both(old: str, new: str, told: set[str]) -> None:
    rules = tuple(rule for rule in load_rules() if rule.default)
    findings = audit_bytes(FORM.replace(old, new).encode(), "a.txt", Settings(rules)).result.findings
    assert told <= {f.code for f in findings}

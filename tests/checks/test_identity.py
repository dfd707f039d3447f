"""Whose report it is and of which year: what conflicts, and what only looks so."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}
TABLE = (
    "指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n受益群众人数\t≥\t300\t人\t310\t100\t100\n"
)
TITLE = "2024年度部门整体支出绩效自评报告\n"


def told(codes: str, text: str) -> list[Finding]:
    """What some rules find in a text."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return list(run(report, [RULES[code] for code in codes.split()]).findings)


# ── IDN001, IDN002 ────────────────────────────────────────────────────────────────────────────────────


def test_title_and_caption() -> None:
    (finding,) = told("IDN001", f"2024年度部门整体绩效自评表\n（2023年度）\n{TABLE}")
    assert finding.severity is Severity.ERROR
    assert finding.message.zh == "报告年度不一致：2024（标题）、2023（表头）"


def test_the_one_that_stands_alone_is_named() -> None:
    text = f"2023年度部门整体绩效自评报告\n2024年度部门整体绩效自评表\n（2024年度）\n{TABLE}"
    (finding,) = told("IDN001", text)
    assert (finding.found, finding.expected) == ("2023", "2024")


def test_the_year_in_which_it_is_evaluated() -> None:
    (finding,) = told("IDN001", f"2025年部门整体绩效自评表\n（2024年度）\n{TABLE}")
    assert finding.severity is Severity.INFO


def test_a_file_of_several_years() -> None:
    forms = "\n".join(f"{y}年度部门整体绩效自评表\n（{y}年度）\n{TABLE}" for y in (2023, 2024))
    assert told("IDN001", forms) == []


def test_the_body_is_a_warning() -> None:
    (finding,) = told("IDN001", f"{TITLE}现将2023年度部门整体支出绩效自评情况报告如下。\n")
    assert (finding.severity, finding.found) == (Severity.WARNING, "2023")


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年决算65.73万元，2024年决算73.29万元。",
        "较2023年度部门整体绩效自评得分提高2分。",
        "我单位公开了2023年度部门整体绩效自评结果。",
        "根据《关于开展2023年度绩效自评工作的通知》要求开展。",
        "编制了2025年度部门整体绩效目标申报表。",
        "2023年度、2024年度整体支出绩效自评均为优。",
        "上年绩效自评工作已整改。",
    ],
)
def test_years_of_other_things(sentence: str) -> None:
    assert told("IDN001", f"{TITLE}{sentence}\n") == []


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2025年4月15日", 0), ("二〇二五年四月十五日", 0), ("2026-12-31", 0), ("2024年12月31日", 1), ("2024年4月15日", 1),
        ("2027年1月5日", 1), ("二○二八年一月五日", 1), ("2025年13月45日", 0),
    ],
)  # fmt: skip
def test_dates_of_signature(day: str, found: int) -> None:
    assert len(told("IDN002", f"{TITLE}全年支出826.40万元。\n松岭乡人民政府\n{day}\n")) == found


def test_dates_inside_the_text_sign_nothing() -> None:
    assert told("IDN002", f"{TITLE}2024年7月9日公开了预算，支出826.40万元。\n") == []


def test_half_a_year_is_signed_in_the_year() -> None:
    assert told("IDN002", "2024年上半年部门整体支出绩效自评报告\n支出826.40万元。\n2024年7月15日\n") == []


def test_a_forms_own_date() -> None:
    assert len(told("IDN002", f"2024年度部门整体绩效自评表\n填报日期：2024年3月1日\t\n{TABLE}")) == 1


def test_a_report_that_names_no_year() -> None:
    assert told("IDN002", f"部门整体绩效自评表\n填报日期：2024年3月1日\t\n{TABLE}") == []


# ── IDN003, IDN004 ────────────────────────────────────────────────────────────────────────────────────


def signed(cover: str, signature: str) -> str:
    """A report with these names on its cover and below it."""
    return f"{cover}\n{TITLE}全年支出826.40万元。\n{signature}\n2025年4月15日\n"


@pytest.mark.parametrize(
    ("cover", "signature", "found"),
    [
        ("青柳区松岭乡人民政府", "青柳区临河镇人民政府", 1),
        ("青柳区松岭乡人民政府", "青柳区松岭镇人民政府", 1),
        ("白鹭县水利局", "白鹭县交通运输局", 1),
        ("松岭乡人民政府", "云溪市青柳区松岭乡人民政府", 0),
        ("青柳区松岭乡人民政府部门", "青柳区松岭乡人民政府", 0),
        ("青柳区松岭乡人民政府", "青柳区财政局", 0),
        ("某市某某局", "某县某局", 0),
    ],
)
def test_names_of_the_unit(cover: str, signature: str, found: int) -> None:
    assert len(told("IDN003", signed(cover, signature))) == found


def test_the_town_in_a_title() -> None:
    (finding,) = told("IDN003", f"松岭乡{TITLE}全年支出826.40万元。\n临河镇人民政府\n2025年4月15日\n")
    assert finding.message.zh == "单位名称不一致：松岭乡（标题）、临河镇人民政府（落款）"


@pytest.mark.parametrize(
    ("unit", "text", "words"),
    [
        ("望江街道办事处", "保障工作人员收入和镇政府整体运行。", ["镇政府"]),
        ("望江街道办事处", "我镇运转正常，全镇群众受益。", ["我镇", "全镇"]),
        ("松岭镇人民政府", "我街道运转正常。", ["我街道"]),
        ("松岭镇人民政府", "我局加强管理。", ["我局"]),
        ("松岭镇人民政府", "我镇、全镇、镇党委、本镇工作有序。", []),
        ("望江街道办事处", "配合临河镇政府做好乡镇（街道）工作，服务城镇居民，场镇环境良好。", []),
        ("望江街道办事处", "制度健全镇静有序，安全镇守。", []),
        ("白鹭县水利局", "督促全镇防汛，镇政府配合。", []),
        ("白鹭县水利局", "我镇防汛有序。", ["我镇"]),
    ],
)
def test_self_references(unit: str, text: str, words: list[str]) -> None:
    assert {f.subject for f in told("IDN004", f"{unit}\n{TITLE}{text}\n")} == set(words)


def test_the_unit_that_did_the_work_writes() -> None:
    form = "2024年度项目支出绩效自评表\n主管部门\t白鹭县教育局\t实施单位\t白鹭县第一小学\n预期目标\t实际完成情况\n保障运转。\t我校运转正常。\n"
    assert told("IDN004", form + TABLE) == []


def test_superiors_of_a_form_written_one_cell_a_line() -> None:
    form = "护林资金绩效目标自评表\n中央{0}\n森林草原总局\n省级{0}\n青柳省林业局\n全年支出826.40万元。\n"
    assert told("IDN003", form.format("主管部门")) == []
    assert len(told("IDN003", form.format("护林资金"))) == 1

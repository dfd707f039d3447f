"""Indicators that sentences tell are rows, and the rules on rows run on them."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity, Verdict
from auditor.model.form import Indicator
from auditor.model.report import Report
from auditor.places import path
from auditor.readers import read
from auditor.recognition import recognise

HEAD = "云溪市青柳区松岭乡人民政府\n2024年度农民培训项目支出绩效自评报告\n全年预算30万元，实际支出30万元，执行率100%。\n"
RULES = load_rules()


def report(text: str) -> Report:
    known = recognise(read(f"{HEAD}{text}\n".encode(), "a.txt")).report
    assert known is not None
    return known


def told(text: str) -> list[tuple[str, str, str, str, str]]:
    """Name, target, completion, weight and score of each row, as printed."""
    return [_texts(i) for t in report(text).tables if t.kind == "sentences" for i in t.indicators]


def _texts(row: Indicator) -> tuple[str, str, str, str, str]:
    texts = [f.text if f else "" for f in (row.target, row.completion, row.weight, row.score)]
    return row.name.name, texts[0], texts[1], texts[2], texts[3]


def findings(text: str) -> list[Finding]:
    return [f for f in run(report(text), RULES).findings if f.severity > Severity.INFO]


def codes(text: str) -> list[str]:
    return [f.code for f in findings(text)]


ROWS = {
    "四项俱全": ("巡河次数，目标值12次，完成值13次，分值6，得分6。", ("巡河次数", "12次", "13次", "6", "6")),
    "带冒号": ("1.数量指标：巡河次数：目标值：12次，实际完成值：13次，得分：6分，满分：6分。", ("巡河次数", "12次", "13次", "6", "6")),
    "顿号": ("巡河次数目标值12次、完成值13次、分值6分、得分6分。", ("巡河次数", "12次", "13次", "6", "6")),
    "年初指标值": ("巡河次数年初指标值为不低于12次，全年实际完成值13次。", ("巡河次数", "不低于12次", "13次", "", "")),
    "符号": ("1.数量指标：巡河次数≥12次，实际完成13次，得6分。", ("巡河次数", "≥12次", "13次", "", "6")),
    "设定目标": ("年初设定目标修复堤防12处，实际修复堤防13处，该指标分值6分，自评得6分。", ("修复堤防", "12处", "13处", "6", "6")),
    "目标在后": ("1.数量指标。年度指标值为修复堤防12处，实际完成13处，分值6分，得分6分。", ("修复堤防", "12处", "13处", "6", "6")),
    "只有数": ("数量指标：购置水泵数量12台，实际购置水泵11台，未完成指标。", ("购置水泵数量", "12台", "11台", "", "")),
    "括号": ("巡河次数（目标值12次，完成值13次，分值6分，得分6分）。", ("巡河次数", "12次", "13次", "6", "6")),
    "下一句": ("巡河次数：年初目标值12次，实际完成13次，超过预期。该指标分值6分，自评得分6分。", ("巡河次数", "12次", "13次", "6", "6")),
    "名称自成一句": ("指标1：开展巡河。指标值：12次；完成值：13次；分值：6分；得分：6分。", ("开展巡河", "12次", "13次", "6", "6")),
    "名称成段": ("（一）巡河次数\n目标值：12次；实际值：13次；分值：6分；得分：6分。", ("巡河次数", "12次", "13次", "6", "6")),
    "调查结果": ("村民满意度目标≥90%，调查结果96%，得10分。", ("村民满意度", "≥90%", "96%", "", "10")),
    "只有结果": ("参训率达97%，得5分。", ("参训率", "", "97%", "", "5")),
    "期限": ("项目完成时间为2024年11月底前，实际于2024年12月完成，分值5分，得5分。", ("项目完成时间", "2024年11月底前", "2024年12月", "5", "5")),
    "总分在前": ("项目支出自评得分96分，其中巡河次数分值6分，得分5分。", ("巡河次数", "", "", "6", "5")),
    "完成率在后": ("①走访农户，目标120户，完成118户，完成率98.33%。", ("走访农户", "120户", "118户", "", "")),
}  # fmt: skip


@pytest.mark.parametrize(("text", "row"), ROWS.values(), ids=ROWS.keys())
def test_a_row_in_words(text: str, row: tuple[str, str, str, str, str]) -> None:
    assert told(text) == [row]


NONE = [
    # Levels with their points, the report's own total, how points are given.
    "产出指标分值50分，自评得分48分；效益指标分值30分，自评得分30分。",
    "本项目满分100分，自评得分98分。",
    "巡河次数每少1次扣0.5分，得分不低于2分，分值6分，扣完为止。",
    # Amounts of the budget, another year, what is due by law, plans only.
    "年初计划投资300万元，实际完成投资280万元。",
    "上年目标培训100人，实际培训90人。",
    "应检查企业320家，实际检查320家，检查率100%。",
    "计划2024年6月开工，实际2024年7月开工。",
    "绩效目标值1050吨与指标值1173吨不一致，应予核实。",
    "该指标分值5分，得5分。",
    # The line above is the report's year, not a name.
    "（2024年度）\n任务125户，实际改造164户。",
]


@pytest.mark.parametrize("text", NONE)
def test_no_row(text: str) -> None:
    assert told(text) == []


def test_two_rows_of_one_sentence_and_their_levels() -> None:
    (table,) = report(
        "（一）产出指标\n2.质量指标：（1）合格率：目标值≥95%，完成值96.5%，得8分；（2）发放率：目标值100%，完成值100%，得8分。"
    ).tables
    first, second = table.indicators
    assert (first.name.name, second.name.name) == ("合格率", "发放率")
    assert first.level2 == second.level2 == "质量指标"
    assert first.level1 == "产出指标"


def test_a_form_tells_its_indicators_itself() -> None:
    form = "指标名称\t指标值\t完成值\t分值\t得分\n巡河次数\t≥12次\t13次\t50\t50\n出动人次\t≥300人次\t310人次\t50\t50\n"
    (table,) = report(f"巡河次数目标值12次，完成值13次。\n{form}").tables
    assert table.kind == "indicators"


def test_an_indicator_told_twice_is_one_row() -> None:
    text = "巡河次数目标值12次，完成值13次，得6分。\n巡河次数目标值12次，完成值13次，得6分。"
    assert len(told(text)) == 1


ITEMS = """（1）巡河次数（分值50分）：目标值20次，实际完成20次，得50分。
（2）资料建档率（分值30分）：目标值100%，实际完成100%，得30分。
（3）村民满意度（分值20分）：目标值≥90%，实际完成{}，得20分。
自评得分100分。"""


def test_scored_items_that_tell_target_and_completion_are_rows() -> None:
    known = report(ITEMS.format("96%"))
    assert known.items == () and len(known.tables[0].indicators) == 3
    assert codes(ITEMS.format("≥90%")) == ["TGT011"]


def test_scored_items_without_them_stay_items() -> None:
    text = ITEMS.format("96%").replace("目标值100%，", "").replace("实际完成100%，", "资料齐全，")
    known = report(text)
    assert len(known.items) == 3 and known.tables == ()


# ── The rules on rows ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("巡河次数，目标值12次，完成值13次，分值6分，得分8分。", "SCR001", "8"),
        ("巡河次数，目标值12次，完成值10次，分值6分，得分6分。", "SCR003", "6"),
        ("项目完成时间，目标值2024年11月底前，完成值2025年1月，分值5分，得分5分。", "SCR014", "5"),
        ("村民满意度，目标值≥90%，完成值≥90%，分值5分，得分5分。", "TGT011", "≥90%"),
        ("二、绩效目标完成情况\n满意度指标：村民满意度≥90%。", "TGT011", "≥90%"),
        ("绩效指标完成率98.5%，自评得分100分。", "XRF005", "98.5%"),
    ],
)
def test_a_rule_on_rows_runs_on_it(text: str, code: str, found: str) -> None:
    (finding,) = findings(text)
    assert (finding.code, finding.found) == (code, found)


@pytest.mark.parametrize(
    "text",
    [
        "巡河次数，目标值12次，完成值13次，分值6分，得分6分。",
        "项目完成时间，目标值2024年11月底前，完成值2024年10月，分值5分，得分5分。",
        "二、绩效目标完成情况\n满意度指标：村民满意度≥90%，实际96%。",
        # A threshold under a heading of goals is one.
        "二、绩效目标\n满意度指标：村民满意度≥90%。",
        # A cost of an indicator is none of the whole budget.
        "维护成本≤5万元，实际支出4.6万元，得10分。",
    ],
)
def test_what_is_right_is_not_accused(text: str) -> None:
    assert findings(text) == []


def test_a_finding_shows_where() -> None:
    (finding,) = findings("巡河次数，目标值12次，完成值10次，分值6分，得分6分。")
    assert path(finding.place) == "第4行 巡河次数 › 得分"
    assert finding.place.marked == "6" and finding.place.text.endswith("得分6分。")
    assert [p.marked for p in finding.related] == ["12次", "10次", "6"]


# ── Sums ──────────────────────────────────────────────────────────────────────────────────────────────

SOME = "巡河次数，目标值12次，完成值13次，分值{}分，得分{}分。\n资料归档率，目标值≥95%，完成值90.25%，分值40分，得分38分。\n自评得分{}分。"


def test_rows_whose_weights_make_100_are_all_there() -> None:
    assert codes(SOME.format(60, 60, 98)) == []
    (finding,) = findings(SOME.format(60, 60, 95))
    assert (finding.code, finding.expected) == ("TOT001", "98")


def test_rows_that_need_not_be_all_are_not_added_up() -> None:
    result = run(report(SOME.format(30, 30, 98)), RULES)
    assert not [f for f in result.findings if f.severity > Severity.INFO]
    assert {f.verdict for f in result.figures if f.rule in ("total-score-mismatch", "weight-total")} == {
        Verdict.NOT_VERIFIABLE
    }


def test_a_text_that_says_how_many_there_are_vouches_for_them() -> None:
    assert codes("共设置三级指标2个。\n" + SOME.format(30, 30, 68)) == ["WGT001"]
    assert codes("共设置三级指标5个。\n" + SOME.format(30, 30, 98)) == []

"""Forms laid out otherwise than in rows under a header: turned, one cell a line, flattened into lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from auditor.check import Selection, load_rules
from auditor.document import Cell, Document, Location, Paragraph, Table
from auditor.engine import Settings, audit_bytes
from auditor.finding import Finding
from auditor.model.form import Indicator
from auditor.model.report import Report
from auditor.places import path
from auditor.readers import read
from auditor.recognition import recognise
from auditor.recognition.forms.arranged import arranged

TITLE = "柳溪县苗圃管护项目支出绩效自评表\n（2023年度）\n"
TURNED = (
    "指标名称\t育苗数量\t苗木合格率\t农户满意度\t合计\n指标值\t≥5万株\t≥95%\t≥90%\t\n"
    "完成值\t5.2万株\t96%\t93%\t\n分值\t50\t30\t20\t100\n得分\t{}\t30\t20\t100\n"
)
HEADER = "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析"
ROWS = (
    "产出指标 数量指标 育苗数量 ≥5万株 5.2万株 50 50",
    "质量指标 苗木合格率 ≥95% 90% 20 18.95 雨季偏长，移栽推迟",
    "效益指标 社会效益指标 带动农户 ≥30户 35户 20 20",
)
FUNDS = (
    "项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分",
    "年度资金总额 120 120 108 10 90% 9",
    "其中：财政拨款 120 120 108",
    "其他资金",
)
TOTAL = "总分 100 97.95"


def told(text: str) -> Report:
    found = recognise(read(text.encode(), "a.txt")).report
    assert found is not None
    return found


def rows(found: Report) -> Sequence[Indicator]:
    (table,) = found.tables
    return table.indicators


def figures(row: Indicator) -> list[str]:
    return [f.text for f in (row.name, row.target, row.completion, row.weight, row.score) if f is not None]


def findings(text: str, name: str = "a.txt") -> list[Finding]:
    result = audit_bytes(text.encode(), name, Settings(Selection().of(load_rules()))).result
    return [f for f in result.findings if f.code != "STR004"]


def one_a_line(*lines: str) -> str:
    return TITLE + "\n".join(cell for line in lines for cell in line.split()) + "\n"


def flattened(*lines: str) -> str:
    return TITLE + "\n".join(lines) + "\n"


def dumped(*lines: str) -> str:
    return TITLE + " ".join(lines) + "\n"


# ── Turned ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_whose_indicators_stand_in_columns() -> None:
    found = told(TITLE + TURNED.format("50"))
    assert figures(rows(found)[1]) == ["苗木合格率", "≥95%", "96%", "30", "30"]
    assert [t.value.text for t in found.totals] == ["100"]


def test_a_finding_in_a_turned_table_names_the_column_and_the_cell() -> None:
    (finding,) = findings(
        TITLE + TURNED.format("55").replace("\t100\n得分", "\t100\n得分").replace("20\t100\n", "20\t105\n")
    )[:1]
    assert (finding.code, path(finding.place)) == ("SCR001", "表1 › 第2列 育苗数量 › 得分")
    at = finding.place.location.printed
    assert (at.row, at.column, at.turned) == (5, 2, False)


def test_findings_of_one_column_silence_none_of_another() -> None:
    two = TURNED.format("50").replace("5.2万株\t96%\t93%", "4万株\t90%\t93%")
    assert {f.subject for f in findings(TITLE + two) if f.code == "SCR003"} == {"育苗数量", "苗木合格率"}


def test_levels_of_a_turned_table_may_be_merged() -> None:
    texts = (
        "一级指标|产出指标|<|效益指标",
        "三级指标|育苗数量|合格率|带动农户",
        "指标值|≥5万株|≥95%|≥30户",
        "完成值|5万株|96%|35户",
        "分值|40|30|30",
    )
    cells = []
    for r, row in enumerate(texts, 1):
        for c, text in enumerate(row.split("|"), 1):
            if text != "<":
                at = Location(table=1, row=r, column=c)
                cells.append(Cell(text, r, c, at, colspan=2 if text == "产出指标" else 1))
    document = Document(
        "docx",
        (Paragraph("苗圃项目支出绩效自评表", Location(line=1)), Table(tuple(cells), Location(table=1))),
    )
    found = recognise(document).report
    assert found is not None
    assert [(row.level1, row.name.text) for row in rows(found)] == [
        ("产出指标", "育苗数量"),
        ("产出指标", "合格率"),
        ("效益指标", "带动农户"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "指标名称\t指标值\t完成值\t分值\t得分\n育苗数量\t5万株\t5万株\t60\t60\n合格率\t95%\t96%\t40\t40\n",
        "指标名称\t育苗数量\t合格率\n指标值\t很多\t较高\n完成值\t很多\t较高\n分值\t见附件\t见附件\n",
        "指标名称\t育苗数量\n指标值\t5万株\n完成值\t5万株\n分值\t100\n",
    ],
    ids=["rows", "no points", "one column"],
)
def test_tables_that_are_not_turned(table: str) -> None:
    document = read((TITLE + table).encode(), "a.txt")
    assert arranged(document) is document


def test_funds_whose_sources_stand_in_columns() -> None:
    found = told(
        TITLE
        + "资金情况（万元）\t合计\t中央资金\t县级资金\n预算数\t300\t200\t100\n执行数\t270\t190\t80\n执行率\t90%\t95%\t80%\n"
        "三级指标\t指标值\t完成值\t分值\t得分\n育苗数量\t≥5万株\t5万株\t60\t60\n合格率\t≥95%\t96%\t40\t40\n"
    )
    assert [
        (row.name, row.level, row.adjusted and row.adjusted.text, row.rate and row.rate.text)
        for row in found.funds
    ] == [("合计", 0, "300", "90%"), ("中央资金", 1, "200", "95%"), ("县级资金", 1, "100", "80%")]
    assert len(rows(found)) == 2


def test_a_total_below_a_turned_part_is_that_of_its_indicators() -> None:
    head = "项目名称\t苗圃管护\t\t\n"
    turned = TURNED.format("50").replace("\t合计", "").replace("\t\n", "\n").replace("20\t100", "20")
    (table,) = told(TITLE + head + turned + "自评总分\t98\t\t\n").tables
    assert [t.value.text for t in table.totals] == ["98"]


CARDS = (
    "项目名称\t苗圃管护\t主管部门\t柳溪县林业局\n指标1名称\t育苗数量\t指标类型\t数量指标\n年度指标值\t≥5万株\t实际完成值\t5.2万株\n"
    "分值\t60\t得分\t60\n指标2名称\t农户满意度\t指标类型\t满意度指标\n年度指标值\t≥90%\t实际完成值\t93%\n"
    "分值\t40\t得分\t{}\n自评总分\t100\t\t\n"
)


def test_indicators_as_blocks_of_labels_with_their_values() -> None:
    found = told(TITLE + CARDS.format("40"))
    assert [figures(row) for row in rows(found)] == [
        ["育苗数量", "≥5万株", "5.2万株", "60", "60"],
        ["农户满意度", "≥90%", "93%", "40", "40"],
    ]
    (finding,) = (f for f in findings(TITLE + CARDS.format("45")) if f.code == "SCR001")
    assert path(finding.place) == "表1 › 第5行 农户满意度 › 得分"
    assert (finding.place.location.row, finding.severity.value) == (7, "error")


@pytest.mark.parametrize(
    "old, new",
    [
        ("指标2名称\t农户满意度", "指标2名称\t"),
        ("分值\t40\t", "分值\t较高\t"),
        ("实际完成值\t93%", "满意度\t93%"),
    ],
    ids=["no name", "no points", "another label"],
)
def test_blocks_that_do_not_all_say_the_same_things_stay_as_they_are(old: str, new: str) -> None:
    document = read((TITLE + CARDS.format("40").replace(old, new)).encode(), "a.txt")
    assert arranged(document) is document


# ── Lines ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lay", [one_a_line, flattened, dumped])
def test_a_form_whose_cells_were_lost(lay: object) -> None:
    assert callable(lay)
    text = lay(*FUNDS, HEADER, *ROWS, TOTAL)
    found = told(text)
    assert [figures(row) for row in rows(found)] == [
        ["育苗数量", "≥5万株", "5.2万株", "50", "50"],
        ["苗木合格率", "≥95%", "90%", "20", "18.95"],
        ["带动农户", "≥30户", "35户", "20", "20"],
    ]
    assert [(row.level1, row.level2) for row in rows(found)][2] == ("效益指标", "社会效益指标")
    note = rows(found)[1].note
    assert note is not None and note.text == "雨季偏长，移栽推迟"
    total, part, empty = found.funds
    assert [f and f.text for f in (total.executed, total.rate, total.weight, total.score)] == [
        "108",
        "90%",
        "10",
        "9",
    ]
    assert (part.level, part.executed and part.executed.text, part.rate) == (1, "108", None)
    assert (empty.name, empty.executed) == ("其他资金", None)
    assert findings(text) == []


def test_what_lines_say_is_judged_with_care_and_placed_by_its_line() -> None:
    text = flattened(
        *FUNDS, HEADER, ROWS[0].replace("50 50", "50 60"), *ROWS[1:], TOTAL.replace("97.95", "107.95")
    )
    finding = next(f for f in findings(text) if f.code == "SCR001")
    assert (finding.severity.value, finding.confidence.value) == ("warning", "likely")
    assert path(finding.place) == "第8行 育苗数量 › 得分"
    at = finding.place.location.printed
    assert (at.line, at.table, at.row) == (8, None, None)


def test_lines_of_known_words_that_are_laid_in_more_than_one_way_stay_unread() -> None:
    for text in (
        one_a_line(HEADER, ROWS[0], ROWS[1].replace(" 90%", ""), TOTAL),
        one_a_line(HEADER, ROWS[0], ROWS[1].replace("苗木合格率 ", ""), TOTAL),
        one_a_line(HEADER, ROWS[0], TOTAL.replace("总分 ", "")),
        one_a_line(
            "项目资金 年初预算数 全年预算数 全年执行数 分值 执行率 得分",
            "年度资金总额 120 108 10 90% 9",
            HEADER,
            *ROWS,
            TOTAL,
        ),
    ):
        known = recognise(read(text.encode(), "a.txt"))
        assert known.not_understood is not None, text
        assert known.report is not None and known.report.tables == ()


def test_reasons_and_levels_of_unknown_words_are_not_told_apart_in_a_stream() -> None:
    lines = (
        "一级指标 三级指标 分值 得分 扣分原因",
        "投入 目标合理性 40 40",
        "过程 制度健全性 60 58 尚缺一项",
    )
    assert recognise(read(one_a_line(*lines).encode(), "a.txt")).not_understood is not None
    assert [r.note.text for r in rows(told(flattened(*lines))) if r.note] == ["尚缺一项"]


def test_subtotals_and_two_level_headers_in_lines() -> None:
    found = told(
        flattened(
            "一级指标 指标名称 年度指标值 完成值 权重 得分", "指标性质 指标值 计量单位", "产出指标 育苗数量 ≥ 5 万株 5.2 30 30",
            "完工时间 12月底前 11月 30 30", "小计 60 60", "效益指标 带动农户 ≥ 30 户 35 40 40", "小计 40 40", "合计 100 100",
        )
    )  # fmt: skip
    assert [[f.text for f in (r.name, r.unit, r.completion) if f] for r in rows(found)] == [
        ["育苗数量", "万株", "5.2"],
        ["完工时间", "11月"],
        ["带动农户", "户", "35"],
    ]
    assert found.tables[0].indicators[1].weight is not None


def test_a_header_that_comes_again_on_the_next_page() -> None:
    assert len(rows(told(flattened(HEADER, *ROWS[:2], HEADER, ROWS[2], TOTAL)))) == 3


def test_cells_ruled_off_one_a_line() -> None:
    text = (
        one_a_line(HEADER, *ROWS, TOTAL).replace("\n", " |\n").replace("5.2万株 |\n50", "5.2万株 |\n |\n50")
    )
    assert len(rows(told(text))) == 3


def test_a_level_without_indicators_is_passed_over() -> None:
    found = told(
        dumped(HEADER, *ROWS, "经济效益指标", "满意度指标 满意度指标 农户满意度 ≥90% 93% 10 10", TOTAL)
    )
    assert [row.name.text for row in rows(found)][3:] == ["农户满意度"]
    assert [row.note.text for row in rows(found) if row.note] == ["雨季偏长，移栽推迟"]


def test_goals_and_labels_among_lines() -> None:
    found = told(
        dumped(
            "项目名称 苗圃管护 主管部门 柳溪县林业局", *FUNDS, "年度总体目标 预期目标 实际完成情况",
            "育苗5万株，带动周边农户增收。 育苗5.2万株，带动35户农户增收。", "绩效指标", HEADER, *ROWS, TOTAL,
        )
    )  # fmt: skip
    (goal,) = found.goals
    assert goal.completion and goal.completion.text.startswith("育苗5.2万株")
    assert (found.organisation, found.project) == ("柳溪县林业局", "苗圃管护")


def test_text_around_a_form_in_lines_stays_text() -> None:
    before = "柳溪县林业局2023年度自评报告\n一、基本情况\n苗圃项目由国有林场承担。\n"
    after = "二、存在问题\n苗木移栽受雨季影响，进度偏慢。\n"
    document = arranged(read((before + "\n".join((HEADER, *ROWS, TOTAL)) + "\n" + after).encode(), "a.txt"))
    assert [b.text for b in document.paragraphs] == [*before.splitlines(), *after.splitlines()]
    (table,) = document.tables
    assert {c.location.arranged for c in table.cells} == {True}


def test_lines_that_hold_a_table_are_no_sentences() -> None:
    text = flattened(
        "一级指标 三级指标 年度指标值 实际完成值 分值 得分",
        "产出指标 育苗数量 ≥ 5 万株 5.2万株 50 50",
        "效益指标 带动农户 ≥ 30 户 50 50",
    )
    assert findings(text) == []
    assert recognise(read(text.encode(), "a.txt")).not_understood is not None


def test_a_header_on_one_line_with_its_rows_is_said() -> None:
    text = dumped(
        "一级指标 三级指标 年度指标值 实际完成值 分值 得分",
        "育苗数量 5万株 50",
        "带动农户 30户 50",
        "合格率 95%",
    )
    assert recognise(read(text.encode(), "a.txt")).not_understood is not None

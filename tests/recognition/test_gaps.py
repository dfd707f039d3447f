"""What of a form was not understood: it is said, and no sum over it is accused."""

from __future__ import annotations

import pytest
from test_tables import grid, only

from auditor.check import load_rules, run
from auditor.document import Document, Paragraph, Table
from auditor.model.form import IndicatorTable
from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import recognise

HEADER = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分"
TITLE = "2024年度云溪县河道清淤项目支出绩效自评表"


def form(*rows: str) -> Document:
    """A form under its title, as Word has it."""
    return grid(TITLE + "|<" * rows[0].count("|"), *rows)


def of(document: Document) -> Report:
    found = recognise(document).report
    assert found is not None
    return found


def codes(report: Report, *wanted: str) -> list[str]:
    """Which of these rules find something."""
    rules = [rule for rule in load_rules() if rule.code in wanted]
    return sorted(f.code for f in run(report, rules).findings)


def said(report: Report) -> list[tuple[str, str]]:
    return [(u.kind, u.text) for u in report.unread]


# ── Sums ──────────────────────────────────────────────────────────────────────────────────────────────

ROWS = (
    "产出指标（50分）|数量指标|清淤里程|≥6公里|6公里|30|30",
    "^|质量指标|{0}|≥90%|95%|20|20",
    "效益指标（40分）|社会效益指标|受益户数|≥80户|85户|{1}|{1}",
    "^|^|投诉办结率|100%|100%|10|10",
    "总分|<|<|<|<|100|{2}",
)


def filled(name: str, points: str = "30", total: str = "90") -> Report:
    return of(form(HEADER, *(row.format(name, points, total) for row in ROWS)))


def test_sums_over_a_row_that_was_not_understood_are_not_judged() -> None:
    known, lost = filled("护坡合格率", "35", "91"), filled("", "35", "91")
    rules = ("TOT001", "WGT001", "WGT002")
    assert codes(known, *rules) == ["TOT001", "WGT001", "WGT002"]
    assert codes(lost, *rules) == ["WGT002"]
    assert [p.text for p in only(lost).unread] == ["质量指标"]


def test_only_the_heading_above_a_lost_row_is_incomplete() -> None:
    assert [(g.name, g.complete) for g in only(filled("")).groups] == [
        ("产出指标", False),
        ("效益指标", True),
    ]


def test_an_unknown_column_beside_points_that_were_read_leaves_their_sums() -> None:
    rows = [row.format("护坡合格率", "30", "91") + "|7" for row in ROWS[:4]]
    report = of(form(HEADER + "|丙类积数", *rows, "总分|<|<|<|<|100|91|28"))
    assert ("column", "丙类积数") in said(report)
    assert only(report).unread == ()
    assert codes(report, "TOT001", "WGT002") == ["TOT001"]


def test_a_row_below_the_total_is_no_part_of_it() -> None:
    rows = [row.format("护坡合格率", "30", "91") for row in ROWS]
    report = of(form(HEADER, *rows, "甲|子|丑|寅|卯|辰|7"))
    assert codes(report, "TOT001") == ["TOT001"]


def documents(*blocks: Table | Paragraph) -> Document:
    return Document("docx", blocks)


def tables(*parts: tuple[str, ...]) -> list[Table]:
    """Tables of a Word file, each of its rows."""
    made = [block for part in parts for block in grid(*part).blocks if isinstance(block, Table)]
    return [
        Table(
            tuple(
                type(c)(c.text, c.row, c.column, type(c.location)(table=n, row=c.row, column=c.column), c.rowspan, c.colspan)
                for c in table.cells
            ),
            type(table.location)(table=n),
        )
        for n, table in enumerate(made, 1)
    ]  # fmt: skip


SHORT = (TITLE + "|<" * 6, HEADER, *(row.format("护坡合格率", "25", "") for row in ROWS[:4]))
STRANGE = ("甲|子|丑", "乙|5|5", "丙|6|6")


def test_a_strange_table_directly_behind_may_hold_the_rest() -> None:
    first, second = tables(SHORT, STRANGE)
    at = type(first.location)(line=9)
    assert codes(of(documents(first, second)), "WGT001") == []
    assert codes(of(documents(first, Paragraph("另附其他情况说明。", at), second)), "WGT001") == ["WGT001"]


# ── Funds ─────────────────────────────────────────────────────────────────────────────────────────────

FUNDS = (
    "项目资金|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "年度资金总额|100|100|80|10|{0}|{1}",
)


def funded(*columns: tuple[str, str], rate: str = "95%", score: str = "8") -> Report:
    """The funds block with its headers replaced, above the form."""
    rows = [FUNDS[0], FUNDS[1].format(rate, score)]
    for word, other in columns:
        rows[0] = rows[0].replace(word, other)
    body = [row.format("护坡合格率", "30", "98") for row in ROWS]
    return of(form(*rows, HEADER, *body))


def test_rates_and_points_beside_a_figure_that_was_not_understood_are_not_judged() -> None:
    assert codes(funded(), "EXE001", "EXE003") == ["EXE001"]
    assert codes(funded(("年初预算数", "蘅芷杳")), "EXE001", "EXE003") == []
    assert codes(funded(rate="80%", score="9"), "EXE001", "EXE003") == ["EXE003"]
    assert codes(funded(("年初预算数", "蘅芷杳"), rate="80%", score="9"), "EXE001", "EXE003") == []
    assert [f.text for f in funded(("年初预算数", "蘅芷杳")).funds[0].others] == ["100"]


def test_points_of_the_funds_that_were_not_understood_may_be_part_of_the_total() -> None:
    lost = (("分值", "蘅芷"), ("得分", "杳霁"))
    assert codes(funded(rate="80%"), "TOT001") == []
    body = [row.format("护坡合格率", "30", "97") for row in ROWS]
    rows = [FUNDS[0], FUNDS[1].format("80%", "8")]
    assert codes(of(form(*rows, HEADER, *body)), "TOT001") == ["TOT001"]
    for word, other in lost:
        rows[0] = rows[0].replace(word, other)
    assert codes(of(form(*rows, HEADER, *body)), "TOT001") == []


# ── Columns told by their cells ───────────────────────────────────────────────────────────────────────

SHAPED = (
    "一级指标|二级指标|三级指标|符号|年度指标值|计量单位|实际完成值|分值|得分|偏差原因",
    "产出指标|数量指标|清淤里程|≥|60|公里|60|30|30|",
    "^|^|补植株数|≥|900|株|920|20|20|",
    "^|质量指标|护坡合格率|≥|90|%|81|10|9|汛期冲毁一段",
    "效益指标|社会效益指标|受益户数|≥|80|户|85|20|20|",
    "^|^|投诉办结率|≥|95|%|95|20|20|",
    "总分|<|<|<|<|<|<|100|99|",
)


def shaped(word: str, unknown: str = "蘅芷杳") -> Report:
    return of(form(SHAPED[0].replace(word, unknown), *SHAPED[1:]))


def row_of(table: IndicatorTable, nth: int) -> list[str | None]:
    i = table.indicators[nth]
    fields = (i.name, i.direction_field, i.target, i.unit, i.completion, i.weight, i.score, i.note)
    return [None if f is None else f.text for f in fields]


@pytest.mark.parametrize(
    "word", ["三级指标", "符号", "年度指标值", "计量单位", "实际完成值", "分值", "得分", "偏差原因"]
)
def test_a_column_under_any_header_is_told_by_its_cells(word: str) -> None:
    report = shaped(word)
    assert row_of(only(report), 2) == ["护坡合格率", "≥", "90", "%", "81", "10", "9", "汛期冲毁一段"]
    assert said(report) == []
    assert [t.value.text for t in only(report).totals] == ["99"]


def test_weights_that_do_not_make_a_full_mark_are_said_and_not_taken() -> None:
    rows = [row.replace("|30|30|", "|31|30|") for row in SHAPED[1:]]
    report = of(form(SHAPED[0].replace("分值", "蘅芷杳"), *rows))
    assert ("column", "蘅芷杳") in said(report)
    assert codes(report, "WGT001", "SCR001", "SCR003") == []


def test_of_two_columns_that_can_be_the_scores_neither_is_taken() -> None:
    rows = [*(row.rpartition("|")[0] + "|" + row.split("|")[8] for row in SHAPED[1:-1]), SHAPED[-1]]
    report = of(form(SHAPED[0].replace("得分", "蘅芷").replace("偏差原因", "杳霁"), *rows))
    assert {("column", "蘅芷"), ("column", "杳霁")} <= set(said(report))


def test_grades_are_no_completion_whatever_else_is_unknown() -> None:
    rows = (
        "三级指标|年度指标值|蘅芷杳|单项指标完成情况|分值|得分",
        "清淤里程|60公里|60公里|优|40|40",
        "补植株数|900株|920株|优|30|30",
        "受益户数|80户|72户|良|30|27",
    )
    table = only(of(form(*rows)))
    assert [i.completion and i.completion.text for i in table.indicators] == ["60公里", "920株", "72户"]
    assert [i.grade and i.grade.text for i in table.indicators] == ["优", "优", "良"]


def test_words_under_an_unknown_header_are_said() -> None:
    rows = [
        row + "|" + text
        for row, text in zip(
            SHAPED, ("蘅芷", "大于等于57台", "2024年6月", "明显改善", "甲某", "台", ""), strict=True
        )
    ]
    assert said(of(form(*rows))) == [("column", "蘅芷")]


def test_a_word_over_columns_is_the_header_of_none_that_has_its_own() -> None:
    rows = (
        "三级指标|年度指标值|实际完成值|自评得分|<|<",
        "^|^|^|单项指标得分|蘅芷杳|单项指标折算得分",
        "清淤里程|60公里|60公里|100|40|40",
        "补植株数|900株|920株|95|30|28.5",
        "受益户数|80户|72户|90|30|27",
    )
    table = only(of(form(*rows)))
    assert [i.weight and i.weight.text for i in table.indicators] == ["40", "30", "30"]
    assert [i.score and i.score.text for i in table.indicators] == ["40", "28.5", "27"]


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "last", ["蘅芷杳|<|<|<|<|<|<|100|99|", "蘅芷杳||||||||100|99|".replace("||||||||", "|||||||", 1)]
)
def test_a_total_under_an_unknown_name_is_one(last: str) -> None:
    table = only(of(form(*SHAPED[:-1], last)))
    assert len(table.indicators) == 5
    assert [t.value.text for t in table.totals] == ["99"]


def test_a_row_whose_weight_is_not_the_sum_is_no_total() -> None:
    report = of(form(*SHAPED[:-1], "蘅芷杳|<|<|<|<|<|<|60|59|"))
    assert only(report).totals == ()
    assert [i.name.text for i in only(report).indicators].count("蘅芷杳") == 0
    assert any("蘅芷杳" in text for _, text in said(report))


def test_a_label_with_a_sentence_is_no_indicator() -> None:
    text = (
        TITLE
        + "\n指标名称\t年度指标值\t实际完成值\t分值\t得分\n清淤里程\t6公里\t6公里\t60\t60\n水质达标率\t90%\t95%\t40\t40\n蘅芷\t按要求于年底前完成三次现场核查。\n"
    )
    report = of(read(text.encode(), "a.txt"))
    assert [i.name.text for i in only(report).indicators] == ["清淤里程", "水质达标率"]
    assert [kind for kind, _ in said(report)] == ["row"]


# ── Parts ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_total_in_the_head_leaves_a_table_open() -> None:
    head = ("自评总分|95|<|<|<|<|<",)
    first, second = tables((*head, HEADER, *(row.format("护坡合格率", "30", "") for row in ROWS[:2])), (
        "效益指标（40分）|社会效益指标|受益户数|≥80户|85户|30|30",
        "^|^|投诉办结率|100%|100%|10|10",
    ))  # fmt: skip
    report = of(documents(Paragraph(TITLE, type(first.location)(line=1)), first, second))
    table = only(report)
    assert [i.name.text for i in table.indicators] == ["清淤里程", "护坡合格率", "受益户数", "投诉办结率"]
    assert [t.value.text for t in table.totals] == ["95"]
    assert codes(report, "TOT001") == ["TOT001"]


def test_a_subtotal_closes_the_level_above_its_rows() -> None:
    rows = (
        "二级指标|三级指标|年度指标值|实际完成值|分值|得分",
        "产出指标|<|<|<|<|<",
        "数量指标|清淤里程|6公里|6公里|30|30",
        "质量指标|护坡合格率|90%|95%|30|29",
        "小计|<|<|<|60|59",
        "效益指标|<|<|<|<|<",
        "社会效益指标|受益户数|80户|85户|40|40",
        "小计|<|<|<|40|40",
    )
    report = of(form(*rows))
    assert [(g.name, g.score and g.score.text, len(g.children)) for g in only(report).groups] == [
        ("产出指标", "59", 2),
        ("效益指标", "40", 1),
    ]
    assert codes(report, "TOT002", "WGT002") == []


def test_the_execution_alone_in_its_row_is_a_level() -> None:
    rows = (
        "二级指标|三级指标|年度指标值|实际完成值|分值|得分",
        "产出指标|||||",
        "数量指标|清淤里程|6公里|6公里|90|90",
        "预算执行率|||||",
        "预算执行率|预算执行率|100%|95%|10|9.5",
    )
    text = TITLE + "\n" + "".join(row.replace("|", "\t") + "\n" for row in rows)
    table = only(of(read(text.encode(), "a.txt")))
    assert [i.name.text for i in table.indicators] == ["清淤里程", "预算执行率"]

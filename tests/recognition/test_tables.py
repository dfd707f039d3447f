"""What is read from tables, in the layouts that they arrive in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from effort import effort
from msgspec.structs import replace

from auditor.document import Cell, Document, Location, Paragraph, Table
from auditor.model.form import Direction, Indicator, IndicatorTable
from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import outline, recognise


def report(text: str, name: str = "a.txt") -> Report:
    found = recognise(read(text.encode(), name)).report
    assert found is not None
    return found


def only(found: Report) -> IndicatorTable:
    assert len(found.tables) == 1
    return found.tables[0]


def values(row: Indicator) -> list[str | None]:
    fields = (row.target, row.unit, row.completion, row.weight, row.score)
    return [
        row.name.text,
        row.direction.value if row.direction else None,
        *(None if f is None else f.text for f in fields),
    ]


def grid(*rows: str) -> Document:
    """A table as Word has it: cells parted by `|`, `^` goes on the cell above, `<` the cell to the left."""
    texts = [row.split("|") for row in rows]
    cells = []
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            down = next((n for n in range(1, len(texts) - r) if texts[r + n][c] != "^"), len(texts) - r)
            right = next((n for n in range(1, len(row) - c) if row[c + n] != "<"), len(row) - c)
            at = Location(table=1, row=r + 1, column=c + 1)
            cells.append(Cell(text, r + 1, c + 1, at, down, right))
    return Document("docx", (Table(tuple(cells), Location(table=1)),))


def read_grid(*rows: str) -> Report:
    found = recognise(grid(*rows)).report
    assert found is not None
    return found


def test_a_row_may_have_no_cell_of_its_own() -> None:
    rows = ("指标名称|指标值|完成值|分值|得分", "培训人次|≥100人次|120人次|60|60", "简报期数|≥4期|4期|40|40")
    table = only(read_grid("项目支出绩效自评表|<|<|<|<", "^|^|^|^|^", *rows))
    assert [row.name.text for row in table.indicators] == ["培训人次", "简报期数"]


def recognised_sheet(rows: str) -> Report:
    """Comma-separated rows as a sheet of a workbook, a cell each."""
    cells = tuple(
        Cell(text, r, c, Location(sheet="自评表", cell=f"{chr(64 + c)}{r}", table=1, row=r, column=c))
        for r, line in enumerate(rows.splitlines(), 1)
        for c, text in enumerate(line.split(","), 1)
    )
    found = recognise(Document("xlsx", (Table(cells, Location(sheet="自评表", table=1)),))).report
    assert found is not None
    return found


STREAM = (Path(__file__).parents[1] / "data" / "stream.txt").read_text("utf-8")


def test_one_cell_a_line_with_empty_lines_inside_cells_and_rows_run_together() -> None:
    table = only(report(STREAM))
    assert [values(row) for row in table.indicators] == [
        ["河道清理长度", "≥", "12", "公里", "12.5", "30", "30"],
        ["村级活动场所", "=", "9", "个", "9", "30", "30"],
        ["补贴发放及时率", "≥", "98", "%", "98", "20", "20"],
        ["乡村面貌", "定性", "改善", "", "改善", "20", "18.5"],
    ]
    assert [t.value.text for t in table.totals] == ["98.5"]
    assert not table.unread
    note = table.indicators[3].note
    assert note is not None
    assert note.text == "受汛期影响"


def test_the_head_of_a_form() -> None:
    found = report(STREAM)
    assert (found.title, found.year, found.organisation) == (
        "2024年度部门整体绩效自评表", 2024, "云溪市青柳区松岭乡人民政府",
    )  # fmt: skip
    assert found.scheme.name == "cq-90"


def test_weight_column_before_the_target_and_levels_over_several_rows() -> None:
    table = only(
        report(
            "项目支出绩效自评表\n\n"
            "一级指标\t二级指标\t三级指标\t分值\t年度指标值\t全年实际值\t得分\n"
            "产出指标（60分）\t数量指标\t新修水渠长度\t30\t≥5公里\t5.2公里\t30\n"
            "\t\t新修蓄水池个数\t30\t=8个\t8个\t30\n"
            "效益指标（40分）\t社会效益\t受益户数\t40\t≥120户\t130户\t40\n"
            "总分\t\t\t100\t\t\t100\n"
        )
    )
    assert [(i.level1, i.level2) for i in table.indicators] == [
        ("产出指标（60分）", "数量指标"), ("产出指标（60分）", "数量指标"), ("效益指标（40分）", "社会效益"),
    ]  # fmt: skip
    first = table.indicators[0]
    assert first.direction is Direction.AT_LEAST
    assert first.target is not None
    assert first.target.quantity is not None
    assert (first.target.quantity.value, first.target.quantity.unit) == (Decimal(5), "公里")
    assert [(g.name, len(g.children), g.complete) for g in table.groups] == [
        ("产出指标", 2, True),
        ("效益指标", 1, True),
    ]
    assert [t.value.text for t in table.totals] == ["100"]
    assert table.closed


FORM = (
    "项目支出绩效自评表|<|<|<|<|<|<|<",
    "项目名称|<|村道修补|<|主管部门|<|云溪市交通局|<",
    "项目资金（万元）|<|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
    "^|年度资金总额|100.00|120.00|114.00|10|95.00%|9.5",
    "^|其中：财政拨款|100.00|120.00|114.00|-|95.00%|-",
    "年度总体目标|预期目标|<|<|实际完成情况|<|<|<",
    "^|修补村道三条，保障出行。|<|<|三条村道已修补通车。|<|<|<",
    "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
    "^|产出指标|数量指标|修补村道条数|≥3条|3条|50|50",
    "^|^|质量指标|验收合格率|=100%|100%|20|20",
    "^|满意度指标|满意度|村民满意度|≥90%|93%|20|20",
    "总分|<|<|<|<|<|100|99.5",
)


def test_a_form_of_one_table_with_funds_goals_and_indicators() -> None:
    found = read_grid(*FORM)
    table = only(found)
    assert [row.name.text for row in table.indicators] == ["修补村道条数", "验收合格率", "村民满意度"]
    assert [(g.initial and g.initial.text, g.completion and g.completion.text) for g in found.goals] == [
        ("修补村道三条，保障出行。", "三条村道已修补通车。")
    ]
    total, part = found.funds
    assert (total.name, total.level, part.name, part.level) == ("年度资金总额", 0, "其中:财政拨款", 1)
    assert total.adjusted is not None
    assert total.adjusted.quantity is not None
    assert total.adjusted.quantity.amount == Decimal(1_200_000)
    assert [t.value.text for t in table.totals] == ["99.5"]
    assert found.organisation == "云溪市交通局"


def test_two_row_header_with_merged_cells() -> None:
    table = only(
        read_grid(
            "部门整体支出绩效自评表|<|<|<|<|<",
            "三级指标|年度指标值|<|<|权重|完成值",
            "^|绩效指标性质|绩效指标值|绩效度量单位|^|^",
            "巡河次数|≥|24|次|40|26",
            "培训人数|≥|150|人|60|150",
        )
    )
    assert [values(row) for row in table.indicators] == [
        ["巡河次数", "≥", "24", "次", "26", "40", None],
        ["培训人数", "≥", "150", "人", "150", "60", None],
    ]


def test_a_repeated_header_a_note_and_template_rows_are_no_indicators() -> None:
    table = only(
        read_grid(
            "绩效自评表|<|<|<|<",
            "三级指标|年度指标值|实际完成值|分值|得分",
            "巡河次数|24次|26次|50|50",
            "指标2：||||",
            "三级指标|年度指标值|实际完成值|分值|得分",
            "……||||",
            "培训人数|150人|150人|50|50",
            "注：完成值以台账为准，不含临时安排的任务。|<|<|<|<",
        )
    )
    assert [row.name.text for row in table.indicators] == ["巡河次数", "培训人数"]


def test_points_shared_by_several_rows_are_of_the_first_and_marked() -> None:
    rows = only(
        read_grid(
            "绩效自评表|<|<|<|<",
            "三级指标|年度指标值|实际完成值|分值|得分",
            "出栏生猪|300头|310头|20|20",
            "出栏山羊|80只|82只|^|^",
            "培训人数|150人|150人|80|80",
        )
    ).indicators
    assert [row.joint for row in rows] == [True, True, False]
    assert [row.weight and row.weight.text for row in rows] == ["20", None, "80"]


def test_numbers_broken_by_cell_wraps_are_mended_and_marked() -> None:
    table = only(
        report(
            "# 部门整体绩效自评表\n\n"
            "| 三级指标 | 符 号 | 预期指标值 | 单项指标实际完成值 | 单项指标得分 | 权重占比(%) | 单项指标折算得分 |\n"
            "|---|---|---|---|---|---|---|\n"
            "| 发放补贴户数 | ≥ | 1 260 | 12 71 | 95 | 60 | 5 7 |\n"
            "| 补贴及时率 | = | 10 0% | 100% | 90 | 40 | 36 |\n",
            "a.md",
        )
    )
    first = table.indicators[0]
    assert table.graded
    assert first.score is not None
    assert first.score.quantity is not None
    assert first.score.quantity.value == 57
    assert first.score.place.repaired


def test_a_whole_row_of_text_without_figures_is_an_indicator_and_a_line_across_is_none() -> None:
    rows = (
        "项目支出绩效自评表\n一级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n",
        "产出指标\t修建水池个数\t≥8个\t9个\t60\t60\n",
        "预算执行率\t预算执行率\t\t\t\t\n",
        "\t以下为满意度\t\t\t\t\n",
        "满意度指标\t群众满意度\t≥95%\t97%\t30\t30\n",
    )
    assert [i.name.text for i in only(report("".join(rows))).indicators] == [
        "修建水池个数", "预算执行率", "群众满意度",
    ]  # fmt: skip


def test_a_word_where_a_score_should_stand_stays_there() -> None:
    table = only(
        report(
            "项目支出绩效自评表\n三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因\n"
            "修建水池个数\t≥8个\t9个\t60\t60\t\n群众满意度\t≥95%\t97%\t40\t合格\t\n"
        )
    )
    assert values(table.indicators[1])[-2:] == ["40", "合格"]


def test_copies_are_told_though_pages_cut_their_merged_cells_elsewhere() -> None:
    head = "一级指标|三级指标|年度指标值|实际完成值|分值|得分"
    rows = ["修建水池个数|8个|9个|20|20", "培训人次|50人次|60人次|20|20", "增收户数|20户|22户|20|20"]
    rows += ["巡查次数|12次|14次|20|20", "管护里程|30公里|32公里|20|20"]
    first = grid(head, *(f"{level}|{row}" for level, row in zip(("产出指标", *"^^^^"), rows, strict=True)))
    rows[3] = "巡查次数|12次|15次|20|20"
    second = grid(
        head, *(f"{level}|{row}" for level, row in zip(("产出指标", "^", "", *"^^"), rows, strict=True))
    )
    (copy,) = second.tables
    cells = tuple(replace(c, location=replace(c.location, table=2)) for c in copy.cells)
    copy = Table(cells, Location(table=2))
    title = Paragraph("项目支出绩效自评表", Location(line=1))
    found = recognise(Document("pdf", (title, *first.blocks, copy))).report
    assert found is not None and len(found.tables) == 1
    assert [[(a.name, b.name) for a, b in c.differences] for c in found.copies] == [[("14次", "15次")]]


def test_the_date_below_a_sheets_table_is_one_date() -> None:
    rows = (
        "项目支出绩效自评表（2024年度）|<|<|<|<", "三级指标|年度指标值|实际完成值|分值|得分",
        "修建水池个数|8个|9个|60|60", "群众满意度|95%|97%|40|40", "填报日期：2025年3月4日|<|<|<|<",
    )  # fmt: skip
    (table,) = grid(*rows).tables
    cells = [
        replace(c, location=replace(c.location, sheet="表", cell=f"{'ABCDE'[c.column - 1]}{c.row}"))
        for c in table.cells
    ]
    found = recognise(Document("xlsx", (Table(tuple(cells), Location(sheet="表", table=1)),))).report
    assert found is not None
    assert [signed.day.isoformat() for signed in found.signed] == ["2025-03-04"]


def test_several_projects_in_one_sheet_are_tables_of_their_own() -> None:
    found = report(
        "2024年度项目支出绩效自评表\n"
        "序号\t项目名称\t指标名称\t指标性质\t指标值\t计量单位\t指标权重\t全年完成值\t指标得分\t说明\t自评得分\n"
        "1\t路灯维护\t维护盏数\t≥\t300\t盏\t60\t312\t60\t\t100\n"
        "\t\t亮灯率\t≥\t96\t%\t40\t97\t40\t\t\n"
        "2\t公厕管护\t管护座数\t=\t14\t座\t100\t14\t98\t\t98\n"
    )
    assert [(t.title, t.kind, len(t.indicators)) for t in found.tables] == [
        ("路灯维护", "projects", 2), ("公厕管护", "projects", 1),
    ]  # fmt: skip
    assert [[x.value.text for x in t.totals] for t in found.tables] == [["100"], ["98"]]


def test_numbered_goals_are_paired_over_rows() -> None:
    goals = read_grid(
        "绩效自评表|<|<|<",
        "年度预期目标|<|具体完成情况|<",
        "目标1：修渠。目标2：修路。|<|目标1完成情况：渠已修好。|<",
        "目标4：植树。|<|目标2完成情况：路已修好。|<",
        "三级指标|年度指标值|分值|得分",
        "修渠公里数|5公里|100|100",
    ).goals
    assert [(g.number, g.initial is not None, g.completion is not None) for g in goals] == [
        (1, True, True), (2, True, True), (4, True, False),
    ]  # fmt: skip


def test_funds_written_as_label_and_value() -> None:
    (row,) = read_grid(
        "绩效自评表|<|<|<|<|<",
        "预算数|3746.68|到位数|2819.17|执行数|2819.17",
        "三级指标|指标值|完成值|权重|得分|说明",
        "修渠公里数|5公里|5公里|100|100|",
    ).funds
    assert row.adjusted is not None
    assert row.executed is not None
    assert (row.adjusted.text, row.executed.text) == ("3746.68", "2819.17")


def test_the_execution_row_is_known_by_its_name() -> None:
    rows = only(
        read_grid(
            "绩效自评表|<|<|<|<",
            "指标名称|指标值|完成值|权重|得分",
            "预算执行率|100%|97%|10|9.7",
            "到位率|100%|97%|90|90",
        )
    ).indicators
    assert [row.execution for row in rows] == [True, False]


def test_a_subtotal_row_is_no_indicator_and_gives_its_level_a_score() -> None:
    table = only(
        read_grid(
            "绩效自评表|<|<|<|<|<|<",
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
            "产出指标（60分）|数量指标|巡河次数|24次|26次|30|30",
            "^|质量指标|验收合格率|100%|100%|30|29",
            "^|小计|<|||60|59",
            "效益指标（40分）|社会效益|受益户数|120户|130户|40|40",
            "^|小计|<|||40|40",
        )
    )
    assert [row.name.text for row in table.indicators] == ["巡河次数", "验收合格率", "受益户数"]
    assert [(g.name, g.score and g.score.text, len(g.children)) for g in table.groups] == [
        ("产出指标", "59", 2), ("效益指标", "40", 1),
    ]  # fmt: skip


SHEET = """项目支出绩效自评表,,,,,,
一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分
产出指标（60分）,数量指标,培训人次,≥100人次,120人次,60,60
效益指标（40分）,社会效益指标,政策知晓率,≥90%,95%,40,40
"""


def test_a_level_with_nothing_beside_it_makes_its_group_incomplete_in_any_sheet() -> None:
    rows = f"{SHEET},可持续影响指标,,,,,\n,,,,,,松岭乡人民政府\n"
    for found in (report(rows, "a.csv"), recognised_sheet(rows)):
        assert [(g.name, g.complete) for g in only(found).groups] == [("产出指标", True), ("效益指标", False)]


def test_the_title_of_the_next_form_is_no_row_of_the_one_above() -> None:
    rows = SHEET.partition("\n")[2]
    found = report(f"{SHEET}部门整体支出绩效目标完成情况表,,,,,,\n{rows}", "a.csv")
    assert [(t.title, len(t.indicators), len(t.incomplete)) for t in found.tables] == [
        ("项目支出绩效自评表", 2, 0),
        ("部门整体支出绩效目标完成情况表", 2, 0),
    ]


def test_copies_are_told_though_pages_break_at_other_rows() -> None:
    rows = [
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值",
        "产出指标|数量指标|培训人次|≥100人次|120人次|30",
        "^|^|宣传册数|≥200册|{}册|30",
        "^|^|巡查次数|≥12次|12次|20",
        "^|^|检查家数|≥40家|42家|20",
    ]
    first, second = grid(*rows), grid(*rows[:2], rows[2].replace("^|^", "|"), *rows[3:])
    blocks = (*first.blocks, Paragraph("附表", Location(line=9)), *second.blocks)
    assert len(outline.read(Document("pdf", blocks)).copies) == 1


def test_the_date_below_a_sheet_is_read_once() -> None:
    assert len(recognised_sheet(f"{SHEET}填报日期：2024年3月5日,,,,,,\n").signed) == 1


def test_full_width_digits_are_digits_in_dates_and_amounts() -> None:
    text = "松岭乡２０２３年度整体支出绩效自评报告\n全年预算执行７８９.５万元，执行率９８％，自评总分９５分。\n２０２４年３月５日\n"
    assert {"amounts", "date", "year", "total"} <= report(text).parts


def test_a_word_where_one_score_should_be_leaves_a_tabbed_row_in_place() -> None:
    table = only(
        report(
            "项目支出绩效自评表\n二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
            "数量指标\t培训人次\t≥100人次\t120人次\t60\t60\n\t政策知晓率\t=100%\t100%\t40\t合格\n"
        )
    )
    assert values(table.indicators[1]) == ["政策知晓率", "=", "=100%", None, "100%", "40", "合格"]


def test_a_total_above_a_header_is_no_part_of_it() -> None:
    found = report(
        "项目支出绩效自评表\n自评得分\t98\n指标名称\t指标值\t完成值\t分值\t得分\n培训人次\t≥9\t9\t100\t98\n"
    )
    assert [(t.label, t.value.text, t.table) for t in found.totals] == [("自评得分", "98", 1)]


def test_a_row_of_funds_called_by_its_columns_is_the_whole() -> None:
    found = read_grid(
        "项目支出绩效自评表|<|<|<|<",
        "预算执行情况（万元）|预算安排情况（调整后）预算数|资金到位情况到位数|资金执行情况执行数|预算执行进度（%）",
        "预算数/到位数/执行数|7.2|7.2|6.48|90",
        "其中：财政资金|7.2|7.2|6.48|",
        "指标名称|指标值|完成值|分值|得分",
        "培训人次|≥9|9|100|100",
    )
    assert [(row.name, row.level) for row in found.funds] == [
        ("预算数/到位数/执行数", 0),
        ("其中:财政资金", 1),
    ]


def test_rows_outside_every_section_cost_little_however_wide() -> None:
    def wide(columns: int) -> Document:
        return grid(*("|".join(f"甲{n}" for n in range(columns)) for _ in range(40)))

    narrow, twice = wide(50), wide(100)
    assert effort(lambda: recognise(twice)) < 2.2 * effort(lambda: recognise(narrow))
    assert effort(lambda: recognise(narrow)) < 40 * 50 * 60


def test_the_year_is_not_that_of_the_day_of_filling_in() -> None:
    text = """项目支出绩效自评表
（2024年度）
指标名称\t指标值\t完成值\t分值\t得分
改造校舍栋数\t≥5栋\t5栋\t50\t50
教师满意度\t≥90%\t95%\t10\t10
学生满意度\t≥90%\t96%\t30\t30
填表人：张甲　填表日期：2025年3月1日
家长满意度\t≥90%\t97%\t10\t10
"""
    found = report(text)
    assert found.year == 2024
    assert [i.name.text for i in found.indicators][-2:] == ["学生满意度", "家长满意度"]


def test_a_target_that_was_not_adjusted_is_the_first_one() -> None:
    table = only(
        read_grid(
            "部门整体绩效自评表|<|<|<|<|<|<",
            "指标名称|指标性质|年初指标值|调整指标值|全年完成值|指标权重（分）|指标得分（分）",
            "巡山次数|≥|12||14|50|50",
            "简报期数|≥|4|6|6|50|50",
        )
    )
    assert [row.target and row.target.text for row in table.indicators] == ["12", "6"]


def test_a_funds_block_of_one_row_needs_no_name() -> None:
    found = read_grid(
        "护林项目绩效自评表|<|<|<|<|<|<",
        "预算执行情况（万元）|年初预算数|全年预算数|全年执行数|执行率|执行率权重|执行率得分",
        "^|60|60|48|80%|10|8",
        "指标名称|指标值|完成值|权重|得分|说明|<",
        "巡山次数|≥12次|12次|90|90||<",
    )
    (row,) = found.funds
    assert (row.name, row.level, row.score and row.score.text) == ("资金总额", 0, "8")


def test_funds_written_as_labels_and_values_over_rows() -> None:
    found = read_grid(
        "护林资金区域绩效目标自评表|<|<|<|<",
        "预算执行情况（万元）|转移支付预算数（A）|5.8万|预算执行率（B/A）|100%",
        "^|转移支付执行数（B）|5.8万||",
        "一级指标|二级指标|三级指标|指标值|完成值",
        "产出指标|数量指标|巡山次数|≥12|14",
    )
    (row,) = found.funds
    fields = (row.adjusted, row.executed, row.rate)
    assert [f and f.text for f in fields] == ["5.8万", "5.8万", "100%"]


def test_a_row_of_text_whose_name_would_be_a_number_is_unread() -> None:
    text = "护林项目绩效自评表\n三级指标\t指标值\t完成值\t分值\t得分\n巡山次数\t≥12次\t12次\t50\t50\n10\t简报期数\t100\t100\t10\n"
    table = only(report(text))
    assert [row.name.text for row in table.indicators] == ["巡山次数"]
    assert len(table.unread) == 1


def test_points_of_levels_have_columns_of_their_own() -> None:
    rows = (
        "一级指标|分值|二级指标|分值|三级指标|分值|评价标准|评分",
        "过程|60|预算执行|40|预算完成率|25|每低1%扣1分|25",
        "^|^|^|^|公用经费控制率|15|每超1%扣1分|14",
        "^|^|预算管理|20|制度健全性|20|健全得满分|20",
        "产出|40|职责履行|40|重点工作完成率|40|按比例计分|40",
    )
    for found in (
        read_grid("部门整体支出绩效自评表|<|<|<|<|<|<|<", *rows),
        report("部门整体支出绩效自评表\n" + "\n".join(rows).replace("^", "").replace("|", ","), "a.csv"),
    ):
        table = only(found)
        assert [row.weight and row.weight.text for row in table.indicators] == ["25", "15", "20", "40"]
        assert {(g.name, g.weight and g.weight.text, len(g.children)) for g in table.groups} == {
            ("过程", "60", 3), ("预算执行", "40", 2), ("预算管理", "20", 1), ("产出", "40", 1), ("职责履行", "40", 1),
        }  # fmt: skip


def test_a_level_with_points_and_rows_without_any() -> None:
    table = only(
        read_grid(
            "部门整体支出绩效自评表|<|<|<|<|<",
            "一级指标|权重|二级指标|权重|三级指标|自评得分",
            "履职效能|50|整体效能|50|产出完成情况|48",
            "管理效率|50|预算编制|50|编制规范性|50",
        )
    )
    assert [(row.name.text, row.weight) for row in table.indicators] == [
        ("产出完成情况", None),
        ("编制规范性", None),
    ]


def test_levels_that_are_rows() -> None:
    table = only(
        report(
            "项目绩效自评表\n指标\t分值\t年初目标\t完成情况\t自评分\n一、产出指标\t60\t\t\t\n1.巡山次数\t30\t12次\t12次\t30\n"
            "2.简报期数\t30\t4期\t4期\t30\n二、满意度指标\t30\t\t\t\n1.群众满意度\t30\t≥90%\t95%\t30\n"
            "三、预算执行率\t10\t100%\t98%\t9.8\n",
        )
    )
    assert [(row.level1, row.name.text) for row in table.indicators] == [
        ("一、产出指标", "1.巡山次数"),
        ("一、产出指标", "2.简报期数"),
        ("二、满意度指标", "1.群众满意度"),
        (None, "三、预算执行率"),
    ]
    assert [(g.name, g.weight and g.weight.text, len(g.children)) for g in table.groups] == [
        ("一、产出指标", "60", 2),
        ("二、满意度指标", "30", 1),
    ]


def test_sums_of_money_parted_by_their_source_below_the_header() -> None:
    rows = (
        "年度主要任务|任务名称|主要内容|预算数（万元）|<|执行数（万元）|<|分值|执行率|得分",
        "^|^|^|总额|财政拨款|总额|财政拨款|^|^|^",
        "^|任务1：耕地保护|落实保有量|320.5|300|318.2|300|—|99.28%|—",
        "^|金额合计||320.5|300|318.2|300|10|99.28%|9.93",
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|说明|<|<",
        "产出指标|数量指标|巡山次数|≥12次|12次|90|90||<|<",
    )
    for found in (
        read_grid("部门整体支出绩效自评表|<|<|<|<|<|<|<|<|<", *rows),
        report(
            "部门整体支出绩效自评表\n" + "\n".join(rows).replace("^", "").replace("<", "").replace("|", ","),
            "a.csv",
        ),
    ):
        funds = [
            (r.name, r.level, r.adjusted and r.adjusted.text, r.executed and r.executed.text)
            for r in found.funds
        ]
        assert funds == [("任务1:耕地保护", 1, "320.5", "318.2"), ("金额合计", 0, "320.5", "318.2")]


def test_the_column_of_names_may_be_headed_like_a_budget() -> None:
    found = read_grid(
        "项目支出绩效自评表|<|<|<|<|<",
        "预算执行情况|年度预算数（万元）|年初预算|调整后预算数|预算执行数|预算执行率",
        "^|总额|520|498.6|423.81|85%",
        "^|其中：财政资金|520|498.6|423.81|85%",
        "指标名称|指标值|完成值|权重|得分|说明",
        "巡山次数|≥12次|12次|90|90|",
    )
    assert [(r.name, r.adjusted and r.adjusted.text) for r in found.funds] == [
        ("总额", "498.6"),
        ("其中:财政资金", "498.6"),
    ]


def test_the_unit_that_fills_a_form_may_stand_in_one_cell() -> None:
    found = read_grid(
        "项目支出绩效自评表|<|<|<|<",
        "填报单位：青柳区护林站|<|<|<|<",
        "指标名称|指标值|完成值|权重|得分",
        "巡山次数|≥12次|12次|90|90",
    )
    assert found.organisation == "青柳区护林站"


def test_funds_of_a_year_in_the_unit_of_their_label() -> None:
    found = read_grid(
        "财政项目支出绩效自评表|<|<|<",
        "当年预算数(元)：|3,450,000|上年预算数(元)：|3,200,000",
        "预算执行数(元)：|3,312,000|预算执行率(%)：|96.00",
        "指标名称|权重|指标值|实际值",
        "巡山次数|90|≥12次|12次",
    )
    (row,) = found.funds
    assert [f and f.quantity and f"{f.quantity.value}{f.quantity.unit}" for f in (row.adjusted, row.executed, row.rate)] == [
        "3450000元", "3312000元", "96.00%",
    ]  # fmt: skip


def test_a_copy_is_looked_for_among_tables_that_share_rare_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables under one header are not compared with each other, and a copy of one of them is found all the same."""
    compared = 0
    same = outline._same

    def counted(first: list[str], second: list[str]) -> bool:
        nonlocal compared
        compared += 1
        return same(first, second)

    monkeypatch.setattr(outline, "_same", counted)
    header = "指标名称|指标值|完成值|分值|得分"
    rows = [[f"培训第{n}{kind}|≥{n}人次|{n}人次|5|5" for kind in "甲乙丙丁"] for n in range(40)]
    tables = [grid(header, *table).blocks[0] for table in rows]
    read = outline.read(Document("docx", tuple(tables)))
    assert len(read.forms) == 40 and not read.copies and compared == 0
    tables.append(grid(header, *rows[7][:3], rows[7][3].replace("|5|5", "|5|4")).blocks[0])
    (copy,) = outline.read(Document("docx", tuple(tables))).copies
    assert [(one.text, other.text) for one, other in copy.differences] == [("5", "4")] and compared == 1

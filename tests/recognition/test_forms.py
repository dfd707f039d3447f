"""Forms that nobody has listed: blocks, budgets without labels, points in names and headers, lists, base tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from test_tables import grid, only, report

from auditor.document import Document
from auditor.lexicon import load
from auditor.model.form import FundsRow, Group, IndicatorTable, Role
from auditor.model.relations import Relation
from auditor.model.report import Recognition, Report
from auditor.readers import read
from auditor.recognition import recognise
from auditor.recognition.forms import roles

TITLE = "2024年度云溪县项目支出绩效自评表\n"


def read_grid(*rows: str) -> Report:
    """A form under its title, as Word has it."""
    width = rows[0].count("|")
    found = recognise(grid("项目支出绩效自评表" + "|<" * width, *rows)).report
    assert found is not None
    return found


def recognised(text: str) -> Recognition:
    return recognise(read((TITLE + text).encode(), "a.txt"))


def of(text: str) -> IndicatorTable:
    return only(report(TITLE + text))


def money(row: FundsRow) -> list[str | None]:
    fields = (
        row.initial,
        row.adjusted,
        row.arrived,
        row.executed,
        row.balance,
        row.rate,
        row.weight,
        row.score,
    )
    return [None if f is None else f.text for f in fields]


# ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────

TWO_BLOCKS = """
年度目标1(50分)	一级指标	三级指标	年初目标值	实际完成值	得分
	产出指标	河道清淤里程	6公里	6公里	30
	产出指标	河岸补植株数	900株	900株	20
年度目标2(50分)	一级指标	三级指标	年初目标值	实际完成值	得分
	产出指标	水质达标率	100%	100%	50
总分	100
"""


def test_blocks_under_headers_of_their_own_have_one_total() -> None:
    table = of(TWO_BLOCKS)
    assert [i.score.text for i in table.indicators if i.score] == ["30", "20", "50"]
    assert [t.value.text for t in table.totals] == ["100"]
    assert [(g.name, len(g.children)) for g in table.groups] == [("年度目标1", 2), ("年度目标2", 1)]


def test_forms_with_totals_of_their_own_are_no_blocks_of_one() -> None:
    form = "指标名称	年初目标值	实际完成值	分值	得分\n清淤{0}	6公里	6公里	100	9{0}\n总分			100	9{0}\n"
    found = report(TITLE + form.format(1) + form.format(2))
    assert [[t.value.text for t in table.totals] for table in found.tables] == [["91"], ["92"]]


def test_a_block_of_levels_with_points_is_made_of_its_levels() -> None:
    table = only(
        read_grid(
            "目标(80分)|一级指标|三级指标|年初目标值|实际完成值|得分",
            "^|产出指标(50分)|清淤里程|6公里|6公里|50",
            "^|效益指标(40分)|水质达标率|100%|100%|40",
        )
    )
    block = table.groups[-1]
    assert block.name == "目标"
    assert [c.name for c in block.children if isinstance(c, Group)] == ["产出指标", "效益指标"]
    assert block.complete


def test_a_row_below_the_total_is_no_indicator() -> None:
    table = only(
        read_grid(
            "一级指标|三级指标|年初目标值|实际完成值|分值|得分",
            "产出指标|清淤里程|6公里|6公里|100|96",
            "总分|<|<|<|100|96",
            "偏差情况的说明文字|雨季停工|<|<|<|<",
        )
    )
    assert [i.name.text for i in table.indicators] == ["清淤里程"]


def test_an_indicator_below_a_total_row_is_one() -> None:
    table = only(
        read_grid(
            "一级指标|三级指标|年初目标值|实际完成值|分值|得分",
            "产出指标|清淤里程|6公里|6公里|60|60",
            "合计|<|<|<|60|60",
            "效益指标|水质达标率|100%|100%|40|40",
        )
    )
    assert [i.name.text for i in table.indicators] == ["清淤里程", "水质达标率"]


# ── Points ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_weight_may_stand_in_the_name() -> None:
    table = of("""
一级指标	二级指标	三级指标	自评分	评分依据说明
投入(20分)	目标设定(20分)	依据充分性(12分)	12	有文件
		目标合理性(8分)	9	有文件
""")
    assert [i.weight.text for i in table.indicators if i.weight] == ["12", "8"]
    assert Role.WEIGHT in table.roles
    assert {g.name: g.complete for g in table.groups} == {"投入": True, "目标设定": True}


def test_a_number_in_brackets_that_is_no_points_is_no_weight() -> None:
    table = of("""
一级指标	三级指标	自评分	备注
投入(20分)	培训班(2)	12	无
	慰问活动(3)	8	无
""")
    assert all(i.weight is None for i in table.indicators)


def test_a_heading_of_points_alone_is_called_as_it_is_printed() -> None:
    table = only(
        read_grid(
            "一级指标|二级指标|三级指标|分值|得分",
            "(产出共60分)|(60分)|清淤里程|60|60",
            "效益(40分)|(40分)|水质|40|40",
        )
    )
    assert [g.name for g in table.groups] == ["产出共", "(60分)", "效益", "(40分)"]


def test_points_of_the_execution_may_stand_in_its_header() -> None:
    found = report(
        TITLE
        + """
预算执行情况(万元)(20分)		预算数(A)	执行数(B)	执行率(B/A)	得分(20分*执行率)
	年度资金总额	80	64	80%	16
"""
    )
    assert money(found.funds[0])[-2:] == ["20", "16"]


def test_a_header_without_points_gives_none() -> None:
    found = report(
        TITLE
        + """
预算执行情况(万元)		预算数(A)	执行数(B)	执行率(B/A)	得分
	年度资金总额	80	64	80%	16
"""
    )
    assert found.funds[0].weight is None


# ── Funds ─────────────────────────────────────────────────────────────────────────────────────────────


def test_values_right_below_the_header_need_no_label() -> None:
    found = report(
        TITLE
        + """
部门预算执行情况(万元)	年初预算数	全年预算数	全年执行数	执行率(%)	执行率权重	执行率得分
	700	700	630	90%	10	9
"""
    )
    assert money(found.funds[0]) == ["700", "700", None, "630", None, "90%", "10", "9"]


def test_blank_amounts_leave_rate_weight_and_score() -> None:
    found = read_grid(
        "预算执行情况(万元)|年初预算数|全年预算数|全年执行数|执行率|权重|得分", "^||||88%|10|8.8"
    )
    assert [f.text for f in (found.funds[0].rate, found.funds[0].weight, found.funds[0].score) if f] == [
        "88%",
        "10",
        "8.8",
    ]


def test_bonds_are_funds_whose_rate_stands_under_the_completion() -> None:
    found = report(
        TITLE
        + """
债券资金管理指标(10分)	总体支出进度(实际支出/下达)	实际支出金额	下达额度	实际完成值	分值	得分
		900	1000	90%	10	9
"""
    )
    assert money(found.funds[0]) == [None, "1000", None, "900", None, "90%", "10", "9"]


PAIRS = """
计划安排资金(万元)	80	实际到位资金(万元)	80	实际支出(万元)	76	结余(万元)	4
其中:中央财政		其中:中央财政		其中:中央财政		其中:中央财政
省财政	80	省财政	80	省财政	76	省财政	4
"""


def test_pairs_of_label_and_amount_with_their_sources_below() -> None:
    found = report(TITLE + PAIRS)
    assert [(f.name, f.level, *money(f)[:5]) for f in found.funds] == [
        ("资金总额", 0, "80", None, "80", "76", "4"),
        ("中央财政", 1, "", None, "", "", None),
        ("省财政", 1, "80", None, "80", "76", "4"),
    ]
    assert not found.unread


def test_breakdowns_by_nature_are_sums_and_equal_the_total() -> None:
    found = report(
        TITLE
        + """
年度预算(万元)		年初预算数	全年预算数	全年执行数	分值	执行率	得分
	年度资金总额	500	600	580	10	96.67%	9.67
	按收入性质分:600			按支出性质分:580
	其中:一般公共预算:450			其中:基本支出:400
	其他资金:150			项目支出:180
"""
    )
    named = {f.name: (f.level, f.exhaustive) for f in found.funds}
    assert named["按支出性质分"] == (0, True)
    assert named["项目支出"] == (1, False)
    equal = [(c.stated.field.text, c.operands[0].field.text) for c in relations(found, "sum")]
    assert equal == [("600", "600"), ("580", "580")]


def relations(found: Report, kind: str) -> list[Relation]:
    return [c for c in found.claims if isinstance(c, Relation) and c.kind == kind]


SPENDING = "支出内容	实际支出数	会计凭证号	备注\n办公费	6.5	3号	\n劳务费	8	4号	\n"


def test_a_list_of_spending_is_summed_by_its_last_row() -> None:
    found = report(TITLE + SPENDING + "支出合计	14.5		\n")
    assert [(f.name, f.level, f.executed.text if f.executed else "") for f in found.funds] == [
        ("支出合计", 0, "14.5"), ("办公费", 1, "6.5"), ("劳务费", 1, "8"),
    ]  # fmt: skip
    assert found.funds[0].exhaustive


def test_a_list_that_was_cut_off_is_no_whole() -> None:
    found = report(TITLE + SPENDING)
    assert [(f.level, f.exhaustive) for f in found.funds] == [(0, False), (1, False), (1, False)]


BASE = """
人员情况(人)	编制数	2024年实际在职人数	控制率
	40	44	110%
经费情况(万元)	2023年决算数	2024年预算数	2024年决算数
三公经费:	7	7	8
其中:公务用车运行维护	4	4	4
公务接待	3	3	3
公用经费	120	120	118
其中:办公经费	40	30	35
"""


def test_a_base_table_states_rates_and_sums() -> None:
    found = report("2024年度部门整体支出绩效评价基础数据表\n" + BASE)
    rate = relations(found, "ratio")[0]
    assert ([o.field.text for o in rate.operands], rate.holds) == (["44", "40"], True)
    sums = [(r.stated.field.text, len(r.operands), r.holds) for r in relations(found, "sum")]
    assert sums == [("7", 2, True), ("7", 2, True), ("8", 2, True)]


def test_a_list_of_results_gives_each_grade_its_score() -> None:
    found = report("""云溪县2024年度专项债券项目绩效评价情况表
序号	项目单位	项目名称	发行金额(亿元)	评价得分	评价结果
1	县水务局	甲渠	0.5	93	优
2	县水务局	乙渠	1.5	84	良
总计			2
""")
    assert [(g.value, g.total.value.text) for g in found.grades if g.total] == [("优", "93"), ("良", "84")]
    assert [c.stated.field.text for c in relations(found, "sum")] == ["2"]
    assert found.organisation != "项目单位"
    assert found.form is not None and found.form.name == "results"


# ── Headers ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("自评完成情况值", Role.COMPLETION), ("本年度目标", Role.TARGET), ("考评打分值", Role.SCORE),
        ("满分标准分值", Role.WEIGHT), ("扣分原因简述说明", Role.NOTE), ("本级扣减分数", Role.DEDUCTION),
        ("指标得分系数", Role.COEFFICIENT), ("主管部门复核得分", Role.REVIEW_SCORE), ("牵头责任科室", Role.OTHER),
        ("任务完成率", Role.COMPLETION_RATE), ("全年绩效考核内容", Role.NAME),
    ],
)  # fmt: skip
def test_a_header_is_told_by_the_words_that_end_it(header: str, role: Role) -> None:
    assert roles.inferred(header, "indicator") is role


@pytest.mark.parametrize("text", ["310人", "完成", "丙类积数", "群众满意度", ""])
def test_what_is_no_header_is_told_nothing(text: str) -> None:
    assert roles.inferred(text, "indicator") in (None, Role.COMPLETION)
    assert roles.inferred("丙类积数", "indicator") is None


def test_a_table_of_unlisted_words_is_read() -> None:
    table = of(
        "考核内容	本年计划	本年实绩	标准分数	本级评分\n清淤里程	6公里	5公里	70	58\n水质达标率	90%	95%	30	30\n"
    )
    assert table.roles >= {Role.NAME, Role.TARGET, Role.COMPLETION, Role.WEIGHT, Role.SCORE}
    assert [i.score.text for i in table.indicators if i.score] == ["58", "30"]


def test_rows_of_words_are_no_unlisted_header() -> None:
    found = recognise(
        grid("考核内容|本年计划|本年实绩", "防汛工作|按时巡查|已巡查", "宣传工作|进村宣传|已宣传")
    )
    assert not found.reports


@pytest.mark.parametrize("family", ["weight", "score", "target", "completion", "name", "note"])
def test_without_the_listed_words_of_a_role_rows_are_read_or_said(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = (
        "一级指标	三级指标	年度指标值	实际完成值	分值	得分	偏差原因",
        "一级指标	三级指标	指标值	全年完成值	指标权重	指标得分	说明",
        "一级指标	三级指标	年初目标值	完成值	权重	自评得分	备注",
    )
    words = {k: v for k, v in load("headers")["indicator"].items() if k != family}
    for cached in (roles._roles, roles.role_of):
        cached.cache_clear()
    monkeypatch.setitem(load("headers"), "indicator", words)
    try:
        for header in forms:
            found = recognised(
                f"{header}\n产出指标	清淤里程	6公里	6公里	70	68	雨季\n效益指标	水质达标率	90%	95%	30	30	无\n"
            )
            rows = [
                i for r in found.reports for t in r.tables for i in t.indicators if t.roles >= {Role(family)}
            ]
            assert len(rows) == 2 or found.not_understood or any(r.unread for r in found.reports)
    finally:
        monkeypatch.undo()
        for cached in (roles._roles, roles.role_of):
            cached.cache_clear()


def test_a_progress_in_percent_says_nothing_of_the_value_reached() -> None:
    table = of(
        "一级指标	三级指标	指标值	实施进度\n产出指标	清淤里程	6公里	已完成5公里\n成本指标	总成本	10万元	已完成100%\n"
    )
    done = [i.completion.quantity for i in table.indicators if i.completion]
    assert [q.value if q else None for q in done] == [Decimal(5), None]


def test_a_row_with_all_its_cells_is_not_joined_to_the_one_above() -> None:
    table = of("""
一级指标	三级指标	指标性质	指标值	度量单位	完成值	权重	得分
产出指标	清淤里程	≥	6	公里	6	50	50
	清淤方量	≥	900	方	920	50	50
效益指标	水质达标率	=	100	%
效益指标	补植成活率	=	100				-
""")
    assert [i.name.text for i in table.indicators][-1] == "补植成活率"


def test_columns_beside_the_usual_ones_have_roles() -> None:
    table = of(
        "指标名称	上年值	年度指标值	实际完成值	得分系数(%)	分值	扣减分数	得分	复核得分\n清淤里程	5	6公里	6公里	100%	100	4	96	95\n"
    )
    row = table.indicators[0]
    fields = (row.previous, row.coefficient, row.deduction, row.review_score, row.score)
    assert [f.text for f in fields if f] == ["5", "100%", "4", "95", "96"]


# ── What was not understood ───────────────────────────────────────────────────────────────────────────

FORM = "指标名称	年度指标值	实际完成值	分值	得分{0}\n清淤里程	6公里	6公里	60	60{1}\n水质达标率	90%	95%	40	40{2}\n总分			100	100\n"


def test_a_column_of_figures_under_an_unknown_header_is_said() -> None:
    found = report(TITLE + FORM.format("	丙类积数", "	12", "	15"))
    assert [(u.kind, u.text) for u in found.unread] == [("column", "丙类积数")]


def test_a_column_that_is_known_to_hold_nothing_is_not_said() -> None:
    assert not report(TITLE + FORM.format("	责任科室", "	1", "	2")).unread


def test_a_column_of_words_under_an_unknown_header_is_said() -> None:
    found = report(TITLE + FORM.format("	丙类积数", "	多", "	少"))
    assert [(u.kind, u.text) for u in found.unread] == [("column", "丙类积数")]


def test_lines_of_one_cell_each_are_not_understood() -> None:
    words = [
        "指标名称",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "清淤里程",
        "6公里",
        "6公里",
        "100",
        "98",
    ]
    assert recognised("\n".join(words) + "\n").not_understood is not None


def test_a_form_that_was_read_is_understood() -> None:
    assert recognised(FORM.format("", "", "")).not_understood is None


def test_weights_that_hold_no_number_are_known() -> None:
    table = of(
        "指标名称	年度指标值	实际完成值	分值	得分\n清淤里程	6公里	6公里	程60	60\n水质达标率	90%	95%	40	40\n"
    )
    assert [f.text for f in table.unread_points] == ["程60"]


def test_money_in_a_column_that_was_not_understood_leaves_the_rate_open() -> None:
    found = report(
        TITLE
        + """
项目资金（万元）	年初预算数	丙类积数	全年执行数	执行率
年度资金总额	80	90	72	80%
"""
    )
    assert [f.text for f in found.funds[0].unread] == ["90"]


def test_of_two_budgets_the_adjusted_one_is_called_so() -> None:
    found = report(
        TITLE
        + """
项目资金（万元）	预算安排	调整预算	实际支出	支出进度
年度资金总额	80	90	72	80%
"""
    )
    assert money(found.funds[0])[:4] == ["80", "90", None, "72"]


def test_a_graded_form_without_its_converted_scores_has_none() -> None:
    table = only(
        read_grid(
            "一级指标|三级指标|指标值|完成值|单项指标得分|权重占比(%)|丙类积数",
            "产出指标|清淤里程|6公里|6公里|95|60|57",
            "效益指标|水质达标率|90%|95%|100|40|40",
        )
    )
    assert Role.SCORE not in table.roles


# ── Tables that go on ─────────────────────────────────────────────────────────────────────────────────


def parts(*second: str) -> Recognition:
    first = grid("项目支出绩效自评表|<|<|<", "一级指标|三级指标|分值|得分", "产出指标(60分)|清淤里程|50|50")
    below = grid(*second)
    return recognise(Document("docx", (*first.blocks, *below.blocks)))


def test_a_table_that_goes_on_below_is_one_with_the_table_above() -> None:
    table = only(parts("|清淤方量|10|9", "效益指标|水质|40|40", "总分|<|100|99").reports[0])
    assert [i.name.text for i in table.indicators] == ["清淤里程", "清淤方量", "水质"]
    assert [t.value.text for t in table.totals] == ["99"]
    assert not table.groups[0].complete


def test_a_table_of_other_figures_does_not_go_on() -> None:
    assert len(only(parts("办公费|三月|无|甲", "劳务费|四月|无|乙").reports[0]).indicators) == 1


# ── Several reports ───────────────────────────────────────────────────────────────────────────────────

ANNEX = """
附件{n}
项目支出绩效自评表
（2024年度）
项目名称	{name}
主管部门	云溪县水务局
指标名称	年度指标值	实际完成值	分值	得分
清淤里程	6公里	6公里	60	60
水质达标率	90%	95%	40	{score}
总分			100	{total}
"""
ANNEXES = "云溪县水务局2024年度部门整体支出绩效自评报告\n本部门整体支出自评得分90分。\n" + "".join(
    ANNEX.format(n=n, name=name, score=score, total=60 + score)
    for n, (name, score) in enumerate([("甲渠清淤", 38), ("乙渠清淤", 37)], 1)
)


def test_annexes_of_projects_are_reports_of_their_own() -> None:
    found = recognise(read(ANNEXES.encode(), "a.txt"))
    assert [(r.project, [t.value.text for t in r.totals]) for r in found.reports] == [
        ("", ["90"]), ("甲渠清淤", ["98"]), ("乙渠清淤", ["97"]),
    ]  # fmt: skip
    assert [t.number for r in found.reports for t in r.tables] == [1, 2]


def test_forms_of_projects_in_one_sheet_are_parted() -> None:
    form = (
        "项目支出绩效自评表|<|<|<|<",
        "项目名称|{0}|<|<|<",
        "指标名称|指标值|完成值|分值|得分",
        "清淤里程|6公里|6公里|60|60",
        "水质|90%|95%|40|40",
    )
    rows = [row.format(name) for name in ("甲渠", "乙渠") for row in form]
    found = recognise(grid(*rows))
    assert [(r.project, sum(len(t.indicators) for t in r.tables)) for r in found.reports] == [
        ("甲渠", 2),
        ("乙渠", 2),
    ]
    second = found.reports[1].tables[0].indicators[0]
    assert second.place.location.row == 9


def test_a_form_beside_the_text_of_the_same_project_is_one_report() -> None:
    text = "甲渠清淤项目支出绩效自评报告\n本项目自评得分98分。\n" + ANNEX.format(
        n=1, name="甲渠清淤", score=38, total=98
    )
    assert len(recognise(read(text.encode(), "a.txt")).reports) == 1


def test_a_monitoring_form_is_named_and_not_judged() -> None:
    text = (
        ANNEXES
        + "\n附件3\n项目支出绩效监控表\n指标名称	年度指标值	1-7月完成值\n清淤里程	6公里	3公里\n水质达标率	90%	92%\n"
    )
    found = recognise(read(text.encode(), "a.txt"))
    assert [u.text for u in found.unread] == ["项目支出绩效监控表"]
    assert all(len(t.indicators) == 2 for r in found.reports for t in r.tables)


def test_a_declaration_of_targets_alone_is_no_report() -> None:
    found = recognise(
        read(
            "项目支出绩效目标申报表\n一级指标	三级指标	指标值\n产出指标	清淤里程	6公里\n".encode(),
            "a.txt",
        )
    )
    assert not found.reports
    assert [u.reason.en for u in found.unread] == [
        "a declaration of targets, no self-evaluation: not audited"
    ]


def test_the_score_of_the_whole_unit_is_not_that_of_a_projects_table() -> None:
    text = "项目支出绩效自评得分表\n一级指标	三级指标	分值	得分\n决策	必要性	50	50\n产出	完成数量	50	48\n本部门对整体支出开展绩效自评，自评得分90分。\n"
    assert not only(report(text)).totals

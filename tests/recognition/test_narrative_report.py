"""What is read from a report in prose: scored items, groups, totals, grades, and what is no self-evaluation."""

from __future__ import annotations

import pytest

from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import recognise


def report(text: str) -> Report:
    found = recognise(read(text.encode(), "a.txt")).report
    assert found is not None
    return found


SCORED = """云溪市青柳区松岭乡人民政府
2024年度整体支出绩效自评报告
一、绩效评价情况
1．村（社区）干部补助发放（１0分）
按月发放补助，该指标绩效评价得分为10分。
2．森林火灾发生次数（20分）
全年未发生森林火灾，该指标得分为20分。
3. “三公”经费控制率（30分）
三公经费控制率100%，该指标得分为25分。
4．预算执行率（20分）
全年执行率为95.41%，高于90%的目标，该指标得分为20分。
5、项目完成率（20分）
由于汛期影响，完成率88%，该指标得分为17.6分。
二、评价结论
本次绩效评价综合得分92.6分，绩效评价等级为“优”。上年度自评得分95分。
优良天数占比91%。
"""


def test_scored_items() -> None:
    items = report(SCORED).items
    assert [(i.name.text, i.weight and i.weight.text, i.score and i.score.text) for i in items] == [
        ("村（社区）干部补助发放", "１0", "10"),
        ("森林火灾发生次数", "20", "20"),
        ("“三公”经费控制率", "30", "25"),
        ("预算执行率", "20", "20"),
        ("项目完成率", "20", "17.6"),
    ]
    assert [bool(i.met) for i in items] == [False, False, True, True, False]
    assert [i.reason for i in items] == [False, False, False, False, True]
    assert [i.execution for i in items] == [False, False, False, True, False]
    assert report(SCORED).scheme.name == "narrative"


def test_the_total_and_the_grade_of_this_year() -> None:
    found = report(SCORED)
    assert [(t.label, t.value.text) for t in found.totals] == [("综合得分", "92.6")]
    assert [(g.value, g.total and g.total.value.text) for g in found.grades] == [("优", "92.6")]
    assert (found.organisation, found.year) == ("云溪市青柳区松岭乡人民政府", 2024)


def test_groups_that_carry_points_and_weights_said_again() -> None:
    found = report(
        "2024年部门预算绩效自评报告\n"
        "部门预算绩效自评满分100分，自评得分96分。\n"
        "1.履职效能（60分）\n"
        "（1）预算编审（20分）\n编制完整。\n“预算编审”满分20分，自评得分20分。\n"
        "（2）任务完成（40分）\n任务完成较好。\n“任务完成”满分40分，自评得分38分。\n"
        "2.财务管理（40分）\n"
        "（1）制度健全（40分）\n制度健全。\n“制度健全”指标满分40分，自评得分38分。\n"
    )
    assert [(g.name, g.weight and g.weight.text, len(g.children)) for g in found.item_groups] == [
        ("履职效能", "60", 2), ("财务管理", "40", 1),
    ]  # fmt: skip
    assert [t.value.text for t in found.totals] == ["96"]
    assert [field.text for _, field in found.restated] == ["20", "40", "40"]
    assert found.scheme.name == "sichuan-dept"


def test_headings_with_scores_of_their_own_count_once() -> None:
    found = report(
        "2024年度部门整体支出绩效自评报告\n（一）预算管理（满分30分，自评得分28.5分）\n1.预算编制（满分10分，自评得分10分）\n"
        "2.支出进度（满分20分，自评得分18.5分）\n（二）履职效能（满分70分，自评得分68分）\n1.工作完成（满分40分，自评得分39分）\n"
        "自评得分96.5分。\n"
    )
    assert [(i.name.text, i.score and i.score.text) for i in found.items] == [
        ("预算编制", "10"), ("支出进度", "18.5"), ("履职效能", "68"),
    ]  # fmt: skip
    (group,) = found.item_groups
    assert (group.name, group.score and group.score.text, len(group.children)) == ("预算管理", "28.5", 2)


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("部门整体支出绩效自评得分为95.5分。", ["95.5"]),
        ("自评总分：88分，等级为良。", ["88"]),
        ("产出指标自评得分45分。", []),
        ("财政评价得分80分。", []),
        ("“预算编审”满分5分，自评得分5分。", []),
        ("上年度综合得分91分。", []),
        ("民政专项项目自评得分100分。", []),
        ("满分100分，自评得分93.8分。", ["93.8"]),
        ("年初预算60万元，全年执行60万元，执行率100%，自评分20分。", []),
        ("A产出指标（自评分39分）", []),
        ("预算执行率98%，自评得分97.5分。", ["97.5"]),
        ("巡查密度，年初目标值≥90%，实际完成值≥92.5%，自评得分20分；", []),
        ("火灾起数，年初目标值=0件，实际完成值=0件，自评得分20分；", []),
        ("因此评价分98分，自评等级为优秀。", ["98"]),
        ("产出指标完成情况：分值30分，自评得分30分。", []),
        ("家长满意度：分值10分，经测评，满意度为98.5%，大于年度指标值95%，自评得分10分。", []),
        ("护林员培训合格率，年初目标值≥90%，实际完成值≥90%，自评得分20分；", []),
        ("各指标总分值100分，自评得分95分。", ["95"]),
        ("按分值50分、30分、10分、10分计算，综合得分95分。", ["95"]),
        ("各项指标值均已完成，自评得分55分。", ["55"]),
        ("满意度目标值90%，实际完成值96%，综合得分97.5分。", ["97.5"]),
        ("因此评价分100分，自评等级为优秀。", ["100"]),
    ],
)
def test_totals_that_sentences_state(sentence: str, values: list[str]) -> None:
    found = report(f"2024年度部门整体支出绩效自评报告\n预算执行率98%。\n{sentence}\n")
    assert [t.value.text for t in found.totals] == values


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("自评等级为“优”。", ["优"]),
        ("评价结果为良好。", ["良"]),
        ("评价等级为合格，", ["中"]),
        ("评价结果为优化支出结构提供依据。", []),
        ("全年空气质量优良天数310天。", []),
        ("得分90分以上的评价等级为优。", []),
    ],
)
def test_grades_that_sentences_state(sentence: str, grade: list[str]) -> None:
    found = report(f"2024年度部门整体支出绩效自评报告\n预算执行率98%。\n{sentence}\n")
    assert [g.value for g in found.grades] == grade


TABLE = (
    "三级指标\t指标性质\t指标值\t计量单位\t权重\t完成值\n"
    "巡河次数\t≥\t24\t次\t40\t26\n培训人数\t≥\t150\t人\t30\t150\n亮灯率\t≥\t96\t%\t20\t97\n"
    "防火宣传次数\t≥\t6\t次\t5\t6\n群众满意度\t≥\t90\t%\t5\t93\n"
)


def test_copies_of_a_table_count_once_and_their_differences_are_kept() -> None:
    again = TABLE.replace("巡河次数", "河道巡查次数")
    text = f"2024年度部门整体绩效自评表\n{TABLE}\n附件\n\n{TABLE}\nSheet1\n\n{again}\n巡河次数\n24\n"
    found = report(text)
    assert len(found.tables) == 1
    assert [len(c.differences) for c in found.copies] == [0, 1]


def test_forms_of_two_projects_are_no_copies() -> None:
    forms = [f"项目名称\t{name}\t\t\t\t\n{TABLE}" for name in ("路灯维护", "公厕管护")]
    assert len(report("2024年度项目支出绩效自评表\n" + "\n附件\n\n".join(forms)).tables) == 2


def test_text_that_repeats_a_table_is_no_narrative() -> None:
    text = f"2024年度部门整体绩效自评表\n{TABLE}\n培训人数\n三级指标\n本年度预算执行率98%，较好。\n"
    sequences = report(text + "一、概况\n三、结论\n").sequences
    assert [[m.value for m in s.marks] for s in sequences] == [[1, 3]]


PLANNED = """青柳区财政局关于下达2024年护林资金的通知
现将资金60万元下达你们，请做好绩效管理。
2024年护林资金绩效目标表
资金情况（万元）\t资金总额\t60
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t巡山次数\t≥12次
效益指标\t生态效益指标\t森林火灾受害率\t≤0.9‰
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "会议通知\n请各单位于3月5日前报送绩效自评报告，逾期扣2分。\n",
        "# auditor\n\nChecks 绩效自评报告 for typos.\n\n| 名称 | 单位 | 数量 | 金额 |\n|---|---|---|---|\n| 纸 | 箱 | 3 | 450 |\n",
        "货物名称\t单位\t数量\t单价\t金额\n复印纸\t箱\t10\t150\t1500\n墨盒\t个\t4\t300\t1200\n合计\t\t\t\t2700\n",
        PLANNED,
        "2024年护林项目绩效评价指标表\n一级指标\t三级指标\t分值\t评价标准\n产出指标\t巡山次数\t50\t每少1次扣2分\n"
        "效益指标\t火灾起数\t50\t每起扣10分\n",
        "2024年护林项目事前绩效评估报告\n项目申请资金60万元，评估得分82分。\n",
        "各单位：\n现将2024年度绩效自评工作有关事项通知如下：\n一、自评范围\n2024年安排的资金60万元。\n",
        "各单位：\n绩效自评内容和评分标准如下：\n一、资金情况\n执行率100%的得10分。\n",
        "通知\n现就开展2024年度绩效自评工作通知如下：\n请于3月5日前报送自评得分低于90%的项目。\n",
        "管护绩效考核标准\n（一）组织领导（15分）\n职责明确，得10分；否则，不得分。\n（二）管护情况（30分）\n记录完整，得15分，一项不合格扣5分。\n"
        "（三）档案管理（10分）\n档案齐全，得10分；否则不得分。\n",
        "考核标准\n分解任务（2分）按要求分解任务的，得2分；未分解的，不得分。\n审批备案（3分）及时备案的，得3分。\n"
        "质量（5分）绩效达到设计要求的，得5分，每低1%扣1分。\n",
    ],
)
def test_what_is_no_self_evaluation(text: str) -> None:
    assert recognise(read(text.encode(), "a.md")).report is None


@pytest.mark.parametrize(
    "text",
    [
        "1、2024年度青柳区护林项目绩效自评报告一、项目概况。全区护林员82人，其中专职30人，兼职52人。\n",
        "护林项目绩效目标自评表 (2024)\n项目资金（万元）\n全年预算数（A）\n60\n",
        "青柳区护林项目绩效评价自评报告\n报告日期：2025年3月 15 日\n实际支出\n（万元）\n60\n",
        "一、绩效目标分解下达情况\n下达补助资金60万元。\n",
        "我局组织开展了2024年度护林补助资金绩效自评工作，自评情况如下：\n下达补助资金60万元。\n",
        "市林业局进行了绩效自查自评，现将自评情况汇报如下：\n下达补助资金60万元。\n",
        "护林项目绩效自评报告1\n下达补助资金60万元。\n",
        "2024年护林项目部门评价报告\n年初安排预算60万元。\n",
        "项目全年预算数为60万元，执行数为60万元，完成预算的100%。项目绩效目标完成情况：一是巡山310次。\n",
        "一、绩效目标分解下达情况省林业局下达专项资金60万元，二、绩效目标完成情况分析资金已全部执行。\n",
        "青柳区护林项目绩效自评报告 1\n一、概况\n全区护林员82人，支出60万元。\n",
        "根据有关规定，青柳区认真组织开展了护林资金绩效自评工作，自评情况如下：\n一、资金情况\n支出60万元。\n",
        "我局对护林项目进行了绩效自查自评，现将自评情况汇报如下：\n一、资金情况\n支出60万元。\n",
        "现将我局2024年护林项目支出绩效报告公告如下。\n一、资金情况\n支出60万元。\n",
    ],
)
def test_self_evaluations_that_lost_their_layout(text: str) -> None:
    assert recognise(read(text.encode(), "a.txt")).report is not None


def test_a_date_is_not_the_reporting_year() -> None:
    assert report("护林项目绩效自评表\n填报日期：2024年2月3日\n全年支出60万元。\n").year is None
    assert report("护林项目绩效自评表\n报告日期：2025年3月 5 日\n2024年度支出60万元。\n").year == 2024


def test_a_profile_can_be_forced() -> None:
    found = recognise(read(SCORED.encode(), "a.txt"), "national").report
    assert found is not None
    assert found.scheme.name == "national"

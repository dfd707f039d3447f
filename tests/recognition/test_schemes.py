"""Schemes of scoring: told by the form, or forced; what they change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.check import Selection, load_rules, run
from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import recognise
from auditor.recognition.schemes import UnknownScheme, named, names

TITLE = "青柳区松岭乡2024年度绩效自评表\n"
NATIONAL = f"""{TITLE}
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	100	100	95	10	95%	9.5
一级指标	三级指标	年度指标值	实际完成值	分值	得分	偏差原因
产出指标	培训人次	≥100人次	120人次	50	50
效益指标	群众知晓率	≥90%	95%	30	30
满意度指标	群众满意度	≥90%	95%	10	10
"""
FORMS = {
    "national": NATIONAL,
    "hubei-20-80": NATIONAL.replace("95	10	95%	9.5", "95	20	95%	19").replace(
        "50	50", "40	40"
    ),
    "hebei-grade": f"""{TITLE}
三级指标	预期指标值	单项指标实际完成值	单项指标完成情况	单项指标得分	权重占比(%)	单项指标折算得分
培训人次	≥100人次	120人次	优	100	50	50
群众知晓率	≥90%	95%	优	100	50	50
""",
    "cq-90": f"""{TITLE}
指标名称	计量单位	指标性质	指标值	指标权重（分）	全年完成值	指标得分（分）	说明
培训人次	人次	≥	100	50	120	50
群众知晓率	%	≥	90	50	95	50
""",
    "deductions": f"""{TITLE}
三级指标	年度指标值	实际完成值	分值	扣减分数	得分
培训人次	≥100人次	120人次	50	5	45
群众知晓率	≥90%	95%	50	0	50
""",
    "shanxi": f"""{TITLE}
一级指标	三级指标	年初指标值	年度指标值	实际完成值	分值	得分
产出指标	培训人次	≥90人次	≥100人次	120人次	50	50
效益指标	群众知晓率	≥80%	≥90%	95%	50	50
""",
    "review": f"""{TITLE}
一级指标	三级指标	年度指标值	实际完成值	分值	自评得分	复核得分
产出指标	培训人次	≥100人次	120人次	50	50	50
效益指标	群众知晓率	≥90%	95%	50	50	48
""",
    "conversion": f"""{TITLE}
一级指标	三级指标	年度指标值	实际完成值	分值	得分	备注
产出指标	培训人次	≥100人次	120人次	40	40
产出指标	群众知晓率	≥90%	95%	40	40
效益指标	设备使用率	≥90%	不适用	20	不适用	本项目不涉及
""",
    "management-60-40": f"""{TITLE}
一级指标	三级指标	年度指标值	实际完成值	分值	得分
管理指标	制度健全数	≥10项	10项	60	60
结果指标	培训人次	≥100人次	120人次	20	20
效益指标	群众知晓率	≥90%	95%	20	20
""",
    "narrative": """青柳区松岭乡2024年度部门整体支出绩效自评报告
1．预算执行率（10分）
执行率95.41%，高于90%的目标，该指标得分为10分。
2．群众满意度（40分）
满意度95%，该指标得分为40分。
3．补贴发放及时率（50分）
及时率100%，该指标得分为50分。
""",
    "sichuan-dept": """青柳区松岭乡2024年度部门整体支出绩效自评报告
1．预算编制质量（40分）
“预算编制质量”满分40分，自评得分40分。
2．预算执行效果（30分）
“预算执行效果”满分30分，自评得分30分。
3．支出执行进度（30分）
“支出执行进度”满分30分，自评得分30分。
""",
}


def report(text: str, profile: str | None = None) -> Report:
    found = recognise(read(text.encode(), "report.txt"), profile).report
    assert found is not None
    return found


def codes(text: str, profile: str | None = None) -> set[str]:
    return {
        f.code for f in run(report(text, profile), Selection(extend=("WGT004",)).of(load_rules())).findings
    }


@pytest.mark.parametrize("name", FORMS)
def test_a_form_shows_its_scheme(name: str) -> None:
    scheme = report(FORMS[name]).scheme
    assert scheme.name == name
    assert scheme.title.zh and scheme.title.en
    assert scheme.why.zh and scheme.why.en and scheme.why != named(name).why


def test_all_schemes_are_tested_and_the_national_one_is_first() -> None:
    assert set(names()) - set(FORMS) == {"system", "system-80-70-60", "hebei-tianjin"}
    assert names()[0] == "national"


def test_points_of_execution_are_told_by_the_header_of_their_score_too() -> None:
    text = FORMS["hubei-20-80"].replace(
        "	分值	执行率	得分\n年", "	执行率	得分（20分*执行率）\n年"
    )
    assert report(text.replace("	20	95%", "	95%")).scheme.name == "hubei-20-80"


@pytest.mark.parametrize("name", FORMS)
def test_a_scheme_is_forced(name: str) -> None:
    assert all(report(text, name).scheme == named(name) for text in FORMS.values())


def test_an_unknown_scheme() -> None:
    with pytest.raises(UnknownScheme, match="hunan"):
        report(NATIONAL, "hunan")


def test_what_a_scheme_does_not_say_is_as_in_the_national_one() -> None:
    assert named("cq-90").levels == named("national").levels
    assert named("hubei-20-80").sums == (Decimal(90), Decimal(80))
    assert named("narrative").sums == (Decimal(90),)


def test_eighty_points_are_right_in_hubei_only() -> None:
    """The form without its funds block: nothing but the scheme says where the other 20 points are."""
    rows = FORMS["hubei-20-80"].splitlines(keepends=True)
    text = "".join([rows[0], *rows[4:], "总分			80	80\n"])
    assert "WGT001" in codes(text)
    assert not codes(text, "hubei-20-80") & {"WGT001", "WGT004"}
    assert "WGT004" in codes(NATIONAL, "hubei-20-80")
    assert "WGT004" not in codes(NATIONAL)


def test_points_by_judgement_are_not_computed() -> None:
    missed = NATIONAL.replace("≥100人次	120人次	50	50", "≥100人次	80人次	50	30")
    short = NATIONAL.replace("120人次	50	50", "120人次	50	30")
    assert "SCR004" in codes(missed) and "SCR005" in codes(short)
    assert "SCR004" not in codes(missed, "sichuan-dept") and "SCR005" not in codes(short, "sichuan-dept")
    assert "SCR004" in codes(missed, "hebei-grade") and "SCR005" not in codes(short, "hebei-grade")


def test_a_scheme_may_have_grades_of_its_own() -> None:
    text = FORMS["cq-90"].replace("120	50", "120	32") + "自评得分：82分，自评等级：优。\n"
    assert "TOT005" in codes(text)
    assert "TOT005" not in codes(text, "system-80-70-60")


def test_the_columns_that_show_a_scheme_are_named() -> None:
    assert report(FORMS["deductions"]).scheme.why.zh == "有“扣减分数”栏"
    assert named("national").why.zh == "由使用者指定"


GRID = """<h1>青柳区松岭乡2024年度项目支出绩效自评表</h1><table border="1">
<tr><td>一级指标<td>三级指标<td>年初指标值<td>年度指标值<td>实际完成值<td>分值<td>得分</tr>
<tr><td>产出指标<td>巡查次数<td>≥10次<td>≥12次<td>12次<td>40<td>40</tr>
<tr><td>产出指标<td>宣传场次<td>≥4场<td><td><td>20<td></tr>
<tr><td>效益指标<td>受益人数<td>≥300人<td>≥300人<td>310人<td>40<td>40</tr></table>"""


def test_a_row_without_an_adjusted_target_is_left_open_where_the_scheme_says_so() -> None:
    found = recognise(read(GRID.encode(), "report.html")).report
    assert found is not None and found.scheme.name == "shanxi"
    asked = recognise(read(GRID.encode(), "report.html"), "national").report
    assert asked is not None
    rules = Selection(("SCR002",)).of(load_rules())
    assert [f.code for f in run(found, rules).findings] == []
    assert {f.code for f in run(asked, rules).findings} == {"SCR002"}


def overshoots(text: str, scheme: str | None = None) -> list[str]:
    rules = Selection(("TGT001",)).of(load_rules())
    return [f.subject for f in run(report(text, scheme), rules).findings]


def test_a_scheme_says_from_where_a_reason_is_due() -> None:
    text = FORMS["deductions"].replace("120人次", "125人次")
    assert overshoots(text) == [] and overshoots(text, "hebei-tianjin") == ["培训人次"]
    nothing = text.replace("≥100人次	125人次", "≥0人次	30人次")
    assert overshoots(nothing) == ["培训人次"] and overshoots(nothing, "national") == []
    assert overshoots(nothing.replace("	30人次", "	29人次")) == []


def test_an_option_outranks_the_scheme() -> None:
    text = FORMS["deductions"].replace("120人次", "125人次")
    rules = Selection(("TGT001",)).of(load_rules())
    values = {"target-overshoot": {"factor": Decimal("1.5")}}
    assert not run(report(text, "hebei-tianjin"), rules, values).findings


def test_a_scheme_says_what_an_excess_costs() -> None:
    """120 against at most 100: 100 ÷ 120 of the points by one formula, 80 of 100 by the other."""
    text = (
        FORMS["cq-90"]
        .replace("≥	100	50	120	50", "≤	100	50	120	41.67")
        .replace("培训人次	人次", "事故处理时长	天")
    )
    text = text.replace("事故处理时长	天", "安全事故数	起")
    assert "SCR004" not in codes(text) and "SCR004" in codes(text, "system")
    assert "SCR004" not in codes(text.replace("41.67", "40"), "system")


def test_the_telling_scheme_is_taken_where_several_show() -> None:
    both = (
        FORMS["hubei-20-80"]
        .replace("分值	得分	偏差原因", "分值	扣减分数	得分")
        .replace("	40	40\n", "	40	0	40\n")
    )
    assert report(both).scheme.name == "hubei-20-80"

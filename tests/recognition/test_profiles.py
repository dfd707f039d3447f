"""Schemes of scoring: told by the form, or forced; what they change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.check import Selection, load_rules, run
from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import recognise
from auditor.recognition.profiles import UnknownProfile, named, names

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
    profile = report(FORMS[name]).profile
    assert profile.name == name
    assert profile.title.zh and profile.title.en
    assert profile.why.zh and profile.why.en and profile.why != named(name).why


def test_all_schemes_are_tested_and_the_national_one_is_first() -> None:
    assert set(names()) - set(FORMS) == {"system-80-70-60", "management-60-40"}
    assert names()[0] == "national"


def test_points_of_execution_are_told_by_the_header_of_their_score_too() -> None:
    text = FORMS["hubei-20-80"].replace(
        "	分值	执行率	得分\n年", "	执行率	得分（20分*执行率）\n年"
    )
    assert report(text.replace("	20	95%", "	95%")).profile.name == "hubei-20-80"


@pytest.mark.parametrize("name", FORMS)
def test_a_scheme_is_forced(name: str) -> None:
    assert all(report(text, name).profile == named(name) for text in FORMS.values())


def test_an_unknown_scheme() -> None:
    with pytest.raises(UnknownProfile, match="hunan"):
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
    assert report(FORMS["deductions"]).profile.why.zh == "有“扣减分数”栏"
    assert named("national").why.zh == "由使用者指定"

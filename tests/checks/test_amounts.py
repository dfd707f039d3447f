"""One figure wherever it stands: two things are never taken for one, one thing said twice must agree."""

from __future__ import annotations

import pytest

from auditor.check import Result, load_rules, run
from auditor.finding import Severity, Verdict
from auditor.readers import read
from auditor.recognition import recognise

RULES = [rule for rule in load_rules() if rule.code in ("EXE009", "EXE010")]
WHOLE = "云溪市青柳区松岭乡人民政府\n2024年度部门整体支出绩效自评报告\n"
PROJECT = "松岭乡水渠维护项目支出绩效自评报告\n（2024年度）\n"
FUNDS = (
    "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
    "年度资金总额\t120.00\t100.00\t96.50\t10\t96.50%\t9.65\n"
    "指标名称\t年度指标值\t实际完成值\t分值\t得分\n受益群众人数\t≥300人\t310人\t90\t90\n"
)


def audit(text: str) -> Result:
    report = recognise(read(text.encode(), "a.txt")).report
    assert report is not None
    return run(report, RULES)


RIGHT = {
    "projects under headings": PROJECT
    + "一、项目情况\n（一）东渠维护项目\n1.资金情况。年初预算数100万元，全年执行数90万元，执行率90%。\n"
    + "（二）西渠维护项目\n1.资金情况。年初预算数50万元，全年执行数50万元，执行率100%。\n",
    "projects in a paragraph": WHOLE
    + "一是东渠维护项目，年初预算数100万元，全年执行数90万元，执行率90%；"
    + "二是西渠维护项目，年初预算数50万元，全年执行数50万元，执行率100%。\n",
    "a project's form in a department's report": WHOLE
    + "全年预算数1200万元，全年执行数1180万元，执行率98.33%。\n附件：水渠维护项目支出绩效自评表\n"
    + FUNDS,
    "the whole and its parts": WHOLE
    + "全年预算数1200万元，全年执行数1180万元，执行率98.33%。\n"
    + "基本支出全年预算数800万元，全年执行数795万元，执行率99.38%。"
    + "项目支出全年预算数400万元，全年执行数385万元，执行率96.25%。\n",
    "yuan and ten thousands": PROJECT
    + "年初预算数1200000元，全年预算数1000000.00元，全年执行数965000元，执行率96.5%。\n"
    + FUNDS,
    "months": WHOLE
    + "1-6月实际支出580万元，执行率48.33%；1-9月实际支出900万元，执行率75%。"
    + "全年预算数1200万元，全年实际支出1180万元，预算执行率98.33%。\n",
    "another year": WHOLE
    + "2023年全年预算数1100万元，全年执行数1050万元，执行率95.45%。"
    + "2024年全年预算数1200万元，全年执行数1180万元，执行率98.33%。\n"
    + "上年度预算执行率95.45%，本年度预算执行率98.33%。\n",
    "a fund": WHOLE
    + "全年预算数1200万元，全年执行数1180万元，执行率98.33%。\n"
    + "“三公”经费全年预算数5.5万元，全年执行数5.4万元，执行率98.18%。\n",
    "scored items": WHOLE
    + "1．三公经费控制率（10分）\n全年预算数5.5万元，全年执行数5.4万元。该指标得分为10分。\n"
    + "2．预算执行率（10分）\n全年预算数1200万元，全年执行数1180万元。该指标得分为10分。\n"
    + "3．会议费控制（10分）\n年初预算数3万元，全年执行数2.1万元。该指标得分为10分。\n",
    "a goal is no result": PROJECT
    + "年度总体目标\t预期目标\t实际完成情况\n"
    + "\t年初预算120万元，完成渠道维护，资金执行率100%。\t实际支出96.5万元，执行率96.5%。\n"
    + FUNDS,
    "two denominators": WHOLE
    + "年初预算数1000万元，全年执行数1180万元，执行率118%。"
    + "全年预算数1200万元，全年执行数1180万元，执行率98.33%。\n",
    "three values are three things": WHOLE
    + "全年执行数1180万元。\n全年执行数118万元。\n全年执行数18万元。\n",
}


@pytest.mark.parametrize("name", RIGHT)
def test_different_things_are_not_compared(name: str) -> None:
    assert [f.message.zh for f in audit(RIGHT[name]).findings] == []


WRONG = [
    (PROJECT + "年初预算数120万元，全年预算数100万元，全年执行数95.6万元。\n" + FUNDS, "96.5万元 ≠ 95.6万元"),
    (WHOLE + "2024年全年执行数1180万元。\n经统计，全年实际支出1108万元。\n", "1180万元 ≠ 1108万元"),
    (
        WHOLE + "年初预算数21546300元。\n松岭乡人民政府2024年年初预算数2145.63万元。\n",
        "21546300元 ≠ 2145.63万元",
    ),
    (PROJECT + "全年预算执行率95.6%，项目如期完成。\n" + FUNDS, "96.50% ≠ 95.6%"),
    (
        WHOLE + "全年预算数1200万元，全年执行数1180万元，执行率98.33%。\n全年预算执行率为93.88%。\n",
        "98.33% ≠ 93.88%",
    ),
]


@pytest.mark.parametrize(("text", "working"), WRONG)
def test_one_thing_stated_differently_is_found(text: str, working: str) -> None:
    (finding,) = audit(text).findings
    assert (finding.working, finding.severity) == (working, Severity.ERROR)
    assert finding.related


def test_a_sum_cut_off_instead_of_rounded_is_a_note() -> None:
    (finding,) = audit(WHOLE + "年初预算数21546399元。\n年初预算数2154.63万元。\n").findings
    assert finding.severity is Severity.INFO


def test_the_words_that_two_places_speak_of_one_sum() -> None:
    (finding,) = audit(WHOLE + "省级资金一处5万元，一处山洪防治6万元（同一文号）。\n").findings
    assert (finding.subject, finding.severity) == ("省级资金", Severity.WARNING)
    assert audit(WHOLE + "新建水池两处，一处5万元，一处6万元。\n").findings == ()


def test_figures_that_agree_are_consistent() -> None:
    result = audit(PROJECT + "年初预算数120万元，全年执行数96.50万元，预算执行率96.5%。\n" + FUNDS)
    assert [f.verdict for f in result.figures] == [Verdict.CONSISTENT] * 3


def test_a_rate_that_its_own_figures_contradict_is_another_rules_matter() -> None:
    text = "全年预算数1200万元，全年执行数1180万元，执行率98.33%。\n全年预算数1200万元，全年执行数1180万元，执行率93.88%。\n"
    assert audit(WHOLE + text).findings == ()

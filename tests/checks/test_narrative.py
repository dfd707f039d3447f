"""Sentences whose figures are right are never accused; those that cannot be right are named for what they are."""

from __future__ import annotations

import pytest

from auditor.check import Result, load_rules, run
from auditor.finding import Finding, Verdict
from auditor.readers import read
from auditor.recognition import recognise

RULES = [rule for rule in load_rules() if rule.code.startswith("NAR")]
HEAD = "云溪市青柳区松岭乡人民政府\n2024年度部门整体支出绩效自评报告\n全年投入资金12.5万元。\n"


def audit(text: str) -> Result:
    report = recognise(read(f"{HEAD}{text}\n".encode(), "a.txt")).report
    assert report is not None
    return run(report, RULES)


def findings(text: str) -> list[Finding]:
    return list(audit(text).findings)


def the_finding(text: str, code: str) -> Finding:
    (finding,) = findings(text)
    assert finding.code == code
    return finding


RIGHT = """
三公经费预算总额196.9万元，较2023年的219.0万元减少22.1万元，下降10.1%；其中：因公出国（境）经费4.0万元，较上年持平；公务接待费24.2万元，较上年减少1.2万元，下降4.7%；公务用车运行维护费168.7万元，较上年减少20.9万元，下降11%。
本单位支出由基本支出和项目支出两个部分构成。
认真履行组织、协调、监督三大职能，做好汇集力量、建言献策、服务大局的各项工作。
做到“两个维护”，即：坚决维护团结，坚决维护稳定。
全年召开党委会12次、班子会8次，学习传达会议精神等20余次。
下设三个股室：办公室、综合股、业务股，共有职工23人。
共有8个行政村、2个社区，分别是东村、西村、南村、北村、上村、下村、前村、后村及桥头社区、河口社区。
下辖12个村（社区），包括松岭、河口、桥头等。
实施了水库加固、农村公路、安全饮水等15个项目，完成投资3200万元。
围绕产业、人才、文化、生态、组织“五大振兴”，推进乡村建设行动。
重点开展了以下三方面工作：一是加强组织领导，二是强化资金监管，三是严格绩效考核。
重点开展以下两方面工作：一是抓党建；二是抓经济。三是其他工作有序推进。
设有办公室、财务科、业务一科、业务二科等4个科室，编制20名。
3个站所：农业服务中心、文化和旅游服务站、退役军人服务站。
设3个中心：便民服务中心、综治、信访服务中心、农业服务中心。
5个办公室，分别为党政办公室、党建办公室、经济发展办公室、社会事务和民政办公室、综治信访办公室。
设3个部门，具体为办公室，负责日常工作，财务室，负责财务管理，业务室，负责业务。
领导班子7人：书记1人，乡长1人，副书记1人，其他班子成员4人。
共评选先进个人5名，分别是甲某、乙某、丙某、丁某和戊某。
现有在职人员49人，其中：行政人员20人，事业人员29人，分别为党政办12人、经发办10人、民生办27人。
群众满意度95%，达到了90%以上的目标。
群众满意度为95%，高于全市平均水平2.1个百分点。
规上工业产值增长1.3%，高于全县平均水平2.1%。
实际改造50户，超过任务60户。
投诉率0.5%，低于1%的控制目标；在职人员控制率92%，控制在100%以内。
完成率100%，高于上年的98%。
PM2.5浓度29微克/立方米，优于35微克/立方米的目标。
优良天数比例92%，优于90%的目标。
预算执行率96.5%，未达到100%的目标，主要是质保金未到支付期。
经费预算5.5万元，实际支出5.4万元，控制在预算之内。
发放调查问卷20份，收回有效问卷16份，满意度93.75%。
抽检农产品35批次，合格率97.1%。
抽查7个项目，合格率86%。
抽查项目7个，其中6个合格，合格率85.71%。
发放问卷20份，平均满意度97%。
随机抽取20户开展问卷调查，非常满意15户，满意4户，基本满意1户，满意度97%。
对全县15个乡镇开展督查，参保率93%。
一是预算执行率有待提高，二是绩效管理水平有待进一步提升，三是行政成本有待降低。
2023年招待费10.00万元，2024年招待费8.00万元，增长率-20%。
""".strip().splitlines()


@pytest.mark.parametrize("text", RIGHT)
def test_right_sentences_are_silent(text: str) -> None:
    assert findings(text) == []


WRONG = [
    ("下设三个股室，分别为：办公室、综合股、业务股、财务股，共有职工23人。", "NAR002", "三个", "4"),
    ("统筹设置事业单位4个，即：农业服务中心、文化服务中心、退役军人服务站。", "NAR002", "4个", "3"),
    ("内设机构3个（党政办公室、财政所、民生服务办公室、应急办公室）。", "NAR002", "3个", "4"),
    ("重点开展以下两方面工作：一是抓党建；二是抓经济；三是抓稳定。", "NAR002", "两方面", "3"),
    ("实施了道路、桥梁、水渠、路灯等三项工程。", "NAR002", "三项", "4"),
    ("群众满意度88%，达到了90%以上的目标。", "NAR009", "88%", "≥ 90%"),
    ("完成率96%，高于上年的98%。", "NAR009", "96%", "> 98%"),
    ("投诉率1.5%，低于1%的控制目标。", "NAR009", "1.5%", "< 1%"),
    ("检查企业80家，高于年初确定的80家的目标。", "NAR009", "80家", "> 80家"),
    ("人员控制率105%，控制在100%以内。", "NAR009", "105%", "≤ 100%"),
    ("PM2.5浓度39微克/立方米，优于35微克/立方米的目标。", "NAR009", "39微克/立方米", "< 35微克/立方米"),
    ("经费预算5.5万元，实际支出5.64万元，未超预算。", "NAR009", "5.64万元", "≤ 5.5万元"),
    ("抽检农产品35批次，合格率98%。", "NAR011", "98%", "97% / 100%"),
    ("发放问卷20份，满意度97%。", "NAR011", "97%", "95% / 100%"),
    ("2023年招待费8.00万元，2024年招待费10.00万元，下降25%。", "NAR006", "25%", ""),
    ("2023年招待费10.00万元，2024年招待费8.00万元，下降-20%。", "NAR006", "-20%", ""),
]


@pytest.mark.parametrize(("text", "code", "said", "expected"), WRONG)
def test_wrong_sentences_are_found(text: str, code: str, said: str, expected: str) -> None:
    finding = the_finding(text, code)
    assert (finding.found, finding.expected) == (said, expected)


def test_a_list_shows_its_items() -> None:
    finding = the_finding("事业单位4个，即：农业站（畜牧站、水利站）、文化站、退役军人站。", "NAR002")
    assert finding.working == "农业站(畜牧站、水利站) | 文化站 | 退役军人站 → 3 ≠ 4"
    assert finding.message.zh == "“事业单位”称4个，实列3个"


def test_a_verified_list_and_comparison_are_counted() -> None:
    result = audit("事业单位3个，即：农业站、文化站、退役军人站。参保率93.5%，高于90%的目标。")
    assert [f.verdict for f in result.figures] == [Verdict.CONSISTENT] * 2


def test_a_figure_at_its_limit_is_within_rounding() -> None:
    (figure,) = audit("参保率90%，高于90%的目标。").figures
    assert figure.verdict is Verdict.WITHIN_ROUNDING


def test_an_impossible_rate_of_opinion_may_be_a_mean() -> None:
    assert the_finding("发放问卷20份，满意度97%。", "NAR011").confidence.name == "POSSIBLE"
    assert the_finding("抽检农产品35批次，合格率98%。", "NAR011").confidence.name == "LIKELY"


def test_sums_written_out_as_a_table_are_added_down_too() -> None:
    text = "合计910.5万元=中央600、市级243、本级67.5。\n甲类500万元=中央300、市级160、本级40。\n乙类410.5万元=中央300、市级84、本级26.5。"
    found = {f.subject: f.working for f in findings(text)}
    assert found == {
        "市级": "160万元 + 84万元 = 244万元 ≠ 243万元",
        "本级": "40万元 + 26.5万元 = 66.5万元 ≠ 67.5万元",
    }


def test_spending_against_the_budget_beside_it() -> None:
    text = "接待费支出预算为24.6万元，支出决算为16.7万元，完成预算的{}，决算数小于预算数。"
    assert audit(text.format("68%")).findings == ()
    finding = the_finding(text.format("78%"), "NAR003")
    assert (finding.found, finding.expected) == ("78%", "68%")


def test_a_wrong_total_is_told_once() -> None:
    text = "全年支出726.4万元，其中：基本支出512.2万元，占61.97%；项目支出314.3万元，占38.03%。"
    assert [f.code for f in findings(text)] == ["NAR001"]


def test_a_wrong_part_is_told_once() -> None:
    text = "全年支出826.5万元，其中：基本支出412.2万元，占61.97%；项目支出314.3万元，占38.03%。"
    assert [f.code for f in findings(text)] == ["NAR001"]


COUNTED = [
    "年初预算652.40万元，年中追加37.60万元，调整后预算690.00万元。",
    "年初合计2389.4万元，年中调减308.6，全年2080.8万元。",
    "总投资500.00万元，由中央资金300.00万元和省级资金200.00万元组成。",
    "基本支出470.93万元。基本支出由人员经费418.23万元和公用经费52.70万元组成。",
    "收回有效问卷384份，表示满意的369份，满意度96.09%。",
    "共有村（社区）32个，已设服务点的30个，覆盖率93.75%。",
    "“三公”经费预算4.50万元，实际支出4.20万元，控制率93.33%。",
    "受理咨询640件、投诉45件，办结投诉44件，办结率97.78%。",
]


@pytest.mark.parametrize("text", COUNTED)
def test_what_can_be_recomputed_is(text: str) -> None:
    assert [f.verdict for f in audit(text).figures] == [Verdict.VERIFIED]


LAWFUL = """
年初预算652.40万元，较上年增加20万元，全年预算690万元。
年初预算100万元，其中追加项目20万元，全年预算100万元。
年初预算100万元，新增专项30万元，核减公用经费10万元，调整后预算120万元。
排查隐患120处，立即整改100处，限期整改18处，整改率98.33%。
随机抽取20户，非常满意15户，满意4户，基本满意1户，满意度95%。
""".strip().splitlines()


@pytest.mark.parametrize("text", LAWFUL)
def test_figures_that_are_not_tied_are_left_alone(text: str) -> None:
    assert findings(text) == []


WRONG_SUMS = [
    ("总投资500.00万元，由中央资金300.00万元和省级资金210.00万元组成。", "NAR001"),
    ("基本支出470.93万元。基本支出由人员经费418.23万元和公用经费62.70万元组成。", "NAR001"),
    ("年初预算652.40万元，年中追加37.60万元，调整后预算691.00万元。", "NAR016"),
    ("年初预算652.40万元，年中调减37.60万元，全年预算616.80万元。", "NAR016"),
    ("收回有效问卷384份，表示满意的369份，满意度98.09%。", "NAR007"),
]


@pytest.mark.parametrize(("text", "code"), WRONG_SUMS)
def test_sums_over_clauses_are_found(text: str, code: str) -> None:
    the_finding(text, code)

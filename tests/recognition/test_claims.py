"""What sentences claim, and that right figures are never accused and wrong ones always."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import check
from auditor.document import Location
from auditor.finding import Finding, Verdict
from auditor.model.place import Place, Step
from auditor.model.relations import (
    AimClaim,
    AmountClaim,
    Claim,
    ExecutionClaim,
    Mention,
    PartsClaim,
    Relation,
    TallyClaim,
    ZeroClaim,
)
from auditor.model.report import Report
from auditor.quantity import rounded
from auditor.recognition import claims, relations
from auditor.recognition.passages import Passage, level
from auditor.recognition.relations import legacy
from auditor.recognition.text import blocks

check.load_rules()


def passages(*texts: str) -> list[Passage]:
    return [
        Passage(text, Place((Step("line", n),), Location(line=n), text)) for n, text in enumerate(texts, 1)
    ]


def read(*texts: str) -> tuple[Claim, ...]:
    every = passages(*texts)
    return legacy.joined(relations.read(blocks.build(every)), claims.read(every))


def of(kind: str, *texts: str) -> list[Relation]:
    return [c for c in read(*texts) if isinstance(c, Relation) and c.kind == kind]


def audit(*texts: str) -> check.Result:
    """The rules of narrative arithmetic over some paragraphs."""
    rules = [rule for rule in check.load_rules() if rule.code.startswith("NAR")]
    return check.run(Report("text", claims=read(*texts)), rules)


def findings(*texts: str) -> list[Finding]:
    return list(audit(*texts).findings)


def codes(*texts: str) -> list[str]:
    return [f.code for f in findings(*texts)]


def short(mention: Mention | None) -> str | None:
    return None if mention is None else f"{mention.label} {mention.quantity.value}{mention.quantity.unit}"


# ── Sums ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "total", "parts"),
    [
        (
            "核定编制46人，其中行政编制22人，事业编制21个（参公3人，机关工勤1人），工勤编制3名。",
            "核定编制 46人",
            ["行政编制 22人", "事业编制 21个", "工勤编制 3名"],
        ),
        (
            "收入１２００．５万元。其中：财政拨款收入１０００万元，占８３．３％；其他收入２００．５万元，占１６．７％；支出1100万元。",
            "收入 1200.5万元",
            ["财政拨款收入 1000万元", "其他收入 200.5万元"],
        ),
        (
            "申请480000元:管护补助300000、设备购置180000",
            "申请 480000元",
            ["管护补助 300000元", "设备购置 180000元"],
        ),
        (
            "合计910.5万元=中央600、省级250、本级60.5。",
            " 910.5万元",
            ["中央 600万元", "省级 250万元", "本级 60.5万元"],
        ),
        (
            "中央600、省级250、县级60.5,共910.5万元。",
            " 910.5万元",
            ["中央 600万元", "省级 250万元", "县级 60.5万元"],
        ),
        ("治理河长4.25km=3.15+1.10；护岸2km=1.2+0.8。", "治理河长 4.25公里", [" 3.15公里", " 1.10公里"]),
        (
            "总投资500万元，由中央资金300万元、省级资金200万元组成。",
            "总投资 500万元",
            ["中央资金 300万元", "省级资金 200万元"],
        ),
        (
            "总支出500万元，其中人员经费300万元、公用经费50万元、项目150万元，较上年增加20万元。",
            "总支出 500万元",
            ["人员经费 300万元", "公用经费 50万元", "项目 150万元"],
        ),
        (
            "全年预算数2000万元：其中中央资金1500万元，省级资金500万元。",
            "全年预算数 2000万元",
            ["中央资金 1500万元", "省级资金 500万元"],
        ),
        (
            "受理案件120件，办结118件，其中刑事案件32件，民事案件88件。",
            "受理案件 120件",
            ["刑事案件 32件", "民事案件 88件"],
        ),
        (
            "收入100万元，其中：一般公共预算60万元，其中人员40万元、公用20万元；政府性基金40万元。",
            "收入 100万元",
            ["一般公共预算 60万元", "政府性基金 40万元"],
        ),
    ],
)
def test_totals_and_parts(text: str, total: str, parts: list[str]) -> None:
    assert [short(p) for r in of("sum", text) if short(r.stated) == total for p in r.operands] == parts


def test_a_figure_shows_where_it_stands() -> None:
    text = "　１．年初预算 500 万元，支出合计 ４８０ 万元，其中：基本支出300万元，项目支出180万元。"
    field = of("sum", text)[0].stated.field
    place = field.place
    assert place.route == (Step("line", 1),)
    assert place.span is not None
    assert place.text[slice(*place.span)] == "４８０ 万元"
    assert field.text == "４８０ 万元"
    assert not place.repaired


def test_a_number_torn_by_white_space_is_marked() -> None:
    (relation,) = of("sum", "年度支出2819. 17万元，其中基本支出2000万元，项目支出819.17万元。")
    assert relation.stated.quantity.value == Decimal("2819.17")
    assert relation.stated.field.place.repaired


WRONG = [
    ("2024年总支出1200万元，其中基本支出500万元，项目支出600万元。", "NAR001"),
    ("收入总计2860.35万元，其中一般公共预算收入2600.35万元，政府性基金收入360万元。", "NAR001"),
    ("设置公益性岗位120个，分别为保洁员80个、护林员30个、网格员20个，发放补贴96万元。", "NAR001"),
    ("投入资金560万元：道路硬化320万元、路灯安装140万元、绿化200万元。", "NAR001"),
    ("采购电脑20台、打印机5台，共计35台。", "NAR001"),
    ("特别扶助421.25万元=中央266、市级136、本级20.25。", "NAR001"),
    ("总投资1000万元，由中央资金600万元、省级资金300万元组成。", "NAR001"),
    ("2000元资金：中央1500万元、省级500万元。", "NAR001"),
    (
        "全年支出1000万元，其中：人员支出600万元，占60%；办公支出200万元，占30%；其他200万元，占20%。",
        "NAR003",
    ),
    ("累计支出2356.78万元，占调整后预算2400万元的95.2%。", "NAR003"),
    ("全年支出中，基本支出占62%，项目支出占48%。", "NAR004"),
    ("三公经费支出12.3万元，较上年12.8万元减少0.5万元，下降8.91%。", "NAR005"),
    ("三公经费支出12.3万元，较上年12.8万元减少0.8万元。", "NAR005"),
    ("会议费10万元，上年12.5万元，同比下降25%。", "NAR005"),
    ("办公费由2023年的12.5万元减少到2024年的10万元，下降25%。", "NAR005"),
    ("计划数100人，实际完成数120人，超计划30%。", "NAR005"),
    ("2023年接待费8万元，2024年接待费10万元，下降25%。", "NAR006"),
    ("受理案件120件，办结118件，办结率88.33%。", "NAR007"),
    ("应参保人数1200人，实际参保1188人，参保率95%。", "NAR007"),
    ("排查纠纷287件，化解286件，化解率99%。", "NAR008"),
    ("全年调整预算1600万元。1-6月预算执行735.9万元，执行率45.9%。", "NAR008"),
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_wrong_figures_are_found(text: str, code: str) -> None:
    assert code in codes(text)


RIGHT = """
项目资金280万元：中央150万元、省级80万元，其余为区级配套。
目标值为100人：实际培训甲类60人、乙类55人。
全年目标任务100户：完成一批60户、二批50户，超额完成10户。
全年支出46万元，较上年减少5万元，主要是会议费减少3万元，下降30%。
2024年总收入1200万元，其中税收收入500万元，同比增长5%，非税收入700万元，支出1100万元，结余100万元。
现有在职人员35人，其中党员20人，本科以上学历28人。
全年接待群众来访300人次，其中集体访5批60人次，个人访240人次。
收入总计2860.35万元，较上年增加120.5万元，其中一般公共预算收入2500.35万元，政府性基金收入360万元。
项目总投资3000万元，其中申请中央资金2000万元，已到位1500万元，支付1200万元，支付率80%。
完成投资1000万元，其中建筑工程600万元，设备购置300万元，其他费用100万元，占总投资的80%，总投资1250万元。
共有行政村105个、社区12个，共117个，其中脱贫村32个。
2023年收入100万元，2024年收入120万元，2025年预计150万元，2024年比2023年增长20%。
三公经费支出5.4万元，比预算5.5万元减少0.1万元，下降1.82%。
受理投诉45件，其中环境类10件、噪音类35件，办结33件，办结率73.3%。
实际参保1188人，应参保1200人，参保率99%。
发放问卷200份，收回有效问卷195份，满意度95%。
人员经费支出800万元，公用经费支出100万元，分别占基本支出900万元的88.89%和11.11%。
编制数60名，其中行政编制20名、事业编制40名，实有在职人员55人，离退休人员30人。
总得分92分，其中投入15分，过程25分，产出30分，效果22分。
人均可支配收入21500元，同比增长6.5%，增速较上年提高0.5个百分点。
2024年1-6月支出150万元，执行率50%，全年预算300万元。
其中：中央财政资金100万元，占比40%；省级资金150万元，占比60%。
本年支出合计1580.6万元，包括工资福利支出900.6万元、商品和服务支出300万元、对个人和家庭的补助280万元等。
共投入资金1200余万元，其中省级资金600万元、县级资金500万元。
2021年、2022年、2023年分别为120万元、130万元、150万元，合计400万元。
每亩补助300元，补助面积1200亩，共36万元。
项目预算50万元，截至6月30日执行25万元，执行率50%；截至12月31日执行50万元，执行率100%。
收、支总计各是4125.49,4143.91万元，各减少1267.86,2570.97万元，各下降23.51%、38.28%。
“三公”经费预算较2023年度增加1.68万元，其中公务接待较上年同期减少0.58万元，减少4.68%。
一批项目总投资3374.3万元（其中建筑工程3292万元），二批项目总投资2069.5万元（其中建筑工程1975万元），合计5443.8万元。
完成高标准农田建设1.2万亩，占年度任务1万亩的120%。
偏离度在30%内的指标0个，已完成的指标27个，偏离度在30%内的指标占比0%。
预算执行率=实际支出/预算数=285.6/300=95.2%，得分=95.2%×10=9.52分。
年初预算资金1354万元，预算完成率100%，二是实际执行金额1600万元，执行调整预算完成率100%。
规上工业产值由去年的20亿元增长到22亿元，按可比价增长10%。
增长率为-5%，2023年100万元，2024年95万元，增长-5%。
堤防加固1.2km:左岸0.7km,右岸0.5km:新建闸门1座，护脚3处:上游段0.9km，下游段0.35km。
完成支出90万元，其中村级运转30万元，文书报酬20万元，事务补助35万元，年度工作目标奖励5万元。
全年预算数2100万元：其中中央资金1500万元，省级资金200万元。
专项资金46万元，其中20万元用于基地创建，7.5万元用于维权，13万元用于“健康1+1”活动，5.5万元用于家庭教育。
下达专项资金20万元，其中专项资金20万元于1月11日到位，创作费5万元，音乐费2万元。
现有编制人员205人。其中，机关在职113人、离休2人、退休75人、事务中心10人，支付中心5人。
""".strip().splitlines()


@pytest.mark.parametrize("text", RIGHT)
def test_right_figures_are_not_accused(text: str) -> None:
    assert findings(text) == []


def test_a_sum_that_only_dropped_zeros_could_explain_is_an_error_where_its_fine_digits_agree() -> None:
    (finding,) = findings("扶助资金321.25万元=中央166、市级136、本级20.25。")
    assert (finding.severity.value, finding.confidence.value) == ("error", "likely")
    assert finding.working == "166万元 + 136万元 + 20.25万元 = 322.25万元 ≠ 321.25万元"


def test_a_nearly_whole_open_list_is_a_note_and_a_far_one_nothing() -> None:
    (finding,) = findings("资金1000万元，其中道路500万元，桥梁300万元，绿化190万元。")
    assert finding.severity.value == "info"
    assert findings("资金1000万元，其中道路500万元，桥梁100万元，绿化90万元。") == []


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        ("项目9个，财政资金90万元。其中甲类6个财政资金50万元；乙类3个财政资金30万元。", ["9个", "90万元"]),
        ("项目9个，财政资金90万元，其中：甲类6个、资金50万元，乙类3个、资金40万元。", ["9个", "90万元"]),
        ("项目9个，财政资金90万元，其中：甲类6个、资金50万元，乙类2个、资金40万元。", ["90万元"]),
        ("项目9个，总投资90万元，其中：甲类6个，已支付30万元；乙类3个，已支付20万元。", ["9个"]),
        ("项目9个，财政资金90万元，其中：甲类6个，资金50万元；乙类3个。", ["9个"]),
        ("项目9个，财政资金约90万元，其中：甲类6个，资金50万元；乙类3个，资金30万元。", ["9个"]),
    ],
)
def test_amounts_beside_counts_that_add_up(text: str, totals: list[str]) -> None:
    assert sorted(r.stated.field.text for r in of("sum", text)) == sorted(totals)


def test_goal_sums_are_read_beside_each_other() -> None:
    target = "申请2000400元:村级运转400000、组长报酬252000、事务补助960000"
    done = "完成1200000元:村级运转400000、组长报酬200000、事务补助600000"
    (finding,) = findings(target, done)
    assert finding.place.route == (Step("line", 1),)
    assert finding.expected == "1612000元"


def test_what_stands_first_in_a_list_is_no_total_of_the_others() -> None:
    relation = of("sum", "核定编制64名，其中：行政编制32名，事业编制29名，工勤编制3名。")
    assert [r.stated.field.text for r in relation] == ["64名"]


def test_a_wrong_total_that_is_said_again_is_not_consistent() -> None:
    result = audit("总投资862.5万元：道路331.4万元、桥梁540.1万元。", "项目总投资862.5万元，按期完工。")
    assert [f.verdict for f in result.figures] == [Verdict.INCONSISTENT]


def test_a_total_above_other_amounts_has_the_list_behind_them() -> None:
    relation = of("sum", "受理案件120件，办结118件，其中刑事案件32件，民事案件88件。")
    assert [r.stated.field.text for r in relation] == ["120件"]


def test_a_bare_wan_in_a_list_of_money_is_money() -> None:
    (relation,) = of("sum", "甲区50.5万元、乙区86.2万，共136.7万元。")
    assert [short(o) for o in relation.operands] == ["甲区 50.5万元", "乙区 86.2万元"]


# ── Percentages and change ────────────────────────────────────────────────────────────────────────────


def test_a_share_is_of_the_named_total_or_of_its_list() -> None:
    text = "决算支出1000万元，其中：基本支出700万元，占70%；项目支出300万元，占30%。人员经费650万元，占决算支出的65%。"
    assert [short(s.operands[1]) for s in of("share", text)] == ["决算支出 1000万元"] * 3


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("全年预算数为60万元，执行数为54万元，完成预算的{}。", ["全年预算数 60万元"]),
        ("“三公”经费支出预算为60万元，支出决算为54万元，完成预算的{}。", ["三公经费支出预算 60万元"]),
        ("年初预算50万元，调整后预算60万元，支出54万元，完成调整后预算的{}。", ["调整后预算 60万元"]),
        ("年初预算60万元，全年支出54万元，其中项目支出20万元，完成预算的{}。", []),
        ("一月预算60万元；二月支出54万元，完成预算的{}。", []),
        ("全年支出54万元，追加预算6万元，完成预算的{}。", []),
    ],
)
def test_a_share_of_the_budget_is_of_the_budgets_beside_its_spending(text: str, whole: list[str]) -> None:
    assert [short(s.operands[1]) for s in of("share", text.format("90%")) if s.holds] == whole
    assert codes(text.format("86%")) == ["NAR003"] * len(whole)


def test_a_ratio_is_tied_by_the_name_of_its_rate() -> None:
    (relation,) = of("ratio", "受理来访23件，排查纠纷224件，调解成功220件，调解成功率98.2%。")
    assert [short(o) for o in relation.operands] == ["调解成功 220件", "排查纠纷 224件"]


def test_execution_tries_the_adjusted_budget_first() -> None:
    text = "年初预算数500万元，全年调整预算数800万元，全年执行数760万元，执行率95%。"
    (claim,) = (c for c in read(text) if isinstance(c, ExecutionClaim))
    assert [short(b) for b in claim.budgets] == ["全年调整预算数 800万元", "年初预算数 500万元"]


def test_spending_of_some_months_is_of_the_adjusted_budget_of_the_report() -> None:
    (claim,) = (
        c
        for c in read("全年调整预算数800万元。", "1-6月预算执行360万元，执行率45%。")
        if isinstance(c, ExecutionClaim)
    )
    assert [short(b) for b in claim.budgets] == ["全年调整预算数 800万元"]


def test_an_overfulfilled_task_may_stand_in_another_paragraph() -> None:
    (relation,) = of("growth", "任务改造120户，实际改造150户。", "实际改造数超任务25%。")
    assert [short(o) for o in relation.operands] == ["实际改造 150户", "任务改造 120户"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公用支出36.4万元。较上年减少3.6万元，减幅9%。", []),
        ("公用支出36.4万元。较上年减少3.6万元，减幅8%。", ["NAR005"]),
        ("公用支出36.4万元，其中水费3万元。较上年减少3.6万元，减幅8%。", []),
        ("公用支出36.4万元。水费较上年减少3.6万元，减幅8%。", []),
    ],
)
def test_a_change_may_stand_in_the_sentence_behind_its_amount(text: str, found: list[str]) -> None:
    assert codes(text) == found


def test_growth_without_its_base_is_not_verifiable() -> None:
    result = audit("全镇完成投资6545万元，同比增长12%。")
    assert [f.verdict for f in result.figures] == [Verdict.NOT_VERIFIABLE]


def test_growth_at_constant_prices_is_at_most_a_note() -> None:
    (finding,) = findings("工业总产值由2023年的20亿元增长到2024年的24亿元，增长12%。")
    assert finding.severity.value == "info"


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("全年无重大安全事故发生，该指标得5分。", ["重大安全事故"]),
        ("辖区内无一例安全生产责任事故；未发生非法集资案件。", ["安全生产责任事故", "非法集资案件"]),
        ("年末无结转结余。", ["结转结余"]),
        ("“重投入、轻绩效”的思想尚未发生根本性改变。", []),
        ("全年发生火灾0次，无障碍设施完好，无人机巡查有无违规情况。", []),
    ],
)
def test_what_did_not_happen(text: str, nouns: list[str]) -> None:
    assert [c.noun for c in read(text) if isinstance(c, ZeroClaim)] == nouns


# ── Lists, comparisons, rates of counts, aims ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "left", "due", "holds"),
    [
        ("参保率93.5%，高于年初制定的90%的目标。", "参保率 93.5%", "> 90%", True),
        ("满意度95%，达到95%以上的目标。", "满意度 95%", "≥ 95%", True),
        ("办结率96%，未达到98%的要求。", "办结率 96%", "< 98%", True),
        ("完成率97%，低于上年的98%。", "完成率 97%", "< 98%", True),
        ("变动率3%，控制在5%以内。", "变动率 3%", "≤ 5%", True),
        ("变动率7%，控制在5%以内。", "变动率 7%", "≤ 5%", False),
        ("变动率7%，控制在年初目标的5%以内。", "变动率 7%", "≤ 5%", False),
        ("经费预算5.5万元，实际支出5.4万元，经费控制在预算内。", "实际支出 5.4万元", "≤ 5.5万元", True),
        ("事故起数2起，优于3起的目标。", "事故起数 2起", "< 3起", True),
    ],
)
def test_comparisons(text: str, left: str, due: str, holds: bool) -> None:
    (relation,) = of("comparison", text)
    assert (short(relation.stated), relation.due, relation.holds) == (left, due, holds)


@pytest.mark.parametrize(
    "text",
    [
        "增速8.3%，高于全县平均水平2.1%。",
        "实际改造150户，超过任务30户。",
        "由90%提高到95%，达到98%。",
        "产值120亿元，高于全县5个百分点。",
        "对80岁以上老人发放补贴，满意度高于90%的有12户。",
    ],
)
def test_what_is_no_comparison(text: str) -> None:
    assert not of("comparison", text)


def test_a_rate_of_what_was_examined() -> None:
    (claim,) = (c for c in read("发放问卷30份，收回28份，满意度97.5%。") if isinstance(c, TallyClaim))
    assert ([short(c) for c in claim.counts], claim.opinion) == (["收回 28份", "发放问卷 30份"], True)
    for text in ("合格7个，验收合格率87.5%。", "新增就业300人，失业率3.2%。", "问卷30份，平均满意度97.5%。"):
        assert not [c for c in read(text) if isinstance(c, TallyClaim)]


def test_what_is_to_rise_and_to_fall() -> None:
    text = "一是预算执行率有待进一步提高，资金结余率仍需降低。二是有待提高管理水平。"
    aims = [(c.measure, c.rising) for c in read(text) if isinstance(c, AimClaim)]
    assert aims == [("预算执行率", True), ("资金结余率", False)]


# ── Named amounts ─────────────────────────────────────────────────────────────────────────────────────


def amounts(*texts: str) -> list[tuple[str, str, tuple[str, ...], int | None]]:
    return [
        (c.concept, f"{c.amount.quantity.value}{c.amount.quantity.unit}", c.scope, c.year)
        for c in read(*texts)
        if isinstance(c, AmountClaim) and c.concept
    ]


def test_amounts_of_the_whole_year() -> None:
    text = "2024年，我乡年初预算数100万元，全年（调整）预算数120万元，全年执行数118万元，执行率98.33%。"
    assert amounts(text) == [
        ("initial", "100万元", (), 2024),
        ("adjusted", "120万元", (), 2024),
        ("executed", "118万元", (), 2024),
        ("rate", "98.33%", (), 2024),
    ]


@pytest.mark.parametrize(
    ("texts", "scope"),
    [
        (["1-6月实际支出50万元。"], ("1-6月",)),
        (["1-12月实际支出50万元。"], ()),
        (["年度预算资金到位，其中：水渠实际支出50万元。"], ("其中", "水渠")),
        (["“三公”经费年初预算安排5万元，实际支出50万元。"], ("三公经费",)),
        (["水渠维护项目，实际支出50万元。"], ("水渠维护",)),
        (["水渠维护项目。", "（一）资金情况", "实际支出50万元。"], ()),
        (["（一）水渠维护项目", "1.资金情况", "实际支出50万元。"], ("水渠维护",)),
        (["（一）水渠维护项目", "（二）资金情况", "实际支出50万元。"], ()),
        (["3．会议费控制（10分）", "实际支出50万元。"], ("会议费控制",)),
    ],
)
def test_what_an_amount_is_of(texts: list[str], scope: tuple[str, ...]) -> None:
    assert amounts(*texts)[-1][2] == scope


def test_amounts_stand_beside_their_number_of_projects() -> None:
    (claim,) = (c for c in read("该类项目总数17个，涉及预算总金额282.86万元。") if isinstance(c, AmountClaim))
    assert (short(claim.amount), short(claim.count)) == ("涉及预算总金额 282.86万元", "该类项目总数 17个")


def test_amounts_listed_without_a_total() -> None:
    text = "基金项目分别为2024年道路整治项目62.33万元，环境提升项目8万元及危房拆除项目6.84万元，均已完成。"
    (claim,) = (c for c in read(text) if isinstance(c, PartsClaim))
    assert claim.name == "基金项目"
    assert [short(p) for p in claim.parts] == [
        "2024年道路整治项目 62.33万元", "环境提升项目 8万元", "危房拆除项目 6.84万元"
    ]  # fmt: skip


# ── Arithmetic at random ──────────────────────────────────────────────────────────────────────────────

money = st.integers(min_value=1, max_value=9_999_999).map(lambda fen: Decimal(fen) / 100)
NAMES = ["道路", "桥梁", "绿化", "路灯", "管网", "水渠", "护栏"]


def listed(amounts: list[Decimal]) -> str:
    return "、".join(f"{name}{amount}万元" for name, amount in zip(NAMES, amounts, strict=False))


@settings(max_examples=150)
@given(
    st.lists(money, min_size=2, max_size=7),
    st.sampled_from(["{t}万元：{p}。", "{t}万元={p}。", "{t}万元，分别为{p}。"]),
)
def test_right_sums_are_verified(amounts: list[Decimal], form: str) -> None:
    result = audit("总投资" + form.format(t=sum(amounts), p=listed(amounts)))
    assert not result.findings
    assert [f.verdict for f in result.figures] == [Verdict.VERIFIED]


@settings(max_examples=150)
@given(st.lists(money, min_size=2, max_size=7), st.integers(min_value=1, max_value=10**6))
def test_a_wrong_total_is_found(amounts: list[Decimal], off: int) -> None:
    # Every figure may hide half a cent of rounding.
    slip = Decimal(off + len(amounts) + 1) / 100
    assert codes(f"总投资{sum(amounts) + slip}万元：{listed(amounts)}。") == ["NAR001"]


@settings(max_examples=150)
@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(0, 2))
def test_right_rates_are_verified_and_wrong_ones_found(done: int, more: int, decimals: int) -> None:
    rate = rounded(Decimal(done) / (done + more) * 100, decimals)
    text = "排查隐患{}处，整改{}处，整改率{}%。"
    result = audit(text.format(done + more, done, rate))
    assert not result.findings
    # A rate of 100% says little of its counts.
    assert [f.verdict for f in result.figures] == [Verdict.CONSISTENT if rate == 100 else Verdict.VERIFIED]
    step = Decimal(2).scaleb(-decimals)
    assert codes(text.format(done + more, done, rate - step if rate > step else rate + step)) == ["NAR007"]


@settings(max_examples=150)
@given(money, money, st.integers(0, 2))
def test_right_change_is_not_accused_and_wrong_change_found(
    before: Decimal, after: Decimal, decimals: int
) -> None:
    if abs(after - before) < before / 100 or before < 10:
        return
    word = "增长" if after > before else "下降"
    rate = rounded(abs(after - before) / before * 100, decimals)
    text = f"2023年支出{before}万元，2024年支出{after}万元，{word}" + "{}%。"
    assert codes(text.format(rate)) == []
    assert "NAR005" in codes(text.format(rate * 2 + 5))


@settings(max_examples=300)
@given(
    st.text(
        alphabet="其中共占的率较上年增长0123456789.，,、；：:（）()=+%万元人个。 \n１２％无事故发生分别为由组成执行预算即等三项一是高于目标“”问卷合格率有待提高项目",
        max_size=120,
    )
)
def test_any_text_is_read_without_fault(text: str) -> None:
    audit(text)


def test_levelling_keeps_positions() -> None:
    text = "１２㎡，３（４）∶\u200b５"
    assert len(level(text)) == len(text)

"""Structure proposes, arithmetic disposes: what figures of a text give each other, and what is never accused."""

from __future__ import annotations

from functools import partial

import pytest
from effort import effort

from auditor.check import Result, load_rules, run
from auditor.finding import Severity, Verdict
from auditor.model.relations import Fit, Relation
from auditor.readers import read
from auditor.recognition import recognise

HEAD = "云溪市青柳区松岭乡\n2024年度项目支出绩效自评报告\n"
RULES = load_rules()


def relations(text: str) -> list[Relation]:
    report = recognise(read(f"{HEAD}{text}\n".encode(), "a.txt")).report
    assert report is not None
    return [c for c in report.claims if isinstance(c, Relation)]


def audit(text: str) -> Result:
    report = recognise(read(f"{HEAD}{text}\n".encode(), "a.txt")).report
    assert report is not None
    return run(report, RULES)


def critical(text: str) -> list[str]:
    return [f.code for f in audit(text).findings if f.severity > Severity.INFO]


def held(text: str, kind: str) -> list[str]:
    return [r.stated.field.text for r in relations(text) if r.kind == kind and r.holds]


HOLDS = [
    ("sum", "全年投入346.5万元，其中：省级补助211.3万元、区级配套135.2万元。", ["346.5万元"]),
    ("sum", "苗木款88.6万元、管护费41.7万元，合计130.3万元。", ["130.3万元"]),
    ("sum", "全年投入346.5万元（省级补助211.3万元，区级配套135.2万元）。", ["346.5万元"]),
    ("sum", "共安排经费46.5万元。具体如下：\n1、培训费21.3万元，用于办班。\n2、资料费25.2万元，用于印刷。", ["46.5万元"]),
    ("sum", "分两批下达资金，合计9412万元。情况如下：\n3月下达资金6127万元。\n9月下达资金3285万元。", ["9412万元"]),
    ("sum", "任务共70分，具体为：(1)数量指标40分，内容略。(2)质量指标30分，内容略。", ["70分"]),
    ("sum", "保费费率按3%执行，其中单位1.8%，个人1.2%。", ["3%"]),
    ("sum", "送审金额52.43万元，审定金额48.61万元，其中道路送审31.2万元，审定金额29.14万元，桥梁送审21.23万元，审定金额19.47万元。", ["48.61万元", "52.43万元"]),
    ("count", "设办公室、规划科、养护科3个科室。", ["3个"]),
    ("count", "下设水务站、农机站、文化馆三个事业单位。", ["三个"]),
    ("count", "重点做好三项工作：一是修路，二是架桥，三是通水。", ["三项"]),
    ("count", "覆盖东岗、西岗、南岗、北岗4个街道的老旧小区。", ["4个"]),
    ("balance", "到位资金862.5万元，实际支出731.2万元，结余131.3万元。", ["131.3万元"]),
    ("balance", "年初下达213万元，调减38.5万元，全年实际下达174.5万元。", ["174.5万元"]),
    ("execution", "1.资金到位情况。共下达补助资金2450万元。\n2.资金执行情况。实际执行2187.4万元，执行率89.28%。", ["89.28%"]),
    ("execution", "年初预算640万元，追加160万元，全年支出760万元，执行率95%。", ["95%"]),
    ("execution", "预算640万元，支出608万元，政府采购支出61万元，执行率95%。", ["95%"]),
    ("share", "全年培训1834人，完成任务1600人的114.63%。", ["114.63%"]),
    ("product", "走访困难家庭136户，标准为每户350元，共计4.76万元。", ["4.76万元"]),
    ("product", "总保费1357.2万元，省级补贴32.5%为441.09万元。", ["441.09万元"]),
    ("product", "督导工作：一个季度督导一次，共4次。", ["4次"]),
    ("growth", "支出:713.62万元。较上年减少91.35万元，减幅11.35%。", ["11.35%"]),
    ("comparison", "发生率0.31%，控制在0.5%以内。", ["0.31%"]),
    ("comparison", "满意度需达到85%以上，实际满意度为92%。", ["92%"]),
    ("comparison", "核定编制26人，实有在职24人。", ["24人"]),
    ("restated", "下达护林员补助资金73万元。\n73万元护林员补助资金用于三个林场。", ["73万元"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "stated"), HOLDS)
def test_what_holds_is_recognised_and_nobody_is_accused(kind: str, text: str, stated: list[str]) -> None:
    assert held(text, kind) == stated
    assert critical(text) == []


@pytest.mark.parametrize(
    ("kind", "text", "stated"), [h for h in HOLDS if h[0] not in ("comparison", "restated")]
)
def test_a_wrong_digit_is_never_recognised(kind: str, text: str, stated: list[str]) -> None:
    figure = stated[0]
    digits = [n for n, c in enumerate(figure) if c.isdigit()]
    if not digits:
        figure, other = "三", "七"
        bent = text.replace(stated[0], stated[0].replace("三", "七"))
    else:
        at = digits[len(digits) // 2]
        other = figure[:at] + str((int(figure[at]) + 3) % 10) + figure[at + 1 :]
        bent = other.join(text.rsplit(figure, 1))
    assert bent != text
    assert other not in [s for s in held(bent, kind) if s == other]


WRONG = [
    ("全年投入346.5万元（省级补助211.3万元，区级配套145.2万元）。", "NAR001"),
    ("支出826.4万元，其中：基本支出512.15万元，项目支出304.25万元。", "NAR001"),
    ("下达资金90万元，安排甲镇30万元、乙镇20万元、丙镇15万元，区本级留用15万元。", "NAR001"),
    ("1.到位情况。共下达补助资金2450万元，已全部到位。\n2.执行情况。实际执行2187.4万元，执行率为79.28%。", "EXE001"),
    ("预算安排240万，支出180万，执行率95%。", "EXE001"),
    ("走访困难家庭136户，标准为每户350元，共计5.76万元。", "NAR014"),
    ("总保费1357.2万元，省级补贴32.5%为441.09元。", "UNT004"),
    ("全年培训1834人，完成任务1600人的124.63%。", "NAR003"),
    ("支出:713.62万元。较上年减少91.35万元，减幅15.35%。", "NAR005"),
    ("设办公室、规划科、养护科4个科室。", "NAR002"),
    ("绩效等级为“优”，分数为74分。", "TOT005"),
    ("产出指标完成情况：项目验收合格，居民满意度≥85%。", "TGT011"),
    ("衔接资金2250万元目前已全部拨付。\n项目资金共2250万元，已拨付1800万元，执行率80%，因冬季停工。", "XRF005"),
    ("目标9架，实际7架，完成指标。", "NAR009"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_what_is_bound_and_fails_is_found(text: str, code: str) -> None:
    assert code in critical(text)


TRAPS = [
    "一、基本情况\n（一）安排情况\n全年安排专项资金8500万元。\n（二）核查情况\n核查金额为4020万元。截至年底，资金到位3256万元，到位率81%。",
    "一、基本情况\n（一）安排情况\n全年安排专项资金8500万元。\n（二）核查情况\n核查金额为4020万元。截至年底，资金到位3256万元，到位率91%。",
    "补助金为930万元，其中200万元按照各村户数和田亩各占50%的比例分配，剩余部分730万元按原比例分配。",
    "1．到位情况。本年结转水渠项目资金合计512.4万元。\n2．执行情况。全年预算结转资金合计512.4万元，全年执行资金合计481.7万元，预算执行率94%。",
    "支出100万元，含人员50万元、公用10万元；项目40万元。",
    "接待5600人次，其中老年2100人次、妇女3200人次、儿童1900人次。",
    "到位资金960万元，其中中央600万元、省级200万元等。",
    "全年投入约346.5万元，其中：省级补助211.3万元、区级配套125.2万元。",
    "全局设4个科室，其中办公室负责文秘、档案、信访、保密、后勤工作。",
    "慰问2个县（市、区、开发区）的困难群众。",
    "建设2座大棚（位于甲村、乙村、丙村交界处）。",
    "项目涉及15个项目、2个乡镇，其中松岭乡实施道路硬化、饮水安全、环境整治等3个项目。",
    "预算1000万元，实际支出800万元，执行率80%，因工期调整，其中中央预算600万元，支出500万元，执行率83.33%。",
    "预算1000万元，实际支出950万元，未支付50万元，执行率95%。",
    "两批预算分别为400万元、600万元，支出380万元，执行率96%。",
    "发放救助金分批进行，涉及120户，每户500元，共计5万元。",
    "到位资金862.5万元，实际支出731.2万元，收回上年结余后结余151.3万元。",
    "产出指标完成情况：居民满意度目标值≥85%，实际完成92%。",
    "办公室、财务科、法规科等5个科室参加。",
    "自评得分98分，等级为优。",
    "领导班子3人：书记1人，乡长1人，委员1人。",
    "第三批次：松岭、河口、桥头。",
    "建设3个项目工程质量情况：合格、优良。",
    "共有8个行政村、2个社区，分别是东村、西村、南村、北村、上村、下村、前村、后村及桥头社区、河口社区。",
    "设3个中心：便民中心、综治、信访中心。",
    "支出构成：人工支出731.5万元，占总支出的73.15%；材料支出188.5万元，占18.85%；租赁支出80万元，占8%。总支出1000万元。",
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps_accuse_nobody(text: str) -> None:
    assert critical(text) == []


NESTED = "安排预算586.4万元，其中：一是储备金431.2万元，分别为甲款306.7万元、乙款124.5万元；二是业务费155.2万元，分别为监测费61.9万元、采购费93.3万元。"


def test_inner_lists_are_found_before_those_that_they_stand_in() -> None:
    assert sorted(held(NESTED, "sum")) == ["155.2万元", "431.2万元", "586.4万元"]


@pytest.mark.parametrize(
    "text",
    [
        NESTED.replace("甲款306.7万元、乙款124.5万元", "乙款124.5万元、甲款306.7万元"),
        NESTED.replace("监测费", "化验费").replace("储备金", "风险金"),
        NESTED.replace("；二是", "。二是"),
        NESTED.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        NESTED.replace("586.4万元", "586. 4 万元"),
    ],
    ids=["permuted", "renamed", "a stop", "full-width", "torn"],
)
def test_no_verdict_changes(text: str) -> None:
    assert [r.fit for r in relations(text) if r.kind == "sum"] == [Fit.EXACT] * 3


def test_another_unit_says_the_same() -> None:
    text = "全年投入346.5万元，其中：省级补助2113000元、区级配套1352000元。"
    assert held(text, "sum") == ["346.5万元"]


def test_a_figure_is_shown_where_it_stands_in_its_line() -> None:
    line = "　　全年投入 346.5 万元。  其中： 省级补助211.3万元、区级配套135.2万元。"
    (relation,) = [r for r in relations(line) if r.kind == "sum"]
    for field in (relation.stated.field, *(o.field for o in relation.operands)):
        place = field.place
        assert place.offset is not None and place.span is not None
        at = place.offset + place.span[0]
        assert line[at:].replace(" ", "").startswith(field.text.replace(" ", ""))


def test_a_number_of_hundreds_of_digits_is_none() -> None:
    assert critical(f"投入{'9' * 300}万元，其中：甲{'8' * 300}万元、乙5万元。") == []


def test_working_and_operands_are_given() -> None:
    result = audit("预算640万元，支出608万元，执行率95%。")
    (figure,) = [f for f in result.figures if f.rule == "execution-rate-mismatch"]
    assert (figure.verdict, figure.working) == (Verdict.VERIFIED, "608万元 ÷ 640万元 = 95%")
    assert [o.text for o in figure.operands] == ["608万元", "640万元"]


def test_an_agreement_that_structure_alone_carries_is_consistent() -> None:
    (figure,) = [f for f in audit("设办公室、规划科、养护科3个科室。").figures if f.place.marked == "3个"]
    assert figure.verdict is Verdict.CONSISTENT


def test_a_truncated_rate_is_a_note() -> None:
    result = audit("预算750万元，支出712.4万元，执行率94%，支出712.4万元。")
    assert [f.code for f in result.findings if f.severity > Severity.INFO] == []


PARAGRAPH = "第{n}批下达资金{a}万元，其中：省级补助{b}万元、区级配套{c}万元；实际支出{b}万元，执行率{r}%，用于{n}个村、{n}所学校。"


def paragraphs(number: int) -> str:
    lines = (
        PARAGRAPH.format(n=n % 40 + 1, a=900 + n, b=500 + n, c=400, r=50 + n % 40) for n in range(number)
    )
    return "\n".join(lines)


def test_four_times_the_text_is_four_times_the_work() -> None:
    few, many = (effort(partial(relations, paragraphs(n))) for n in (200, 800))
    assert many <= 4.6 * few


NEAR = [
    "总保费1357.2万元，中央补贴47.5%为644.67万元，省级补贴32.5%为451.09万元。",
    "春季拨付62.35万元，秋季拨付16.12万元，共计78.57万元。",
    "估算投资6746.3万元，下达资金3695.2万元，实际使用资金1907.8万元，资金使用率51.93%。",
]


@pytest.mark.parametrize("text", NEAR)
def test_a_single_wrong_digit_is_told(text: str) -> None:
    assert critical(text)


def test_a_list_that_fails_lends_its_parts_to_no_other() -> None:
    text = NESTED.replace("431.2万元", "434.2万元")
    assert [f.found for f in audit(text).findings if f.severity > Severity.INFO] == ["434.2万元"]


# ── Balances of several amounts, products ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("上年结转20.4万元，当年收入100.5万元，支出110.9万元，结余10.0万元。", "10.0万元"),
        ("上年结转资金12.6万元。\n2024年下达资金88.4万元。全年支出91.35万元，年末结转9.65万元。", "9.65万元"),
        ("年初结余35.2万元，本年收入412.6万元，本年支出398.1万元，上缴财政20.5万元，年末结转29.2万元。", "29.2万元"),
        ("本年收入83.7万元，上年结转92.3万元，当年支出96.4万元，结转下年使用资金79.6万元。", "79.6万元"),
        ("年初合计2389万元，年中调减312，全年2077万元。", "2077万元"),
    ],
)  # fmt: skip
def test_a_balance_of_several_amounts(text: str, stated: str) -> None:
    assert stated in held(text, "balance")


WRONG = [
    ("年初下达1829.77万元，因压减支出核减10.43万元，实际下达预算1819.54万元。", "NAR016"),
    ("上年结转36.35万元，当年预算安排1636.42万元，全年预算1672.97万元。", "NAR016"),
    ("上年结转20.45万元，当年收入100.56万元，支出110.93万元，结余10.28万元。", "NAR016"),
    ("收支相抵后结余117.63万元，上缴财政47.68万元，其余70.15万元结转下年使用。", "NAR016"),
    ("护林员149名，补助标准1200元/人·月，按6个月发放，合计1075800元。", "NAR014"),
    ("一类对象707人×750元/人，二类对象179人×2000元/人，合计888240元。", "NAR014"),
    ("全年总保费410万元，省级补贴30%为135万元。", "NAR014"),
    ("项目总投资370万元，按40%的比例由县级配套，即158万元。", "NAR014"),
    ("春季资助391人，其中一类学生164人，每人1500元，发放26.4万元；二类学生227人，每人850元，发放19.295万元。", "NAR014"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_a_balance_or_product_that_fails(text: str, code: str) -> None:
    assert critical(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        # Interest, parts, plans, another year's change, several changes.
        "上年结转20.45万元，当年收入100.56万元，利息等收入1.2万元，支出110.93万元，结余11.28万元。",
        "年初预算652.40万元，较上年增加20万元，全年预算690万元。",
        "年初预算100.5万元，其中追加项目20.2万元，全年预算100.8万元。",
        "预计年初预算100.5万元，追加20.2万元，调整后预算130.8万元。",
        "年初预算100.5万元，追加20.2万元，调减3.1万元，调整后预算117.6万元。",
        # What was paid need not be all of it, nor of these people only.
        "护林员149名，补助标准约1200元/人·月，按6个月发放，合计1075800元。",
        "走访36户，每户500元，发放2.1万元（含慰问品）。",
        "全年走访36户，其中春节20户、重阳节16户，每户500元，发放2.1万元。",
        # A percentage that is a limit, or of another amount.
        "全年总保费410万元，省级补贴不超过30%，为100万元。",
        "项目总投资370万元，其中财政资金200万元，按40%的比例配套80万元。",
    ],
)
def test_a_balance_or_product_that_is_open(text: str) -> None:
    assert critical(text) == []


def test_a_rate_that_an_earlier_budget_explains_is_right() -> None:
    text = (
        "2024年项目资金共1379.01万元，由上年结转27.69万元和当年预算1351.32万元构成。\n"
        "中央资金到位582.19万元，省级资金到位589.97万元，合计到位1172.16万元，资金到位率85%。\n"
        "全年支出1148.72万元，预算执行率83.3%。共收到资金1172.16万元，支出1148.72万元，结转下年23.44万元。"
    )
    assert critical(text) == []

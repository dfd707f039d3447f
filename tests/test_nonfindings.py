"""What looks wrong in real reports and is right: each trap is left alone, and found once its figure is really wrong.

Every case is a short report with the structure of the trap, a rule that it tempts, and a change that makes it wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec import Struct

from auditor.check import load_rules
from auditor.engine import Settings, audit_bytes
from auditor.finding import Finding, Severity

UNIT = "云溪市青柳区松岭镇人民政府"


class Case(Struct, frozen=True):
    """A report that is right, the rule that speaks when `old` in it becomes `new`."""

    trap: str
    code: str
    text: str
    old: str
    new: str


def audited(text: str) -> tuple[Finding, ...]:
    """What the default rules find in a text."""
    audit = audit_bytes(text.encode(), "report.txt", Settings(tuple(r for r in load_rules() if r.default)))
    assert audit.report is not None
    return audit.result.findings


def cells(*rows: str) -> str:
    """Rows of cells parted by spaces, `_` for an empty one, as tabbed lines."""
    return "".join("\t".join(row.split()).replace("_", "") + "\n" for row in rows)


COLUMNS = "指标名称 指标性质 指标值 计量单位 全年完成值 指标权重（分） 指标得分（分） 说明"


def department(*rows: str, total: str, goals: str = "", head: str = "2024年度部门整体绩效自评表") -> str:
    """A department's form: its rows as name, sign, target, unit, completion, weight, score, note."""
    return head + "\n" + cells(f"主管部门 {UNIT} 自评总分（分） {total}") + goals + cells(COLUMNS, *rows)


def goals(initial: str, adjusted: str, completion: str) -> str:
    """The block of goals."""
    return cells(
        "当年绩效目标 年初绩效目标 全年（调整）绩效目标 全年目标实际完成情况",
        f"_ {initial} {adjusted} {completion}",
    )


def narrative(
    *paragraphs: str, title: str = "2024年度整体支出绩效自评报告", total: str = "自评得分98分"
) -> str:
    """A report in prose."""
    lines = [UNIT, title, *paragraphs, f"{total}。", "存在的问题：部分指标不够细化。改进措施：加强培训。"]
    return "\n".join(lines) + "\n"


def rest(points: str) -> str:
    """A row that is right and fills the weights up to 100."""
    return f"群众满意度 ≥ 90 % 93.5 {points} {points} _"


NAMES = (
    "新增就业人数 人", "道路养护里程 公里", "河道巡查次数 次", "绿化面积 平方米", "安全检查企业数 家", "纠纷排查次数 次", "路灯维修数量 盏",
    "培训学员人数 人", "慰问家庭户数 户", "管网疏通长度 米", "简报编印期数 期", "图书采购册数 册", "农田建设面积 亩",
    "树木补种数量 株", "广场修缮数量 个", "抽检农产品批次 批次", "桥梁改造数量 座", "护栏安装长度 米", "文艺演出场次 场", "宣讲活动场次 场",
    "公厕改建数量 座", "监测站点数量 个", "法律援助件数 件", "档案整理卷数 卷", "设备购置数量 台",
)  # fmt: skip


def many(weights: Iterable[str], equal: int = 4) -> list[str]:
    """A met row for each weight; the first `equal` completions are as large as their targets."""
    rows = []
    for n, (weight, name) in enumerate(zip(weights, NAMES, strict=False)):
        noun, unit = name.split()
        rows.append(f"{noun} ≥ {30 + n} {unit} {30 + n if n < equal else 31 + n} {weight} {weight} _")
    return rows


EXECUTION = "预算执行率 = 100 % 97.45% 10 9.75 _"
ODD = [*many([*["3.6"] * 9, *["2.7"] * 10, *["4.5"] * 5]), "群众满意度 ≥ 90 % 93.5 4.5 4.5 _"]
SHORT = "工业产值增长率 ≥ 5 % 2.5 3.6 1.8 受市场影响"

DEPARTMENT = (
    Case(
        "weights-of-four-fifths-and-a-satisfaction-of-4.5", "WGT001",
        department(EXECUTION, SHORT, *ODD, total="97.95"),
        "群众满意度\t≥\t90\t%\t93.5\t4.5\t4.5", "群众满意度\t≥\t90\t%\t93.5\t4.9\t4.5",
    ),
    Case("scores-add-up-to-the-total", "TOT001", department(EXECUTION, SHORT, *ODD, total="97.95"), "97.95", "97.59"),
    Case(
        "execution-points-rounded-half-up", "EXE003",
        department("预算执行率 = 97.45 % 97.45 10 9.75 _", rest("90"), total="99.75"), "9.75\t\n", "9.65\t\n",
    ),
    Case(
        "two-tables-with-two-totals", "TOT001",
        department(EXECUTION, rest("90"), total="99.75")
        + "\n项目支出绩效自评表\n自评得分\t100\n"
        + cells("指标名称 指标性质 指标值 计量单位 指标权重 全年完成值 指标得分", "救助人数 ≥ 30 人 60 33 60", "救助满意度 ≥ 90 % 40 95 40"),
        "自评得分\t100", "自评得分\t99.75",
    ),
    Case(
        "a-second-table-with-other-columns", "SCR001",
        department(rest("100"), total="100")
        + "\n项目支出绩效自评表\n自评得分\t100\n"
        + cells("指标名称 指标性质 指标值 计量单位 指标权重 全年完成值 指标得分", "救助人数 ≥ 66 人 60 67 60", "救助满意度 ≥ 90 % 40 95 40"),
        "\t67\t60\n", "\t67\t66\n",
    ),
    Case(
        "a-target-of-zero-that-is-kept", "SCR003",
        department("生产安全事故起数 ≤ 0 起 0 10 10 _", rest("90"), total="100"), "起\t0\t10", "起\t2\t10",
    ),
    Case(
        "figures-of-the-goals-agree-with-the-table", "XRF001",
        department(
            "安全检查企业数 ≥ 25 家 27 30 30 _", "背街小巷改造面积 ≥ 80000 平方米 80494 30 30 _", "工业总产值 ≥ 100 亿元 102 20 20 _",
            "入户走访次数 ≥ 180 次 200 10 10 _", rest("10"), total="100",
            goals=goals("改造背街小巷80000平方米，工业总产值突破百亿元", "改造背街小巷80000平方米，工业总产值突破百亿元",
                        "安全检查企业27家；背街小巷改造面积80494平方米；工业总产值102亿元；入户走访200余次"),
        ),
        "安全检查企业27家", "安全检查企业72家",
    ),
    Case(
        "percent-signs-that-may-be-meant", "UNT001",
        department("平安建设指数 ≥ 95 % 97 30 30 _", "补助标准达标情况 = 100 % 100 30 30 _", "补助人数 ≥ 550 人 560 20 20 _", rest("20"), total="100"),
        "550\t人", "550\t%",
    ),
    Case(
        "a-little-more-than-wanted", "TGT001",
        department("宣讲活动场次 ≥ 15 场 18 50 50 _", "补贴发放率 ≥ 95 % 100 30 30 _", rest("20"), total="100"), "场\t18", "场\t28",
    ),
    Case(
        "blank-units-of-rows-in-words", "UNT002",
        department("营商环境 定性 明显改善 _ 明显改善 30 30 _", "河道巡查次数 ≥ 12 次 13 50 50 _", rest("20"), total="100"), "12\t次", "12\t100",
    ),
    Case(
        "good-days-are-no-grade", "TOT005",
        department("空气优良天数 ≥ 300 天 312 80 80 _", rest("20"), total="100") + "自评结论：自评得分100分，评价等级为优。空气优良天数增加。\n",
        "等级为优", "等级为良",
    ),
    Case(
        "execution-points-of-99.74-percent-in-two-rows", "EXE003",
        department("全年预算执行率 = 100 % 99.74 10 9.97 _", "预算完成率 ≥ 95 % 99.74 10 10 _", rest("80"), total="99.97"), "\t9.97\t\n", "\t9.79\t\n",
    ),
    Case(
        "one-accident-where-one-is-allowed", "SCR003",
        department("安全生产责任事故起数 ≤ 1 起 1 10 10 _", rest("90"), total="100"), "≤\t1\t起\t1", "≤\t1\t起\t3",
    ),
    Case(
        "signs-of-rates-that-fall-and-costs-that-stay-below", "TGT006",
        department("治安发案下降率 ≥ 29.7 % 29.9 30 30 _", "“三公”经费变动率 ≤ 5 % 5 30 30 _", "公用经费控制率 ≤ 100 % 96 20 20 _", rest("20"), total="100"),
        "公用经费控制率\t≤\t100\t%\t96", "公用经费控制率\t≥\t100\t%\t100",
    ),
    Case(
        "goals-that-were-not-adjusted", "TXT001",
        department(
            rest("100"), total="100",
            goals=goals("保障机关和九个村正常运转，实施老街排水管网改造，做好困难群众救助工作", "保障机关和九个村正常运转，实施老街排水管网改造，做好困难群众救助工作",
                        "机关和各村运转正常，老街排水管网已经改造完毕，困难群众均得到及时救助"),
        ),
        "机关和各村运转正常，老街排水管网已经改造完毕，困难群众均得到及时救助", "保障机关和九个村正常运转，实施老街排水管网改造，做好困难群众救助工作",
    ),
    Case(
        "fewer-in-words-and-months-in-time", "SCR003",
        department("减少违法犯罪发生率 定性 减少 _ 减少 40 40 _", "各项工作任务完成时限 ≤ 12 月 12 40 40 _", rest("20"), total="100"),
        "月\t12", "月\t14",
    ),
)  # fmt: skip

BUDGET = (
    "2024年收入总计1628.47万元，其中：一般公共预算收入1512.36万元，占92.87%；政府性基金预算收入116.11万元，占7.13%。"
    "全年支出1628.47万元，其中：基本支出1150.17万元，占70.63%；项目支出478.3万元，占29.37%。"
    "基本支出中，人员经费1073.85万元，占65.94%；公用经费76.32万元，占4.69%。"
)
NARRATIVE = (
    Case("a-whole-and-its-two-parts", "NAR001", narrative(BUDGET), "1512.36万元", "1521.36万元"),
    Case("shares-of-one-whole-over-several-sentences", "NAR003", narrative(BUDGET), "占70.63%", "占76.03%"),
    Case("the-second-share-of-a-list-has-the-first-one's-whole", "NAR003", narrative(BUDGET), "占92.87%", "占98.27%"),
    Case(
        "the-original-budget-and-what-was-added", "NAR001",
        narrative("年初预算1382.40万元，年中追加246.07万元，合计1628.47万元。年中调整后预算由一般公共预算1512.36万元和政府性基金预算116.11万元组成，共计1628.47万元。"),
        "政府性基金预算116.11万元组成", "政府性基金预算161.11万元组成",
    ),
    Case(
        "months-against-the-whole-year's-budget", "EXE001",
        narrative("调整后预算1628.47万元。1—10月执行1093.20万元，执行进度67%；全年执行1628.47万元，预算执行率100%。"), "执行率100%", "执行率90%",
    ),
    Case(
        "an-adjusted-budget-above-the-original-is-no-rate", "EXE001",
        narrative("年初预算资金1382.40万元，预算完成率100%。调整后预算1628.47万元，全年执行1628.47万元，预算执行率100%。"), "预算执行率100%", "预算执行率98%",
    ),
    Case(
        "growth-of-money-that-fell-and-rose", "NAR005",
        narrative("会议费由75.80万元下降到61.3万元，下降19.1%；培训费由66.84万元增加到74.53万元，增长11.5%；人均资产由1.06万元增加到1.14万元，增长7.55%。"),
        "增长11.5%", "增长15.1%",
    ),
    Case(
        "people-counted-by-two-words", "NAR001",
        narrative("核定编制58名，其中：行政编制30人，事业编制25名，工勤编制3名。年末在职人员51人，退休人员59人，共110人。"),
        "事业编制25名", "事业编制52名",
    ),
    Case(
        "all-of-them-and-none-of-them", "NAR007",
        narrative("全年共设置绩效指标29个，完成29个，指标完成率100%。全年受理信访事项29件，办结29件，信访事项办结率100%。"),
        "办结29件", "办结26件",
    ),
    Case(
        "lists-whose-names-hold-commas", "NAR002",
        narrative("内设机构5个，分别为：党政办公室、经济发展办公室（乡村振兴、统计办公室）、民政办公室、平安建设办公室、财政办公室。"
                  "下属事业单位3个，分别为：农业服务中心、文化服务中心、劳动就业和社会保障服务所。重点围绕四项工作领域开展，严控8项一般性支出。"),
        "下属事业单位3个", "下属事业单位5个",
    ),
    Case(
        "one-clause-that-recurs", "TXT004",
        narrative("一次性项目按照进度拨付资金。抢险救灾项目按期完成，围绕防汛抗旱、应急值守、隐患排查开展工作，群众反映良好。",
                  "常年项目按照进度拨付资金。环卫保洁项目按期完成，围绕道路清扫、垃圾清运、公厕管护组织实施，群众反映良好。"),
        "常年项目按照进度拨付资金。环卫保洁项目按期完成，围绕道路清扫、垃圾清运、公厕管护组织实施，群众反映良好。",
        "一次性项目按照进度拨付资金。抢险救灾项目按期完成，围绕防汛抗旱、应急值守、隐患排查开展工作，群众反映良好。",
    ),
    Case(
        "another-year-to-compare-with", "IDN001",
        narrative("与2023年相比，公用经费下降。2023年度决算已于2024年8月公开。2024年度绩效自评工作按期完成。"), "2024年度绩效自评工作", "2023年度绩效自评工作",
    ),
    Case("what-a-converter-leaves", "TXT005", narrative("[bookmark: _GoBack]全镇经济平稳运行，各项工作有序开展。"), "有序开展", "&NULL&"),
    Case(
        "not-yet-changed-is-not-never-happened", "XRF002",
        narrative("部分干部思想尚未发生根本性改变，全年未发生森林火灾事故。", total="自评得分100分") + department("森林火灾事故起数 ≤ 1 起 0 10 10 _", rest("90"), total="100"),
        "起\t0\t10", "起\t1\t10",
    ),
    Case(
        "higher-execution-among-the-suggestions", "NAR010",
        narrative("全年预算执行率100%。", "意见建议：进一步提高预算执行率，预算控制率有待进一步降低。"), "进一步提高预算执行率", "预算控制率有待提高",
    ),
    Case(
        "yuan-and-ten-thousand-yuan", "EXE009",
        narrative("全年预算数41795320.46元，全年执行数39876914.31元，预算执行率95.41%。", "全年执行数3987.69万元，资金使用合规。"), "3987.69万元", "3978.69万元",
    ),
    Case(
        "less-than-the-year-before", "NAR005",
        narrative("“三公”经费支出12.4万元，比上年减少2.2万元，下降15.07%。"), "下降15.07%", "下降17.05%",
    ),
    Case(
        "comparisons-that-hold", "NAR009",
        narrative("农村自来水普及率93.53%，高于90%的目标。惠民资金发放及时率99%，高于95%的目标。群众满意度95%，高于90%的目标。"),
        "93.53%", "83.53%",
    ),
    Case(
        "an-excellent-total-and-a-date-in-the-next-year", "TOT005",
        narrative("全镇各项工作有序开展。", total="绩效自评综合得分99.54分，评价等级为“优”") + "松岭镇人民政府\n2025年4月15日\n", "“优”", "“中”",
    ),
    Case(
        "a-date-in-the-next-year", "IDN002", narrative("全镇各项工作有序开展。") + f"{UNIT}\n2025年4月15日\n", "2025年4月15日", "2023年4月15日",
    ),
    Case(
        "the-unit-without-its-city", "IDN003",
        narrative("全镇各项工作有序开展。") + "青柳区松岭镇人民政府\n2025年4月15日\n", "青柳区松岭镇人民政府\n2025", "青柳区石桥镇人民政府\n2025",
    ),
    Case(
        "about-so-much-and-growth-without-a-base", "NAR001",
        narrative("工业产值增长51.86%，固定资产投资增长20.16%，农业总产值增长4.9%。投入近300万元，其中：道路约122.6万元，管网100余万元。"
                  "全年培训600余人次，其中：农技培训320人次，电商培训300人次。全年发放慰问金45万元，其中：困难家庭30万元，优抚家庭15万元。"),
        "优抚家庭15万元", "优抚家庭25万元",
    ),
    Case(
        "letters-and-visitors-are-two-things", "NAR007",
        narrative("全年受理信访件163件，办结163件，办结率100%。群众来信来访24件，均已答复。"), "办结163件", "办结136件",
    ),
    Case(
        "slogans-are-no-lists", "NAR002",
        narrative("深入开展“三大行动”，落实“两不愁三保障”和“两癌”筛查，庆祝新中国成立75周年。重点推进三项任务，分别为：产业发展、乡村建设、基层治理。"),
        "重点推进三项任务", "重点推进六项任务",
    ),
    Case(
        "the-whole-unit's-rate-and-its-projects'", "EXE010",
        narrative("部门整体预算3856.42万元，执行2901.96万元，全年预算执行率75.25%，原因是部分工程款未到付款节点。", "61个项目预算执行率100%。", "部门整体全年预算执行率75.25%。"),
        "部门整体全年预算执行率75.25%", "部门整体全年预算执行率78.25%",
    ),
    Case(
        "plans-without-figures", "TXT006",
        narrative("发放生活补助，救助生活困难人员，保障村级组织正常运转。全年救助生活困难人员46人，发放补贴。"), "生活困难人员46人，", "生活困难人员人，",
    ),
)  # fmt: skip

ITEMS = (
    "1．公用经费控制率（２０分）\n公用经费控制率96%，该指标得分为20分。",
    "2．信访事项办结率（20分）\n办结率99%，该指标得分为20分。",
    "3．群众满意度（20分）\n满意度95%，高于90%的目标，该指标得分为20分。",
    "4．农村自来水普及率（２０分）\n普及率93.53%，该指标得分为20分。",
    "[bookmark: _GoBack]5.惠民资金发放及时率（15分）\n及时率100%，该指标得分为15分。",
    "６．预算执行率（5分）\n全年预算执行率为95.41%，高于90%的目标，该指标得分为5分。",
)
SCORING = (
    Case("items-of-a-narrative-add-up-to-100", "TOT001", narrative(*ITEMS, total="综合得分100分"), "综合得分100分", "综合得分99.54分"),
    Case("a-bookmark-and-full-width-numbers-are-no-gap", "TXT007", narrative(*ITEMS, total="综合得分100分"), "６．预算", "8．预算"),
    Case(
        "points-of-execution-for-a-target-that-is-met", "SCR001",
        narrative(*ITEMS, total="综合得分100分"), "95.41%，高于90%的目标，该指标得分为5分", "95.41%，高于90%的目标，该指标得分为9.5分",
    ),
)  # fmt: skip

GRADED_HEAD = cells(
    "一级指标 二级指标 三级指标 预期指标值 _ 单位（文字描述） 单项指标实际完成值 单项指标完成情况 自评得分 _ _",
    "_ _ _ 符号 值 _ _ _ 单项指标得分 权重占比（%） 单项指标折算得分",
)
GRADED = (
    "2024年度部门整体绩效自评表\n"
    + cells("部门名称 " + UNIT, "预算安排情况（调整后） 资金到位情况 资金执行情况 预算执行进度（%）")
    + cells("预算数 28 到位数 28 执行数 21")
    + GRADED_HEAD
    + cells(
        "产出指标 数量指标 村道养护里程 ≥ 40 公里 41 优 90 20 18",
        "_ 质量指标 养护验收合格率 ≥ 95 百分号 98 优 95 30 28.5",
        "_ 时效指标 补助发放标准 _ 按规定标准 文字描述 按规定标准 优 90 20 18",
        "满意度指标 满意度 群众满意度 ≥ 90 % 91 优 95 20 19",
        "预算执行率 预算执行率 预算执行率 _ _ _ 75.24% _ 75.24 10 7.5",
    )
    + "自评得分\t91\n存在问题：由于部分工程款未到付款节点，资金支付进度偏慢。\n"
)
GRADED_CASES = (
    Case("met-targets-with-90-of-100-in-a-graded-form", "SCR007", GRADED, "\t95\t30\t28.5", "\t95\t30\t25.8"),
    Case("converted-points-that-were-rounded", "TOT001", GRADED, "自评得分\t91\n", "自评得分\t93\n"),
    Case("weights-with-ten-for-execution", "WGT001", GRADED, "\t90\t20\t18\n\t质量", "\t90\t30\t27\n\t质量"),
)


CASES = (*DEPARTMENT, *NARRATIVE, *SCORING, *GRADED_CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trap)
def test_what_only_looks_wrong_is_left_alone(case: Case) -> None:
    found = audited(case.text)
    assert [(f.code, f.message.zh) for f in found if f.severity > Severity.INFO or f.code == case.code] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.trap)
def test_what_is_wrong_in_the_same_place_is_found(case: Case) -> None:
    assert case.text.count(case.old) == 1
    found = audited(case.text.replace(case.old, case.new))
    assert case.code in {f.code for f in found}, [f.message.zh for f in found]


# ── One fault, one finding ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("equal", "found"), [(9, False), (15, True)])
def test_completions_mirror_targets_only_when_nearly_all_do(equal: int, found: bool) -> None:
    codes = {f.code for f in audited(department(*many(["6"] * 15, equal=equal), rest("10"), total="100"))}
    assert ("TGT009" in codes) is found


GLUED = "\t{}\n\t{}\n\t{}\n\t{}\n\t{}\n\t{}\n\t{}"


@pytest.mark.parametrize(("score", "codes"), [("50", set()), ("52", {"SCR001", "TOT001"})])
def test_rows_without_a_line_between_them_are_two(score: str, codes: set[str]) -> None:
    head = GLUED.format(*COLUMNS.split()[:7])
    first = GLUED.format("河道巡查次数", "≥", "12", "次", "13", "50", "50")
    second = GLUED.format("群众满意度", "≥", "90", "%", "93", "50", score)
    text = f"2024年度部门整体绩效自评表\n{UNIT}\n自评总分100分\n\n{head}\n\n{first}\n{second}\n"
    assert {f.code for f in audited(text) if f.severity > Severity.INFO} == codes


@pytest.mark.parametrize(
    ("text", "code", "subject"),
    [
        (
            department("惠民政策知晓率 ≥ 95 % 94.7 20 20 _", rest("80"), total="100"),
            "SCR003", "惠民政策知晓率",
        ),
        (
            narrative(*ITEMS[:-1], "６．居民满意度（5分）\n满意度96%，该指标得分为10分。", total="综合得分105分"),
            "SCR001", "居民满意度",
        ),
    ],
    ids=["a-missed-target-with-all-its-points", "an-item-above-its-points"],
)  # fmt: skip
def test_one_fault_of_a_row_is_one_finding(text: str, code: str, subject: str) -> None:
    assert [f.code for f in audited(text) if f.subject == subject] == [code]


RATED = "全年预算数4500.00万元，全年执行数3600.00万元，预算执行率90%，年末结转结余400.00万元。"
WHY = "由于工程款未到付款节点，部分资金未能支付。"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (narrative(RATED, WHY), "EXE001"),
        (narrative(RATED, "全年预算数4000.00万元，资金使用合规。", WHY), "EXE009"),
        (
            narrative(
                "年初预算3700.00万元，年中追加300.00万元，调整后预算4500.00万元。全年支出3600.00万元，预算执行率90%。年末结转结余400.00万元。",
                WHY,
            ),
            "NAR016",
        ),
        (narrative(*ITEMS, "本单位自评得分100分。", total="综合得分89分"), "TOT004"),
        (department(rest("100"), total="104"), "TOT003"),
    ],
    ids=[
        "a-budget-and-its-rate",
        "a-budget-said-twice",
        "a-budget-and-its-parts",
        "a-total-said-twice",
        "a-total-above-100",
    ],
)
def test_one_wrong_figure_is_one_finding(text: str, code: str) -> None:
    assert [f.code for f in audited(text) if f.severity > Severity.INFO] == [code]


def test_a_fault_in_a_table_that_stands_twice_is_found_once() -> None:
    table = cells(
        COLUMNS, "河道巡查次数 ≥ 12 次 13 50 52 _", "管网疏通长度 ≥ 70 米 71 30 28 管材供应推迟", rest("20")
    )
    text = f"2024年度部门整体绩效自评表\n{UNIT}\n自评总分100分\n\n{table}\n附表：\n\n{table}"
    assert [f.code for f in audited(text) if f.code == "SCR001"] == ["SCR001"]


def test_a_phone_number_is_not_told() -> None:
    text = department(rest("100"), total="99") + cells("联系人 李某某 联系电话 023-00000000")
    told = [f"{f.message.zh} {f.working} {f.found}" for f in audited(text)]
    assert told
    assert not any("00000000" in line for line in told)

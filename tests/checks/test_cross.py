"""One part of a report against another: the guards, the severities, what must stay silent."""

from __future__ import annotations

import pytest

from auditor.check import Result, load_rules, run
from auditor.finding import Finding, Severity, Verdict
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}
HEAD = "指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n"
REPORT = "青柳区松岭乡2024年度部门整体支出绩效自评报告\n"


def result(codes: str, text: str) -> Result:
    """What comes of some rules on a text."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return run(report, [RULES[code] for code in codes.split()])


def told(codes: str, text: str) -> list[Finding]:
    """What some rules find in a text."""
    return list(result(codes, text).findings)


def form(target: str, completion: str, *rows: str) -> str:
    """A department form with a goal, its completion and these rows."""
    lines = ["\t".join(row.split()) for row in (*rows, "受益群众人数 ≥ 300 人 310 20 20")]
    goal = f"年度目标\t年度目标完成情况\n{target}\t{completion}\n"
    return "青柳区松岭乡2024年度部门整体绩效自评表\n" + goal + HEAD + "\n".join(lines) + "\n"


# ── XRF001 ────────────────────────────────────────────────────────────────────────────────────────────

SWEPT = "清扫保洁面积 ≥ 80000 平方米 80494 40 40"


def test_a_completion_against_its_row() -> None:
    (finding,) = told("XRF001", form("清扫保洁80000平方米。", "完成了清扫保洁80940平方米。", SWEPT))
    assert (finding.severity, finding.subject, finding.working) == (
        Severity.ERROR,
        "清扫保洁面积",
        "80940平方米 ≠ 80494平方米",
    )


def test_a_goal_against_its_target() -> None:
    (finding,) = told("XRF001", form("清扫保洁90000平方米。", "清扫保洁80494平方米。", SWEPT))
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("row", "completion"),
    [
        (SWEPT, "清扫保洁8.05万平方米。"),
        (SWEPT, "清扫保洁8万余平方米。"),
        (SWEPT, "其中清扫保洁200平方米。"),
        (SWEPT, "较上年增加清扫保洁200平方米。"),
        (SWEPT, "上半年清扫保洁40000平方米。"),
        (SWEPT, "年初计划清扫保洁80000平方米。"),
        (SWEPT, "镇区清扫保洁500平方米，村庄清扫保洁300平方米。"),
        ("技能培训人数 ≥ 100 人 120 40 40", "开展农机技能培训45人。"),
        ("信访案件数 ≤ 200 件 153 40 40", "受理来信来访23件。"),
        ("新增公共停车位数量 ≥ 50 个 52 40 40", "新增公共停车位52个。"),
    ],
)
def test_figures_that_are_others_or_the_same(row: str, completion: str) -> None:
    assert told("XRF001", form("改善环境。", completion, row)) == []


def test_agreeing_figures_are_consistent() -> None:
    outcome = result("XRF001", form("清扫保洁80000平方米。", "清扫保洁80494平方米。", SWEPT))
    assert outcome.coverage[Verdict.CONSISTENT] == 2


# ── XRF002 ────────────────────────────────────────────────────────────────────────────────────────────

ACCIDENTS = "安全生产责任事故 ≤ 1 次 1 40 40"


def test_a_denied_accident() -> None:
    (finding,) = told("XRF002", form("安全稳定。", "全年无一例安全生产责任事故。", ACCIDENTS))
    assert (finding.severity, finding.subject, finding.working) == (
        Severity.ERROR,
        "安全生产责任事故",
        "0 ≠ 1次",
    )


def test_a_wish_is_less() -> None:
    (finding,) = told("XRF002", form("安全稳定。", "坚决杜绝安全生产责任事故发生。", ACCIDENTS))
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("target", "completion", "row"),
    [
        ("无一例安全生产责任事故。", "安全形势稳定。", ACCIDENTS),
        ("安全稳定。", "全年未发生重大安全生产责任事故。", ACCIDENTS),
        ("安全稳定。", "全年未发生安全生产责任事故。", ACCIDENTS.replace("责任", "")),
        ("安全稳定。", "全年未发生安全生产责任事故。", ACCIDENTS.replace("≤ 1 次 1", "≤ 1 次 0")),
        ("安全稳定。", "全年未发生安全生产责任事故。", "安全生产责任事故隐患排查次数 ≥ 12 次 14 40 40"),
        ("安全稳定。", "全年未发生安全生产责任事故。", "安全生产责任事故下降率 ≥ 5 % 6 40 40"),
        ("改进思想。", "思想尚未发生根本性改变。", "思想根本性改变人数 ≤ 5 人 6 40 40"),
    ],
)
def test_other_things_did_happen(target: str, completion: str, row: str) -> None:
    assert told("XRF002", form(target, completion, row)) == []


def test_the_graver_word_of_the_row_is_denied_too() -> None:
    row = "一般及以上生产安全事故起数 ≤ 3 起 2 40 40"
    assert len(told("XRF002", form("安全稳定。", "全年未发生一般及以上生产安全事故。", row))) == 1


# ── XRF003, XRF004 ────────────────────────────────────────────────────────────────────────────────────

ITEMS = (
    ("预算编制质量", "8", "8"), ("财务管理制度", "4", "4"), ("资产盘活率", "8", "7"), ("执行结果", "5", "5"),
)  # fmt: skip


def scoring(again: dict[str, str], sheet: dict[str, tuple[str, str, str]]) -> str:
    """A scored narrative with its scoring sheet; `again` renames items in their sentence, `sheet` changes rows."""
    lines = ["青柳区松岭乡2024年部门预算绩效自评报告"]
    for n, (name, weight, score) in enumerate(ITEMS, 1):
        lines += [f"（{n}）{name}（{weight}分）", "工作规范，因人手不足扣分。", f"“{again.get(name, name)}”指标满分{weight}分，自评得分{score}分。"]  # fmt: skip
    lines += ["", "一级指标\t三级指标\t指标分值\t指标解释\t自评得分\t备注"]
    rows = (sheet.get(item[0], item) for item in ITEMS)
    return (
        "\n".join(
            [*lines, *(f"项目绩效\t{name}\t{weight}\t考核情况\t{score}\t" for name, weight, score in rows)]
        )
        + "\n"
    )


def test_narrative_and_sheet_agree() -> None:
    outcome = result("XRF003 XRF004", scoring({}, {}))
    assert outcome.findings == ()
    assert outcome.coverage[Verdict.CONSISTENT] == 12


def test_a_score_that_differs_in_the_sheet() -> None:
    (finding,) = told("XRF003", scoring({}, {"资产盘活率": ("资产盘活率", "8", "8")}))
    assert (finding.severity, finding.subject, finding.working) == (Severity.ERROR, "资产盘活率", "7 ≠ 8")
    assert "自评得分" in finding.message.zh


def test_names_drift_in_one_finding() -> None:
    text = scoring({"财务管理制度": "管理制度健全性"}, {"执行结果": ("结果执行", "5", "5")})
    (finding,) = told("XRF003 XRF004", text)
    assert (finding.code, finding.severity) == ("XRF004", Severity.INFO)
    assert "财务管理制度 ↔ 管理制度健全性；执行结果 ↔ 结果执行" in finding.message.zh


# ── XRF005 ────────────────────────────────────────────────────────────────────────────────────────────

UNMET = HEAD + "河道巡查次数\t≥\t12\t次\t9\t50\t37.5\n受益群众人数\t≥\t300\t人\t310\t50\t50\n"


@pytest.mark.parametrize(
    "claim",
    [
        "年初设定的各项绩效目标均已完成。",
        "全面完成了年度绩效目标。",
        "绩效目标完成率100%。",
        "各项绩效指标全部达标。",
    ],
)
def test_all_done_with_a_row_unmet(claim: str) -> None:
    (finding,) = told("XRF005", REPORT + claim + "\n" + UNMET)
    assert finding.severity is Severity.WARNING
    assert "1项未达目标（河道巡查次数）" in finding.message.zh


def test_all_done_with_a_row_that_says_it_is_not() -> None:
    undone = (
        HEAD + "便民中心改造\t定性\t完成改造\t\t暂未完工\t50\t30\n受益群众人数\t≥\t300\t人\t310\t50\t50\n"
    )
    (finding,) = told("XRF005", f"{REPORT}年初设定的各项绩效目标均已完成。\n{undone}")
    assert "便民中心改造" in finding.message.zh and finding.working == "便民中心改造: “暂未完工”"


@pytest.mark.parametrize(
    "claim",
    [
        "基本完成了各项绩效目标。",
        "除河道巡查外，各项绩效目标均已完成。",
        "全部完成村道硬化任务。",
        "政府性基金项目绩效目标均已完成。",
        "力争各项绩效目标全部完成。",
    ],
)
def test_claims_of_less(claim: str) -> None:
    assert told("XRF005", REPORT + claim + "\n" + UNMET) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("按进度拨付680万元，执行率80%。项目资金已全部拨付。", 1),
        ("全年预算850万元，支出850万元，执行率100%。项目资金已全部拨付。", 0),
        ("按进度拨付680万元，执行率80%。到位资金已全部拨付。", 0),
        ("按进度拨付680万元，执行率80%。中央资金已全部拨付到位。", 0),
        ("1-6月执行率45%，全年执行率100%，项目资金已全部支付。", 0),
        ("项目资金已全部拨付。", 0),
    ],
)
def test_all_spent(text: str, found: int) -> None:
    assert len(told("XRF005", f"{REPORT}{text}\n")) == found


# ── XRF006 ────────────────────────────────────────────────────────────────────────────────────────────

PROJECTS = (
    "2024年共有5个部门预算项目，其中一般公共预算项目3个，政府性基金预算项目2个，国有资本经营预算项目0个。\n"
)
INCOME = (
    "全年收入826.40万元，其中：一般公共预算财政拨款收入726.40万元，政府性基金预算财政拨款收入100.00万元。"
)
LISTED = "政府性基金预算项目分别为环境综合治理项目50.00万元、危房拆除项目20.00万元。\n"


def test_the_projects_of_a_fund() -> None:
    (finding,) = told("XRF006", f"{REPORT}{INCOME}年末无结转结余。\n{PROJECTS}{LISTED}")
    assert finding.severity is Severity.WARNING
    assert finding.working == "50.00万元 + 20.00万元 = 70万元 ≠ 100.00万元"


@pytest.mark.parametrize(
    "text",
    [
        f"{INCOME}年末结转结余30.00万元。\n{PROJECTS}{LISTED}",
        f"{INCOME}年末无结转结余。\n{PROJECTS.replace('基金预算项目2', '基金预算项目3').replace('一般公共预算项目3', '一般公共预算项目2')}{LISTED}",
        f"{INCOME}年末无结转结余。\n{PROJECTS}{LISTED.replace('20.00', '50.00')}",
    ],
)
def test_components_that_need_not_or_do_reach_the_total(text: str) -> None:
    assert told("XRF006", REPORT + text) == []


def test_cost_indicators_make_the_whole_spending() -> None:
    head = "一级指标\t二级指标\t三级指标\t绩效指标性质\t绩效指标值\t绩效度量单位\t权重\t实际完成指标值\n"
    costs = [("公用经费", "73.29"), ("人员经费", "1,059.39"), ("项目经费", "466.70")]
    rows = "".join(f"成本指标\t经济成本指标\t{n}\t≤\t{v}\t万元\t3\t{v}\n" for n, v in costs)
    text = f"{REPORT}全年支出1599.38万元，执行率100%，年末无结转结余。\n{head}{rows}"
    assert result("XRF006", text).coverage[Verdict.VERIFIED] == 1
    (finding,) = told("XRF006", text.replace("1599.38", "1699.38"))
    assert "1599.38万元 ≠ 1699.38万元" in finding.working


def test_the_whole_is_called_by_its_name_wherever_it_stands() -> None:
    (finding,) = told("XRF006", f"{REPORT}{INCOME}年末无结转结余。\n{PROJECTS}{LISTED}")
    assert "与“政府性基金预算财政拨款收入”100.00万元不符" in finding.message.zh
    funds = "资金\t年初预算数\t全年预算数\t全年执行数\n年度资金总额\t1699.38万元\t1699.38万元\t1699.38万元\n"
    head = "一级指标\t三级指标\t绩效指标值\t实际完成指标值\n"
    rows = "".join(
        f"成本指标\t{n}\t≤{v}万元\t{v}万元\n"
        for n, v in [("公用经费", "73.29"), ("人员经费", "1059.39"), ("项目经费", "466.70")]
    )
    (finding,) = told("XRF006", f"{REPORT}年末无结转结余。\n{funds}{head}{rows}")
    assert "与“年度资金总额执行数”1699.38万元不符" in finding.message.zh

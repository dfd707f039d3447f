"""What the text itself gives away: copied goals, repeats, typos; the guards, the severities, the wording."""

from __future__ import annotations

import pytest

from auditor.check import load_rules, run
from auditor.finding import Finding, Severity
from auditor.readers import read
from auditor.recognition import recognise

RULES = {rule.code: rule for rule in load_rules()}
TITLE = "青柳区松岭乡2024年度部门整体支出绩效自评报告\n"
FORM = "\n指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\n受益群众人数\t≥\t300\t人\t310\t100\t100\n"
DONE = "完成了机关运转保障，改善了村道条件，发放了各类惠民补贴。"


def told(codes: str, text: str) -> list[Finding]:
    """What some rules find in a text."""
    report = recognise(read(text.encode(), "report.txt")).report
    assert report is not None
    return list(run(report, [RULES[code] for code in codes.split()]).findings)


def goals(*rows: str, adjusted: bool = False) -> str:
    """A department form with these rows of goals."""
    heads = ["年初绩效目标", *(["全年（调整）绩效目标"] if adjusted else []), "全年目标实际完成情况"]
    return "青柳区松岭乡2024年度部门整体绩效自评表\n" + "\n".join(("\t".join(heads), *rows)) + FORM


# ── TXT001, TXT002, TXT003 ────────────────────────────────────────────────────────────────────────────


def test_three_equal_columns_are_one_finding() -> None:
    text = "1、保障机关和村级组织正常运转；2、改善村道通行条件。"
    (finding,) = told("TXT001", goals("\t".join([text] * 3), adjusted=True))
    assert finding.severity is Severity.ERROR
    assert "“年初绩效目标”“全年(调整)绩效目标”与“全年目标实际完成情况”" in finding.message.zh
    assert "照抄目标" in finding.message.zh
    assert len(finding.related) == 2


def test_a_target_in_the_past_was_overwritten() -> None:
    (finding,) = told("TXT001 TXT002 TXT003", goals(f"保障机关运转。\t{DONE}\t{DONE}", adjusted=True))
    assert (finding.code, finding.subject) == ("TXT001", "全年(调整)绩效目标")
    assert "被完成情况覆盖" in finding.message.zh
    assert "pasted over" in finding.message.en


def test_numbers_of_points_make_no_difference() -> None:
    (finding,) = told(
        "TXT001",
        goals(
            "1、保障机关和村级组织正常运转；2、改善村道通行条件。\t保障机关和村级组织正常运转；改善村道通行条件。"
        ),
    )
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("target", "completion", "severity"),
    [
        (
            "硬化村道5公里，改善群众出行条件，推进人居环境整治。",
            "硬化村道5公里，改善群众出行条件，推动人居环境整治。",
            Severity.WARNING,
        ),
        (
            "硬化村道5公里，改善群众出行条件，推进人居环境整治工作。",
            "硬化了村道5公里，改善了群众出行条件，推进人居环境整治工作。",
            Severity.INFO,
        ),
        (
            "硬化村道5公里，改善群众出行条件，推进人居环境整治。",
            "硬化村道5.2公里，改善群众出行条件，推进人居环境整治。",
            None,
        ),
        ("发放高龄补贴。", "发放高龄补贴。", Severity.INFO),
        ("按期发放。", "按期发放。", None),
    ],
)
def test_alike_is_not_equal(target: str, completion: str, severity: Severity | None) -> None:
    assert [f.severity for f in told("TXT001", goals(f"{target}\t{completion}"))] == (
        [severity] if severity else []
    )


def test_points_word_for_word() -> None:
    same = "1.保障机关和村级组织正常运转；2.做好森林防火和防汛抗旱工作；"
    (finding,) = told("TXT001", goals(f"{same}3.新建桥梁。\t{same}3.新建桥梁2座，通过验收。"))
    assert finding.severity is Severity.WARNING
    assert "2条逐字相同" in finding.message.zh
    assert (
        told("TXT001", goals("1.修桥；2.铺路。\t1.修桥；2.铺路；3.硬化村道5.2公里，群众出行条件得到改善。"))
        == []
    )


def test_every_numbered_goal_is_held_against_its_own_completion() -> None:
    rows = [
        "目标1：保障机关和村级组织正常运转，按月足额发放补贴。\t目标1完成情况：保障机关和村级组织正常运转，按月足额发放补贴。",
        "目标2：改善人居环境。\t目标2完成情况：清理垃圾120吨。",
    ]
    (finding,) = told("TXT001", goals(*rows))
    assert "（目标1）" in finding.message.zh


def test_a_plan_may_speak_of_what_stands() -> None:
    text = "为了群众出行方便，管护好已建成的村道，确保安全；完成硬化5公里。"
    assert told("TXT002", goals(f"{text}\t硬化5.2公里。")) == []


@pytest.mark.parametrize(
    "completion",
    [
        "按计划推进各项工作，群众反映良好。",
        "进一步加强管护，硬化村道5.2公里。",
        "按照三年行动计划将矛盾化解在基层一线。",
        "力争完成。",
    ],
)
def test_no_plan(completion: str) -> None:
    assert told("TXT003", goals(f"改善群众出行条件。\t{completion}")) == []


# ── TXT004 ────────────────────────────────────────────────────────────────────────────────────────────

EVIDENCE = "排查整治农村道路隐患17处，驻站检查劝导站90次，联合派出所开展执法40余次，"


def test_each_repeat_names_its_lines() -> None:
    text = f"{TITLE}{EVIDENCE}整治及时率100%。\n全年出动执法人员，{EVIDENCE}成效明显。\n"
    (finding,) = told("TXT004", text)
    assert (finding.severity, finding.message.zh[:9]) == (Severity.INFO, "第2行、第3行内容")
    assert "3个分句" in finding.message.zh


def test_many_repeats_are_one_finding() -> None:
    (finding,) = told("TXT004", TITLE + f"{EVIDENCE}整治及时。\n" * 5)
    assert len(finding.related) == 4


def test_a_comma_inside_a_number_parts_nothing() -> None:
    text = "发放补贴1,286户,共计1,059.39万元,"
    assert told("TXT004", f"{TITLE}{text}群众满意。\n{text}按时到账。\n") == []


def test_tables_are_not_narrative() -> None:
    row = f"河道巡查次数\t≥\t12\t次\t12\t30\t30\t{EVIDENCE}整治及时。"
    rows = "\n".join(row.replace("河道", name) for name in ("河道", "水库", "森林"))
    assert (
        told("TXT004", f"{TITLE}指标名称\t指标性质\t指标值\t计量单位\t全年完成值\t权重\t得分\t说明\n{rows}\n")
        == []
    )


# ── TXT005 to TXT010 ──────────────────────────────────────────────────────────────────────────────────


def test_the_forms_own_instructions_are_another_rule() -> None:
    text = f"{TITLE}对照年度目标，说明完成情况（100字以内）\n全年支出#REF!万元。\n"
    assert [(f.code, f.severity) for f in told("TXT005 STR006", text)] == [
        ("TXT005", Severity.ERROR),
        ("STR006", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    "clause",
    [
        "救助农村生活困难人员人",
        "全年共投入万元",
        "累计发放户",
        "资金共计 万元",
        "群众满意率达到%",
        "受益人口约人",
    ],
)
def test_a_unit_without_its_number(clause: str) -> None:
    (finding,) = told("TXT006", f"{TITLE}加强保障，{clause}，按期推进。\n")
    assert finding.subject == "".join(clause.split())


@pytest.mark.parametrize(
    "clause",
    [
        "救助人、发放人，签字齐全",
        "惠及千家万户",
        "服务老人",
        "人均",
        "完成人次统计",
        "以人为本，为人",
        "单位：万元",
        "共同富裕户",
        "公共人",
    ],
)
def test_words_that_only_look_like_units(clause: str) -> None:
    assert told("TXT006", f"{TITLE}加强保障，{clause}，按期推进。\n") == []


def test_styles_of_one_level_are_one_finding_a_report() -> None:
    part = "（一）机构设置\n内设机构4个。\n（2）人员情况\n在职31人。\n（3）资产情况\n规范管理。\n"
    (finding,) = told("TXT008", f"{TITLE}一、基本情况\n{part}二、自评情况\n{part}")
    assert (finding.severity, finding.subject) == (Severity.INFO, "（2）")


@pytest.mark.parametrize("text", ["……", "。。。", "“一户一岗”，（见附件）。", "1、2、3、", "12,345.60"])
def test_lawful_punctuation(text: str) -> None:
    assert told("TXT009", f"{TITLE}按期推进{text}工作有序\n") == []


@pytest.mark.parametrize(
    "figure", ["7,00.0,77万元", "12.3.4万元", "2089.8.3万元", "1,0593.90元", "3.5.2公里"]
)
def test_a_figure_that_cannot_be_one(figure: str) -> None:
    (finding,) = told("TXT010", f"{TITLE}全年支出{figure}。\n")
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "text",
    [
        "1,059.39万元",
        "2024.3.15起",
        "10,200,30元",
        "192.168.1.1",
        "1.2.3人员经费",
        "2024.12.31元旦",
        "截至2024.12.31，支出12万元",
        "1，059.39元",
    ],
)
def test_figures_that_can(text: str) -> None:
    assert told("TXT010", f"{TITLE}{'' if text.startswith('1.2.3') else '全年支出'}{text}。\n") == []


@pytest.mark.parametrize(
    ("cell", "found"), [("12..5", 1), ("7,00.0,77", 1), ("2.7 0.9", 0), ("2024.12.31", 0), ("12,345", 0)]
)
def test_malformed_cells(cell: str, found: int) -> None:
    assert len(told("TXT010", f"{TITLE}{FORM}".replace("310", cell))) == found

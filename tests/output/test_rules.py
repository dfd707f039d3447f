"""Rules explained: every part of a rule, in both languages, in narrow and wide terminals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO

import pytest

from auditor.check import Rule, found
from auditor.engine import audit_examples
from auditor.finding import Draft, Severity
from auditor.model.report import Report
from auditor.output import Options
from auditor.output.cells import width
from auditor.output.rules import example, write_json, write_list, write_rule
from auditor.page import Example, Expectation, Page
from auditor.words import Language, Words

Snapshot = Callable[[str, str], None]
FAMILY = Words("本单位规则", "rules of the house")
BAD = """
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	指标值	完成值	分值	得分
培训人次	≥100人次	120人次	99.6	99.6
简报期数	≥4期	4期	0.4	0.4
"""


def small(
    report: Report, *, least: Decimal = Decimal(1), levels: tuple[str, ...] = ("产出", "效益")
) -> Iterator[Draft]:
    for row in report.indicators:
        if row.weight and row.weight.quantity and row.weight.quantity.value < least:
            yield found(row.weight.place, subject=row.name.name, working=f"{row.weight.text} < {least}")


PAGE = Page(
    Words("权重过小", "weight too small"),
    Words("“{subject}”权重过小", "“{subject}” weighs little"),
    Words("本单位填报要求", "house rules"),
    Words(
        "不足一分的指标什么也决定不了。\n\n加分项不作要求。",
        "An indicator below one point costs the work of a whole one and decides nothing.\n\nBonus rows are left alone.",
    ),
    {"least": Words("权重低于此数即报告", "weight below which it is told"), "levels": Words("哪些一级指标", "of which levels")},
    ("weight-odd",),
    (
        Example(BAD, (Expectation("info", "表1 › 第3行 简报期数 › 分值", "0.4"),)),
        Example(BAD.replace("0.4", "40"), (), Words("整数的权重。", "Weights of whole points.")),
    ),
)  # fmt: skip
RULE = Rule("weight-negligible", "HSE001", Severity.INFO, small, False, ("weights", "items"), PAGE)
OTHER = Rule(
    "weight-strange", "HSE002", Severity.ERROR, small,
    own=Page(Words("权重怪异", "strange weight"), Words("错", "wrong"), Words("", ""), Words("权重是数。", "A weight is a number."),
             {"least": Words("甲", "a"), "levels": Words("乙", "b")}, silences=("weight-negligible",)),
)  # fmt: skip


def shown(write: Callable[[StringIO], None]) -> str:
    stream = StringIO()
    write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("columns", [60, 100])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_snapshots(language: Language, columns: int, snapshot: Snapshot) -> None:
    options = Options(language, columns)
    known = (RULE, OTHER)
    explained = shown(lambda stream: write_rule(RULE, known, audit_examples(RULE), stream, options))
    snapshot(f"rule-{language}-{columns}.txt", explained)
    snapshot(f"rules-{language}-{columns}.txt", shown(lambda stream: write_list(known, stream, options)))
    assert all(width(line) <= columns for line in explained.splitlines())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_json_snapshot(language: Language, snapshot: Snapshot) -> None:
    written = shown(lambda stream: write_json((RULE,), stream, Options(language)))
    snapshot(f"rules-{language}.json", written)


def test_columns_of_an_example_stand_below_each_other() -> None:
    lines = list(example(BAD, 100))
    at = [line.index("≥") for line in lines if "≥" in line]
    assert [width(line[:i]) for line, i in zip(lines[2:], at, strict=True)] == [width("指标名称  ")] * 2

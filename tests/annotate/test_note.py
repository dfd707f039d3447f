"""The words that stand beside a place."""

from __future__ import annotations

from auditor.annotate.note import note
from auditor.document import Location
from auditor.finding import Confidence, Finding, Severity
from auditor.model.place import Place, Step
from auditor.words import Words


def finding(
    message: str,
    working: str = "",
    expected: str = "",
    confidence: Confidence = Confidence.CERTAIN,
    *,
    critical: bool = False,
) -> Finding:
    return Finding(
        "score-exceeds-weight", "SCR001", Severity.WARNING, confidence, "甲", Words(message, "too high"), "10",
        expected, working, Place((Step("table", 1),), Location()), (), critical=critical,
    )  # fmt: skip


def test_severity_rule_message_and_arithmetic() -> None:
    written = note(finding("得分 10 超过权重 2", "10 > 2", "≤ 2"), "zh")
    assert written.text == "警告 SCR001 score-exceeds-weight\n得分 10 超过权重 2\n算式：10 > 2"
    assert note(finding("", "10 > 2"), "en").lines == ("too high", "working: 10 > 2")


def test_what_was_expected_where_there_is_no_arithmetic() -> None:
    assert note(finding("高", expected="≤ 2"), "zh").lines == ("高", "应为：≤ 2")


def test_doubt_and_consequence_are_said() -> None:
    written = note(finding("高", confidence=Confidence.POSSIBLE, critical=True), "zh")
    assert written.lines == ("高", "可信度：一般", "影响：更正后会改变报告的结论")


def test_what_steers_a_program_is_shown_not_written() -> None:
    written = note(finding("甲\x1b[2J\x00乙\n丙", "1\x07"), "zh")
    assert written.lines == (r"甲\x1b[2J\x00乙 丙", r"算式：1\x07")

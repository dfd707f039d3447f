"""The Chinese of messages and pages is written as in print: no gaps at figures, full-width marks, no foreign words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import auditor
from auditor.check import Rule, load_rules, run
from auditor.finding import Finding
from auditor.readers import example as text_as_a_report
from auditor.recognition import recognise

RULES = [rule for rule in load_rules() if rule.function.__module__.startswith("auditor.checks")]
HAN = r"[\u4e00-\u9fff，。；：、（）]"
GAP = re.compile(rf"{HAN} +[\d{{]|[\d}}%] +{HAN}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?(]|[,;:!?)][\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”")
WORD = re.compile(r"[A-Za-z]{2,}")
ROOT = Path(auditor.__file__).parent.parent
# What commands, keys and paths are set off by spaces.
NAMED = re.compile(
    r"\{(?:path|name|code|file|format|suffix|key|option|rule|type|first|cell|version|scheme)\}"
)


def findings(rule: Rule) -> Iterator[tuple[str, Finding]]:
    """What a rule says of the examples on its page, with each report."""
    for one in rule.page.examples:
        for report in recognise(text_as_a_report.read(one.report)).reports:
            yield from ((one.report, finding) for finding in run(report, [rule]).findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_chinese_messages_read_as_print(rule: Rule) -> None:
    told = list(findings(rule))
    assert told
    for report, finding in told:
        for text in (finding.message.zh, finding.arithmetic.zh if finding.sentence.zh else ""):
            own = QUOTED.sub("“”", text)
            assert not GAP.search(own), text
            assert not HALF_WIDTH.search(own), text
            flat = "".join(report.split())
            assert all(word in flat for word in WORD.findall(own)), text


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_english_messages_have_no_slips_of_number_or_idiom(rule: Rule) -> None:
    for _, finding in findings(rule):
        own = QUOTED.sub("“”", finding.message.en)
        assert not re.search(
            r"\b1 (?:more )?(?:rows|indicators|points of|clauses|items|places|goals)\b", own
        ), own
        assert "not usable" not in own


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_the_page_reads_as_print(rule: Rule) -> None:
    for text in (rule.page.message.zh, rule.page.explanation.zh):
        assert not GAP.search(text), text
        assert not HALF_WIDTH.search(text), text


def literals() -> Iterator[tuple[str, str]]:
    """The Chinese of every `Words` in the sources, with its file."""
    for path in sorted([*ROOT.glob("auditor/output/**/*.py"), *ROOT.glob("checks/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words" and node.args:
                yield path.name, ast.unparse(node.args[0])


def test_words_in_the_sources_read_as_print() -> None:
    wrong = [(name, text) for name, text in literals() if GAP.search(NAMED.sub("x", text))]
    assert wrong == []

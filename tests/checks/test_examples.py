"""Every rule speaks on its bad examples and is silent on its good ones."""

from __future__ import annotations

import pytest

from auditor.check import Rule, families, load_rules, run
from auditor.options import values
from auditor.readers import example
from auditor.recognition import recognise

RULES = [rule for rule in load_rules() if rule.function.__module__.startswith("auditor.checks")]
BAD = [pytest.param(r, text, id=f"{r.code}-{n}") for r in RULES for n, text in enumerate(r.bad)]
GOOD = [pytest.param(r, text, id=f"{r.code}-{n}") for r in RULES for n, text in enumerate(r.good)]


def codes(rule: Rule, text: str) -> list[str]:
    report = recognise(example.read(text)).report
    assert report is not None, "the example is not recognised as a self-evaluation"
    return [f.code for f in run(report, [rule]).findings]


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_bad_example_is_found(rule: Rule, text: str) -> None:
    assert rule.code in codes(rule, text)


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_good_example_is_silent(rule: Rule, text: str) -> None:
    assert codes(rule, text) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_rule_is_whole(rule: Rule) -> None:
    assert rule.bad and rule.good
    assert rule.message.zh and rule.message.en and rule.source.zh and rule.source.en
    assert len(rule.why.strip()) > 60
    assert len(rule.why_zh.strip()) > 15 and rule.summary.zh.endswith(("。", "；"))
    assert families(RULES)[rule.family].zh
    for option in rule.options:
        assert values(rule.name, rule.options, {option.name: option.default}) == {option.name: option.default}
        assert option.type_name.zh and option.what.zh and option.what.en


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_alone_knows_its_family_too(rule: Rule) -> None:
    assert families([rule]) == {rule.family: families(RULES)[rule.family]}

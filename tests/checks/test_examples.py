"""Every rule says of the examples on its page exactly what the page expects."""

from __future__ import annotations

import pytest

from auditor.check import Rule, families, load_rules, run
from auditor.finding import Finding
from auditor.options import values
from auditor.output.neutral import one_line
from auditor.page import Example
from auditor.places import path
from auditor.readers import example as text_as_a_report
from auditor.recognition import recognise

RULES = [rule for rule in load_rules() if rule.function.__module__.startswith("auditor.checks")]
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{n}")
    for rule in RULES
    for n, example in enumerate(rule.page.examples)
]
LONGEST_TITLE = 16


def line(finding: Finding) -> str:
    """A finding as pages write it."""
    parts = (finding.severity.value, path(finding.place), finding.found, finding.expected)
    fields = [" ".join(one_line(part).split()) for part in parts]
    while not fields[-1]:
        fields.pop()
    return "  ".join(field or "—" for field in fields)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_gives_what_its_page_expects(rule: Rule, example: Example) -> None:
    (report,) = recognise(text_as_a_report.read(example.report)).reports
    result = run(report, [rule])
    assert ([line(f) for f in result.findings], result.failures) == ([str(e) for e in example.expect], ())


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_page_is_whole(rule: Rule) -> None:
    page = rule.page
    assert page.bad and page.good
    assert all(e.remark is not None for e in page.examples if not e.expect), "a good example names its guard"
    assert len(page.title.zh) <= LONGEST_TITLE and page.title.en[0].islower()
    assert page.summary.zh.endswith(("。", "；")) and len(page.explanation.en) > 30
    assert families(RULES)[rule.family].zh
    assert set(page.silences) <= {r.name for r in RULES} - {rule.name}
    assert {o.name for o in rule.options} == set(page.options)
    for option in rule.options:
        assert values(rule.name, rule.options, {option.name: option.default}) == {option.name: option.default}
        assert option.type_name.zh and option.what.zh and option.what.en


def test_titles_tell_rules_apart() -> None:
    for titles in ([r.title.zh for r in RULES], [r.title.en for r in RULES]):
        assert len(titles) == len(set(titles))


def test_no_rule_silences_itself_by_way_of_others() -> None:
    silences = {rule.name: set(rule.page.silences) for rule in RULES}
    for name in silences:
        reached: set[str] = set()
        fresh = {name}
        while fresh:
            fresh = set().union(*(silences[n] for n in fresh)) - reached
            reached |= fresh
        assert name not in reached


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_alone_knows_its_family_too(rule: Rule) -> None:
    assert families([rule]) == {rule.family: families(RULES)[rule.family]}

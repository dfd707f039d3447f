"""Every rule speaks on its bad examples and is silent on its good ones."""

from __future__ import annotations

import re

import pytest

from auditor.check import Rule, load_rules, run
from auditor.document import Document
from auditor.readers import read
from auditor.readers.sheets import Sheet
from auditor.readers.sheets import document as workbook
from auditor.recognition import recognise

RULES = [rule for rule in load_rules() if rule.function.__module__.startswith("auditor.checks")]
BAD = [pytest.param(r, text, id=f"{r.code}-{n}") for r in RULES for n, text in enumerate(r.bad)]
GOOD = [pytest.param(r, text, id=f"{r.code}-{n}") for r in RULES for n, text in enumerate(r.good)]


FORMULA = " ← ="


def document(text: str) -> Document:
    """An example as a file: text, or a sheet where formulas stand behind its figures (`98 ← =SUM(G3:G5)`)."""
    if FORMULA not in text:
        return read(text.encode(), "example.txt")
    sheet = Sheet("自评表")
    for row, line in enumerate(text.strip().split("\n"), 1):
        for column, cell in enumerate(line.split("\t"), 1):
            shown, _, formula = cell.partition(FORMULA)
            sheet.put(row, column, shown)
            if number := re.fullmatch(r"([0-9]+(?:\.([0-9]+))?)(%?)", shown):
                places, percent = "0" * len(number[2] or ""), number[3]
                sheet.numbers[row, column] = f"{number[1]}e-2" if percent else number[1]
                if formula:
                    sheet.formulas[row, column] = formula
                    sheet.number_formats[row, column] = f"0{places and '.'}{places}{percent}"
    return workbook("xlsx", [sheet])


def codes(rule: Rule, text: str) -> list[str]:
    report = recognise(document(text))
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

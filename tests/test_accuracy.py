"""The accuracy benchmark in short: made-up clean reports are accused of nothing, planted faults are found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from auditor.check import load_rules
from auditor.finding import Severity

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
from accuracy import Job, Outcome, aligned, done, table, written
from faults.generate import clean
from faults.model import KINDS, Kind
from faults.planters import PLANTERS

CLEAN = 40


def outcome(rule: str, number: int, form: str) -> Outcome:
    """What comes of one made-up report."""
    return done(Job(7, rule, number, form), font=None, keep=None)


@pytest.mark.parametrize("form", ["text", "word"])
def test_clean_reports_are_accused_of_nothing(form: str) -> None:
    outcomes = [outcome("", number, form) for number in range(CLEAN)]
    accused = {
        o.job.name: critical for o in outcomes if (critical := [c for c, s in o.others if s > Severity.INFO])
    }
    assert accused == {}
    assert [o.job.name for o in outcomes if o.read < o.rows] == []


# Not of what the report says, but of the file, or of what was understood of it: no report that is made up can hold
# it in every format.
OF_FILES = {"stale-formula", "table-not-understood", "column-not-understood"}


def test_every_rule_has_its_planter() -> None:
    assert {rule.name for rule in load_rules()} - OF_FILES == set(PLANTERS)


@pytest.mark.parametrize("rule", sorted(PLANTERS))
def test_a_planted_fault_is_found(rule: str) -> None:
    planted = outcome(rule, 0, "text")
    assert planted.made
    assert planted.found


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_makes_the_same_report_again(kind: Kind) -> None:
    assert written(clean("same", kind), "text", None) == written(clean("same", kind), "text", None)


def test_the_table_counts_what_was_found_and_what_was_said_beside_it() -> None:
    planted = [
        Outcome(Job(1, "weight-total", 0, "text"), True, True, (("TOT001", Severity.ERROR),)),
        Outcome(Job(1, "weight-total", 1, "text"), True, False),
    ]
    accused = [Outcome(Job(1, "", 0, "text"), True, False, (("WGT001", Severity.WARNING),), 10, 9)]
    rows = {row[0]: row for row in table([*planted, *accused], ["text"])}
    assert rows["WGT001 weight-total"] == (
        "WGT001 weight-total", "2", "50", "50", "50", "TOT001×1", "0", "100", "0",
    )  # fmt: skip
    assert rows["rows read in 1 clean"][2] == "90"
    assert aligned([("a", "1"), ("bb", "22")]) == "a    1\nbb  22\n"

"""Hostile and broken files of every format: each has its outcome, within bounds, and harms no other.

All run through the runner as they would in a folder, two at a time, with a deadline of five seconds and 500 MB; with
HOSTILE_LIMITS=usual, as `.ci/full` sets it, under the limits that a user has.
"""

from __future__ import annotations

import os
import sys
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "readers"))

from kit import CASES, Case

from auditor.check import load_rules
from auditor.engine import Settings, audit_source
from auditor.outcome import Audit
from auditor.runner import failed
from auditor.runner.limits import Limits
from auditor.runner.running import Plan, run
from auditor.runner.worker import Entry, Work

for family in ("archives", "documents", "pages", "prints", "texts", "words", "workbooks"):
    import_module(family)

LIMITS = Limits() if os.environ.get("HOSTILE_LIMITS") == "usual" else Limits(timeout=5, memory=500)


def skipped(name: str) -> Audit:
    raise AssertionError(name)


@cache
def outcomes() -> dict[str, list[Audit]]:
    work = Work(partial(audit_source, settings=Settings(load_rules())), LIMITS)
    found: dict[str, list[Audit]] = {case.name: [] for case in CASES}
    entries = [Entry(n, case.name, case.build()) for n, case in enumerate(CASES)]
    for audit in run(entries, Plan(work, failed, skipped, jobs=2)):
        found[audit.path.partition("!")[0]].append(audit)
    return found


def test_there_are_enough_of_them_and_no_two_of_one_name() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 120


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_has_its_outcome(case: Case) -> None:
    audits = outcomes()[case.name]
    assert len(audits) == case.reports
    for audit in audits:
        told = f"{audit.status}: {audit.error.en if audit.error else ''}"
        assert audit.status in case.statuses, told
        assert case.says in told
        assert "\n" not in told
        # One line for people, not the name of an exception.
        assert audit.status == "failed" or "Error" not in told

"""The made-up reports judged as they were frozen, one test a report: what `mutants.py` asks after the tests themselves.

`compare.py` says the same of all sets at once, in CI.
"""

from __future__ import annotations

import pytest
from accuracy import settings
from faults.planters import PLANTERS
from freeze import FROZEN, INPUTS, facts, read

from auditor.engine import audit_bytes

CASES = read(INPUTS)
KEPT = read(FROZEN / "planted.txt")


@pytest.mark.parametrize("name", KEPT)
def test_a_report_is_judged_as_it_was_frozen(name: str) -> None:
    rule = name.split("/")[1].rpartition("-")[0]
    data = ("\n".join(CASES[name]) + "\n").encode()
    assert facts(audit_bytes(data, f"{name}.txt", settings(rule if rule in PLANTERS else ""))) == KEPT[name]

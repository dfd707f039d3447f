"""What crosses the border between processes."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_file
from auditor.finding import Severity
from auditor.runner.pack import Damaged, packed, unpacked

SAMPLES = Path(__file__).parent.parent.parent / "samples"


@pytest.mark.parametrize("name", ["project-faulty.docx", "scoring-faulty.xlsx", "narrative-faulty.txt"])
def test_an_audit_comes_back_as_it_was(name: str) -> None:
    audit = audit_file(SAMPLES / name, Settings(Selection().of(load_rules())))
    assert audit.result.findings
    assert unpacked(packed(audit)) == audit


def test_plain_values_come_back() -> None:
    value = [Decimal("1.20"), frozenset({"a"}), Counter("aab"), Severity.ERROR, b"bytes", None, ("中", 1.5)]
    assert unpacked(packed(value)) == value


def test_a_rule_is_named_not_copied() -> None:
    rule = load_rules()[0]
    assert len(packed(rule)) < 100
    assert unpacked(packed(rule)) is rule


@pytest.mark.parametrize(
    "value",
    [os.system, eval, Path("/"), pickle.loads, load_rules, print, unpacked],
    ids=lambda value: getattr(value, "__name__", "path"),
)
def test_no_other_name_is_looked_up(value: object) -> None:
    with pytest.raises(Damaged):
        unpacked(pickle.dumps(value))


def test_a_name_behind_a_type_is_not_looked_up() -> None:
    """A dotted name may lead from an allowed type to anything."""
    with pytest.raises(Damaged):
        unpacked(b"\x80\x05\x8c\x0fauditor.finding\x8c\x11Severity.__call__\x93.")


@pytest.mark.parametrize("data", [b"", b"\x80\x05", b"nonsense", packed([1, 2])[:-1]])
def test_what_is_no_packed_value_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged):
        unpacked(data)

"""The narratives that nobody wrote, in short: right ones are accused of nothing, a wrong digit is found."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
from narratives import LEAST, accusations, clean, judge, planted

from auditor.check import load_rules

COUNT = 40


def test_right_narratives_are_accused_of_nothing_and_wrong_digits_are_found() -> None:
    false, all_, found, others = judge(COUNT, "short", show=False)
    assert false == 0
    assert all_ == COUNT
    assert found >= LEAST * all_
    assert others == 0


def test_a_planted_fault_differs_by_one_digit() -> None:
    fault = planted("short-0")
    assert fault is not None
    text = clean("short-0")
    assert fault.text != text and len(fault.text) == len(text)
    assert sum(a != b for a, b in zip(text, fault.text, strict=True)) == 1


def test_a_seed_makes_the_same_narrative() -> None:
    assert clean("a") == clean("a") != clean("b")


def test_what_is_wrong_is_seen() -> None:
    text = clean("short-0") + "到位100.5万元，支出80.2万元，结余30.7万元。\n"
    assert [f.code for f in accusations(text, load_rules())] != []

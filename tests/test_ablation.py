"""The ablation benchmark in short: a made-up form of each family is read without its record, or what is not is said."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
from ablation import FAMILIES, LEAST, compared, made, results, share, without

from auditor.lexicon import built_in, load
from auditor.model.report import Recognition
from auditor.readers import read
from auditor.recognition import recognise


@pytest.fixture(scope="module")
def found() -> dict[str, Counter[str]]:
    return results(())


@pytest.mark.parametrize("record", [*FAMILIES, "all of them"])
def test_without_its_record_a_form_is_read_or_what_is_not_is_said(
    record: str, found: dict[str, Counter[str]]
) -> None:
    counts = found[record]
    assert counts["files"] >= 1 and counts["read"] >= 6
    assert share(counts) >= LEAST and not counts["wrong"]


def test_every_record_has_a_family_but_that_of_lists() -> None:
    assert set(FAMILIES) == set(built_in("forms")) - {"results"}


def recognised(text: str) -> Recognition:
    return recognise(read(text.encode(), "a.html"))


def test_rows_that_differ_or_are_gone_are_counted() -> None:
    text = made("national-project").decode()
    before = recognised(text)
    assert compared(before, before) == Counter(read=7)
    assert compared(before, recognised(text.replace("≥6公里", "≥7公里")))["wrong"] == 1
    fewer = text.replace("<td>培训人次</td>", "<td></td>").replace(
        "<td>≥300人次</td><td>312人次</td>", "<td></td><td></td>"
    )
    assert share(compared(before, recognised(fewer))) < 1
    assert compared(before, Recognition())["lost"] == 7


def test_a_record_is_back_when_the_trial_is_over() -> None:
    with without("hebei"):
        assert "hebei" not in load("forms")
        assert "单项指标实际完成值" not in load("headers")["indicator"]["completion"]
    assert "单项指标实际完成值" in load("headers")["indicator"]["completion"]

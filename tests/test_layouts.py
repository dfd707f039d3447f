"""The layouts benchmark in short: a report is judged alike in any layout, and words that nobody knows are said."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
from faults import draw
from faults.generate import clean
from faults.model import Kind
from form import Sample, Table
from layout.sheet import Sheet, drawn, sheet_of
from layout.ways import WAYS, Way
from layout.words import UNKNOWN, made_up
from layouts import KINDS, Outcome, Trial, laid_out, outcomes, silent, table, trials

FORMATS = ("html", "txt", "docx", "xlsx")


def outcomes_of(*ways: str, number: int = 0, formats: tuple[str, ...] = FORMATS) -> list[Outcome]:
    """What comes of one report in these ways together."""
    return outcomes(Trial(7, number, (ways,), formats), font=None, keep=None)


def first(*ways: str, formats: tuple[str, ...] = FORMATS) -> Outcome:
    """What comes of the first report that can be laid out so."""
    return next(o for number in range(40) for o in outcomes_of(*ways, number=number, formats=formats))


def texts(sample: Sample) -> Counter[str]:
    """What stands in the cells of a report's tables."""
    return Counter(cell.text for block in sample.blocks if isinstance(block, Table) for cell in block.cells())


# ── The layouts ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_states_what_its_report_states(kind: Kind) -> None:
    form = clean("same", kind)
    own, other = texts(draw.sample(form)), texts(drawn(sheet_of(form)))
    assert {text for text in own if text} == {text for text in other if text}


@pytest.mark.parametrize("way", sorted(WAYS | UNKNOWN))
def test_each_way_changes_the_form_and_loses_no_name_of_it(way: str) -> None:
    one = (WAYS | UNKNOWN)[way]
    forms = (clean(f"change-{n}", kind) for n in range(20) for kind in KINDS)
    form, both = next((f, both) for f in forms if (both := laid_out(sheet_of(f), [one], Random(way))))
    plain, changed = (drawn(sheet) for sheet in both)
    assert plain != changed
    said = " ".join(texts(changed)).replace(" ", "")
    assert [row.name for row in form.rows if row.name not in said] == []


def test_the_ways_are_many() -> None:
    assert len(WAYS) >= 25


def test_a_made_up_word_is_new_each_time() -> None:
    rng = Random(1)
    assert len({made_up(rng) for _ in range(50)}) > 40


# ── What comes of them ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("nth", "way"), list(enumerate(sorted(WAYS))))
def test_a_way_alone_is_judged_alike(nth: int, way: str) -> None:
    outcome = first(way, formats=(FORMATS[nth % len(FORMATS)],))
    assert outcome.alike, outcome


def test_pairs_of_ways_are_judged_alike() -> None:
    every = [o for trial in trials(5, 8, sorted(WAYS), 2, FORMATS, 0) for o in outcomes(trial, None, None)]
    assert len(every) > 8
    assert [o for o in every if not o.alike] == []


@pytest.mark.parametrize("way", sorted(UNKNOWN))
def test_unknown_words_are_said(way: str) -> None:
    assert silent([first(way)]) == []


# ── How it is counted ──────────────────────────────────────────────────────────────────────────────────


def test_a_form_whose_scores_are_gone_counts_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(_: Random, sheet: Sheet) -> None:
        for entry in sheet.rows:
            entry.cells["score"] = "1"

    monkeypatch.setitem(WAYS, "spoilt", Way("spoilt", spoil))
    outcome = first("spoilt")
    assert outcome.lost_rows
    assert outcome.errors
    assert not outcome.alike


def test_the_table_counts_a_pair_for_both_of_its_ways() -> None:
    outcome = Outcome(
        ("a", "b"), "html", "clean-0", "not_understood", 10, (("1",),), 3,
        (("TOT001", "error", ""), ("WGT003", "warning", "")), (("SCR001", "error", ""),), True, (),
    )  # fmt: skip
    rows = {row[0]: row[1:] for row in table([outcome], paired=True)}
    assert rows["a"] == rows["b"] == rows["all"] == ("1", "10", "1", "1", "1", "3", "1", "1", "100")
    assert dict.fromkeys(row[0] for row in table([outcome], paired=False)) == {"way": None, "all": None}

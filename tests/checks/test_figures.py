"""Every recomputed figure tells its arithmetic and what it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

import auditor
from auditor.finding import Checked, Verdict

SAMPLES = Path(__file__).parent.parent.parent / "samples"
REPORTS = sorted(SAMPLES.glob("*.txt"))
# Lists are counted, and a relation of a text is told in its sentence.
OF_SENTENCES = frozenset(
    [
        "comparison-false",
        "list-count-mismatch",
        "ratio-mismatch",
        "share-mismatch",
        "share-total",
        "sum-mismatch",
    ]
)


def lacks(figure: Checked) -> bool:
    """Whether a figure was judged without its working or its operands."""
    judged = figure.verdict is not Verdict.NOT_VERIFIABLE and figure.rule not in OF_SENTENCES
    return judged and not (figure.working and figure.operands)


@pytest.mark.parametrize("report", REPORTS, ids=lambda path: path.stem)
def test_a_judged_figure_has_its_working_and_its_operands(report: Path) -> None:
    figures = auditor.audit(report).result.figures
    assert len(figures) > 3
    assert [(f.rule, f.place.text, f.working) for f in figures if lacks(f)] == []

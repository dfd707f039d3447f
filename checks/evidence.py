"""SCR, TGT: points for what the row's own remark says was not proved, not asked or not finished."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Indicator
from auditor.model.names import is_satisfaction
from auditor.model.place import Field
from auditor.model.remarks import remarks, unfinished
from auditor.model.report import Report
from auditor.quantity import show

from .kit.points import ULP, Share, brief, pointed


@check("no-evidence-scored", code="SCR015", severity=Severity.WARNING, needs=("scores",))
def no_evidence_scored(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        for row, share in pointed(table):
            cells = [f for f in (row.note, row.completion) if f is not None]
            evidence = next(((f, said) for f in cells if (said := _unproved(row, f))), None)
            if share.score > 0 and evidence is not None:
                yield _said(share, *evidence, expected="0")


def _unproved(row: Indicator, field: Field) -> str:
    """What a cell says of there being no proof; of nobody asked only where somebody was to be."""
    asked = _satisfaction(row) and remarks(field, "no_survey")
    return asked or remarks(field, "no_evidence")


def _satisfaction(row: Indicator) -> bool:
    return is_satisfaction(row.name.text) or row.name.says("satisfaction")


@check("unfinished-per-note-full-score", code="SCR016", severity=Severity.WARNING, needs=("scores",))
def unfinished_per_note_full_score(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        for row, share in pointed(table):
            if row.note is None or row.execution or table.graded or share.lost > ULP:
                continue
            if said := unfinished(row.note, row.name.name):
                yield _said(share, row.note, said, expected=f"< {show(share.weight)}")


def _said(share: Share, evidence: Field, said: str, expected: str) -> Draft:
    return found(
        share.score_field.place, subject=share.name, note=brief(said), score=show(share.score), expected=expected,
        working=f"“{brief(said)}” → {show(share.score)} / {show(share.weight)}", sentence=share.earned, related=[evidence.place, share.weight_field.place],
        found=share.score_field.text, confidence=Confidence.LIKELY,
    )  # fmt: skip


@check("complaints-as-satisfaction", code="TGT015", severity=Severity.WARNING, needs=("completions",))
def complaints_as_satisfaction(report: Report) -> Iterator[Draft | Checked]:
    if "survey" in report.parts:
        return
    for row in report.indicators:
        cells = [f for f in (row.completion, row.note) if f is not None]
        said = next(((f, s) for f in cells if (s := remarks(f, "no_complaints"))), None)
        if said is None or not _satisfaction(row) or row.name.says("complaints") or _asks_of_complaints(row):
            continue
        yield found(
            said[0].place, subject=row.name.name, note=brief(said[1]), related=[row.name.place], confidence=Confidence.LIKELY,
        )  # fmt: skip


def _asks_of_complaints(row: Indicator) -> bool:
    """Whether the target itself is that nobody complains."""
    return row.target is not None and row.target.says("complaints")

"""SCR: the points that a remark says were taken off, and what it gives as the reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, consistent, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Role
from auditor.model.place import Field, says
from auditor.model.remarks import deductions, earned_and_lost, vague
from auditor.model.report import Report
from auditor.quantity import show

from .kit.points import ULP, Share, addition, brief, item_shares, pointed, total, value

_SLACK = Decimal("0.01")


@check("deduction-mismatch", code="SCR017", severity=Severity.WARNING, needs=("scores", "items"))
def deduction_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        for row, share in pointed(table) if not table.graded else ():
            off = deductions(row.note, share.weight)
            if row.note is None or not off or share.extra or row.deduction:
                continue
            reviewed = value(row.review_score)
            losses = [share.lost, *([share.weight - reviewed] if reviewed is not None else [])]
            if any(abs(each - lost) <= _SLACK for each in (*off, total(off)) for lost in losses):
                yield consistent(share.score_field.place, operands=[row.note, share.weight_field])
            else:
                yield _mismatch(share, row.note, off)
    for item, share in item_shares(report):
        for sentence in item.sentences:
            said = earned_and_lost(sentence.text)
            if said is not None and said[0] == share.score and abs(sum(said) - share.weight) > _SLACK:
                yield _mismatch(share, sentence, said[1:])


def _mismatch(share: Share, said: Field, off: tuple[Decimal, ...]) -> Draft:
    stated, lost = show(total(off)), show(share.lost)
    sum_of = f"{addition(map(show, off))} = {stated}" if len(off) > 1 else stated
    return found(
        share.score_field.place, subject=share.name, stated=stated, weight=show(share.weight), score=show(share.score), lost=lost,
        found=share.score_field.text, expected=show(share.weight - total(off)),
        working=f"{sum_of} ≠ {show(share.weight)} − {show(share.score)} = {lost}", related=[said.place, share.weight_field.place],
        confidence=Confidence.LIKELY,
    )  # fmt: skip


@check("vague-reason", code="SCR018", severity=Severity.INFO, needs=("scores",))
def vague_reason(report: Report) -> Iterator[Draft | Checked]:
    named = {item.name.name for item in report.items if item.reason}
    for table in report.tables:
        if not says(table.header(Role.NOTE), "reason_column"):
            continue
        for row, share in pointed(table):
            if row.note and share.lost > ULP and vague(row.note) and row.name.name not in named:
                yield found(
                    row.note.place, subject=row.name.name, note=brief(row.note.name), lost=show(share.lost),
                    related=[share.score_field.place],
                )  # fmt: skip

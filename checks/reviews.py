"""STR: what a review leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Draft, Severity
from auditor.model.form import IndicatorTable, Role
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.words import Words, some

from .kit.points import ULP, explained, plain, pointed, value


@check("evaluation-columns-open", code="STR012", severity=Severity.INFO, needs=("scores",))
def evaluation_columns_open(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        if Role.REVIEW_SCORE not in table.roles:
            continue
        blank, differing = _open(table)
        for cells, what in (
            (blank, Words("未填", "blank")),
            (differing, Words("与自评得分不同，未说明原因", "unlike the self-score, without a reason")),
        ):
            if cells:
                yield found(
                    cells[0].place, subject=table.title or table.header(Role.REVIEW_SCORE), header=table.header(Role.REVIEW_SCORE),
                    count=len(cells), rows=some(len(cells), "row", "be"), what=what, found="、".join(map(plain, cells)) if differing is cells else "", related=[c.place for c in cells[1:]],
                )  # fmt: skip


def _open(table: IndicatorTable) -> tuple[list[Field], list[Field]]:
    """The review scores that are blank, and those that differ from the self-score without a remark."""
    blank: list[Field] = []
    differing: list[Field] = []
    for row, share in pointed(table):
        review = row.review_score
        if review is None:
            continue
        points = value(review)
        if not review:
            blank.append(review)
        elif points is not None and abs(points - share.score) > ULP and not explained(row.note):
            differing.append(review)
    return blank, differing

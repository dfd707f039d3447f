"""NAR: change between two years."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Draft, Severity
from auditor.model.report import Report
from auditor.words import Words

from .kit.relations import judged, of_kind
from .kit.sentences import figure

_SAID = {"rise": Words("增长", "rise"), "fall": Words("下降", "fall")}


@check("growth-mismatch", code="NAR005", severity=Severity.ERROR, needs=("claims:growth",))
def growth_mismatch(report: Report) -> Iterator[Draft | Checked]:
    yield from judged(report, "growth")


@check("growth-direction", code="NAR006", severity=Severity.WARNING, needs=("claims:direction",))
def growth_direction(report: Report) -> Iterator[Draft | Checked]:
    for relation in of_kind(report, "direction"):
        stated, (previous, current) = relation.stated, relation.operands
        said, bare = _SAID[relation.word], stated.field.place == current.field.place
        if stated.quantity.value < 0:
            said = Words(f"{said.zh}{figure(stated)}", f"{said.en} by {figure(stated)}")
        yield found(
            stated.field.place, subject=stated.label, word=said, previous=figure(previous), current=figure(current),
            found=None if bare else stated.field.text, working=relation.working, related=[previous.field.place, current.field.place],
        )  # fmt: skip


@check("growth-from-zero", code="NAR012", severity=Severity.ERROR, needs=("claims:from_nothing",))
def growth_from_zero(report: Report) -> Iterator[Draft | Checked]:
    for relation in of_kind(report, "from_nothing"):
        rate, (current, change) = relation.stated, relation.operands
        yield found(
            rate.field.place, subject=rate.label, current=figure(current), change=figure(change), rate=figure(rate), found=rate.field.text,
            working=relation.working, related=[current.field.place, change.field.place], figure=True,
            operands=[current.field, change.field],
        )  # fmt: skip

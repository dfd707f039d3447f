"""TGT: completions that were copied from their targets, or targets from completions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Direction
from auditor.model.place import Field
from auditor.model.relations import ExecutionClaim, Mention, Relation
from auditor.model.report import Report
from auditor.quantity import HUNDRED, Quantity, show

from .kit.pairs import pair


@check("completions-mirror-targets", code="TGT009", severity=Severity.INFO, needs=("targets",))
def completions_mirror_targets(
    report: Report, *, fewest: int = 10, share: Decimal = Decimal("0.8")
) -> Iterator[Draft | Checked]:
    for table in report.tables:
        rows = [
            p
            for p in map(pair, table.indicators)
            if p
            and not p.indicator.execution
            and p.indicator.direction not in (None, Direction.EQUAL)
            and p.target not in (0, HUNDRED)
        ]
        equal = [p for p in rows if p.target == p.completion]
        if len(rows) >= fewest and len(equal) >= share * len(rows):
            yield found(
                equal[0].completion_field.place, subject=table.title or equal[0].indicator.name.name, equal=len(equal), all=len(rows),
                found=f"{len(equal)}/{len(rows)}", working=f"{len(equal)} ÷ {len(rows)} = {show(Decimal(len(equal)) / len(rows) * HUNDRED, 1)}%",
                related=[p.completion_field.place for p in equal[1:]],
            )  # fmt: skip


@check("target-backfilled", code="TGT010", severity=Severity.INFO, needs=("targets",))
def target_backfilled(report: Report) -> Iterator[Draft | Checked]:
    budget = {q.amount for q in _money(report)}
    for row in filter(None, map(pair, report.indicators)):
        target = row.target_field.quantity
        if target is None or row.target != row.completion:
            continue
        fine = target.decimals >= 2 and (target.value * 10) % 1 != 0
        execution = row.indicator.execution and row.target not in (0, HUNDRED)
        known = row.indicator.direction is Direction.AT_MOST and target.amount in budget
        if (fine or execution) and not known:
            yield found(
                row.target_field.place, subject=row.indicator.name.name, target=row.target_field.text,
                working=f"{row.target_field.text} = {row.completion_field.text}", related=[row.completion_field.place],
            )  # fmt: skip


def _money(report: Report) -> Iterator[Quantity]:
    """The amounts of money that funds rows and sentences state."""
    for row in report.funds:
        for field in (row.initial, row.adjusted, row.arrived):
            if field and field.quantity:
                yield field.quantity
    for claim in report.claims:
        match claim:
            case ExecutionClaim():
                mentions: tuple[Mention, ...] = (claim.executed, *claim.budgets)
            case Relation():
                mentions = (claim.stated, *claim.operands)
            case _:
                mentions = ()
        yield from (m.quantity for m in mentions)


@check("completion-echoes-operator", code="TGT011", severity=Severity.WARNING, needs=("completions",))
def completion_echoes_operator(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        rows = [
            (i, i.completion)
            for i in table.indicators
            if i.completion and (_echo(i.completion) or i.restates_target)
        ]
        if rows:
            listed = "、".join(f"{i.name.name}“{a.text}”" for i, a in rows)
            yield found(
                rows[0][1].place, subject=rows[0][0].name.name, list=listed,
                related=[a.place for _, a in rows[1:]],
                confidence=Confidence.LIKELY if table.kind == "sentences" else Confidence.CERTAIN,
            )  # fmt: skip


def _echo(actual: Field) -> bool:
    """Whether a completion begins with a sign or is a whole list of options."""
    bare = actual.name
    sign = bare.startswith(("≥", "≤", "=", ">", "<")) and any(map(str.isdigit, bare))
    return sign or actual.means("option_list")

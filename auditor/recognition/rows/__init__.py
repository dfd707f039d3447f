"""Indicators that sentences tell, as rows of a table: so the rules on rows run on them.

1.数量指标：培训人数≥10人次，实际完成12人次，得10分。
演练场次，目标值2，完成值2，分值6，得分6。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import Indicator, IndicatorTable, Role
from auditor.model.place import Field, Place
from auditor.model.text import IndicatorCount
from auditor.quantity import HUNDRED, ZERO
from auditor.recognition.forms.roles import is_execution
from auditor.recognition.items import NONE, Content, gives_reason
from auditor.recognition.passages import Passage
from auditor.recognition.rows.context import tells
from auditor.recognition.rows.groups import Group, groups
from auditor.recognition.rows.naming import Name, levels, named
from auditor.recognition.rows.slots import Clause, Slot, clauses, slots
from auditor.recognition.text.blocks import Block, Text
from auditor.recognition.values import points, quantity_of, target_of

_LEAST_OF_WHOLE = Decimal(60)
_LABELS = {"target": "指标值", "completion": "完成值", "weight": "分值", "score": "得分"}
_ROLES = {
    "target": Role.TARGET, "completion": Role.COMPLETION, "weight": Role.WEIGHT, "score": Role.SCORE,
    "note": Role.NOTE, "completion_rate": Role.COMPLETION_RATE,
}  # fmt: skip


def read(
    text: Text, items: Content, passages: Sequence[Passage], counts: Sequence[IndicatorCount]
) -> tuple[list[IndicatorTable], Content]:
    """The table of the indicators that a text tells, none where it tells none; and the scored items without those that
    are rows: where each of them tells its target and its completion too."""
    used = {passages[n].place for n in items.used}
    rows: dict[str, Indicator] = {}
    within: list[Indicator] = []
    for block in text.blocks:
        if block.figures and not block.cell:
            found = list(_rows(text, block))
            if block.passage.place in used:
                within += filter(_measured, found)
                continue
            for row in found:
                # An indicator told again is one row: as it is told first.
                rows.setdefault(row.name.name, row)
    if within and len(within) == len(items.items) and not items.groups:
        rows = {row.name.name: row for row in (*within, *rows.values())}
        items = NONE
    return ([_table(tuple(rows.values()), counts)] if rows else []), items


def _measured(row: Indicator) -> bool:
    return all(getattr(row, name) is not None for name in _LABELS)


def _table(rows: tuple[Indicator, ...], counts: Sequence[IndicatorCount]) -> IndicatorTable:
    roles = {Role.NAME} | {role for name, role in _ROLES.items() if any(getattr(r, name) for r in rows)}
    return IndicatorTable(
        0, "", "sentences", rows[0].place, rows, frozenset(roles), closed=_all_there(rows, counts)
    )


def _all_there(rows: Sequence[Indicator], counts: Sequence[IndicatorCount]) -> bool:
    """Whether the rows are evidently all: their weights make 100, or the text says that there are so many."""
    weights = [
        r.weight.quantity.value for r in rows if r.weight is not None and r.weight.quantity is not None
    ]
    if len(weights) < len(rows):
        return False
    said = {c.stated.quantity.value for c in counts if c.scope.startswith("三级")}
    return sum(weights, ZERO) == HUNDRED or said == {Decimal(len(rows))}


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────


def _rows(text: Text, block: Block) -> Iterator[Indicator]:
    parts = clauses(block.flat)
    told = tells(text, block)
    for group in groups(block, parts, slots(block, parts), told):
        name = named(text, block, parts, group)
        if name is not None and _stands(group, name):
            yield _indicator(text, block, parts, group, name)
    yield from _rates(block)


def _stands(group: Group, name: Name) -> bool:
    """Whether a group of slots is an indicator: measured, or scored under a name of its own."""
    said = group.slots
    if "completion" in said and ("target" in said or group.echo or "score" in said):
        return True
    if name.level or "score" not in said:
        return False
    return "target" in said or ("weight" in said and group.number("weight") < _LEAST_OF_WHOLE)


def _indicator(text: Text, block: Block, parts: list[Clause], group: Group, name: Name) -> Indicator:
    home = name.block
    at = home.shown(name.start, name.end)
    place = replace(at, route=block.passage.place.called(name.text))
    level1, level2 = levels(text, block, name, group)
    fields = {kind: _field(block, slot, place) for kind, slot in group.slots.items()}
    target, completion = fields.get("target"), fields.get("completion")
    direction = None
    if target is not None:
        direction, quantity = target_of(target.text)
        target = replace(target, quantity=quantity)
    own = target.quantity.unit if target is not None and target.quantity is not None else ""
    if completion is not None:
        completion = replace(completion, quantity=quantity_of(completion.text, own))
        done = completion.quantity
        if target is not None and target.quantity is not None and not own and done is not None and done.unit:
            target = replace(target, quantity=target.quantity.with_unit(done.unit))
    return Indicator(
        name=Field(name.text, place), place=place, level1=level1, level2=level2, direction=direction,
        target=target, completion=completion, weight=_points(fields.get("weight")), score=_points(fields.get("score")),
        note=_note(block, parts, group), execution=is_execution(name.text),
    )  # fmt: skip


def _field(block: Block, slot: Slot, row: Place) -> Field:
    field = block.text_field(*slot.value)
    return replace(field, place=replace(field.place, route=row.to(_LABELS[slot.kind])))


def _points(field: Field | None) -> Field | None:
    return None if field is None else replace(field, quantity=points(field.text))


def _note(block: Block, parts: list[Clause], group: Group) -> Field | None:
    """The clauses of an indicator's sentences that give a reason."""
    filled = {s.clause for s in group.slots.values()}
    for number in range(group.first, group.last + 1):
        clause = parts[number]
        text = block.flat[clause.start : clause.end]
        if number not in filled and gives_reason(text):
            return block.text_field(clause.start + text.rfind(":") + 1, clause.end)
    return None


def _rates(block: Block) -> Iterator[Indicator]:
    """“数量指标完成率98.5%”: how far the indicators together were reached."""
    names = tuple(load("rows")["contexts"]["rates"])
    for figure in block.figures:
        short = figure.kind == "%" and figure.plain and 0 < figure.quantity.value < HUNDRED
        if short and figure.label.endswith(names):
            field = block.field(figure)
            place = replace(field.place, route=block.passage.place.called(figure.label))
            yield Indicator(
                name=Field(figure.label, place), place=place,
                completion_rate=replace(field, place=replace(field.place, route=place.to("完成率"))),
            )  # fmt: skip

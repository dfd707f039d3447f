"""Which slots of a paragraph belong to one indicator."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from auditor.lexicon import load
from auditor.quantity import parse
from auditor.recognition.rows.slots import Clause, Kind, Slot
from auditor.recognition.text.blocks import Block

_ENDS = "。；;"
_APART = 3
_BEHIND = ("实际", "完成", "达到", "自评", "得分", "目标")
_OPENING = 24


class Group(Struct):
    """The slots of one indicator, and its clauses from `first` to `last`. `echo`: its completion repeats a sign."""

    block: Block
    slots: dict[Kind, Slot] = {}
    first: int = 0
    last: int = 0
    echo: bool = False

    def number(self, kind: Kind) -> Decimal:
        """The number of a weight or score."""
        quantity = parse(self.block.flat[slice(*self.slots[kind].value)])
        return quantity.value if quantity is not None else Decimal(0)


def groups(block: Block, parts: list[Clause], slots: list[Slot], told: bool) -> Iterator[Group]:
    """The groups of slots that may be an indicator each. `told`: the paragraph tells what was done."""
    found: list[Group] = []
    current: Group | None = None
    for slot, following in zip(slots, [*slots[1:], None], strict=False):
        if slot.strength == "bare" and not _scored(parts, slot, following):
            continue
        if current is not None:
            if _passed_over(current, slot):
                continue
            if _begins(block, parts, current, slot):
                current = None
        if current is None:
            current = Group(block, first=slot.clause)
            if (target := _bare(block, parts, slot)) is not None:
                current.slots["target"], current.first = target, target.clause
            found.append(current)
        current.slots[slot.kind] = slot
        current.last = slot.clause
    for number, group in enumerate(found):
        later = found[number + 1].first if number + 1 < len(found) else len(parts)
        group.last = max(group.last, later - 1)
        if told:
            _echo(group)
        if _sound(parts, group):
            yield group


def _scored(parts: list[Clause], slot: Slot, following: Slot | None) -> bool:
    """Whether points stand right behind a number."""
    return (
        following is not None
        and following.kind in ("weight", "score")
        and following.clause - slot.clause <= _APART
        and not any(parts[n].stop in _ENDS for n in range(slot.clause, following.clause))
    )


def _bare(block: Block, parts: list[Clause], slot: Slot) -> Slot | None:
    """The number right before one that was “实际” reached is its target, if it is of the same thing: 租机数量8架，实际租机7架."""
    done = slot.figure
    if slot.kind != "completion" or slot.strength != "loose" or done is None or not slot.clause:
        return None
    if not block.flat.startswith("实际", slot.start) or parts[slot.clause - 1].stop not in "，,":
        return None
    before = parts[slot.clause - 1]
    goal = next((f for f in block.figures if f.index == done.index - 1), None)
    if (
        goal is None
        or goal.start < before.start
        or goal.end != before.end
        or goal.kind != done.kind
        or goal.money
    ):
        return None
    start = max(before.start, block.flat.rfind(":", before.start, goal.start) + 1)
    thing = block.flat[slice(*slot.middle)]
    named = block.flat[start : goal.start]
    if (
        goal.kind in ("", "分")
        or named.startswith("应")
        or not any(thing[n : n + 2] in named for n in range(len(thing) - 1))
    ):
        return None
    return Slot(
        kind="target", strength="loose", clause=slot.clause - 1, start=goal.start, value=(goal.start, goal.end),
        name=(start, goal.start), figure=goal,
    )  # fmt: skip


def _passed_over(current: Group, slot: Slot) -> bool:
    """Whether a slot says something else of the indicator: a rate beside its completion, a figure of another kind."""
    if slot.kind != "completion" or slot.strength == "named":
        return False
    target = current.slots.get("target")
    if "completion" in current.slots:
        return slot.strength == "loose"
    if target is None:
        return False
    one, other = target.figure, slot.figure
    if one is None or other is None:
        return target.strength != "named" and one is not other
    return one.kind.partition("/")[0] != other.kind.partition("/")[0] and "" not in (one.kind, other.kind)


def _begins(block: Block, parts: list[Clause], current: Group, slot: Slot) -> bool:
    """Whether a slot begins another indicator."""
    if slot.kind in current.slots or (
        slot.kind == "target" and ("completion" in current.slots or "score" in current.slots)
    ):
        return True
    own = block.flat[slice(*slot.name)].strip('“”"')
    said = bool(own) and own not in load("rows")["names"]["never"]
    if said and slot.kind == "weight" and "score" in current.slots:
        return True
    between = {parts[n].stop for n in range(current.last, slot.clause)}
    if not between & set(_ENDS):
        return False
    return said or (slot.strength != "named" and slot.kind != "score") or slot.clause - current.last > _APART


def _echo(group: Group) -> None:
    """A sign that a text repeats where it tells what was done makes its number the completion that it is not."""
    slot = group.slots.get("target")
    if slot is None or slot.strength != "signed" or "completion" in group.slots:
        return
    block, goal = group.block, load("rows")["contexts"]["goal"]
    start, end = block.sentence_at(slot.start)
    before = block.flat[start : slot.start]
    clause = block.flat[slot.name[0] : slot.name[1]]
    behind = block.flat[slot.value[1] : end][:_OPENING]
    if any(w in clause for w in goal) or any(
        w in before for w in ("目标值", "指标值", "年初", "设定", "绩效目标")
    ):
        return
    if "score" not in group.slots and any(w in behind for w in _BEHIND):
        return
    group.slots["completion"] = Slot(
        kind="completion",
        strength="named",
        clause=slot.clause,
        start=slot.start,
        value=slot.value,
        name=slot.name,
    )
    del group.slots["target"]
    group.echo = True


def _sound(parts: list[Clause], group: Group) -> bool:
    """Whether a group tells of this year, and not of how points are given; figures of money that other words make
    target and completion are the budget's."""
    words = load("rows")["contexts"]
    flat = group.block.flat
    said = flat[parts[group.first].start : parts[max(s.clause for s in group.slots.values())].end]
    if any(w in said for w in words["standard"]) and not {"completion", "target"} <= group.slots.keys():
        return False
    target, completion = group.slots.get("target"), group.slots.get("completion")
    if target is None or completion is None or target.strength == "named" or completion.strength == "named":
        return True
    if any(w in said for w in words["foreign"]) or completion.clause - target.clause > _APART:
        return False
    money = target.figure is not None and target.figure.money
    return "score" in group.slots or target.strength == "signed" or not money

"""Levels of indicators with their points: 产出指标（50分）, points in a column of their own, subtotals, whole blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from auditor.model.form import Group, Indicator, Role
from auditor.model.place import Field, Place, Route, Step, table_row
from auditor.patterns import Pattern
from auditor.quantity import ZERO, squeeze
from auditor.recognition.forms.grid import Row
from auditor.recognition.forms.roles import Header, is_execution
from auditor.recognition.forms.rows import Columns, Line, Shown
from auditor.recognition.values import points, points_of, tidy

_NUMBERINGS = (
    Pattern(r"[一二三四五六七八九十]{1,3}、"),
    Pattern(r"\([一二三四五六七八九十]{1,3}\)"),
    Pattern(r"\d{1,2}(?:、|[.．](?!\d))"),
    Pattern(r"\(\d{1,2}\)"),
)
"""The numberings of levels, the widest first."""


class Heading(Struct):
    """A level that is open: its text, its points, and what has come under it."""

    text: str
    place: Place
    weight: Field | None
    score: Field | None = None
    children: list[Indicator] = []
    complete: bool = True


class Levels:
    """The levels that are open while rows are read, and the groups that were closed."""

    def __init__(self, columns: Columns, number: int) -> None:
        self.columns = columns
        self.header = columns.header
        self.number = number
        self.texts: dict[Role, str] = {}
        self.open: dict[Role, Heading] = {}
        self.groups: list[Group] = []
        self.rows: list[Indicator] = []
        self.ranks: dict[Role, int] = {}

    def add(self, indicator: Indicator) -> None:
        """Put an indicator under every level that is open."""
        self.rows.append(indicator)
        for heading in self.open.values():
            heading.children.append(indicator)
            if not indicator.joint and (indicator.weight is None or indicator.weight.quantity is None):
                heading.complete = False

    def spoil(self) -> None:
        """Note that a row below the open levels could not be read, or has no points."""
        for heading in self.open.values():
            heading.complete = False

    def enter(self, line: Line, shown: Shown) -> None:
        """Open the levels that a line names."""
        for role in (Role.LEVEL1, Role.LEVEL2):
            text = self.columns.text(line, role) if role in self.header else ""
            if not text or text == self.texts.get(role):
                continue
            self.texts[role] = text
            for inner in (Role.LEVEL1, Role.LEVEL2) if role is Role.LEVEL1 else (Role.LEVEL2,):
                self.close(inner)
            if role is Role.LEVEL1 and Role.LEVEL2 in self.texts and not self.columns.text(line, Role.LEVEL2):
                del self.texts[Role.LEVEL2]
            cell, column = self.columns.cell(line, role)
            assert cell is not None
            route = table_row(self.number, line.number, squeeze(text))
            place = Place(route, cell.location, text, shown.view, shown.order.get(column or 0))
            stated = points_of(text)
            weight = Field(text, place, stated[1]) if stated else self._weight(line, role, place.route, shown)
            self.open[role] = Heading(stated[0] if stated else text, place, weight)

    def _weight(self, line: Line, role: Role, route: Route, shown: Shown) -> Field | None:
        """A level's points where they have a column of their own."""
        column = self.header.levels.get(role)
        cell = line.cells.get(column) if column is not None else None
        if cell is None or column is None or (quantity := points(cell.text)) is None:
            return None
        text = tidy(cell.text)
        step = Step("part", name=squeeze(self.header.texts[column]))
        return Field(
            text, Place((*route, step), cell.location, text, shown.view, shown.order.get(column)), quantity
        )

    def named(self, line: Line, name: str, values: Mapping[Role, str], following: str, shown: Shown) -> bool:
        """Whether a row of a table without level columns is a level: 一、产出指标 with the points of the rows below it.

        It has nothing else than its weight, or points above a row that is numbered as a part of it.
        """
        own = _rank(name)
        if Role.LEVEL1 in self.header or Role.LEVEL2 in self.header or own is None:
            return False
        for role in (Role.LEVEL2, Role.LEVEL1):
            if role in self.open and self.ranks.get(role, 0) >= own:
                self.close(role)
                self.texts.pop(role, None)
        below = _rank(following)
        measured = values[Role.TARGET] or values[Role.COMPLETION]
        pointed = values[Role.SCORE] or values[Role.ITEM_SCORE]
        if (
            measured
            or (pointed and (below is None or below <= own))
            or (own > 1 and not pointed)
            or not points(values[Role.WEIGHT])
        ):
            return False
        role = Role.LEVEL2 if Role.LEVEL1 in self.open else Role.LEVEL1
        self.texts[role], self.ranks[role] = name, own
        cell, column = self.columns.cell(line, Role.NAME)
        assert cell is not None
        route = table_row(self.number, line.number, squeeze(name))
        place = Place(route, cell.location, name, shown.view, shown.order.get(column or 0))
        weight = self.columns.points(line, Role.WEIGHT, route, shown)
        score = self.columns.points(line, Role.SCORE, route, shown) if pointed else None
        self.open[role] = Heading(name, place, weight, score)
        return True

    def across(self, line: Line, shown: Shown) -> bool:
        """Whether a row is one cell with the name of a level, where the levels have no column: 产出指标（40分）."""
        begun = {id(c): c for c in line.cells.values() if c.text.strip() and c.row == line.number}
        cells = list(begun.values())
        if len(cells) != 1 or Role.LEVEL1 in self.header:
            return False
        text = tidy(cells[0].text)
        stated = points_of(text) if "分" in text else None
        if not stated and not squeeze(text).endswith("指标") and not is_execution(text):
            return False
        for role in (Role.LEVEL2, Role.LEVEL1):
            self.close(role)
        self.texts = {Role.LEVEL1: text}
        place = Place(
            table_row(self.number, line.number, squeeze(text)), cells[0].location, text, shown.view, 0
        )
        weight = Field(text, place, stated[1]) if stated else None
        self.open[Role.LEVEL1] = Heading(stated[0] if stated else text, place, weight)
        return True

    def own_points(self, line: Line, level: Role | None, shown: Shown) -> bool:
        """Whether a row without a name holds the points of a level that is open; they are taken then."""
        text = self.columns.text(line, level) if level else ""
        route = table_row(self.number, line.number, squeeze(text))
        weight = self.columns.points(line, Role.WEIGHT, route, shown)
        if level is None or level not in self.open or weight is None or weight.quantity is None:
            return False
        heading = self.open[level]
        heading.score = self.columns.points(line, Role.SCORE, heading.place.route, shown)
        heading.weight = heading.weight or weight
        return True

    def subtotal(self, line: Line, shown: Shown) -> None:
        """A row of added points (小计) belongs to the widest level that is open, or to all rows so far, not to the indicators."""
        heading = self.open.get(Role.LEVEL1) or self.open.get(Role.LEVEL2)
        if heading is not None:
            weight = self.columns.points(line, Role.WEIGHT, heading.place.route, shown)
            score = self.columns.points(line, Role.SCORE, heading.place.route, shown)
            if weight is not None and weight.quantity is not None:
                near, far = (
                    abs(weight.quantity.value - _sum(rows)) for rows in (heading.children, self.rows)
                )
                if far < near:
                    return
            heading.score = score
            heading.weight = heading.weight or weight

    def close(self, role: Role) -> None:
        """Close a level: a group, when it has points and rows."""
        heading = self.open.pop(role, None)
        if heading is None or heading.weight is None or not heading.children:
            return
        children: tuple[Indicator | Group, ...] = tuple(heading.children)
        complete = heading.complete
        if role is Role.BLOCK and self.groups and not any(i.weight for i in heading.children):
            # Where only the levels have points, the block is made of its levels.
            children = tuple(_widest(self.groups))
            held = sum(len(g.children) for g in children if isinstance(g, Group))
            complete = held == len(heading.children)
        name = squeeze(heading.text)
        self.groups.append(Group(name, heading.place, heading.weight, heading.score, children, complete))

    def finish(self) -> tuple[Group, ...]:
        """Close all levels; the groups since the last time."""
        for role in sorted(self.open, key=lambda r: r is Role.BLOCK):
            self.close(role)
        groups = tuple(self.groups)
        self.texts, self.groups, self.rows = {}, [], []
        return groups


def _sum(rows: Sequence[Indicator]) -> Decimal:
    """The weights of indicators added up."""
    return sum((r.weight.quantity.value for r in rows if r.weight and r.weight.quantity), ZERO)


def _rank(name: str) -> int | None:
    """Which numbering a name begins with, 0 for the widest; None for none."""
    bare = squeeze(name)
    return next((n for n, numbering in enumerate(_NUMBERINGS) if numbering.match(bare)), None)


def block(number: int, above: Row | None, row: Row, header: Header) -> Heading | None:
    """The heading of a whole block beside its header or right above it, with its points: 年度绩效目标1(40分)."""
    if Role.PROJECT in header:
        return None
    alone = above.own if above is not None else []
    if len(alone) == 1 and "分" in alone[0].text and (stated := points_of(text := tidy(alone[0].text))):
        place = Place(table_row(number, alone[0].row, squeeze(text)), alone[0].location, text)
        return Heading(stated[0], place, Field(text, place, stated[1]))
    for column, cell in enumerate(row.cells):
        if cell is None or cell.row != row.number or column >= len(header.roles):
            continue
        text = tidy(cell.text)
        if header.roles[column] is None and "分" in text and (stated := points_of(text)):
            place = Place(table_row(number, row.number, squeeze(text)), cell.location, text)
            return Heading(stated[0], place, Field(text, place, stated[1]))
    return None


def _widest(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups that are no part of another one."""
    held: set[int] = set()
    for group in sorted(groups, key=lambda g: -len(g.children)):
        rows = {id(child) for child in group.children}
        if held.isdisjoint(rows):
            held |= rows
            yield group

"""Indicators one below the other, each a block of labels with their values, put into rows under one header."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell, Table
from auditor.model.form import Role
from auditor.patterns import Pattern
from auditor.recognition.forms.roles import is_generic, label, role_of
from auditor.recognition.forms.rows import fits
from auditor.recognition.values import points, tidy

_FEWEST_CARDS = 2
_FEWEST_MEASURES = 3
_MEASURES = frozenset([Role.TARGET, Role.COMPLETION, Role.WEIGHT, Role.SCORE])
_POINTS = frozenset([Role.WEIGHT, Role.SCORE])
_COUNT = Pattern(r"\d+|(?<=指标)[一二三四五六七八九十]+")


class Pair(Struct, frozen=True):
    """A label with its value, None where that is blank, and what the label means."""

    role: Role
    label: Cell
    value: Cell | None


def carded(table: Table) -> list[Table]:
    """A table as it is, or with its blocks of labels and values as rows: 指标1名称 … 年度指标值 … 分值 … 得分 …"""
    rows = _rows(table)
    for first in range(1, len(rows)):
        pairs: list[Pair] = []
        last = first
        while last < len(rows) and (found := _pairs(rows[last])):
            pairs += found
            last += 1
        if pairs and (cards := _cards(pairs)):
            above = tuple(c for c in table.cells if c.row <= first)
            below = tuple(c for c in table.cells if c.row > last)
            return [replace(table, cells=above), _table(table, first, cards, below)]
    return [table]


def _rows(table: Table) -> list[list[Cell]]:
    """The cells with text that begin in each row."""
    rows: list[list[Cell]] = [[] for _ in range(table.height)]
    for cell in sorted(table.cells, key=lambda c: c.column):
        if cell.text.strip():
            rows[cell.row - 1].append(cell)
    return rows


def _pairs(row: Sequence[Cell]) -> list[Pair]:
    """The labels of a row with their values; [] where the row is no such row."""
    found: list[Pair] = []
    at = 0
    while at < len(row):
        role = _role(row[at].text)
        if role is None:
            return []
        value = row[at + 1] if at + 1 < len(row) and _role(row[at + 1].text) is None else None
        found.append(Pair(role, row[at], value))
        at += 2 if value is not None else 1
    return found if any(p.value is not None for p in found) else []


def _role(text: str) -> Role | None:
    bare = _COUNT.sub("", label(text))
    known = role_of(bare, "indicator")
    return known[0] if known else Role.NAME if is_generic(bare) else None


def _cards(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """The pairs, each card begun by a name; [] where they are no cards that all say the same things."""
    cards: list[list[Pair]] = []
    for pair in pairs:
        if pair.role is Role.NAME:
            cards.append([])
        if not cards:
            return []
        cards[-1].append(pair)
    roles = [p.role for p in cards[0]] if cards else []
    if len(cards) < _FEWEST_CARDS or len(_MEASURES.intersection(roles)) < _FEWEST_MEASURES:
        return []
    alike = all([p.role for p in card] == roles and card[0].value is not None for card in cards)
    if not alike or len(set(roles)) < len(roles) or not _POINTS & set(roles):
        return []
    texts = [[tidy(p.value.text) if p.value else "" for p in card] for card in cards]
    pointed = all(
        points(text) for row in texts for role, text in zip(roles, row, strict=True) if role in _POINTS
    )
    return cards if pointed and all(fits(roles, row) for row in texts) else []


def _table(table: Table, above: int, cards: Sequence[Sequence[Pair]], below: Sequence[Cell]) -> Table:
    """The cards as rows, each where its card begins, under the labels of the first as a header; and what stands below."""
    cells = [
        replace(p.label, text=_COUNT.sub("", p.label.text), row=above, column=n, rowspan=1, colspan=1)
        for n, p in enumerate(cards[0], 1)
    ]
    for card in cards:
        cells += [
            replace(p.value, row=card[0].label.row, column=n, rowspan=1, colspan=1)
            for n, p in enumerate(card, 1)
            if p.value is not None
        ]
    return Table((*cells, *below), table.location)

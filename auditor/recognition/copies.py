"""Indicator rows that stand in one table of the file twice, as when a sheet holds the form and below it its copy.

Whole tables that stand twice are found before they are read (`outline`); here two of them have run together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from auditor.model.form import Copy, Indicator, IndicatorTable
from auditor.model.place import Field

_FEWEST = 3
_ALIKE = 0.8
_CELLS = ("name", "target", "unit", "completion", "weight", "item_score", "score", "note")


def parted(tables: Sequence[IndicatorTable]) -> tuple[list[IndicatorTable], list[Copy]]:
    """The tables without the rows that repeat others of the same table of the file, and what the copies differ in."""
    kept: list[IndicatorTable] = []
    beside: defaultdict[object, list[IndicatorTable]] = defaultdict(list)
    copies: list[Copy] = []
    for table in tables:
        rows, again = _halves(table.indicators)
        if table.kind != "projects" and again:
            copies.append(_copy(rows, again))
            table = _without(table, rows)
        near = beside[_where(table)]
        original = next((t for t in near if _same(t.indicators, table.indicators)), None)
        if original is None:
            kept.append(table)
            near += [table] if table.kind != "projects" and table.place.location.table is not None else []
        else:
            copies.append(_copy(original.indicators, table.indicators))
    return kept, copies


def _where(table: IndicatorTable) -> tuple[object, ...]:
    """In which table of the file a table of indicators stands, and its kind."""
    at = table.place.location
    return table.kind, at.sheet, at.table


def _halves(rows: Sequence[Indicator]) -> tuple[Sequence[Indicator], Sequence[Indicator]]:
    """The rows parted where their first one comes again, if what follows repeats them; else all, and none."""
    first = rows[0].name.name if rows else ""
    at = next((n for n, row in enumerate(rows[1:], 1) if row.name.name == first), 0)
    return (rows[:at], rows[at:]) if at and _same(rows[:at], rows[at:]) else (rows, ())


def _same(first: Sequence[Indicator], second: Sequence[Indicator]) -> bool:
    """Whether most rows of both are equal."""
    fewer, more = sorted((len(first), len(second)))
    if fewer < _FEWEST or fewer < _ALIKE * more:
        return False
    known = set(map(_said, first))
    return sum(1 for row in second if _said(row) in known) >= _ALIKE * more


def _said(row: Indicator) -> tuple[str, ...]:
    return tuple(f.name if (f := getattr(row, name)) else "" for name in _CELLS)


def _without(table: IndicatorTable, rows: Sequence[Indicator]) -> IndicatorTable:
    """The table with these of its rows, and the groups that they make."""
    known = {id(row) for row in rows}
    groups = [replace(g, children=tuple(c for c in g.children if id(c) in known)) for g in table.groups]
    return replace(table, indicators=tuple(rows), groups=tuple(g for g in groups if g.children))


def _copy(first: Sequence[Indicator], second: Sequence[Indicator]) -> Copy:
    """Where the cells of rows with one name differ."""
    rows = {row.name.name: row for row in first}
    pairs = ((rows[row.name.name], row) for row in second if row.name.name in rows)
    return Copy(first[0].place, second[0].place, tuple(d for a, b in pairs for d in _differences(a, b)))


def _differences(first: Indicator, second: Indicator) -> Iterator[tuple[Field, Field]]:
    for name in _CELLS:
        one, two = getattr(first, name), getattr(second, name)
        if one is not None and two is not None and one.name != two.name:
            yield one, two

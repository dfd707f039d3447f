"""What was not understood of a form, given to the tables and rows whose sums may rest on it.

This is the only place that does so: a rule asks its table, its group or its row, and nobody else looks for what is
missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.form import Group, Indicator, IndicatorTable, Role, ScoredItem
from auditor.model.place import Field, Place
from auditor.quantity import HUNDRED, squeeze
from auditor.recognition.forms.grid import Content
from auditor.recognition.ledger import Ledger, is_figure
from auditor.recognition.values import quantity_of

At = tuple[int, int]
"""A row of the file: the number of its table, and its own in it."""


class Missing(Struct, frozen=True):
    """The figures of one row that were not understood, and how: as a row, under an unknown header, or alone."""

    at: At
    kind: str
    place: Place
    fields: tuple[Field, ...]

    @property
    def pointed(self) -> bool:
        """Whether one of them can be points: a number of at most a hundred, with no unit but 分."""
        known = (f.quantity for f in self.fields)
        return any(q.unit in ("", "分") and 0 < q.value <= HUNDRED for q in known if q is not None)


class Slot(Struct):
    """A table of indicators in the content that it stands in, and from which row to which it goes."""

    content: Content
    index: int
    start: At
    end: At

    @property
    def table(self) -> IndicatorTable:
        """The table as it is by now."""
        return self.content.tables[self.index]


def fill(contents: Sequence[Content]) -> None:
    """Give tables, groups and rows of funds what the ledgers say was not understood of them."""
    slots = [_slot(c, n) for c in contents for n in range(len(c.tables))]
    found: dict[int, list[Missing]] = defaultdict(list)
    for content in contents:
        missing = list(_missing(content.ledger)) if content.ledger is not None else []
        _fill_funds(content, [m for m in missing if not _among(slots, content, m)])
        for one in missing:
            for slot in _owners(slots, contents, content, one):
                found[slots.index(slot)].append(one)
    for n, lost in found.items():
        slots[n].content.tables[slots[n].index] = _with_gaps(slots[n].table, lost)


def _missing(ledger: Ledger) -> Iterator[Missing]:
    for gap in ledger.gaps:
        for row, cells in groupby(gap.cells, lambda cell: cell.row):
            first, *_ = there = list(cells)
            places = {id(c): ledger.place(c) for c in there}
            if gap.header:
                places = {k: replace(p, route=p.to(squeeze(gap.header))) for k, p in places.items()}
            fields = [
                Field(places[id(c)].text, places[id(c)], quantity_of(c.text))
                for c in there
                if is_figure(c.text)
            ]
            if fields:
                yield Missing((ledger.number, row), gap.kind, places[id(first)], tuple(fields))


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────


def _slot(content: Content, index: int) -> Slot:
    table = content.tables[index]
    rows = sorted(_at(p) for p in (*(i.place for i in table.indicators), *table.incomplete))
    number = content.ledger.number if content.ledger is not None else table.number
    rows = [at for at in rows if at[0] == number] or [(number, table.place.location.row or 0)]
    return Slot(content, index, rows[0], rows[-1])


def _at(place: Place) -> At:
    numbers = {step.kind: step.number for step in place.route}
    return numbers.get("table", 0), numbers.get("row", 0)


def _among(slots: Sequence[Slot], content: Content, one: Missing) -> bool:
    """Whether a row stands among the rows of a table of indicators."""
    return any(s.content is content and s.start <= one.at <= s.end for s in slots)


def _owners(
    slots: Sequence[Slot], contents: Sequence[Content], content: Content, one: Missing
) -> Iterator[Slot]:
    """The tables whose sums may lack a row: the one that it stands in or behind, and that which it heads."""
    own = [s for s in slots if s.content is content]
    begun = [s for s in own if s.start <= one.at]
    if begun:
        yield from (s for s in begun[-1:] if _lacks(s, one))
        return
    at = next(n for n, c in enumerate(contents) if c is content)
    before = [s for s in slots if any(s.content is c for c in contents[:at])]
    after = own or [s for s in slots if any(s.content is c for c in contents[at + 1 : at + 2])]
    if content.follows and before and not _closed(before[-1]):
        yield before[-1]
    heads = bool(own or content.funds or (at + 1 < len(contents) and contents[at + 1].follows))
    if heads and after and (one.kind == "row" or one.pointed) and not _scored_within(after[0].table):
        yield after[0]


def _lacks(slot: Slot, one: Missing) -> bool:
    """Whether a table's sums may lack a row that stands in it, or below its last row and above its total."""
    table = slot.table
    if one.kind == "column":
        return one.pointed and not {Role.WEIGHT, Role.SCORE} <= table.roles
    if one.at <= slot.end:
        return True
    return not any(slot.end < _at(t.value.place) <= one.at for t in table.totals)


def _closed(slot: Slot) -> bool:
    """Whether a row of the total ends a table."""
    return any(_at(t.value.place) > slot.end for t in slot.table.totals)


def _scored_within(table: IndicatorTable) -> bool:
    """Whether the execution of the budget is one of the rows, so that no points stand above them."""
    return any(i.execution and i.score is not None and i.score.quantity is not None for i in table.indicators)


def _with_gaps(table: IndicatorTable, lost: Sequence[Missing]) -> IndicatorTable:
    whole = [one for one in lost if one.kind != "column"]
    rows = {one.at: one.place for one in reversed(whole)}
    columns = {one.place.route[-1]: one.place for one in reversed(lost) if one.kind == "column"}
    groups = tuple(replace(g, complete=g.complete and not _gap_in(g, table, rows)) for g in table.groups)
    unread = sorted((*rows.values(), *columns.values()), key=_at)
    return replace(table, unread=tuple(unread), groups=groups)


def _gap_in(group: Group, table: IndicatorTable, rows: dict[At, Place]) -> bool:
    """Whether a row that was not understood may be one below a heading."""
    children = set(map(_at, (c.place for c in _leaves(group))))
    every = sorted(_at(i.place) for i in table.indicators)
    for at in rows:
        above = next((a for a in reversed(every) if a <= at), None)
        below = next((a for a in every if a > at), None)
        if above in children or (below in children and _at(group.place) <= at):
            return True
    return False


def _leaves(group: Group) -> Iterator[Indicator | ScoredItem]:
    for child in group.children:
        if isinstance(child, Group):
            yield from _leaves(child)
        else:
            yield child


# ── Funds ─────────────────────────────────────────────────────────────────────────────────────────────


def _fill_funds(content: Content, missing: Sequence[Missing]) -> None:
    """Give each row of funds the figures of its row, and of rows in its block, that were not understood."""
    starts = [_at(row.place) for row in content.funds]
    others: dict[int, list[Field]] = defaultdict(list)
    for one in missing:
        above = [n for n, at in enumerate(starts) if at < one.at]
        if one.at in starts:
            others[starts.index(one.at)] += one.fields
        elif above and one.kind != "column" and _in_block(one.at, starts, starts[above[-1]]):
            others[above[-1]] += one.fields
    for n, fields in others.items():
        content.funds[n] = replace(content.funds[n], others=tuple(fields))


def _in_block(at: At, starts: Sequence[At], above: At) -> bool:
    """Whether a row stands between rows of funds, or right below the last one."""
    return at < max(starts) or at == (above[0], above[1] + 1)

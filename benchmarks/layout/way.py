"""What a way to lay out a form is, and what ways change sheets with.

No way changes what a form states. Where one has no room for something (a block of funds without labels has none for
its parts), `without` takes that off the form that it is held against, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from .sheet import Column, Entry, Sheet

Change = Callable[[Random, Sheet], bool | None]
"""Changes a sheet in place; False says that this sheet cannot be laid out so."""


@dataclass(frozen=True)
class Way:
    """A way to lay out a form. `without` takes off what it has no room for; `silent` are rules that it leaves
    nothing to judge by, or that are about it."""

    name: str
    change: Change
    without: Change | None = None
    silent: frozenset[str] = frozenset()


WAYS: dict[str, Way] = {}


def way(
    name: str, *, without: Change | None = None, silent: frozenset[str] = frozenset()
) -> Callable[[Change], Change]:
    """Register a function as a way."""

    def register(change: Change) -> Change:
        WAYS[name] = Way(name, change, without, silent)
        return change

    return register


def rename(sheet: Sheet, words: dict[str, tuple[str, ...]], rng: Random) -> None:
    """Give the columns of these roles other headers."""
    for column in sheet.columns:
        if column.role in words:
            column.header = rng.choice(words[column.role])


def add(sheet: Sheet, before: str, column: Column, cells: Callable[[Entry], str]) -> bool | None:
    """Put a further column before the one of a role, or at the end. False where that column stands already."""
    if sheet.has(column.role):
        return False
    at = sheet.place(before) if sheet.has(before) else len(sheet.columns)
    if sheet.columns[at - 1 : at] and at < len(sheet.columns):
        while at and sheet.columns[at].group and sheet.columns[at].group == sheet.columns[at - 1].group:
            at -= 1
    sheet.columns.insert(at, column)
    for entry in sheet.rows:
        entry.cells[column.role] = cells(entry)
    return None


def drop(sheet: Sheet, role: str) -> bool | None:
    """Leave a column out. False where there is none."""
    column = sheet.column(role)
    if column is None:
        return False
    sheet.columns.remove(column)
    return None


def figure(text: str) -> Decimal | None:
    """A figure that is nothing else."""
    try:
        return Decimal(text.rstrip("%"))
    except ArithmeticError:
        return None


def every_text(sheet: Sheet, change: Callable[[str], str], *roles: str) -> None:
    """Change the texts of these roles in the indicators, its totals and the funds."""
    rows = [entry.cells for entry in sheet.entries if entry.kind != "header"]
    rows += sheet.funds.rows if sheet.funds else []
    for cells in rows:
        for role in roles:
            if cells.get(role):
                cells[role] = change(cells[role])

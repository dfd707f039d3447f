"""Columns of a Word table's cells where a program states their widths only, and not how many columns each spans."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from auditor.readers import bounds
from auditor.readers.numbering import W, integer

if TYPE_CHECKING:
    from lxml import etree

_TC, _WIDTH, _TYPE = f"{W}tc", f"{W}w", f"{W}type"
NEAR = 0.02
"""How far, in parts of the table's width, a cell may end from the edge of a column."""


def edges(table: etree._Element) -> list[int]:
    """Where the columns of a table end, in twentieths of a point; nothing where it does not say."""
    grid = table.find(f"{W}tblGrid")
    widths = [] if grid is None else [integer(column.get(_WIDTH), 0) for column in grid]
    return [*accumulate(widths)] if all(widths) and len(widths) <= bounds.COLUMN_SPAN else []


def spans(row: etree._Element, ends: list[int], first: int) -> dict[etree._Element, int]:
    """The columns that the cells of a row span by their widths; none unless the cells fit the grid.

    `first` is how many columns the row leaves out.
    """
    at = ends[first - 1] if 0 < first <= len(ends) else 0
    column = first
    found = {}
    for cell in row.iterchildren(_TC):
        width = cell.find(f"{W}tcPr/{W}tcW")
        if width is None or width.get(_TYPE) != "dxa":
            return {}
        at += integer(width.get(_WIDTH), 0)
        near = min(range(len(ends)), key=lambda n: abs(ends[n] - at))
        if abs(ends[near] - at) > NEAR * ends[-1] or near < column:
            return {}
        found[cell] = near + 1 - column
        column = near + 1
    return found

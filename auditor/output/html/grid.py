"""A table of a report drawn again, whatever its cells have to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from msgspec.structs import replace

from auditor.document import Cell, Table
from auditor.output.cells import width
from auditor.output.html.markup import NOTHING, Html, join, tag
from auditor.output.wording import where
from auditor.words import Words

_TABLE = Words("表{n}", "Table {n}")
_GUESSED = Words("行列由文字排列推断", "rows and columns guessed from the text")
# Laying out a table costs a browser more than its rows; longer ones are drawn in stretches of rows.
_LONG = 300
_STRETCH = 50
# Half-width characters in the narrowest and the widest column of those.
_NARROW, _WIDE = 6, 32
# Pixels of such a character, of what stands around a cell's text, and of the column of row numbers.
_CHARACTER, _PADDING, _NUMBER = 8, 16, 44

Draw = Callable[[Cell, Cell | None], Html]
"""Draws a cell as far as it is in sight; the second is the document's own cell, None where one goes on from above."""
Extra = Callable[[Cell], int]
"""How many half-width characters are drawn beside a cell's text."""


def caption(table: Table, format: str, *more: Html, **attributes: str | None) -> Html:
    """What stands above a table: its number, where it is, and more."""
    at = where(table.location, format)
    return tag(
        "p",
        tag("b", _TABLE.format(n=table.location.table or "")),
        tag("small", at) if at.zh else NOTHING,
        NOTHING if table.exact else tag("small", _GUESSED),
        *more,
        class_="caption",
        **attributes,
    )


def grid(table: Table, about: Html, draw: Draw, extra: Extra) -> Html:
    """A table below its caption. A wide one scrolls by itself, and by keyboard only if it can have the focus."""
    if table.height > _LONG:
        drawn = tag("div", *_stacked(table, draw, extra), class_="long")
    else:
        drawn = tag("table", join(_rows(table, draw, 1, table.height)))
    return tag("div", about, tag("div", drawn, class_="wide", tabindex=0), class_="grid")


def spans(cell: Cell) -> dict[str, int]:
    """The attributes of a cell that spans several rows or columns."""
    return {name: n for name, n in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if n > 1}


def _stacked(table: Table, draw: Draw, extra: Extra) -> Iterator[Html]:
    """A long table as several below each other with the same columns: a browser draws those that are in sight."""
    widths = (_NUMBER, *_widths(table, extra))
    columns = tag("colgroup", *(tag("col", width=pixels) for pixels in widths))
    for first in range(1, table.height + 1, _STRETCH):
        rows = join(_rows(table, draw, first, min(first + _STRETCH - 1, table.height)))
        yield tag("div", tag("table", columns, rows, width=sum(widths)))


def _widths(table: Table, extra: Extra) -> list[int]:
    """Pixels for each column: what its longest cell takes, within reason."""
    longest = [_NARROW] * table.width
    for cell in table.cells:
        if cell.colspan == 1:
            column = cell.column - 1
            longest[column] = max(longest[column], min(width(cell.text[:_WIDE]) + extra(cell), _WIDE))
    return [_PADDING + _CHARACTER * size for size in longest]


def _rows(table: Table, draw: Draw, first: int, last: int) -> Iterator[Html]:
    """The rows that hold something, each with its number; empty positions in one run are one cell."""
    for number, row in enumerate(table.grid[first - 1 : last], first):
        if not any(row):
            continue
        cells = [tag("th", number, scope="row")]
        for cell, run in groupby(row):
            if cell is None:
                cells.append(tag("td", colspan=len(list(run))))
            elif cell.row == number:
                height = min(cell.rowspan, last - number + 1)
                cells.append(draw(replace(cell, rowspan=height), cell))
            elif number == first:
                height = min(cell.row + cell.rowspan - 1, last) - number + 1
                cells.append(draw(replace(cell, rowspan=height, text=""), None))
        yield tag("tr", *cells)

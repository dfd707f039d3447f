"""A table of a PDF while it is put together: its cells with their lines, over one page or several."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from auditor.readers.pdf_lines import Box, Line


class SheetCell(NamedTuple):
    """A cell of a sheet: its lines, first row from 0, number of rows, and box on its (first) page."""

    lines: tuple[Line, ...]
    row: int
    height: int
    page: int
    box: Box
    moved: float = 0.0
    """How far right of its place on the page the box lies, where the columns of two pages make one table."""

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def span(self) -> tuple[float, float]:
        """The column edges that the cell lies between."""
        return self.box[0], self.box[2]


class Sheet(Struct, frozen=True):
    """A table on one page, or what is stitched together so far. `edges` are its column edges; `ruled` is
    False where they were guessed from gaps between words; `recognised`: it stands in a picture."""

    edges: tuple[float, ...]
    rows: int
    cells: tuple[SheetCell, ...]
    ending: tuple[int, ...]
    """Positions in `cells` of those that reach into the last row."""
    first: int
    last: int
    box: Box
    """On the last page."""
    ruled: bool = True
    recognised: bool = False
    crossed: int = 0
    """Characters that stand on a rule between two cells of the page."""


Part = Line | Sheet
"""A line outside tables, or a table."""

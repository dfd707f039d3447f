"""What a sample is made of: lines of text and tables, before any file format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

LEFT, ABOVE = "<", "^"


@dataclass(frozen=True)
class Cell:
    """One cell at its top left corner; `row` and `column` count from 0."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class Table:
    """A grid of texts and the relative widths of its columns.

    A text `<` belongs to the cell at its left, `^` to the cell above it: so merged cells are written.
    """

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    def cells(self) -> Iterator[Cell]:
        """The cells in reading order, merged ones once."""
        for r, row in enumerate(self.rows):
            for c, text in enumerate(row):
                if text in (LEFT, ABOVE):
                    continue
                rowspan = colspan = 1
                while c + colspan < len(row) and row[c + colspan] == LEFT:
                    colspan += 1
                while r + rowspan < len(self.rows) and self.rows[r + rowspan][c] == ABOVE:
                    rowspan += 1
                yield Cell(text, r, c, rowspan, colspan)


@dataclass(frozen=True)
class Sample:
    """One report: title lines, then lines and tables, then the lines of the signature.

    `text_layout` is how its tables stand in the .txt rendering: a table row a line, cells parted by
    tabs (`rows`), or a cell a line behind a tab, a blank line between rows (`cells`).
    """

    name: str
    title: tuple[str, ...]
    blocks: tuple[str | Table, ...]
    signature: tuple[str, ...] = ()
    text_layout: Literal["rows", "cells"] = "rows"

    @property
    def wide(self) -> bool:
        """Whether a table needs the page in landscape."""
        return any(len(b.widths) > 9 for b in self.blocks if isinstance(b, Table))


def table(widths: tuple[int, ...], drawn: str) -> Table:
    """A table drawn as lines of cells parted by `|`; `⏎` breaks a line.

    Raises ValueError for a line that has not as many cells as there are widths.
    """
    rows = tuple(
        tuple(text.strip().replace("⏎", "\n") for text in line.split("|"))
        for line in drawn.strip().splitlines()
    )
    for row in rows:
        if len(row) != len(widths):
            raise ValueError(f"{len(row)} cells instead of {len(widths)}: {' | '.join(row)}")
    return Table(rows, widths)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a narrative, without indentation and blank lines."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())

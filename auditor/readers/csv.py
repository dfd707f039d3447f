"""Sheets saved as text (.csv, .tsv): one table, its cells parted by commas, tabs, semicolons or bars."""

from __future__ import annotations

import re
from io import StringIO
from itertools import dropwhile
from typing import TYPE_CHECKING

from auditor.document import Block, Cell, Document, Location, Paragraph, Table
from auditor.readers import bounds, text
from auditor.readers.package import damaged
from auditor.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATORS = "\t,;|"
_STATED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
# What Excel writes lest digits be taken for a number.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_LOOSE_QUOTES = Words(
    "文件中的引号不成对，已按普通字符读取",
    "Its quotation marks do not pair; they are read as ordinary characters",
)

_Row = tuple[int, list[str]]
"""The line where a row begins, and its cells."""


def read(data: bytes) -> Document | None:
    """Read a file of separated values; None when nothing separates its lines into cells.

    Rows of one cell before and after the table are paragraphs. Raises `Unreadable`.
    """
    lines = list(StringIO(text.decode(data), newline=""))
    stated = _STATED.fullmatch(lines[0]) if lines else None
    separator = stated[1] if stated else _separator(lines)
    if separator is None:
        return None
    first = 2 if stated else 1
    notes: tuple[Words, ...] = ()
    rows = _rows(lines[first - 1 :], separator, first, quoted=True)
    if rows is None:
        rows = _rows(lines[first - 1 :], separator, first, quoted=False)
        notes = (_LOOSE_QUOTES,)
    if rows is None:
        raise damaged()
    return Document("csv", tuple(_blocks(rows)), notes)


def _separator(lines: list[str]) -> str | None:
    """The sign that stands equally often in most lines, the more often the better."""
    counts = {sign: [n for line in lines if (n := _outside_quotes(line).count(sign))] for sign in _SEPARATORS}
    usual = {sign: max(set(found), key=found.count) for sign, found in counts.items() if found}
    return max(usual, key=lambda sign: counts[sign].count(usual[sign]) * usual[sign], default=None)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _rows(lines: list[str], separator: str, first: int, quoted: bool) -> list[_Row] | None:
    """The rows with their lines; None when quotation marks do not pair or a cell is enormous."""
    import csv

    reader = csv.reader(
        lines,
        delimiter=separator,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    rows: list[_Row] = []
    cells = 0
    line = first
    try:
        for row in reader:
            cells += len(row)
            if cells > bounds.CELLS:
                raise bounds.too_many_cells()
            rows.append((line, [_shown(cell) for cell in row]))
            line = first + reader.line_num
    except csv.Error:
        return None
    return rows


def _shown(stored: str) -> str:
    kept = _KEPT_AS_TEXT.fullmatch(stored)
    return (kept[1] if kept else stored).replace("\r\n", "\n").replace("\r", "\n").strip()


def _blocks(rows: list[_Row]) -> Iterator[Block]:
    """The table, with what stands before and after it."""
    told = [(line, row) for line, row in rows if any(row)]
    body = list(dropwhile(_alone, told))
    after = len(list(dropwhile(_below, reversed(body))))
    before = len(told) - len(body)
    yield from _paragraphs(told[:before])
    if body:
        yield _table(body[:after])
    yield from _paragraphs(body[after:])


def _alone(row: _Row) -> bool:
    return sum(map(bool, row[1])) == 1


def _below(row: _Row) -> bool:
    """Whether a row of one cell below a table is a line of text, at the left or, as a signature, at the right.

    In between it is a level of the table with nothing beside it.
    """
    cells = row[1]
    return _alone(row) and (bool(cells[0]) or any(cells[len(cells) // 2 :]))


def _paragraphs(rows: list[_Row]) -> Iterator[Paragraph]:
    return (Paragraph("".join(row), Location(line=line)) for line, row in rows)


def _table(rows: list[_Row]) -> Table:
    width = max(n for _, row in rows for n, cell in enumerate(row, 1) if cell)
    cells = [
        Cell(cell, r, c, Location(line=line, table=1, row=r, column=c))
        for r, (line, row) in enumerate(rows, 1)
        for c, cell in enumerate(row[:width], 1)
    ]
    return Table(tuple(cells), Location(line=rows[0][0], table=1))

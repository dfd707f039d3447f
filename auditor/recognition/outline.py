"""A document in reading order, each thing once: tables with the title above them, text outside tables.

Files hold copies of their tables (an embedded workbook and its picture's text, a form pasted twice). The
first copy is read; text that only repeats a table's cells is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.document import Document, Location, Paragraph, Table
from auditor.quantity import squeeze
from auditor.recognition import residues, tables
from auditor.recognition.passages import Passage
from auditor.recognition.values import tidy
from auditor.report import Copy, Field, Place

_SAME_ROWS = 0.8
_TITLE_LENGTH = 60
_TITLE = re.compile(r"绩效|自评|评价")
_MONEY_UNIT = re.compile(r"(?:单位|金额)\s*[:：]?\s*[(（]?\s*(?:人民币)?(亿元|万元|千元|元)")
_UNIT_REACH = 3


@dataclass(frozen=True)
class Outline:
    """`forms` are (number, content) of the tables that count; `passages` the text outside tables."""

    forms: tuple[tuple[int, tables.Content], ...]
    passages: tuple[Passage, ...]
    copies: tuple[Copy, ...]


def read(document: Document) -> Outline:
    """The document's tables read, copies set aside, and its text."""
    rows_of: list[tuple[int, Table, list[str]]] = []
    copies: list[Copy] = []
    forms: list[tuple[int, tables.Content]] = []
    passages: list[Passage] = []
    title, money, reach = "", "万元", 0
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text = tidy(residues.strip(f"{block.number}{block.text}"))
            if not text:
                continue
            passages.append(Passage(text, Place(_path(block.location), block.location, text)))
            if unit := _MONEY_UNIT.search(text):
                money, reach = unit[1], _UNIT_REACH
            elif len(text) <= _TITLE_LENGTH and _TITLE.search(text) and not text.endswith("。"):
                title, reach = text, reach - 1
            else:
                reach -= 1
            continue
        number += 1
        rows = tables.row_texts(block)
        original = next((known for known in rows_of if _same(known[2], rows)), None)
        if original is not None:
            copies.append(_copy(original[1], original[0], block, number))
            continue
        rows_of.append((number, block, rows))
        forms.append((number, tables.read(block, number, title, money if reach > 0 else "万元")))
        title = ""
    return Outline(tuple(forms), tuple(_outside(passages, [r for _, _, r in rows_of])), tuple(copies))


def _path(at: Location) -> str:
    if at.page is not None:
        return f"第{at.page}页"
    return f"第{at.line}行" if at.line is not None else ""


def _same(first: list[str], second: list[str]) -> bool:
    """Whether most rows of both tables are equal."""
    a, b = [r for r in first if r], [r for r in second if r]
    if min(len(a), len(b)) < 3 or len(b) < _SAME_ROWS * len(a) or len(a) < _SAME_ROWS * len(b):
        return False
    known = set(a)
    return sum(1 for row in b if row in known) >= _SAME_ROWS * len(b)


def _copy(first: Table, number: int, second: Table, other: int) -> Copy:
    """Where the cells of two copies differ."""

    def texts(table: Table, count: int) -> list[Field]:
        return [
            Field(tidy(c.text), Place(f"表{count} › 第{c.row}行", c.location, tidy(c.text)))
            for c in sorted(table.cells, key=lambda c: (c.row, c.column))
            if c.text.strip()
        ]  # fmt: skip

    a, b = texts(first, number), texts(second, other)
    if len(a) != len(b):
        return Copy(a[0].place, b[0].place, ())
    return Copy(a[0].place, b[0].place, tuple((x, y) for x, y in zip(a, b, strict=True) if x.name != y.name))


def _outside(passages: list[Passage], tables_rows: list[list[str]]) -> Iterator[Passage]:
    """The passages that do not only repeat cells of a table."""
    cells = {squeeze(cell) for rows in tables_rows for row in rows for cell in row.split("|")}
    whole = "|".join(row.replace("|", "") for rows in tables_rows for row in rows)
    titles = {c for c in cells if _TITLE.search(c) and len(c) <= _TITLE_LENGTH}
    for passage in passages:
        bare = squeeze(passage.text)
        if bare in titles:
            yield passage
        elif bare in cells or (len(bare) > 3 and bare in whole):
            continue
        else:
            yield passage

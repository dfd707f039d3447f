"""Forms laid out otherwise than in rows under a header, put into rows so that the one interpreter reads them.

A table whose header words stand below each other is turned; lines of text that hold a table's cells in reading order
are put under its header. What the words and the cells do not license stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from auditor.document import Block, Cell, Document, Paragraph, Table
from auditor.model.form import Role
from auditor.quantity import squeeze
from auditor.recognition.forms.cards import carded
from auditor.recognition.forms.funds import is_funds_name
from auditor.recognition.forms.pieces import laid_out
from auditor.recognition.forms.roles import funds_header, indicator_header, is_generic, role_of
from auditor.recognition.forms.rows import fits
from auditor.recognition.values import points, quantity_of, tidy

_NAMES = frozenset([Role.NAME, Role.LEVEL1, Role.LEVEL2])
_MEASURES = frozenset([Role.TARGET, Role.COMPLETION, Role.WEIGHT, Role.SCORE])
_POINTS = (Role.WEIGHT, Role.SCORE)
_FEWEST_MEASURES = 3
_FEWEST_VALUES = _FEWEST_SUMS = 2
# The header words of a turned table stand in one of its first columns.
_FIRST_COLUMNS = 2


def arranged(document: Document) -> Document:
    """The document with what is laid out otherwise put into rows."""
    count = sum(1 for _ in document.tables)
    blocks: list[Block] = []
    for is_text, run in groupby(document.blocks, lambda block: isinstance(block, Paragraph)):
        if not is_text:
            for block in run:
                blocks += _rearranged(block) if isinstance(block, Table) else [block]
            continue
        texts = [block for block in run if isinstance(block, Paragraph)]
        made = laid_out(texts, count + 1)
        count += any(isinstance(block, Table) for block in made)
        blocks += made
    same = len(blocks) == len(document.blocks) and all(
        a is b for a, b in zip(blocks, document.blocks, strict=True)
    )
    return document if same else replace(document, blocks=tuple(blocks))


def _rearranged(table: Table) -> list[Table]:
    return [part for whole in turned(table) for part in carded(whole)]


# ── Turned tables ─────────────────────────────────────────────────────────────────────────────────────


def turned(table: Table) -> list[Table]:
    """A table as it is, or with the part turned whose header words stand in a column: one indicator a column."""
    for column in range(min(_FIRST_COLUMNS, table.width)):
        texts = [_begun(row[column], n) for n, row in enumerate(table.grid, 1)]
        for find, licensed in ((_header_rows, _licensed), (_funds_rows, _licensed_funds)):
            rows = find(table, column, texts)
            part = Table(tuple(_turned_cells(table, rows, column)), table.location) if rows else None
            if rows and part and licensed(part):
                above = tuple(c for c in table.cells if c.row <= rows[0])
                below = tuple(c for c in table.cells if c.row > rows[-1] + 1)
                rest = turned(replace(table, cells=below)) if below else []
                return [*([replace(table, cells=above)] if above else []), part, *rest]
    return [table]


def _funds_rows(table: Table, column: int, texts: Sequence[str]) -> range | None:
    """The rows whose cells in a column are sums of money, with the row above that says whose they are."""
    roles = [known[0] if (known := role_of(text, "funds")) else None for text in texts]
    for first in range(1, len(roles) - 1 if any(roles) else 0):
        last = first
        while last < len(roles) and roles[last] is not None and roles[last] not in roles[first:last]:
            last += 1
        if last - first < _FEWEST_SUMS:
            continue
        above = [_begun(cell, first) for cell in table.grid[first - 1][column + 1 :]]
        if roles[first - 1] is None and sum(map(is_funds_name, dict.fromkeys(above))) >= _FEWEST_VALUES:
            return range(first - 1, last)
    return None


def _licensed_funds(table: Table) -> bool:
    """Whether a turned block of funds is one: a header of sums over rows of sources with amounts."""
    rows = [[tidy(c.text) if c is not None else "" for c in row] for row in table.grid]
    rows = [row for row in rows if any(row)]
    header = funds_header(rows[0], rows[1])
    if header is None:
        return False
    return sum(1 for row in rows[1:] if any(map(quantity_of, row[1:]))) >= _FEWEST_VALUES


def _header_rows(table: Table, column: int, texts: Sequence[str]) -> range | None:
    """The rows whose cells in a column are the words of one header."""
    roles = [_role(text) for text in texts]
    if len(_MEASURES.intersection(roles)) < _FEWEST_MEASURES:
        return None
    for first, role in enumerate(roles):
        if role not in _NAMES:
            continue
        seen: set[Role] = set()
        last = first
        for at in range(first, len(texts)):
            if not texts[at] or roles[at] in seen or _is_header(table, at):
                break
            if (own := roles[at]) is not None:
                seen.add(own)
                last = at
        if len(seen & _MEASURES) >= _FEWEST_MEASURES:
            return range(first, last + 1)
    return None


def _begun(cell: Cell | None, row: int) -> str:
    return tidy(cell.text) if cell is not None and cell.row == row else ""


def _role(text: str) -> Role | None:
    known = role_of(text, "indicator")
    return known[0] if known else Role.NAME if is_generic(text) else None


def _is_header(table: Table, row: int) -> bool:
    """Whether a row is a header of its own, so that the table need not be turned."""
    texts = [tidy(c.text) if c is not None else "" for c in table.grid[row]]
    return indicator_header([texts], ragged=False) is not None


def _turned_cells(table: Table, rows: range, column: int) -> Iterator[Cell]:
    for cell in table.cells:
        if cell.row - 1 in rows and cell.column > column and cell.row + cell.rowspan - 2 in rows:
            at = replace(cell.location, turned=True)
            yield Cell(cell.text, cell.column, cell.row - rows[0], at, cell.colspan, cell.rowspan)


def _licensed(table: Table) -> bool:
    """Whether a turned table is one: a header over rows with names and points that stand where it says."""
    rows = [[tidy(c.text) if c is not None else "" for c in row] for row in table.grid]
    rows = [row for row in rows if any(row)]
    header = indicator_header(rows, ragged=False)
    if header is None or header.height != 1 or len(_MEASURES & header.columns.keys()) < _FEWEST_MEASURES:
        return False
    return _filled(rows[1:], [header.columns[r][0] for r in _POINTS if r in header]) and all(
        fits(header.roles, row) for row in rows[1:]
    )


def _filled(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> bool:
    """Whether there are rows, most of them with points."""
    pointed = sum(1 for row in rows if any(points(squeeze(row[c])) for c in columns))
    return pointed >= _FEWEST_VALUES and 2 * pointed > len(rows)

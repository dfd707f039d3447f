"""A document in reading order, each thing once: tables with the title above them, text outside tables.

Files hold copies of their tables (an embedded workbook and its picture's text, a form pasted twice). The
first copy is read; text that only repeats a table's cells is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Block, Cell, Document, Location, Paragraph, Table
from auditor.model.form import Copy, Role
from auditor.model.place import Field, Place, Route, Step, table_row
from auditor.model.report import Settled, Unread
from auditor.patterns import Pattern
from auditor.quantity import squeeze
from auditor.recognition import placeholders
from auditor.recognition.forms import walk
from auditor.recognition.forms.grid import Content, row_texts
from auditor.recognition.forms.roles import Header, is_label
from auditor.recognition.forms.totals import together
from auditor.recognition.ledger import set_aside
from auditor.recognition.parting import other_kind
from auditor.recognition.passages import Passage, level
from auditor.recognition.values import tidy
from auditor.words import Words

_SAME_ROWS = 0.8
_FEWEST_ROWS = 3
_TITLE_LENGTH = 60
_NO_TITLE_END = "。;:分0123456789"
_TITLE = Pattern(r"绩效|自评|评价")
_MONEY_UNIT = Pattern(r"(?:单位|金额)\s*[:：]?\s*[(（]?\s*(?:人民币)?(亿元|万元|千元|元)", needs="元")
_UNIT_REACH = 3
_MONEY = "万元"
_TEXT_ROWS = 3
_LEVEL_LENGTH = 15

_SCORES = frozenset([Role.SCORE, Role.ITEM_SCORE])
OTHER_KINDS = {
    "monitoring": Words("是绩效监控表，不是自评，未作审核", "a monitoring form, no self-evaluation: not audited"),
    "declaration": Words("是绩效目标表，不是自评，未作审核", "a declaration of targets, no self-evaluation: not audited"),
    "schedule": Words("是评价指标或评分标准，不是自评，未作审核", "a schedule of standards, no self-evaluation: not audited"),
    "ex_ante": Words("是事前评估，不是自评，未作审核", "an assessment beforehand, no self-evaluation: not audited"),
}  # fmt: skip


class Outline(Struct, frozen=True):
    """`forms` are (number, content) of the tables that count; `passages` the text outside tables; `others` are
    tables of other kinds, which are not judged, and `aside` the cells of these and of copies."""

    forms: tuple[tuple[int, Content], ...]
    passages: tuple[Passage, ...]
    copies: tuple[Copy, ...]
    others: tuple[Unread, ...] = ()
    aside: tuple[Settled, ...] = ()


def read(document: Document) -> Outline:
    """The document's tables read, copies set aside, and its text."""
    seen = _Seen()
    texts: list[list[str]] = []
    copies: list[Copy] = []
    forms: list[tuple[int, Content]] = []
    others: list[Unread] = []
    aside: list[Settled] = []
    passages: list[Passage] = []
    title, money, reach = "", _MONEY, 0
    adjacent = False
    for block in _blocks(document):
        if isinstance(block, Paragraph):
            text = tidy(placeholders.strip(f"{block.number}{block.text}"))
            if not text:
                continue
            adjacent = False
            place = Place(_route(block.location), block.location, text)
            passages.append(
                Passage(text, place, f"{block.number}{block.text}", block.indent - len(block.number))
            )
            reach -= 1
            if unit := _MONEY_UNIT.search(text):
                money, reach = unit[1], _UNIT_REACH
            elif len(text) <= _TITLE_LENGTH and _TITLE.search(text) and level(text)[-1] not in _NO_TITLE_END:
                title = text
            continue
        number = block.location.table or len(seen.tables) + 1
        rows = _own_texts(block)
        subject = _subject(block)
        original = seen.original(rows, subject)
        if original is not None:
            aside += set_aside(block, "copy")
            copies.append(_copy(original.table, original.number, block, number))
            continue
        seen.add(_Known(number, block, [row for row in rows if row], subject))
        texts.append(row_texts(block))
        scale = money if reach > 0 else _MONEY
        before = forms[-1][1] if forms and adjacent else None
        if before is not None and (header := _open_header(before)) and walk.goes_on(block, header):
            content = walk.read(block, number, before.tables[-1].title, scale, header)
            _join(before, content)
        else:
            content = walk.read(block, number, title, scale)
            if forms and forms[-1][0] == number:
                _bind(forms[-1][1], content)
        content.follows, adjacent = adjacent, True
        if other := _other(block, number, content, title):
            others.append(other)
            aside += set_aside(block, "other_kind")
        else:
            forms.append((number, content))
        title = ""
    return Outline(tuple(forms), tuple(_outside(passages, texts)), tuple(copies), tuple(others), tuple(aside))


def _open_header(content: Content) -> Header | None:
    """The header of the indicators that a table ends with, if no total closes them."""
    return content.header if content.tables else None


def _join(before: Content, after: Content) -> None:
    """Give the rows of a table that goes on to the table above, with its total."""
    if not after.tables:
        return
    first, last = after.tables[0], before.tables[-1]
    totals = tuple(replace(t, table=last.number) for t in first.totals)
    end = last.indicators[-1] if last.indicators else None
    cut = (replace(g, complete=g.complete and g.children[-1] is not end) for g in last.groups)
    before.tables[-1] = together(replace(last, groups=tuple(cut)), replace(first, totals=totals))
    del after.tables[0]
    after.totals[:] = [totals[first.totals.index(t)] if t in first.totals else t for t in after.totals]


def _bind(above: Content, below: Content) -> None:
    """Give the total below a part of a table that was put into rows to the indicators of that part."""
    last = above.tables[-1] if above.tables else None
    if last is None or last.totals or below.tables or len(below.totals) != 1:
        return
    total = replace(below.totals[0], table=last.number)
    above.tables[-1] = replace(last, totals=(total,), closed=True)
    below.totals[:] = [total]


def _other(table: Table, number: int, content: Content, title: str) -> Unread | None:
    """What a table is when it is of another kind: by its title, and having no scores."""
    titles = content.titles or [title]
    kind = other_kind(titles[0])
    if not kind or any(t.roles & _SCORES for t in content.tables):
        return None
    first = next((c for c in table.cells if c.text.strip()), None)
    if first is None:
        return None
    place = Place(table_row(number, first.row), first.location, tidy(first.text))
    return Unread("table", titles[0], OTHER_KINDS[kind], place)


def _blocks(document: Document) -> Iterator[Block]:
    """The blocks, with the text that stands in a sheet's cells above and below its tables as paragraphs."""
    for block in document.blocks:
        if isinstance(block, Paragraph) or block.location.sheet is None:
            yield block
        else:
            yield from _parted(block)


def _parted(sheet: Table) -> Iterator[Block]:
    """A sheet's rows of one cell each are text where they come first, last, or at least three together."""
    begun: dict[int, list[Cell]] = defaultdict(list)
    for cell in sheet.cells:
        if cell.text.strip():
            begun[cell.row].append(cell)
    covered = {r for c in sheet.cells if c.rowspan > 1 for r in range(c.row + 1, c.row + c.rowspan)}
    first = min((r for r, cells in begun.items() if len(cells) > 1), default=sheet.height)
    left = min((cells[0].column for cells in begun.values()), default=1)
    covered |= {r for r, (cell, *_) in begun.items() if r > first and _level(cell, left, sheet.width)}
    runs = [
        (text, [*rows])
        for text, rows in groupby(sorted(begun), lambda r: len(begun[r]) == 1 and r not in covered)
    ]
    kept: list[Cell] = []
    for n, (text, rows) in enumerate(runs):
        if text and (n in (0, len(runs) - 1) or len(rows) >= _TEXT_ROWS):
            if kept:
                yield replace(sheet, cells=tuple(kept))
                kept = []
            for row in rows:
                cell = begun[row][0]
                at = replace(cell.location, table=None, row=None, column=None, line=row)
                yield Paragraph(cell.text, at)
        else:
            chosen = set(rows)
            kept += [c for c in sheet.cells if c.row in chosen]
    if kept:
        yield replace(sheet, cells=tuple(kept))


def _level(cell: Cell, left: int, width: int) -> bool:
    """Whether a cell that is alone in its row can be a level of the table with nothing beside it.

    Text stands at the `left`, or further right as a signature does.
    """
    return left < cell.column <= width // 2 and cell.colspan == 1 and len(cell.text) <= _LEVEL_LENGTH


def _route(at: Location) -> Route:
    if at.page is not None:
        return (Step("page", at.page),)
    if at.sheet is not None:
        return (Step("sheet", name=at.sheet), Step("cell", name=at.cell or ""))
    return (Step("line", at.line),) if at.line is not None else ()


def _subject(table: Table) -> str:
    """The project that a form names: forms of two projects may be alike in most rows and are no copies."""
    cells = sorted((c for c in table.cells if c.text.strip()), key=lambda c: (c.row, c.column))
    return next(
        (squeeze(b.text) for a, b in pairwise(cells) if a.row == b.row and is_label(a.text, "project")), ""
    )  # fmt: skip


def _own_texts(table: Table) -> list[str]:
    """The rows as squeezed texts of the cells that are theirs alone: pages cut those of several rows anywhere."""
    rows: dict[int, list[str]] = defaultdict(list)
    for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
        if cell.rowspan == 1:
            rows[cell.row].append(squeeze(cell.text))
    return ["|".join(row) if any(row) else "" for row in rows.values()]


class _Known(Struct, frozen=True):
    """A table that was read, with its rows that are not empty and the project that it names."""

    number: int
    table: Table
    rows: list[str]
    subject: str


class _Seen(Struct):
    """The tables so far, and by each of their rows which of them have it."""

    tables: list[_Known] = []
    having: dict[str, list[int]] = {}

    def add(self, known: _Known) -> None:
        """Note one more table."""
        for row in set(known.rows):
            self.having.setdefault(row, []).append(len(self.tables))
        self.tables.append(known)

    def original(self, texts: list[str], subject: str) -> _Known | None:
        """The first table of which another one is a copy, by its rows and the project that it names."""
        rows = [row for row in texts if row]
        if len(rows) < _FEWEST_ROWS:
            return None
        # A table with most of the rows has one at least of any few: of those that the fewest tables have.
        rare = sorted(rows, key=lambda row: len(self.having.get(row, ())))
        few = rare[: len(rows) - ceil(_SAME_ROWS * len(rows)) + 1]
        for at in sorted({at for row in few for at in self.having.get(row, ())}):
            known = self.tables[at]
            if subject in ("", known.subject) and _same(known.rows, rows):
                return known
        return None


def _same(a: list[str], b: list[str]) -> bool:
    """Whether most rows of both tables are equal."""
    if min(len(a), len(b)) < _FEWEST_ROWS or len(b) < _SAME_ROWS * len(a) or len(a) < _SAME_ROWS * len(b):
        return False
    known = set(a)
    return sum(1 for row in b if row in known) >= _SAME_ROWS * len(b)


def _copy(first: Table, number: int, second: Table, other: int) -> Copy:
    """Where the cells of two copies differ."""

    def texts(table: Table, count: int, merged: bool) -> list[Field]:
        return [
            Field(tidy(c.text), Place(table_row(count, c.row), c.location, tidy(c.text)))
            for c in sorted(table.cells, key=lambda c: (c.row, c.column))
            if c.text.strip() and (merged or c.rowspan == 1)
        ]  # fmt: skip

    for merged in (True, False):
        a, b = texts(first, number, merged), texts(second, other, merged)
        if len(a) == len(b):
            differences = tuple((x, y) for x, y in zip(a, b, strict=True) if x.name != y.name)
            return Copy(a[0].place, b[0].place, differences)
    return Copy(a[0].place, b[0].place, ())


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

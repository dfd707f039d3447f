"""One table of a document read section by section: head, funds block, goals, indicators, total, foot.

A form is often one big table, so a table is walked row by row; a row that is a header opens a section,
and the rows under it belong to that section until another header, a total or a foot row ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell, Location, Table
from auditor.lexicon import load
from auditor.model.form import FundsRow, Goal, Grade, Group, Indicator, IndicatorTable, Polarity, Role, Total
from auditor.model.place import BLANKS, Field, Place, Route, RowView, Step, table_row
from auditor.patterns import Pattern
from auditor.quantity import Hedge, Quantity, chinese_number, plain, squeeze
from auditor.recognition import align
from auditor.recognition.forms import funds as blocks
from auditor.recognition.forms.grid import Content, Row, mended, row_texts, trimmed, view_of
from auditor.recognition.forms.totals import results
from auditor.recognition.headers import (
    Header,
    funds_header,
    funds_subheader,
    goals_header,
    indicator_header,
    inferred,
    is_label,
    label,
    labels,
    role_of,
)
from auditor.recognition.ledger import Ledger, figures, is_figure
from auditor.recognition.statements import grade_of
from auditor.recognition.values import (
    direction_of,
    points,
    points_of,
    polarity_of,
    quantity_of,
    target_of,
    tidy,
    unit_of,
)

_FIRST_CELLS = 3
# So many rows tell what a header is and what stands in its columns.
_WINDOW = 6
_TEMPLATE = Pattern(r"^(指标\s*\d*\s*[:：]?|…+|\.{3,}|指标\d+[:：]…*)$")
_IN_HEADER = Pattern(r"\(\s*(?:满分|共|计)?\s*(\d+(?:\.\d+)?)\s*分\s*(?:[*×x]\s*[^()]{0,12})?\)")
_GOAL = Pattern(r"目标\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*((?:实际)?完成(?:情况)?)?\s*[:：]")
_MONEY_UNIT = Pattern(r"[(（:：]\s*(?:人民币)?(亿元|万元|千元|元)\s*[)）]?")
_TITLE = Pattern(r"绩效|自评|评价")
_EXTRA = Pattern(r"加\s*\d+(?:\.\d+)?\s*分|加分", needs="加")
_NUMBER = Pattern(r"[\d.,%‰/-]+")
# Labels so meant announce figures that have to be read.
_ANNOUNCING = frozenset(
    [Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE, Role.TARGET, Role.COMPLETION, *blocks.PAIRED]
)
_DIGIT = Pattern(r"\d")
_LEVEL = Pattern(r"[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十]{1,2}\)")
_LONG_TEXT = 15
_TITLE_LENGTH = 60


def read(table: Table, number: int, title: str, money: str) -> Content:
    """The content of one table. `number` counts tables of the file, `title` stands above it, `money` is the
    unit of money that holds where nothing else is said."""
    rows = [Row(i, r if table.exact else trimmed(r)) for i, r in enumerate(table.grid, 1)]
    return _Walk(table, number, title, money, rows).content


class _Walk:
    def __init__(self, table: Table, number: int, title: str, money: str, rows: list[Row]) -> None:
        self.table = table
        self.number = number
        self.title = title
        self.money = money
        self.rows = rows
        self.ledger = Ledger(table, number)
        self.content = Content(ledger=self.ledger)
        self.pending: list[Total] = []
        self.paired: dict[Role, tuple[Row, Cell, Field]] = {}
        # Which form of the table a row belongs to, and that of each table of indicators.
        self.form = 0
        self.forms: list[int] = []
        at = 0
        while at < len(rows):
            at = self._section(at)
        self._settle_pairs()
        self._join_blocks()
        self._settle_totals()
        self.ledger.settle()

    # ── sections ──────────────────────────────────────────────────────────────────────────────────────

    def _section(self, at: int) -> int:
        row = self.rows[at]
        texts = row.texts
        if not any(texts):
            return at + 1
        if header := self._indicator_header(at):
            self._settle_pairs()
            return self._indicators(at, header)
        if found := self._funds_header(at):
            self._settle_pairs()
            return self._funds(at, found)
        if columns := goals_header(texts):
            return self._goals(at, columns)
        if following := self._blocks(at):
            return following
        self._loose(row)
        return at + 1

    def _blocks(self, at: int) -> int | None:
        """Take a block of money that no header of columns opens; the index behind it, None where there is none."""
        row = self.rows[at]
        if not any(_DIGIT.search("".join(r.texts)) for r in self.rows[at : at + 2]):
            return None
        unit = money[1] if (money := _MONEY_UNIT.search("".join(row.texts))) else self.money
        made, used, following = blocks.pair_rows(self.number, self.rows, at, unit)
        self.ledger.use("funds", *used)
        if not made:
            made, following = blocks.spending_rows(self.number, self.rows, at, unit)
        if made:
            self._settle_pairs()
            self.money = unit
            self.content.funds.extend(made)
            self._take(at, following, made)
            return following
        if found := results(self.number, self.rows, at, unit):
            self.content.form = "results"
            self.content.grades.extend(found.grades)
            self.content.claims.extend(found.claims)
            for cell, what in found.used:
                self.ledger.use(what, cell)
            self._take(at, found.following)
            return found.following
        if at + 1 < len(self.rows) and (claim := blocks.rate_claim(self.number, row, self.rows[at + 1])):
            self.content.claims.append(claim)
            self.ledger.use("rate", *figures(self.rows[at + 1].own))
            self._take(at, at + 2)
            return at + 2
        claims, following = blocks.base_claims(self.number, self.rows, at, unit)
        if claims:
            self.content.claims.extend(claims)
            for line in self.rows[at + 1 : following]:
                self.ledger.use("amount", *figures(line.own))
            self._take(at, following)
            return following
        return None

    def _take(self, at: int, following: int, made: Sequence[FundsRow] = ()) -> None:
        """Enter the cells of a block: its header, the figures of its rows, its other words."""
        self.ledger.ignore("heading", *self.rows[at].own)
        places = {f.place.location for row in made for f in blocks.fields(row)}
        named = {c.column: c for c in self.rows[at].own}
        for line in self.rows[at:following]:
            self.ledger.use("funds", *(c for c in line.own if c.location in places))
            for cell in line.own:
                head = named.get(cell.column)
                role = role_of(head.text, "indicator") if head is not None and head is not cell else None
                self.ledger.column(cell, role[0] if role and role[0] in (Role.OTHER, Role.NUMBER) else None, head.text if head else "")

    def _is_header(self, at: int) -> bool:
        return bool(
            self._indicator_header(at) or self._funds_header(at) or goals_header(self.rows[at].texts)
        )

    def _funds_header(self, at: int) -> Header | None:
        return funds_header(self.rows[at].texts, self.rows[at + 1].texts if at + 1 < len(self.rows) else ())

    def _indicator_header(self, at: int) -> Header | None:
        return indicator_header([r.texts for r in self.rows[at : at + _WINDOW]], not self.table.exact)

    def _loose(self, row: Row) -> None:
        """A row outside every section: a title, labels with their values, or plain text."""
        cells = row.own if self.table.exact else row.distinct
        if money := _MONEY_UNIT.search("".join(c.text for c in cells)):
            self.money = money[1]
        if len(cells) == 1 and _is_title(text := tidy(cells[0].text)):
            self.title = text
            self.form += 1
            self.content.titles.append(text)
            self.ledger.use("title", cells[0])
            return
        self.content.heads.append(" ".join(tidy(c.text) for c in cells))
        self._funds_pairs(row, cells)
        self._head_cells(cells)
        skip = 0
        for n, cell in enumerate(cells):
            if skip:
                skip -= 1
                continue
            text = tidy(cell.text)
            following = cells[n + 1] if n + 1 < len(cells) else None
            if is_label(text, "project"):
                self.form += 1
                if following is not None and not self.content.project and not _is_word_of_form(following.text):
                    self.content.project = tidy(following.text)
            if is_label(text, "total") and (stated := _stated(cells[n + 1 : n + 3])):
                self._total(label(text), *stated[-1], text)
                self.ledger.use("total", cell, *(c for c, _ in stated))
                self._total_grade(cells[n + 1 + len(stated) :], row)
                skip = len(stated)
                continue
            if following is not None and is_label(text, "grade") and (word := grade_of(following.text)):
                grade = Field(tidy(following.text), self._place(following, row))
                self.content.grades.append(Grade(word, grade, None))
            if (
                following is not None
                and is_label(text, "organisation")
                and not self.content.organisation
                and not _is_word_of_form(following.text)
            ):
                self.content.organisation = tidy(following.text)
            if len(squeeze(text)) >= _LONG_TEXT:
                self.content.passages.append(Field(text, self._place(cell, row)))

    def _head_cells(self, cells: Sequence[Cell]) -> None:
        """Enter the cells of a row outside every section: each figure behind a label of its own is part of the head.

        A label that announces points or money is none of those: its figures have to be read.
        """
        found = figures(cells)
        for before, cell in pairwise(cells) if found else ():
            announces = is_figure(cell.text) and any(
                (known := role_of(before.text, family)) is not None and known[0] in _ANNOUNCING
                for family in ("indicator", "funds")
            )
            if is_figure(cell.text) and not is_figure(before.text) and len(found) * 2 <= len(cells) and not announces:
                self.ledger.ignore("head", cell)
        self.ledger.ignore("head", *(c for c in cells if not is_figure(c.text)))

    def _total_grade(self, cells: Sequence[Cell], row: Row) -> None:
        """The grade that stands alone behind a total's points: 总分 100 96 优."""
        if cells and (word := grade_of(cells[0].text)):
            self.content.grades.append(
                Grade(word, Field(tidy(cells[0].text), self._place(cells[0], row)), None)
            )

    def _total(self, name: str, cell: Cell, value: Quantity, header: str) -> None:
        place = Place(
            (Step("table", self.number), Step("part", name=name)),
            cell.location,
            tidy(cell.text),
            RowView((header,), (tidy(cell.text),)),
            0,
        )
        self.pending.append(
            Total(name, Field(tidy(cell.text), place, value), None, full_mark=_full_mark(header))
        )

    def _join_blocks(self) -> None:
        """Blocks of indicators under headers of their own, with one total for all of them, are one table."""
        joined: list[IndicatorTable] = []
        forms: list[int] = []
        for table, form in zip(self.content.tables, self.forms, strict=True):
            last = joined[-1] if joined else None
            if last is not None and form == forms[-1] and _one_form(last, table):
                joined[-1] = replace(
                    last, indicators=(*last.indicators, *table.indicators), roles=last.roles | table.roles,
                    groups=(*last.groups, *table.groups), totals=table.totals, unread=(*last.unread, *table.unread),
                    incomplete=(*last.incomplete, *table.incomplete), closed=table.closed,
                    headers=tuple((dict(table.headers) | dict(last.headers)).items()),
                )  # fmt: skip
            else:
                joined.append(table)
                forms.append(form)
        self.content.tables[:] = joined

    def _settle_totals(self) -> None:
        """Totals in a table's head or foot go to the indicator table beside them, unless it has its own."""
        for total in self.pending:
            candidates = [t for t in self.content.tables if not t.totals]
            at = total.value.place.location.line or 0
            row = total.value.place.location.row or 0
            after = [
                t
                for t in candidates
                if (t.place.location.row or 0) > row and (t.place.location.line or at) >= at
            ]
            chosen = after[0] if after else candidates[-1] if candidates else None
            if chosen is None:
                self.content.totals.append(total)
                continue
            bound = replace(total, table=chosen.number)
            index = self.content.tables.index(chosen)
            self.content.tables[index] = replace(chosen, totals=(bound,), closed=True)
            self.content.totals.append(bound)

    # ── funds ─────────────────────────────────────────────────────────────────────────────────────────

    def _funds(self, at: int, header: Header) -> int:
        head = self.rows[at]
        first_money = min(
            i[0] for r, i in header.columns.items()
            if r in (Role.INITIAL, Role.ADJUSTED, Role.EXECUTED, Role.ARRIVED, Role.RATE)
        )  # fmt: skip
        unit = self.money
        if money := _MONEY_UNIT.search("".join(head.texts)):
            unit = money[1]
        printed = _printed_weight(head, header, self.number)
        self.ledger.ignore("heading", *head.own)
        labels_above = {id(c) for c in head.cells[:first_money] if c is not None and c.text.strip()}
        start = at
        at += 1
        if at < len(self.rows) and (below := funds_subheader(header, self.rows[at].texts)):
            self.ledger.ignore("heading", *self.rows[at].own)
            header, start, at = below, at, at + 1
        total: FundsRow | None = None
        while at < len(self.rows) and not self._is_header(at):
            row = self.rows[at]
            natures, following = blocks.nature_rows(self.number, self.rows, at, total, unit)
            if natures:
                self._breakdowns(natures, total)
                for line in self.rows[at:following]:
                    self.ledger.use("funds", *line.own)
                at = following
                continue
            named = [
                c
                for c in row.cells[:first_money]
                if c
                and c.text.strip()
                and id(c) not in labels_above
                and not _NUMBER.fullmatch(squeeze(c.text))
            ]
            if not named and any(t for t in row.texts[first_money:]) and at != start + 1:
                break
            if not named and not any(t for t in row.texts[first_money:]):
                at += 1
                continue
            # A block of one row needs no name for it.
            cell = next(
                (
                    c
                    for c, h in zip(row.cells, header.texts, strict=False)
                    if c in named and label(h).endswith("名称")
                ),
                named[-1] if named else row.distinct[0],
            )
            name = tidy(cell.text) if named else blocks.WHOLE
            fields = self._funds_fields(row, header, name, unit)
            money_found = any(
                (f := fields.get(r)) is not None and f.quantity is not None
                for r in (Role.INITIAL, Role.ADJUSTED, Role.EXECUTED, Role.ARRIVED)
            )
            pointed = any((f := fields.get(r)) and f.quantity for r in (Role.RATE, Role.WEIGHT, Role.SCORE))
            if not money_found and not (named and _funds_name(name)) and not (pointed and at == start + 1):
                break
            if printed and (score := fields.get(Role.SCORE)) and score.quantity and Role.WEIGHT not in fields:
                fields[Role.WEIGHT] = printed
                printed = None
            self.content.funds.append(self._funds_row(row, cell, name, fields))
            self._enter_funds(row, header, named)
            total = total or self.content.funds[-1]
            at += 1
        return max(at, start + 1)

    def _enter_funds(self, row: Row, header: Header, named: Sequence[Cell]) -> None:
        """Enter the cells of a funds row by the columns of its header."""
        self.ledger.use("name", *(c for c in named if not is_figure(c.text)))
        for column, cell in enumerate(row.cells):
            if cell is None or cell.row != row.number or column >= len(header.texts):
                continue
            role = header.roles[column]
            ignored = role_of(header.texts[column], "indicator")
            if role is None and ignored is not None and ignored[0] is Role.OTHER:
                role = Role.OTHER
            self.ledger.column(cell, role, header.texts[column])

    def _breakdowns(self, natures: Sequence[FundsRow], total: FundsRow | None) -> None:
        """Take breakdowns of the year's funds by nature; each is also a sum that the total row has to equal."""
        if total is not None:
            self.content.claims.extend(blocks.equal_sums(total, natures))
        self.content.funds.extend(natures)

    def _funds_fields(self, row: Row, header: Header, name: str, unit: str) -> dict[Role, Field]:
        view, order = view_of(header, row.cells)
        fields: dict[Role, Field] = {}
        for role, columns in header.columns.items():
            column = columns[0]
            cell = row.cells[column] if column < len(row.cells) else None
            if cell is None or (cell.row != row.number and role in (Role.WEIGHT, Role.SCORE, Role.NOTE)):
                continue
            text = tidy(cell.text)
            place = Place(
                (*table_row(self.number, row.number, squeeze(name)), Step("part", name=squeeze(header.texts[column]))),
                cell.location, text, view, order.get(column),
            )  # fmt: skip
            default = unit if role not in (Role.RATE, Role.WEIGHT, Role.SCORE, Role.NOTE) else ""
            if role is Role.RATE and "%" in squeeze(header.texts[column]) and "/" not in header.texts[column]:
                default = "%"
            quantity = points(text) if role in (Role.WEIGHT, Role.SCORE) else quantity_of(text, default)
            fields[role] = Field(text, mended(place, quantity), quantity)
        return fields

    def _funds_row(self, row: Row, cell: Cell, name: str, fields: dict[Role, Field]) -> FundsRow:
        level = 0 if _funds_total(name) else 1
        return FundsRow(
            squeeze(name).strip(":"), self._place(cell, row), level,
            initial=fields.get(Role.INITIAL), adjustment=fields.get(Role.ADJUSTMENT),
            adjusted=fields.get(Role.ADJUSTED), arrived=fields.get(Role.ARRIVED),
            executed=fields.get(Role.EXECUTED), balance=fields.get(Role.BALANCE), rate=fields.get(Role.RATE),
            weight=fields.get(Role.WEIGHT), score=fields.get(Role.SCORE), note=fields.get(Role.NOTE),
        )  # fmt: skip

    def _funds_pairs(self, row: Row, cells: list[Cell]) -> None:
        """Take funds written as label and value, in one row or several: 预算数 100 到位数 100 执行数 98."""
        for cell, following in pairwise(cells):
            name = label(cell.text)
            role = blocks.sums().get(name)
            if role is None:
                continue
            text = tidy(following.text)
            unit = self.money if role is not Role.RATE else "%" if "%" in squeeze(cell.text) else ""
            quantity = quantity_of(text, unit)
            if quantity is None:
                continue
            if role in self.paired:
                self._settle_pairs()
            place = Place(
                (*table_row(self.number, row.number), Step("part", name=name)),
                following.location,
                text,
                RowView((name,), (text,)),
                0,
            )
            self.ledger.use("funds", cell, following)
            self.paired[role] = row, cell, Field(text, mended(place, quantity), quantity)

    def _settle_pairs(self) -> None:
        """The labels and values taken so far are a funds row when two of them are sums of money."""
        if len(self.paired.keys() - {Role.RATE}) >= 2:
            row, first, _ = next(iter(self.paired.values()))
            fields = {role: field for role, (_, _, field) in self.paired.items()}
            self.content.funds.append(self._funds_row(row, first, blocks.WHOLE, fields))
        self.paired.clear()

    # ── goals ─────────────────────────────────────────────────────────────────────────────────────────

    def _goals(self, at: int, columns: dict[str, int]) -> int:
        head = self.rows[at]
        headers = {kind: squeeze(head.texts[i]) for kind, i in columns.items()}
        block = _Goals(self.number, headers)
        self.ledger.ignore("heading", *head.own)
        at += 1
        while at < len(self.rows) and not self._is_header(at):
            row = self.rows[at]
            found = {
                kind: cell for kind, column in columns.items() if (cell := _own(row, column)) is not None
            }
            if not self.table.exact:
                found = {**{str(n): c for n, c in enumerate(row.distinct) if _GOAL.search(c.text)}, **found}
            found = {k: c for k, c in found.items() if not is_label(c.text, "completion", "goals")}
            if any(row.texts) and (self._foot(row) or not (found or self._goal_label(row))):
                break
            self.ledger.use("goal", *found.values())
            self._goal_rates(head, row)
            block.add(row, list({id(c): (k, c) for k, c in found.items()}.values()))
            at += 1
        self.content.goals.extend(block.goals)
        return at

    def _goal_rates(self, head: Row, row: Row) -> None:
        """Enter the figures that stand beside goals: how far each was reached."""
        for column, cell in enumerate(row.cells):
            text = head.texts[column] if column < len(head.texts) else ""
            if cell is not None and cell.row == row.number and inferred(text, "indicator") is Role.COMPLETION_RATE:
                self.ledger.use("completion_rate", cell)

    def _goal_label(self, row: Row) -> bool:
        """A row of running text that only names the section that goes on."""
        return not self.table.exact and all(is_label(c.text, "completion", "goals") for c in row.distinct)

    # ── indicators ────────────────────────────────────────────────────────────────────────────────────

    def _indicators(self, at: int, header: Header) -> int:
        start = at
        for row in self.rows[at : at + header.height]:
            self.ledger.ignore("heading", *row.own)
        at += header.height
        body: list[Row] = []
        totals: list[Total] = []
        closed = False
        while at < len(self.rows):
            row = self.rows[at]
            if not any(row.texts):
                at += 1
                continue
            if self._repeats(row, header):
                self.ledger.ignore("heading", *row.own)
                if body and len(body[0].distinct) > 1 and self._begins_again(at + 1, body[0]):
                    while len(body[-1].distinct) == 1:
                        at = body.pop().number - 1
                    break
                at += 1
                continue
            if self._is_header(at) or self._title_row(row, header) or self._next_title(at):
                break
            if self._across(row):
                self._loose(row)
                at += 1
                continue
            if self._total_row(row):
                closed = True
                self._enter_total(row, header)
                if total := self._read_total(row, header):
                    totals.append(total)
                    self._total_grade((row.own if self.table.exact else row.distinct)[-1:], row)
                at += 1
                continue
            if self._foot(row):
                break
            if closed and body and not self._measured(row, header):
                self._remark(row)
                at += 1
                continue
            body.append(row)
            at += 1
        _Section(self, header, body, start, totals, closed).build()
        return at

    def _enter_total(self, row: Row, header: Header) -> None:
        """Enter the cells of a total row: its name, its points, and other sums of its columns."""
        first = self._first(row)
        self.ledger.use("total", first)
        found = [c for c in figures(row.own if self.table.exact else row.distinct) if c is not first]
        for column, cell in enumerate(row.cells):
            role = header.roles[column] if column < len(header.roles) else None
            if cell in found and cell is not None and role is not None:
                self.ledger.use("total", cell)
        if len(found) == 1:
            self.ledger.use("total", found[0])

    def _measured(self, row: Row, header: Header) -> bool:
        """Whether a row behind the total has points or values of an indicator."""
        if not self.table.exact:
            return sum(1 for t in row.texts if _NUMBER.fullmatch(squeeze(t))) > 1
        roles = (Role.WEIGHT, Role.SCORE, Role.TARGET, Role.COMPLETION)
        columns = [c for r in roles for c in header.columns.get(r, ())]
        cells = [row.cells[c] for c in columns if c < len(row.cells)]
        return any(c is not None and c.colspan < 3 and quantity_of(c.text) is not None for c in cells)

    def _remark(self, row: Row) -> None:
        """A row below the total: what it says of reasons and measures is text of the form."""
        self._loose(row)
        for cell in (row.own if self.table.exact else row.distinct)[1:]:
            text = tidy(cell.text)
            if squeeze(text) not in BLANKS and len(squeeze(text)) < _LONG_TEXT:
                self.content.passages.append(Field(text, self._place(cell, row)))

    def _repeats(self, row: Row, header: Header) -> bool:
        texts = [squeeze(t) for t in row.texts]
        same = sum(1 for a, b in zip(texts, header.texts, strict=False) if a and a == squeeze(b))
        return same >= 3 and same >= 0.6 * sum(1 for t in texts if t)

    def _begins_again(self, at: int, first: Row) -> bool:
        """Whether the rows under a repeated header are the form once more: its first row returns."""
        return at < len(self.rows) and self.rows[at].texts[:_FIRST_CELLS] == first.texts[:_FIRST_CELLS]

    def _title_row(self, row: Row, header: Header) -> bool:
        cells = row.distinct
        text = tidy(cells[0].text)
        return (
            len(cells) == 1
            and len(header.columns) > 2
            and ("自评" in text or "绩效评价" in text)
            and len(text) > 6
            and not is_label(text, "total_row")
        )

    def _next_title(self, at: int) -> bool:
        """Whether the row only holds the title of another form, whose header follows."""
        cells = self.rows[at].distinct
        return (
            len(cells) == 1
            and _is_title(tidy(cells[0].text))
            and at + 1 < len(self.rows)
            and self._is_header(at + 1)
        )

    def _across(self, row: Row) -> bool:
        """Whether the row is one cell over most columns that is no heading of a level: a note."""
        cells = row.distinct
        text = squeeze(cells[0].text)
        return (
            len(cells) == 1
            and cells[0].colspan >= max(3, self.table.width // 2)
            and not (text.endswith("指标") or points_of(text) or self._total_row(row) or self._foot(row))
        )

    def _total_row(self, row: Row) -> bool:
        first = self._first(row)
        return first is not None and (is_label(first.text, "total_row") or is_label(first.text, "total"))

    def _foot(self, row: Row) -> bool:
        first = self._first(row)
        return first is not None and is_label(first.text, "section")

    def _first(self, row: Row) -> Cell | None:
        """The first cell with text that begins in the row: a cell from rows above says nothing of this one."""
        cells = row.own if self.table.exact else row.distinct
        return cells[0] if cells else None

    def _read_total(self, row: Row, header: Header) -> Total | None:
        values: dict[Role, Field] = {}
        view, order = view_of(header, row.cells)
        first = self._first(row)
        name = tidy(first.text) if first is not None else ""
        for role in (Role.WEIGHT, Role.SCORE):
            for column in header.columns.get(role, ()):
                cell = row.cells[column] if column < len(row.cells) else None
                if cell and (quantity := points(cell.text)):
                    place = Place(
                        (*table_row(self.number, row.number, squeeze(name)), Step("part", name=squeeze(header.texts[column]))),
                        cell.location, tidy(cell.text), view, order.get(column),
                    )  # fmt: skip
                    values.setdefault(role, Field(tidy(cell.text), place, quantity))
        if Role.SCORE not in values:
            numbers = [c for c in row.distinct if points(c.text)]
            if len(numbers) == 1 and Role.WEIGHT not in values:
                cell = numbers[0]
                place = Place(
                    table_row(self.number, row.number, squeeze(name)), cell.location, tidy(cell.text),
                    RowView((squeeze(name),), (tidy(cell.text),)), 0,
                )  # fmt: skip
                values[Role.SCORE] = Field(tidy(cell.text), place, points(cell.text))
        if Role.SCORE not in values:
            return None
        return Total(label(name), values[Role.SCORE], self.number, values.get(Role.WEIGHT), _full_mark(name))

    def _place(self, cell: Cell, row: Row) -> Place:
        return Place(table_row(self.number, row.number), cell.location, tidy(cell.text))


class _Goals:
    """The goals of one block, put together: numbered ones by their number, over rows and page breaks."""

    def __init__(self, number: int, headers: dict[str, str]) -> None:
        self.number = number
        self.headers = headers
        self.parts: list[tuple[int | None, dict[str, Field]]] = []

    def add(self, row: Row, cells: list[tuple[str, Cell]]) -> None:
        """Take one row's cells, each with the kind that its column says."""
        whole: dict[str, Field] = {}
        for kind, cell in cells:
            text = tidy(cell.text)
            marks = list(_GOAL.finditer(text))
            if not marks:
                if kind in self.headers:
                    whole[kind] = self._field(kind, text, cell, row)
                continue
            if (rest := text[: marks[0].start()].strip()) and self.parts and len(rest) > 2:
                last = self.parts[-1][1]
                if before := last.get("completion"):
                    last["completion"] = replace(before, text=before.text + rest)
            for mark, following in zip(marks, [*marks[1:], None], strict=True):
                said = "completion" if mark[2] else "completion" if kind == "completion" else "initial"
                segment = text[mark.start() : following.start() if following else None].strip()
                count = int(mark[1]) if mark[1].isdigit() else chinese_number(mark[1])
                part = next((p for n, p in self.parts if n == count), None)
                if part is None:
                    part = {}
                    self.parts.append((count, part))
                part.setdefault(kind if kind == "adjusted" else said, self._field(said, segment, cell, row))
        if whole:
            self.parts.append((None, whole))

    def _field(self, kind: str, text: str, cell: Cell, row: Row) -> Field:
        head = self.headers.get(kind, kind)
        return Field(
            text,
            Place(
                (*table_row(self.number, row.number), Step("part", name=head)),
                cell.location,
                text,
                RowView((head,), (text,)),
                0,
            ),
        )

    @property
    def goals(self) -> Iterator[Goal]:
        """The goals in order of their first row."""
        for count, part in self.parts:
            first = next(iter(part.values()))
            yield Goal(first.place, part.get("initial"), part.get("adjusted"), part.get("completion"), count)


def _one_form(first: IndicatorTable, second: IndicatorTable) -> bool:
    """Whether two tables that follow each other are blocks of one form: the total behind the second is of both."""
    return first.kind == second.kind != "projects" and not first.totals and not first.closed


def _is_word_of_form(text: str) -> bool:
    """Whether a text is itself a label or a header, and so no value of the label beside it."""
    return (
        any(is_label(text, kind) for kind in ("organisation", "project", "total", "grade"))
        or role_of(text, "indicator") is not None
        or role_of(text, "funds") is not None
    )


def _printed_weight(head: Row, header: Header, number: int) -> Field | None:
    """The points of the budget's execution that its header announces: 得分(20分*执行率), 预算执行情况(20分)."""
    if Role.WEIGHT in header or Role.SCORE not in header:
        return None
    score = head.cells[header.columns[Role.SCORE][0]]
    before = [c for c, role in zip(head.cells, header.roles, strict=False) if role is None]
    for cell in (score, *before):
        if cell is None or not cell.text.strip():
            continue
        text = tidy(cell.text)
        found = _IN_HEADER.search(plain(text))
        quantity = points(found[1]) if found else None
        if found and quantity is not None:
            place = Place(table_row(number, head.number, squeeze(text)), cell.location, text, span=found.span(1))
            return Field(found[1], place, quantity)
    return None


def _own(row: Row, column: int) -> Cell | None:
    """The cell with text that begins in this row, at a column."""
    cell = row.cells[column] if column < len(row.cells) else None
    return cell if cell is not None and cell.row == row.number and cell.text.strip() else None


def _is_title(text: str) -> bool:
    return len(text) <= _TITLE_LENGTH and bool(_TITLE.search(text)) and not is_label(text, "section")


def _full_mark(text: str) -> Quantity | None:
    found = re.search(r"满分\s*(\d+(?:\.\d+)?)", text)
    return points(found[1]) if found else None


def _funds_total(name: str) -> bool:
    """Whether a row is the whole: called so, or by the names of its columns (预算数/到位数/执行数)."""
    columns = label(name).split("/")
    return label(name) in labels("total", "funds_row") or (
        len(columns) > 1 and all(role_of(column, "funds") for column in columns)
    )


def _funds_name(name: str) -> bool:
    bare = label(name)
    return _funds_total(name) or any(word in bare for word in load("headers")["funds_row"]["part"])


class _Line(Struct):
    """One row of an indicator section after alignment: texts and cells by column."""

    number: int
    cells: dict[int, Cell]
    texts: dict[int, str]
    mended: frozenset[int] = frozenset()


class _Heading(Struct):
    """A level cell that is open: its text, its points, and what has come under it."""

    text: str
    place: Place
    weight: Field | None
    score: Field | None = None
    children: list[Indicator] = []
    complete: bool = True


class _Section:
    """The rows under one indicator header."""

    def __init__(
        self, walk: _Walk, header: Header, body: list[Row], start: int, totals: list[Total], closed: bool
    ) -> None:
        self.walk = walk
        self.header = header
        self.body = body
        self.start = start
        self.totals = totals
        self.closed = closed
        self.exact = walk.table.exact
        self.levels: dict[Role, str] = {}
        self.open: dict[Role, _Heading] = {}
        self.indicators: list[Indicator] = []
        self.groups: list[Group] = []
        self.unread: list[Place] = []
        self.incomplete: list[Place] = []
        self.project = ""
        self.subtitle = ""

    def build(self) -> None:
        """Read the rows and hand the table (one a project) to the walk."""
        has_project = Role.PROJECT in self.header and len(set(self.header.columns[Role.PROJECT])) > 0
        if block := self._block():
            self.open[Role.BLOCK] = block
        for line in self._lines():
            if has_project and (project := self._text(line, Role.PROJECT)) and project != self.project:
                self._finish()
                self.project = project
            if has_project:
                self._project_total(line)
            unread = len(self.unread)
            self._row(line)
            self._enter(line, understood=len(self.unread) == unread)
        self._finish()

    def _enter(self, line: _Line, *, understood: bool) -> None:
        """Enter a row's cells by the columns of the header."""
        ledger, roles = self.walk.ledger, self.header.roles
        if not understood:
            ledger.leave_row(line.cells.values())
        extra = {**dict.fromkeys(self.header.spare, Role.TARGET), **dict.fromkeys(self.header.levels.values(), Role.WEIGHT)}
        for column, cell in line.cells.items():
            role = (roles[column] if column < len(roles) else None) or extra.get(column)
            text = self.header.texts[column] if column < len(self.header.texts) else ""
            if role is None and role_of(text, "indicator"):
                role = Role.OTHER  # what it says stands in another column that says it more exactly
            ledger.column(cell, role, text)

    def _finish(self) -> None:
        for role in sorted(self.open, key=lambda r: r is Role.BLOCK):
            self._close(role)
        if self.indicators or self.unread:
            walk = self.walk
            first = self.indicators[0].place if self.indicators else self.unread[0]
            measured = Role.TARGET in self.header or Role.COMPLETION in self.header
            kind = "projects" if self.project else "indicators" if measured else "scoring"
            number = walk.number
            walk.content.tables.append(
                IndicatorTable(
                    number, self.project or walk.title, kind, Place((Step("table", number),), self._head_location(first)),  # type: ignore[arg-type]
                    tuple(self._executions()), self._roles(), tuple(self.groups), tuple(self.totals),
                    (), tuple(self.unread), tuple(self.incomplete), self.header.printed, self.closed or bool(self.totals),
                )
            )  # fmt: skip
            walk.forms.append(walk.form)
            walk.content.totals.extend(self.totals)
        self.indicators, self.groups, self.unread, self.incomplete, self.totals = [], [], [], [], []
        self.levels, self.open = {}, {}

    def _roles(self) -> frozenset[Role]:
        """The roles of the columns, and that of weights where they stand in the names."""
        named = any(i.weight is not None for i in self.indicators)
        return frozenset(self.header.columns) | ({Role.WEIGHT} if named else set())

    def _block(self) -> _Heading | None:
        """The heading of the whole block beside its header, with its points: 年度绩效目标1(40分)."""
        if Role.PROJECT in self.header:
            return None
        row = self.walk.rows[self.start]
        for column, cell in enumerate(row.cells):
            if cell is None or cell.row != row.number or column >= len(self.header.roles):
                continue
            text = tidy(cell.text)
            if self.header.roles[column] is None and "分" in text and (stated := points_of(text)):
                place = Place(table_row(self.walk.number, row.number, squeeze(text)), cell.location, text)
                return _Heading(stated[0], place, Field(text, place, stated[1]))
        return None

    def _head_location(self, first: Place) -> Location:
        head = next((c.location for c in self.walk.rows[self.start].cells if c), first.location)
        return replace(head, row=first.location.row or head.row)

    def _executions(self) -> Iterator[Indicator]:
        """The indicators with the budget execution row marked."""
        words = load("headers")["execution"]
        names = set(map(squeeze, words["names"]))
        ten = set(map(squeeze, words["only_with_ten_points"]))
        plain_names = [label(i.name.text) for i in self.indicators]
        other = any(n in names for n in plain_names)
        for indicator, name in zip(self.indicators, plain_names, strict=True):
            weight = indicator.weight.quantity if indicator.weight else None
            is_execution = name in names or (
                name in ten and not other and weight is not None and weight.value == 10
            )
            if (
                is_execution
                and indicator.completion is not None
                and not indicator.completion
                and indicator.target
                and not self.exact
            ):
                indicator = replace(indicator, completion=indicator.target, target=indicator.completion)
            yield replace(indicator, execution=True) if is_execution else indicator

    # ── rows ──────────────────────────────────────────────────────────────────────────────────────────

    def _lines(self) -> Iterator[_Line]:
        if self.exact:
            for row in self.body:
                yield _line(row.number, dict(enumerate(row.cells)))
            return
        yield from _joined(list(self._aligned()), self.header)

    def _aligned(self) -> Iterator[_Line]:
        """Rows of running text: as they stand where they fit, laid under the columns otherwise."""
        roles = self.header.roles
        width = len(roles)
        waiting: list[Row] = []
        for row in self.body:
            lines = {c.location.line for c in row.cells if c}
            on_one_line = len(lines) <= max(1, sum(1 for c in row.cells if c is not None) // 3)
            stands = align.fits(roles, row.texts) and len(row.texts) <= width
            if on_one_line and not waiting:
                if stands:
                    yield _line(row.number, dict(enumerate(row.cells)))
                else:
                    yield from self._laid([row])
                continue
            whole = sum(1 for c in row.cells if c is not None) == width
            if whole and stands:
                yield from self._laid(waiting)
                waiting = []
                yield _line(row.number, dict(enumerate(row.cells)))
                continue
            waiting.append(row)
            count = sum(1 for r in waiting for c in r.cells if c is not None)
            if count == width and align.fits(
                roles, [t for r in waiting for c, t in zip(r.cells, r.texts, strict=True) if c]
            ):
                yield _line(waiting[0].number, dict(enumerate(c for r in waiting for c in r.cells if c)))
                waiting = []
            elif count > width:
                yield from self._laid(waiting)
                waiting = []
        yield from self._laid(waiting)

    def _laid(self, rows: list[Row]) -> Iterator[_Line]:
        cells: list[Cell] = []
        stream: list[align.Token] = []
        for row in rows:
            for index, cell in enumerate(c for c in row.cells if c is not None):
                stream.append(align.Token(cell.text, len(cells), index == 0 and bool(stream)))
                cells.append(cell)
        for laid in align.align(self.header.roles, stream):
            found = {column: cells[token.key] for column, token in laid.items()}
            if found:
                yield _line(next(iter(found.values())).row, found)

    def _columns(self, line: _Line, role: Role) -> tuple[int, ...]:
        """Where a row's cell of a role stands: the spare columns for a target that was not adjusted."""
        columns = self.header.columns.get(role, ())
        unadjusted = role is Role.TARGET and all(squeeze(line.texts.get(c, "")) in BLANKS for c in columns)
        return self.header.spare if unadjusted and any(map(line.texts.get, self.header.spare)) else columns

    def _text(self, line: _Line, role: Role) -> str:
        parts = dict.fromkeys(line.texts.get(c, "") for c in self._columns(line, role))
        return "".join(p for p in parts if p)

    def _cell(self, line: _Line, role: Role) -> tuple[Cell | None, int | None]:
        columns = self._columns(line, role)
        filled = [c for c in columns if line.texts.get(c)]
        for column in (*filled, *columns):
            if column in line.cells:
                return line.cells[column], column
        return None, columns[0] if columns else None

    def _row(self, line: _Line) -> None:
        name = self._text(line, Role.NAME)
        name_cell, name_column = self._cell(line, Role.NAME)
        values = {
            r: self._text(line, r)
            for r in (Role.TARGET, Role.COMPLETION, Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE)
        }
        filled = any(v and squeeze(v) not in BLANKS for v in values.values())
        view, order = self._shown(line)
        if any(is_label(self._text(line, r), "subtotal_row") for r in (Role.NAME, Role.LEVEL2, Role.LEVEL3)):
            self._subtotal(line, view, order)
            return
        self._enter_levels(line, name, view, order)
        if not squeeze(name) or _TEMPLATE.match(squeeze(name)) or _NUMBER.fullmatch(squeeze(name)):
            if filled:
                self._nameless(line, values, view, order)
            elif any(
                line.texts.get(c) for r in (Role.LEVEL1, Role.LEVEL2) for c in self.header.columns.get(r, ())
            ):
                self._leave_gap(line)
            return
        assert name_cell is not None
        if self._level_row(line, name, values, view, order):
            return
        if not filled and Role.WEIGHT in self.header:
            if _bonus(*self.levels.values(), name):
                return
            self._leave_gap(line)
            own = name_cell.colspan <= 2 and name_cell.row == line.number if self.exact else self._whole(line)
            if not own:
                return
        route = table_row(self.walk.number, line.number, squeeze(name))
        place = Place(
            route,
            name_cell.location,
            name,
            view,
            order.get(name_column) if name_column is not None else None,
        )
        indicator = self._indicator(line, place, view, order)
        self.indicators.append(indicator)
        for heading in self.open.values():
            heading.children.append(indicator)
            if not indicator.joint and (indicator.weight is None or indicator.weight.quantity is None):
                heading.complete = False

    def _level_row(
        self, line: _Line, name: str, values: dict[Role, str], view: RowView, order: dict[int, int]
    ) -> bool:
        """Whether a row of a table without level columns is a level: 一、产出指标 with the points of the rows below it."""
        if Role.LEVEL1 in self.header or Role.LEVEL2 in self.header or not _LEVEL.match(squeeze(name)):
            return False
        self._close(Role.LEVEL1)
        self.levels.pop(Role.LEVEL1, None)
        if any(values[r] for r in values if r is not Role.WEIGHT) or not points(values[Role.WEIGHT]):
            return False
        self.levels[Role.LEVEL1] = name
        cell, _ = self._cell(line, Role.NAME)
        assert cell is not None
        route = table_row(self.walk.number, line.number, squeeze(name))
        weight = self._points(line, Role.WEIGHT, route, view, order)
        self.open[Role.LEVEL1] = _Heading(name, Place(route, cell.location, name, view, 0), weight)
        return True

    def _whole(self, line: _Line) -> bool:
        """Whether a row of running text has all its cells, and a level beside the name: no line of text does."""
        levels = [c for r in (Role.LEVEL1, Role.LEVEL2) for c in self.header.columns.get(r, ())]
        return len(line.cells) == len(self.header.roles) and any(line.texts.get(c) for c in levels)

    def _shown(self, line: _Line) -> tuple[RowView, dict[int, int]]:
        cells = [line.cells.get(c) for c in range(len(self.header.texts))]
        view, order = view_of(self.header, cells)
        texts = list(view.cells)
        for column in line.mended:
            if column in order:
                texts[order[column]] = line.texts[column]
        return RowView(view.headers, tuple(texts)), order

    def _leave_gap(self, line: _Line) -> None:
        cell = next((c for c in line.cells.values() if c.text.strip()), None)
        if cell is not None:
            self.incomplete.append(
                Place(table_row(self.walk.number, line.number), cell.location, tidy(cell.text))
            )
        for heading in self.open.values():
            heading.complete = False

    def _nameless(self, line: _Line, values: dict[Role, str], view: RowView, order: dict[int, int]) -> None:
        """A row with figures and no name: a level's own points, or a row that could not be read."""
        level = next((r for r in (Role.LEVEL2, Role.LEVEL1) if self._text(line, r)), None)
        text = self._text(line, level) if level else ""
        weight = self._points(
            line, Role.WEIGHT, table_row(self.walk.number, line.number, squeeze(text)), view, order
        )
        only_points = not values[Role.TARGET] and not values[Role.COMPLETION]
        if level and only_points and level in self.open and weight and weight.quantity:
            heading = self.open[level]
            score = self._points(line, Role.SCORE, heading.place.route, view, order)
            self.open[level] = replace_heading(heading, weight=heading.weight or weight, score=score)
            return
        cell = next((c for c in line.cells.values() if c.text.strip()), None)
        if cell is not None:
            place = Place(table_row(self.walk.number, line.number), cell.location, tidy(cell.text), view, 0)
            self.unread.append(place)
        for heading in self.open.values():
            heading.complete = False

    def _subtotal(self, line: _Line, view: RowView, order: dict[int, int]) -> None:
        """A row of a level's own points (小计) belongs to the widest level that is open, not to the indicators."""
        heading = self.open.get(Role.LEVEL1) or self.open.get(Role.LEVEL2)
        if heading is not None:
            weight = self._points(line, Role.WEIGHT, heading.place.route, view, order)
            score = self._points(line, Role.SCORE, heading.place.route, view, order)
            replace_heading(heading, weight=heading.weight or weight, score=score)

    def _enter_levels(self, line: _Line, name: str, view: RowView, order: dict[int, int]) -> None:
        for role in (Role.LEVEL1, Role.LEVEL2):
            if role not in self.header:
                continue
            text = self._text(line, role)
            if not text or text == self.levels.get(role):
                continue
            self.levels[role] = text
            for inner in (Role.LEVEL1, Role.LEVEL2) if role is Role.LEVEL1 else (Role.LEVEL2,):
                self._close(inner)
            if role is Role.LEVEL1 and Role.LEVEL2 in self.levels and not self._text(line, Role.LEVEL2):
                del self.levels[Role.LEVEL2]
            cell, _ = self._cell(line, role)
            assert cell is not None
            place = Place(
                table_row(self.walk.number, line.number, squeeze(text)), cell.location, text, view, 0
            )
            stated = points_of(text)
            weight = (
                Field(text, place, stated[1])
                if stated
                else self._level_weight(line, role, place.route, view, order)
            )
            self.open[role] = _Heading(stated[0] if stated else text, place, weight)

    def _level_weight(
        self, line: _Line, role: Role, route: Route, view: RowView, order: dict[int, int]
    ) -> Field | None:
        """A level's points where they have a column of their own."""
        column = self.header.levels.get(role)
        cell = line.cells.get(column) if column is not None else None
        if cell is None or column is None or (quantity := points(cell.text)) is None:
            return None
        text = tidy(cell.text)
        return Field(
            text,
            Place(
                (*route, Step("part", name=squeeze(self.header.texts[column]))),
                cell.location,
                text,
                view,
                order.get(column),
            ),
            quantity,
        )

    def _close(self, role: Role) -> None:
        heading = self.open.pop(role, None)
        if heading is None or heading.weight is None or not heading.children:
            return
        children: tuple[Indicator | Group, ...] = tuple(heading.children)
        complete = heading.complete
        if role is Role.BLOCK and self.groups and not any(i.weight for i in heading.children):
            # Where only the levels have points, the block is made of its levels.
            children = tuple(_widest(self.groups))
            held = sum(len(g.children) for g in children if isinstance(g, Group))
            complete = held == len(heading.children)
        name = squeeze(heading.text)
        self.groups.append(Group(name, heading.place, heading.weight, heading.score, children, complete))

    def _points(
        self, line: _Line, role: Role, route: Route, view: RowView, order: dict[int, int]
    ) -> Field | None:
        return self._field(line, role, route, view, order, points)

    def _field(
        self, line: _Line, role: Role, route: Route, view: RowView, order: dict[int, int], read: object
    ) -> Field | None:
        if role not in self.header:
            return None
        cell, column = self._cell(line, role)
        assert column is not None
        text = self._text(line, role)
        head = squeeze(self.header.texts[column])
        location = cell.location if cell else self._missing(line)
        quantity = read(text) if callable(read) and text else None
        place = Place(
            (*route, Step("part", name=head)),
            location,
            text,
            view,
            order.get(column),
            repaired=column in line.mended,
        )
        return Field(text, mended(place, quantity), quantity)

    def _missing(self, line: _Line) -> Location:
        """The place of a cell that is not there: the row's first cell without its column."""
        first = next(iter(line.cells.values())).location
        return replace(first, column=None, cell=None, bbox=None)

    def _indicator(self, line: _Line, place: Place, view: RowView, order: dict[int, int]) -> Indicator:
        def make(role: Role, read: object = None) -> Field | None:
            return self._field(line, role, place.route, view, order, read)

        unit_field = make(Role.UNIT)
        unit = (
            unit_of(unit_field.text)
            if unit_field and unit_field and quantity_of(unit_field.text) is None
            else ""
        )
        direction_field, other = make(Role.DIRECTION), make(Role.POLARITY)
        # Of two columns the one that holds a sign is the sign's, however they are headed.
        if (
            other
            and direction_of(other.text)
            and not (direction_field and direction_of(direction_field.text))
        ):
            direction_field, other = other, direction_field
        direction = direction_of(direction_field.text) if direction_field else None
        target = make(Role.TARGET, lambda t: target_of(t, unit)[1])
        if target and direction is None:
            direction = target_of(target.text)[0]
        own_unit = target.quantity.unit if target and target.quantity else ""
        completion = make(Role.COMPLETION, lambda t: quantity_of(t, unit or own_unit))
        if (
            target
            and target.quantity
            and not target.quantity.unit
            and completion
            and completion.quantity
            and completion.quantity.unit
        ):
            target = replace(target, quantity=target.quantity.with_unit(completion.quantity.unit))
        progress = Role.COMPLETION in self.header and "进度" in self.header.texts[self.header.columns[Role.COMPLETION][0]]
        if progress and completion and completion.quantity and completion.quantity.unit == "%" != (unit or own_unit):
            # How far along it is says nothing of the value that was reached.
            completion = replace(completion, quantity=None)
        joint = False
        weight, score = make(Role.WEIGHT, points), make(Role.SCORE, points)
        if weight is None and "分" in place.text and (stated := points_of(place.text)):
            at = place.text.rfind(stated[1].text)
            weight = Field(stated[1].text, replace(place, route=place.to("分值"), span=(at, at + len(stated[1].text))), stated[1])
        for role in (Role.WEIGHT, Role.SCORE):
            cell, _ = self._cell(line, role)
            if cell is None or cell.rowspan < 2 or not self.exact:
                continue
            joint = True
            if cell.row != line.number and role is Role.WEIGHT:
                weight = None
            elif cell.row != line.number:
                score = None
        bonus = _bonus(*self.levels.values(), place.text)
        return Indicator(
            name=Field(place.text, place), place=place, level1=self.levels.get(Role.LEVEL1), level2=self.levels.get(Role.LEVEL2),
            direction=direction, direction_field=direction_field, polarity=_polarity(other, direction_field), target=target, unit=unit_field, completion=completion,
            weight=weight, score=score, item_score=make(Role.ITEM_SCORE, points), grade=make(Role.GRADE),
            note=make(Role.NOTE), deduction=make(Role.DEDUCTION, points), coefficient=make(Role.COEFFICIENT, quantity_of),
            completion_rate=make(Role.COMPLETION_RATE, quantity_of), deviation=make(Role.DEVIATION, quantity_of),
            review_score=make(Role.REVIEW_SCORE, points), previous=make(Role.PREVIOUS, quantity_of), bonus=bonus, joint=joint, extra=bool(_EXTRA.search(self._text(line, Role.EXPLANATION))),
        )  # fmt: skip

    def _project_total(self, line: _Line) -> None:
        cell, column = self._cell(line, Role.TOTAL)
        if cell is None or column is None or cell.row != line.number or not (value := points(cell.text)):
            return
        head = squeeze(self.header.texts[column])
        place = Place(
            (*table_row(self.walk.number, line.number, squeeze(self.project)), Step("part", name=head)), cell.location, tidy(cell.text),
            RowView((head,), (tidy(cell.text),)), 0,
        )  # fmt: skip
        self.totals.append(Total(head, Field(tidy(cell.text), place, value), self.walk.number))


def _stated(cells: Sequence[Cell]) -> list[tuple[Cell, Quantity]]:
    """The points behind a total's label: the score alone, or the full mark and the score (总分 100 96)."""
    found: list[tuple[Cell, Quantity]] = []
    for cell in cells:
        value = points(cell.text)
        if value is None or value.hedge is not Hedge.NONE or (found and found[0][1].value < value.value):
            break
        found.append((cell, value))
    return found


def _polarity(*fields: Field | None) -> Polarity | None:
    """What the first field says that is of which way is better."""
    said = ((polarity_of(field.text), field) for field in fields if field is not None)
    return next((Polarity(higher, field) for higher, field in said if higher is not None), None)


def _bonus(*names: str) -> bool:
    """Whether one of the names is of points taken off or added, outside the 100."""
    return any(word in squeeze(name) for name in names for word in ("扣分项", "加分项"))


def replace_heading(heading: _Heading, weight: Field | None, score: Field | None) -> _Heading:
    """The heading with its own points."""
    heading.weight, heading.score = weight, score
    return heading


def _widest(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups that are no part of another one."""
    held: set[int] = set()
    for group in sorted(groups, key=lambda g: -len(g.children)):
        rows = {id(child) for child in group.children}
        if held.isdisjoint(rows):
            held |= rows
            yield group


def _line(number: int, cells: Mapping[int, Cell | None]) -> _Line:
    there = {column: cell for column, cell in cells.items() if cell is not None}
    return _Line(number, there, {column: tidy(cell.text) for column, cell in there.items()})


def _joined(lines: list[_Line], header: Header) -> Iterator[_Line]:
    """The lines with rows cut by a page break put together again.

    Where nearly every row carries points, one without any that follows another is that row's second half.
    """
    scored = (Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE)
    columns = [c for role in scored for c in header.columns.get(role, ())]

    def has_points(line: _Line) -> bool:
        return any(line.texts.get(c) for c in columns)

    cut = [line for line in lines if not has_points(line)]
    if not columns or not cut or len(cut) > max(1, 0.2 * len(lines)) or not has_points(lines[0]):
        yield from lines
        return
    whole: list[_Line] = []
    for line in lines:
        if has_points(line) or not _fragment(line, header):
            whole.append(line)
            continue
        previous = whole.pop()
        texts = dict(previous.texts)
        for column, text in line.texts.items():
            if text:
                texts[column] = texts.get(column, "") + text
        mended = previous.mended | {c for c, t in line.texts.items() if t}
        whole.append(_Line(previous.number, {**line.cells, **previous.cells}, texts, mended))
    yield from whole


def _fragment(line: _Line, header: Header) -> bool:
    """Whether a row without points can be a cut row's rest: it goes on in the name and a value column."""
    if len(line.cells) >= len(header.roles):
        return False  # a row with all its cells, empty ones too, is whole
    name = any(line.texts.get(c) for c in header.columns[Role.NAME])
    value = any(line.texts.get(c) for r in (Role.TARGET, Role.COMPLETION) for c in header.columns.get(r, ()))
    return name and value

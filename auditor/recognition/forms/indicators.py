"""The section under a header of indicators: where it ends, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from msgspec.structs import replace

from auditor.document import Cell, Location
from auditor.lexicon import load
from auditor.model.form import Direction, Indicator, IndicatorTable, Polarity, Role, Total
from auditor.model.place import BLANKS, Field, Place, RowView, Step, table_row
from auditor.patterns import Pattern
from auditor.quantity import squeeze
from auditor.recognition.forms import funds, levels, shapes
from auditor.recognition.forms.grid import NUMBER, Row, Sheet, place_of
from auditor.recognition.forms.heads import LONG_TEXT, is_title, loose, total_grade
from auditor.recognition.forms.levels import Levels
from auditor.recognition.forms.lists import money_begins
from auditor.recognition.forms.roles import Header, is_execution, is_label, label, labels, role_of
from auditor.recognition.forms.rows import Columns, Line, Shown, lines
from auditor.recognition.forms.totals import enter_total, read_total
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
_TEN = Decimal(10)
_TEMPLATE = Pattern(r"^(指标\s*\d*\s*[:：]?|…+|\.{3,}|指标\d+[:：]…*)$")
_NOTHING = BLANKS - {""}
_SENTENCE = Pattern(r"[，。；]")
_EXTRA = Pattern(r"加\s*\d+(?:\.\d+)?\s*分|加分", needs="加")


def _enter(sheet: Sheet, at: int, header: Header) -> None:
    """Enter a header's cells into the ledger; points in the header of the scores are used."""
    for row in sheet.rows[at : at + header.height]:
        sheet.ledger.heading(*row.own)
        scores = (c for c, r in zip(row.cells, header.roles, strict=False) if c and r is Role.SCORE)
        sheet.ledger.use("score", *(c for c in scores if any(map(str.isdigit, c.text))))


def read(sheet: Sheet, at: int, header: Header) -> int:
    start = at
    _enter(sheet, at, header)
    at += header.height
    body: list[Row] = []
    totals: list[Row] = []
    funded = -1
    while at < len(sheet.rows):
        row = sheet.rows[at]
        if not any(row.texts):
            at += 1
            continue
        if _repeats(row, header) and not (body and (totals or _another_block(row, header))):
            sheet.ledger.heading(*row.own)
            if body and len(body[0].distinct) > 1 and _begins_again(sheet, at + 1, body[0]):
                while len(body[-1].distinct) == 1:
                    at = body.pop().number - 1
                break
            at += 1
            continue
        if body and _heads_block(sheet, at, header):
            break
        if body and money_begins(sheet.rows, at):
            break
        if sheet.is_header(at) or _title_row(row, header) or _next_title(sheet, at):
            break
        if _across(sheet, row):
            loose(sheet, row)
            at += 1
            continue
        if funds.among_indicators(sheet, row, header, below=funded == at):
            at += 1
            funded = at
            continue
        if sheet.is_total(row):
            totals.append(row)
            at += 1
            continue
        if sheet.is_foot(row):
            break
        if sheet.is_signature(row):
            loose(sheet, row)
            at += 1
            continue
        if totals and body and not _measured(sheet, row, header):
            _remark(sheet, row)
            at += 1
            continue
        body.append(row)
        at += 1
    header, body, totals = _told(sheet, header, body, totals)
    sheet.content.header = header if at >= len(sheet.rows) and not totals else None
    _Section(sheet, header, body, start, list(_totals(sheet, header, totals)), bool(totals)).build()
    return at


def _told(
    sheet: Sheet, header: Header, body: list[Row], totals: list[Row]
) -> tuple[Header, list[Row], list[Row]]:
    """The header, the rows and the total rows, with what only the figures tell: roles of columns, a total's row."""
    last = next((row for row in reversed(body) if len(row.own) > 1), None)
    others = [row for row in body if row is not last]
    nameless = last is not None and not totals and shapes.alone(last, header)
    header = shapes.completed(header, others if nameless else body)
    if last is not None and nameless and shapes.takes_all(last, header, others):
        totals, body = [last], others
    elif last is not None and nameless and shapes.spread(last, header):
        sheet.ledger.leave_row(last.own)
        body = others
    return header, body, totals


def _totals(sheet: Sheet, header: Header, rows: Sequence[Row]) -> Iterator[Total]:
    for row in rows:
        enter_total(sheet, row, header)
        if total := read_total(sheet, row, header):
            total_grade(sheet, sheet.cells(row)[-1:], row)
            yield total


def _repeats(row: Row, header: Header) -> bool:
    texts = [squeeze(t) for t in row.texts]
    same = sum(1 for a, b in zip(texts, header.texts, strict=False) if a and a == squeeze(b))
    return same >= 3 and same >= 0.6 * sum(1 for t in texts if t)


def _heads_block(sheet: Sheet, at: int, header: Header) -> bool:
    """Whether a row is the heading of another block, with its points, over a header that comes again."""
    cells = sheet.rows[at].distinct
    return (
        len(cells) == 1
        and "分" in cells[0].text
        and points_of(cells[0].text) is not None
        and at + 1 < len(sheet.rows)
        and _repeats(sheet.rows[at + 1], header)
    )


def _another_block(row: Row, header: Header) -> bool:
    """Whether a header that comes again opens another block: the points beside it are called otherwise."""
    return any(
        role is None and a != b and "分" in a and points_of(a) is not None
        for a, b, role in zip(row.texts, header.texts, header.roles, strict=False)
    )


def _begins_again(sheet: Sheet, at: int, first: Row) -> bool:
    """Whether the rows under a repeated header are the form once more: its first row returns."""
    return at < len(sheet.rows) and sheet.rows[at].texts[:_FIRST_CELLS] == first.texts[:_FIRST_CELLS]


def _title_row(row: Row, header: Header) -> bool:
    cells = row.distinct
    text = tidy(cells[0].text)
    return (
        len(cells) == 1
        and len(header.columns) > 2
        and ("自评" in text or "绩效评价" in text)
        and len(text) > 6
        and not is_label(text, "total_row")
    )


def _next_title(sheet: Sheet, at: int) -> bool:
    """Whether the row only holds the title of another form, whose header follows."""
    cells = sheet.rows[at].distinct
    return (
        len(cells) == 1
        and is_title(tidy(cells[0].text))
        and at + 1 < len(sheet.rows)
        and sheet.is_header(at + 1)
    )


def _across(sheet: Sheet, row: Row) -> bool:
    """Whether the row is one cell over most columns that is no heading of a level: a note."""
    cells = row.distinct
    text = squeeze(cells[0].text)
    return (
        len(cells) == 1
        and cells[0].colspan >= max(3, sheet.table.width // 2)
        and not (text.endswith("指标") or points_of(text) or sheet.is_total(row) or sheet.is_foot(row))
    )


def _measured(sheet: Sheet, row: Row, header: Header) -> bool:
    """Whether a row behind the total has points or values of an indicator."""
    if not sheet.exact:
        return sum(1 for t in row.texts if NUMBER.fullmatch(squeeze(t))) > 1
    roles = (Role.WEIGHT, Role.SCORE, Role.TARGET, Role.COMPLETION)
    columns = [c for r in roles for c in header.columns.get(r, ())]
    cells = [row.cells[c] for c in columns if c < len(row.cells)]
    return any(c is not None and c.colspan < 3 and quantity_of(c.text) is not None for c in cells)


def _remark(sheet: Sheet, row: Row) -> None:
    """A row below the total: what it says of reasons and measures is text of the form."""
    loose(sheet, row)
    for cell in (sheet.cells(row))[1:]:
        text = tidy(cell.text)
        if squeeze(text) not in BLANKS and len(squeeze(text)) < LONG_TEXT:
            sheet.content.passages.append(Field(text, place_of(sheet.number, row, cell)))


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────


class _Section:
    """The rows under one header, read into tables: one, or one a project."""

    def __init__(
        self, sheet: Sheet, header: Header, body: list[Row], start: int, totals: list[Total], closed: bool
    ) -> None:
        self.sheet = sheet
        self.header = header
        self.body = body
        self.start = start
        self.totals = totals
        self.closed = closed
        self.columns = Columns(header)
        self.levels = Levels(self.columns, sheet.number)
        self.indicators: list[Indicator] = []
        self.nameless: list[Place] = []
        self.incomplete: list[Place] = []
        self.project = ""

    def build(self) -> None:
        """Read the rows and hand the table (one a project) to the sheet."""
        above = self.sheet.rows[self.start - 1] if self.start else None
        if block := levels.block(self.sheet.number, above, self.sheet.rows[self.start], self.header):
            self.levels.open[Role.BLOCK] = block
        rows = list(lines(self.header, self.body, self.sheet.exact))
        names = [self.columns.text(line, Role.NAME) for line in rows]
        for line, following in zip(rows, [*names[1:], ""], strict=False):
            if Role.PROJECT in self.header:
                project = self.columns.text(line, Role.PROJECT)
                if project and project != self.project:
                    self._finish()
                    self.project = project
                self._project_total(line)
            nameless = len(self.nameless)
            self._row(line, following)
            self._enter(line, understood=len(self.nameless) == nameless)
        self._finish()

    def _enter(self, line: Line, *, understood: bool) -> None:
        """Enter a row's cells into the ledger by the columns of the header."""
        ledger, header = self.sheet.ledger, self.header
        if not understood:
            ledger.leave_row(line.cells.values())
        extra = dict.fromkeys(header.spare, Role.TARGET) | dict.fromkeys(header.levels.values(), Role.WEIGHT)
        for column, cell in line.cells.items():
            role = (header.roles[column] if column < len(header.roles) else None) or extra.get(column)
            text = header.texts[column] if column < len(header.texts) else ""
            if role is None and role_of(text, "indicator"):
                role = Role.OTHER  # what it says stands in another column that says it more exactly
            ledger.column(cell, role, text)

    def _finish(self) -> None:
        groups = self.levels.finish()
        if self.indicators or self.nameless:
            sheet = self.sheet
            first = self.indicators[0].place if self.indicators else self.nameless[0]
            measured = Role.TARGET in self.header or Role.COMPLETION in self.header
            kind: Literal["indicators", "scoring", "projects"] = (
                "projects" if self.project else "indicators" if measured else "scoring"
            )
            place = Place((Step("table", sheet.number),), self._head_location(first))
            sheet.content.tables.append(
                IndicatorTable(
                    sheet.number, self.project or sheet.title, kind, place, tuple(self._executions()), self._roles(), groups,
                    tuple(self.totals), (), (), tuple(self.incomplete), self.header.printed,
                    self.closed or bool(self.totals),
                )
            )  # fmt: skip
            sheet.forms.append(sheet.form)
            sheet.content.totals.extend(self.totals)
        self.indicators, self.nameless, self.incomplete, self.totals = [], [], [], []

    def _roles(self) -> frozenset[Role]:
        """The roles of the columns, and that of weights where they stand in the names."""
        named = any(i.weight is not None for i in self.indicators)
        return frozenset(self.header.columns) | ({Role.WEIGHT} if named else set())

    def _head_location(self, first: Place) -> Location:
        head = next((c.location for c in self.sheet.rows[self.start].cells if c), first.location)
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
            marked = name in names or (
                name in ten and not other and weight is not None and weight.value == _TEN
            )
            completion, target = indicator.completion, indicator.target
            if marked and completion is not None and not completion and target and not self.sheet.exact:
                indicator = replace(indicator, completion=target, target=completion)
            yield replace(indicator, execution=True) if marked else indicator

    def _row(self, line: Line, following: str) -> None:
        columns, levels = self.columns, self.levels
        name, name_cell, name_column = self._named(line)
        measures = (Role.TARGET, Role.COMPLETION, Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE)
        values = {r: columns.text(line, r) for r in measures}
        filled = any(v and squeeze(v) not in BLANKS for v in values.values())
        if self._remarks(line, name, values, filled):
            _remark(self.sheet, self.sheet.rows[line.number - 1])
            return
        shown = columns.shown(line)
        if levels.across(line, shown):
            self.sheet.ledger.use("level", *line.cells.values())
            return
        if self._sentence(line):
            self.sheet.ledger.leave_row(line.cells.values())
            return
        if self._subtotal(line, name, values):
            levels.subtotal(line, shown)
            return
        levels.enter(line, shown)
        if squeeze(name) in _NOTHING and not any(_figured(v) for v in values.values()):
            self.sheet.ledger.leave_row(line.cells.values())
            return
        if not squeeze(name) or _TEMPLATE.match(squeeze(name)) or NUMBER.fullmatch(squeeze(name)):
            self._unnamed(line, values, filled, shown)
            return
        assert name_cell is not None
        if levels.named(line, name, values, following, shown):
            return
        if not filled and Role.WEIGHT in self.header:
            if _bonus(*levels.texts.values(), name):
                return
            self._leave_gap(line)
            own = name_cell.colspan <= 2 and name_cell.row == line.number
            if not (own if self.sheet.exact else self._whole(line)):
                return
        route = table_row(self.sheet.number, line.number, squeeze(name))
        index = shown.order.get(name_column) if name_column is not None else None
        indicator = self._indicator(line, Place(route, name_cell.location, name, shown.view, index), shown)
        self.indicators.append(indicator)
        levels.add(indicator)
        if is_execution(name) and not self.sheet.content.funds:
            others = [c for c in line.cells.values() if c is not name_cell]
            funds.take_stated(self.sheet, self.sheet.rows[line.number - 1], others)

    def _named(self, line: Line) -> tuple[str, Cell | None, int | None]:
        """A line's name, its cell and its column: the execution of the budget may be named as a level only."""
        name = self.columns.text(line, Role.NAME)
        cell, column = self.columns.cell(line, Role.NAME)
        if not squeeze(name):
            for role in (Role.LEVEL1, Role.LEVEL2):
                if is_execution(level := self.columns.text(line, role)):
                    return level, *self.columns.cell(line, role)
        return name, cell, column

    def _subtotal(self, line: Line, name: str, values: dict[Role, str]) -> bool:
        """Whether a line adds up the points of the lines above it: 小计, 指标得分小计 without a value."""
        texts = [self.columns.text(line, r) for r in (Role.NAME, Role.LEVEL2, Role.LEVEL3)]
        if any(is_label(text, "subtotal_row") for text in texts):
            return True
        valued = any(values[r] not in ("", name) for r in (Role.TARGET, Role.COMPLETION))
        return not valued and any(label(name).endswith(word) for word in labels("subtotal_row"))

    def _sentence(self, line: Line) -> bool:
        """Whether a line is a label with a sentence and no points, in a table that has points: no indicator."""
        cells = list({id(c): c for c in line.cells.values() if squeeze(c.text) not in BLANKS}.values())
        pointed = Role.WEIGHT in self.header or Role.SCORE in self.header
        return (
            pointed
            and len(cells) == 2
            and tidy(cells[1].text).endswith("。")
            and len(cells[0].text) < LONG_TEXT
        )

    def _remarks(self, line: Line, name: str, values: dict[Role, str], filled: bool) -> bool:
        """Whether a row only says something of the form: one text over its values, or a sentence and no value."""
        if any(points(values[r]) for r in (Role.WEIGHT, Role.SCORE)):
            return False
        if not filled:
            return squeeze(name) in _NOTHING or _SENTENCE.search(name) is not None
        target, completion = (self.columns.cell(line, r)[0] for r in (Role.TARGET, Role.COMPLETION))
        across = target is not None and target is completion and len(tidy(target.text)) >= LONG_TEXT
        return across and target is not None and quantity_of(target.text) is None

    def _unnamed(self, line: Line, values: dict[Role, str], filled: bool, shown: Shown) -> None:
        """A row without a name: with figures a level's own points, or a row that could not be read."""
        found = [r for r in (Role.LEVEL2, Role.LEVEL1) if self.columns.text(line, r)]
        if not filled:
            if found:
                self._leave_gap(line)
            return
        only_points = not values[Role.TARGET] and not values[Role.COMPLETION]
        if only_points and self.levels.own_points(line, found[0] if found else None, shown):
            return
        cell = next((c for c in line.cells.values() if c.text.strip()), None)
        if cell is not None:
            place = Place(
                table_row(self.sheet.number, line.number), cell.location, tidy(cell.text), shown.view, 0
            )
            self.nameless.append(place)

    def _leave_gap(self, line: Line) -> None:
        cell = next((c for c in line.cells.values() if c.text.strip()), None)
        if cell is not None:
            route = table_row(self.sheet.number, line.number)
            self.incomplete.append(Place(route, cell.location, tidy(cell.text)))
        self.levels.spoil()

    def _whole(self, line: Line) -> bool:
        """Whether a row of running text has all its cells, and a level beside the name: no line of text does."""
        found = [c for r in (Role.LEVEL1, Role.LEVEL2) for c in self.header.columns.get(r, ())]
        return len(line.cells) == len(self.header.roles) and any(line.texts.get(c) for c in found)

    def _indicator(self, line: Line, place: Place, shown: Shown) -> Indicator:
        def text(role: Role) -> Field | None:
            return self.columns.field(line, role, place.route, shown)

        def pointed(role: Role) -> Field | None:
            return self.columns.field(line, role, place.route, shown, points)

        def figure(role: Role) -> Field | None:
            return self.columns.field(line, role, place.route, shown, quantity_of)

        direction_field, polarity = _signs(text(Role.DIRECTION), text(Role.POLARITY))
        direction, target, unit, completion = self._values(line, place, shown, direction_field)
        weight, score, joint = self._shared(
            line, self._weight(pointed(Role.WEIGHT), place), pointed(Role.SCORE)
        )
        standard = self.columns.text(line, Role.EXPLANATION)
        texts = self.levels.texts
        return Indicator(
            name=Field(place.text, place), place=place, level1=texts.get(Role.LEVEL1), level2=texts.get(Role.LEVEL2),
            direction=direction, direction_field=direction_field, polarity=polarity, target=target, unit=unit,
            completion=completion, weight=weight, score=score, item_score=pointed(Role.ITEM_SCORE),
            grade=text(Role.GRADE), note=text(Role.NOTE), bonus=_bonus(*texts.values(), place.text), joint=joint,
            extra=bool(_EXTRA.search(standard)), deduction=pointed(Role.DEDUCTION), coefficient=figure(Role.COEFFICIENT),
            completion_rate=figure(Role.COMPLETION_RATE), deviation=figure(Role.DEVIATION),
            review_score=pointed(Role.REVIEW_SCORE), previous=figure(Role.PREVIOUS),
            target_sign=target_of(target.text)[0] if target and direction_field else None,
        )  # fmt: skip

    def _values(
        self, line: Line, place: Place, shown: Shown, sign: Field | None
    ) -> tuple[Direction | None, Field | None, Field | None, Field | None]:
        """Direction, target, unit and completion, each figure with the unit that applies."""
        columns, route = self.columns, place.route
        unit = columns.field(line, Role.UNIT, route, shown)
        said = unit_of(unit.text) if unit and quantity_of(unit.text) is None else ""
        target = columns.field(line, Role.TARGET, route, shown, lambda t: target_of(t, said)[1])
        direction = direction_of(sign.text) if sign else None
        if target and direction is None:
            direction = target_of(target.text)[0]
        own = said or (target.quantity.unit if target and target.quantity else "")
        completion = columns.field(line, Role.COMPLETION, route, shown, lambda t: quantity_of(t, own))
        done = completion.quantity if completion else None
        if target and target.quantity and not target.quantity.unit and done is not None and done.unit:
            target = replace(target, quantity=target.quantity.with_unit(done.unit))
        if completion and done is not None and self._progress() and done.unit == "%" != own:
            # How far along it is says nothing of the value that was reached.
            completion = replace(completion, quantity=None)
        return direction, target, unit, completion

    def _progress(self) -> bool:
        """Whether the column of completions says how far along things are (实施进度)."""
        at = self.header.columns.get(Role.COMPLETION)
        return at is not None and "进度" in self.header.texts[at[0]]

    def _weight(self, weight: Field | None, place: Place) -> Field | None:
        """The weight of a row: that of its column, else the one that its name ends with (绩效目标合理性(2分))."""
        if weight is not None or "分" not in place.text or (stated := points_of(place.text)) is None:
            return weight
        start = place.text.rfind(stated[1].text)
        span = (start, start + len(stated[1].text))
        return Field(stated[1].text, replace(place, route=place.to("分值"), span=span), stated[1])

    def _shared(
        self, line: Line, weight: Field | None, score: Field | None
    ) -> tuple[Field | None, Field | None, bool]:
        """Weight and score, None where the cell is that of a row above, and whether other rows share one of them."""
        joint = False
        for role in (Role.WEIGHT, Role.SCORE):
            cell, _ = self.columns.cell(line, role)
            if cell is None or cell.rowspan < 2 or not self.sheet.exact:
                continue
            joint = True
            if cell.row != line.number:
                weight, score = (None, score) if role is Role.WEIGHT else (weight, None)
        return weight, score, joint

    def _project_total(self, line: Line) -> None:
        cell, column = self.columns.cell(line, Role.TOTAL)
        if cell is None or column is None or cell.row != line.number or not (value := points(cell.text)):
            return
        head, text = squeeze(self.header.texts[column]), tidy(cell.text)
        route = (*table_row(self.sheet.number, line.number, squeeze(self.project)), Step("part", name=head))
        place = Place(route, cell.location, text, RowView((head,), (text,)), 0)
        self.totals.append(Total(head, Field(text, place, value), self.sheet.number))


def _signs(direction: Field | None, other: Field | None) -> tuple[Field | None, Polarity | None]:
    """The column of signs, and what the other one says of which way is better.

    Of two columns the one that holds a sign is the sign's, however they are headed.
    """
    if other and direction_of(other.text) and not (direction and direction_of(direction.text)):
        direction, other = other, direction
    return direction, _polarity(other, direction)


def _polarity(*fields: Field | None) -> Polarity | None:
    """What the first field says that is of which way is better."""
    said = ((polarity_of(field.text), field) for field in fields if field is not None)
    return next((Polarity(higher, field) for higher, field in said if higher is not None), None)


def _bonus(*names: str) -> bool:
    """Whether one of the names is of points taken off or added, outside the 100."""
    return any(word in squeeze(name) for name in names for word in ("扣分项", "加分项"))


def _figured(text: str) -> bool:
    """Whether a cell holds more than a dash or a nought."""
    quantity = quantity_of(text)
    return bool(quantity.value) if quantity is not None else squeeze(text) not in BLANKS

"""Totals: the rows that state them, the tables that they are of, and lists of results, one row a project."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell
from auditor.lexicon import load
from auditor.model.form import Grade, IndicatorTable, Role, Total
from auditor.model.place import BLANKS, Field, Place, RowView, Step, table_row
from auditor.model.relations import Mention, Relation
from auditor.patterns import Pattern
from auditor.quantity import Quantity, squeeze
from auditor.recognition.forms.grid import Row, Sheet, figure, view_of
from auditor.recognition.forms.roles import Header, is_label, label, role_of
from auditor.recognition.ledger import figures
from auditor.recognition.relations import made
from auditor.recognition.statements import grade_of
from auditor.recognition.values import points, quantity_of, tidy

_FULL_MARK = Pattern(r"满分\s*(\d+(?:\.\d+)?)")


# ── Total rows ────────────────────────────────────────────────────────────────────────────────────────


def read_total(sheet: Sheet, row: Row, header: Header) -> Total | None:
    values: dict[Role, Field] = {}
    view, order = view_of(header, row.cells)
    first = sheet.first(row)
    name = tidy(first.text) if first is not None else ""
    for role in (Role.WEIGHT, Role.SCORE):
        for column in header.columns.get(role, ()):
            cell = row.cells[column] if column < len(row.cells) else None
            if cell and (quantity := points(cell.text)):
                place = Place(
                    (*table_row(sheet.number, row.number, squeeze(name)), Step("part", name=squeeze(header.texts[column]))),
                    cell.location, tidy(cell.text), view, order.get(column),
                )  # fmt: skip
                values.setdefault(role, Field(tidy(cell.text), place, quantity))
    if Role.SCORE not in values:
        numbers = [c for c in row.distinct if points(c.text)]
        if len(numbers) == 1 and Role.WEIGHT not in values:
            cell = numbers[0]
            place = Place(
                table_row(sheet.number, row.number, squeeze(name)), cell.location, tidy(cell.text),
                RowView((squeeze(name),), (tidy(cell.text),)), 0,
            )  # fmt: skip
            values[Role.SCORE] = Field(tidy(cell.text), place, points(cell.text))
    if Role.SCORE not in values:
        return None
    return Total(label(name), values[Role.SCORE], sheet.number, values.get(Role.WEIGHT), full_mark(name))


def enter_total(sheet: Sheet, row: Row, header: Header) -> None:
    """Enter the cells of a total row: its name, its points, and other sums of its columns."""
    first = sheet.first(row)
    sheet.ledger.use("total", first)
    found = [c for c in figures(sheet.cells(row)) if c is not first]
    for column, cell in enumerate(row.cells[: len(header.texts)]):
        role = header.roles[column]
        if cell in found and cell is not None and (role is not None or column in header.levels.values()):
            sheet.ledger.use("total", cell)
        elif cell in found and cell is not None and role_of(header.texts[column], "indicator"):
            sheet.ledger.ignore(
                "named", cell
            )  # what it says stands in another column that says it more exactly
    if len(found) == 1:
        sheet.ledger.use("total", found[0])


def full_mark(text: str) -> Quantity | None:
    """The full mark that a label names (满分100)."""
    found = _FULL_MARK.search(text)
    return points(found[1]) if found else None


# ── Whose totals they are ─────────────────────────────────────────────────────────────────────────────


def join_blocks(sheet: Sheet) -> None:
    """Blocks of indicators under headers of their own, with one total for all of them, are one table."""
    joined: list[IndicatorTable] = []
    forms: list[int] = []
    for table, form in zip(sheet.content.tables, sheet.forms, strict=True):
        last = joined[-1] if joined else None
        if last is not None and form == forms[-1] and _one_form(last, table):
            joined[-1] = together(last, table)
        else:
            joined.append(table)
            forms.append(form)
    sheet.content.tables[:] = joined


def together(first: IndicatorTable, second: IndicatorTable) -> IndicatorTable:
    """Two tables that are one: rows, groups and totals of both."""
    return replace(
        first, indicators=(*first.indicators, *second.indicators), roles=first.roles | second.roles,
        groups=(*first.groups, *second.groups), totals=(*first.totals, *second.totals), unread=(*first.unread, *second.unread),
        incomplete=(*first.incomplete, *second.incomplete), closed=first.closed or second.closed,
        headers=tuple((dict(second.headers) | dict(first.headers)).items()),
    )  # fmt: skip


def _one_form(first: IndicatorTable, second: IndicatorTable) -> bool:
    """Whether two tables that follow each other are blocks of one form: the total behind the second is of both."""
    return first.kind == second.kind != "projects" and not first.totals and not first.closed


def settle_totals(sheet: Sheet) -> None:
    """Totals in a table's head or foot go to the indicator table beside them, unless it has its own."""
    for total in sheet.pending:
        candidates = [t for t in sheet.content.tables if not t.totals]
        at = total.value.place.location.line or 0
        row = total.value.place.location.row or 0
        after = [
            t for t in candidates if (t.place.location.row or 0) > row and (t.place.location.line or at) >= at
        ]
        chosen = after[0] if after else candidates[-1] if candidates else None
        if chosen is None:
            sheet.content.totals.append(total)
            continue
        bound = replace(total, table=chosen.number)
        index = sheet.content.tables.index(chosen)
        sheet.content.tables[index] = replace(chosen, totals=(bound,), closed=True)
        sheet.content.totals.append(bound)


# ── Lists of results ──────────────────────────────────────────────────────────────────────────────────


class Columns(Struct, frozen=True):
    """The columns of a list of results; `money` are those of sums of money."""

    project: Cell
    score: Cell
    grade: Cell | None
    money: tuple[Cell, ...]


def results_header(row: Row) -> Columns | None:
    """The columns of a list of results, when a row is its header: projects and scores, but no indicators."""
    roles: dict[Role, Cell] = {}
    others: list[Cell] = []
    for cell in row.own:
        known = role_of(cell.text, "indicator")
        if known is None or known[0] is Role.GRADE:
            others.append(cell)
        else:
            roles.setdefault(known[0], cell)
    measured = {Role.NAME, Role.TARGET, Role.COMPLETION, Role.WEIGHT, Role.LEVEL1} & roles.keys()
    if measured or Role.PROJECT not in roles or Role.SCORE not in roles:
        return None
    words = load("headers")["lists"]
    grade = next((c for c in others if label(c.text) in words["grade"]), None)
    money = (c for c in others if any(word in squeeze(c.text) for word in words["money"]))
    return Columns(roles[Role.PROJECT], roles[Role.SCORE], grade, tuple(money))


class Results(Struct, frozen=True):
    """What a list of results says, and the index behind its rows."""

    grades: tuple[Grade, ...]
    claims: tuple[Relation, ...]
    used: tuple[tuple[Cell, str], ...]
    following: int


def results(number: int, rows: Sequence[Row], at: int, unit: str) -> Results | None:
    """The rows of a list of results under its header, None where there is none."""
    columns = results_header(rows[at])
    if columns is None:
        return None
    grades: list[Grade] = []
    used: list[tuple[Cell, str]] = []
    amounts: dict[int, list[Mention]] = {}
    claims: list[Relation] = []
    following = at + 1
    while following < len(rows):
        row = rows[following]
        project, score = _at(row, columns.project), _at(row, columns.score)
        if project is None or not row.own:
            break
        name = tidy(row.own[0].text if row.own[0].colspan > 1 else project.text)
        closes = is_label(row.own[0].text, "total_row")
        for column in columns.money:
            cell = _at(row, column)
            quantity = quantity_of(cell.text, unit) if cell is not None else None
            if cell is None or quantity is None:
                continue
            used.append((cell, "amount"))
            mention = Mention(name, figure(number, row, cell, name, label(column.text), quantity))
            if closes and (parts := amounts.get(column.column)):
                claims.append(made.added(mention, tuple(parts), mention.field.place))
            amounts.setdefault(column.column, []).append(mention)
        following += 1
        if closes:
            break
        value = points(score.text) if score is not None else None
        if score is None or value is None:
            if squeeze(project.text) in BLANKS:
                break
            continue
        used += [(project, "project"), (score, "score")]
        total = Total(
            label(columns.score.text),
            figure(number, row, score, name, label(columns.score.text), value),
            number,
        )
        cell = _at(row, columns.grade) if columns.grade is not None else None
        if cell is not None and (word := grade_of(cell.text)):
            used.append((cell, "grade"))
            field = figure(number, row, cell, name, label(columns.grade.text) if columns.grade else "", None)
            grades.append(Grade(word, Field(field.text, field.place), total))
    if following == at + 1 or not used:
        return None
    return Results(tuple(grades), tuple(claims), tuple(used), following)


def _at(row: Row, above: Cell) -> Cell | None:
    cell = row.cells[above.column - 1] if above.column <= len(row.cells) else None
    return cell if cell is not None and cell.row == row.number else None

"""Lists of results: one row a project, with its score, its grade and its money."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from auditor.document import Cell
from auditor.lexicon import load
from auditor.model.form import Grade, Role, Total
from auditor.model.place import BLANKS, Field
from auditor.model.relations import Mention, SumClaim
from auditor.quantity import squeeze
from auditor.recognition.forms.grid import Row, figure
from auditor.recognition.headers import is_label, label, role_of
from auditor.recognition.statements import grade_of
from auditor.recognition.values import points, quantity_of, tidy


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
    claims: tuple[SumClaim, ...]
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
    claims: list[SumClaim] = []
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
                claims.append(SumClaim(mention, tuple(parts), True, mention.field.place))
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
        total = Total(label(columns.score.text), figure(number, row, score, name, label(columns.score.text), value), number)
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

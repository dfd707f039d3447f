"""One table of a document read section by section: head, funds block, goals, indicators, total, foot.

A form is often one big table, so a table is walked row by row; a row that is a header opens a section,
and the rows under it belong to that section until another header, a total or a foot row ends it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from auditor.document import Table
from auditor.model.form import FundsRow, Role
from auditor.patterns import Pattern
from auditor.recognition.forms import funds, goals, indicators, lists
from auditor.recognition.forms.balances import balances
from auditor.recognition.forms.grid import MONEY_UNIT, Content, Sheet
from auditor.recognition.forms.heads import loose
from auditor.recognition.forms.roles import Header, goals_header, role_of
from auditor.recognition.forms.totals import join_blocks, results, settle_totals
from auditor.recognition.ledger import figures, is_figure
from auditor.recognition.values import points

_DIGIT = Pattern(r"\d")


def read(table: Table, number: int, title: str, money: str, header: Header | None = None) -> Content:
    """The content of one table. `number` counts tables of the file, `title` stands above it, `money` is the
    unit of money that holds where nothing else is said. With a `header`, the table goes on with rows under it."""
    sheet = Sheet(table, number, title, money)
    at = 0 if header is None else indicators.read(sheet, 0, replace(header, height=0))
    while at < len(sheet.rows):
        at = _section(sheet, at)
    funds.settle_pairs(sheet)
    join_blocks(sheet)
    settle_totals(sheet)
    sheet.content.claims.extend(balances(sheet.content.funds))
    sheet.ledger.settle()
    return sheet.content


def goes_on(table: Table, header: Header) -> bool:
    """Whether a table without a header of its own has the columns of the one above it: its rows fit the roles."""
    sheet = Sheet(table, 0, "", "")
    if (
        not table.exact
        or table.width != len(header.texts)
        or any(map(sheet.is_header, range(len(sheet.rows))))
    ):
        return False
    columns = [c for r in (Role.WEIGHT, Role.SCORE) for c in header.columns.get(r, ())]
    filled = [t for row in sheet.rows for c in columns if (t := row.texts[c])]
    return bool(filled) and sum(1 for t in filled if points(t)) * 2 > len(filled)


def _section(sheet: Sheet, at: int) -> int:
    row = sheet.rows[at]
    texts = row.texts
    if not any(texts):
        return at + 1
    if header := sheet.indicator_header(at):
        funds.settle_pairs(sheet)
        return indicators.read(sheet, at, header)
    if found := sheet.funds_header(at):
        funds.settle_pairs(sheet)
        _grades(sheet, at)
        return funds.read(sheet, at, found)
    if columns := goals_header(texts):
        return goals.read(sheet, at, columns)
    if following := _blocks(sheet, at):
        return following
    loose(sheet, row)
    return at + 1


def _grades(sheet: Sheet, at: int) -> None:
    """Take the grades of projects beside their scores, where their money is read as rows of funds."""
    found = results(sheet.number, sheet.rows, at, sheet.money)
    if found and found.grades:
        sheet.content.form = "results"
        sheet.content.grades.extend(found.grades)
        for cell, what in found.used:
            if what in ("project", "score", "grade"):
                sheet.ledger.use(what, cell)


def _blocks(sheet: Sheet, at: int) -> int | None:
    """Take a block of money that no header of columns opens; the index behind it, None where there is none."""
    row = sheet.rows[at]
    if not any(_DIGIT.search("".join(r.texts)) for r in sheet.rows[at : at + 2]):
        return None
    unit = money[1] if (money := MONEY_UNIT.search("".join(row.texts))) else sheet.money
    made, used, following = lists.pair_rows(sheet.number, sheet.rows, at, unit)
    sheet.ledger.use("funds", *used)
    if not made:
        made, following = lists.spending_rows(sheet.number, sheet.rows, at, unit)
    if made:
        funds.settle_pairs(sheet)
        sheet.money = unit
        sheet.content.funds.extend(made)
        _take(sheet, at, following, made)
        return following
    if found := results(sheet.number, sheet.rows, at, unit):
        sheet.content.form = "results"
        sheet.content.grades.extend(found.grades)
        sheet.content.claims.extend(found.claims)
        for cell, what in found.used:
            sheet.ledger.use(what, cell)
        _take(sheet, at, found.following)
        return found.following
    if at + 1 < len(sheet.rows) and (claim := lists.rate_claim(sheet.number, row, sheet.rows[at + 1])):
        sheet.content.claims.append(claim)
        sheet.ledger.use("rate", *figures(sheet.rows[at + 1].own))
        _take(sheet, at, at + 2)
        return at + 2
    claims, following = lists.base_claims(sheet.number, sheet.rows, at, unit)
    if claims:
        sheet.content.claims.extend(claims)
        for line in sheet.rows[at + 1 : following]:
            sheet.ledger.use("amount", *figures(line.own))
        _take(sheet, at, following)
        return following
    return None


def _take(sheet: Sheet, at: int, following: int, made: Sequence[FundsRow] = ()) -> None:
    """Enter the cells of a block: its header, the figures of its rows, its other words."""
    sheet.ledger.heading(*sheet.rows[at].own)
    places = {f.place.location for row in made for f in lists.fields(row)}
    named = {c.column: c for c in sheet.rows[at].own}
    for line in sheet.rows[at:following]:
        sheet.ledger.use("funds", *(c for c in line.own if c.location in places))
        for cell in line.own:
            head = named.get(cell.column)
            if not is_figure(cell.text):
                sheet.ledger.ignore("label", cell)
                continue
            role = role_of(head.text, "indicator") if head is not None and head is not cell else None
            sheet.ledger.column(
                cell,
                role[0] if role and role[0] in (Role.OTHER, Role.NUMBER) else None,
                head.text if head else "",
            )

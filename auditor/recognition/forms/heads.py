"""Rows outside every section: titles, labels with their values, text; totals and grades stated in the head or foot."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from auditor.document import Cell
from auditor.model.form import Grade, Role, Total
from auditor.model.place import Field, Place, RowView, Step
from auditor.patterns import Pattern
from auditor.quantity import Hedge, Quantity, plain, squeeze
from auditor.recognition.forms import funds
from auditor.recognition.forms.grid import MONEY_UNIT, Row, Sheet, place_of
from auditor.recognition.forms.lists import PAIRED
from auditor.recognition.forms.roles import is_label, label, role_of
from auditor.recognition.forms.totals import full_mark
from auditor.recognition.ledger import figures, is_figure
from auditor.recognition.statements import grade_of
from auditor.recognition.values import points, points_of, tidy

LONG_TEXT = 15
_TITLE = Pattern(r"绩效|自评|评价")
_TITLE_LENGTH = 60
# Labels so meant announce figures that have to be read.
_ANNOUNCING = frozenset([Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE, Role.TARGET, Role.COMPLETION, *PAIRED])


def loose(sheet: Sheet, row: Row) -> None:
    """A row outside every section: a title, labels with their values, or plain text."""
    cells = sheet.cells(row)
    if money := MONEY_UNIT.search("".join(c.text for c in cells)):
        sheet.money = money[1]
    if len(cells) == 1 and _glued(sheet, cells[0]):
        sheet.content.heads.append(tidy(cells[0].text))
        return
    if len(cells) == 1 and not _block_head(cells[0].text) and is_title(text := tidy(cells[0].text)):
        sheet.title = text
        sheet.form += 1
        sheet.content.titles.append(text)
        sheet.ledger.use("title", cells[0])
        return
    sheet.content.heads.append(" ".join(tidy(c.text) for c in cells))
    funds.take_pairs(sheet, row, cells)
    _enter(sheet, cells)
    skip = 0
    for n, cell in enumerate(cells):
        if skip:
            skip -= 1
            continue
        text = tidy(cell.text)
        following = cells[n + 1] if n + 1 < len(cells) else None
        if ":" in text or "：" in text:
            _glued(sheet, cell)
        if is_label(text, "project"):
            sheet.form += 1
            if following is not None and not sheet.content.project and not is_word_of_form(following.text):
                sheet.content.project = tidy(following.text)
        if is_label(text, "total") and following is None and (below := _below(sheet, row, cell)):
            _total(sheet, label(text), *below, text)
            sheet.ledger.use("total", cell, below[0])
            continue
        if is_label(text, "total") and (stated := _stated(cells[n + 1 : n + 3])):
            _total(sheet, label(text), *stated[-1], text)
            sheet.ledger.use("total", cell, *(c for c, _ in stated))
            total_grade(sheet, cells[n + 1 + len(stated) :], row)
            skip = len(stated)
            continue
        if following is not None and is_label(text, "grade") and (word := grade_of(following.text)):
            grade = Field(tidy(following.text), place_of(sheet.number, row, following))
            sheet.content.grades.append(Grade(word, grade, None))
        if (
            following is not None
            and is_label(text, "organisation")
            and not sheet.content.organisation
            and not is_word_of_form(following.text)
        ):
            sheet.content.organisation = tidy(following.text)
        if (
            n == 0
            and following is not None
            and _asks_for_reasons(text)
            and not is_word_of_form(following.text)
        ):
            reason = Field(tidy(following.text), place_of(sheet.number, row, following))
            sheet.content.reasons.append(reason)
        if len(squeeze(text)) >= LONG_TEXT:
            sheet.content.passages.append(Field(text, place_of(sheet.number, row, cell)))


def _asks_for_reasons(text: str) -> bool:
    """Whether a label asks for reasons or measures."""
    known = role_of(text, "indicator")
    return known is not None and known[0] is Role.NOTE


def _glued(sheet: Sheet, cell: Cell) -> bool:
    """Take a label and its value in one cell (自评得分：95, 实施单位：…); whether it was a total."""
    text = tidy(cell.text)
    before, _, value = plain(text).partition(":")
    if not (value := value.strip()):
        return False
    if is_label(before, "organisation") and not sheet.content.organisation:
        sheet.content.organisation = value
    elif is_label(before, "project") and not sheet.content.project:
        sheet.content.project = value
    elif is_label(before, "total") and (quantity := points(value)) and quantity.hedge is Hedge.NONE:
        name, start = label(before), max(text.rfind(value), 0)
        route = (Step("table", sheet.number), Step("part", name=name))
        place = Place(route, cell.location, text, span=(start, start + len(value)))
        sheet.pending.append(Total(name, Field(value, place, quantity), None, full_mark=full_mark(before)))
        sheet.ledger.use("total", cell)
        return True
    return False


def _block_head(text: str) -> bool:
    """Whether a text heads a block of indicators with its points: 年度绩效目标1(40分)."""
    return "分" in text and points_of(text) is not None


def _enter(sheet: Sheet, cells: Sequence[Cell]) -> None:
    """Enter the cells of a row outside every section: each figure behind a label of its own is part of the head.

    A label that announces points or money is none of those: its figures have to be read.
    """
    found = figures(cells)
    for before, cell in pairwise(cells) if found else ():
        announces = is_figure(cell.text) and any(
            (known := role_of(before.text, family)) is not None and known[0] in _ANNOUNCING
            for family in ("indicator", "funds")
        )
        if (
            is_figure(cell.text)
            and not is_figure(before.text)
            and len(found) * 2 <= len(cells)
            and not announces
        ):
            sheet.ledger.ignore("head", cell)
    sheet.ledger.ignore("head", *(c for c in cells if not is_figure(c.text)))


def _below(sheet: Sheet, row: Row, cell: Cell) -> tuple[Cell, Quantity] | None:
    """The points right below a total's label that stands last in its row."""
    at = row.number
    if not sheet.exact or at >= len(sheet.rows) or sheet.is_header(at):
        return None
    cells = sheet.rows[at].cells
    value = cells[cell.column - 1] if cell.column <= len(cells) else None
    if value is None or value.row != row.number + cell.rowspan or (quantity := points(value.text)) is None:
        return None
    return value, quantity


def total_grade(sheet: Sheet, cells: Sequence[Cell], row: Row) -> None:
    """The grade that stands alone behind a total's points: 总分 100 96 优."""
    if cells and (word := grade_of(cells[0].text)):
        sheet.content.grades.append(
            Grade(word, Field(tidy(cells[0].text), place_of(sheet.number, row, cells[0])), None)
        )


def _total(sheet: Sheet, name: str, cell: Cell, value: Quantity, header: str) -> None:
    place = Place(
        (Step("table", sheet.number), Step("part", name=name)),
        cell.location,
        tidy(cell.text),
        RowView((header,), (tidy(cell.text),)),
        0,
    )
    sheet.pending.append(Total(name, Field(tidy(cell.text), place, value), None, full_mark=full_mark(header)))


def _stated(cells: Sequence[Cell]) -> list[tuple[Cell, Quantity]]:
    """The points behind a total's label: the score alone, or the full mark and the score (总分 100 96)."""
    found: list[tuple[Cell, Quantity]] = []
    for cell in cells:
        value = points(cell.text)
        if value is None or value.hedge is not Hedge.NONE or (found and found[0][1].value < value.value):
            break
        found.append((cell, value))
    return found


def is_title(text: str) -> bool:
    """Whether the only text of a row is a title."""
    return len(text) <= _TITLE_LENGTH and bool(_TITLE.search(text)) and not is_label(text, "section")


def is_word_of_form(text: str) -> bool:
    """Whether a text is itself a label or a header, and so no value of the label beside it."""
    return (
        any(is_label(text, kind) for kind in ("organisation", "project", "total", "grade"))
        or role_of(text, "indicator") is not None
        or role_of(text, "funds") is not None
    )

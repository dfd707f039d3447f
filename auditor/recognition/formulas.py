"""Formulas of a workbook whose stored result is out of date, named by their rows."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.document import Document, Location, Table
from auditor.model.form import StaleFormula
from auditor.model.place import Place, table_row
from auditor.quantity import squeeze
from auditor.recognition.values import tidy


def read(document: Document) -> Iterator[StaleFormula]:
    """The formulas of a document that give another result than it shows."""
    if not document.stale:
        return
    tables = {table.location.table: table for table in document.tables}
    for stale in document.stale:
        at = stale.location
        name = _name(tables.get(at.table), at) or at.cell or stale.formula
        place = Place(table_row(at.table or 0, at.row or 0, name), at, tidy(stale.stored))
        yield StaleFormula(name, f"={stale.formula}", tidy(stale.recomputed), place)


def _name(table: Table | None, at: Location) -> str:
    """What a row is about: the longest words before the cell."""
    if table is None or at.row is None or at.column is None:
        return ""
    before = [
        squeeze(cell.text)
        for cell in table.cells
        if cell.row <= at.row < cell.row + cell.rowspan and cell.column < at.column
    ]
    return max((text for text in before if any(map(str.isalpha, text))), key=len, default="")

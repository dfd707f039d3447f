"""Excel workbooks (.xlsx, .xlsm): a note and a light fill at each finding's cell, and a sheet with the list.

The parts are edited as they are, so that charts, macros, pictures and whatever else is there stays.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.annotate.note import Note
from auditor.annotate.parts import Parts, refuse_strict
from auditor.annotate.xlsx_list import add_list
from auditor.annotate.xlsx_notes import add_notes
from auditor.annotate.xlsx_styles import Styles, X
from auditor.readers.numbering import integer
from auditor.readers.package import damaged
from auditor.readers.sheets import At, address, position
from auditor.readers.xlsx import main_part, workbook

if TYPE_CHECKING:
    from lxml import etree

    from auditor.words import Language


def annotate(data: bytes, notes: Sequence[Note], language: Language) -> bytes:
    """A copy whose cells carry the notes; notes on one cell share a box, those on no cell are listed only.

    Raises `Unreadable`.
    """
    parts = Parts(data)
    main = main_part(parts.package)
    refuse_strict(parts.package.required(main))
    styles = Styles(parts, main)
    for sheet in workbook(parts.package, main)[0]:
        here: dict[At, list[Note]] = defaultdict(list)
        for note in notes:
            at = position(note.place.location.cell or "")
            if at and note.place.location.sheet == sheet.name:
                here[at].append(note)
        if here:
            root = parts.tree(sheet.part)
            cells = _Cells(root)
            for at, on_cell in sorted(here.items()):
                cell = cells.at(at)
                cell.set("s", styles.tinted(cell.get("s"), max(note.severity for note in on_cell)))
            add_notes(parts, sheet.part, root, here)
    add_list(parts, main, styles, notes, language)
    return parts.written()


class _Cells:
    """The cells of a worksheet by their places, as the reader counts them; what is not there is made."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.data = root.find(f"{X}sheetData")
        self.rows: dict[int, etree._Element] = {}
        self.cells: dict[At, etree._Element] = {}
        number = column = 0
        for row in root.iter(f"{X}row"):
            number = integer(row.get("r"), number + 1)
            self.rows[number] = row
            column = 0
            for cell in row.iterchildren(f"{X}c"):
                at = position(cell.get("r") or "") or (number, column + 1)
                column = at[1]
                self.cells[at] = cell

    def at(self, at: At) -> etree._Element:
        """The cell at a place."""
        if at not in self.cells:
            row = self._row(at[0])
            cell = row.makeelement(f"{X}c", {"r": address(*at)})
            style = row.get("s") if row.get("customFormat") in ("1", "true") else self._column_style(at[1])
            if style is not None:
                cell.set("s", style)
            before = sorted(column for number, column in self.cells if number == at[0])
            row.insert(bisect(before, at[1]), cell)
            self.cells[at] = cell
        return self.cells[at]

    def _row(self, number: int) -> etree._Element:
        if number not in self.rows:
            if self.data is None:
                raise damaged()
            row = self.data.makeelement(f"{X}row", {"r": str(number)})
            self.data.insert(bisect(sorted(self.rows), number), row)
            self.rows[number] = row
        return self.rows[number]

    def _column_style(self, column: int) -> str | None:
        columns = self.root.iterfind(f"{X}cols/{X}col")
        return next(
            (
                c.get("style")
                for c in columns
                if integer(c.get("min"), 0) <= column <= integer(c.get("max"), 0)
            ),
            None,
        )

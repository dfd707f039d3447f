"""A rule's example as a file: text, or a sheet where formulas stand behind its figures (`98 ← =SUM(G3:G5)`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.patterns import Pattern

if TYPE_CHECKING:
    from auditor.document import Document

_FORMULA = " ← ="
_NUMBER = Pattern(r"([0-9]+(?:\.([0-9]+))?)(%?)")


def read(text: str) -> Document:
    """Read an example; lines of a sheet are its rows, and tabs part its cells."""
    if _FORMULA not in text:
        from auditor.readers import read

        return read(text.strip("\n").encode(), "example.txt")
    from auditor.readers.sheets import Sheet, document

    sheet = Sheet("自评表")
    for row, line in enumerate(text.strip("\n").split("\n"), 1):
        for column, cell in enumerate(line.split("\t"), 1):
            shown, _, formula = cell.partition(_FORMULA)
            sheet.put(row, column, shown)
            if number := _NUMBER.fullmatch(shown):
                places, percent = "0" * len(number[2] or ""), number[3]
                sheet.numbers[row, column] = f"{number[1]}e-2" if percent else number[1]
                if formula:
                    sheet.formulas[row, column] = formula
                    sheet.number_formats[row, column] = f"0{places and '.'}{places}{percent}"
    return document("xlsx", [sheet])

"""Goals as set, as adjusted, and what was done: numbered or whole, over rows and page breaks."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.document import Cell
from auditor.model.form import Goal, Role
from auditor.model.place import Field, Place, RowView, Step, table_row
from auditor.patterns import Pattern
from auditor.quantity import chinese_number, squeeze
from auditor.recognition.forms.grid import Row, Sheet
from auditor.recognition.forms.lists import money_begins
from auditor.recognition.forms.roles import inferred, is_label
from auditor.recognition.values import tidy

_GOAL = Pattern(r"目标\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*((?:实际)?完成(?:情况)?)?\s*[:：]")


def read(sheet: Sheet, at: int, columns: dict[str, int]) -> int:
    head = sheet.rows[at]
    headers = {kind: squeeze(head.texts[i]) for kind, i in columns.items()}
    block = _Goals(sheet.number, headers)
    sheet.ledger.heading(*head.own)
    at += 1
    while at < len(sheet.rows) and not sheet.is_header(at):
        row = sheet.rows[at]
        if money_begins(sheet.rows, at):
            break
        found = {kind: cell for kind, column in columns.items() if (cell := _own(row, column)) is not None}
        if not sheet.exact:
            found = {**{str(n): c for n, c in enumerate(row.distinct) if _GOAL.search(c.text)}, **found}
        found = {k: c for k, c in found.items() if not is_label(c.text, "completion", "goals")}
        if any(row.texts) and (sheet.is_foot(row) or not (found or _label(sheet, row))):
            break
        sheet.ledger.use("goal", *found.values())
        _rates(sheet, head, row)
        block.add(row, list({id(c): (k, c) for k, c in found.items()}.values()))
        at += 1
    sheet.content.goals.extend(block.goals)
    return at


def _rates(sheet: Sheet, head: Row, row: Row) -> None:
    """Enter the figures that stand beside goals: how far each was reached."""
    for column, cell in enumerate(row.cells):
        text = head.texts[column] if column < len(head.texts) else ""
        if (
            cell is not None
            and cell.row == row.number
            and inferred(text, "indicator") is Role.COMPLETION_RATE
        ):
            sheet.ledger.use("completion_rate", cell)


def _label(sheet: Sheet, row: Row) -> bool:
    """A row of running text that only names the section that goes on."""
    return not sheet.exact and all(is_label(c.text, "completion", "goals") for c in row.distinct)


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


def _own(row: Row, column: int) -> Cell | None:
    """The cell with text that begins in this row, at a column."""
    cell = row.cells[column] if column < len(row.cells) else None
    return cell if cell is not None and cell.row == row.number and cell.text.strip() else None

"""Our cells of ruled PDF tables are pdfplumber's, on every sample."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from auditor.document import Table
from auditor.readers.pdf import read

SAMPLES = sorted((Path(__file__).parent.parent.parent / "samples").glob("*.pdf"))


def squeezed(text: str) -> str:
    return "".join(text.split())


def grid(table: Table) -> list[list[str | None]]:
    """Rows × columns as pdfplumber has them: a merged cell at its top left corner, None elsewhere."""
    return [
        [squeezed(c.text) if c and (c.row, c.column) == (row, column) else None for column, c in enumerate(cells, 1)]
        for row, cells in enumerate(table.grid, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_tables_are_the_same(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    expected = [[[None if c is None else squeezed(c) for c in row] for row in table] for table in tables]
    assert [grid(table) for table in read(path.read_bytes()).tables] == expected

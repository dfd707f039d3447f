"""Our cells and paragraphs of Word files are python-docx's, on every sample."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from auditor.readers.docx import read

SAMPLES = sorted((Path(__file__).parent.parent.parent / "samples").glob("*.docx"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_tables_and_paragraphs_are_the_same(path: Path) -> None:
    ours, theirs = read(path.read_bytes()), docx.Document(str(path))
    tables = [[[c.text.strip() for c in row.cells] for row in table.rows] for table in theirs.tables]
    assert [[[c.text if c else None for c in row] for row in t.grid] for t in ours.tables] == tables
    paragraphs = [p.text.strip() for p in theirs.paragraphs]
    assert [p.text for p in ours.paragraphs] == list(filter(None, paragraphs))

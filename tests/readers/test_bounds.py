"""Bounds that hold for files of every format alike, and name what they bound."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from auditor.document import Unreadable
from auditor.readers import bounds, read

SAMPLES = Path(__file__).parents[2] / "samples"
ROWS = [("a", "b", "c")] * 4


def word() -> bytes:
    file = docx.Document()
    table = file.add_table(0, 3)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def pdf() -> bytes:
    file = FPDF()
    file.add_page()
    file.set_font("helvetica", size=10)
    for row in ROWS:
        for text in row:
            file.cell(30, 8, text, border=1)
        file.ln()
    return bytes(file.output())


TABLES = {
    "docx": word(),
    "pdf": pdf(),
    "txt": "\n".join("\t".join(row) for row in ROWS).encode(),
    "md": "\n".join(["|a|b|c|", "|-|-|-|", *("|".join(("", *row, "")) for row in ROWS)]).encode(),
    "html": ("<table>" + "".join(f"<tr><td>{'<td>'.join(row)}" for row in ROWS) + "</table>").encode(),
    "csv": "\n".join(",".join(row) for row in ROWS).encode(),
}


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize(("bound", "words"), [("CELLS", "cells"), ("ROWS", "rows"), ("TEXT", "characters")])
def test_a_table_is_bounded(form: str, bound: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(TABLES[form], f"a.{form}").blocks
    monkeypatch.setattr(bounds, bound, 2)
    with pytest.raises(Unreadable, match=f"more than 2 {words}"):
        read(TABLES[form], f"a.{form}")


@pytest.mark.parametrize("suffix", ["docx", "pdf", "txt"])
def test_paragraphs_are_bounded(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (SAMPLES / f"narrative-clean.{suffix}").read_bytes()
    monkeypatch.setattr(bounds, "ROWS", 3)
    with pytest.raises(Unreadable, match="more than 3"):
        read(data, f"a.{suffix}")


def test_a_page_of_too_many_rules_is_read_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "PAGE_POSITIONS", 5)
    document = read(TABLES["pdf"], "a.pdf")
    assert not any(table.exact for table in document.tables) and "too many lines" in document.notes[0].en

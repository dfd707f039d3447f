"""The committed samples say what `samples/make.py` writes now; compared as text, not as bytes."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pypdfium2 as pdfium
import pytest
from lxml import etree

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(path.stem for path in (ROOT / "samples").glob("*.txt"))
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the script writes now; no PDF, since those need a Chinese font."""
    folder = tmp_path_factory.mktemp("made")
    script = ROOT / "samples" / "make.py"
    subprocess.run([sys.executable, script, "--out", folder, "--formats", "txt", "docx", "xlsx"], check=True)
    return folder


def word_text(path: Path) -> list[str]:
    """A Word file's paragraphs, those in tables among them, in order."""
    root = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    return ["".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in root.iter(f"{WORD}p")]


def sheet_text(path: Path) -> list[tuple[str, object, str]]:
    """A workbook's cells: address, value, number format."""
    cells = (cell for row in openpyxl.load_workbook(path).active for cell in row)
    return [(cell.coordinate, cell.value, cell.number_format) for cell in cells if cell.value is not None]


def pdf_text(path: Path) -> str:
    """A PDF's text in the order in which it was written."""
    return "\n".join(page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(path))


def characters(text: str) -> Counter[str]:
    """How often each character stands in a text, white space aside."""
    return Counter("".join(text.split()))


def test_every_sample_comes_in_four_formats() -> None:
    assert len(SAMPLES) >= 8
    for name in SAMPLES:
        for form in ("docx", "xlsx", "pdf"):
            assert (ROOT / "samples" / f"{name}.{form}").stat().st_size < 60_000


@pytest.mark.parametrize("path", [*(f"samples/{name}" for name in SAMPLES), "tests/data/notice"])
def test_text_and_word_are_up_to_date(made: Path, path: str) -> None:
    assert (ROOT / f"{path}.txt").read_text("utf-8") == (made / f"{path}.txt").read_text("utf-8")
    assert word_text(ROOT / f"{path}.docx") == word_text(made / f"{path}.docx")


@pytest.mark.parametrize("name", SAMPLES)
def test_workbooks_are_up_to_date(made: Path, name: str) -> None:
    assert sheet_text(ROOT / f"samples/{name}.xlsx") == sheet_text(made / f"samples/{name}.xlsx")


@pytest.mark.parametrize("name", SAMPLES)
def test_pdf_says_what_word_says(name: str) -> None:
    word = "".join(word_text(ROOT / f"samples/{name}.docx"))
    assert characters(pdf_text(ROOT / f"samples/{name}.pdf")) == characters(word)

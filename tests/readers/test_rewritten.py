"""One report, one verdict: the samples in the formats of one file that older programs and systems write."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import rewritten

sys.path += [str(Path(__file__).parents[2] / folder) for folder in ("benchmarks", "samples")]
import make
from verdicts import verdicts

from auditor.readers import read

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))
PAGES = {path.stem: content for path, content in make.made(("html",))}


def page(name: str) -> bytes:
    return PAGES[name]


def word(name: str) -> bytes:
    return (SAMPLES / f"{name}.docx").read_bytes()


def excel(name: str) -> bytes:
    return (SAMPLES / f"{name}.xlsx").read_bytes()


FORMS: dict[str, tuple[Callable[[str], bytes], Callable[[bytes], bytes], str, str]] = {
    "flat": (word, rewritten.flat_opc, "xml", "docx"),
    "word": (word, rewritten.word_2003, "doc", "doc"),
    "excel": (excel, rewritten.excel_2003, "xls", "xls"),
    "quoted": (page, lambda content: rewritten.mhtml(("file:///C:/a.htm", content)), "mht", "html"),
    "base64": (page, lambda content: rewritten.mhtml(("a.htm", content), encoded=True), "mhtml", "html"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_read_and_judged_as_in_its_own_format(name: str, form: str, tmp_path: Path) -> None:
    original, write, suffix, told = FORMS[form]
    data = write(original(name))
    document = read(data, f"a.{suffix}")
    assert (document.format, document.notes) == (told, ())
    assert document.blocks == read(original(name), "a").blocks
    one, other = tmp_path / f"{name}.{suffix}", SAMPLES / f"{name}.docx"
    one.write_bytes(data)
    found, expected = (verdict.findings for verdict in verdicts([one, other]))
    assert found == expected and bool(found) == name.endswith("-faulty")

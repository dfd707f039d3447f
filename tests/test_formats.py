"""`auditor formats`, and formats told from the content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import cli
from auditor.readers import SUFFIXES, office, read, scan
from auditor.readers.formats import formats

DATA = Path(__file__).parent / "data"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["formats", *arguments])


def test_every_suffix_is_listed_once() -> None:
    listed = [suffix for form in formats() for suffix in form.suffixes]
    assert len(listed) == len(set(listed)) and set(listed) > SUFFIXES


@pytest.mark.parametrize("language", ["zh", "en"])
def test_for_people(language: str) -> None:
    result = run("--lang", language)
    assert result.exit_code == 0 and ".xls .et" in result.output
    assert ("本机可以读取" in result.output) == (language == "zh")


def test_what_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "found", lambda: None)
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    data = json.loads(run("--output-format", "json", "--lang", "en").output)
    assert data["schema"] == "auditor/formats/1"
    missing = {form["name"]: form["missing"] for form in data["formats"]}
    assert "LibreOffice" in missing["rtf"] and "auditor[ocr]" in missing["image"] and missing["docx"] is None
    assert [form["read"] for form in data["formats"]] == [text is None for text in missing.values()]


@pytest.mark.parametrize("form", ["xls", "ods", "xlsx"])
def test_a_wrong_suffix_is_noted(form: str) -> None:
    data = (DATA / f"features.{form}").read_bytes()
    wrong, right, unknown = (read(data, name) for name in ("a.docx", f"a.{form}", "a.tmp"))
    assert wrong.format == form and ".docx" in wrong.notes[0].zh and form in wrong.notes[0].en
    assert wrong.notes[1:] == right.notes == unknown.notes

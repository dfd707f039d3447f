"""What was understood as rows and data frames, and how an audit shows itself in a notebook."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import auditor
from auditor import audit
from auditor.cli import cli
from auditor.output.rows import COLUMNS, rows

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
PROJECT, NARRATIVE = str(SAMPLES / "project-faulty.docx"), str(SAMPLES / "narrative-faulty.docx")


def extract(*arguments: str) -> str:
    done = CliRunner().invoke(cli, ["extract", *arguments, "--isolated"], catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_row_has_the_columns_of_its_kind(kind: str) -> None:
    found = [row for path in (PROJECT, NARRATIVE) for row in rows(audit(path), kind)]
    assert found and all(tuple(row) == COLUMNS[kind] for row in found)


def test_csv_is_a_row_an_indicator_over_all_files() -> None:
    text = extract(PROJECT, str(SAMPLES / "department-faulty.docx"), "--output-format", "csv")
    found = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert len({row["path"] for row in found}) == 2 and text.startswith("\ufeff")
    row = next(row for row in found if row["name"] == "更换供水管道长度")
    assert (row["organisation"], row["project"], row["year"]) == (
        "白鹭县住房和城乡建设局",
        "老旧小区供水管网改造",
        "2024",
    )
    assert (row["target"], row["target_value"], row["target_unit"], row["direction"]) == (
        "≥9600米",
        "9600",
        "米",
        "≥",
    )
    assert (row["actual"], row["completion_value"], row["score_value"]) == ("9420米", "9420", "7.85")


def test_json_lines_and_workbooks_hold_the_same(tmp_path: Path) -> None:
    lines = extract(PROJECT, "--output-format", "jsonl", "--rows", "budget").splitlines()
    told = [json.loads(line) for line in lines]
    assert told[0]["name"] == "年度资金总额" and told[0]["executed_value"] == "1296.00"
    out = tmp_path / "rows.xlsx"
    extract(PROJECT, "-o", str(out), "--rows", "budget")
    title, first, *_ = load_workbook(out).active.iter_rows(values_only=True)
    assert title == COLUMNS["budget"]
    assert dict(zip(title, first, strict=True))["executed_value"] == 1296


def test_relations_have_their_operands_and_verdict() -> None:
    told = [
        json.loads(line)
        for line in extract(NARRATIVE, "--output-format", "jsonl", "--rows", "relations").splitlines()
    ]
    assert any(
        "; " in row["operands"] and "%" in row["operands"] and row["verdict"] == "verified" for row in told
    )


def test_text_of_a_report_is_no_formula(tmp_path: Path) -> None:
    text = (
        (SAMPLES / "project-faulty.txt")
        .read_text("utf-8")
        .replace("管网试压合格率", "=HYPERLINK(1)管网合格率")
    )
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found = list(
        csv.DictReader(
            StringIO(extract(str(tmp_path / "a.txt"), "--output-format", "csv").removeprefix("\ufeff"))
        )
    )
    assert any(row["name"].startswith("'=HYPERLINK") for row in found)


def test_a_workbook_needs_a_file() -> None:
    done = CliRunner().invoke(cli, ["extract", PROJECT, "--output-format", "xlsx"])
    assert done.exit_code == 2 and done.stderr.count("\n") == 1


def test_a_frame_has_numbers_and_says_what_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "信.txt").write_text("各位同事：下周一开会。", "utf-8")
    frame = auditor.to_frame([PROJECT, tmp_path / "信.txt"])
    row = frame[frame["name"] == "更换供水管道长度"].iloc[0]
    assert row["completion_value"] == 9420 and str(frame["score_value"].dtype) == "float64"
    assert list(frame.attrs["status"].values()) == ["unrecognised"]
    assert tuple(auditor.to_frame(NARRATIVE, "relations").columns) == COLUMNS["relations"]


def test_without_a_package_for_frames_it_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match=r"auditor\[frames"):
        auditor.to_frame(PROJECT)


def test_an_audit_is_short_to_look_at() -> None:
    one = audit(PROJECT)
    assert repr(one).endswith("project-faulty.docx: audited, 4 error, 1 warning>")
    assert "<td>SCR001</td>" in one._repr_html_() and "10 &gt; 8" in one._repr_html_()
    assert len(repr(one.report)) < 200 and "白鹭县" in repr(one.report)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_example_for_notebooks_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    example = (ROOT / name).read_text("utf-8").split("```python\n")[1].split("```")[0]
    known: dict[str, object] = {}
    exec(example, known)
    assert len(known["frame"]) > 10  # type: ignore[arg-type]

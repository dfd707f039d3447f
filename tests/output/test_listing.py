"""The list that reviewers fill in, as CSV and as a workbook."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from made import ALL
from rendered import HOSTILE, audit, hostile, rendered

from auditor.output import Options
from auditor.output.listing import COLUMNS
from auditor.output.neutral import inert
from auditor.words import Language

Snapshot = Callable[[str, str], None]


def table(*audits: object, language: Language = "zh") -> list[list[str]]:
    """The CSV's rows."""
    text = rendered("csv", audits, Options(language)).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(StringIO(text)))


def book(*audits: object, language: Language = "zh") -> openpyxl.Workbook:
    """The workbook as another program reads it."""
    return openpyxl.load_workbook(BytesIO(rendered("xlsx", audits, Options(language))))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_snapshot(language: Language, snapshot: Snapshot) -> None:
    text = rendered("csv", ALL, Options(language)).decode()
    assert text.startswith("\ufeff") and text.count("\ufeff") == 1
    snapshot(f"csv-{language}.csv", text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_hold_the_same_rows(language: Language) -> None:
    sheet = book(*ALL, language=language).worksheets[0]
    cells = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == table(*ALL, language=language)
    assert len(cells) == 1 + 5 + 2


def test_a_file_that_cannot_be_read_has_a_row() -> None:
    row = dict(zip([column.title.zh for column in COLUMNS], table(*ALL)[-1], strict=True))
    assert (row["文件"], row["级别"]) == ("samples/broken.docx", "无法读取")
    assert row["问题"] == "无法读取：文件不完整，请重新下载"


def test_the_reviewers_columns_are_empty_and_offer_choices() -> None:
    sheet = book(*ALL).worksheets[0]
    columns = {cell.value: cell.column_letter for cell in sheet[1]}
    assert {sheet[f"{columns[title]}{row}"].value for title in ("是否采纳", "答复") for row in (2, 3)} == {
        None
    }
    (validation,) = sheet.data_validations.dataValidation
    letter = columns["是否采纳"]
    assert str(validation.sqref) == f"{letter}2:{letter}8"
    assert validation.formula1 == '"采纳,部分采纳,不采纳"'


def test_header_filter_and_fill() -> None:
    workbook = book(*ALL)
    assert workbook.sheetnames == ["问题", "文件", "单位", "统计"]
    for sheet in workbook:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
    fills = {sheet.cell(row, 2).fill.fgColor.rgb for sheet in workbook.worksheets[:1] for row in (2, 5, 6, 7)}
    assert len(fills) == 4


def test_files_and_counts() -> None:
    _, files, _, counts = book(*ALL).worksheets
    # The worst first, then by path.
    first, *others = (row[0] for row in files.iter_rows(min_row=2, values_only=True))
    assert first == ALL[0].path and others == sorted(a.path for a in ALL[1:])
    assert [cell.value for cell in files[2]][8:] == [3, 1, 1, 36, 2, 0, 1, 2]
    assert sum(row[3] for row in counts.iter_rows(min_row=2, values_only=True)) == 5


def test_an_empty_run_opens_too() -> None:
    assert [sheet.max_row for sheet in book()] == [1, 1, 1, 1]
    assert len(table()) == 1


def test_the_same_findings_give_the_same_bytes() -> None:
    assert rendered("xlsx", ALL) == rendered("xlsx", ALL)


# ── Hostile texts ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text, kept",
    [
        ("-4", True), ("+5.20%", True), ("-1,234.50", True), ("-", True), ("≥90%", True), ("98=98", True), ("", True),
        ("=1", False), ("-1+1", False), ("+a", False), ("@x", False), ("＝100%", False), (" =1", False), ("－a", False),
    ],
)  # fmt: skip
def test_formulas_are_told_from_numbers(text: str, kept: bool) -> None:
    assert inert(text) == (text if kept else f"'{text}")


def test_no_cell_of_the_csv_begins_a_formula() -> None:
    rows = table(*hostile())
    assert len(rows) == 1 + 4 * 16 + 1
    cells = [cell for row in rows for cell in row]
    assert not [c for c in cells if re.match(r"\s*[=+\-@＝＋－＠]", c)]
    assert not [c for cell in cells for c in cell if not c.isprintable()]
    assert any(cell == f"'{HOSTILE[0]}" for cell in cells)


def test_every_cell_of_the_workbook_is_text_or_a_number() -> None:
    data = rendered("xlsx", hostile())
    sheets = openpyxl.load_workbook(BytesIO(data)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "＝")))
    assert max(len(cell.value) for cell in cells if isinstance(cell.value, str)) == 32_767
    assert not [name for name in ZipFile(BytesIO(data)).namelist() if "vba" in name or "external" in name]


def test_a_path_is_written_as_it_is(tmp_path: Path) -> None:
    assert table(audit())[1:] == []

"""People see a rule once a table, with its rows; programs see each finding."""

from __future__ import annotations

import json
from io import BytesIO

import docx
import openpyxl
import pytest
from made import cell, finding
from rendered import rendered
from test_html_page import SAID, audited, table

from auditor.finding import Checked, Finding, Severity, Verdict
from auditor.output import Options
from auditor.output.entries import entries
from auditor.output.listing import COLUMNS
from auditor.words import Language, Words

CELLS = ("1", "产出", "新建护栏", "米", "10", "12", "10")
ROWS = tuple((*CELLS[:2], name, *CELLS[3:]) for name in ("甲处护栏", "乙处护栏", "丙处护栏"))


def said(row: int, code: str = "SCR010", severity: Severity = Severity.WARNING) -> Finding:
    name = ROWS[row - 1][2]
    return finding(
        cell(row, 6, ROWS[row - 1]), Words(f"“{name}”扣2分", f"“{name}” lost 2 points"), code=code, severity=severity,
        working="10 − 8 = 2",
    )  # fmt: skip


AUDIT = audited(
    (table(*ROWS),), said(1), said(2), said(3, "SCR003", Severity.ERROR), said(3),
    figures=(Checked(Verdict.VERIFIED, cell(1, 6, ROWS[0])),),
)  # fmt: skip


def test_findings_of_one_rule_and_table_are_one_entry() -> None:
    found = entries(AUDIT.result.findings)
    assert [(e.first.code, len(e.findings)) for e in found] == [("SCR010", 3), ("SCR003", 1)]
    assert found[0].called == Words(
        f"{found[0].first.title.zh or found[0].first.rule}（3处）", f"{found[0].first.rule} (3 places)"
    )
    assert [e.others for e in entries([AUDIT.result.findings[0]])] == [()]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["terminal", "html", "markdown"])
def test_people_see_the_rule_once_and_every_row(form: str, language: Language) -> None:
    text = rendered(form, (AUDIT,), Options(language, 200)).decode()
    assert text.count("3 places" if language == "en" else "3处") in (1, 2)
    for name in ("甲处护栏", "乙处护栏", "丙处护栏"):
        assert f"“{name}”" in text
    assert text.count("10 − 8 = 2") >= 4


def test_the_letter_has_a_row_an_entry() -> None:
    letter = docx.Document(BytesIO(rendered("docx", (AUDIT,), Options("zh"))))
    rows = [[c.text for c in row.cells] for row in letter.tables[1].rows]
    assert len(rows) == 1 + 2
    assert rows[1][2].count("扣2分") == 3 and "(2) “乙处护栏”扣2分" in rows[1][2]


def test_the_list_has_a_row_an_entry_with_all_fingerprints() -> None:
    sheet = openpyxl.load_workbook(BytesIO(rendered("xlsx", (AUDIT,), Options("zh")))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    marks = [c.title.zh for c in COLUMNS].index("标识")
    assert len(rows) == 1 + 2
    assert str(rows[1][marks]).split() == [f.fingerprint for f in entries(AUDIT.result.findings)[0].findings]


def test_programs_see_each_finding() -> None:
    told = json.loads(rendered("json", (AUDIT,), Options("zh")))
    assert len(told["files"][0]["findings"]) == 4
    assert rendered("csv", (AUDIT,), Options("zh")).decode().count("\n") == 1 + 4
    assert len(rendered("concise", (AUDIT,), Options("zh")).decode().splitlines()) == 4


def test_a_terminal_lists_twenty_more_and_says_how_many_are_left() -> None:
    rows = tuple((*CELLS[:2], f"护栏{n}", *CELLS[3:]) for n in range(1, 31))
    many = [finding(cell(n, 6, rows[n - 1]), SAID) for n in range(1, 31)]
    text = rendered("terminal", (audited((table(*rows),), *many),), Options("zh", 200)).decode()
    assert text.count("= 另有: ") == 21 and "另有9处（--verbose 全部列出）" in text
    text = rendered("terminal", (audited((table(*rows),), *many),), Options("zh", 200, verbose=True)).decode()
    assert text.count("= 另有: ") == 29

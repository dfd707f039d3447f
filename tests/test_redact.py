"""A report without its names: what is replaced, what stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook

from auditor import audit
from auditor.cli import cli

SAMPLES = Path(__file__).parent.parent / "samples"
TAIL = (
    "\n填报人：欧阳测试  联系电话：13800000000，0599-1234567\n项目负责人（签字）：甄试样\n"
    "依据《某通知》（鹭财预〔2024〕37号）执行。邮箱 a.b@example.org，证号 11010519491231002X。\n白鹭经验值得推广。\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (SAMPLES / "project-faulty.txt").read_text("utf-8") + TAIL
    Path("报告.txt").write_text(text, "utf-8")


def redact(path: str, out: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["redact", path, "-o", out, "--lang", "en"], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def test_names_are_replaced_and_figures_stay() -> None:
    code, _, err = redact("报告.txt", "out.txt")
    assert (code, err) == (0, "")
    old, new = Path("报告.txt").read_text("utf-8"), Path("out.txt").read_text("utf-8")
    for secret in (
        "白鹭",
        "欧阳测试",
        "甄试样",
        "13800000000",
        "1234567",
        "鹭财预",
        "37号",
        "example",
        "11010519",
    ):
        assert secret in old and secret not in new, secret
    assert len(old) == len(new) and "住房和城乡建设局" in new
    for figure in ("97.35", "98.00%", "1296.00", "≥9600米"):
        assert old.count(figure) == new.count(figure) > 0


@pytest.mark.parametrize("name", ["project-faulty.docx", "department-faulty.xlsx", "narrative-faulty.docx"])
def test_the_findings_stay_the_same(name: str) -> None:
    shutil.copy(SAMPLES / name, name)
    assert redact(name, f"out{Path(name).suffix}")[0] == 0
    before, after = (audit(path) for path in (name, f"out{Path(name).suffix}"))
    assert [(f.code, f.working) for f in before.result.findings] == [
        (f.code, f.working) for f in after.result.findings
    ]
    assert before.report is not None and after.report is not None
    assert before.report.organisation != after.report.organisation


def test_a_name_that_is_split_into_runs_is_found_and_properties_are_emptied() -> None:
    document = Document(str(SAMPLES / "project-faulty.docx"))
    paragraph = document.add_paragraph("白")
    paragraph.add_run("鹭县自评，联系").bold = True
    paragraph.add_run("人：甄试样")
    document.core_properties.author = "甄试样"
    document.save("a.docx")
    assert redact("a.docx", "out.docx")[0] == 0
    made = Document("out.docx")
    text = made.paragraphs[-1].text
    assert (
        "白鹭" not in text and text.endswith("县自评，联系人：某某某") and made.core_properties.author == ""
    )
    assert [run.bold for run in made.paragraphs[-1].runs] == [None, True, None]


def test_a_person_in_the_cell_behind_its_label_is_replaced() -> None:
    book = load_workbook(SAMPLES / "project-faulty.xlsx")
    sheet = book.worksheets[0]
    row = sheet.max_row + 1
    sheet.cell(row, 1, "填表人")
    sheet.cell(row, 2, "甄试样")
    book.save("a.xlsx")
    redact("a.xlsx", "out.xlsx")
    assert load_workbook("out.xlsx").worksheets[0].cell(row, 2).value == "某某某"


def test_what_cannot_be_rewritten_is_refused() -> None:
    shutil.copy(SAMPLES / "project-faulty.pdf", "a.pdf")
    code, out, err = redact("a.pdf", "out.pdf")
    assert (code, out) == (2, "") and "cannot be rewritten" in err and not Path("out.pdf").exists()


def test_a_file_is_rewritten_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that hangs is ended by the deadline, and said to be."""

    def hang(*given: object) -> None:
        while True:
            pass

    monkeypatch.setattr("auditor.redact.read", hang)
    done = CliRunner().invoke(
        cli, ["redact", "报告.txt", "-o", "out.txt", "--timeout", "0.2", "--lang", "en"]
    )
    assert done.exit_code == 2 and "--timeout allows more" in done.stderr
    assert not Path("out.txt").exists()

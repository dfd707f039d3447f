"""`auditor annotate`: what is written where, what is refused, and with which words."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from shutil import copyfile

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result
from rewritten import flat_opc

from auditor.cli import cli

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a report of each format to work in."""
    for path in SAMPLES.glob("project-faulty.*"):
        copyfile(path, tmp_path / f"report{path.suffix}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def annotate(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["annotate", *arguments], catch_exceptions=False)


def comments(name: str) -> list[str]:
    return [comment.text for comment in docx.Document(str(Path(name).resolve())).comments]


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
def test_a_copy_is_written_and_the_report_stays(form: str) -> None:
    before = Path(f"report.{form}").read_bytes()
    run = annotate(f"report.{form}", "-o", f"out.{form}", "--lang", "zh")
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout == f"已写入 out.{form}：4个错误，1个警告\n"
    assert Path(f"report.{form}").read_bytes() == before
    assert len(Path(f"out.{form}").read_bytes()) > len(before) // 2


def test_rules_severities_and_the_language_are_chosen_as_for_check() -> None:
    run = annotate(
        "report.docx", "-o", "out.docx", "--select", "SCR", "--min-severity", "error", "--lang", "en"
    )
    assert run.stdout == "out.docx written: 1 error (1 more below the level asked for)\n"
    assert len(comments("out.docx")) == 1 and comments("out.docx")[0].startswith("error SCR001")


def test_a_clean_report_is_copied() -> None:
    run = annotate(str(SAMPLES / "project-clean.docx"), "-o", "out.docx", "--lang", "en")
    assert (run.exit_code, run.stdout) == (0, "out.docx written: no findings\n")
    assert Path("out.docx").read_bytes() == (SAMPLES / "project-clean.docx").read_bytes()


def test_another_file_is_written_over() -> None:
    Path("out.docx").write_text("old")
    assert annotate("report.docx", "-o", "out.docx").exit_code == 0
    assert len(comments("out.docx")) == 5


@pytest.mark.parametrize("kind", ["same", "spelling", "symlink", "hardlink", "linked report"])
def test_never_over_the_report(folder: Path, kind: str) -> None:
    report = "report.docx"
    output = {"same": report, "spelling": f"../{folder.name}/./{report}"}.get(kind, "out.docx")
    if kind == "symlink":
        Path(output).symlink_to(report)
    elif kind == "hardlink":
        os.link(report, output)
    elif kind == "linked report":
        Path(output).write_bytes(Path(report).read_bytes())
        Path("linked.docx").symlink_to(output)
        report = "linked.docx"
    before = Path(report).read_bytes()
    run = annotate(report, "-o", output, "--lang", "en")
    assert run.exit_code == 2 and "is one of the files to read" in run.stderr
    assert Path(report).read_bytes() == before


@pytest.mark.parametrize("command", ["check", "extract"])
def test_nor_do_other_commands_write_over_a_report_by_another_name(command: str) -> None:
    os.link("report.txt", "other.txt")
    before = Path("report.txt").read_bytes()
    run = CliRunner().invoke(cli, [command, "report.txt", "--output-file", "other.txt", "--lang", "en"])
    assert run.exit_code == 2 and "is one of the files to read" in run.stderr
    assert Path("report.txt").read_bytes() == before


@pytest.mark.parametrize(
    "name, content, wanted",
    [
        ("report.txt", None, ".docx"),
        ("a.md", "# 项目支出绩效自评表\n", ".docx"),
        ("a.html", "<html><body><p>项目支出绩效自评报告</p></body></html>", ".docx"),
        ("a.csv", "项目支出绩效自评表,\n指标名称,得分\n", ".xlsx"),
    ],
)
def test_what_cannot_carry_comments_is_told_how_to(name: str, content: str | None, wanted: str) -> None:
    if content is not None:
        Path(name).write_text(content + Path("report.txt").read_text("utf-8"), "utf-8")
    run = annotate(name, "-o", f"out{Path(name).suffix}", "--lang", "en")
    assert run.exit_code == 2 and not Path(f"out{Path(name).suffix}").exists()
    assert ".docx, .xlsx and .pdf can" in run.stderr and run.stderr.endswith(f"save it as {wanted}\n")
    assert run.stderr.count("\n") == 1


def test_the_copy_is_of_the_same_format() -> None:
    run = annotate("report.xlsx", "-o", "out.docx", "--lang", "en")
    assert (run.exit_code, run.stdout) == (2, "")
    assert (
        run.stderr
        == "auditor: report.xlsx: the output file out.docx must end in .xlsx, like the file that it is a copy of\n"
    )
    Path("report.xlsx").rename("report.xlsm")
    assert annotate("report.xlsm", "-o", "out.xlsx").exit_code == 2
    assert annotate("report.xlsm", "-o", "out.XLSM").exit_code == 0
    assert len(openpyxl.load_workbook(BytesIO(Path("out.XLSM").read_bytes())).sheetnames) == 2


def test_a_word_file_in_one_piece_of_xml_gets_an_ordinary_copy() -> None:
    Path("report.xml").write_bytes(flat_opc(Path("report.docx").read_bytes()))
    for source, copy in (("report.docx", "one.docx"), ("report.xml", "two.docx")):
        assert annotate(source, "-o", copy).exit_code == 0
    assert comments("one.docx") == comments("two.docx") != []


def test_a_misnamed_report_gets_a_copy_of_its_true_format() -> None:
    Path("report.docx").rename("report.doc")
    assert annotate("report.doc", "-o", "out.doc").exit_code == 2
    assert annotate("report.doc", "-o", "out.docx").exit_code == 0


@pytest.mark.parametrize(
    "name, said",
    [
        ("gone.docx", "no such file"),
        ("letter.txt", "not recognised"),
        ("broken.docx", "damaged"),
    ],
)
def test_what_cannot_be_read_makes_2_and_one_line(name: str, said: str) -> None:
    Path("letter.txt").write_text("各位同事：明天上午开会。", "utf-8")
    Path("broken.docx").write_bytes(Path("report.docx").read_bytes()[:2000])
    run = annotate(name, "-o", "out.docx", "--lang", "en")
    assert (run.exit_code, run.stdout) == (2, "") and said in run.stderr and run.stderr.count("\n") == 1
    assert not Path("out.docx").exists()


def test_a_folder_that_is_not_there() -> None:
    run = annotate("report.docx", "-o", "gone/out.docx", "--lang", "en")
    assert run.exit_code == 2 and run.stderr.startswith("auditor: cannot write gone/out.docx: ")


def test_without_an_output_file_it_says_so() -> None:
    run = annotate("report.docx")
    assert run.exit_code == 2 and "--output-file" in run.stderr


def test_a_fault_in_writing_the_findings_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr("auditor.annotate.docx.annotate", broken)
    run = annotate("report.docx", "-o", "out.docx", "--lang", "en")
    assert (run.exit_code, run.stdout) == (2, "") and not Path("out.docx").exists()
    assert run.stderr == "auditor: report.docx: failed while writing the findings: AssertionError\n"


def test_a_link_to_another_report_is_replaced_not_written_through() -> None:
    copyfile("report.docx", "other.docx")
    Path("out.docx").symlink_to("other.docx")
    before = Path("other.docx").read_bytes()
    assert annotate("report.docx", "-o", "out.docx").exit_code == 0
    assert Path("other.docx").read_bytes() == before and len(comments("out.docx")) == 5


def test_a_report_that_was_not_understood_gets_a_copy_and_2() -> None:
    document = docx.Document()
    for line in ("某县树木养护项目支出绩效自评表", "（2024年度）"):
        document.add_paragraph(line)
    table = document.add_table(2, 4)
    for cells, texts in zip(
        table.rows, ("考评事项 实绩 标准分数 本级评分", "养护面积 44亩 60 62"), strict=True
    ):
        for cell, text in zip(cells.cells, texts.split(), strict=True):
            cell.text = text
    document.save("unknown.docx")
    run = annotate("unknown.docx", "-o", "out.docx", "--lang", "en")
    assert run.exit_code == 2 and Path("out.docx").exists()
    assert "unknown.docx: not understood: headers such as “标准分数、本级评分”" in run.stderr

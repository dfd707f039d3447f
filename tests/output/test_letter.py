"""The review letter in Word, read back by python-docx."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner
from docx import Document
from docx.document import Document as Letter

from auditor import __version__
from auditor.cli import cli

SAMPLES = Path(__file__).parent.parent.parent / "samples"
FAULTY = SAMPLES / "project-faulty.xlsx"


def letter(folder: Path, *arguments: str) -> Letter:
    """The letter about some reports."""
    out = folder / "letter.docx"
    done = CliRunner().invoke(
        cli, ["check", *arguments, "-o", str(out), "--exit-zero", "--isolated"], catch_exceptions=False
    )
    assert (done.exit_code, done.stderr) == (0, "")
    return Document(str(out))


def cells(document: Letter, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def test_the_head_names_the_report_and_the_very_file(tmp_path: Path) -> None:
    head = dict(cells(letter(tmp_path, str(FAULTY), "--lang", "zh"), 0))
    assert (head["单位"], head["项目"]) == ("白鹭县住房和城乡建设局", "老旧小区供水管网改造")
    assert (head["年度"], head["自评得分"], head["文件"]) == ("2024", "97.35", str(FAULTY))
    assert head["文件校验值（SHA-256）"] == sha256(FAULTY.read_bytes()).hexdigest()


def test_each_finding_has_place_arithmetic_basis_and_space_for_the_reply(tmp_path: Path) -> None:
    title, *rows = cells(letter(tmp_path, str(FAULTY), "--lang", "zh"), 1)
    assert title == ["序号", "位置", "问题与算式", "依据", "单位答复"]
    row = next(row for row in rows if "SCR001" in row[2])
    assert "管网试压合格率" in row[1] and "10 > 8" in row[2] and row[3] and row[4] == ""
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]


def test_the_letter_says_by_what_it_was_made(tmp_path: Path) -> None:
    document = letter(tmp_path, str(FAULTY), "--select", "SCR001,TOT001", "--lang", "en")
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"auditor {__version__} with 2 rules" in said and "rules that ran: SCR001, TOT001" in said


def test_each_report_begins_a_page_and_a_clean_one_says_so(tmp_path: Path) -> None:
    document = letter(tmp_path, str(FAULTY), str(SAMPLES / "project-clean.xlsx"), "--lang", "en")
    assert document.element.xpath("count(.//w:br[@w:type='page'])") == 1
    assert [p.text for p in document.paragraphs].count("no findings") >= 1
    assert len(document.tables) == 3


def test_a_file_that_cannot_be_read_is_in_the_letter(tmp_path: Path) -> None:
    broken = tmp_path / "a.docx"
    broken.write_bytes(b"PK\x03\x04 broken")
    out = tmp_path / "letter.docx"
    done = CliRunner().invoke(cli, ["check", str(broken), "-o", str(out), "--lang", "en"])
    assert done.exit_code == 2
    assert any("unreadable" in p.text for p in Document(str(out)).paragraphs)


def test_no_part_of_the_letter_is_dated_by_the_clock(tmp_path: Path) -> None:
    letter(tmp_path, str(FAULTY))
    with ZipFile(tmp_path / "letter.docx") as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}

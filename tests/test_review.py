"""Annotated folders: every report at its place, a list a unit, a ranking of all."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook

from auditor import audit
from auditor.cli import cli
from auditor.review import place

SAMPLES = Path(__file__).parent.parent / "samples"
UNIT, OTHER, CLEAN = "白鹭县住房和城乡建设局", "云溪市青柳区石桥镇人民政府", "白鹭县交通运输局"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of reports of two units, and one that cannot carry notes."""
    monkeypatch.chdir(tmp_path)
    for name, path in (
        ("project-faulty.docx", "报送/甲局/一.docx"),
        ("department-faulty.xlsx", "报送/乙局/二.xlsx"),
        ("project-clean.txt", "报送/三.txt"),
    ):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / name, path)


def annotate(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["annotate", *arguments, "--lang", "zh"], catch_exceptions=False)
    assert done.stderr == ""
    return done.exit_code, done.stdout


def rows(path: str, sheet: str) -> list[tuple[object, ...]]:
    return list(load_workbook(path)[sheet].iter_rows(values_only=True))


def test_copies_stand_as_their_reports_do_with_lists_beside_them() -> None:
    code, out = annotate("报送", "-o", "意见")
    assert (code, out.split("；")[0]) == (0, "已写入 意见：2份批注，3份清单")
    found = sorted(str(p.relative_to("意见")) for p in Path("意见").rglob("*") if p.is_file())
    lists = [f"{UNIT} 审核意见.xlsx", f"{OTHER} 审核意见.xlsx", f"{CLEAN} 审核意见.xlsx"]
    assert found == sorted([".auditor-output", "乙局/二.xlsx", "甲局/一.docx", "汇总.xlsx", *lists])
    assert {f.fingerprint for f in audit("意见/甲局/一.docx").result.findings} == {
        f.fingerprint for f in audit("报送/甲局/一.docx").result.findings
    }


def test_the_ranking_begins_with_the_worst_and_names_what_has_no_copy() -> None:
    annotate("报送", "-o", "意见")
    _, *units = rows("意见/汇总.xlsx", "单位")
    assert {unit[0] for unit in units} == {UNIT, OTHER, CLEAN}
    assert [int(str(unit[2])) for unit in units] == sorted(
        (int(str(unit[2])) for unit in units), reverse=True
    )
    title, *reports = rows("意见/汇总.xlsx", "报告")
    told = {row[title.index("文件")]: dict(zip(title, row, strict=True)) for row in reports}
    assert told["报送/甲局/一.docx"]["批注后的文件"] == "甲局/一.docx"
    clean = told["报送/三.txt"]
    assert not clean["批注后的文件"] and "不能写入批注" in str(clean["说明"])
    assert reports[-1][title.index("文件")] == "报送/三.txt"


def test_an_output_folder_inside_the_input_is_not_read_next_time() -> None:
    annotate("报送", "-o", "报送/意见")
    first = rows("报送/意见/汇总.xlsx", "报告")
    annotate("报送", "-o", "报送/意见")
    assert rows("报送/意见/汇总.xlsx", "报告") == first
    done = CliRunner().invoke(cli, ["check", "报送", "--output-format", "json"])
    assert len(json.loads(done.stdout)["files"]) == 3


def test_the_author_is_the_one_who_is_named() -> None:
    annotate("报送", "-o", "意见", "--author", "某县财政局 & 审核组")
    assert {c.author for c in Document("意见/甲局/一.docx").comments} == {"某县财政局 & 审核组"}
    notes = [
        c.comment
        for s in load_workbook("意见/乙局/二.xlsx")
        for row in s.iter_rows()
        for c in row
        if c.comment
    ]
    assert notes and {note.author for note in notes} == {"某县财政局 & 审核组"}
    annotate("报送/甲局/一.docx", "-o", "一份.docx", "--author", "某县财政局")
    assert {c.author for c in Document("一份.docx").comments} == {"某县财政局"}


def test_two_reports_of_one_name_have_two_copies_and_archives_stay_below() -> None:
    with zipfile.ZipFile("报送/包.zip", "w") as archive:
        archive.write("报送/甲局/一.docx", "甲局/一.docx")
    annotate("报送/甲局/一.docx", "报送/包.zip", "-o", "意见")
    assert Path("意见/一.docx").is_file() and Path("意见/包.zip/甲局/一.docx").is_file()


@pytest.mark.parametrize(
    ("path", "roots", "where"),
    [
        ("报送/甲局/一.docx", ("报送",), "甲局/一.docx"),
        ("报送/甲局/一.docx", ("报送", "其他"), "报送/甲局/一.docx"),
        ("报送/甲局/一.docx", ("报送/甲局/一.docx",), "一.docx"),
        ("报送/包.zip!/../../外.docx", ("报送",), "包.zip/外.docx"),
        ("报送/包.zip!//etc/外.docx", ("报送",), "包.zip/etc/外.docx"),
    ],
)
def test_no_copy_leaves_the_output_folder(path: str, roots: tuple[str, ...], where: str) -> None:
    Path("其他").mkdir()
    assert place(path, roots) == where

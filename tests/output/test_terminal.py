"""The terminal output: frames, cuts, widths, colours, languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from io import StringIO

import pytest
from made import ALL, CLEAN, FAULTY, OVER, cell, finding, sentence
from msgspec.structs import replace
from rendered import rendered
from simple import page

from auditor.check import Result, Rule
from auditor.document import Document
from auditor.finding import Finding, Severity
from auditor.model.report import Report
from auditor.outcome import Audit
from auditor.output import Options, write
from auditor.output.cells import width
from auditor.output.entries import Entry
from auditor.output.frame import excerpt, frame
from auditor.words import Language, Words

Snapshot = Callable[[str, str], None]


def shown(options: Options, *audits: object) -> str:
    stream = StringIO()
    write("terminal", audits or ALL, stream, options)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("columns", [60, 80, 140])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_plain_snapshots(language: Language, columns: int, snapshot: Snapshot) -> None:
    snapshot(f"terminal-{language}-{columns}.txt", shown(Options(language, columns)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_coloured_and_verbose_snapshots(language: Language, snapshot: Snapshot) -> None:
    snapshot(f"terminal-{language}-colour.ansi", shown(Options(language, 80, colour=True)))
    snapshot(f"terminal-{language}-verbose.txt", shown(Options(language, 80, verbose=True)))


def test_colour_changes_nothing_but_colour() -> None:
    coloured = re.sub(r"\x1b\[[\d;]*m", "", shown(Options("zh", 80, colour=True)))
    assert coloured == shown(Options("zh", 80))


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 160])
def test_pictures_fit_the_width(columns: int) -> None:
    for line in shown(Options("zh", columns)).splitlines():
        if line.startswith("   "):
            assert width(line) <= columns, line


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_marks_stand_below_what_they_mark(columns: int) -> None:
    lines = [
        "".join(text for text, _ in line)
        for line in frame(Entry((OVER,)), "a.docx", "docx", Options("zh", columns))
    ]
    row = next(i for i, line in enumerate(lines) if " 10 " in line and line.startswith("   | "))
    cells, under = lines[row], lines[row + 1]
    assert width(cells[: cells.index("| 10 ") + 2]) == under.index("^^")
    assert "95%" not in cells or width(cells[: cells.index("| 2 ") + 2]) == under.index("-")


def test_figures_of_one_sentence_are_marked_together() -> None:
    text = shown(Options("zh", 80), FAULTY)
    line = text.splitlines().index(
        "   | 行数为1289.37万元，预算执行率为98.47%，较好地完成了年度各项工作任务，联系人"
    )
    assert text.splitlines()[line + 1] == "   |       -----------              ^^^^^^"


def test_a_row_of_another_table_is_not_marked_but_listed() -> None:
    other = finding(cell(5, 7), Words("甲", "a"), related=(cell(6, 6),))
    text = "\n".join(
        "".join(t for t, _ in line) for line in frame(Entry((other,)), "a", "docx", Options("zh", 80))
    )
    assert "= 相关: 表2 › 第6行 居民满意度 › 权重: 2" in text
    assert " - " not in text


def test_an_empty_cell_is_marked() -> None:
    empty = finding(cell(5, 8), Words("甲", "a"))
    lines = ["".join(t for t, _ in line) for line in frame(Entry((empty,)), "a", "docx", Options("zh", 140))]
    header = next(line for line in lines if "| 偏差原因" in line)
    assert lines[lines.index(header) + 2].index("^") == width(header[: header.index("偏差")])


def test_a_long_sentence_is_cut_around_its_figure() -> None:
    place = sentence("甲" * 500 + "98.47%" + "乙" * 500, "98.47%")
    lines = excerpt(place.text, [(*(place.span or (0, 0)), "^")], 60, 3)
    assert [len(under) > 0 for _, under in lines].count(True) == 1
    assert any("98.47%" in text for text, _ in lines)
    assert lines[0][0].startswith("...") and lines[-1][0].endswith("...")
    assert all(width(text) <= 60 for text, _ in lines)


@pytest.mark.parametrize("text, span", [("", (0, 0)), ("甲", (5, 9)), ("甲乙", (1, 1)), ("甲" * 99, (0, 99))])
def test_any_span_can_be_drawn(text: str, span: tuple[int, int]) -> None:
    assert all(width(line) <= 40 for line, _ in excerpt(text, [(*span, "^")], 40))


def test_a_wide_row_shows_the_faulty_cell_however_many_are_related() -> None:
    from auditor.document import Location
    from auditor.model.place import Place, RowView

    row = RowView(tuple(f"第{n}列" for n in range(60)), tuple(f"数值{n}" for n in range(60)))
    places = [Place((), Location(table=1, row=1), row.cells[n], row, n) for n in range(60)]
    wide = finding(places[30], Words("甲", "a"), related=(*places[:30], *places[31:]))
    lines = ["".join(t for t, _ in line) for line in frame(Entry((wide,)), "a", "docx", Options("zh", 80))]
    assert any("数值30" in line for line in lines)
    assert all(width(line) <= 80 for line in lines)


def test_nothing_from_a_report_steers_the_terminal() -> None:
    text = shown(Options("zh", 80, verbose=True))
    assert not [c for c in text if not c.isprintable() and c != "\n"]
    assert "\\x1b]0;x\\x07\\u202e" in text
    assert "13812345678" not in text


def test_markup_in_a_report_stays_text() -> None:
    red = finding(cell(5, 7), Words("[red]甲[/red] :smile:", "a"))
    assert "[red]甲[/red] :smile:" in "".join(
        t for line in frame(Entry((red,)), "a", "docx", Options("zh")) for t, _ in line
    )
    coloured = shown(Options("zh", 80, colour=True))
    assert ":smile:" not in coloured


def test_quiet_prints_the_summary_and_nothing_else() -> None:
    assert shown(Options("en", quiet=True)).splitlines() == [
        "4 files: 2 audited, 1 unrecognised, 1 unreadable",
        "3 errors, 1 warning, 1 info (2 more below the level asked for)",
        "77 figures: 72 verified, 2 within rounding, 1 inconsistent, 2 not verifiable",
    ]


def test_a_clean_run_says_that_it_was_checked() -> None:
    assert shown(Options("zh"), CLEAN).splitlines() == [
        "samples/clean.txt: 未发现问题（36个数字：36个复算相符）",
        "1个文件：审核1个",
        "未发现问题",
        "36个数字：36个复算相符",
    ]


def test_both_languages_name_the_same_figures() -> None:
    zh, en = (re.findall(r"\d[\d.]*", shown(Options(lang, 160), FAULTY)) for lang in ("zh", "en"))
    assert sorted(zh) == sorted(en)


def test_plain_output_imports_no_rich() -> None:
    code = "import sys, auditor.cli, auditor.output.terminal; print([m for m in ('rich', 'json', 'lxml') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.parametrize(
    "language, said",
    [
        ("zh", "a.txt: 未检查（报告中没有预算资金或文字中的“执行率”）：XXX001 one、XXX002 two\n"),
        ("en", "a.txt: not asked (the report has no rows of the budget or “execution” in the text): XXX001 one, XXX002 two\n"),
    ],
)  # fmt: skip
def test_rules_without_input_are_named_with_what_they_lack(language: Language, said: str) -> None:
    rules = [
        Rule(name, code, Severity.INFO, lambda report: iter(()), needs=needs, own=page())
        for name, code, needs in (
            ("one", "XXX001", ("funds", "claims:execution")),
            ("other", "XXX003", ("goals",)),
            ("two", "XXX002", ("funds", "claims:execution")),
        )
    ]
    audit = Audit("a.txt", CLEAN.document, CLEAN.reports, Result((), (), tuple(rules)))
    text = shown(Options(language, 80, verbose=True), audit)
    assert said in text and text.count("XXX003 other") == 1
    assert "XXX001" not in shown(Options(language, 80), audit)


@pytest.mark.parametrize("format", ["terminal", "markdown", "junit", "html"])
@pytest.mark.parametrize("language, none", [("zh", "未发现问题"), ("en", "no findings")])
def test_a_file_whose_findings_are_all_left_out_is_not_called_clean(
    format: str, language: Language, none: str
) -> None:
    left_out, clean = (
        rendered(format, [replace(CLEAN, hidden=hidden)], Options(language)).decode() for hidden in (2, 0)
    )
    assert none in clean and none not in left_out
    assert (
        "2个问题未达到所设级别，未列出" if language == "zh" else "2 findings, below the level"
    ) in left_out


def test_many_reports_end_with_the_worst_of_them() -> None:
    def one(number: int, unit: str, findings: tuple[Finding, ...]) -> Audit:
        report = Report("docx", organisation=unit, project=f"项目{number}")
        return Audit(f"报送/{number:02}.docx", Document("docx", ()), (report,), Result(findings, ()))

    few = [one(n, "甲局", FAULTY.result.findings[:1]) for n in range(4)]
    assert "问题最多" not in shown(Options(), *few)
    many = [*few, one(4, "乙局", FAULTY.result.findings), *(one(n, "甲局", ()) for n in range(5, 9))]
    listed = shown(Options(), *many).partition("问题最多的单位")[2].splitlines()
    assert [line.split()[-1] for line in listed[1:3]] == ["甲局", "乙局"]
    at = listed.index("问题最多的报告")
    assert listed[at + 1].split() == ["3", "错误", "1", "警告", "1", "提示", "报送/04.docx", "项目4"]
    assert "报送/05.docx" not in "".join(listed[at:])

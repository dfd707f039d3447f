"""The page as text: what is drawn and marked, nothing of a report that acts, both languages."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from made import ALL, CELLS, CLEAN, FAULTY, FIGURES, cell, finding, sentence
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.check import Result
from auditor.document import Block, Cell, Document, Location, Paragraph, Table
from auditor.finding import Checked, Finding, Severity, Verdict
from auditor.model.place import Place, Step
from auditor.model.report import Report
from auditor.outcome import Audit
from auditor.output import Options, write
from auditor.output.html import MANY
from auditor.words import Words

SAID = Words("超过权重", "above its weight")


def written(*audits: Audit, options: Options | None = None) -> str:
    stream = StringIO()
    write("html", audits, stream, options or Options())
    return stream.getvalue()


def parsed(*audits: Audit, options: Options | None = None) -> LexborNode:
    root = LexborHTMLParser(written(*audits, options=options)).root
    assert root is not None
    return root


def table(*rows: tuple[str, ...], number: int = 2) -> Table:
    """A table whose cells stand where `made.cell` says."""
    cells = [
        Cell(text, r, c, Location(line=100 + 10 * r + c, table=number, row=r, column=c))
        for r, row in enumerate(rows, 1)
        for c, text in enumerate(row, 1)
    ]
    return Table(tuple(cells), Location(table=number))


def audited(blocks: tuple[Block, ...], *findings: Finding, figures: tuple[Checked, ...] = ()) -> Audit:
    return Audit("a.docx", Document("docx", blocks), (Report("docx"),), Result(findings, figures))


def one(page: LexborNode, selector: str) -> LexborNode:
    (node,) = page.css(selector)
    return node


def test_a_finding_and_its_cell_lead_to_each_other() -> None:
    over = finding(cell(1, 7), SAID, related=(cell(1, 6),))
    page = parsed(audited((table(CELLS),), over))
    marked = one(page, ".paper td[data-f]")
    assert marked.text() == "101" and marked.attributes["data-s"] == "error"
    listed = one(page, f".findings li#{marked.attributes['data-f']}")
    assert one(listed, ".badge").attributes["href"] == f"#{marked.id}"
    assert one(marked, ".badge").attributes["href"] == f"#{listed.id}"
    first, second = (listed.attributes["data-at"] or "").split()
    assert first == marked.id and one(page, f"td#{second}").text() == CELLS[5]


def test_every_link_leads_somewhere() -> None:
    page = parsed(audited((table(*[CELLS] * 12),), finding(cell(1, 7), SAID), figures=FIGURES), *ALL)
    hrefs = {a.attributes["href"] or "" for a in page.css("a[href]")}
    ids = [node.id for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert len(hrefs) > 5 and {href.removeprefix("#") for href in hrefs} <= set(ids)


def test_a_figure_in_a_sentence_is_marked_with_its_number_behind_it() -> None:
    text = "全年执行数96.20万元，执行率95%。"
    wrong = finding(sentence(text, "95%"), SAID, severity=Severity.WARNING)
    right = Checked(Verdict.VERIFIED, sentence(text, "96.20万元"))
    page = parsed(audited((Paragraph(text, Location(line=7)),), wrong, figures=(right,)))
    marks = page.css(".paper mark")
    assert [(m.text(), m.attributes.get("data-s"), m.attributes.get("class")) for m in marks] == [
        ("96.20万元", None, "verified"), ("95%", "warning", None),
    ]  # fmt: skip
    assert one(page, ".paper p").text() == "全年执行数96.20万元，执行率95%1。"


def test_overlapping_figures_keep_their_text() -> None:
    text = "支出12.50万元"
    findings = [finding(sentence(text, part), SAID) for part in ("12.50万元", "支出12.50", text)]
    page = parsed(audited((Paragraph(text, Location(line=7)),), *findings))
    assert "".join(m.text() for m in page.css(".paper mark")) == text


def test_a_finding_about_a_whole_table_stands_at_its_caption() -> None:
    place = Place((Step("table", 2),), Location(table=2, row=1, column=1))
    page = parsed(audited((table(CELLS),), finding(place, SAID)))
    assert one(page, ".caption .badge").text() == "1" and not page.css("td[data-f]")


def test_a_sentence_in_a_spreadsheet_is_found_by_its_cell() -> None:
    text = "得分96.5分"
    sheet = Table(
        (Cell(text, 1, 1, Location(sheet="表", table=1, row=1, column=1, cell="A1")),), Location(table=1)
    )
    place = Place((Step("cell", name="A1"),), Location(line=1, sheet="表", cell="A1"), text, span=(2, 6))
    page = parsed(audited((sheet,), finding(place, SAID)))
    assert one(page, "td[data-f] mark").text() == "96.5"


def test_merged_cells_and_gaps_keep_the_grid() -> None:
    cells = (
        Cell("甲", 1, 1, Location(table=1, row=1, column=1), rowspan=2),
        Cell("乙", 1, 4, Location(table=1, row=1, column=4)),
        Cell("丙", 2, 2, Location(table=1, row=2, column=2), colspan=3),
    )
    rows = parsed(audited((Table(cells, Location(table=1)),))).css(".paper tr")
    assert [[(d.text(), d.attributes) for d in row.css("td")] for row in rows] == [
        [("甲", {"rowspan": "2"}), ("", {"colspan": "2"}), ("乙", {})], [("丙", {"colspan": "3"})],
    ]  # fmt: skip


def test_a_long_table_is_drawn_in_stretches_with_the_same_columns() -> None:
    rows = table(*[("甲", f"第{n}期", "5") for n in range(1, 421)])
    level = Cell("产出指标", 41, 1, Location(line=1, table=2, row=41, column=1), rowspan=220)
    covered = {(r, 1) for r in range(41, 261)}
    long = Table((level, *(c for c in rows.cells if (c.row, c.column) not in covered)), rows.location)
    page = parsed(audited((long,)))
    stretches = page.css(".long > div > table")
    assert [len(stretch.css("tr")) for stretch in stretches] == [50] * 8 + [20]
    assert [td.text() for td in page.css(".long td:nth-last-child(2)")] == [f"第{n}期" for n in range(1, 421)]
    assert [td.attributes["rowspan"] for td in page.css(".long td[rowspan]")] == ["10", *["50"] * 4, "10"]
    assert [td.text() for td in page.css(".long td[rowspan]")] == ["产出指标", *[""] * 5]
    assert len({tuple(col.attributes["width"] for col in stretch.css("col")) for stretch in stretches}) == 1
    assert not parsed(audited((table(*[("甲",)] * 300),))).css(".long")


def test_verdicts_colour_their_cells_and_the_open_ones_are_listed() -> None:
    page = parsed(audited((table(*[CELLS] * 12),), figures=FIGURES))
    assert len(page.css("td.within_rounding")) == 2 and len(page.css("td.not_verifiable")) == 2
    assert len(page.css("td.verified")) == 3
    listed = [item.text() for item in page.css(".side > details li")]
    assert len(listed) == 4 and any("缺少全年预算数" in item for item in listed)


def test_long_stretches_without_findings_are_folded() -> None:
    lines = tuple(Paragraph(f"第{n}段", Location(line=n)) for n in range(1, 10))
    place = Place((Step("paragraph", 8),), Location(line=8), "第8段")
    page = parsed(audited(lines, finding(place, SAID)))
    assert len(page.css(".folded p")) == 7 and one(page, ".paper > p mark").text() == "第8段"


def test_files_that_were_not_audited_say_why() -> None:
    page = parsed(*ALL)
    assert len(page.css(".report")) == 2 and len(page.css(".files tbody tr")) == 4
    remarks = [remark.text() for remark in page.css(".files .remark")]
    assert len(remarks) == 2 and any("文件不完整" in said and "truncated" in said for said in remarks)


def test_the_list_begins_with_the_worst_and_says_whose_report_it_is() -> None:
    report = Report("docx", organisation="青禾县水务局", project="渠道维修", year=2024)
    page = parsed(CLEAN, replace(FAULTY, reports=(report,)))
    first, last = page.css(".files tbody tr")
    assert first.css("td[data-s=error]")[0].text() == "3" and last.css("td[data-s=error]")[0].text() == ""
    assert [cell.text() for cell in first.css("td")[:4]] == ["青禾县水务局", "渠道维修", "2024", ""]
    # What all paths begin with is said once; the whole path is the name's title.
    assert one(page, "#tools code").text() == "samples/"
    assert [one(row, "a").attributes["title"] for row in (first, last)] == [FAULTY.path, CLEAN.path]


def test_the_counts_are_those_of_the_run() -> None:
    page = parsed(*ALL)
    coverage, severity, family = (
        [row.css("td")[-1].text() for row in chart.css("tr")] for chart in page.css(".chart")
    )
    assert (coverage, severity) == (["72", "2", "0", "1", "2"], ["3", "1", "1"]) and len(family) == 5
    assert {o.attributes["value"] for o in page.css("option")} >= {"", "SCR", "SCR001", "FLD", "FLD001"}


def test_quiet_is_the_summary_alone() -> None:
    page = parsed(*ALL, options=Options(quiet=True))
    assert page.css(".chart") and not page.css(".report") and not page.css(".files a")


def test_a_clean_run_has_nothing_to_filter() -> None:
    page = parsed(CLEAN)
    assert not page.css("#filters") and "未发现问题" in one(page, ".report").text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages_stand_in_the_page(language: str) -> None:
    page = parsed(*ALL, options=Options("en" if language == "en" else "zh"))
    assert one(page, "html").attributes["lang"] == language
    sides = [[s.text() for s in page.css(f"span[lang={side}]")] for side in ("zh", "en")]
    assert len(sides[0]) == len(sides[1]) > 50
    quoted = r"“.*?”|发票|文件|(?<=^table \d ).*"
    assert not [text for text in sides[1] if re.search("[一-鿿]", re.sub(quoted, "", text))]


def test_the_same_audits_give_the_same_bytes() -> None:
    assert written(*ALL) == written(*ALL)


def test_nothing_in_the_page_comes_from_elsewhere() -> None:
    text = written(*ALL)
    assert not re.search(r"https?:|url\(|@import|\bsrc=|<link", text)
    assert "default-src 'none'" in text and "unsafe" not in text


# ── Texts that would act ──────────────────────────────────────────────────────────────────────────────

HOSTILE_TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</style></title>",
    "&lt;b&gt;",
    "'x'",
)


@pytest.mark.parametrize("hostile", HOSTILE_TEXTS)
def test_texts_of_a_report_are_shown_and_do_nothing(hostile: str) -> None:
    cells = (*CELLS[:2], hostile, *CELLS[3:6], hostile, "")
    place = cell(1, 7, cells)
    found = finding(
        place, Words(hostile, hostile), rule=hostile, code=hostile, subject=hostile, expected=hostile,
        working=hostile, related=(cell(1, 3, cells), sentence(hostile, hostile)),
    )  # fmt: skip
    blocks = (Paragraph(hostile, Location(line=7), number=hostile), table(cells))
    report = Audit(
        hostile, Document("docx", blocks, (Words(hostile, hostile),)), (Report("docx"),),
        Result((found,), (Checked(Verdict.NOT_VERIFIABLE, place, Words(hostile, hostile)),)),
    )  # fmt: skip
    broken = Audit(hostile, error=Words(hostile, hostile), problem="unreadable")
    page = parsed(report, broken)
    assert len(page.css("script")) == len(page.css("style")) == len(page.css("title")) == 1
    assert not page.css("img") and not page.css("b b")
    assert not [n for n in page.css("*") if any(name.startswith("on") for name in n.attributes)]
    texts = (
        ".paper td:nth-child(4)",
        ".message",
        ".note",
        "h2",
        ".files tbody th",
        ".findings code",
        "dd.figures",
    )
    assert all(hostile in page.css(selector)[0].text() for selector in texts)


def test_numbers_of_people_are_masked_and_amounts_are_not() -> None:
    text = "联系电话13812345678，支出13812345678元"
    page = parsed(
        audited((Paragraph(text, Location(line=7)),), finding(sentence(text, "支出13812345678"), SAID))
    )
    assert one(page, ".paper p").text() == "联系电话***78，支出138123456781元"
    assert one(page, ".paper mark").text() == "支出13812345678"


def test_control_characters_are_shown() -> None:
    text = written(audited((Paragraph("甲\x1b[2J\u202e乙\n丙", Location(line=1)),)))
    assert "甲\\x1b[2J\\u202e乙\n丙" in text and "\x1b" not in text and "\u202e" not in text


def test_many_reports_have_a_page_each_and_a_list_of_them(tmp_path: Path) -> None:
    file = tmp_path / "审核 结果.html"
    audits = [replace(FAULTY, path=f"报送/{n}.docx") for n in range(MANY + 1)]
    page = parsed(*audits, options=Options(file=str(file)))
    assert not page.css(".report") and not page.css("#filters")
    links = [a.attributes["href"] for a in page.css(".files a")]
    folder = tmp_path / "审核 结果.html.reports"
    assert sorted(unquote(link or "") for link in links) == [
        f"{folder.name}/{path.name}" for path in sorted(folder.glob("*.html"))
    ]
    assert len(links) == MANY + 1
    last = LexborHTMLParser((folder / "00201.html").read_text("utf-8")).root
    assert last is not None and last.css("#filters")
    assert "报送/200.docx" in one(last, ".report h2").text()
    assert unquote(one(last, "header a").attributes["href"] or "") == "../审核 结果.html"
    # Results are no input of the next run.
    assert (folder / ".auditor-output").exists()


def test_a_page_each_needs_a_file_beside_which_they_can_stand(tmp_path: Path) -> None:
    audits = [replace(CLEAN, path=f"{n}.txt") for n in range(MANY + 1)]
    assert len(parsed(*audits).css(".report")) == MANY + 1
    taken = tmp_path / "out.html.reports"
    taken.mkdir()
    (taken / "00001.html").write_text("somebody's", "utf-8")
    with pytest.raises(FileExistsError):
        written(*audits, options=Options(file=str(tmp_path / "out.html")))
    assert (taken / "00001.html").read_text("utf-8") == "somebody's"

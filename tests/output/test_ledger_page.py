"""The page of `auditor extract --output-format html`: each cell with what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from browser import chromium, opened
from playwright.sync_api import Browser
from rendered import HOSTILE
from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.document import Cell, Document, Location, Paragraph, Table
from auditor.engine import Settings, audit_bytes
from auditor.model.form import Role
from auditor.model.report import Report, Settled
from auditor.outcome import Audit
from auditor.output import Options, write_extract
from auditor.output.settled import counts, role, share
from auditor.recognition.ledger import Kind
from auditor.words import Words

FORM = """青柳区松岭乡2024年度项目支出绩效自评表
项目名称\t河道护岸修复
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t核对甲乙\t序号
产出指标\t数量指标\t护岸长度\t≥300米\t310米\t60\t60\t7.5\t1
效益指标\t社会效益指标\t受益群众人数\t≥300人\t310人\t40\t40\t8.5\t2
"""


def audited(text: str, path: str = "a.txt") -> Audit:
    return audit_bytes(text.encode(), path, Settings(()))


def page(*audits: Audit) -> str:
    stream = StringIO()
    write_extract("html", audits, stream, Options())
    return stream.getvalue()


def root(html: str) -> LexborNode:
    node = LexborHTMLParser(html).root
    assert node is not None
    return node


def chinese(node: LexborNode) -> str:
    """What a page in Chinese shows of a node."""
    node = root(node.html or "")
    for english in node.css("[lang=en]"):
        english.decompose()
    return node.text().strip()


def cells(html: str) -> dict[str, tuple[str | None, str]]:
    """The cells of a page: what stands in each, its state, and what is written below it."""
    found = {}
    for label in root(html).css("td > small"):
        cell = label.parent
        assert cell is not None
        found[cell.text(deep=False).strip()] = (cell.attributes["data-k"], chinese(label))
    return found


def test_each_cell_says_what_became_of_it() -> None:
    drawn = cells(page(audited(FORM)))
    assert drawn["≥300米"] == ("used", "✓ 指标值")
    assert drawn["310米"] == ("used", "✓ 完成值")
    assert drawn["分值"] == ("ignored", "– 表头")
    assert drawn["1"] == ("ignored", "– 序号")
    state, said = drawn["7.5"]
    assert state == "unread" and said.startswith("? ") and "表头" in said


def test_the_legend_names_the_three_states_in_both_languages() -> None:
    legend = root(page()).css(".legend > span")
    assert [key.attributes["data-k"] for key in legend] == ["used", "ignored", "unread"]
    assert all(key.css("[lang=zh]") and key.css("[lang=en]") for key in legend)


def test_what_was_not_understood_is_listed() -> None:
    (listed,) = root(page(audited(FORM))).css("details.unread")
    assert "核对甲乙" in chinese(listed)


def test_a_file_that_is_no_report_says_so_and_is_not_drawn() -> None:
    html = root(page(audited("会议纪要\n与会人员\t张某\n", "b.txt")))
    assert html.css(".remark") and not html.css(".grid")


def two() -> Audit:
    def form(number: int) -> tuple[Paragraph, Table]:
        at = Location(table=number, row=1, column=1)
        table = Table((Cell(f"甲{number}", 1, 1, at),), Location(table=number))
        return Paragraph(f"附件{number}", Location(line=number)), table

    def report(number: int) -> Report:
        at = Location(table=number, row=1, column=1)
        return Report("docx", f"项目{number}", cells=(Settled(at, "used", "name"),))

    return Audit("c.docx", Document("docx", (*form(1), *form(2))), (report(1), report(2)))


def test_each_table_of_several_reports_names_its_own() -> None:
    html = root(page(two()))
    assert [chinese(c) for c in html.css(".caption")] == ["表1报告1", "表2报告2"]
    assert [chinese(h) for h in html.css("h3")] == ["报告1：项目1", "报告2：项目2"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_of_a_report_is_markup(text: str) -> None:
    at = Location(table=1, row=1, column=1)
    table = Table((Cell(text, 1, 1, at),), Location(table=1))
    report = Report("docx", text, cells=(Settled(at, "unread", text, reason=Words(text, text)),))
    html = root(page(Audit(text, Document("docx", (Paragraph(text, at), table)), (report,))))
    assert len(html.css("script")) == 1 and not html.css("[href], [src], [onclick]")
    assert not re.search("[\\x00\\x07\\x1b\\u202e]", html.text())


def test_every_role_and_kind_has_its_words() -> None:
    ignored = {Role.NUMBER, Role.EXPLANATION, Role.OTHER}
    at = Location()
    used = [Settled(at, "used", r.value) for r in Role if r not in ignored]
    left_out = [Settled(at, "ignored", kind) for kind in get_args(Kind)]
    for cell in (*used, *left_out):
        assert role(cell).zh != cell.what and role(cell).en


def test_the_share_of_cells_ignored() -> None:
    at = Location()
    states = [Settled(at, "used", "name")] * 2 + [Settled(at, "ignored", "number", figure=True)]
    assert counts(states) == {"used": 2, "ignored": 1, "unread": 0, "ignored_figures": 1}
    said = share(states)
    assert said is not None and "33%" in said.zh and "33%" in said.en
    assert share([]) is None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.needs("chromium")
def test_a_telephone_can_show_it(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(audited(FORM), two()), "utf-8")
    with opened(browser, file, width=390, height=844) as shown:
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390
        assert shown.locator(".key >> visible=true").count() == 3
        shown.get_by_text("English").click()
        assert shown.locator(".legend").inner_text().startswith("✓ used")

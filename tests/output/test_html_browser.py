"""The page in a browser, as people use it: filter, jump, switch the language, print; nothing of a report acts.

`opened` fails whenever the page asks the network for anything, complains in the console or opens a dialog.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from browser import chromium, opened
from made import ALL, CELLS, cell, finding
from playwright.sync_api import Browser, Page, expect
from test_html_page import HOSTILE_TEXTS, SAID, audited, table, written

from auditor.check import load_rules
from auditor.document import Document
from auditor.engine import Settings
from auditor.finding import Severity
from auditor.outcome import Audit
from auditor.output import Options, write
from auditor.runner import audit_paths
from auditor.words import Words

pytestmark = pytest.mark.needs("chromium")

SAMPLES = Path(__file__).parent.parent.parent / "samples"
# Texts whose contrast with what is behind them is too low, as WCAG counts it; large ones may have less.
TOO_FAINT = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const clear = (colour) => parts(colour)[3] === 0;
  const light = (colour) => parts(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    while (element.parentElement && clear(getComputedStyle(element).backgroundColor)) element = element.parentElement;
    return getComputedStyle(element).backgroundColor;
  };
  return [...document.querySelectorAll("body *")].filter((e) => {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    return own && e.checkVisibility() && !["SCRIPT", "OPTION"].includes(e.tagName);
  }).map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.outerHTML.slice(0, 80)];
  }).filter(([contrast]) => contrast < 4.5);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all these tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of five samples."""
    names = (
        "department-faulty.docx",
        "narrative-faulty.txt",
        "project-clean.pdf",
        "scoring-faulty.xlsx",
        "README.md",
    )
    stream = StringIO()
    audits = audit_paths((SAMPLES / name for name in names), Settings(load_rules()))
    write("html", audits, stream, Options())
    return saved(tmp_path_factory.mktemp("page"), stream.getvalue())


def saved(folder: Path, page: str) -> Path:
    file = folder / "审核 结果.html"
    file.write_text(page, "utf-8", newline="\n")
    return file


def seen(page: Page) -> list[str]:
    """Codes of the findings that are shown."""
    return page.locator(".findings > li:visible .head code").all_text_contents()


def test_filter_by_severity_and_rule(browser: Browser, samples: Path) -> None:
    with opened(browser, samples) as page:
        everything = seen(page)
        warnings = page.locator(".findings > li[data-s=warning]").count()
        page.locator("#filters [value=error]").uncheck()
        page.locator("#filters [value=info]").uncheck()
        assert len(seen(page)) == warnings > 0 and page.locator("#shown").inner_text() == str(warnings)
        assert page.locator(".paper [data-s=error]:visible").count() == 0
        page.locator("#filters [value=error]").check()
        page.locator("#filters select").select_option("SCR")
        assert set(seen(page)) == {code for code in everything if code.startswith("SCR")} != set()
        code = next(c for c in everything if c.startswith("TXT"))
        page.locator("#filters select").select_option(code)
        assert set(seen(page)) == {code}
        assert page.locator(".paper .badge:visible").count() == len(seen(page))
        page.locator("#filters select").select_option("")
        page.locator("#filters [value=info]").check()
        assert seen(page) == everything


def test_a_cell_with_two_findings_takes_the_colour_of_what_is_shown(browser: Browser, tmp_path: Path) -> None:
    findings = [finding(cell(1, 7), SAID, severity=severity) for severity in Severity]
    with opened(browser, saved(tmp_path, written(audited((table(CELLS),), *findings)))) as page:
        marked = page.locator("td[data-f]")
        for severity, left in (("error", "warning"), ("warning", "info"), ("info", None)):
            assert marked.get_attribute("data-s") == severity
            page.locator(f"#filters [value={severity}]").uncheck()
            assert marked.get_attribute("data-s") == left


def test_jump_from_a_finding_to_its_cell_and_back(browser: Browser, samples: Path) -> None:
    with opened(browser, samples, height=500) as page:
        listed = page.locator("#r1 .findings > li").last
        listed.locator(".message").click()
        marked = page.locator("td:target")
        expect(marked).to_be_in_viewport()
        assert listed.get_attribute("id") in (marked.get_attribute("data-f") or "").split()
        marked.click(position={"x": 3, "y": 3})
        expect(page.locator("li:target")).to_be_in_viewport()
        assert page.locator("li:target").get_attribute("id") == listed.get_attribute("id")


def test_what_belongs_together_lights_up(browser: Browser, samples: Path) -> None:
    with opened(browser, samples) as page:
        listed = page.locator("#r1 .findings > li").first
        listed.hover()
        ids = (listed.get_attribute("data-at") or "").split()
        assert page.locator(".lit").count() == len(ids) + 1 > 2
        page.locator("#r1 h2").hover()
        assert page.locator(".lit").count() == 0
        page.locator(f"#{ids[0]}").hover()
        assert "lit" in (listed.get_attribute("class") or "")


def test_the_keyboard_alone_is_enough(browser: Browser, samples: Path) -> None:
    with opened(browser, samples) as page:
        page.locator("#filters [value=error]").focus()
        page.keyboard.press("Space")
        assert not any(
            e.get_attribute("data-s") == "error" for e in page.locator(".findings > li:visible").all()
        )
        page.keyboard.press("Space")
        page.locator("#r1 .findings .badge").first.focus()
        assert page.locator("td.lit").count() > 0
        page.keyboard.press("Enter")
        expect(page.locator("td:target")).to_be_in_viewport()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body")


def test_a_folded_paragraph_opens_when_it_is_wanted(browser: Browser, samples: Path) -> None:
    with opened(browser, samples) as page:
        within = page.locator(".folded [id]").first
        assert not within.is_visible()
        page.evaluate("id => { location.hash = id }", within.get_attribute("id"))
        expect(within).to_be_visible()


def test_switch_the_language(browser: Browser, samples: Path) -> None:
    with opened(browser, samples) as page:
        assert page.title() == "绩效自评报告审核结果"
        assert page.locator("h1").inner_text() == page.title()
        page.get_by_role("button", name="English").click()
        assert page.title() == "Audit of self-evaluation reports"
        assert page.locator("html").get_attribute("lang") == "en"
        assert "above its weight" in (
            page.locator(".findings > li", has_text="SCR001").first.text_content() or ""
        )
        assert page.locator("#filters option").first.inner_text() == "all rules"
        assert not page.locator("span[lang=zh]:visible").count()
        assert page.locator(".paper td:visible").count() > 100
        page.get_by_role("button", name="中文").click()
        assert not page.locator("span[lang=en]:visible").count()


def paths(page: Page) -> list[str]:
    """The files of the list that are shown, in its order."""
    return [text.strip() for text in page.locator(".files tbody tr:visible th[scope=row]").all_inner_texts()]


def test_sort_group_and_search_the_list(browser: Browser, samples: Path) -> None:
    with opened(browser, samples) as page:
        worst = paths(page)
        errors = page.locator(".files thead th", has_text="错误")
        errors.click()
        assert errors.get_attribute("aria-sort") == "descending" and paths(page)[0] == worst[0]
        errors.click()
        assert errors.get_attribute("aria-sort") == "ascending" and paths(page)[0] != worst[0]
        page.locator(".files thead th").first.press("Enter")
        assert paths(page) == sorted(worst, key=str.lower)
        page.locator("#tools select").select_option("unit")
        groups = page.locator(".files .group").all_inner_texts()
        assert len(groups) == len({g.strip() for g in groups}) > 1 and sorted(paths(page)) == sorted(worst)
        page.locator("#tools input").fill("没有这样的单位")
        assert not paths(page) and not page.locator(".files .group").count()
        page.locator("#tools input").fill(worst[0].upper())
        assert paths(page) == [worst[0]]


def test_print_to_paper(browser: Browser, samples: Path, tmp_path: Path) -> None:
    with opened(browser, samples, dark=True) as page:
        expected = page.locator("#r1 .findings .message").last.inner_text()
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    pdf = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    assert tuple(map(round, pdf[0].get_size())) in {(595, 842), (594, 842), (595, 841)}
    text = "".join(sheet.get_textpage().get_text_range() for sheet in pdf)
    squeezed = "".join(text.split())
    assert "".join(expected.split()) in squeezed and "筛选" not in squeezed
    paper = pdf[0].render(scale=0.2).to_pil()
    assert paper.getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.parametrize("dark", [False, True])
def test_contrast_is_enough(browser: Browser, samples: Path, dark: bool) -> None:
    with opened(browser, samples, dark=dark) as page:
        assert page.evaluate(TOO_FAINT) == []


@pytest.mark.parametrize("width", [360, 900, 1600])
def test_no_width_makes_the_page_scroll_sideways(browser: Browser, samples: Path, width: int) -> None:
    with opened(browser, samples, width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_ten_thousand_findings(browser: Browser, tmp_path: Path) -> None:
    found = [
        finding(cell(row, column), SAID, code=f"{family}{row:03}")
        for row in range(1, 101)
        for family, column in (("SCR", 5), ("WGT", 7))
    ]
    audits = [audited((table(*[CELLS] * 100),), *found)] * 50
    with opened(browser, saved(tmp_path, written(*audits))) as page:
        assert page.locator("#shown").inner_text() == "10000"
        page.locator("#filters select").select_option("SCR")
        assert page.locator("#shown").inner_text() == "5000"
        page.locator("#filters [value=error]").uncheck()
        assert page.locator("#shown").inner_text() == "0" and not page.locator(".report:visible").count()
        page.locator("#filters [value=error]").check()
        page.evaluate("location.hash = 'r50-f199'")
        expect(page.locator("#r50-f199")).to_be_in_viewport()


def test_of_a_long_table_only_what_is_in_sight_is_laid_out(browser: Browser, tmp_path: Path) -> None:
    rows = [(*CELLS[:2], f"第{n}期培训", *CELLS[3:]) for n in range(1, 1_001)]
    file = saved(
        tmp_path,
        written(audited((table(*rows),), *(finding(cell(r, 7), SAID, code=f"SCR{r:03}") for r in (1, 990)))),
    )
    laid_out = "td => td.checkVisibility({contentVisibilityAuto: true})"
    left = "td => td.getBoundingClientRect().left"
    with opened(browser, file) as page:
        first, last = page.locator("td[data-f]").all()
        assert first.evaluate(laid_out) and not last.evaluate(laid_out)
        page.locator(".findings .badge").last.click()
        expect(last).to_be_in_viewport()
        assert last.evaluate(laid_out) and not first.evaluate(laid_out)
        at = last.evaluate(left)
        page.locator(".findings .badge").first.click()
        expect(first).to_be_in_viewport()
        assert first.evaluate(left) == at


def test_hostile_texts_are_inert(browser: Browser, tmp_path: Path) -> None:
    audits = []
    for hostile in HOSTILE_TEXTS:
        cells = (*CELLS[:2], hostile, *CELLS[3:])
        found = finding(
            cell(1, 3, cells), Words(hostile, hostile), rule=hostile, code=hostile, working=hostile
        )
        audit = audited((table(cells),), found)
        audits += [
            Audit(hostile, audit.document, audit.reports, audit.result),
            Audit(hostile, Document("pdf", ())),
        ]
    with opened(browser, saved(tmp_path, written(*audits, *ALL))) as page:
        page.get_by_role("button", name="English").click()
        page.locator("#filters select").select_option(HOSTILE_TEXTS[1])
        assert seen(page) == [HOSTILE_TEXTS[1]]
        assert page.locator(".paper td[data-s]").all_text_contents() == [f"{HOSTILE_TEXTS[1]}1"]
        assert page.locator("img").count() == 0 and page.locator("script").count() == 1


def test_without_scripts_it_is_still_a_report(browser: Browser, samples: Path) -> None:
    with opened(browser, samples) as page:
        text = samples.read_text("utf-8")
        page.set_content(text[: text.index("<script>")])
        assert not page.locator("#filters").is_visible() and not page.locator("#languages").is_visible()
        assert len(seen(page)) == page.locator(".findings > li").count() > 0
        assert page.locator(".paper td[data-s]").count() > 0

"""Pages: what a build makes of them is what they say, and a run reads only those that it displays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import auditor
from auditor import page as module
from auditor.check import load_rules
from auditor.lexicon import load
from auditor.markdown_page import parse
from auditor.model.place import says
from auditor.page import pages_in, read_page

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "checks" / "pages"


def test_a_compiled_page_says_what_its_source_says(tmp_path: Path) -> None:
    for source in sorted(PAGES.glob("*.md"))[::9]:
        data = parse(source.read_text("utf-8"))
        folder = tmp_path / source.stem
        folder.mkdir()
        (folder / f"{source.stem}.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        pages_in.cache_clear()
        code, name = data["code"], data["name"]
        assert read_page(str(folder), code, name) == read_page(str(PAGES), code, name)


def test_every_page_belongs_to_a_rule() -> None:
    own = {r.code for r in load_rules() if r.function.__module__.startswith("auditor.checks")}
    assert {path.stem for path in PAGES.iterdir()} == own


def test_a_run_reads_the_pages_that_it_displays(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    pages = module.read_page

    def counted(folder: str, code: str, name: str) -> module.Page:
        read.append(code)
        return pages(folder, code, name)

    monkeypatch.setattr("auditor.check.read_page", counted)
    audit = auditor.audit(ROOT / "samples" / "project-faulty.txt")
    assert set(read) == {finding.code for finding in audit.result.findings}
    read.clear()
    assert auditor.audit(ROOT / "samples" / "project-clean.txt").result.findings == ()
    assert read == []


def test_a_topic_has_words_that_its_text_speaks_of() -> None:
    for topic, entry in load("topics").items():
        if "any" in entry:
            assert says(f"甲{entry['any'][0]}乙", topic) and not says("甲乙", topic)
        else:
            subject, *keys = entry["of"].split(".")
            words = load(subject)
            for key in keys:
                words = words[key]
            assert all(says(word, topic) for word in words)

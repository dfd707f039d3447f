"""The simplest pipeline there can be, for testing what stands around it: words in files, one rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.check import Rule, found, not_verifiable, verified
from auditor.document import Document, Location, Paragraph, Unreadable
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.place import Place, Step
from auditor.model.report import Recognition, Report
from auditor.page import Page
from auditor.words import NOTHING, Words


def read(data: bytes, name: str, original: str | None = None) -> Document:
    """A reader for which a file is one paragraph, and `broken` cannot be read."""
    if data == b"broken":
        raise Unreadable("坏了", "broken")
    return Document("text", (Paragraph(data.decode(), Location(line=1)),), (Words("说明", "a note"),))


def recognise(document: Document, profile: str | None = None) -> Recognition:
    """A recognition for which everything but a letter is a report, and which cannot make sense of `unknown`."""
    text = next(document.paragraphs).text
    if text == "letter":
        return Recognition()
    strange = Words("表头未知", "unknown headers") if text == "unknown" else None
    return Recognition((Report("text", title=text),), strange)


def named(report: Report) -> Iterator[Draft | Checked]:
    """One finding of each severity that the report's title names, each less sure than the one before."""
    place = Place((Step("part", name="正文"),), Location(line=1), report.title)
    for severity, confidence in zip(Severity, Confidence, strict=True):
        if severity.value in report.title:
            yield found(place, subject=severity.value, severity=severity, confidence=confidence)
    yield verified(place)
    yield not_verifiable(
        Place((Step("table", 1),), Location(line=2), "5"), "缺少预算数", "no budget is given"
    )


def page(
    message: Words = NOTHING,
    *,
    basis: Words = NOTHING,
    explanation: Words = NOTHING,
    silences: tuple[str, ...] = (),
    title: Words = NOTHING,
) -> Page:
    """A page with some of its words."""
    return Page(title, message, basis, explanation, silences=silences)


RULE = Rule(
    "named", "XXX001", Severity.ERROR, named, own=page(Words("问题：{subject}", "found: {subject}"))
)  # fmt: skip


def install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Put this pipeline in the place of the real one, and work in a folder."""
    monkeypatch.setattr("auditor.readers.read", read)
    monkeypatch.setattr("auditor.readers.SUFFIXES", frozenset([".txt", ".docx"]))
    monkeypatch.setattr("auditor.recognition.recognise", recognise)
    monkeypatch.chdir(folder)


def make(*paths: str, text: str = "error warning info") -> None:
    """Files that hold a text; a file called letter, broken or unknown holds that word."""
    for path in map(Path, paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.stem if path.stem in ("letter", "broken", "unknown") else text)

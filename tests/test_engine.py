"""One file, many files, what is passed over, what is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest
import simple
from simple import RULE, make, page

from auditor.check import Rule
from auditor.document import Document
from auditor.engine import Settings, audit_bytes, audit_file
from auditor.finding import Confidence, Draft, Severity, Verdict
from auditor.model.report import Report
from auditor.runner import Course, audit_paths
from auditor.words import Words

SETTINGS = Settings((RULE,))


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The simple pipeline in an empty folder."""
    simple.install(monkeypatch, tmp_path)


def test_one_file_is_audited() -> None:
    make("a.txt")
    audit = audit_file("a.txt", SETTINGS)
    assert (audit.path, audit.format, audit.status, audit.error) == ("a.txt", "text", "audited", None)
    assert [f.severity for f in audit.result.findings] == list(Severity)
    assert audit.report is not None and audit.report.title == "error warning info"
    assert audit.notes == (Words("说明", "a note"),)


def test_bytes_are_audited_under_their_name() -> None:
    audit = audit_bytes(b"error", "mail/x.txt", SETTINGS)
    assert (audit.path, audit.status) == ("mail/x.txt", "audited")


def test_what_is_no_report_and_what_cannot_be_read() -> None:
    make("letter.txt", "broken.txt")
    letter, broken, gone = (audit_file(p, SETTINGS) for p in ("letter.txt", "broken.txt", "gone.txt"))
    assert (letter.status, letter.format, letter.report) == ("unrecognised", "text", None)
    assert (broken.status, broken.format, broken.error) == ("unreadable", None, Words("坏了", "broken"))
    assert gone.status == "unreadable" and gone.error is not None and "\n" not in gone.error.en


def test_no_more_is_read_than_tells_that_a_file_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    make("large.txt")
    monkeypatch.setattr("auditor.readers.bounds.FILE_SIZE", 4)
    report = audit_file("large.txt", SETTINGS).report
    assert report is not None and report.title == "error"


@pytest.mark.parametrize(
    "settings, left",
    [
        (Settings((RULE,), min_severity=Severity.WARNING), ["error", "warning"]),
        (Settings((RULE,), min_confidence=Confidence.CERTAIN), ["error"]),
        (Settings(()), []),
    ],
)
def test_findings_are_left_out_and_counted_but_coverage_stays(settings: Settings, left: list[str]) -> None:
    make("a.txt")
    audit = audit_file("a.txt", settings)
    assert [f.severity.value for f in audit.result.findings] == left
    if settings.rules:
        assert audit.hidden == 3 - len(left)
        assert audit.result.coverage[Verdict.VERIFIED] == 1


@pytest.mark.parametrize("fault", [KeyError, AssertionError, SystemExit, RecursionError])
def test_a_fault_of_a_rule_is_told_and_the_other_rules_go_on(fault: type[BaseException]) -> None:
    def buggy(report: Report) -> Iterator[Draft]:
        if report.title:
            raise fault(0)
        yield from ()

    make("a.txt", text="error")
    rule = Rule("buggy", "XXX002", Severity.INFO, buggy, own=page())
    audit = audit_file("a.txt", Settings((rule, RULE)))
    assert audit.status == "failed" and [f.code for f in audit.result.findings] == ["XXX001"]
    assert audit.error is not None and "\n" not in audit.error.en
    assert audit.error.en == f"rule XXX002 buggy of test_engine failed: {fault.__name__}: 0"


def test_a_message_that_cannot_be_filled_is_the_rules_fault() -> None:
    make("a.txt", text="error")
    rule = Rule("named", "XXX001", Severity.ERROR, RULE.function, own=page(Words("{nothing}", "")))
    audit = audit_file("a.txt", Settings((rule,)))
    assert audit.status == "failed" and audit.error is not None and "XXX001" in audit.error.zh


def test_an_interrupt_of_a_rule_stays_one() -> None:
    def interrupted(report: Report) -> Iterator[Draft]:
        if report.title:
            raise KeyboardInterrupt
        yield from ()

    make("a.txt")
    rule = Rule("interrupted", "XXX002", Severity.INFO, interrupted, own=page())
    with pytest.raises(KeyboardInterrupt):
        audit_file("a.txt", Settings((rule,)))


@pytest.mark.parametrize(
    "stage, words", [("readers.read", "reading"), ("recognition.recognise", "recognising")]
)
def test_a_fault_of_a_stage_is_that_files_outcome(
    stage: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("a.txt", "b.txt", text="clean")
    one: Callable[..., Any] = getattr(simple, stage.partition(".")[2])

    def broken(first: Any, *rest: Any) -> Any:
        if len(calls) == 0:
            calls.append(first)
            raise SystemExit("two\nlines")
        return one(first, *rest)

    calls: list[object] = []
    monkeypatch.setattr(f"auditor.{stage}", broken)
    first, second = audit_paths(["a.txt", "b.txt"], SETTINGS, Course(jobs=1))
    assert (first.status, second.status) == ("failed", "audited")
    assert first.error is not None and words in first.error.en and first.error.en.endswith("two lines")


def test_what_was_read_stands_beside_what_was_not_understood() -> None:
    make("unknown.txt")
    audit = audit_file("unknown.txt", SETTINGS)
    assert (audit.status, audit.error) == ("not_understood", Words("表头未知", "unknown headers"))
    assert audit.result.coverage[Verdict.VERIFIED] == 1


def test_an_interrupt_names_the_files_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a.txt", "b.txt", "c.txt", text="clean")

    def read(data: bytes, name: str, original: str | None = None) -> Document:
        if name != "a.txt":
            sleep(30)
        return simple.read(data, name)

    monkeypatch.setattr("auditor.readers.read", read)
    seen: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        for audit in audit_paths(["."], SETTINGS, Course(stop=lambda: bool(seen))):
            seen.append(audit.status)
    assert seen == ["audited", "not_audited", "not_audited"]


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_traceback_is_printed_only_when_asked_for(
    debug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def buggy(report: Report) -> Iterator[Draft]:
        if report.title:
            raise KeyError("here")
        yield from ()

    make("a.txt")
    monkeypatch.setenv("AUDITOR_DEBUG", debug)
    audit_file("a.txt", Settings((Rule("b", "XXX002", Severity.INFO, buggy, own=page()),)))
    assert ("Traceback" in capsys.readouterr().err) == bool(debug)


def test_any_suffix_is_read_when_named() -> None:
    make("report.bak")
    assert audit_file("report.bak", SETTINGS).status == "audited"

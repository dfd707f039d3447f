"""One file, many files, what is passed over, what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import simple
from simple import RULE, make

from auditor.check import Rule
from auditor.engine import Settings, audit_bytes, audit_file
from auditor.finding import Confidence, Draft, Severity, Verdict
from auditor.model.report import Report
from auditor.words import NOTHING, Words

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


def test_a_bug_in_a_rule_surfaces() -> None:
    def buggy(report: Report) -> Iterator[Draft]:
        nothing: dict[str, Draft] = {}
        return iter([nothing[report.title]])

    make("a.txt")
    rule = Rule("buggy", "XXX002", Severity.INFO, NOTHING, "", NOTHING, (), (), buggy)
    with pytest.raises(KeyError):
        audit_file("a.txt", Settings((rule,)))


def test_any_suffix_is_read_when_named() -> None:
    make("report.bak")
    assert audit_file("report.bak", SETTINGS).status == "audited"

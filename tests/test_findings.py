"""The samples, audited: the faults that were planted and nothing else, and the same in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.check import load_rules
from auditor.engine import Settings, audit_file
from auditor.finding import Finding, Severity

SAMPLES = Path(__file__).parents[1] / "samples"
FORMATS = ("docx", "xlsx", "pdf", "txt")
PLANTED = {
    "department-clean": set(),
    "department-faulty": {
        ("WGT001", "error"), ("TXT001", "error"), ("UNT001", "error"), ("UNT001", "warning"), ("SCR003", "error"),
        ("TGT001", "warning"),
    },
    "project-clean": set(),
    "project-faulty": {
        ("EXE001", "error"), ("EXE003", "error"), ("SCR001", "error"), ("TOT001", "error"), ("SCR010", "warning"),
    },
    "projects-clean": set(),
    "graded-clean": set(),
    "scoring-faulty": {
        ("NAR001", "error"), ("NAR003", "error"), ("WGT002", "error"), ("SCR010", "warning"), ("TXT005", "warning"),
    },
    "narrative-clean": set(),
    "narrative-faulty": {
        ("SCR001", "error"), ("TOT001", "error"), ("TOT005", "error"), ("SCR005", "warning"), ("TXT007", "warning"),
        ("NAR008", "info"),
    },
}  # fmt: skip
# A bare form need not state its budget amounts: worth a remark in any report, and no fault that was planted.
REMARKS = {"STR004"}


def findings(name: str, form: str) -> list[Finding]:
    rules = tuple(rule for rule in load_rules() if rule.default)
    return list(audit_file(SAMPLES / f"{name}.{form}", Settings(rules)).result.findings)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", PLANTED)
def test_what_was_planted_is_found_and_nothing_else(name: str, form: str) -> None:
    found = [(f.code, f.severity.value) for f in findings(name, form) if f.code not in REMARKS]
    assert sorted(found) == sorted(PLANTED[name])


@pytest.mark.parametrize("name", PLANTED)
def test_one_report_has_one_verdict(name: str) -> None:
    verdicts = {
        form: [(f.rule, f.severity, f.subject, f.found, f.expected) for f in findings(name, form) if f.code not in REMARKS]
        for form in FORMATS
    }  # fmt: skip
    assert all(sorted(map(str, v)) == sorted(map(str, verdicts["docx"])) for v in verdicts.values())


def test_arithmetic_is_shown_with_every_finding_about_a_figure() -> None:
    for name in PLANTED:
        for finding in findings(name, "docx"):
            if finding.severity is Severity.ERROR and finding.code[:3] in ("WGT", "SCR", "TOT", "EXE", "NAR"):
                assert finding.working, finding

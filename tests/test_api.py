"""The public names, and what importing them costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import auditor
from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_bytes
from auditor.finding import Severity, Verdict

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize("name", auditor.__all__)
def test_every_public_name_exists_and_is_documented(name: str) -> None:
    thing = getattr(auditor, name)
    assert name == "__version__" or thing.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        auditor.nothing  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import auditor; print(sorted(set(sys.modules) - before))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SAMPLES.parent
    )
    assert run.stdout.strip() == "['auditor']"


def test_a_rule_that_does_not_run_judges_no_figure() -> None:
    every, without = (
        auditor.audit(SAMPLES / "project-faulty.txt", select=["EXE"], ignore=ignored).result.coverage
        for ignored in ((), ("EXE001",))
    )
    assert every[Verdict.INCONSISTENT] == 2 and without[Verdict.INCONSISTENT] == 1
    assert every.total() > without.total()


def test_a_finding_that_is_not_listed_was_made_and_its_figure_stays_inconsistent() -> None:
    (rule,) = Selection(("XRF006",)).of(load_rules())
    listed, left_out = (
        audit_bytes(rule.page.bad[0].encode(), "a.txt", Settings((rule,), min_severity=least))
        for least in (Severity.WARNING, Severity.ERROR)
    )
    assert (len(listed.result.findings), listed.hidden) == (1, 0)
    assert (len(left_out.result.findings), left_out.hidden) == (0, 1)
    assert listed.result.coverage == left_out.result.coverage == {Verdict.INCONSISTENT: 1}


def test_audit_and_extract() -> None:
    audit = auditor.audit(SAMPLES / "project-faulty.txt", select=["SCR"])
    assert audit.status == "audited"
    assert {f.code[:3] for f in audit.result.findings} == {"SCR"}
    report = auditor.extract(SAMPLES / "project-faulty.txt")
    assert report is not None and report.tables


def test_extract_says_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(auditor.Unreadable):
        auditor.extract(tmp_path / "gone.docx")

"""What CI servers read: GitHub annotations, GitLab code quality, JUnit XML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from lxml import etree
from made import ALL, OVER, finding
from rendered import audit, hostile, rendered

from auditor.document import Location
from auditor.finding import Severity
from auditor.model.place import Place
from auditor.output import Options
from auditor.places import path
from auditor.words import Language, Words

Snapshot = Callable[[str, str], None]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("format, suffix", [("github", "txt"), ("gitlab", "json"), ("junit", "xml")])
def test_snapshots(format: str, suffix: str, language: Language, snapshot: Snapshot) -> None:
    snapshot(f"{format}-{language}.{suffix}", rendered(format, ALL, Options(language)).decode())


# ── GitHub ────────────────────────────────────────────────────────────────────────────────────────────

COMMAND = re.compile(r"::(error|warning|notice) file=([^,:]+)(,line=[1-9]\d*)?(,title=[^,:]+)?::[^\n]*\n")


def test_every_line_is_one_command_whatever_a_report_says() -> None:
    lines = rendered("github", hostile()).decode().splitlines(keepends=True)
    assert len(lines) == 4 * 16 + 1
    assert all(COMMAND.fullmatch(line) for line in lines)


def test_percent_colon_and_comma_are_escaped() -> None:
    found = finding(Place((), Location(line=3), "98%"), Words("占 98%，应为 9%", "98%"))
    command = rendered("github", [audit(found, path="a,b:c 100%.txt", format="text")]).decode()
    assert command == (
        "::error file=a%2Cb%3Ac 100%25.txt,line=3,title=SCR001 score-exceeds-weight::占 98%25，应为 9%25\n"
    )


def test_a_file_without_lines_gets_no_line_but_the_place() -> None:
    (line,) = rendered("github", [audit(OVER)]).decode().splitlines()
    assert ",line=" not in line and line.endswith(f"[{path(OVER.place)}]")


# ── GitLab ────────────────────────────────────────────────────────────────────────────────────────────


def test_issues_have_what_gitlab_asks_for() -> None:
    issues = json.loads(rendered("gitlab", hostile()))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 4 * 16 + 1
    for issue in issues:
        assert list(issue) == ["description", "check_name", "fingerprint", "severity", "location"]
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert "\n" not in issue["description"]


def test_one_finding_in_two_files_is_two_issues() -> None:
    first, second = json.loads(rendered("gitlab", [audit(OVER, path=path) for path in ("a.docx", "b.docx")]))
    assert first["fingerprint"] != second["fingerprint"]


# ── JUnit ─────────────────────────────────────────────────────────────────────────────────────────────


def test_junit_counts_are_true_whatever_a_report_says() -> None:
    root = etree.fromstring(rendered("junit", [*ALL, *hostile()]))
    assert root.tag == "testsuites" and len(root) == len(ALL) + 2 * 16 + 1
    for suite in root:
        cases = suite.findall("testcase")
        assert suite.get("tests") == str(len(cases)) and cases
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(count) == str(sum(case.find(tag) is not None for case in cases))
        assert all(case.get("name") and case.get("classname") == suite.get("name") for case in cases)


@pytest.mark.parametrize(
    "severity, tag",
    [(Severity.ERROR, "failure"), (Severity.WARNING, "failure"), (Severity.INFO, "system-out")],
)
def test_an_info_passes(severity: Severity, tag: str) -> None:
    found = finding(OVER.place, Words("甲", "a"), severity=severity)
    (case,) = etree.fromstring(rendered("junit", [audit(found)]))[0]
    assert [child.tag for child in case] == [tag]

"""Whatever became of a file stands in every output, and nothing that was not proved looks clean."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from made import ALL, CLEAN, CRASHED, EVERY, STOPPED, UNKNOWN, UNPROVED
from msgspec.structs import replace
from rendered import rendered

from auditor.outcome import Audit, Status
from auditor.output import FORMATS, Options
from auditor.output.wording import STATUS, remark
from auditor.words import Language, Words

NOT_CLEAN = {"zh": "没有复算任何数字", "en": "nothing recomputed"}


def written(format: str, *audits: Audit, language: Language = "en") -> str:
    data = rendered(format, audits, Options(language))
    if format == "docx":
        letter = docx.Document(BytesIO(data))
        cells = (cell.text for table in letter.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(paragraph.text for paragraph in letter.paragraphs), *cells])
    if format == "xlsx":
        book = openpyxl.load_workbook(BytesIO(data))
        return "\n".join(
            str(c.value) for sheet in book.worksheets[:2] for row in sheet.iter_rows() for c in row
        )
    return data.decode()


@pytest.mark.parametrize("audit", [a for a in EVERY if a.status != "audited"], ids=lambda a: a.status)
@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_was_not_audited_stands_there_with_its_reason(format: str, audit: Audit) -> None:
    text = written(format, CLEAN, audit)
    said = remark(audit)
    assert said is not None
    assert json.dumps(audit.path)[1:-1] in text or audit.path in text or "%E5%8F%91%E7%A5%A8.pdf" in text
    reason = audit.error.en if audit.error else said.words.en
    if format in ("json", "jsonl"):
        assert f'"{audit.status}"' in text and (audit.error is None or audit.error.en in text)
    else:
        assert reason in text.replace("\n", " ")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("format", [f for f in FORMATS if f not in ("json", "jsonl")])
def test_nothing_recomputed_is_said_and_never_clean(format: str, language: Language) -> None:
    text = written(format, UNPROVED, language=language)
    assert NOT_CLEAN[language] in text
    if format not in ("terminal", "markdown", "html"):
        assert not {"未发现问题", "no findings"} & {text}
    for line in text.splitlines():
        if "samples/bare.txt" in line and format in ("terminal", "concise", "csv", "github"):
            assert "未发现问题" not in line and "no findings" not in line


def test_nothing_recomputed_has_not_the_colour_of_a_clean_file() -> None:
    clean, unproved = (
        rendered("terminal", [a], Options("en", colour=True)).decode().splitlines()[0]
        for a in (CLEAN, UNPROVED)
    )
    green = "\x1b[32m"
    assert green in clean and green not in unproved
    page = rendered("html", [UNPROVED], Options("en")).decode()
    assert 'class="clean"' not in page and 'class="clean"' in rendered("html", [CLEAN]).decode()


def test_the_summary_counts_every_status() -> None:
    data: dict[str, Any] = json.loads(written("json", *EVERY))
    counts = {status: data["summary"][status] for status in STATUS}
    assert counts == {
        "audited": 3, "not_understood": 1, "unrecognised": 1, "unreadable": 1, "failed": 1, "not_audited": 1,
    }  # fmt: skip
    assert sum(counts.values()) == data["summary"]["files"] == len(EVERY)


def test_the_findings_of_a_file_that_failed_stand() -> None:
    for format in FORMATS:
        assert "SCR001" in written(format, CRASHED) and "TXT001" in written(format, UNKNOWN)


def test_sarif_says_whether_the_run_was_whole() -> None:
    for audits, whole in (
        ((CLEAN,), True),
        ((UNPROVED,), True),
        ((CLEAN, UNKNOWN), False),
        ((STOPPED,), False),
    ):
        (run,) = json.loads(written("sarif", *audits))["runs"]
        assert run["invocations"][0]["executionSuccessful"] is whole


def test_an_audit_that_an_output_cannot_write_is_failed_there_and_the_others_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from auditor.output import json as output

    def broken(audit: Audit, language: Language) -> dict[str, Any]:
        if audit.path == "samples/bad.txt":
            raise RecursionError("too deep")
        return whole(audit, language)

    whole = output.file
    monkeypatch.setattr(output, "file", broken)
    bad = replace(ALL[0], path="samples/bad.txt")
    monkeypatch.setattr(
        output, "file", lambda a, language: broken(a, language) if a.reports else whole(a, language)
    )
    data = json.loads(written("json", bad, CLEAN))
    assert [f["status"] for f in data["files"]] == ["failed", "audited"]
    assert "RecursionError: too deep" in data["files"][0]["error"]
    assert (data["summary"]["failed"], data["summary"]["audited"]) == (1, 1)


@pytest.mark.parametrize("status", STATUS)
def test_every_status_has_words(status: Status) -> None:
    assert STATUS[status].zh and STATUS[status] != Words("", "")

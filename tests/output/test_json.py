"""The contract's JSON, key by key."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from made import ALL, HOSTILE, finding, sentence

from auditor import __version__
from auditor.check import Result
from auditor.document import Document
from auditor.model.report import Report
from auditor.outcome import Audit
from auditor.output import Options, write
from auditor.words import Language, Words


def written(*audits: Audit, language: Language = "zh") -> str:
    stream = StringIO()
    write("json", audits, stream, Options(language))
    return stream.getvalue()


def data(*audits: Audit, language: Language = "zh") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(written(*audits, language=language))
    return loaded


def test_the_run() -> None:
    run = data(*ALL)
    assert list(run) == ["schema", "version", "files", "summary"]
    assert (run["schema"], run["version"]) == ("auditor/findings/1", __version__)
    assert list(run["summary"].items()) == [
        ("files", 4), ("audited", 2), ("unrecognised", 1), ("unreadable", 1),
        ("error", 3), ("warning", 1), ("info", 1),
    ]  # fmt: skip


def test_a_file() -> None:
    faulty, clean, invoice, broken = data(*ALL)["files"]
    assert list(faulty) == ["path", "format", "status", "error", "findings", "coverage"]
    assert list(faulty["coverage"].items()) == [
        ("figures", 41), ("verified", 36), ("within_rounding", 2), ("consistent", 0), ("inconsistent", 1),
        ("not_verifiable", 2),
    ]  # fmt: skip
    assert [f["status"] for f in (faulty, clean, invoice, broken)] == [
        "audited", "audited", "unrecognised", "unreadable",
    ]  # fmt: skip
    assert (broken["format"], broken["error"], broken["findings"]) == (None, "文件不完整，请重新下载", [])
    assert clean["error"] is None


def test_a_finding() -> None:
    finding = data(*ALL)["files"][0]["findings"][0]
    assert list(finding) == [
        "rule", "code", "severity", "confidence", "subject", "message", "found", "expected", "working",
        "location", "related", "fingerprint",
    ]  # fmt: skip
    assert list(finding["location"].items()) == [
        ("path", "表2 › 第5行 居民满意度 › 得分"), ("line", 157), ("page", None), ("sheet", None), ("table", 2),
        ("row", 5), ("column", 7), ("cell", None), ("bbox", None), ("text", "10"),
    ]  # fmt: skip
    assert [place["text"] for place in finding["related"]] == ["2"]
    assert (finding["found"], finding["expected"], finding["working"]) == ("10", "≤ 2", "10 > 2")


@pytest.mark.parametrize("language, message", [("zh", "超过权重"), ("en", "above its weight")])
def test_messages_speak_the_language_asked_for(language: Language, message: str) -> None:
    assert message in data(*ALL, language=language)["files"][0]["findings"][0]["message"]


def test_invisible_characters_are_escaped_and_kept() -> None:
    text = written(*ALL)
    assert not [c for c in text if not c.isprintable() and c not in "\n"]
    assert data(*ALL)["files"][0]["findings"][-1]["location"]["text"] == HOSTILE.place.text


def test_telephone_numbers_are_masked() -> None:
    place = sentence("联系电话13812345678，共5人", "5人")
    found = finding(
        place, Words("“电话13812345678”", "“电话13812345678”"), subject="13812345678", related=(place,)
    )
    audit = Audit("a.txt", Document("text", ()), Report("text"), Result((found,), ()))
    assert "13812345678" not in written(audit)

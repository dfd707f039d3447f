"""The contract's JSON, key by key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from made import ALL, CLEAN, HOSTILE, finding, sentence
from msgspec.structs import replace
from simple import page

from auditor import __version__
from auditor.check import Result, Rule, found, merged, run
from auditor.document import Document
from auditor.finding import Checked, Draft, Severity, Verdict
from auditor.model.place import Field
from auditor.model.report import Report, Unread
from auditor.outcome import Audit
from auditor.output import Options, write
from auditor.quantity import parse
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
    assert (run["schema"], run["version"]) == ("auditor/findings/2", __version__)
    assert list(run["summary"].items()) == [
        ("files", 4), ("audited", 2), ("not_understood", 0), ("unrecognised", 1), ("unreadable", 1), ("failed", 0),
        ("not_audited", 0), ("passed_over", 0), ("error", 3), ("warning", 1), ("info", 1),
    ]  # fmt: skip


def test_a_file() -> None:
    faulty, clean, invoice, broken = data(*ALL)["files"]
    assert list(faulty) == [
        "path", "format", "status", "error", "findings", "coverage", "figures", "unread", "reports",
    ]  # fmt: skip
    assert list(faulty["coverage"].items()) == [
        ("figures", 41), ("verified", 36), ("within_rounding", 2), ("consistent", 0), ("inconsistent", 1), ("not_verifiable", 2),
    ]  # fmt: skip
    assert [f["status"] for f in (faulty, clean, invoice, broken)] == [
        "audited", "audited", "unrecognised", "unreadable",
    ]  # fmt: skip
    assert (broken["format"], broken["error"], broken["findings"]) == (None, "文件不完整，请重新下载", [])
    assert clean["error"] is None


def test_a_finding() -> None:
    finding = data(*ALL)["files"][0]["findings"][0]
    assert list(finding) == [
        "rule", "code", "title", "severity", "confidence", "subject", "message", "found", "expected", "working",
        "location", "related", "basis", "report", "fingerprint",
    ]  # fmt: skip
    assert list(finding["location"].items()) == [
        ("path", "表2 › 第5行 居民满意度 › 得分"), ("line", 157), ("page", None), ("sheet", None), ("table", 2),
        ("row", 5), ("column", 7), ("cell", None), ("offset", None), ("bbox", None), ("text", "10"),
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
    audit = Audit("a.txt", Document("text", ()), (Report("text"),), Result((found,), ()))
    assert "13812345678" not in written(audit)


def test_a_figure_shows_what_it_rests_on() -> None:
    place = replace(sentence("合计 30 万元，其中甲 10 万元", "10 万元"), offset=4)
    operand = Field("10万元", place, parse("10万元"))
    reason = Words("缺少另一项", "a part is missing")
    checked = Checked(Verdict.NOT_VERIFIABLE, place, reason, "30 − 10", (operand,), "sum-mismatch")
    figure = data(replace(CLEAN, result=Result((), (checked,))))["files"][0]["figures"][0]
    assert {key: figure[key] for key in ("verdict", "rule", "text", "working", "reason")} == {
        "verdict": "not_verifiable", "rule": "sum-mismatch", "text": "10 万元", "working": "30 − 10", "reason": "缺少另一项",
    }  # fmt: skip
    assert [(o["text"], o["value"], o["unit"]) for o in figure["operands"]] == [("10万元", "10", "万元")]


def test_text_is_what_is_meant_and_offset_where_it_begins() -> None:
    place = sentence("执行率为 98.47%。", "98.47%")
    for offset, expected in ((None, None), (0, 5), (12, 17)):
        found = finding(replace(place, offset=offset), Words("甲", "a"))
        at = data(replace(CLEAN, result=Result((found,), ())))["files"][0]["findings"][0]["location"]
        assert (at["text"], at["offset"]) == ("98.47%", expected)


def test_what_was_not_understood_is_listed_of_the_reports_and_beside_them() -> None:
    part = Unread("column", "自评打分值", Words("表头未知", "unknown header"), HOSTILE.place)
    report = replace(CLEAN.reports[0], unread=(part,))
    file = data(replace(CLEAN, reports=(report,), unread=(part,)), language="en")["files"][0]
    assert [(u["kind"], u["text"], u["reason"]) for u in file["unread"]] == [
        ("column", "自评打分值", "unknown header")
    ] * 2


def test_a_finding_has_the_title_and_the_basis_of_its_rule() -> None:
    words = page(Words("甲", "a"), title=Words("标题", "title"), basis=Words("依据", "basis"))
    rule = Rule("named", "XXX001", Severity.ERROR, lambda _: iter(()), own=words)
    draft = found(HOSTILE.place, subject="甲")
    result = run(Report("text"), [replace(rule, function=lambda _: iter([draft]))])
    shown = data(replace(CLEAN, result=result), language="en")["files"][0]["findings"][0]
    assert (shown["title"], shown["basis"], shown["report"]) == ("title", "basis", 0)


def test_findings_of_several_reports_say_whose_they_are() -> None:
    def rule(report: Report) -> Iterator[Draft]:
        yield found(HOSTILE.place, subject=report.title)

    every = Rule("named", "XXX001", Severity.ERROR, rule, own=page(Words("甲", "a")))
    result = merged([run(Report("text", title=title), [every]) for title in ("乙", "乙", "甲")])
    assert sorted(f.report for f in result.findings) == [0, 1, 2]
    assert len({f.fingerprint for f in result.findings}) == 3

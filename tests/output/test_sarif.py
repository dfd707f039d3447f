"""SARIF: valid by the official schema, and what code-scanning services need."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker
from made import ALL, COPIED, HOSTILE, OVER, RATE, finding
from rendered import audit, hostile, rendered

from auditor.check import load_rules
from auditor.document import Location
from auditor.model.place import Place, table_row
from auditor.outcome import Audit
from auditor.output import Options
from auditor.words import Language, Words

# As SchemaStore (Apache-2.0) publishes it; it is the schema of OASIS.
SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-2.1.0.schema.json").read_text("utf-8"))
RULES = tuple(rule for rule in load_rules() if rule.code in ("SCR001", "EXE001"))

Snapshot = Callable[[str, str], None]


def log(*audits: Audit, language: Language = "zh") -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(rendered("sarif", audits, Options(language, rules=RULES)))
    Draft7Validator(SCHEMA, format_checker=FormatChecker()).validate(loaded)
    return loaded


def run(*audits: Audit, language: Language = "zh") -> dict[str, Any]:
    only: dict[str, Any] = log(*audits, language=language)["runs"][0]
    return only


@pytest.mark.parametrize("language", ["zh", "en"])
def test_snapshot(language: Language, snapshot: Snapshot) -> None:
    results = {key: value for key, value in run(*ALL, language=language).items() if key != "tool"}
    snapshot(f"sarif-{language}.json", json.dumps(results, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize(
    "mistake",
    [{"region": {"startLine": 0}}, {"artifactLocation": {"uri": "报告 1.docx"}}, {"address": "A1"}],
)
def test_the_schema_notices_mistakes(mistake: dict[str, Any]) -> None:
    broken = log(audit(OVER))
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"] |= mistake
    assert not Draft7Validator(SCHEMA, format_checker=FormatChecker()).is_valid(broken)


def test_every_rule_that_ran_is_described() -> None:
    rules = run(audit(OVER))["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["name"]) for rule in rules] == [(rule.code, rule.name) for rule in RULES]
    for rule, described in zip(RULES, rules, strict=True):
        assert described["defaultConfiguration"] == {"level": "error", "enabled": True}
        assert rule.page.bad[0].strip() in described["help"]["text"]
        assert rule.page.bad[0].strip() in described["help"]["markdown"]
        assert rule.page.basis.zh in described["help"]["text"]


def test_results_point_at_their_rules() -> None:
    log = run(audit(RATE, OVER, COPIED))
    rules = log["tool"]["driver"]["rules"]
    for result in log["results"][:2]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert "ruleIndex" not in log["results"][2]


def test_operands_are_related_locations_of_their_own_number() -> None:
    (result,) = run(audit(RATE))["results"]
    assert [place["id"] for place in result["relatedLocations"]] == [1, 2]
    assert result["partialFingerprints"] == {"auditor/1": RATE.fingerprint}


@pytest.mark.parametrize(
    "format, location, line",
    [
        ("text", Location(line=7, table=1, row=2, column=3), 7),
        ("docx", Location(line=7, table=1, row=2, column=3), 1),
        ("xlsx", Location(sheet="表", cell="B2"), 1),
        ("text", Location(), 1),
    ],
)
def test_every_place_has_a_line_and_a_logical_location(format: str, location: Location, line: int) -> None:
    found = finding(Place(table_row(1, 2), location, "10"), Words("甲", "a"))
    (result,) = run(audit(found, format=format))["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": line}
    assert place["logicalLocations"] == [{"name": "第2行", "fullyQualifiedName": "表1 › 第2行"}]


def test_names_are_percent_encoded_and_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside, outside = tmp_path / "报告 1.docx", tmp_path.parent / "外#1.docx"
    paths = ["a/自评:100%.docx", str(inside), str(outside), "包.zip!/甲.docx"]
    uris = [artifact["location"]["uri"] for artifact in run(*(audit(path=p) for p in paths))["artifacts"]]
    assert uris == [
        "a/%E8%87%AA%E8%AF%84%3A100%25.docx",
        "%E6%8A%A5%E5%91%8A%201.docx",
        outside.as_uri(),
        "%E5%8C%85.zip%21/%E7%94%B2.docx",
    ]


def test_what_was_not_audited_is_a_notification() -> None:
    log = run(*ALL)
    (invocation,) = log["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert [note["level"] for note in notes] == ["note", "error"]
    places = [note["locations"][0]["physicalLocation"]["artifactLocation"] for note in notes]
    assert all(log["artifacts"][at["index"]]["location"]["uri"] == at["uri"] for at in places)
    assert run(audit())["invocations"][0]["executionSuccessful"] is True


def test_hostile_texts_stay_texts() -> None:
    audits = [*hostile(), audit(HOSTILE)]
    text = rendered("sarif", audits, Options(rules=RULES)).decode()
    assert not [c for c in text if not c.isprintable() and c != "\n"]
    assert "13812345678" not in re.sub(r'"(uri|sheet|working)": "[^"]+"', "", text)
    results = run(*audits)["results"]
    assert len(results) == 3 * 16 + 1
    assert not [result for result in results if re.search(r"(?<!\\)\]\(", result["message"]["text"])]

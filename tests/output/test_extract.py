"""What was understood, as the contract's JSON and as tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from made import BROKEN, INVOICE, TEXT, sentence
from msgspec.structs import replace

from auditor.check import Result
from auditor.document import Document, Location
from auditor.finding import Checked, Verdict
from auditor.model.form import (
    Direction,
    FundsRow,
    Goal,
    Indicator,
    IndicatorTable,
    Scheme,
    ScoredItem,
    Total,
)
from auditor.model.place import Field, Place, table_row
from auditor.model.relations import Mention
from auditor.model.report import Report
from auditor.outcome import Audit
from auditor.output import Options, write_extract
from auditor.quantity import parse
from auditor.recognition.relations.made import quotient
from auditor.words import Language, Words


def at(row: int, text: str = "") -> Place:
    return Place(table_row(1, row), Location(table=1, row=row, bbox=(1.0, 2.123456, 3.5, 4.0)), text)


def field(text: str, unit: str = "") -> Field:
    quantity = parse(text)
    return Field(text, at(1, text), quantity.with_unit(unit) if quantity and unit else quantity)


def indicator(level2: str, name: str, target: str, actual: str, score: str) -> Indicator:
    return Indicator(
        field(name), at(4), "产出指标", level2, Direction.AT_LEAST, target=field(target), unit=field("公里"),
        completion=field(actual), weight=field("10"), score=field(score), note=field(""),
    )  # fmt: skip


def mention(part: str) -> Mention:
    return Mention("甲", Field(part, sentence(TEXT, part), parse(part)))


CLAIM = quotient(mention("1289.37万元"), mention("1350.50万元"), mention("98.47%"), sentence(TEXT, "98.47%"))
assert CLAIM is not None
REPORT = Report(
    "docx", "2023年度部门整体支出绩效自评表", 2023, "甲县乙局", Scheme("cq-90", Words("指标90分", "90 for indicators")),
    totals=(Total("自评总分", field("97.95")),),
    goals=(Goal(at(2), field("完成养护128公里，联系人13812345678"), None, field("完成养护130公里")),),
    funds=(
        FundsRow("年度资金总额", at(3), 0, field("1200.00", "万元"), None, field("1350.50", "万元"), None,
                 field("1289.37", "万元"), field("95.47%"), field("10"), field("9.55")),
        FundsRow("其他资金", at(3), 1),
    ),
    tables=(
        IndicatorTable(
            1, "绩效指标", "indicators", at(1),
            (indicator("数量指标", "养护里程", "128", "130", "10"),
             indicator("数量指标", "县道里程", "32", "32", "9.5"),
             indicator("质量指标", "合格里程", "128", "128", "10")),
            unread=(at(9, "成 本\n指标"),),
        ),
    ),
    items=(ScoredItem(field("10"), field("三公经费控制率"), field("8"), field("5"), at(8)),),
    claims=(CLAIM,),
)  # fmt: skip
AUDIT = Audit("a.docx", Document("docx", ()), (REPORT,))


NOT_VERIFIED = Checked(
    Verdict.NOT_VERIFIABLE, sentence(TEXT, "98.47%"), Words("缺少执行数", "nothing is said to be spent")
)
VERBOSE = replace(AUDIT, result=Result((), (NOT_VERIFIED, Checked(Verdict.VERIFIED, at(1, "97.95")))))


def written(
    format: str, *audits: Audit, language: Language = "zh", width: int = 100, verbose: bool = False
) -> str:
    stream = StringIO()
    write_extract(format, audits, stream, Options(language, width, verbose=verbose))
    return stream.getvalue()


def test_json_is_the_contracts() -> None:
    data = json.loads(written("json", AUDIT, INVOICE, BROKEN))
    assert data["schema"] == "auditor/report/2"
    report, invoice, broken = data["files"]
    assert list(report) == [
        "path", "format", "status", "error", "title", "year", "organisation", "reports", "cells", "totals", "goals", "budget",
        "tables", "items", "claims",
    ]  # fmt: skip
    assert report["reports"] == [
        {"title": "2023年度部门整体支出绩效自评表", "project": None, "organisation": "甲县乙局", "year": 2023, "form": None,
         "scheme": "cq-90", "scheme_reason": "", "total": "97.95", "tables": [1]}
    ]  # fmt: skip
    assert without_locations(report["totals"]) == [
        {"label": "自评总分", "value": "97.95", "total_value": "97.95", "report": 0}
    ]
    assert without_locations(report["goals"]) == [
        {
            "initial": "完成养护128公里，联系人***78",
            "adjusted": None,
            "completion": "完成养护130公里",
            "report": 0,
        }
    ]
    assert list(report["budget"][0].items())[:-1] == [
        ("name", "年度资金总额"), ("initial", "1200.00"), ("adjusted", "1350.50"), ("executed", "1289.37"),
        ("unit", "万元"), ("rate", "95.47%"), ("weight", "10"), ("score", "9.55"), ("initial_value", "1200.00"),
        ("adjusted_value", "1350.50"), ("executed_value", "1289.37"), ("rate_value", "95.47"), ("weight_value", "10"),
        ("score_value", "9.55"), ("location", report["budget"][0]["location"]),
    ]  # fmt: skip
    assert report["budget"][1]["initial"] is None and report["budget"][1]["unit"] is None
    table = report["tables"][0]
    assert (table["title"], table["kind"], len(table["indicators"])) == ("绩效指标", "indicators", 3)
    assert list(table["indicators"][0].items())[:-1] == [
        ("level1", "产出指标"), ("level1_name", "产出指标"), ("level1_weight", None), ("level2", "数量指标"),
        ("name", "养护里程"), ("direction", "≥"), ("target", "128"), ("target_value", "128"), ("target_unit", None),
        ("unit", "公里"), ("weight", "10"), ("weight_value", "10"), ("actual", "130"), ("completion_value", "130"),
        ("completion_unit", None), ("score", "10"), ("score_value", "10"), ("note", ""),
    ]  # fmt: skip
    assert list(report["items"][0])[:4] == ["number", "name", "weight", "score"]
    assert [(f["text"], f["value"], f["unit"]) for f in report["claims"][0]["operands"]] == [
        ("98.47%", "98.47", "%"), ("1289.37万元", "1289.37", "万元"), ("1350.50万元", "1350.50", "万元"),
    ]  # fmt: skip
    assert report["claims"][0]["kind"] == "ratio" and "***" in report["claims"][0]["text"]
    assert report["totals"][0]["location"]["bbox"] == [1.0, 2.12, 3.5, 4.0]
    assert invoice == {"path": "samples/发票.pdf", "format": "pdf", "status": "unrecognised", "error": None}
    assert broken["status"] == "unreadable" and broken["error"] == "文件不完整，请重新下载"


def without_locations(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != "location"} for row in rows]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 100])
def test_tables(language: Language, width: int, snapshot: Callable[[str, str], None]) -> None:
    text = written("terminal", AUDIT, INVOICE, BROKEN, language=language, width=width)
    snapshot(f"extract-{language}-{width}.txt", text)
    assert "13812345678" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_that_are_not_verifiable(language: Language, snapshot: Callable[[str, str], None]) -> None:
    text = written("terminal", VERBOSE, INVOICE, BROKEN, language=language, verbose=True)
    assert text.startswith(written("terminal", AUDIT, language=language))
    section = text[text.index("\n== 无法复算" if language == "zh" else "\n== figures that") :]
    snapshot(f"extract-{language}-verbose.txt", section)


def test_figures_that_are_not_verifiable_as_json() -> None:
    report, invoice = json.loads(written("json", VERBOSE, INVOICE, verbose=True))["files"]
    assert without_locations(report["not_verifiable"]) == [{"figure": "98.47%", "reason": "缺少执行数"}]
    assert "not_verifiable" not in invoice
    assert "not_verifiable" not in json.loads(written("json", VERBOSE))["files"][0]


def test_points_of_a_level_stand_apart_from_its_name() -> None:
    (table,) = REPORT.tables
    rows = (replace(table.indicators[0], level1="产出指标（50分）"), table.indicators[1])
    report = replace(REPORT, tables=(replace(table, indicators=rows),))
    first, second = json.loads(written("json", replace(AUDIT, reports=(report,))))["files"][0]["tables"][0][
        "indicators"
    ]
    assert (first["level1"], first["level1_name"], first["level1_weight"]) == (
        "产出指标（50分）",
        "产出指标",
        "50",
    )
    assert (second["level1_name"], second["level1_weight"]) == ("产出指标", None)


def test_each_part_says_whose_it_is_and_a_relation_how_it_was_judged() -> None:
    other = replace(REPORT, title="另一张表")
    assert CLAIM is not None
    judged = Checked(Verdict.VERIFIED, CLAIM.stated.field.place)
    file = json.loads(written("json", replace(AUDIT, reports=(REPORT, other), result=Result((), (judged,)))))[
        "files"
    ][0]
    assert [r["title"] for r in file["reports"]] == [REPORT.title, "另一张表"]
    for part in ("totals", "goals", "tables", "items", "claims"):
        assert [row["report"] for row in file[part]] == [0, 1]
    assert [row["verdict"] for row in file["claims"]] == ["verified", "verified"]
    assert [row["verdict"] for row in json.loads(written("json", AUDIT))["files"][0]["claims"]] == [None]

"""Rows of the budget and of its execution that stand under a header of indicators."""

from __future__ import annotations

import pytest

from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_bytes
from auditor.model.form import FundsRow
from auditor.model.report import Report
from auditor.outcome import Audit

TITLE = "2024年度云溪县河道清淤项目支出绩效自评表\n"
HEADER = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
REST = "产出指标\t数量指标\t清淤里程\t≥6公里\t6公里\t90\t90\n"


def audited(*rows: str, rest: str = REST) -> Audit:
    """The audit of a form of these rows of cells parted by tabs, with one more row."""
    text = TITLE + HEADER + "".join(row + "\n" for row in rows) + rest
    return audit_bytes(text.encode(), "a.txt", Settings(Selection().of(load_rules())))


def marked(*rows: str) -> Audit:
    """The same as a Markdown table, which keeps its columns."""
    lines = (HEADER.strip(), "\t".join(["---"] * 7), *rows, REST.strip())
    text = TITLE + "\n" + "".join("|" + line.replace("\t", "|") + "|\n" for line in lines)
    return audit_bytes(text.encode(), "a.md", Settings(Selection().of(load_rules())))


def one(audit: Audit) -> Report:
    (report,) = audit.reports
    return report


def money(row: FundsRow) -> list[str | None]:
    fields = (row.initial, row.adjusted, row.executed, row.rate, row.weight, row.score)
    return [None if f is None else f.text for f in fields]


def codes(audit: Audit) -> list[str]:
    """The findings above a note."""
    return [f.code for f in audit.result.findings if f.severity.value != "info"]


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("年度资金总额\t80\t72\t90%\t10\t9", [None, "80", "72", "90%", "10", "9"]),
        ("年度资金总额\t80\t72\t90%\t\t10\t9", [None, "80", "72", "90%", "10", "9"]),
        ("年度资金总额\t70\t80\t72\t90%\t10\t9", ["70", "80", "72", "90%", "10", "9"]),
        ("年度资金总额\t80\t72\t\t\t10\t9", [None, "80", "72", None, "10", "9"]),
        ("年度资金总额\t80\t72\t90%\t10\t9\t尾款未付", [None, "80", "72", "90%", "10", "9"]),
    ],
)
def test_a_budget_row_is_read_by_the_order_of_its_figures(row: str, read: list[str | None]) -> None:
    audit = audited(row)
    assert audit.status == "audited"
    assert [money(f) for f in one(audit).funds] == [read]
    assert [i.name.text for i in one(audit).indicators] == ["清淤里程"]
    assert codes(audit) == []


def test_in_a_table_that_keeps_its_columns_points_stand_in_theirs() -> None:
    audit = marked("年度资金总额\t80\t72\t90%\t\t10\t9")
    assert [money(f) for f in one(audit).funds] == [[None, "80", "72", "90%", "10", "9"]]
    assert codes(audit) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("年度资金总额\t80\t72\t95%\t10\t9.5", "EXE001"),
        ("年度资金总额\t80\t72\t90%\t10\t10", "EXE003"),
        ("年度资金总额\t80\t72\t90%\t20\t18", "WGT001"),
    ],
)
@pytest.mark.parametrize("form", [audited, marked])
def test_wrong_figures_of_a_budget_row_are_found(form: object, row: str, code: str) -> None:
    assert callable(form)
    cells = row.split("\t")
    audit = form("\t".join([*cells[:4], "", *cells[4:]]))
    assert codes(audit) == [code]


def test_the_total_covers_a_budget_row() -> None:
    row = "年度资金总额\t80\t72\t90%\t10\t9"
    assert codes(audited(row, rest=REST + "总分\t\t\t\t\t100\t99\n")) == []
    assert codes(audited(row, rest=REST + "总分\t\t\t\t\t100\t97\n")) == ["TOT001"]


def test_the_parts_of_a_budget_row_follow_it() -> None:
    rows = ("年度资金总额\t80\t72\t90%\t10\t9", "其中：财政拨款\t60\t54\t90%", "其他资金\t20\t18\t90%")
    report = one(audited(*rows))
    assert [(f.name, f.level) for f in report.funds] == [
        ("年度资金总额", 0),
        ("其中:财政拨款", 1),
        ("其他资金", 1),
    ]
    alone = one(audited("其他资金\t20\t18\t90%\t10\t9"))
    assert alone.funds == ()


def test_an_indicator_on_money_stays_one() -> None:
    row = "成本指标\t经济成本指标\t项目资金\t≤80万元\t72万元\t10\t10"
    report = one(audited(row))
    assert report.funds == ()
    assert [i.name.text for i in report.indicators] == ["项目资金", "清淤里程"]


def test_money_in_an_order_that_says_nothing_is_not_guessed() -> None:
    audit = audited("年度资金总额\t70\t75\t80\t72\t90%\t10\t9")
    assert one(audit).funds == ()
    assert audit.status == "not_understood"


STATED = "预算执行\t全年预算数80万元，全年执行数72万元\t\t\t{}\t10\t{}"


def test_the_execution_may_be_named_by_its_level() -> None:
    audit = audited(STATED.format("90%", "9"))
    row = next(one(audit).indicators)
    assert (row.name.text, row.execution, row.completion and row.completion.text) == ("预算执行", True, "90%")
    assert [money(f) for f in one(audit).funds] == [[None, "80万元", "72万元", None, None, None]]
    assert (audit.status, codes(audit)) == ("audited", [])


@pytest.mark.parametrize(("rate", "score", "code"), [("95%", "9.5", "EXE001"), ("90%", "9.9", "EXE003")])
def test_wrong_figures_of_the_execution_are_found(rate: str, score: str, code: str) -> None:
    assert codes(audited(STATED.format(rate, score))) == [code]


def test_sums_without_the_budget_that_the_rate_is_of_are_left() -> None:
    row = "预算执行\t年初预算数80万元，全年执行数72万元\t\t\t95%\t10\t9.5"
    assert one(audited(row)).funds == ()

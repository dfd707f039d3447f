"""Units and reports with their findings counted, the worst first, as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.finding import Severity
from auditor.outcome import Status
from auditor.output.neutral import one_line, visible
from auditor.output.standing import Standing, rank, units
from auditor.output.wording import SEVERITY, STATUS
from auditor.words import NOTHING, Language, Words

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_UNITS, _REPORTS = Words("单位", "units"), Words("报告", "reports")
_COUNTED = (
    *((SEVERITY[severity], 8) for severity in Severity),
    (Words("复算数字", "figures recomputed"), 12),
)
_UNIT_COLUMNS = ((Words("单位", "unit"), 36), (Words("报告数", "reports"), 9), *_COUNTED)
_REPORT_COLUMNS = (
    (Words("单位", "unit"), 30),
    (Words("项目", "project"), 30),
    (Words("年度", "year"), 8),
    (Words("自评得分", "score"), 10),
    *_COUNTED,
    (Words("状态", "status"), 12),
    (Words("文件", "file"), 40),
    (Words("批注后的文件", "annotated copy"), 40),
    (Words("说明", "remark"), 50),
)
_MADE = datetime(2000, 1, 1, tzinfo=UTC)


class Ranked(Struct, frozen=True):
    """A report with its file's copy, and what there is to say of it."""

    report: Standing
    status: Status
    copy: str = ""
    why: Words = NOTHING


def write_ranking(ranked: Iterable[Ranked], language: Language) -> bytes:
    """The workbook: a sheet of units, one of reports."""
    from xlsxwriter import Workbook

    ranking = sorted(ranked, key=lambda one: rank(one.report))
    content = BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"created": _MADE, "author": "auditor"})
    bold = book.add_format({"bold": True, "bg_color": "#D6DCE4", "border": 1})

    def sheet(name: Words, columns: Sequence[tuple[Words, int]], rows: Iterable[Sequence[str | int]]) -> None:
        page = book.add_worksheet(name.of(language))
        for at, (title, width) in enumerate(columns):
            page.set_column(at, at, width)
            page.write_string(0, at, title.of(language), bold)
        last = 0
        for last, row in enumerate(rows, 1):
            _fill(page, last, row)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, last, len(columns) - 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)

    sheet(
        _UNITS,
        _UNIT_COLUMNS,
        ((u.name, len(u.reports), *u.counts, u.recomputed) for u in units(one.report for one in ranking)),
    )
    sheet(_REPORTS, _REPORT_COLUMNS, (_report(one, language) for one in ranking))
    book.close()
    return content.getvalue()


def _report(one: Ranked, language: Language) -> Sequence[str | int]:
    report = one.report
    status = STATUS[one.status].of(language)
    return [
        *(report.unit, report.project, report.year, report.score),
        *(*report.counts, report.recomputed),
        *(status, report.path, one.copy, one_line(one.why.of(language))),
    ]


def _fill(page: Worksheet, at: int, row: Sequence[str | int]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int):
            page.write_number(at, column, value)
        else:
            page.write_string(at, column, visible(value))

"""The list of findings as a workbook: a sheet of findings to be answered, one of files, one of counts.

Every text of a report is written as text, so that none becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from auditor.finding import Severity, Verdict
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.cells import wrap
from auditor.output.listing import COLUMNS, LOOKUP_FROM, SEVERITY_AT, rows
from auditor.output.neutral import one_line, visible
from auditor.output.standing import Standing, rank, standings, units
from auditor.output.statistics import by_rule
from auditor.output.wording import SEVERITY, STATUS, VERDICT, remark
from auditor.words import Words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FINDINGS, _FILES, _COUNTS = Words("问题", "findings"), Words("文件", "files"), Words("统计", "counts")
_UNITS = Words("单位", "units")
_ABOUT_COLUMNS = (
    (Words("单位", "unit"), 30),
    (Words("项目", "project"), 30),
    (Words("年度", "year"), 8),
    (Words("自评得分", "score"), 10),
)
_FILE_COLUMNS = (
    (Words("文件", "file"), 40),
    *_ABOUT_COLUMNS,
    (Words("格式", "format"), 10),
    (Words("状态", "status"), 12),
    (Words("原因", "reason"), 40),
    *((SEVERITY[severity], 9) for severity in Severity),
    *((VERDICT[verdict], 14) for verdict in Verdict),
)
_UNIT_COLUMNS = (
    (Words("单位", "unit"), 36),
    (Words("报告数", "reports"), 9),
    *((SEVERITY[severity], 9) for severity in Severity),
    (Words("复算数字", "figures recomputed"), 14),
)
_COUNT_COLUMNS = (
    (Words("编号", "code"), 10),
    (Words("规则", "rule"), 36),
    (Words("级别", "severity"), 10),
    (Words("数量", "number"), 9),
)
_FILLS = {Severity.ERROR: "#F8CBAD", Severity.WARNING: "#FFE699", Severity.INFO: "#DDEBF7"}
_UNREAD_FILL = "#D9D9D9"
# What Excel takes in one cell.
_CELL_LENGTH = 32767
# In points; Excel takes no row higher than this.
_LINE_HEIGHT, _HIGHEST = 15, 409
# A workbook says when it was made; the same findings must give the same bytes.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)


class Writer:
    """A workbook that is written to the stream's `buffer` at the run's end."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        from xlsxwriter import Workbook

        self.language = options.language
        self.book = Workbook(stream.buffer, {"in_memory": True})
        self.book.set_properties({"created": _MADE, "author": "auditor"})
        cell = {"valign": "top", "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
        self.header = self.book.add_format({**cell, "bold": True, "bg_color": "#D6DCE4"})
        self.text = self.book.add_format({**cell, "quote_prefix": True})
        self.plain = self.book.add_format(cell)
        self.fills = {
            SEVERITY[severity].of(self.language): self.book.add_format({**cell, "bg_color": colour})
            for severity, colour in _FILLS.items()
        }
        self.unread = self.book.add_format({**cell, "bg_color": _UNREAD_FILL})
        self.findings = self._sheet(_FINDINGS, [(c.title, c.width) for c in COLUMNS])
        self.files = self._sheet(_FILES, _FILE_COLUMNS)
        self.units = self._sheet(_UNITS, _UNIT_COLUMNS)
        self.counts = self._sheet(_COUNTS, _COUNT_COLUMNS)
        self.rows = dict.fromkeys((self.findings, self.files, self.units, self.counts), 0)
        self.reports: list[tuple[Standing, tuple[str, str, str]]] = []

    def feed(self, audit: Audit) -> None:
        """Add the file and its findings."""
        for row in rows(audit, self.language, together=True):
            fill = self.fills.get(row[SEVERITY_AT], self.unread)
            self._add(self.findings, row, {SEVERITY_AT: fill})
            # Not every program makes a row as high as its text.
            lines = max(
                sum(len(wrap(line, column.width - 1)) for line in text.split("\n"))
                for text, column in zip(row, COLUMNS, strict=True)
            )
            self.findings.set_row(self.rows[self.findings], min(lines * _LINE_HEIGHT, _HIGHEST))
        said = remark(audit)
        reason = said.words.of(self.language) if said else ""
        said_of_file = (audit.format or "", STATUS[audit.status].of(self.language), one_line(reason))
        self.reports += ((one, said_of_file) for one in standings(audit))

    def end(self, tally: Tally) -> None:
        """Rank, count, let the reviewer's columns offer their choices, and write the workbook."""
        self._rank()
        for code, rule, severity, number in by_rule(tally, self.language):
            said = SEVERITY[severity].of(self.language)
            self._add(self.counts, (code, rule, said, number), {2: self.fills[said]})
        for sheet, last in self.rows.items():
            sheet.autofilter(0, 0, last, sheet.dim_colmax or 0)
        last = self.rows[self.findings]
        self.findings.print_area(0, 0, last, LOOKUP_FROM - 1)
        for at, column in enumerate(COLUMNS):
            if column.choices and last:
                choices = [choice.of(self.language) for choice in column.choices]
                self.findings.data_validation(1, at, last, at, {"validate": "list", "source": choices})
        self.book.close()

    def _rank(self) -> None:
        """Files and units, the worst first."""
        for one, said in sorted(self.reports, key=lambda pair: rank(pair[0])):
            texts = (one.path, one.unit, one.project, one.year, one.score, *said)
            numbers = (*one.counts, *(one.coverage[verdict] for verdict in Verdict))
            self._add(self.files, [*map(visible, texts), *numbers])
        for unit in units(one for one, _ in self.reports):
            numbers = (len(unit.reports), *unit.counts, unit.recomputed)
            self._add(self.units, [visible(unit.name), *numbers])

    def _sheet(self, name: Words, columns: Iterable[tuple[Words, int]]) -> Worksheet:
        sheet = self.book.add_worksheet(name.of(self.language))
        for at, (title, width) in enumerate(columns):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, title.of(self.language), self.header)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def _add(
        self, sheet: Worksheet, row: Iterable[str | int], fills: dict[int, Format] | None = None
    ) -> None:
        self.rows[sheet] += 1
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(self.rows[sheet], at, value, self.plain)
            elif not value:
                sheet.write_blank(self.rows[sheet], at, None, self.plain)
            else:
                shown = (fills or {}).get(at, self.text)
                sheet.write_string(self.rows[sheet], at, value[:_CELL_LENGTH], shown)

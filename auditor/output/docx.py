"""The review letter in Word: for each report its head, its findings with their basis and space for the reply."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, TextIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from auditor import __version__
from auditor.finding import Finding
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.entries import Entry, entries
from auditor.output.neutral import one_line, visible
from auditor.output.wording import SEVERITY, accepted, clean, coverage, remark, summary, where
from auditor.places import path
from auditor.words import Words

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.table import Table, _Cell

_TITLE = Words("绩效自评报告审核意见", "Review of a self-evaluation report")
_SEVERAL = Words("绩效自评报告审核意见（{n}份）", "Review of {n} self-evaluation reports")
_HEAD = (
    Words("单位", "organisation"),
    Words("项目", "project"),
    Words("年度", "year"),
    Words("自评得分", "score"),
    Words("文件", "file"),
    Words("文件校验值（SHA-256）", "hash of the file (SHA-256)"),
)
_UNKNOWN = Words("未读出", "not read")
_COLUMNS = (
    (Words("序号", "no."), 1.1),
    (Words("位置", "place"), 3.2),
    (Words("问题与算式", "finding and arithmetic"), 6.2),
    (Words("依据", "basis"), 3.4),
    (Words("单位答复", "reply"), 3.3),
)
_ACCEPTED = Words("已接受的问题", "Accepted findings")
_MADE = Words(
    "由 auditor {version} 按{n}条规则生成，{date}。所列为可复算的数据关系，原文件未改动。",
    "Made by auditor {version} with {n} rules on {date}. It lists relations of figures that can be recomputed; the "
    "reports themselves are unchanged.",
)
_RULES = Words("运行的规则：{codes}", "rules that ran: {codes}")
_GRID = "Table Grid"
# A4 across, in centimetres.
_FONT = "SimSun"


class Writer:
    """A document that is written to the stream's `buffer` at the run's end."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        from docx import Document
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        self.stream, self.options = stream, options
        self.document: DocxDocument = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.9)
        style = self.document.styles["Normal"]
        style.font.size = Pt(10.5)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        self.reports = 0

    def feed(self, audit: Audit) -> None:
        """Add the letter about one report; each on a page of its own."""
        if self.reports:
            self.document.add_page_break()  # type: ignore[no-untyped-call]
        self.reports += 1
        self.document.add_heading(self._said(_TITLE), 1)
        self._head(audit)
        if said := remark(audit):
            self.document.add_paragraph(one_line(said.words.of(self.options.language)))
        if audit.result.findings:
            self._findings(audit)
        elif not said:
            self.document.add_paragraph(self._said(clean(audit.hidden, len(audit.accepted))))
        if audit.result.coverage.total():
            self.document.add_paragraph(self._said(coverage(audit.result.coverage)))
        if audit.accepted:
            self.document.add_heading(self._said(_ACCEPTED), 2)
            for one in audit.accepted:
                self.document.add_paragraph(one_line(self._said(accepted(one))))

    def end(self, tally: Tally) -> None:
        """Say what the run was, and write the document."""
        rules = self.options.rules
        today = datetime.now().astimezone().date().isoformat()
        self.document.add_paragraph()
        if self.reports != 1:
            for words in summary(tally):
                self.document.add_paragraph(self._said(words))
        self.document.add_paragraph(self._said(_MADE.format(version=__version__, n=len(rules), date=today)))
        codes = ", ".join(rule.code for rule in rules)
        self.document.add_paragraph(self._said(_RULES.format(codes=codes)))
        self.document.core_properties.author = "auditor"
        self.document.core_properties.title = self._said(
            _TITLE if self.reports == 1 else _SEVERAL.format(n=self.reports)
        )
        packed = BytesIO()
        self.document.save(packed)
        # python-docx dates the parts by the clock; the same findings must give the same bytes.
        with ZipFile(packed) as made, ZipFile(self.stream.buffer, "w", ZIP_DEFLATED) as file:
            for part in made.infolist():
                file.writestr(ZipInfo(part.filename), made.read(part), ZIP_DEFLATED)

    def _said(self, words: Words) -> str:
        return visible(words.of(self.options.language))

    def _head(self, audit: Audit) -> None:
        report = audit.report
        score = report.totals[0].value.text if report is not None and report.totals else ""
        values = (
            (report.organisation, report.project, str(report.year or ""), score)
            if report is not None
            else ("", "", "", "")
        )
        rows = self.document.add_table(0, 2, _GRID)
        for words, value in zip(_HEAD, (*values, audit.path, audit.digest), strict=True):
            name, cell = rows.add_row().cells
            name.text = self._said(words)
            cell.text = one_line(value) or self._said(_UNKNOWN)
        _wide(rows, (4.2, 13))
        self.document.add_paragraph()

    def _findings(self, audit: Audit) -> None:
        table = self.document.add_table(1, len(_COLUMNS), _GRID)
        for cell, (words, _) in zip(table.rows[0].cells, _COLUMNS, strict=True):
            cell.paragraphs[0].add_run(self._said(words)).bold = True
        _repeat(table)
        for number, entry in enumerate(entries(audit.result.findings), 1):
            self._entry(table.add_row().cells, number, entry, audit)
        _wide(table, tuple(width for _, width in _COLUMNS))
        self.document.add_paragraph()

    def _entry(self, cells: tuple[_Cell, ...], number: int, entry: Entry, audit: Audit) -> None:
        language, first = self.options.language, entry.first
        cells[0].text = str(number)
        cells[1].text = "\n".join(self._place(finding, audit, n) for n, finding in _numbered(entry))
        title = cells[2].paragraphs[0]
        severity = f"{SEVERITY[first.severity].of(language)} {first.code}"
        title.add_run(f"{severity} {visible(entry.titled.of(language))}").bold = True
        for n, finding in _numbered(entry):
            working = visible(finding.arithmetic.of(language))
            said = f"{n}{one_line(finding.message.of(language))}"
            title.add_run("".join(f"\n{text}" for text in (said, working) if text))
        cells[3].text = visible(first.basis.of(language))

    def _place(self, finding: Finding, audit: Audit, number: str) -> str:
        language = self.options.language
        at = where(finding.place.location, audit.format).of(language)
        return number + "\n".join(filter(None, (one_line(path(finding.place, language)), one_line(at))))


def _numbered(entry: Entry) -> list[tuple[str, Finding]]:
    """The findings of an entry, with their numbers where there are several."""
    return [(f"({n}) " if entry.others else "", finding) for n, finding in enumerate(entry.findings, 1)]


def _wide(table: Table, widths: tuple[float, ...]) -> None:
    from docx.shared import Cm

    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _repeat(table: Table) -> None:
    """Let the first row stand again on each page."""
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

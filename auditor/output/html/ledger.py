"""Each report's form drawn again with what became of every cell: used as what, ignored as what, or not understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from auditor.document import Cell, Document, Location, Paragraph, Table
from auditor.model.place import BLANKS
from auditor.model.report import CellState, Report, Settled, Unread
from auditor.outcome import Audit
from auditor.output import Options
from auditor.output.html.frame import frame
from auditor.output.html.grid import caption, grid, spans
from auditor.output.html.markup import NOTHING, Html, tag
from auditor.output.settled import MARKS, role, share
from auditor.output.wording import remark
from auditor.places import named
from auditor.quantity import squeeze
from auditor.words import Words

_TITLE = Words("绩效自评报告读取情况", "What was read of self-evaluation reports")
_LEGEND: dict[CellState, Words] = {
    "used": Words("采用：作为所标内容参与核对", "used: checked as what is written below it"),
    "ignored": Words("略过：表头、说明等，不参与核对", "ignored: headers, instructions and the like"),
    "unread": Words("未读懂：请人工核对", "not understood: look at these yourself"),
}
_REPORT = Words("报告{n}：{title}", "Report {n}: {title}")
_OWNER = Words("报告{n}", "report {n}")
_UNREAD = Words("未读懂之处（{n}）", "Not understood ({n})")
_ELSEWHERE = Words("不属于任何报告", "part of no report")
_PASSAGE = Settled(Location(), "used", "passage")
# Half-width characters that a label takes.
_LABEL = 10


def write_forms(audits: Iterable[Audit], stream: TextIO, options: Options) -> None:
    """Write one page for all files."""
    legend = [
        tag("span", tag("b", MARKS[s]), " ", words, class_="key", data_k=s) for s, words in _LEGEND.items()
    ]
    head = tag("header", tag("h1", _TITLE), tag("p", *legend, class_="legend"), class_="top")
    before, after = frame(_TITLE, head, options.language, "ledger.css")
    stream.write(before)
    stream.writelines(map(_file, audits))
    stream.write(after)


def _file(audit: Audit) -> Html:
    said = remark(audit) if audit.problem or not audit.reports else None
    drawn = _paper(audit.document, audit.reports) if audit.document and audit.reports else NOTHING
    return tag(
        "section",
        tag("h2", audit.path, " ", tag("small", audit.format or "")),
        *(tag("p", note, class_="note") for note in audit.notes),
        tag("p", said.words, class_="remark grave" if said.grave else "remark") if said else NOTHING,
        *_reports(audit),
        _unread(_ELSEWHERE, audit.unread),
        drawn,
        class_="report",
    )


def _reports(audit: Audit) -> Iterator[Html]:
    """What each report is, how many of its cells are in each state, and what of it was not understood."""
    for number, report in enumerate(audit.reports, 1):
        title = " ".join(filter(None, (report.title, report.project)))
        yield tag("h3", _REPORT.format(n=number, title=title) if len(audit.reports) > 1 else title)
        if counted := share(report.cells):
            yield tag("p", counted, class_="counted")
        yield _unread(_UNREAD.format(n=len(report.unread)), report.unread)


def _unread(title: Words, unread: Iterable[Unread]) -> Html:
    items = [tag("li", tag("b", u.text), " ", u.reason, " ", tag("small", named(u.place))) for u in unread]
    return (
        tag("details", tag("summary", title), tag("ul", *items), class_="unread", open=True)
        if items
        else NOTHING
    )


def _paper(document: Document, reports: tuple[Report, ...]) -> Html:
    known = {cell.location: cell for report in reports for cell in report.cells}
    owners = {cell.location: at for at, report in enumerate(reports, 1) for cell in report.cells}
    blocks = (
        _block(block, document.format, known, owners if len(reports) > 1 else {}) for block in document.blocks
    )
    return tag("div", *blocks, class_="paper", lang="zh-Hans")


def _block(
    block: Paragraph | Table, format: str, known: dict[Location, Settled], owners: dict[Location, int]
) -> Html:
    if isinstance(block, Paragraph):
        return tag("p", block.number, " " if block.number else "", block.text)
    owner = next((owners[c.location] for c in block.cells if c.location in owners), None)
    whose = tag("small", _OWNER.format(n=owner)) if owner else NOTHING

    def draw(cell: Cell, whole: Cell | None) -> Html:
        return _cell(cell, known.get(whole.location, _PASSAGE) if whole else None)

    return grid(block, caption(block, format, whose), draw, lambda _: _LABEL)


def _cell(cell: Cell, became: Settled | None) -> Html:
    if became is None or squeeze(cell.text) in BLANKS:
        return tag("td", **spans(cell))
    label = tag("small", tag("b", MARKS[became.state]), " ", role(became))
    return tag("td", cell.text, label, data_k=became.state, **spans(cell))

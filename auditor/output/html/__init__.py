"""One page that needs nothing else: the run in numbers, then each report drawn again with its findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from auditor.finding import Checked, Verdict
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.html.findings import findings, link
from auditor.output.html.frame import frame
from auditor.output.html.marks import Marks
from auditor.output.html.markup import NOTHING, Html, join, tag
from auditor.output.html.paper import paper
from auditor.output.html.summary import TITLE, Line, covered, head, line
from auditor.output.wording import VERDICT, clean, remark
from auditor.words import Words

_UNSETTLED = Words(
    "四舍五入误差内和无法复算的数字（{n} 个）", "Figures within rounding or not verifiable ({n})"
)


class Writer:
    """Draws reports as they come, and keeps what is drawn: the counts above it are known last."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options
        self.lines: list[Line] = []
        self.reports: list[Html] = []

    def feed(self, audit: Audit) -> None:
        """Draw a report, unless only the summary is wanted."""
        drawn = audit.report is not None and not self.options.quiet
        id = f"r{len(self.lines) + 1}" if drawn else None
        listed = line(audit, id)
        if id is not None:
            self.reports.append(_report(audit, id))
        self.lines.append(listed)

    def end(self, tally: Tally) -> None:
        """Write the page."""
        above = head(self.lines, tally, self.options.rules)
        before, after = frame(TITLE, above, self.options.language)
        self.stream.writelines((before, *self.reports, after))


def _report(audit: Audit, id: str) -> Html:
    marks = Marks(audit)
    prefix = f"{id}-"
    said = remark(audit)
    parts = []
    if said:
        parts.append(tag("p", said.words, class_="remark grave" if said.grave else "remark"))
    elif not audit.result.findings:
        parts.append(tag("p", clean(audit.hidden), class_="clean"))
    if audit.result.findings:
        parts.append(findings(audit, marks, prefix))
    return tag(
        "section",
        tag("h2", audit.path, " ", tag("small", audit.format or "")),
        tag("div", *covered(audit.result.coverage), class_="covered"),
        *(tag("p", note, class_="note") for note in audit.notes),
        tag(
            "div",
            tag("div", *parts, _unsettled(audit, marks, prefix), class_="side", tabindex=0),
            paper(audit.document, marks, prefix) if audit.document else NOTHING,
            class_="split",
        ),
        id=id,
        class_="report",
    )


def _unsettled(audit: Audit, marks: Marks, prefix: str) -> Html:
    """The figures that are neither verified nor wrong, each with its place and the reason."""
    open_verdicts = (Verdict.WITHIN_ROUNDING, Verdict.NOT_VERIFIABLE)
    figures = [f for verdict in open_verdicts for f in audit.result.figures if f.verdict is verdict]
    if not figures:
        return NOTHING
    rows = (tag("li", *_figure(figure, audit, marks, prefix)) for figure in figures)
    return tag("details", tag("summary", _UNSETTLED.format(n=len(figures))), tag("ul", join(rows)))


def _figure(figure: Checked, audit: Audit, marks: Marks, prefix: str) -> Iterator[Html]:
    yield tag("b", VERDICT[figure.verdict], class_=figure.verdict.value)
    yield link(figure.place, audit, marks, prefix)
    if figure.reason.zh:
        yield tag("small", figure.reason)

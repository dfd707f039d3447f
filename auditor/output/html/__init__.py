"""One page that needs nothing else: the run in numbers, then each report drawn again with its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os.path import basename
from typing import TextIO

from msgspec import Struct

from auditor.finding import Checked, Verdict
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.atomic import own_folder, save
from auditor.output.html.findings import findings, link
from auditor.output.html.frame import frame
from auditor.output.html.marks import Marks
from auditor.output.html.markup import NOTHING, Html, join, tag
from auditor.output.html.paper import paper
from auditor.output.html.summary import TITLE, Line, alone, covered, head, lines, page_of
from auditor.output.wording import VERDICT, accepted, clean, remark
from auditor.words import Words

MANY = 200
"""With more reports than these, one page takes a browser too long."""
_UNSETTLED = Words(
    "四舍五入误差内和无法复算的数字（{n}个）", "Figures within rounding or not verifiable ({n})"
)
_ACCEPTED = Words("已接受的问题（{n}个）", "Accepted findings ({n})")


class _Drawn(Struct, frozen=True):
    """A report that is drawn, and the run as if there were no other."""

    number: int
    markup: Html
    tally: Tally


class Writer:
    """Draws reports as they come, and keeps what is drawn: the counts above it are known last.

    Where a file is written, more than `MANY` reports have a page each, in a folder beside it.
    """

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options
        self.folder = f"{options.file}.reports" if options.file else ""
        self.files = 0
        self.apart = False
        self.lines: list[Line] = []
        self.reports: list[_Drawn] = []

    def feed(self, audit: Audit) -> None:
        """Draw a report, unless only the summary is wanted."""
        self.files += 1
        drawn = audit.report is not None and not self.options.quiet
        self.lines += lines(audit, self.files if drawn else None)
        if not drawn:
            return
        own = Tally()
        own.add(audit)
        markup = _report(audit, f"r{self.files}", self.options)
        self.reports.append(_Drawn(self.files, markup, own))
        if self.apart or (self.folder and len(self.reports) > MANY):
            self._put_apart()

    def _put_apart(self) -> None:
        """Give what is drawn pages of their own. Raises OSError."""
        if not self.apart:
            own_folder(self.folder)
            self.apart = True
        for drawn in self.reports:
            title = alone(drawn.tally, f"../{basename(self.options.file)}")
            page = "".join(_page(title, (drawn.markup,), self.options))
            save(f"{self.folder}/{page_of(drawn.number)}", page.encode("utf-8", "backslashreplace"))
        self.reports.clear()

    def end(self, tally: Tally) -> None:
        """Write the page."""
        at = f"{basename(self.folder)}/" if self.apart else None
        title = head(self.lines, tally, self.options.rules, at)
        self.stream.writelines(_page(title, (drawn.markup for drawn in self.reports), self.options))


def _page(head: Html, reports: Iterable[Html], options: Options) -> Iterator[str]:
    """A page in pieces: its head, its reports, and what closes it."""
    before, after = frame(TITLE, head, options.language)
    yield before
    yield from reports
    yield after


def _report(audit: Audit, id: str, options: Options) -> Html:
    marks = Marks(audit)
    prefix = f"{id}-"
    said = remark(audit)
    parts = []
    if said:
        parts.append(tag("p", said.words, class_="remark grave" if said.grave else "remark"))
    elif not audit.result.findings:
        parts.append(tag("p", clean(audit.hidden, len(audit.accepted)), class_="clean"))
    if audit.result.findings:
        parts.append(findings(audit, marks, prefix))
    if options.show_accepted and audit.accepted:
        rows = join(tag("li", accepted(one)) for one in audit.accepted)
        parts.append(tag("details", tag("summary", _ACCEPTED.format(n=len(audit.accepted))), tag("ul", rows)))
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
        class_="report" if audit.result.findings else "report quiet",
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

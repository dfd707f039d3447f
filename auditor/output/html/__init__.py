"""One page that needs nothing else: the run in numbers, then each report drawn again with its findings."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import TextIO

from auditor import __version__
from auditor.finding import Checked, Verdict
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.html.findings import findings, link
from auditor.output.html.marks import Marks
from auditor.output.html.markup import NOTHING, Html, join, tag
from auditor.output.html.paper import paper
from auditor.output.html.summary import TITLE, Line, covered, head, line
from auditor.output.wording import VERDICT, clean, remark
from auditor.words import Words

_UNSETTLED = Words(
    "四舍五入误差内和无法复算的数字（{n}个）", "Figures within rounding or not verifiable ({n})"
)
_MADE = Words("由 auditor {version} 生成", "made by auditor {version}")


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
        before, after = _page(self.lines, tally, self.options)
        self.stream.writelines((before, *self.reports, after))


def _page(lines: list[Line], tally: Tally, options: Options) -> tuple[str, str]:
    """What stands before and after the reports."""
    style, script = (_resource(f"page.{suffix}") for suffix in ("css", "js"))
    before, after = _resource("page.html").split("$reports")
    values = {
        "language": options.language,
        "style": style,
        "style_hash": _hash(style),
        "script": script,
        "script_hash": _hash(script),
        "title": tag("title", TITLE.of(options.language), data_zh=TITLE.zh, data_en=TITLE.en),
        "head": head(lines, tally, options.rules),
        "made": tag("p", _MADE.format(version=__version__)),
    }
    return Template(before).substitute(values), Template(after).substitute(values)


def _resource(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _hash(source: str) -> str:
    """What a Content-Security-Policy knows an inline style or script by."""
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode()}"


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

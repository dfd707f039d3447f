"""Findings for people: frames grouped by file, then the run in two lines; plain in a pipe, rich in a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from auditor.finding import Checked, Verdict
from auditor.needs import named as needs_named
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.entries import entries
from auditor.output.frame import Line, frame
from auditor.output.neutral import one_line
from auditor.output.standing import Standing, standings
from auditor.output.wording import VERDICT, accepted, clean, coverage, remark, summary
from auditor.output.worst import worst
from auditor.places import named
from auditor.words import Words

_Show = Callable[[Iterable[Line]], None]

_NOTE = Words("说明", "note")
_PASSED = Words("{path}: 已略过，不是报告文件", "{path}: passed over, no document")
_IDLE = Words("未检查（报告中没有{what}）：{rules}", "not asked (the report has no {what}): {rules}")
_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "mark": "bold red",
    "related": "bold blue",
    "frame": "blue",
    "good": "green",
    "bold": "bold",
    "dim": "dim",
    "": "",
}


class Writer:
    """The frames of every audit as it comes; the statistics, if wanted, and the summary at the end."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.options = options
        self.show = shown_on(stream, options)
        self.reports: list[Standing] = []

    def feed(self, audit: Audit) -> None:
        """Show the frames, or what else there is to say of the file."""
        self.reports += (one for one in standings(audit) if any(one.counts))
        if not self.options.quiet:
            self.show(_file(audit, self.options))

    def end(self, tally: Tally) -> None:
        """Show the ranking of many reports, the statistics and the summary."""
        self.show(worst(self.reports, self.options))
        if self.options.statistics:
            from auditor.output.statistics import statistics

            self.show(statistics(tally, self.options))
        if self.options.verbose:
            self.show(
                ((_PASSED.format(path=one_line(path)).of(self.options.language), "dim"),)
                for path in tally.passed_over
            )
        self.show(((words.of(self.options.language), "bold"),) for words in summary(tally))


def shown_on(stream: TextIO, options: Options) -> _Show:
    """What writes lines to a stream, in colour or plain."""
    return _rich(stream) if options.colour else _plain(stream)


def _plain(stream: TextIO) -> _Show:
    def show(lines: Iterable[Line]) -> None:
        stream.writelines("".join(text for text, _ in line) + "\n" for line in lines)

    return show


def _rich(stream: TextIO) -> _Show:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, color_system="standard", no_color=False)

    def show(lines: Iterable[Line]) -> None:
        for line in lines:
            styled = Text.assemble(*((text, _STYLES[style]) for text, style in line))
            console.print(styled, soft_wrap=True, highlight=False)

    return show


def _file(audit: Audit, options: Options) -> Iterator[Line]:
    if said := remark(audit):
        style = "error" if said.grave else "dim" if said.name == "unrecognised" else "warning"
        yield _remark(audit, said.words, style, options)
    elif not audit.result.findings:
        words = Words("{clean}（{coverage}）", "{clean} ({coverage})")
        words = words.format(
            clean=clean(audit.hidden, len(audit.accepted)), coverage=coverage(audit.result.coverage)
        )
        yield _remark(audit, words, "good", options)
    for entry in entries(audit.result.findings):
        yield from frame(entry, audit.path, audit.format, options)
        yield ()
    if options.show_accepted:
        for one in audit.accepted:
            yield _remark(audit, accepted(one), "dim", options)
    # What was not read, or not as it stands, bears on every verdict.
    for note in audit.notes:
        words = Words("{label}：{note}", "{label}: {note}").format(label=_NOTE, note=note)
        yield _remark(audit, words, "dim", options)
    if options.verbose:
        yield from _details(audit, options)


def _remark(audit: Audit, words: Words, style: str, options: Options) -> Line:
    return (f"{one_line(audit.path)}: ", ""), (one_line(words.of(options.language)), style)


def _details(audit: Audit, options: Options) -> Iterator[Line]:
    """The figures that are neither verified nor wrong, and the rules without input."""
    for figure in audit.result.figures:
        if figure.verdict in (Verdict.WITHIN_ROUNDING, Verdict.NOT_VERIFIABLE):
            yield _remark(audit, _figure(figure), "", options)
    skipped: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for rule in audit.result.skipped:
        skipped[rule.needs].append(f"{rule.code} {rule.name}")
    for needs, rules in skipped.items():
        names = Words("、".join(rules), ", ".join(rules))
        yield _remark(audit, _IDLE.format(what=needs_named(needs), rules=names), "dim", options)


def _figure(figure: Checked) -> Words:
    reason = Words("：{r}", ": {r}").format(r=figure.reason) if figure.reason.zh else figure.reason
    return Words("{label} {path} {text}{reason}", "{label} {path} {text}{reason}").format(
        label=VERDICT[figure.verdict], path=named(figure.place), text=figure.place.marked, reason=reason
    )

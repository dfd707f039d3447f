"""Findings for people: frames grouped by file, then the run in two lines; plain in a pipe, rich in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from auditor.finding import Checked, Verdict
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.frame import Line, frame
from auditor.output.neutral import one_line
from auditor.output.wording import (
    CLEAN,
    NOT_VERIFIABLE,
    UNREADABLE,
    UNRECOGNISED,
    WITHIN_ROUNDING,
    coverage,
    summary,
)
from auditor.words import Words

_NOTE = Words("说明", "note")
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


def write(audits: Iterable[Audit], tally: Tally, stream: TextIO, options: Options) -> None:
    """Write the frames of every audit as it comes, and the summary at the end."""
    lines = _lines(audits, tally, options)
    if options.colour:
        _rich(lines, stream)
    else:
        stream.writelines("".join(text for text, _ in line) + "\n" for line in lines)


def _rich(lines: Iterator[Line], stream: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, color_system="standard", no_color=False)
    for line in lines:
        styled = Text.assemble(*((text, _STYLES[style]) for text, style in line))
        console.print(styled, soft_wrap=True, highlight=False)


def _lines(audits: Iterable[Audit], tally: Tally, options: Options) -> Iterator[Line]:
    for audit in audits:
        if not options.quiet:
            yield from _file(audit, options)
    for words in summary(tally):
        yield ((words.of(options.language), "bold"),)


def _file(audit: Audit, options: Options) -> Iterator[Line]:
    if audit.error is not None:
        yield _remark(audit, UNREADABLE.format(reason=audit.error), "error", options)
    elif audit.report is None:
        yield _remark(audit, UNRECOGNISED, "dim", options)
    elif not audit.result.findings:
        words = Words("{clean}（{coverage}）", "{clean} ({coverage})")
        words = words.format(clean=CLEAN, coverage=coverage(audit.result.coverage))
        yield _remark(audit, words, "good", options)
    for finding in audit.result.findings:
        yield from frame(finding, audit.path, audit.format, options)
        yield ()
    if options.verbose:
        yield from _details(audit, options)


def _remark(audit: Audit, words: Words, style: str, options: Options) -> Line:
    return (f"{one_line(audit.path)}: ", ""), (one_line(words.of(options.language)), style)


def _details(audit: Audit, options: Options) -> Iterator[Line]:
    """What the reader met, and the figures that are neither verified nor wrong, each with its place."""
    for note in audit.notes:
        yield _remark(
            audit, Words("{label}：{note}", "{label}: {note}").format(label=_NOTE, note=note), "", options
        )
    for figure in audit.result.figures:
        if figure.verdict is Verdict.WITHIN_ROUNDING:
            yield _remark(audit, _figure(figure, WITHIN_ROUNDING), "", options)
        elif figure.verdict is Verdict.NOT_VERIFIABLE:
            yield _remark(audit, _figure(figure, NOT_VERIFIABLE), "", options)


def _figure(figure: Checked, label: Words) -> Words:
    reason = Words("：{r}", ": {r}").format(r=figure.reason) if figure.reason.zh else figure.reason
    return Words("{label} {path} {text}{reason}", "{label} {path} {text}{reason}").format(
        label=label, path=figure.place.path, text=figure.place.text, reason=reason
    )

"""One line a finding, `path:line: CODE severity message`, for editors, grep and problem matchers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.neutral import one_line
from auditor.output.wording import accepted, located, ordinal, remark, summary
from auditor.words import Words


class Writer:
    """The lines of every audit as it comes; nothing but the summary when it should be quiet."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options

    def feed(self, audit: Audit) -> None:
        """Write a line a finding, or one that says why there is none."""
        if not self.options.quiet:
            self.stream.writelines(f"{line}\n" for line in _lines(audit, self.options))

    def end(self, tally: Tally) -> None:
        """Write the summary when nothing else was written, and the statistics if wanted."""
        if self.options.statistics:
            from auditor.output.statistics import statistics

            lines = statistics(tally, self.options)
            self.stream.writelines("".join(text for text, _ in line) + "\n" for line in lines)
        if self.options.quiet:
            self.stream.writelines(f"{words.of(self.options.language)}\n" for words in summary(tally))


def _lines(audit: Audit, options: Options) -> Iterator[str]:
    path = one_line(audit.path)
    if said := remark(audit):
        yield f"{path}:1: {_said(said.words, options)}"
    for finding in audit.result.findings:
        message = _said(located(finding, audit.format), options)
        number = ordinal(finding.place.location)
        yield f"{path}:{number}: {finding.code} {finding.severity.value} {message}"
    for one in audit.accepted if options.show_accepted else ():
        yield f"{path}:{ordinal(one.finding.place.location)}: {_said(accepted(one), options)}"


def _said(words: Words, options: Options) -> str:
    return one_line(words.of(options.language))

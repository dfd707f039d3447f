"""Findings as Markdown, for pasting into a mail or a merge request: a table a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from auditor.finding import Finding
from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.entries import Entry, entries
from auditor.output.listing import lines
from auditor.output.neutral import one_line, visible
from auditor.output.statistics import by_rule
from auditor.output.wording import BASIS, SEVERITY, accepted, clean, coverage, remark, summary, where
from auditor.places import path
from auditor.words import Language, Words

TITLE = Words("绩效自评报告审核结果", "Audit of self-evaluation reports")
_HEADER = (
    Words("级别", "severity"),
    Words("规则", "rule"),
    Words("位置", "place"),
    Words("问题", "finding"),
    Words("算式或应为", "working, or expected"),
    BASIS,
)
_COUNTS = (Words("规则", "rule"), Words("级别", "severity"), Words("数量", "number"))
# What could begin emphasis, code, a link, HTML, an entity, a formula or the table's next cell.
_MARKUP = re.compile(r"[\\`*_\[\]<|~$&]|:(?=//)|(?<=www)\.", re.IGNORECASE)


class Writer:
    """A heading, a table a file, and the run in numbers."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.options = stream, options
        self._write([f"# {TITLE.of(options.language)}"])

    def feed(self, audit: Audit) -> None:
        """Write the file's section."""
        if not self.options.quiet:
            self._write(_section(audit, self.options))

    def end(self, tally: Tally) -> None:
        """Write the counts, if wanted, and the summary."""
        language = self.options.language
        if self.options.statistics:
            counts = (
                (f"{code} {rule}", SEVERITY[severity].of(language), str(n))
                for code, rule, severity, n in by_rule(tally, language)
            )
            self._write(["", *_table(_COUNTS, counts, language)])
        self._write(["", *(f"- {_plain(words.of(language))}" for words in summary(tally))])

    def _write(self, lines: Iterable[str]) -> None:
        self.stream.writelines(f"{line}\n" for line in lines)


def _section(audit: Audit, options: Options) -> Iterator[str]:
    language = options.language
    yield ""
    yield f"## {_plain(visible(audit.path))}"
    yield ""
    findings = audit.result.findings
    said = remark(audit)
    if said:
        yield _plain(one_line(said.words.of(language)))
    elif not findings:
        yield _plain(clean(audit.hidden, len(audit.accepted)).of(language))
    if findings:
        if said:
            yield ""
        yield from _table(_HEADER, (_row(entry, audit, language) for entry in entries(findings)), language)
    if options.show_accepted and audit.accepted:
        yield ""
        yield from (f"- {_plain(one_line(accepted(one).of(language)))}" for one in audit.accepted)
    if audit.recomputed:
        yield ""
        yield _plain(coverage(audit.result.coverage).of(language))


def _row(entry: Entry, audit: Audit, language: Language) -> tuple[str, ...]:
    first = entry.first
    return (
        SEVERITY[first.severity].of(language),
        f"{first.code} {entry.called.of(language)}",
        lines(one_line(_place(finding, audit, language)) for finding in entry.findings),
        lines(one_line(finding.message.of(language)) for finding in entry.findings),
        lines(
            visible(finding.arithmetic.of(language)) or one_line(finding.expected)
            for finding in entry.findings
        ),
        first.basis.of(language),
    )


def _place(finding: Finding, audit: Audit, language: Language) -> str:
    at = where(finding.place.location, audit.format).of(language)
    way = path(finding.place, language)
    return f"{way} ({at})" if at and way else way or at


def _table(header: Iterable[Words], rows: Iterable[Iterable[str]], language: Language) -> Iterator[str]:
    titles = [words.of(language) for words in header]
    yield _line(titles)
    yield _line(["---"] * len(titles))
    yield from (_line(map(_cell, row)) for row in rows)


def _cell(text: str) -> str:
    """A cell's text without markup of its own; its lines stay lines."""
    return "<br>".join(map(_plain, text.split("\n")))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """The text with nothing that Markdown would make more of; `@` would notify whoever has that name."""
    return _MARKUP.sub(r"\\\g<0>", text).replace("@", "＠")

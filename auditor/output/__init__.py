"""What people and programs read: one module a format, all fed from the same stream of `Audit`s."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Protocol, TextIO

from msgspec import Struct

from auditor.check import Rule
from auditor.faults import FAULTS, told
from auditor.outcome import Audit, Tally
from auditor.words import Language, Words

FORMATS = (
    "terminal",
    "concise",
    "html",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "csv",
    "xlsx",
    "markdown",
    "docx",
)
FORMATS_BY_SUFFIX = {
    ".csv": "csv",
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".markdown": "markdown",
    ".md": "markdown",
    ".sarif": "sarif",
    ".xlsx": "xlsx",
    ".xml": "junit",
}
"""What a file without a format beside it is written in."""
_NEEDS = {"docx": frozenset(["digest"]), "html": frozenset(["document"])}
EXTRACT_FORMATS = ("terminal", "json", "html")
ROW_FORMATS = ("csv", "jsonl", "xlsx")
ROW_KINDS = ("indicators", "budget", "relations")
_WRITING = Words("写出结果时程序出错：{fault}", "failed while writing the result: {fault}")
# Formats that no terminal and no log can take.
BINARY = frozenset(["xlsx", "docx"])


def needed(formats: Iterable[str]) -> frozenset[str]:
    """What of each file formats ask for beside what was found."""
    return frozenset().union(*(_NEEDS.get(form, ()) for form in formats))


class Options(Struct, frozen=True):
    """How to write. `width` is in terminal cells; each format has a use for some of these only.

    `rules` are those that ran, for formats that list them. `file` is the file that is written, if it is one.
    """

    language: Language = "zh"
    width: int = 100
    colour: bool = False
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    rules: tuple[Rule, ...] = ()
    show_accepted: bool = False
    file: str = ""


class Writer(Protocol):
    """An output under way. A format's module has one by this name, made from a stream and `Options`."""

    def feed(self, audit: Audit) -> None:
        """Take the next audit, and keep no more of it than the format needs."""

    def end(self, tally: Tally) -> None:
        """There are no more audits; the run in numbers."""


class Output(Struct, frozen=True):
    """One of `FORMATS` and where it goes. Binary formats write to the stream's `buffer`."""

    format: str
    stream: TextIO
    options: Options


def write_all(
    audits: Iterable[Audit],
    outputs: Iterable[Output],
    passed_over: Sequence[str] = (),
    tally: Tally | None = None,
) -> Tally:
    """Feed every audit to every output as it comes; the run in numbers, those of `tally` included.

    `passed_over` is read when all audits have come. An interrupt ends the audits, not the outputs. An audit that an
    output cannot put into words stands there as failed; an output that cannot be written raises OSError.
    """
    tally = Tally() if tally is None else tally
    writers: list[Writer] = [
        import_module(f"auditor.output.{output.format}").Writer(output.stream, output.options)
        for output in outputs
    ]
    try:
        for audit in audits:
            failed = [fault for writer in writers if (fault := _fed(writer, audit))]
            tally.add(failed[0] if failed else audit)
    except KeyboardInterrupt:
        tally.interrupted = True
    tally.passed_over = tuple(passed_over)
    for writer in writers:
        writer.end(tally)
    return tally


def _fed(writer: Writer, audit: Audit) -> Audit | None:
    """Feed an audit to a writer; when that fails, what was fed in its place."""
    try:
        writer.feed(audit)
    except OSError:
        raise
    except FAULTS as fault:
        failed = Audit(audit.path, error=_WRITING.format(fault=told(fault)), problem="failed")
        writer.feed(failed)
        return failed
    return None


def write(format: str, audits: Iterable[Audit], stream: TextIO, options: Options) -> Tally:
    """Write audits in one of `FORMATS` as they come; the run in numbers."""
    return write_all(audits, [Output(format, stream, options)])


def write_extract(
    format: str, audits: Iterable[Audit], stream: TextIO, options: Options, rows: str = "indicators"
) -> Tally:
    """Write what was understood in one of `EXTRACT_FORMATS` or `ROW_FORMATS`; the run in numbers."""
    from auditor.output import extract

    tally = Tally()
    if format in ROW_FORMATS:
        from auditor.output.rows import write_rows

        write_rows(format, rows, tally.count(_to_the_interrupt(audits, tally)), stream)
        return tally
    if format == "html":
        from auditor.output.html.ledger import write_forms as emit
    else:
        emit = extract.write_json if format == "json" else extract.write_tables
    emit(tally.count(_to_the_interrupt(audits, tally)), stream, options)
    return tally


def _to_the_interrupt(audits: Iterable[Audit], tally: Tally) -> Iterator[Audit]:
    try:
        yield from audits
    except KeyboardInterrupt:
        tally.interrupted = True

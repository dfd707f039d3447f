"""What people and programs read: one module a format, all fed from the same stream of `Audit`s."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, TextIO

from msgspec import Struct

from auditor.check import Rule
from auditor.outcome import Audit, Tally
from auditor.words import Language

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
)
EXTRACT_FORMATS = ("terminal", "json")
# Formats that no terminal and no log can take.
BINARY = frozenset(["xlsx"])


class Options(Struct, frozen=True):
    """How to write. `width` is in terminal cells; each format has a use for some of these only.

    `rules` are those that ran, for formats that list them.
    """

    language: Language = "zh"
    width: int = 100
    colour: bool = False
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    rules: tuple[Rule, ...] = ()


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


def write_all(audits: Iterable[Audit], outputs: Iterable[Output]) -> Tally:
    """Feed every audit to every output as it comes; the run in numbers."""
    tally = Tally()
    writers: list[Writer] = [
        import_module(f"auditor.output.{output.format}").Writer(output.stream, output.options)
        for output in outputs
    ]
    for audit in tally.count(audits):
        for writer in writers:
            writer.feed(audit)
    for writer in writers:
        writer.end(tally)
    return tally


def write(format: str, audits: Iterable[Audit], stream: TextIO, options: Options) -> Tally:
    """Write audits in one of `FORMATS` as they come; the run in numbers."""
    return write_all(audits, [Output(format, stream, options)])


def write_extract(format: str, audits: Iterable[Audit], stream: TextIO, options: Options) -> Tally:
    """Write what was understood in one of `EXTRACT_FORMATS`; the run in numbers."""
    from auditor.output import extract

    tally = Tally()
    emit = extract.write_json if format == "json" else extract.write_tables
    emit(tally.count(audits), stream, options)
    return tally

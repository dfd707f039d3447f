"""What people and programs read: one module a format, all over the same stream of `Audit`s."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TextIO

from msgspec import Struct

from auditor.outcome import Audit, Tally
from auditor.words import Language

FORMATS = ("terminal", "concise", "json")
EXTRACT_FORMATS = ("terminal", "json")


class Options(Struct, frozen=True):
    """How to write. `width` is in terminal cells; machine formats have no use for the rest."""

    language: Language = "zh"
    width: int = 100
    colour: bool = False
    verbose: bool = False
    quiet: bool = False


def write(format: str, audits: Iterable[Audit], stream: TextIO, options: Options) -> Tally:
    """Write audits in one of `FORMATS` as they come; the run in numbers."""
    tally = Tally()
    import_module(f"auditor.output.{format}").write(tally.count(audits), tally, stream, options)
    return tally


def write_extract(format: str, audits: Iterable[Audit], stream: TextIO, options: Options) -> Tally:
    """Write what was understood in one of `EXTRACT_FORMATS`; the run in numbers."""
    from auditor.output import extract

    tally = Tally()
    emit = extract.write_json if format == "json" else extract.write_tables
    emit(tally.count(audits), stream, options)
    return tally

"""What is in force for a path: a line a key, as a file would have it, with its origin; or JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TextIO

from auditor.output.json import dump
from auditor.output.neutral import one_line
from auditor.words import Language, Words

_NOT_SET = Words("（未设置）", "(not set)")


class Value(Protocol):
    """A key with its value, and where that comes from."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def origin(self) -> Words: ...


def toml(value: Any) -> str:
    """A value as TOML has it; nothing for none."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{toml(k)} = {toml(v)}' for k, v in value.items())}}}"
    return "" if value is None else str(value)


def write_config(format: str, values: Iterable[Value], stream: TextIO, language: Language) -> None:
    """Write what is in force."""
    if format == "json":
        told = [{"key": v.name, "value": v.value, "origin": v.origin.of(language)} for v in values]
        dump({"schema": "auditor/config/1", "values": told}, stream)
        return
    for value in values:
        said = toml(value.value) or _NOT_SET.of(language)
        stream.write(f"{one_line(f'{value.name} = {said}')}  # {one_line(value.origin.of(language))}\n")

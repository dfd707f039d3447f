"""The formats that can be read here, for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from auditor.document import Format
from auditor.output import Options
from auditor.output.cells import table
from auditor.output.json import dump
from auditor.words import Words

_READ = Words("本机可以读取：", "Read here:")
_NOT_READ = Words("本机不能读取：", "Not read here:")
_HEADER = (Words("格式", "format"), Words("后缀", "suffixes"), Words("说明", "what it is"))
_NEEDED = Words("怎样读取", "how to get it read")


def write_formats(form: str, formats: Sequence[Format], stream: TextIO, options: Options) -> None:
    """Write formats as two tables, or as `auditor/formats/1` when `form` is `json`."""
    if form == "json":
        dump({"schema": "auditor/formats/1", "formats": [_row(f, options) for f in formats]}, stream)
        return
    read = [_cells(f, options) for f in formats if not f.missing.en]
    missing = [[*_cells(f, options), f.missing.of(options.language)] for f in formats if f.missing.en]
    header = [words.of(options.language) for words in _HEADER]
    lines = [_READ.of(options.language), *table([header, *read], options.width)]
    header.append(_NEEDED.of(options.language))
    lines += ["", _NOT_READ.of(options.language), *table([header, *missing], options.width)]
    stream.writelines(f"{line}\n" for line in lines)


def _cells(form: Format, options: Options) -> list[str]:
    return [form.name, " ".join(form.suffixes), form.title.of(options.language)]


def _row(form: Format, options: Options) -> dict[str, object]:
    return {
        "name": form.name,
        "suffixes": form.suffixes,
        "title": form.title.of(options.language),
        "read": not form.missing.en,
        "missing": form.missing.of(options.language) or None,
    }

"""The words of a form that were not known, for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from auditor.model.form import DraftWord
from auditor.output import Options
from auditor.output.cells import table, wrap
from auditor.output.json import dump, location
from auditor.output.neutral import one_line
from auditor.words import Words

_NONE = Words("表头各词都认识", "all words of its headers are known")
_HEADER = (
    Words("表头", "header"),
    Words("视为", "taken for"),
    Words("依据", "why"),
    Words("栏中内容", "cells"),
)
_UNREAD = Words("未读", "unread")
_ADD = Words(
    "核对后把下面各行加入 auditor.toml（未读的栏填入相应角色，或用 other 列为不读）：",
    "look through these lines and add them to auditor.toml; give what is unread its role, or list it as other:",
)


def write_draft(
    form: str, source: str, words: Sequence[DraftWord], lines: Sequence[str], stream: TextIO, options: Options
) -> None:
    """Write the words as a table with the lines to add, or as `auditor/form/1` when `form` is `json`."""
    if form == "json":
        found = [_row(word, options) for word in words]
        dump({"schema": "auditor/form/1", "path": source, "words": found, "lines": lines}, stream)
        return
    if not words:
        stream.write(f"{_NONE.of(options.language)}\n")
        return
    rows = [
        [
            one_line(word.text),
            word.role.value if word.role is not None else _UNREAD.of(options.language),
            word.reason.of(options.language),
            one_line(" | ".join(word.cells)),
        ]
        for word in words
    ]
    made = [*table([[h.of(options.language) for h in _HEADER], *rows], options.width), ""]
    made += [*wrap(_ADD.of(options.language), options.width), "", *map(one_line, lines)]
    stream.writelines(f"{line}\n" for line in made)


def _row(word: DraftWord, options: Options) -> dict[str, object]:
    return {
        "text": word.text,
        "word": word.word,
        "section": word.section,
        "role": word.role.value if word.role is not None else None,
        "reason": word.reason.of(options.language),
        "read": word.read,
        "cells": word.cells,
        "location": location(word.place),
    }

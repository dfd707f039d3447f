"""The vocabularies of the field, kept as data: one `.toml` file a subject, or a folder of records; read when first asked for.

An installed package holds them as `.json` too, made from the `.toml` when it was built: that reads ten times faster.
"""

from __future__ import annotations

import os
from functools import cache
from os.path import dirname, exists, isdir, join
from typing import Any

import msgspec

from auditor.lexicon.own import added, together
from auditor.lexicon.records import ROOM, VOCABULARY, with_words

_HERE = dirname(__file__)


@cache
def load(name: str) -> dict[str, Any]:
    """The content of a subject or folder, with the user's own words and those of form records. Raises FileNotFoundError for an unknown name."""
    words: dict[str, Any] = together(built_in(name), added(name))
    return with_words(words, load(ROOM)) if name == VOCABULARY else words


def built_in(name: str) -> dict[str, Any]:
    """The content of `name.toml` in this folder, or the records of the folder `name` by their names."""
    stem = join(_HERE, name)
    built = exists(stem + ".json")
    if not built and isdir(stem):
        return {record: built_in(f"{name}/{record}") for record in _files(stem)}
    with open(stem + (".json" if built else ".toml"), "rb") as file:
        data = file.read()
    words: dict[str, Any] = msgspec.json.decode(data) if built else msgspec.toml.decode(data)
    return words


def subjects() -> list[str]:
    """The names of all subjects; folders of records are none."""
    return _files(_HERE)


def _files(folder: str) -> list[str]:
    return sorted(name.removesuffix(".toml") for name in os.listdir(folder) if name.endswith(".toml"))

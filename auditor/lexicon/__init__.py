"""The vocabularies of the field, kept as data: one `.toml` file a subject, read when first asked for.

An installed package holds them as `.json` too, made from the `.toml` when it was built: that reads ten times faster.
"""

from __future__ import annotations

import os
from functools import cache
from os.path import dirname, exists, join
from typing import Any

import msgspec

from auditor.lexicon.own import added, together


@cache
def load(name: str) -> dict[str, Any]:
    """The content of `name.toml` in this folder, with the user's own words. Raises FileNotFoundError for an unknown name."""
    words: dict[str, Any] = together(built_in(name), added(name))
    return words


def built_in(name: str) -> dict[str, Any]:
    """The content of `name.toml` in this folder."""
    stem = join(dirname(__file__), name)
    built = exists(stem + ".json")
    with open(stem + (".json" if built else ".toml"), "rb") as file:
        data = file.read()
    words: dict[str, Any] = msgspec.json.decode(data) if built else msgspec.toml.decode(data)
    return words


def subjects() -> list[str]:
    """The names of all lexicons."""
    return sorted(
        name.removesuffix(".toml") for name in os.listdir(dirname(__file__)) if name.endswith(".toml")
    )

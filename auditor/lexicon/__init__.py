"""The vocabularies of the field, kept as data: one `.toml` file a subject, read when first asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The content of `name.toml` in this folder. Raises FileNotFoundError for an unknown name."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))

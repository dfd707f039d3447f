"""Markdown for pasting."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from made import ALL
from rendered import hostile, rendered

from auditor.output import Options
from auditor.words import Language

Snapshot = Callable[[str, str], None]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_snapshot(language: Language, snapshot: Snapshot) -> None:
    snapshot(
        f"markdown-{language}.md", rendered("markdown", ALL, Options(language, statistics=True)).decode()
    )


def test_quiet_is_the_summary() -> None:
    lines = rendered("markdown", ALL, Options("en", quiet=True)).decode().splitlines()
    assert len(lines) == 5 and lines[2] == "- 4 files: 2 audited, 1 unrecognised, 1 unreadable"


def test_hostile_texts_stay_texts_in_their_cells() -> None:
    text = rendered("markdown", hostile()).decode()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    bare = re.sub(r"\\[\\`*_\[\]<|~$&:.]", "", text)
    for markup in ("<", "`", "**", "~~", "](", "://", "@", "&"):
        assert markup not in bare, markup

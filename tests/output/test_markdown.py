"""Markdown for pasting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from made import ALL
from markdown_it import MarkdownIt
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
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    count = Counter(token.type for token in tokens)
    assert (count["table_open"], count["td_open"]) == (16, 16 * 3 * 6)
    blocks = {"heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td"}
    assert {name.removesuffix("_open").removesuffix("_close") for name in count} == blocks | {"inline"}
    assert {child.type for token in tokens for child in token.children or ()} == {"text"}
    assert "@" not in text and not re.search(r"(?<!\\)://|www\.", text)

"""The pages about the rules say what the rules say."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "docs"))
import make_rules


def test_the_pages_about_rules_are_fresh() -> None:
    made = make_rules.pages()
    there = {path: path.read_text("utf-8") for path in make_rules.FOLDER.rglob("*.md")}
    assert sorted(there) == sorted(made)
    stale = [str(path.relative_to(make_rules.FOLDER)) for path in made if there[path] != made[path]]
    assert stale == [], "python docs/make_rules.py writes them again"

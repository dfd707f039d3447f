"""Expressions that are compiled at their first use."""

from __future__ import annotations

from auditor.patterns import Pattern


def test_a_pattern_does_the_same_before_and_after_it_is_compiled() -> None:
    for needs in ("", "分"):
        pattern = Pattern(r"(\d+)分", needs=needs)
        for _ in range(2):
            assert pattern.search("满分10分")
            assert pattern.search("满分10分", 4) is None and pattern.match("满分10分", 2)
            assert pattern.fullmatch("10分") and not pattern.fullmatch("满分10分")
            assert pattern.sub("n", "10分、20分") == "n、n" and pattern.findall("10分、20分") == ["10", "20"]
            assert [m[1] for m in pattern.finditer("10分、20分", 1, 4)] == ["0"]


def test_a_text_without_what_is_needed_compiles_nothing() -> None:
    pattern = Pattern(r"(\d+)分", needs="分")
    assert not pattern.search("10元") and "compiled" not in vars(pattern)

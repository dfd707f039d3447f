"""Widths in terminal cells, folding, aligned tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.output.cells import cut, pad, table, width, wrap

TEXT = st.text(st.sampled_from("居民满意度，。ab 1.5%"), max_size=80)


def test_widths() -> None:
    assert [width(t) for t in ("", "abc", "居民", "“a”", "e\u0301", "％")] == [0, 3, 4, 3, 1, 2]


@given(TEXT, st.integers(4, 40))
def test_cut_and_wrap_stay_within_the_limit(text: str, limit: int) -> None:
    assert width(cut(text, limit)) <= limit
    assert all(width(line) <= limit for line in wrap(text, limit))


@given(TEXT, st.integers(4, 40), st.integers(0, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, limit: int, start: int) -> None:
    assert "".join("".join(wrap(text, limit, start)).split()) == "".join(text.split())


def test_pad() -> None:
    assert pad("居民", 6) == "居民  "
    assert pad("居民", 3) == "居民"


def test_table_folds_the_widest_column_and_drops_empty_ones() -> None:
    rows = [["名称", "空", "说明"], ["甲", "", "一二三四五六七八九十"], ["乙丙", "", ""]]
    assert list(table(rows, 16)) == [
        "名称  说明",
        "----  ----------",
        "甲    一二三四五",
        "      六七八九十",
        "乙丙",
    ]

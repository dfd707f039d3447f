"""What may be seen of a report's text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.output.neutral import escaped_json, masked, one_line, pieces, visible


@pytest.mark.parametrize(
    "text, shown",
    [
        ("联系电话：13812345678。", "联系电话：***78。"),
        ("023-12345678，0817-1234567", "***78，***67"),
        ("02312345678", "***78"),
        ("１３８１２３４５６７８", "***７８"),
        ("11010119900307123X", "***3X"),
        ("13812345678元", "13812345678元"),
        ("13812345678.90", "13812345678.90"),
        ("213812345678", "213812345678"),
        ("0.02312345678", "0.02312345678"),
        ("1289.37万元", "1289.37万元"),
    ],
)
def test_personal_numbers_are_masked_and_amounts_are_not(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text, shown",
    [
        ("甲\n乙\r\n丙\t丁", "甲 乙  丙 丁"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("a\u202eb\u2066c\u200bd\ufeff", "a\\u202eb\\u2066c\\u200bd\\ufeff"),
        ("\udc80\U000e0041", "\\udc80\\U000e0041"),
        ("满意度　≥90%", "满意度 ≥90%"),
    ],
)
def test_controls_are_shown_not_sent(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_whatever_is_shown_is_printable(text: str) -> None:
    assert one_line(text).isprintable()
    assert "".join(pieces(text)).isprintable()
    assert len(pieces(text)) == len(text)


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_json_keeps_every_character_and_encodes(text: str) -> None:
    dumped = escaped_json(json.dumps(text, ensure_ascii=False))
    dumped.encode()
    assert json.loads(dumped) == json.loads(json.dumps(text))

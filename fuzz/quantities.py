"""Fuzz the parser of numbers: strings of digits, signs, units and Chinese numerals."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from auditor import quantity

PIECES = (
    *"0123456789", *"０１２３４５６７８９", *".,，．-−+/~～%％‰≥≤<>=()（）[]{} \u3000\n\t", *"零一二三四五六七八九十百千万亿两〇壹贰",
    "万元", "亿元", "元", "人次", "平方米", "个百分点", "约", "以上", "以内", "不低于", "e9", "E-99", "nan", "inf", "1,000", "2023年",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """A string of known pieces, and of any characters where the bytes say so."""
    provider = atheris.FuzzedDataProvider(data)
    parts = []
    while provider.remaining_bytes() and len(parts) < 200:
        at = provider.ConsumeIntInRange(0, len(PIECES) + 2)
        if at < len(PIECES):
            parts.append(PIECES[at] * (provider.ConsumeIntInRange(1, 400) if at % 17 == 0 else 1))
        else:
            parts.append(provider.ConsumeUnicodeNoSurrogates(8))
    return "".join(parts)


def one(data: bytes) -> None:
    """A text either is a number or is none."""
    text = text_of(data)
    quantity.chinese_number(text)
    found = quantity.parse(text)
    if found is not None:
        quantity.show(found.value)
        assert found.value.is_finite(), text
        assert found.interval.low <= found.interval.high, text


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

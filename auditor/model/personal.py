"""Numbers that are a person's own: of identity cards and telephones. What of them may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from auditor.patterns import Pattern

PERSONAL = Pattern(
    r"(?<![\dA-Za-z])(?<!\d[.,])"
    r"(?:[1１][3-9３-９]\d{9}|[0０]\d{2,3}[-－—]?\d{7,8}|[1-9]\d{16}[\dXxＸ])"
    r"(?!\d|[.,]\d|\s*(?:[%％元万亿]|[十百千万亿]+元))"
)
"""Telephone and identity numbers; no amounts of money."""
SEEN = 2
"""So many of the last characters of such a number are shown."""
PersonalKind = Literal["identity", "telephone"]
_CARD, _MOBILE = 18, 11
# GB 11643: what the digits of an identity number weigh, and the check digit for each remainder.
_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def masked(text: str) -> str:
    """The text with all but the last two characters of personal numbers as `***`."""
    return PERSONAL.sub(lambda m: "***" + m[0][-SEEN:], text)


def numbers(text: str) -> Iterator[tuple[PersonalKind, tuple[int, int]]]:
    """The identity and mobile numbers in a text, by kind, and where they stand; telephones of offices are none."""
    for match in PERSONAL.finditer(text):
        digits = match[0]
        if len(digits) == _CARD and _checked(digits):
            yield "identity", match.span()
        elif len(digits) == _MOBILE and digits[0] in "1１":
            yield "telephone", match.span()


def _checked(number: str) -> bool:
    """Whether the last digit of an identity number is the one that the others give."""
    total = sum(factor * int(digit) for factor, digit in zip(_FACTORS, number, strict=False))
    return _CHECKS[total % len(_CHECKS)] == number[-1].upper().replace("Ｘ", "X")

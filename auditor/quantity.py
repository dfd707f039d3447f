"""Exact numbers: printed figures as rounding intervals, units with their scale, Chinese numerals.

A printed number stands for the interval of numbers that print so (half a unit of its last digit either
way, closed: both half-up rounding and GB/T 8170 are accepted). No binary float ever touches a figure.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from auditor.patterns import Pattern

HUNDRED = Decimal(100)
ZERO = Decimal(0)
ONE = Decimal(1)

_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(k): v
    for k, v in {
        "　": " ", "\xa0": " ", "﹪": "%", "﹦": "=", "═": "=", "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤",
        "﹥": ">", "﹤": "<", "∶": ":", "−": "-", "﹣": "-", "㎡": "m2", "²": "2", "³": "3",
        "\u200b": "", "\ufeff": "",
    }.items()
}  # fmt: skip


def plain(text: str) -> str:
    """Full-width letters, digits, operators and brackets as their ASCII forms."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=1 << 12)
def squeeze(text: str) -> str:
    """`plain` without any white space: the form in which names and headers are compared."""
    return "".join(plain(text).split())


class Hedge(Enum):
    """What a word beside a number says of it: 约 (about), 以上 (at least), 以内 (at most)."""

    NONE = "exact"
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"


class Interval(Struct, frozen=True):
    """A closed interval of numbers; arithmetic is interval arithmetic."""

    low: Decimal
    high: Decimal

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        """The interval that holds one number."""
        return cls(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ZeroDivisionError when the divisor may be zero."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor's interval holds zero")
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def scaled(self, factor: Decimal) -> Interval:
        """Every number of the interval times a factor."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def widened(self, by: Decimal) -> Interval:
        """The interval with `by` added at both ends."""
        return Interval(self.low - by, self.high + by)

    def meets(self, other: Interval) -> bool:
        """Whether a number lies in both."""
        return self.low <= other.high and other.low <= self.high

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


_MAGNITUDES = {
    "十万": Decimal(10**5), "百万": Decimal(10**6), "千万": Decimal(10**7), "万亿": Decimal(10**12),
    "万": Decimal(10**4), "亿": Decimal(10**8),
}  # fmt: skip
_MAGNITUDE = Pattern("(" + "|".join(sorted(_MAGNITUDES, key=len, reverse=True)) + ")", needs="万亿")
_THOUSAND = Pattern("千(?=[元克米])", needs="千")


@lru_cache(maxsize=1024)
def scale_of(unit: str) -> tuple[Decimal, str]:
    """A unit's power of ten and what is left: 万元 → (10000, 元), 万亩 → (10000, 亩), 人 → (1, 人)."""
    if match := _MAGNITUDE.match(unit):
        return _MAGNITUDES[match[1]], unit[match.end() :] or "元"
    if _THOUSAND.match(unit):
        return Decimal(1000), unit[1:]
    return ONE, unit


class Quantity(Struct, frozen=True):
    """A number as printed: exact value, the places it was printed with, unit, hedge, text.

    `value` is in the printed unit; `amount` and `interval` are in the base unit (元 for 万元).
    `repaired` says that white space inside the number was taken out to read it.
    """

    value: Decimal
    decimals: int = 0
    unit: str = ""
    hedge: Hedge = Hedge.NONE
    text: str = ""
    repaired: bool = False

    @property
    def factor(self) -> Decimal:
        """Base units in one printed unit: 10000 for 万元."""
        return scale_of(self.unit)[0]

    @property
    def base_unit(self) -> str:
        """The unit without its power of ten."""
        return scale_of(self.unit)[1]

    @property
    def amount(self) -> Decimal:
        """The value in base units."""
        return self.value * self.factor

    @property
    def half_ulp(self) -> Decimal:
        """Half a unit of the last printed digit, in the printed unit."""
        return Decimal(5).scaleb(-self.decimals - 1)

    @property
    def printed(self) -> Interval:
        """The numbers that print so, in the printed unit."""
        return Interval.point(self.value).widened(self.half_ulp)

    @property
    def exact(self) -> bool:
        """Counts, and money in 元 to the yuan or the fen, are what they say, not roundings."""
        if self.hedge is not Hedge.NONE or self.unit in ("%", "‰") or self.factor != 1:
            return False
        return self.decimals == 0 or (self.unit == "元" and self.decimals == 2)

    @property
    def interval(self) -> Interval:
        """The numbers that it stands for, in base units; a point when it is exact."""
        if self.exact:
            return Interval.point(self.value)
        return self.printed.scaled(self.factor)

    def with_unit(self, unit: str) -> Quantity:
        """The same number read in another unit."""
        return Quantity(self.value, self.decimals, unit, self.hedge, self.text, self.repaired)


NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_MALFORMED_TAIL = r"(?![.,]?\d)"
_WHOLE = Pattern(
    rf"(?P<before>约|近|超过?|大约|将近|不低于|不少于|至少|不超过|不高于)?(?P<number>[-+]?{NUMBER}){_MALFORMED_TAIL}"
    r"(?P<more>余|多|几)?(?P<unit>[^\d\s]{0,14}?(?:m[23]|/1?0*万[^\d]{0,4})?)(?P<after>左右|上下|以上|以下|以内)?$"
)
_BROKEN = Pattern(r"(?<=[\d.,])\s+(?=[\d.,%])")
_MOST_DIGITS = 30

_BEFORE = {
    "约": Hedge.ABOUT, "近": Hedge.ABOUT, "大约": Hedge.ABOUT, "将近": Hedge.ABOUT, "超": Hedge.AT_LEAST,
    "超过": Hedge.AT_LEAST, "不低于": Hedge.AT_LEAST, "不少于": Hedge.AT_LEAST, "至少": Hedge.AT_LEAST,
    "不超过": Hedge.AT_MOST, "不高于": Hedge.AT_MOST,
}  # fmt: skip
_AFTER = {
    "左右": Hedge.ABOUT, "上下": Hedge.ABOUT, "以上": Hedge.AT_LEAST, "以下": Hedge.AT_MOST,
    "以内": Hedge.AT_MOST,
}  # fmt: skip
BEFORE_WORDS = tuple(sorted(_BEFORE, key=len, reverse=True))
AFTER_WORDS = tuple(sorted(_AFTER, key=len, reverse=True))


def hedge_of(before: str | None, more: str | None, after: str | None) -> Hedge:
    """What the words around a number make of it: 约…, …余, …以上."""
    if after:
        return _AFTER[after]
    if before:
        return _BEFORE[before]
    return Hedge.ABOUT if more else Hedge.NONE


def number(text: str) -> tuple[Decimal, int]:
    """Value and printed decimals of a string that `NUMBER` matches."""
    digits = text.replace(",", "")
    value = Decimal(digits)
    return value, len(digits.partition(".")[2])


def parse(text: str) -> Quantity | None:
    """The quantity that a whole cell states: a number, hedges around it and a unit behind it.

    None when the text is not one quantity: words, two numbers, a date, a figure that cannot be one
    (`12.3.4`). White space inside the number (a cell's line break) is taken out and marks it repaired.
    """
    source = plain(text).strip()
    if not any(map(str.isdigit, source)):
        return None
    joined = _BROKEN.sub("", source)
    repaired = bool(re.search(r"\d\s+\d", source))
    match = _WHOLE.match("".join(joined.split()))
    if match is None or sum(map(str.isdigit, match["number"])) > _MOST_DIGITS:
        return None
    value, decimals = number(match["number"])
    unit = match["unit"].strip("()。;；,")
    if is_year(value, decimals, unit):
        return None
    hedge = hedge_of(match["before"], match["more"], match["after"])
    return Quantity(value, decimals, unit, hedge, text.strip(), repaired)


def is_year(value: Decimal, decimals: int, unit: str) -> bool:
    """Whether a number with 年 behind it names a calendar year rather than a span of years."""
    return unit.startswith("年") and decimals == 0 and 1900 <= value <= 2200


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
CHINESE_DIGITS = "零〇一二两三四五六七八九十百千万亿"


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral: 十二 → 12, 一百零五 → 105, 百亿 → 10,000,000,000, 二〇二四 → 2024.

    None for anything else, also for rough numbers (三四十).
    """
    if not 0 < len(text) <= _MOST_DIGITS or any(c not in CHINESE_DIGITS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    seen_digit = False
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit, seen_digit = _DIGITS[char], True
        elif char in _SMALL:
            section += (digit if seen_digit else 1) * _SMALL[char]
            digit, seen_digit = 0, False
        else:
            section += digit
            if char == "亿":
                total = (total + section or 1) * _LARGE[char]
            else:
                total += (section or 1) * _LARGE[char]
            section = digit = 0
            seen_digit = False
    return total + section + digit


def rounded(value: Decimal, decimals: int, how: str = ROUND_HALF_UP) -> Decimal:
    """Rounding to a number of decimals, half up as people do it; a number of any length."""
    wide = Context(prec=max(28, value.adjusted() + decimals + 2))
    return value.quantize(ONE.scaleb(-decimals), how, wide)


def truncated(value: Decimal, decimals: int) -> Decimal:
    """The value cut off behind a number of decimals."""
    return rounded(value, decimals, ROUND_DOWN)


def show(value: Decimal, most: int = 4) -> str:
    """A computed number for people: at most `most` decimals, no trailing zeros, never an exponent."""
    text = format(rounded(value, most), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text

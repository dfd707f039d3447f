"""Numbers: what is printed is what is read, and intervals hold what they must."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.quantity import (
    Hedge,
    Interval,
    Quantity,
    chinese_number,
    parse,
    rounded,
    scale_of,
    show,
    squeeze,
    truncated,
)

FULL_WIDTH = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
UNITS = ("", "%", "‰", "人", "人次", "元", "万元", "亿元", "公里", "元/户", "万立方米")

decimals = st.integers(0, 4)
figures = st.builds(lambda n, d: Decimal(n).scaleb(-d), st.integers(0, 10**12), decimals)
points = st.builds(lambda n, d: Decimal(n).scaleb(-d), st.integers(-(10**8), 10**8), decimals)
units = st.sampled_from(UNITS)


def quantity(text: str) -> Quantity:
    """What is read, which must be something."""
    found = parse(text)
    assert found is not None, text
    return found


def said(text: str) -> tuple[Decimal, int, str, Hedge]:
    """All that a quantity says, whatever it looked like."""
    q = quantity(text)
    return q.value, q.decimals, q.unit, q.hedge


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────


@given(figures, units)
def test_a_printed_number_is_read_as_printed(value: Decimal, unit: str) -> None:
    text = f"{value:f}{unit}"
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    assert said(text) == (value, -exponent, unit, Hedge.NONE)
    assert not quantity(text).repaired


@given(figures, units, st.sampled_from(["", "约", "不低于"]), st.data())
def test_how_it_is_written_changes_nothing(
    value: Decimal, unit: str, hedge: str, data: st.DataObject
) -> None:
    plain = said(f"{hedge}{value:f}{unit}")
    assert said(f"{hedge}{value:,f}{unit}") == plain
    assert said(f"{hedge}{value:f}{unit}".translate(FULL_WIDTH)) == plain
    assert said(f" {hedge} {value:,f} {unit}\n") == plain
    digits = f"{value:f}"
    at = data.draw(st.integers(0, len(digits)))
    gap = data.draw(st.sampled_from([" ", "\n", "\u3000", "  "]))
    assert said(f"{hedge}{digits[:at]}{gap}{digits[at:]}{unit}") == plain


def test_a_number_put_together_from_parts_is_repaired() -> None:
    assert quantity("3746. 68").value == Decimal("3746.68")
    broken = quantity("28 19 .1 7")
    assert (broken.value, broken.repaired) == (Decimal("2819.17"), True)


@pytest.mark.parametrize(
    "text", ["", "完成", "12.3.4", "7,00.0,77", "1,0594", "2024年", "2024-05-01", "5-6", "3个和4个", "9" * 31]
)
def test_what_is_not_one_quantity_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text, hedge",
    [
        ("约50人", Hedge.ABOUT),
        ("近50人", Hedge.ABOUT),
        ("50余人", Hedge.ABOUT),
        ("50多人", Hedge.ABOUT),
        ("50人左右", Hedge.ABOUT),
        ("超50人", Hedge.AT_LEAST),
        ("超过50人", Hedge.AT_LEAST),
        ("50人以上", Hedge.AT_LEAST),
        ("约50人以上", Hedge.AT_LEAST),
        ("不少于50人", Hedge.AT_LEAST),
        ("50人以内", Hedge.AT_MOST),
        ("50人以下", Hedge.AT_MOST),
        ("不超过50人", Hedge.AT_MOST),
        ("50人", Hedge.NONE),
    ],
)
def test_hedges(text: str, hedge: Hedge) -> None:
    assert said(text) == (Decimal(50), 0, "人", hedge)


def test_a_year_is_no_quantity_but_a_span_of_years_is() -> None:
    assert parse("2024年") is None
    assert said("3年") == (Decimal(3), 0, "年", Hedge.NONE)


# ── Meaning ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "unit, scale, rest",
    [
        ("元", 1, "元"),
        ("千元", 1000, "元"),
        ("万元", 10**4, "元"),
        ("百万元", 10**6, "元"),
        ("亿元", 10**8, "元"),
        ("万亿元", 10**12, "元"),
        ("万", 10**4, "元"),
        ("万亩", 10**4, "亩"),
        ("千克", 1000, "克"),
        ("人", 1, "人"),
    ],
)
def test_scale_of_units(unit: str, scale: int, rest: str) -> None:
    assert scale_of(unit) == (Decimal(scale), rest)


@pytest.mark.parametrize(
    "text, low, high",
    [
        ("95.41%", "95.405", "95.415"),
        ("99%", "98.5", "99.5"),
        ("12.5万元", "124500", "125500"),
        ("38820071.88元", "38820071.88", "38820071.88"),
        ("550人", "550", "550"),
        ("约550人", "549.5", "550.5"),
    ],
)
def test_what_a_printed_number_stands_for(text: str, low: str, high: str) -> None:
    assert quantity(text).interval == Interval(Decimal(low), Decimal(high))


@given(figures, units)
def test_a_number_is_among_those_that_print_like_it(value: Decimal, unit: str) -> None:
    q = quantity(f"{value:f}{unit}")
    assert q.amount in q.interval
    assert q.printed.high - q.printed.low == Decimal(1).scaleb(-q.decimals)


intervals = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), points, points)


@given(intervals, intervals, st.data())
def test_interval_arithmetic_holds_every_result(a: Interval, b: Interval, data: st.DataObject) -> None:
    x, y = (data.draw(st.sampled_from([i.low, i.high, (i.low + i.high) / 2])) for i in (a, b))
    assert x + y in a + b
    assert x - y in a - b
    assert x * y in a * b
    assert x * y in a.scaled(y)
    assert x in a.widened(Decimal("0.005"))
    if Decimal(0) in b:
        with pytest.raises(ZeroDivisionError):
            a / b
    else:
        assert x / y in a / b


@given(intervals, intervals)
def test_intervals_meet_where_they_share_a_number(a: Interval, b: Interval) -> None:
    shared = [x for x in (a.low, a.high) if x in b] + [x for x in (b.low, b.high) if x in a]
    assert a.meets(b) == b.meets(a) == bool(shared)


# ── Rounding and showing ──────────────────────────────────────────────────────────────────────────────


def test_people_round_half_up() -> None:
    assert str(rounded(Decimal("9.745"), 2)) == "9.75"
    assert str(rounded(Decimal("-9.745"), 2)) == "-9.75"
    assert str(truncated(Decimal("9.749"), 2)) == "9.74"


@given(points, decimals)
def test_rounding_stays_within_half_a_digit(value: Decimal, places: int) -> None:
    digit = Decimal(1).scaleb(-places)
    assert abs(rounded(value, places) - value) <= digit / 2
    assert abs(truncated(value, places)) <= abs(value) < abs(truncated(value, places)) + digit


@pytest.mark.parametrize(
    "value, text",
    [("100", "100"), ("1E+3", "1000"), ("95.4100", "95.41"), ("-0.00001", "0"), ("0.33333", "0.3333")],
)
def test_a_computed_number_is_shown_short(value: str, text: str) -> None:
    assert show(Decimal(value)) == text


@given(figures, figures)
def test_products_of_long_figures_can_be_shown(a: Decimal, b: Decimal) -> None:
    shown = show(a * 10**18 * b * 10**18)
    assert "E" not in shown


def test_names_are_compared_without_white_space_and_width() -> None:
    assert squeeze("全年　执行数（Ｂ）\n") == squeeze("全年执行数(B)") == "全年执行数(B)"


# ── Chinese numerals ──────────────────────────────────────────────────────────────────────────────────


def spelt(n: int) -> str:
    """A number below 10¹² in Chinese, as it is taught: 10500 → 一万零五百."""
    digits, groups = "零一二三四五六七八九", []
    for scale in ("", "万", "亿"):
        n, group = divmod(n, 10**4)
        text = "".join(
            "零" if d == "0" else digits[int(d)] + unit
            for d, unit in zip(f"{group:04}", ("千", "百", "十", ""), strict=True)
        )
        while "零零" in text:
            text = text.replace("零零", "零")
        text = text.rstrip("零")
        groups.append(text + scale if text else "零")
    whole = "".join(reversed(groups))
    while "零零" in whole:
        whole = whole.replace("零零", "零")
    whole = whole.strip("零") or "零"
    return whole.removeprefix("一") if whole.startswith("一十") else whole


@given(st.integers(0, 10**12 - 1) | st.integers(0, 10**8))
def test_chinese_numerals_are_read_back(n: int) -> None:
    assert chinese_number(spelt(n)) == n


@pytest.mark.parametrize(
    "text, value",
    [
        ("十", 10),
        ("两百", 200),
        ("百亿", 10**10),
        ("万亿", 10**12),
        ("一亿二千万", 120_000_000),
        ("一万零五百", 10_500),
        ("二〇二四", 2024),
        ("三四十", None),
        ("第一", None),
        ("", None),
        ("零" * 5000, None),
    ],
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert chinese_number(text) == value

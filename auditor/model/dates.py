"""Dates as cells print them: the days that a date may be (2024年8月底前, 2024-08-31, 第三季度)."""

from __future__ import annotations

import calendar
from datetime import date

from msgspec import Struct

from auditor.patterns import Pattern
from auditor.quantity import squeeze


class Days(Struct, frozen=True):
    """The days that a printed date may mean, the first and the last. `stated`: its year is printed."""

    first: date
    last: date
    stated: bool


_YEAR = r"(?:(?P<year>(?:19|20)\d\d)(?:年度?|(?=[-./]))|(?P<turn>本|当|次|下一?|翌)年度?)?"
_DATE = Pattern(
    rf"(?<![\d.]){_YEAR}(?:[-./](?P<m1>\d{{1,2}})(?:[-./](?P<d1>\d{{1,2}}))?(?![\d.%])"
    r"|(?P<m2>\d{1,2})月份?(?:(?P<d2>\d{1,2})[日号]|(?P<part>上旬|中旬|下旬|初|底|末))?"
    r"|第?(?P<quarter>[一二三四1-4])季度(?:末|底)?|(?P<half>上|下)半年|(?P<whole>年?[底末]|年?内|(?=[前之完完,。]|$)))",
    needs="年月季底末内-./",
)
# A number before the name of an indicator is no part of a date: 指标1 2024年8月底前完工.
_NUMBERED = Pattern(r"^指标\s*\d{1,2}[\s:：.、]+")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (25, 31), "末": (25, 31)}


def days_of(text: str, year: int | None) -> Days | None:
    """The one date of a text; `year` is taken where none is printed. None for no date, several, other numbers or none
    of the calendar."""
    bare = squeeze(_NUMBERED.sub("", text))
    found = [m for m in _DATE.finditer(bare) if any(m.group(*_GROUPS))]
    if len(found) != 1:
        return None
    (match,) = found
    rest = bare[: match.start()] + bare[match.end() :]
    if any(map(str.isdigit, rest)) or rest.startswith(("个", "~", "至")):
        return None
    own = int(match["year"]) if match["year"] else None
    turned = bool(match["turn"] and match["turn"] not in ("本", "当"))
    if own is None and year is None:
        return None
    which = own if own is not None else (year or 0) + turned
    try:
        first, last = _bounds(match.groupdict(), which)
    except ValueError:
        return None
    return Days(first, last, own is not None)


_GROUPS = ("year", "turn", "m1", "m2", "quarter", "half")


def _bounds(parts: dict[str, str | None], year: int) -> tuple[date, date]:
    """The first and the last day. Raises ValueError for a month or a day that there is not."""
    month = int(parts["m1"] or parts["m2"] or 0)
    if month:
        longest = calendar.monthrange(year, month)[1] if month <= 12 else 0
        day = int(parts["d1"] or parts["d2"] or 0)
        if day:
            return date(year, month, day), date(year, month, day)
        start, end = _PARTS.get(parts["part"] or "", (1, 31))
        return date(year, month, start), date(year, month, min(end, longest))
    if quarter := _QUARTERS.get(parts["quarter"] or ""):
        return date(year, 3 * quarter - 2, 1), date(
            year, 3 * quarter, calendar.monthrange(year, 3 * quarter)[1]
        )
    if half := parts["half"]:
        return (
            (date(year, 1, 1), date(year, 6, 30)) if half == "上" else (date(year, 7, 1), date(year, 12, 31))
        )
    return date(year, 1, 1), date(year, 12, 31)

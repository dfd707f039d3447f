"""Excel number formats: a stored number as the sheet shows it."""

from __future__ import annotations

import operator
import re
from collections import deque
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from msgspec import Struct

from auditor.readers import bounds

GENERAL = "General"
_MONEY = '_ * #,##0{0}_ ;_ * -#,##0{0}_ ;_ * "-"??_ ;_ @_ '
_CODES = {
    GENERAL: (0,),
    "0": (1,),
    "0.00": (2,),
    "#,##0": (3,),
    "#,##0.00": (4,),
    '"¥"#,##0': (5, 6),
    '"¥"#,##0.00': (7, 8),
    "0%": (9,),
    "0.00%": (10,),
    "0.00E+00": (11, 48),
    "# ?/?": (12, 13),
    "yyyy-m-d": (14, 15, 30),
    "m-d": (16,),
    "yyyy-m": (17,),
    "yyyy-m-d h:mm": (22,),
    "h:mm": (18, 20),
    "h:mm:ss": (19, 21),
    "mm:ss": (45, 47),
    "[h]:mm:ss": (46,),
    "yyyy年m月": (27, 36, 50, 52, 57),
    "m月d日": (28, 29, 51, 53, 54, 58),
    "yyyy年m月d日": (31,),
    "h时mm分": (32,),
    "h时mm分ss秒": (33,),
    "上午/下午h时mm分": (34, 55),
    "上午/下午h时mm分ss秒": (35, 56),
    "#,##0;-#,##0": (37, 38),
    "#,##0.00;-#,##0.00": (39, 40),
    _MONEY.format(""): (41, 42),
    _MONEY.format(".00"): (43, 44),
    "@": (49,),
}
BUILT_IN = {number: code for code, numbers in _CODES.items() for number in numbers}
"""Format codes of the numbers that need no definition, as a Chinese Excel has them."""

# Excel calculates with 15 digits; what a double holds beyond them is noise.
_STORED = Context(prec=15, rounding=ROUND_HALF_UP)
_EXACT = Context(prec=700, rounding=ROUND_HALF_UP)
_NOISE = Decimal("1e-9")
_SHOWN_DIGITS = 11
_LARGEST_EXPONENT = 308
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<forced>.)|_.|\*.|\[\$(?P<money>[^\]-]*)[^\]]*\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<bracket>[^\]]*)\]|(?P<noon>AM/PM|A/P|上午/下午)|(?P<general>General)"
    r"|(?P<exponent>E[+-])(?=[0#?])|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4})|(?P<digit>[0#?])"
    r"|(?P<mark>[.,%/@])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\s*")
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_WEEKDAYS = "一二三四五六日"


class _Token(Struct, frozen=True):
    """A piece of a format: `kind` names the group of the pattern, all literal ones being `literal`."""

    kind: str
    text: str


class _Condition(Struct, frozen=True):
    """Which numbers a section is for: those that a comparison with a limit holds for."""

    sign: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        return _COMPARISONS[self.sign](number, self.limit)

    @property
    def negative_only(self) -> bool:
        """Whether it holds for numbers below zero only."""
        return (self.sign == "<" and self.limit <= 0) or (self.sign in ("<=", "=") and self.limit < 0)

    @property
    def from_zero(self) -> bool:
        """Whether it holds for all numbers above zero, and for none below."""
        return self.sign in (">", ">=") and self.limit == 0


class _Section(Struct, frozen=True):
    """What applies to the numbers of one sign, or to those that a condition names."""

    tokens: tuple[_Token, ...]
    condition: _Condition | None = None

    def has(self, *kinds: str) -> bool:
        return any(t.kind in kinds for t in self.tokens)

    def count(self, mark: str) -> int:
        return sum(t.kind == "mark" and t.text == mark for t in self.tokens)


def shown(stored: str, code: str, since_1904: bool = False) -> str:
    """A number as a sheet shows it: `0.9745` with `0.00%` is `97.45%`. Rounds half up.

    General shows integers whole and other numbers with 11 significant digits. Dates come as `2022-12-30`,
    or as the format has them where it writes 年. Fractions and whatever else is not understood are shown as
    General. What is not a number comes back as it is.
    """
    if code == GENERAL and stored.isdigit() and len(stored) <= _SHOWN_DIGITS:
        return stored
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        return stored
    number = _STORED.plus(number)
    sections = _sections(code)
    chosen = None if sections is None else _chosen(sections, number)
    if chosen is None:
        return _general(number)
    section, unsigned = chosen
    if unsigned:
        number = abs(number)
    if section.has("date", "elapsed"):
        return _moment(number, section, since_1904)
    sign = "-" if number < 0 else ""
    return f"{sign}{_number(abs(number), section)}".strip()


def differ(stored: str, computed: Decimal) -> bool:
    """Whether a stored number is another than a computed one, beyond the noise of binary arithmetic."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number - computed) > _NOISE * max(
        abs(number), abs(computed), Decimal(1)
    )


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """A format's sections, or None when it is one that shows a number as General does."""
    if len(code) > bounds.FORMAT_CODE:
        return None
    sections: list[list[_Token]] = [[]]
    conditions: dict[int, _Condition] = {}
    for match in _TOKEN.finditer(code.replace("G/通用格式", GENERAL)):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind == "bracket" and text[:1] in ("<", ">", "="):
            stated = _CONDITION.fullmatch(text)
            if stated is None:
                return None
            conditions[len(sections) - 1] = _Condition(stated[1], Decimal(stated[2]))
            continue
        if kind == "literal" and text == ";":
            sections.append([])
        elif kind in ("quoted", "escaped", "forced", "money", "literal"):
            sections[-1].append(_Token("literal", text))
        elif kind is not None and kind != "bracket":
            sections[-1].append(_Token(kind, text if kind == "literal" else text.lower()))
    found = tuple(_Section(tuple(tokens), conditions.get(i)) for i, tokens in enumerate(sections))
    if any(s.has("digit") and (s.count("/") or s.count("@")) for s in found[:3]):
        return None
    # The last section may be that of texts.
    return found[:-1] if 1 < len(found) < 4 and found[-1].count("@") else found[:3]


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, bool] | None:
    """The section for a number, and whether it shows the number without its sign; None where there is none."""
    conditions = [section.condition for section in sections]
    if not any(conditions):
        if number < 0 and len(sections) > 1:
            return sections[1], True
        return sections[2 if number == 0 and len(sections) > 2 else 0], False
    for section in sections:
        if section.condition is None:
            after = any(condition and condition.from_zero for condition in conditions)
            if section is not sections[0] or len(sections) == 1:
                return section, after
            # Without a condition of its own, the first section is for what is above zero.
            if number > 0:
                return section, False
        elif section.condition.holds(number):
            return section, section.condition.negative_only
    return None


def _general(number: Decimal) -> str:
    if number == 0:
        return "0"
    if number == number.to_integral_value():
        whole = f"{number.to_integral_value():f}"
        return whole if number.adjusted() < 2 * _SHOWN_DIGITS else _scientific(number, 5)
    if number.adjusted() < -9:
        return _scientific(number, 5)
    places = max(_SHOWN_DIGITS - 1 - max(number.adjusted(), 0), 0)
    text = f"{number.quantize(Decimal(1).scaleb(-places), context=_EXACT):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(number: Decimal, places: int, least: int = 0) -> str:
    """1.23E+05: `places` decimals at most, `least` at least."""
    digits, exponent = f"{Context(prec=places + 1, rounding=ROUND_HALF_UP).plus(number):.{places}E}".split(
        "E"
    )
    whole, _, fraction = digits.partition(".")
    kept = fraction[:least] + fraction[least:].rstrip("0")
    return f"{whole}{'.' if kept else ''}{kept}E{exponent[0]}{exponent[1:].zfill(2)}"


def _number(number: Decimal, section: _Section) -> str:
    """A number of zero or more in one section's layout."""
    tokens = section.tokens
    digits = [i for i, t in enumerate(tokens) if t.kind == "digit"]
    if not digits:
        number = number.scaleb(2 * section.count("%"), context=_EXACT)
        return "".join(
            _general(number) if t.kind == "general" or t.text == "@" else _plain(t) for t in tokens
        )
    point = next((i for i, t in enumerate(tokens) if t == _Token("mark", ".")), None)
    whole = [i for i in digits if point is None or i < point]
    decimals = [i for i in digits if point is not None and i > point]
    if section.has("exponent"):
        end = next(i for i, t in enumerate(tokens) if t.kind == "exponent")
        mantissa = [i for i in decimals if i < end]
        return _scientific(number, len(mantissa), sum(tokens[i].text == "0" for i in mantissa))
    # A comma after the last whole digit, or after all digits, divides by a thousand; one between digits groups them.
    last = whole[-1] if whole else -1
    commas = [i for i, t in enumerate(tokens) if t == _Token("mark", ",")]
    trailing = sum((last < i and (point is None or i < point)) or i > digits[-1] for i in commas)
    grouped = any(whole[0] < i < last for i in commas) if whole else False
    number = number.scaleb(2 * section.count("%") - 3 * trailing, context=_EXACT)
    text = f"{number.quantize(Decimal(1).scaleb(-len(decimals)), context=_EXACT):f}"
    integer, _, fraction = text.partition(".")
    needed = max((n for n, i in enumerate(decimals, 1) if tokens[i].text == "0"), default=0)
    fraction = fraction[:needed] + fraction[needed:].rstrip("0")
    return _laid_out(tokens, _whole_parts(integer.lstrip("0"), tokens, whole, grouped), decimals, fraction)


def _whole_parts(
    integer: str, tokens: tuple[_Token, ...], places: list[int], grouped: bool
) -> dict[int, str]:
    """What stands at each whole-number place, filled from the right; the first place takes the rest."""
    parts: dict[int, str] = {}
    written = 0
    for place in reversed(places):
        take = len(integer) if place == places[0] else 1
        rest, piece = integer[: max(len(integer) - take, 0)], integer[max(len(integer) - take, 0) :]
        piece = piece or ("0" if tokens[place].text == "0" else "")
        signs = ""
        for digit in reversed(piece):
            signs = digit + ("," if grouped and written and written % 3 == 0 else "") + signs
            written += 1
        parts[place], integer = signs, rest
    return parts


def _laid_out(tokens: tuple[_Token, ...], whole: dict[int, str], decimals: list[int], fraction: str) -> str:
    parts: list[str] = []
    rest = deque(fraction)
    for i, token in enumerate(tokens):
        if i in whole:
            parts.append(whole[i])
        elif i in decimals:
            parts.append(rest.popleft() if rest else "")
        elif token == _Token("mark", "."):
            parts.append("." if fraction else "")
        else:
            parts.append(_plain(token))
    return "".join(parts)


def _plain(token: _Token) -> str:
    """A token that shows itself, whatever the number."""
    shows = token.kind == "literal" or (token.kind == "mark" and token.text in "%/")
    return token.text if shows else ""


def _moment(number: Decimal, section: _Section, since_1904: bool) -> str:
    """A date, a time or both. `number` counts days."""
    seconds = int((number * 86400).to_integral_value(ROUND_HALF_UP, context=_EXACT))
    days, clock = divmod(seconds, 86400)
    calendar = _calendar(days, since_1904)
    if calendar is None:
        return _general(number)
    tokens = _with_minutes(section.tokens)
    if any(t.kind == "literal" and t.text in "年月日时分秒" for t in tokens):
        return "".join(_dated(t, calendar, seconds, clock, section.has("noon")) for t in tokens).strip()
    letters = {t.text[0] for t in tokens if t.kind in ("date", "elapsed")}
    year, month, day = calendar
    on_day = (
        ("y" in letters or "e" in letters, f"{year:04}"),
        ("m" in letters, f"{month:02}"),
        ("d" in letters, f"{day:02}"),
    )
    hours = seconds // 3600 if section.has("elapsed") else clock // 3600
    at = (
        ("h" in letters, f"{hours:02}"),
        ("n" in letters, f"{clock // 60 % 60:02}"),
        ("s" in letters, f"{clock % 60:02}"),
    )
    halves = (sign.join(text for wanted, text in half if wanted) for sign, half in (("-", on_day), (":", at)))
    return " ".join(filter(None, halves))


def _calendar(days: int, since_1904: bool) -> tuple[int, int, int] | None:
    """Year, month and day of a serial number; None where Excel shows no date."""
    if days < 0:
        return None
    if since_1904:
        days += 1462
    if days > 2_958_465:
        return None
    # Excel holds 1900 for a leap year; its day 60 is a 29 February that never was.
    if days == 60:
        return 1900, 2, 29
    there = date(1899, 12, 30 if days > 60 else 31) + timedelta(days)
    return there.year, there.month, there.day


def _with_minutes(tokens: tuple[_Token, ...]) -> list[_Token]:
    """The tokens with `m` turned into `n` where it means minutes: after hours or before seconds."""
    found = list(tokens)
    letters = [i for i, t in enumerate(tokens) if t.kind in ("date", "elapsed")]
    for place, i in enumerate(letters):
        before = tokens[letters[place - 1]].text[0] if place else ""
        after = tokens[letters[place + 1]].text[0] if place + 1 < len(letters) else ""
        if tokens[i].text[0] == "m" and (before == "h" or after == "s" or tokens[i].kind == "elapsed"):
            found[i] = _Token(tokens[i].kind, "n" * len(tokens[i].text))
    return found


def _dated(token: _Token, calendar: tuple[int, int, int], seconds: int, clock: int, noon: bool) -> str:
    """One token of a date as the format writes it."""
    year, month, day = calendar
    if token.kind == "literal":
        return token.text
    if token.kind == "noon":
        return "上午" if clock < 43200 else "下午"
    if token.kind not in ("date", "elapsed"):
        return token.text if token.kind == "mark" else ""
    letter, long = token.text[0], len(token.text) > 1
    if letter in "ye":
        return f"{year:04}" if letter == "e" or len(token.text) > 2 else f"{year % 100:02}"
    if letter == "a":
        weekday = _WEEKDAYS[date(year, month, day).weekday()]
        return ("星期" if len(token.text) > 3 else "周") + weekday
    hours = seconds // 3600 if token.kind == "elapsed" else clock // 3600
    if noon and token.kind != "elapsed":
        hours = (hours - 1) % 12 + 1
    number = {"m": month, "d": day, "h": hours, "n": clock // 60 % 60, "s": clock % 60}[letter]
    return f"{number:02}" if long else str(number)

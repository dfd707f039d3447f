"""Automatic list numbers of a Word file: which definition a paragraph follows, how a number is spelt."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.readers import bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9


class Level(Struct, frozen=True):
    """One level of a list: `text` is its pattern, with %1 to %9 for the numbers of the levels."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts: bool = True
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class List:
    """One list instance: its levels, the counters it shares with others, and where it starts anew."""

    levels: dict[int, Level]
    counters: dict[int, int]
    starts: dict[int, int] = field(default_factory=dict)

    def next(self, depth: int) -> str:
        """The number of the list's next paragraph at a level (0 to 8), as it is printed."""
        level = self.levels.get(depth)
        if level is None:
            return ""
        if depth in self.starts:
            self.counters[depth] = self.starts.pop(depth)
        elif depth in self.counters:
            self.counters[depth] += 1
        else:
            self.counters[depth] = level.start
        for above in range(depth):
            self.counters.setdefault(above, self.levels.get(above, Level()).start)
        for below in range(depth + 1, _LEVELS):
            if self.levels.get(below, Level()).restarts:
                self.counters.pop(below, None)
        return "" if level.form == "bullet" else re.sub("%([1-9])", self._spelt(level), level.text)

    def _spelt(self, level: Level) -> Callable[[re.Match[str]], str]:
        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            form = "decimal" if level.legal else self.levels.get(depth, Level()).form
            return spelt(self.counters.get(depth, 1), form)

        return number


def lists(numbering: etree._Element) -> dict[str, List]:
    """The lists of a numbering part, by the id that paragraphs name."""
    abstracts = {_get(a, "abstractNumId"): a for a in numbering.iterchildren(f"{W}abstractNum")}
    by_style = {value(a, "styleLink"): a for a in abstracts.values() if value(a, "styleLink")}
    counters: defaultdict[str, dict[int, int]] = defaultdict(dict)
    found: dict[str, List] = {}
    for num in numbering.iterchildren(f"{W}num"):
        abstract = abstracts.get(value(num, "abstractNumId") or "")
        if abstract is None:
            continue
        abstract = by_style.get(value(abstract, "numStyleLink"), abstract)
        levels, starts = dict(_levels(abstract)), {}
        for override in num.iterchildren(f"{W}lvlOverride"):
            levels.update(_levels(override))
            if (start := value(override, "startOverride")) is not None:
                starts[integer(_get(override, "ilvl"), 0)] = integer(start, 1)
        shared = counters[_get(abstract, "abstractNumId")]
        found[_get(num, "numId")] = List(levels, shared, starts)
    return found


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for lvl in parent.iterchildren(f"{W}lvl"):
        depth, text = integer(_get(lvl, "ilvl"), 0), value(lvl, "lvlText") or ""
        if depth >= _LEVELS or len(text) > bounds.LIST_TEXT:
            continue
        gap = " " if text and value(lvl, "suff") != "nothing" else ""
        level = Level(
            start=integer(value(lvl, "start"), 1),
            form=value(lvl, "numFmt") or "decimal",
            text=text + gap,
            restarts=value(lvl, "lvlRestart") != "0",
            legal=switched_on(lvl, "isLgl"),
            style=value(lvl, "pStyle"),
        )
        yield depth, level


def spelt(number: int, form: str) -> str:
    """A list number in one of Word's number formats; an unknown format counts as decimal."""
    write = _FORMS.get(form)
    return write(number) if write and 0 < number <= bounds.LIST_NUMBER else str(number)


def _letters(number: int) -> str:
    """a, …, z, aa, bb, …: Word repeats the letter."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for worth, sign in _ROMAN:
        written += sign * (number // worth)
        number %= worth
    return written


def _digits(number: int, digits: str) -> str:
    return "".join(digits[int(d)] for d in str(number))


def _chinese(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """一, 十, 十一, 一百零五, 一万零一: the spoken numeral up to 99,999."""
    written, gap = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        if digit == 0:
            gap = bool(written)
            continue
        unit = "" if place == 0 else "万" if place == 4 else units[place - 1]
        written += ("零" if gap else "") + digits[digit] + unit
        gap = False
    teen = digits[1] + units[0]
    return written.removeprefix(digits[1]) if number < 20 and written.startswith(teen) else written


def _counting(number: int) -> str:
    """Spoken below a hundred, digit by digit above: 九十九, 一○○."""
    return _chinese(number) if number < 100 else _digits(number, "○一二三四五六七八九")


def _from(first: str, count: int) -> Callable[[int], str]:
    """Signs that stand in a row in Unicode; plain digits when they run out."""
    return lambda number: chr(ord(first) + number - 1) if number <= count else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: _digits(number, "０１２３４５６７８９"),
    "decimalFullWidth2": lambda number: _digits(number, "０１２３４５６７８９"),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda number: _chinese(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
    "japaneseCounting": _chinese,
    "ideographDigital": lambda number: _digits(number, "〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": lambda number: _digits(number, "〇一二三四五六七八九"),
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}


def value(parent: etree._Element, name: str) -> str | None:
    """The `w:val` of a child element, or None."""
    child = parent.find(W + name)
    return None if child is None else child.get(f"{W}val")


def switched_on(parent: etree._Element, name: str) -> bool:
    """Whether a child element stands for “on”: it is there and its `w:val` does not deny it."""
    child = parent.find(W + name)
    return child is not None and child.get(f"{W}val") not in ("0", "false", "off")


def integer(text: str | None, otherwise: int) -> int:
    """A count as the file states it; nonsense counts as `otherwise`."""
    return int(text) if text is not None and re.fullmatch("[0-9]{1,10}", text) else otherwise


def _get(element: etree._Element, name: str) -> str:
    return element.get(W + name) or ""

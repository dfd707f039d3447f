"""Sentences as figures and the words between them.

`flat` is a sentence with full-width forms levelled and white space taken out; every position of it knows
its position in the printed sentence, so that a figure can be shown where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, cached_property

from msgspec import Struct
from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.place import Field, Place
from auditor.model.relations import Mention
from auditor.patterns import Pattern
from auditor.quantity import (
    AFTER_WORDS,
    BEFORE_WORDS,
    NUMBER,
    Hedge,
    Quantity,
    hedge_of,
    number,
    scale_of,
)
from auditor.recognition.passages import Passage, level

# Separators by strength: a list whose items are parted by one ends at a stronger one.
_STRENGTH = {"、": 1, "+": 1, "，": 2, ",": 2, "；": 3, ";": 3, "。": 4}
_SEPARATOR = Pattern(r"[、+，,；;。:(=]")
_GROUP = Pattern(r"\([^()]*\)")
_LEADING_MARK = Pattern(r"\s*[(（]?\d{1,2}[)）.．、]\s*(?=\D|(?:19|20)\d\d\s*年)")
_SENTENCE = Pattern(r"[^。!?]+[。!?]?")
_LONGEST = 4000
_MOST_BUDGETS = 20
_TORN = Pattern(r"\d\s+[\d.．]|[.．]\s+\d")
_BLANK = Pattern(r"[\s\u200b\ufeff]")
_CONTINUES = Pattern(r"其中|分项为|分别为|具体为|具体是")
_CHINESE = Pattern(r"[^\W\d_a-zA-Z]")


class Figure(Struct, frozen=True):
    """A quantity at `flat[start:end]`.

    `lead` are the words since the figure before it, closed brackets left out; `words` the last clause of
    them; `label` is what remains of those as a name. `depth` counts the open brackets around it. `limit`: it
    only describes a noun (“80岁以上老人”, “高于90%的目标”).
    """

    quantity: Quantity
    start: int
    end: int
    depth: int
    lead: str
    words: str
    label: str
    limit: bool = False


class Sentence(Struct, frozen=True, dict=True):
    """One sentence, with a following “其中：…” that belongs to it."""

    flat: str
    printed: str
    positions: tuple[int, ...]
    place: Place
    offsets: tuple[int, ...] = ()

    @cached_property
    def every(self) -> tuple[Figure, ...]:
        """The figures in order with the limits among them (“30%以内的”); dates, ordinals, ranges are none."""
        return tuple(_figures(self.flat))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that state something, in order."""
        return tuple(f for f in self.every if not f.limit)

    def between(self, left: int, right: int) -> str:
        """The words from one position to another, closed brackets left out."""
        return outside(self.flat[left:right])

    def behind(self, figure: Figure) -> str:
        """The words from a figure to the next one."""
        later = next((f.start for f in self.figures if f.start > figure.start), len(self.flat))
        return self.flat[figure.end : later]

    def shown(self, start: int, end: int) -> Place:
        """The place of some characters of the sentence."""
        left, right = self.positions[start], self.positions[end - 1] + 1
        repaired = bool(_TORN.search(self.printed[left:right]))
        offset = self.offsets[start] - left if self.offsets else None
        return replace(self.place, text=self.printed, span=(left, right), repaired=repaired, offset=offset)

    @property
    def whole(self) -> Place:
        """The place of the sentence."""
        offset = self.offsets[0] if self.offsets else None
        return replace(self.place, text=self.printed, offset=offset)

    def mention(self, figure: Figure, unit: str | None = None) -> Mention:
        """A figure as checks see it, read in another unit where it shares one."""
        place = self.shown(figure.start, figure.end)
        assert place.span is not None
        quantity = figure.quantity if unit is None else figure.quantity.with_unit(unit)
        text = self.printed[slice(*place.span)]
        return Mention(figure.label, Field(text, place, replace(quantity, text=text)))


class Context(Struct, frozen=True, dict=True):
    """All sentences of the narrative, and the budgets among their figures."""

    paragraphs: tuple[tuple[Sentence, ...], ...]
    adjusted: tuple[Mention, ...]

    @classmethod
    def of(cls, paragraphs: tuple[tuple[Sentence, ...], ...]) -> Context:
        """With the figures that are named as the year's adjusted budget."""
        names = load("claims")["execution"]
        adjusted = (
            s.mention(f)
            for paragraph in paragraphs
            for s in paragraph
            for f in s.figures
            if kind(f.quantity.unit) == "元"
            and f.quantity.hedge is Hedge.NONE
            and any(w in f.label for w in names["adjusted"])
            and not any(w in f.label for w in (*names["executed"], *names["change"]))
        )
        distinct = {m.quantity.amount: m for m in adjusted}
        return cls(paragraphs, tuple(distinct.values())[:_MOST_BUDGETS])

    @cached_property
    def order(self) -> tuple[Sentence, ...]:
        """All sentences in reading order."""
        return tuple(s for paragraph in self.paragraphs for s in paragraph)

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {id(s): n for n, s in enumerate(self.order)}

    def position(self, sentence: Sentence) -> int:
        """The number of a sentence in reading order."""
        return self._positions[id(sentence)]


def split(passage: Passage) -> Iterator[Sentence]:
    """The sentences of a passage; one that begins with 其中 or the like is joined to the one before."""
    flat, at = _flatten(passage.text)
    spans: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(flat):
        if spans and _CONTINUES.match(match[0]):
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append(match.span())
    for start, end in spans:
        if end - start > _LONGEST:
            continue  # no sentence, and pairing its figures would take long
        left, right = at[start], at[end - 1] + 1
        positions = tuple(i - left for i in at[start:end])
        offsets = tuple(o for i in at[start:end] if (o := passage.offset(i)) is not None)
        yield Sentence(flat[start:end], passage.text[left:right], positions, passage.place, offsets)


def _flatten(text: str) -> tuple[str, list[int]]:
    """The levelled text without white space, and where its characters stand in the printed one.

    Full-width commas stay: `10，200` are two numbers. White space stays between two digits, which it parts.
    """
    mark = _LEADING_MARK.match(text)
    skipped = mark.end() if mark else 0
    levelled = level(text)
    if not _BLANK.search(levelled, skipped):
        return levelled[skipped:], list(range(skipped, len(text)))
    at = [i for i in range(skipped, len(text)) if not _blank(levelled, i)]
    return "".join(levelled[i] for i in at), at


def _blank(text: str, i: int) -> bool:
    char = text[i]
    if char in "\u200b\ufeff":
        return True
    return char.isspace() and not (0 < i < len(text) - 1 and text[i - 1].isdigit() and text[i + 1].isdigit())


# ── Figures ───────────────────────────────────────────────────────────────────────────────────────────

_MAGNITUDE = r"(?:十万|百万|千万|万|亿|千(?=[元克米]))"
_SKIPPED = (
    r"(?:19|20)\d\d(?:[-~—–至、](?:19|20)\d\d)*年度?(?:\d{1,2}月(?:\d{1,2}日)?)?",
    r"\d{1,2}(?:[-~—–至到]+\d{1,2})?月(?:\d{1,2}日|份|底|末|初|前)?",
    r"\d+:\d+",
    r"[〔\[【]\d+[〕\]】](?:\d+号)?",
    r"第\d+",
    r"\d+号",
    r"[A-Za-z]+-?\d[\d.]*",
    r"\d[\d.]*[^\d，,、；;。:()=+]{0,3}[-~—–]+\d[\d.]*",
    r"\d[\d.]*[×xX*÷/]\d[\d.]*",
)


@cache
def _pattern() -> re.Pattern[str]:
    lexicon = load("units")
    words = {w for ws in lexicon["dimension"].values() for w in ws}
    words |= {w for ws in lexicon["alias"].values() for w in ws} | set(lexicon["alias"])
    units = "|".join(re.escape(u) for u in sorted(words, key=len, reverse=True))
    unit = rf"{_MAGNITUDE}?(?:余|多|来)?(?:{units})(?:/[^\d\W]{{1,3}})?|{_MAGNITUDE}"
    after = "|".join(AFTER_WORDS)
    return re.compile(
        rf"(?:{'|'.join(_SKIPPED)})"
        rf"|(?<![\d.A-Za-z])(?<!\d,)(?P<number>{NUMBER})(?!\d|[.,]\d|\s\d)"
        rf"(?P<more>余|多|几)?(?:(?P<unit>{unit})|\((?P<boxed>亿元|万元|千元|元)\))?(?:(?:及|\(含\))?(?P<after>{after}|内))?"
    )


_UNIT_FREE_END = Pattern(r"[、，,；;。!?()=+和及与共合]|等|$")
_MINUS = Pattern(r"(?:^|[^\d\w)]|[为达到了长降少率额])-$")
_CONDITION = ("小于", "大于", "低于", "高于", "少于", "多于", "不足", *BEFORE_WORDS)


def _figures(flat: str) -> Iterator[Figure]:
    end = depth = counted = 0
    for match in _pattern().finditer(flat):
        if match["number"] is None:
            continue
        unit = match["unit"] or match["boxed"] or ""
        following = flat[match.end() : match.end() + 1]
        if not unit and not match["after"] and not _UNIT_FREE_END.match(following):
            continue
        before = flat[: match.start()][-4:]
        limit = _conditional(before, match["after"], following)
        depth += flat.count("(", counted, match.start()) - flat.count(")", counted, match.start())
        counted = match.start()
        start = match.start()
        value, decimals = number(match["number"])
        if _MINUS.search(flat[:start][-2:]):
            value, start = -value, start - 1
        more = match["more"] or ("余" if re.search("[余多来]", unit[:-1]) else None)
        after = match["after"] if match["after"] != "内" else "以内"
        hedge = hedge_of(_hedge_before(before), more, after)
        lead = outside(flat[end:start])
        words = _clause(lead)
        quantity = Quantity(value, decimals, _unit(unit), hedge)
        yield Figure(quantity, start, match.end(), max(depth, 0), lead, words, _name(words), limit)
        end = end if limit else match.end()


def _conditional(before: str, after: str | None, following: str) -> bool:
    """“80岁以上老人”, “高于90%的目标”: a limit that only describes a noun."""
    limited = (after and after not in ("左右", "上下")) or before.endswith(_CONDITION)
    return bool(limited) and bool(_CHINESE.match(following))


def _hedge_before(before: str) -> str | None:
    return next((w for w in BEFORE_WORDS if before.endswith(w)), None)


def _unit(text: str) -> str:
    bare = re.sub("(?<=[万亿])[余多来]|^[余多来]", "", text)
    return _aliases().get(bare, bare)


@cache
def _aliases() -> dict[str, str]:
    return {word: unit for unit, words in load("units")["alias"].items() for word in words}


def outside(text: str) -> str:
    """The text without its closed brackets, up to four deep."""
    for _ in range(4 if "(" in text else 0):
        text = _GROUP.sub("", text)
    return text


def _clause(lead: str) -> str:
    cut = 0
    for separator in _SEPARATOR.finditer(lead):
        cut = separator.end()
    return lead[cut:].lstrip(")")


@cache
def _trims() -> tuple[tuple[str, ...], tuple[str, ...]]:
    labels = load("claims")["labels"]
    return (
        tuple(sorted(labels["front"], key=len, reverse=True)),
        tuple(sorted(labels["back"], key=len, reverse=True)),
    )


_YEAR = Pattern(r"^(?:19|20)\d\d年[度末底]?")
_QUOTES = str.maketrans("", "", "“”\"'‘’《》 ")


def _name(words: str) -> str:
    """What a figure measures: its clause without cue words, quotes and verbs at its end."""
    front, back = _trims()
    name = _YEAR.sub("", words.translate(_QUOTES))
    while word := next((w for w in front if name.startswith(w)), ""):
        name = name[len(word) :]
    while word := next((w for w in back if name.endswith(w)), ""):
        name = name[: -len(word)]
    return name


def strength(text: str) -> int:
    """The strongest separator in some words: 0 none, 1 、, 2 ，, 3 ；, 4 。."""
    return max((_STRENGTH.get(c, 0) for c in text), default=0)


# ── Kinds of units ────────────────────────────────────────────────────────────────────────────────────

_PEOPLE = "headcount"
_COUNTS = frozenset(["institution", "event", "case", "document", "object", "generic", _PEOPLE])


@cache
def _dimensions() -> dict[str, str]:
    return {unit: name for name, units in load("units")["dimension"].items() for unit in units}


@cache
def kind(unit: str) -> str:
    """What figures of a unit can be added to: 元 for money, 个 for whatever is counted in 个, else the unit.

    People are one kind whatever they are counted in; a bare 万 or 亿 is no kind.
    """
    if unit in ("", "万", "亿", "千万", "百万", "十万"):
        return ""
    base = scale_of(unit)[1]
    dimension = _dimensions().get(base)
    if dimension == _PEOPLE:
        return "人"
    if dimension == "institution" and base.startswith("个"):
        return "个"
    return base


def kin(left: Quantity, right: Quantity) -> bool:
    """Whether two figures count the same: equal kinds, or one counted in 个 or 项 beside any count."""
    one, two = kind(left.unit), kind(right.unit)
    if not one or not two:
        return False
    if one == two:
        return True
    counts = all(_dimensions().get(k) in _COUNTS for k in (one, two))
    return counts and bool({one, two} & {"个", "项"})


def countable(quantity: Quantity) -> bool:
    """Whether a figure is a number of things or people that can be counted one by one."""
    return quantity.exact and quantity.decimals == 0 and _dimensions().get(quantity.unit) in _COUNTS


def percent(figure: Figure) -> bool:
    """Whether a figure is a percentage."""
    return figure.quantity.unit in ("%", "‰")


def plainly(figure: Figure) -> bool:
    """Whether a figure is stated without 约, 余, 以上."""
    return figure.quantity.hedge is Hedge.NONE


def amount(figure: Figure) -> Decimal:
    """A figure in base units."""
    return figure.quantity.amount

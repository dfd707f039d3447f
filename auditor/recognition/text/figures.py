"""The figures of a text: numbers with their units, the words around them, and what they are said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from auditor.lexicon import load
from auditor.patterns import HAN, Pattern
from auditor.quantity import AFTER_WORDS, BEFORE_WORDS, NUMBER, Hedge, Quantity, hedge_of, number, scale_of

_MAGNITUDE = r"(?:十万|百万|千万|万|亿|千(?=[元克米]))"
# Dates, ordinals, document numbers, ranges, ratios and names with digits are no figures.
_SKIPPED = (
    r"(?:19|20)\d\d(?:[-~—–至、](?:19|20)\d\d)*年度?(?:\d{1,2}月(?:\d{1,2}日)?)?",
    r"\d{1,2}(?:[-~—–至到]+\d{1,2})?月(?:\d{1,2}日|份|底|末|初|前)?",
    r"\d+:\d+",
    r"[〔\[【]\d+[〕\]】]?(?:第?\d+号)?",
    r"第\d+",
    r"\d+号",
    r"[A-Za-z]+-?\d[\d.]*",
    r"\d[\d.]*[^\d，,、；;。:()=+]{0,3}[-~—–]+\d[\d.]*(?:%|万元|元|分|人|天|年)?",
    r"\d[\d.]*[×xX*÷/]\d[\d.]*",
)
_MOST_DIGITS = 30
_UNIT_FREE_END = Pattern(r"[、，,；;。!?()=+和及与共合]|等|$")
_MINUS = Pattern(r"(?:^|[^\d\w)]|[为达到了长降少率额])-$")
_CONDITION = ("小于", "大于", "低于", "高于", "少于", "多于", "不足", *BEFORE_WORDS)
_SIGNS = {"≥": Hedge.AT_LEAST, ">": Hedge.AT_LEAST, "≤": Hedge.AT_MOST, "<": Hedge.AT_MOST}
_CHINESE = Pattern(HAN)
_SEPARATOR = Pattern(r"[、+，,；;。:(=!?]")
_GROUP = Pattern(r"\([^()]*\)")
_LOOK_BACK = 60
_LOOK_AHEAD = 30
_PEOPLE = "headcount"


class Figure(Struct, frozen=True, eq=False, kw_only=True):
    """A quantity at `flat[start:end]` of its block.

    `kind` is what it can be added to. `lead` are the words since the figure before it or the sentence's start, `words`
    their last clause, `label` what is left of that as a name, `behind` the words up to the next figure or stop.
    `role`: `planned`, `received`, `spent`, `left`, `change`, `earlier` or empty. `bracket` is where the innermost open
    bracket stands, -1 outside. `limit`: it only describes a noun (高于90%的目标).
    """

    index: int
    block: int
    sentence: int
    start: int
    end: int
    depth: int
    bracket: int
    quantity: Quantity
    kind: str
    lead: str
    words: str
    label: str
    behind: str
    role: str
    limit: bool = False
    joined: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is stated without 约, 余, 以上 and is no limit."""
        return self.quantity.hedge is Hedge.NONE and not self.limit

    @property
    def money(self) -> bool:
        """Whether it is a sum of money."""
        return self.kind == "元"


@cache
def _pattern() -> re.Pattern[str]:
    lexicon, own = load("units"), load("relations")["units"]
    words = {w for ws in lexicon["dimension"].values() for w in ws} | set(own["measures"])
    words |= {w for ws in lexicon["alias"].values() for w in ws} | set(lexicon["alias"])
    units = "|".join(re.escape(u) for u in sorted(words, key=len, reverse=True))
    per = "|".join(re.escape(u) for u in sorted({*words, *own["per"]}, key=len, reverse=True))
    unit = rf"{_MAGNITUDE}?(?:余|多|来)?(?:{units})(?:[/·.](?:{per}))*|{_MAGNITUDE}(?:/(?:{per}))*"
    after = "|".join(AFTER_WORDS)
    return re.compile(
        rf"(?:{'|'.join(_SKIPPED)})"
        rf"|(?<![\d.A-Za-z])(?<!\d,)(?P<number>{NUMBER})(?!\d|[.,]\d|\s\d)"
        rf"(?P<more>余|多|几)?(?:(?P<unit>{unit})|\((?P<boxed>亿元|万元|千元|元)\))?(?:(?:及|\(含\))?(?P<after>{after}|内))?"
    )


class _Found(Struct, frozen=True):
    """A number where it stands, before the words around it are read."""

    start: int
    end: int
    sentence: int
    brackets: tuple[int, ...]
    lead: str
    quantity: Quantity
    limit: bool
    joined: bool


def figures(
    flat: str, block: int, sentences: list[tuple[int, int]], first: int, joints: frozenset[int]
) -> Iterator[Figure]:
    """The figures of a block. `sentences` are its spans, `first` the number of its first figure, `joints` the
    positions at which white space inside a number was taken out."""
    if not any(map(str.isdigit, flat)):
        return
    found = list(_numbers(flat, sentences, joints))
    for n, one in enumerate(found):
        later = found[n + 1].start if n + 1 < len(found) else len(flat)
        behind = _SEPARATOR.split(flat[one.end : min(later, one.end + _LOOK_AHEAD)], 1)[0]
        yield _finished(one, behind, block, first + n)


def _numbers(flat: str, sentences: list[tuple[int, int]], joints: frozenset[int]) -> Iterator[_Found]:
    opened: list[int] = []
    scanned = end = at = 0
    for match in _pattern().finditer(flat):
        if match["number"] is None or not _stands(match, flat):
            continue
        for n in range(scanned, match.start()):
            if flat[n] == "(":
                opened.append(n)
            elif flat[n] == ")" and opened:
                opened.pop()
        scanned = match.start()
        while at < len(sentences) - 1 and sentences[at][1] <= match.start():
            at += 1
            opened = [b for b in opened if b >= sentences[at][0]]
        start, quantity = _quantity(match, flat)
        left = max(end, sentences[at][0], start - 2 * _LOOK_BACK)
        joined = any(start < j <= match.end() for j in joints)
        limit = _limits(match, flat)
        end = match.end()
        yield _Found(start, end, at, tuple(opened), outside(flat[left:start]), quantity, limit, joined)


def _stands(match: re.Match[str], flat: str) -> bool:
    """Whether a number is a figure: not of hundreds of digits, and with a unit, a 以上 or an end behind it."""
    if sum(map(str.isdigit, match["number"])) > _MOST_DIGITS:
        return False
    told = match["unit"] or match["boxed"] or match["after"]
    return bool(told or _UNIT_FREE_END.match(flat[match.end() : match.end() + 1]))


def _quantity(match: re.Match[str], flat: str) -> tuple[int, Quantity]:
    """Where a figure begins, with its minus sign, and what it says."""
    start, unit = match.start(), match["unit"] or match["boxed"] or ""
    value, decimals = number(match["number"])
    before = flat[max(0, start - 4) : start]
    if _MINUS.search(before[-2:]):
        value, start = -value, start - 1
    more = match["more"] or ("余" if re.search("[余多来]", unit[:-1]) else None)
    after = match["after"] if match["after"] != "内" else "以内"
    word = next((w for w in BEFORE_WORDS if before.endswith(w)), None)
    return start, Quantity(
        value, decimals, _unit(unit), _SIGNS.get(before[-1:]) or hedge_of(word, more, after)
    )


def _limits(match: re.Match[str], flat: str) -> bool:
    """Whether a figure only describes a noun: 80岁以上老人, 高于90%的目标."""
    after, before = match["after"], flat[max(0, match.start() - 4) : match.start()]
    limited = (after and after not in ("左右", "上下")) or before.endswith(_CONDITION)
    return bool(limited) and bool(_CHINESE.match(flat[match.end() : match.end() + 1]))


def _finished(one: _Found, behind: str, block: int, index: int) -> Figure:
    """A figure with what the words around it make of it."""
    quantity, lead = one.quantity, one.lead
    words, role = last_clause(lead), role_of(lead, behind)
    money = load("relations")["units"]["money"]
    if quantity.unit in _BARE and (role or any(w in lead or w in behind for w in money)):
        quantity = Quantity(quantity.value, quantity.decimals, quantity.unit + "元", quantity.hedge)
    base = kind_of(quantity.unit)
    if base == "元" and (per := _per(words)):
        base = f"元/{per}"
    return Figure(
        index=index, block=block, sentence=one.sentence, start=one.start, end=one.end, depth=len(one.brackets),
        bracket=one.brackets[-1] if one.brackets else -1, quantity=quantity, kind=base, lead=lead, words=words,
        label=name_of(words), behind=behind, role=role, limit=one.limit, joined=one.joined,
    )  # fmt: skip


_BARE = ("万", "亿", "千万", "百万", "十万")


@cache
def _per_pattern() -> re.Pattern[str]:
    own, lexicon = load("relations")["units"], load("units")["dimension"]
    words = {w for ws in lexicon.values() for w in ws} | set(own["measures"]) | set(own["per"])
    any_of = "|".join(re.escape(u) for u in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?:每|按|/)((?:(?:每)?(?:{any_of}))+)(?:的?(?:补助|补贴|标准|发放|给予|奖励|为|按|是)*)$"
    )


def _per(words: str) -> str:
    """What an amount of money is for one of: 每户400元 → 户; empty for another one."""
    match = _per_pattern().search(words) if "每" in words or "/" in words else None
    return "/".join(filter(None, match[1].split("每"))) if match else ""


def last_clause(lead: str) -> str:
    """The words behind the last separator."""
    cut = 0
    for separator in _SEPARATOR.finditer(lead):
        cut = separator.end()
    return lead[cut:].lstrip(")")


def outside(text: str) -> str:
    """The text without its closed brackets, up to four deep."""
    for _ in range(4 if "(" in text else 0):
        text = _GROUP.sub("", text)
    return text


@cache
def _unit(text: str) -> str:
    bare = re.sub("(?<=[万亿])[余多来]|^[余多来]", "", text)
    aliases: dict[str, str] = {word: unit for unit, words in load("units")["alias"].items() for word in words}
    return aliases.get(bare, bare)


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────

_YEAR = Pattern(r"^(?:截[至止])?(?:(?:19|20)\d\d年(?:[度末底]|\d{1,2}月(?:\d{1,2}日|[底末])?)?)+")
_ORDINAL = Pattern(r"^(?:[一二三四五六七八九十]是|[①-⑳]|\d{1,2}[.、)])+")
_QUOTES = str.maketrans("", "", "“”\"'‘’《》 ")


@cache
def _trims() -> tuple[tuple[str, ...], tuple[str, ...]]:
    labels = load("claims")["labels"]
    return (
        tuple(sorted(labels["front"], key=len, reverse=True)),
        tuple(sorted(labels["back"], key=len, reverse=True)),
    )


@cache
def name_of(words: str) -> str:
    """What a figure measures: its clause without cue words, quotes and verbs at its end."""
    front, back = _trims()
    name = _YEAR.sub("", _ORDINAL.sub("", words.translate(_QUOTES)))
    while word := next((w for w in front if name.startswith(w)), ""):
        name = name[len(word) :]
    while word := next((w for w in back if name.endswith(w)), ""):
        name = name[: -len(word)]
    return name


# ── Roles ─────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _roles() -> tuple[dict[str, str], re.Pattern[str]]:
    table = {word: role for role, words in load("relations")["roles"].items() for word in words}
    return table, re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))


def role_of(lead: str, behind: str) -> str:
    """What a sum of money is of the budget, by the nearest word: those before it in its clause and the two clauses
    before, then those behind it."""
    table, pattern = _roles()
    for clause in reversed(re.split(r"[，,；;:()、。]", lead)[-3:]):
        if found := pattern.findall(clause):
            return table[found[-1]]
    found = pattern.findall(behind)
    return table[found[0]] if found else ""


# ── Kinds ─────────────────────────────────────────────────────────────────────────────────────────────


@cache
def dimension(unit: str) -> str:
    """The lexicon's dimension of a unit, empty for an unknown one."""
    return next((name for name, units in load("units")["dimension"].items() if unit in units), "")


@cache
def kind_of(unit: str) -> str:
    """What figures of a unit can be added to: 元 for money, 人 for people, 个 for what is counted in 个, else the unit."""
    if unit == "" or unit in _BARE:
        return ""
    base = scale_of(unit)[1]
    if dimension(base) == _PEOPLE:
        return "人"
    if dimension(base) == "institution" and base.startswith("个"):
        return "个"
    return base


@cache
def counted(kind: str) -> bool:
    """Whether a kind is of things or people that are counted one by one."""
    return (
        dimension(kind) in load("relations")["units"]["counted"]
        or kind in load("relations")["units"]["measures"]
    )

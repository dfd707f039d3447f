"""Whose report it is and of which year, wherever it says so: years, dates of signature, names and self-references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell, Document
from auditor.lexicon import load
from auditor.model.form import Goal
from auditor.model.place import Field, Place, table_row
from auditor.model.text import SelfReference, SignedDate, UnitName, YearStatement
from auditor.patterns import HAN, Pattern
from auditor.quantity import chinese_number, squeeze
from auditor.recognition import head
from auditor.recognition.passages import Passage, level
from auditor.recognition.values import tidy

_YEAR = Pattern(r"(?<!\d)(20\d\d)(?=\s*年)", needs="年")
_CAPTION = Pattern(r"[(（]?\s*(20\d\d)\s*年\s*度?\s*[)）]?", needs="年")
_PERIOD = Pattern(r"(?:评价|自评|预算|所属|报告|填报)?(?:年度|年份)", needs="年")
_PERIOD_VALUE = Pattern(r"(20\d\d)年?度?")
_OWN_YEAR = Pattern(
    r"(?<!\d)(20\d\d)\s*年度?[^，。；、\d《]{0,16}?(?:绩效自评|自评工作|绩效自我评价|绩效目标完成情况|整体支出绩效)"
)
_OPENING_YEAR = Pattern(r"^\s*(20\d\d)\s*年(?!底|初|末|前|\d|至|-)度?")
_SENTENCE = Pattern(r"[^。；;！!？?]+")
_CHINESE_YEAR = r"[〇○零Oo0一二三四五六七八九]"
_DATE = Pattern(
    r"(?:(?:填[报表]|报告|编制|自评)?(?:日期|时间)[:：]?)?"
    r"(?:(?P<y>20\d\d)(?:年|[-./])(?P<m>\d{1,2})(?:月|[-./])(?P<d>\d{1,2})日?"
    rf"|(?P<cy>二{_CHINESE_YEAR}{{3}})年(?P<cm>[一二三四五六七八九十]{{1,2}})月(?P<cd>[一二三四五六七八九十]{{1,3}})日)",
    needs="月-./",
)
_LABELLED_DATE = Pattern(r"填[报表](?:日期|时间)[:：]?", needs="填")
_PLACE_IN_TITLE = Pattern(rf"^(?:关于)?({HAN}{{2,20}}?(?:镇|乡|街道))(?=20\d\d|整体|部门|项目)")
_LABEL = Pattern(r"(?:名称|单位|部门|年度|年份|日期|时间)$")
_BRACKETS = Pattern(r"[(（].*[)）]|[:：]", needs="(（:：")
_LONGEST = 80
_CAPTION_ROWS = 6
_FOOT = 8
_SIGNATURE = 4
_SHORTEST_CORE = 2


class _Line(Struct, frozen=True):
    """A short cell of a table, without white space: its row's number, the cell to its left, whether it is alone."""

    row: int
    text: str
    label: str
    alone: bool
    place: Place


def _lines(document: Document) -> Iterator[_Line]:
    """The short cells that stand alone in their row, or beside a label that names a unit, a year or a date."""
    for number, table in enumerate(document.tables, 1):
        rows: dict[int, list[Cell]] = {}
        for cell in table.cells:
            if cell.text and not cell.text.isspace():
                rows.setdefault(cell.row, []).append(cell)
        for row, cells in sorted(rows.items()):
            cells.sort(key=lambda c: c.column)
            for before, cell in zip(["", *(c.text for c in cells)], cells, strict=False):
                if max(len(cell.text), len(before)) > _LONGEST:
                    continue
                label = _bare(before)
                if not label or _LABEL.search(label) or _LABELLED_DATE.match(cell.text):
                    place = Place(table_row(number, row), cell.location, tidy(cell.text))
                    yield _Line(row, squeeze(cell.text), label, len(cells) == 1, place)


def _bare(label: str) -> str:
    """A label without white space, brackets and colons."""
    return _BRACKETS.sub("", squeeze(label))


class Identity(Struct, frozen=True):
    """What a report says of itself."""

    years: tuple[YearStatement, ...]
    signed: tuple[SignedDate, ...]
    names: tuple[UnitName, ...]
    kind: str | None
    references: tuple[SelfReference, ...]


def read(document: Document, passages: Sequence[Passage], goals: Sequence[Goal], top: head.Head) -> Identity:
    """The statements of year, date and unit of a document with its text and its goals."""
    lines = list(_lines(document))
    texts = [
        *passages,
        *(Passage(f.text, f.place) for g in goals for f in (g.initial, g.adjusted, g.completion) if f),
    ]
    # The text of a sheet stands in its cells: what was taken for text is not asked again as a cell.
    spots = {_spot(p.place) for p in passages if p.place.location.cell}
    cells = [line for line in lines if _spot(line.place) not in spots]
    own = _own_kind(top.organisation or _titled(top.title), lines)
    whole = not any(
        w in squeeze(t) for t in (top.title, *(p.text for p in passages[:3])) for w in _words("year", "span")
    )
    return Identity(
        tuple(_years(passages, cells, goals)),
        tuple(_dates(passages, cells)) if whole else (),
        tuple(_names(passages, lines)),
        own,
        tuple(_references(texts, own)) if own else (),
    )


def _spot(place: Place) -> tuple[str | None, str | None]:
    return place.location.sheet, place.location.cell


@cache
def _words(section: str, name: str) -> tuple[str, ...]:
    return tuple(load("organisations")[section][name])


# ── Years ─────────────────────────────────────────────────────────────────────────────────────────────


def _years(
    passages: Sequence[Passage], lines: Sequence[_Line], goals: Sequence[Goal]
) -> Iterator[YearStatement]:
    for passage in passages:
        flat = squeeze(passage.text)
        if match := _CAPTION.fullmatch(flat):
            yield YearStatement(int(match[1]), "caption", passage.place)
        elif _own_title(flat):
            yield from _in_title(flat, passage.place)
        else:
            yield from _in_body(passage)
    for line in lines:
        text = line.text
        if line.alone and line.row <= _CAPTION_ROWS and (match := _CAPTION.fullmatch(text)):
            yield YearStatement(int(match[1]), "caption", line.place)
        elif line.alone and _own_title(text):
            yield from _in_title(text, line.place)
        elif _PERIOD.fullmatch(line.label) and (match := _PERIOD_VALUE.fullmatch(text)):
            yield YearStatement(int(match[1]), "caption", line.place)
    for goal in goals:
        if goal.completion and (match := _OPENING_YEAR.match(level(goal.completion.text))):
            place = replace(goal.completion.place, text=goal.completion.text, span=match.span(1))
            yield YearStatement(int(match[1]), "body", place)


def _own_title(text: str) -> bool:
    """Whether a text is the title of a self-evaluation, not of the next year's goals."""
    return head.is_title(text) and "目标申报" not in text and ("自评" in text or "自我评价" in text)


def _in_title(text: str, place: Place) -> Iterator[YearStatement]:
    """The one year of a title; two years in one title are a span, or a year and a date."""
    found = {int(m[1]) for m in _YEAR.finditer(text)}
    if len(found) == 1:
        yield YearStatement(found.pop(), "title", place)


def _in_body(passage: Passage) -> Iterator[YearStatement]:
    """The years that sentences call those of the evaluation; not where they compare or name a document."""
    if "自" not in passage.text and "绩效" not in passage.text:
        return
    text = level(passage.text)
    for sentence in _SENTENCE.finditer(text):
        years = {m[1] for m in _YEAR.finditer(sentence[0])}
        match = _OWN_YEAR.search(sentence[0]) if len(years) == 1 else None
        if match and not any(w in sentence[0] for w in _words("year", "foreign")):
            start = sentence.start() + match.start(1)
            yield YearStatement(
                int(match[1]), "body", replace(passage.place, text=passage.text, span=(start, start + 4))
            )


# ── Dates of signature ────────────────────────────────────────────────────────────────────────────────


def _dates(passages: Sequence[Passage], lines: Sequence[_Line]) -> Iterator[SignedDate]:
    """Dates that stand alone at the top or at the foot of the text, or beside 填报日期 in a form."""
    ends = range(max(len(passages) - _FOOT, head.NEAR_TOP), len(passages))
    for n in (*range(min(head.NEAR_TOP, len(passages))), *ends):
        passage = passages[n]
        if (match := _DATE.fullmatch(squeeze(passage.text))) and (day := _day(match)):
            yield SignedDate(day, passage.place)
    for line in lines:
        labelled = _LABELLED_DATE.match(line.text) or _LABELLED_DATE.match(line.label)
        if labelled and (match := _DATE.fullmatch(line.text)) and (day := _day(match)):
            yield SignedDate(day, line.place)


def _day(match: re.Match[str]) -> date | None:
    """The date of a match; None for one that the calendar does not have."""
    if match["y"]:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    else:
        digits = re.sub("[○零Oo0]", "〇", match["cy"])
        year, month, day = (chinese_number(t) or 0 for t in (digits, match["cm"], match["cd"]))
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ── Names of units ────────────────────────────────────────────────────────────────────────────────────


def _names(passages: Sequence[Passage], lines: Sequence[_Line]) -> Iterator[UnitName]:
    """The units that are named where the reporting one stands: title, cover, form's head, signature."""
    signed = {
        n
        for n, following in enumerate(passages[1:])
        if n >= len(passages) - _SIGNATURE and _DATE.fullmatch(squeeze(following.text))
    }
    for n, passage in enumerate(passages):
        if n >= head.NEAR_TOP and n not in signed:
            continue
        if n in signed and (name := head.unit_alone(passage.text)):
            yield from _name(name, "signature", passage.place)
        elif _own_title(squeeze(passage.text)) and (name := _titled(passage.text)):
            yield from _name(name, "title", passage.place)
        elif name := head.unit_named(passage.text):
            yield from _name(name, "head", passage.place)
        elif n < head.NEAR_TOP // 2 and (name := head.unit_alone(passage.text)):
            if (
                n
                and _LABEL.search(label := _bare(passages[n - 1].text))
                and label not in _words("names", "labels")
            ):
                continue  # a form written one cell a line names its superiors
            yield from _name(name, "cover", passage.place)
    for line in lines:
        if line.label in _words("names", "labels"):
            yield from _name(line.text, "head", line.place)


def _titled(title: str) -> str:
    """The unit, or the town that it governs, that a title names first."""
    if name := head.unit_in_title(title):
        return name
    match = _PLACE_IN_TITLE.match(squeeze(title))
    return match[1] if match else ""


def _name(
    name: str, role: Literal["title", "cover", "head", "signature"], place: Place
) -> Iterator[UnitName]:
    bare = squeeze(name)
    while tail := next((s for s in _words("names", "suffix") if bare.endswith(s)), ""):
        bare = bare.removesuffix(tail)
    kind = _kind(bare)
    core = _core(bare, kind)
    if len(core) >= _SHORTEST_CORE and not any(w in bare for w in _words("names", "masked")):
        yield UnitName(Field(name, place), role, kind, core)


@cache
def _types() -> tuple[tuple[str, str], ...]:
    """(ending, type), the longest first."""
    pairs = [(end, t["name"]) for t in load("organisations")["type"] for end in t["ends"]]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))


def _kind(name: str) -> str | None:
    """The type of a unit, by the end of its name."""
    bare = squeeze(name)
    while tail := next((s for s in _words("names", "suffix") if bare.endswith(s)), ""):
        bare = bare.removesuffix(tail)
    return next((kind for end, kind in _types() if bare.endswith(end) and len(bare) > len(end)), None)


def _own_kind(organisation: str, lines: Sequence[_Line]) -> str | None:
    """The type of the unit that writes: of the one that did the work where a form names it beside its superior."""
    doers = (line.text for line in lines if line.label in _words("names", "doers"))
    return _kind(next(doers, organisation))


def _core(name: str, kind: str | None) -> str:
    """A name without its type's ending and the provinces, cities and counties before it."""
    core = name
    end = next((e for e, k in _types() if k == kind and name.endswith(e)), "")
    core = core.removesuffix(end)
    cuts = [core.rfind(word) + len(word) for word in _words("names", "above") if core.rfind(word) > 0]
    return core[max(cuts) :] if cuts and max(cuts) < len(core) else core


# ── Self-references ───────────────────────────────────────────────────────────────────────────────────


@cache
def _own() -> dict[str, frozenset[str]]:
    """Words by which units speak of themselves, and the types that may use them."""
    words: dict[str, set[str]] = {}
    for kind in load("organisations")["type"]:
        for word in kind["own"]:
            words.setdefault(word, set()).add(kind["name"])
    return {word: frozenset(kinds) for word, kinds in words.items()}


@cache
def _own_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_own(), key=len, reverse=True)))


def _references(texts: Iterable[Passage], own: str) -> Iterator[SelfReference]:
    """The words by which the texts speak of the unit; not the ends of other units' names."""
    after, inside = _words("reference", "alone_after"), _words("reference", "not_in")
    near = own in _words("reference", "neighbours")
    for text in texts:
        for match in _own_pattern().finditer(text.text):
            word, start = match[0], match.start()
            around = text.text[max(start - 2, 0) : match.end() + 1]
            before = text.text[max(start - 1, 0) : start]
            if any(w in around for w in inside) or (word[0] != "我" and not near):
                continue
            if word[0] not in "我全本" and before.isalpha() and before not in after:
                continue  # the end of a name
            yield SelfReference(
                Field(word, replace(text.place, text=text.text, span=match.span())), _own()[word]
            )

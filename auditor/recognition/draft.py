"""The header words of a form that the vocabulary does not have, and what each is taken for: by its words, by its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from msgspec import Struct

from auditor.document import Document
from auditor.lexicon import load
from auditor.model.form import DraftWord, Role, Section
from auditor.model.place import BLANKS, Place, table_row
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, ZERO, Quantity, parse, squeeze
from auditor.recognition.forms.grid import Row, Sheet
from auditor.recognition.forms.roles import inferred, is_label, label, role_of
from auditor.recognition.values import tidy
from auditor.words import Words

_LONGEST = 20
_FEWEST = 3
# So many rows tell what stands in a column.
_WINDOW = 40
_DIGIT = Pattern(r"\d")
_NUMBER = Pattern(r"[-+]?[\d.,]+分?")
_SIGN = Pattern(r"[≥≤><=＝≧≦﹦═]+|定性|(?:大于|小于)?等于|大于|小于")
_SIGNED = Pattern(r"^[≥≤><=＝≧≦﹦]+")
# Sums of the points of a form's indicators.
_SUMS = frozenset(map(Decimal, (100, 90, 80)))
_LEVELS = (Role.LEVEL1, Role.LEVEL2)
_GROUP = "指标"

_GROUPS = Words("各行为指标的分组", "its cells are groups of indicators")
_WORD = Words("由末尾的词判断", "told by the word that ends it")
_POINTS = Words("各行为数字，相加为{sum}", "its cells are numbers that add up to {sum}")
_SCORES = Words("各行为数字，都不超过“{header}”", "its cells are numbers, none above “{header}”")
_SIGNS = Words("各行为符号", "its cells are signs")
_UNITS = Words("各行为计量单位", "its cells are units")
_TARGETS = Words("各行为带符号或单位的数值", "its cells are figures with signs or units")
_ANSWERS = Words("各行为数值，在指标值之后", "its cells are figures, behind those of the target")
_NAMES = Words("各行文字不同，在数值之前", "its cells are words, each another, before the figures")
_REMARKS = Words("各行为文字或空白，在数值之后", "its cells are words or blank, behind the figures")
_UNREAD = Words("各行的形式和相邻各栏不足以判断", "neither its cells nor its neighbours say what it is")


class _Column(Struct, frozen=True):
    text: str
    index: int
    known: Role | None
    cells: tuple[str, ...]


def unknown_words(document: Document) -> list[DraftWord]:
    """The headers of a document that are not known, each word once."""
    found: dict[tuple[Section, str], DraftWord] = {}
    for count, table in enumerate(document.tables, 1):
        sheet = Sheet(table, table.location.table or count, "", "")
        for word in _of_sheet(sheet):
            found.setdefault((word.section, word.word), word)
    return list(found.values())


def _of_sheet(sheet: Sheet) -> Iterator[DraftWord]:
    headers = [(at, found) for at in range(len(sheet.rows)) if (found := sheet.indicator_header(at))]
    money = [(at, found) for at in range(len(sheet.rows)) if (found := sheet.funds_header(at))]
    for at, header in headers:
        columns = _columns(sheet, at + header.height, header.texts, header.roles)
        yield from _words(sheet, at + header.height - 1, columns, "indicator")
    for at, header in money:
        columns = _columns(sheet, at + 1, header.texts, header.roles)
        yield from _words(sheet, at, columns, "funds")
    likely = None if headers else _likely_header(sheet)
    if likely is not None:
        texts = sheet.texts(likely)
        known = [role[0] if (role := role_of(t, "indicator")) else None for t in texts]
        yield from _words(sheet, likely, _columns(sheet, likely + 1, texts, known), "indicator")


def _columns(sheet: Sheet, below: int, texts: Sequence[str], roles: Sequence[Role | None]) -> list[_Column]:
    """The columns below a header, until a row that has no figure or is the total."""
    rows: list[Row] = []
    for row in sheet.rows[below : below + _WINDOW]:
        if not _DIGIT.search("".join(row.texts)) or sheet.is_total(row) or sheet.is_foot(row):
            break
        rows.append(row)
    return [
        _Column(text, i, roles[i], tuple(squeeze(row.texts[i]) if i < len(row.texts) else "" for row in rows))
        for i, text in enumerate(texts)
        if text
    ]


def _words(sheet: Sheet, at: int, columns: list[_Column], section: Section) -> Iterator[DraftWord]:
    taken = {c.known: c for c in columns if c.known is not None and _listed(c.text, section)}
    for column in columns:
        if _listed(column.text, section) or column.text in {
            c.text for c in columns if c.index < column.index
        }:
            continue
        role, reason = _taken_for(column, columns, taken, section)
        if role is not None:
            taken[role] = column
        cell = next((c for c in sheet.rows[at].cells if c is not None and tidy(c.text) in column.text), None)
        place = Place(
            table_row(sheet.number, at + 1), cell.location if cell else sheet.table.location, column.text
        )
        shown = tuple(dict.fromkeys(c for c in column.cells if c))[:_FEWEST]
        read = column.known is not None and column.known is role
        yield DraftWord(column.text, label(column.text), section, role, reason, shown, place, read)


def _listed(text: str, section: Section) -> bool:
    """Whether a header is known, or a label of the form that stands in a header row."""
    return (
        role_of(text, section) is not None
        or role_of(text, "indicator") is not None
        or (inferred(text, "indicator") is Role.NAME and label(text).endswith("指标"))
        or any(is_label(text, kind) for kind in ("organisation", "project", "section"))
        or is_label(text, "section", "goals")
        or (
            section == "funds"
            and not _DIGIT.search(text)
            and any(w in text for w in ("资金", "预算执行情况"))
        )
    )


def _taken_for(
    column: _Column, columns: list[_Column], taken: dict[Role, _Column], section: Section
) -> tuple[Role | None, Words]:
    """What a column is taken for, and why."""
    by_word = inferred(column.text, section)
    if by_word is not None and by_word not in taken and (column.known is by_word or _may_be(by_word, column)):
        return by_word, _WORD
    if section == "funds":
        return None, _UNREAD
    for role, reason in _by_shape(column, columns, taken):
        if role not in taken:
            return role, reason
    return None, _UNREAD


def _may_be(role: Role, column: _Column) -> bool:
    """Whether the cells of a column do not contradict a role."""
    filled = [c for c in column.cells if c and c not in BLANKS]
    numbers = sum(1 for c in filled if _NUMBER.fullmatch(c))
    if role in (Role.WEIGHT, Role.SCORE, Role.DEDUCTION, Role.REVIEW_SCORE):
        return 2 * numbers >= len(filled)
    return role not in (Role.NOTE, Role.EXPLANATION, Role.NAME) or 2 * numbers <= len(filled)


def _by_shape(
    column: _Column, columns: list[_Column], taken: dict[Role, _Column]
) -> Iterator[tuple[Role, Words]]:
    """The roles that the cells of a column and its neighbours allow, the best one first."""
    filled = [c for c in column.cells if c and c not in BLANKS]
    figures = [q for c in filled if (q := _figure(c)) is not None]
    behind_figures = any(_mostly_figures(c) for c in columns if c.index < column.index)
    if filled and all(map(_SIGN.fullmatch, filled)):
        yield Role.DIRECTION, _SIGNS
    elif filled and all(c in _units() for c in filled):
        yield Role.UNIT, _UNITS
    elif filled and all(map(_NUMBER.fullmatch, filled)) and len(figures) == len(filled):
        total = sum((q.value for q in figures), ZERO)
        weight = taken.get(Role.WEIGHT)
        if weight is not None and column.index > weight.index and _within(column, weight):
            yield Role.SCORE, _SCORES.format(header=weight.text)
        if weight is None and total in _SUMS:
            yield Role.WEIGHT, _POINTS.format(sum=f"{total.normalize():f}")
        yield from _figures(column, taken)
    elif filled and 2 * len(figures) > len(filled):
        yield from _figures(column, taken)
    elif filled and all(c.endswith(_GROUP) for c in filled):
        yield from ((level, _GROUPS) for level in _LEVELS)
    elif not behind_figures and len(set(filled)) == len(filled) >= 1:
        yield Role.NAME, _NAMES
    elif behind_figures and not any(_mostly_figures(c) for c in columns if c.index > column.index):
        yield Role.NOTE, _REMARKS


def _figures(column: _Column, taken: dict[Role, _Column]) -> Iterator[tuple[Role, Words]]:
    """A column of figures: the target, or what was reached where the target stands before it."""
    target = taken.get(Role.TARGET)
    if target is None and any(_SIGNED.match(c) or not _NUMBER.fullmatch(c) for c in column.cells if c):
        yield Role.TARGET, _TARGETS
    elif target is not None and column.index > target.index:
        yield Role.COMPLETION, _ANSWERS


def _figure(text: str) -> Quantity | None:
    return parse(_SIGNED.sub("", text))


def _mostly_figures(column: _Column) -> bool:
    filled = [c for c in column.cells if c and c not in BLANKS]
    return bool(filled) and 2 * sum(1 for c in filled if _figure(c) is not None) > len(filled)


def _within(column: _Column, weight: _Column) -> bool:
    """Whether every number stands beside a weight that is no smaller."""
    pairs = [(parse(a), parse(b)) for a, b in zip(column.cells, weight.cells, strict=False) if a]
    return all(a is not None and b is not None and a.value <= b.value <= HUNDRED for a, b in pairs)


def _likely_header(sheet: Sheet) -> int | None:
    """The row that looks like a header: several short words, none alike and none with a figure, over rows of figures."""
    for at, row in enumerate(sheet.rows[:-1]):
        texts = [t for t in row.texts if t]
        words = len(texts) >= _FEWEST and len(set(texts)) == len(texts)
        if not words or any(len(squeeze(t)) > _LONGEST or _DIGIT.search(label(t)) for t in texts):
            continue
        figures = [sum(1 for c in r.own if _DIGIT.search(c.text)) for r in sheet.rows[at + 1 : at + 3]]
        if all(n >= 2 for n in figures):
            return at
    return None


@cache
def _units() -> frozenset[str]:
    content = load("units")
    words = {unit for units in content["dimension"].values() for unit in units}
    return frozenset(
        words | set(content["alias"]) | {w for alias in content["alias"].values() for w in alias}
    )


def lines(name: str, words: Sequence[DraftWord]) -> list[str]:
    """The lines of a configuration that make a form of these words readable; what is unread stands in a comment."""
    taken = [w for w in words if w.role is not None]
    shown = ", ".join(f'"{w.word}"' for w in taken[:_FEWEST] if w.section == "indicator")
    made = [f'[forms."{name}"]', f"shown_by = [{shown}]"] if shown else []
    for section in ("indicator", "funds"):
        roles: dict[str, list[str]] = {}
        for word in taken:
            if word.section == section and word.role is not None:
                roles.setdefault(word.role.value, []).append(f'"{word.word}"')
        unread = [w for w in words if w.section == section and w.role is None]
        if roles or unread:
            made.append(f'[forms."{name}".{section}]')
        made += [f"{role} = [{', '.join(values)}]" for role, values in roles.items()]
        made += [f'# other = ["{word.word}"]' for word in unread]
    return made

"""Which scheme of scoring a form follows, told by its columns, its headers and its points (`lexicon/schemes/`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from msgspec import Struct, convert
from msgspec.structs import replace

from auditor.lexicon import built_in
from auditor.lexicon.own import added
from auditor.model.form import FundsRow, GradeWord, IndicatorTable, Role, Scheme
from auditor.quantity import squeeze
from auditor.recognition.items import Content
from auditor.words import Words

NATIONAL = "national"
_ROOM = "schemes"


class UnknownScheme(Exception):
    """A name that is no scheme's."""


class _Marks(Struct, frozen=True, forbid_unknown_fields=True):
    """What a form shows together; `lexicon/schemes/national.toml` explains each."""

    roles: frozenset[Role] = frozenset()
    headers: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    kind: Literal["indicators", "scoring", "projects"] | None = None
    narrative: frozenset[Literal["items", "restated"]] = frozenset()
    execution: Decimal | None = None
    absent: bool = False

    @property
    def count(self) -> int:
        """How much has to be there for all of them."""
        several = (self.roles, self.headers, self.levels, self.narrative)
        return sum(map(len, several)) + (self.kind is not None) + (self.execution is not None) + self.absent


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file of a scheme may say."""

    title: dict[Literal["zh", "en"], str] | str = ""
    shown_by: tuple[_Marks, ...] = ()
    yields_to: frozenset[str] = frozenset()
    sums: tuple[Decimal, ...] = ()
    levels: tuple[dict[str, Decimal], ...] = ()
    judged: bool = False
    met_in_full: bool = True
    at_most: tuple[Literal["inverse", "linear"], ...] = ()
    grades: dict[GradeWord, Decimal] = {}
    reason_from: Decimal | None = None
    reason_from_zero: Decimal | None = None
    unadjusted_open: bool = False


class _Known(Struct, frozen=True):
    """A scheme, the sets of marks that show it, and whether a user brought it."""

    scheme: Scheme
    record: Record
    own: bool


def names() -> list[str]:
    """The names of all schemes, the national one first."""
    return sorted(_known(), key=lambda name: (name != NATIONAL, name))


def named(name: str) -> Scheme:
    """The scheme of a name. Raises UnknownScheme."""
    if name not in _known():
        raise UnknownScheme(name)
    return replace(_known()[name].scheme, why=_GIVEN)


def shown(tables: Sequence[IndicatorTable], funds: Sequence[FundsRow], told: Content) -> Scheme:
    """The scheme whose marks a form shows: a user's own first, then the one with most marks that yields to no other."""
    fitting: dict[str, _Marks] = {}
    for name, known in _known().items():
        found = [m for m in known.record.shown_by if _fits(m, tables, funds, told)]
        if found:
            fitting[name] = max(found, key=lambda m: m.count)
    left = [name for name in fitting if not _known()[name].record.yields_to & fitting.keys()]
    best = max(left or fitting, key=lambda name: (_known()[name].own, fitting[name].count))
    return replace(_known()[best].scheme, why=_why(fitting[best], tables))


def _why(marks: _Marks, tables: Sequence[IndicatorTable]) -> Words:
    """What of a form showed its scheme, as people say it."""
    said = [named for role in sorted(marks.roles, key=lambda r: r.value) for named in _column(role, tables)]
    said += [_COLUMN.format(name=name) for name in sorted(marks.headers)]
    said += [_LEVEL.format(name=name) for name in sorted(marks.levels)]
    said += [_NARRATIVE[what] for what in sorted(marks.narrative)]
    if marks.kind is not None:
        said.append(_KINDS[marks.kind])
    if marks.execution is not None:
        said.append(_EXECUTION.format(points=str(marks.execution)))
    if marks.absent:
        said.append(_ABSENT)
    if not said:
        return _NO_MARKS
    return Words("、".join(w.zh for w in said), ", ".join(w.en for w in said))


def _column(role: Role, tables: Sequence[IndicatorTable]) -> list[Words]:
    return [_COLUMN.format(name=t.header(role)) for t in tables if role in t.roles][:1]


_GIVEN = Words("由使用者指定", "asked for")
_NO_MARKS = Words("未见其他计分办法的标志", "nothing shows another one")
_COLUMN = Words("有“{name}”栏", "it has a column “{name}”")
_LEVEL = Words("一级指标有“{name}”", "“{name}” is a first level")
_ABSENT = Words("有不适用的指标", "an indicator does not apply")
_EXECUTION = Words("预算执行 {points} 分", "{points} points for the budget's execution")
_NARRATIVE = {
    "items": Words("文字逐项打分", "the text scores item by item"),
    "restated": Words("文字重述满分", "the text says full marks again"),
}
_KINDS = {
    "indicators": Words("为指标表", "it is a table of indicators"),
    "scoring": Words("为评分表", "it is a scoring sheet"),
    "projects": Words("多个项目同表", "several projects stand in it"),
}


@cache
def _known() -> dict[str, _Known]:
    """All schemes by name; a user's is laid over a built-in one of its name."""
    shipped, own = built_in(_ROOM), added(_ROOM)
    base = shipped[NATIONAL] | {"shown_by": [], **own.get(NATIONAL, {})}
    made = {}
    for name in sorted({*shipped, *own}):
        entry: dict[str, Any] = shipped.get(name, {}) | own.get(name, {})
        scheme = convert(base | entry | {"name": name, "title": _title(entry, name)}, Scheme)
        made[name] = _Known(scheme, convert(entry, Record), name in own)
    return made


def _title(entry: dict[str, Any], name: str) -> Words:
    title = entry.get("title") or name
    if isinstance(title, str):
        return Words(title, title)
    return Words(title.get("zh") or title.get("en") or name, title.get("en") or title.get("zh") or name)


def _fits(marks: _Marks, tables: Sequence[IndicatorTable], funds: Sequence[FundsRow], told: Content) -> bool:
    scored = {"items": told.items, "restated": told.restated}
    return (
        (not marks.roles or any(marks.roles <= t.roles for t in tables))
        and (not marks.headers or any(marks.headers <= _headers(t) for t in tables))
        and (not marks.levels or any(all(map(t.has_level, marks.levels)) for t in tables))
        and (not marks.absent or any(i.absent for t in tables for i in t.leaves))
        and (marks.kind is None or any(t.kind == marks.kind for t in tables))
        and all(scored[what] for what in marks.narrative)
        and (marks.execution is None or any(_points(row, marks.execution) for row in funds))
    )


def _headers(table: IndicatorTable) -> set[str]:
    return {squeeze(text).split("(")[0] for _, text in table.headers}


def _points(row: FundsRow, points: Decimal) -> bool:
    """Whether a funds row has so many points, or its score's header says so (得分（20分*执行率）)."""
    weight = row.weight.quantity.value if row.weight and row.weight.quantity else None
    return weight == points or f"({points}分" in _score_header(row)


def _score_header(row: FundsRow) -> str:
    at = row.score.place if row.score else None
    return squeeze(at.row.headers[at.index]) if at and at.row and at.index is not None else ""

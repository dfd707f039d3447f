"""Which scheme of scoring a form follows, told by its columns, its headers and its points (`lexicon/profiles.toml`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

from msgspec import Struct, convert
from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import FundsRow, IndicatorTable, Profile, Role
from auditor.quantity import squeeze
from auditor.recognition.items import Content
from auditor.words import Words

NATIONAL = "national"


class UnknownProfile(Exception):
    """A name that is no scheme's."""


class _Marks(Struct, frozen=True):
    """What a form shows together; `shown_by` of the lexicon explains each."""

    roles: frozenset[Role] = frozenset()
    headers: frozenset[str] = frozenset()
    kind: str | None = None
    narrative: frozenset[Literal["items", "restated"]] = frozenset()
    execution: Decimal | None = None


def names() -> list[str]:
    """The names of all schemes, the national one first."""
    return sorted((p.name for p, _ in _known()), key=lambda name: name != NATIONAL)


def named(name: str) -> Profile:
    """The scheme of a name. Raises UnknownProfile."""
    for profile, _ in _known():
        if profile.name == name:
            return replace(profile, why=_GIVEN)
    raise UnknownProfile(name)


def shown(tables: Sequence[IndicatorTable], funds: Sequence[FundsRow], told: Content) -> Profile:
    """The first scheme whose marks a form shows."""
    profile, marks = next((p, m) for p, sets in _known() for m in sets if _fits(m, tables, funds, told))
    return replace(profile, why=_why(marks, tables))


def _why(marks: _Marks, tables: Sequence[IndicatorTable]) -> Words:
    """What of a form showed its scheme, as people say it."""
    said = [named for role in sorted(marks.roles, key=lambda r: r.value) for named in _column(role, tables)]
    said += [_COLUMN.format(name=name) for name in sorted(marks.headers)]
    said += [_NARRATIVE[what] for what in sorted(marks.narrative)]
    if marks.kind is not None:
        said.append(_KINDS.get(marks.kind, Words(marks.kind, marks.kind)))
    if marks.execution is not None:
        said.append(_EXECUTION.format(points=str(marks.execution)))
    if not said:
        return _NO_MARKS
    return Words("、".join(w.zh for w in said), ", ".join(w.en for w in said))


def _column(role: Role, tables: Sequence[IndicatorTable]) -> list[Words]:
    return [_COLUMN.format(name=t.header(role)) for t in tables if role in t.roles][:1]


_GIVEN = Words("由使用者指定", "asked for")
_NO_MARKS = Words("未见其他计分办法的标志", "nothing shows another one")
_COLUMN = Words("有“{name}”栏", "it has a column “{name}”")
_EXECUTION = Words("预算执行 {points} 分", "{points} points for the budget's execution")
_NARRATIVE = {
    "items": Words("文字逐项打分", "the text scores item by item"),
    "restated": Words("文字重述满分", "the text says full marks again"),
}
_KINDS = {
    "scoring": Words("为评分表", "it is a scoring sheet"),
    "projects": Words("多个项目同表", "several projects stand in it"),
}


@cache
def _known() -> list[tuple[Profile, list[_Marks]]]:
    entries = load("profiles")["profile"]
    national = next(e for e in entries if e["name"] == NATIONAL)
    return [(convert(national | e, Profile), convert(e["shown_by"], list[_Marks])) for e in entries]


def _fits(marks: _Marks, tables: Sequence[IndicatorTable], funds: Sequence[FundsRow], told: Content) -> bool:
    scored = {"items": told.items, "restated": told.restated}
    return (
        (not marks.roles or any(marks.roles <= t.roles for t in tables))
        and (not marks.headers or any(marks.headers <= _headers(t) for t in tables))
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

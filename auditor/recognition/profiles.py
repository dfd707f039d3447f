"""Which scheme of scoring a form follows, told by its columns, its headers and its points (`lexicon/profiles.toml`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

from msgspec import Struct, convert

from auditor.lexicon import load
from auditor.model.form import FundsRow, IndicatorTable, Profile, Role
from auditor.quantity import squeeze
from auditor.recognition.items import Content

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
            return profile
    raise UnknownProfile(name)


def shown(tables: Sequence[IndicatorTable], funds: Sequence[FundsRow], told: Content) -> Profile:
    """The first scheme whose marks a form shows."""
    return next(p for p, sets in _known() if any(_fits(marks, tables, funds, told) for marks in sets))


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

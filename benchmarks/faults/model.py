"""What a made-up report says, before it is laid out.

Everything is kept as printed, so that a planter can spoil a single figure and nothing follows from it. The
classes are not frozen: a planter changes its own copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Kind = Literal["project", "department", "graded", "split", "scoring", "narrative"]
KINDS: tuple[Kind, ...] = ("project", "department", "graded", "split", "scoring", "narrative")

Sort = Literal[
    "count", "rate", "satisfaction", "cost", "zero", "time", "quality", "tier", "execution", "standard"
]


@dataclass
class Line:
    """One sentence: its text with named gaps and what stands in them. `key` names what it states."""

    key: str
    template: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence with its gaps filled."""
        return self.template.format(**self.values)


@dataclass
class Row:
    """One indicator. `phrase` says it in a sentence (“新建护栏{}米”); `told` that the goals mention it."""

    sort: Sort
    level2: str
    name: str
    op: str = ""
    target: str = ""
    unit: str = ""
    completion: str = ""
    level1: str = ""
    weight: str = ""
    score: str = ""
    note: str = ""
    item: str = ""
    grade: str = ""
    phrase: str = ""
    told: bool = False
    extra: str = ""

    @property
    def numeric(self) -> bool:
        """Whether target and completion are numbers."""
        return self.sort in ("count", "rate", "satisfaction", "cost", "zero")

    @property
    def full(self) -> bool:
        """Whether the row has all its points."""
        return self.score == self.weight


@dataclass
class Fund:
    """One row of the funds block, in 万元. `adjustment` is empty in a form that does not ask for it."""

    name: str
    initial: str
    adjusted: str
    executed: str
    rate: str
    weight: str = "—"
    score: str = "—"
    adjustment: str = ""


@dataclass
class Item:
    """One scored item of the narrative: heading, sentences, score, what the scoring sheet notes."""

    group: str
    name: str
    weight: str
    score: str
    lines: list[Line]
    note: str = ""
    number: str = ""


@dataclass
class Goal:
    """A goal as set, as adjusted (if the form asks), and what was done: sentences each, and their numbers."""

    initial: list[Line]
    completion: list[Line]
    adjusted: list[Line] = field(default_factory=list)
    number: str = ""
    done_number: str = ""


@dataclass
class Style:
    """How the form is laid out and what its columns are called.

    `signs` are the words for ≥, ≤ and ＝; `grouped` money has its thousands parted.
    `extra` heads a column for what rows have as theirs.
    `printed_points` are the points printed in a level's cell, `subtotals` the scores of the rows that close a level.
    """

    headers: dict[str, str]
    signs: dict[str, str] = field(default_factory=dict)
    grouped: bool = False
    operator_column: bool = False
    two_rows: bool = False
    weight_first: bool = False
    level_points: bool = False
    printed_points: dict[str, str] = field(default_factory=dict)
    subtotals: dict[str, str] = field(default_factory=dict)
    extra: str = ""
    text_layout: Literal["rows", "cells"] = "rows"


@dataclass
class Form:
    """A whole report of a `unit` on a `year`.

    `sections` are its narrative by headings, `after` lines below its table, `again` the rows of a second copy of
    the indicator table.
    """

    kind: Kind
    style: Style
    year: int
    unit: str
    selves: str
    title: list[str]
    project: str = ""
    superior: str = ""
    funds: list[Fund] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    again: list[Row] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    sections: list[tuple[str, list[Line]]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    total: str = ""
    grade: str = ""
    signature: list[str] = field(default_factory=list)

    def lines(self, key: str) -> list[Line]:
        """All sentences that state one kind of thing."""
        return [line for line in self.every_line() if line.key == key]

    def every_line(self) -> Iterator[Line]:
        """All sentences outside the goals, in reading order."""
        for _, lines in self.sections:
            yield from lines
        for item in self.items:
            yield from item.lines


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Rounded half up, as people round."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def show(value: Decimal) -> str:
    """A figure without skipped zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(text: str) -> Decimal:
    """The number that a cell holds, its per cent sign left out."""
    return Decimal(text.rstrip("%").replace(",", ""))


def band(total: Decimal) -> str:
    """The grade of a total, as the national rule has it."""
    return next((grade for least, grade in ((90, "优"), (80, "良"), (60, "中")) if total >= least), "差")


def settle(form: Form) -> None:
    """Add the scores up to subtotals and the total, and state it, with its grade, wherever it stands."""
    for level in form.style.subtotals:
        earned = (number(row.score) for row in form.rows if row.level1 == level and row.score)
        form.style.subtotals[level] = show(sum(earned, Decimal(0)))
    scored = [
        *(row.score for row in form.rows if form.kind != "scoring"),
        *(item.score for item in form.items),
    ]
    scored += [fund.score for fund in form.funds if fund.score not in ("—", "")]
    form.total = show(sum((number(score) for score in scored if score), Decimal(0)))
    form.grade = band(number(form.total))
    for line in form.lines("total"):
        line.values.update({"total": form.total} | ({"grade": form.grade} if "grade" in line.values else {}))

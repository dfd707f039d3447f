"""What a form holds: indicators, funds, goals, totals. The words are the field's own (see the contributors' guide)."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Literal

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.place import Field, Place, says
from auditor.model.remarks import undone
from auditor.patterns import Pattern
from auditor.quantity import Hedge, Quantity, parse
from auditor.words import NOTHING, Words

_THRESHOLDS = (Hedge.AT_LEAST, Hedge.AT_MOST)
_BEFORE_NUMBER = Pattern(r"^\D+")


class Direction(Enum):
    """An indicator's sign (指标性质): which side of the target is good."""

    AT_LEAST = "≥"
    ABOVE = ">"
    EQUAL = "="
    AT_MOST = "≤"
    BELOW = "<"
    QUALITATIVE = "定性"

    @property
    def lower_is_better(self) -> bool:
        """≤ and <."""
        return self in (Direction.AT_MOST, Direction.BELOW)

    @property
    def higher_is_better(self) -> bool:
        """≥ and >."""
        return self in (Direction.AT_LEAST, Direction.ABOVE)


class Role(Enum):
    """What a column of an indicator or funds table holds."""

    BLOCK = "block"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    NAME = "name"
    PROJECT = "project"
    NUMBER = "number"
    EXPLANATION = "explanation"
    DIRECTION = "direction"
    POLARITY = "polarity"
    TARGET = "target"
    UNIT = "unit"
    COMPLETION = "completion"
    GRADE = "grade"
    WEIGHT = "weight"
    ITEM_SCORE = "item_score"
    SCORE = "score"
    NOTE = "note"
    TOTAL = "total"
    DEDUCTION = "deduction"
    COEFFICIENT = "coefficient"
    COMPLETION_RATE = "completion_rate"
    DEVIATION = "deviation"
    REVIEW_SCORE = "review_score"
    PREVIOUS = "previous"
    RATE = "rate"
    INITIAL = "initial"
    ADJUSTED = "adjusted"
    ARRIVED = "arrived"
    EXECUTED = "executed"
    ADJUSTMENT = "adjustment"
    BALANCE = "balance"
    OTHER = "other"

    # Columns are looked up by their roles all the time, and an enumeration's own hash is ten times slower.
    __hash__ = object.__hash__


GradeWord = Literal["优", "良", "中", "差"]


class FormRecord(Struct, frozen=True):
    """The family that a form belongs to (`lexicon/forms/`), and why it was taken for one of it."""

    name: str
    title: Words = NOTHING
    why: Words = NOTHING


Section = Literal["indicator", "funds"]


class DraftWord(Struct, frozen=True):
    """A header that is not known: what it is taken for and why, the first cells below it, and where it stands.

    `word` is how it stands in a record. `read`: a run reads the column so already.
    """

    text: str
    word: str
    section: Section
    role: Role | None
    reason: Words
    cells: tuple[str, ...]
    place: Place
    read: bool


class Scheme(Struct, frozen=True):
    """A scheme of scoring, national or local; `lexicon/schemes/national.toml` explains what it says.

    `why` says why it was taken.
    """

    name: str
    title: Words = NOTHING
    sums: tuple[Decimal, ...] = ()
    levels: tuple[dict[str, Decimal], ...] = ()
    judged: bool = False
    met_in_full: bool = True
    at_most: tuple[Literal["inverse", "linear"], ...] = ("inverse", "linear")
    grades: dict[GradeWord, Decimal] = {}
    reason_from: Decimal | None = None
    reason_from_zero: Decimal | None = None
    unadjusted_open: bool = False
    why: Words = NOTHING


class Polarity(Struct, frozen=True):
    """Which way a form says is better for a row (正向, 反向)."""

    higher: bool
    field: Field


class Indicator(Struct, frozen=True):
    """One row of an indicator table or scoring sheet; a field is None when the form has no such column.

    `score` is what counts towards the total (折算得分 in graded tables); `item_score` the 0–100 score
    there. `target` and `completion` hold their number with the unit that applies (cell's own, else the unit
    column's). `execution` marks the budget execution row. `bonus` marks 加分/扣分 rows, outside the 100.
    `joint`: its weight or score cell spans several rows, so it is not this row's alone. `extra`: by its own standard
    points may be added to its weight (每项加1分). `deduction`, `coefficient`, `completion_rate`, `deviation` and
    `review_score` (扣减分数, 得分系数, 完成率, 偏差率, 复核得分) are None where the form has no such column.
    `target_sign` is the sign that the target's own cell prints beside a column of signs.
    """

    name: Field
    place: Place
    level1: str | None = None
    level2: str | None = None
    direction: Direction | None = None
    direction_field: Field | None = None
    polarity: Polarity | None = None
    target: Field | None = None
    unit: Field | None = None
    completion: Field | None = None
    weight: Field | None = None
    score: Field | None = None
    item_score: Field | None = None
    grade: Field | None = None
    note: Field | None = None
    execution: bool = False
    bonus: bool = False
    joint: bool = False
    extra: bool = False
    deduction: Field | None = None
    coefficient: Field | None = None
    completion_rate: Field | None = None
    deviation: Field | None = None
    review_score: Field | None = None
    previous: Field | None = None
    target_sign: Direction | None = None

    @property
    def restates_target(self) -> bool:
        """Whether the completion is the target's own threshold in words: 95%以上 beside ≥95%."""
        actual, target = self.completion, self.target
        if not actual or not target:
            return False
        reached, asked = actual.quantity, target.quantity
        if reached is None or asked is None:
            number = parse(_BEFORE_NUMBER.sub("", actual.name))
            return actual.name == target.name and number is not None and number.hedge in _THRESHOLDS
        return reached.hedge in _THRESHOLDS and (reached.value, reached.unit) == (asked.value, asked.unit)

    @property
    def absent(self) -> bool:
        """Whether the row says that it does not apply (不适用, 不涉及)."""
        return any(f is not None and f.says("absent") for f in (self.score, self.completion, self.note))

    @property
    def undone(self) -> bool:
        """Whether the completion says in words that what was to be done was not."""
        if self.completion is None or not self.target:
            return False
        return undone(self.completion, self.target, self.name)

    @property
    def in_quantity(self) -> bool:
        """Whether the row stands among the indicators of quantity (数量指标)."""
        return says(self.level2 or "", "quantity")

    def under(self, topic: str) -> bool:
        """Whether a level above the row speaks of a topic: `cost`, `benefit` …"""
        return says(f"{self.level1 or ''}{self.level2 or ''}", topic)

    @property
    def qualitative(self) -> bool:
        """Whether the indicator is judged in words: 定性, or a target without a number."""
        if self.direction is Direction.QUALITATIVE:
            return True
        return (
            self.direction is None
            and self.target is not None
            and bool(self.target)
            and self.target.quantity is None
        )


class ScoredItem(Struct, frozen=True):
    """One scored item of a narrative: “3．指标名（8分） … 该指标得分为5分”.

    `sentences` are those of its text; `reason` says that its text gives a reason for lost points.
    `met` is the sentence that says that the item's target is reached, if one does.
    """

    number: Field | None
    name: Field
    weight: Field | None
    score: Field | None
    place: Place
    sentences: tuple[Field, ...] = ()
    reason: bool = False
    met: Field | None = None
    execution: bool = False
    group: str | None = None


class Group(Struct, frozen=True):
    """A heading that carries points (“产出指标（50分）”) with the indicators or the lower headings below it.

    `complete` is False when a row below it could not be read or has no weight.
    """

    name: str
    place: Place
    weight: Field | None
    score: Field | None
    children: tuple[Indicator | ScoredItem | Group, ...]
    complete: bool


class Total(Struct, frozen=True):
    """A stated total score. `table` is the table it belongs to, by number, None for the whole report."""

    label: str
    value: Field
    table: int | None = None
    weight: Field | None = None
    full_mark: Quantity | None = None


class FundsRow(Struct, frozen=True):
    """One row of a funds block. Money fields carry their unit (万元 when the form says nothing).

    `exhaustive`: the rows beside it are all its parts (支出合计 under a list). `others` are its figures in columns that
    were not understood, any of which may be the budget that a rate is of.
    """

    name: str
    place: Place
    level: int = 0
    initial: Field | None = None
    adjustment: Field | None = None
    adjusted: Field | None = None
    arrived: Field | None = None
    executed: Field | None = None
    rate: Field | None = None
    weight: Field | None = None
    score: Field | None = None
    note: Field | None = None
    balance: Field | None = None
    exhaustive: bool = False
    others: tuple[Field, ...] = ()

    @property
    def unread(self) -> tuple[Field, ...]:
        """Its cells for money that hold something, but no number."""
        money = (self.initial, self.adjustment, self.adjusted, self.arrived, self.executed, self.balance)
        return (*(f for f in money if f and f.quantity is None), *self.others)


class Wording(Struct, frozen=True):
    """How one cell of a goal is worded.

    `points` are its numbered points, or its sentences, as letters and digits only. `past` are the words that
    tell of something done, `plan` those of something to be done; `done` says that it names any result at all,
    `figures` are its numbers.
    """

    column: Literal["initial", "adjusted", "completion"]
    header: str
    field: Field
    points: tuple[str, ...]
    past: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    done: bool = False
    figures: tuple[str, ...] = ()

    @property
    def bare(self) -> str:
        """Its letters and digits."""
        return "".join(self.points)


class Goal(Struct, frozen=True):
    """A goal as set, as adjusted, and what was done. `number` is that of 目标1, 目标2, … if it has one.

    `wordings` say how its cells are worded.
    """

    place: Place
    initial: Field | None = None
    adjusted: Field | None = None
    completion: Field | None = None
    number: int | None = None
    wordings: tuple[Wording, ...] = ()


class IndicatorTable(Struct, frozen=True):
    """A table of indicators.

    `kind`: `indicators` (targets against completions), `scoring` (weights and scores of a standard),
    `projects` (one of several projects in one sheet), `sentences` (rows that the narrative tells). `roles` are the columns it has. `unread` are rows
    that could not be read; `incomplete` are rows with a heading and nothing else. `funds` are the rows
    of its own funds block. `closed` says that a total row or a stated total vouches for the whole table, or that
    rows told in sentences are evidently all.
    """

    number: int
    title: str
    kind: Literal["indicators", "scoring", "projects", "sentences"]
    place: Place
    indicators: tuple[Indicator, ...]
    roles: frozenset[Role] = frozenset()
    groups: tuple[Group, ...] = ()
    totals: tuple[Total, ...] = ()
    funds: tuple[FundsRow, ...] = ()
    unread: tuple[Place, ...] = ()
    incomplete: tuple[Place, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    closed: bool = False

    @property
    def graded(self) -> bool:
        """The graded form: a 0–100 score a row, folded by its weight."""
        return Role.ITEM_SCORE in self.roles

    def has_level(self, word: str) -> bool:
        """Whether a word stands in one of its first levels."""
        return any(i.level1 is not None and word in i.level1 for i in self.indicators)

    @property
    def partial(self) -> bool:
        """Whether it need not hold all indicators, so that nothing can be added up: sentences may tell some only."""
        return self.kind == "sentences" and not self.closed

    @property
    def leaves(self) -> tuple[Indicator, ...]:
        """Rows that count towards 100 points: indicators with a weight, 加分/扣分 rows left out."""
        return tuple(i for i in self.indicators if not i.bonus and i.weight is not None and i.weight.quantity)

    @property
    def unread_points(self) -> tuple[Field, ...]:
        """The cells for weights and scores that hold something, but no number: no sum over them can be judged."""
        fields = (f for i in self.indicators if not i.bonus for f in (i.weight, i.score))
        return tuple(f for f in fields if f and f.quantity is None)

    def header(self, role: Role) -> str:
        """The printed header of a column, else the role's name."""
        return dict(self.headers).get(role.value, role.value)


def grade_word(text: str) -> GradeWord | None:
    """The grade that a word names: 优秀 → 优."""
    grades: dict[GradeWord, list[str]] = load("vocabulary")["grades"]
    return next((grade for grade, words in grades.items() if text in words), None)


def grades_of(scale: str) -> dict[GradeWord, Decimal]:
    """The least totals of the grades by a known scale: `national`, `provincial`."""
    known: dict[GradeWord, int] = load("scoring")["scales"][scale]
    return {grade: Decimal(least) for grade, least in known.items()}


def tier_word(text: str) -> str | None:
    """The tier that a word names: `full`, `partly`, `missed`."""
    return next((tier for tier, words in load("scoring")["tiers"].items() if text in words), None)


def quality_word(text: str) -> str | None:
    """The class of a word that tells a quality (`grade`, `degree`, `up` …); None for one that the lexicon lacks."""
    return next((c for c, words in load("qualitative")["classes"].items() if text in words), None)


class Grade(Struct, frozen=True):
    """A stated grade (优/良/中/差 or a synonym, normalised) and the total that it stands beside."""

    value: GradeWord
    field: Field
    total: Total | None


class StaleFormula(Struct, frozen=True):
    """A cell whose formula gives another result than the stored one, which is what the place's text shows.

    `name` is what its row is about.
    """

    name: str
    formula: str
    recomputed: str
    place: Place


class Copy(Struct, frozen=True):
    """A table that stands in the file again: its first cell in both places, and the cells that differ."""

    first: Place
    second: Place
    differences: tuple[tuple[Field, Field], ...]

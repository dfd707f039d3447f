"""A report as checks see it: indicators, funds, goals, totals, narrative; nothing of files or formats.

Recognition builds it from a `Document`; a check sees only this. The words are the field's own: see the
table in the contributors' guide (指标 indicator, 权重 weight, 得分 score, 完成值 actual, …).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal

from msgspec import Struct

from auditor.document import Location
from auditor.patterns import Pattern
from auditor.quantity import Quantity, squeeze
from auditor.words import NOTHING, Language, Words

_IN_TABLE = Pattern(r"表(\d+)(?: › 第(\d+)行)?(?![^ ])")
_IN_TEXT = Pattern(r"第(\d+)([行页段])(?![^ ])")
_PARTS = {"行": "line", "页": "page", "段": "paragraph"}


class RowView(Struct, frozen=True):
    """A table row as it was understood, for showing it: column headers and the texts under them."""

    headers: tuple[str, ...]
    cells: tuple[str, ...]


class Place(Struct, frozen=True):
    """Where a figure or a text stands: symbolic path, concrete location, and what is written there.

    `row` and `index` show a cell in its table row, `span` marks characters of `text`.
    `repaired` says that the text had to be mended (split cells, broken numbers) to be read.
    """

    path: str
    location: Location
    text: str = ""
    row: RowView | None = None
    index: int | None = None
    span: tuple[int, int] | None = None
    repaired: bool = False

    def path_in(self, language: Language) -> str:
        """The path with its numbers in words of a language (`table 1 › row 3 居民满意度`); names stay as printed."""
        if language == "zh" or (self.location.sheet and self.path.startswith(f"{self.location.sheet} › ")):
            return self.path
        if match := _IN_TABLE.match(self.path):
            row = f" › row {match[2]}" if match[2] else ""
            return f"table {match[1]}{row}{self.path[match.end() :]}"
        if match := _IN_TEXT.match(self.path):
            return f"{_PARTS[match[2]]} {match[1]}{self.path[match.end() :]}"
        return self.path

    @property
    def named(self) -> Words:
        """The path in both languages."""
        return Words(self.path, self.path_in("en"))

    @property
    def doubtful(self) -> bool:
        """Whether a figure here was not surely read."""
        return self.location.doubtful

    @property
    def marked(self) -> str:
        """The characters that are meant: those of the span, else the whole text."""
        return self.text[slice(*self.span)] if self.span else self.text

    @property
    def anchor(self) -> tuple[object, ...]:
        """What findings about one thing share: its table row, else its line, page or sheet."""
        at = self.location
        return (
            (at.sheet, at.table, at.row)
            if at.table is not None and at.row is not None
            else (at.page, at.line)
        )


class Field(Struct, frozen=True):
    """One printed value: its text (white space of line breaks removed), its number if it is one, its place."""

    text: str
    place: Place
    quantity: Quantity | None = None

    def __bool__(self) -> bool:
        return self.text not in BLANKS

    @property
    def name(self) -> str:
        """The text without white space, for comparing and naming."""
        return squeeze(self.text)


BLANKS = frozenset(["", "-", "--", "—", "——", "－", "－－", "/", "／", "\\", "无", "*", "…", "……", "&NULL&"])


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
    ACTUAL = "actual"
    GRADE = "grade"
    WEIGHT = "weight"
    ITEM_SCORE = "item_score"
    SCORE = "score"
    NOTE = "note"
    TOTAL = "total"
    RATE = "rate"
    INITIAL = "initial"
    ADJUSTED = "adjusted"
    ARRIVED = "arrived"
    EXECUTED = "executed"
    ADJUSTMENT = "adjustment"
    OTHER = "other"


class Profile(Struct, frozen=True):
    """A scheme of scoring, national or local.

    `sums` are what the weights of indicators may add up to beside points of execution of their own; 100 is always
    right. `levels` are the usual weights of first levels. `judged`: points are given by judgement, not computed from
    the completion. `met_in_full`: a target that is met earns all its points.
    """

    name: str
    title: Words = NOTHING
    sums: tuple[Decimal, ...] = ()
    levels: tuple[dict[str, Decimal], ...] = ()
    judged: bool = False
    met_in_full: bool = True


class Polarity(Struct, frozen=True):
    """Which way a form says is better for a row (正向, 反向)."""

    higher: bool
    field: Field


class Indicator(Struct, frozen=True):
    """One row of an indicator table or scoring sheet; a field is None when the form has no such column.

    `score` is what counts towards the total (折算得分 in graded tables); `item_score` the 0–100 score
    there. `target` and `actual` hold their number with the unit that applies (cell's own, else the unit
    column's). `execution` marks the budget execution row. `bonus` marks 加分/扣分 rows, outside the 100.
    `joint`: its weight or score cell spans several rows, so it is not this row's alone. `extra`: by its own standard
    points may be added to its weight (每项加1分).
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
    actual: Field | None = None
    weight: Field | None = None
    score: Field | None = None
    item_score: Field | None = None
    grade: Field | None = None
    note: Field | None = None
    execution: bool = False
    bonus: bool = False
    joint: bool = False
    extra: bool = False

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


class Group(Struct, frozen=True):
    """A heading that carries points (“产出指标（50分）”) with the indicators below it.

    `complete` is False when a row below it could not be read or has no weight.
    """

    name: str
    place: Place
    weight: Field | None
    score: Field | None
    children: tuple[Indicator | ScoredItem, ...]
    complete: bool


class Total(Struct, frozen=True):
    """A stated total score. `table` is the table it belongs to, by number, None for the whole report."""

    label: str
    value: Field
    table: int | None = None
    weight: Field | None = None
    full_mark: Quantity | None = None


class FundsRow(Struct, frozen=True):
    """One row of a funds block. Money fields carry their unit (万元 when the form says nothing)."""

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
    `projects` (one of several projects in one sheet). `roles` are the columns it has. `unread` are rows
    that could not be read; `incomplete` are rows with a heading and nothing else. `funds` are the rows
    of its own funds block. `closed` says that a total row or a stated total vouches for the whole table.
    """

    number: int
    title: str
    kind: Literal["indicators", "scoring", "projects"]
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

    @property
    def leaves(self) -> tuple[Indicator, ...]:
        """Rows that count towards 100 points: indicators with a weight, 加分/扣分 rows left out."""
        return tuple(i for i in self.indicators if not i.bonus and i.weight is not None and i.weight.quantity)

    def header(self, role: Role) -> str:
        """The printed header of a column, else the role's name."""
        return dict(self.headers).get(role.value, role.value)


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


GradeWord = Literal["优", "良", "中", "差"]


class Grade(Struct, frozen=True):
    """A stated grade (优/良/中/差 or a synonym, normalised) and the total that it stands beside."""

    value: GradeWord
    field: Field
    total: Total | None


class Mark(Struct, frozen=True):
    """One number of an enumeration: its style (`1、`, `（一）`, …), its value, its place."""

    style: str
    value: int
    place: Place


class Sequence(Struct, frozen=True):
    """The numbers of one enumeration in order; `inline` when they stand inside one paragraph."""

    marks: tuple[Mark, ...]
    inline: bool = False


class Copy(Struct, frozen=True):
    """A table that stands in the file again: its first cell in both places, and the cells that differ."""

    first: Place
    second: Place
    differences: tuple[tuple[Field, Field], ...]


class Residue(Struct, frozen=True):
    """Text that the form or a program left behind. `kind` is the lexicon's name for it."""

    kind: str
    text: str
    place: Place


class Slip(Struct, frozen=True):
    """A slip of the pen: doubled `punctuation`, a number that is `missing` before its unit, a `malformed` one."""

    kind: Literal["punctuation", "missing", "malformed"]
    text: str
    place: Place


class Repetition(Struct, frozen=True):
    """The same clauses, or the same sentence, in several places of the narrative.

    `clauses` is their number in one place, `characters` their letters and digits; `running`: the places
    follow each other directly.
    """

    places: tuple[Place, ...]
    clauses: int
    characters: int
    running: bool = False


class YearStatement(Struct, frozen=True):
    """A year that the report says to be its own: in a title, in a form's caption, in the text."""

    year: int
    role: Literal["title", "caption", "body"]
    place: Place


class SignedDate(Struct, frozen=True):
    """A date that stands alone on the cover or below the text: when the report was signed."""

    day: date
    place: Place


class UnitName(Struct, frozen=True):
    """The name of a unit in the place of the one that reports. `kind` is the lexicon's type of it, if known.

    `core` is the name without its type and the provinces, cities and counties before it.
    """

    field: Field
    role: Literal["title", "cover", "head", "signature"]
    kind: str | None
    core: str


class SelfReference(Struct, frozen=True):
    """A word by which a unit speaks of itself (我镇, 镇政府), and the types of units that may use it."""

    field: Field
    kinds: frozenset[str]


class WholeClaim(Struct, frozen=True):
    """“各项绩效目标均已完成”, “资金已全部拨付”: the text says that all of it was reached, or spent."""

    of: Literal["goals", "funds"]
    field: Field


class Renaming(Struct, frozen=True):
    """A narrative item's name as its score's sentence says it."""

    item: ScoredItem
    name: Field


class Statement(Struct, frozen=True):
    """A figure of a goal or of the narrative that may be an indicator's own.

    `source` is where it stands; `words` are those of the clauses that lead up to it.
    """

    source: Literal["initial", "adjusted", "completion", "text"]
    mention: Mention
    words: str


# ── Claims: what sentences state about figures ────────────────────────────────────────────────────────


class Mention(Struct, frozen=True):
    """A quantity in a sentence, with the noun that it measures and the sentence as its place."""

    label: str
    field: Field

    @property
    def quantity(self) -> Quantity:
        """The number; a mention always has one."""
        assert self.field.quantity is not None
        return self.field.quantity


class SumClaim(Struct, frozen=True):
    """“总额…，其中：甲…，乙…”: a total and its parts. `exhaustive`: the parts claim to be all.

    `decimals` is the finest precision of the other sums that stand in one table with this one.
    """

    total: Mention
    parts: tuple[Mention, ...]
    exhaustive: bool
    place: Place
    decimals: int = 0
    kind: Literal["sum"] = "sum"


class ShareClaim(Struct, frozen=True):
    """“甲…，占乙的 x%”: `wholes` are the totals that may be meant, the likeliest first."""

    part: Mention
    wholes: tuple[Mention, ...]
    share: Mention
    place: Place
    kind: Literal["share"] = "share"


class RatioClaim(Struct, frozen=True):
    """“n of m … 率 x%” in one sentence; `numerator` and `denominator` are tied to the rate by its name."""

    numerator: Mention
    denominator: Mention
    rate: Mention
    place: Place
    kind: Literal["ratio"] = "ratio"


class ExecutionClaim(Struct, frozen=True):
    """A rate of spending with the budgets it may refer to, the likeliest first."""

    executed: Mention
    budgets: tuple[Mention, ...]
    rate: Mention
    place: Place
    kind: Literal["execution"] = "execution"


class GrowthClaim(Struct, frozen=True):
    """Change between two periods: any three of current, previous, difference and rate.

    `falling`: the words say that it fell (下降, 压减); a rate or difference is then of the decrease.
    `soft`: growth at constant prices or the like, which the printed figures need not give.
    """

    current: Mention | None
    previous: Mention | None
    difference: Mention | None
    rate: Mention | None
    falling: bool
    place: Place
    soft: bool = False
    kind: Literal["growth"] = "growth"


class ZeroClaim(Struct, frozen=True):
    """“无…事故发生”: the text says that something did not happen. `noun` is the thing."""

    noun: str
    field: Field
    place: Place
    kind: Literal["zero"] = "zero"


class CountClaim(Struct, frozen=True):
    """“N 个…，即：甲、乙、丙”: a stated number and the items listed for it, as the likeliest reading parts them.

    `fewest` and `most` are the numbers of items that the list may be read as. `open`: it need not be whole.
    """

    stated: Mention
    items: tuple[str, ...]
    fewest: int
    most: int
    open: bool
    place: Place
    kind: Literal["count"] = "count"


class Relation(Enum):
    """How one figure is said to stand to another."""

    ABOVE = ">"
    AT_LEAST = "≥"
    EQUAL = "="
    AT_MOST = "≤"
    BELOW = "<"


class ComparisonClaim(Struct, frozen=True):
    """“甲 93%，高于 90% 的目标”: two figures and how they are said to compare. `word` is the text's own.

    `target`: the right figure is one that was set (目标, 标准), so exact, not a rounding.
    """

    left: Mention
    right: Mention
    relation: Relation
    word: str
    target: bool
    place: Place
    kind: Literal["comparison"] = "comparison"


class TallyClaim(Struct, frozen=True):
    """“抽查 7 个项目，合格率 93%”: a rate of examined things and the counts that it may be of, the likeliest first.

    `opinion`: it is of people's answers (满意度), and so may be a mean of several questions.
    """

    counts: tuple[Mention, ...]
    rate: Mention
    opinion: bool
    place: Place
    kind: Literal["tally"] = "tally"


class AimClaim(Struct, frozen=True):
    """“…有待提高”, “…有待降低”: a measure that is to rise or to fall."""

    measure: str
    rising: bool
    field: Field
    place: Place
    kind: Literal["aim"] = "aim"


class AmountClaim(Struct, frozen=True):
    """A named sum of money, or a rate of the budget's execution, with what it is said of.

    `concept` is the lexicon's word for it (`initial`, `adjusted`, `executed`, `arrived`, `rate`), empty for any
    other name. `scope` are the words that narrow it: a fund, a project, months, 其中; empty for the whole unit's
    whole year. `year` is None where the text names none. `count` is the number of projects stated beside it.
    """

    concept: str
    amount: Mention
    scope: tuple[str, ...]
    year: int | None
    place: Place
    count: Mention | None = None
    kind: Literal["amount"] = "amount"


class PartsClaim(Struct, frozen=True):
    """“甲类项目分别为：子 6 万元、丑 8 万元”: amounts listed under a name, without their total."""

    name: str
    parts: tuple[Mention, ...]
    place: Place
    kind: Literal["parts"] = "parts"


Claim = (
    SumClaim
    | ShareClaim
    | RatioClaim
    | ExecutionClaim
    | GrowthClaim
    | ZeroClaim
    | CountClaim
    | ComparisonClaim
    | TallyClaim
    | AimClaim
    | AmountClaim
    | PartsClaim
)


class StaleFormula(Struct, frozen=True):
    """A cell whose formula gives another result than the stored one, which is what the place's text shows.

    `name` is what its row is about.
    """

    name: str
    formula: str
    recomputed: str
    place: Place


class Report(Struct, frozen=True):
    """What was understood of one report.

    `profile` is the scoring scheme that its form follows. `item_groups` are narrative headings that carry
    points; `restated` are weights of narrative items said again beside their score. `scale` holds the
    lower bounds of the grades when the report defines its own; `scoring_notes` its sentences on how points are given.
    `explanations` are sentences that give a reason for what was not spent; `carryovers` the sums of money that
    sentences name as left at the year's end. `title_place` is where the title stands. `parts` names what the
    report has of the parts that it should have (see the lexicon's `parts`). `unit_kind` is the type of the reporting
    unit. `statements` are figures that may be an indicator's own.
    """

    format: str
    title: str = ""
    year: int | None = None
    organisation: str = ""
    profile: Profile = Profile("national")
    totals: tuple[Total, ...] = ()
    grades: tuple[Grade, ...] = ()
    goals: tuple[Goal, ...] = ()
    funds: tuple[FundsRow, ...] = ()
    tables: tuple[IndicatorTable, ...] = ()
    items: tuple[ScoredItem, ...] = ()
    claims: tuple[Claim, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    residues: tuple[Residue, ...] = ()
    copies: tuple[Copy, ...] = ()
    item_groups: tuple[Group, ...] = ()
    restated: tuple[tuple[ScoredItem, Field], ...] = ()
    scale: tuple[tuple[GradeWord, Decimal], ...] = ()
    scoring_notes: tuple[str, ...] = ()
    explanations: tuple[Field, ...] = ()
    carryovers: tuple[Mention, ...] = ()
    title_place: Place | None = None
    parts: frozenset[str] = frozenset()
    slips: tuple[Slip, ...] = ()
    repetitions: tuple[Repetition, ...] = ()
    years: tuple[YearStatement, ...] = ()
    signed: tuple[SignedDate, ...] = ()
    unit_names: tuple[UnitName, ...] = ()
    unit_kind: str | None = None
    self_references: tuple[SelfReference, ...] = ()
    wholes: tuple[WholeClaim, ...] = ()
    renamings: tuple[Renaming, ...] = ()
    statements: tuple[Statement, ...] = ()
    stale: tuple[StaleFormula, ...] = ()

    @property
    def pointless(self) -> frozenset[Location]:
        """The cells for weights and scores that hold something, but no number."""
        fields = (f for i in self.indicators for f in (i.weight, i.score))
        return frozenset(f.place.location for f in fields if f and f.quantity is None)

    @property
    def indicators(self) -> Iterator[Indicator]:
        """The indicators of all tables."""
        return (i for t in self.tables for i in t.indicators)

    def scored(self) -> Iterator[Indicator | ScoredItem]:
        """Everything that has both a score and a weight, in tables and narrative."""
        rows: tuple[Indicator | ScoredItem, ...] = (*self.indicators, *self.items)
        return (
            r
            for r in rows
            if r.score is not None and r.weight is not None and r.score.quantity and r.weight.quantity
        )

"""A report as checks see it: indicators, funds, goals, totals, narrative; nothing of files or formats.

Recognition builds it from a `Document`; a check sees only this."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Location
from auditor.model.form import (
    Copy,
    FormRecord,
    FundsRow,
    Goal,
    Grade,
    GradeWord,
    Group,
    Indicator,
    IndicatorTable,
    Scheme,
    ScoredItem,
    StaleFormula,
    Total,
)
from auditor.model.place import Field, Place
from auditor.model.relations import Claim, Mention
from auditor.model.text import (
    GroupScores,
    IndicatorCount,
    OpenField,
    PersonalNumber,
    Placeholder,
    ProjectFigure,
    Renaming,
    Repetition,
    SelfReference,
    Sequence,
    SignedDate,
    Statement,
    Typo,
    UnitName,
    WholeClaim,
    YearStatement,
)
from auditor.words import NOTHING, Words


class Unread(Struct, frozen=True):
    """Something of a report that was not understood, and why."""

    kind: Literal["table", "column", "row", "cell", "figure"]
    text: str
    reason: Words
    place: Place


CellState = Literal["used", "ignored", "unread"]


class Settled(Struct, frozen=True):
    """What became of one cell of a table: used as a role, ignored as a kind, or not understood and why.

    `figure`: it holds a figure and little else.
    """

    location: Location
    state: CellState
    what: str
    figure: bool = False
    reason: Words = NOTHING


class Report(Struct, frozen=True):
    """What was understood of one report.

    `scheme` is that of scoring that its form follows. `item_groups` are narrative headings that carry
    points; `restated` are weights of narrative items said again beside their score. `scale` holds the
    lower bounds of the grades when the report defines its own; `scoring_notes` its sentences on how points are given.
    `explanations` are sentences that give a reason for what was not spent; `carryovers` the sums of money that
    sentences name as left at the year's end. `title_place` is where the title stands. `parts` names what the
    report has of the parts that it should have (see the lexicon's `parts`). `unit_kind` is the type of the reporting
    unit. `statements` are figures that may be an indicator's own. `project` is the project that it is of, `form` the
    record of its form, None where there is none. `group_scores` are scores of first levels and `indicator_counts`
    numbers of indicators as the text tells them; `no_problems` is the section on problems where it says that there are
    none, `open_fields` are labels of the head that were left open, `personal` numbers that are a person's own.
    `told_elsewhere` are figures of its project that stand elsewhere in the file, in a list or in the text. `unread` is
    what of it was not understood. `reasons` are what its foot says under labels of reasons and measures.
    """

    format: str
    title: str = ""
    year: int | None = None
    organisation: str = ""
    scheme: Scheme = Scheme("national")
    totals: tuple[Total, ...] = ()
    grades: tuple[Grade, ...] = ()
    goals: tuple[Goal, ...] = ()
    funds: tuple[FundsRow, ...] = ()
    tables: tuple[IndicatorTable, ...] = ()
    items: tuple[ScoredItem, ...] = ()
    claims: tuple[Claim, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    copies: tuple[Copy, ...] = ()
    item_groups: tuple[Group, ...] = ()
    restated: tuple[tuple[ScoredItem, Field], ...] = ()
    scale: tuple[tuple[GradeWord, Decimal], ...] = ()
    scoring_notes: tuple[str, ...] = ()
    explanations: tuple[Field, ...] = ()
    carryovers: tuple[Mention, ...] = ()
    title_place: Place | None = None
    parts: frozenset[str] = frozenset()
    typos: tuple[Typo, ...] = ()
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
    project: str = ""
    form: FormRecord | None = None
    group_scores: tuple[GroupScores, ...] = ()
    indicator_counts: tuple[IndicatorCount, ...] = ()
    no_problems: Field | None = None
    open_fields: tuple[OpenField, ...] = ()
    personal: tuple[PersonalNumber, ...] = ()
    told_elsewhere: tuple[ProjectFigure, ...] = ()
    unread: tuple[Unread, ...] = ()
    reasons: tuple[Field, ...] = ()
    cells: tuple[Settled, ...] = ()

    def __repr__(self) -> str:
        about = " ".join(filter(None, (self.title, self.organisation, self.project, str(self.year or ""))))
        indicators = sum(len(table.indicators) for table in self.tables)
        return f"<Report {about}: {indicators} indicators, {len(self.items)} items, {len(self.claims)} relations>"

    @property
    def pointless(self) -> frozenset[Location]:
        """The cells for weights and scores that hold something, but no number."""
        fields = (f for i in self.indicators for f in (i.weight, i.score))
        return frozenset(f.place.location for f in fields if f and f.quantity is None)

    @property
    def reviewed(self) -> Report | None:
        """The report with its review's scores (复核得分) in the place of its own; None without a whole column of them."""
        tables = tuple(
            replace(t, indicators=tuple(map(_reviewed, t.indicators)), groups=(), totals=())
            for t in self.tables
            if _has_review(t)
        )
        return replace(self, tables=tables, totals=(), grades=(), items=(), funds=()) if tables else None

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


def _has_review(table: IndicatorTable) -> bool:
    """Whether every row with points has its review's too."""
    scored = [i for i in table.indicators if i.score and i.score.quantity]
    return bool(scored) and all(i.review_score and i.review_score.quantity for i in scored)


def _reviewed(row: Indicator) -> Indicator:
    return replace(row, score=row.review_score) if row.review_score else row


class Recognition(Struct, frozen=True):
    """What recognition made of a document: its reports in reading order.

    `not_understood` names what was not, when the document is a self-evaluation of which too little was read.
    `unread` is what belongs to none of the reports.
    """

    reports: tuple[Report, ...] = ()
    not_understood: Words | None = None
    unread: tuple[Unread, ...] = ()

    @property
    def report(self) -> Report | None:
        """The first report."""
        return self.reports[0] if self.reports else None

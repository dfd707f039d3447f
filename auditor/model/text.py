"""What running text holds beside figures: numbering, dates, names, repetitions, what was left behind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from auditor.model.form import ScoredItem
from auditor.model.personal import PersonalKind
from auditor.model.place import Field, Place, means
from auditor.model.relations import Mention


class Mark(Struct, frozen=True):
    """One number of an enumeration: its style (`1、`, `（一）`, …), its value, its place."""

    style: str
    value: int
    place: Place


class Sequence(Struct, frozen=True):
    """The numbers of one enumeration in order; `inline` when they stand inside one paragraph."""

    marks: tuple[Mark, ...]
    inline: bool = False


class Placeholder(Struct, frozen=True):
    """Text that the form or a program left behind. `kind` is the lexicon's name for it."""

    kind: str
    text: str
    place: Place

    @property
    def of_form(self) -> bool:
        """Whether it is the form's own: its instructions or an unused row."""
        return self.kind in ("instruction", "row")


class Typo(Struct, frozen=True):
    """A slip of the pen: doubled `punctuation`, a number that is `missing` before its unit, a `malformed` one, a `share`
    without its percent sign beside others that have it."""

    kind: Literal["punctuation", "missing", "malformed", "share"]
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

    def akin(self, other: UnitName) -> bool:
        """Whether the other may be meant for this one: of the same type, or of types that are taken for each other."""
        if self.kind is None or other.kind is None:
            return False
        return self.kind == other.kind or (means(self.kind, "neighbours") and means(other.kind, "neighbours"))


class SelfReference(Struct, frozen=True):
    """A word by which a unit speaks of itself (我镇, 镇政府), and the types of units that may use it."""

    field: Field
    kinds: frozenset[str]


class WholeClaim(Struct, frozen=True):
    """“各项绩效目标均已完成”, “资金已全部拨付”: the text says that all of it was reached, or spent.

    Also that all the money `arrived` (资金全部到位), and that the spending stayed `within` the budget (未超预算).
    """

    of: Literal["goals", "funds", "arrived", "within"]
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


class GroupScores(Struct, frozen=True):
    """The scores of first levels as one passage tells them; `marks` are the full marks that it tells beside them."""

    scores: tuple[Mention, ...]
    marks: tuple[Decimal, ...]
    place: Place


class IndicatorCount(Struct, frozen=True):
    """How many indicators of a `scope` (三级指标) a text says that there are, and that were reached."""

    scope: str
    stated: Mention
    done: Mention | None
    place: Place


class PersonalNumber(Struct, frozen=True):
    """A number of an identity card or of a private telephone."""

    kind: PersonalKind
    field: Field


class ProjectFigure(Struct, frozen=True):
    """A project's `budget`, what was `executed` of it, or its `score`, as a list or the text states it beside its form."""

    concept: Literal["budget", "executed", "score"]
    field: Field


class OpenField(Struct, frozen=True):
    """A label of the form's head with nothing behind it. `kind`: `date`, `project` or `organisation`."""

    kind: str
    label: str
    place: Place

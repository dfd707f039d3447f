"""What sentences state about figures: sums, shares, rates, growth, lists, comparisons, amounts."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, IntEnum
from typing import Literal

from msgspec import Struct

from auditor.model.place import Field, Place, mentioned
from auditor.quantity import ZERO, Interval, Quantity, rounded, truncated

RelationKind = Literal[
    "sum",
    "balance",
    "execution",
    "ratio",
    "share",
    "product",
    "share_total",
    "growth",
    "direction",
    "from_nothing",
    "count",
    "comparison",
    "restated",
    "grade",
]


class Mention(Struct, frozen=True):
    """A quantity in a sentence, with the noun that it measures and the sentence as its place."""

    label: str
    field: Field

    @property
    def quantity(self) -> Quantity:
        """The number; a mention always has one."""
        assert self.field.quantity is not None
        return self.field.quantity


class ExecutionClaim(Struct, frozen=True):
    """A rate of spending with the budgets it may refer to, the likeliest first."""

    executed: Mention
    budgets: tuple[Mention, ...]
    rate: Mention
    place: Place
    kind: Literal["execution"] = "execution"


class ZeroClaim(Struct, frozen=True):
    """“无…事故发生”: the text says that something did not happen. `noun` is the thing."""

    noun: str
    field: Field
    place: Place
    kind: Literal["zero"] = "zero"

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """What narrows the thing to a grave one: 重大, 死亡."""
        return mentioned(self.noun, "graver")


class Comparison(Enum):
    """How one figure is said to stand to another."""

    ABOVE = ">"
    AT_LEAST = "≥"
    EQUAL = "="
    AT_MOST = "≤"
    BELOW = "<"


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


class Fit(IntEnum):
    """How a printed figure agrees with the recomputed one, best first."""

    EXACT = 0
    ROUNDING = 1
    TRUNCATED = 2
    WRONG = 3
    OPEN = 4
    """The text does not give what it would be recomputed from."""


def fit(printed: Quantity, point: Decimal, computed: Interval) -> Fit:
    """Compare a printed percentage with the recomputed number and the interval of its operands."""
    if rounded(point, printed.decimals) == printed.value:
        return Fit.EXACT
    if computed.meets(printed.printed):
        return Fit.ROUNDING
    return Fit.TRUNCATED if truncated(point, printed.decimals) == printed.value else Fit.WRONG


class Relation(Struct, frozen=True):
    """A figure that others give: how it was found, what is due, and whether it agrees.

    `working` is the arithmetic with its result, `due` the figure as it would be printed. `evidence` weighs the digits
    that agree against what was tried; a relation with too little is `consistent` at most. `bound`: the text ties just
    these figures together, so that one that does not agree is wrong. `near_miss`: a single wrong or swapped digit
    away. `licence` names what allows another reading of the figures than the printed one, if one was needed.
    `word` is the text's own for how two figures compare.
    """

    kind: RelationKind
    stated: Mention
    operands: tuple[Mention, ...]
    working: str
    due: str
    fit: Fit
    place: Place
    evidence: float = 0.0
    proof: bool = False
    bound: bool = False
    near_miss: bool = False
    licence: str = ""
    point: Decimal = ZERO
    word: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figures agree within their rounding."""
        return self.fit <= Fit.ROUNDING


Claim = Relation | ExecutionClaim | ZeroClaim | TallyClaim | AimClaim | AmountClaim | PartsClaim

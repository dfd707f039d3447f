"""How a planter is registered, and what planters choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ..deck import Deck
from ..model import Form, Kind, Line, Row, rounded, show

Plant = Callable[[Deck, Form], str | None]


@dataclass(frozen=True)
class Planter:
    """What to spoil, and in which forms. `optional` rules are off unless asked for."""

    rule: str
    kinds: tuple[Kind, ...]
    plant: Plant
    optional: bool = False


PLANTERS: dict[str, Planter] = {}
SCORED: tuple[Kind, ...] = ("project", "department", "split")
TOLD: tuple[Kind, ...] = ("narrative", "scoring")
ALL: tuple[Kind, ...] = (*SCORED, "graded", *TOLD)


def planter(rule: str, *kinds: Kind, optional: bool = False) -> Callable[[Plant], Plant]:
    """Register a function as the planter of a rule's fault."""

    def register(plant: Plant) -> Plant:
        PLANTERS[rule] = Planter(rule, kinds, plant, optional)
        return plant

    return register


def pick(deck: Deck, form: Form, wanted: Callable[[Row], bool]) -> Row | None:
    """A row that nothing else in the report speaks of."""
    fit = [row for row in form.rows if wanted(row) and not row.told]
    return deck.one(fit) if fit else None


def full_count(row: Row) -> bool:
    """A count of some size that was reached."""
    return row.sort == "count" and row.full and int(row.target) >= 10


def full_number(row: Row) -> bool:
    """A count or a rate that was reached."""
    return row.sort in ("count", "rate") and row.full


def below(row: Row, share: str) -> str:
    """A completion that is such a part of the target, in whole steps."""
    value = Decimal(row.target) * Decimal(share)
    return show(rounded(value, 1 if Decimal(row.target) < 50 and row.unit in ("公里", "%") else 0))


def sentence(deck: Deck, form: Form, *keys: str) -> Line | None:
    """A sentence that states one of these kinds of things."""
    lines = [line for key in keys for line in form.lines(key)]
    return deck.one(lines) if lines else None


def say(form: Form, text: str, **values: str) -> None:
    """Say one more sentence in the narrative's part on what was done."""
    form.sections[3][1].append(Line("added", text, values))


def bump(line: Line, name: str, by: Decimal) -> str:
    """Change a figure of a sentence, its decimals kept."""
    old = Decimal(line.values[name])
    line.values[name] = str(old + by)
    return line.values[name]

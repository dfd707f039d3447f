"""From figures to relations: structure proposes, arithmetic disposes.

Each kind has its module; a later kind uses what earlier ones have explained. Accusing comes last, of figures that
nothing has verified.
"""

from __future__ import annotations

from auditor.model.relations import Relation
from auditor.recognition.relations import (
    balances,
    comparisons,
    counts,
    growth,
    lists,
    products,
    rates,
    restated,
    shares,
    sums,
    tables,
)
from auditor.recognition.relations.ledger import Ledger
from auditor.recognition.text.blocks import Text


def read(text: Text) -> tuple[Relation, ...]:
    """The relations between the figures of a text, in reading order of what they state."""
    ledger = Ledger(text)
    for kind in (sums, counts, balances, rates, shares, products):
        kind.read(ledger)
    for bound in (lists, rates, balances, shares, products):
        bound.accuse(ledger)
    tables.read(ledger)
    growth.read(ledger)
    comparisons.read(ledger)
    restated.read(ledger)
    return tuple(ledger.relations)

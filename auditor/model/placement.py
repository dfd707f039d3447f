"""Where an indicator belongs among the levels of its form, by its name (`placement.toml`)."""

from __future__ import annotations

from functools import cache

from msgspec import Struct, convert

from auditor.lexicon import load
from auditor.model.form import Indicator, IndicatorTable
from auditor.model.names import ending, unit_dimension


class Misplacement(Struct, frozen=True):
    """Names that end so do not belong `under` these levels, or below any but `only`; `right` is where they belong.

    `paid`: it is a payment, which says nothing of what came of it.
    """

    right: str
    ends: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    paid: bool = False

    def fits(self, row: Indicator) -> bool:
        """Whether a row stands where what its name says does not belong."""
        if not row.level2 or not ending(row.name.name, self.ends):
            return False
        if self.only:
            return not any(word in f"{row.level1 or ''}{row.level2}" for word in self.only)
        return any(word in row.level2 for word in self.under)


_INPUT = Misplacement("成本")


@cache
def _known() -> list[Misplacement]:
    return convert(load("placement")["misplaced"], list[Misplacement])


def misplaced(row: Indicator) -> Misplacement | None:
    """How a row stands where it does not belong; None where it does, or nothing tells."""
    found = next((known for known in _known() if known.fits(row)), None)
    return found or (_INPUT if row.in_quantity and puts_in(row) else None)


def puts_in(row: Indicator) -> bool:
    """Whether a row measures money that was put in."""
    quantity = (row.target and row.target.quantity) or (row.completion and row.completion.quantity)
    unit = row.unit.name if row.unit else quantity.unit if quantity else ""
    return bool(row.name.ends("input")) and unit_dimension(unit) == "money"


def missing_groups(table: IndicatorTable) -> list[str]:
    """The groups of a national project form that a table's levels do not name; empty where they name none at all."""
    wanted: list[str] = load("placement")["groups"]["project"]
    levels = "".join({level for i in table.indicators for level in (i.level1, i.level2) if level})
    missing = [word for word in wanted if word not in levels]
    return missing if len(missing) < len(wanted) else []

"""What has been found so far: later kinds of relations use what earlier ones have explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from auditor.model.place import Field
from auditor.model.relations import Fit, Mention, Relation, RelationKind
from auditor.quantity import Interval, Quantity, rounded, show
from auditor.recognition.relations.evidence import PROOF
from auditor.recognition.text.blocks import Text
from auditor.recognition.text.figures import Figure

_COARSE = ("execution", "ratio", "share", "comparison")
WINDOW = 14
"""How many figures of a paragraph or section are looked at for one relation."""


class Ledger(Struct, eq=False, dict=True):
    """The relations of a text as they are found, and the figures that they explain.

    `inner` are parts of sums, `operands` those of relations that hold, `exact` of them those whose last digits count
    (not of rates), `doubted` total and parts of a wrong sum (`failed`; `sums` are all of them), `disputed` operands of
    what is accused, `balanced` the wholes of balances by what was spent, `totals` those that a part adds up to,
    `bases` amounts of which a percentage is right.
    """

    text: Text
    relations: list[Relation] = []
    inner: set[int] = set()
    stated: dict[int, Relation] = {}
    operands: set[int] = set()
    exact: set[int] = set()
    doubted: set[int] = set()
    sums: list[tuple[Figure, tuple[Figure, ...]]] = []
    failed: list[tuple[Figure, tuple[Figure, ...]]] = []
    disputed: set[int] = set()
    balanced: dict[int, Figure] = {}
    bases: dict[int, Figure] = {}
    totals: dict[int, set[int]] = {}

    @cached_property
    def by_kind(self) -> dict[str, list[Figure]]:
        """The figures by what they can be added to, in reading order."""
        found: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.text.figures:
            found[figure.kind].append(figure)
        return found

    @cached_property
    def amounts(self) -> set[Decimal]:
        """All sums of money that the text states."""
        return {f.quantity.amount for f in self.by_kind.get("元", ())}

    @cached_property
    def rank(self) -> dict[int, int]:
        """The number of each figure among those of its kind."""
        return {f.index: n for figures in self.by_kind.values() for n, f in enumerate(figures)}

    def before(self, figure: Figure, kind: str | None = None, most: int = WINDOW) -> list[Figure]:
        """The figures of a kind before one, nearest first."""
        same = self.by_kind.get(figure.kind if kind is None else kind, [])
        end = self.rank[figure.index] if kind in (None, figure.kind) else _first(same, figure.index)
        return same[max(0, end - most) : end][::-1]

    def after(self, figure: Figure, kind: str | None = None, most: int = WINDOW) -> list[Figure]:
        """The figures of a kind behind one, in order."""
        same = self.by_kind.get(figure.kind if kind is None else kind, [])
        start = self.rank[figure.index] + 1 if kind in (None, figure.kind) else _first(same, figure.index)
        return same[start : start + most]

    def root(self, figure: Figure) -> bool:
        """Whether a figure is no part of a verified sum."""
        return figure.index not in self.inner

    def taken(self, part: Figure, total: Figure) -> bool:
        """Whether a figure is a part of another total than one of this amount, which may be said twice."""
        if part.index not in self.inner:
            return False
        known = (self.text.figures[n].quantity.amount for n in self.totals.get(part.index, ()))
        return any(amount != total.quantity.amount for amount in known) or part.index in self.doubted

    def free(self, figure: Figure) -> bool:
        """Whether no relation has explained a figure yet."""
        return figure.index not in self.stated

    def forget(self, figure: Figure) -> None:
        """Take back what a figure was said to be, for a surer reading of it."""
        known = self.stated.pop(figure.index, None)
        self.relations[:] = [r for r in self.relations if r is not known]

    def mention(self, figure: Figure) -> Mention:
        """A figure as checks see it."""
        return self.text.block(figure).mention(figure)

    def add(
        self,
        kind: RelationKind,
        stated: Figure,
        operands: Sequence[Figure],
        working: str,
        due: str,
        fit: Fit,
        *,
        evidence: float = 0.0,
        bound: bool = False,
        near_miss: bool = False,
        licence: str = "",
        point: Decimal = Decimal(0),
        weak: bool = False,
        label: str = "",
        word: str = "",
    ) -> Relation:
        """Record a relation. `weak`: it is consistent at most, whatever its evidence."""
        mention = self.mention(stated)
        if label:
            mention = Mention(label, mention.field)
        block = self.text.block(stated)
        relation = Relation(
            kind, mention, tuple(map(self.mention, operands)), working, due, fit, block.whole(stated.sentence),
            evidence, fit <= Fit.ROUNDING and evidence >= PROOF and not weak, bound, near_miss, licence, point, word,
        )  # fmt: skip
        self.relations.append(relation)
        if fit is not Fit.OPEN:
            self.stated.setdefault(stated.index, relation)
        if relation.holds:
            self.operands.update(f.index for f in operands)
            if kind not in _COARSE:
                self.exact.update(f.index for f in operands)
        elif bound:
            self.disputed.update(f.index for f in operands)
        if relation.holds and kind == "balance" and operands:
            self.balanced.setdefault(operands[-1].index, operands[0])
        if kind == "sum" and (relation.holds or bound):
            self.sums.append((stated, tuple(operands)))
        if relation.holds and kind == "sum":
            for part in operands:
                self.totals.setdefault(part.index, set()).add(stated.index)
        return relation


def _first(figures: Sequence[Figure], index: int) -> int:
    low, high = 0, len(figures)
    while low < high:
        middle = (low + high) // 2
        if figures[middle].index < index:
            low = middle + 1
        else:
            high = middle
    return low


def printed(figure: Figure, field: Field | None = None) -> str:
    """A figure for the working: value and unit."""
    return as_text(figure.quantity)


def as_text(quantity: Quantity) -> str:
    """A quantity as a working has it."""
    value = format(quantity.value, "f")
    return f"{value}{quantity.unit}"


def amount_text(amount: Decimal, like: Quantity, decimals: int | None = None) -> str:
    """An amount in base units, printed in the unit of another figure."""
    value = amount / like.factor
    fixed = rounded(value, like.decimals if decimals is None else decimals)
    return f"{format(fixed, 'f') if fixed == value else show(value)}{like.unit}"


def ratio(part: Quantity, whole: Quantity) -> tuple[Decimal, Interval] | None:
    """A quotient in percent, as a point and the interval of its operands; None of nothing."""
    hundred = Decimal(100)
    if whole.amount <= 0:
        return None
    point = part.amount / whole.amount * hundred
    if whole.interval.low <= 0:
        return point, Interval.point(point)
    return point, (part.interval / whole.interval).scaled(hundred)

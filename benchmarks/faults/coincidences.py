"""Faults that agree with another lawful reading, so that a reading chosen too freely hides them.

Each is a slip that people make, and each makes some other sum or rate come out right: a total without the points of
the execution, a rate on the budget before its adjustment, 元 where 万元 is meant, weights that make 80, 90 or 100
without the part that was forgotten, values one column or one row off.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from .deck import Deck
from .model import Form, Kind, Row, band, number, rounded, settle, show
from .planters.common import SCORED, TOLD, Plant, full_count, full_number
from .sentences import percent

COINCIDENCES: dict[str, tuple[tuple[Kind, ...], Plant]] = {}


def coincidence(name: str, *kinds: Kind) -> Callable[[Plant], Plant]:
    """Register a function that makes such a fault in forms of these kinds."""

    def register(plant: Plant) -> Plant:
        COINCIDENCES[name] = (kinds, plant)
        return plant

    return register


def _earned_by_execution(form: Form) -> str:
    """The score of the budget's execution, wherever the form has it; empty where it has none."""
    if form.kind == "narrative":
        return form.items[0].score
    if form.funds and form.funds[0].score not in ("—", ""):
        return form.funds[0].score
    return next((row.score for row in form.rows if row.sort == "execution"), "")


@coincidence("total-without-execution", "project", "split", "department", "graded", "narrative")
def _total_without_execution(deck: Deck, form: Form) -> str | None:
    earned = _earned_by_execution(form)
    if not earned:
        return None
    form.total = show(Decimal(form.total) - Decimal(earned))
    for line in form.lines("total"):
        line.values["total"] = form.total
        if "grade" in line.values:
            line.values["grade"] = band(Decimal(form.total))
    return form.total


@coincidence("rate-on-initial-budget", "project", "split")
def _rate_on_initial(deck: Deck, form: Form) -> str | None:
    if len(form.funds) < 2 or form.funds[0].adjustment:
        return None
    total, own = form.funds[:2]
    before = rounded(Decimal(total.executed) * 100 / deck.whole(84, 98))
    own.initial = f"{Decimal(own.initial) + before - Decimal(total.initial):.2f}"
    if Decimal(own.initial) <= 0 or before == Decimal(total.adjusted):
        return None
    total.initial = f"{before:.2f}"
    total.rate = f"{percent(Decimal(total.executed), before)}%"
    total.score = show(rounded(number(total.weight) * number(total.rate) / 100))
    settle(form)
    return total.rate


@coincidence("yuan-in-a-cell-of-ten-thousands", "project", "split", "graded")
def _yuan(deck: Deck, form: Form) -> str | None:
    if len(form.funds) < 2 or form.style.grouped:
        return None
    fund = form.funds[0]
    fund.executed = show(Decimal(fund.executed) * 10_000)
    return fund.executed


@coincidence("yuan-in-a-sentence", *TOLD)
def _yuan_told(deck: Deck, form: Form) -> str | None:
    line = next(line for line in form.every_line() if "spent" in line.values)
    line.values["spent"] = show(Decimal(line.values["spent"]) * 10_000)
    return line.values["spent"]


def _weights_make(form: Form, whole: int) -> str | None:
    """Change one or a few full rows so that all weights but the execution's make another round sum."""
    rows = [row for row in form.rows if row.sort != "execution"]
    rest = sum((Decimal(row.weight) for row in rows), Decimal(0)) - whole
    for row in rows:
        if rest and row.full and not row.item and not form.style.printed_points:
            new = max(Decimal("0.5"), Decimal(row.weight) - rest)
            rest -= Decimal(row.weight) - new
            row.weight = row.score = show(new)
    settle(form)
    return str(whole) if not rest else None


@coincidence("weights-make-80", "project", "department")
def _make_80(deck: Deck, form: Form) -> str | None:
    return _weights_make(form, 80)


@coincidence("weights-make-90", "split")
def _make_90(deck: Deck, form: Form) -> str | None:
    form.style.printed_points = {}
    return _weights_make(form, 90)


@coincidence("weights-make-100-without-execution", *SCORED)
def _make_100(deck: Deck, form: Form) -> str | None:
    form.style.printed_points = {}
    return _weights_make(form, 100) if _earned_by_execution(form) else None


@coincidence("row-shifted-right", *SCORED)
def _shifted_right(deck: Deck, form: Form) -> str | None:
    row = _shiftable(deck, form)
    if row is None or form.style.weight_first:
        return None
    row.completion, row.weight, row.score, row.note = "", row.completion, row.weight, row.score
    return row.name


@coincidence("row-shifted-left", *SCORED)
def _shifted_left(deck: Deck, form: Form) -> str | None:
    row = _shiftable(deck, form)
    if row is None or form.style.weight_first:
        return None
    row.completion, row.weight, row.score, row.note = row.weight, row.score, row.note, ""
    return row.name


def _shiftable(deck: Deck, form: Form) -> Row | None:
    rows = [row for row in form.rows if full_count(row) and not row.told]
    return deck.one(rows) if rows else None


@coincidence("scores-one-row-down", "project", "department")
def _scores_down(deck: Deck, form: Form) -> str | None:
    rows = [row for row in form.rows if row.level1 == form.rows[-1].level1 or full_number(row)][:5]
    if len({row.score for row in rows}) < 3:
        return None
    scores = [row.score for row in rows]
    for row, score in zip(rows, [scores[-1], *scores[:-1]], strict=True):
        row.score = score
    return rows[0].name


@coincidence("completions-one-row-down", *SCORED)
def _completions_down(deck: Deck, form: Form) -> str | None:
    rows = [row for row in form.rows if full_count(row) and not row.told][:3]
    if len(rows) < 3:
        return None
    done = [row.completion for row in rows]
    for row, actual in zip(rows, [done[-1], *done[:-1]], strict=True):
        row.completion = actual
    return rows[0].name

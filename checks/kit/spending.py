"""The money of a report: rows of the funds with their rates of execution, as they may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.form import FundsRow
from auditor.model.place import Field, says
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ZERO, Hedge, Interval, Quantity, show

from .percentages import Fit, fit

CENTS = 2
"""Decimals of amounts of money and of rates as people print them."""


class Reading(Struct, frozen=True):
    """A printed rate read as spending ÷ one of the budgets beside it; `point` in percent."""

    fit: Fit
    point: Decimal
    computed: Interval
    executed: Field
    budget: Field
    rate: Quantity

    @property
    def working(self) -> str:
        """The quotient, as printed figures."""
        return f"{as_printed(self.executed)} ÷ {as_printed(self.budget)} = {show(self.point, max(2, self.rate.decimals + 2))}%"


def budgets(row: FundsRow) -> list[Field]:
    """The figures of a row that a rate may be of, the likeliest first."""
    candidates = (row.adjusted, row.arrived, row.initial)
    return [f for f in candidates if f is not None and f.quantity is not None and f.quantity.value > 0]


def percent_readings(field: Field) -> list[Quantity]:
    """A printed rate in percent: as it stands, and 0.958 as 95.8 where the figure itself has no per cent sign."""
    quantity = field.quantity
    if quantity is None or quantity.unit not in ("", "%"):
        return []
    plain = quantity.with_unit("%")
    if (
        "%" in field.name
        or not 0 < quantity.value <= Decimal("1.5")
        or (quantity.decimals == 0 and quantity.value != 1)
    ):
        return [plain]
    decimals = max(quantity.decimals - 2, -1) if quantity.decimals else 0
    return [Quantity(quantity.value * HUNDRED, decimals, "%", quantity.hedge, quantity.text), plain]


def read_rate(row: FundsRow) -> Reading | None:
    """The reading of a row's rate that fits best, or the likeliest when none fits; None without operands."""
    rate, executed = row.rate, row.executed
    if rate is None or rate.quantity is None or rate.quantity.hedge is not Hedge.NONE:
        return None
    if heads(rate, "arrived"):
        executed = row.arrived
    if executed is None or executed.quantity is None:
        return None
    readings = [
        reading_of(executed, budget, printed, row)
        for budget in budgets(row)
        if budget is not executed
        for printed in percent_readings(rate)
    ]
    return min(readings, key=lambda r: r.fit, default=None)


def reading_of(executed: Field, budget: Field, rate: Quantity, row: FundsRow) -> Reading:
    above, below = executed.quantity, budget.quantity
    assert above is not None and below is not None
    finest = max(
        CENTS,
        *(
            f.quantity.decimals
            for f in (row.initial, row.adjusted, row.arrived, row.executed)
            if f and f.quantity
        ),
    )
    point = above.amount / below.amount * HUNDRED
    computed = quotient(padded(above, finest), padded(below, finest))
    return Reading(fit(rate, point, computed), point, computed, executed, budget, rate)


def padded(quantity: Quantity, decimals: int) -> Quantity:
    """The amount as if the trailing zeros that spreadsheets drop were printed."""
    return replace(quantity, decimals=max(quantity.decimals, decimals))


def quotient(above: Quantity, below: Quantity) -> Interval:
    """The interval of a rate in percent."""
    if below.interval.low <= 0:
        return Interval.point(above.amount / below.amount * HUNDRED)
    return (above.interval / below.interval).scaled(HUNDRED)


class Basis(Struct, frozen=True):
    """A rate of execution in percent that points may rest on, and its arithmetic as printed figures."""

    point: Decimal
    interval: Interval
    text: str
    related: tuple[Field, ...]


def printed_rates(field: Field | None) -> list[Basis]:
    """The rates that a cell may state, in percent."""
    if field is None:
        return []
    return [Basis(q.value, q.printed, f"{show(q.value)}%", (field,)) for q in percent_readings(field)]


def computed_rates(row: FundsRow) -> list[Basis]:
    """The rates that a row's amounts give."""
    executed = row.executed
    if executed is None or executed.quantity is None:
        return []
    readings = [reading_of(executed, b, Quantity(ZERO, CENTS, "%"), row) for b in budgets(row)]
    return [Basis(r.point, r.computed, r.working, (r.executed, r.budget)) for r in readings]


def _from_parts(rows: Iterable[FundsRow]) -> list[Basis]:
    """The rate of a total that is left zero, from its parts."""
    pairs = [
        (r.executed, b[0])
        for r in rows
        if r.executed is not None and r.executed.quantity and (b := budgets(r))
    ]
    spent = sum((e.quantity.amount for e, _ in pairs if e.quantity), ZERO)
    given = sum((b.quantity.amount for _, b in pairs if b.quantity), ZERO)
    if spent <= 0 or given <= 0:
        return []
    point = spent / given * HUNDRED
    above, below = (" + ".join(as_printed(f) for f in fields) for fields in zip(*pairs, strict=True))
    text = f"{above} ÷ {below}" if len(pairs) == 1 else f"({above}) ÷ ({below})"
    return [
        Basis(
            point,
            Interval.point(point),
            f"{text} = {show(point, CENTS)}%",
            tuple(f for p in pairs for f in p),
        )
    ]


def row_bases(total: FundsRow, parts: Iterable[FundsRow]) -> list[Basis]:
    """The rates that a total row may mean; those of its parts when it is left zero itself.

    A printed rate that its own amounts contradict earns nothing.
    """
    computed, printed = computed_rates(total), printed_rates(total.rate)
    reading = read_rate(total)
    if reading is not None and reading.fit is Fit.WRONG and computed:
        return computed
    zero = all(b.point == 0 for b in printed)
    return (_from_parts(parts) or printed) if zero and not computed else printed + computed


def whole_row(report: Report) -> FundsRow | None:
    """The total row of the one funds block; none where a project's form stands in a whole unit's report."""
    rows = [row for row in report.funds if row.level == 0]
    if len(rows) != 1:
        return None
    whole = says(report.title, "department")
    foreign = any(
        table.kind == "projects" or (whole and says(table.title, "project")) for table in report.tables
    )
    return None if foreign else rows[0]


def blocks(report: Report) -> Iterator[tuple[FundsRow, tuple[FundsRow, ...]]]:
    """The total rows of the funds, each with the rows of its parts below it."""
    total: FundsRow | None = None
    parts: list[FundsRow] = []
    for row in report.funds:
        at, above = row.place.location, total.place.location if total else None
        if total is not None and (
            row.level == 0 or above is None or (at.sheet, at.table) != (above.sheet, above.table)
        ):
            yield total, tuple(parts)
            total, parts = None, []
        if row.level == 0:
            total, parts = row, []
        elif total is not None:
            parts.append(row)
    if total is not None:
        yield total, tuple(parts)


def as_printed(field: Field) -> str:
    """A figure as printed, without white space."""
    return "".join(field.text.split())


def heads(field: Field, topic: str) -> bool:
    """Whether the header above a cell speaks of a topic."""
    row, index = field.place.row, field.place.index
    head = row.headers[index] if row is not None and index is not None and index < len(row.headers) else ""
    return says(head, topic)

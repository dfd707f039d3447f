"""EXE: one sum of money, one rate of spending, wherever the report states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from auditor.check import check, consistent, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.place import Field, Place, says
from auditor.model.relations import AmountClaim, ExecutionClaim, Mention
from auditor.model.report import Report
from auditor.quantity import Quantity, show, truncated

from .kit.percentages import Fit, best_reading
from .kit.spending import whole_row

_MOST_VALUES = 2
_OWN_NAME = 4

Key = tuple[str, tuple[str, ...], int | None]


class _Said(Struct, frozen=True):
    """One statement of a figure: its words or its cell, its number, the name that it goes by there."""

    label: str
    field: Field
    quantity: Quantity


@check(
    "amount-conflict",
    code="EXE009",
    severity=Severity.ERROR,
    needs=("funds", "claims:amount", "claims:execution"),
)
def amount_conflict(report: Report) -> Iterator[Draft | Checked]:
    stated: dict[Key, list[_Said]] = defaultdict(list)
    for key, said in (*_funds(report), *_amounts(report)):
        stated[key].append(said)
    for (concept, _, _), every in stated.items():
        groups = _groups(every)
        if len(groups) == 1:
            yield from _repeated(every)
        if len(groups) != _MOST_VALUES:
            continue
        majority, minority = sorted(groups, key=len, reverse=True)
        first, second = majority[0], minority[0]
        if (
            concept != "same" and _beside(majority, minority)
        ) or first.quantity.value == second.quantity.value:
            continue
        severity = Severity.WARNING if concept == "same" else None
        if _cut(first.quantity, second.quantity) or _cut(second.quantity, first.quantity):
            severity = Severity.INFO
        yield found(
            second.field.place, subject=second.label, first=_figure(first), second=_figure(second), found=second.field.text,
            expected=_figure(first), working=f"{_figure(first)} ≠ {_figure(second)}", severity=severity, figure=True, operands=[first.field],
            related=[said.field.place for said in majority], confidence=Confidence.LIKELY,
        )  # fmt: skip


def _repeated(every: Sequence[_Said]) -> Iterator[Checked]:
    """The verdicts on statements that repeat the first of them."""
    first, *others = every
    return (consistent(o.field.place, f"{_figure(o)} = {_figure(first)}", [first.field]) for o in others)


@check(
    "execution-rate-conflict",
    code="EXE010",
    severity=Severity.ERROR,
    needs=("funds", "indicators", "claims:amount", "claims:execution"),
)
def execution_rate_conflict(report: Report) -> Iterator[Draft | Checked]:
    stated: dict[Key, list[_Said]] = defaultdict(list)
    for key, said in (*_table_rates(report), *_amounts(report, rates=True)):
        stated[key].append(said)
    proven, wrong = _proofs(report)
    for every in stated.values():
        kept = [said for said in every if said.field.place not in wrong]
        groups = _groups(kept)
        if len(groups) == 1:
            yield from _repeated(kept)
        if len(groups) != _MOST_VALUES or _beside(*groups):
            continue
        if all(any(said.field.place in proven for said in group) for group in groups):
            continue
        majority, minority = sorted(
            groups, key=lambda g: (any(said.field.place in proven for said in g), len(g)), reverse=True
        )
        first, second = majority[0], minority[0]
        yield found(
            second.field.place, subject=second.label, first=first.field.text, second=second.field.text, found=second.field.text,
            expected=first.field.text, working=f"{first.field.text} ≠ {second.field.text}", figure=True, operands=[first.field],
            related=[said.field.place for said in majority], confidence=Confidence.LIKELY,
        )  # fmt: skip


# ── Statements ────────────────────────────────────────────────────────────────────────────────────────


def _amounts(report: Report, *, rates: bool = False) -> Iterator[tuple[Key, _Said]]:
    """What sentences state of the budget: sums, or rates of spending."""
    # A project's report with one block of funds speaks of its own rate, however it calls itself.
    single = (
        rates and whole_row(report) is not None and says(report.title, "project") and len(report.tables) == 1
    )
    for claim in report.claims:
        if isinstance(claim, AmountClaim) and claim.concept and (claim.concept == "rate") == rates:
            scope = tuple(filter(None, (_others(part, report.organisation) for part in claim.scope)))
            if single:
                scope = tuple(p for p in scope if not Field(p, claim.place).means("this_project"))
            mention = claim.amount
            said = _Said(mention.label, mention.field, mention.quantity)
            yield (claim.concept, scope, claim.year or report.year), said


def _others(part: str, organisation: str) -> str:
    """A scope without the reporting unit's own name, however short it is written."""
    ends = (organisation[n:] for n in range(len(organisation) - _OWN_NAME + 1))
    return part.removeprefix(next((end for end in ends if part.startswith(end)), ""))


def _funds(report: Report) -> Iterator[tuple[Key, _Said]]:
    row = whole_row(report)
    cells = (
        (
            ("initial", row.initial),
            ("adjusted", row.adjusted),
            ("executed", row.executed),
            ("arrived", row.arrived),
        )
        if row
        else ()
    )
    for concept, field in cells:
        if row and field and field.quantity and field.quantity.base_unit == "元":
            yield (concept, (), report.year), _Said(row.name, field, field.quantity)


def _table_rates(report: Report) -> Iterator[tuple[Key, _Said]]:
    row = whole_row(report)
    executing = [i for i in report.indicators if i.execution]
    fields = [(row.name, row.rate)] if row else []
    if len(executing) == 1 and len(report.tables) == 1:
        fields.append((executing[0].name.name, executing[0].completion))
    for label, field in fields:
        if field and field.quantity and field.quantity.unit == "%":
            yield ("rate", (), report.year), _Said(label, field, field.quantity)


def _proofs(report: Report) -> tuple[frozenset[Place], frozenset[Place]]:
    """The places of rates that the budget and the spending beside them bear out, and that they contradict."""
    row = whole_row(report)
    fields = (row.adjusted, row.arrived, row.initial) if row else ()
    budgets = tuple(Mention("", field) for field in fields if field and field.quantity)
    rates = [
        (c.executed, (*c.budgets, *budgets), c.rate) for c in report.claims if isinstance(c, ExecutionClaim)
    ]
    if row and row.rate and row.rate.quantity and row.executed and row.executed.quantity:
        rates.append((Mention("", row.executed), budgets, Mention("", row.rate)))
    proven: set[Place] = set()
    wrong: set[Place] = set()
    for executed, wholes, rate in rates:
        if best := best_reading(executed, wholes, rate):
            (proven if best[0] < Fit.WRONG else wrong).add(rate.field.place)
    return frozenset(proven), frozenset(wrong)


# ── Comparing ─────────────────────────────────────────────────────────────────────────────────────────


def _groups(every: Sequence[_Said]) -> list[list[_Said]]:
    """The statements that can be of one number, together."""
    groups: list[list[_Said]] = []
    for said in every:
        home = next((g for g in groups if _agree(g[0].quantity, said.quantity)), None)
        if home is None:
            groups.append([said])
        else:
            home.append(said)
    return groups


def _agree(left: Quantity, right: Quantity) -> bool:
    """Whether two figures can be one number: equal where they are printed alike, else as rounding intervals."""
    if (left.factor, left.decimals) == (right.factor, right.decimals):
        return left.value == right.value
    return left.interval.meets(right.interval)


def _beside(left: Sequence[_Said], right: Sequence[_Said]) -> bool:
    """Whether two values stand in one sentence, and so are of two things."""
    sentences = {(s.field.place.location, s.field.place.text) for s in left}
    return any((s.field.place.location, s.field.place.text) in sentences for s in right)


def _cut(fine: Quantity, coarse: Quantity) -> bool:
    """Whether a sum is another one cut off, not rounded, at fewer digits."""
    return truncated(fine.amount / coarse.factor, coarse.decimals) == coarse.value


def _figure(said: _Said) -> str:
    return f"{show(said.quantity.value)}{said.quantity.unit}"

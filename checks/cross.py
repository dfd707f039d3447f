"""XRF: one part of the report against another: table, goals, narrative, headings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from auditor.check import check, consistent, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import FundsRow, Group, Indicator, ScoredItem
from auditor.model.names import counts_harm, stem, thing, unit_dimension
from auditor.model.place import Field, says
from auditor.model.relations import AmountClaim, ExecutionClaim, ZeroClaim
from auditor.model.report import Report
from auditor.model.text import Statement, WholeClaim
from auditor.places import named
from auditor.quantity import HUNDRED, Quantity, show
from auditor.words import Words, some

from .kit.outcomes import outcome
from .kit.points import with_unit
from .kit.relations import of_kind, told_unmet
from .kit.spending import whole_row

FAMILY = Words("前后对照", "agreement across sections")

_SHARED = 4


# ── Figures, claims and the rows that they are of ─────────────────────────────────────────────────────


@check("indicator-value-conflict", code="XRF001", severity=Severity.ERROR, needs=("statements",))
def indicator_value_conflict(report: Report) -> Iterator[Draft | Checked]:
    rows = [i for i in report.indicators if not i.execution and i.completion and i.completion.quantity]
    by_thing: dict[str, list[Indicator]] = defaultdict(list)
    for row in rows:
        if len(measured := thing(row.name.name, _SHARED)) >= _SHARED:
            by_thing[measured].append(row)
    said: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in report.statements:
        if (measured := thing(statement.mention.label, _SHARED)) in by_thing and _meant(statement, measured):
            said[measured, statement.source, statement.mention.quantity.base_unit].append(statement)
    for (measured, source, unit), statements in said.items():
        fitting = [
            r
            for r in by_thing[measured]
            if r.completion and r.completion.quantity and r.completion.quantity.base_unit == unit
        ]
        wrong = [s for s in statements if not any(_agrees(s, row) for row in fitting)]
        if not fitting or (
            wrong and (len(wrong) < len(statements) or len({s.mention.quantity.amount for s in wrong}) > 1)
        ):
            continue
        if not wrong:
            yield from (_repeated(s, fitting) for s in statements)
            continue
        place, stated = wrong[0].mention.field.place, wrong[0].mention.field.text
        cell = (fitting[0].target if source in ("initial", "adjusted") else None) or fitting[0].completion
        assert cell is not None
        yield found(
            place, subject=fitting[0].name.name, table=with_unit(cell), text=stated, expected=with_unit(cell), figure=True,
            working=f"{stated} ≠ {with_unit(cell)}", confidence=Confidence.LIKELY,
            severity=Severity.ERROR if source == "completion" else Severity.WARNING,
            operands=[cell], related=[cell.place, *(s.mention.field.place for s in wrong[1:])],
        )  # fmt: skip


def _repeated(statement: Statement, rows: list[Indicator]) -> Checked:
    """The verdict on a figure that the text repeats from a row of a table."""
    row = next(row for row in rows if _agrees(statement, row))
    cells = [f for f in (row.completion, row.target) if f is not None and f.quantity is not None]
    said = statement.mention.field
    same = next(
        (f for f in cells if f.quantity and f.quantity.amount == statement.mention.quantity.amount), cells[0]
    )
    return consistent(said.place, f"{with_unit(said)} = {with_unit(same)}", [same])


def _meant(statement: Statement, thing: str) -> bool:
    """Whether a figure may be the year's own of the whole: not of a part, another time or a plan, nor money spent in parts."""
    plan = statement.source in ("initial", "adjusted")
    part = statement.source == "text" and unit_dimension(statement.mention.quantity.unit) == "money"
    around = statement.words.replace(thing, "")
    return not (part or says(around, "foreign_figure") or (says(around, "planned_figure") and not plan))


def _agrees(statement: Statement, row: Indicator) -> bool:
    """Whether a statement is what the row says, or may be."""
    cells = [row.completion] if statement.source == "completion" else [row.target, row.completion]
    stated = statement.mention.quantity
    near = (c.quantity for c in cells if c is not None and c.quantity is not None)
    return any(q.base_unit != stated.base_unit or _same(q, stated) for q in near)


def _same(one: Quantity, other: Quantity) -> bool:
    """Whether two figures can be one number: equal where they are printed alike, else as rounding intervals."""
    if (one.factor, one.decimals) == (other.factor, other.decimals):
        return one.value == other.value
    return one.printed.scaled(one.factor).meets(other.printed.scaled(other.factor))


@check("zero-claim-conflict", code="XRF002", severity=Severity.ERROR, needs=("claims:zero",))
def zero_claim_conflict(report: Report) -> Iterator[Draft | Checked]:
    goals = {f.place.location for g in report.goals for f in (g.initial, g.adjusted) if f} - {
        g.completion.place.location for g in report.goals if g.completion
    }
    claims = [c for c in report.claims if isinstance(c, ZeroClaim)]
    stated = [c for c in claims if c.place.location not in goals]
    for row in report.indicators:
        quantity = row.completion.quantity if row.completion else None
        if (
            row.completion is None
            or quantity is None
            or quantity.value <= 0
            or not counts_harm(row.name.text)
        ):
            continue
        denied = [c for c in stated if _denies(c, row)]
        if denied:
            wished = all(_wish(c) for c in denied)
            claim = next((c for c in denied if not _wish(c)), denied[0])
            also = [c for c in claims if c is not claim and _denies(c, row)]
            yield found(
                row.completion.place, subject=row.name.name, claim=claim.field.text, actual=with_unit(row.completion), expected="0",
                working=f"0 ≠ {with_unit(row.completion)}", related=[claim.field.place, *(c.field.place for c in also)],
                severity=Severity.WARNING if wished else None,
            )  # fmt: skip


def _denies(claim: ZeroClaim, row: Indicator) -> bool:
    """Whether a claim denies what a row counts."""
    name = row.name.name
    shared = any(claim.noun[i : i + _SHARED] in name for i in range(len(claim.noun) - _SHARED + 1))
    return shared and all(q in name for q in claim.qualifiers)


def _wish(claim: ZeroClaim) -> bool:
    return claim.field.says("wish")


# ── Narrative items and the scoring sheet ─────────────────────────────────────────────────────────────


@check("indicator-weight-conflict", code="XRF003", severity=Severity.ERROR, needs=("items",))
def indicator_weight_conflict(report: Report) -> Iterator[Draft | Checked]:
    for item, again in report.restated:
        if item.weight is not None:
            yield from _same_points(item.name.name, item.weight, again, Words("满分", "full mark"))
    for item, row in _sheet(report):
        if item.weight and row.weight:
            yield from _same_points(item.name.name, item.weight, row.weight, Words("满分", "full mark"))
        if item.score and row.score:
            yield from _same_points(item.name.name, item.score, row.score, Words("自评得分", "score"))
    for here, there in _groups(report):
        if here.weight and there.weight:
            yield from _same_points(here.name, here.weight, there.weight, Words("分值", "weight"))


_PAIR = Words("{one}（{first}）、{two}（{second}）", "{one} ({first}), {two} ({second})")


def _same_points(name: str, first: Field, second: Field, what: Words) -> Iterator[Draft | Checked]:
    if first.quantity is None or second.quantity is None:
        return
    if first.quantity.value == second.quantity.value:
        yield consistent(
            second.place, f"{show(second.quantity.value)} = {show(first.quantity.value)}", [first]
        )
        return
    one, two = show(first.quantity.value), show(second.quantity.value)
    yield found(
        second.place, subject=name, what=what, list=_PAIR.format(one=one, first=named(first.place), two=two, second=named(second.place)), found=two,
        expected=one, working=f"{one} ≠ {two}", related=[first.place], figure=True, operands=[first],
    )  # fmt: skip


def _sheet(report: Report) -> list[tuple[ScoredItem, Indicator]]:
    """The items of the narrative with their rows of a scoring sheet: by name, and by position where most names agree."""
    for table in report.tables:
        rows = [i for i in table.leaves if not i.joint]
        by_name = {i.name.name: i for i in rows}
        if not report.items or len(by_name) < len(rows):
            continue
        named = [(item, by_name[item.name.name]) for item in report.items if item.name.name in by_name]
        if 2 * len(named) <= len(report.items):
            continue
        ordered = list(zip(report.items, rows, strict=False))
        aligned = all(
            item.name.name not in by_name or item.name.name == row.name.name for item, row in ordered
        )
        return ordered if aligned and len(rows) == len(report.items) else named
    return []


def _groups(report: Report) -> Iterator[tuple[Group, Group]]:
    """The headings with points that the narrative and a scoring sheet share."""
    if _sheet(report):
        known = {g.name: g for t in report.tables for g in t.groups}
        yield from ((g, known[g.name]) for g in report.item_groups if g.name in known)


@check("indicator-name-drift", code="XRF004", severity=Severity.INFO, needs=("items",))
def indicator_name_drift(report: Report) -> Iterator[Draft | Checked]:
    drifted = [(r.item.name, r.name) for r in report.renamings]
    drifted += [(item.name, row.name) for item, row in _sheet(report) if _equal(item.weight, row.weight)]
    pairs = [(a, b) for a, b in drifted if _plain(a) != _plain(b)]
    if pairs:
        names = dict.fromkeys(f"{_plain(a)} ↔ {_plain(b)}" for a, b in pairs)
        yield found(
            pairs[0][1].place, subject=_plain(pairs[0][0]), list="；".join(names), found=_plain(pairs[0][1]),
            expected=_plain(pairs[0][0]), related=[pairs[0][0].place, *(f.place for pair in pairs[1:] for f in pair)],
        )  # fmt: skip


def _equal(first: Field | None, second: Field | None) -> bool:
    both = first and second and first.quantity and second.quantity
    return bool(both) and first.quantity.value == second.quantity.value  # type: ignore[union-attr]


def _plain(name: Field) -> str:
    return stem(name.name).removesuffix("指标")


# ── All done, all spent ───────────────────────────────────────────────────────────────────────────────


@check(
    "completeness-claim-conflict",
    code="XRF005",
    severity=Severity.WARNING,
    needs=("wholes", "completion_rates", "claims:execution"),
)
def completeness_claim_conflict(report: Report) -> Iterator[Draft | Checked]:
    rows = [(i.name.name, field, relation) for i, field, relation in _unmet(report)]
    unmet = rows + list(told_unmet(report))
    yield from _full_though_unmet(report)
    yield from _spent_though_left(report)
    yield from _money_said(report)
    rate = _low_rate(report)
    for claim in _first_of_kind(report.wholes):
        if claim.of == "goals" and unmet:
            names = "、".join(name for name, _, _ in unmet[:_NAMED])
            yield found(
                claim.field.place, subject=claim.field.name, claim=claim.field.text, found=claim.field.text,
                what=Words(f"{len(unmet)}项未达目标（{names}）", f"{some(len(unmet), 'indicator', 'be')} unmet ({names})"),
                working="; ".join(f"{name}: {relation}" for name, _, relation in unmet[:_NAMED]),
                related=[actual.place for _, actual, _ in unmet], confidence=Confidence.LIKELY,
            )  # fmt: skip
        elif claim.of == "funds" and rate is not None and claim.field.quantity is None:
            yield found(
                claim.field.place, subject=claim.field.name, claim=claim.field.text, found=claim.field.text,
                what=Words(f"执行率为{rate.name}", f"the execution rate is {rate.name}"), working=f"{rate.name} < 100%",
                related=[rate.place], confidence=Confidence.LIKELY,
            )  # fmt: skip


_NAMED = 5


def _full_though_unmet(report: Report) -> Iterator[Draft]:
    """A full total beside a completion that the text puts below 100%."""
    full = [t for t in report.totals if t.value.quantity and t.value.quantity.value == HUNDRED]
    short = next(_short_rates(report), None)
    if full and short and len(report.totals) == len(full):
        total, (row, rate) = full[0].value, short
        yield found(
            rate.place, subject=row.name.name, claim=f"{total.name}分", found=rate.text, expected="100%",
            what=Words(f"{row.name.name}为{rate.name}", f"{row.name.name} is {rate.name}"),
            working=f"{rate.name} < 100%", related=[total.place], confidence=Confidence.LIKELY,
        )  # fmt: skip


def _short_rates(report: Report) -> Iterator[tuple[Indicator, Field]]:
    """The rates below 100% at which a text says that indicators together were completed."""
    for row in report.indicators:
        rate = row.completion_rate
        if row.completion is None and row.target is None and rate is not None and rate.quantity is not None:
            yield row, rate


def _money_said(report: Report) -> Iterator[Draft]:
    """“资金已全部到位” beside rates of arrival below 100%, “未超预算” beside rates of execution above."""
    rates = [r for r in of_kind(report, "execution") if len(r.operands) > 1 and r.holds]
    arrivals = [r for r in rates if says(r.stated.label, "arrived")]
    spendings = [r for r in rates if not says(r.stated.label, "arrived")]
    facts = {
        "arrived": arrivals if all(r.stated.quantity.printed.high < HUNDRED for r in arrivals) else [],
        "within": spendings if all(r.stated.quantity.printed.low > HUNDRED for r in spendings) else [],
    }
    for claim in _first_of_kind(report.wholes):
        for rate in facts.get(claim.of, [])[:1]:
            stated, sign = rate.stated.field, "<" if claim.of == "arrived" else ">"
            yield found(
                claim.field.place, subject=claim.field.name, claim=claim.field.text, found=claim.field.text,
                what=Words(f"{rate.stated.label}为 {stated.name}", f"{rate.stated.label} is {stated.name}"),
                working=f"{stated.name} {sign} 100%", related=[stated.place], confidence=Confidence.LIKELY,
            )  # fmt: skip


def _spent_though_left(report: Report) -> Iterator[Draft]:
    """“资金2179万元已全部拨付” where the rate of that very amount is below 100%."""
    low = [
        r
        for r in of_kind(report, "execution")
        if r.stated.quantity.printed.high < HUNDRED and len(r.operands) > 1
    ]
    row = whole_row(report)
    for whole in report.wholes:
        amount = whole.field.quantity
        if whole.of != "funds" or amount is None:
            continue
        if row is not None and (spent := _less_spent(row, amount)) is not None:
            yield found(
                whole.field.place, subject=whole.field.name, claim=whole.field.text, found=whole.field.text,
                what=Words(f"执行数为{with_unit(spent)}", f"{with_unit(spent)} was spent"),
                working=f"{with_unit(spent)} < {show(amount.value)}{amount.unit}", related=[spent.place], confidence=Confidence.LIKELY,
            )  # fmt: skip
            return
        rate = next((r for r in low if r.operands[1].quantity.amount == amount.amount), None)
        if rate is not None:
            yield found(
                whole.field.place, subject=whole.field.name, claim=whole.field.text, found=whole.field.text,
                what=Words(f"执行率为{rate.stated.field.name}", f"the execution rate is {rate.stated.field.name}"),
                working=f"{rate.stated.field.name} < 100%", related=[rate.stated.field.place], confidence=Confidence.LIKELY,
            )  # fmt: skip
            return


def _less_spent(row: FundsRow, amount: Quantity) -> Field | None:
    """What was executed of the whole budget, where it is less than the amount that is said to be all spent."""
    budgets = [
        f.quantity
        for f in (row.adjusted, row.initial, row.arrived)
        if f is not None and f.quantity is not None
    ]
    spent = row.executed.quantity if row.executed is not None else None
    whole = any(budget.interval.meets(amount.interval) for budget in budgets)
    return row.executed if whole and spent is not None and spent.interval.high < amount.interval.low else None


def _unmet(report: Report) -> Iterator[tuple[Indicator, Field, str]]:
    """The rows that miss their targets, with their completions and what these are instead."""
    for indicator in report.indicators:
        if indicator.completion is None:
            continue
        ended = outcome(indicator)
        if ended is not None and not ended.met:
            yield indicator, indicator.completion, ended.relation
        elif indicator.undone:
            yield indicator, indicator.completion, f"“{indicator.completion.text}”"
    yield from ((row, rate, f"{rate.name} < 100%") for row, rate in _short_rates(report))


def _first_of_kind(claims: Iterable[WholeClaim]) -> Iterator[WholeClaim]:
    seen: set[str] = set()
    for claim in claims:
        if claim.of not in seen:
            seen.add(claim.of)
            yield claim


def _low_rate(report: Report) -> Field | None:
    """The whole unit's rate of execution, where every statement of it is below 100%."""
    stated = [c.rate.field for c in report.claims if isinstance(c, ExecutionClaim)]
    stated += [
        c.amount.field
        for c in report.claims
        if isinstance(c, AmountClaim) and c.concept == "rate" and not c.scope
    ]
    stated += [f.rate for f in report.funds if f.rate and not f.level]
    low = [f for f in stated if f.quantity and f.quantity.unit == "%" and f.quantity.printed.high < HUNDRED]
    return low[0] if low and len(low) == len(stated) else None


# The parts, the totals that they may make, called as a reader would, and what the parts are of.

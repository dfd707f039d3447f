"""Points: weights and scores as numbers, cells that several rows share, the points of the funds block, the grades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.form import (
    FundsRow,
    GradeWord,
    Indicator,
    IndicatorTable,
    Role,
    ScoredItem,
    Total,
    grades_of,
)
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, ZERO, parse, show
from auditor.words import Words

# Weights that add up to no more than this are shares of 1.
_FRACTION = Decimal("1.5")
_MOST_ADDENDS = 40


def value(field: Field | None) -> Decimal | None:
    """The number of a cell; None when there is no such cell or no number in it."""
    return field.quantity.value if field is not None and field.quantity is not None else None


def plain(field: Field) -> str:
    """A figure as printed, without white space and full-width digits."""
    return field.name


def together(*parts: Words) -> Words:
    """Sentences of a working behind each other."""
    return Words("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of the numbers that are there."""
    return sum((v for v in values if v is not None), ZERO)


def fractions(table: IndicatorTable) -> bool:
    """Whether weights are shares of 1."""
    return len(table.leaves) > 1 and 0 < total(value(i.weight) for i in table.leaves) <= _FRACTION


def scale(table: IndicatorTable) -> Decimal:
    """What turns a weight into points: 100 where weights are shares of 1 and scores are not, else 1."""
    scores = total(value(i.score) for i in table.leaves)
    return HUNDRED if fractions(table) and not 0 < scores <= _FRACTION else ONE


def centesimal(table: IndicatorTable) -> bool:
    """Whether rows are scored 0 to 100 each and folded by their weights, without a column that says so."""
    factor = scale(table)
    pairs = [
        (w * factor, s) for i in table.leaves if (w := value(i.weight)) and (s := value(i.score)) is not None
    ]
    return len(pairs) > 2 and 2 * sum(1 for w, s in pairs if s > w) > len(pairs)


class Share(Struct, frozen=True):
    """Rows with one weight and one score between them: mostly a single row, several where cells are merged."""

    rows: tuple[Indicator | ScoredItem, ...]
    weight: Decimal
    score: Decimal
    weight_field: Field
    score_field: Field

    @property
    def lost(self) -> Decimal:
        """Points lost, in the form's own points."""
        return self.weight - self.score

    @property
    def earned(self) -> Words:
        """The score beside the weight, in words: 得分3＝分值3."""
        sign = Words("＝", " =") if self.score == self.weight else Words("，", " of")
        return Words(
            f"得分{show(self.score)}{sign.zh}分值{show(self.weight)}",
            f"score {show(self.score)}{sign.en} weight {show(self.weight)}",
        )

    @property
    def extra(self) -> bool:
        """Whether the standard of one of the rows adds points to its weight."""
        return any(isinstance(row, Indicator) and row.extra for row in self.rows)

    @property
    def name(self) -> str:
        """The first row's name."""
        return self.rows[0].name.name


def shares(table: IndicatorTable) -> Iterator[Share]:
    """The rows of a table that carry a weight and a score, those that share merged cells together; no 加分/扣分 rows."""
    rows: list[Indicator] = []
    factor = scale(table)
    for row in table.indicators:
        heads = (row.weight is not None or Role.WEIGHT not in table.roles) and row.score is not None
        if rows and (heads or not row.joint):
            yield from _share(rows, factor)
            rows = []
        if not row.bonus:
            rows.append(row)
    yield from _share(rows, factor)


def own_share(row: Indicator | ScoredItem) -> Share | None:
    """The weight and score of one row or item; None when it lacks one, shares them, or is a 加分/扣分 row."""
    if isinstance(row, Indicator) and (row.joint or row.bonus):
        return None
    return next(_share([row], ONE), None)


def item_shares(report: Report) -> Iterator[tuple[ScoredItem, Share]]:
    """The items of the narrative that have a weight and a score."""
    return ((item, share) for item in report.items if (share := own_share(item)))


def _share(rows: Sequence[Indicator | ScoredItem], factor: Decimal) -> Iterator[Share]:
    weights = [r.weight for r in rows if r.weight is not None and r.weight.quantity is not None]
    scores = [r.score for r in rows if r.score is not None and r.score.quantity is not None]
    if weights and scores:
        weight, score = total(map(value, weights)) * factor, total(map(value, scores))
        yield Share(tuple(rows), weight, score, weights[0], scores[0])


def funds_points(report: Report, table: IndicatorTable) -> FundsRow | None:
    """The row of the funds block that belongs to a table, if it carries points: the total's, or else a source's."""
    at = table.place.location.table
    if table.kind == "projects" or at is None:
        return None
    scored = [
        (where, row)
        for row in reversed(report.funds)
        if (where := row.place.location.table) is not None
        and where <= at
        and (value(row.weight) or value(row.score))
        and not carries_total(report, row)
    ]
    if not scored:
        return None
    others = (t.place.location.table for t in report.tables if t is not table)
    if any(scored[0][0] <= o < at for o in others if o is not None):
        return None
    beside = [row for where, row in scored if where == scored[0][0]]
    return next((row for row in beside if not row.level), beside[-1])


def reached_grade(report: Report, score: Decimal, scale: str = "national") -> GradeWord:
    """The grade that a total score means, by the report's own scale or a known one (90, 80, 60)."""
    bounds = report.scale or (report.scheme.grades or grades_of(scale)).items()
    return next((word for word, bound in bounds if score >= bound), "差")


def carries_total(report: Report, row: FundsRow) -> bool:
    """Whether a row of the funds prints the form's total, not points for the execution of the budget.

    Its weight is the full mark, and either its score is the stated total or the indicators alone have all points.
    """
    weight, score = value(row.weight), value(row.score)
    if weight is None or weight < HUNDRED:
        return False
    stated = {value(t.value) for t in (*report.totals, *(t for table in report.tables for t in table.totals))}
    sums = (total(value(i.weight) for i in table.leaves) * scale(table) for table in report.tables)
    return score in stated or any(added >= HUNDRED for added in sums)


def deduction(row: Indicator) -> Decimal | None:
    """The points that a column of deductions (扣减分数) takes off a row; None without such a column or number."""
    texts = row.place.row.below("deduction_column") if row.place.row is not None else ()
    quantity = next((q for t in texts if (q := parse(t.lstrip("-－—"))) is not None), None)
    return quantity.value if quantity is not None else None


def explained(note: Field | None) -> bool:
    """Whether a cell for reasons says anything."""
    return note is not None and bool(note) and not note.means("no_reason")


def addition(addends: Iterable[str]) -> str:
    """Figures joined by plus signs, the middle of a very long sum left out."""
    figures = list(addends)
    if len(figures) > _MOST_ADDENDS:
        figures = [*figures[: _MOST_ADDENDS - 1], "…", figures[-1]]
    return " + ".join(figures)


def signed(number: Decimal) -> str:
    """A difference with its sign."""
    return f"+{show(number)}" if number > 0 else show(number)


def alike(values: Iterable[Decimal]) -> str:
    """A sum of weights with equal ones taken together: 10 + 6×9 + 4×7.2."""
    counts: dict[Decimal, int] = {}
    for number in values:
        counts[number] = counts.get(number, 0) + 1
    return addition(f"{n}×{show(v)}" if n > 1 else show(v) for v, n in counts.items())


def whole(table: IndicatorTable) -> bool:
    """Whether every row of a table was read."""
    return not table.unread and not table.incomplete


UNREAD = Words("有的行或列未能读懂", "a row or a column was not understood")
"""Why a sum over such a row or column says nothing."""


ULP = Decimal("0.005")
"""Points closer than this are the same: half of the last digit of hundredths."""


def pointed(table: IndicatorTable) -> Iterator[tuple[Indicator, Share]]:
    """The rows of a table that have points of their own, in the table's points."""
    factor = scale(table)
    for row in table.indicators:
        if (share := own_share(row)) and share.weight > 0:
            yield row, replace(share, weight=share.weight * factor)


def brief(text: str) -> str:
    """The beginning of a long sentence."""
    return text if len(text) <= _SENTENCE else f"{text[:_SENTENCE]}…"


_SENTENCE = 40


def full_mark(stated: Total) -> Decimal:
    """The most that a stated total may be, where the report says it; else 100."""
    return stated.full_mark.value if stated.full_mark is not None else HUNDRED


def with_unit(cell: Field) -> str:
    """A cell as printed, with the unit of its column where it prints none."""
    text, quantity = cell.name, cell.quantity
    return text + quantity.unit if quantity and text and text[-1].isdigit() else text

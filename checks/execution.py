"""EXE: the execution of the budget: rates and their points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import FundsRow, Indicator, Role, ScoredItem
from auditor.model.place import Field, Place
from auditor.model.relations import ExecutionClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, ZERO, Hedge, Interval, Quantity, rounded, show
from auditor.words import Words

from .narrative import Fit, best_reading, fit, verdict
from .relations import judged, of_kind

FAMILY = Words("预算执行", "execution of the budget")

FORM = Words(
    "自评表“执行率（B/A）”栏：全年执行数÷全年预算数；得分=执行率×分值（财预〔2020〕10号）",
    "the form's column 执行率 (B/A): spending ÷ the year's budget; points = rate × weight (财预〔2020〕10号)",
)

_SMALLEST_ULP = Decimal("0.005")
CENTS = 2
"""Decimals of amounts of money and of rates as people print them."""


# ── Rates ─────────────────────────────────────────────────────────────────────────────────────────────


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
    if _heads(rate, load("rates")["execution"]["arrived"]):
        executed = row.arrived
    if executed is None or executed.quantity is None:
        return None
    readings = [
        _reading(executed, budget, printed, row)
        for budget in budgets(row)
        if budget is not executed
        for printed in percent_readings(rate)
    ]
    return min(readings, key=lambda r: r.fit, default=None)


def _reading(executed: Field, budget: Field, rate: Quantity, row: FundsRow) -> Reading:
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
    computed = _quotient(padded(above, finest), padded(below, finest))
    return Reading(fit(rate, point, computed), point, computed, executed, budget, rate)


def padded(quantity: Quantity, decimals: int) -> Quantity:
    """The amount as if the trailing zeros that spreadsheets drop were printed."""
    return replace(quantity, decimals=max(quantity.decimals, decimals))


def _quotient(above: Quantity, below: Quantity) -> Interval:
    """The interval of a rate in percent."""
    if below.interval.low <= 0:
        return Interval.point(above.amount / below.amount * HUNDRED)
    return (above.interval / below.interval).scaled(HUNDRED)


@check(
    "execution-rate-mismatch",
    code="EXE001",
    severity=Severity.ERROR,
    zh="“{subject}”执行率 {rate} 与 {executed}/{budget}={calc}% 不符（相差 {off} 个百分点）",
    en="“{subject}”: execution rate {rate} does not equal {executed}/{budget} = {calc}% (off by {off} points)",
    source=FORM,
    why="""
预算执行率应等于执行数除以预算数。
依次按全年（调整后）预算数、到位资金、年初预算数验算，执行率也可写成小数（0.958）；各数按印出的位数作区间比较，电子表格省去的末尾零不计。仅因截尾造成的差异不在此报告，仅因数字本身取整过粗造成的差异列为提示。预算已经执行而执行率写为0的属于错误，空白的执行率不作判断。
""",
    needs=("funds", "indicators", "claims:execution"),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1350.00	1296.00	10	98.00%	9.80
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
全年预算数4000万元，全年执行数3600万元，预算执行率93.25%。
""",
    ),
    good=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1350.00	1296.00	10	96.00%	9.60
其中：财政拨款	1100	1250	1200	-	0.96	-
其他资金	100	100	96	-	96	-
上年结转资金	0	0	0	-	0	-
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
年初预算数3800万元，调整预算数4000万元，全年执行数3600万元，预算执行率90%。
""",
    ),
)
def execution_rate_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """A rate of execution is spending divided by the budget.

    The year's (adjusted) budget, the money that arrived and the initial budget are all tried, a rate may be
    printed as a fraction (0.958), and figures are compared as intervals with the trailing zeros that spreadsheets
    drop. A rate that only cutting off explains is left alone, one that only the figures' own coarse print explains
    is a note. A rate of 0 beside a budget that was spent is wrong; an empty one states nothing.
    """
    wrong: set[tuple[str, ...]] = set()
    for row in (*report.funds, *_rated_elsewhere(report)):
        if row.rate is None or row.rate.quantity is None:
            continue
        reading = read_rate(row)
        if reading is None:
            if row.rate.quantity.value != 0:
                yield not_verifiable(
                    row.rate.place, "缺少预算数或执行数", "the budget or the spending is missing"
                )
            continue
        if reading.fit is Fit.EXACT:
            yield verified(row.rate.place)
        elif reading.fit < Fit.WRONG:
            yield within_rounding(row.rate.place)
        elif _figures(row) not in wrong:
            wrong.add(_figures(row))
            yield _wrong_rate(row, reading)
    yield from judged(report, "execution")
    known = {r.stated.field.place for r in of_kind(report, "execution")}
    for claim in report.claims:
        if isinstance(claim, ExecutionClaim) and claim.rate.field.place not in known:
            yield from _claimed(claim)


def _figures(row: FundsRow) -> tuple[str, ...]:
    """A row's figures as printed: a source that is the whole total repeats its faults."""
    fields = (row.initial, row.adjusted, row.arrived, row.executed, row.rate)
    return tuple(f.name if f else "" for f in fields)


def _distinct(rows: Iterable[FundsRow]) -> Iterable[FundsRow]:
    """The rows without those that only repeat an earlier one's figures."""
    return {_figures(row): row for row in reversed(tuple(rows))}.values()


def _rated_elsewhere(report: Report) -> Iterator[FundsRow]:
    """The only funds total, when it has no rate of its own, with the rate of the only execution row."""
    totals = [t for t, _ in blocks(report)]
    rates = [
        i.completion
        for i in report.indicators
        if i.execution and i.completion and percent_readings(i.completion)
    ]
    if len(totals) == len(rates) == 1 and not (totals[0].rate and totals[0].rate.quantity):
        yield replace(totals[0], rate=rates[0])


def _wrong_rate(row: FundsRow, reading: Reading) -> Draft:
    above, below = reading.executed.quantity, reading.budget.quantity
    assert above is not None and below is not None and row.rate is not None
    coarse = fit(reading.rate, reading.point, _quotient(above, below)) is not Fit.WRONG
    return found(
        row.rate.place, subject=row.name, rate=_percent(row.rate, reading.rate), executed=as_printed(reading.executed),
        budget=as_printed(reading.budget), **_difference(reading.point, reading.rate),
        working=f"{reading.working} ≠ {_percent(row.rate, reading.rate)}", expected=f"{rounded(reading.point, max(reading.rate.decimals, 0))}%",
        related=[reading.executed.place, reading.budget.place], figure=True,
        severity=Severity.INFO if coarse else None, confidence=Confidence.POSSIBLE if coarse else Confidence.CERTAIN,
    )  # fmt: skip


def _claimed(claim: ExecutionClaim) -> Iterator[Draft | Checked]:
    """The rate of a sentence against the amounts that it stands with."""
    best = best_reading(claim.executed, claim.budgets, claim.rate)
    if best is None:
        yield not_verifiable(
            claim.rate.field.place, "文中未见所对应的预算数", "the text does not give the budget"
        )
        return
    how, _, _ = best
    if how < Fit.TRUNCATED:
        yield verdict(how, claim.rate)
    elif how is Fit.WRONG:
        yield not_verifiable(
            claim.rate.field.place,
            "不能确定所对应的预算数或执行数",
            "it is not clear which amounts the rate is of",
        )


def _difference(point: Decimal, printed: Quantity) -> dict[str, Any]:
    """The computed rate and how far the printed one is off, in percentage points, for the message."""
    places = max(2, printed.decimals + 1)
    return {"calc": show(point, places), "off": show(abs(rounded(point, places) - printed.value), places)}


@check(
    "execution-rate-denominator",
    code="EXE002",
    severity=Severity.WARNING,
    zh="“{subject}”执行率 {rate} 按{which}计算，按调整后预算 {budget} 应为 {calc}%",
    en="“{subject}”: rate {rate} is of the {which}; of the adjusted budget {budget} it is {calc}%",
    source=FORM,
    why="""
报告已列调整后预算的，执行率应以调整后预算数为分母。
执行率只与年初预算数相符的予以指出；只与到位资金相符的（财预〔2020〕10号评价指标框架的口径）列为提示。栏目名称已写明自身口径的不作要求。
""",
    needs=("funds", "claims:execution"),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1350.00	1080.00	10	90.00%	9.00
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
年初预算数4000万元，调整预算数4500万元，全年执行数3600万元，预算执行率90%。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
年初预算数4000万元，调整预算数4500万元，全年执行数3600万元，预算执行率80%。
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1200.00	1080.00	10	90.00%	9.00
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
)
def execution_rate_denominator(report: Report) -> Iterator[Draft | Checked]:
    """The rate of execution is of the year's budget as adjusted, when the report gives it.

    Told where a rate fits only the initial budget; where it fits only the money that arrived, as the evaluation
    framework of 财预〔2020〕10号 has it, it is a note. A column that names its own base is left alone.
    """
    named = load("rates")["execution"]["own_base"]
    for row in _distinct(report.funds):
        reading = read_rate(row)
        if reading is None or reading.fit is Fit.WRONG or row.rate is None or _heads(row.rate, named):
            continue
        if row.adjusted is None or row.adjusted is reading.budget or row.adjusted not in budgets(row):
            continue
        due = _reading(reading.executed, row.adjusted, reading.rate, row)
        if due.fit is Fit.WRONG:
            yield _denominator(
                row.rate, row.name, reading.budget is row.initial, _percent(row.rate, reading.rate), row.adjusted, due.point,
                f"{reading.working}; {due.working}", [reading.executed, reading.budget, row.adjusted],
            )  # fmt: skip
    words = load("claims")["execution"]
    for claim in report.claims:
        if not isinstance(claim, ExecutionClaim):
            continue
        best = best_reading(claim.executed, claim.budgets, claim.rate)
        adjusted = [b for b in claim.budgets if any(w in b.label for w in words["adjusted"])]
        if best is None or best[0] is Fit.WRONG or not any(w in best[2].label for w in words["initial"]):
            continue
        readings = [r for b in adjusted if (r := best_reading(claim.executed, [b], claim.rate))]
        if not readings or any(r[0] is not Fit.WRONG for r in readings):
            continue
        _, point, whole = readings[0]
        executed, rate = as_printed(claim.executed.field), as_printed(claim.rate.field)
        yield _denominator(
            claim.rate.field, claim.rate.label or "执行率", True, rate, whole.field, point,
            f"{executed} ÷ {as_printed(best[2].field)} = {rate}; {executed} ÷ {as_printed(whole.field)} = {show(point, 2)}%",
            [claim.executed.field, best[2].field, whole.field],
        )  # fmt: skip


def _denominator(
    rate: Field,
    name: str,
    initial: bool,
    printed: str,
    budget: Field,
    point: Decimal,
    working: str,
    operands: list[Field],
) -> Draft:
    which = Words("年初预算", "initial budget") if initial else Words("到位资金", "money that arrived")
    return found(
        rate.place, subject=name, rate=printed, which=which, budget=as_printed(budget), calc=show(point, 2), working=working,
        expected=f"{show(point, 2)}%", related=[f.place for f in operands], severity=None if initial else Severity.INFO,
    )  # fmt: skip


@check(
    "execution-rate-range",
    code="EXE004",
    severity=Severity.WARNING,
    zh="“{subject}”{fault}",
    en="“{subject}”: {fault}",
    source=FORM,
    why="""
全年支出不可能超过含结转和调整在内的全年预算。
只超过年初预算的属于正常情形，不作报告；执行率为负的属于错误。
""",
    needs=("funds", "indicators"),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1350.00	1400.00	10	103.70%	10
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	=	100	%	118	10	10
受益群众人数	≥	300	人	310	90	90
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1350.00	1350.00	10	100%	10
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
)
def execution_rate_range(report: Report) -> Iterator[Draft | Checked]:
    """Nobody can spend more than the year's budget, carry-over and adjustments included.

    Spending above the initial budget alone is ordinary and is left alone; a negative rate is an error.
    """
    over: set[Decimal] = set()
    for row in _distinct(report.funds):
        executed, budget = row.executed, row.adjusted
        if (
            executed is None
            or budget is None
            or not executed.quantity
            or not budget.quantity
            or budget.quantity.value <= 0
        ):
            continue
        if executed.quantity.interval.low <= budget.quantity.interval.high:
            continue
        point = executed.quantity.amount / budget.quantity.amount * HUNDRED
        over.add(rounded(point, 0))
        spent, given = as_printed(executed), as_printed(budget)
        yield found(
            executed.place, subject=row.name, related=[budget.place], working=f"{spent} ÷ {given} = {show(point, 2)}%", expected=f"≤ {given}",
            fault=Words(f"执行数 {spent} 大于预算数 {given}（{show(point, 2)}%）", f"expenditure {spent} exceeds the budget {given} ({show(point, 2)}%)"),
        )  # fmt: skip
    rates = [(r.name, r.rate) for r in report.funds] + [
        (i.name.name, i.completion) for i in report.indicators if i.execution
    ]
    for name, rate in rates:
        if rate is None or rate.quantity is None or rate.quantity.unit not in ("", "%"):
            continue
        value = rate.quantity.value
        negative = value < 0
        indicator = all(rate is not r.rate for r in report.funds)
        if negative or (indicator and value > HUNDRED and rounded(value, 0) not in over):
            yield found(
                rate.place, subject=name, severity=Severity.ERROR if negative else None, expected="0–100%", working=f"{as_printed(rate)} ∉ [0, 100]",
                fault=Words(f"执行率 {as_printed(rate)} 超出 0–100%", f"a rate of {as_printed(rate)} is outside 0–100%"),
            )  # fmt: skip


# ── Points ────────────────────────────────────────────────────────────────────────────────────────────


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
    readings = [_reading(executed, b, Quantity(ZERO, CENTS, "%"), row) for b in budgets(row)]
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
    """The rates that a total row may mean; those of its parts when it is left zero itself."""
    computed, printed = computed_rates(total), printed_rates(total.rate)
    zero = all(b.point == 0 for b in printed)
    return (_from_parts(parts) or printed) if zero and not computed else printed + computed


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


@check(
    "execution-score-mismatch",
    code="EXE003",
    severity=Severity.ERROR,
    zh="“{subject}”执行率 {rate}% × {weight} 分应得 {due}，自评 {score}",
    en="“{subject}”: execution of {rate}% × {weight} gives {due}, claimed {score}",
    source=FORM,
    why="""
预算执行率指标的得分等于分值乘以执行率，最高不超过分值。
印出的执行率和按金额算出的执行率均可，四舍五入与四舍六入五成双均可，低于100%的目标已完成或按目标比例计分的也可。整张表均为整数得分的，取整差异列为提示。报告写明分档计分办法（95%以上得满分）或文字说明已达目标的，不再核对。
""",
    needs=("funds", "indicators", "items"),
    supersedes=("score-exceeds-weight", "score-invalid"),
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	=	100	%	92.40	10	9.80
受益群众人数	≥	300	人	310	90	90
""",
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	0	0	0	10	0	0
其中：财政拨款	90	90	90	-	100%	-
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
预算执行率	=	100	%	97.45	10	9.75
受益群众人数	≥	300	人	310	90	90
""",
        """
青柳区松岭乡2024年度部门整体绩效自评报告
1．预算执行率（10分）
执行率95.41%，高于90%的目标，该指标得分为10分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
3．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
    ),
)
def execution_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """The budget execution item earns its weight times the rate of execution, never more than the weight.

    The printed rate and the one that the amounts give are both accepted, as is rounding half up or half to even,
    a target below 100% that is met, and points in proportion to it. Whole points in a table of whole points
    are a note. Where the report lays down steps of its own (95%以上得满分), or a sentence says that the target
    is met, nothing is asked.
    """
    steps = load("rates")["execution"]["steps"]
    noted = any("执行" in note and any(w in note for w in steps) for note in report.scoring_notes)
    whole = _whole_points(report)
    totals = list(blocks(report))
    told: set[tuple[str, str]] = set()
    for total, parts in totals:
        if total.weight and total.score:
            told.add((total.weight.name, total.score.name))
        yield from _points(total.name, total.weight, total.score, row_bases(total, parts), noted, whole)
    for table in report.tables:
        for indicator in table.indicators:
            weight, score = indicator.weight, indicator.score
            if not indicator.execution or (weight and score and (weight.name, score.name) in told):
                continue
            bases = printed_rates(indicator.completion) or [b for t, _ in totals for b in computed_rates(t)]
            staircase = noted or any(
                w in _under(indicator.place, table.header(Role.EXPLANATION)) for w in steps
            )
            if table.graded:
                full = Field("100", indicator.place, Quantity(HUNDRED, text="100"))
                yield from _points(indicator.name.name, full, indicator.item_score, bases, staircase, False)
            elif not _reached(indicator):
                bases += _towards_target(indicator)
                yield from _points(indicator.name.name, weight, score, bases, staircase, whole)
    for item in report.items:
        if item.execution and item.met is None:
            bases = [b for c in _within(report, item) for b in printed_rates(c.rate.field)]
            for result in _points(item.name.name, item.weight, item.score, bases, noted, whole):
                # A narrative may rest on a target that its sentences do not state as one.
                yield (
                    replace(result, severity=Severity.WARNING, confidence=Confidence.LIKELY)
                    if isinstance(result, Draft)
                    else result
                )


def _points(
    name: str, weight: Field | None, score: Field | None, bases: list[Basis], staircase: bool, whole: bool
) -> Iterator[Draft | Checked]:
    """The verdict on one item's points."""
    if weight is None or score is None or weight.quantity is None or score.quantity is None:
        return
    w, s = weight.quantity.value, score.quantity.value
    if not bases:
        yield not_verifiable(score.place, "缺少执行率", "no rate of execution is given")
        return
    dues = [_due(basis.interval, w) for basis in bases]
    points = [min(w, w * basis.point / HUNDRED) for basis in bases]
    if any(_rounds_to(p, s, score.quantity.decimals) for p in points):
        yield verified(score.place)
        return
    slack = Decimal("0.05") if score.quantity.decimals == 0 else max(score.quantity.half_ulp, _SMALLEST_ULP)
    if any(s in due.widened(slack) for due in dues):
        yield within_rounding(score.place)
        return
    if staircase:
        yield not_verifiable(score.place, "按本单位规定的执行率分档计分", "scored by the report's own steps")
        return
    basis, point = bases[0], points[0]
    counted = whole and abs(point - s) <= Decimal("0.5")
    due = show(point, max(2, score.quantity.decimals))
    yield found(
        score.place, subject=name, rate=show(basis.point, CENTS), weight=as_printed(weight), due=due, score=as_printed(score),
        working=f"{basis.text}; " * ("÷" in basis.text) + f"{as_printed(weight)} × {show(basis.point, 3)}% = {due} ≠ {as_printed(score)}",
        expected=due, related=[weight.place, *(f.place for f in basis.related)], figure=True,
        severity=Severity.INFO if counted else None,
    )  # fmt: skip


def _due(rate: Interval, weight: Decimal) -> Interval:
    points = rate.scaled(weight / HUNDRED)
    return Interval(min(points.low, weight), min(points.high, weight))


def _rounds_to(point: Decimal, score: Decimal, decimals: int) -> bool:
    """Whether points round to a score with two decimals or as printed, half up or half to even."""
    places = {decimals, CENTS} if decimals else {CENTS}
    even = (point.quantize(ONE.scaleb(-p), ROUND_HALF_EVEN) for p in places)
    return score in even or score in (rounded(point, p) for p in places)


def _whole_points(report: Report) -> bool:
    """Whether all scores of the tables are whole numbers."""
    scores = [i.score.quantity for i in report.indicators if i.score and i.score.quantity]
    return bool(scores) and all(q.decimals == 0 for q in scores)


def _reached(indicator: Indicator) -> bool:
    """Whether a target below 100% is met and earns its full points."""
    target, actual = indicator.target, indicator.completion
    weight, score = indicator.weight, indicator.score
    if not (target and actual and weight and score and target.quantity and actual.quantity):
        return False
    if not (weight.quantity and score.quantity and weight.quantity.value == score.quantity.value):
        return False
    return 0 < target.quantity.value <= actual.quantity.value


def _towards_target(indicator: Indicator) -> list[Basis]:
    """Points in proportion to a target other than 100%."""
    target, actual = indicator.target, indicator.completion
    if not (target and actual and target.quantity and actual.quantity and target.quantity.value > 0):
        return []
    point = actual.quantity.value / target.quantity.value * HUNDRED
    text = f"{as_printed(actual)} ÷ {as_printed(target)} = {show(point, CENTS)}%"
    return [Basis(point, Interval.point(point), text, (actual, target))]


def _within(report: Report, item: ScoredItem) -> Iterator[ExecutionClaim]:
    """The execution claims in an item's own sentences."""
    lines = {s.place.location for s in item.sentences}
    return (
        c for c in report.claims if isinstance(c, ExecutionClaim) and c.rate.field.place.location in lines
    )


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────────


def as_printed(field: Field) -> str:
    """A figure as printed, without white space."""
    return "".join(field.text.split())


def _percent(field: Field, rate: Quantity) -> str:
    """A rate as printed, with a per cent sign where it has none and is none of a fraction."""
    text = as_printed(field)
    return (
        text
        if "%" in text or "％" in text or rate.value != (field.quantity.value if field.quantity else None)
        else f"{text}%"
    )


def _under(place: Place, header: str) -> str:
    """What stands in a row under a header; empty when there is no such column."""
    row = place.row
    return row.cells[row.headers.index(header)] if row is not None and header in row.headers else ""


def _heads(field: Field, words: Iterable[str]) -> bool:
    """Whether the header above a cell has one of some words."""
    row, index = field.place.row, field.place.index
    return row is not None and index is not None and any(w in row.headers[index] for w in words)

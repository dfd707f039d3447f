"""EXE: what of the budget was left over, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec import Struct

from auditor.check import check, found, verified, within_rounding
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import Indicator
from auditor.model.place import Field
from auditor.model.relations import ExecutionClaim, ZeroClaim
from auditor.model.report import Report
from auditor.quantity import HUNDRED, ONE, Interval, show
from auditor.words import Words

from .execution import as_printed, blocks, computed_rates, printed_rates, read_rate, row_bases
from .narrative import Fit, best_reading
from .points import explained

REMAINS = Words(
    "预算执行情况应如实反映，执行率偏低的须说明原因（财预〔2020〕10号；自评表填报说明“未达到90%的需说明原因”）",
    "spending must be reported truly and a low rate explained (财预〔2020〕10号; forms ask it below 90%)",
)


class Outturn(Struct, frozen=True):
    """The whole report's adjusted budget and spending."""

    budget: Field
    executed: Field

    @property
    def left(self) -> Decimal:
        """What was not spent, in yuan."""
        assert self.budget.quantity and self.executed.quantity
        return self.budget.quantity.amount - self.executed.quantity.amount

    @property
    def interval(self) -> Interval:
        """The rounding interval of what was not spent."""
        assert self.budget.quantity and self.executed.quantity
        return self.budget.quantity.interval - self.executed.quantity.interval


def outturn(report: Report) -> Outturn | None:
    """The one adjusted budget of a report with its spending: its only funds total, else its only budget in prose."""
    totals = [t for t, _ in blocks(report)]
    if totals:
        row = totals[0]
        given = row.adjusted and row.executed and row.adjusted.quantity and row.executed.quantity
        if (
            len(totals) > 1
            or not given
            or row.adjusted is None
            or row.executed is None
            or row.adjusted.quantity is None
        ):
            return None
        return Outturn(row.adjusted, row.executed) if row.adjusted.quantity.value > 0 else None
    words = load("claims")["execution"]
    claims = [c for c in report.claims if isinstance(c, ExecutionClaim) and c.budgets]
    if len({c.budgets[0].quantity.amount for c in claims}) != 1 or any(
        w in claims[0].budgets[0].label for w in words["initial"]
    ):
        return None
    latest = max(claims, key=lambda c: c.executed.quantity.amount)
    return Outturn(latest.budgets[0].field, latest.executed.field)


@check(
    "carryover-contradiction",
    code="EXE007",
    severity=Severity.WARNING,
    zh="称“{claim}”，但预算 {budget} 与执行 {executed} 相差 {left}",
    en="“{claim}”, but the budget {budget} and the spending {executed} differ by {left}",
    source=REMAINS,
    why="""
年末结转结余应等于预算数减去执行数。
只在全报告只有一个调整后预算数、所列执行率与之相符时核对；已收回、核减的资金不算结余，文中有多笔结余的可能分属不同资金，不作判断。
""",
    needs=("funds", "claims:execution"),
    options={
        "slack": Words(
            "文中称无结余时允许的差额（元）", "yuan that may be left though the text says that nothing is"
        ),
    },
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
调整预算数4000.00万元，全年执行数3600.00万元，预算执行率90%，年末无结转结余。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
调整预算数4000.00万元，全年执行数3600.00万元，预算执行率90%，年末结转结余300.00万元。
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
调整预算数4000.00万元，全年执行数3600.00万元，预算执行率90%，剩余资金由财政收回，年末无结转结余。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
调整预算数4000.00万元，全年执行数3600.00万元，预算执行率90%，年末结转结余400.00万元。
""",
    ),
)
def carryover_contradiction(report: Report, *, slack: Decimal = HUNDRED) -> Iterator[Draft | Checked]:
    """What is left at the year's end is the budget less the spending.

    Asked where the report has one adjusted budget and its stated rate bears it out; money that was taken back (收回, 核减) did not stay, and
    several sums left over may be of different funds.
    """
    whole = outturn(report)
    if whole is None:
        return
    if _contradicted(report, whole):
        return
    words = load("rates")["carryover"]
    said = [c.field.place.text for c in report.claims if isinstance(c, ZeroClaim)] + [
        e.text for e in report.explanations
    ]
    if any(w in text for text in said for w in words["withdrawn"]):
        return
    budget, executed = as_printed(whole.budget), as_printed(whole.executed)
    factor = whole.budget.quantity.factor if whole.budget.quantity else ONE
    unit = whole.budget.quantity.unit if whole.budget.quantity else ""
    left = f"{show(whole.left / factor)}{unit}"
    values: dict[str, Any] = {
        "budget": budget, "executed": executed, "left": left, "confidence": Confidence.LIKELY,
        "related": [whole.budget.place, whole.executed.place],
    }  # fmt: skip
    if whole.left > slack and whole.interval.low > 0:
        for claim in report.claims:
            if isinstance(claim, ZeroClaim) and claim.noun.endswith(tuple(words["labels"])):
                yield found(
                    claim.field.place, subject=claim.noun, claim=claim.field.text, found=claim.field.text, expected=left,
                    working=f"{budget} − {executed} = {left}", **values,
                )  # fmt: skip
    if len({m.quantity.amount for m in report.carryovers}) != 1:
        return
    stated = report.carryovers[0]
    if stated.quantity.amount == whole.left:
        yield verified(stated.field.place)
    elif stated.quantity.interval.meets(whole.interval):
        yield within_rounding(stated.field.place)
    else:
        yield found(
            stated.field.place, subject=stated.label, claim=f"{stated.label}{as_printed(stated.field)}", found=stated.field.text, expected=left,
            working=f"{budget} − {executed} = {left} ≠ {as_printed(stated.field)}", figure=True, **values,
        )  # fmt: skip


def _contradicted(report: Report, whole: Outturn) -> bool:
    """Whether the rate beside the budget and the spending is not theirs: one of them is wrong, and told so."""
    rows = (read_rate(row) for row in report.funds if row.adjusted is whole.budget)
    claims = (
        best_reading(c.executed, c.budgets, c.rate)
        for c in report.claims
        if isinstance(c, ExecutionClaim) and c.budgets and c.budgets[0].field is whole.budget
    )
    return any(r.fit is Fit.WRONG for r in rows if r) or any(b[0] is Fit.WRONG for b in claims if b)


@check(
    "low-execution-unexplained",
    code="EXE008",
    severity=Severity.INFO,
    zh="“{subject}”执行率 {rate} 偏低，未见原因说明",
    en="“{subject}”: execution only {rate} and no reason given",
    source=REMAINS,
    why="资金未执行完的，应在表格备注或正文中说明原因。",
    needs=("indicators", "funds", "items", "claims:execution"),
    options={
        "low": Words("执行率低于此数（%）应说明原因", "rate of execution (%) below which a reason is due"),
        "very_low": Words(
            "执行率低于此数（%）而未说明的列为警告",
            "rate of execution (%) below which a missing reason is a warning",
        ),
    },
    bad=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
预算执行率	=	100	%	72.40	10	7.24
受益群众人数	≥	300	人	310	90	90
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
全年预算数4000万元，全年执行数3400万元，预算执行率85%。
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体绩效自评表
指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分	说明
预算执行率	=	100	%	72.40	10	7.24	工程款按进度于次年支付
受益群众人数	≥	300	人	310	90	90
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算执行情况
全年预算数4000万元，全年执行数3400万元，预算执行率85%。
二、存在问题
由于项目招标较晚，部分资金未能在年内支付。
""",
    ),
)
def low_execution_unexplained(
    report: Report, *, low: Decimal = Decimal(90), very_low: Decimal = Decimal(80)
) -> Iterator[Draft | Checked]:
    """Money that was not spent needs a reason, in a remark of the table or in a sentence of the report."""
    if (
        report.explanations
        or any(map(_remarks, report.indicators))
        or any(i.execution and i.reason for i in report.items)
    ):
        return
    for name, rate, point, note in _rates(report):
        if point < low and not explained(note):
            shown = (
                as_printed(rate)
                if rate.quantity and rate.quantity.value == point and "%" in as_printed(rate)
                else f"{show(point, 2)}%"
            )
            yield found(
                rate.place, subject=name, rate=shown, working=f"{shown} < {show(low)}%", expected=f"≥ {show(low)}%",
                related=[note.place] if note is not None else [], severity=Severity.WARNING if point < very_low else None,
            )  # fmt: skip


def _rates(report: Report) -> Iterator[tuple[str, Field, Decimal, Field | None]]:
    """Rates of the whole year's execution, in percent: of indicator rows, else of funds, else of the text."""
    rows = [
        (i.name.name, i.completion, b.point, i.note)
        for i in report.indicators
        if i.execution and i.completion is not None
        for b in printed_rates(i.completion)[:1]
    ]
    if rows:
        yield from rows
        return
    totals = [
        (t.name, b.related[0], b.point, t.note)
        for t, parts in blocks(report)
        for b in (*computed_rates(t), *row_bases(t, parts))[:1]
    ]
    if totals:
        yield from totals
        return
    claims = [c for c in report.claims if isinstance(c, ExecutionClaim)]
    if claims:
        best = max(claims, key=lambda c: c.rate.quantity.value)
        yield best.rate.label or "执行率", best.rate.field, best.rate.quantity.value, None


def _remarks(indicator: Indicator) -> bool:
    """Whether a row's remark speaks of money or of what is left for the next year."""
    return indicator.note is not None and _says_why(indicator.note)


def _says_why(note: Field) -> bool:
    words = load("rates")["explanation"]["topics"]
    return explained(note) and any(w in note.text for w in words)

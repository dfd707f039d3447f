"""EXE: the budget, its adjustments and the sources of its money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from auditor.check import check, found, not_verifiable, verified, within_rounding
from auditor.finding import Checked, Draft, Severity
from auditor.lexicon import load
from auditor.model.form import FundsRow
from auditor.model.place import Field
from auditor.model.report import Report
from auditor.quantity import ONE, ZERO, Interval, show

from .execution import CENTS, FORM, as_printed, blocks, padded


@check(
    "budget-adjustment-mismatch",
    code="EXE005",
    severity=Severity.ERROR,
    zh="“{subject}”年初 {initial} 与调整 {change} 得 {sum}，与调整后 {adjusted} 不符",
    en="“{subject}”: {initial} adjusted by {change} is {sum}, not {adjusted}",
    source=FORM,
    why="""
年初预算数加上（或减去）调整数，应等于调整后预算数。
各地表格填列调减数时有的带负号、有的不带，两种写法都予认可。
""",
    needs=("funds",),
    bad="""
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	预算调整数	调整后预算数	全年执行数	执行率
年度资金总额	1200.00	150.00	1380.00	1380.00	100%
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	100	100
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	预算调整数	调整后预算数	全年执行数	执行率
年度资金总额	1200.00	150.00	1350.00	1350.00	100%
其中：财政拨款	1200.00	50.00	1150.00	1150.00	100%
其他资金	0	200.00	200.00	200.00	100%
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	100	100
""",
)
def budget_adjustment_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """The initial budget and its adjustment give the adjusted budget.

    The adjustment is added or taken off, since forms print reductions with and without a sign.
    """
    for row in report.funds:
        initial, change, adjusted = row.initial, row.adjustment, row.adjusted
        if not (
            initial and change and adjusted and initial.quantity and change.quantity and adjusted.quantity
        ):
            continue
        a, b, c = initial.quantity, change.quantity, adjusted.quantity
        if c.amount in (a.amount + b.amount, a.amount - b.amount):
            yield verified(adjusted.place)
        elif c.interval.meets(a.interval + b.interval) or c.interval.meets(a.interval - b.interval):
            yield within_rounding(adjusted.place)
        else:
            total = show((a.amount + b.amount) / c.factor)
            yield found(
                adjusted.place, subject=row.name, initial=as_printed(initial), change=as_printed(change), sum=total, adjusted=as_printed(adjusted),
                working=f"{as_printed(initial)} + {as_printed(change)} = {total} ≠ {as_printed(adjusted)}", expected=total,
                related=[initial.place, change.place], figure=True,
            )  # fmt: skip


@check(
    "fund-source-mismatch",
    code="EXE006",
    severity=Severity.ERROR,
    zh="“{subject}”{column} {total} 与资金来源合计 {sum} 不符",
    en="“{subject}”: {column} {total} differs from its sources {sum}",
    source=FORM,
    why="""
资金总额的每一栏都应等于各资金来源之和。
同组其他来源已填列的，空白来源按零计。只是对某一来源再作细分的行（财政拨款下的中央、省级）不重复相加；未列其他资金的，合计可以小于总额，但任一来源大于总额均属错误。同一资金表各栏的问题合并为一条。
""",
    needs=("funds",),
    bad=(
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1350.00	1350.00	10	100%	10
其中：当年财政拨款	1000.00	1150.00	1150.00	-	100%	-
上年结转资金	100.00	100.00	100.00	-	100%	-
其他资金	80.00	100.00	100.00	-	100%	-
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
        """
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	0	0	0	10	0	0
其中：当年财政拨款	90	89.97	89.97	-	-	-
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
    ),
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	1200.00	1350.00	1350.00	10	100%	10
其中：财政拨款	1100.00	1250.00	1250.00	-	100%	-
中央资金	800.00	900.00	900.00	-	100%	-
省级资金	300.00	350.00	350.00	-	100%	-
其他资金	100.00	100.00	100.00	-	100%	-
上年结转资金				-		-
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
)
def fund_source_mismatch(report: Report) -> Iterator[Draft | Checked]:
    """The total of the funds is the sum of its sources, in every column.

    Empty sources are zero when another one is filled. Rows that only break one of the others down (中央, 省级 below
    财政拨款) are not added to it, and a list that does not name the other funds may stay below the total; a source
    above the total is wrong in any case. All columns of one block are one finding.
    """
    closing = load("rates")["sources"]["closing"]
    for total, parts in blocks(report):
        wrong: list[_Sources] = []
        complete = len(parts) > 1 and any(word in part.name for part in parts[-2:] for word in closing)
        for column in ("initial", "adjusted", "arrived", "executed"):
            stated: Field | None = getattr(total, column)
            named = [
                (p.name, f) for p in parts if (f := getattr(p, column)) is not None and f.quantity is not None
            ]
            if stated is None or stated.quantity is None or not named:
                continue
            if any(f and f.quantity is None for p in parts if (f := getattr(p, column)) is not None):
                yield not_verifiable(stated.place, "有的资金来源未能读出", "a source could not be read")
                continue
            amount, readings = stated.quantity.amount, _sources(named)
            finest = max(
                CENTS, *(f.quantity.decimals for f in (stated, *(f for _, f in named)) if f.quantity)
            )
            if any(_sum(r) == amount for r in readings) or _repeats(named, amount):
                yield verified(stated.place)
            elif any(_span(r, finest).meets(padded(stated.quantity, finest).interval) for r in readings):
                yield within_rounding(stated.place)
            elif complete or any(
                f.quantity.interval.low > stated.quantity.interval.high for _, f in named if f.quantity
            ):
                wrong.append(_Sources(stated, readings[-1]))
            else:
                yield not_verifiable(stated.place, "资金来源未必列全", "the sources listed need not be all")
        if wrong:
            yield _sources_wrong(total, wrong)


class _Sources(Struct, frozen=True):
    """A stated total that its sources do not add up to."""

    stated: Field
    parts: list[Field]

    @property
    def sum(self) -> str:
        """The sum of the sources in the total's unit."""
        return show(_sum(self.parts) / (self.stated.quantity.factor if self.stated.quantity else ONE))

    @property
    def working(self) -> str:
        """The addition."""
        added = f"{' + '.join(map(as_printed, self.parts))} = " if len(self.parts) > 1 else ""
        return f"{added}{self.sum} ≠ {as_printed(self.stated)}"

    @property
    def coarse(self) -> bool:
        """Whether the figures as coarsely as they are printed leave room for agreement."""
        return bool(self.stated.quantity and _span(self.parts, 0).meets(self.stated.quantity.interval))


def _sources(named: list[tuple[str, Field]]) -> list[list[Field]]:
    """The lists of sources that may make up a total: all rows, and those left without breakdowns."""
    words = load("rates")["sources"]
    everything = [f for _, f in named]
    fiscal = any(
        w in n and not any(x in n for x in words["within"]) for n, _ in named for w in words["fiscal"]
    )
    top = [f for n, f in named if not (fiscal and any(w in n for w in words["within"]))]
    kept: list[Field] = []
    skip = 0
    for i, (_, f) in enumerate(named):
        if skip:
            skip -= 1
            continue
        kept.append(f)
        skip = _breakdown(f, named[i + 1 :])
    return [everything, kept, top]


def _breakdown(whole: Field, below: list[tuple[str, Field]]) -> int:
    """How many of the rows below a source add up to it and so only break it down."""
    beside = load("rates")["sources"]["beside"]
    assert whole.quantity is not None
    added = ZERO
    for n, (name, field) in enumerate(below, 1):
        if any(w in name for w in beside) or field.quantity is None:
            return 0
        added += field.quantity.amount
        if added == whole.quantity.amount > 0:
            return n
    return 0


def _repeats(named: list[tuple[str, Field]], total: Decimal) -> bool:
    """Whether the rows break the total down more than once (by source, then by use), each time whole."""
    added, times = ZERO, 0
    for _, field in named:
        added += field.quantity.amount if field.quantity else ZERO
        if added == total > 0:
            added, times = ZERO, times + 1
    return added == 0 and times > 0


def _sum(fields: Iterable[Field]) -> Decimal:
    return sum((f.quantity.amount for f in fields if f.quantity), ZERO)


def _span(fields: Iterable[Field], decimals: int) -> Interval:
    """The interval of a sum, trailing zeros that were dropped put back."""
    span = Interval.point(ZERO)
    for field in fields:
        if field.quantity:
            span += padded(field.quantity, decimals).interval
    return span


def _sources_wrong(total: FundsRow, wrong: list[_Sources]) -> Draft:
    first = wrong[0]
    return found(
        first.stated.place, subject=total.name, column=first.stated.place.route[-1].name, total=as_printed(first.stated),
        sum=first.sum, working="; ".join(w.working for w in wrong), expected=first.sum, related=[f.place for f in first.parts],
        figure=True, severity=Severity.INFO if all(w.coarse for w in wrong) else None,
    )  # fmt: skip

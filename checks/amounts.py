"""EXE: one sum of money, one rate of spending, wherever the report states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from auditor.check import check, found, verified
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import FundsRow
from auditor.model.place import Field, Place
from auditor.model.relations import AmountClaim, ExecutionClaim, Mention
from auditor.model.report import Report
from auditor.quantity import Quantity, show, truncated
from auditor.words import Words

from .narrative import Fit, best_reading

ONE_FIGURE = Words(
    "同一数据在报告各处应一致，自评结果应真实、客观（财预〔2020〕10号）",
    "one figure is one figure throughout; self-evaluation must be true and objective (财预〔2020〕10号)",
)
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
    supersedes=("execution-rate-mismatch", "carryover-contradiction", "sum-mismatch", "share-mismatch"),
    severity=Severity.ERROR,
    zh="“{subject}”前后不一致：{first} 与 {second}",
    en="“{subject}” is stated differently: {first} and {second}",
    source=ONE_FIGURE,
    why="""
年初预算、调整后预算和执行数各只有一个数，全报告应前后一致。
对照的是正文与资金表中同一概念、同一年度、同一范围（整个单位，或同一资金、项目、月份）的金额，按区间比较：40686884.93元即4068.69万元。只差单位的由元、万元混用规则报告；一个名称对应两个以上数值的、同一句中的两个数值，指的是不同事项，不作判断。只差末位的列为提示。
""",
    needs=("funds", "claims:amount", "claims:execution"),
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
年初预算数21546300元，全年调整预算数25830000元，全年执行数24848460元。
二、绩效评价情况
我乡年初预算数为21546300元，调整预算数为25380000元，全年执行数为24848460元。
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
一、预算执行情况
年初预算数120.00万元，全年执行数96.50万元。
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	120.00	100.00	95.60	10	95.60%	9.56
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	90	90
""",
    ),
    good=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
2023年全年执行数2301.55万元。2024年年初预算数21546300元，全年调整预算数2583.00万元，1-6月实际支出980.12万元，全年执行数24848460元。
二、绩效评价情况
我乡年初预算数为2154.63万元，其中项目年初预算数300万元；调整预算数为25830000元，全年执行数约2485万元。三公经费年初预算5.50万元，实际支出5.40万元。
""",
        """
青柳区松岭乡2024年度项目支出绩效自评报告
一、道路维护项目
年初预算数120.00万元，全年执行数96.50万元。
二、水渠维护项目
年初预算数80.00万元，全年执行数80.00万元。
""",
    ),
)
def amount_conflict(report: Report) -> Iterator[Draft | Checked]:
    """The year's budget as first set, as adjusted, and what was spent of it are each one sum in the whole report.

    Compared are statements of one concept, one year and one scope (the whole unit, or the same fund, project,
    months) in sentences and in the one funds block, as rounding intervals: 40686884.93元 is 4068.69万元. Left
    alone are figures that differ by their unit only (money-scale tells that), names that stand for more than two
    values, and two values in one sentence, which are of two things. A slip of the last printed digit is a note.
    """
    stated: dict[Key, list[_Said]] = defaultdict(list)
    for key, said in (*_funds(report), *_amounts(report)):
        stated[key].append(said)
    for (concept, _, _), every in stated.items():
        groups = _groups(every)
        if len(groups) == 1:
            yield from (verified(said.field.place) for said in every[1:])
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
            expected=_figure(first), working=f"{_figure(first)} ≠ {_figure(second)}", severity=severity, figure=True,
            related=[said.field.place for said in majority], confidence=Confidence.LIKELY,
        )  # fmt: skip


@check(
    "execution-rate-conflict",
    code="EXE010",
    severity=Severity.ERROR,
    zh="预算执行率前后不一致：{first} 与 {second}",
    en="the execution rate is stated differently: {first} and {second}",
    source=ONE_FIGURE,
    why="""
整个单位全年只有一个预算执行率，全报告应前后一致。
对照正文、资金表和预算执行率指标。若干月份、某项资金或项目的执行率范围不同，不作对照。各自的预算数与执行数都能印证的执行率，可能分母不同，不作报告；与自身数字矛盾的由执行率计算规则报告。
""",
    needs=("funds", "indicators", "claims:amount", "claims:execution"),
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
全年调整预算数25830000元，全年执行数24848460元，执行率96.20%。
二、绩效评价情况
预算管理规范，全年预算执行率为98.20%。
""",
    good=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、预算及支出情况
全年预算资金3746.68万元，实际支出2819.17万元，预算执行率75.24%，其中：预算项目59个，金额2819.17万元，执行率为100%。
二、绩效评价情况
全年执行率为75.2%，1-6月执行率45.9%。上年预算执行率98%。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
全年执行数1599.38万元，年初预算1354.29万元，执行率118.10%。
全年执行数1599.38万元，全年预算1599.38万元，执行率100%。
""",
    ),
)
def execution_rate_conflict(report: Report) -> Iterator[Draft | Checked]:
    """The whole unit has one rate of spending for the year.

    Compared are the rates of sentences, of the one funds block and of the one indicator of execution. A rate of
    some months, of a fund or of the projects has its own scope. Rates that their own budget and spending bear
    out may have different denominators; one that they contradict is execution-rate-mismatch.
    """
    stated: dict[Key, list[_Said]] = defaultdict(list)
    for key, said in (*_table_rates(report), *_amounts(report, rates=True)):
        stated[key].append(said)
    proven, wrong = _proofs(report)
    for every in stated.values():
        kept = [said for said in every if said.field.place not in wrong]
        groups = _groups(kept)
        if len(groups) == 1:
            yield from (verified(said.field.place) for said in kept[1:])
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
            expected=first.field.text, working=f"{first.field.text} ≠ {second.field.text}", figure=True,
            related=[said.field.place for said in majority], confidence=Confidence.LIKELY,
        )  # fmt: skip


# ── Statements ────────────────────────────────────────────────────────────────────────────────────────


def _amounts(report: Report, *, rates: bool = False) -> Iterator[tuple[Key, _Said]]:
    """What sentences state of the budget: sums, or rates of spending."""
    for claim in report.claims:
        if isinstance(claim, AmountClaim) and claim.concept and (claim.concept == "rate") == rates:
            scope = tuple(filter(None, (_others(part, report.organisation) for part in claim.scope)))
            mention = claim.amount
            said = _Said(mention.label, mention.field, mention.quantity)
            yield (claim.concept, scope, claim.year or report.year), said


def _others(part: str, organisation: str) -> str:
    """A scope without the reporting unit's own name, however short it is written."""
    ends = (organisation[n:] for n in range(len(organisation) - _OWN_NAME + 1))
    return part.removeprefix(next((end for end in ends if part.startswith(end)), ""))


def _whole_row(report: Report) -> FundsRow | None:
    """The total row of the one funds block; none where a project's form stands in a whole unit's report."""
    rows = [row for row in report.funds if row.level == 0]
    if len(rows) != 1:
        return None
    whole = "整体" in report.title or "部门" in report.title
    foreign = any(table.kind == "projects" or (whole and "项目" in table.title) for table in report.tables)
    return None if foreign else rows[0]


def _funds(report: Report) -> Iterator[tuple[Key, _Said]]:
    row = _whole_row(report)
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
    row = _whole_row(report)
    executing = [i for i in report.indicators if i.execution]
    fields = [(row.name, row.rate)] if row else []
    if len(executing) == 1 and len(report.tables) == 1:
        fields.append((executing[0].name.name, executing[0].completion))
    for label, field in fields:
        if field and field.quantity and field.quantity.unit == "%":
            yield ("rate", (), report.year), _Said(label, field, field.quantity)


def _proofs(report: Report) -> tuple[frozenset[Place], frozenset[Place]]:
    """The places of rates that the budget and the spending beside them bear out, and that they contradict."""
    row = _whole_row(report)
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

"""Faults in the execution of the budget."""

from __future__ import annotations

from decimal import Decimal

from ..deck import Deck
from ..model import Form, Fund, number, rounded, settle, show
from ..sentences import percent
from .common import TOLD, bump, planter, say, sentence


def _rate(fund: Fund, text: str) -> None:
    """State another rate, and the score that follows from it."""
    fund.rate = f"{text}%"
    if fund.score not in ("—", ""):
        earned = rounded(number(fund.weight) * Decimal(text) / 100)
        fund.score = show(min(earned, number(fund.weight)))


@planter("execution-rate-mismatch", "project", "split", "narrative", "scoring")
def _execution_rate(deck: Deck, form: Form) -> str | None:
    if form.kind in TOLD:
        line = form.lines("spending")[0]
        rate = bump(
            line,
            "rate",
            Decimal(deck.one(("-3", "-5", "0.8" if Decimal(line.values["rate"]) < 99 else "-2"))),
        )
        for other in form.lines("execution"):
            other.values["rate"] = rate
        if form.kind == "narrative":
            form.items[0].score = form.items[0].lines[-1].values["score"] = show(rounded(Decimal(rate) / 10))
            settle(form)
        return rate
    if not form.funds:
        return None
    fund = form.funds[0]
    _rate(fund, str(number(fund.rate) - Decimal(deck.one(("2", "3.5", "6")))))
    settle(form)
    return fund.rate


@planter("execution-rate-denominator", "project", "split")
def _denominator(deck: Deck, form: Form) -> str | None:
    if not form.funds:
        return None
    for fund in form.funds[:2]:
        fund.initial = (
            f"{Decimal(fund.initial) + Decimal(form.funds[0].adjusted) * deck.whole(20, 40) // 100:.2f}"
        )
    form.funds[
        1
    ].initial = f"{Decimal(form.funds[0].initial) - sum(Decimal(f.initial) for f in form.funds[2:]):.2f}"
    _rate(form.funds[0], percent(Decimal(form.funds[0].executed), Decimal(form.funds[0].initial)))
    settle(form)
    return form.funds[0].rate


@planter("execution-score-mismatch", "project", "split", "department")
def _execution_score(deck: Deck, form: Form) -> str | None:
    by = Decimal(deck.one(("0.4", "0.7", "1.2")))
    if form.funds:
        form.funds[0].score = show(Decimal(form.funds[0].score) - by)
        settle(form)
        return form.funds[0].score
    row = next((row for row in form.rows if row.sort == "execution"), None)
    if row is None:
        return None
    row.score = show(Decimal(row.score) - by)
    row.note = row.note or "部分尾款按合同约定次年支付"
    settle(form)
    return row.score


@planter("execution-rate-range", "project", "split")
def _execution_range(deck: Deck, form: Form) -> str | None:
    if not form.funds:
        return None
    extra = rounded(Decimal(form.funds[0].adjusted) * Decimal(deck.whole(12, 20)) / 100)
    for fund in form.funds[:2]:
        fund.executed = f"{Decimal(fund.executed) + extra:.2f}"
        _rate(fund, percent(Decimal(fund.executed), Decimal(fund.adjusted)))
    settle(form)
    return form.funds[0].rate


@planter("budget-adjustment-mismatch", "project")
def _adjustment(deck: Deck, form: Form) -> str | None:
    if not form.funds or not form.funds[0].adjustment:
        return None
    for fund in form.funds[:2]:
        fund.adjustment = f"{Decimal(fund.adjustment) + deck.whole(2, 20):.2f}"
    return form.funds[0].adjustment


@planter("fund-source-mismatch", "project", "split")
def _fund_source(deck: Deck, form: Form) -> str | None:
    if not form.funds or form.funds[0].adjustment:
        return None
    fund = form.funds[1]
    fund.initial = f"{Decimal(fund.initial) + deck.whole(5, 30):.2f}"
    return form.funds[0].initial


@planter("carryover-contradiction", *TOLD)
def _carryover(deck: Deck, form: Form) -> str | None:
    line = sentence(deck, form, "left")
    if line is None:
        return None
    if deck.chance(0.5):
        return bump(line, "left", Decimal(deck.whole(3, 20)))
    line.template, line.values = "年末无结转结余。", {}
    return "无结转结余"


def _explained(form: Form) -> bool:
    """Whether a problem that the report names accounts for what was not spent."""
    return any("资金拨付" in text for text in form.after)


@planter("low-execution-unexplained", "project", "split")
def _low_execution(deck: Deck, form: Form) -> str | None:
    if not form.funds or any(row.note for row in form.rows) or _explained(form):
        return None
    share = Decimal(deck.whole(60, 84)) / 100
    spent = [rounded(Decimal(fund.adjusted) * share) for fund in form.funds[1:]]
    for fund, executed in zip(form.funds, [sum(spent, Decimal(0)), *spent], strict=True):
        fund.executed = f"{executed:.2f}"
        if Decimal(fund.adjusted):
            _rate(fund, percent(executed, Decimal(fund.adjusted)))
    settle(form)
    return form.funds[0].rate


@planter("amount-conflict", *TOLD)
def _amount_conflict(deck: Deck, form: Form) -> str | None:
    name, words = deck.one((("spent", "全年支出"), ("adjusted", "调整后预算"), ("initial", "年初预算")))
    line = next(line for line in form.every_line() if name in line.values)
    amount = f"{Decimal(line.values[name]) + deck.whole(20, 90):.2f}"
    say(
        form, "{year}年{words}{amount}万元，严格按批复执行。", year=str(form.year), words=words, amount=amount
    )
    return amount


@planter("execution-rate-conflict", *TOLD)
def _rate_conflict(deck: Deck, form: Form) -> str | None:
    rate = f"{Decimal(form.lines('spending')[0].values['rate']) - deck.whole(2, 6):.2f}"
    say(form, "资金使用规范，全年预算执行率为{rate}%。", rate=rate)
    return rate

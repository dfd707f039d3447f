"""Faults in targets, completions and units."""

from __future__ import annotations

from decimal import Decimal

from ..deck import Deck
from ..model import Form, show
from .common import SCORED, TOLD, full_count, pick, planter, say

# ── Targets and completions ────────────────────────────────────────────────────────────────────────────


@planter("target-overshoot", *SCORED)
def _overshoot(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, full_count)
    if row is None:
        return None
    row.completion = str(int(row.target) * deck.whole(2, 6))
    return row.name


@planter("target-missing", *SCORED, "graded")
def _target_missing(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.numeric and row.full)
    if row is None:
        return None
    row.target = ""
    return row.name


@planter("completion-missing", *SCORED, "graded")
def _completion_missing(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.numeric and (row.full or bool(row.item)))
    if row is None:
        return None
    row.completion = ""
    return row.name


@planter("completion-not-numeric", *SCORED, "graded")
def _not_numeric(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort in ("count", "rate"))
    if row is None:
        return None
    row.completion = deck.one(("已完成", "完成", "达成预期指标"))
    return row.name


@planter("qualitative-completion", *SCORED)
def _qualitative_completion(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "quality")
    if row is None:
        return None
    row.completion = deck.one(
        ("1", "100", "全部完成") if row.target.endswith(("改善", "提升", "显著")) else ("1", "100")
    )
    return row.name


@planter("direction-mismatch", *SCORED)
def _direction(deck: Deck, form: Form) -> str | None:
    upward = ("合格率", "达标率", "覆盖率", "知晓率", "参保率", "及时率", "利用率")
    row = pick(
        deck,
        form,
        lambda row: row.full and (row.sort == "zero" or (row.op == "≥" and row.name.endswith(upward))),
    )
    if row is None:
        return None
    if row.sort == "zero":
        row.op = "≥"
    else:
        row.op, row.completion = "≤", show(Decimal(row.target) - 1)
    return row.name


@planter("rate-out-of-range", *SCORED, "graded")
def _out_of_range(deck: Deck, form: Form) -> str | None:
    row = pick(
        deck,
        form,
        lambda row: (
            row.sort in ("rate", "satisfaction") and (row.full or bool(row.item)) and "运行" not in row.name
        ),
    )
    if row is None:
        return None
    row.completion = deck.one(("104.5", "112", "101.3"))
    return row.name


@planter("percent-scale", "project", "department")
def _percent_scale(deck: Deck, form: Form) -> str | None:
    if not form.style.operator_column:
        return None
    row = pick(
        deck, form, lambda row: row.sort in ("rate", "satisfaction") and row.full and row.target != "100"
    )
    if row is None:
        return None
    row.completion = show(Decimal(row.completion) / 100)
    return row.name


@planter("completions-mirror-targets", *SCORED)
def _mirror(deck: Deck, form: Form) -> str | None:
    rows = [row for row in form.rows if row.numeric and row.full and row.target not in ("0", "100")]
    if len(rows) < 12 or any(not row.full for row in form.rows if row.numeric):
        return None
    for row in rows:
        row.completion = row.target
    for goal in form.goals:
        for line in goal.completion:
            if "completion" in line.values:
                line.values["completion"] = next(
                    r.completion
                    for r in form.rows
                    if r.phrase and r.phrase.replace("{}", "{completion}") == line.template
                )
    return ""


@planter("target-backfilled", *SCORED)
def _backfilled(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.full and row.sort in ("rate", "cost") and row.op in ("≥", "≤"))
    if row is None:
        return None
    row.target = row.completion = show(Decimal(row.target) - Decimal(deck.one(("0.53", "0.07", "0.64"))))
    return row.name


@planter("completion-echoes-operator", *SCORED)
def _echo(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort in ("count", "cost") and row.full)
    if row is None:
        return None
    row.completion = f"{row.op}{row.target}"
    return row.name


# ── Units ──────────────────────────────────────────────────────────────────────────────────────────────


@planter("unit-dimension", *SCORED, "graded")
def _unit_dimension(deck: Deck, form: Form) -> str | None:
    endings = (
        "面积",
        "人数",
        "次数",
        "户数",
        "长度",
        "里程",
        "份数",
        "册数",
        "场次",
        "家数",
        "期数",
        "重量",
        "批次",
    )
    row = pick(deck, form, lambda row: row.name.endswith(endings) or (row.sort == "rate" and row.full))
    if row is None:
        return None
    row.unit = "%" if row.sort == "count" else deck.one(("起", "件", "人"))
    return row.name


@planter("unit-invalid", "project", "department")
def _unit_invalid(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.numeric and row.sort != "zero")
    if row is None or not form.style.operator_column:
        return None
    row.unit = deck.one((row.target, ""))
    return row.name


@planter("unit-target-completion", "project", "split")
def _unit_target(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.full and (row.sort == "rate" or row.unit in ("亩", "公里", "人")))
    if row is None or form.style.operator_column:
        return None
    row.completion += "次" if row.sort == "rate" else "场"
    return row.name


@planter("money-scale", *TOLD)
def _money_scale(deck: Deck, form: Form) -> str | None:
    name, words = deck.one((("spent", "全年支出"), ("adjusted", "调整后预算"), ("initial", "年初预算")))
    line = next(line for line in form.every_line() if name in line.values)
    say(
        form,
        "{year}年{words}{amount}元，严格按批复执行。",
        year=str(form.year),
        words=words,
        amount=line.values[name],
    )
    return line.values[name]


@planter("headcount-person-times", *SCORED)
def _visits(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "count" and row.name.endswith(("人数", "人次")))
    if row is None:
        return None
    row.unit = "人次" if row.name.endswith("人数") else "人"
    return row.name

"""Faults in weights, scores and totals."""

from __future__ import annotations

from decimal import Decimal

from ..deck import Deck
from ..model import Form, Line, band, number, rounded, settle, show
from ..pools import REASONS
from .common import ALL, SCORED, TOLD, below, full_count, full_number, pick, planter

# ── Weights ────────────────────────────────────────────────────────────────────────────────────────────


@planter("weight-total", *SCORED, "graded")
def _weight_total(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.full or form.kind == "graded")
    if row is None or row.sort == "execution":
        return None
    by = Decimal(deck.one(("0.5", "1", "2", "-0.5", "-1")))
    if Decimal(row.weight) + by <= 0:
        return None
    row.weight = show(Decimal(row.weight) + by)
    row.score = show(rounded(Decimal(row.item) * Decimal(row.weight) / 100)) if row.item else row.weight
    if row.level1 in form.style.printed_points:
        points = sum((Decimal(r.weight) for r in form.rows if r.level1 == row.level1), Decimal(0))
        form.style.printed_points[row.level1] = show(points)
    settle(form)
    return "" if Decimal(form.total) <= 100 else None


@planter("parent-weight", "project", "split", "scoring")
def _parent_weight(deck: Deck, form: Form) -> str | None:
    points = form.style.printed_points
    if form.kind == "scoring":
        group = deck.one([item.group for item in form.items])
        points[group] = str(
            sum(int(item.weight) for item in form.items if item.group == group) + deck.whole(1, 4)
        )
        return group
    if not points:
        return None
    level = deck.one(sorted(points))
    points[level] = show(Decimal(points[level]) + deck.whole(1, 5))
    return level


@planter("weight-invalid", *SCORED, "graded")
def _weight_invalid(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.full and row.sort != "execution")
    if row is None or form.style.subtotals:
        return None
    row.weight = deck.one(("", "若干", "0"))
    return row.name


@planter("first-level-weight-convention", "project", optional=True)
def _convention(deck: Deck, form: Form) -> str | None:
    heavy = [row for row in form.rows if row.level1 == "产出指标" and row.full and Decimal(row.weight) >= 5]
    light = [row for row in form.rows if row.level1 == "效益指标" and row.full]
    if not heavy or not light:
        return None
    for row, by in ((heavy[0], -4), (light[0], 4)):
        row.weight = row.score = show(Decimal(row.weight) + by)
        if row.level1 in form.style.printed_points:
            form.style.printed_points[row.level1] = show(Decimal(form.style.printed_points[row.level1]) + by)
    settle(form)
    return ""


# ── Scores ─────────────────────────────────────────────────────────────────────────────────────────────


@planter("score-exceeds-weight", *SCORED, *TOLD)
def _score_exceeds_weight(deck: Deck, form: Form) -> str | None:
    if form.kind in TOLD:
        item = deck.one(form.items[1:])
        item.score = item.lines[-1].values["score"] = show(
            Decimal(item.weight) + Decimal(deck.one(("0.1", "0.5", "1", "2")))
        )
        settle(form)
        return item.name if Decimal(form.total) <= 100 else None
    row = pick(deck, form, lambda row: row.full)
    if row is None:
        return None
    row.score = show(Decimal(row.weight) + Decimal(deck.one(("0.1", "0.5", "1", "5"))))
    settle(form)
    return row.name if Decimal(form.total) <= 100 else None


@planter("score-invalid", *SCORED)
def _score_invalid(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.full and row.sort != "execution")
    if row is None:
        return None
    row.score = "0"
    settle(form)
    row.score = deck.one(("合格", "-1", "优秀"))
    if row.score == "-1":
        settle(form)
    return row.name


@planter("unmet-target-full-score", *SCORED)
def _unmet_full(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: full_number(row) and Decimal(row.target) >= 10)
    if row is None:
        return None
    row.completion = below(row, deck.one(("0.6", "0.75", "0.9")))
    return row.name


@planter("score-not-proportional", *SCORED)
def _not_proportional(deck: Deck, form: Form) -> str | None:
    row = pick(
        deck, form, lambda row: full_number(row) and Decimal(row.target) >= 20 and Decimal(row.weight) >= 2
    )
    if row is None:
        return None
    row.completion, row.note = below(row, "0.9"), deck.one(REASONS)
    row.score = show(rounded(Decimal(row.weight) * Decimal("0.55")))
    settle(form)
    return row.name


@planter("met-target-not-full-score", *SCORED)
def _met_not_full(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: full_number(row) and Decimal(row.weight) >= 1)
    if row is None:
        return None
    row.score = show(rounded(Decimal(row.weight) * Decimal(deck.one(("0.5", "0.7", "0.8"))), 1))
    settle(form)
    return row.name


@planter("qualitative-score-band", *SCORED)
def _qualitative_band(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort in ("quality", "tier"))
    if row is None:
        return None
    row.completion = deck.one(("部分达成年度指标并具有一定效果", "未达成年度指标且效果较差"))
    return row.name


@planter("converted-score-mismatch", "graded")
def _converted(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort != "execution" and Decimal(row.weight) > 1)
    if row is None:
        return None
    row.score = show(Decimal(row.score) - Decimal(deck.one(("0.3", "0.5", "1"))))
    settle(form)
    return row.name


@planter("level-score-mismatch", "graded")
def _level_score(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.grade == "优" and number(row.item) > 90)
    if row is None:
        return None
    row.grade = deck.one(("良", "中", "差"))
    return row.name


@planter("zero-rate-full-score", "scoring")
def _zero_rate(deck: Deck, form: Form) -> str | None:
    items = [item for item in form.items if item.score == item.weight]
    item = deck.one(items)
    count = deck.whole(8, 40)
    item.lines.insert(1, Line("added", f"纳入考核的事项{count}项，按期办结的事项0项，按期办结的事项占比0%。"))
    return item.name


@planter("missing-deviation-explanation", *SCORED, "scoring")
def _unexplained(deck: Deck, form: Form) -> str | None:
    if form.kind == "scoring":
        items = [item for item in form.items if item.note]
        if not items:
            return None
        item = deck.one(items)
        item.note, item.lines = "", [line for line in item.lines if line.key != "deduction"]
        return item.name
    row = pick(deck, form, lambda row: not row.full and row.sort != "execution")
    if row is None:
        return None
    row.note = deck.one(("", "无", "/"))
    return row.name


@planter("not-applicable-full-score", "scoring")
def _not_applicable(deck: Deck, form: Form) -> str | None:
    item = deck.one([item for item in form.items if item.score == item.weight])
    item.lines[0] = Line(
        "added", deck.one(("本年度不涉及该项工作。", "本年度未安排政府采购，不涉及该指标。"))
    )
    return item.name


@planter("blank-row-full-score", *SCORED)
def _blank_row(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.full and row.sort in ("count", "rate", "quality"))
    if row is None or row is form.rows[-1]:
        return None
    row.op = row.target = row.completion = row.unit = ""
    return row.name


@planter("score-not-monotonic", *SCORED)
def _not_monotonic(deck: Deck, form: Form) -> str | None:
    fit = [
        row
        for row in form.rows
        if full_count(row) and int(row.target) >= 20 and Decimal(row.weight) >= 3 and not row.told
    ]
    if len(fit) < 2:
        return None
    more, less = deck.rng.sample(fit, 2)
    for row, share in ((more, "0.9"), (less, "0.7")):
        row.completion = below(row, share)
    done = Decimal(more.completion) / Decimal(more.target)
    more.score = show(rounded(Decimal(more.weight) * done))
    less.score = show(rounded(Decimal(less.weight) * Decimal("0.98")))
    settle(form)
    return more.name


# ── Totals ─────────────────────────────────────────────────────────────────────────────────────────────


def _state(form: Form, total: str) -> None:
    """State another total everywhere, with the grade that fits it."""
    form.total = total
    for line in form.lines("total"):
        line.values["total"] = total
        if "grade" in line.values:
            line.values["grade"] = band(Decimal(total))


@planter("total-score-mismatch", *ALL)
def _total_score(deck: Deck, form: Form) -> str | None:
    by = Decimal(deck.one(("0.5", "1", "2", "3.6")))
    total = Decimal(form.total)
    _state(form, show(total + by if total + by <= 100 else total - by))
    return form.total


@planter("subtotal-score-mismatch", "project")
def _subtotal(deck: Deck, form: Form) -> str | None:
    if not form.style.subtotals:
        return None
    level = deck.one(sorted(form.style.subtotals))
    old = form.style.subtotals[level]
    form.style.subtotals[level] = show(Decimal(old) - Decimal(deck.one(("0.5", "1", "2"))))
    return form.style.subtotals[level]


@planter("total-score-range", *ALL)
def _total_range(deck: Deck, form: Form) -> str | None:
    _state(form, deck.one(("100.5", "103", "118.2")))
    return form.total


@planter("score-statement-conflict", "scoring")
def _statement_conflict(deck: Deck, form: Form) -> str | None:
    line = form.lines("total")[0]
    total = Decimal(form.total)
    line.values["total"] = show(total + 1 if total < 99 and total != 89 else total - 1)
    return line.values["total"]


@planter("grade-score-mismatch", *TOLD)
def _grade(deck: Deck, form: Form) -> str | None:
    line = form.lines("total")[0]
    line.values["grade"] = deck.one([grade for grade in "优良中差" if grade != form.grade])
    return line.values["grade"]

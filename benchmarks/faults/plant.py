"""Planters: each makes exactly one fault in a clean report, of the kind that one rule is to find.

A planter changes its own copy and returns words that the finding must quote (empty when the whole report is
meant), or None when the report has nothing to spoil in this way. None of them knows how a rule works.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from .deck import Deck
from .model import Form, Fund, Kind, Line, Row, band, number, rounded, settle, show
from .pools import REASONS
from .sentences import percent

Plant = Callable[[Deck, Form], str | None]


@dataclass(frozen=True)
class Planter:
    """What to spoil, and in which forms. `optional` rules are off unless asked for."""

    rule: str
    kinds: tuple[Kind, ...]
    plant: Plant
    optional: bool = False


PLANTERS: dict[str, Planter] = {}
SCORED: tuple[Kind, ...] = ("project", "department", "split")
TOLD: tuple[Kind, ...] = ("narrative", "scoring")
ALL: tuple[Kind, ...] = (*SCORED, "graded", *TOLD)


def planter(rule: str, *kinds: Kind, optional: bool = False) -> Callable[[Plant], Plant]:
    """Register a function as the planter of a rule's fault."""

    def register(plant: Plant) -> Plant:
        PLANTERS[rule] = Planter(rule, kinds, plant, optional)
        return plant

    return register


# ── What planters choose from ──────────────────────────────────────────────────────────────────────────


def _pick(deck: Deck, form: Form, wanted: Callable[[Row], bool]) -> Row | None:
    """A row that nothing else in the report speaks of."""
    fit = [row for row in form.rows if wanted(row) and not row.told]
    return deck.one(fit) if fit else None


def _full_count(row: Row) -> bool:
    return row.sort == "count" and row.full and int(row.target) >= 10


def _full_number(row: Row) -> bool:
    return row.sort in ("count", "rate") and row.full


def _below(row: Row, share: str) -> str:
    """A completion that is such a part of the target, in whole steps."""
    value = Decimal(row.target) * Decimal(share)
    return show(rounded(value, 1 if Decimal(row.target) < 50 and row.unit in ("公里", "%") else 0))


def _line(deck: Deck, form: Form, *keys: str) -> Line | None:
    lines = [line for key in keys for line in form.lines(key)]
    return deck.one(lines) if lines else None


def _add(form: Form, text: str, **values: str) -> None:
    """Say one more sentence in the narrative's part on what was done."""
    form.sections[3][1].append(Line("added", text, values))


def _bump(line: Line, name: str, by: Decimal) -> str:
    """Change a figure of a sentence, its decimals kept."""
    old = Decimal(line.values[name])
    line.values[name] = str(old + by)
    return line.values[name]


# ── Weights ────────────────────────────────────────────────────────────────────────────────────────────


@planter("weight-total", *SCORED, "graded")
def _weight_total(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.full or form.kind == "graded")
    if row is None or row.sort == "execution":
        return None
    row.weight = show(Decimal(row.weight) + Decimal(deck.one(("0.5", "1", "2", "3"))))
    row.score = show(rounded(Decimal(row.item) * Decimal(row.weight) / 100)) if row.item else row.weight
    if row.level1 in form.style.printed_points:
        points = sum((Decimal(r.weight) for r in form.rows if r.level1 == row.level1), Decimal(0))
        form.style.printed_points[row.level1] = show(points)
    settle(form)
    return ""


@planter("parent-weight", "project", "split", "scoring")
def _parent_weight(deck: Deck, form: Form) -> str | None:
    points = form.style.printed_points
    if form.kind == "scoring":
        group = deck.one([item.group for item in form.items])
        points[group] = str(sum(int(item.weight) for item in form.items if item.group == group) + deck.whole(1, 4))
        return group
    if not points:
        return None
    level = deck.one(sorted(points))
    points[level] = show(Decimal(points[level]) + deck.whole(1, 5))
    return level


@planter("weight-invalid", *SCORED, "graded")
def _weight_invalid(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.full and row.sort != "execution")
    if row is None or form.style.subtotals:
        return None
    row.weight = deck.one(("", "若干", "0"))
    return row.name


# ── Scores ─────────────────────────────────────────────────────────────────────────────────────────────


@planter("score-exceeds-weight", *SCORED, *TOLD)
def _score_exceeds_weight(deck: Deck, form: Form) -> str | None:
    if form.kind in TOLD:
        item = deck.one(form.items[1:])
        item.score = item.lines[-1].values["score"] = show(Decimal(item.weight) + deck.whole(1, 3))
        settle(form)
        return item.name
    row = _pick(deck, form, lambda row: row.full)
    if row is None:
        return None
    row.score = show(Decimal(row.weight) + Decimal(deck.one(("0.5", "1", "5"))))
    settle(form)
    return row.name


@planter("score-invalid", *SCORED)
def _score_invalid(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.full and row.sort != "execution")
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
    row = _pick(deck, form, lambda row: _full_number(row) and Decimal(row.target) >= 10)
    if row is None:
        return None
    row.actual = _below(row, deck.one(("0.6", "0.75", "0.9")))
    return row.name


@planter("score-not-proportional", *SCORED)
def _not_proportional(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: _full_number(row) and Decimal(row.target) >= 20 and Decimal(row.weight) >= 2)
    if row is None:
        return None
    row.actual, row.note = _below(row, "0.9"), deck.one(REASONS)
    row.score = show(rounded(Decimal(row.weight) * Decimal("0.55")))
    settle(form)
    return row.name


@planter("met-target-not-full-score", *SCORED)
def _met_not_full(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: _full_number(row) and Decimal(row.weight) >= 1)
    if row is None:
        return None
    row.score = show(rounded(Decimal(row.weight) * Decimal(deck.one(("0.5", "0.7", "0.8"))), 1))
    settle(form)
    return row.name


@planter("qualitative-score-band", *SCORED)
def _qualitative_band(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort in ("quality", "tier"))
    if row is None:
        return None
    row.actual = deck.one(("部分达成年度指标并具有一定效果", "未达成年度指标且效果较差"))
    return row.name


@planter("converted-score-mismatch", "graded")
def _converted(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort != "execution" and Decimal(row.weight) > 1)
    if row is None:
        return None
    row.score = show(Decimal(row.score) - Decimal(deck.one(("0.3", "0.5", "1"))))
    settle(form)
    return row.name


@planter("level-score-mismatch", "graded")
def _level_score(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.grade == "优" and number(row.item) > 90)
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
    row = _pick(deck, form, lambda row: not row.full and row.sort != "execution")
    if row is None:
        return None
    row.note = deck.one(("", "无", "/"))
    return row.name


@planter("not-applicable-full-score", "scoring")
def _not_applicable(deck: Deck, form: Form) -> str | None:
    item = deck.one([item for item in form.items if item.score == item.weight])
    item.lines[0] = Line("added", deck.one(("本年度不涉及该项工作。", "本年度未安排政府采购，不涉及该指标。")))
    return item.name


@planter("blank-row-full-score", *SCORED)
def _blank_row(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.full and row.sort in ("count", "rate", "quality"))
    if row is None or row is form.rows[-1]:
        return None
    row.op = row.target = row.actual = row.unit = ""
    return row.name


@planter("score-not-monotonic", *SCORED)
def _not_monotonic(deck: Deck, form: Form) -> str | None:
    fit = [row for row in form.rows if _full_count(row) and int(row.target) >= 20 and Decimal(row.weight) >= 1 and not row.told]
    if len(fit) < 2:
        return None
    more, less = deck.rng.sample(fit, 2)
    for row, share, points in ((more, "0.9", "0.5"), (less, "0.7", "0.8")):
        row.actual = _below(row, share)
        row.score = show(rounded(Decimal(row.weight) * Decimal(points)))
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


# ── Budget execution ───────────────────────────────────────────────────────────────────────────────────


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
        rate = _bump(line, "rate", Decimal(deck.one(("-3", "-5", "0.8" if Decimal(line.values["rate"]) < 99 else "-2"))))
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
        fund.initial = f"{Decimal(fund.initial) + Decimal(form.funds[0].adjusted) * deck.whole(20, 40) // 100:.2f}"
    form.funds[1].initial = f"{Decimal(form.funds[0].initial) - sum(Decimal(f.initial) for f in form.funds[2:]):.2f}"
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
    if not form.funds:
        return None
    fund = form.funds[1]
    fund.initial = f"{Decimal(fund.initial) + deck.whole(5, 30):.2f}"
    return form.funds[0].initial


@planter("carryover-contradiction", *TOLD)
def _carryover(deck: Deck, form: Form) -> str | None:
    line = form.lines("left")[0]
    if deck.chance(0.5):
        return _bump(line, "left", Decimal(deck.whole(3, 20)))
    line.template, line.values = "年末无结转结余。", {}
    return "无结转结余"


@planter("low-execution-unexplained", "project", "split")
def _low_execution(deck: Deck, form: Form) -> str | None:
    if not form.funds or any(row.note for row in form.rows):
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
    _add(form, "{year}年{words}{amount}万元，严格按批复执行。", year=str(form.year), words=words, amount=amount)
    return amount


@planter("execution-rate-conflict", *TOLD)
def _rate_conflict(deck: Deck, form: Form) -> str | None:
    rate = f"{Decimal(form.lines('spending')[0].values['rate']) - deck.whole(2, 6):.2f}"
    _add(form, "资金使用规范，全年预算执行率为{rate}%。", rate=rate)
    return rate


# ── Targets and completions ────────────────────────────────────────────────────────────────────────────


@planter("target-overshoot", *SCORED)
def _overshoot(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, _full_count)
    if row is None:
        return None
    row.actual = str(int(row.target) * deck.whole(2, 6))
    return row.name


@planter("target-missing", *SCORED, "graded")
def _target_missing(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.numeric and row.full)
    if row is None:
        return None
    row.target = ""
    return row.name


@planter("completion-missing", *SCORED, "graded")
def _completion_missing(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.numeric and (row.full or bool(row.item)))
    if row is None:
        return None
    row.actual = ""
    return row.name


@planter("completion-not-numeric", *SCORED, "graded")
def _not_numeric(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort in ("count", "rate"))
    if row is None:
        return None
    row.actual = deck.one(("已完成", "完成", "达成预期指标"))
    return row.name


@planter("qualitative-completion", *SCORED)
def _qualitative_completion(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort == "quality")
    if row is None:
        return None
    row.actual = deck.one(("1", "100", "全部完成") if row.target.endswith(("改善", "提升", "显著")) else ("1", "100"))
    return row.name


@planter("direction-mismatch", *SCORED)
def _direction(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.full and (row.sort == "rate" and row.op == "≥" or row.sort == "zero"))
    if row is None or row.sort == "rate" and not row.name.endswith(("合格率", "达标率", "覆盖率", "知晓率", "参保率", "及时率", "利用率")):
        return None
    if row.sort == "zero":
        row.op = "≥"
    else:
        row.op, row.actual = "≤", show(Decimal(row.target) - 1)
    return row.name


@planter("rate-out-of-range", *SCORED, "graded")
def _out_of_range(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort in ("rate", "satisfaction") and (row.full or bool(row.item)) and "运行" not in row.name)
    if row is None:
        return None
    row.actual = deck.one(("104.5", "112", "101.3"))
    return row.name


@planter("percent-scale", "project", "department")
def _percent_scale(deck: Deck, form: Form) -> str | None:
    if not form.style.operator_column:
        return None
    row = _pick(deck, form, lambda row: row.sort in ("rate", "satisfaction") and row.full and row.target != "100")
    if row is None:
        return None
    row.actual = show(Decimal(row.actual) / 100)
    return row.name


@planter("completions-mirror-targets", *SCORED)
def _mirror(deck: Deck, form: Form) -> str | None:
    rows = [row for row in form.rows if row.numeric and row.full and row.target not in ("0", "100")]
    if len(rows) < 12 or any(not row.full for row in form.rows if row.numeric):
        return None
    for row in rows:
        row.actual = row.target
    for goal in form.goals:
        for line in goal.completion:
            if "actual" in line.values:
                line.values["actual"] = next(r.actual for r in form.rows if r.phrase and r.phrase.replace("{}", "{actual}") == line.template)
    return ""


@planter("target-backfilled", *SCORED)
def _backfilled(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.full and row.sort in ("rate", "cost") and row.op in ("≥", "≤"))
    if row is None:
        return None
    row.target = row.actual = show(Decimal(row.target) - Decimal(deck.one(("0.53", "0.07", "0.64"))))
    return row.name


@planter("completion-echoes-operator", *SCORED)
def _echo(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort in ("count", "cost") and row.full)
    if row is None:
        return None
    row.actual = f"{row.op}{row.target}"
    return row.name


# ── Text ───────────────────────────────────────────────────────────────────────────────────────────────


@planter("duplicate-target-completion", *SCORED)
def _duplicate_goal(deck: Deck, form: Form) -> str | None:
    goal = form.goals[0]
    if len("".join(line.text for line in goal.initial)) < 30:
        return None
    goal.completion = goal.initial
    for row in form.rows:
        if row.told:
            row.actual = row.target
    return goal.initial[0].text


@planter("target-written-as-completion", *SCORED)
def _past_target(deck: Deck, form: Form) -> str | None:
    goal = form.goals[0]
    goal.initial = [
        Line("text", "完成了全年的各项重点工作"),
        Line("text", deck.one(("实施了老旧设施改造，累计走访全部村（社区）", "开展了专项整治，取得了较好的社会反响"))),
    ]
    goal.adjusted = [*goal.initial] if goal.adjusted else []
    return "完成了"


@planter("completion-written-as-plan", *SCORED)
def _planned_completion(deck: Deck, form: Form) -> str | None:
    goal = form.goals[0]
    goal.completion = [
        Line("text", deck.one(("将继续推进各项重点工作", "拟进一步推进项目建设"))),
        Line("text", "力争按照时间节点交付使用，确保群众满意"),
    ]
    return goal.completion[0].text


@planter("duplicate-paragraph", *TOLD)
def _duplicate_paragraph(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "sum", "ratio", "survey")
    if line is None or len(line.text) < 45 or line.text.count("，") < 2:
        return None
    form.sections[-2][1].append(line)
    return line.text[:12]


@planter("placeholder-text", *ALL)
def _placeholder(deck: Deck, form: Form) -> str | None:
    if form.kind in TOLD:
        text = deck.one(("XX", "××", "____"))
        _add(form, f"积极配合{text}部门开展专项检查。")
        return text
    row = _pick(deck, form, lambda row: not row.note and row.sort == "quality")
    if row is None:
        return None
    text = deck.one(("#REF!", "#DIV/0!", "&NULL&", "#VALUE!"))
    if form.kind == "graded":
        row.actual = text
    else:
        row.note = text
    return text


@planter("missing-number", *TOLD)
def _missing_number(deck: Deck, form: Form) -> str | None:
    text = deck.one(("救助生活困难人员人", "全年共投入万元", "累计发放户"))
    _add(form, f"{text}，工作按期推进。")
    return text


@planter("numbering-sequence", "narrative")
def _numbering(deck: Deck, form: Form) -> str | None:
    start = deck.whole(2, len(form.items) - 1)
    for nth, item in enumerate(form.items[start:], start + 1):
        item.number = str(nth + 1)
    return form.items[start].number


@planter("numbering-style", *TOLD)
def _numbering_style(deck: Deck, form: Form) -> str | None:
    heading, lines = form.sections[2]
    form.sections[2] = (heading.replace("（二）", "（2）"), lines)
    return ""


@planter("punctuation-residue", *TOLD)
def _punctuation(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "ratio", "survey", "growth", "shares")
    if line is None:
        return None
    line.template = line.template.replace("，", "，，", 1) if deck.chance(0.5) else f"{line.template}。"
    return ""


@planter("malformed-number", *SCORED, *TOLD)
def _malformed(deck: Deck, form: Form) -> str | None:
    if form.kind in TOLD:
        line = form.lines("left")[0]
        old = line.values["left"]
        line.values["left"] = f"{old[:-1]}.{old[-1]}" if deck.chance(0.5) else f"{old[0]},{old[1:]}"
        return line.values["left"]
    row = _pick(deck, form, lambda row: row.sort == "count" and row.full)
    if row is None:
        return None
    row.actual = deck.one(("12.3.4", "7,00.0,7", "1..5"))
    return row.actual


# ── Units ──────────────────────────────────────────────────────────────────────────────────────────────


@planter("unit-dimension", *SCORED, "graded")
def _unit_dimension(deck: Deck, form: Form) -> str | None:
    endings = ("面积", "人数", "次数", "户数", "长度", "里程", "份数", "册数", "场次", "家数", "期数", "重量", "批次")
    row = _pick(deck, form, lambda row: row.sort == "count" and row.name.endswith(endings) or row.sort == "rate" and row.full)
    if row is None:
        return None
    row.unit = "%" if row.sort == "count" else deck.one(("起", "件", "人"))
    return row.name


@planter("unit-invalid", "project", "department")
def _unit_invalid(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.numeric and row.sort != "zero")
    if row is None or not form.style.operator_column:
        return None
    row.unit = deck.one((row.target, ""))
    return row.name


@planter("unit-target-completion", "project", "split")
def _unit_target(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.full and (row.sort == "rate" or row.unit in ("亩", "公里", "人")))
    if row is None or form.style.operator_column:
        return None
    row.actual += "次" if row.sort == "rate" else "场"
    return row.name


@planter("money-scale", *TOLD)
def _money_scale(deck: Deck, form: Form) -> str | None:
    name, words = deck.one((("spent", "全年支出"), ("adjusted", "调整后预算"), ("initial", "年初预算")))
    line = next(line for line in form.every_line() if name in line.values)
    _add(form, "{year}年{words}{amount}元，严格按批复执行。", year=str(form.year), words=words, amount=line.values[name])
    return line.values[name]


@planter("headcount-person-times", *SCORED)
def _visits(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort == "count" and row.name.endswith(("人数", "人次")))
    if row is None:
        return None
    row.unit = "人次" if row.name.endswith("人数") else "人"
    return row.name


# ── Structure ──────────────────────────────────────────────────────────────────────────────────────────


@planter("goal-completion-pairing", "graded")
def _pairing(deck: Deck, form: Form) -> str | None:
    goal = form.goals[-1]
    goal.done_number = str(int(goal.number) + deck.whole(1, 3))
    return ""


@planter("duplicate-indicator", *SCORED, "graded")
def _duplicate_indicator(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort in ("count", "rate"))
    twin = row and _pick(deck, form, lambda r: r is not row and r.sort == row.sort and r.level2 == row.level2 and r.unit == row.unit)
    if row is None or twin is None:
        return None
    twin.name = row.name
    return row.name


@planter("table-copies-differ", "scoring")
def _copies(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort == "count")
    if row is None:
        return None
    changed = str(int(row.actual) + deck.whole(1, 3))
    form.again = [Row(**{**vars(r), "actual": changed}) if r is row else r for r in form.rows]
    return changed


@planter("required-field-missing", "department", "graded")
def _required(deck: Deck, form: Form) -> str | None:
    if deck.chance(0.5):
        form.total = ""
        return "总分" if form.kind == "department" else ""
    form.title = [line.removeprefix(f"{form.year}年度") for line in form.title]
    if any(str(form.year) in row.target for row in form.rows):
        return None
    form.signature = []
    return "年度"


@planter("unfilled-template", *SCORED)
def _template(deck: Deck, form: Form) -> str | None:
    at = deck.rng.randrange(1, len(form.rows))
    before = form.rows[at - 1]
    words = deck.one(("指标1：", "指标2："))
    form.rows.insert(at, Row("count", before.level1, before.level2, words, "", "", "", "", "", ""))
    return words


# ── Narrative ──────────────────────────────────────────────────────────────────────────────────────────


@planter("sum-mismatch", *TOLD)
def _sum(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "sum")
    if line is None:
        return None
    part = deck.one([name for name in line.values if name.startswith("part") or name == "office"])
    return _bump(line, part, Decimal(deck.whole(2, 9)))


@planter("list-count-mismatch", *TOLD)
def _list(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "list")
    if line is None:
        return None
    line.values["n"] = str(int(line.values["n"]) + deck.one((2, 3)))
    return line.values["n"]


@planter("share-mismatch", *TOLD)
def _share(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "share", "shares")
    if line is None:
        return None
    return _bump(line, "share" if line.key == "share" else "base_share", Decimal(deck.one(("1", "2.5", "-4"))))


@planter("share-total", *TOLD)
def _share_total(deck: Deck, form: Form) -> str | None:
    first = deck.whole(40, 60)
    _add(form, "经费构成中，基本支出占{one}.0%，项目支出占{two}.0%。", one=str(first), two=str(100 - first + deck.whole(2, 9)))
    return str(first)


@planter("growth-mismatch", *TOLD)
def _growth(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "growth")
    return line and _bump(line, "rate", Decimal(deck.one(("1", "2.5", "5"))))


@planter("growth-direction", *TOLD)
def _growth_direction(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "growth")
    if line is None:
        return None
    line.values["word"] = "增长" if line.values["word"] == "下降" else "下降"
    return line.values["rate"]


@planter("ratio-mismatch", *TOLD)
def _ratio(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "ratio", "survey")
    return line and _bump(line, "rate", Decimal(deck.one(("-2", "-5", "-9"))))


@planter("percent-truncated", *TOLD)
def _truncated(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "ratio", "survey")
    if line is None:
        return None
    exact = Decimal(line.values["part"]) * 100 / Decimal(line.values["whole"])
    cut = exact.quantize(Decimal("0.01"), ROUND_DOWN)
    if cut == rounded(exact):
        cut = exact.quantize(Decimal("0.1"), ROUND_DOWN)
        if cut == rounded(exact, 1):
            return None
    line.values["rate"] = str(cut)
    return str(cut)


@planter("comparison-false", *TOLD)
def _comparison(deck: Deck, form: Form) -> str | None:
    line = _line(deck, form, "comparison")
    if line is None:
        return None
    line.values["value"] = show(Decimal(line.values["target"]) - Decimal(deck.whole(4, 60)) / 10)
    return line.values["value"]


@planter("direction-contradiction", *TOLD)
def _contradiction(deck: Deck, form: Form) -> str | None:
    measure = deck.one(("预算控制率", "项目结余率"))
    form.sections[-2][1].append(Line("added", f"{measure}有待提高。由于年中追加较多，{measure}有待进一步降低。"))
    return measure


@planter("impossible-percentage", *TOLD)
def _grim(deck: Deck, form: Form) -> str | None:
    count = deck.whole(20, 40)
    good = {str(rounded(Decimal(n) * 100 / count, 1)) for n in range(count + 1)}
    rates = [f"{n / 10:.1f}" for n in range(900, 1000) if f"{n / 10:.1f}" not in good]
    near = [r for r in rates if all(abs(Decimal(r) - Decimal(g)) > Decimal("0.3") for g in good)]
    rate = deck.one(near)
    _add(form, "年中发放调查问卷{count}份，群众满意度{rate}%。", count=str(count), rate=rate)
    return rate


# ── Agreement across sections ──────────────────────────────────────────────────────────────────────────


@planter("indicator-value-conflict", *SCORED)
def _value_conflict(deck: Deck, form: Form) -> str | None:
    lines = [line for goal in form.goals for line in goal.completion if "actual" in line.values and "率" not in line.template]
    if not lines:
        return None
    line = deck.one(lines)
    line.values["actual"] = str(int(Decimal(line.values["actual"])) * 2 + deck.whole(3, 40))
    return line.values["actual"]


@planter("zero-claim-conflict", *SCORED)
def _zero_claim(deck: Deck, form: Form) -> str | None:
    row = _pick(deck, form, lambda row: row.sort == "zero")
    if row is None:
        return None
    row.op, row.target, row.actual = "≤", "3", "2"
    form.goals[0].completion.insert(0, Line("text", f"全年未发生{row.name.removesuffix('起数')}"))
    return row.name


@planter("indicator-weight-conflict", "scoring")
def _weight_conflict(deck: Deck, form: Form) -> str | None:
    item = deck.one(form.items)
    line = item.lines[-1]
    line.values["weight"] = str(int(line.values["weight"]) + deck.whole(1, 3))
    return item.name


@planter("indicator-name-drift", "scoring")
def _name_drift(deck: Deck, form: Form) -> str | None:
    item = deck.one(form.items)
    line = item.lines[-1]
    line.template = line.template.replace(item.name, deck.one(("内控管理成效", "资金绩效水平", "综合管理情况")))
    return item.name


@planter("completeness-claim-conflict", *SCORED)
def _completeness(deck: Deck, form: Form) -> str | None:
    if all(row.full for row in form.rows if row.sort != "execution"):
        return None
    form.goals[0].completion.append(Line("text", "各项绩效目标均已全面完成"))
    return ""


# ── Years and names ────────────────────────────────────────────────────────────────────────────────────


@planter("report-year-conflict", *TOLD)
def _year(deck: Deck, form: Form) -> str | None:
    other = str(form.year - 1)
    if form.kind == "narrative" or deck.chance(0.5):
        form.sections[3][1].insert(0, Line("added", f"现将{other}年度部门整体支出绩效自评情况报告如下。"))
        return other
    form.title[-1] = form.title[-1].replace(str(form.year), other)
    return ""


@planter("report-date", "project", "graded", "split", "narrative")
def _date(deck: Deck, form: Form) -> str | None:
    year = deck.one((form.year, form.year + 4))
    form.signature[-1] = form.signature[-1].replace(f"{form.year + 1}年", f"{year}年")
    return str(year)


@planter("unit-name-conflict", "narrative")
def _unit_name(deck: Deck, form: Form) -> str | None:
    other = deck.one(("云溪市柏木区黄沙镇人民政府", "白鹭县长滩乡人民政府", "松川市月湾区民兴街道办事处"))
    form.signature[0] = other
    return other


@planter("org-type-conflict", *TOLD)
def _org_type(deck: Deck, form: Form) -> str | None:
    words = {"我镇": "我街道", "我乡": "我镇", "我街道": "镇政府", "我局": "我镇"}
    _add(form, f"{words[form.selves]}各项工作有序推进。")
    return words[form.selves]

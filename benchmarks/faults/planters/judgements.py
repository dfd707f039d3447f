"""Faults that reviewers look for: late, unproved, unfinished; costs, dates and places; the text about the form."""

from __future__ import annotations

from decimal import Decimal

from ..deck import Deck
from ..model import Form, Row, rounded, settle, show
from .common import SCORED, full_count, pick, planter, say


def _below(form: Form, text: str) -> None:
    """Say one more thing, in the narrative where there is one, else below the table."""
    if len(form.sections) > 3:
        say(form, text)
    else:
        form.after = [*form.after, text]


# ── Points ─────────────────────────────────────────────────────────────────────────────────────────────


@planter("deadline-missed-full-score", *SCORED)
def _late(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "time" and row.full)
    if row is None:
        return None
    row.completion = f"{form.year + 1}年{deck.whole(1, 5)}月"
    return row.name


@planter("no-evidence-scored", *SCORED)
def _unproved(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.full and row.sort in ("count", "satisfaction"))
    if row is None:
        return None
    asked = ("未开展问卷调查", "未组织满意度调查") if row.sort == "satisfaction" else ()
    row.note = deck.one((*asked, "未提供佐证资料", "无佐证材料", "数据无法核实"))
    return row.name


@planter("unfinished-per-note-full-score", *SCORED)
def _unfinished(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, full_count)
    if row is None:
        return None
    row.note = deck.one(("待验收", "工程尚在实施", "因雨季较长，未能如期完成", "年底未完工"))
    return row.name


def _short(deck: Deck, form: Form) -> Row | None:
    return pick(deck, form, lambda row: row.numeric and not row.full and bool(row.note))


@planter("deduction-mismatch", *SCORED)
def _deduction(deck: Deck, form: Form) -> str | None:
    row = _short(deck, form)
    if row is None:
        return None
    lost = Decimal(row.weight) - Decimal(row.score)
    row.note = f"{row.note}，扣{show(lost + Decimal(deck.one(('0.5', '1', '2'))))}分"
    return row.name


@planter("vague-reason", "project")
def _vague(deck: Deck, form: Form) -> str | None:
    row = _short(deck, form)
    if row is None:
        return None
    form.style.headers["note"] = "未完成原因分析"
    row.note = deck.one(("酌情扣分", "客观原因", "加强管理", "按规定"))
    return row.name


# ── Targets ────────────────────────────────────────────────────────────────────────────────────────────


@planter("cost-direction", "project", "split")
def _cost(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "cost" and row.unit in ("元", "万元"))
    if row is None:
        return None
    row.op = "≥"
    return row.name


@planter("printed-ratio-mismatch", "project")
def _ratio(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, full_count)
    if row is None or form.style.subtotals or form.style.two_rows:
        return None
    form.style.extra = "完成率"
    for other in form.rows:
        if other.numeric and Decimal(other.target):
            other.extra = f"{show(rounded(Decimal(other.completion) / Decimal(other.target) * 100))}%"
    right = Decimal(row.completion) / Decimal(row.target) * 100
    row.extra = f"{show(rounded(right + deck.whole(3, 9)))}%"
    return row.name


@planter("direction-value-conflict", *SCORED)
def _opposite(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: full_count(row) and row.op == "≥")
    if row is None or not form.style.operator_column:
        return None
    row.target = f"≤{row.target}"
    return row.name


@planter("complaints-as-satisfaction", *SCORED)
def _complaints(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "satisfaction" and row.full)
    told = "".join(line.text for _, lines in form.sections for line in lines)
    if row is None or any(word in told for word in ("调查", "问卷", "测评", "访")):
        return None
    row.note = deck.one(("全年无投诉", "未收到群众投诉"))
    return row.name


@planter("quality-as-quantity", "project", "split")
def _quality(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "quality" and row.level1 == "效益指标" and row.full)
    if row is None:
        return None
    row.name = deck.one(("社会效益明显", "带动作用显著", "生态环境有效改善"))
    row.op, row.target, row.unit, row.completion = "≥", "95", "%", "96"
    return row.name


@planter("target-date-outside-year", *SCORED)
def _other_year(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: row.sort == "time")
    if row is None:
        return None
    row.target = row.target.replace(str(form.year), str(form.year - 1))
    row.completion = row.completion.replace(str(form.year), str(form.year - 1))
    return row.name


@planter("points-as-values", *SCORED)
def _points(deck: Deck, form: Form) -> str | None:
    rows = [row for row in form.rows if row.sort != "execution"]
    if len({row.weight for row in rows}) < 2:
        return None
    for row in rows:
        row.op, row.target, row.completion = "≥", row.weight, show(Decimal(row.weight) + 1)
        row.unit = row.unit if row.numeric else "项"
    return ""


# ── Places ─────────────────────────────────────────────────────────────────────────────────────────────


@planter("indicator-misplaced", "project", "split")
def _misplaced(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, lambda row: full_count(row) and row.level2 == "数量指标")
    if row is None or not any(other.level2 == "质量指标" for other in form.rows):
        return None
    row.name = deck.one(("护栏安装验收合格率", "设备购置验收合格率"))
    row.target, row.unit, row.completion = "95", "%", "97"
    return row.name


@planter("group-missing", "project", optional=True)
def _group(deck: Deck, form: Form) -> str | None:
    if form.style.subtotals or form.style.printed_points:
        return None
    for row in form.rows:
        if row.level1 == "满意度指标":
            row.level1, row.level2 = "效益指标", "社会效益指标"
    return ""


@planter("evaluation-columns-open", "project")
def _open(deck: Deck, form: Form) -> str | None:
    if form.style.subtotals or form.style.two_rows:
        return None
    form.style.extra = "复核得分"
    for row in form.rows:
        row.extra = row.score
    for row in deck.rng.sample(form.rows, 2):
        row.extra = ""
    return ""


# ── Money ──────────────────────────────────────────────────────────────────────────────────────────────


@planter("high-score-low-execution", "project")
def _unspent(deck: Deck, form: Form) -> str | None:
    said = [row.note for row in form.rows]
    said += [line.text for _, lines in form.sections for line in lines]
    said += [line.text for goal in form.goals for line in goal.completion]
    if not form.funds or any(word in text for text in said for word in ("次年", "结", "尾款", "节约")):
        return None
    share = Decimal(deck.whole(5, 35)) / 100
    for fund in form.funds:
        fund.executed = f"{rounded(Decimal(fund.adjusted) * share):.2f}"
    added = sum((Decimal(fund.executed) for fund in form.funds[1:]), Decimal(0))
    whole = form.funds[0]
    whole.executed = f"{added:.2f}"
    for fund in form.funds:
        if Decimal(fund.adjusted):
            fund.rate = f"{rounded(Decimal(fund.executed) / Decimal(fund.adjusted) * 100):.2f}%"
    whole.score = show(rounded(Decimal(whole.weight) * Decimal(whole.rate.rstrip("%")) / 100))
    settle(form)
    return ""


@planter("cost-executed-conflict", "project")
def _whole_cost(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, full_count)
    if row is None or not form.funds:
        return None
    whole = form.funds[0]
    row.name, row.op, row.unit, row.target = "项目总成本", "≤", "万元", whole.adjusted
    row.completion = f"{Decimal(whole.executed) * Decimal('0.93'):.2f}"
    return row.name


@planter("reason-contradicts-figures", *SCORED)
def _contradicting(deck: Deck, form: Form) -> str | None:
    row = pick(deck, form, full_count)
    if row is None:
        return None
    row.note = deck.one(("因人手不足未达到预期", "受天气影响未达标", "未完成年初目标"))
    return row.name


# ── The text about the form ────────────────────────────────────────────────────────────────────────────


@planter("group-score-mismatch", "project")
def _groups(deck: Deck, form: Form) -> str | None:
    scores: dict[str, Decimal] = {}
    for row in form.rows:
        if row.sort != "execution":
            scores[row.level1] = scores.get(row.level1, Decimal(0)) + Decimal(row.score)
    wrong = deck.one(sorted(scores))
    scores[wrong] += deck.one((Decimal("-1.5"), Decimal(1), Decimal(2)))
    _below(form, "，".join(f"{level}得{show(points)}分" for level, points in scores.items()) + "。")
    return ""


@planter("indicator-count-mismatch", "project")
def _count(deck: Deck, form: Form) -> str | None:
    _below(form, f"项目共设三级指标{len(form.rows) + deck.whole(2, 5)}个。")
    return ""


@planter("no-problems-claimed", "project")
def _problems(deck: Deck, form: Form) -> str | None:
    if all(row.full for row in form.rows):
        return None
    form.after = ["三、存在的问题", deck.one(("无。", "暂无。", "无"))]
    form.sections = [s for s in form.sections if "问题" not in s[0]]
    return ""


@planter("listed-twice", "project")
def _twice(deck: Deck, form: Form) -> str | None:
    one, two, three = (deck.whole(2, 9) for _ in range(3))
    names = ("区人社局", "区教育局", "区民政局")
    listed = "、".join(f"{name}{amount}万元" for name, amount in zip(names, (one, two, three), strict=True))
    _below(form, f"项目共支出{2 * one + two + three}万元，其中：{listed}、{names[0]}{one}万元。")
    return names[0]


@planter("growth-from-zero", "project")
def _from_zero(deck: Deck, form: Form) -> str | None:
    amount = f"{deck.money(2, 9):.2f}"
    _below(form, f"其他收入{amount}万元，较上年增加{amount}万元，增长{deck.whole(40, 100)}%。")
    return "其他收入"

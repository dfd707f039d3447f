"""Clean reports: random by seed, plausible, with nothing in them that contradicts anything else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import get_args

from . import sentences
from .deck import Deck
from .model import KINDS, Form, Fund, Goal, Item, Kind, Line, Row, Sort, Style, rounded, settle, show
from .pools import (
    BENEFITS,
    BUREAUS,
    CITIES,
    COSTS,
    COUNTS,
    EXPLAINED,
    HEADERS,
    MEASURES,
    PROBLEMS,
    PROJECTS,
    QUALITIES,
    RATES,
    REASONS,
    SATISFACTIONS,
    SHEET,
    SIGNS,
    TIERS,
    TIMES,
    TOWNS,
    ZEROS,
)

OUTPUT, BENEFIT, CONTENT = "产出指标", "效益指标", "满意度指标"
HUNDRED = Decimal(100)


def clean(seed: str, kind: Kind | None = None) -> Form:
    """A clean report; its form follows from the seed unless asked for."""
    deck = Deck(seed)
    form = _form(deck, deck.one(KINDS) if kind is None else kind)
    fill: dict[Kind, Callable[[Deck, Form], None]] = {
        "project": _project,
        "department": _department,
        "graded": _graded,
        "split": _split,
        "scoring": _scoring,
        "narrative": _narrative,
    }
    fill[form.kind](deck, form)
    settle(form)
    return form


def _form(deck: Deck, kind: Kind) -> Form:
    place, year = deck.one(CITIES), deck.whole(2021, 2024)
    town = deck.one(TOWNS)
    selves, unit = deck.one(
        (
            ("我镇", f"{place}{town}镇人民政府"),
            ("我乡", f"{place}{town}乡人民政府"),
            ("我街道", f"{place}{town}街道办事处"),
            ("我局", f"{place}{deck.one(BUREAUS)}"),
        )
    )
    headers = {role: deck.one(words) for role, words in HEADERS.items()}
    signature = [f"填报日期：{year + 1}年{deck.whole(1, 5)}月{deck.whole(1, 28)}日"]
    style = Style(headers, deck.one(SIGNS), deck.chance(0.2))
    return Form(kind, style, year, unit, selves, [], signature=signature)


# ── Rows ───────────────────────────────────────────────────────────────────────────────────────────────


def _rows(deck: Deck, count: int, points: tuple[int, int, int], step: Decimal = Decimal(0)) -> list[Row]:
    """About so many rows, their weights adding up to the points of 产出, 效益 and 满意度."""
    outputs, content = max(4, count * 3 // 5), 1 if count < 20 else deck.whole(1, 3)
    benefits = max(3, count - outputs - content)
    rows: list[Row] = []
    for level, number, total in zip(
        (OUTPUT, BENEFIT, CONTENT), (outputs, benefits, content), points, strict=True
    ):
        size = step or next(
            s for s in (Decimal(1), Decimal("0.5"), Decimal("0.1")) if total / s >= number * 2
        )
        made = [_row(deck, sort) for sort in _sorts(deck, level, number)]
        made.sort(key=lambda row: ("数质时成经社生可".find(row.level2[0]), row.level2))
        for row, weight in zip(made, deck.parts(Decimal(total), number, size), strict=True):
            row.level1, row.weight, row.score = level, show(weight), show(weight)
            if row.numeric and row.sort in ("count", "rate", "cost") and deck.chance(0.12):
                _fall_short(deck, row)
        rows += made
    return rows


def _sorts(deck: Deck, level: str, number: int) -> list[Sort]:
    """The sorts of a level's rows."""
    if level == CONTENT:
        return _times(satisfaction=number)
    if level == OUTPUT:
        costs, rates = number // 12, max(1, min((number - 3) // 3, len(RATES)))
        times = int(number > 5)
        return _times(time=times, count=number - times - rates - costs, rate=rates, cost=costs)
    qualities = min(max(1, number // 3), len(QUALITIES))
    tiers, zeros = int(deck.chance(0.4)), int(deck.chance(0.6))
    rest = number - qualities - zeros
    return _times(quality=qualities - tiers, tier=tiers, zero=zeros, standard=rest)


def _times(**numbers: int) -> list[Sort]:
    """Each sort so many times."""
    return [sort for sort in get_args(Sort) for _ in range(numbers.get(sort, 0))]


def _row(deck: Deck, sort: Sort) -> Row:
    """One indicator that is met, without its points."""
    if sort == "count":
        verb, thing, ending, unit, least, most = deck.draw(COUNTS)
        target = _round_figure(deck.whole(least, most))
        completion = target + deck.whole(0, max(0, target // 10))
        level2, name = "数量指标", f"{verb}{thing}{ending}"
        return Row(
            "count", level2, name, "≥", str(target), unit, str(completion), phrase=f"{verb}{thing}{{}}{unit}"
        )
    if sort in ("rate", "standard"):
        name, level2 = deck.draw(RATES if sort == "rate" else BENEFITS)
        if deck.chance(0.4):
            return Row("rate", level2, name, "＝", "100", "%", "100", phrase=f"{name}达到{{}}%")
        value = Decimal(deck.whole(85, 98))
        actual_rate = min(value + Decimal(deck.whole(2, 40)) / 10, HUNDRED - Decimal(deck.whole(1, 9)) / 10)
        phrase = f"{name}达到{{}}%"
        return Row("rate", level2, name, "≥", show(value), "%", show(max(value, actual_rate)), phrase=phrase)
    if sort == "satisfaction":
        name = deck.draw(SATISFACTIONS)
        value = Decimal(deck.whole(85, 93))
        actual_rate = value + Decimal(deck.whole(5, 60)) / 10
        return Row(sort, "服务对象满意度指标", name, "≥", show(value), "%", show(actual_rate))
    if sort == "cost":
        name, unit, least, most = deck.draw(COSTS)
        ceiling = deck.whole(least, most)
        spent = Decimal(ceiling) - Decimal(deck.whole(1, max(2, ceiling))) / 10
        return Row(sort, "成本指标", name, "≤", str(ceiling), unit, show(spent))
    if sort == "zero":
        name, unit = deck.draw(ZEROS)
        return Row(sort, "社会效益指标", name, deck.one(("＝", "≤")), "0", unit, "0")
    if sort == "time":
        month = deck.whole(9, 12)
        return Row(
            sort,
            "时效指标",
            deck.draw(TIMES),
            "",
            f"{{year}}年{month}月底前",
            "",
            f"{{year}}年{deck.whole(6, month)}月",
        )
    if sort == "tier":
        name, level2, target_words = deck.draw(TIERS)
        return Row(sort, level2, name, "定性", target_words, "", "达成年度指标")
    name, level2, target_words = deck.draw(QUALITIES)
    return Row("quality", level2, name, "定性", target_words, "", target_words)


def _round_figure(value: int) -> int:
    """A number that somebody would set as a target."""
    for limit, step in ((20000, 1000), (2000, 100), (200, 10), (60, 5)):
        if value >= limit:
            return value // step * step
    return value


def _fall_short(deck: Deck, row: Row) -> None:
    """Miss the target a little, lose points in proportion, give a reason."""
    target, weight = Decimal(row.target), Decimal(row.weight)
    share = Decimal(deck.whole(82, 97)) / 100
    if row.op == "≤":
        completion = rounded(target / share, 1)
        earned = target / completion if completion > target else Decimal(1)
    else:
        completion = rounded(target * share, 1 if row.unit in ("%", "公里") else 0)
        earned = completion / target
    score = rounded(earned * weight)
    if score < weight and completion != target and completion > 0:
        row.completion, row.score, row.note = show(completion), show(score), deck.one(REASONS)


# ── Funds and goals ────────────────────────────────────────────────────────────────────────────────────


def _funds(deck: Deck, weight: int, *, change: bool = False) -> list[Fund]:
    """A total row with its sources, and with how they were adjusted if asked for."""
    initial = [deck.money(80, 1500), Decimal(0), Decimal(0)]
    adjusted = [initial[0] + (deck.money(5, 60) if deck.chance(0.5) else 0), Decimal(0), Decimal(0)]
    if deck.chance(0.5):
        initial[1] = adjusted[1] = deck.money(5, 80)
    if deck.chance(0.4):
        adjusted[2] = deck.money(5, 60)
        initial[2] = adjusted[2] if deck.chance(0.5) else Decimal(0)
    executed = [rounded(a * Decimal(deck.whole(905, 1000)) / 1000) for a in adjusted]
    if deck.chance(0.25):
        executed = [*adjusted]
    names = ("其中：当年财政拨款", deck.one(("上年结转资金", "其中：上年结转资金")), "其他资金")
    rows = []
    for name, one, two, three in zip(
        (deck.one(("年度资金总额", "资金总额", "年度资金总额：")), *names),
        (sum(initial), *initial),
        (sum(adjusted), *adjusted),
        (sum(executed), *executed),
        strict=True,
    ):
        rate = f"{sentences.percent(Decimal(three), Decimal(two))}%" if two else "—"
        rows.append(Fund(name, f"{one:.2f}", f"{two:.2f}", f"{three:.2f}", rate))
        rows[-1].adjustment = f"{two - one:.2f}" if change else ""
    rate_value = Decimal(rows[0].rate.rstrip("%"))
    rows[0].weight, rows[0].score = str(weight), show(rounded(weight * rate_value / 100))
    return rows


def _goals(deck: Deck, form: Form, *, numbered: bool, adjusted: bool = False) -> list[Goal]:
    """What was wanted and what was done, told in the figures of some rows."""
    free = [row for row in form.rows if row.phrase and row.full]
    told = deck.rng.sample(free, min(4, len(free)))
    told.sort(key=form.rows.index)
    wanted, done = [], []
    for row in told:
        row.told = True
        least = "不低于" if row.unit == "%" else "不少于"
        wanted_phrase = row.phrase.replace("达到{}", f"{least}{{target}}").replace("{}", f"{least}{{target}}")
        done_phrase = row.phrase.replace("{}", "{completion}")
        wanted.append(Line("wanted", wanted_phrase, {"target": row.target}))
        done.append(Line("done", done_phrase, {"completion": row.completion}))
    opening = deck.one(("围绕年度重点任务推进各项工作", "保障机关日常运转", "按照年度计划组织实施"))
    closing = deck.one(
        (
            "各项工作有序开展，群众反映良好",
            "相关工作已经验收，档案资料齐全",
            "日常运转得到保障，项目资料已归档",
        )
    )
    if not numbered:
        goal = Goal([Line("text", opening), *wanted], [*done, Line("text", closing)])
        return [Goal(goal.initial, goal.completion, [*goal.initial] if adjusted else [])]
    goals = [Goal([one], [other]) for one, other in zip(wanted, done, strict=True)]
    goals.append(Goal([Line("text", opening)], [Line("text", closing)]))
    for nth, goal in enumerate(goals, 1):
        goal.number = goal.done_number = str(nth)
    return goals


# ── Forms ──────────────────────────────────────────────────────────────────────────────────────────────


def _finish(form: Form) -> None:
    """Put the year into targets that are dates."""
    for row in form.rows:
        row.target, row.completion = (
            text.replace("{year}", str(form.year)) for text in (row.target, row.completion)
        )


def _project(deck: Deck, form: Form) -> None:
    form.title = deck.one(
        (["项目支出绩效自评表", f"（{form.year}年度）"], [f"{form.year}年度项目支出绩效自评表"])
    )
    form.project, form.superior = deck.one(PROJECTS), form.unit
    form.style.operator_column = deck.chance(0.4)
    form.style.two_rows = form.style.operator_column and deck.chance(0.5)
    form.style.weight_first = deck.chance(0.2)
    form.style.level_points = deck.chance(0.5)
    if not form.style.weight_first and deck.chance(0.3):
        form.style.subtotals = dict.fromkeys((OUTPUT, BENEFIT, CONTENT), "")
    if deck.chance(0.8):
        # The narrow table has no column to spare.
        form.funds = _funds(deck, 10, change=form.style.operator_column and deck.chance(0.4))
        form.rows = _rows(deck, deck.whole(8, 60), (50, 30, 10))
    else:
        form.rows = _rows(deck, deck.whole(8, 40), (50, 30, 10))
        form.rows.append(_execution(deck))
    _points_of_levels(form)
    form.goals = _goals(deck, form, numbered=False)
    _finish(form)
    if deck.chance(0.25):
        _around(deck, form)


def _around(deck: Deck, form: Form) -> None:
    """A short narrative before a project's form, and its problems and measures behind it."""
    told = [maker(deck) for maker in deck.rng.sample(sentences.MAKERS, 3)]
    opening = Line(
        "text", deck.one(("项目由业务科室牵头实施，按月调度进展。", "项目纳入年度重点任务，专人负责。"))
    )
    form.sections = [("一、项目基本情况", [opening]), ("二、项目实施成效", told)]
    form.after = [
        "三、存在的问题",
        _listed(deck, PROBLEMS).text,
        "四、改进措施",
        _listed(deck, MEASURES).text,
    ]


def _points_of_levels(form: Form) -> None:
    if form.style.level_points:
        for row in form.rows:
            form.style.printed_points[row.level1] = show(
                sum((Decimal(r.weight) for r in form.rows if r.level1 == row.level1), Decimal(0))
            )


def _execution(deck: Deck) -> Row:
    """The execution row of a table that has no funds block."""
    budget = deck.money(300, 5000)
    spent = rounded(budget * Decimal(deck.whole(905, 1000)) / 1000)
    rate = sentences.percent(spent, budget)
    note = f"全年预算数{budget:.2f}万元，全年执行数{spent:.2f}万元，部分尾款按合同约定次年支付"
    score = show(rounded(Decimal(rate) / 10))
    name = deck.one(("全年预算执行率", "预算执行率"))
    return Row(
        "execution", "预算执行率", name, "＝", "100", "%", f"{rate}%", "预算执行", "10", score,
        note if spent < budget else "",
    )  # fmt: skip


def _department(deck: Deck, form: Form) -> None:
    form.title = [f"{form.year}年度部门整体绩效自评表"]
    form.superior = form.unit
    form.style.operator_column = True
    form.style.text_layout = deck.one(("rows", "cells"))
    form.rows = [_execution(deck), *_rows(deck, deck.whole(8, 60), (45, 36, 9), Decimal("0.9"))]
    form.goals = _goals(deck, form, numbered=False, adjusted=True)
    form.signature = []
    _finish(form)


def _graded(deck: Deck, form: Form) -> None:
    form.title = [f"{form.year}年度部门整体绩效自评表"]
    form.funds = _funds(deck, 10)[:2]
    total, part = form.funds
    total.name, total.weight, total.score = "预算数", "—", "—"
    total.adjusted, total.executed = part.adjusted, part.executed
    total.rate, part.name = part.rate, "其中：财政资金"
    form.rows = _rows(deck, deck.whole(8, 36), (50, 30, 10))
    for row in form.rows:
        met = row.full
        row.note = ""
        row.item = str(
            100 if row.target == row.completion and met else deck.whole(91, 99) if met else deck.whole(81, 89)
        )
        row.grade = "优" if met else "良"
        row.score = show(rounded(Decimal(row.item) * Decimal(row.weight) / 100))
    rate = form.funds[0].rate
    value = Decimal(rate.rstrip("%"))
    earned = show(rounded(value / 10))
    execution = Row(
        "execution",
        "预算执行率",
        "预算执行率",
        completion=rate,
        level1="预算执行率",
        weight="10",
        score=earned,
    )
    execution.item = show(value)
    form.rows.append(execution)
    form.goals = _goals(deck, form, numbered=True)
    form.after = [
        "说明：",
        "1.自评得分由表中各单项指标的折算得分相加得出，满分100分。",
        "2.单项指标按百分制打分：优为90分以上，良为80至90分，中为60至80分，差为60分以下；预算执行率的单项得分为执行率乘以100。",
        "3.各单项指标的权重占比相加应为100%，预算执行率占10%。",
        "4.折算得分为单项指标得分与权重占比的乘积。",
    ]
    _finish(form)


def _split(deck: Deck, form: Form) -> None:
    form.title = [f"{form.year}年度{deck.one(PROJECTS)}项目绩效自评表"]
    form.project, form.superior = form.title[0].removesuffix("项目绩效自评表")[6:], form.unit
    form.funds = _funds(deck, 20)
    form.rows = _rows(deck, deck.whole(8, 50), (40, 30, 10))
    form.style.level_points = True
    form.style.headers |= {"target": "年初目标值（A）", "completion": "实际完成值（B）", "score": "得分"}
    _points_of_levels(form)
    form.goals = _goals(deck, form, numbered=False)
    _finish(form)


def _sections(deck: Deck, form: Form, kinds: int) -> None:
    """The opening of a narrative: staff, budget, what was done."""
    done = [maker(deck) for maker in deck.rng.sample(sentences.MAKERS, kinds)]
    form.sections = [
        ("一、基本情况", []),
        ("（一）机构和人员", [sentences.offices(deck), sentences.staff(deck)]),
        ("（二）预算及支出情况", sentences.budget(deck)),
        ("二、主要成效", [Line("self", "{year}年，{self}扎实推进各项工作。", {"year": str(form.year), "self": form.selves}), *done]),
    ]  # fmt: skip


def _listed(deck: Deck, pool: tuple[str, ...]) -> Line:
    """Three members of a pool, counted off."""
    texts = zip("一二三", deck.rng.sample(pool, 3), strict=True)
    return Line("text", "；".join(f"{n}是{text}" for n, text in texts) + "。")


def _close(deck: Deck, form: Form, numbers: tuple[str, str, str]) -> None:
    """The end of a narrative: conclusion, problems, measures."""
    say = deck.one(
        (
            "本次绩效自评综合得分{total}分，评价等级为“{grade}”。",
            "经自评，{year}年度整体支出绩效自评得分{total}分，等级为“{grade}”。",
        )
    )
    given = {"total": "", "grade": "", "year": str(form.year)}
    conclusion = Line("total", say, {name: value for name, value in given.items() if f"{{{name}}}" in say})
    form.sections += [
        (f"{numbers[0]}、评价结论", [conclusion]),
        (f"{numbers[1]}、存在的问题", [_listed(deck, PROBLEMS)]),
        (f"{numbers[2]}、改进措施", [_listed(deck, MEASURES)]),
    ]


def _narrative(deck: Deck, form: Form) -> None:
    form.title = [form.unit, f"{form.year}年度整体支出绩效自评报告"]
    _sections(deck, form, 2)
    execution = next(line for line in form.lines("spending"))
    rate = execution.values["rate"]
    why = "因部分尾款于次年支付，按执行率扣分，" if Decimal(rate) < HUNDRED else ""
    items = [
        Item("", "预算执行率", "10", show(rounded(Decimal(rate) / 10)), [Line("execution", f"全年预算执行率{{rate}}%，{why}该指标得分为{{score}}分。", {"rate": rate})])
    ]  # fmt: skip
    makers = (
        [sentences.comparison] * 4
        + [sentences.ratio] * 4
        + [sentences.total_of_parts, sentences.growth, sentences.nothing, sentences.grim]
    )
    count = deck.whole(8, len(makers))
    for maker, weight in zip(deck.rng.sample(makers, count), deck.parts(Decimal(90), count), strict=True):
        line = maker(deck)
        items.append(
            Item(
                "",
                _item_name(line),
                show(weight),
                show(weight),
                [line, Line("score", "该指标得分为{score}分。", {})],
            )
        )
    for number, item in enumerate(items, 1):
        item.number = str(number)
        item.lines[-1].values["score"] = item.score
    form.items = items
    _close(deck, form, ("四", "五", "六"))
    form.signature = [form.unit, form.signature[0].removeprefix("填报日期：")]


def _item_name(line: Line) -> str:
    """What an item about this sentence is called: the words before its first figure."""
    if line.key in ("ratio", "survey"):
        return line.template.split("，")[-1].split("{")[0]
    if line.key == "zero":
        return f"{line.values['thing']}起数"
    if line.key == "grim":
        return "问卷满意率"
    return line.template.split("{")[0].removeprefix("全年共").removeprefix("全年")


def _scoring(deck: Deck, form: Form) -> None:
    form.title = [form.unit, f"{form.year}年部门预算绩效自评报告"]
    _sections(deck, form, 4)
    groups = deck.rng.sample(list(SHEET), deck.whole(4, len(SHEET)))
    groups.sort(key=list(SHEET).index)
    names = [(group, name) for group in groups for name in SHEET[group]]
    for (group, name), weight in zip(names, deck.parts(HUNDRED, len(names)), strict=True):
        full = show(weight)
        item = Item(group, name, full, full, [Line("text", EXPLAINED[name])])
        if weight > 3 and deck.chance(0.15):
            item.score, item.note = (
                show(weight - 1),
                deck.one(("部分指标未能量化，扣1分", "因资料归档不及时，扣1分")),
            )
            item.lines.append(Line("deduction", f"{item.note}。"))
        item.lines.append(
            Line(
                "score",
                f"“{name}”满分{{weight}}分，自评得分{{score}}分。",
                {"weight": full, "score": item.score},
            )
        )
        form.items.append(item)
    form.rows = _rows(deck, deck.whole(8, 40), (50, 30, 10))
    for row in form.rows:
        row.score = ""
    _close(deck, form, ("四", "五", "六"))
    form.signature = []
    _finish(form)

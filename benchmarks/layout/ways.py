"""The ways in which units lay out a form: each function changes one thing of a sheet, or says that it cannot.

No way changes what a form states. Where one has no room for something (a block of funds without labels has none for
its parts), `without` takes that off the form that it is held against, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from faults.model import show

from .sheet import Column, Entry, Funds, Sheet

Change = Callable[[Random, Sheet], bool | None]
"""Changes a sheet in place; False says that this sheet cannot be laid out so."""


@dataclass(frozen=True)
class Way:
    """A way to lay out a form. `without` takes off what it has no room for; `silent` are rules that it leaves
    nothing to judge by, or that are about it; `unknown` says that it uses words that no lexicon knows."""

    name: str
    change: Change
    without: Change | None = None
    silent: frozenset[str] = frozenset()
    unknown: bool = False


WAYS: dict[str, Way] = {}


def way(
    name: str, *, without: Change | None = None, silent: frozenset[str] = frozenset(), unknown: bool = False
) -> Callable[[Change], Change]:
    """Register a function as a way."""

    def register(change: Change) -> Change:
        WAYS[name] = Way(name, change, without, silent, unknown)
        return change

    return register


def rename(sheet: Sheet, words: dict[str, tuple[str, ...]], rng: Random) -> None:
    """Give the columns of these roles other headers."""
    for column in sheet.columns:
        if column.role in words:
            column.header = rng.choice(words[column.role])


def add(sheet: Sheet, before: str, column: Column, cells: Callable[[Entry], str]) -> bool | None:
    """Put a further column before the one of a role, or at the end. False where that column stands already."""
    if sheet.has(column.role):
        return False
    at = sheet.place(before) if sheet.has(before) else len(sheet.columns)
    if sheet.columns[at - 1 : at] and at < len(sheet.columns):
        while at and sheet.columns[at].group and sheet.columns[at].group == sheet.columns[at - 1].group:
            at -= 1
    sheet.columns.insert(at, column)
    for entry in sheet.rows:
        entry.cells[column.role] = cells(entry)
    return None


def drop(sheet: Sheet, role: str) -> bool | None:
    """Leave a column out. False where there is none."""
    column = sheet.column(role)
    if column is None:
        return False
    sheet.columns.remove(column)
    return None


def figure(text: str) -> Decimal | None:
    """A figure that is nothing else."""
    try:
        return Decimal(text.rstrip("%"))
    except ArithmeticError:
        return None


def every_text(sheet: Sheet, change: Callable[[str], str], *roles: str) -> None:
    """Change the texts of these roles in the indicators, its totals and the funds."""
    rows = [entry.cells for entry in sheet.entries if entry.kind != "header"]
    rows += sheet.funds.rows if sheet.funds else []
    for cells in rows:
        for role in roles:
            if cells.get(role):
                cells[role] = change(cells[role])


# ── Words of the headers ───────────────────────────────────────────────────────────────────────────────

ELSEWHERE: dict[str, dict[str, tuple[str, ...]]] = {
    "synonyms-of-hubei": {
        "target": ("年初目标值（A）",),
        "completion": ("实际完成值（B）",),
        "weight": ("权重", "标准分"),
        "score": ("自评得分",),
        "note": ("未完成原因分析",),
    },
    "synonyms-of-xinjiang": {
        "target": ("指标值",),
        "completion": ("指标实际完成值",),
        "weight": ("指标分值权重",),
        "score": ("指标得分",),
        "note": ("偏差原因分析及改进措施",),
    },
    "synonyms-of-ningxia": {
        "name": ("指标名称（三级指标）",),
        "target": ("指标值（A）", "年初指标值"),
        "completion": ("全年实际值（B）", "年终完成值"),
        "weight": ("参考分值",),
        "score": ("自评分",),
        "note": ("未完成原因分析及改进措施",),
    },
    "synonyms-of-sichuan": {
        "op": ("绩效指标性质",),
        "target": ("绩效指标值",),
        "unit": ("绩效度量单位",),
        "completion": ("实际完成指标值",),
        "weight": ("权重",),
        "score": ("指标得分",),
        "note": ("说明",),
    },
    "synonyms-of-sheets": {
        "target": ("计划指标值",),
        "completion": ("实施进度", "自评完成值"),
        "weight": ("权数", "标准分"),
        "score": ("考评得分", "自评分值"),
        "note": ("扣分原因", "得失分依据及原因"),
    },
}


def _synonyms(words: dict[str, tuple[str, ...]]) -> Change:
    def change(rng: Random, sheet: Sheet) -> bool | None:
        if sheet.name == "graded":
            return False
        rename(sheet, words, rng)
        return None

    return change


for _name, _words in ELSEWHERE.items():
    WAYS[_name] = Way(_name, _synonyms(_words))


@way("points-in-headers")
def points_in_headers(rng: Random, sheet: Sheet) -> bool | None:
    """分值（100分）, 得分（分）: units and sums behind the headers."""
    for column in sheet.columns:
        if column.role == "weight":
            column.header = f"{column.header.split('（')[0].strip()}（100分）"
        elif column.role == "score":
            column.header = f"{column.header.split('（')[0].strip()}（分）"
    return None


@way("synonyms-in-the-funds")
def synonyms_in_the_funds(rng: Random, sheet: Sheet) -> bool | None:
    """The headers of the funds block as other places have them."""
    if not sheet.funds or sheet.funds.pairs:
        return False
    words = {
        "initial": ("年初批复预算", "年初预算安排数"),
        "adjusted": ("全年预算安排数", "调整预算数（A）", "全年（调整）预算数"),
        "executed": ("全年实际支出", "实际支出数（B）"),
        "rate": ("预算执行率（B/A×100%）", "资金执行率（%）"),
        "weight": ("权重", "分值权重"),
        "score": ("自评得分", "执行率得分"),
    }
    for role, choice in words.items():
        if role in sheet.funds.headers and "*" not in sheet.funds.headers[role]:
            sheet.funds.headers[role] = rng.choice(choice)
    return None


# ── Columns ────────────────────────────────────────────────────────────────────────────────────────────


@way("weight-before-target")
def weight_before_target(rng: Random, sheet: Sheet) -> bool | None:
    """The weights stand behind the names."""
    if not sheet.has("weight") or sheet.name == "graded":
        return False
    weight = sheet.columns.pop(sheet.place("weight"))
    sheet.columns.insert(sheet.place("name") + 1, weight)
    return None


@way("points-before-figures")
def points_before_figures(rng: Random, sheet: Sheet) -> bool | None:
    """Weight and score stand before target and completion."""
    if not sheet.has("weight", "score") or sheet.name == "graded":
        return False
    for role in ("score", "weight"):
        column = sheet.columns.pop(sheet.place(role))
        sheet.columns.insert(sheet.place("name") + 1, column)
    return None


@way("completion-behind-score")
def completion_behind_score(rng: Random, sheet: Sheet) -> bool | None:
    """The completions stand behind the scores."""
    if not sheet.has("completion", "score") or sheet.name == "graded":
        return False
    column = sheet.columns.pop(sheet.place("completion"))
    sheet.columns.insert(sheet.place("score") + 1, column)
    return None


@way("note-behind-completion")
def note_behind_completion(rng: Random, sheet: Sheet) -> bool | None:
    """The reasons stand beside the completions, before the points."""
    if not sheet.has("completion", "note"):
        return False
    column = sheet.columns.pop(sheet.place("note"))
    sheet.columns.insert(sheet.place("completion") + 1, column)
    return None


@way("no-notes", silent=frozenset({"missing-deviation-explanation", "score-not-monotonic"}))
def no_notes(rng: Random, sheet: Sheet) -> bool | None:
    """There is no column for reasons."""
    return drop(sheet, "note")


@way("numbered")
def numbered(rng: Random, sheet: Sheet) -> bool | None:
    """A column of running numbers at the left of the names."""
    numbers = {id(entry): str(n) for n, entry in enumerate(sheet.rows, 1)}
    return add(sheet, "name", Column("number", "序号", 6), lambda entry: numbers[id(entry)])


@way("units-in-a-column")
def units_in_a_column(rng: Random, sheet: Sheet) -> bool | None:
    """The units have a column of their own."""
    return add(
        sheet, "completion", Column("unit", rng.choice(("计量单位", "单位")), 8), lambda e: e.cells["unit"]
    )


@way("units-in-the-values", silent=frozenset({"unit-invalid"}))
def units_in_the_values(rng: Random, sheet: Sheet) -> bool | None:
    """Signs and units stand in the values."""
    if not sheet.has("unit", "op") or sheet.name == "graded":
        return False
    drop(sheet, "unit")
    drop(sheet, "op")
    sheet.columns[sheet.place("target")].group = ""
    return None


@way("signs-in-a-column")
def signs_in_a_column(rng: Random, sheet: Sheet) -> bool | None:
    """The signs have a column of their own, the units stand in the values."""
    return add(
        sheet,
        "target",
        Column("op", rng.choice(("指标性质", "符号", "计算符号")), 8),
        lambda e: e.cells["op"],
    )


@way("targets-under-one-header")
def targets_under_one_header(rng: Random, sheet: Sheet) -> bool | None:
    """年度指标值 stands above its sign, its value and its unit; 自评情况 above weight and score."""
    if sheet.name == "graded" or sheet.place("score") != sheet.place("weight") + 1:
        return False
    sheet.columns[sheet.place("weight")].group = sheet.columns[sheet.place("score")].group = "自评情况"
    return None


def _lost(entry: Entry) -> Decimal | None:
    weight, score = figure(entry.cells["weight"]), figure(entry.cells["score"])
    return None if weight is None or score is None or score > weight else weight - score


@way("deductions")
def deductions(rng: Random, sheet: Sheet) -> bool | None:
    """扣减分数: the points that were lost."""
    if sheet.name == "graded":
        return False
    header = rng.choice(("扣减分数", "扣分"))
    return add(
        sheet,
        "score",
        Column("deduction", header),
        lambda e: show(lost) if (lost := _lost(e)) is not None else "",
    )


@way("coefficients")
def coefficients(rng: Random, sheet: Sheet) -> bool | None:
    """得分系数（%）: which part of the points was earned."""

    def part(entry: Entry) -> str:
        weight = figure(entry.cells["weight"])
        lost = _lost(entry)
        return "" if not weight or lost is None else f"{(weight - lost) * 100 / weight:.2f}"

    return (
        False if sheet.name == "graded" else add(sheet, "score", Column("coefficient", "得分系数（%）"), part)
    )


def _ratio(entry: Entry) -> Decimal | None:
    target, done = figure(entry.cells["target"]), figure(entry.cells["completion"])
    return done * 100 / target if target and done is not None else None


@way("completion-rates")
def completion_rates(rng: Random, sheet: Sheet) -> bool | None:
    """完成率: completion by target."""
    return add(
        sheet,
        "weight",
        Column("completion_rate", rng.choice(("完成率", "指标完成率")), 9),
        lambda e: f"{ratio:.2f}%" if (ratio := _ratio(e)) is not None else "—",
    )


@way("deviations")
def deviations(rng: Random, sheet: Sheet) -> bool | None:
    """偏差率: how far the completion is from the target."""
    return add(
        sheet,
        "weight",
        Column("deviation", rng.choice(("偏差率", "偏离度")), 9),
        lambda e: f"{ratio - 100:.2f}%" if (ratio := _ratio(e)) is not None else "—",
    )


@way("reviewed-scores")
def reviewed_scores(rng: Random, sheet: Sheet) -> bool | None:
    """复核得分: the score that somebody else gave; here the same."""
    header = rng.choice(("复核得分", "财政复核得分"))
    return add(sheet, "note", Column("review", header), lambda e: e.cells["score"])


@way("year-before")
def year_before(rng: Random, sheet: Sheet) -> bool | None:
    """上年值: what was done in the year before."""

    def before(entry: Entry) -> str:
        done = figure(entry.cells["completion"])
        return f"{int(done * 9 / 10)}{entry.cells['unit']}" if done is not None else ""

    return add(sheet, "target", Column("previous", rng.choice(("上年值", "上年完成值")), 9), before)


@way("standards")
def standards(rng: Random, sheet: Sheet) -> bool | None:
    """评分标准: how points are given."""
    header = rng.choice(("评分标准", "计分标准（备注）", "指标解释"))
    text = rng.choice(("完成得满分，未完成按比例扣分", "达到目标值得满分，每低1%扣0.5分，扣完为止"))
    before = rng.choice(("completion", "score"))
    return add(sheet, before, Column("standard", header, 18), lambda _: text)


@way("offices")
def offices(rng: Random, sheet: Sheet) -> bool | None:
    """责任科室: who is in charge of the indicator."""
    names = ("业务科", "计财股", "综合科", "建设管理科")
    before = rng.choice(("target", "note"))
    return add(sheet, before, Column("office", "责任科室", 9), lambda _: rng.choice(names))


@way("empty-columns")
def empty_columns(rng: Random, sheet: Sheet) -> bool | None:
    """Columns that nobody filled in, without a header."""
    for nth, role in enumerate(rng.sample(["target", "weight", "note"], 2)):
        add(sheet, role, Column(f"empty{nth}", "", 4), lambda _: "")
    return None


# ── Levels and rows ────────────────────────────────────────────────────────────────────────────────────


@way("levels-once")
def levels_once(rng: Random, sheet: Sheet) -> bool | None:
    """The levels stand in their first row, the cells below are empty and not merged."""
    sheet.levels = "once"
    return None if sheet.has("level1") else False


@way("levels-repeated")
def levels_repeated(rng: Random, sheet: Sheet) -> bool | None:
    """The levels stand in each row."""
    sheet.levels = "repeated"
    return None if sheet.has("level1") else False


@way("levels-as-rows")
def levels_as_rows(rng: Random, sheet: Sheet) -> bool | None:
    """The first level is a row of its own above its indicators."""
    sheet.levels = "rows"
    return drop(sheet, "level1")


@way("levels-in-one-column")
def levels_in_one_column(rng: Random, sheet: Sheet) -> bool | None:
    """There is only the second level."""
    if sheet.level_texts or any(entry.kind == "subtotal" for entry in sheet.entries):
        return False
    return drop(sheet, "level1")


@way("weights-in-names")
def weights_in_names(rng: Random, sheet: Sheet) -> bool | None:
    """“单元名称（5分）”: the weight stands behind the name."""
    if not sheet.has("weight") or sheet.name == "graded" or any(e.kind == "subtotal" for e in sheet.entries):
        return False
    if any(figure(entry.cells["weight"]) is None for entry in sheet.rows):
        return False
    for entry in sheet.rows:
        entry.cells["name"] += f"（{entry.cells['weight']}分）"
        entry.cells["weight"] = ""
    if sheet.total:
        sheet.total.cells["weight"] = ""
    return drop(sheet, "weight")


@way("points-in-levels")
def points_in_levels(rng: Random, sheet: Sheet) -> bool | None:
    """“产出指标（50分）”: the sum of the weights stands in the level's cell."""
    if not sheet.has("level1") or sheet.level_texts or sheet.name == "graded":
        return False
    sums: dict[str, Decimal] = {}
    for entry in sheet.rows:
        weight = figure(entry.cells["weight"])
        if weight is None:
            return False
        sums[entry.level1] = sums.get(entry.level1, Decimal(0)) + weight
    sheet.level_texts = {level: f"{level}（{show(points)}分）" for level, points in sums.items()}
    return None


@way("header-repeated")
def header_repeated(rng: Random, sheet: Sheet) -> bool | None:
    """The header stands again where a page begins."""
    at = rng.randrange(4, max(5, len(sheet.entries) - 2))
    sheet.entries.insert(at, Entry("header"))
    return None


@way("two-blocks")
def two_blocks(rng: Random, sheet: Sheet) -> bool | None:
    """The indicators stand in two blocks, each with a heading and a header; the total covers both."""
    starts = [
        i
        for i, e in enumerate(sheet.entries)
        if i > 1 and e.level1 and e.level1 != sheet.entries[i - 1].level1
    ]
    if not starts or sheet.side:
        return False
    first, second = sheet.entries[: starts[0]], sheet.entries[starts[0] :]
    sums = [
        sum((figure(e.cells["weight"]) or Decimal(0) for e in part if e.kind == "row"), Decimal(0))
        for part in (first, second)
    ]
    headings = [
        Entry("across", {"name": f"年度绩效目标{n}（{show(points)}分）"})
        for n, points in zip("12", sums, strict=True)
    ]
    sheet.entries = [headings[0], *first, headings[1], Entry("header"), *second]
    return None


@way("blank-rows", silent=frozenset({"unfilled-template", "placeholder-text"}))
def blank_rows(rng: Random, sheet: Sheet) -> bool | None:
    """Rows of the template that nobody filled in: 指标2：, ……"""
    last = {(e.level1, e.level2): e for e in sheet.rows}
    for entry in rng.sample(list(last.values()), min(3, len(last))):
        blank = Entry(
            "row", {"name": rng.choice(("指标2：", "……", "指标3：", ""))}, entry.level1, entry.level2
        )
        sheet.entries.insert(sheet.entries.index(entry) + 1, blank)
    return None


@way("names-counted")
def names_counted(rng: Random, sheet: Sheet) -> bool | None:
    """指标1：… before each name."""
    count: dict[str, int] = {}
    for entry in sheet.rows:
        count[entry.level2] = count.get(entry.level2, 0) + 1
        entry.cells["name"] = f"指标{count[entry.level2]}：{entry.cells['name']}"
    return None


# ── The total and what stands below it ─────────────────────────────────────────────────────────────────


@way("total-in-the-head")
def total_in_the_head(rng: Random, sheet: Sheet) -> bool | None:
    """The total stands in the head, there is no row for it."""
    total = sheet.total
    if total is None:
        return False
    sheet.entries.remove(total)
    sheet.head[-1] += [rng.choice(("自评总分", "自评得分")), total.cells["score"]]
    return None


@way("total-called-sum")
def total_called_sum(rng: Random, sheet: Sheet) -> bool | None:
    """The row of the total is called 合计, 总计 …"""
    if sheet.total is None:
        return False
    sheet.total.cells["name"] = rng.choice(("合计", "总计", "合 计", "得分合计"))
    return None


@way("total-first")
def total_first(rng: Random, sheet: Sheet) -> bool | None:
    """The row of the total stands above the indicators."""
    total = sheet.total
    if total is None or sheet.side:
        return False
    sheet.entries.remove(total)
    sheet.entries.insert(1, total)
    return None


@way("total-in-a-foot")
def total_in_a_foot(rng: Random, sheet: Sheet) -> bool | None:
    """The total is a pair of cells below the indicators."""
    total = sheet.total
    if total is None:
        return False
    sheet.entries.remove(total)
    sheet.foot.insert(0, ["自评总分", total.cells["score"]])
    return None


@way("total-below-the-table")
def total_below_the_table(rng: Random, sheet: Sheet) -> bool | None:
    """The total is said in a line below the table."""
    total = sheet.total
    if total is None:
        return False
    sheet.entries.remove(total)
    sheet.after.insert(0, f"自评总分：{total.cells['score']}分")
    return None


@way("reasons-below-the-total", silent=frozenset({"low-execution-unexplained"}))
def reasons_below_the_total(rng: Random, sheet: Sheet) -> bool | None:
    """Rows for reasons and measures stand below the total."""
    sheet.foot += [
        ["偏差大或\n目标未完成\n原因分析", "受汛期影响，个别工程进度略有滞后，均已在年内完成。"],
        ["改进措施\n及结果应用\n方案", "进一步细化实施计划，按月调度，评价结果与下年预算安排挂钩。"],
    ]
    return None


@way("remarks-below-the-total")
def remarks_below_the_total(rng: Random, sheet: Sheet) -> bool | None:
    """备注, 说明: rows of remarks below the total."""
    sheet.foot.append(
        [rng.choice(("备注", "其他需要说明的问题", "说明")), rng.choice(("无", "资金使用符合管理办法要求。"))]
    )
    return None


@way("signatures-in-the-table")
def signatures_in_the_table(rng: Random, sheet: Sheet) -> bool | None:
    """填表人, 联系电话: a last row for signatures."""
    sheet.foot.append(rng.choice((
        ["填表人：甲某", "联系电话：0000-0000000", "单位负责人：乙某"],
        ["填报人", "甲某", "联系电话", "0000-0000000"],
        ["填表人：甲某　　审核人：乙某　　填报日期：　年　月　日"],
    )))  # fmt: skip
    return None


@way("instructions-below-the-total")
def instructions_below_the_total(rng: Random, sheet: Sheet) -> bool | None:
    """注: how the form is filled in, below the total."""
    sheet.foot.append([
        "注：1.得分一档最高不能超过该指标分值上限。2.定性指标根据完成情况分为达成年度指标、部分达成、未达成三档，"
        "分别按照100%-80%（含）、80%-60%（含）、60%-0%合理确定分值。"
    ])  # fmt: skip
    return None


# ── The head and the funds ─────────────────────────────────────────────────────────────────────────────


@way("title-in-the-table")
def title_in_the_table(rng: Random, sheet: Sheet) -> bool | None:
    """The title is the first row of the table."""
    sheet.head[:0] = [[line] for line in sheet.title]
    return None


@way("glued-labels")
def glued_labels(rng: Random, sheet: Sheet) -> bool | None:
    """“项目名称：…”: label and text in one cell."""
    sheet.head = [
        [f"{label}：{text}" for label, text in zip(line[::2], line[1::2], strict=True)]
        if len(line) % 2 == 0
        else line
        for line in sheet.head
    ]
    return None


@way("unit-before-authority")
def unit_before_authority(rng: Random, sheet: Sheet) -> bool | None:
    """实施单位 stands before 主管部门, and further cells beside them."""
    line = next((line for line in sheet.head if line[0] == "主管部门" and len(line) == 4), None)
    if line is None or line[2] != "实施单位":
        return False
    line[:] = ["项目实施单位", line[3], "项目主管部门", line[1]]
    sheet.head.append(["项目负责人", "甲某", "联系电话", "0000-0000000"])
    return None


@way("money-unit-in-a-row")
def money_unit_in_a_row(rng: Random, sheet: Sheet) -> bool | None:
    """单位：万元 stands in a row of its own."""
    if not sheet.funds or sheet.funds.pairs:
        return False
    sheet.funds.label = "项目资金"
    sheet.head.append(["单位：万元"])
    return None


@way("money-with-its-unit")
def money_with_its_unit(rng: Random, sheet: Sheet) -> bool | None:
    """“95.2万元”: each amount of the funds has its unit."""
    if not sheet.funds:
        return False
    for cells in sheet.funds.rows:
        for role in ("initial", "change", "adjusted", "arrived", "executed"):
            if cells.get(role):
                cells[role] += "万元"
    return None


@way("funds-behind-indicators")
def funds_behind_indicators(rng: Random, sheet: Sheet) -> bool | None:
    """The funds stand below the indicators and the total."""
    if not sheet.funds:
        return False
    sheet.order = ["head", "goals", "indicators", "funds"]
    return None


@way("goals-before-funds")
def goals_before_funds(rng: Random, sheet: Sheet) -> bool | None:
    """The goals stand above the funds."""
    if not sheet.funds or not sheet.goals:
        return False
    sheet.order = ["head", "goals", "funds", "indicators"]
    return None


def _one_fund(rng: Random, sheet: Sheet) -> bool | None:
    if not sheet.funds or sheet.funds.pairs:
        return False
    sheet.funds.rows = sheet.funds.rows[:1]
    return None


@way("funds-without-labels", without=_one_fund)
def funds_without_labels(rng: Random, sheet: Sheet) -> bool | None:
    """One row of amounts below the headers, without a word before it."""
    if not sheet.funds or sheet.funds.pairs:
        return False
    _one_fund(rng, sheet)
    sheet.funds.rows[0]["name"] = ""
    return None


@way("funds-as-pairs", without=_one_fund)
def funds_as_pairs(rng: Random, sheet: Sheet) -> bool | None:
    """年初预算数 | 100 | 全年预算数 | 110 …: a header before each amount."""
    if not sheet.funds or sheet.funds.pairs:
        return False
    _one_fund(rng, sheet)
    funds = sheet.funds
    cells = funds.rows[0]
    cells["name"] = ""
    later = [role for role in ("rate", "weight", "score") if role in funds.headers]
    funds.tail = [text for role in later for text in (funds.headers[role], cells[role])]
    funds.headers = {role: header for role, header in funds.headers.items() if role not in later}
    funds.pairs = True
    return None


@way("funds-with-balance")
def funds_with_balance(rng: Random, sheet: Sheet) -> bool | None:
    """到位 and 结余 beside the usual amounts."""
    if not sheet.funds or sheet.funds.pairs:
        return False
    headers: dict[str, str] = {}
    for role, header in sheet.funds.headers.items():
        headers[role] = header
        if role == "adjusted":
            headers["arrived"] = "实际到位资金"
        elif role == "executed":
            headers["balance"] = "结余"
    sheet.funds.headers = headers
    for cells in sheet.funds.rows:
        adjusted, executed = (figure(cells[role].replace(",", "")) for role in ("adjusted", "executed"))
        if adjusted is None or executed is None:
            return False
        cells["arrived"], cells["balance"] = cells["adjusted"], f"{adjusted - executed:.2f}"
    return None


# ── How cells are written ──────────────────────────────────────────────────────────────────────────────


@way("points-with-their-unit")
def points_with_their_unit(rng: Random, sheet: Sheet) -> bool | None:
    """“10分”: weights and scores have their unit."""

    def unit(text: str) -> str:
        return text if figure(text) is None else f"{text}分"

    every_text(sheet, unit, "weight", "score")
    return None


@way("full-width-figures")
def full_width_figures(rng: Random, sheet: Sheet) -> bool | None:
    """Figures in full-width digits, as an input method leaves them."""
    wide = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
    every_text(sheet, lambda text: text.translate(wide), "target", "completion", "weight", "score")
    return None


@way("spaces-in-cells")
def spaces_in_cells(rng: Random, sheet: Sheet) -> bool | None:
    """Spaces around figures and within short words."""
    for column in sheet.columns:
        if len(column.header) == 2:
            column.header = "　".join(column.header)
    every_text(sheet, lambda text: f" {text}  ", "target", "completion", "weight", "score", "name")
    return None


@way("breaks-in-headers")
def breaks_in_headers(rng: Random, sheet: Sheet) -> bool | None:
    """Headers broken over lines, as narrow columns have them."""
    for column in sheet.columns:
        header = column.header.replace("\n", "")
        column.header = "\n".join(header[i : i + 2] for i in range(0, len(header), 2))
    return None


@way("dashes-for-nothing")
def dashes_for_nothing(rng: Random, sheet: Sheet) -> bool | None:
    """无, / and — where there is no reason to give."""
    word = rng.choice(("无", "—", "/"))
    for entry in sheet.rows:
        if not entry.cells["note"] and entry.cells["score"] == entry.cells["weight"]:
            entry.cells["note"] = word
    return None if sheet.has("note") else False


@way("signs-in-ascii")
def signs_in_ascii(rng: Random, sheet: Sheet) -> bool | None:
    """>=, <= and = instead of ≥, ≤ and ＝."""
    for entry in sheet.rows:
        for sign, plain in (("≥", ">="), ("≤", "<="), ("＝", "=")):
            if entry.cells["op"] == sign:
                entry.cells["op"] = plain
    return None


__all__ = ["WAYS", "Change", "Funds", "Way", "way"]

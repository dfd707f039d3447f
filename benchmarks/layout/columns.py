"""Ways in which the columns of the indicators and their cells differ."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from faults.model import show

from .sheet import Column, Entry, Sheet
from .way import WAYS, Change, Way, add, drop, every_text, figure, rename, way

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


@way("deductions", silent=frozenset({"missing-deviation-explanation", "met-target-not-full-score"}))
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

"""Ways in which levels, rows, totals, the head, the funds and what stands below the total differ."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from faults.model import show

from .sheet import Entry, Sheet
from .way import drop, figure, way

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


@way("table-parted")
def table_parted(rng: Random, sheet: Sheet) -> bool | None:
    """The indicators go on in another table, without a header: so Word files look that were put together."""
    sheet.parted = True
    return None if sheet.order[-1] == "indicators" and len(sheet.rows) > 6 else False


@way("lines-above-the-table")
def lines_above_the_table(rng: Random, sheet: Sheet) -> bool | None:
    """填报单位, 单位：万元 as lines above the table instead of rows in it."""
    if sheet.lead:
        return False
    sheet.lead = [f"填报单位（盖章）：{sheet.head[-1][1]}　　　　　单位：万元"]
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

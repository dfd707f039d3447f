"""A form before it has a layout: blocks, columns by role, rows by role; and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from faults.draw import across, even, money, narrative, spread, told
from faults.model import Form, Row, number, show
from form import ABOVE, LEFT, Sample, Table

Block = Literal["head", "funds", "goals", "indicators"]
Levels = Literal["merged", "once", "repeated", "rows"]
FIGURES = ("target", "completion", "weight", "score")


@dataclass
class Column:
    """A column of the indicators: what it holds, its header, the header above it (shared with its neighbours)."""

    role: str
    header: str
    width: int = 9
    group: str = ""


@dataclass
class Entry:
    """One row of the indicators; `cells` by role. `row` is the indicator as the report has it.

    `header` is the header, `total` and `subtotal` have a label up to their first figure, `across` is one text over the
    whole width.
    """

    kind: Literal["row", "total", "subtotal", "across", "header"]
    cells: dict[str, str] = field(default_factory=dict)
    level1: str = ""
    level2: str = ""
    row: Row | None = None


@dataclass
class Funds:
    """The funds block: its label, the headers of its columns by role, its rows by role.

    In `pairs` each header stands before its figure, in a row of its own for each source of money.
    """

    label: str
    headers: dict[str, str]
    rows: list[dict[str, str]]
    pairs: bool = False
    titled: bool = False
    tail: list[str] = field(default_factory=list)


@dataclass
class Goals:
    """The goals: a label over all rows, the headers, the texts below them."""

    label: str
    headers: list[str]
    rows: list[list[str]]


@dataclass
class Sheet:
    """A whole form. `head` and `foot` are rows of texts, drawn over the whole width; `level_texts` are level cells
    that are printed with more than their name; `side` is a cell at the left of all indicators; `parted` begins another table
    amid them.
    """

    name: str
    title: list[str]
    head: list[list[str]]
    columns: list[Column]
    entries: list[Entry]
    funds: Funds | None = None
    goals: Goals | None = None
    order: list[Block] = field(default_factory=lambda: ["head", "funds", "goals", "indicators"])
    levels: Levels = "merged"
    parted: bool = False
    level_texts: dict[str, str] = field(default_factory=dict)
    side: str = ""
    lead: list[str | Table] = field(default_factory=list)
    foot: list[list[str]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    text_layout: Literal["rows", "cells"] = "rows"

    @property
    def rows(self) -> list[Entry]:
        """The indicators."""
        return [entry for entry in self.entries if entry.kind == "row"]

    @property
    def total(self) -> Entry | None:
        """The row of the total score."""
        return next((entry for entry in self.entries if entry.kind == "total"), None)

    def column(self, role: str) -> Column | None:
        """The column of a role."""
        return next((column for column in self.columns if column.role == role), None)

    def place(self, role: str) -> int:
        """Where the column of a role stands. Raises KeyError when there is none."""
        return {column.role: i for i, column in enumerate(self.columns)}[role]

    def has(self, *roles: str) -> bool:
        """Whether there is a column for each of these roles."""
        return all(self.column(role) for role in roles)


# ── From a report ──────────────────────────────────────────────────────────────────────────────────────


def sheet_of(form: Form) -> Sheet:
    """The form of a made-up report, as its own kind lays it out."""
    columns = {"department": _department_columns, "graded": _graded_columns}.get(form.kind, _columns)(form)
    sheet = Sheet(
        form.kind,
        [*form.title],
        _head(form),
        columns,
        _entries(form),
        _funds(form),
        _goals(form),
        lead=narrative(form.sections),
        after=[*form.after],
        signature=[*form.signature],
        text_layout=form.style.text_layout,
    )
    sheet.level_texts = {
        level: f"{level}\n（{points}分）" for level, points in form.style.printed_points.items()
    }
    if form.kind == "department":
        sheet.side = "绩效指标"
    elif form.kind == "graded":
        sheet.side = "四、年度\n绩效指标\n完成情况"
    return sheet


def _head(form: Form) -> list[list[str]]:
    if form.kind == "department":
        return [["主管部门", form.unit, "自评总分\n（分）", form.total]]
    if form.kind == "graded":
        return [["一、基本\n情况", "实施主管部门", form.unit, "金额单位", "万元"]]
    return [["项目名称", form.project], ["主管部门", form.superior, "实施单位", form.unit]]


def _columns(form: Form) -> list[Column]:
    style, word = form.style, form.style.headers
    group = word["target"] if style.two_rows else ""
    middle = [Column("target", word["target"], 13)]
    if style.operator_column:
        target = "指标值" if group else word["target"]
        middle = [
            Column("op", word["op"], 8, group),
            Column("target", target, 8, group),
            Column("unit", word["unit"], 8, group),
        ]
    weight = [Column("weight", word["weight"])]
    before, behind = (weight, []) if style.weight_first else ([], weight)
    return [
        Column("level1", "一级指标", 11),
        Column("level2", "二级指标", 14),
        Column("name", word["name"], 20),
        *before,
        *middle,
        Column("completion", word["completion"], 13),
        *behind,
        Column("score", word["score"]),
        Column("note", word["note"], 22),
    ]


def _department_columns(form: Form) -> list[Column]:
    word = form.style.headers
    return [
        Column("name", "指标名称", 25),
        Column("unit", word["unit"], 8),
        Column("op", word["op"], 8),
        Column("target", "指标值", 9),
        Column("weight", "指标权重\n（分）", 10),
        Column("completion", "全年\n完成值", 10),
        Column("score", "指标得分\n（分）", 10),
        Column("note", "说明", 25),
    ]


def _graded_columns(_: Form) -> list[Column]:
    return [
        Column("level1", "一级指标", 10),
        Column("level2", "二级指标", 12),
        Column("name", "三级指标", 20),
        Column("op", "符号", 7, "预期指标值"),
        Column("target", "值", 11, "预期指标值"),
        Column("unit", "单位（文字描述）", 11),
        Column("completion", "单项指标实际完成值", 13),
        Column("grade", "单项指标完成情况", 10),
        Column("item", "单项指标得分", 10, "自评得分"),
        Column("weight", "权重占比（%）", 10, "自评得分"),
        Column("score", "单项指标折算得分", 11, "自评得分"),
    ]


def _entries(form: Form) -> list[Entry]:
    entries = [Entry("header")]
    for row, below in zip(form.rows, [*form.rows[1:], None], strict=True):
        cells = {
            "name": row.name,
            "op": form.style.signs.get(row.op, row.op),
            "target": row.target,
            "unit": row.unit,
            "completion": row.completion,
            "grade": row.grade,
            "item": row.item,
            "weight": row.weight,
            "score": row.score,
            "note": row.note,
        }
        if form.kind == "graded":
            cells |= {"op": "" if row.op == "定性" else cells["op"]}
            cells |= {"unit": "文字描述" if row.op == "定性" else "百分号" if row.unit == "%" else row.unit}
        entries.append(Entry("row", cells, row.level1, row.level2, row))
        if row.level1 in form.style.subtotals and (below is None or below.level1 != row.level1):
            weights = (number(r.weight) for r in form.rows if r.level1 == row.level1 and r.weight)
            full = {"weight": show(sum(weights, Decimal(0))), "score": form.style.subtotals[row.level1]}
            entries.append(Entry("subtotal", {"name": "小计"} | full, row.level1))
    if form.kind == "graded":
        entries.append(Entry("total", {"name": "自评得分", "score": form.total}))
    elif form.kind != "department":
        entries.append(Entry("total", {"name": "总分", "weight": "100", "score": form.total}))
    return entries


def _funds(form: Form) -> Funds | None:
    if not form.funds:
        return None
    rows = []
    for fund in form.funds:
        amounts = {"initial": fund.initial, "adjusted": fund.adjusted, "executed": fund.executed}
        if fund.adjustment:
            amounts["change"] = fund.adjustment
        rows.append(
            {role: money(form, amount) for role, amount in amounts.items()}
            | {"name": fund.name, "rate": fund.rate, "weight": fund.weight, "score": fund.score}
        )
    word = form.style.headers
    if form.kind == "graded":
        for row in rows:
            row["arrived"] = row["adjusted"]
        rows[0]["name"] = ""
        headers = {
            "adjusted": "预算数",
            "arrived": "到位数",
            "executed": "执行数",
            "rate": "预算执行进度（%）",
        }
        return Funds("二、预算\n执行情况", headers, rows, pairs=True, titled=True)
    roles = ["initial", *(["change"] if form.funds[0].adjustment else []), "adjusted", "executed"]
    headers = {role: word[role] for role in roles} | {"weight": "分值", "rate": word["rate"], "score": "得分"}
    if form.kind == "split":
        headers["score"] = "得分（20分*执行率）"
    return Funds("项目资金\n（万元）", headers, rows)


def _goals(form: Form) -> Goals | None:
    word = form.style.headers
    if form.kind == "graded":
        rows = [
            [
                f"目标{goal.number}：{told(goal.initial)}",
                f"目标{goal.done_number}完成情况：{told(goal.completion)}",
                "100%",
            ]
            for goal in form.goals
        ]
        return Goals("三、目标\n完成情况", ["年度预期目标", "具体完成情况", "总体完成率（%）"], rows)
    if not form.goals:
        return None
    goal = form.goals[0]
    label = "当年绩效\n目标" if form.kind == "department" else "年度总体目标"
    if goal.adjusted:
        headers = ["年初绩效目标", "全年（调整）绩效目标", "全年目标实际完成情况"]
        return Goals(label, headers, [[told(goal.initial), told(goal.adjusted), told(goal.completion)]])
    return Goals(label, [word["goal"], word["done"]], [[told(goal.initial), told(goal.completion)]])


# ── To a sample ────────────────────────────────────────────────────────────────────────────────────────


def drawn(sheet: Sheet) -> Sample:
    """The form with its layout, ready for the writers."""
    width = max(len(sheet.columns) + bool(sheet.side), _least(sheet))
    blocks = {"head": _draw_head, "funds": _draw_funds, "goals": _draw_goals, "indicators": _draw_indicators}
    grid: list[list[str]] = []
    for block in sheet.order:
        grid += blocks[block](sheet, width)
    for texts in sheet.foot:
        grid.append(_draw_line(texts, width))
    spare = width - len(sheet.columns) - bool(sheet.side)
    widths = [9] if sheet.side else []
    for column in sheet.columns:
        share = 1 + spare if column.role == "name" else 1
        widths += [max(4, column.width // share)] * share
    tables = [grid]
    if sheet.parted:
        at = len(grid) - len(sheet.foot) - len(sheet.entries) // 2
        top = ["" if cell == ABOVE else cell for cell in grid[at]]
        tables = [grid[:at], [top, *grid[at + 1 :]]]
    return Sample(
        sheet.name,
        tuple(sheet.title),
        (*sheet.lead, *(Table(tuple(map(tuple, part)), tuple(widths)) for part in tables), *sheet.after),
        tuple(sheet.signature),
        text_layout=sheet.text_layout,
    )


def _least(sheet: Sheet) -> int:
    """How many columns the other blocks need."""
    funds = sheet.funds
    in_funds = 0
    if funds:
        in_funds = 1 + (2 if funds.pairs else 1) * len(funds.headers) + (not funds.pairs)
        in_funds -= funds.pairs and funds.titled and "rate" in funds.headers
    return max(in_funds, *(len(line) for line in (*sheet.head, *sheet.foot)))


def _draw_line(texts: list[str], width: int) -> list[str]:
    """Texts over the whole width: labels narrow, what follows them wide."""
    if len(texts) == 1:
        return across(texts[0], width)
    if len(texts) == 2:
        return spread(texts, [2, width - 2])
    if len(texts) % 2:
        return [texts[0], *spread(texts[1:], even(width - 1, len(texts) - 1))]
    return spread(texts, even(width, len(texts)))


def _draw_head(sheet: Sheet, width: int) -> list[list[str]]:
    return [_draw_line(texts, width) for texts in sheet.head]


def _draw_goals(sheet: Sheet, width: int) -> list[list[str]]:
    goals = sheet.goals
    if goals is None:
        return []
    parts = even(width - 1, len(goals.headers))
    first = [goals.label, *spread(goals.headers, parts)]
    return [first, *([ABOVE, *spread(texts, parts)] for texts in goals.rows)]


def _draw_funds(sheet: Sheet, width: int) -> list[list[str]]:
    funds = sheet.funds
    if funds is None:
        return []
    grid = []
    if funds.pairs:
        roles = [role for role in funds.headers if not (funds.titled and role == "rate")]
        rated = funds.titled and "rate" in funds.headers
        parts = even(width - 1, 2 * len(roles) + rated)
        if funds.titled:
            titles = {
                "adjusted": "预算安排情况（调整后）",
                "arrived": "资金到位情况",
                "executed": "资金执行情况",
            }
            pairs = [parts[2 * i] + parts[2 * i + 1] for i in range(len(roles))]
            last = ([parts[-1]], [funds.headers["rate"]]) if rated else ([], [])
            grid.append(spread([titles[role] for role in roles] + last[1], pairs + last[0]))
        for row in funds.rows:
            cells = [text for role in roles for text in (row["name"] or funds.headers[role], row[role])]
            grid.append(spread([*cells, *([row["rate"]] if rated else [])], parts))
        for texts in [funds.tail] if funds.tail else []:
            grid.append(spread(texts, even(width - 1, len(texts))))
    else:
        parts = even(width - 1, 1 + len(funds.headers))
        grid.append(spread(["", *funds.headers.values()], parts))
        for row in funds.rows:
            grid.append(spread([row["name"], *(row.get(role, "") for role in funds.headers)], parts))
    return [[funds.label if i == 0 else ABOVE, *line] for i, line in enumerate(grid)]


def _draw_indicators(sheet: Sheet, width: int) -> list[list[str]]:
    side = [sheet.side] if sheet.side else []
    spare = width - len(sheet.columns) - len(side)
    header = _draw_headers(sheet, spare)
    grid: list[list[str]] = []
    firsts, seconds = _level_cells(sheet)
    seen = ""
    for entry, one, two in zip(sheet.entries, firsts, seconds, strict=True):
        if sheet.levels == "rows" and entry.kind == "row" and entry.level1 != seen:
            seen = entry.level1
            grid.append(across(sheet.level_texts.get(seen, seen), width - len(side)))
        if entry.kind == "header":
            grid += header
        elif entry.kind == "across":
            grid.append(across(entry.cells["name"], width - len(side)))
        elif entry.kind == "row":
            grid.append(_draw_row(sheet, entry, {"level1": one, "level2": two}, spare))
        else:
            grid.append(_draw_total(sheet, entry, one, spare))
    if not side:
        return grid
    total = next(
        (i for i, line in enumerate(grid) if sheet.total and line[0] == sheet.total.cells["name"]), len(grid)
    )
    sided = [[side[0] if i == 0 else ABOVE, *line] for i, line in enumerate(grid[:total])]
    return sided + [[line[0], LEFT, *line[1:]] for line in grid[total:]]


def _draw_headers(sheet: Sheet, spare: int) -> list[list[str]]:
    upper, lower, before = [], [], ""
    grouped = any(column.group for column in sheet.columns)
    for column in sheet.columns:
        if column.group:
            upper.append(LEFT if column.group == before else column.group)
            lower.append(column.header)
        else:
            upper.append(column.header)
            lower.append(ABOVE)
        before = column.group
        if column.role == "name":
            upper += [LEFT] * spare
            lower += [ABOVE] * spare
    return [upper, lower] if grouped else [upper]


def _level_cells(sheet: Sheet) -> tuple[list[str], list[str]]:
    """The cells of both levels for every entry."""
    sides = []
    for depth in (1, 2):
        seen: tuple[str, ...] = ()
        texts = []
        for entry in sheet.entries:
            levels = (entry.level1, entry.level2)[:depth]
            text = sheet.level_texts.get(levels[-1], levels[-1])
            if levels == seen and sheet.levels != "repeated":
                text = ABOVE if sheet.levels == "merged" else ""
            texts.append(text)
            seen = levels if entry.kind in ("row", "subtotal") else ()
        sides.append(texts)
    return sides[0], sides[1]


def _draw_row(sheet: Sheet, entry: Entry, levels: dict[str, str], spare: int) -> list[str]:
    line = []
    for column in sheet.columns:
        line.append(levels[column.role] if column.role in levels else _cell(sheet, entry, column.role))
        if column.role == "name":
            line += [LEFT] * spare
    return line


def _cell(sheet: Sheet, entry: Entry, role: str) -> str:
    """A cell as it is printed: the sign and the unit stand in it where they have no column."""
    text = entry.cells.get(role, "")
    if role == "target" and text:
        op, unit = entry.cells.get("op", ""), entry.cells.get("unit", "")
        op = "" if sheet.has("op") or op == "定性" else op
        return f"{op}{text}{'' if sheet.has('unit') else unit}"
    if role == "completion" and text[-1:].isdigit() and not sheet.has("unit"):
        return text + entry.cells.get("unit", "")
    return text


def _draw_total(sheet: Sheet, entry: Entry, level1: str, spare: int) -> list[str]:
    """A row that adds up: its label up to the first of its figures."""
    line: list[str] = []
    labelled = False
    for column in sheet.columns:
        role = column.role
        if entry.kind == "subtotal" and role == "level1":
            line.append(level1)
        elif role in ("weight", "score") and entry.cells.get(role):
            line.append(entry.cells[role])
            labelled = True
        elif labelled:
            line.append("")
        else:
            first = not line or (
                entry.kind == "subtotal" and len(line) == 1 and sheet.columns[0].role == "level1"
            )
            line.append(entry.cells["name"] if first else LEFT)
        if role == "name":
            line += ["" if labelled else LEFT] * spare
    return line

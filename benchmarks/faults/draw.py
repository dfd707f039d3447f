"""A made-up report laid out: its forms as tables, its narrative as lines, as a sample is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from form import ABOVE, LEFT, Sample, Table

from .model import Form, Goal, Item, Kind, Line, Row, number, show

Grid = list[list[str]]


def sample(form: Form) -> Sample:
    """The report as lines and tables, ready for the writers."""
    lay_out: dict[Kind, Callable[[Form], list[str | Table]]] = {
        "project": _project,
        "split": _project,
        "department": _department,
        "graded": _graded,
        "scoring": _scoring,
        "narrative": _narrative,
    }
    blocks = tuple(lay_out[form.kind](form))
    layout = form.style.text_layout
    return Sample(form.kind, tuple(form.title), blocks, tuple(form.signature), text_layout=layout)


def across(text: str, width: int) -> list[str]:
    """A cell over so many columns."""
    return [text, *[LEFT] * (width - 1)]


def spread(texts: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Cells over so many columns each."""
    return [cell for text, width in zip(texts, widths, strict=True) for cell in across(text, width)]


def even(width: int, count: int) -> list[int]:
    """The width in about equal parts."""
    return [width * (i + 1) // count - width * i // count for i in range(count)]


def told(lines: list[Line]) -> str:
    return "，".join(line.text for line in lines) + "。"


def _merged(rows: list[Row], column: int) -> list[str]:
    """First and second levels, each once above its rows."""
    seen: tuple[str, ...] = ()
    texts = []
    for row in rows:
        levels = (row.level1, row.level2)[: column + 1]
        texts.append(ABOVE if levels == seen else levels[-1])
        seen = levels
    return texts


def _sign(form: Form, row: Row) -> str:
    """The row's sign as this form writes it."""
    return form.style.signs.get(row.op, row.op)


def money(form: Form, amount: str) -> str:
    """An amount as this form writes it."""
    return f"{number(amount):,}" if form.style.grouped else amount


def _table(grid: Grid, widths: Sequence[int]) -> Table:
    return Table(tuple(map(tuple, grid)), tuple(widths))


# ── Forms ──────────────────────────────────────────────────────────────────────────────────────────────


def _columns(form: Form) -> tuple[list[list[str]], list[int]]:
    """The header rows of an indicator table and the widths of its columns."""
    style, word = form.style, form.style.headers
    middle = [word["op"], word["target"], word["unit"]] if style.operator_column else [word["target"]]
    weight = [word["weight"]]
    before, after = (weight, []) if style.weight_first else ([], weight)
    upper = middle
    if style.two_rows:
        upper = [word["target"], LEFT, LEFT]
        middle = [word["op"], "指标值", word["unit"]]
    extra = [style.extra] if style.extra else []
    ends = [word["completion"], *after, word["score"], *extra, word["note"]]
    levels = ["一级指标", "二级指标", word["name"]]
    widths = [
        11,
        14,
        20,
        *[9] * len(before),
        *([8] * 3 if style.operator_column else [13]),
        13,
        *[9] * len(after),
        9,
        *[9] * len(extra),
        22,
    ]
    if not style.two_rows:
        return [[*levels, *before, *upper, *ends]], widths
    return [
        [*levels, *before, *upper, *ends],
        [*[ABOVE] * (3 + len(before)), *middle, *[ABOVE] * len(ends)],
    ], widths


def _cells(form: Form, row: Row) -> list[str]:
    """One indicator's cells behind its levels."""
    style = form.style
    if style.operator_column:
        target = [_sign(form, row), row.target, row.unit]
        completion = row.completion
    else:
        sign = "" if row.op == "定性" else _sign(form, row)
        target = [f"{sign}{row.target}{row.unit}" if row.target else ""]
        completion = f"{row.completion}{row.unit}" if row.completion[-1:].isdigit() else row.completion
    before, after = ([row.weight], []) if style.weight_first else ([], [row.weight])
    extra = [row.extra] if style.extra else []
    return [row.name, *before, *target, completion, *after, row.score, *extra, row.note]


def _goal_rows(goal: Goal, form: Form, width: int, label: str) -> Grid:
    """The goal block: its label over two rows, wanted and done side by side."""
    word = form.style.headers
    sides = [(word["goal"], goal.initial), (word["done"], goal.completion)]
    if goal.adjusted:
        sides = [
            ("年初绩效目标", goal.initial),
            ("全年（调整）绩效目标", goal.adjusted),
            ("全年目标实际完成情况", goal.completion),
        ]
    parts = even(width - 1, len(sides))
    return [
        [label, *spread([header for header, _ in sides], parts)],
        [ABOVE, *spread([told(lines) for _, lines in sides], parts)],
    ]


def _project(form: Form) -> list[str | Table]:
    headers, widths = _columns(form)
    width = len(widths)
    half = even(width - 2, 3)
    grid: Grid = [
        spread(["项目名称", form.project], [2, width - 2]),
        spread(["主管部门", form.superior, "实施单位", form.unit], [2, half[0], half[1], half[2]]),
    ]
    if form.funds:
        word = form.style.headers
        change = [word["change"]] if form.funds[0].adjustment else []
        spans = [1, *even(width - 1, 7 + len(change))]
        score = "得分（20分*执行率）" if form.kind == "split" else "得分"
        heads = [
            "",
            word["initial"],
            *change,
            word["adjusted"],
            word["executed"],
            "分值",
            word["rate"],
            score,
        ]
        grid.append(spread(["项目资金\n（万元）", *heads], spans))
        for fund in form.funds:
            change = [money(form, fund.adjustment)] if change else []
            cells = [
                fund.name,
                money(form, fund.initial),
                *change,
                money(form, fund.adjusted),
                money(form, fund.executed),
                fund.weight,
                fund.rate,
                fund.score,
            ]
            grid.append([ABOVE, *spread(cells, spans[1:])])
    grid += [row for goal in form.goals for row in _goal_rows(goal, form, width, "年度总体目标")]
    grid += headers
    points = form.style.printed_points
    first = [f"{text}\n（{points[text]}分）" if text in points else text for text in _merged(form.rows, 0)]
    for one, two, row, below in zip(
        first, _merged(form.rows, 1), form.rows, [*form.rows[1:], None], strict=True
    ):
        grid.append([one, two, *_cells(form, row)])
        if row.level1 in form.style.subtotals and (below is None or below.level1 != row.level1):
            full = show(
                sum((number(r.weight) for r in form.rows if r.level1 == row.level1 and r.weight), Decimal(0))
            )
            grid.append([ABOVE, *across("小计", width - 4), full, form.style.subtotals[row.level1], ""])
    rest = ["", ""] if form.style.extra else [""]
    grid.append([*across("总分", width - 2 - len(rest)), "100", form.total, *rest])
    if form.style.weight_first:
        grid[-1] = [*across("总分", width - 1 - len(rest)), form.total, *rest]
    return [*narrative(form.sections), _table(grid, widths), *form.after]


def _department(form: Form) -> list[str | Table]:
    word = form.style.headers
    widths = (9, 25, 8, 8, 9, 10, 10, 10, 25)
    grid: Grid = [spread(["主管部门", form.unit, "自评总分\n（分）", form.total], [1, 5, 1, 2])]
    grid += [row for goal in form.goals for row in _goal_rows(goal, form, 9, "当年绩效\n目标")]
    grid.append(
        ["绩效指标", "指标名称", word["unit"], word["op"], "指标值", "指标权重\n（分）", "全年\n完成值", "指标得分\n（分）", "说明"]
    )  # fmt: skip
    for row in form.rows:
        grid.append(
            [
                ABOVE,
                row.name,
                row.unit,
                _sign(form, row),
                row.target,
                row.weight,
                row.completion,
                row.score,
                row.note,
            ]
        )
    return [_table(grid, widths)]


def _graded(form: Form) -> list[str | Table]:
    widths = (9, 10, 12, 20, 7, 11, 11, 13, 10, 10, 10, 11)
    total, part = form.funds
    grid: Grid = [
        spread(["一、基本\n情况", "实施主管部门", form.unit, "金额单位", "万元"], [1, 2, 5, 1, 3]),
        spread(["二、预算\n执行情况", "预算安排情况（调整后）", "资金到位情况", "资金执行情况", "预算执行进度（%）"], [1, 3, 3, 2, 3]),
    ]  # fmt: skip
    for fund, words in ((total, ("预算数", "到位数", "执行数")), (part, ("其中：财政资金",) * 3)):
        budget, spent = money(form, fund.adjusted), money(form, fund.executed)
        cells = [words[0], budget, words[1], budget, words[2], spent, fund.rate]
        grid.append([ABOVE, *spread(cells, [2, 1, 2, 1, 1, 1, 3])])
    grid.append(
        spread(["三、目标\n完成情况", "年度预期目标", "具体完成情况", "总体完成率（%）"], [1, 4, 4, 3])
    )
    for goal in form.goals:
        cells = [
            f"目标{goal.number}：{told(goal.initial)}",
            f"目标{goal.done_number}完成情况：{told(goal.completion)}",
            "100%",
        ]
        grid.append([ABOVE, *spread(cells, [4, 4, 3])])
    upper = ["四、年度\n绩效指标\n完成情况", "一级指标", "二级指标", "三级指标", "预期指标值", LEFT, "单位（文字描述）",
             "单项指标实际完成值", "单项指标完成情况", "自评得分", LEFT, LEFT]  # fmt: skip
    lower = [ABOVE] * 4 + ["符号", "值"] + [ABOVE] * 3 + ["单项指标得分", "权重占比（%）", "单项指标折算得分"]
    grid += [upper, lower]
    for one, two, row in zip(_merged(form.rows, 0), _merged(form.rows, 1), form.rows, strict=True):
        op, unit = (
            ("", "文字描述")
            if row.op == "定性"
            else (_sign(form, row), "百分号" if row.unit == "%" else row.unit)
        )
        grid.append(
            [
                ABOVE,
                one,
                two,
                row.name,
                op,
                row.target,
                unit,
                row.completion,
                row.grade,
                row.item,
                row.weight,
                row.score,
            ]
        )
    grid.append([*across("自评得分", 11), form.total])
    return [_table(grid, widths), *form.after]


# ── Narrative ──────────────────────────────────────────────────────────────────────────────────────────


def narrative(sections: Sequence[tuple[str, list[Line]]]) -> list[str | Table]:
    """Headings and below each its sentences as one paragraph."""
    blocks: list[str | Table] = []
    for heading, lines in sections:
        blocks.append(heading)
        if lines:
            blocks.append("".join(line.text for line in lines))
    return blocks


def _narrative(form: Form) -> list[str | Table]:
    blocks = [*narrative(form.sections[:4]), "三、绩效自评情况"]
    for item in form.items:
        blocks.append(f"{item.number}．{item.name}（{item.weight}分）")
        blocks.append("".join(line.text for line in item.lines))
    return [*blocks, *narrative(form.sections[4:])]


def _groups(items: list[Item]) -> list[tuple[str, list[Item]]]:
    names = dict.fromkeys(item.group for item in items)
    return [(name, [item for item in items if item.group == name]) for name in names]


def _scoring(form: Form) -> list[str | Table]:
    blocks = [*narrative(form.sections[:4]), "三、部门预算绩效分析"]
    for place, (group, items) in enumerate(_groups(form.items), 1):
        blocks.append(f"{place}．{group}")
        for nth, item in enumerate(items, 1):
            blocks.append(f"（{nth}）{item.name}（{item.weight}分）")
            blocks += ["".join(line.text for line in item.lines[:-1]), item.lines[-1].text]
    blocks += narrative(form.sections[4:])
    blocks += [
        f"部门预算绩效自评打分表（{form.year}年度）",
        _sheet(form),
        f"部门整体支出绩效目标完成情况表（{form.year}年度）",
    ]
    blocks.append(_targets(form, form.rows))
    return [*blocks, blocks[-2], _targets(form, form.again)] if form.again else blocks


def _sheet(form: Form) -> Table:
    grid: Grid = [
        spread(["部门名称", form.unit], [1, 6]),
        ["绩效评价指标", LEFT, LEFT, LEFT, "指标解释", "自评得分", "备注"],
        ["一级指标", "二级指标", "三级指标", "指标分值", ABOVE, ABOVE, ABOVE],
        [*across("评价得分", 5), form.total, ""],
    ]
    for group, items in _groups(form.items):
        points = form.style.printed_points.get(group) or str(sum(int(item.weight) for item in items))
        for nth, item in enumerate(items):
            heads = [
                "总体绩效" if len(grid) == 4 else ABOVE,
                f"{group}\n（{points}分）" if nth == 0 else ABOVE,
            ]
            grid.append([*heads, item.name, item.weight, f"考核{item.name}的情况", item.score, item.note])
    grid.append(["扣分项\n（10分）", "评价配合度", "评价配合度", "-", "是否按要求配合评价工作", "-", ""])
    return _table(grid, (12, 14, 17, 9, 28, 9, 15))


def _targets(form: Form, rows: list[Row]) -> Table:
    grid: Grid = [
        [
            "一级指标",
            "二级指标",
            "三级指标",
            "绩效指标性质",
            "绩效指标值",
            "绩效度量单位",
            "权重",
            "实际完成指标值",
        ]
    ]
    for one, two, row in zip(_merged(rows, 0), _merged(rows, 1), rows, strict=True):
        grid.append([one, two, row.name, _sign(form, row), row.target, row.unit, row.weight, row.completion])
    return _table(grid, (11, 14, 22, 9, 12, 9, 8, 13))


def paged(drawn: Sample, rows: int = 6) -> Sample:
    """The sample for a writer that breaks pages: a merged cell goes on as an empty one after some rows.

    So it looks on paper too, where a tall cell's words stand on its first page only.
    """
    blocks = [_parted(block, rows) if isinstance(block, Table) else block for block in drawn.blocks]
    return replace(drawn, blocks=tuple(blocks))


def _parted(table: Table, rows: int) -> Table:
    grid = [list(row) for row in table.rows]
    for cell in table.cells():
        for row in range(cell.row + 1, cell.row + cell.rowspan):
            if row % rows == 0:
                grid[row][cell.column] = ""
    return Table(tuple(map(tuple, grid)), table.widths)

"""What became of a report's cells, in words and in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from auditor.model.form import Role
from auditor.model.report import CellState, Settled
from auditor.words import Words

STATES: dict[CellState, Words] = {
    "used": Words("采用", "used"),
    "ignored": Words("略过", "ignored"),
    "unread": Words("未读懂", "not understood"),
}
MARKS: dict[CellState, str] = {"used": "✓", "ignored": "–", "unread": "?"}
"""What tells the states apart without colours."""
_USED = {
    Role.BLOCK.value: Words("分块", "block"),
    Role.LEVEL1.value: Words("一级指标", "level 1"),
    Role.LEVEL2.value: Words("二级指标", "level 2"),
    Role.LEVEL3.value: Words("三级指标", "level 3"),
    Role.NAME.value: Words("名称", "name"),
    Role.PROJECT.value: Words("项目", "project"),
    Role.DIRECTION.value: Words("指标性质", "direction"),
    Role.POLARITY.value: Words("正向或反向", "which way is better"),
    Role.TARGET.value: Words("指标值", "target"),
    Role.UNIT.value: Words("计量单位", "unit"),
    Role.COMPLETION.value: Words("完成值", "completion"),
    Role.GRADE.value: Words("等级", "grade"),
    Role.WEIGHT.value: Words("分值（权重）", "weight"),
    Role.ITEM_SCORE.value: Words("单项得分", "item score"),
    Role.SCORE.value: Words("得分", "score"),
    Role.NOTE.value: Words("偏差原因", "reason"),
    Role.TOTAL.value: Words("总分", "total"),
    Role.DEDUCTION.value: Words("扣减分数", "deduction"),
    Role.COEFFICIENT.value: Words("得分系数", "coefficient"),
    Role.COMPLETION_RATE.value: Words("完成率", "completion rate"),
    Role.DEVIATION.value: Words("偏离度", "deviation"),
    Role.REVIEW_SCORE.value: Words("复核得分", "review score"),
    Role.PREVIOUS.value: Words("上年值", "last year's value"),
    Role.RATE.value: Words("执行率", "execution rate"),
    Role.INITIAL.value: Words("年初预算数", "initial budget"),
    Role.ADJUSTED.value: Words("全年预算数", "adjusted budget"),
    Role.ARRIVED.value: Words("到位数", "arrived"),
    Role.EXECUTED.value: Words("全年执行数", "executed"),
    Role.ADJUSTMENT.value: Words("预算调整", "adjustment"),
    Role.BALANCE.value: Words("结转结余", "balance"),
    "amount": Words("金额", "amount"),
    "funds": Words("资金", "funds"),
    "goal": Words("年度目标", "goal"),
    "level": Words("指标级次", "level"),
    "passage": Words("正文", "text"),
    "title": Words("标题", "title"),
}
_IGNORED = {
    "heading": Words("表头", "header"),
    "title": Words("标题", "title"),
    "label": Words("栏目名", "label"),
    "head": Words("表首信息", "the form's head"),
    "instruction": Words("填表说明", "instruction"),
    "signature": Words("签署", "signature"),
    "standard": Words("评分标准", "scoring standard"),
    "number": Words("序号", "ordinal number"),
    "remark": Words("备注", "remark"),
    "template": Words("模板文字", "template"),
    "named": Words("无须复算的栏目", "a column with nothing to recompute"),
    "text": Words("文字", "text"),
    "copy": Words("重复的表", "a table that stands here again"),
    "other_kind": Words("其他类别的表", "a table of another kind"),
}
_SHARE = Words(
    "单元格{n}个：采用{used}，略过{ignored}（{share}%，其中数字{figures}），未读懂{unread}",
    "cells: {n}, used {used}, ignored {ignored} ({share}%, {figures} of them figures), not understood {unread}",
)


def role(cell: Settled) -> Words:
    """What a cell is used as, ignored as, or why it was not understood."""
    if cell.state == "unread":
        return cell.reason
    known = _USED if cell.state == "used" else _IGNORED
    return known.get(cell.what) or Words(cell.what, cell.what)


def counts(cells: Iterable[Settled]) -> dict[str, int]:
    """How many cells are in each state, and how many of those ignored are figures."""
    cells = tuple(cells)
    states = Counter(cell.state for cell in cells)
    figures = sum(cell.figure for cell in cells if cell.state == "ignored")
    return {state: states[state] for state in STATES} | {"ignored_figures": figures}


def share(cells: Iterable[Settled]) -> Words | None:
    """The counts in a line; None where there are no cells."""
    known = counts(cells)
    figures = known.pop("ignored_figures")
    whole = sum(known.values())
    if not whole:
        return None
    return _SHARE.format(n=whole, share=round(100 * known["ignored"] / whole), figures=figures, **known)

"""Fuzz recognition and rules: documents built of the words that forms are made of."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import walk_packages

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from auditor import recognition
    from auditor.check import load_rules, run
    from auditor.document import Block, Cell, Document, Location, Paragraph, Table
    from auditor.recognition import recognise

    # What is imported on demand would not be watched.
    for module in walk_packages(recognition.__path__, "auditor.recognition."):
        import_module(module.name)
    RULES = load_rules()

WORDS = (
    "项目支出绩效自评表", "（2023年度）", "部门整体支出绩效自评报告", "指标名称", "一级指标", "二级指标", "三级指标", "年度指标值",
    "全年完成值", "实际完成值", "分值", "得分", "权重", "自评得分", "偏差原因分析及改进措施", "产出指标", "数量指标", "质量指标",
    "效益指标", "满意度指标", "成本指标", "年度资金总额", "其中：财政拨款", "其他资金", "上年结转", "年初预算数", "全年预算数",
    "全年执行数", "执行率", "总分", "合计", "总体目标", "预期目标", "实际完成情况", "培训人次", "≥100人次", "=5", "100%", "95.41%",
    "10", "60", "6.5", "0", "-", "/", "无", "良好", "优", "达成预期指标", "2023", "1,234.56", "120万元", "3年", "（90分）", "产出指标（50分）",
    "其中：甲3万元，乙4万元。", "占全年预算的85.2%", "较上年增长12%", "完成率为100%", "全年安排10万元，执行9.5万元，执行率95%。", "未完成",
)  # fmt: skip


def words(provider: atheris.FuzzedDataProvider) -> str:
    """One to three known words, or any characters."""
    if provider.ConsumeIntInRange(0, 15) == 0:
        return str(provider.ConsumeUnicodeNoSurrogates(12))
    return "".join(
        WORDS[provider.ConsumeIntInRange(0, len(WORDS) - 1)] for _ in range(provider.ConsumeIntInRange(1, 3))
    )


def table(provider: atheris.FuzzedDataProvider, number: int) -> Table:
    """A grid, some of whose cells span others."""
    height, width = provider.ConsumeIntInRange(1, 12), provider.ConsumeIntInRange(1, 9)
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            if (row, column) in taken:
                continue
            wide = tall = 1
            if provider.ConsumeIntInRange(0, 7) == 0:
                wide = provider.ConsumeIntInRange(1, width - column + 1)
                tall = provider.ConsumeIntInRange(1, height - row + 1)
            covered = {(r, c) for r in range(row, row + tall) for c in range(column, column + wide)}
            if covered & taken:
                covered, wide, tall = {(row, column)}, 1, 1
            taken |= covered
            text = "" if provider.ConsumeIntInRange(0, 4) == 0 else words(provider)
            cells.append(Cell(text, row, column, Location(table=number, row=row, column=column), tall, wide))
    return Table(tuple(cells), Location(table=number))


def document(data: bytes) -> Document:
    """Paragraphs and tables in turn."""
    provider = atheris.FuzzedDataProvider(data)
    blocks: list[Block] = []
    while provider.remaining_bytes() and len(blocks) < 12:
        if provider.ConsumeBool():
            blocks.append(Paragraph(words(provider), Location(line=len(blocks) + 1)))
        else:
            number = sum(isinstance(block, Table) for block in blocks) + 1
            blocks.append(table(provider, number))
    return Document("text", tuple(blocks))


def one(data: bytes) -> None:
    """No stage may fail, and no rule."""
    known = recognise(document(data))
    for report in known.reports:
        assert not run(report, RULES).failures


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

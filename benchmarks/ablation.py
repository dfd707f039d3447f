"""Whether forms are read without their record: `python benchmarks/ablation.py [--beside FOLDER]`.

For each form record, the forms of its family are read with it and without it: a made-up form of each family, the
samples, the planted reports, and the reports and cases that lie beside the project; in the end all without any record. A row counts as read where its
figures are the same, as said where what is lost of it is told as unread or the report as not understood, else as lost;
`wrong` are rows of which a figure is another. Ends with 1 when less than 95 % of a family's rows are read or said.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from freeze import INPUTS, found, samples
from freeze import read as kept

from auditor import lexicon
from auditor.document import Document, Unreadable
from auditor.lexicon import own
from auditor.lexicon.records import ROOM
from auditor.model.form import FundsRow, Indicator, Role
from auditor.model.place import Field
from auditor.model.report import Recognition
from auditor.readers import read
from auditor.recognition import recognise
from auditor.recognition.forms.roles import label, role_of

LEAST = 0.95
Row = tuple[str | None, ...]
Rows = dict[object, Row]
STANDARD = "项目资金（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分"
_LEVELS = "一级指标|二级指标|三级指标"
FAMILIES: dict[str, tuple[str, str, str]] = {
    "national-project": ("项目支出绩效自评表", f"{_LEVELS}|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施", STANDARD),
    "national-department": ("部门整体支出绩效自评表", f"{_LEVELS}|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施", STANDARD),
    "transfer": ("转移支付绩效自评表", f"{_LEVELS}|年度目标指标值|全年实际完成值|分值|自评得分|未完成原因和改进措施", "项目资金（万元）|转移支付预算数（A）|转移支付执行数（B）|执行率（B/A）"),
    "rural-revival": ("衔接推进乡村振兴补助资金绩效自评表", f"{_LEVELS}|分值|年度指标值|全年实际值|得分|未完成原因及拟采取的改进措施", "项目资金（万元）|扣除统筹整合资金后预算金额（C）|全年到位资金（D）|预算到位（D/C×100%）|全年执行资金（E）|执行率"),
    "bonds": ("债券资金绩效自评表", f"{_LEVELS}|年度指标值|实际完成值|分值|得分|备注", "资金来源|债券下达额度|实际支出金额|总体支出进度"),
    "sichuan": ("绩效目标完成情况表", f"{_LEVELS}|指标性质|指标值|度量单位|完成值|权重|得分|未完成原因分析", STANDARD),
    "sichuan-county": ("项目支出绩效自评表", f"{_LEVELS}|绩效指标性质|绩效指标值|绩效度量单位|实际完成指标值|绩效指标权重|得分", STANDARD),
    "yunnan": ("绩效自评情况表", f"{_LEVELS}|指标性质|指标值|度量单位|实际完成值|分值|得分|偏差原因分析及改进措施", STANDARD),
    "hubei": ("绩效自评情况表", f"{_LEVELS}|年初目标值(A)|实际完成值(B)|得分", "项目资金（万元）|预算数(A)|执行数(B)|执行率(B/A)|得分(20分*执行率)"),
    "chongqing": ("部门整体绩效自评表", "指标名称|计量单位|指标性质|指标值|指标权重（分）|全年完成值|指标得分（分）|说明", STANDARD),
    "hebei": ("项目绩效自评表", f"{_LEVELS}|预期指标值|单项指标实际完成值|单项指标完成情况|单项指标得分|权重占比(%)|单项指标折算得分", "预算安排情况（调整后）预算数|资金到位情况到位数|资金执行情况执行数|预算执行进度（%）"),
    "inner-mongolia": ("绩效自评情况表", f"{_LEVELS}|指标方向|指标性质|年度指标值|计量单位|实际完成值|分值|得分|偏差原因分析及改进措施", STANDARD),
    "xinjiang": ("绩效自评情况表", f"{_LEVELS}|指标值设置依据|指标值|上年完成值|指标实际完成值|完成率|指标分值权重|指标得分|偏差原因分析及改进措施", STANDARD),
    "ningxia": ("绩效自评情况表", f"{_LEVELS}|参考分值|指标值（A）|全年实际值（B）|得分|未完成原因分析及改进措施", STANDARD),
    "guangshui": ("绩效自评情况表", f"{_LEVELS}|分值|年初指标值|年终完成值|自评分|复核分|得失分依据及原因", STANDARD),
    "guangxi": ("绩效自评情况表", f"{_LEVELS}|年度指标值|实际完成值|分值|扣减分数|得分|备注", STANDARD),
    "shanxi": ("绩效自评情况表", f"{_LEVELS}|年初指标值|年度指标值|实际完成值|分值|得分|备注", STANDARD),
    "review": ("绩效自评复核表", f"{_LEVELS}|年度指标值|自评完成值|分值|自评得分|复核得分|备注", STANDARD),
}  # fmt: skip
"""A form of each family: its title, the headers of its indicators and those of its funds."""
NAMES = ("清淤里程", "巡查次数", "培训人次", "水质达标率", "群众知晓率", "群众满意度")
VALUES = ((6, "公里", 6), (12, "次", 12), (300, "人次", 312), (90, "%", 95), (85, "%", 88), (90, "%", 96))
WEIGHTS = (20, 20, 10, 20, 10, 20)
GROUPS = (
    (("产出指标", "数量指标"),) * 3 + (("效益指标", "社会效益指标"),) * 2 + (("满意度指标", "满意度指标"),)
)


def made(record: str) -> bytes:
    """The made-up form of a family, as HTML."""
    title, indicators, funds = FAMILIES[record]
    heads = indicators.split("|")
    signs = any((role := role_of(h, "indicator")) and role[0] is Role.DIRECTION for h in heads)
    rows = [[_indicator(n, head, signs) for head in heads] for n in range(len(NAMES))]
    money = [funds.split("|"), [_money(n, head) for n, head in enumerate(funds.split("|"))]]
    tables = "".join(_table(table) for table in (money, [heads, *rows]))
    return f"<h1>青柳区松岭乡2024年度{title}</h1>{tables}<p>自评总分98分</p>".encode()


def _indicator(n: int, head: str, signs: bool) -> str:
    target, unit, done = VALUES[n]
    known = role_of(head, "indicator")
    values: dict[Role, object] = {
        Role.LEVEL1: GROUPS[n][0],
        Role.LEVEL2: GROUPS[n][1],
        Role.NAME: NAMES[n],
        Role.DIRECTION: "≥" if label(head) != "指标性质" or "指标方向" not in head else "正向",
        Role.TARGET: target if signs else f"≥{target}{unit}",
        Role.UNIT: unit,
        Role.COMPLETION: done if signs else f"{done}{unit}",
        Role.PREVIOUS: f"{target - 1}{unit}",
        Role.COMPLETION_RATE: f"{100 * done / target:.2f}%",
        Role.EXPLANATION: "按规划确定",
        Role.GRADE: "优",
        Role.ITEM_SCORE: 100,
        Role.WEIGHT: WEIGHTS[n],
        Role.SCORE: WEIGHTS[n],
        Role.REVIEW_SCORE: WEIGHTS[n],
        Role.DEDUCTION: 0,
        Role.NOTE: "无",
    }
    return str(values[known[0]]) if known is not None else ""


def _money(n: int, head: str) -> str:
    known = role_of(head, "funds")
    money = {Role.RATE: "90%", Role.WEIGHT: "10", Role.SCORE: "9", Role.EXECUTED: "108"}
    return "年度资金总额" if known is None and not n else money.get(known[0], "120") if known else ""


def _table(rows: Iterable[Iterable[str]]) -> str:
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return f'<table border="1">{"".join(f"<tr>{line}</tr>" for line in lines)}</table>'


@contextmanager
def without(*records: str) -> Iterator[None]:
    """The lexicon without some of its form records."""
    built_in = lexicon.built_in

    def fewer(name: str) -> dict[str, object]:
        content = built_in(name)
        return {k: v for k, v in content.items() if k not in records} if name == ROOM else content

    lexicon.built_in = fewer
    own.forget()
    try:
        yield
    finally:
        lexicon.built_in = built_in
        own.forget()


def rows(known: Recognition) -> Rows:
    """The figures of the rows of a file, by their place."""
    lines: list[Indicator | FundsRow] = [i for r in known.reports for t in r.tables for i in t.indicators]
    lines += [row for r in known.reports for row in r.funds]
    return {row.place.location: _figures(row) for row in lines}


def _figures(row: Indicator | FundsRow) -> Row:
    fields: tuple[Field | None, ...]
    if isinstance(row, Indicator):
        fields = (row.target, row.completion, row.weight, row.score, row.item_score)
    else:
        fields = (row.initial, row.adjusted, row.executed, row.rate, row.weight, row.score)
    return tuple(field.text if field is not None and field else None for field in fields)


def compared(before: Recognition, after: Recognition) -> Counter[str]:
    """What became of the rows that were read before."""
    now = rows(after)
    told = bool(after.not_understood or after.unread or any(r.unread for r in after.reports))
    found: Counter[str] = Counter()
    for place, row in rows(before).items():
        other = now.get(place)
        if other == row:
            found["read"] += 1
        elif other is not None and any(a != b for a, b in zip(row, other, strict=True) if b is not None):
            found["wrong"] += 1
        else:
            found["said" if told else "lost"] += 1
    return found


def documents(beside: Path | None) -> Iterator[Document]:
    """All the documents that are at hand."""
    files = [*samples(), *((f"{n}.txt", "\n".join(t).encode()) for n, t in kept(INPUTS).items())]
    folders = ("reports", "cases") if beside is not None else ()
    files += [file for name in folders for file in found(beside, beside / "shared" / name)] if beside else []
    for name, data in files:
        try:
            yield read(data, name)
        except Unreadable:
            continue


def results(of: Iterable[Document]) -> dict[str, Counter[str]]:
    """For each record, what became of the rows of its family without it."""
    families: dict[str, list[tuple[Document, Recognition]]] = {name: [] for name in lexicon.built_in(ROOM)}
    for document in (*(read(made(name), f"{name}.html") for name in FAMILIES), *of):
        known = recognise(document)
        for name in {report.form.name for report in known.reports if report.form is not None}:
            families[name].append((document, known))
    found = {}
    for name, members in families.items():
        counts = Counter(files=len(members))
        with without(name):
            for document, before in members:
                counts += compared(before, recognise(document))
        found[name] = counts
    found["all of them"] = counts = Counter(files=sum(map(len, families.values())))
    with without(*families):
        for document, before in (member for members in families.values() for member in members):
            counts += compared(before, recognise(document))
    return found


def share(counts: Counter[str]) -> float:
    """Which part of a family's rows are read or said."""
    judged = sum(counts[what] for what in ("read", "said", "lost", "wrong"))
    return (counts["read"] + counts["said"]) / judged if judged else 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", type=Path, help="a folder with shared/reports and shared/cases")
    found = results(documents(parser.parse_args().beside))
    heads = ("files", "read", "said", "lost", "wrong")
    sys.stdout.write(f"{'record':22}{''.join(f'{h:>7}' for h in heads)}{'share':>8}\n")
    for name, counts in found.items():
        sys.stdout.write(f"{name:22}{''.join(f'{counts[h]:7}' for h in heads)}{share(counts):8.1%}\n")
    return int(any(share(counts) < LEAST for counts in found.values()))


if __name__ == "__main__":
    sys.exit(main())

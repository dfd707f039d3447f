"""Audits made by hand, for the outputs to show: every shape of finding, every status of a file."""

from __future__ import annotations

from auditor.check import Result
from auditor.document import Document, Location
from auditor.finding import Checked, Confidence, Finding, Severity, Verdict
from auditor.model.place import Place, RowView, Step, table_row
from auditor.model.report import Report
from auditor.outcome import Audit
from auditor.words import Words

HEADERS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "全年完成值",
    "权重",
    "得分",
    "偏差原因分析及改进措施",
)
CELLS = ("满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", "95%", "2", "10", "")


def cell(row: int, column: int, cells: tuple[str, ...] = CELLS, **at: object) -> Place:
    """A cell of table 2, as recognition would give it."""
    location = Location(line=100 + 10 * row + column, table=2, row=row, column=column)
    route = (*table_row(2, row, cells[2]), Step("part", name=HEADERS[column - 1]))
    return Place(route, location, cells[column - 1], RowView(HEADERS, cells), column - 1)


def sentence(text: str, part: str, line: int = 7) -> Place:
    """A figure in a sentence."""
    start = text.index(part)
    return Place((Step("paragraph", line),), Location(line=line), text, span=(start, start + len(part)))


def finding(
    place: Place,
    message: Words,
    *,
    rule: str = "score-exceeds-weight",
    code: str = "SCR001",
    severity: Severity = Severity.ERROR,
    confidence: Confidence = Confidence.CERTAIN,
    subject: str = "居民满意度",
    expected: str = "",
    working: str = "",
    related: tuple[Place, ...] = (),
    critical: bool = False,
) -> Finding:
    """A finding, most of it as given."""
    return Finding(
        rule, code, severity, confidence, subject, message, place.text, expected, working, place, related,
        critical=critical,
    )  # fmt: skip


TEXT = (
    "2023年部门整体支出年初预算数为1200.00万元，全年预算数为1350.50万元，全年执行数为1289.37万元，"
    "预算执行率为98.47%，较好地完成了年度各项工作任务，联系人张三，电话13812345678，资金使用规范、安全、高效。"
)
GOAL = "完成农村公路养护128公里，其中县道32公里、乡道41公里、村道55公里，" * 3
LONG = ("产出指标", "数量指标", "养护里程", GOAL, GOAL, "10", "10", "")

OVER = finding(
    cell(5, 7),
    Words("“居民满意度”得分 10 超过权重 2", "“居民满意度” scores 10, above its weight 2"),
    expected="≤ 2", working="10 > 2", related=(cell(5, 6),), critical=True,
)  # fmt: skip
RATE = finding(
    sentence(TEXT, "98.47%"),
    Words("预算执行率 98.47% 与数据不符", "execution rate 98.47% does not follow from its figures"),
    rule="execution-rate-wrong", code="EXE001", subject="预算执行率", expected="95.47%",
    working="1289.37 ÷ 1350.50 = 95.47% ≠ 98.47%",
    related=(sentence(TEXT, "1350.50万元"), sentence(TEXT, "1289.37万元")),
)  # fmt: skip
COPIED = finding(
    cell(3, 5, LONG),
    Words("“养护里程”的完成情况照抄目标", "the completion of “养护里程” repeats its target word by word"),
    rule="target-copied", code="TXT001", severity=Severity.WARNING, confidence=Confidence.LIKELY,
    subject="养护里程", related=(cell(3, 4, LONG),),
)  # fmt: skip
WEIGHTS = finding(
    Place((Step("table", 2, "绩效指标"),), Location(table=2, line=80)),
    Words("权重合计 95，应为 100", "weights add up to 95 instead of 100"),
    rule="weights-not-100", code="WGT001", subject="绩效指标", expected="100",
    working="+".join(["5"] * 19) + " = 95 ≠ 100", related=tuple(cell(n, 6) for n in range(2, 12)),
)  # fmt: skip
HOSTILE = finding(
    Place(table_row(9, 1, "\x1b[31m红"), Location(page=3, table=9, row=1, column=1), "甲\x1b]0;x\x07\u202e乙\n丙"),
    Words("“甲\x1b[2J”为空", "“甲\x1b[2J” is empty"),
    rule="blank-required", code="FLD001", severity=Severity.INFO, confidence=Confidence.POSSIBLE, expected="数字",
)  # fmt: skip

FIGURES = (
    *(Checked(Verdict.VERIFIED, cell(n, 7)) for n in range(10, 46)),
    Checked(Verdict.WITHIN_ROUNDING, cell(6, 7)),
    Checked(Verdict.WITHIN_ROUNDING, cell(7, 7)),
    Checked(Verdict.INCONSISTENT, cell(5, 7)),
    Checked(Verdict.NOT_VERIFIABLE, cell(8, 7), Words("完成值没有读出", "the completion was not read")),
    Checked(Verdict.NOT_VERIFIABLE, cell(9, 7), Words("缺少全年预算数", "the adjusted budget is missing")),
)
NOTES = (Words("有 2 处修订未接受", "2 tracked changes are not accepted"),)

FAULTY = Audit(
    "samples/faulty.docx", Document("docx", (), NOTES), (Report("docx"),),
    Result((OVER, RATE, WEIGHTS, COPIED, HOSTILE), FIGURES), hidden=2,
)  # fmt: skip
CLEAN = Audit("samples/clean.txt", Document("text", ()), (Report("text"),), Result((), FIGURES[:36]))
INVOICE = Audit("samples/发票.pdf", Document("pdf", ()))
BROKEN = Audit(
    "samples/broken.docx", error=Words("文件不完整，请重新下载", "truncated; download it again"), problem="unreadable"
)  # fmt: skip
ALL = (FAULTY, CLEAN, INVOICE, BROKEN)
UNKNOWN = Audit(
    "samples/unknown.docx", Document("docx", ()), (Report("docx"),), Result((COPIED,), ()),
    error=Words("表头未知", "its headers are unknown"), problem="not_understood",
)  # fmt: skip
CRASHED = Audit(
    "samples/crashed.xlsx", Document("xlsx", ()), (Report("xlsx"),), Result((OVER,), FIGURES[:3]),
    error=Words("规则 XXX009 出错", "rule XXX009 failed"), problem="failed",
)  # fmt: skip
STOPPED = Audit(
    "samples/later.pdf", error=Words("运行被中断", "the run was interrupted"), problem="not_audited"
)
UNPROVED = Audit("samples/bare.txt", Document("text", ()), (Report("text"),), Result((), FIGURES[-2:]))
EVERY = (*ALL, UNKNOWN, CRASHED, STOPPED, UNPROVED)

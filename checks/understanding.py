"""STR: what of a report was not understood, so that nobody takes it for checked."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Draft, Severity
from auditor.model.report import Report
from auditor.words import Words

NOT_UNDERSTOOD = Words(
    "没有读懂的内容未经核对，不能视为无误",
    "what was not understood was not checked, and is not known to be right",
)


@check(
    "table-not-understood",
    code="STR008",
    severity=Severity.WARNING,
    zh="以“{subject}”开头的表格未能读懂，其中数字未作核对：{reason}",
    en="the table that begins with “{subject}” was not understood, and none of its figures was checked: {reason}",
    source=NOT_UNDERSTOOD,
    why="""
报告中有数字的表格，若表头和行列均未能识别，其中的数字一个也没有核对。
其余表格的核对结果仍然有效。可将表头改为常用名称，或用 `auditor form draft` 查看哪些词语未能识别。
""",
    bad="""
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	60	60
群众满意度	≥90%	95%	40	40
总分			100	100

青柳区松岭乡2024年度部门整体支出情况
观测点	子	丑	寅
甲一	12	5	7
乙二	13	5	5
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	年度指标值	实际完成值	分值	得分
受益群众人数	≥300人	310人	60	60
群众满意度	≥90%	95%	40	40
总分			100	100
""",
)
def table_not_understood(report: Report) -> Iterator[Draft]:
    """A table with figures of which no header and no row was understood was not checked at all.

    What was found in the other tables stands.
    """
    for unread in report.unread:
        if unread.kind == "table":
            yield found(unread.place, subject=unread.text, reason=unread.reason, found=unread.text)


@check(
    "column-not-understood",
    code="STR009",
    severity=Severity.INFO,
    zh="“{subject}”一列未能读懂，其中数字未作核对：{reason}",
    en="the column “{subject}” was not understood, and its figures were not checked: {reason}",
    source=NOT_UNDERSTOOD,
    why="""
指标表或资金表中有数字而表头未能识别的列，没有参与任何核对。
涉及该列的合计不作判断。序号、评分标准、责任科室等已知不含核对数字的列不在此列。
""",
    bad="""
青柳区松岭乡2024年度项目支出绩效自评表
指标名称	年度指标值	实际完成值	分值	得分	丙类积数
受益群众人数	≥300人	310人	60	60	12
群众满意度	≥90%	95%	40	40	15
总分			100	100
""",
    good="""
青柳区松岭乡2024年度项目支出绩效自评表
序号	指标名称	年度指标值	实际完成值	分值	得分	上年值
1	受益群众人数	≥300人	310人	60	60	290
2	群众满意度	≥90%	95%	40	40	93
总分				100	100
""",
)
def column_not_understood(report: Report) -> Iterator[Draft]:
    """A column of figures under a header that is not known took part in no check.

    No sum over it is judged. Columns that are known to hold nothing to check (ordinal numbers, standards of scoring,
    offices in charge) are none of these.
    """
    for unread in report.unread:
        if unread.kind == "column":
            yield found(unread.place, subject=unread.text, reason=unread.reason, found=unread.text)

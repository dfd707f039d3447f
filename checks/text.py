"""TXT: what the text itself gives away, without arithmetic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Found, Severity
from auditor.report import Report, Residue
from auditor.words import Words

PRACTICE = Words("公文与填报惯例", "conventions of official documents and forms")
COMPLETE = Words(
    "自评材料应内容完整、数据真实（财预〔2020〕10号）",
    "self-evaluations must be complete and their data true (财预〔2020〕10号)",
)


@check(
    "placeholder-text",
    code="TXT005",
    severity=Severity.WARNING,
    zh="残留占位或模板文字“{text}”{copies}",
    en="leftover placeholder “{text}”{copies}",
    source=COMPLETE,
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
（参考提纲）
一、基本情况
本部门2024年度预算执行率XX%。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
全年支出#REF!万元。
""",
    ),
    good="""
[bookmark: _GoBack]青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
二〇〇八年设立，得分按8×50%计算，防护林等项目均已完成。
""",
)
def placeholder_text(report: Report) -> Iterator[Found | Checked]:
    """Placeholders, template titles and filling instructions have no place in a finished report.

    A broken formula (#REF!, #DIV/0!) hides a figure and is an error. One text is reported once, however
    often it stands, and so are unused rows of the form (指标1：, 指标2：…). What a converter leaves behind (bookmarks, sheet names) is no fault of the report.
    """
    by_text: dict[tuple[str, str], list[Residue]] = defaultdict(list)
    for residue in report.residues:
        by_text[residue.kind, "" if residue.kind == "row" else residue.text].append(residue)
    for (kind, _), residues in by_text.items():
        text = residues[0].text
        first, *others = (r.place for r in residues)
        copies = Words(f"（共{len(residues)}处）", f" ({len(residues)} places)") if others else Words("", "")
        yield found(
            first, subject=text, text=text, found=text, related=others, copies=copies,
            severity=Severity.ERROR if kind == "spreadsheet" else None,
        )  # fmt: skip


@check(
    "numbering-sequence",
    code="TXT007",
    severity=Severity.WARNING,
    zh="序号不连续：{previous} 之后为 {current}（应为 {due}）",
    en="numbering goes from {previous} to {current}, expected {due}",
    source=PRACTICE,
    bad=(
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
1．预算执行率（10分）
执行率100%，该指标得分为10分。
2．群众满意度（10分）
满意度95%，该指标得分为10分。
4．补贴发放及时率（10分）
及时率100%，该指标得分为10分。
""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
主要目标：1、保障机关运转；2、发放惠民补贴；4、做好森林防火。
""",
    ),
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
（一）机构设置
1．内设机构4个。
2.5亿元以下项目不另行立项。
２．事业单位3个。
（二）预算情况
1．年初预算500万元。
二、自评情况
1．主要做法：（1）建章立制；（2）落实责任；（3）加强督查。
""",
)
def numbering_sequence(report: Report) -> Iterator[Found | Checked]:
    """Numbers of one enumeration follow each other: a gap or a repeat tells of a lost or copied item.

    Lists may begin anew under each heading, and styles may mix at one level; both are left alone.
    """
    for sequence in report.sequences:
        for previous, current in zip(sequence.marks, sequence.marks[1:], strict=False):
            expected = previous.value + 1
            if current.value == expected:
                continue
            span = current.place.span or (0, 0)
            text = current.place.text[slice(*span)] or str(current.value)
            yield found(
                current.place, subject=text, previous=previous.value, current=current.value, found=text,
                expected=str(expected), due=expected, related=[previous.place], confidence=Confidence.LIKELY,
                working=" ".join(str(m.value) for m in sequence.marks),
            )  # fmt: skip

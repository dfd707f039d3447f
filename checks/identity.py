"""IDN: whose report it is, and of which year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.lexicon import load
from auditor.model.report import Report
from auditor.model.text import UnitName, YearStatement
from auditor.words import Words

from .text import COMPLETE

FAMILY = Words("单位与年度", "unit and year")

_TABLE = """指标名称	指标性质	指标值	计量单位	全年完成值	权重	得分
受益群众人数	≥	300	人	310	100	100
"""
_ROLES = {
    "title": Words("标题", "title"),
    "caption": Words("表头", "caption"),
    "body": Words("正文", "text"),
    "cover": Words("封面", "cover"),
    "head": Words("表头", "form's head"),
    "signature": Words("落款", "signature"),
}


@check(
    "report-year-conflict",
    code="IDN001",
    severity=Severity.ERROR,
    zh="报告年度不一致：{list}",
    en="the reporting year differs: {list}",
    source=COMPLETE,
    why="""
标题、表头和正文应属同一年度，另一年度往往是上年报告的残留。
标题与表头不一致的为错误，正文称另一年为评价年度的为警告。用于比较的年份、规划年份、文号和公开年份不计。标题可能写开展自评的年份（2025年绩效自评），列为提示。同一文件含多个年度表格的不作判断。
""",
    needs=("years",),
    bad=(
        f"""
青柳区松岭乡2024年度部门整体绩效自评表
（2023年度）
{_TABLE}""",
        """
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
根据要求，我单位认真组织开展了2022年度整体支出绩效自评工作。
""",
    ),
    good=f"""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
2023年决算65.73万元，2024年决算73.29万元。我单位公开了2023年度部门整体绩效自评结果，较2022年度自评有所改进。
青柳区松岭乡2024年度部门整体绩效自评表
（2024年度）
{_TABLE}""",
)
def report_year_conflict(report: Report) -> Iterator[Draft | Checked]:
    """Title, forms and text are of one year; another one is left from last year's report.

    A title against a form's caption is an error, a sentence that calls another year the evaluated one a warning.
    Years that are compared with, of plans, of documents and of publications are none. A title may name the year in
    which last year was evaluated (2025年绩效自评): a note. Files that hold forms of several years are left alone.
    """
    formal = [s for s in report.years if s.role != "body"]
    counts = Counter(s.year for s in formal)
    if len(counts) > 1 and sorted(counts.values())[-2] < 2:
        yield _years(formal, counts.most_common(1)[0][0])
    if len(counts) == 1:
        own = next(iter(counts))
        foreign = [s for s in report.years if s.role == "body" and s.year != own]
        if foreign:
            yield _conflict([*foreign, formal[0]], foreign[0], own, Severity.WARNING, Confidence.LIKELY)


def _years(formal: list[YearStatement], own: int) -> Draft:
    """The finding of titles and captions that differ: at the one that stands alone."""
    odd = next(s for s in formal if s.year != own)
    early, late = sorted((odd, next(s for s in formal if s.year == own)), key=lambda s: s.year)
    working_year = (
        late.role == "title"
        and late.year == early.year + 1
        and f"{late.year}年度" not in "".join(late.place.text.split())
    )
    severity = Severity.INFO if working_year else Severity.ERROR
    return _conflict(formal, odd, own, severity, Confidence.LIKELY if working_year else Confidence.CERTAIN)


def _conflict(
    statements: list[YearStatement], odd: YearStatement, own: int, severity: Severity, confidence: Confidence
) -> Draft:
    by_year: dict[int, YearStatement] = {}
    for statement in statements:
        by_year.setdefault(statement.year, statement)
    seen = by_year.values()
    zh, en = (
        "、".join(f"{s.year}（{getattr(_ROLES[s.role], language)}）" for s in seen)
        for language in ("zh", "en")
    )
    return found(
        odd.place, subject=str(odd.year), list=Words(zh, en), found=str(odd.year), expected=str(own), severity=severity,
        confidence=confidence, related=[s.place for s in seen if s is not odd], working=" ≠ ".join(str(s.year) for s in seen),
    )  # fmt: skip


@check(
    "report-date",
    code="IDN002",
    severity=Severity.WARNING,
    zh="落款日期 {subject} 与 {year} 年度不符",
    en="the date {subject} does not fit the year {year}",
    source=COMPLETE,
    why="""
绩效自评在年度结束之后、不久的时间内进行，落款日期应与此相符。
只看封面、文末单独成行的日期和“填报日期”。半年报告和跨年度报告没有这一限制。
""",
    needs=("signed",),
    options={
        "latest": Words(
            "自评应在评价年度结束后几年内完成",
            "years after the evaluated one within which a report is signed",
        ),
    },
    bad="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
全年支出826.40万元。
青柳区松岭乡人民政府
2024年4月15日
""",
    good="""
青柳区松岭乡2024年度部门整体支出绩效自评报告
一、基本情况
全年支出826.40万元。
青柳区松岭乡人民政府
二〇二五年四月十五日
""",
)
def report_date(report: Report, *, latest: int = 2) -> Iterator[Draft | Checked]:
    """A year is evaluated when it is over, and not long after.

    Asked of dates that stand alone on the cover, below the text or beside 填报日期. Reports of half a year or of
    several years have no such limit.
    """
    if report.year is None or len({s.year for s in report.years if s.role != "body"}) > 1:
        return
    first, last = date(report.year + 1, 1, 1), date(report.year + latest, 12, 31)
    for signed in report.signed:
        if not first <= signed.day <= last:
            yield found(
                signed.place, subject=signed.day.isoformat(), year=report.year, expected=f"{first} … {last}",
                working=f"{signed.day} {'<' if signed.day < first else '>'} {first if signed.day < first else last}",
                confidence=Confidence.LIKELY,
            )  # fmt: skip


@check(
    "unit-name-conflict",
    code="IDN003",
    severity=Severity.WARNING,
    zh="单位名称不一致：{list}",
    en="the reporting unit is named differently: {list}",
    source=COMPLETE,
    why="""
封面、标题、表格和落款应是同一单位，其他单位名称往往是套用文本的残留。
比较同一类型单位（或乡镇、街道之间）的名称，省、市、县等前缀不计。上级主管部门、财政部门和具体实施单位可以并列出现。
""",
    needs=("unit_names",),
    options={
        "most": Words(
            "名称超过此数的，视为文件列举多个单位，不作判断",
            "number of names above which the file lists units rather than names its own",
        ),
    },
    bad="""
青柳区松岭乡人民政府
2024年度部门整体支出绩效自评报告
一、基本情况
全年支出826.40万元。
青柳区临河镇人民政府
2025年4月15日
""",
    good="""
松岭乡人民政府
2024年度部门整体支出绩效自评报告
一、基本情况
全年支出826.40万元，由青柳区财政局下达。
云溪市青柳区松岭乡人民政府
2025年4月15日
""",
)
def unit_name_conflict(report: Report, *, most: int = 3) -> Iterator[Draft | Checked]:
    """Cover, title, form and signature name one unit; another one's name is left from a borrowed text.

    Compared are names of units of one type, or of a town, a township and a street office, without the provinces,
    cities and counties before them. A superior, a finance bureau, or the unit that did the work may stand beside.
    """
    near = set(load("organisations")["reference"]["neighbours"])
    distinct = list({(n.core, n.kind): n for n in reversed(report.unit_names)}.values())[::-1]
    if len(distinct) > most:
        return
    for first, second in combinations(distinct, 2):
        family = first.kind == second.kind is not None or {first.kind, second.kind} <= near
        if family and _differ(first, second):
            names = [f"{n.field.name}（{{{n.role}}}）" for n in (first, second)]
            zh, en = (
                "、".join(names).format(**{r: getattr(w, x) for r, w in _ROLES.items()}) for x in ("zh", "en")
            )
            yield found(
                second.field.place, subject=second.field.name, list=Words(zh, en), found=second.field.text,
                expected=first.field.name, related=[first.field.place], confidence=Confidence.LIKELY,
            )  # fmt: skip
            return


def _differ(first: UnitName, second: UnitName) -> bool:
    """Whether two names are of two units: neither ends the other."""
    one, two = first.core, second.core
    if one == two:
        return first.kind != second.kind
    return not (one.endswith(two) or two.endswith(one) or first.field.name in second.field.name)


@check(
    "org-type-conflict",
    code="IDN004",
    severity=Severity.WARNING,
    zh="“{unit}”的报告中出现“{subject}”{copies}，疑似套用其他单位文本",
    en="the report of “{unit}” speaks of “{subject}”{copies}: text of another unit",
    source=COMPLETE,
    why="""
街道办事处不是镇政府：出现其他类型单位的自称，说明文字可能照搬自其他单位。
其他乡镇的名称（临河镇政府）以及乡镇、城镇、镇街等通称不计。同一用词合并为一条。
""",
    needs=("self_references",),
    bad=f"""
云溪市青柳区望江街道办事处2024年度部门整体绩效自评表
年度目标	年度目标完成情况
保障工作人员收入水平和镇政府整体运行效率。	机关运转正常，310名群众受益。
{_TABLE}""",
    good=f"""
云溪市青柳区望江街道办事处2024年度部门整体绩效自评表
年度目标	年度目标完成情况
配合临河镇政府做好乡镇（街道）环境整治，服务城镇居民。	我街道运转正常，310名群众受益。
{_TABLE}""",
)
def org_type_conflict(report: Report) -> Iterator[Draft | Checked]:
    """A street office is no town government: a word by which another type of unit speaks of itself was copied in.

    The names of other towns (临河镇政府) and words such as 乡镇, 城镇, 镇街 are none. All of a word is one finding.
    """
    if report.unit_kind is None:
        return
    foreign: dict[str, list[int]] = {}
    for n, reference in enumerate(report.self_references):
        if report.unit_kind not in reference.kinds:
            foreign.setdefault(reference.field.text, []).append(n)
    for word, at in foreign.items():
        places = [report.self_references[n].field.place for n in at]
        count = len(places)
        copies = Words(f"（共{count}处）", f" ({count} places)") if count > 1 else Words("", "")
        yield found(
            places[0], subject=word, unit=report.organisation or report.title, copies=copies, found=word,
            related=places[1:], confidence=Confidence.LIKELY,
        )  # fmt: skip

"""STR: whether the report is whole: goals paired, rows once, copies equal, fields there, the form filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Goal, Indicator, IndicatorTable, Role
from auditor.model.names import stem
from auditor.model.place import Field, Place
from auditor.model.report import Report
from auditor.words import Words

FAMILY = Words("报告结构", "the report as a whole")


@check("goal-completion-pairing", code="STR001", severity=Severity.WARNING, needs=("goals",))
def goal_completion_pairing(report: Report) -> Iterator[Draft | Checked]:
    blocks: dict[object, list[Goal]] = defaultdict(list)
    for goal in report.goals:
        blocks[goal.place.location.table].append(goal)
    for goals in blocks.values():
        numbered = [g for g in goals if g.number is not None]
        bare = [g for g in numbered if g.completion is None]
        orphaned = [g for g in numbered if g.initial is None and g.adjusted is None]
        both = len(numbered) > len(bare) and len(numbered) > len(orphaned)
        if not (bare or orphaned) or not both:
            continue
        first = (bare or orphaned)[0]
        yield found(
            first.place, subject=f"目标{first.number}", what=_unpaired(bare, orphaned), confidence=Confidence.LIKELY,
            found="、".join(str(g.number) for g in (*bare, *orphaned)),
            related=[g.place for g in (*bare, *orphaned) if g is not first],
        )  # fmt: skip


def _unpaired(bare: Sequence[Goal], orphaned: Sequence[Goal]) -> Words:
    one, two = (("、".join(str(g.number) for g in goals)) for goals in (bare, orphaned))
    zh, en = [], []
    if one:
        zh.append(f"目标{one}无对应完成情况")
        en.append(f"goals {one} without a completion")
    if two:
        zh.append(f"完成情况{two}无对应目标")
        en.append(f"completions {two} without a goal")
    return Words("；".join(zh), ", ".join(en))


@check("duplicate-indicator", code="STR002", severity=Severity.WARNING, needs=("indicators",))
def duplicate_indicator(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        by_name: dict[str, list[Indicator]] = defaultdict(list)
        for row in table.indicators:
            if len(name := stem(row.name.name)) > 1 and not row.bonus:
                by_name[name].append(row)
        for rows in by_name.values():
            if len(rows) > 1:
                first, *others = rows
                same = any(_alike(first, other) for other in others)
                yield found(
                    others[0].name.place, subject=first.name.name, rows="、".join(_row(r) for r in rows),
                    related=[first.name.place, *(r.name.place for r in others[1:])],
                    severity=None if same else Severity.INFO,
                )  # fmt: skip


def _alike(first: Indicator, second: Indicator) -> bool:
    """Whether two rows of one name ask the same under the same heading."""
    level = not (first.level2 and second.level2) or first.level2 == second.level2
    texts = [[f.name if f else "" for f in (row.target, row.unit)] for row in (first, second)]
    return level and texts[0] == texts[1]


def _row(row: Indicator) -> str:
    at = row.name.place.location
    return str(at.cell or at.row or at.line or "")


@check("table-copies-differ", code="STR003", severity=Severity.ERROR, needs=("copies",))
def table_copies_differ(report: Report) -> Iterator[Draft | Checked]:
    for copy in report.copies:
        if not copy.differences:
            continue
        figures = [pair for pair in copy.differences if _digits(pair[0]) != _digits(pair[1])]
        first, second = (figures or copy.differences)[0]
        others = len(copy.differences) - 1
        one, two = _apart(first.text, second.text)
        yield found(
            second.place, subject=first.text[:_SHOWN], first=one, second=two, found=second.text, expected=first.text,
            count=Words(f"（共{others + 1}处）", f" ({others + 1} cells)") if others else Words("", ""),
            related=[first.place, *(p.place for pair in copy.differences if pair[0] is not first for p in pair)],
            severity=None if figures else Severity.INFO, confidence=Confidence.LIKELY,
        )  # fmt: skip


_SHOWN = 30
_AROUND = 8


def _digits(field: Field) -> str:
    return "".join(filter(str.isdigit, field.name))


def _apart(first: str, second: str) -> tuple[str, str]:
    """Two texts cut to where they differ, with a few characters around."""
    if max(len(first), len(second)) <= _SHOWN:
        return f"“{first}”", f"“{second}”"
    start = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    tail = next((i for i, (a, b) in enumerate(zip(first[::-1], second[::-1], strict=False)) if a != b), 0)
    left = max(start - _AROUND, 0)
    one, two = (text[left : max(len(text) - tail, start) + _AROUND][: 2 * _SHOWN] for text in (first, second))
    return f"“…{one}…”", f"“…{two}…”"


@check("required-field-missing", code="STR004", severity=Severity.WARNING)
def required_field_missing(report: Report) -> Iterator[Draft | Checked]:
    place = report.title_place or next((t.place for t in report.tables), None)
    if place is None:
        return
    critical, light = _missing(report)
    if critical or light:
        names = [_FIELDS[name] for name in (*critical, *light)]
        yield found(
            place, subject=report.title or place.text, severity=Severity.WARNING if critical else Severity.INFO, found="",
            fields=Words("、".join(f"“{n.zh}”" for n in names), ", ".join(n.en for n in names)),
            confidence=Confidence.LIKELY,
        )  # fmt: skip
    elsewhere = {
        "date": bool(report.signed),
        "project": bool(report.project),
        "organisation": bool(report.organisation),
    }
    for field in report.open_fields:
        if not elsewhere[field.kind]:
            yield found(
                field.place, subject=field.label, severity=Severity.INFO, found="", confidence=Confidence.LIKELY,
                fields=Words(f"“{field.label}”", f"“{field.label}”"),
            )  # fmt: skip


_FIELDS = {
    "organisation": Words("单位名称", "the unit's name"),
    "year": Words("年度", "the year"),
    "total": Words("自评总分", "the total score"),
    "amounts": Words("预算与执行金额", "budget and spending"),
    "problems": Words("存在问题", "problems"),
    "measures": Words("改进措施", "measures"),
    "date": Words("填报日期", "the date"),
}
_FEWEST_SCORED = 3


def _missing(report: Report) -> tuple[list[str], list[str]]:
    """What is missing of the form's fields, and of the rest."""
    scored = not any(t.partial for t in report.tables) and sum(1 for _ in report.scored()) >= _FEWEST_SCORED
    sheets = bool(report.tables) and all(t.kind == "scoring" for t in report.tables)
    # A sheet of scores is an annex, whose report names the unit.
    fields = ("year", "total") if sheets else ("organisation", "year", "total")
    critical = [n for n in fields if scored and n not in report.parts]
    light = ["amounts", *(("problems", "measures", "date") if report.items else ())]
    return critical, [n for n in light if n not in report.parts]


@check("unfilled-template", code="STR006", severity=Severity.WARNING)
def unfilled_template(report: Report) -> Iterator[Draft | Checked]:
    # A word in place of points is told as such.
    pointless = report.pointless
    left = [r for r in report.placeholders if r.of_form and r.place.location not in pointless]
    if left:
        texts = "”“".join(dict.fromkeys(r.text for r in left[:_LISTED]))
        more = len(left) > _LISTED
        yield found(
            left[0].place, subject=left[0].text, found=left[0].text, related=[r.place for r in left[1:]],
            what=Words(f"残留填表说明或空白模板行“{texts}”{'等' if more else ''}（共{len(left)}处）",
                       f"the form's instructions or empty rows are left in: “{texts}”{' …' if more else ''} ({len(left)} places)"),
        )  # fmt: skip
    for table in report.tables:
        unfilled = _unfilled(table)
        if unfilled or _unscored(table):
            count = len(table.indicators)
            first = table.indicators[0]
            cell = first.completion if unfilled and first.completion is not None else first.score
            place: Place = cell.place if cell is not None else first.place
            yield found(
                place, subject=table.title or first.name.name, found="", related=[i.name.place for i in table.indicators[1:]],
                what=Words(f"{count}项指标的完成值和得分全部空白，自评表未填写",
                           f"completions and scores of all {count} indicators are blank: the form is not filled in")
                if unfilled else
                Words(f"{count}项指标都有权重和完成值，得分却全部空白，未作评分",
                      f"all {count} indicators have a weight and a completion, but not one has a score"),
            )  # fmt: skip


_LISTED = 3


_FEWEST_UNSCORED = 3


def _unscored(table: IndicatorTable) -> bool:
    """Whether every row has its weight and completion, but neither row nor group nor table a score."""
    rows = table.leaves
    filled = all(i.weight and i.weight.quantity and i.completion for i in rows)
    scores = [f for i in table.indicators for f in (i.score, i.item_score, i.grade)]
    above = [*(g.score for g in table.groups), *(t.value for t in table.totals)]
    whole = Role.SCORE in table.roles and not table.unread and len(rows) >= _FEWEST_UNSCORED
    return whole and filled and not any(scores) and not any(above)


def _unfilled(table: IndicatorTable) -> bool:
    """Whether a table has targets, but not one completion or score."""
    if Role.COMPLETION not in table.roles or len(table.indicators) < 2:
        return False
    results = [f for i in table.indicators for f in (i.completion, i.score, i.item_score, i.grade)]
    return any(i.target for i in table.indicators) and not any(results)


@check("stale-formula", code="STR007", severity=Severity.WARNING)
def stale_formula(report: Report) -> Iterator[Draft | Checked]:
    for stale in report.stale:
        yield found(
            stale.place, subject=stale.name, formula=stale.formula, result=stale.recomputed,
            stored=stale.place.text, expected=stale.recomputed, figure=True,
            working=f"{stale.formula} = {stale.recomputed}",
        )  # fmt: skip

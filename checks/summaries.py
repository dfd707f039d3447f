"""TOT, XRF: what the text says of the form as a whole, against the form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.check import check, consistent, found, not_verifiable, verified
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Indicator, IndicatorTable
from auditor.model.place import says
from auditor.model.relations import Mention
from auditor.model.report import Report
from auditor.model.text import GroupScores, IndicatorCount
from auditor.quantity import HUNDRED, show
from auditor.words import Words, some

from .kit.outcomes import outcome
from .kit.points import ULP, addition, funds_points, plain, pointed, shares, total, value, whole

_SLACK = Decimal("0.05")
_EXECUTION = "预算执行"


@check("group-score-mismatch", code="TOT006", severity=Severity.ERROR, needs=("group_scores",))
def group_score_mismatch(report: Report) -> Iterator[Draft | Checked]:
    table = report.tables[0] if len(report.tables) == 1 and whole(report.tables[0]) else None
    for told in report.group_scores:
        groups = _groups(report, table) if table is not None and not table.graded else {}
        for mention in told.scores:
            yield from _group(mention, groups)
        yield from _together(report, told, groups)


def _groups(report: Report, table: IndicatorTable) -> dict[str, list[Decimal]]:
    """The scores of a table by first level; none where a row has no level or no score."""
    groups: dict[str, list[Decimal]] = {}
    level = ""
    for share in shares(table):
        first = share.rows[0]
        level = (first.level1 if isinstance(first, Indicator) else None) or level
        name = _EXECUTION if isinstance(first, Indicator) and first.execution else level
        if not name:
            return {}
        groups.setdefault(name, []).append(share.score)
    row = funds_points(report, table)
    if row is not None and (points := value(row.score)) is not None and _EXECUTION not in groups:
        groups[_EXECUTION] = [points]
    return groups


def _named(mention: Mention, groups: dict[str, list[Decimal]]) -> list[str]:
    word = mention.label.removesuffix("率").removeprefix("项目").removeprefix("服务对象")
    return [name for name in groups if word in name]


def _group(mention: Mention, groups: dict[str, list[Decimal]]) -> Iterator[Draft | Checked]:
    """One stated score of a group against the rows below it."""
    names = _named(mention, groups)
    if len(names) != 1:
        return
    added, stated = total(groups[names[0]]), mention.quantity.value
    if abs(added - stated) <= _SLACK:
        yield verified(mention.field.place)
        return
    yield found(
        mention.field.place, subject=names[0], what=Words(f"“{names[0]}”文字写{show(stated)}分，表中合计{show(added)}分",
                                                          f"the text gives “{names[0]}” {show(stated)} points, the table's rows add up to {show(added)}"),
        expected=show(added), working=f"{addition(map(show, groups[names[0]]))} = {show(added)} ≠ {show(stated)}", figure=True,
        found=mention.field.text,
    )  # fmt: skip


def _together(
    report: Report, told: GroupScores, groups: dict[str, list[Decimal]]
) -> Iterator[Draft | Checked]:
    """All stated scores against the stated total, where the text names every group."""
    totals = [t for t in report.totals if t.value.place.location == told.place.location] or list(
        report.totals
    )
    stated = {points for t in totals if (points := value(t.value)) is not None}
    if len(stated) != 1:
        return
    full = len(told.marks) == len(told.scores) and total(told.marks) == HUNDRED
    every = bool(groups) and {n for m in told.scores for n in _named(m, groups)} == set(groups)
    if not (full or every):
        yield not_verifiable(told.scores[0].field.place, "未列出全部一级指标", "not every group is named")
        return
    added, points = total(m.quantity.value for m in told.scores), stated.pop()
    at = totals[0].value
    if abs(added - points) <= _SLACK:
        yield verified(at.place)
        return
    listed = addition(plain(m.field) for m in told.scores)
    yield found(
        at.place, subject=totals[0].label, what=Words(f"各一级指标得分合计{show(added)}分，总分写{show(points)}分",
                                                     f"the scores of the groups add up to {show(added)}, the total says {show(points)}"),
        expected=show(added), working=f"{listed} = {show(added)} ≠ {show(points)}", found=at.text, related=[m.field.place for m in told.scores], figure=True,
    )  # fmt: skip


@check("indicator-count-mismatch", code="XRF007", severity=Severity.WARNING, needs=("indicator_counts",))
def indicator_count_mismatch(report: Report) -> Iterator[Draft | Checked]:
    tables = [t for t in report.tables if t.kind == "indicators"]
    if len(tables) != 1 or not whole(tables[0]):
        return
    rows = [i for i in tables[0].indicators if not i.bonus]
    counts = {
        len(rows),
        sum(1 for i in rows if not i.execution),
        sum(1 for i in rows if value(i.weight)),
        len({i.name.name for i in rows}),
    }
    for told in report.indicator_counts:
        stated = told.stated.quantity.value
        if not says(told.scope, "third_level"):
            continue
        if stated in counts:
            yield consistent(told.stated.field.place)
            yield from _reached(told, tables[0])
            continue
        yield found(
            told.stated.field.place, subject=told.scope, stated=show(stated), what=Words("表中", "the table has"), count=len(rows),
            expected=str(len(rows)), found=told.stated.field.text, working=f"{show(stated)} ≠ {len(rows)}", related=[tables[0].place], figure=True, confidence=Confidence.LIKELY,
        )  # fmt: skip


def _reached(told: IndicatorCount, table: IndicatorTable) -> Iterator[Draft | Checked]:
    """“完成M个” against the rows that surely missed their targets."""
    if told.done is None:
        return
    unmet = sum(1 for i in table.indicators if (ended := outcome(i)) is not None and not ended.met)
    most = told.stated.quantity.value - unmet
    if told.done.quantity.value > most:
        yield found(
            told.done.field.place, subject=told.scope, stated=show(told.done.quantity.value), what=Words("达到指标值的至多", "at most those reached are"),
            count=show(most), expected=f"≤ {show(most)}", found=told.done.field.text, working=f"{show(told.stated.quantity.value)} − {unmet} = {show(most)} < {show(told.done.quantity.value)}",
            related=[table.place], figure=True, confidence=Confidence.LIKELY,
        )  # fmt: skip


@check("no-problems-claimed", code="XRF009", severity=Severity.INFO, needs=("no_problems",))
def no_problems_claimed(report: Report) -> Iterator[Draft | Checked]:
    claim = report.no_problems
    if claim is None:
        return
    lost = [
        (row, share) for t in report.tables if not t.graded for row, share in pointed(t) if share.lost > ULP
    ]
    unmet = [i for i in report.indicators if (ended := outcome(i)) is not None and not ended.met]
    names = list(dict.fromkeys([*(row.name.name for row, _ in lost), *(i.name.name for i in unmet)]))
    if names:
        listed = "、".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
        yield found(
            claim.place, subject=names[0], claim=claim.text, count=len(names), some=some(len(names), "indicator", "be"), list=listed, found=claim.text,
            related=[*(share.score_field.place for _, share in lost), *(i.place for i in unmet)][:_NAMED],
        )  # fmt: skip


_NAMED = 5

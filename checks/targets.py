"""TGT: targets against completions. Overshot, missing, copied, in words for numbers, against the name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Direction, Indicator, IndicatorTable, quality_word
from auditor.model.names import (
    COUNTS,
    dimension_of,
    higher_is_better,
    is_bounded,
    lower_is_better,
    may_exceed_whole,
    stem,
    unit_dimension,
)
from auditor.model.place import Field, means
from auditor.model.remarks import denies
from auditor.model.report import Report
from auditor.quantity import CHINESE_DIGITS, HUNDRED, show
from auditor.words import NOTHING, Words

from .kit.pairs import Pair, fraction_doubt, pair
from .kit.points import explained
from .kit.sentences import within

FAMILY = Words("指标值与完成值", "targets and completions")


_FEW = 3
_USUAL = Decimal("1.3")


@check("target-overshoot", code="TGT001", severity=Severity.WARNING, needs=("targets",))
def target_overshoot(
    report: Report,
    *,
    factor: Decimal = _USUAL,
    far: Decimal = Decimal(3),
    fewest: Decimal = Decimal(2),
) -> Iterator[Draft | Checked]:
    scheme = report.scheme
    if scheme.reason_from is not None and factor == _USUAL:
        factor = scheme.reason_from
    for table in report.tables:
        notes: list[Pair] = []
        for row in filter(None, map(pair, table.indicators)):
            if not _overshot(row, factor, fewest, scheme.reason_from_zero) or explained(row.indicator.note):
                continue
            if row.indicator.note is None and row.completion < far * row.target:
                notes.append(row)
            else:
                yield _overshoot(row, Severity.WARNING)
        if len(notes) > _FEW:
            yield _overshoots(table, notes, factor)
        else:
            yield from (_overshoot(row, Severity.INFO) for row in notes)


def _overshot(row: Pair, factor: Decimal, fewest: Decimal, from_zero: Decimal | None = None) -> bool:
    """Whether a completion lies so far above a target that it had to reach; `from_zero` counts where that is 0."""
    name, direction, dimension = row.indicator.name.text, row.indicator.direction, unit_dimension(row.unit)
    if (
        row.target < 0
        or (row.target == 0 and (from_zero is None or row.completion < from_zero))
        or row.completion < factor * row.target
        or row.indicator.execution
        or lower_is_better(name)
    ):
        return False
    counted = dimension in COUNTS
    if direction is None and not (counted or higher_is_better(name)):
        return False
    if direction is not None and not (direction.higher_is_better or direction is Direction.EQUAL):
        return False
    if dimension == "duration" or dimension_of(name) == "duration" or fraction_doubt(row):
        return False
    return not counted or row.target >= 10 or row.completion - row.target >= fewest


def _overshoot(row: Pair, severity: Severity) -> Draft:
    above = f"{show((row.completion / row.target - 1) * HUNDRED, 1)}%" if row.target else show(row.completion)
    name, target, actual = row.indicator.name.name, row.target_field.text, row.completion_field.text
    note = row.indicator.note
    return found(
        row.completion_field.place, subject=name, severity=severity,
        what=Words(f"“{name}”完成值{actual}，指标值{target}，偏离度{above}", f"“{name}” completed {actual}, {above} above its target {target}"),
        unexplained=Words("，未说明原因", ", and nothing explains it") if note is not None else NOTHING,
        working=_beyond(row),
        related=[row.target_field.place, *([note.place] if note else [])],
    )  # fmt: skip


def _beyond(row: Pair) -> str:
    actual, target = row.completion_field.text, row.target_field.text
    if not row.target:
        return f"{actual} − {target} = {show(row.completion)}"
    return f"{actual} ÷ {target} = {show(row.completion / row.target * HUNDRED, 1)}%"


def _overshoots(table: IndicatorTable, rows: Sequence[Pair], factor: Decimal) -> Draft:
    """One finding for many rows of a table."""
    listed = "、".join(
        f"{r.indicator.name.name}{r.target_field.text}→{r.completion_field.text}" for r in rows
    )
    above = show((factor - 1) * HUNDRED)
    return found(
        rows[0].completion_field.place, subject=table.title or rows[0].indicator.name.name, severity=Severity.INFO,
        what=Words(f"{len(rows)}项指标完成值的偏离度在{above}%以上：{listed}", f"{len(rows)} completions are more than {above}% above their targets: {listed}"),
        unexplained=NOTHING, working="; ".join(map(_beyond, rows)),
        related=[r.completion_field.place for r in rows[1:]],
    )  # fmt: skip


@check("target-missing", code="TGT002", severity=Severity.WARNING, needs=("completions",))
def target_missing(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        rows = [
            (i, i.target)
            for i in table.indicators
            if i.target is not None
            and not i.target
            and i.completion
            and i.completion.quantity
            and _has_points(i)
            and not i.execution
        ]
        yield from _listed(rows, "“{}”", "{}项指标", "“{}” has", "{} indicators have")


@check("completion-missing", code="TGT003", severity=Severity.ERROR, needs=("targets",))
def completion_missing(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        rows = [
            (i, i.completion)
            for i in table.indicators
            if i.completion is not None
            and not i.completion
            and i.target
            and i.target.quantity
            and _scored(i)
            and not i.joint
            and not i.qualitative
        ]
        yield from _listed(rows, "“{}”", "{}项指标", "“{}” has", "{} indicators have")


def _has_points(indicator: Indicator) -> bool:
    return indicator.weight is None or indicator.weight.quantity is not None


def _scored(indicator: Indicator) -> bool:
    """Whether a row takes points."""
    score = indicator.score
    return score is not None and score.quantity is not None and score.quantity.value > 0


def _listed(
    rows: Sequence[tuple[Indicator, Field]], zh: str, many_zh: str, en: str, many_en: str
) -> Iterator[Draft]:
    """A finding for every row, or one for all when they are more than a few; the texts take a name or a number."""
    if len(rows) <= _FEW:
        for indicator, cell in rows:
            name = indicator.name.name
            yield found(
                cell.place,
                subject=name,
                what=Words(zh.format(name), en.format(name)),
                related=[indicator.name.place],
            )
        return
    names = "、".join(i.name.name for i, _ in rows)
    what = Words(f"{many_zh.format(len(rows))}（{names}）", f"{many_en.format(len(rows))} ({names})")
    yield found(
        rows[0][1].place, subject=rows[0][0].name.name, what=what, related=[c.place for _, c in rows[1:]]
    )


@check("completion-not-numeric", code="TGT004", severity=Severity.WARNING, needs=("targets",))
def completion_not_numeric(report: Report) -> Iterator[Draft | Checked]:
    # What is still to be filled in is told by another rule.
    left = {placeholder.place.location for placeholder in report.placeholders}
    for indicator in report.indicators:
        target, actual = indicator.target, indicator.completion
        signed = indicator.direction is not None and not indicator.qualitative
        if (
            not signed
            or not target
            or not target.quantity
            or not actual
            or any(map(str.isdigit, actual.text))
            or actual.place.location in left
            or actual.says("absent")
        ):
            continue
        timed = (
            unit_dimension(target.quantity.unit) == "duration"
            or dimension_of(indicator.name.text) == "duration"
        )
        if timed or any(c in CHINESE_DIGITS for c in actual.text) or _none(indicator):
            continue
        yield found(
            actual.place, subject=indicator.name.name, actual=actual.text, expected=f"{target.quantity.unit or '…'}",
            related=[target.place],
        )  # fmt: skip


def _none(indicator: Indicator) -> bool:
    """Whether an upper limit is answered by 无 or 未发生 and what did not happen."""
    direction, actual = indicator.direction, indicator.completion
    if direction is None or not direction.lower_is_better or actual is None:
        return False
    return denies(actual.name)


@check("qualitative-completion", code="TGT005", severity=Severity.WARNING, needs=("targets",))
def qualitative_completion(report: Report) -> Iterator[Draft | Checked]:
    for table in report.tables:
        codes, done = [], []
        for indicator in table.indicators:
            target, actual = indicator.target, indicator.completion
            if (
                not target
                or not actual
                or target.name == actual.name
                or not _in_words(indicator.direction, target)
            ):
                continue
            if actual.quantity is not None and not actual.quantity.unit and target.quantity is None:
                codes.append((indicator, target, actual))
            elif quality_word(target.name) in ("grade", "up", "down", "degree") and actual.means("all_done"):
                done.append((indicator, target, actual))
        for rows, severity in ((codes, Severity.WARNING), (done, Severity.INFO)):
            if rows:
                listed = [(i.name.name, t.text, a.text) for i, t, a in rows]
                yield found(
                    rows[0][2].place, subject=rows[0][0].name.name, severity=severity, related=[a.place for _, _, a in rows[1:]],
                    list=Words(
                        "；".join(f"“{n}”目标“{t}”，完成值“{a}”" for n, t, a in listed),
                        "; ".join(f"“{n}” target “{t}”, completion “{a}”" for n, t, a in listed),
                    ),
                )  # fmt: skip


def _in_words(direction: Direction | None, target: Field) -> bool:
    """Whether the form says that a target is qualitative or, where it has no column for that, the target's words do."""
    return direction is Direction.QUALITATIVE or (direction is None and quality_word(target.name) is not None)


@check("direction-mismatch", code="TGT006", severity=Severity.WARNING, needs=("indicators",))
def direction_mismatch(report: Report) -> Iterator[Draft | Checked]:
    for indicator in report.indicators:
        name, direction, target = indicator.name.text, indicator.direction, indicator.target
        if direction is None or not target or target.quantity is None:
            continue
        if dimension_of(name) == "duration" or means(target.quantity.unit, "calendar_unit"):
            continue
        cell, marked = indicator.direction_field or target, indicator.polarity
        rate = indicator.name.ends("good") and indicator.name.ends("rate")
        related = [target.place]
        if marked is not None and (
            direction.lower_is_better if marked.higher else direction.higher_is_better
        ):
            better = Words(f"标为“{marked.field.text}”", f"is marked “{marked.field.text}”")
            related.append(marked.field.place)
        elif direction.higher_is_better and lower_is_better(name):
            better = Words("为越低越好的指标", "is better when lower")
        elif direction.lower_is_better and rate and higher_is_better(name):
            better = Words("为越高越好的指标", "is better when higher")
        else:
            continue
        yield found(
            cell.place, subject=indicator.name.name, better=better, sign=direction.value, target=show(target.quantity.value),
            related=related, confidence=Confidence.LIKELY,
        )  # fmt: skip


@check("rate-out-of-range", code="TGT007", severity=Severity.ERROR, needs=("targets", "completions"))
def rate_out_of_range(report: Report) -> Iterator[Draft | Checked]:
    for indicator in report.indicators:
        if indicator.execution or not indicator.name.ends("rate") or not is_bounded(indicator.name.text):
            continue
        cells = (
            (indicator.target, Words("指标值", "target")),
            (indicator.completion, Words("完成值", "completion")),
        )
        for cell, which in cells:
            if (
                cell
                and cell.quantity
                and cell.quantity.unit == "%"
                and not 0 <= cell.quantity.value <= HUNDRED
            ):
                yield found(
                    cell.place, subject=indicator.name.name, which=which, value=_with_percent(cell), expected="0–100%",
                    working=f"{show(cell.quantity.value)}% ∉ [0%, 100%]",
                    sentence=within(f"{show(cell.quantity.value)}%", "0", "100%"),
                )  # fmt: skip


def _with_percent(cell: Field) -> str:
    return cell.text if "%" in cell.text or "％" in cell.text else f"{cell.text}%"


@check("percent-scale", code="TGT008", severity=Severity.WARNING, needs=("targets",))
def percent_scale(report: Report) -> Iterator[Draft | Checked]:
    for indicator in report.indicators:
        row, bare = pair(indicator), stem(indicator.name.text)
        if row is None or not fraction_doubt(row) or lower_is_better(bare) or may_exceed_whole(bare):
            continue
        low, high = sorted((row.target, row.completion))
        printed = "%" in row.target_field.name and "%" in row.completion_field.name
        if not printed and high <= 2 * low * HUNDRED and low * HUNDRED <= 2 * high:
            target, actual = row.target_field.text, row.completion_field.text
            yield found(
                row.completion_field.place, subject=indicator.name.name, target=target, actual=actual,
                working=f"{show(low)} × 100 = {show(low * HUNDRED)} ≈ {show(high)}", related=[row.target_field.place],
            )  # fmt: skip

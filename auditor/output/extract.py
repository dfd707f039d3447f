"""What was understood of a report: the contract's `auditor/report/2`, as JSON and as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, TextIO

from msgspec.structs import replace

from auditor.finding import Verdict
from auditor.model.form import FundsRow, Goal, Indicator, IndicatorTable, ScoredItem, Total
from auditor.model.place import Field, Place
from auditor.model.relations import Claim, Mention
from auditor.model.report import Report
from auditor.needs import CLAIMS
from auditor.outcome import Audit
from auditor.output import Options
from auditor.output.cells import table, wrap
from auditor.output.json import dump, location, number, operand, reports
from auditor.output.neutral import masked, one_line
from auditor.output.settled import counts, share
from auditor.output.wording import remark
from auditor.patterns import Pattern
from auditor.places import path
from auditor.words import Language, Words

Row = dict[str, Any]

# The points that a level carries behind its name: 产出指标（50分）.
_LEVEL_POINTS = Pattern(r"\s*[(（]\s*(\d+(?:\.\d+)?)\s*(?:分|[%％])?\s*[)）]\s*$")


def content(audit: Audit, language: Language = "zh") -> dict[str, Any]:
    """What was read of a file as plain data, as the contract lays it out: values as printed, absent ones None.

    Beside the printed value of a figure stands its number. Each part says which of the file's reports is its own.
    """
    first = audit.reports[0]
    verdicts = _verdicts(audit)
    parts: dict[str, Callable[[Report], Iterable[Row]]] = {
        "totals": lambda report: map(_total, report.totals),
        "goals": lambda report: (_row(goal, "initial", "adjusted", "completion") for goal in report.goals),
        "budget": lambda report: map(_funds_row, report.funds),
        "tables": lambda report: map(_table, report.tables),
        "items": lambda report: map(_item, report.items),
        "claims": lambda report: (_claim(claim, verdicts) for claim in report.claims),
    }
    return {
        "title": first.title,
        "year": first.year,
        "organisation": first.organisation,
        "reports": reports(audit.reports, language),
        "cells": counts(cell for report in audit.reports for cell in report.cells),
        **{
            name: [{**row, "report": at} for at, report in enumerate(audit.reports) for row in rows(report)]
            for name, rows in parts.items()
        },
    }


def _total(total: Total) -> Row:
    return {
        "label": total.label,
        "value": _text(total.value),
        "total_value": _value(total.value),
        "location": location(total.value.place),
    }


def _table(table: IndicatorTable) -> Row:
    weights = {group.name: group.weight for group in table.groups}
    rows = [_indicator(indicator, weights) for indicator in table.indicators]
    return {"number": table.number, "title": table.title, "kind": table.kind, "indicators": rows}


def _indicator(indicator: Indicator, weights: dict[str, Field | None]) -> Row:
    level1 = indicator.level1
    points = _LEVEL_POINTS.search(level1) if level1 else None
    stated = weights.get(level1) if level1 else None
    target, completion = indicator.target, indicator.completion
    return {
        "level1": level1,
        "level1_name": level1[: points.start()].strip() if level1 and points else level1,
        "level1_weight": points[1] if points else _value(stated),
        "level2": indicator.level2,
        "name": _text(indicator.name),
        "direction": indicator.direction.value if indicator.direction else None,
        "target": _text(target),
        "target_value": _value(target),
        "target_unit": _unit(target),
        "unit": _text(indicator.unit),
        "weight": _text(indicator.weight),
        "weight_value": _value(indicator.weight),
        "actual": _text(completion),
        "completion_value": _value(completion),
        "completion_unit": _unit(completion),
        "score": _text(indicator.score),
        "score_value": _value(indicator.score),
        "note": _text(indicator.note),
        "location": location(indicator.place),
    }


def _funds_row(row: FundsRow) -> Row:
    amounts = (row.initial, row.adjusted, row.executed)
    unit = next((f.quantity.unit for f in amounts if f is not None and f.quantity is not None), None)
    figures = ("initial", "adjusted", "executed", "rate", "weight", "score")
    printed = {name: _text(getattr(row, name)) for name in figures}
    money = {name: printed.pop(name) for name in figures[:3]}
    values = {f"{name}_value": _value(getattr(row, name)) for name in figures}
    return {"name": row.name, **money, "unit": unit, **printed, **values, "location": location(row.place)}


def _item(item: ScoredItem) -> Row:
    values = {"weight_value": _value(item.weight), "score_value": _value(item.score)}
    return _row(item, "number", "name", "weight", "score") | values


def _claim(claim: Claim, verdicts: dict[Place, str]) -> Row:
    figures = list(_mentioned(claim))
    judged = (verdicts[place] for place in (*(f.place for f in figures), claim.place) if place in verdicts)
    return {
        "kind": claim.kind,
        "text": masked(claim.place.text),
        "operands": [operand(figure) for figure in figures],
        "verdict": next(judged, None),
        "location": location(claim.place),
    }


def _mentioned(claim: Claim) -> Iterator[Field]:
    """The figures of a relation in the order of its parts."""
    for name in claim.__struct_fields__:
        part = getattr(claim, name)
        for mention in part if isinstance(part, tuple) else (part,):
            if isinstance(mention, Mention):
                yield mention.field


def _verdicts(audit: Audit) -> dict[Place, str]:
    return {figure.place: figure.verdict.value for figure in audit.result.figures}


def _row(row: Goal | ScoredItem, *fields: str) -> Row:
    return {name: _text(getattr(row, name)) for name in fields} | {"location": location(row.place)}


def _text(field: Field | None) -> str | None:
    return None if field is None else masked(field.text)


def _value(field: Field | None) -> str | None:
    return None if field is None or field.quantity is None else number(field.quantity)


def _unit(field: Field | None) -> str | None:
    return None if field is None or field.quantity is None else field.quantity.unit or None


def _not_verifiable(audit: Audit, options: Options) -> list[Row]:
    """The figures that could not be recomputed, and why."""
    figures = (f for f in audit.result.figures if f.verdict is Verdict.NOT_VERIFIABLE)
    return [
        {
            "figure": masked(f.place.marked),
            "reason": f.reason.of(options.language),
            "location": location(f.place),
        }
        for f in figures
    ]


def write_json(audits: Iterable[Audit], stream: TextIO, options: Options) -> None:
    """Write one JSON object for all files."""
    files = []
    for audit in audits:
        file: Row = {"path": audit.path, "format": audit.format, "status": audit.status}
        file["error"] = audit.error.of(options.language) if audit.error else None
        if audit.reports:
            file |= content(audit, options.language)
            if options.verbose:
                file["not_verifiable"] = _not_verifiable(audit, options)
        files.append(file)
    dump({"schema": "auditor/report/2", "files": files}, stream)


# ── For people ────────────────────────────────────────────────────────────────────────────────────────

_HEAD = {
    "title": Words("标题", "title"),
    "organisation": Words("单位", "organisation"),
    "year": Words("年度", "year"),
}
_SECTIONS = {
    "totals": Words("总分", "totals"),
    "goals": Words("年度目标", "goals"),
    "budget": Words("预算执行", "budget"),
    "items": Words("评分项", "scored items"),
    "claims": Words("文字中的数据关系", "relations stated in the text"),
    "not_verifiable": Words("无法复算的数字", "figures that are not verifiable"),
}
_KINDS = {
    "indicators": Words("绩效指标表", "indicators"),
    "scoring": Words("评分表", "scoring sheet"),
    "projects": Words("项目指标表", "project"),
    "sentences": Words("文字中的指标", "indicators in sentences"),
}
_COLUMNS = {
    "label": Words("名称", "label"),
    "value": Words("数值", "value"),
    "initial": Words("年初", "initial"),
    "adjusted": Words("全年（调整后）", "adjusted"),
    "executed": Words("执行数", "executed"),
    "completion": Words("完成情况", "completion"),
    "rate": Words("执行率", "rate"),
    "number": Words("序号", "no."),
    "name": Words("名称", "name"),
    "level1": Words("一级", "level 1"),
    "level2": Words("二级", "level 2"),
    "direction": Words("方向", "sign"),
    "target": Words("指标值", "target"),
    "unit": Words("单位", "unit"),
    "weight": Words("权重", "weight"),
    "actual": Words("完成值", "actual"),
    "score": Words("得分", "score"),
    "note": Words("备注", "note"),
    "kind": Words("关系", "kind"),
    "place": Words("位置", "place"),
    "figure": Words("数字", "figure"),
    "text": Words("原文", "text"),
    "reason": Words("原因", "reason"),
}
_SUMS = Words(
    "共{n}行，权重合计{weight}，得分合计{score}",
    "rows: {n}; sum of weights: {weight}; sum of scores: {score}",
)
_FORM = Words("表式: {title} [{name}]（{why}）", "form: {title} [{name}] ({why})")
_SCHEME = Words("计分办法: {title} [{name}]（{why}）", "scheme: {title} [{name}] ({why})")
_UNREAD = Words("未能读出：{path}", "could not be read: {path}")
_NOTE = Words("说明: {note}", "note: {note}")
_COMMA = Words("、", ", ")
_GRADE = Words("等级：{text}", "grade: {text}")


def write_tables(audits: Iterable[Audit], stream: TextIO, options: Options) -> None:
    """Write every report as aligned text, section by section; empty sections and columns are left out."""
    for at, audit in enumerate(audits):
        lines = [one_line(_NOTE.format(note=note).of(options.language)) for note in audit.notes]
        said = remark(audit)
        if audit.problem or (said and not audit.reports):
            lines += [one_line(said.words.of(options.language))] if said else []
        lines += _reports(audit, options)
        if options.verbose:
            rows = [
                {
                    "place": path(figure.place),
                    "figure": masked(figure.place.marked),
                    "text": masked(figure.place.text),
                    "reason": figure.reason.of(options.language),
                }
                for figure in audit.result.figures
                if figure.verdict is Verdict.NOT_VERIFIABLE
            ]
            lines += _section(_SECTIONS["not_verifiable"].of(options.language), rows, options)
        head = f"{one_line(audit.path)} ({audit.format or '?'})"
        stream.writelines(f"{line}\n" for line in (*([""] if at else []), head, *lines))


def _reports(audit: Audit, options: Options) -> Iterator[str]:
    for at, report in enumerate(audit.reports):
        if at:
            yield ""
        yield from _report(replace(audit, reports=(report,)), report, options)


def _report(audit: Audit, report: Report, options: Options) -> Iterator[str]:
    data = content(audit)
    for name, words in _HEAD.items():
        if data[name]:
            yield from wrap(f"{words.of(options.language)}: {one_line(str(data[name]))}", options.width)
    if report.form is not None:
        form = _FORM.format(title=report.form.title, name=report.form.name, why=report.form.why)
        yield from wrap(form.of(options.language), options.width)
    scheme = _SCHEME.format(title=report.scheme.title, name=report.scheme.name, why=report.scheme.why)
    yield from wrap(scheme.of(options.language), options.width)
    for name in ("totals", "goals", "budget"):
        yield from _section(_SECTIONS[name].of(options.language), data[name], options)
    for grade in report.grades:
        yield one_line(_GRADE.format(text=grade.field.text).of(options.language))
    for indicators, printed in zip(report.tables, data["tables"], strict=True):
        heading = f"{_KINDS[indicators.kind].of(options.language)} {one_line(indicators.title)}"
        yield from _section(heading, _without_repeats(printed["indicators"]), options)
        yield from _footing(indicators, options)
    yield from _section(_SECTIONS["items"].of(options.language), data["items"], options)
    if report.items:
        yield _sums(report.items, options)
    yield from _section(
        _SECTIONS["claims"].of(options.language), _by_sentence(data["claims"], options), options
    )
    if (counted := share(report.cells)) is not None:
        yield ""
        yield from wrap(counted.of(options.language), options.width)


def _by_sentence(claims: list[Row], options: Options) -> list[Row]:
    """Each sentence once, with all the kinds of relations that it states."""
    kinds: dict[str, dict[str, None]] = {}
    for claim in claims:
        kinds.setdefault(claim["text"], {})[CLAIMS[claim["kind"]].of(options.language)] = None
    comma = _COMMA.of(options.language)
    return [{"kind": comma.join(named), "text": text} for text, named in kinds.items()]


def _section(heading: str, rows: list[Row], options: Options) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"== {heading.strip()}"
    columns = [name for name in rows[0] if name in _COLUMNS]
    header = [_COLUMNS[name].of(options.language) for name in columns]
    yield from table([header, *([one_line(row[c] or "") for c in columns] for row in rows)], options.width)


def _without_repeats(rows: list[Row]) -> list[Row]:
    """The rows with their level names only where they change."""
    shown = []
    for before, row in zip([{}, *rows], rows, strict=False):
        hidden = ["level1"] if before.get("level1") == row["level1"] else []
        if hidden and before.get("level2") == row["level2"]:
            hidden.append("level2")
        shown.append(row | dict.fromkeys(hidden))
    return shown


def _footing(indicators: IndicatorTable, options: Options) -> Iterator[str]:
    if indicators.indicators:
        yield _sums(indicators.indicators, options)
    for place in indicators.unread:
        line = f"{one_line(path(place, options.language))}: {one_line(place.text)}"
        yield from wrap(_UNREAD.format(path=line).of(options.language), options.width)


def _sums(rows: Iterable[Indicator | ScoredItem], options: Options) -> str:
    rows = tuple(rows)
    weights, scores = _sum(r.weight for r in rows), _sum(r.score for r in rows)
    return _SUMS.format(n=len(rows), weight=weights, score=scores).of(options.language)


def _sum(fields: Iterable[Field | None]) -> Decimal:
    return sum((f.quantity.value for f in fields if f is not None and f.quantity is not None), Decimal(0))

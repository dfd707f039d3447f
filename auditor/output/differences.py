"""What corrected reports changed, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TextIO

from auditor.finding import Finding
from auditor.output.json import dump
from auditor.output.neutral import one_line
from auditor.output.wording import SEVERITY
from auditor.words import Language, Words

_RESOLVED, _ADDED, _OPEN = Words("已解决", "resolved"), Words("新问题", "new"), Words("仍存在", "open")
_CHANGED = Words("数字变动", "figure changed")
_ONLY_NEW, _ONLY_OLD = Words("原先没有这份报告", "was not there before"), Words("已没有这份报告", "is gone")
_NOTHING = Words("（无）", "(none)")
_SUM = Words(
    "已解决{resolved}个，新问题{added}个，仍存在{open}个，数字变动{changed}处",
    "{resolved} resolved, {added} new, {open} open, {changed} figures changed",
)
_COLUMNS = {
    "total": Words("总分", "total"),
    "target": Words("指标值", "target"),
    "weight": Words("分值", "weight"),
    "actual": Words("完成值", "actual"),
    "score": Words("得分", "score"),
    "initial": Words("年初预算", "initial budget"),
    "adjusted": Words("全年预算", "adjusted budget"),
    "executed": Words("执行数", "executed"),
    "rate": Words("执行率", "rate"),
}


class Change(Protocol):
    """A figure that differs."""

    @property
    def subject(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def old(self) -> str | None: ...
    @property
    def new(self) -> str | None: ...


class Difference(Protocol):
    """What became of one report."""

    @property
    def path(self) -> str: ...
    @property
    def old(self) -> object: ...
    @property
    def new(self) -> object: ...
    @property
    def resolved(self) -> tuple[Finding, ...]: ...
    @property
    def added(self) -> tuple[Finding, ...]: ...
    @property
    def open(self) -> tuple[Finding, ...]: ...
    @property
    def changed(self) -> Iterable[Change]: ...


def write_differences(
    format: str, differences: Iterable[Difference], stream: TextIO, language: Language
) -> None:
    """Write what became of each report, then the sums."""
    told = list(differences)
    if format == "json":
        dump({"schema": "auditor/diff/1", "files": [_json(one, language) for one in told]}, stream)
        return
    for one in told:
        stream.writelines(f"{one_line(line)}\n" for line in _lines(one, language))
    sums = {
        name: sum(len(tuple(getattr(one, name))) for one in told)
        for name in ("resolved", "added", "open", "changed")
    }
    stream.write(f"{_SUM.format(**sums).of(language)}\n")


def _lines(one: Difference, language: Language) -> Iterator[str]:
    only = _ONLY_NEW if one.old is None else _ONLY_OLD if one.new is None else None
    if only is not None:
        yield f"{one.path}: {only.of(language)}"
    for words, findings in ((_RESOLVED, one.resolved), (_ADDED, one.added), (_OPEN, one.open)):
        for f in findings:
            severity = SEVERITY[f.severity].of(language)
            yield f"{one.path}: {words.of(language)} {severity} {f.code} {f.message.of(language)}"
    for change in one.changed:
        old, new = (value or _NOTHING.of(language) for value in (change.old, change.new))
        what = f"{change.subject} {_COLUMNS[change.column].of(language)}"
        yield f"{one.path}: {_CHANGED.of(language)} {what}: {old} -> {new}"


def _json(one: Difference, language: Language) -> dict[str, Any]:
    changed = [{"subject": c.subject, "column": c.column, "old": c.old, "new": c.new} for c in one.changed]
    return {
        "path": one.path,
        "old": one.old is not None,
        "new": one.new is not None,
        "resolved": [_finding(f, language) for f in one.resolved],
        "added": [_finding(f, language) for f in one.added],
        "open": [_finding(f, language) for f in one.open],
        "changed": changed,
    }


def _finding(finding: Finding, language: Language) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.value,
        "subject": finding.subject,
        "message": finding.message.of(language),
        "fingerprint": finding.fingerprint,
    }

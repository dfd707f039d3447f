"""The words for a place: its route as people read it, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from auditor.model.place import Place, Step
from auditor.words import Language, Words

_ZH = {
    "table": "表{n}",
    "row": "第{n}行",
    "line": "第{n}行",
    "page": "第{n}页",
    "paragraph": "第{n}段",
    "column": "第{n}列",
}
_EN = {
    "table": "table {n}",
    "row": "row {n}",
    "line": "line {n}",
    "page": "page {n}",
    "paragraph": "paragraph {n}",
    "column": "column {n}",
}


def path(place: Place, language: Language = "zh") -> str:
    """The way to a place (`表1 › 第3行 居民满意度 › 得分`); names stay as printed."""
    words = _ZH if language == "zh" else _EN
    return " › ".join(_step(*told, words) for told in _told(place))


def named(place: Place) -> Words:
    """The way to a place in both languages."""
    return Words(path(place), path(place, "en"))


def _told(place: Place) -> Iterator[tuple[str, Step]]:
    """The steps to a place, each with its kind: where a table was put together to be read, people see columns or lines."""
    at = place.location
    for step in place.route:
        if at.arranged and step.kind == "table":
            continue
        if at.arranged and step.kind == "row" and at.line is not None:
            yield "line", replace(step, number=at.line)
        else:
            yield "column" if at.turned and step.kind == "row" else step.kind, step


def _step(kind: str, step: Step, words: dict[str, str]) -> str:
    numbered = words[kind].format(n=step.number) if kind in words else ""
    return f"{numbered} {step.name}".strip()

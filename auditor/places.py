"""The words for a place: its route as people read it, in both languages."""

from __future__ import annotations

from auditor.model.place import Place, Step
from auditor.words import Language, Words

_ZH = {"table": "表{n}", "row": "第{n}行", "line": "第{n}行", "page": "第{n}页", "paragraph": "第{n}段"}
_EN = {
    "table": "table {n}",
    "row": "row {n}",
    "line": "line {n}",
    "page": "page {n}",
    "paragraph": "paragraph {n}",
}


def path(place: Place, language: Language = "zh") -> str:
    """The way to a place (`表1 › 第3行 居民满意度 › 得分`); names stay as printed."""
    words = _ZH if language == "zh" else _EN
    return " › ".join(_step(step, words) for step in place.route)


def named(place: Place) -> Words:
    """The way to a place in both languages."""
    return Words(path(place), path(place, "en"))


def _step(step: Step, words: dict[str, str]) -> str:
    numbered = words[step.kind].format(n=step.number) if step.kind in words else ""
    return f"{numbered} {step.name}".strip()

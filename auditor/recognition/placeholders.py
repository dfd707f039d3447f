"""What a form or a program left behind in the text: placeholders, broken formulas, template titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.place import Place
from auditor.model.text import Placeholder
from auditor.patterns import Pattern

# A text without one of these has nothing to strip, or to report: most texts are passed over at one look.
_STRIP_HINT = Pattern(r"[\[#*—–-]|sheet|image|pageref", re.IGNORECASE, needs="[#*—–-SsIiPp")
_READ_HINT = Pattern(
    r"[_＿*×xXＸ○〇◯#&【…]|\.{6}|字|参考|样|范本|模板|示例|对照|结合|此处|请|待|指标\s*\d|null|none|nan|undefined",
    re.IGNORECASE,
)


@cache
def _stripped() -> re.Pattern[str]:
    return re.compile("|".join(load("placeholders")["strip"]["patterns"]), re.IGNORECASE)


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kinds = load("placeholders")["kinds"]
    return tuple((name, re.compile("|".join(patterns), re.IGNORECASE)) for name, patterns in kinds.items())


def strip(text: str) -> str:
    """The text without what a converter put into it: bookmarks, sheet and image names, page numbers, markup."""
    return _stripped().sub("", text).strip() if _STRIP_HINT.search(text) else text


def read(texts: Iterable[tuple[str, Place]]) -> tuple[Placeholder, ...]:
    """The placeholders and template texts, in the order of the texts."""
    return tuple(placeholder for text, place in texts for placeholder in _left_behind(strip(text), place))


def _left_behind(text: str, place: Place) -> Iterator[Placeholder]:
    if not _READ_HINT.search(text):
        return
    taken: list[tuple[int, int]] = []
    for name, pattern in _kinds():
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(s < end and start < e for s, e in taken):
                taken.append((start, end))
                yield Placeholder(name, match[0].strip(), replace(place, text=text, span=(start, end)))

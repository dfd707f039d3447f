"""HTML put together from elements: whatever is not `Html` already is made harmless and escaped, here alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from auditor.output.neutral import masked, visible
from auditor.words import Words


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


NOTHING = Html("")

_VOID = frozenset(["col", "input"])

Content = Html | str | int | Words


@lru_cache(1024)  # forms repeat themselves
def text(content: str) -> Html:
    """A text as it may stand in a page: masked, without control characters, escaped; line breaks stay."""
    content = masked(content)
    if not content.isprintable():
        content = "\n".join(map(visible, content.split("\n")))
    return escaped(content)


def escaped(harmless: str) -> Html:
    """A text that is masked and visible already; masking a part of it could take an amount for a number."""
    return Html(escape(harmless))


def join(parts: Iterable[Html]) -> Html:
    """Markup one after another."""
    return Html("".join(parts))


def tag(element: str, /, *content: Content, **attributes: str | int | bool | None) -> Html:
    """An element. `class_` is the attribute `class`, `data_x` is `data-x`; None and False leave one out."""
    written = "".join([_attribute(name, value) for name, value in attributes.items()])
    inside = "".join([part if isinstance(part, Html) else _markup(part) for part in content])
    closing = "" if element in _VOID else f"</{element}>"
    return Html(f"<{element}{written}>{inside}{closing}")


@lru_cache(1024, typed=True)
def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = name.strip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def _markup(content: str | int | Words) -> Html:
    return both(content) if isinstance(content, Words) else text(str(content))


def both(words: Words) -> Html:
    """A text in both languages, of which the page shows one."""
    zh, en = text(words.zh), text(words.en)
    if zh == en:
        return zh
    return Html(f'<span lang="zh">{zh}</span><span lang="en">{en}</span>')

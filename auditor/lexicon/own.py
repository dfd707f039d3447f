"""Words of the user's own, beside the built-in ones: lists are added to lists, patterns are read as a word."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from auditor.words import Words

if TYPE_CHECKING:
    import regex

PATTERNS = "patterns"
# Tables in which a word may be a key: 千瓦时 = ["度"].
_OPEN = {("units", "alias")}
# What means something in an expression; the words of many lists become one.
_SIGNS = frozenset(r"\^$|?*+()[]{}")
_EXPRESSION = re.compile(r"\\|\(\?|\[|\{\d|\||\+$")
# Seconds for one text. A sound expression takes a thousandth of them.
_PATIENCE = 0.2
_LONGEST = 60

_UNKNOWN = Words("词表中没有“{name}”", "the lexicon has no '{name}'")
_NOT_THIS = Words("{name} 应与内置的一样是{kind}", "{name} must be {kind}, as the built-in one is")
_KINDS = {
    dict: Words("表", "a table"),
    list: Words("列表", "a list"),
    str: Words("文字", "a text"),
    int: Words("整数", "a whole number"),
    float: Words("数", "a number"),
}
_NO_WORD = Words(
    "“{word}”含有表达式符号；表达式写在 [lexicon.patterns]",
    "'{word}' holds signs of an expression; those go to [lexicon.patterns]",
)
_NO_PATTERN = Words("“{pattern}”不是正确的正则表达式：{why}", "'{pattern}' is no regular expression: {why}")
_SLOW = Words(
    "[lexicon.patterns] 的“{pattern}”匹配太慢", "'{pattern}' of [lexicon.patterns] takes too long to match"
)
_BOUND = Words(
    "这个清单由表达式组成，不能补充；请用 [lexicon.patterns]",
    "this list is made of expressions and takes no more; use [lexicon.patterns]",
)


class WrongWords(Exception):
    """Words that cannot be added. `reason` says why, `route` where, `near` which names there are."""

    def __init__(
        self, reason: Words, route: tuple[str, ...], value: str = "", known: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason.en)
        self.reason, self.route, self.value, self.known = reason, route, value, known


class PatternTooSlow(Exception):
    """A pattern of the user's that does not come to an end."""


_own: dict[str, Any] = {}
_patterns: dict[str, list[str]] = {}


def use(words: Mapping[str, Any], patterns: Mapping[str, list[str]]) -> None:
    """Add these words to the built-in ones, from now on and in place of those added before."""
    if words == _own and patterns == _patterns:
        return
    _own.clear()
    _own.update(words)
    _patterns.clear()
    _patterns.update(patterns)
    forget()


def state() -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The words and patterns that are in force beside the built-in ones."""
    return dict(_own), dict(_patterns)


def forget() -> None:
    """Drop what was made of the words that held before: every cached function's results."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("auditor", "checks"):
            for value in list(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if callable(clear):
                    clear()


def added(name: str) -> dict[str, Any]:
    """What is added to a lexicon."""
    content: dict[str, Any] = _own.get(name, {})
    return content


def together(built_in: Any, own: Any) -> Any:
    """A built-in value with the user's: tables merge, the user's words follow the built-in ones, records go first."""
    if isinstance(built_in, dict) and isinstance(own, dict):
        return built_in | {key: together(built_in.get(key), value) for key, value in own.items()}
    if isinstance(built_in, list) and isinstance(own, list):
        if own and isinstance(own[0], dict):
            return own + built_in
        return built_in + [word for word in own if word not in built_in]
    return own


def check(built_in: Mapping[str, Any], own: Mapping[str, Any], route: tuple[str, ...]) -> None:
    """Raise WrongWords for what cannot be added to a lexicon or a table of one."""
    for key, value in own.items():
        here = (*route, key)
        if key not in built_in:
            if route not in _OPEN:
                raise WrongWords(_UNKNOWN.format(name=".".join(here)), here, known=tuple(built_in))
            there: Any = []
        else:
            there = built_in[key]
        if type(value) is not type(there):
            raise WrongWords(_NOT_THIS.format(name=".".join(here), kind=_KINDS[type(there)]), here)
        if isinstance(value, dict):
            check(there, value, here)
        elif isinstance(value, list):
            _check_list(there, value, here)


def _check_list(built_in: list[Any], own: list[Any], route: tuple[str, ...]) -> None:
    if any(isinstance(word, str) and _EXPRESSION.search(word) for word in built_in):
        raise WrongWords(_BOUND, route)
    kind = type(built_in[0]) if built_in else str
    for word in own:
        if type(word) is not kind:
            raise WrongWords(_NOT_THIS.format(name=".".join(route), kind=_KINDS[list]), route, str(word))
        if isinstance(word, str) and _SIGNS.intersection(word):
            raise WrongWords(_NO_WORD.format(word=word), route, word)


def check_patterns(own: Mapping[str, Any]) -> None:
    """Raise WrongWords for a pattern that does not compile."""
    if not own:
        return
    import regex

    for word, patterns in own.items():
        route = (PATTERNS, word)
        if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
            raise WrongWords(_NOT_THIS.format(name=".".join(route), kind=_KINDS[list]), route)
        for pattern in patterns:
            try:
                regex.compile(pattern)
            except regex.error as problem:
                words = _NO_PATTERN.format(pattern=pattern, why=problem)
                raise WrongWords(words, route, pattern) from problem


def read_as(text: str) -> str:
    """A header or label, or the word that a pattern of the user's reads it as. Raises PatternTooSlow."""
    if not _patterns or len(text) > _LONGEST:
        return text
    for pattern, word in _compiled():
        try:
            if pattern.fullmatch(text, timeout=_PATIENCE):
                return word
        except TimeoutError as slow:
            raise PatternTooSlow(_SLOW.format(pattern=pattern.pattern).en) from slow
    return text


@cache
def _compiled() -> list[tuple[regex.Pattern[str], str]]:
    import regex

    return [(regex.compile(pattern), word) for word, patterns in _patterns.items() for pattern in patterns]

"""The words, forms and schemes of scoring that a configuration adds, checked and put in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import ValidationError, convert

from auditor.config.files import Config, beside
from auditor.lexicon import built_in, own, subjects
from auditor.words import Words

_UNFIT = Words("计分办法 {name} 有误：{why}", "the scheme {name} is wrong: {why}")
_UNKNOWN = Words("词表中没有“{name}”", "the lexicon has no '{name}'")


def use(config: Config) -> None:
    """Put a configuration's words in force, and no others. Raises ConfigWrong."""
    lexicon = dict(config.value("lexicon"))
    patterns = lexicon.pop(own.PATTERNS, {})
    try:
        _check(lexicon)
        own.check_patterns(patterns)
    except own.WrongWords as wrong:
        raise _at(config, ("lexicon", *wrong.route), wrong) from wrong
    words: dict[str, Any] = lexicon
    for name, form in config.value("forms").items():
        try:
            own.check(built_in("headers"), form, ("headers",))
        except own.WrongWords as wrong:
            raise _at(config, ("forms", name, *wrong.route[1:]), wrong) from wrong
        words = own.together(words, {"headers": own.together(words.get("headers", {}), form)})
    schemes = config.value("schemes")
    for name, record in schemes.items():
        _check_scheme(config, name, record)
    if schemes:
        words = words | {"schemes": schemes}
    own.use(words, patterns)


def _check(lexicon: Mapping[str, Any]) -> None:
    known = subjects()
    for subject, words in lexicon.items():
        if subject not in known:
            raise own.WrongWords(_UNKNOWN.format(name=subject), (subject,), known=tuple(known))
        own.check({subject: built_in(subject)}, {subject: words}, ())


def _check_scheme(config: Config, name: str, record: Mapping[str, Any]) -> None:
    from auditor.recognition.schemes import Record

    try:
        convert(dict(record), Record)
    except ValidationError as problem:
        raise config.wrong(_UNFIT.format(name=name, why=problem), ["schemes", name]) from problem


def _at(config: Config, route: tuple[str, ...], wrong: own.WrongWords) -> Exception:
    return config.wrong(beside(wrong.reason, route[-1], wrong.known), route, wrong.value)

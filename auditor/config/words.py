"""The words, forms and schemes of scoring that a configuration adds, checked and put in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import ValidationError, convert

from auditor.config.files import Config, beside
from auditor.lexicon import built_in, own, records, subjects
from auditor.words import Words

_UNFIT = Words("计分办法 {name} 有误：{why}", "the scheme {name} is wrong: {why}")
_SCHEMES = "schemes"
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
    forms, schemes = config.value(records.ROOM), config.value(_SCHEMES)
    for name, form in forms.items():
        _check_form(config, name, form)
    for name, record in schemes.items():
        _check_scheme(config, name, record)
    folders = {records.ROOM: forms, _SCHEMES: schemes}
    own.use(lexicon | {folder: content for folder, content in folders.items() if content}, patterns)


def _check(lexicon: Mapping[str, Any]) -> None:
    known = subjects()
    for subject, words in lexicon.items():
        if subject not in known:
            raise own.WrongWords(_UNKNOWN.format(name=subject), (subject,), known=tuple(known))
        own.check({subject: built_in(subject)}, {subject: words}, ())


def _check_form(config: Config, name: str, form: Mapping[str, Any]) -> None:
    title: Any = {"zh": "", "en": ""} if isinstance(form.get(records.TITLE), dict) else ""
    marks: dict[str, list[str]] = {records.TITLES: [], records.SHOWN_BY: []}
    try:
        own.check(built_in(records.VOCABULARY) | marks | {records.TITLE: title}, form, (records.ROOM, name))
    except own.WrongWords as wrong:
        raise _at(config, wrong.route, wrong) from wrong


def _check_scheme(config: Config, name: str, record: Mapping[str, Any]) -> None:
    from auditor.recognition.schemes import Record

    try:
        convert(dict(record), Record)
    except ValidationError as problem:
        raise config.wrong(_UNFIT.format(name=name, why=problem), ["schemes", name]) from problem


def _at(config: Config, route: tuple[str, ...], wrong: own.WrongWords) -> Exception:
    return config.wrong(beside(wrong.reason, route[-1], wrong.known), route, wrong.value)

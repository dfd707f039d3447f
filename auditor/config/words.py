"""The words, forms and schemes of scoring that a configuration adds, checked and put in force."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct, ValidationError, convert

from auditor.config.files import Config, beside
from auditor.lexicon import built_in, own, subjects
from auditor.model.form import GradeWord, Role
from auditor.words import Words

_UNFIT = Words("计分办法 {name} 有误：{why}", "the scheme {name} is wrong: {why}")
_UNKNOWN = Words("词表中没有“{name}”", "the lexicon has no '{name}'")
# Subjects that have keys of their own in a configuration.
_APART = "profiles"


class _Marks(Struct, forbid_unknown_fields=True):
    roles: tuple[Role, ...] = ()
    headers: tuple[str, ...] = ()
    kind: str | None = None
    narrative: tuple[str, ...] = ()
    execution: Decimal | None = None


class _Title(Struct, forbid_unknown_fields=True):
    zh: str
    en: str = ""


class _Scheme(Struct, forbid_unknown_fields=True):
    """What a scheme may say; see `lexicon/profiles.toml`."""

    shown_by: tuple[_Marks, ...] = ()
    title: _Title | str = ""
    sums: tuple[Decimal, ...] = ()
    levels: tuple[dict[str, Decimal], ...] = ()
    judged: bool = False
    met_in_full: bool = True
    grades: dict[GradeWord, Decimal] = {}


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
    schemes = [_scheme(config, name, record) for name, record in config.value("schemes").items()]
    if schemes:
        words = words | {_APART: {"profile": schemes}}
    own.use(words, patterns)


def _check(lexicon: Mapping[str, Any]) -> None:
    known = [name for name in subjects() if name != _APART]
    for subject, words in lexicon.items():
        if subject not in known:
            raise own.WrongWords(_UNKNOWN.format(name=subject), (subject,), known=tuple(known))
        own.check({subject: built_in(subject)}, {subject: words}, ())


def _scheme(config: Config, name: str, record: Mapping[str, Any]) -> dict[str, Any]:
    try:
        scheme = convert(dict(record), _Scheme)
    except ValidationError as problem:
        raise config.wrong(_UNFIT.format(name=name, why=problem), ["schemes", name]) from problem
    title = _Title(scheme.title) if isinstance(scheme.title, str) else scheme.title
    said = title.zh or name
    return {"shown_by": [], **record, "name": name, "title": {"zh": said, "en": title.en or said}}


def _at(config: Config, route: tuple[str, ...], wrong: own.WrongWords) -> Exception:
    return config.wrong(beside(wrong.reason, route[-1], wrong.known), route, wrong.value)

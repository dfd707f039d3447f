"""Options of rules: the thresholds that a user may set, as typed parameters of the rules' functions.

A rule's keyword parameters are its options; each has an annotation, a default and a line that explains it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args, get_origin

from msgspec import Struct, ValidationError, convert

from auditor.words import NOTHING, Words

_TYPES = {
    Decimal: Words("数", "number"),
    int: Words("整数", "whole number"),
    str: Words("文字", "text"),
    bool: Words("true 或 false", "true or false"),
}
_LIST_OF = Words("{of}的列表", "list of: {of}")
_UNKNOWN = Words("规则 {rule} 没有选项“{option}”{known}", "rule {rule} has no option '{option}'{known}")
_KNOWN = Words("，最接近的是 {nearest}（可用：{names}）", "; the nearest is {nearest} (there are: {names})")
_UNFIT = Words(
    "规则 {rule} 的选项 {option} 应为{type}（如 {default}），不能是 {value}",
    "option {option} of rule {rule} must be a {type} (as {default}), not {value}",
)


_NO_ASSIGNMENT = Words(
    "“{text}”不是选项设置，应写作 TGT001.factor=1.5",
    "'{text}' sets no option; write it as TGT001.factor=1.5",
)


class WrongOption(Exception):
    """A value for a rule's option that cannot be used, or an option that there is not. `reason` says it."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Option(Struct, frozen=True):
    """One option: its name, the type of its values, what holds when nothing is set, and what it does."""

    name: str
    type: Any
    default: Any
    what: Words

    @property
    def type_name(self) -> Words:
        """The type in words."""
        if get_origin(self.type) is tuple:
            return _LIST_OF.format(of=_TYPES[get_args(self.type)[0]])
        return _TYPES[self.type]


def options_of(function: Callable[..., object], what: Mapping[str, Words]) -> Iterator[Option]:
    """The options of a rule's function, in its order; `what` says what each does."""
    from inspect import signature

    parameters = list(signature(function, eval_str=True).parameters.values())[1:]
    return (Option(p.name, p.annotation, p.default, what.get(p.name, NOTHING)) for p in parameters)


def values(rule: str, known: Iterable[Option], given: Mapping[str, object]) -> dict[str, Any]:
    """Values for a rule's options as their types. Raises WrongOption for what is unknown or does not fit."""
    by_name = {option.name: option for option in known}
    settled = {}
    for name, value in given.items():
        if name not in by_name:
            names = _known(name, by_name) if by_name else NOTHING
            raise WrongOption(_UNKNOWN.format(rule=rule, option=name, known=names))
        option = by_name[name]
        try:
            settled[name] = convert(
                _apart(value, option.type), option.type, strict=not isinstance(value, str)
            )
        except ValidationError:
            fits = False
        else:
            found = settled[name] if isinstance(settled[name], tuple) else (settled[name],)
            # A comparison with NaN is an error.
            fits = all(v.is_finite() for v in found if isinstance(v, Decimal))
        if not fits:
            raise WrongOption(
                _UNFIT.format(
                    rule=rule,
                    option=name,
                    type=option.type_name,
                    default=written(option.default),
                    value=repr(value),
                )
            )
    return settled


def assignments(texts: Iterable[str]) -> dict[str, dict[str, object]]:
    """`TGT001.factor=1.5` and others as values by rule and option, still as text. Raises WrongOption."""
    given: dict[str, dict[str, object]] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        rule, dot, option = key.strip().rpartition(".")
        if not (sign and dot and rule and option):
            raise WrongOption(_NO_ASSIGNMENT.format(text=text))
        given.setdefault(rule, {})[option] = value.strip()
    return given


def written(value: object) -> str:
    """An option's default as it would be written into a configuration file."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _apart(value: object, type: Any) -> object:
    """A text with commas as the list that an option of several values takes."""
    if isinstance(value, str) and get_origin(type) is tuple:
        return [part.strip() for part in value.strip("[]").split(",") if part.strip()]
    return value


def _known(name: str, names: Iterable[str]) -> Words:
    """The options that there are, and which of them may be meant."""
    from difflib import SequenceMatcher

    listed = list(names)
    nearest = max(listed, key=lambda known: SequenceMatcher(None, name, known).ratio())
    return _KNOWN.format(nearest=nearest, names=", ".join(listed))

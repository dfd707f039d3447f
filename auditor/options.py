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
_KNOWN = Words("（可用：{names}）", " (there are: {names})")
_UNFIT = Words(
    "规则 {rule} 的选项 {option} 应为{type}，不能是 {value}",
    "option {option} of rule {rule} must be a {type}, not {value}",
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


def undocumented(function: Callable[..., object], what: Mapping[str, Words]) -> list[str]:
    """The options of a function that lack an annotation, a default or an explanation, and explained ones it lacks."""
    code = function.__code__
    names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    defaults = len(function.__defaults__ or ()) + len(function.__kwdefaults__ or {})
    wrong = [n for n in names if n not in what or n not in function.__annotations__]
    return wrong + [n for n in what if n not in names] + list(names[defaults:])


def options_of(function: Callable[..., object], what: Mapping[str, Words]) -> Iterator[Option]:
    """The options of a rule's function, in its order."""
    from inspect import signature

    parameters = signature(function, eval_str=True).parameters
    return (
        Option(n, parameters[n].annotation, parameters[n].default, what[n]) for n in parameters if n in what
    )


def values(rule: str, known: Iterable[Option], given: Mapping[str, object]) -> dict[str, Any]:
    """Values for a rule's options as their types. Raises WrongOption for what is unknown or does not fit."""
    by_name = {option.name: option for option in known}
    settled = {}
    for name, value in given.items():
        if name not in by_name:
            names = _KNOWN.format(names=", ".join(by_name)) if by_name else NOTHING
            raise WrongOption(_UNKNOWN.format(rule=rule, option=name, known=names))
        option = by_name[name]
        try:
            settled[name] = convert(value, option.type)
        except ValidationError:
            fits = False
        else:
            found = settled[name] if isinstance(settled[name], tuple) else (settled[name],)
            # A comparison with NaN is an error.
            fits = all(v.is_finite() for v in found if isinstance(v, Decimal))
        if not fits:
            raise WrongOption(_UNFIT.format(rule=rule, option=name, type=option.type_name, value=repr(value)))
    return settled

"""What crosses the border between processes, and what is cached: pickles that can name the types of this package only.

What a child sends is data: of a child that a hostile file has taken over, no name outside `auditor` is looked up.
"""

from __future__ import annotations

import copyreg
import pickle
import sys
from collections.abc import Callable, Iterable
from enum import Enum
from importlib import import_module
from io import BytesIO
from typing import Any

from msgspec import Struct

from auditor.check import Rule, load_rules

_ALLOWED = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("collections", "Counter"),
    ("collections", "OrderedDict"),
    ("datetime", "date"),
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
}


class _Foreign(pickle.UnpicklingError):
    """A name that nothing packed by this module holds."""


_known: dict[str, Rule] = {}


def know(rules: Iterable[Rule]) -> None:
    """Have rules found again by their codes, installed or not."""
    _known.update((rule.code, rule) for rule in rules)


def rule(code: str) -> Rule:
    """A rule. It holds a function and pages of words, so that its code stands for it."""
    if code not in _known:
        know(load_rules())
    return _known[code]


def _of_rule(packed: Rule) -> tuple[Callable[[str], Rule], tuple[str]]:
    return rule, (packed.code,)


class _Packer(pickle.Pickler):
    def __init__(self, stream: BytesIO, protocol: int) -> None:
        super().__init__(stream, protocol)
        self.dispatch_table = {**copyreg.dispatch_table, Rule: _of_rule}


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _ALLOWED:
            return getattr(sys.modules.get(module) or import_module(module), name)
        if (module, name) == (rule.__module__, rule.__name__):
            return rule
        if module.partition(".")[0] == "auditor" and "." not in name:
            found = getattr(sys.modules.get(module) or import_module(module), name, None)
            if isinstance(found, type) and issubclass(found, (Struct, Enum)):
                return found
        raise _Foreign(f"{module}.{name}")


def packed(value: object) -> bytes:
    """A value as bytes."""
    stream = BytesIO()
    _Packer(stream, 5).dump(value)
    return stream.getvalue()


def unpacked(data: bytes) -> Any:
    """The value that bytes hold. Raises Damaged for what `packed` did not make."""
    try:
        return _Unpacker(BytesIO(data)).load()
    except (
        pickle.UnpicklingError,
        EOFError,
        AttributeError,
        ImportError,
        LookupError,
        TypeError,
        ValueError,
    ) as e:
        raise Damaged(str(e)) from e


class Damaged(Exception):
    """Bytes that hold no packed value."""

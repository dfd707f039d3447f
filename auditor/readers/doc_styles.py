"""The styles and fonts of a binary Word file, as far as they matter: lists, hidden text, symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.readers.doc_binary import (
    FONTS,
    HIDDEN,
    LIST_LEVEL,
    LIST_USE,
    STYLES,
    Binary,
    number,
)

if TYPE_CHECKING:
    from auditor.readers.doc_binary import Changes

_PARAGRAPH_STYLE = 1
_NONE = 0xFFF
_FONT_NAME = 39


class Style(Struct, frozen=True):
    """What a style says, its ancestors' word included: the list in use (0 for none), its level, hidden."""

    list_use: int = 0
    depth: int = 0
    hidden: bool = False


class _Definition(Struct, frozen=True):
    parent: int
    changes: Changes


def hidden(operand: bytes, inherited: bool) -> bool:
    """Whether text is hidden by a change of its format: on, off, or as the style has it or not."""
    stated = operand[0]
    return inherited ^ bool(stated & 1) if stated & 0x80 else bool(stated)


def styles(binary: Binary) -> tuple[Style, ...]:
    """The styles by number. Raises `Unreadable`."""
    part = binary.part(STYLES)
    if not part:
        return ()
    at = 2 + number(part, 0)
    count, base = number(part, 2), number(part, 4)
    definitions: list[_Definition] = []
    for _ in range(count):
        size = number(part, at)
        definitions.append(_definition(part[at + 2 : at + 2 + size], base, binary))
        at += 2 + size
    return _resolved(definitions)


def _definition(stated: bytes, base: int, binary: Binary) -> _Definition:
    if len(stated) <= base:
        return _Definition(_NONE, ())
    kind_and_parent, parts = number(stated, 2), number(stated, 4) & 0xF
    # After the name, which ends with a zero, come formats, each at an even place.
    at = base + 2 * number(stated, base) + 4
    changes: Changes = ()
    for index in range(parts):
        at += at & 1
        if at >= len(stated):
            break
        size = number(stated, at)
        own_number = 2 if index == 0 and kind_and_parent & 0xF == _PARAGRAPH_STYLE else 0
        changes += binary.changes(stated[at + 2 + own_number : at + 2 + size])
        at += 2 + size
    return _Definition(kind_and_parent >> 4, changes)


def _resolved(definitions: list[_Definition]) -> tuple[Style, ...]:
    known: dict[int, Style] = {}
    for wanted in range(len(definitions)):
        lineage: list[int] = []
        index = wanted
        while index < len(definitions) and index not in known and index not in lineage:
            lineage.append(index)
            index = definitions[index].parent
        style = known.get(index, Style())
        for heir in reversed(lineage):
            style = known[heir] = _changed(style, definitions[heir].changes)
    return tuple(known[index] for index in range(len(definitions)))


def _changed(style: Style, changes: Changes) -> Style:
    for code, operand in changes:
        if code == LIST_USE:
            style = replace(style, list_use=number(operand, 0))
        elif code == LIST_LEVEL:
            style = replace(style, depth=operand[0])
        elif code == HIDDEN:
            style = replace(style, hidden=hidden(operand, style.hidden))
    return style


def fonts(binary: Binary) -> tuple[str, ...]:
    """Names of the fonts by number."""
    part = binary.part(FONTS)
    names: list[str] = []
    at = 4
    for _ in range(number(part, 0) if part else 0):
        size = number(part, at, 1)
        name = part[at + 1 + _FONT_NAME : at + 1 + size].decode("utf-16-le", "replace")
        names.append(name.partition("\0")[0])
        at += 1 + size
    return tuple(names)

"""Automatic list numbers of a binary Word file: its list tables as the lists of `numbering`."""

from __future__ import annotations

from collections import defaultdict

from auditor.readers import bounds
from auditor.readers.doc_binary import LIST_USES, LISTS, Binary, number
from auditor.readers.numbering import Level, List

FORMS = dict(
    (
        *((0, "decimal"), (1, "upperRoman"), (2, "lowerRoman"), (3, "upperLetter"), (4, "lowerLetter")),
        *((10, "ideographDigital"), (11, "japaneseCounting"), (14, "decimalFullWidth")),
        *((17, "japaneseDigitalTenThousand"), (18, "decimalEnclosedCircle"), (19, "decimalFullWidth2")),
        *((22, "decimalZero"), (23, "bullet"), (26, "decimalEnclosedFullstop")),
        *((27, "decimalEnclosedParen"), (28, "decimalEnclosedCircleChinese")),
        *((29, "ideographEnclosedCircle"), (30, "ideographTraditional"), (31, "ideographZodiac")),
        *((33, "taiwaneseCounting"), (35, "taiwaneseCountingThousand"), (37, "chineseCounting")),
        *((38, "chineseLegalSimplified"), (39, "chineseCountingThousand"), (255, "none")),
    )
)
"""Word's number formats by number, named as in .docx files; what is not here is spelt as decimal."""
_LIST, _USE, _LEVEL = 28, 16, 28
_LEVELS = 9
_NOTHING_FOLLOWS = 2


def lists(binary: Binary) -> dict[int, List]:
    """The lists in use, by the number that paragraphs name (from 1). Raises `Unreadable`."""
    uses = binary.part(LIST_USES)
    if not uses:
        return {}
    known = _levels_by_list(binary)
    counters: defaultdict[int, dict[int, int]] = defaultdict(dict)
    found: dict[int, List] = {}
    count = number(uses, 0, 4)
    at = 4 + _USE * count
    for index in range(count):
        use = 4 + _USE * index
        identity, overrides = number(uses, use, 4), number(uses, use + 12, 1)
        levels, starts = dict(known.get(identity, {})), {}
        # A position, then what this use has different from the list.
        at += 4
        for _ in range(overrides):
            start, flags = number(uses, at, 4), number(uses, at + 4, 4)
            depth = flags & 0xF
            at += 8
            if flags & 0x20:
                levels[depth], at = _level(uses, at)
                start = levels[depth].start
            if flags & 0x10:
                starts[depth] = start
        if identity in known:
            found[index + 1] = List(levels, counters[identity], starts)
    return found


def _levels_by_list(binary: Binary) -> dict[int, dict[int, Level]]:
    """The levels of each list; they follow all the lists, in their order."""
    part, rest = binary.part(LISTS), binary.after(LISTS)
    found: dict[int, dict[int, Level]] = {}
    at = 0
    for index in range(number(part, 0) if part else 0):
        head = 2 + _LIST * index
        simple = number(part, head + 26, 1) & 1
        levels = {}
        for depth in range(1 if simple else _LEVELS):
            levels[depth], at = _level(rest, at)
        found[number(part, head, 4)] = levels
    return found


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    form, flags = FORMS.get(number(data, at + 4, 1), "decimal"), number(data, at + 5, 1)
    text_at = at + _LEVEL + number(data, at + 24, 1) + number(data, at + 25, 1)
    size = number(data, text_at)
    pattern = data[text_at + 2 : text_at + 2 + 2 * size].decode("utf-16-le", "replace")
    # Numbers of levels stand in the text as the characters 0 to 8.
    text = "".join(f"%{ord(c) + 1}" if c < "\x09" else c for c in pattern[: bounds.LIST_TEXT])
    gap = " " if text and number(data, at + 15, 1) != _NOTHING_FOLLOWS else ""
    level = Level(
        start=number(data, at, 4),
        form=form,
        text=text + gap,
        restarts=not flags & 8,
        legal=bool(flags & 4),
    )
    return level, text_at + 2 + 2 * size

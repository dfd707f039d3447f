"""Text of a report made harmless before anyone sees it: nothing steers a terminal, nobody's number leaks."""

from __future__ import annotations

from auditor.model.personal import PERSONAL, SEEN, masked
from auditor.patterns import Pattern

__all__ = ["escaped_json", "inert", "masked", "one_line", "pieces", "visible"]

# Not a plain number with its sign; programs for Chinese take the full-width signs as well.
_FORMULA = Pattern(r"\s*(?:[=＝@＠]|[+＋\-－](?!\s*$|[\d,.]+%?\s*$))")
_BREAKS = frozenset("\t\n\v\f\r\u2028\u2029\u00a0\u3000")


def pieces(text: str) -> list[str]:
    """What to show for each character: itself, a space for a line break, `\\x1b` and the like for controls.

    A masked number is `***` at its first character and nothing at the others but the last two.
    """
    shown = [_shown(c) for c in text]
    for match in PERSONAL.finditer(text):
        hidden = match.end() - match.start() - SEEN
        shown[match.start() : match.end() - SEEN] = ["***"] + [""] * (hidden - 1)
    return shown


def visible(text: str) -> str:
    """The text on one line, with line breaks as spaces and control characters as escapes."""
    return text if text.isprintable() else "".join(map(_shown, text))


def one_line(text: str) -> str:
    """The text as it may be shown: `masked` and `visible`."""
    return visible(masked(text))


def inert(text: str) -> str:
    """The text as a cell of a spreadsheet, with `'` before what a program could take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def escaped_json(dumped: str) -> str:
    """JSON text with every invisible or direction-changing character written as its `\\u` escape."""
    lines = dumped.split("\n")
    return "\n".join(line if line.isprintable() else "".join(map(_json_safe, line)) for line in lines)


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    if char in _BREAKS:
        return " "
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_safe(char: str) -> str:
    if char.isprintable() or char in "\u00a0\u3000":
        return char
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"

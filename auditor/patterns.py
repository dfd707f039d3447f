"""Regular expressions that are compiled when they are first used: most runs need few of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

# One Chinese character. A range of code points would cost milliseconds to compile; this does not.
HAN = r"[^\W\d_a-zA-Z]"

_METHODS = ("match", "fullmatch", "search", "sub", "findall")


class Pattern:
    """A regular expression with the methods of `re.Pattern`, compiled at its first use.

    `needs` are characters of which every match holds one: a text without them is not searched.
    """

    def __init__(self, source: str, flags: int = 0, *, needs: str = "") -> None:
        self.source = source
        self.flags = flags
        self.needs = frozenset(needs)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        compiled = re.compile(self.source, self.flags)
        if not self.needs:
            # From now on its methods are this one's: there is nothing to ask before.
            vars(self).update({name: getattr(compiled, name) for name in _METHODS})
        return compiled

    def _hopeless(self, text: str) -> bool:
        return bool(self.needs) and self.needs.isdisjoint(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return None if self._hopeless(text) else self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return None if self._hopeless(text) else self.compiled.fullmatch(text)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return None if self._hopeless(text) else self.compiled.search(text, start)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        if self._hopeless(text):
            return iter(())
        return self.compiled.finditer(text, start, len(text) if end is None else end)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """As `re.Pattern.sub`."""
        return text if self._hopeless(text) else self.compiled.sub(replacement, text)

    def findall(self, text: str) -> list[str]:
        """As `re.Pattern.findall`, for expressions with one group or none."""
        return self.compiled.findall(text)

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        """As `re.Pattern.split`, for expressions without groups."""
        return [part for part in self.compiled.split(text, maxsplit) if part is not None]

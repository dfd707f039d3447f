"""Text that people read: always Chinese and English, side by side where it is owned."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Language = Literal["zh", "en"]


class Words(Struct, frozen=True):
    """One piece of user-facing text in both languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> Words:
        """Fill `{name}` fields; a value that is itself `Words` speaks the language of its side."""
        return Words(
            self.zh.format(**{k: v.zh if isinstance(v, Words) else v for k, v in values.items()}),
            self.en.format(**{k: v.en if isinstance(v, Words) else v for k, v in values.items()}),
        )


NOTHING = Words("", "")


def some(number: int, noun: str, verb: str = "") -> str:
    """A number of things in English, with is or are behind them: 1 row is, 2 rows are."""
    one = number == 1
    said = {"be": "is" if one else "are", "have": "has" if one else "have"}.get(verb, "")
    return f"{number} {noun}{'' if one else 's'} {said}".rstrip()

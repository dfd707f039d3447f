"""Numbers of identity cards and private telephones in a report's texts and cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.personal import PERSONAL, numbers
from auditor.model.place import Field, Place
from auditor.model.text import PersonalNumber
from auditor.quantity import squeeze

# So many characters before a number may say whose it is.
_REACH = 12


def read(texts: Iterable[tuple[str, Place]]) -> Iterator[PersonalNumber]:
    """The numbers that are a person's own, the same once; the office's telephones are none."""
    office = load("summaries")["personal"]["office"]
    before, seen = "", set()
    for text, place in texts:
        if PERSONAL.search(text):
            for kind, (start, end) in numbers(text):
                label = squeeze((before + text[:start])[-_REACH:])
                if text[start:end] in seen or any(word in label for word in office):
                    continue
                seen.add(text[start:end])
                span = replace(place, text=text, span=(start, end))
                yield PersonalNumber(kind, Field(text[start:end], span))
        before = text

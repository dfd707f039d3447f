"""Form records: what a family of forms adds to the words that all forms share, one file each (`forms/`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ROOM = "forms"
VOCABULARY = "headers"
TITLE, TITLES, SHOWN_BY = "title", "titles", "shown_by"
OWN_KEYS = (TITLE, TITLES, SHOWN_BY)
"""The keys of a record that are no sections of the shared vocabulary."""


def sections(record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The words of a record, by section of the vocabulary and role."""
    return {name: roles for name, roles in record.items() if name not in OWN_KEYS}


def with_words(vocabulary: Mapping[str, Any], records: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The shared vocabulary with the words of all records behind its own.

    A word that the vocabulary has in another role keeps that: a record changes it only where it is recognised.
    """
    made = dict(vocabulary)
    for record in records.values():
        for section, roles in sections(record).items():
            known = dict(made.get(section, {}))
            taken = {word for words in known.values() if isinstance(words, list) for word in map(str, words)}
            for role, words in roles.items():
                if isinstance(words, dict):
                    known[role] = {**known.get(role, {}), **words}
                else:
                    known[role] = [*known.get(role, ()), *(word for word in words if word not in taken)]
            made[section] = known
    return made

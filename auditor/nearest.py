"""Names that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that are most like a word, the likest first."""
    from rapidfuzz import fuzz, process, utils

    scored = process.extract(
        word, list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=most, score_cutoff=60
    )
    return [name for name, _, _ in scored]

"""Work that takes far longer than a usual file, announced to whoever bounds the time of a run."""

from __future__ import annotations

from collections.abc import Callable


def _unbounded(pages: int) -> None:
    """Nobody bounds the time."""


scanned: Callable[[int], None] = _unbounded
"""Called with the number of scanned pages before they are recognised; a runner puts its own here."""

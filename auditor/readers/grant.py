"""Work that takes more than a usual file, announced to whoever bounds the time and memory of a run."""

from __future__ import annotations

from collections.abc import Callable


def _unbounded(number: int) -> None:
    """Nobody bounds it."""


scanned: Callable[[int], None] = _unbounded
"""Called with the number of scanned pages before they are recognised; a runner puts its own here."""

program: Callable[[int], None] = _unbounded
"""Called with the number of the process of a program that converts files, and with 0 when it has ended."""

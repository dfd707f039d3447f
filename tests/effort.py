"""How much work something is, the same on every machine: calls of Python functions, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def effort(action: Callable[[], object]) -> int:
    """How many Python functions are called, and generators resumed, by an action."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        action()
    finally:
        sys.setprofile(before)
    return calls

"""What a paragraph stands under: a heading that tells what was done, or one of goals."""

from __future__ import annotations

from auditor.lexicon import load
from auditor.recognition.text.blocks import Block, Text

_OPENING = 24


def tells(text: Text, block: Block) -> bool:
    """Whether a block stands under a heading that tells what was done, or opens so; a heading of goals ends that."""
    words = load("rows")["contexts"]["told"]
    if _opens(block.flat[:_OPENING], words):
        return True
    at = block.parent
    while at >= 0:
        heading = text.blocks[at].flat[:_OPENING]
        if _opens(heading, words):
            return True
        if "目标" in heading and "完成" not in heading:
            return False
        at = text.blocks[at].parent
    return False


def _opens(heading: str, told: list[str]) -> bool:
    return any(w in heading for w in told) and "年初" not in heading

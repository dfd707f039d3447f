"""Indicators that sentences tell: thresholds copied as completions (满意度≥90%), completions below what was due."""

from __future__ import annotations

import re

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.quantity import HUNDRED
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.text.blocks import Block, Text
from auditor.recognition.text.figures import Figure

_SIGNS = "≥≤<>"
_OPENING = 24


def accuse(ledger: Ledger) -> None:
    """Find the completions of a text that are none, and those that fall short."""
    words = load("relations")["indicators"]
    for block in ledger.text.blocks:
        if not block.figures or block.cell:
            continue
        told = _told(ledger.text, block)
        for figure in block.figures:
            if figure.kind == "%" and figure.plain and figure.label.endswith(tuple(words["rates"])):
                if 0 < figure.quantity.value < HUNDRED:
                    ledger.add("unmet", figure, (), f"{printed(figure)} < 100%", "100%", Fit.WRONG)
            elif told and _echo(block, figure):
                sign = block.flat[figure.start - 1]
                ledger.add(
                    "echo",
                    figure,
                    (),
                    f"{_name(figure)}{sign}{printed(figure).lstrip(_SIGNS)}",
                    "",
                    Fit.WRONG,
                    bound=True,
                    label=_name(figure),
                )


def _told(text: Text, block: Block) -> bool:
    """Whether a block stands under a heading that tells what was done, or opens so; a heading of goals ends that."""
    words = load("relations")["indicators"]
    if _tells(block.flat[:_OPENING], words["told"]):
        return True
    at = block.parent
    while at >= 0:
        heading = text.blocks[at].flat[:_OPENING]
        if _tells(heading, words["told"]):
            return True
        if "目标" in heading and "完成" not in heading:
            return False
        at = text.blocks[at].parent
    return False


def _tells(heading: str, told: list[str]) -> bool:
    return any(w in heading for w in told) and "年初" not in heading


def _echo(block: Block, figure: Figure) -> bool:
    """Whether a figure repeats the sign of its target, and nothing says that it is one or what was reached."""
    if figure.start == 0 or block.flat[figure.start - 1] not in _SIGNS:
        return False
    goal = load("relations")["indicators"]["goal"]
    start, end = block.sentence_at(figure.start)
    clause = re.split(r"[，,；;:]", block.flat[start : figure.start])[-1]
    behind = block.flat[figure.end : end]
    if any(w in clause for w in goal) or any(
        w in behind[:_OPENING] for w in ("实际", "完成", "达到", "自评", "得分", "目标")
    ):
        return False
    return not any(
        w in block.flat[start : figure.start] for w in ("目标值", "指标值", "年初", "设定", "绩效目标")
    )


def _name(figure: Figure) -> str:
    return figure.label.rstrip(_SIGNS)

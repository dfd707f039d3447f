"""Figures that are said to stand to a goal: “失业率2.42%，控制在4.5%以内”, “目标8架，实际7架，完成指标”."""

from __future__ import annotations

import re
from functools import cache

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.recognition.relations.evidence import LIKELY
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.relations.sums import kin
from auditor.recognition.text.figures import Figure


@cache
def _within() -> re.Pattern[str]:
    words = "|".join(load("relations")["comparisons"]["within"])
    return re.compile(rf"^[，,]?(?:已|均|都|也|并)?(?:{words})(?:年初|预期|规定)?(?:目标|标准|任务)?(?:值|的)?$")


def read(ledger: Ledger) -> None:
    """Find the comparisons of a text."""
    for block in ledger.text.blocks:
        for left, right in zip(block.figures, block.figures[1:], strict=False):
            if left.sentence != right.sentence or not kin(left, right) or not left.plain or not ledger.free(left):
                continue
            gap = ledger.text.flat(left, right)
            if _within().match(gap) and left.quantity.amount <= right.quantity.amount:
                ledger.add(
                    "comparison", left, (right,), f"{printed(left)} ≤ {printed(right)}", f"≤ {printed(right)}", Fit.EXACT,
                    evidence=LIKELY, weak=True,
                )  # fmt: skip
            else:
                _against_goal(ledger, left, right)


def _against_goal(ledger: Ledger, goal: Figure, done: Figure) -> None:
    """“目标8架，实际7架，完成指标”."""
    words = load("relations")["comparisons"]
    if not any(w in goal.words for w in words["goal"]) or not any(w in done.words for w in words["actual"]):
        return
    if goal.kind in ("元", "%", "分") or not ledger.free(done) or not done.plain:
        return
    flat = ledger.text.blocks[done.block].flat[done.end : done.end + 24]
    said = re.match(rf"[，,](?:已|均|全部|圆满|较好)*(?:{'|'.join(words['reached'])})(?=[。；;，,]|$)", flat)
    if not said:
        return
    lower = any(w in goal.words for w in ("≤", "不超过", "以内", "控制"))
    holds = done.quantity.amount <= goal.quantity.amount if lower else done.quantity.amount >= goal.quantity.amount
    sign = "≤" if lower else "≥"
    if holds:
        ledger.add(
            "comparison", done, (goal,), f"{printed(done)} {sign} {printed(goal)}", f"{sign} {printed(goal)}", Fit.EXACT, evidence=LIKELY, weak=True
        )
    else:
        ledger.add(
            "comparison", done, (goal,), f"{printed(done)} {'>' if lower else '<'} {printed(goal)}", f"{sign} {printed(goal)}", Fit.WRONG,
            bound=True, label=said[0].strip("，,"),
        )  # fmt: skip

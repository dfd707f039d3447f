"""Figures that are said to stand to a goal: “失业率2.42%，控制在4.5%以内”, “目标8架，实际7架，完成指标”."""

from __future__ import annotations

import re
from functools import cache

from auditor.lexicon import load
from auditor.model.relations import Fit
from auditor.quantity import Hedge
from auditor.recognition.relations.evidence import LIKELY
from auditor.recognition.relations.ledger import Ledger, printed
from auditor.recognition.relations.sums import kin, strength
from auditor.recognition.text.figures import Figure


@cache
def _within() -> re.Pattern[str]:
    words = "|".join(load("relations")["comparisons"]["within"])
    return re.compile(
        rf"^[，,]?(?:已|均|都|也|并)?(?:{words})(?:年初|预期|规定)?(?:目标|标准|任务)?(?:值|的)?$"
    )


def read(ledger: Ledger) -> None:
    """Find the comparisons of a text."""
    for block in ledger.text.blocks:
        people = [f for f in block.figures if f.kind == "人"]
        for n, staff in enumerate(people):
            for posts in people[max(0, n - 4) : n][::-1]:
                _staffed(ledger, posts, staff)
        for left, right in zip(block.figures, block.figures[1:], strict=False):
            if left.sentence != right.sentence or not kin(left, right) or not ledger.free(left):
                continue
            gap = ledger.text.flat(left, right)
            if left.plain and _within().match(gap) and left.quantity.amount <= right.quantity.amount:
                ledger.add(
                    "comparison", left, (right,), f"{printed(left)} ≤ {printed(right)}", f"≤ {printed(right)}", Fit.EXACT,
                    evidence=LIKELY, weak=True,
                )  # fmt: skip
            else:
                _against_goal(ledger, left, right)


def _against_goal(ledger: Ledger, goal: Figure, done: Figure) -> None:
    """“目标8架，实际7架，完成指标”."""
    words = load("relations")["comparisons"]
    if (
        goal.kind in ("元", "分", "")
        or not ledger.free(done)
        or not done.plain
        or not any(w in done.words for w in words["actual"])
    ):
        return
    if any(w in goal.words for w in words["actual"]) and not any(w in goal.words for w in words["goal"]):
        return
    named = (
        any(w in goal.lead for w in words["goal"])
        or goal.quantity.hedge is not Hedge.NONE
        or _alike(goal.label, done.label)
    )
    flat = ledger.text.blocks[done.block].flat[done.end : done.end + 24]
    if not named or strength(ledger.text.flat(goal, done)) > 2:
        return
    said = re.match(
        rf"[^，,。；;]{{0,4}}[，,](?:已|均|全部|圆满|较好)*(?:{'|'.join(words['reached'])})(?=[。；;，,]|$)",
        flat,
    )
    missed = re.match(rf"[^，,。；;]{{0,4}}[，,](?:{'|'.join(words['missed'])})", flat)
    lower = goal.quantity.hedge is Hedge.AT_MOST or any(
        w in goal.words for w in ("≤", "不超过", "以内", "控制")
    )
    holds = (
        done.quantity.amount <= goal.quantity.amount
        if lower
        else done.quantity.amount >= goal.quantity.amount
    )
    sign = "≤" if lower else "≥"
    if holds:
        ledger.add(
            "comparison",
            done,
            (goal,),
            f"{printed(done)} {sign} {printed(goal)}",
            f"{sign} {printed(goal)}",
            Fit.EXACT,
            evidence=LIKELY,
            weak=True,
        )
    elif missed:
        against = f"{'>' if lower else '<'} {printed(goal)}"
        ledger.add(
            "comparison",
            done,
            (goal,),
            f"{printed(done)} {against}",
            against,
            Fit.EXACT,
            evidence=LIKELY,
            weak=True,
        )
    else:
        # That a goal was missed is no fault of the text, unless it says otherwise.
        ledger.add(
            "comparison", done, (goal,), f"{printed(done)} {'>' if lower else '<'} {printed(goal)}", f"{sign} {printed(goal)}", Fit.WRONG,
            bound=bool(said), label=said[0].strip("，,") if said else done.label,
        )  # fmt: skip


def _alike(one: str, other: str) -> bool:
    return any(one[i : i + 2] in other for i in range(len(one) - 1))


def _staffed(ledger: Ledger, posts: Figure, staff: Figure) -> None:
    """“核定编制22人，实际在编21人”: posts are an upper bound of those who fill them."""
    words = load("relations")["headcounts"]
    if (
        posts.kind != "人"
        or staff.kind != "人"
        or not (posts.plain and staff.plain)
        or not ledger.free(staff)
    ):
        return
    if not any(w in posts.words for w in words["posts"]) or any(w in posts.words for w in words["staff"]):
        return
    if any(w in staff.words for w in words["staff"]) and staff.quantity.amount <= posts.quantity.amount:
        ledger.add(
            "comparison", staff, (posts,), f"{printed(staff)} ≤ {printed(posts)}", f"≤ {printed(posts)}", Fit.EXACT, evidence=LIKELY,
            weak=True,
        )  # fmt: skip

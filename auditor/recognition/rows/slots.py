"""What the clauses of a paragraph tell of an indicator: its target, its completion, its weight, its score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from msgspec import Struct

from auditor.lexicon import load
from auditor.quantity import NUMBER
from auditor.recognition.text.blocks import Block
from auditor.recognition.text.figures import Figure

Kind = Literal["target", "completion", "weight", "score"]
Strength = Literal["named", "signed", "loose", "bare"]

_MIDDLE = r"[^≥≤<>:\d]{0,16}?"
_DATE = r"(?:(?:19|20)\d\d年|(?:当|本|次|翌)?年)?(?:\d{1,2}月(?:\d{1,2}日|[底末初]|[上中下]旬)?|年[底末]|第?[一二三四]季度[末底]?)(?:前|之前|以前|内)?"
_LONGEST_VALUE = 24
_LONGEST_NAME = 40


class Clause(Struct, frozen=True):
    """The text `flat[start:end]` between two separators. `depth` is that of its brackets, `stop` what ends it."""

    start: int
    end: int
    depth: int
    stop: str


class Slot(Struct, frozen=True, kw_only=True):
    """A value and what it is said to be.

    `start` is where its words begin, `value` the span of what it says, `name` the span of the words before it in its
    clause. `strength`: it is named so (目标值), it is a number with a sign (≥10人次), other words make it one (实际), or
    only that points stand behind it (参训率达97%，得5分).
    """

    kind: Kind
    strength: Strength
    clause: int
    start: int
    value: tuple[int, int]
    name: tuple[int, int]
    middle: tuple[int, int] = (0, 0)
    figure: Figure | None = None


def clauses(flat: str) -> list[Clause]:
    """The clauses of a text; brackets part them."""
    found: list[Clause] = []
    depth, start = 0, 0
    for n, char in enumerate(flat):
        if char in "，;；。()":
            found.append(Clause(start, n, depth, char))
            depth = max(0, depth + (char == "(") - (char == ")"))
            start = n + 1
        elif char == "," and not (flat[n - 1 : n].isdigit() and flat[n + 1 : n + 2].isdigit()):
            found.append(Clause(start, n, depth, char))
            start = n + 1
    if start < len(flat):
        found.append(Clause(start, len(flat), depth, ""))
    return found


def slots(block: Block, parts: list[Clause]) -> list[Slot]:
    """The slots of a paragraph in reading order."""
    found: list[Slot] = []
    for number, clause in enumerate(parts):
        text = block.flat[clause.start : clause.end]
        if not text:
            continue
        figures = [f for f in block.figures if clause.start <= f.start and f.end <= clause.end + 1]
        named = list(_named(block, number, clause, figures))
        if not any(s.kind in ("target", "completion") for s in named):
            first = min((s.start for s in named), default=clause.end)
            named = [*_loose(block, number, clause, [f for f in figures if f.start < first]), *named]
        found += named
    return found


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _words() -> re.Pattern[str]:
    words = load("rows")["slots"]
    before, link = rf"(?:{_any(words['before'])})*", rf"(?:{_any(words['link'])})*"
    return re.compile(
        rf"{before}(?P<target>{_any(words['target'])}){link}"
        rf"|{before}(?P<completion>{_any(words['completion'])}){link}"
        rf"|{before}(?:{_any(words['weight'])}){link}(?P<weight>{NUMBER})(?:分|%)?(?![\d.])"
        rf"|{before}(?<![不可应少多])(?:{_any(words['score'])}){link}(?P<score>{NUMBER})分(?![钟值别])"
        rf"|{before}(?:得分|评分|自评分|实得){link}(?P<bare>{NUMBER})(?=[，,;；。)、]|$)"
    )


_BOXED = re.compile(rf"(?:分值|权重|满分|标准分)?:?(?P<weight>{NUMBER})分")


def _named(block: Block, number: int, clause: Clause, figures: list[Figure]) -> Iterator[Slot]:
    """The values of a clause that are called what they are."""
    flat = block.flat
    if clause.depth and (boxed := _BOXED.fullmatch(flat, clause.start, clause.end)):
        yield Slot(
            kind="weight", strength="named", clause=number, start=clause.start, value=boxed.span("weight"),
            name=(clause.start, clause.start),
        )  # fmt: skip
        return
    matches = list(_words().finditer(flat, clause.start, clause.end))
    for n, match in enumerate(matches):
        left = matches[n - 1].end() if n else clause.start
        colon = flat.rfind(":", left, match.start())
        name = (max(left, colon + 1), match.start())
        if match["weight"] or match["score"] or match["bare"]:
            group = next(g for g in ("weight", "score", "bare") if match[g])
            yield Slot(
                kind="weight" if group == "weight" else "score", strength="named", clause=number,
                start=match.start(), value=match.span(group), name=name,
            )  # fmt: skip
            continue
        end = matches[n + 1].start() if n + 1 < len(matches) else clause.end
        figure = next((f for f in figures if match.end() <= f.start < end), None)
        thing = _thing(flat, match.end(), end, figure)
        start = thing or match.end()
        span = _value(flat, start, end, figure)
        if span is not None:
            yield Slot(
                kind="target" if match["target"] else "completion", strength="named", clause=number,
                start=match.start(), value=span, name=name, middle=(match.end(), start),
                figure=figure if figure and figure.end == span[1] else None,
            )  # fmt: skip


_THING = re.compile(r"[^\W\d_a-zA-Z]{2,16}")


def _thing(flat: str, start: int, end: int, figure: Figure | None) -> int:
    """Where the number begins of a value that names its thing first: 指标值为新建公厕5座."""
    if figure is None or figure.end != end or not _THING.fullmatch(flat, start, figure.start):
        return 0
    words = load("rows")["slots"]
    return 0 if flat[start : figure.start] in (*words["signs"], *words["link"]) else figure.start


def _value(flat: str, start: int, end: int, figure: Figure | None) -> tuple[int, int] | None:
    """The span of a value: up to the end of the figure that it begins with, else all of the clause."""
    signs = load("rows")["slots"]["signs"]
    if figure is not None and (
        flat[start : figure.start] == "" or flat[start : figure.start] in (*signs, "约", "=")
    ):
        return start, figure.end
    stop = flat.find("、", start, end)
    end = stop if stop >= 0 else end
    return (start, end) if 0 < end - start <= _LONGEST_VALUE else None


# ── Values that other words make what they are ────────────────────────────────────────────────────────


@cache
def _cues() -> re.Pattern[str]:
    words = load("rows")["slots"]
    before = rf"(?:{_any(words['before'])})*"
    adverbs = "(?:均|都|全部|共|已|也|全年|最终|累计)*"
    return re.compile(
        rf"(?:(?P<done>{before}(?:{_any(words['done'])}))|(?P<reached>(?:^|(?<=[:，,;；。]))(?={adverbs}(?:{_any(words['reached'])})){adverbs})"
        rf"|(?P<goal>{before}(?:{_any(words['goal'])})))(?P<middle>{_MIDDLE})(?P<date>{_DATE})?$"
    )


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_any(load('rows')['slots']['dates'])})(?:为|是|:|要求|应|于|在|定于)*(?P<date>{_DATE})"
    )


_BARE = re.compile(r"(?:达到了?|达|为|是|:)$")


def _loose(block: Block, number: int, clause: Clause, figures: list[Figure]) -> Iterator[Slot]:
    """The values of a clause that a sign or a verb makes a target or a completion: the first of each clause."""
    flat = block.flat
    words = load("rows")["slots"]
    for figure in figures:
        colon = flat.rfind(":", clause.start, figure.start)
        left = max(clause.start, colon + 1)
        lead = flat[left : figure.start]
        sign = next((s for s in sorted(words["signs"], key=len, reverse=True) if lead.endswith(s)), "")
        found = _cues().search(lead[: len(lead) - len(sign)])
        start = figure.start - len(sign)
        if found is not None and not found["date"]:
            kind: Kind = "target" if found["goal"] else "completion"
            yield Slot(
                kind=kind, strength="loose", clause=number, start=left + found.start(), value=(start, figure.end),
                name=(left, left + found.start()), middle=(left + found.start("middle"), left + found.end("middle")),
                figure=figure,
            )  # fmt: skip
            return
        if sign:
            yield Slot(
                kind="target", strength="signed", clause=number, start=start, value=(start, figure.end),
                name=(left, start), figure=figure,
            )  # fmt: skip
            return
        bare = _BARE.search(lead)
        if bare is not None and figure.end == clause.end and figure.kind not in ("元", "分", ""):
            yield Slot(
                kind="completion", strength="bare", clause=number, start=left + bare.start(), value=(start, figure.end),
                name=(left, left + bare.start()), figure=figure,
            )  # fmt: skip
            return
    if not figures:
        yield from _dates(block, number, clause)


def _dates(block: Block, number: int, clause: Clause) -> Iterator[Slot]:
    """“完成时间为2023年12月底前”, “实际于2024年3月完成”."""
    flat = block.flat
    colon = flat.rfind(":", clause.start, clause.end)
    left = max(clause.start, colon + 1)
    text = flat[left : clause.end]
    for match in re.finditer(_DATE, text):
        found = _cues().search(text[: match.end()])
        end = left + match.end()
        if found is not None and found["date"]:
            kind: Kind = "target" if found["goal"] else "completion"
            yield Slot(
                kind=kind, strength="loose", clause=number, start=left + found.start(), value=(left + found.start("date"), end),
                name=(left, left + found.start()), middle=(left + found.start("middle"), left + found.end("middle")),
            )  # fmt: skip
            return
    if (dated := _dated().search(text)) and dated["date"].endswith(("前", "内", "底", "末")):
        yield Slot(
            kind="target", strength="loose", clause=number, start=left + dated.start("date"), value=(left + dated.start("date"), left + dated.end("date")),
            name=(left, left + dated.start("date")),
        )  # fmt: skip

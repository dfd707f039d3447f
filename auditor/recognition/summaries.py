"""What a report says of its form as a whole: scores of first levels, numbers of indicators, no problems, open fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise, zip_longest

from msgspec.structs import replace

from auditor.document import Document, Paragraph
from auditor.lexicon import load
from auditor.model.place import Field, Place, Step, table_row
from auditor.model.relations import Mention
from auditor.model.text import GroupScores, IndicatorCount, OpenField
from auditor.patterns import Pattern
from auditor.quantity import NUMBER, parse, squeeze
from auditor.recognition.passages import Passage, level
from auditor.recognition.values import tidy

_FEWEST_GROUPS = 3
_COUNT = Pattern(
    rf"(?P<scope>[一二三]级(?:绩效)?指标|绩效指标)(?:数量)?(?:共|合计|总计|为|有|共有|设置了?|设定了?)*(?P<number>{NUMBER})(?P<unit>个|项|条)",
    needs="指标",
)
_COUNT_BEHIND = Pattern(
    rf"(?P<number>{NUMBER})(?P<unit>个|项|条)(?P<scope>[一二三]级(?:绩效)?指标)(?!中|的)", needs="指标"
)
_DONE = Pattern(rf"[，,；;](?:已|均已|其中)?(?:全部)?完成(?:了)?(?P<number>{NUMBER})(?:个|项|条)")


@cache
def _group_pattern() -> re.Pattern[str]:
    words = load("summaries")["groups"]
    names = "|".join(sorted(words["names"], key=len, reverse=True))
    full = "|".join(words["full"])
    return re.compile(
        rf"(?P<name>{names})(?:类|方面|部分|情况|指标)*(?:[(（]?(?:{full})(?:为|是|:)?(?P<full>{NUMBER})分[)）]?[，,、]?|[(（](?P<full2>{NUMBER})分[)）])?"
        rf"(?:自评|实际|实|评价)*(?:得分|评分|得)(?:为|是|:)?(?P<points>{NUMBER})分"
    )


def group_scores(passages: Iterable[Passage]) -> Iterator[GroupScores]:
    """Sentences that tell the scores of several first levels: 产出指标得48分，效益指标得30分，满意度指标得10分."""
    for passage in passages:
        text = level(passage.text)
        if text.count("分") < _FEWEST_GROUPS:
            continue
        found = list(_group_pattern().finditer(text))
        names = [m["name"] for m in found]
        if len(found) >= _FEWEST_GROUPS and len(set(names)) == len(names):
            full = [parse(m["full"] or m["full2"] or "") for m in found]
            marks = tuple(q.value for q in full if q is not None)
            yield GroupScores(
                tuple(_mention(passage, m, "points", m["name"]) for m in found), marks, passage.place
            )


def _mention(passage: Passage, match: re.Match[str], group: str, label: str) -> Mention:
    place = replace(passage.place, text=passage.text, span=match.span(group))
    return Mention(label, Field(match[group], place, parse(match[group])))


def indicator_counts(passages: Iterable[Passage]) -> Iterator[IndicatorCount]:
    """“三级指标13个，完成12个”: how many indicators of a level a text names, and how many it says were reached."""
    for passage in passages:
        text = level(passage.text)
        for pattern in (_COUNT, _COUNT_BEHIND):
            for match in pattern.finditer(text):
                done = _DONE.match(text, match.end())
                yield IndicatorCount(
                    match["scope"], _mention(passage, match, "number", match["scope"]),
                    _mention(passage, done, "number", match["scope"]) if done else None, passage.place,
                )  # fmt: skip


def no_problems(document: Document, passages: Sequence[Passage]) -> Field | None:
    """The section on problems where it says that there are none, and no other says more."""
    words = load("summaries")["problems"]
    heading = re.compile("|".join(words["headings"]))
    none = set(words["none"])
    said: list[tuple[str, Place]] = []
    for passage, following in zip_longest(passages, passages[1:]):
        assert passage is not None
        text = squeeze(passage.text)
        if match := heading.search(text):
            rest = text[match.end() :].lstrip(":：")
            if rest:
                said.append((rest, passage.place))
            elif following is not None:
                said.append((squeeze(following.text), following.place))
    for number, table in enumerate(document.tables, 1):
        for row in table.grid:
            cells = list({id(c): c for c in row if c is not None and c.text.strip()}.values())
            for cell, beside in pairwise(cells):
                if heading.fullmatch(squeeze(cell.text).rstrip(":：")):
                    route = table_row(table.location.table or number, beside.row)
                    said.append((squeeze(beside.text), Place(route, beside.location, tidy(beside.text))))
    empty = [(text, place) for text, place in said if text.rstrip("。.；;") in none]
    if not empty or len(empty) < len(said):
        return None
    return Field(empty[0][0], empty[0][1])


@cache
def _open_pattern() -> re.Pattern[str]:
    labels = "|".join(w for words in load("summaries")["head"].values() for w in words)
    return re.compile(
        rf"(?P<label>{labels})[:：]\s*(?:[(（](?:盖章|公章)[)）])?\s*(?:年\s*月\s*日)?\s*(?=$|[^\W\d_]{{2,8}}[:：])"
    )


def open_fields(document: Document) -> Iterator[OpenField]:
    """Labels of the head (项目名称, 填报日期) with nothing behind them but a bare 年 月 日."""
    kinds = {w: kind for kind, words in load("summaries")["head"].items() for w in words}
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text = block.text.strip()
            for match in _open_pattern().finditer(text):
                route = (Step("line", block.location.line or 0),) if block.location.line else ()
                yield OpenField(
                    kinds[match["label"]],
                    match["label"],
                    Place(route, block.location, text, span=match.span("label")),
                )

"""The parts of a document put together: what the tables, the items and the sentences say becomes a `Report`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Document
from auditor.patterns import HAN, Pattern
from auditor.quantity import squeeze
from auditor.recognition import claims, enumerations, items, outline, residues, statements
from auditor.recognition.passages import Passage
from auditor.recognition.tables import Content
from auditor.recognition.values import tidy
from auditor.report import IndicatorTable, Place, Report, Role, Total

_TITLE = Pattern(r"绩效.{0,12}(?:自评|自我评价|评价|目标)|自评")
_TITLE_END = Pattern(r"(?:报告|表|情况|总结|说明|材料|结果)(?:[(（].{0,20}[)）])?$")
_TITLE_LENGTH = 60
_WHOLE_TITLE = 8
_NEAR_TOP = 20
_YEAR = Pattern(r"(20\d\d)\s*年")
_ORGANISATION_END = (
    r"(?:人民政府|办事处|委员会|管委会|办公室|[局委办院校馆所站队团会厅部园]|中心|公司|集团|医院|学校|幼儿园)"
)
_ORGANISATION = Pattern(rf"^((?:{HAN}|[（）()]){{3,40}}?{_ORGANISATION_END})(?:部门|本级|机关)?$")
_IN_TITLE = Pattern(
    rf"^(?:关于)?((?:{HAN}|[（）()]){{3,40}}{_ORGANISATION_END})(?:关于)?(?=20\d\d|部门|整体|项目)"
)
_NAMED = Pattern(
    r"^(?:部门|单位|填报单位|编制单位|报告单位|自评单位|被评价单位)(?:名称)?(?:[(（]盖章[)）])?[:：]\s*([^\s\d，。；:：]{3,40})"
)
_FEWEST_ITEMS = 3


def assemble(document: Document, profile: str | None) -> Report | None:
    """The report that a document holds, or None when nothing in it is a self-evaluation."""
    read = outline.read(document)
    contents = [content for _, content in read.forms]
    told = items.read(read.passages)
    head = _head(read.passages, contents)
    if not _self_evaluation(read.passages, contents, told, head):
        return None
    free = [p for n, p in enumerate(read.passages) if n not in told.used]
    whole = "整体" in head.title or "部门" in head.title
    cells = [Passage(f.text, f.place) for c in contents for f in c.passages]
    stated = tuple(statements.totals([*free, *cells], whole))
    passages = sorted([*read.passages, *_goal_passages(contents), *cells], key=_position)
    tables = _with_totals([t for c in contents for t in c.tables], stated, bool(told.items))
    totals = sorted([*stated, *(t for c in contents for t in c.totals)], key=lambda t: _at(t.value.place))
    grades = (*statements.grades([*free, *cells], stated), *(g for c in contents for g in c.grades))
    return Report(
        document.format, head.title, head.year, head.organisation,
        profile or _profile(tables, contents, told), tuple(totals), grades,
        tuple(g for c in contents for g in c.goals), tuple(f for c in contents for f in c.funds),
        tuple(tables), told.items, claims.read(passages), enumerations.read(passages),
        residues.read(chain(((p.text, p.place) for p in read.passages), _cells(document))),
        read.copies, told.groups, told.restated, statements.scale(passages), statements.scoring_notes(passages),
        tuple(statements.explanations(passages)), tuple(statements.carryovers(passages)),
    )  # fmt: skip


def _position(passage: Passage) -> tuple[int, ...]:
    return _at(passage.place)


def _at(place: Place) -> tuple[int, ...]:
    at = place.location
    return tuple(v or 0 for v in (at.page, at.line, at.table, at.row, at.column))


def _goal_passages(contents: list[Content]) -> Iterator[Passage]:
    for content in contents:
        for goal in content.goals:
            for field in (goal.initial, goal.adjusted, goal.completion):
                if field is not None:
                    yield Passage(field.text, field.place)


def _cells(document: Document) -> Iterator[tuple[str, Place]]:
    for number, block in enumerate(document.tables, 1):
        for cell in block.cells:
            if cell.text.strip():
                text = tidy(cell.text)
                yield text, Place(f"表{number} › 第{cell.row}行", cell.location, text)


# ── The head: title, year, organisation ───────────────────────────────────────────────────────────────


class _Head(Struct, frozen=True):
    title: str
    year: int | None
    organisation: str


def _head(passages: Sequence[Passage], contents: Sequence[Content]) -> _Head:
    near = [p.text for p in passages[:_NEAR_TOP]]
    titles = [t for t in near if _is_title(t)] + [t for c in contents for t in c.titles]
    title = next((t for t in titles if len(t) >= _WHOLE_TITLE), titles[0] if titles else "")
    heads = [h for c in contents for h in c.heads]
    year = next((int(m[1]) for t in (title, *titles, *heads, *near) if (m := _YEAR.search(squeeze(t)))), None)
    return _Head(squeeze(title), year, _organisation(title, near, contents))


def _is_title(text: str) -> bool:
    return len(text) <= _TITLE_LENGTH and bool(_TITLE.search(text) and _TITLE_END.search(text))


def _organisation(title: str, near: list[str], contents: Sequence[Content]) -> str:
    named = next((c.organisation for c in contents if c.organisation), "")
    if named:
        return named
    if found := next((m[1] for t in near if (m := _NAMED.match(t))), ""):
        return found
    if match := _IN_TITLE.match(squeeze(title)):
        return match[1]
    before = near[: near.index(title)] if title in near else []
    return next((m[1] for t in reversed(before) if (m := _ORGANISATION.match(squeeze(t)))), "")


def _self_evaluation(
    passages: Sequence[Passage], contents: Sequence[Content], told: items.Content, head: _Head
) -> bool:
    """Whether the document is a self-evaluation: its form, its scored items, or its title with figures below."""
    tables = [t for c in contents for t in c.tables]
    words = [*(p.text for p in passages), *(h for c in contents for h in c.heads), *(t.title for t in tables)]
    named = any("绩效" in w or "自评" in w for w in words)
    rows = [i for t in tables for i in t.indicators]
    full = sum(1 for i in rows if i.weight is not None and i.score is not None)
    if rows and (named or full >= _FEWEST_ITEMS):
        return True
    if len(told.items) >= _FEWEST_ITEMS:
        return True
    if named and any(c.funds for c in contents) and any(c.goals for c in contents):
        return True
    figures = any(re.search(r"\d.{0,3}[元%％分]", w) for w in words)
    return _is_title(head.title) and (figures or head.year is not None)


# ── Totals and profile ────────────────────────────────────────────────────────────────────────────────


def _with_totals(tables: list[IndicatorTable], stated: Sequence[Total], told: bool) -> list[IndicatorTable]:
    """A total of the text vouches for the one table that has scores and no total of its own."""
    lacking = [t for t in tables if Role.SCORE in t.roles and not t.totals and t.kind != "projects"]
    if len(lacking) != 1 or not stated or told or any(t.totals for t in tables if t.kind != "projects"):
        return tables
    bound = replace(stated[0], table=lacking[0].number)
    return [replace(t, totals=(bound,), closed=True) if t is lacking[0] else t for t in tables]


def _profile(tables: Sequence[IndicatorTable], contents: Sequence[Content], told: items.Content) -> str:
    """The scoring scheme that the form shows."""
    if any(t.graded for t in tables):
        return "hebei-grade"
    if (told.items and told.restated) or any(t.kind == "scoring" for t in tables):
        return "sichuan-dept"
    if told.items:
        return "narrative"
    if any(_chongqing(t) for t in tables):
        return "cq-90"
    weights = [f.weight.quantity.value for c in contents for f in c.funds if f.weight and f.weight.quantity]
    return "hubei-20-80" if any(w == 20 for w in weights) else "national"


def _chongqing(table: IndicatorTable) -> bool:
    heads = {squeeze(text).split("(")[0] for _, text in table.headers}
    return {"计量单位", "指标性质", "指标值", "指标权重", "全年完成值", "指标得分"} <= heads

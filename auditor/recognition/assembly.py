"""The parts of a document put together: what the tables, the items and the sentences say becomes a `Report`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from auditor.document import Document
from auditor.model.form import IndicatorTable, Role, Total
from auditor.model.place import Place, table_row
from auditor.model.relations import AmountClaim, Claim
from auditor.model.report import Recognition, Report
from auditor.patterns import Pattern
from auditor.quantity import squeeze
from auditor.recognition import (
    agreement,
    claims,
    copies,
    enumerations,
    formulas,
    gaps,
    head,
    identity,
    items,
    outline,
    personal,
    placeholders,
    projects,
    records,
    relations,
    repetitions,
    rows,
    schemes,
    statements,
    summaries,
    typos,
    wording,
)
from auditor.recognition.forms.arranged import arranged
from auditor.recognition.forms.grid import Content
from auditor.recognition.forms.pieces import is_flattened
from auditor.recognition.parting import parted
from auditor.recognition.passages import Passage
from auditor.recognition.relations import legacy
from auditor.recognition.text import blocks
from auditor.recognition.understanding import not_understood
from auditor.recognition.values import tidy

_FEWEST_ITEMS = 3
# Weights that add up to less are a part of a form; to so little, shares of 1.
_MOST_PARTIAL = 70
_SHARES_OF_ONE = Decimal("1.5")
# A report whose line breaks were lost begins with its title.
_OPENING = Pattern(r"^[^。；]{4,60}?自评(?:报告|总结)[:：]?\s*一、|^一、\s*绩效目标(?:分解下达)?情况")
# A report whose title stands elsewhere on its page begins with a sentence that announces it, or with the words that
# final accounts have for a self-evaluation.
_ANNOUNCED = Pattern(
    r"自评(?:工作|自查|[的有关相主要具体开展完成]{2})*(?:总结)?(?:报告|情况|结果)(?:汇报|报告|公告|公布|公示|总结|说明|上报)*如下"
    r"|绩效(?:自评|评价)?(?:总结)?报告(?:汇报|公告|公布|公示|上报)*如下"
    r"|全年预算数为?[^。,]{1,20},(?:全年)?执行数为?[^。,]{1,20},完成预算的"
)
# A short cell that begins so is a reason, though it is no sentence.
_REASON = Pattern(r"(?:因(?!素|地制宜)|由于)", needs="因由")
_FIGURE = Pattern(r"\d.{0,3}[元%％分]|20\d\d\s*年|^\d[\d,.]*$")
_ANSWERS = {Role.COMPLETION, Role.GRADE, Role.SCORE, Role.ITEM_SCORE, Role.COMPLETION_RATE}
# Text without one of these is a title or a label, not a sentence.
_MARKS = "，。；：、．！？,;:.!?()（）%％“”"


def assemble(document: Document, profile: str | None) -> Recognition:
    """The reports that a document holds, none when nothing in it is a self-evaluation."""
    document = arranged(document)
    known = [_part(part, profile) for part in parted(document)]
    reports = projects.told(document, [r for k in known for r in k.reports])
    if len(reports) < 2 and len(known) > 1:
        whole = _part(document, profile)
        return replace(whole, reports=projects.told(document, whole.reports))
    wrong = next((k.not_understood for k in known if k.not_understood is not None), None)
    return Recognition(reports, wrong, tuple(u for k in known for u in k.unread))


def _part(document: Document, profile: str | None) -> Recognition:
    read = outline.read(document)
    gaps.fill([content for _, content in read.forms])
    report = _report(document, read, profile)
    if report is None:
        return Recognition(unread=read.others)
    ledgers = [c.ledger for _, c in read.forms if c.ledger is not None]
    return Recognition((report,), not_understood(document, report, ledgers), read.others)


def _report(document: Document, read: outline.Outline, profile: str | None) -> Report | None:
    contents = [content for _, content in read.forms]
    told = items.read(read.passages)
    top = head.read(read.passages, contents)
    if not _self_evaluation(read.passages, contents, told, top):
        return None
    free = [p for n, p in enumerate(read.passages) if n not in told.used]
    whole = "整体" in top.title or "部门" in top.title
    cells = [Passage(f.text, f.place) for c in contents for f in c.passages]
    stated = tuple(statements.totals([*free, *cells], whole))
    passages = sorted([*read.passages, *_goal_passages(contents), *cells], key=_position)
    lines = [p for p in passages if not is_flattened(p.source or "")]
    prose = [p for p in lines if any(mark in p.text for mark in _MARKS)]
    single, again = copies.parted([t for c in contents for t in c.tables])
    text, counts = blocks.build(prose), tuple(summaries.indicator_counts(prose))
    # A form tells its indicators itself; what its text says of them is held against its rows.
    if not single:
        sentences, told = rows.read(text, told, read.passages, counts)
    tables = _with_totals(single or sentences, stated, bool(told.items))
    totals = sorted([*stated, *(t for c in contents for t in c.totals)], key=lambda t: _at(t.value.place))
    grades = (*statements.grades([*free, *cells], stated), *(g for c in contents for g in c.grades))
    goals = [wording.worded(g) for c in contents for g in c.goals]
    funds = [f for c in contents for f in c.funds]
    texts = [*((p.text, p.place) for p in read.passages), *_cells(document, read.passages)]
    own = identity.read(document, read.passages, goals, top)
    known = {"organisation": top.organisation, "year": top.year, "total": totals, "amounts": funds}
    return Report(
        document.format, top.title, top.year, top.organisation,
        schemes.named(profile) if profile else schemes.shown(single, funds, told), tuple(totals), grades,
        tuple(goals), tuple(funds),
        tuple(tables), told.items, (*legacy.joined(relations.read(text), _of_budget(claims.read(prose), tables)), *(claim for c in contents for claim in c.claims)), enumerations.read(lines),
        placeholders.read(texts),
        (*read.copies, *again), told.groups, told.restated, statements.scale(prose), statements.scoring_notes(prose),
        tuple(statements.explanations([*prose, *(Passage(t, p) for t, p in texts if _REASON.match(t))])), tuple(statements.carryovers(prose)),
        title_place=top.place, parts=agreement.parts([t for t, _ in texts], [name for name, what in known.items() if what]),
        typos=(*typos.read(texts), *typos.in_cells((*(i for t in tables for i in t.indicators), *funds))),
        repetitions=repetitions.read(read.passages), years=own.years, signed=own.signed, unit_names=own.names,
        unit_kind=own.kind, self_references=own.references, wholes=tuple(agreement.wholes(passages)),
        renamings=tuple(agreement.renamings(told.restated)),
        statements=tuple(agreement.statements(goals, read.passages, single)),
        stale=tuple(formulas.read(document)),
        project=next((c.project for c in contents if c.project), ""),
        form=records.shown(top.title, single, funds, next((c.form for c in contents if c.form), None)),
        group_scores=tuple(summaries.group_scores(prose)), indicator_counts=counts,
        no_problems=summaries.no_problems(document, read.passages), open_fields=tuple(summaries.open_fields(document)),
        personal=tuple(personal.read(texts)),
        unread=tuple(u for c in contents if c.ledger is not None for u in c.ledger.unread),
        cells=(*(s for c in contents if c.ledger is not None for s in c.ledger.settled), *read.aside),
        reasons=tuple(reason for c in contents for reason in c.reasons),
    )  # fmt: skip


def _of_budget(found: Iterable[Claim], tables: Sequence[IndicatorTable]) -> Iterator[Claim]:
    """The claims without the sums of money that are an indicator's own (培训成本≤5万元，实际支出4.6万元)."""
    rows = [i for t in tables if t.kind == "sentences" for i in t.indicators]
    fields = (f for i in rows for f in (i.target, None if i.execution else i.completion))
    own = {legacy.spot(f.place) for f in fields if f is not None}
    return (
        c
        for c in found
        if not (isinstance(c, AmountClaim) and own and legacy.spot(c.amount.field.place) in own)
    )


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


def _cells(document: Document, passages: Sequence[Passage]) -> Iterator[tuple[str, Place]]:
    """The texts of cells; the text of a sheet stands in its cells, and what was taken for text is not read again."""
    known = {(at.sheet, at.cell) for p in passages if (at := p.place.location).cell}
    for count, block in enumerate(document.tables, 1):
        number = block.location.table or count
        for cell in block.cells:
            if cell.text.strip() and (cell.location.sheet, cell.location.cell) not in known:
                text = tidy(cell.text)
                yield text, Place(table_row(number, cell.row), cell.location, text)


def _self_evaluation(
    passages: Sequence[Passage], contents: Sequence[Content], told: items.Content, top: head.Head
) -> bool:
    """Whether the document is a self-evaluation: its form, its scored items, or its title with figures below."""
    tables = [t for c in contents for t in c.tables]
    heads = (h for c in contents for h in (*c.titles, *c.heads))
    words = [*(p.text for p in passages), *heads, *(t.title for t in tables)]
    named = any("绩效" in w or "自评" in w for w in words)
    # A table with neither completions nor scores plans, or lays down how points are given.
    rows = [i for t in tables for i in t.indicators if t.roles & _ANSWERS]
    full = sum(1 for i in rows if i.weight is not None and i.score is not None)
    if rows and (named or full >= _FEWEST_ITEMS):
        return True
    if len(told.items) >= _FEWEST_ITEMS:
        return True
    titled = head.is_title(top.title)
    if named and any(c.funds for c in contents) and (titled or any(c.goals for c in contents)):
        return True
    titled = titled or any(
        _OPENING.match(p.text) or _ANNOUNCED.search(squeeze(p.text)) for p in passages[: head.NEAR_TOP]
    )
    return titled and any(_FIGURE.search(w) for w in (top.title, *words))


# ── Totals ────────────────────────────────────────────────────────────────────────────────


def _with_totals(tables: list[IndicatorTable], stated: Sequence[Total], told: bool) -> list[IndicatorTable]:
    """A total of the text vouches for the one table that has scores and no total of its own."""
    lacking = [t for t in tables if Role.SCORE in t.roles and not t.totals and t.kind != "projects"]
    lacking = [t for t in lacking if not (t.partial or _partial(t) or (stated and _of_another(stated[0], t)))]
    if len(lacking) != 1 or not stated or told or any(t.totals for t in tables if t.kind != "projects"):
        return tables
    bound = replace(stated[0], table=lacking[0].number)
    return [replace(t, totals=(bound,), closed=True) if t is lacking[0] else t for t in tables]


def _partial(table: IndicatorTable) -> bool:
    """Whether a table plainly shows a part of the points only: a total of 100 says nothing of it."""
    weights = [i.weight.quantity.value for i in table.leaves if i.weight is not None and i.weight.quantity]
    shares = sum(weights) <= _SHARES_OF_ONE
    headed = sum(g.weight.quantity.value for g in table.groups if g.weight is not None and g.weight.quantity)
    return bool(weights) and not shares and sum(weights) < _MOST_PARTIAL and headed < _MOST_PARTIAL


def _of_another(total: Total, table: IndicatorTable) -> bool:
    """Whether the text states a department's total beside a project's table, or the other way round."""
    said, titled = _kind(total.value.place.text), _kind(table.title)
    return bool(said and titled) and said != titled


def _kind(text: str) -> str:
    """Which of the two kinds of self-evaluation a text names; empty when it names none or both."""
    whole, project = "整体支出" in text or "部门整体" in text, "项目支出" in text
    return "" if whole == project else "whole" if whole else "project"

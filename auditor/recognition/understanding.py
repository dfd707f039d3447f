"""Whether enough of a self-evaluation was read for a verdict to mean something.

A form whose headers announce points of which no column was read must not pass as clean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import groupby

from auditor.document import Document, Paragraph
from auditor.lexicon import load
from auditor.model.form import Role
from auditor.model.report import CellState, Report
from auditor.patterns import Pattern
from auditor.recognition.forms.roles import label, role_of
from auditor.recognition.ledger import Ledger
from auditor.words import Words

_LONGEST = 12
# So many headers in a row, or one below the other, are a table that lost its cells.
_FEWEST_HEADERS = 3
# A text of fewer is a narrative without figures.
_FEWEST_FIGURES = 3
_GAP = Pattern(r"\s+|\|")
_DIGIT = Pattern(r"\d")
_FIGURE = Pattern(r"\d.{0,3}[元%％分]")
_POINTS = frozenset([Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE])
_SHOWN = 4
# The form that is a list of results: its points are in no table.
_RESULTS = "results"
# A larger part of the figures of the tables, and so many of them, are too much to be left unread.
_MOST_UNREAD = Fraction(1, 5)
_FEWEST_UNREAD = 3
_SHARE = Words(
    "表格中{all}个数字有{unread}个未能读懂（{what}）",
    "of {all} figures in tables {unread} were not understood ({what})",
)
_UNREAD_POINTS = Words(
    "表头有“{headers}”，但没有读出相应的分值或得分",
    "headers such as “{headers}” announce points, but no weight and no score was read",
)
_NOTHING_READ = Words(
    "是绩效自评材料，但没有读出任何表格或数字", "a self-evaluation, but neither a table nor a figure was read"
)


def not_understood(document: Document, report: Report, ledgers: Sequence[Ledger]) -> Words | None:
    """What of a report was not understood, when it is too much; None when enough was."""
    read_points = _points_read(report)
    if not read_points and (announced := list(dict.fromkeys(_announced(document)))):
        return _UNREAD_POINTS.format(headers="、".join(announced[:_SHOWN]))
    counts = sum((ledger.counts() for ledger in ledgers), Counter[CellState]())
    if counts["unread"] >= _FEWEST_UNREAD and counts["unread"] > _MOST_UNREAD * counts.total():
        shown = "、".join(dict.fromkeys(u.text[:_LONGEST] for u in report.unread[:_SHOWN]))
        return _SHARE.format(unread=str(counts["unread"]), all=str(counts.total()), what=shown)
    if read_points:
        return None
    read = (report.tables, report.funds, report.items, report.totals, report.claims, report.goals)
    figures = sum(len(_FIGURE.findall(p.text)) for p in document.paragraphs)
    if not any(read) and figures >= _FEWEST_FIGURES:
        return _NOTHING_READ
    return None


def _points_read(report: Report) -> bool:
    listed = report.form is not None and report.form.name == _RESULTS
    if listed or report.items or any(_POINTS & table.roles for table in report.tables):
        return True
    return any(row.weight is not None or row.score is not None for row in report.funds)


def _announced(document: Document) -> Iterator[str]:
    """The headers that announce points: cells of tables, and runs of headers in text whose cells were lost."""
    for table in document.tables:
        if any(_DIGIT.search(cell.text) for cell in table.cells):
            yield from (label(cell.text) for cell in table.cells if _announces(cell.text))
    run: list[str] = []
    for block in document.blocks:
        words = [w for w in _GAP.split(block.text) if w] if isinstance(block, Paragraph) else []
        headers = [w for w in words if _is_header(w)]
        if headers and len(headers) * 2 < len(words):
            # A form on one line: its header stands among its rows.
            inside = ([*group] for known, group in groupby(words, _is_header) if known)
            yield from (
                label(w) for group in inside if len(group) > _FEWEST_HEADERS for w in group if _announces(w)
            )
        run = [*run, *headers] if headers and len(headers) * 2 >= len(words) else []
        if len(run) >= _FEWEST_HEADERS:
            yield from (label(w) for w in run if _announces(w))


def _is_header(text: str) -> bool:
    return role_of(text, "indicator") is not None or role_of(text, "funds") is not None or _announces(text)


def _announces(text: str) -> bool:
    bare = label(text)
    return 0 < len(bare) <= _LONGEST and not _DIGIT.search(bare) and any(map(bare.endswith, _points()))


@cache
def _points() -> tuple[str, ...]:
    return tuple(load("headers")["announced"]["points"])

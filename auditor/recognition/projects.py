"""What a file says of a project beside its form: in a list of projects, in the text of the whole unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec.structs import replace

from auditor.document import Cell, Document, Table
from auditor.lexicon import load
from auditor.model.form import Role
from auditor.model.place import Place
from auditor.model.relations import AmountClaim
from auditor.model.report import Report
from auditor.model.text import ProjectFigure
from auditor.patterns import Pattern
from auditor.quantity import plain, squeeze
from auditor.recognition.forms.grid import MONEY_UNIT, Row, figure
from auditor.recognition.forms.roles import is_label, role_of
from auditor.recognition.values import quantity_of

Concept = Literal["budget", "executed", "score"]
_SHORTEST_NAME = 4
_YEAR = Pattern(r"20\d\d(?=年)")
_TIMES = Pattern(r"(?:\d{1,2}月?[-~—–至到])?\d{1,2}月$")
# Under such headers a row is an indicator of the project, not the project.
_OF_INDICATORS = frozenset([Role.NAME, Role.LEVEL1, Role.LEVEL2, Role.TARGET, Role.COMPLETION, Role.WEIGHT])
_MONEY: dict[Role, Concept] = {Role.INITIAL: "budget", Role.ADJUSTED: "budget", Role.EXECUTED: "executed"}
_SAID: dict[str, Concept] = {"initial": "budget", "adjusted": "budget", "executed": "executed"}


def told(document: Document, reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports of a file, those of projects with what the rest of the file says of them."""
    counts = Counter(_core(r.project) for r in reports)
    known = {
        name: r for r in reports if len(name := _core(r.project)) >= _SHORTEST_NAME and counts[name] == 1
    }
    if not known:
        return tuple(reports)
    said: dict[str, list[ProjectFigure]] = {name: [] for name in known}
    for number, table in enumerate(document.tables, 1):
        for name, one in _listed(table, table.location.table or number, known):
            said[name].append(one)
    for report in reports:
        for name, one in _in_text(report, known):
            said[name].append(one)
    return tuple(
        replace(r, told_elsewhere=tuple(said[name])) if (name := _core(r.project)) in said else r
        for r in reports
    )


def _core(project: str) -> str:
    """A project's name without white space and the word for what it is."""
    return squeeze(project).removesuffix("项目")


def _narrowed(text: str) -> bool:
    return any(word in text for word in load("summaries")["projects"]["narrowing"])


# ── Lists ─────────────────────────────────────────────────────────────────────────────────────────────


def _listed(table: Table, number: int, known: dict[str, Report]) -> Iterator[tuple[str, ProjectFigure]]:
    """The figures of known projects in a table that lists projects by name, each in one row."""
    rows = [Row(n, cells) for n, cells in enumerate(table.grid, 1)]
    for at, head in enumerate(rows):
        names = [c for c in head.own if is_label(c.text, "project")]
        columns = _columns(head)
        if len(names) != 1 or not columns:
            continue
        # Another label of the kind opens a form.
        end = next(
            (n for n in range(at + 1, len(rows)) if any(is_label(c.text, "project") for c in rows[n].own)),
            len(rows),
        )
        below = [(row, cell) for row in rows[at + 1 : end] if (cell := _at(row, names[0])) is not None]
        counts = Counter(_core(cell.text) for _, cell in below)
        for row, cell in below:
            name = _core(cell.text)
            if name in known and counts[name] == 1 and not _narrowed("".join(row.texts).replace(name, "")):
                yield from ((name, one) for one in _row(number, row, squeeze(cell.text), columns))


def _columns(head: Row) -> list[tuple[Concept, Cell]]:
    """The columns of a list that hold budgets, spending and scores of this year; none of two columns of one kind."""
    found: list[tuple[Concept, Cell]] = []
    if any((role := role_of(cell.text, "indicator")) and role[0] in _OF_INDICATORS for cell in head.own):
        return []
    for cell in head.own:
        money, points = role_of(cell.text, "funds"), role_of(cell.text, "indicator")
        if _narrowed(cell.text) or _YEAR.search(cell.text):
            continue
        if money and money[0] in _MONEY:
            found.append((_MONEY[money[0]], cell))
        elif is_label(cell.text, "total") or (points and points[0] is Role.SCORE):
            found.append(("score", cell))
    kinds = Counter(concept for concept, _ in found)
    return [(concept, cell) for concept, cell in found if concept == "budget" or kinds[concept] == 1]


def _row(
    number: int, row: Row, name: str, columns: Sequence[tuple[Concept, Cell]]
) -> Iterator[ProjectFigure]:
    for concept, head in columns:
        cell = _at(row, head)
        unit = MONEY_UNIT.search(head.text)
        quantity = (
            quantity_of(cell.text, "" if concept == "score" else unit[1] if unit else "万元")
            if cell
            else None
        )
        if cell is not None and quantity is not None:
            yield ProjectFigure(concept, figure(number, row, cell, name, head.text, quantity))


def _at(row: Row, head: Cell) -> Cell | None:
    """The cell below a header; None where a merged cell covers the place."""
    cell = row.cells[head.column - 1] if head.column <= len(row.cells) else None
    return cell if cell is not None and cell.row == row.number and cell.rowspan == 1 else None


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────────


def _in_text(report: Report, known: dict[str, Report]) -> Iterator[tuple[str, ProjectFigure]]:
    """The sums and scores of sentences that name one of the projects and no other."""
    for claim in report.claims:
        if (
            isinstance(claim, AmountClaim)
            and claim.concept in _SAID
            and not any(map(_TIMES.match, claim.scope))
        ):
            name = _named(claim.place, known, report.year if claim.year is None else claim.year)
            if name:
                yield name, ProjectFigure(_SAID[claim.concept], claim.amount.field)
    for total in report.totals:
        name = _named(total.value.place, known, report.year)
        # What a project's own text states is judged with the form's other totals.
        if name and known[name] is not report and total.value.quantity is not None:
            yield name, ProjectFigure("score", total.value)


def _named(place: Place, known: dict[str, Report], year: int | None) -> str:
    """The one project that a sentence speaks of, in its year and as a whole; empty when there is none."""
    if place.location.row is not None:
        return ""
    text = squeeze(plain(place.text))
    named = [name for name in known if name in text]
    whole = max(named, key=len, default="")
    others = [name for name in named if name not in whole]
    rest = text.replace(f"{whole}项目", "").replace(whole, "") if whole else text
    if not whole or others or _narrowed(rest) or "项目" in rest.replace("项目支出", ""):
        return ""
    own = known[whole].year
    return whole if None in (own, year) or own == year else ""

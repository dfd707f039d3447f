"""The rows under a header of indicators.

Rows of running text are laid under the columns that their cells fit best.

Text saved from Word or PDF loses empty cells, glues rows together and cuts them apart. A row's cells keep
their order, so the cheapest way of laying the stream of cells under the repeated columns finds the rows:
each cell costs what its text says against the column's role, each column left empty costs what its
absence says, and a row that ends where the text shows no break (or runs over one) costs a little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell, Location
from auditor.model.form import Role
from auditor.model.place import BLANKS, Field, Place, Route, RowView, Step
from auditor.patterns import Pattern
from auditor.quantity import Quantity, squeeze
from auditor.recognition.forms.grid import Row, mended, view_of
from auditor.recognition.forms.roles import Header
from auditor.recognition.values import (
    direction_of,
    known_unit,
    points,
    polarity_of,
    quantity_of,
    split_operator,
    tidy,
)

_GRADE = Pattern(r"^(优秀?|良好?|中等?|差|合格|不合格|一般|较差|完成|未完成|[ABCD])$")
LEVEL = Pattern(r"指标|效益|产出|满意|执行|成本|决策|过程|管理")
_MISFIT = 4.0
_SLIP = 1.0
_STREAM_LIMIT = 400

_EMPTY_COLUMN = {
    Role.NAME: 5.0, Role.TARGET: 1.5, Role.COMPLETION: 1.5, Role.WEIGHT: 2.5, Role.SCORE: 1.2, Role.UNIT: 0.6,
    Role.DIRECTION: 0.8, Role.POLARITY: 0.8, Role.LEVEL1: 0.4, Role.LEVEL2: 0.4, Role.GRADE: 0.8, Role.ITEM_SCORE: 1.2,
}  # fmt: skip
_BLANK_CELL = {Role.NAME: 3.0, Role.TARGET: 0.8, Role.COMPLETION: 0.6, Role.WEIGHT: 1.0, Role.SCORE: 0.4}


class Token(Struct, frozen=True):
    """One cell of the stream; `after_break` when an empty line stands before it."""

    text: str
    key: int
    after_break: bool


def cost(role: Role | None, text: str) -> float:
    """How badly a text fits a column: 0 well, 4 and above not at all."""
    bare = squeeze(text)
    if bare in BLANKS:
        return _BLANK_CELL.get(role, 0.0) if role else 0.0
    numeric = quantity_of(text) is not None
    match role:
        case Role.NAME | Role.PROJECT:
            return 5.0 if numeric or direction_of(text) else 4.0 if bare == "%" else 0.0
        case Role.LEVEL1 | Role.LEVEL2 | Role.LEVEL3:
            return 5.0 if numeric or direction_of(text) else 0.0 if LEVEL.search(bare) else 0.5
        case Role.DIRECTION | Role.POLARITY:
            return 0.0 if direction_of(text) or polarity_of(text) is not None else _MISFIT
        case Role.UNIT:
            if known_unit(text):
                return 0.0
            return 2.5 if numeric else 1.0 if len(bare) <= 6 else 3.0
        case Role.WEIGHT | Role.SCORE | Role.ITEM_SCORE | Role.TOTAL | Role.REVIEW_SCORE | Role.DEDUCTION:
            return 0.0 if points(text) else _MISFIT
        case Role.GRADE:
            return 0.0 if _GRADE.match(bare) else 3.0 if numeric else 1.5
        case Role.NUMBER:
            return 0.0 if bare.isdigit() else 3.0
        case Role.NOTE:
            return 2.0 if numeric else 0.0
        case Role.TARGET | Role.COMPLETION:
            return 2.0 if direction_of(text) else 0.0
        case Role.RATE | Role.COEFFICIENT | Role.COMPLETION_RATE | Role.DEVIATION:
            return 0.0 if numeric else 2.0
        case Role.EXPLANATION:
            return 1.0 if numeric else 0.0
        case _:
            return 1.0 if numeric else 0.8


def fits(roles: Sequence[Role | None], texts: Sequence[str]) -> bool:
    """Whether a row's cells can stay under the columns where they stand.

    A whole row's empty cells may, and one that is out of place there is a slip, not a shift.
    """
    whole = len(texts) == len(roles)
    pairs = zip(roles, texts, strict=False)
    costs = sorted(cost(role, text) for role, text in pairs if not whole or squeeze(text))
    if whole and costs and costs[-1] >= _MISFIT:
        return sum(costs[:-1]) <= _SLIP
    return not any(c >= _MISFIT for c in costs) and sum(costs) <= _MISFIT


def align(roles: Sequence[Role | None], stream: Sequence[Token]) -> list[dict[int, Token]]:
    """The rows of a stream of cells: column index → cell. Streams beyond the limit are given up: []."""
    cells = _filled(stream)
    width = len(roles)
    if not cells or len(cells) > _STREAM_LIMIT:
        return []
    empty = [_EMPTY_COLUMN.get(r, 0.2) if r else 0.1 for r in roles]
    before = [0.0]
    for gap in empty:
        before.append(before[-1] + gap)
    scores = [[0.0] * width for _ in cells]
    back: list[list[int]] = [[-1] * width for _ in cells]
    for i, cell in enumerate(cells):
        for j in range(width):
            fit = cost(roles[j], cell.text)
            if i == 0:
                scores[i][j] = fit + before[j]
                continue
            stay = 1.0 if cell.after_break else 0.0
            turn = (0.0 if cell.after_break else 1.0) + before[j]
            choices = [
                (scores[i - 1][p] + before[j] - before[p + 1] + stay, p) for p in range(j)
            ] + [(scores[i - 1][p] + before[width] - before[p + 1] + turn, p) for p in range(j, width)]  # fmt: skip
            least, origin = min(choices)
            scores[i][j], back[i][j] = least + fit, origin
    last = min(range(width), key=lambda j: scores[-1][j] + before[width] - before[j + 1])
    path = [last]
    for i in range(len(cells) - 1, 0, -1):
        path.append(back[i][path[-1]])
    path.reverse()
    rows: list[dict[int, Token]] = [{}]
    previous = -1
    for cell, column in zip(cells, path, strict=True):
        if column <= previous:
            rows.append({})
        rows[-1][column] = cell
        previous = column
    return rows


def _filled(stream: Sequence[Token]) -> list[Token]:
    """The stream without empty cells, for which the columns' gaps stand; a break before one is kept."""
    kept: list[Token] = []
    broken = False
    for token in stream:
        broken = broken or token.after_break
        if squeeze(token.text):
            kept.append(Token(token.text, token.key, broken))
            broken = False
    return kept


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────


class Line(Struct):
    """One row of an indicator section after alignment: texts and cells by column."""

    number: int
    cells: dict[int, Cell]
    texts: dict[int, str]
    mended: frozenset[int] = frozenset()


def line_of(number: int, cells: Mapping[int, Cell | None]) -> Line:
    """A line of the cells at these columns."""
    there = {column: cell for column, cell in cells.items() if cell is not None}
    return Line(number, there, {column: tidy(cell.text) for column, cell in there.items()})


def lines(header: Header, body: Sequence[Row], exact: bool) -> Iterator[Line]:
    """The rows under a header, each cell at its column; those of running text laid under the columns."""
    if exact:
        for row in body:
            yield line_of(row.number, dict(enumerate(row.cells)))
        return
    yield from _joined(list(_aligned(header, body)), header)


def _aligned(header: Header, body: Sequence[Row]) -> Iterator[Line]:
    """Rows of running text: as they stand where they fit, laid under the columns otherwise."""
    roles = header.roles
    width = len(roles)
    waiting: list[Row] = []
    for row in body:
        lines = {c.location.line for c in row.cells if c}
        on_one_line = len(lines) <= max(1, sum(1 for c in row.cells if c is not None) // 3)
        stands = fits(roles, row.texts) and len(row.texts) <= width
        if on_one_line and not waiting:
            if stands:
                yield line_of(row.number, dict(enumerate(row.cells)))
            else:
                yield from _laid(header, [row])
            continue
        whole = sum(1 for c in row.cells if c is not None) == width
        if whole and stands:
            yield from _laid(header, waiting)
            waiting = []
            yield line_of(row.number, dict(enumerate(row.cells)))
            continue
        waiting.append(row)
        count = sum(1 for r in waiting for c in r.cells if c is not None)
        if count == width and fits(
            roles, [t for r in waiting for c, t in zip(r.cells, r.texts, strict=True) if c]
        ):
            yield line_of(waiting[0].number, dict(enumerate(c for r in waiting for c in r.cells if c)))
            waiting = []
        elif count > width:
            yield from _laid(header, waiting)
            waiting = []
    yield from _laid(header, waiting)


def _laid(header: Header, rows: Sequence[Row]) -> Iterator[Line]:
    cells: list[Cell] = []
    stream: list[Token] = []
    for row in rows:
        for index, cell in enumerate(c for c in row.cells if c is not None):
            stream.append(Token(cell.text, len(cells), index == 0 and bool(stream)))
            cells.append(cell)
    for laid in align(header.roles, stream):
        found = {column: cells[token.key] for column, token in laid.items()}
        if found:
            yield line_of(next(iter(found.values())).row, found)


def _joined(lines: list[Line], header: Header) -> Iterator[Line]:
    """The lines with rows cut by a page break put together again.

    Where nearly every row carries points, one without any that follows another is that row's second half.
    """
    scored = (Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE)
    columns = [c for role in scored for c in header.columns.get(role, ())]

    def has_points(line: Line) -> bool:
        return any(line.texts.get(c) for c in columns)

    cut = [line for line in lines if not has_points(line)]
    if not columns or not cut or len(cut) > max(1, 0.2 * len(lines)) or not has_points(lines[0]):
        yield from lines
        return
    whole: list[Line] = []
    for line in lines:
        if has_points(line) or not _fragment(line, header):
            whole.append(line)
            continue
        previous = whole.pop()
        texts = dict(previous.texts)
        for column, text in line.texts.items():
            if text:
                texts[column] = texts.get(column, "") + text
        mended = previous.mended | {c for c, t in line.texts.items() if t}
        whole.append(Line(previous.number, {**line.cells, **previous.cells}, texts, mended))
    yield from whole


def _fragment(line: Line, header: Header) -> bool:
    """Whether a row without points can be a cut row's rest: it goes on in the name and a value column."""
    if len(line.cells) >= len(header.roles):
        return False  # a row with all its cells, empty ones too, is whole
    targets = [line.texts.get(c, "") for c in header.columns.get(Role.TARGET, ())]
    if any(split_operator(t)[0] is not None for t in targets):
        return False  # a value that begins with its sign is none that goes on
    name = any(line.texts.get(c) for c in header.columns[Role.NAME])
    values = [
        t
        for r in (Role.TARGET, Role.COMPLETION)
        for c in header.columns.get(r, ())
        if (t := line.texts.get(c))
    ]
    return name and bool(values) and not any(t.endswith("。") for t in values)


# ── Cells of a line ───────────────────────────────────────────────────────────────────────────────────


class Read(Protocol):
    """What makes a quantity of a cell's text."""

    def __call__(self, text: str, /) -> Quantity | None: ...


class Shown(Struct, frozen=True):
    """A line under its headers, and where each column went."""

    view: RowView
    order: dict[int, int]


_VALUES = frozenset([Role.WEIGHT, Role.SCORE, Role.ITEM_SCORE, Role.TARGET, Role.COMPLETION])


class Columns(Struct, frozen=True):
    """The cells of lines by the roles of their columns."""

    header: Header

    def of(self, line: Line, role: Role) -> tuple[int, ...]:
        """Where a line's cell of a role stands: the spare columns for a target that was not adjusted."""
        columns, spare = self.header.columns.get(role, ()), self.header.spare
        unadjusted = role is Role.TARGET and all(squeeze(line.texts.get(c, "")) in BLANKS for c in columns)
        return spare if unadjusted and any(map(line.texts.get, spare)) else columns

    def text(self, line: Line, role: Role) -> str:
        """What a line says in the columns of a role."""
        columns = self.of(line, role)
        if role in _VALUES:  # a name that is merged across the row is no value
            named = {id(line.cells[c]) for c in self.of(line, Role.NAME) if c in line.cells}
            columns = tuple(c for c in columns if c not in line.cells or id(line.cells[c]) not in named)
        return "".join(p for p in dict.fromkeys(line.texts.get(c, "") for c in columns) if p)

    def cell(self, line: Line, role: Role) -> tuple[Cell | None, int | None]:
        """The cell of a role in a line, filled if there is one, and its column."""
        columns = self.of(line, role)
        filled = [c for c in columns if line.texts.get(c)]
        for column in (*filled, *columns):
            if column in line.cells:
                return line.cells[column], column
        return None, columns[0] if columns else None

    def shown(self, line: Line) -> Shown:
        """A line as it is shown under its headers."""
        view, order = view_of(self.header, [line.cells.get(c) for c in range(len(self.header.texts))])
        texts = list(view.cells)
        for column in line.mended:
            if column in order:
                texts[order[column]] = line.texts[column]
        return Shown(RowView(view.headers, tuple(texts)), order)

    def field(
        self, line: Line, role: Role, route: Route, shown: Shown, read: Read | None = None
    ) -> Field | None:
        """The figure or text of a role in a line; None when the header has no such column."""
        if role not in self.header:
            return None
        cell, column = self.cell(line, role)
        assert column is not None
        text = self.text(line, role)
        quantity = read(text) if read is not None and text else None
        place = Place(
            (*route, Step("part", name=squeeze(self.header.texts[column]))), cell.location if cell else missing(line),
            text, shown.view, shown.order.get(column), repaired=column in line.mended,
        )  # fmt: skip
        return Field(text, mended(place, quantity), quantity)

    def points(self, line: Line, role: Role, route: Route, shown: Shown) -> Field | None:
        """The weight or score of a line."""
        return self.field(line, role, route, shown, points)


def missing(line: Line) -> Location:
    """The place of a cell that is not there: the line's first cell without its column."""
    first = next(iter(line.cells.values())).location
    return replace(first, column=None, cell=None, bbox=None)

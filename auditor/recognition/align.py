"""Rows of running text laid under the columns that their cells fit best.

Text saved from Word or PDF loses empty cells, glues rows together and cuts them apart. A row's cells keep
their order, so the cheapest way of laying the stream of cells under the repeated columns finds the rows:
each cell costs what its text says against the column's role, each column left empty costs what its
absence says, and a row that ends where the text shows no break (or runs over one) costs a little.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from auditor.model.form import Role
from auditor.model.place import BLANKS
from auditor.patterns import Pattern
from auditor.quantity import squeeze
from auditor.recognition.values import direction_of, known_unit, points, polarity_of, quantity_of

_GRADE = Pattern(r"^(优秀?|良好?|中等?|差|合格|不合格|一般|较差|完成|未完成|[ABCD])$")
_LEVEL = Pattern(r"指标|效益|产出|满意|执行|成本|决策|过程|管理")
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
            return 5.0 if numeric or direction_of(text) else 0.0 if _LEVEL.search(bare) else 0.5
        case Role.DIRECTION | Role.POLARITY:
            return 0.0 if direction_of(text) or polarity_of(text) is not None else _MISFIT
        case Role.UNIT:
            if known_unit(text):
                return 0.0
            return 2.5 if numeric else 1.0 if len(bare) <= 6 else 3.0
        case Role.WEIGHT | Role.SCORE | Role.ITEM_SCORE | Role.TOTAL:
            return 0.0 if points(text) else _MISFIT
        case Role.GRADE:
            return 0.0 if _GRADE.match(bare) else 3.0 if numeric else 1.5
        case Role.NUMBER:
            return 0.0 if bare.isdigit() else 3.0
        case Role.NOTE:
            return 2.0 if numeric else 0.0
        case Role.TARGET | Role.COMPLETION:
            return 2.0 if direction_of(text) else 0.0
        case Role.RATE:
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

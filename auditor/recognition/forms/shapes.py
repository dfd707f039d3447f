"""What columns are whose headers say nothing, told by their cells, their neighbours and what adds up.

A role is only given where one column alone can have it, and by figures that no rule will judge by it: weights by
their sum and by the scores below them, scores by the weights above them, values by the targets beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from auditor.model.form import Role
from auditor.model.place import BLANKS
from auditor.quantity import HUNDRED, Quantity, squeeze
from auditor.recognition.forms.grid import Row
from auditor.recognition.forms.roles import Header, inferred, is_execution, is_label, role_of
from auditor.recognition.values import direction_of, known_unit, points, target_of, tidy

_FEWEST = 3
_MOST = Fraction(9, 10)
_HALF = Fraction(1, 2)
_FULL = (HUNDRED, Decimal(90), Decimal(80))
_SLACK = Decimal("0.02")
_ROUNDED = Decimal("0.05")
# A value and its target are of one size.
_NEAREST, _FARTHEST = Fraction(1, 4), Fraction(4)
_GRADES = frozenset(
    ["优", "良", "中", "差", "优秀", "良好", "一般", "较差", "合格", "不合格", "A", "B", "C", "D"]
)

Column = list[str]


def completed(header: Header, body: Sequence[Row]) -> Header:
    """The header with roles for the columns that its words leave without one, where the cells below tell them."""
    rows = _without_subtotals(body)
    whole = [row for row in rows if len(row.cells) == len(header.texts)]
    if not _unknown(header) or len(whole) < _FEWEST or len(whole) < _MOST * len(rows):
        return header
    cells = [[_own(row, c) for row in whole] for c in range(len(header.texts))]
    header = _own_roles(header, cells)
    for role, fits in _SHAPES:
        found = [c for c in _unknown(header) if fits(header, cells, c)] if role not in header else []
        if len(found) == 1:
            header = _with(header, role, found[0])
    return header


def _without_subtotals(body: Sequence[Row]) -> list[Row]:
    return [row for row in body if not any(is_label(t, "subtotal_row") for t in row.texts)]


def _own(row: Row, column: int) -> str:
    cell = row.cells[column]
    return tidy(cell.text) if cell is not None and cell.row == row.number else ""


def _with(header: Header, role: Role, column: int) -> Header:
    """The header with a role for a column, and for those that its header is merged over."""
    texts = header.texts
    end = next((c for c in range(column, len(texts)) if texts[c] != texts[column]), len(texts))
    at = tuple(range(column, end))
    roles = tuple(role if c in at else r for c, r in enumerate(header.roles))
    return replace(header, columns={**header.columns, role: at}, roles=roles)


def _unknown(header: Header) -> list[int]:
    """The columns with a header that no word list knows, one for each header."""
    taken = {*header.spare, *header.levels.values()}
    return [
        c
        for c, (text, role) in enumerate(zip(header.texts, header.roles, strict=True))
        if text and role is None and c not in taken and (not c or header.texts[c - 1] != text)
        and role_of(text, "indicator") is None and inferred(text, "indicator") is None
    ]  # fmt: skip


# ── The total ─────────────────────────────────────────────────────────────────────────────────────────


def alone(row: Row, header: Header) -> bool:
    """Whether a row has one text, its first, and else points only: a total under whatever name, or a level."""
    cells = row.own
    if len(cells) < 2 or points(cells[0].text) is not None or is_label(cells[0].text, "subtotal_row"):
        return False
    values = [c for r in (Role.TARGET, Role.COMPLETION, Role.UNIT) for c in header.columns.get(r, ())]
    held = [cell for c in values if c < len(row.cells) and (cell := row.cells[c]) is not None]
    return all(points(c.text) is not None for c in cells[1:]) and all(
        cell is cells[0] or squeeze(cell.text) in BLANKS for cell in held
    )


def takes_all(row: Row, header: Header, body: Sequence[Row]) -> bool:
    """Whether a row has the points of all the others: its weight is their sum, with the points of the funds block or
    without, and both are full marks."""
    role = Role.WEIGHT if Role.WEIGHT in header else Role.SCORE
    column = header.columns.get(role, (len(header.texts),))[0]
    found = [points(_own(r, column)) for r in _without_subtotals(body) if column < len(r.cells)]
    parts = [p.value for p in found if p is not None]
    own = points(_own(row, column)) if column < len(row.cells) else None
    if len(parts) < _FEWEST:
        return False
    if role is Role.WEIGHT and own is not None:
        added = sum(parts, Decimal(0))
        return own.value >= added - _SLACK and all(map(_full, (own.value, added)))
    score = next((p for c in row.own[1:] if (p := points(c.text)) is not None), None)
    at = header.columns[Role.NAME][0]
    apart = row.own[0].colspan > _FEWEST or at >= len(row.cells) or not _own(row, at)
    return score is not None and len(row.own) == 2 and score.value > sorted(parts)[-2] and apart


def spread(row: Row, header: Header) -> bool:
    """Whether a row's one text is merged over names, targets and completions alike, and names none of the things that
    forms give points to so."""
    at = [c for r in (Role.NAME, Role.TARGET, Role.COMPLETION) for c in header.columns.get(r, ())]
    name = row.own[0].text
    known = is_execution(name) or any(word in name for word in ("加分", "扣分"))
    return len(at) > 1 and all(row.cells[c] is row.own[0] for c in at if c < len(row.cells)) and not known


def _full(added: Decimal) -> bool:
    return any(abs(added - due) <= _SLACK for due in _FULL)


# ── Roles that stand in for others ────────────────────────────────────────────────────────────────────


def _own_roles(header: Header, cells: Sequence[Column]) -> Header:
    """The header with a level and a grade as what they are, where they stand in for a name or a completion that is
    there under a word that is not known."""
    name = header.columns[Role.NAME][0]
    known = role_of(header.texts[name], "indicator")
    if known is not None and known[0] in (Role.LEVEL1, Role.LEVEL2):
        behind = [c for c in _unknown(header) if c > name and _names(cells[c])]
        if behind:
            header = _with(_with(header, known[0], name), Role.NAME, behind[0])
    done = header.columns.get(Role.COMPLETION, ())
    if len(done) == 1 and Role.GRADE not in header and _most(cells[done[0]], _GRADES.__contains__):
        columns = {r: at for r, at in header.columns.items() if r is not Role.COMPLETION}
        header = _with(replace(header, columns=columns), Role.GRADE, done[0])
    return header


def _names(cells: Column) -> bool:
    """Whether a column holds names: words, each another one, in every row."""
    filled = [squeeze(t) for t in cells if t]
    words = [t for t in filled if target_of(t)[1] is None]
    return len(filled) == len(cells) and len(words) == len(set(filled)) and all(len(t) > 1 for t in words)


# ── Shapes ────────────────────────────────────────────────────────────────────────────────────────────


def _most(cells: Column, fits: Callable[[str], object], part: Fraction = _MOST) -> bool:
    """Whether most filled cells of a column fit, and there are some."""
    filled = [squeeze(t) for t in cells if squeeze(t) not in BLANKS]
    return len(filled) >= _FEWEST and sum(1 for t in filled if fits(t)) >= part * len(filled)


def _figures(header: Header, cells: Sequence[Column], role: Role) -> list[Quantity | None]:
    return [points(t) for t in cells[header.columns[role][0]]]


def _pairs(
    first: Sequence[Quantity | None], second: Sequence[Quantity | None]
) -> Iterator[tuple[Quantity, Quantity]]:
    return ((a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None)


def _earned(weights: Sequence[Quantity | None], scores: Sequence[Quantity | None]) -> bool:
    """Whether points are earned out of others: most are all of them, hardly any are more."""
    pairs = [(w.value, s.value) for w, s in _pairs(weights, scores)]
    full = sum(1 for w, s in pairs if w == s)
    sound = sum(1 for w, s in pairs if s <= w)
    return len(pairs) >= _FEWEST and full >= _HALF * len(pairs) and sound >= _MOST * len(pairs)


def _folds(
    items: Sequence[Quantity | None], weights: Sequence[Quantity | None], scores: Sequence[Quantity | None]
) -> bool:
    """Whether scores of 0 to 100 folded by weights are other scores in most rows."""
    triples = [
        (i.value * w.value / HUNDRED, s)
        for i, w, s in zip(items, weights, scores, strict=True)
        if i is not None and w is not None and s is not None
    ]
    sound = sum(1 for due, s in triples if abs(due - s.value) <= _ROUNDED)
    return len(triples) >= _FEWEST and sound >= _MOST * len(triples)


def _weights(header: Header, cells: Sequence[Column], column: int) -> bool:
    """Whether a column holds weights: they make the full mark, and the scores are earned out of them."""
    if Role.SCORE not in header or not _most(cells[column], points):
        return False
    weights = [points(t) for t in cells[column]]
    scores = _figures(header, cells, Role.SCORE)
    if Role.ITEM_SCORE in header:
        return _folds(_figures(header, cells, Role.ITEM_SCORE), weights, scores)
    added = sum((w.value for w in weights if w is not None), Decimal(0))
    return _full(added) and _earned(weights, scores)


def _scores(header: Header, cells: Sequence[Column], column: int) -> bool:
    """Whether a column holds scores: they are earned out of the weights before them."""
    if Role.WEIGHT not in header or column < header.columns[Role.WEIGHT][0]:
        return False
    weights, scores = _figures(header, cells, Role.WEIGHT), [points(t) for t in cells[column]]
    if Role.ITEM_SCORE in header:
        return _folds(_figures(header, cells, Role.ITEM_SCORE), weights, scores)
    return _most(cells[column], points) and _earned(weights, scores)


def _of_a_size(targets: Column, values: Column) -> bool:
    """Whether values are those of targets: in one unit, and neither many times as large nor as small."""
    pairs = [(a, b) for a, b in _pairs([target_of(t)[1] for t in targets], [target_of(t)[1] for t in values])]
    near = sum(
        1
        for a, b in pairs
        if (a.unit == b.unit or not (a.unit and b.unit))
        and a.value > 0
        and _NEAREST <= Fraction(b.value / a.value) <= _FARTHEST
    )
    return len(pairs) >= _FEWEST and near >= _MOST * len(pairs)


def _completions(header: Header, cells: Sequence[Column], column: int) -> bool:
    """Whether a column holds what was reached: values like the targets before them."""
    if Role.TARGET not in header or column < header.columns[Role.TARGET][0]:
        return False
    return _of_a_size(cells[header.columns[Role.TARGET][0]], cells[column])


def _targets(header: Header, cells: Sequence[Column], column: int) -> bool:
    """Whether a column holds targets: values like what was reached behind them."""
    if Role.COMPLETION not in header or column > header.columns[Role.COMPLETION][0]:
        return False
    return _of_a_size(cells[column], cells[header.columns[Role.COMPLETION][0]])


def _units(header: Header, cells: Sequence[Column], column: int) -> bool:
    return Role.TARGET in header and _most(cells[column], known_unit)


def _signs(header: Header, cells: Sequence[Column], column: int) -> bool:
    return Role.TARGET in header and _most(cells[column], direction_of)


def _reasons(header: Header, cells: Sequence[Column], column: int) -> bool:
    """Whether a column holds reasons: words that stand only where points were lost."""
    if not {Role.WEIGHT, Role.SCORE} <= header.columns.keys():
        return False
    weights, scores = (_figures(header, cells, r) for r in (Role.WEIGHT, Role.SCORE))
    filled = [n for n, t in enumerate(cells[column]) if squeeze(t) not in BLANKS]
    lost = [n for n in filled if (w := weights[n]) and (s := scores[n]) and s.value < w.value]
    words = all(target_of(cells[column][n])[1] is None for n in filled)
    return bool(filled) and words and len(lost) == len(filled) < len(cells[column])


_SHAPES = (
    (Role.DIRECTION, _signs),
    (Role.UNIT, _units),
    (Role.WEIGHT, _weights),
    (Role.SCORE, _scores),
    (Role.TARGET, _targets),
    (Role.COMPLETION, _completions),
    (Role.NOTE, _reasons),
)

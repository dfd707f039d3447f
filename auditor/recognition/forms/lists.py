"""Blocks of money that are no table under one header: pairs of label and amount, breakdowns by nature, lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Cell
from auditor.lexicon import load
from auditor.model.form import FundsRow, Role
from auditor.model.place import BLANKS, Field, Place, table_row
from auditor.model.relations import Mention, Relation
from auditor.patterns import Pattern
from auditor.quantity import Quantity, plain, squeeze
from auditor.recognition.forms.grid import Row, figure, place_of
from auditor.recognition.forms.roles import inferred, label, role_of
from auditor.recognition.ledger import is_figure
from auditor.recognition.relations import made
from auditor.recognition.values import quantity_of, tidy

WHOLE = "资金总额"
PAIRED = (Role.INITIAL, Role.ADJUSTMENT, Role.ADJUSTED, Role.ARRIVED, Role.EXECUTED, Role.BALANCE, Role.RATE)
_FIELDS = ("initial", "adjustment", "adjusted", "arrived", "executed", "balance")
_FEWEST_PAIRS = 2
_LABELLED = Pattern(
    r"(?:其中[:：])?\s*([^\d:：,，。;；]{2,24})[:：]\s*(-?[\d,]+(?:\.\d+)?\s*(?:亿元|万元|元)?)"
)
_NATURE = Pattern(r"按(?:照)?(.{2,6})(?:分类|划分|分)$")
_YEAR = Pattern(r"20\d\d年度?|本年度?|上年度?|当年")
_UNITS = frozenset(["元", "千元", "万元", "亿元"])
_ORDINAL = Pattern(r"(\d{1,2})[、.．]")
_FIRST = Pattern(r"1[、.．]")
_OF_WHICH = Pattern(r"^其中[:：]?")


@cache
def sums() -> dict[str, Role]:
    """The names of a budget's sums of money and of its rate, without white space, each with what it means."""
    words = load("headers")["funds"]
    return {squeeze(word): role for role in reversed(PAIRED) for word in words.get(role.value, ())}


@cache
def point_words() -> dict[str, Role]:
    """What the points of the budget's execution are called."""
    words = load("headers")["funds"]
    return {squeeze(word): role for role in (Role.WEIGHT, Role.SCORE) for word in words[role.value]}


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(map(squeeze, load("headers")["lists"][kind]))


# ── Pairs ─────────────────────────────────────────────────────────────────────────────────────────────


class Pair(Struct, frozen=True):
    """A label and the amount in the cell behind it, and what the label means."""

    role: Role
    label: Cell
    value: Cell


def pairs(row: Row) -> list[Pair]:
    """The labels of sums of money in a row, each with the cell behind it; [] where they are no pairs."""
    if not any(label(c.text) in sums() for c in row.own):
        return []
    found = [
        Pair(role, first, second)
        for first, second in _neighbours(row)
        if (role := sums().get(label(first.text))) and label(second.text) not in sums()
    ]
    numeric = sum(1 for p in found if quantity_of(p.value.text) is not None)
    return (
        found if len(found) >= _FEWEST_PAIRS <= numeric and len({p.role for p in found}) == len(found) else []
    )


def money_begins(rows: Sequence[Row], at: int) -> bool:
    """Whether a row holds sums of money in pairs of label and amount, or heads such a row."""
    if pairs(rows[at]):
        return True
    heads = [t for t in dict.fromkeys(rows[at].texts) if t and inferred(t, "funds") is not None]
    return len(heads) > 1 and at + 1 < len(rows) and bool(pairs(rows[at + 1]))


def _neighbours(row: Row) -> list[tuple[Cell, Cell]]:
    """Each cell with text that begins in a row, and the cell with its value: the next one, or the next figure where
    merged cells have left blanks between."""
    cells = list({id(c): c for c in row.cells if c is not None and c.row == row.number}.values())
    found: list[tuple[Cell, Cell]] = []
    for n, cell in enumerate(cells[:-1]):
        filled = next((c for c in cells[n + 1 :] if c.text.strip()), None)
        value = filled if filled is not None and quantity_of(filled.text) is not None else cells[n + 1]
        if cell.text.strip():
            found.append((cell, value))
    return found


def sources(row: Row, above: Sequence[Pair]) -> list[tuple[Pair, Cell | None]] | None:
    """The amounts of one source below pairs: beside each label above stands the source's name again. None if not."""
    if in_order := _sources_in_order(row, above):
        return in_order
    found: list[tuple[Pair, Cell | None]] = []
    names: set[str] = set()
    for pair in above:
        named, value = (_at(row, cell) for cell in (pair.label, pair.value))
        if named is None or not named.text.strip() or quantity_of(named.text) is not None:
            continue
        said = squeeze(value.text) if value is not None else ""
        if said not in BLANKS and said not in _UNITS and not any(map(str.isdigit, said)):
            return None
        names.add(label(named.text))
        found.append((pair, value))
    return found if len(found) >= _FEWEST_PAIRS and len(names) == 1 and not names & sums().keys() else None


def _sources_in_order(row: Row, above: Sequence[Pair]) -> list[tuple[Pair, Cell | None]]:
    """The amounts of a source where its columns are not those above: its name stands before each of them."""
    cells = row.own
    named = [(a, b) for a, b in pairwise(cells) if not quantity_of(a.text) and quantity_of(b.text)]
    if (
        len(named) != len([p for p in above if p.role is not Role.RATE])
        or len({label(a.text) for a, _ in named}) != 1
    ):
        return []
    if label(named[0][0].text) in sums():
        return []
    return [(p, b) for p, (_, b) in zip(above, named, strict=False)]


def _at(row: Row, above: Cell) -> Cell | None:
    cell = row.cells[above.column - 1] if above.column <= len(row.cells) else None
    return cell if cell is not None and cell.row == row.number else None


def pair_rows(number: int, rows: Sequence[Row], at: int, unit: str) -> tuple[list[FundsRow], list[Cell], int]:
    """The rows of funds that pairs and the sources below them make, the cells used, and the index behind them."""
    above = pairs(rows[at])
    if not above:
        return [], [], at
    following = at + 1
    parts: list[tuple[Row, list[tuple[Pair, Cell | None]]]] = []
    while following < len(rows) and (found := sources(rows[following], above)):
        parts.append((rows[following], found))
        following += 1
    if not parts:
        return [], [], at
    used: list[Cell] = []

    def row_of(
        row: Row, name: str, first: Cell, cells: Sequence[tuple[Pair, Cell | None]], level: int
    ) -> FundsRow:
        fields: dict[str, Field] = {}
        for pair, cell in cells:
            used.append(pair.label)
            if cell is None or squeeze(cell.text) in _UNITS:
                continue
            used.append(cell)
            own = quantity_of(cell.text, "%" if pair.role is Role.RATE else unit)
            fields[pair.role.value] = figure(number, row, cell, name, label(pair.label.text), own)
        return FundsRow(name, place_of(number, row, first), level, **fields)  # type: ignore[arg-type]

    head = rows[at]
    rate = _rate_above(rows, at) if Role.RATE not in {p.role for p in above} else []
    made = [row_of(head, WHOLE, above[0].label, [(p, p.value) for p in (*above, *rate)], 0)]
    for row, found in parts:
        first = next(c for c in row.own if quantity_of(c.text) is None)
        used.extend(c for p, _ in found if (c := _at(row, p.label)) is not None)
        found += [(p, cell) for p in rate if (cell := _at(row, p.value)) is not None]
        made.append(row_of(row, _OF_WHICH.sub("", squeeze(first.text)).strip(":"), first, found, 1))
    return made, used, following


def _rate_above(rows: Sequence[Row], at: int) -> list[Pair]:
    """The rate that stands in a row of pairs under a header of its own in the row above."""
    for cell in rows[at - 1].own if at else ():
        role = role_of(cell.text, "funds")
        value = _at(rows[at], cell) if role is not None and role[0] is Role.RATE else None
        if value is not None and quantity_of(value.text) is not None:
            return [Pair(Role.RATE, cell, value)]
    return []


# ── Breakdowns by nature ──────────────────────────────────────────────────────────────────────────────


def labelled(row: Row) -> list[tuple[Cell, str, Quantity]]:
    """The cells of a row that hold a label and its amount: 按收入性质分:2030.12."""
    found = []
    for cell in row.own:
        match = _LABELLED.fullmatch(plain(cell.text).strip())
        quantity = quantity_of(match[2]) if match else None
        if match and quantity is not None:
            found.append((cell, squeeze(match[1]), quantity))
    return found


def nature_rows(
    number: int, rows: Sequence[Row], at: int, total: FundsRow | None, unit: str
) -> tuple[list[FundsRow], int]:
    """The breakdowns of the year's funds that begin in a row (按收入性质分:…), and the index behind them."""
    heads = [(cell, name, quantity) for cell, name, quantity in labelled(rows[at]) if _NATURE.match(name)]
    if not heads:
        return [], at
    blocks: dict[int, list[tuple[Row, Cell, str, Quantity]]] = {}
    for cell, name, quantity in heads:
        blocks[cell.column] = [(rows[at], cell, name, quantity)]
    following = at + 1
    while following < len(rows) and (found := labelled(rows[following])):
        for cell, name, quantity in found:
            column = max((c for c in blocks if c <= cell.column), default=None)
            if column is not None:
                blocks[column].append((rows[following], cell, name, quantity))
        following += 1
    made: list[FundsRow] = []
    for entries in blocks.values():
        role = _nature_role(entries[0], total, unit)
        made += [
            replace(
                FundsRow(name, place_of(number, row, cell), 1 if n else 0, exhaustive=not n),
                **{role: _labelled_field(number, row, cell, name, quantity, unit)},
            )
            for n, (row, cell, name, quantity) in enumerate(entries)
        ]  # fmt: skip
    return made, following


def _labelled_field(number: int, row: Row, cell: Cell, name: str, quantity: Quantity, unit: str) -> Field:
    """The amount inside a cell that holds its label too."""
    text = tidy(cell.text)
    start = max(plain(text).rfind(quantity.text), 0)
    place = Place(
        (*table_row(number, row.number, name),), cell.location, text, span=(start, start + len(quantity.text))
    )
    return Field(quantity.text, place, quantity if quantity.unit else quantity.with_unit(unit))


def _nature_role(head: tuple[Row, Cell, str, Quantity], total: FundsRow | None, unit: str) -> str:
    """Which sum of the total a breakdown is of: the one that it equals, else the one that its name speaks of."""
    _, _, name, quantity = head
    words: dict[str, str] = load("headers")["lists"]["nature"]
    said = next((role for word, role in words.items() if word in name), "adjusted")
    amount = (quantity if quantity.unit else quantity.with_unit(unit)).amount
    equal = [
        f for f in ("adjusted", "executed", "initial")
        if total is not None and (x := getattr(total, f)) is not None and x.quantity and x.quantity.amount == amount
    ]  # fmt: skip
    return said if not equal or said in equal else equal[0]


# ── Lists of spending ─────────────────────────────────────────────────────────────────────────────────


def spending_header(row: Row) -> tuple[Cell, Cell] | None:
    """The cells of what was spent on and of the amount in the header of a list of spending, or None."""
    cells = row.own
    items = [c for c in cells if label(c.text) in _listed("item")]
    amounts = [c for c in cells if (r := role_of(c.text, "funds")) and r[0] in (Role.EXECUTED,)]
    amounts = amounts or [c for c in cells if label(c.text) in ("金额", "支出金额")]
    return (items[0], amounts[0]) if items and amounts and items[0].column < amounts[0].column else None


def spending_rows(number: int, rows: Sequence[Row], at: int, unit: str) -> tuple[list[FundsRow], int]:
    """The rows of a list of spending under its header, its sum first, and the index behind them."""
    header = spending_header(rows[at])
    if header is None:
        return [], at
    item, amount = header
    following = at + 1
    parts: list[FundsRow] = []
    total: FundsRow | None = None
    while following < len(rows) and total is None:
        row = rows[following]
        name, value = (_at(row, c) for c in (item, amount))
        first = row.own[0] if row.own else None
        if first is not None and label(first.text) in _listed("sum"):
            name = first
        if name is None or value is None or not name.text.strip() or name is value:
            break
        quantity = quantity_of(value.text, unit)
        if quantity is None and squeeze(value.text) not in BLANKS:
            break
        closes = label(name.text) in _listed("sum")
        field = figure(number, row, value, name.text, label(amount.text), quantity)
        made = FundsRow(
            squeeze(name.text),
            place_of(number, row, name),
            0 if closes else 1,
            executed=field,
            exhaustive=closes,
        )
        if closes:
            total = made
        elif quantity is not None:
            parts.append(made)
        following += 1
    if not parts:
        return [], at
    head = total or FundsRow(label(item.text), place_of(number, rows[at], item), 0)
    return [head, *parts], following


# ── Base tables ───────────────────────────────────────────────────────────────────────────────────────


def rate_claim(number: int, head: Row, row: Row) -> Relation | None:
    """A rate of a base table with what it is of: 编制数 46, 实际在职人数 50, 控制率 92%."""
    rates = load("headers")["lists"]["rates"]
    if not any(rate in text for rate in {rate for rate, _, _ in rates} for text in head.texts):
        return None
    heads = {c.column: squeeze(c.text) for c in head.own}
    for rate, part, whole in rates:
        columns = [next((c for c, t in heads.items() if word in t), None) for word in (part, whole, rate)]
        cells = [row.cells[c - 1] if c is not None and c <= len(row.cells) else None for c in columns]
        found = [
            Mention(heads[c], figure(number, row, cell, "", heads[c], q))
            for c, cell in zip(columns, cells, strict=True)
            if c is not None and cell is not None and cell.row == row.number and (q := quantity_of(cell.text))
        ]
        if len(found) == 3 and len(set(columns)) == 3:
            return made.quotient(found[0], found[1], found[2], found[2].field.place)
    return None


def amounts_header(row: Row) -> list[Cell]:
    """The columns of sums of money in the header of a base table, at least two; [] where it is none."""
    cells = row.own
    if len(cells) < 3:
        return []
    found = [
        c
        for c in cells[1:]
        if _YEAR.sub("", label(c.text)) in _listed("amounts") and _YEAR.search(squeeze(c.text))
    ]
    return found if len(found) >= 2 and len(found) == len(cells) - 1 else []


def base_claims(number: int, rows: Sequence[Row], at: int, unit: str) -> tuple[list[Relation], int]:
    """The sums that a base table's rows make (三公经费, 其中: …), column by column, and the index behind its rows."""
    columns = amounts_header(rows[at])
    following = at + 1
    lines: list[tuple[Row, str, list[Quantity | None]]] = []
    while following < len(rows) and columns:
        row = rows[following]
        first = row.own[0] if row.own else None
        cells = [_at(row, c) for c in columns]
        if first is None or first.column >= columns[0].column or is_figure(first.text):
            break
        figures = [quantity_of(c.text, unit) if c is not None else None for c in cells]
        if not any(figures):
            break
        lines.append((row, tidy(first.text), figures))
        following += 1
    claims: list[Relation] = []
    for n, (_, name, _) in enumerate(lines[1:], 1):
        if _OF_WHICH.match(squeeze(name)):
            claims += _claims(number, columns, lines, n - 1)
        elif _FIRST.match(squeeze(name)):
            claims += _numbered_claims(number, columns, lines, n - 1)
    return claims, following


def _numbered_claims(
    number: int, columns: Sequence[Cell], lines: Sequence[tuple[Row, str, list[Quantity | None]]], at: int
) -> Iterator[Relation]:
    """A row's sums over the numbered rows below it (1、… 2、… 3、…), whose own parts stand between them.

    They are all its parts where some column adds up so, and a column that does not is wrong.
    """
    parts: list[int] = []
    for n in range(at + 1, len(lines)):
        name = squeeze(lines[n][1])
        if (mark := _ORDINAL.match(name)) and int(mark[1]) == len(parts) + 1:
            parts.append(n)
        elif mark:
            break
    total = lines[at][2]
    whole = [c for c in range(len(columns)) if _adds_up(total[c], [lines[n][2][c] for n in parts])]
    for c, column in enumerate(columns):
        used = [(n, lines[n][2][c]) for n in parts]
        if total[c] is None or len(used) < 2 or any(q is None for _, q in used) or not whole:
            continue
        stated = _mention(number, lines[at], column, total[c])
        mentions = tuple(_mention(number, lines[n], column, q) for n, q in used)
        yield made.added(stated, mentions, stated.field.place)


def _claims(
    number: int, columns: Sequence[Cell], lines: Sequence[tuple[Row, str, list[Quantity | None]]], at: int
) -> Iterator[Relation]:
    """A row's sums over the rows below it. How many are its parts, other columns say; where none adds up, the parts
    are some of it."""
    total = lines[at][2]
    parts: list[list[Quantity | None]] = []
    for n in range(at + 1, len(lines)):
        begins = n + 1 < len(lines) and _OF_WHICH.match(squeeze(lines[n + 1][1]))
        over = any(a and b and b.amount > a.amount for a, b in zip(total, lines[n][2], strict=True))
        if (n > at + 1 and _OF_WHICH.match(squeeze(lines[n][1]))) or begins or over:
            break
        parts.append(lines[n][2])
    counts = range(1, len(parts) + 1)
    whole = {
        k: [c for c in range(len(columns)) if _adds_up(total[c], [p[c] for p in parts[:k]])] for k in counts
    }
    best = max(counts, key=lambda k: len(whole[k]), default=0)
    exhaustive = bool(best and whole[best])
    count = best if exhaustive else len(parts)
    for c, column in enumerate(columns):
        others = [o for o in range(len(columns)) if o != c]
        licensed = any(o in whole[best] for o in others) if exhaustive else len(parts) > 1
        used = [(n, p[c]) for n, p in enumerate(parts[:count], at + 1)]
        if total[c] is None or not used or any(q is None for _, q in used) or not licensed:
            continue
        sum_ = _mention(number, lines[at], column, total[c])
        mentions = tuple(_mention(number, lines[n], column, q) for n, q in used)
        yield made.added(sum_, mentions, sum_.field.place, whole=exhaustive)


def _adds_up(total: Quantity | None, parts: Sequence[Quantity | None]) -> bool:
    known = [p.amount for p in parts if p is not None]
    return (
        total is not None
        and total.amount != 0
        and len(known) == len(parts) > 1
        and sum(known) == total.amount
    )


def _mention(
    number: int, line: tuple[Row, str, list[Quantity | None]], column: Cell, quantity: Quantity | None
) -> Mention:
    row, name, _ = line
    cell = _at(row, column)
    assert cell is not None
    return Mention(squeeze(name).strip(":"), figure(number, row, cell, name, label(column.text), quantity))


def equal_sums(total: FundsRow, natures: Sequence[FundsRow]) -> Iterator[Relation]:
    """What the breakdowns of a total by nature have to add up to: the total itself."""
    for row in natures:
        if row.level:
            continue
        for name in _FIELDS:
            field, whole = getattr(row, name), getattr(total, name)
            if field is not None and whole is not None and whole.quantity is not None:
                yield made.added(Mention(row.name, field), (Mention(total.name, whole),), field.place)


def fields(row: FundsRow) -> list[Field]:
    """The figures of a row of funds."""
    return [f for name in (*_FIELDS, "rate") if (f := getattr(row, name)) is not None]

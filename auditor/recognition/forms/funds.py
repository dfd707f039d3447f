"""A block of funds under a header of columns, and sums of money written as labels with values over several rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from msgspec.structs import replace

from auditor.document import Cell
from auditor.lexicon import built_in, load
from auditor.model.form import FundsRow, Role
from auditor.model.place import BLANKS, Field, Place, RowView, Step, table_row
from auditor.patterns import Pattern
from auditor.quantity import plain, squeeze
from auditor.recognition.forms.grid import MONEY_UNIT, NUMBER, Row, Sheet, figure, mended, place_of, view_of
from auditor.recognition.forms.lists import PAIRED, WHOLE, equal_sums, nature_rows, point_words, sums
from auditor.recognition.forms.roles import (
    Header,
    funds_subheader,
    inferred,
    is_label,
    label,
    labels,
    role_of,
)
from auditor.recognition.ledger import is_figure
from auditor.recognition.values import points, quantity_of, split_operator, tidy

_IN_HEADER = Pattern(r"\(\s*(?:满分|共|计)?\s*(\d+(?:\.\d+)?)\s*分\s*(?:[*×x]\s*[^()]{0,12})?\)")
_PERCENT = Pattern(r"[%‰]$")
_NAMED_SUM = Pattern(r"([^\d,，,;；。:：]{2,12}?)[:：为]?\s*(\d[\d,]*(?:\.\d+)?\s*(?:亿元|万元|千元|元))")
_POINTS = frozenset([Role.WEIGHT, Role.SCORE])
_SUMS = (Role.INITIAL, Role.ADJUSTED, Role.EXECUTED, Role.ARRIVED, Role.BALANCE)


def read(sheet: Sheet, at: int, header: Header) -> int:
    """Read the rows under a header of funds; the index behind them."""
    head = sheet.rows[at]
    first_money = min(i[0] for r, i in header.columns.items() if r in (*_SUMS, Role.RATE))
    unit = sheet.money
    if money := MONEY_UNIT.search("".join(head.texts)):
        unit = money[1]
    printed = _printed_weight(head, header, sheet.number)
    sheet.ledger.heading(*head.own)
    labels_above = {id(c) for c in head.cells[:first_money] if c is not None and c.text.strip()}
    start = at
    at += 1
    if at < len(sheet.rows) and (below := funds_subheader(header, sheet.rows[at].texts)):
        sheet.ledger.heading(*sheet.rows[at].own)
        header, start, at = below, at, at + 1
    total: FundsRow | None = None
    before = len(sheet.content.funds)
    while at < len(sheet.rows) and not sheet.is_header(at):
        row = sheet.rows[at]
        first = sheet.first(row)
        if first is not None and is_label(first.text, "total") and not _funds_total(first.text):
            break
        natures, following = nature_rows(sheet.number, sheet.rows, at, total, unit)
        if natures:
            _breakdowns(sheet, natures, total)
            for line in sheet.rows[at:following]:
                sheet.ledger.use("funds", *line.own)
            at = following
            continue
        named = [
            c
            for c in row.cells[:first_money]
            if c and c.text.strip() and id(c) not in labels_above and not NUMBER.fullmatch(squeeze(c.text))
        ]
        if not named and any(t for t in row.texts[first_money:]) and at != start + 1:
            break
        if not named and not any(t for t in row.texts[first_money:]):
            at += 1
            continue
        cell = _name_cell(row, header, named)
        name = tidy(cell.text) if named else WHOLE
        fields = _fields(sheet, row, header, name, unit)
        money_found = any((f := fields.get(r)) and f.quantity for r in _SUMS)
        pointed = any((f := fields.get(r)) and f.quantity for r in (Role.RATE, Role.WEIGHT, Role.SCORE))
        if not money_found and not (named and is_funds_name(name)) and not (pointed and at == start + 1):
            break
        if printed and (score := fields.get(Role.SCORE)) and score.quantity and Role.WEIGHT not in fields:
            fields[Role.WEIGHT] = printed
            printed = None
        sheet.content.funds.append(_row(sheet, row, cell, name, fields))
        _enter(sheet, row, header, named)
        total = total or sheet.content.funds[-1]
        at += 1
    sheet.content.funds[before:] = _total_first(sheet.content.funds[before:])
    return max(at, start + 1)


def _total_first(rows: Sequence[FundsRow]) -> list[FundsRow]:
    """The rows of a block with the total that closes it before its parts."""
    last = rows[-1] if len(rows) > 2 else None
    if last is None or any(row.level == 0 for row in rows[:-1]):
        return [*rows]
    if last.level and label(last.name) not in labels("sum", "lists"):
        return [*rows]
    return [replace(last, level=0, exhaustive=True), *rows[:-1]]


def _name_cell(row: Row, header: Header, named: Sequence[Cell]) -> Cell:
    """The cell that names a row; a block of one row needs none."""
    for cell, head in zip(row.cells, header.texts, strict=False):
        if cell is not None and cell in named and label(head).endswith("名称"):
            return cell
    return named[-1] if named else row.distinct[0]


def _enter(sheet: Sheet, row: Row, header: Header, named: Sequence[Cell]) -> None:
    """Enter the cells of a funds row by the columns of its header."""
    sheet.ledger.use("name", *(c for c in named if not is_figure(c.text)))
    for column, cell in enumerate(row.cells):
        if cell is None or cell.row != row.number or column >= len(header.texts):
            continue
        role = header.roles[column]
        ignored = role_of(header.texts[column], "indicator")
        if role is None and ignored is not None and ignored[0] in (Role.OTHER, Role.NUMBER):
            role = ignored[0]
        sheet.ledger.column(cell, role, header.texts[column])


def _breakdowns(sheet: Sheet, natures: Sequence[FundsRow], total: FundsRow | None) -> None:
    """Take breakdowns of the year's funds by nature; each is also a sum that the total row has to equal."""
    if total is not None:
        sheet.content.claims.extend(equal_sums(total, natures))
    sheet.content.funds.extend(natures)


def _fields(sheet: Sheet, row: Row, header: Header, name: str, unit: str) -> dict[Role, Field]:
    view, order = view_of(header, row.cells)
    fields: dict[Role, Field] = {}
    for role, columns in header.columns.items():
        column = columns[0]
        cell = row.cells[column] if column < len(row.cells) else None
        if cell is None or (cell.row != row.number and role in (Role.WEIGHT, Role.SCORE, Role.NOTE)):
            continue
        text = tidy(cell.text)
        place = Place(
            (*table_row(sheet.number, row.number, squeeze(name)), Step("part", name=squeeze(header.texts[column]))),
            cell.location, text, view, order.get(column),
        )  # fmt: skip
        default = unit if role not in (Role.RATE, Role.WEIGHT, Role.SCORE, Role.NOTE) else ""
        if role is Role.RATE and "%" in squeeze(header.texts[column]) and "/" not in header.texts[column]:
            default = "%"
        quantity = points(text) if role in (Role.WEIGHT, Role.SCORE) else quantity_of(text, default)
        fields[role] = Field(text, mended(place, quantity), quantity)
    return fields


def _row(sheet: Sheet, row: Row, cell: Cell, name: str, fields: dict[Role, Field]) -> FundsRow:
    level = 0 if _funds_total(name) else 1
    return FundsRow(
        squeeze(name).strip(":"), place_of(sheet.number, row, cell), level,
        initial=fields.get(Role.INITIAL), adjustment=fields.get(Role.ADJUSTMENT),
        adjusted=fields.get(Role.ADJUSTED), arrived=fields.get(Role.ARRIVED),
        executed=fields.get(Role.EXECUTED), balance=fields.get(Role.BALANCE), rate=fields.get(Role.RATE),
        weight=fields.get(Role.WEIGHT), score=fields.get(Role.SCORE), note=fields.get(Role.NOTE),
    )  # fmt: skip


def _printed_weight(head: Row, header: Header, number: int) -> Field | None:
    """The points of the budget's execution that its header announces: 得分(20分*执行率), 预算执行情况(20分)."""
    if Role.WEIGHT in header or Role.SCORE not in header:
        return None
    score = head.cells[header.columns[Role.SCORE][0]]
    before = [c for c, role in zip(head.cells, header.roles, strict=False) if role is None]
    for cell in (score, *before):
        if cell is None or not cell.text.strip():
            continue
        text = tidy(cell.text)
        found = _IN_HEADER.search(plain(text))
        quantity = points(found[1]) if found else None
        if found and quantity is not None:
            place = Place(
                table_row(number, head.number, squeeze(text)), cell.location, text, span=found.span(1)
            )
            return Field(found[1], place, quantity)
    return None


def _funds_total(name: str) -> bool:
    """Whether a row is the whole: called so, or by the names of its columns (预算数/到位数/执行数)."""
    columns = label(name).split("/")
    return label(name) in labels("total", "funds_row") or (
        len(columns) > 1 and all(role_of(column, "funds") for column in columns)
    )


def is_funds_name(name: str) -> bool:
    """Whether a row of funds is called so: the whole, or a part of it."""
    bare = label(name)
    return _funds_total(name) or any(word in bare for word in load("headers")["funds_row"]["part"])


# ── Rows among indicators ─────────────────────────────────────────────────────────────────────────────


def among_indicators(sheet: Sheet, row: Row, header: Header, *, below: bool) -> bool:
    """Take a row of funds that stands under a header of indicators: 年度资金总额 100 98 98% 10 9.8.

    Its sums of money stand under headers that are not theirs, so their order says what they are; its points stand
    under their own where the table keeps its columns. `below`: the row above is such a row.
    """
    cells = sheet.cells(row)
    if not cells or not (_is_total(cells[0].text) or (below and _is_part(cells[0].text))):
        return False
    notes = [c for c in cells[1:] if not is_figure(c.text) and squeeze(c.text) not in BLANKS]
    found = [c for c in cells[1:] if is_figure(c.text) and split_operator(c.text)[0] is None]
    if len(notes) > 1 or (notes and notes[0] is not cells[-1]) or not _displaced(row, header, found):
        return False
    roles = _by_order(sheet, row, header, found)
    if len({Role.ADJUSTED, Role.EXECUTED, Role.RATE} & roles.keys()) < 2:
        return False
    name = tidy(cells[0].text)
    fields: dict[Role, Field] = {}
    for role, cell in roles.items():
        unit = "%" if role is Role.RATE else sheet.money
        quantity = points(cell.text) if role in _POINTS else quantity_of(cell.text, unit)
        fields[role] = figure(sheet.number, row, cell, name, _common_name(role), quantity)
    sheet.content.funds.append(_row(sheet, row, cells[0], name, fields))
    sheet.ledger.use("name", cells[0])
    sheet.ledger.use("funds", *roles.values())
    sheet.ledger.use("note", *notes)
    sheet.ledger.leave_row(row.own)
    return True


@cache
def _common_name(role: Role) -> str:
    """What most forms call a column of funds."""
    words: list[str] = built_in("headers")["funds"][role.value]
    return words[0]


def _is_total(text: str) -> bool:
    return _funds_total(text) and not is_label(text, "total_row")


def _is_part(text: str) -> bool:
    """Whether a name is that of a part of the funds: 其中：财政拨款, 其他资金."""
    words = load("headers")["funds_row"]["part"]
    return squeeze(text).startswith("其中") or label(text) in words


def _displaced(row: Row, header: Header, found: Sequence[Cell]) -> bool:
    """Whether figures stand where an indicator has its levels or its name, so that the row can be none."""
    words = [c for r in (Role.LEVEL1, Role.LEVEL2, Role.NAME) for c in header.columns.get(r, ())]
    return any(row.cells[c] in found for c in words if c < len(row.cells))


def _by_order(sheet: Sheet, row: Row, header: Header, found: Sequence[Cell]) -> dict[Role, Cell]:
    """What the figures of a row are: its points by their columns or behind the rate, its money by its order."""
    columns = sorted(((c, r) for r in _POINTS for c in header.columns.get(r, ())), key=lambda pair: pair[0])
    rate = next((n for n, c in enumerate(found) if _PERCENT.search(squeeze(c.text))), None)
    roles: dict[Role, Cell] = {}
    if (sheet.exact or rate is None) and len(row.cells) == len(header.texts):
        roles = {r: cell for c, r in columns if (cell := row.cells[c]) is not None and cell in found}
    elif rate is not None:
        roles = {r: cell for (_, r), cell in zip(columns, found[rate + 1 :], strict=False)}
    if rate is not None:
        roles[Role.RATE] = found[rate]
    money = [c for c in found[:rate] if c not in roles.values()]
    by_count = {2: (Role.ADJUSTED, Role.EXECUTED), 3: (Role.INITIAL, Role.ADJUSTED, Role.EXECUTED)}
    return roles | dict(zip(by_count.get(len(money), ()), money, strict=False))


def take_stated(sheet: Sheet, row: Row, cells: Sequence[Cell]) -> None:
    """Take the sums of money that one cell of the execution's row names: 全年预算数100万元，全年执行数98万元."""
    for cell in cells:
        fields: dict[Role, Field] = {}
        text = tidy(cell.text)
        for match in _NAMED_SUM.finditer(plain(text)):
            role = sums().get(label(match[1]))
            quantity = quantity_of(match[2])
            if role is not None and quantity is not None:
                place = Place(table_row(sheet.number, row.number), cell.location, text, span=match.span(2))
                fields.setdefault(role, Field(match[2], place, quantity))
        if {Role.ADJUSTED, Role.EXECUTED} <= fields.keys():
            sheet.content.funds.append(_row(sheet, row, cell, WHOLE, fields))
            sheet.ledger.use("funds", cell)
            return


# ── Labels with values ────────────────────────────────────────────────────────────────────────────────


def take_pairs(sheet: Sheet, row: Row, cells: list[Cell]) -> None:
    """Take funds written as label and value, in one row or several: 预算数 100 到位数 100 执行数 98."""
    names = [label(cell.text) for cell in cells]
    listed = bool(sheet.paired) or not sums().keys().isdisjoint(names)
    for name, (cell, following) in zip(names, pairwise(cells), strict=False):
        role = sums().get(name)
        if role is None and listed and not any(word in name for word in _other_years()):
            known = inferred(cell.text, "funds")
            role = known if known in PAIRED and known not in sheet.paired else None
        if role is None and sheet.paired and not is_label(cell.text, "total"):
            role = point_words().get(name)
        if role is None:
            continue
        text = tidy(following.text)
        unit = sheet.money if role is not Role.RATE else "%" if "%" in squeeze(cell.text) else ""
        pointed = role in (Role.WEIGHT, Role.SCORE)
        quantity = points(text) if pointed else quantity_of(text, unit)
        if quantity is None:
            continue
        if role in sheet.paired:
            settle_pairs(sheet)
        place = Place(
            (*table_row(sheet.number, row.number), Step("part", name=name)),
            following.location,
            text,
            RowView((name,), (text,)),
            0,
        )
        sheet.ledger.use("funds", cell, following)
        sheet.paired[role] = row, cell, Field(text, mended(place, quantity), quantity)


def _other_years() -> list[str]:
    """How labels of sums of money of other years begin."""
    words: list[str] = load("headers")["lists"]["other_years"]
    return words


def settle_pairs(sheet: Sheet) -> None:
    """The labels and values taken so far are a funds row when two of them are sums of money."""
    if len(sheet.paired.keys() - {Role.RATE, Role.WEIGHT, Role.SCORE}) >= 2:
        row, first, _ = next(iter(sheet.paired.values()))
        fields = {role: field for role, (_, _, field) in sheet.paired.items()}
        sheet.content.funds.append(_row(sheet, row, first, WHOLE, fields))
    sheet.paired.clear()

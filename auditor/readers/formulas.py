"""Simple formulas of a workbook, calculated anew from the stored numbers: sums, products, ratios, references.

A formula is calculated from what its own operands hold, not from what they should hold: a fault is told
once, where it arises. Whatever is not understood has no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from re import Match

from auditor.patterns import Pattern
from auditor.readers import bounds
from auditor.readers.sheets import At, Sheet, address, column_number, position

_NAME = r"[A-Za-z0-9_.\u2e80-\u9fff\uff00-\uffef]"
_CORNER = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
_TOKEN = Pattern(
    rf"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>{_NAME}+))!)?(?P<first>{_CORNER})"
    rf"(?::(?P<last>{_CORNER}))?(?!{_NAME}|[(:!])"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)"
    r"|(?P<function>[A-Z]+)\(|(?P<sign>[-+*/%(),;])|(?P<space>\s+)|(?P<other>.)"
)
# Text, names of sheets and functions stay as they are when a formula moves.
_MOVING = Pattern(
    rf"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|{_NAME}+[!(]"
    rf"|(?<!{_NAME})(?P<fixed_column>\$?)(?P<letters>[A-Z]{{1,3}})(?P<fixed_row>\$?)(?P<digits>[1-9][0-9]{{0,6}})"
    rf"(?!{_NAME})"
)
_R1C1 = Pattern(
    rf"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|{_NAME}+[!(]"
    rf"|(?<!{_NAME})R(?P<row>[0-9]{{1,7}}|\[-?[0-9]{{1,7}}\])?C(?P<column>[0-9]{{1,5}}|\[-?[0-9]{{1,5}}\])?"
    rf"(?!{_NAME}|\[)(?P<cell>)"
)
_CONTEXT = Context(prec=34, rounding=ROUND_HALF_UP)
_DEEPEST = 50
_MOST_DECIMALS = 15


class _Unknown(Exception):
    """The formula has no value that this module can tell."""


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads in a cell so many rows below and columns to the right."""

    def shifted(match: Match[str]) -> str:
        if not match["letters"]:
            return match[0]
        column, row = column_number(match["letters"]), int(match["digits"])
        column = column if match["fixed_column"] else max(column + columns, 1)
        row = row if match["fixed_row"] else max(row + rows, 1)
        letters = address(1, column)[:-1]
        return f"{match['fixed_column']}{letters}{match['fixed_row']}{row}"

    return _MOVING.sub(shifted, formula)


def from_r1c1(formula: str, row: int, column: int) -> str:
    """A formula of the cell at a row and column with its references (`R[-1]C`, `R2C3`) as `A1`."""

    def named(match: Match[str]) -> str:
        if match["cell"] is None:
            return match[0]
        there = _counted(match["row"], row), _counted(match["column"], column)
        return address(*there) if min(there) > 0 else match[0]

    return _R1C1.sub(named, formula)


def _counted(stated: str | None, here: int) -> int:
    """A row or column as a reference states it: itself, from here in brackets, or here."""
    if stated is None:
        return here
    return here + int(stated[1:-1]) if stated.startswith("[") else int(stated)


@dataclass(slots=True)
class Workbook:
    """The sheets that formulas refer to, by name. So many cells of ranges are `left` to be looked at."""

    sheets: Mapping[str, Sheet]
    left: int = bounds.GRID
    _ends: dict[str, At] = field(default_factory=dict)
    """The last row and column of each sheet."""

    def value(self, sheet: str, cell: At, formula: str) -> Decimal | None:
        """What the formula of a cell gives; None when it is not understood or an operand is no number."""
        if len(formula) > bounds.FORMULA:
            return None
        tokens = [match for match in _TOKEN.finditer(formula) if not match["space"]]
        try:
            with localcontext(_CONTEXT):
                value = _Evaluation(self, sheet, cell, tokens).result()
        except (_Unknown, DecimalException):
            return None
        return value if value.is_finite() else None

    def number(self, name: str, at: At) -> Decimal | None:
        """The number in a cell; None for a blank one. Raises `_Unknown` for anything else."""
        sheet = self._sheet(name)
        if (stored := sheet.numbers.get(at)) is not None:
            return Decimal(stored)
        if sheet.texts.get(at) or at in sheet.uncalculated:
            raise _Unknown
        return None

    def between(self, name: str, first: At, last: At) -> Iterator[Decimal]:
        """The numbers in a range, where text and blank cells do not count. Raises `_Unknown` for errors."""
        sheet = self._sheet(name)
        if name not in self._ends:
            rows, columns = zip(*sheet.texts, strict=True) if sheet.texts else ((0,), (0,))
            self._ends[name] = max(rows), max(columns)
        bottom, right = map(min, last, self._ends[name])
        self.left -= max(bottom - first[0] + 1, 0) * max(right - first[1] + 1, 0)
        if self.left < 0 or sheet.uncalculated:
            raise _Unknown
        for row in range(first[0], bottom + 1):
            for column in range(first[1], right + 1):
                if (stored := sheet.numbers.get((row, column))) is not None:
                    yield Decimal(stored)
                elif sheet.texts.get((row, column), "").startswith("#"):
                    raise _Unknown

    def _sheet(self, name: str) -> Sheet:
        if name not in self.sheets:
            raise _Unknown
        return self.sheets[name]


@dataclass(slots=True)
class _Evaluation:
    """One formula on its way from left to right; each method takes the tokens of one construct."""

    workbook: Workbook
    sheet: str
    cell: At
    tokens: Sequence[Match[str]]
    at: int = 0
    depth: int = 0

    def result(self) -> Decimal:
        value = self._sum()
        if self.at < len(self.tokens):
            raise _Unknown
        return value

    def _sign(self, *signs: str) -> str:
        """The next token where it is one of these signs, which is then taken; else nothing."""
        if self.at < len(self.tokens) and self.tokens[self.at]["sign"] in signs:
            self.at += 1
            return self.tokens[self.at - 1]["sign"]
        return ""

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._sign("+", "-"):
            operand = self._product()
            value = value + operand if sign == "+" else value - operand
        return value

    def _product(self) -> Decimal:
        value = self._signed()
        while sign := self._sign("*", "/"):
            operand = self._signed()
            value = value * operand if sign == "*" else value / operand
        return value

    def _signed(self) -> Decimal:
        negative = False
        while sign := self._sign("+", "-"):
            negative ^= sign == "-"
        value = self._operand()
        while self._sign("%"):
            value /= 100
        return -value if negative else value

    def _operand(self) -> Decimal:
        if self.at >= len(self.tokens):
            raise _Unknown
        token = self.tokens[self.at]
        self.at += 1
        if token["number"]:
            return Decimal(token["number"])
        if token["first"] and not token["last"]:
            place = position(token["first"])
            assert place is not None, "the pattern of a corner is that of an address"
            return self.workbook.number(self._where(token, place, place), place) or Decimal(0)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Unknown
        if token["function"]:
            value = self._called(token["function"])
        elif token["sign"] == "(":
            value = self._sum()
            if not self._sign(")"):
                raise _Unknown
        else:
            raise _Unknown
        self.depth -= 1
        return value

    def _where(self, token: Match[str], first: At, last: At) -> str:
        """The sheet of a reference. Raises `_Unknown` for one to the formula's own cell."""
        quoted: str | None = token["quoted"]
        sheet: str = quoted.replace("''", "'") if quoted else token["bare"] or self.sheet
        row, column = self.cell
        if sheet == self.sheet and first[0] <= row <= last[0] and first[1] <= column <= last[1]:
            raise _Unknown
        return sheet

    def _called(self, function: str) -> Decimal:
        arguments = [self._argument()]
        while self._sign(",", ";"):
            arguments.append(self._argument())
        if not self._sign(")"):
            raise _Unknown
        numbers = [number for argument in arguments for number in argument]
        match function:
            case "SUM":
                return sum(numbers, Decimal(0))
            case "PRODUCT" if numbers:
                product = Decimal(1)
                for number in numbers:
                    product *= number
                return product
            case "AVERAGE" if numbers:
                return sum(numbers, Decimal(0)) / len(numbers)
            case "MIN" | "MAX" if numbers:
                return min(numbers) if function == "MIN" else max(numbers)
            case "ROUND" if len(arguments) == len(numbers) == 2 and abs(numbers[1]) <= _MOST_DECIMALS:
                return numbers[0].quantize(Decimal(1).scaleb(-int(numbers[1])))
        raise _Unknown

    def _argument(self) -> list[Decimal]:
        """A range's numbers, or the one of an expression."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        if token is None or not token["first"] or after is None or after["sign"] not in (",", ";", ")"):
            return [self._sum()]
        self.at += 1
        corners = position(token["first"]), position(token["last"] or token["first"])
        first, last = (corner or (0, 0) for corner in corners)
        if first[0] > last[0] or first[1] > last[1]:
            raise _Unknown
        return list(self.workbook.between(self._where(token, first, last), first, last))

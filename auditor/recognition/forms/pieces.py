"""A form whose cells were lost, as lines of text: one cell a line, or the cells of a row parted by single spaces.

The cells stand in reading order. They are put under the header's words where each row can be laid in one way only: a
name, every value and all points of each row are there, and each says what its column holds. Else nothing is laid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Block, Cell, Location, Paragraph, Table
from auditor.model.form import Role
from auditor.model.place import BLANKS
from auditor.patterns import Pattern
from auditor.quantity import squeeze
from auditor.recognition.forms.funds import is_funds_name
from auditor.recognition.forms.grid import MONEY_UNIT
from auditor.recognition.forms.roles import (
    Header,
    indicator_header,
    inferred,
    is_generic,
    is_label,
    label,
    role_of,
)
from auditor.recognition.forms.rows import LEVEL, Token, align, cost
from auditor.recognition.ledger import is_figure
from auditor.recognition.values import direction_of, points, points_of, quantity_of

_FEWEST_WORDS = 4
_LONGEST_WORD = 30
_FEWEST_ROWS = 2
# A text of fewer paragraphs or more pieces holds no form that was flattened.
_MOST_PIECES = 3000
_GOAL_LENGTH = 6
_MISFIT = 2.0
_POINTS = frozenset([Role.WEIGHT, Role.SCORE])
_LEVELS = frozenset([Role.LEVEL1, Role.LEVEL2])
_NAMES = _LEVELS | {Role.NAME}
# The roles of words in a header's lower row, and what the word above them means.
_LOWER: dict[Role | None, Role] = {
    Role.DIRECTION: Role.TARGET, Role.TARGET: Role.TARGET, Role.UNIT: Role.TARGET,
    Role.ITEM_SCORE: Role.SCORE, Role.WEIGHT: Role.SCORE, Role.SCORE: Role.SCORE,
}  # fmt: skip
_LOWER_FIRST = frozenset([Role.DIRECTION, Role.ITEM_SCORE])
_SUMS = frozenset([Role.INITIAL, Role.ADJUSTED, Role.ARRIVED, Role.EXECUTED, Role.ADJUSTMENT, Role.BALANCE])
# Columns of words, which need not be filled in each row: a row is told by the others.
_OPTIONAL = frozenset([Role.LEVEL1, Role.LEVEL2, Role.NOTE, Role.EXPLANATION, Role.OTHER])
_LABELS = ("organisation", "project", "total", "grade")
_SENTENCE = Pattern(r"[。；;]")
_BRACKET = Pattern(r"[(（][^()（）]*[)）]")
_OF_WHICH = Pattern(r"其中[:：]?")


class Piece(Struct, frozen=True):
    """The text of one cell, and the index of the paragraph that it stands in."""

    text: str
    paragraph: int


class Row(Struct, frozen=True):
    """A row of pieces, each with its column: under a header, a label with its value, or plain text."""

    kind: Literal["header", "cells", "label", "text"]
    cells: tuple[tuple[int, Piece], ...]


def laid_out(paragraphs: Sequence[Paragraph], number: int) -> list[Block]:
    """Paragraphs as they are, or with those that hold the cells of a form as a table of that number."""
    for pieces in (_whole(paragraphs), _split(paragraphs)):
        for joined in (list(_joined(pieces, _opens)), list(_joined(pieces, _continues))) if pieces else ():
            if rows := _Lines(joined).rows():
                return list(_blocks(paragraphs, rows, number))
    return list(paragraphs)


def is_flattened(text: str) -> bool:
    """Whether a line holds the words of a header, or ends with points behind other cells: a table's row, no sentence."""
    words = text.split()
    if len(words) < _FEWEST_WORDS:
        return False
    runs = (len([*run]) for known, run in groupby(words, _word) if known)
    if max(runs, default=0) >= _FEWEST_WORDS:
        return True
    return not _SENTENCE.search(text) and sum(map(is_figure, words)) > 1


# ── Pieces ────────────────────────────────────────────────────────────────────────────────────────────


def _whole(paragraphs: Sequence[Paragraph]) -> list[Piece]:
    """One cell a paragraph; copied web pages rule each cell off behind it."""
    if len(paragraphs) > _MOST_PIECES:
        return []
    texts = [p.text.strip().rstrip("| \u3000") for p in paragraphs]
    if sum(map(_word, texts)) < _FEWEST_WORDS:
        return []
    return [Piece(text, n) for n, text in enumerate(texts) if text]


def _split(paragraphs: Sequence[Paragraph]) -> list[Piece]:
    """The words of each paragraph, when some paragraph holds the words of a header."""
    words = [p.text.split() for p in paragraphs]
    if not any(len(line) >= _FEWEST_WORDS and sum(map(_word, line)) >= _FEWEST_WORDS for line in words):
        return []
    pieces = [Piece(word, n) for n, line in enumerate(words) for word in line]
    return pieces if len(pieces) <= _MOST_PIECES else []


def _word(text: str) -> bool:
    """Whether a piece is a word of a header."""
    if not text or len(text) > _LONGEST_WORD:
        return False
    return bool(role_of(text, "indicator") or role_of(text, "funds")) or is_generic(text)


def _joined(pieces: Sequence[Piece], belongs: Callable[[Piece, Piece], bool]) -> Iterator[Piece]:
    """The pieces with those put together that belong to the piece before them."""
    before: Piece | None = None
    for piece in pieces:
        if before is not None and belongs(before, piece):
            before = replace(before, text=before.text + piece.text)
            continue
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before


def _continues(before: Piece, piece: Piece) -> bool:
    """Whether a piece is a header's bracket, or stands behind 其中."""
    if _BRACKET.fullmatch(piece.text):
        return _word(before.text) or bool(MONEY_UNIT.search(before.text))
    return before.paragraph == piece.paragraph and _OF_WHICH.fullmatch(before.text) is not None


def _opens(before: Piece, piece: Piece) -> bool:
    """Whether a piece goes on as well where it is the number behind a sign: ≥ 95%."""
    signed = len(before.text) < 3 and piece.text[:1].isdigit() and direction_of(before.text) is not None
    return (signed and before.paragraph == piece.paragraph) or _continues(before, piece)


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────


class _Refused(Exception):
    """The pieces under a header cannot be laid, or in more than one way."""


class _Lines:
    """Pieces while they are laid."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces

    def rows(self) -> list[Row]:
        """The rows, [] where they cannot be told."""
        made: list[Row] = []
        at = 0
        found = False
        try:
            while at < len(self.pieces):
                if end := self._indicator_header(at):
                    at = self._indicators(made, at, end)
                    found = True
                elif end := self._funds_header(at):
                    at = self._funds(made, at, end)
                else:
                    at = self._goals(made, at) or self._label(made, at) or self._text(made, at)
        except _Refused:
            return []
        return made if found and sum(row.kind == "cells" for row in made) >= _FEWEST_ROWS else []

    def _text_at(self, at: int) -> str:
        return self.pieces[at].text if at < len(self.pieces) else ""

    def _indicator_header(self, at: int) -> int:
        """The index behind a header of indicators, 0 where none begins."""
        seen: set[Role] = set()
        end = at
        while end < len(self.pieces):
            text = self._text_at(end)
            known = role_of(text, "indicator")
            role = known[0] if known else Role.NAME if is_generic(text) else None
            if role is None:
                # A word that is not listed stands between two that are.
                if (
                    not seen
                    or not inferred(text, "indicator")
                    or not role_of(self._text_at(end + 1), "indicator")
                ):
                    break
            elif role in seen:
                break
            else:
                seen.add(role)
            end += 1
        return end if len(seen) >= _FEWEST_WORDS and seen & _NAMES and seen & _POINTS else 0

    def _funds_header(self, at: int) -> int:
        seen: set[Role] = set()
        end = at
        while (known := role_of(self._text_at(end), "funds")) and known[0] not in seen:
            seen.add(known[0])
            end += 1
        return end if len(seen) > 2 and len(seen & _SUMS) > 1 else 0

    # ── Indicators ──

    def _indicators(self, made: list[Row], at: int, end: int) -> int:
        head, following = _two_levels(self.pieces, at, end)
        header = indicator_header([[p.text for p in head]], ragged=False)
        if header is None:
            raise _Refused
        made.append(Row("header", tuple(enumerate(head))))
        words = [p.text for p in self.pieces[at:following]]
        body: list[Piece] = []
        while following < len(self.pieces):
            if [p.text for p in self.pieces[following : following + len(words)]] == words:
                following += len(words)  # the header again, on the next page
            elif is_label(self._text_at(following), "subtotal_row") and points(self._text_at(following + 1)):
                made += _laid(header, body)
                body = []
                following = self._sum(made, following, header, header.columns[Role.NAME][0])
            elif self._ends(following):
                break
            else:
                body.append(self.pieces[following])
                following += 1
        made += _laid(header, body)
        if is_label(self._text_at(following), "total_row") and points(self._text_at(following + 1)):
            return self._sum(made, following, header, 0)
        return following

    def _sum(self, made: list[Row], at: int, header: Header, column: int) -> int:
        """The row of a total or subtotal: its name, and its points under the columns of points."""
        end = at + 1
        while end < len(self.pieces) and points(self._text_at(end)):
            end += 1
        values = self.pieces[at + 1 : end]
        columns = [header.columns[r][0] for r in (Role.WEIGHT, Role.SCORE) if r in header]
        if len(values) > len(columns):
            raise _Refused
        cells = zip(columns[-len(values) :], values, strict=True)
        made.append(Row("cells", ((column, self.pieces[at]), *cells)))
        return end

    def _ends(self, at: int) -> bool:
        """Whether the indicators end before a piece."""
        text = self._text_at(at)
        if is_label(text, "total_row") and points(self._text_at(at + 1)):
            return True
        before, colon, _ = text.replace("：", ":").partition(":")
        return bool(
            is_label(before if colon else text, "section")
            or self._funds_header(at)
            or self._indicator_header(at)
        )

    # ── Funds ──

    def _funds(self, made: list[Row], at: int, end: int) -> int:
        """The rows of funds under a header; the text before it heads their names."""
        head = list(enumerate(self.pieces[at:end], 1))
        if made and made[-1].kind == "text" and MONEY_UNIT.search(made[-1].cells[0][1].text):
            head.insert(0, (0, made.pop().cells[0][1]))
        made.append(Row("header", tuple(head)))
        heads = [known[0] for p in self.pieces[at:end] if (known := role_of(p.text, "funds"))]
        roles = [role for role in heads if role is not Role.NOTE]
        sums = next((n for n, r in enumerate(roles) if r not in _SUMS), len(roles))
        first = True
        while first or is_funds_name(self._text_at(end)):
            values = self._values(end + 1, roles)
            parts = () if first else (0, sums)
            if quantity_of(self._text_at(end)) or values not in (len(roles), *parts):
                raise _Refused
            cells = enumerate(self.pieces[end : end + 1 + values])
            made.append(Row("cells", tuple(cells)))
            end += 1 + values
            end += Role.NOTE in heads and self._is_note(end)
            first = False
        return end

    def _values(self, at: int, roles: Sequence[Role]) -> int:
        """How many pieces can be the values of a row of funds."""
        for n, role in enumerate(roles):
            text = self._text_at(at + n)
            read = points(text) if role in _POINTS else quantity_of(text)
            if not text or (read is None and squeeze(text) not in BLANKS):
                return n
        return len(roles)

    def _is_note(self, at: int) -> bool:
        """Whether a piece behind the values of a row says why they are so."""
        text = self._text_at(at)
        return len(text) >= _GOAL_LENGTH and not (
            self._is_word(at) or is_funds_name(text) or points_of(text) or LEVEL.search(squeeze(text))
        )

    # ── Goals, labels, text ──

    def _goals(self, made: list[Row], at: int) -> int:
        """The goals and what was done, under their two words."""
        kinds = [
            {k for k in ("initial", "completion") if is_label(self._text_at(at + n), k, "goals")}
            for n in (0, 1)
        ]
        if "initial" not in kinds[0] or "completion" not in kinds[1]:
            return 0
        texts = self.pieces[at + 2 : at + 4]
        if len(texts) < 2 or any(len(p.text) < _GOAL_LENGTH or _word(p.text) for p in texts):
            return 0
        if not self._begins(at + 4):
            return 0
        made.append(Row("header", tuple(enumerate(self.pieces[at : at + 2]))))
        made.append(Row("cells", tuple(enumerate(texts))))
        return at + 4

    def _begins(self, at: int) -> bool:
        """Whether something else begins at an index: words of a header or a section of the form, or nothing."""
        text = self._text_at(at)
        return not text or _word(text) or is_label(text, "section")

    def _label(self, made: list[Row], at: int) -> int:
        """A label and its value: the next line, or the rest of this one."""
        kind = next((k for k in _LABELS if is_label(self._text_at(at), k)), None)
        if kind is None:
            return 0
        here = self.pieces[at].paragraph
        end = at + 1
        while end < len(self.pieces) and self.pieces[end].paragraph == here and not self._is_word(end):
            end += 1
        alone = end == at + 1
        if alone:
            end += 1
        value = self.pieces[at + 1 : end]
        if not value or (alone and (value[0].paragraph == here or self._is_word(at + 1))):
            return 0
        text = " ".join(p.text for p in value)
        if kind == "total" and points(text) is None:
            return 0
        made.append(Row("label", ((0, self.pieces[at]), (1, replace(value[0], text=text)))))
        return end

    def _is_word(self, at: int) -> bool:
        text = self._text_at(at)
        return _word(text) or any(is_label(text, k) for k in (*_LABELS, "section"))

    def _text(self, made: list[Row], at: int) -> int:
        """The rest of a line up to a header in it."""
        here = self.pieces[at].paragraph
        end = at + 1
        while (
            end < len(self.pieces)
            and self.pieces[end].paragraph == here
            and not (self._is_word(end) or is_label(self._text_at(end), "initial", "goals"))
        ):
            end += 1
        text = " ".join(p.text for p in self.pieces[at:end])
        made.append(Row("text", ((0, Piece(text, here)),)))
        return end


def _two_levels(pieces: Sequence[Piece], at: int, end: int) -> tuple[list[Piece], int]:
    """The words of a header, those below a word in its place (指标性质 指标值 计量单位 below 年度指标值), and the index
    behind them."""
    upper = list(pieces[at:end])
    start = end
    while start > at and _listed(pieces[start - 1]) in _LOWER_FIRST:
        start -= 1
    below: list[Piece] = []
    while start + len(below) < len(pieces) and _listed(pieces[start + len(below)]) in _LOWER:
        below.append(pieces[start + len(below)])
    if len(below) < 2 or start + len(below) == end:
        return upper, end
    head: list[Piece] = []
    for piece in upper[: start - at]:
        role = _listed(piece)
        under = [p for p in below if _LOWER.get(_listed(p)) is role] if role in _LOWER.values() else []
        head += under if len(under) > 1 else [piece]
    return head, start + len(below)


def _listed(piece: Piece) -> Role | None:
    known = role_of(piece.text, "indicator")
    return known[0] if known else None


def _laid(header: Header, pieces: Sequence[Piece]) -> list[Row]:
    """The rows of some pieces under a header. Raises _Refused where none is licensed."""
    rows = _by_line(header, pieces) or _as_stream(header, pieces) if pieces else []
    return [Row("cells", tuple(sorted(row.items(), key=lambda cell: cell[0]))) for row in rows]


def _by_line(header: Header, pieces: Sequence[Piece]) -> list[dict[int, Piece]]:
    lines = [list(line) for _, line in groupby(pieces, lambda p: p.paragraph)]
    rows = [rows[0] for line in lines if len(rows := _aligned(header, line)) == 1]
    return rows if len(rows) == len(lines) and all(_licensed(header, row) for row in rows) else []


def _as_stream(header: Header, pieces: Sequence[Piece]) -> list[dict[int, Piece]]:
    rows = [row for laid in _aligned(header, pieces) if (row := _without_empty_level(header, laid))]
    told = Role.NOTE not in header or all(_told(header, row) for row in rows)
    if not rows or not told or not all(_licensed(header, row) for row in rows):
        raise _Refused
    return rows


def _without_empty_level(header: Header, row: dict[int, Piece]) -> dict[int, Piece]:
    """A row without a level that has no indicators, which looks like its reason or stands alone."""
    if all(header.roles[n] in _LEVELS for n in row):
        return {}
    notes = [n for n in row if header.roles[n] is Role.NOTE]
    return {n: p for n, p in row.items() if n not in notes or not label(p.text).endswith("指标")}


def _aligned(header: Header, pieces: Sequence[Piece]) -> list[dict[int, Piece]]:
    """Pieces under the columns that they fit; of the levels the lowest ones are there."""
    stream = [Token(piece.text, n, False) for n, piece in enumerate(pieces)]
    levels = [n for n, role in enumerate(header.roles) if role in _LEVELS]
    rows = []
    for laid in align(header.roles, stream):
        row = {column: pieces[token.key] for column, token in laid.items()}
        there = [row.pop(n) for n in levels if n in row]
        row |= dict(zip(levels[len(levels) - len(there) :], there, strict=True))
        rows.append(row)
    return rows


def _licensed(header: Header, row: dict[int, Piece]) -> bool:
    """Whether all the values and points of a row are there and fit their columns, so that it is laid in no other way."""
    absent = {role for n, role in enumerate(header.roles) if n not in row} - _OPTIONAL
    target = next(
        (row[n].text for n, role in enumerate(header.roles) if role is Role.TARGET and n in row), ""
    )
    asked = quantity_of(target)
    if asked is None or asked.unit:
        absent -= {Role.UNIT, Role.DIRECTION}
    name = next((row[n].text for n, role in enumerate(header.roles) if role is Role.NAME and n in row), "")
    if (
        label(name).endswith("指标")
        and LEVEL.search(name)
        and not any(header.roles[n] in _LEVELS for n in row)
    ):
        return False  # a level whose indicator has no name
    return not absent and all(
        squeeze(piece.text) not in BLANKS and cost(header.roles[n], piece.text) < _MISFIT
        for n, piece in row.items()
    )


def _told(header: Header, row: dict[int, Piece]) -> bool:
    """Whether the words of a row say which of them are reasons, at its end, and which are levels of the next."""
    return all(
        (LEVEL.search(squeeze(piece.text)) is not None) is (header.roles[n] in _LEVELS)
        for n, piece in row.items()
        if header.roles[n] in _LEVELS or header.roles[n] is Role.NOTE
    )


# ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────


def _blocks(paragraphs: Sequence[Paragraph], rows: Sequence[Row], number: int) -> Iterator[Block]:
    """The rows of a form as a table, with the text above and below it."""
    first = next(n for n, row in enumerate(rows) if row.kind == "header")
    while first and (rows[first - 1].kind == "label" or (first > 1 and rows[first - 2].kind == "label")):
        first -= 1
    last = max(n for n, row in enumerate(rows) if row.kind == "cells")
    if first and rows[first].kind == "header" and points_of(rows[first - 1].cells[0][1].text):
        first -= 1  # the heading of the block, with its points
    yield from _outside(paragraphs, rows[:first])
    yield _table(paragraphs, rows[first : last + 1], number)
    yield from _outside(paragraphs, rows[last + 1 :])


def _outside(paragraphs: Sequence[Paragraph], rows: Sequence[Row]) -> Iterator[Paragraph]:
    """Rows outside the table as the paragraphs that they were."""
    told: set[int] = set()
    for row in rows:
        for _, piece in row.cells:
            own = paragraphs[piece.paragraph]
            if len(piece.text.split()) < len(own.text.split()) and row.kind == "text":
                yield replace(own, text=piece.text)
            elif piece.paragraph not in told:
                yield own
            told.add(piece.paragraph)


def _table(paragraphs: Sequence[Paragraph], rows: Sequence[Row], number: int) -> Table:
    width = 1 + max(column for row in rows for column, _ in row.cells)
    cells = [
        Cell(
            piece.text, r, column + 1,
            replace(paragraphs[piece.paragraph].location, table=number, row=r, column=column + 1, arranged=True),
            colspan=width if row.kind == "text" else 1,
        )
        for r, row in enumerate(rows, 1)
        for column, piece in row.cells
    ]  # fmt: skip
    return Table(tuple(cells), Location(table=number, line=cells[0].location.line))

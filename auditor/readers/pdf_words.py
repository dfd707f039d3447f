"""Which cell of a ruled table a character belongs to, and where text runs out of its cell."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from auditor.readers.pdf_lines import WORD_GAP
from auditor.readers.pdf_page import Char

TOUCHING = 0.1
"""How near, in heights of a character, characters of one word come to a rule that it runs over."""
OVER = 0.1
"""Part of a character's width, and of its height, that may lie over a rule without being outside of its cell."""
OVER_ROW = 0.3
STARTS = 2
"""Words that begin at one place, from which more may begin there."""


class Lattice(Struct, frozen=True):
    """Edges of columns and rows, the index of the cell that owns each position, and the cells:
    (row, column, rows, columns)."""

    xs: list[float]
    ys: list[float]
    owner: list[list[int]]
    cells: list[tuple[int, int, int, int]]


Texts = dict[int, list[Char]]
"""The characters of each cell of a lattice."""


def held(chars: list[Char], lattices: list[Lattice]) -> tuple[list[Texts], list[Char]]:
    """The characters in each lattice by cell, and those in none. A word that runs out of its cell stays in it."""
    held: list[Texts] = [defaultdict(list) for _ in lattices]
    loose: list[Char] = []
    # A word as it is drawn, with the cell in which each character stands.
    word: list[tuple[Char, int]] = []
    table = -1
    usual: set[int] | None = None
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for n, lattice in enumerate(lattices):
            if lattice.xs[0] < x < lattice.xs[-1] and lattice.ys[0] < y < lattice.ys[-1]:
                cell = lattice.owner[bisect_right(lattice.ys, y) - 1][bisect_right(lattice.xs, x) - 1]
                same = n == table and bool(word) and _goes_on(word[-1], char, cell, lattice, word[0][1])
                if same and cell != word[-1][1]:
                    usual = _usual_starts(chars) if usual is None else usual
                    # Where other words of the column begin, another word does.
                    same = round(char.x0) not in usual
                if word and not same:
                    _put(word, lattices[table], held[table])
                    word = []
                word.append((char, cell))
                table = n
                break
        else:
            loose.append(char)
    if word:
        _put(word, lattices[table], held[table])
    return held, loose


def _usual_starts(chars: list[Char]) -> set[int]:
    """Where several words of a page begin, in whole points from the left."""
    starts = Counter(
        round(char.x0) for before, char in pairwise(chars) if before.base != char.base or _parts(before, char)
    )
    return {x for x, count in starts.items() if count >= STARTS}


def _parts(before: Char, char: Char) -> bool:
    """Whether white, or a step back, parts two characters of a line."""
    size = char.bottom - char.top
    return not -0.5 * size < char.x0 - before.x1 <= WORD_GAP * size


def _goes_on(last: tuple[Char, int], char: Char, cell: int, lattice: Lattice, first: int) -> bool:
    """Whether a character is the next one of a word, in the same cell or over a rule that the word runs over."""
    before, own = last
    size = char.bottom - char.top
    if before.base != char.base or _parts(before, char):
        return False
    if cell in (own, first):
        return True
    row, column, height, _ = lattice.cells[cell]
    rule = lattice.xs[column]
    ours = lattice.cells[own]
    beside = ours[0] < row + height and row < ours[0] + ours[2] and ours[1] < column
    # Text that ends at a rule of its own accord leaves some room before it, and so does what begins behind it.
    return beside and (before.x1 > rule - TOUCHING * size or char.x0 < rule - TOUCHING * size)


def _put(word: list[tuple[Char, int]], lattice: Lattice, texts: Texts) -> None:
    """A word's characters into its cell: where it begins at the left edge of the first or ends at the right of the last."""
    cells = {cell for _, cell in word}
    if len(cells) > 1:
        chars = [char for char, _ in word]
        near = 0.6 * (chars[0].bottom - chars[0].top)
        first, last = word[0][1], word[-1][1]
        _, column, _, wide = lattice.cells[last]
        if chars[0].x0 - lattice.xs[lattice.cells[first][1]] < near:
            own = first
        elif lattice.xs[column + wide] - chars[-1].x1 < near:
            own = last
        else:
            own = word[len(word) // 2][1]
        word = [(char, own) for char in chars]
    for char, cell in word:
        texts[cell].append(char)


class Spills(NamedTuple):
    """How many characters lie outside of their cells, and the cells whose text may be mixed with another's."""

    outside: int
    cells: frozenset[int]


def spills(lattice: Lattice, texts: Texts) -> Spills:
    """Where text runs out of its cell: over its neighbours, whose text it may cover, or into other rows."""
    xs, ys = lattice.xs, lattice.ys
    count = 0
    mixed: set[int] = set()
    over_rows: set[int] = set()
    for i, chars in texts.items():
        r, c, high, wide = lattice.cells[i]
        left, right, top, bottom = xs[c], xs[c + wide], ys[r], ys[r + high]
        for char in chars:
            if max(char.x1 - right, left - char.x0) > OVER * (char.x1 - char.x0):
                count += 1
                mixed.add(i)
                mixed.update(_covered(char, i, lattice, texts))
            over = OVER_ROW * (char.bottom - char.top)
            if char.top < top - over or char.bottom > bottom + over:
                count += 1
                over_rows.update((r - 1, r) if char.top < top - over else (r + high - 1, r + high))
    if over_rows:
        mixed.update(
            i
            for i, (r, _, high, _) in enumerate(lattice.cells)
            if not over_rows.isdisjoint(range(r, r + high))
        )
    return Spills(count, frozenset(mixed))


def _covered(char: Char, own: int, lattice: Lattice, texts: Texts) -> list[int]:
    """The cell that a character lies in beside its own, where it lies on that cell's text."""
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    row, column = bisect_right(lattice.ys, y) - 1, bisect_right(lattice.xs, x) - 1
    if not (0 <= row < len(lattice.owner) and 0 <= column < len(lattice.owner[0])):
        return []
    cell = lattice.owner[row][column]
    there = (one for one in texts.get(cell, ()) if one.top < y < one.bottom)
    return [cell] if cell != own and any(one.x0 < char.x1 and char.x0 < one.x1 for one in there) else []

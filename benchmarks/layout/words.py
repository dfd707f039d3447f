"""Header words that no lexicon knows: what stands below them is understood by its shape, or said not to be."""

from __future__ import annotations

from random import Random

from .sheet import Column, Sheet
from .way import Change, Way, add, figure

CHARACTERS = "蘅芷杳霁岫泠翊珩璟瑾筠菡萏薇蔚澜漪渌潇湘嵘峥"
"""Characters of given names: no word of a form is made of them."""


def made_up(rng: Random) -> str:
    """A word of two to four such characters."""
    return "".join(rng.sample(CHARACTERS, rng.randint(2, 4)))


def _headed(role: str) -> Change:
    def change(rng: Random, sheet: Sheet) -> bool | None:
        column = sheet.column(role)
        if column is None:
            return False
        column.header = made_up(rng)
        return None

    return change


def _funds(role: str) -> Change:
    def change(rng: Random, sheet: Sheet) -> bool | None:
        if not sheet.funds or role not in sheet.funds.headers:
            return False
        sheet.funds.headers[role] = made_up(rng)
        return None

    return change


def _points(rng: Random, sheet: Sheet) -> bool | None:
    """A further column of points."""
    if any(figure(entry.cells["score"]) is None for entry in sheet.rows):
        return False
    return add(sheet, "note", Column("made-up", made_up(rng)), lambda e: e.cells["score"])


def _figures(rng: Random, sheet: Sheet) -> bool | None:
    """A further column of figures."""
    return add(sheet, "completion", Column("made-up", made_up(rng)), lambda _: str(rng.randint(1, 900)))


def _texts(rng: Random, sheet: Sheet) -> bool | None:
    """A further column of words."""
    return add(sheet, "completion", Column("made-up", made_up(rng), 14), lambda _: made_up(rng))


def _foot(rng: Random, sheet: Sheet) -> bool | None:
    """A row below the total whose label is unknown."""
    sheet.foot.append([made_up(rng), f"按要求于年底前完成{rng.randint(2, 9)}次现场核查。"])
    return None


def _head(rng: Random, sheet: Sheet) -> bool | None:
    """A pair of cells in the head whose label is unknown."""
    sheet.head.append([made_up(rng), str(rng.randint(2, 900)), made_up(rng), "按季度"])
    return None


def _total(rng: Random, sheet: Sheet) -> bool | None:
    """The row of the total has another name."""
    if sheet.total is None:
        return False
    sheet.total.cells["name"] = made_up(rng)
    return None


def _all(rng: Random, sheet: Sheet) -> bool | None:
    """No header of the indicators is known."""
    for column in sheet.columns:
        column.header = made_up(rng)
        column.group = column.group and "".join(sorted(column.group))
    return None


UNKNOWN = {
    way.name: way
    for way in (
        *(
            Way(f"unknown-{role}", _headed(role))
            for role in ("name", "op", "target", "unit", "completion", "weight", "score", "note")
        ),
        *(
            Way(f"unknown-funds-{role}", _funds(role))
            for role in ("initial", "adjusted", "executed", "rate", "weight", "score")
        ),
        Way("unknown-points", _points),
        Way("unknown-figures", _figures),
        Way("unknown-texts", _texts),
        Way("unknown-foot", _foot),
        Way("unknown-head", _head),
        Way("unknown-total", _total),
        Way("unknown-headers", _all),
    )
}

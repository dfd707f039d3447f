"""Where a figure or a text stands: a route of steps through the report, and the concrete location."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Location
from auditor.lexicon import load
from auditor.model.names import ending
from auditor.quantity import Quantity, squeeze


class RowView(Struct, frozen=True):
    """A table row as it was understood, for showing it: column headers and the texts under them."""

    headers: tuple[str, ...]
    cells: tuple[str, ...]

    def below(self, topic: str) -> tuple[str, ...]:
        """The texts below headers that begin with a word of a topic: `deduction_column` …"""
        begins, pairs = _topic(topic), zip(self.headers, self.cells, strict=False)
        return tuple(text for header, text in pairs if squeeze(header).startswith(begins))


class Step(Struct, frozen=True, gc=False):
    """One step of the way to a place: the `number` of a table, row, line, page or paragraph, and what it is called.

    `sheet` and `cell` have names only; `part` is a column or a part of what the step before it names.
    """

    kind: Literal["table", "row", "line", "page", "paragraph", "sheet", "cell", "part"]
    number: int = 0
    name: str = ""


Route = tuple[Step, ...]


def table_row(table: int, row: int, name: str = "") -> Route:
    """The way to a row of a table, and what the row is about."""
    return (Step("table", table), Step("row", row, name))


class Place(Struct, frozen=True):
    """Where a figure or a text stands: the way there, the concrete location, and what is written there.

    `row` and `index` show a cell in its table row, `span` marks characters of `text`. `offset` is the number of
    characters of the line before `text`, None where that is not known or has no sense (a table's cell).
    `repaired` says that the text had to be mended (split cells, broken numbers) to be read.
    """

    route: Route
    location: Location
    text: str = ""
    row: RowView | None = None
    index: int | None = None
    span: tuple[int, int] | None = None
    repaired: bool = False
    offset: int | None = None

    def to(self, name: str) -> Route:
        """The way to a part of what stands here."""
        return (*self.route, Step("part", name=name))

    def called(self, name: str) -> Route:
        """The way here, with a name for what stands here."""
        *before, last = self.route
        address = f"{last.name} " if last.kind == "cell" else ""
        return (*before, replace(last, name=address + name))

    @property
    def doubtful(self) -> bool:
        """Whether a figure here was not surely read."""
        return self.location.doubtful

    @property
    def mended(self) -> bool:
        """Whether what stands here was read from other than a clean text or table: put together, or recognised."""
        return self.repaired or self.location.recognised or self.location.arranged

    @property
    def marked(self) -> str:
        """The characters that are meant: those of the span, else the whole text."""
        return self.text[slice(*self.span)] if self.span else self.text

    @property
    def said(self) -> str:
        """What a finding says was found here: a value that a sentence gives under a name, else all of the text."""
        valued = self.location.table is None and self.route and self.route[-1].kind == "part"
        return self.marked if valued else self.text

    @property
    def anchor(self) -> tuple[object, ...]:
        """What findings about one thing share: its table row (a column where rows are columns), else its line, page or sheet."""
        at = self.location
        if at.turned:
            return (at.sheet, at.table, "column", at.column)
        return (
            (at.sheet, at.table, at.row)
            if at.table is not None and at.row is not None
            else (at.page, at.line)
        )


BLANKS = frozenset(["", "-", "--", "—", "——", "－", "－－", "/", "／", "\\", "无", "*", "…", "……", "&NULL&"])


class Field(Struct, frozen=True):
    """One printed value: its text (white space of line breaks removed), its number if it is one, its place."""

    text: str
    place: Place
    quantity: Quantity | None = None

    def __bool__(self) -> bool:
        return self.text not in BLANKS

    @property
    def name(self) -> str:
        """The text without white space, for comparing and naming."""
        return squeeze(self.text)

    def says(self, topic: str) -> bool:
        """Whether the text speaks of a topic of the lexicon: `absent`, `bonus` …"""
        return says(self.text, topic)

    def means(self, topic: str) -> bool:
        """Whether the whole text is one of a topic's words: `no_reason`, `all_done` …"""
        return means(self.name, topic)

    def ends(self, topic: str) -> str:
        """The longest of a topic's words that the name ends with, marks and brackets left out; empty for none."""
        return ends(self.text, topic)


def says(text: str, topic: str) -> bool:
    """Whether a text speaks of a topic of the lexicon: one of its words stands in it."""
    bare = squeeze(text)
    return any(word in bare for word in _topic(topic))


def means(text: str, topic: str) -> bool:
    """Whether a text without white space is one of a topic's words."""
    return text in _topic(topic)


def ends(name: str, topic: str) -> str:
    """The longest of a topic's words that a name ends with, marks and brackets left out; empty for none."""
    return ending(name, _topic(topic))


def one_each(names: Sequence[str], topic: str) -> bool:
    """Whether there are as many names as words of a topic, and each of the words stands in one of them."""
    words = _topic(topic)
    return len(names) == len(words) and all(any(word in name for name in names) for word in words)


def mentioned(text: str, topic: str) -> tuple[str, ...]:
    """The words of a topic that stand in a text."""
    bare = squeeze(text)
    return tuple(word for word in _topic(topic) if word in bare)


@cache
def _topic(name: str) -> tuple[str, ...]:
    """The words of a topic; those of another subject where it refers to them."""
    topic = load("topics")[name]
    if "of" not in topic:
        return tuple(topic["any"])
    subject, *keys = topic["of"].split(".")
    words = load(subject)
    for key in keys:
        words = words[key]
    return tuple(map(squeeze, words))

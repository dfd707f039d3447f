"""Which cells and paragraphs of a document a run has something to say about, and about which characters."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from auditor.document import Cell, Document, Location, Paragraph, Table
from auditor.model.place import Place
from auditor.outcome import Audit
from auditor.output.entries import Entry, entries

Target = Cell | Paragraph | Table


class Mark(Struct, frozen=True):
    """A stretch of a target's text, all of it when `span` is None, and what is known of it.

    `finding` is the number of the finding's entry, counted from 1; without one, the stretch is a figure with a verdict.
    `style` is the severity's or the verdict's value.
    """

    style: str
    span: tuple[int, int] | None
    finding: int = 0


class Marked(Struct):
    """What is known of one cell, paragraph or table; `name` is unique in the document."""

    name: str
    marks: list[Mark] = field(default_factory=list)


class Marks:
    """The targets of a document by the places that findings and figures give."""

    def __init__(self, audit: Audit) -> None:
        self._targets: dict[_Key, Target] = {}
        self._marked: dict[int, Marked] = {}
        if audit.document is not None:
            self._index(audit.document)
        for figure in audit.result.figures:
            self._mark(figure.place, figure.verdict.value)
        for number, entry in enumerate(entries(audit.result.findings), 1):
            for finding in entry.findings:
                self._mark(finding.place, finding.severity.value, number)
                for place in finding.related:
                    self._entry(place)

    def of(self, target: Target) -> Marked | None:
        """What is known of a target; None when nothing refers to it."""
        return self._marked.get(id(target))

    def name(self, place: Place) -> str | None:
        """The name of the target at a place; None when the document has none there."""
        target = self._target(place.location)
        return self._marked[id(target)].name if id(target) in self._marked else None

    def names(self, entry: Entry) -> list[str]:
        """The targets that an entry speaks of, those of its first finding first, each once."""
        places = (place for finding in entry.findings for place in (finding.place, *finding.related))
        return list(dict.fromkeys(filter(None, map(self.name, places))))

    def _index(self, document: Document) -> None:
        # Documents are frozen and live as long as this does, so identity tells equal cells apart.
        for block in document.blocks:
            for target in (block, *(block.cells if isinstance(block, Table) else ())):
                for key in _known_by(target):
                    self._targets.setdefault(key, target)

    def _target(self, location: Location) -> Target | None:
        return next((self._targets[key] for key in _sought_by(location) if key in self._targets), None)

    def _entry(self, place: Place) -> tuple[Target, Marked] | None:
        target = self._target(place.location)
        if target is None:
            return None
        return target, self._marked.setdefault(id(target), Marked(f"c{len(self._marked) + 1}"))

    def _mark(self, place: Place, style: str, finding: int = 0) -> None:
        entry = self._entry(place)
        if entry is not None:
            target, marked = entry
            marked.marks.append(Mark(style, _span(place, target), finding))


_Key = tuple[object, ...]


def _known_by(target: Target) -> Iterator[_Key]:
    at = target.location
    yield ("exact", at)
    if isinstance(target, Cell) and at.cell is not None:
        yield ("cell", at.sheet, at.cell)
    elif isinstance(target, Table):
        yield ("table", at.table)
    elif isinstance(target, Paragraph):
        yield ("line", at.page, at.line)


def _sought_by(at: Location) -> Iterator[_Key]:
    """What a place may be found by, surest first; a place that is no cell of its table means the table."""
    at = at.printed
    yield ("exact", at)
    if at.table is not None:
        yield ("table", at.table)
    elif at.cell is not None:
        yield ("cell", at.sheet, at.cell)
    elif at.line is not None:
        yield ("line", at.page, at.line)


def _span(place: Place, target: Target) -> tuple[int, int] | None:
    """The characters of the target's text that a place means; None for all of them."""
    if isinstance(target, Table) or (place.span is None and isinstance(target, Cell)):
        return None
    offset = target.text.find(place.text) if place.text else -1
    if offset < 0:
        return None
    start, end = place.span or (0, len(place.text))
    end = min(end, len(place.text))
    return (offset + start, offset + end) if start < end else None

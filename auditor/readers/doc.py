"""Word files of the binary kind (.doc, and .wps of the same make), read natively.

The text comes as it stands with every tracked change accepted, as it does from .docx files.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.document import Block, Document, Location, Paragraph, Stale, Table
from auditor.readers import bounds, embedded, word
from auditor.readers import doc_binary as binary
from auditor.readers.doc_binary import Binary, number
from auditor.readers.doc_lists import lists
from auditor.readers.doc_styles import Style, fonts, hidden, styles
from auditor.readers.doc_tables import Embedded, Rows, Shape, laid_out, shape, unknown_table
from auditor.readers.package import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.readers.doc_binary import Changes
    from auditor.readers.numbering import List

# Marks that end a paragraph, a cell or row, a section; the deleted ones are signs of our own.
_END, _CELL, _SECTION, _END_GONE, _CELL_GONE = "\r", "\x07", "\x0c", "\x04", "\x06"
_PARAGRAPH = re.compile("([^\r\x04\x06\x07\x0c]*+)([\r\x04\x06\x07\x0c]|\\Z)")
_GONE = str.maketrans({_END: _END_GONE, _CELL: _CELL_GONE})
_UNMARKED = re.compile("[^\r\x04\x06\x07\x0c]")
_WRITTEN = re.compile("[^\0-\x20]")
_SPECIAL = re.compile("[\0-\x08\x0b-\x1f\ud800-\udfff]")
_CONTROLS = dict.fromkeys(range(0x20), "") | {9: "\t", 10: "\n", 0x0B: "\n", 0x0E: "\n", 0x1E: "-"}
_FIELD_MARKS = re.compile("([\x13-\x15])")
_ANCHOR, _BOX, _SECTION_ENTRY = 26, 22, 12
_BOX_IDENTITY = 14
_NO_PLACE = -1


class _Form(Struct, frozen=True):
    """A paragraph's format: its depth in tables, what its mark ends, its list, its row's layout."""

    depth: int
    ends_row: bool
    ends_cell: bool
    list_use: int
    level: int
    hidden: bool
    changes: Changes


class _Effect(Struct, frozen=True):
    """What a format does to characters: takes them out, replaces one by a symbol."""

    deleted: bool
    inserted: bool
    hidden: bool
    symbol: str | None
    object: int | None = None
    """The number of the embedded object that stands there."""


_PLAIN = Style()
_NO_EFFECT = _Effect(deleted=False, inserted=False, hidden=False, symbol=None)


def read(data: bytes) -> Document:
    """Read a binary Word file. `Location.line` is the running number of the paragraph, cells included.

    What is left out and where text boxes and nested tables go is as in .docx files. Raises `Unreadable`,
    `Unsupported` when another program may still read the file.
    """
    file = Binary(data)
    sections = frozenset(binary.positions(file.part(binary.SECTIONS), _SECTION_ENTRY))
    reader = _Reader(data, file, styles(file), fonts(file), lists(file), _text_boxes(file), sections)
    blocks = tuple(reader.blocks())
    notes = [note for note, met in ((word.TRACKED, reader.tracked), (word.HIDDEN, reader.hidden)) if met]
    if (file.objects | reader.met) - reader.read:
        notes.append(word.EMBEDDED)
    return Document("doc", blocks, tuple(notes), tuple(reader.stale))


@dataclass(slots=True)
class _Reader:
    """One walk through a document: counters of lists and tables, and what was met on the way."""

    data: bytes
    file: Binary
    styles: tuple[Style, ...]
    fonts: tuple[str, ...]
    lists: dict[int, List]
    boxes: dict[int, list[range]]
    """Stretches of text boxes by the position where they are anchored."""
    sections: frozenset[int]
    """Positions where sections begin."""
    read: set[str] = field(default_factory=set)
    """Paths of the embedded workbooks that were read."""
    met: set[str] = field(default_factory=set)
    """Paths of the embedded objects that the text shows; a file that was cut off may lack them."""
    tried: int = 0
    """Embedded workbooks that were opened."""
    stale: list[Stale] = field(default_factory=list)
    line: int = 0
    tracked: bool = False
    hidden: bool = False
    _objects: deque[tuple[int, int]] = field(default_factory=deque)
    """Positions and numbers of the embedded objects in a stretch of text."""
    _forms: dict[tuple[int, Changes], _Form] = field(default_factory=dict)
    _effects: dict[Changes, _Effect] = field(default_factory=dict)
    _shapes: dict[Changes, Shape] = field(default_factory=dict)

    def blocks(self) -> Iterator[Block]:
        """The paragraphs and tables of the text, in reading order; text boxes without a place at the end."""
        tables = 0
        for found in self._everything():
            if isinstance(found, Paragraph):
                yield found
                continue
            for table in laid_out(found, tables + 1) if isinstance(found, Rows) else (found,):
                if isinstance(table, Table):
                    yield table
                    tables += 1
                    continue
                workbook = embedded.placed(table.workbook, table.line, tables)
                yield from workbook.blocks
                tables += len(workbook.blocks)
                self.stale += workbook.stale

    def _everything(self) -> Iterator[Paragraph | Rows | Embedded]:
        yield from self._walk(self.file.body, sorted(self.boxes))
        for at in sorted(self.boxes):
            for box in self.boxes.pop(at):
                yield from self._walk(box)

    def _walk(self, stretch: range, anchors: Sequence[int] = ()) -> Iterator[Paragraph | Rows | Embedded]:
        """The paragraphs and the outermost tables of a stretch of text; `anchors` are of text boxes in it."""
        tables: list[Rows] = []
        characters = self._characters(stretch)
        objects, self._objects = self._objects, deque()
        begun, since = "", stretch.start
        for match in _PARAGRAPH.finditer(characters):
            mark, at = match[2], stretch.start + match.end() - 1
            if not match[0]:
                continue
            form = self._form_at(at)
            yield from _settled(tables, form.depth)
            if form.ends_row:
                if _shown(begun + match[1]).strip():
                    raise unknown_table()
                tables[-1].end_row(self._shape(form.changes), deleted=mark in (_END_GONE, _CELL_GONE))
                begun, since = "", at + 1
                continue
            self.line += 1
            begun += self._visible(match[1], form)
            if mark == _END_GONE and self._runs_on(form, characters, match.end(), stretch.start):
                continue
            number, text = self._number(form), _shown(begun)
            boxes, workbooks = self._anchored(anchors, since, at), [*self._workbooks(objects, at)]
            begun, since = "", at + 1
            ends_cell = form.ends_cell or mark in (_CELL, _CELL_GONE)
            if form.depth:
                tables[-1].add_line((number + text).replace("\t", " ").strip(), self.line)
                for box in boxes:
                    self._into(tables[-1], box)
                tables[-1].nested += workbooks
                if ends_cell:
                    tables[-1].end_cell()
            elif ends_cell:
                raise unknown_table()
            else:
                if text.strip():
                    yield Paragraph(text.strip(), Location(line=self.line), number.strip())
                for box in boxes:
                    yield from self._walk(box)
                yield from workbooks
        yield from _settled(tables, 0)

    def _runs_on(self, form: _Form, characters: str, end: int, first: int) -> bool:
        """Whether a paragraph whose mark is deleted becomes a part of the next one, in the same cell."""
        following = _PARAGRAPH.match(characters, end)
        if form.ends_cell or not following or not following[0]:
            return False
        return self._form_at(first + following.end() - 1).depth == form.depth

    def _into(self, table: Rows, box: range) -> None:
        """Put what a text box holds into the cell in which it is anchored."""
        for found in self._walk(box):
            if isinstance(found, Paragraph):
                table.add_line(found.number + found.text, self.line)
            else:
                table.nested.append(found)

    def _anchored(self, anchors: Sequence[int], first: int, last: int) -> list[range]:
        """The text boxes anchored in a paragraph; each is given once."""
        inside = anchors[bisect_left(anchors, first) : bisect_right(anchors, last)]
        return [box for at in inside for box in self.boxes.pop(at, ())]

    def _workbooks(self, objects: deque[tuple[int, int]], last: int) -> Iterator[Embedded]:
        """The workbooks embedded up to a position, taken off the front; each is given once."""
        while objects and objects[0][0] <= last:
            path = f"ObjectPool/_{objects.popleft()[1]}"
            if path in self.met:
                continue
            self.met.add(path)
            if path not in self.file.workbooks or self.tried >= bounds.WORKBOOKS:
                continue
            self.tried += 1
            workbook = embedded.workbook(self.data, f"{path}/")
            if workbook is not None:
                self.read.add(path)
                yield Embedded(workbook, self.line)

    def _characters(self, stretch: range) -> str:
        """A stretch of text as it stands, position by position; what does not show is left as zeros."""
        parts = []
        at = stretch.start
        for text, formats, common in self.file.text(stretch):
            changed = self._affected(text, formats, at)
            parts.append(self._affected(changed, [(0, len(changed), common)], at))
            at += len(text)
        ends = self.sections
        return re.sub(
            _SECTION,
            lambda match: _SECTION if stretch.start + match.end() in ends else "\n",
            "".join(parts),
        )

    def _affected(self, text: str, formats: list[tuple[int, int, Changes]], at: int) -> str:
        """Characters from a position on with what their formats do to them."""
        parts: list[str] = []
        done = 0
        for first, last, changes in formats:
            effect = self._effect(changes)
            if effect == _NO_EFFECT:
                continue
            part = text[max(first, done) : last]
            self.tracked |= effect.deleted or effect.inserted
            if effect.symbol is not None:
                part = (effect.symbol or "\0") * len(part)
            if effect.deleted:
                part = _UNMARKED.sub("\0", part).translate(_GONE)
            elif effect.hidden:
                self.hidden |= _WRITTEN.search(part) is not None
                part = _UNMARKED.sub("\0", part)
            elif effect.object is not None:
                self._objects.append((at + max(first, done), effect.object))
            parts += (text[done:first], part)
            done = max(last, done)
        return "".join((*parts, text[done:])) if parts else text

    def _visible(self, text: str, form: _Form) -> str:
        if not form.hidden:
            return text
        self.hidden |= _WRITTEN.search(text) is not None
        return ""

    def _number(self, form: _Form) -> str:
        """The paragraph's automatic list number, a gap after it if the list has one; counts it."""
        followed = self.lists.get(form.list_use)
        return followed.next(form.level) if followed else ""

    def _style(self, index: int) -> Style:
        return self.styles[index] if index < len(self.styles) else _PLAIN

    def _form_at(self, position: int) -> _Form:
        return self._form(*self.file.paragraph(position))

    def _form(self, style_index: int, changes: Changes) -> _Form:
        known = self._forms.get((style_index, changes))
        if known is None:
            known = self._forms[style_index, changes] = self._new_form(style_index, changes)
        return known

    def _new_form(self, style_index: int, changes: Changes) -> _Form:
        stated = {code: int.from_bytes(operand, "little") for code, operand in changes}
        style = self._style(stated.get(binary.PARAGRAPH_STYLE, style_index))
        depth = max(stated.get(binary.DEPTH, 1), 1) if stated.get(binary.IN_TABLE) else 0
        if depth > bounds.TABLES_NESTED:
            raise damaged()
        inner = depth > 1
        return _Form(
            depth=depth,
            ends_row=depth > 0 and bool(stated.get(binary.ENDS_INNER_ROW if inner else binary.ENDS_ROW)),
            ends_cell=inner and bool(stated.get(binary.ENDS_INNER_CELL)),
            list_use=stated.get(binary.LIST_USE, style.list_use),
            level=stated.get(binary.LIST_LEVEL, style.depth),
            hidden=style.hidden,
            changes=changes,
        )

    def _shape(self, changes: Changes) -> Shape:
        known = self._shapes.get(changes)
        if known is None:
            known = self._shapes[changes] = shape(changes)
        return known

    def _effect(self, changes: Changes) -> _Effect:
        known = self._effects.get(changes)
        if known is None:
            known = self._effects[changes] = self._new_effect(changes)
        return known

    def _new_effect(self, changes: Changes) -> _Effect:
        deleted = inserted = concealed = False
        is_object, place, symbol = False, None, None
        for code, operand in changes:
            if code == binary.DELETED:
                deleted = bool(operand[0])
            elif code == binary.INSERTED:
                inserted = bool(operand[0])
            elif code == binary.CHARACTER_STYLE:
                concealed = self._style(number(operand, 0)).hidden
            elif code == binary.HIDDEN:
                concealed = hidden(operand, concealed)
            elif code == binary.SYMBOL:
                font, sign = number(operand, 0), number(operand, 2)
                symbol = word.symbol(self.fonts[font] if font < len(self.fonts) else "", sign)
            elif code == binary.IS_OBJECT:
                is_object = bool(operand[0])
            elif code == binary.OBJECT:
                place = number(operand, 0, 4)
        return _Effect(deleted, inserted, concealed, symbol, place if is_object else None)


def _settled(tables: list[Rows], depth: int) -> list[Rows]:
    """Close the open tables that lie deeper than a paragraph and open its own.

    Returns outermost tables that are closed now. Raises `Unreadable` for a table that breaks off.
    """
    closed: list[Rows] = []
    while tables and tables[-1].depth > depth:
        table = tables.pop()
        if not table.complete:
            raise unknown_table()
        table.nested += closed
        closed = [table]
    if not depth:
        return closed
    if not tables or tables[-1].depth < depth:
        tables.append(Rows(depth))
    tables[-1].nested += closed
    return []


def _shown(text: str) -> str:
    """A paragraph's text as it shows: of fields the results, of control characters those that part words."""
    if _SPECIAL.search(text) is None:
        return text
    if "\x13" in text:
        text = _without_instructions(text)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return whole.translate(_CONTROLS)


def _without_instructions(text: str) -> str:
    """Text without the instructions of its fields, which stand between a field's begin and its result."""
    parts: list[str] = []
    fields: list[bool] = []
    instructing = 0
    for part in _FIELD_MARKS.split(text):
        if part == "\x13":
            fields.append(True)
            instructing += 1
        elif part in ("\x14", "\x15"):
            if fields:
                instructing -= fields.pop()
                if part == "\x14":
                    fields.append(False)
        elif not instructing:
            parts.append(part)
    return "".join(parts)


def _text_boxes(file: Binary) -> dict[int, list[range]]:
    """Where text boxes are anchored, and the stretch of text that each one holds."""
    stretches: defaultdict[int, list[range]] = defaultdict(list)
    part = file.part(binary.BOXES)
    reached = 0
    for (start, end), entry in zip(
        pairwise(binary.positions(part, _BOX)), binary.entries(part, _BOX), strict=True
    ):
        if reached <= start < end <= len(file.boxes):
            held = range(file.boxes.start + start, file.boxes.start + end)
            stretches[number(entry, _BOX_IDENTITY, 4)].append(held)
            reached = end
    part = file.part(binary.ANCHORS)
    found: dict[int, list[range]] = {}
    for at, entry in zip(binary.positions(part, _ANCHOR), binary.entries(part, _ANCHOR), strict=False):
        if at in file.body:
            found.setdefault(at, []).extend(stretches.pop(number(entry, 0, 4), ()))
    # Boxes in groups of shapes name their part of the group, not the anchor.
    for rest in stretches.values():
        found.setdefault(_NO_PLACE, []).extend(rest)
    return found

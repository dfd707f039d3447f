"""Word files (.docx, .docm, .dotx): the text as it stands with every tracked change accepted.

One walk over the main part; a library's view would miss tracked insertions, content controls, text
boxes and nested tables.
"""

from __future__ import annotations

import re
from collections import deque
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Block, Cell, Document, Location, Paragraph, Stale, Table
from auditor.readers import bounds, docx_grid, word
from auditor.readers.docx_styles import PLAIN, styles
from auditor.readers.docx_tree import settle
from auditor.readers.numbering import List, W, integer, lists, switched_on, value
from auditor.readers.package import Package, damaged, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from auditor.readers.docx_styles import Style
    from auditor.readers.package import Relation
    from auditor.words import Words

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_R, _T, _FIELD, _SYMBOL, _VAL = f"{W}r", f"{W}t", f"{W}fldChar", f"{W}sym", f"{W}val"
_PPR, _RPR, _TRPR = f"{W}pPr", f"{W}rPr", f"{W}trPr"
_SPAN, _DOWN, _ACROSS = f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge"
_PARAGRAPH_STYLE, _RUN_STYLE, _VANISH, _NUMBERED = f"{W}pStyle", f"{W}rStyle", f"{W}vanish", f"{W}numPr"
_TEXTS, _PROPERTIES = frozenset((_T, f"{_MATH}t")), frozenset((_RPR, _PPR))
_TEXT_BOX, _OBJECT, _HEADER = f"{W}txbxContent", f"{_OFFICE}OLEObject", f"{W}headerReference"
_CHUNK = f"{W}altChunk"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
# Both sides of a picture that may well show a page or a table: ten centimetres, in Word's units.
_LARGE = 3_600_000
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
# Where symbol fonts keep their signs.
_PRIVATE = re.compile("[\uf020-\uf0ff]")
# What is anchored in a paragraph and follows it.
_ANCHORED = frozenset((_TEXT_BOX, _OBJECT, *_NOTES))
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{_MATH}den": "/",
    f"{_MATH}sup": "^",
}


def read(data: bytes) -> Document:
    """Read a Word file. `Location.line` is the running number of the `w:p` element in the main part.

    Paragraphs without any text are left out. What is anchored in a paragraph (text boxes, notes, workbooks)
    follows it with its number, and so does a nested table after the outer one; headers come first. What another
    program left for Word to take over (`w:altChunk`: a web page, a text, a Word file) counts as the paragraph
    before it. Raises `Unreadable`.
    """
    return _read(data, outer=True)


def chunk(data: bytes) -> Document:
    """Read a Word file that stands in another one; what stands in it in turn is left out, and noted."""
    return _read(data, outer=False)


def _read(data: bytes, *, outer: bool) -> Document:
    package = Package(data)
    main = main_part(package)
    reader, blocks = _walk(package, main, tree(package.required(main)), outer=outer)
    return Document("docx", blocks, reader.notes(), tuple(reader.stale))


class Trace(Struct, frozen=True):
    """What a document was read from: `paragraphs[line - 1]` is the element at `Location.line`.

    `texts` are the elements (`w:t`, `m:t`) whose text was read; hidden and deleted ones are not among them.
    """

    paragraphs: tuple[etree._Element, ...]
    texts: frozenset[etree._Element]


def trace(package: Package, main: str, root: etree._Element) -> Trace:
    """Read the main part, of which `root` is the tree, for the elements that stand behind a document."""
    # Reading settles the tree, which is to be written again as it was.
    copied = deepcopy(root)
    originals = dict(zip(copied.iter(_P, *_TEXTS), root.iter(_P, *_TEXTS), strict=True))
    read: list[etree._Element] = []
    _walk(package, main, copied, read)
    return Trace(tuple(root.iter(_P)), frozenset(originals[text] for text in read if text in originals))


def main_part(package: Package) -> str:
    """Name of the part that holds the text."""
    return package.linked("", "officeDocument", "word/document.xml")


def _walk(
    package: Package,
    main: str,
    root: etree._Element,
    texts: list[etree._Element] | None = None,
    *,
    outer: bool = True,
) -> tuple[_Reader, tuple[Block, ...]]:
    """The blocks of the main part, and the reader that has met them; `texts` gets the elements that were read."""
    lines = {p: number for number, p in enumerate(root.iter(_P), 1)}
    reader = _Reader(package, package.relations(main), lines, texts=texts)
    reader.settle(root)
    reader.chunks_left = bounds.CHUNKS if outer else 0
    body = root.find(f"{W}body")
    if body is None:
        raise damaged()
    used = {element.get(_VAL) or "" for element in root.iter(_PARAGRAPH_STYLE, _RUN_STYLE)}
    # The styles part is often far larger than the text.
    if used and (part := reader.linked("styles", "word/styles.xml")) is not None:
        reader.styles = styles(tree(part), used)
    numbered = next(root.iter(_NUMBERED), None) is not None
    if numbered or any(style.list_id for style in reader.styles.values()):
        part = reader.linked("numbering", "word/numbering.xml")
        reader.lists = {} if part is None else lists(tree(part))
    reader.conceals |= any(style.hidden for style in reader.styles.values())
    if any(name.startswith("word/media/") for name in package.names):
        reader.pictures = sum(_is_large(drawn) for drawn in root.iter(_DRAWN))
    return reader, (*reader.headers(root), *reader.blocks(body))


class _Merging(Struct, frozen=True):
    """How many columns a cell spans, and its part in a vertical and in a horizontal merge."""

    span: int = 1
    down: str | None = None
    across: str | None = None


_UNMERGED = _Merging()


class _Open(Struct, gc=False):
    """A cell while its table is read; later rows and cells may still widen it."""

    text: str
    location: Location
    row: int
    column: int
    rowspan: int
    colspan: int


_Anchored = tuple["etree._Element", int | None]
"""What is anchored in a paragraph, and the paragraph's number."""


@dataclass(slots=True)
class _Reader:
    """One walk through a document: counters of lists and tables, and what was met on the way."""

    package: Package
    links: dict[str, Relation]
    lines: dict[etree._Element, int]
    lists: dict[str, List] = field(default_factory=dict)
    styles: dict[str, Style] = field(default_factory=dict)
    conceals: bool = False
    """Whether any text may be hidden."""
    stale: list[Stale] = field(default_factory=list)
    texts: list[etree._Element] | None = None
    """The elements whose text was read, where they are asked for."""
    pictures: int = 0
    """How many large pictures there are."""
    chunks_left: int = 0
    """How many more files that stand in this one are read."""
    _tables: int = 0
    _merging: dict[etree._Element, _Merging] = field(default_factory=dict)
    """How cells merge, as far as they do."""
    _workbooks: set[str] = field(default_factory=set)
    _tracked: bool = False
    _hidden: bool = False
    _unread: bool = False
    """Whether a file that stands in this one was left out."""
    _asides: dict[str, dict[str, etree._Element]] = field(default_factory=dict)
    """Notes that were not met yet, by kind and id."""
    _waiting: deque[_Anchored] = field(default_factory=deque)
    """Notes that were met in the one that is read."""
    _in_note: bool = False
    _fields: list[bool] = field(default_factory=list)
    """Fields that are open, innermost last: whether the walk stands in the instruction."""
    _instructing: int = 0
    """How many of them are."""

    def linked(self, kind: str, usual: str) -> bytes | None:
        """The part that the main part links to as `kind`."""
        return self.package.part(next((r.target for r in self.links.values() if r.kind == kind), usual))

    def settle(self, root: etree._Element) -> None:
        """Turn a part's tree into its text as it stands."""
        met = settle(root)
        self._tracked |= met.tracked
        self._hidden |= met.hidden
        self.conceals |= next(root.iter(_VANISH), None) is not None
        for mark in root.iter(_SPAN, _DOWN, _ACROSS):
            if (properties := mark.getparent()) is not None and (cell := properties.getparent()) is not None:
                self._merging[cell] = _merged(self._merging.get(cell, _UNMERGED), mark)

    def notes(self) -> tuple[Words, ...]:
        """What the user should know."""
        embedded = {name for name in self.package.names if name.startswith("word/embeddings/")}
        met = (
            (word.TRACKED, self._tracked),
            (word.HIDDEN, self._hidden),
            (word.EMBEDDED, self._unread or bool(embedded - self._workbooks)),
        )
        told = tuple(note for note, is_so in met if is_so)
        return (*told, word.PICTURES.format(count=self.pictures)) if self.pictures else told

    def headers(self, root: etree._Element) -> Iterator[Paragraph]:
        """What the pages' headers say, each text once; it counts as the first paragraph's."""
        links = dict.fromkeys(reference.get(_LINK) or "" for reference in root.iter(_HEADER))
        said: set[str] = set()
        for link in links:
            part = self.package.part(self.links[link].target) if link in self.links else None
            for block in () if part is None else self._aside(tree(part), 1):
                # A header is laid out as a table at times.
                texts = (block.text,) if isinstance(block, Paragraph) else (cell.text for cell in block.cells)
                for text in texts:
                    # A page number says nothing.
                    if any(map(str.isalpha, text)) and text not in said:
                        said.add(text)
                        yield Paragraph(text, Location(line=1))
        self._tables = 0

    def _aside(self, part: etree._Element, line: int | None) -> Iterator[Block]:
        """The blocks of another part, or of a piece of it, which count as a paragraph of the main part."""
        self.settle(part)
        self.lines.update(dict.fromkeys(part.iter(_P), line or 1))
        yield from self.blocks(part)

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """The paragraphs and tables of a container, in reading order."""
        line = None
        for child in container:
            tag = child.tag
            if tag == _P:
                number, text, anchored = self._paragraph(child)
                line = self.lines[child]
                if text := text.strip():
                    yield Paragraph(text, Location(line=line), number.strip())
                for thing in anchored:
                    yield from self._following(thing, line)
            elif tag == _TBL:
                yield from self._table(child)
            elif tag == _CHUNK:
                yield from self._chunk(child.get(_LINK) or "", line)

    def _following(self, thing: etree._Element, line: int | None) -> Iterator[Block]:
        """The blocks of a table, or of what is anchored in a paragraph."""
        if thing.tag == _TBL:
            yield from self._table(thing)
        elif thing.tag == _TEXT_BOX:
            yield from self.blocks(thing)
        elif thing.tag == _CHUNK:
            yield from self._chunk(thing.get(_LINK) or "", line)
        elif thing.tag == _OBJECT:
            yield from self._workbook(thing.get(_LINK) or "", line)
        else:
            note = self._note(_NOTES[thing.tag], thing.get(f"{W}id") or "")
            if note is not None:
                self._waiting.append((note, line))
            # A note that stands in a note follows it: they may make a chain of any length.
            while self._waiting and not self._in_note:
                self._in_note = True
                yield from self._aside(*self._waiting.popleft())
                self._in_note = False

    def _note(self, kind: str, number: str) -> etree._Element | None:
        """A footnote or endnote; each is given once, since it may well refer to itself."""
        if kind not in self._asides:
            part = self.linked(f"{kind}s", f"word/{kind}s.xml")
            notes = () if part is None else tree(part).iterchildren(W + kind)
            self._asides[kind] = {note.get(f"{W}id") or "": note for note in notes}
        return self._asides[kind].pop(number, None)

    def _workbook(self, link: str, line: int | None) -> Iterator[Block]:
        """The tables of an embedded workbook, each once."""
        name = self.links[link].target.lower() if link in self.links else ""
        if name in self._workbooks or len(self._workbooks) >= bounds.WORKBOOKS:
            return
        from auditor.readers import embedded

        data = self.package.part(name)
        workbook = None if data is None else embedded.workbook(data)
        if workbook is None:
            return
        self._workbooks.add(name)
        yield from self._taken_over(workbook, line)

    def _chunk(self, link: str, line: int | None) -> Iterator[Block]:
        """The blocks of a file of another format that Word is to take over."""
        from auditor.readers import embedded

        data = self.package.part(self.links[link].target) if link in self.links else None
        self.chunks_left -= 1
        document = None if data is None or self.chunks_left < 0 else embedded.chunk(data)
        if document is None:
            self._unread = True
        else:
            self._unread |= bool(document.notes)
            yield from self._taken_over(document, line)

    def _taken_over(self, document: Document, line: int | None) -> Iterator[Block]:
        """The blocks of a file that stands in this one, each at the paragraph where it does."""
        from auditor.readers import embedded

        placed = embedded.placed(document, line, self._tables)
        for block in placed.blocks:
            self._tables += isinstance(block, Table)
            yield block
        self.stale += placed.stale

    def _paragraph(self, paragraph: etree._Element) -> tuple[str, str, list[etree._Element]]:
        """A paragraph's list number, its text, and what is anchored in it."""
        number, hidden = "", False
        if (self.lists or self.conceals) and (properties := _leading(paragraph, _PPR)) is not None:
            number, hidden = self._format(properties)
        if self._fields:
            self._fields.clear()
            self._instructing = 0
        parts: list[str] = []
        anchored: list[etree._Element] = []
        self._collect(paragraph, parts, anchored, hidden)
        return number, "".join(parts), anchored

    def _collect(
        self, parent: etree._Element, parts: list[str], anchored: list[etree._Element], hidden: bool
    ) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R:
                if not self.conceals or self._shows(child, hidden):
                    self._collect(child, parts, anchored, hidden)
            elif tag in _TEXTS:
                if not self._instructing and (text := child.text):
                    parts.append(_signs(text, parent) if _PRIVATE.search(text) else text)
                    if self.texts is not None:
                        self.texts.append(child)
            elif tag in _PROPERTIES:
                continue
            elif tag in _ANCHORED:
                anchored.append(child)
            elif tag == _FIELD:
                self._step_field(child.get(f"{W}fldCharType"))
            elif tag == _SYMBOL:
                parts.append(_symbol(child))
            else:
                if tag in _SIGNS and not self._instructing:
                    parts.append(_SIGNS[tag])
                self._collect(child, parts, anchored, hidden)

    def _shows(self, run: etree._Element, hidden: bool) -> bool:
        """Whether a run is visible; the run's own word counts before its style's, that before its paragraph's."""
        properties = _leading(run, _RPR)
        if properties is not None:
            hidden = self.styles.get(value(properties, "rStyle") or "", PLAIN).hidden or hidden
            if properties.find(_VANISH) is not None:
                hidden = switched_on(properties, "vanish")
        if hidden and run.find(_T) is not None:
            self._hidden = True
        return not hidden

    def _step_field(self, step: str | None) -> None:
        if step == "begin":
            self._fields.append(True)
            self._instructing += 1
        elif self._fields and step in ("separate", "end"):
            self._instructing -= self._fields.pop()
            if step == "separate":
                self._fields.append(False)

    def _format(self, properties: etree._Element) -> tuple[str, bool]:
        """A paragraph's automatic list number, a gap after it if the list has one; whether it is hidden.

        Counts the number.
        """
        style_id, numbered = "", None
        for child in properties:
            tag = child.tag
            if tag == _PARAGRAPH_STYLE:
                style_id = child.get(_VAL) or ""
            elif tag == _NUMBERED:
                numbered = child
        style = self.styles.get(style_id, PLAIN)
        if numbered is None and style.list_id is None:
            return "", style.hidden
        own_id = None if numbered is None else value(numbered, "numId")
        followed = self.lists.get(own_id or style.list_id or "")
        if followed is None:
            return "", style.hidden
        depth = None if numbered is None else value(numbered, "ilvl")
        if depth is None and own_id is None:
            depth = next(
                (str(d) for d, level in followed.levels.items() if level.style == style_id), style.depth
            )
        return followed.next(integer(depth, 0)), style.hidden

    def _table(self, table: etree._Element) -> Iterator[Block]:
        """A table and, after it, what its cells hold besides text; no table when it has no rows."""
        cells: list[_Open] = []
        held: list[_Anchored] = []
        open_merges: dict[int, _Open] = {}
        row = width = 0
        ends = docx_grid.edges(table)
        self._tables += 1
        number = self._tables
        for tr in table.iterchildren(_TR):
            row += 1
            still_open: dict[int, _Open] = {}
            column = 1 + _left_out(tr)
            widened = self._widened(tr, ends, column - 1)
            last: _Open | None = None
            for tc in tr:
                if tc.tag != _TC:
                    continue
                merging = self._merging.get(tc, _UNMERGED)
                span, down, across = widened.get(tc, merging.span), merging.down, merging.across
                above = open_merges.get(column) if down == "continue" else None
                if across == "continue" and last is not None and last.row == row:
                    last.colspan += span
                elif above is not None and above.colspan == span:
                    above.rowspan += 1
                    still_open[column] = last = above
                else:
                    text, line = self._cell(tc, held)
                    last = _Open(text, Location(line, None, None, number, row, column), row, column, 1, span)
                    cells.append(last)
                    if down is not None:
                        still_open[column] = last
                column += span
            width = max(width, column - 1)
            if len(cells) > bounds.CELLS:
                raise bounds.too_many_cells()
            open_merges = still_open
        word.bounded(number, row, width)
        if cells:
            yield Table(
                tuple(Cell(c.text, c.row, c.column, c.location, c.rowspan, c.colspan) for c in cells),
                Location(line=cells[0].location.line, table=number),
            )
        else:
            self._tables -= 1
        for thing, line in held:
            yield from self._following(thing, line)

    def _widened(self, row: etree._Element, ends: list[int], first: int) -> dict[etree._Element, int]:
        """The spans of a row's cells by their widths, where it has fewer cells than columns and states no spans."""
        cells = [*row.iterchildren(_TC)]
        if first + len(cells) >= len(ends) or any(self._merging.get(c, _UNMERGED).span > 1 for c in cells):
            return {}
        return docx_grid.spans(row, ends, first)

    def _cell(self, cell: etree._Element, held: list[_Anchored]) -> tuple[str, int | None]:
        """The text of a cell's own paragraphs and text boxes, and its first paragraph's number.

        Tables in it and what follows a paragraph otherwise are put into `held`.
        """
        texts: list[str] = []
        first: int | None = None
        for child in cell:
            tag = child.tag
            if tag == _P:
                line = self.lines[child]
                first = first or line
                number, text, anchored = self._paragraph(child)
                if text := (number + text).replace("\t", " ").strip():
                    texts.append(text)
                for thing in anchored:
                    if thing.tag != _TEXT_BOX:
                        held.append((thing, line))
                    elif text := self._cell(thing, held)[0]:
                        texts.append(text)
            elif tag in (_TBL, _CHUNK):
                held.append((child, first))
        return "\n".join(texts), first


def _leading(parent: etree._Element, tag: str) -> etree._Element | None:
    """An element's properties, which stand first in it if it has any."""
    first = parent[0] if len(parent) else None
    return first if first is not None and first.tag == tag else None


def _is_large(drawn: etree._Element) -> bool:
    """Whether what is drawn is a large picture."""
    sides = (integer(drawn.get(side), 0) for side in ("cx", "cy"))
    holder = drawn.getparent()
    return min(sides) >= _LARGE and holder is not None and next(holder.iter(_PICTURE), None) is not None


def _merged(known: _Merging, mark: etree._Element) -> _Merging:
    """How a cell merges by one more of its marks."""
    stated = mark.get(_VAL)
    if mark.tag == _SPAN:
        return replace(known, span=min(max(integer(stated, 1), 1), bounds.COLUMN_SPAN))
    if mark.tag == _DOWN:
        return replace(known, down=stated or "continue")
    return replace(known, across=stated or "continue")


def _left_out(row: etree._Element) -> int:
    """Columns that a row leaves out before its first cell."""
    properties = row.find(_TRPR)
    columns = 0 if properties is None else integer(value(properties, "gridBefore"), 0)
    return min(columns, bounds.COLUMN_SPAN)


def _signs(text: str, run: etree._Element) -> str:
    """A text with the signs that its private-use characters stand for in the run's font."""
    properties = _leading(run, _RPR)
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    font = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    return _PRIVATE.sub(lambda match: word.symbol(font, ord(match[0])) or match[0], text)


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font."""
    try:
        code = int(element.get(f"{W}char") or "", 16)
    except ValueError:
        return ""
    return word.symbol(element.get(f"{W}font") or "", code)

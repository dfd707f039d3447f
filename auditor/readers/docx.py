"""Word files (.docx, .docm): the text as it stands with every tracked change accepted.

One walk over the main part; a library's view would miss tracked insertions, content controls, text
boxes and nested tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.document import Block, Cell, Document, Location, Paragraph, Table
from auditor.readers import bounds, word
from auditor.readers.numbering import List, W, integer, lists, switched_on, value
from auditor.readers.package import Package, damaged, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_R, _T, _TEXT_BOX, _FIELD = f"{W}r", f"{W}t", f"{W}txbxContent", f"{W}fldChar"
_PPR, _RPR = f"{W}pPr", f"{W}rPr"
_TEXTS = frozenset((_T, f"{_MATH}t"))
_ALTERNATIVES = f"{_MC}AlternateContent"
_DELETED = frozenset(W + name for name in ("del", "moveFrom"))
_INSERTED = frozenset(W + name for name in ("ins", "moveTo"))
# What carries blocks, rows, cells or runs without being one.
_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag")) | _INSERTED
_NOT_AS_THEY_STAND = _WRAPPERS | _DELETED | {_ALTERNATIVES}
_SILENT = frozenset(
    W + name for name in ("pPr", "rPr", "sdtPr", "instrText", "delText", "delInstrText", "rt")
)
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

    Paragraphs without any text are left out, the text of text boxes follows the paragraph that holds
    them, and a nested table follows the outer one. Raises `Unreadable`.
    """
    package = Package(data)
    main = main_part(package)
    reader, blocks = _walk(package, main, tree(package.required(main)))
    notes = [note for note, met in ((word.TRACKED, reader.tracked), (word.HIDDEN, reader.hidden)) if met]
    if any(name.startswith("word/embeddings/") for name in package.names):
        notes.append(word.EMBEDDED)
    return Document("docx", blocks, tuple(notes))


class Trace(Struct, frozen=True):
    """What a document was read from: `paragraphs[line - 1]` is the element at `Location.line`.

    `texts` are the elements (`w:t`, `m:t`) whose text was read; hidden and deleted ones are not among them.
    """

    paragraphs: tuple[etree._Element, ...]
    texts: frozenset[etree._Element]


def trace(package: Package, main: str, root: etree._Element) -> Trace:
    """Read the main part, of which `root` is the tree, for the elements that stand behind a document."""
    reader, _ = _walk(package, main, root)
    return Trace(tuple(reader.lines), frozenset(reader.texts))


def main_part(package: Package) -> str:
    """Name of the part that holds the text."""
    return package.linked("", "officeDocument", "word/document.xml")


def _walk(package: Package, main: str, root: etree._Element) -> tuple[_Reader, tuple[Block, ...]]:
    """The blocks of the main part, and the reader that has met them."""
    body = root.find(f"{W}body")
    if body is None:
        raise damaged()
    used = {element.get(f"{W}val") or "" for element in root.iter(f"{W}pStyle", f"{W}rStyle")}
    # The styles part is often far larger than the text.
    styles = package.part(package.linked(main, "styles", "word/styles.xml")) if used else None
    numbering = package.part(package.linked(main, "numbering", "word/numbering.xml"))
    reader = _Reader(
        lines={p: number for number, p in enumerate(root.iter(_P), 1)},
        lists={} if numbering is None else lists(tree(numbering)),
        styles={} if styles is None else _styles(tree(styles), used),
    )
    return reader, tuple(reader.blocks(body))


class _Style(Struct, frozen=True):
    """What a style says of its paragraphs or runs, its ancestors' word included."""

    list_id: str | None = None
    depth: str | None = None
    hidden: bool = False


_PLAIN = _Style()


@dataclass(slots=True)
class _Merge:
    """A cell while its table is read; later rows and cells may still widen it."""

    text: str
    location: Location
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(slots=True)
class _Reader:
    """One walk through a document: counters of lists and tables, and what was met on the way."""

    lines: dict[etree._Element, int]
    lists: dict[str, List]
    styles: dict[str, _Style]
    tables: int = 0
    tracked: bool = False
    hidden: bool = False
    texts: list[etree._Element] = field(default_factory=list)
    _fields: list[bool] = field(default_factory=list)
    """Fields that are open, innermost last: whether the walk stands in the instruction."""

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """The paragraphs and tables of a container, in reading order."""
        for element, text, boxes in self._contents(container):
            if element.tag == _TBL:
                yield from self._table(element)
                continue
            number = self._number(element).strip()
            if text.strip():
                yield Paragraph(text.strip(), Location(line=self.lines[element]), number)
            for box in boxes:
                yield from self.blocks(box)

    def _contents(
        self, container: etree._Element
    ) -> Iterator[tuple[etree._Element, str, list[etree._Element]]]:
        """The tables of a container and its paragraphs, each with its text and the text boxes in it.

        A paragraph whose end is deleted goes on in the next one, of which it becomes a part.
        """
        begun: tuple[etree._Element, str, list[etree._Element]] | None = None
        for child in self._unwrapped(container):
            if child.tag == _P:
                text, boxes = self._text(child)
                if begun is not None:
                    text, boxes = begun[1] + text, begun[2] + boxes
                begun = child, text, boxes
                if not self._runs_on(child):
                    yield begun
                    begun = None
            elif child.tag == _TBL:
                if begun is not None and begun[1]:
                    yield begun
                begun = None
                yield child, "", []
        if begun is not None and begun[1]:
            yield begun

    def _unwrapped(self, container: etree._Element) -> Iterator[etree._Element]:
        """A container's children as they stand: wrappers opened, one alternative taken, deletions out."""
        for child in container:
            tag = child.tag
            if tag not in _NOT_AS_THEY_STAND:
                yield child
            elif tag in _DELETED:
                self.tracked = True
            elif tag != _ALTERNATIVES:
                self.tracked |= tag in _INSERTED
                yield from self._unwrapped(child)
            elif len(child):
                yield from self._unwrapped(_alternative(child))

    def _runs_on(self, paragraph: etree._Element) -> bool:
        """Whether the paragraph's end is deleted, so that the next paragraph continues it."""
        properties = _leading(paragraph, _PPR)
        mark = None if properties is None else properties.find(_RPR)
        gone = mark is not None and any(child.tag in _DELETED for child in mark)
        self.tracked |= gone
        return gone

    def _text(self, paragraph: etree._Element) -> tuple[str, list[etree._Element]]:
        """A paragraph's text and the text boxes that are anchored in it."""
        parts: list[str] = []
        boxes: list[etree._Element] = []
        self._fields.clear()
        style = self.styles.get(_style_of(_leading(paragraph, _PPR)), _PLAIN)
        self._collect(paragraph, parts, boxes, style.hidden)
        return "".join(parts), boxes

    def _collect(
        self, parent: etree._Element, parts: list[str], boxes: list[etree._Element], hidden: bool
    ) -> None:
        for child in self._unwrapped(parent):
            tag = child.tag
            if tag in _TEXTS:
                if not any(self._fields):
                    parts.append(child.text or "")
                    self.texts.append(child)
            elif tag == _R:
                if self._shows(child, hidden):
                    self._collect(child, parts, boxes, hidden)
            elif tag == _TEXT_BOX:
                boxes.append(child)
            elif tag == _FIELD:
                self._step_field(child.get(f"{W}fldCharType"))
            elif tag == f"{W}sym":
                parts.append(_symbol(child))
            elif tag not in _SILENT:
                parts.append(_SIGNS.get(str(tag), ""))
                self._collect(child, parts, boxes, hidden)

    def _shows(self, run: etree._Element, hidden: bool) -> bool:
        """Whether a run is visible; the run's own word counts before its style's, that before its paragraph's."""
        properties = _leading(run, _RPR)
        if properties is not None:
            hidden = self.styles.get(value(properties, "rStyle") or "", _PLAIN).hidden or hidden
            if properties.find(f"{W}vanish") is not None:
                hidden = switched_on(properties, "vanish")
        if hidden and run.find(_T) is not None:
            self.hidden = True
        return not hidden

    def _step_field(self, step: str | None) -> None:
        if step == "begin":
            self._fields.append(True)
        elif self._fields and step == "separate":
            self._fields[-1] = False
        elif self._fields and step == "end":
            self._fields.pop()

    def _number(self, paragraph: etree._Element) -> str:
        """The paragraph's automatic list number, a gap after it if the list has one; counts it."""
        properties = _leading(paragraph, _PPR)
        if properties is None:
            return ""
        style_id = _style_of(properties)
        style = self.styles.get(style_id, _PLAIN)
        numbered = properties.find(f"{W}numPr")
        own_id = None if numbered is None else value(numbered, "numId")
        followed = self.lists.get(own_id or style.list_id or "")
        if followed is None:
            return ""
        depth = None if numbered is None else value(numbered, "ilvl")
        if depth is None and own_id is None:
            depth = next(
                (str(d) for d, level in followed.levels.items() if level.style == style_id), style.depth
            )
        return followed.next(integer(depth, 0))

    def _table(self, table: etree._Element) -> Iterator[Table]:
        """A table and, after it, the tables nested in its cells; nothing when all its rows are deleted."""
        cells: list[_Merge] = []
        nested: list[etree._Element] = []
        open_merges: dict[int, _Merge] = {}
        row = width = 0
        self.tables += 1
        number = self.tables
        for tr in self._unwrapped(table):
            if tr.tag != _TR or not self._row_stands(tr):
                continue
            row += 1
            still_open: dict[int, _Merge] = {}
            column = 1 + _left_out(tr)
            last: _Merge | None = None
            for tc in self._unwrapped(tr):
                if tc.tag != _TC:
                    continue
                span, down, across, deleted = _merging(_leading(tc, f"{W}tcPr"))
                if deleted:
                    self.tracked = True
                    continue
                above = open_merges.get(column) if down == "continue" else None
                if across == "continue" and last is not None and last.row == row:
                    last.colspan += span
                elif above is not None and above.colspan == span:
                    above.rowspan += 1
                    still_open[column] = last = above
                else:
                    place = Location(line=self._first_line(tc), table=number, row=row, column=column)
                    last = _Merge(self._cell_text(tc, nested), place, row, column, 1, span)
                    cells.append(last)
                    if down is not None:
                        still_open[column] = last
                column += span
            width = max(width, column - 1)
            open_merges = still_open
        word.bounded(number, row, width)
        if cells:
            yield Table(
                tuple(Cell(c.text, c.row, c.column, c.location, c.rowspan, c.colspan) for c in cells),
                Location(line=cells[0].location.line, table=number),
            )
        else:
            self.tables -= 1
        for inner in nested:
            yield from self._table(inner)

    def _row_stands(self, row: etree._Element) -> bool:
        properties = row.find(f"{W}trPr")
        if properties is None:
            return True
        deleted = properties.find(f"{W}del") is not None
        hidden = switched_on(properties, "hidden")
        self.tracked |= deleted or properties.find(f"{W}ins") is not None
        self.hidden |= hidden
        return not deleted and not hidden

    def _cell_text(self, cell: etree._Element, nested: list[etree._Element]) -> str:
        """The text of a cell's own paragraphs and text boxes; tables in it are put into `nested`."""
        lines: list[str] = []
        for element, text, boxes in self._contents(cell):
            if element.tag == _TBL:
                nested.append(element)
                continue
            lines.append((self._number(element) + text).replace("\t", " ").strip())
            lines.extend(self._cell_text(box, nested) for box in boxes)
        return "\n".join(line for line in lines if line)

    def _first_line(self, cell: etree._Element) -> int | None:
        first = next(cell.iter(_P), None)
        return None if first is None else self.lines[first]


def _leading(parent: etree._Element, tag: str) -> etree._Element | None:
    """An element's properties, which stand first in it if it has any."""
    first = parent[0] if len(parent) else None
    return first if first is not None and first.tag == tag else None


def _style_of(properties: etree._Element | None) -> str:
    """The id of a paragraph's style, empty for the ordinary one."""
    return (None if properties is None else value(properties, "pStyle")) or ""


def _styles(root: etree._Element, used: Iterable[str]) -> dict[str, _Style]:
    """The styles in use by id, each with what it inherits."""
    elements = {style.get(f"{W}styleId") or "": style for style in root.iterchildren(f"{W}style")}
    resolved: dict[str, _Style] = {}

    def resolve(name: str) -> _Style:
        lineage: list[str] = []
        while name in elements and name not in resolved and name not in lineage:
            lineage.append(name)
            name = value(elements[name], "basedOn") or ""
        style = resolved.get(name, _PLAIN)
        for heir in reversed(lineage):
            style = resolved[heir] = _inherited(elements[heir], style)
        return style

    return {name: resolve(name) for name in used}


def _inherited(element: etree._Element, parent: _Style) -> _Style:
    numbered = element.find(f"{W}pPr/{W}numPr")
    run = element.find(f"{W}rPr")
    says_hidden = run is not None and run.find(f"{W}vanish") is not None
    return _Style(
        list_id=(None if numbered is None else value(numbered, "numId")) or parent.list_id,
        depth=(None if numbered is None else value(numbered, "ilvl")) or parent.depth,
        hidden=switched_on(run, "vanish") if run is not None and says_hidden else parent.hidden,
    )


def _alternative(choices: etree._Element) -> etree._Element:
    """The version of a content that is read: the first choice, else the fallback."""
    choice = choices.find(f"{_MC}Choice")
    return choices[0] if choice is None else choice


def _merging(properties: etree._Element | None) -> tuple[int, str | None, str | None, bool]:
    """A cell's width in columns, its part in a vertical and a horizontal merge, whether it is deleted."""
    span, deleted = 1, False
    down = across = None
    for child in () if properties is None else properties:
        if child.tag == f"{W}gridSpan":
            span = min(max(integer(child.get(f"{W}val"), 1), 1), bounds.COLUMN_SPAN)
        elif child.tag == f"{W}vMerge":
            down = child.get(f"{W}val") or "continue"
        elif child.tag == f"{W}hMerge":
            across = child.get(f"{W}val") or "continue"
        elif child.tag == f"{W}cellDel":
            deleted = True
    return span, down, across, deleted


def _left_out(row: etree._Element) -> int:
    """Columns that a row leaves out before its first cell."""
    properties = row.find(f"{W}trPr")
    columns = 0 if properties is None else integer(value(properties, "gridBefore"), 0)
    return min(columns, bounds.COLUMN_SPAN)


def _symbol(element: etree._Element) -> str:
    """A sign of a symbol font."""
    try:
        code = int(element.get(f"{W}char") or "", 16)
    except ValueError:
        return ""
    return word.symbol(element.get(f"{W}font") or "", code)

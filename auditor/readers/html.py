"""HTML → Document: block elements become paragraphs, data tables grids; nothing is fetched or run."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.document import Block, Cell, Document, Location, Paragraph, Table, Unreadable
from auditor.readers import bounds
from auditor.readers.html_guard import refuse_overgrown, unformatted
from auditor.readers.text import everyday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

LAYOUT_SHARE = 4
"""A table is layout when tables inside it hold at least this part (one in …) of its own number of cells."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ASCII = re.compile("[\0-\x7f]+")


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DROPPED = _names(
    "head script style noscript template nav menu svg math button datalist iframe object "
    "canvas audio video dialog del"
)
_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary ul br "
    "table thead tbody tfoot tr td th"
)
# What a reader fills in, and the kinds of `input` that hold no text or mark of theirs.
_CONTROLS = _names("input textarea select")
_NOT_FILLED_IN = _names("hidden button submit reset image file password search color range")
_MENU_ROLES = frozenset({"navigation", "menu", "menubar", "search"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00]")
_CJK = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n]\s*(?=[{_CJK}])")
_SPACE = re.compile(r"\s+")


class Page(Struct, frozen=True):
    """A page: its text, and the name of the sheet that it shows, if it is one of a workbook."""

    text: str
    sheet: str | None = None


def read(data: bytes) -> Document:
    """Read an HTML file. `Cell.location.line` and `Paragraph.location.line` count both kinds together.

    Raises `Unreadable` when elements are nested too deeply or a table is too large, and for a page of
    frames, which stand in files of their own.
    """
    return document([Page(decode(data))])


def document(pages: Iterable[Page]) -> Document:
    """Pages one after another as one document. Raises as `read` does."""
    place = _Place()
    blocks: list[Block] = []
    for page in pages:
        place.sheet = page.sheet
        root = _parsed(page.text)
        if root is None:
            continue
        if root.css_first("frameset") is not None:
            raise Unreadable(
                "网页只有框架，正文在别的文件中；请在 Excel、WPS 或浏览器中打开，另存为 .xlsx、.docx 或 PDF",
                "The page is only a frame around other files; open it in Excel, WPS or a browser "
                "and save it as .xlsx, .docx or PDF",
            )
        blocks += _blocks(root, place)
    return Document("html", tuple(blocks))


def frames(text: str) -> list[str]:
    """The addresses of the frames of a page, as it states them."""
    root = _parsed(text)
    nodes = [] if root is None else root.css("frame[src], iframe[src]")
    return [node.attributes.get("src") or "" for node in nodes]


def _parsed(text: str) -> LexborNode | None:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    text = unformatted(text)
    refuse_overgrown(text)
    try:
        return LexborHTMLParser(text).root
    except SelectolaxError as error:
        raise Unreadable(
            "网页过大或已损坏，无法解析；请在浏览器中打开，另存为 PDF 后再试",
            "The page is too large or damaged and cannot be parsed; open it in a browser and save it as PDF",
        ) from error


def decode(data: bytes) -> str:
    """Bytes → text: byte order mark, else whichever of UTF-8, GB18030 and Big5 loses the least.

    What a page declares is not asked: saved pages often keep a stale declaration, or a program's default.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        readings = {name: data.decode(name, "replace") for name in ("utf-8", "gb18030", "big5")}

    def loss(name: str) -> tuple[int, int]:
        reading = readings[name]
        return reading.count("\ufffd"), -everyday(_ASCII.sub("", reading), name)

    return readings[min(readings, key=loss)]


@dataclass
class _Lines:
    """Text gathered piece by piece into lines; white space is folded when a line ends."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        if not self.pieces:
            return
        text = _INVISIBLE.sub("", "".join(self.pieces))
        text = _SPACE.sub(" ", _WRAPPED.sub("", text)).strip()
        if text:
            self.lines.append(text)
        self.pieces.clear()

    def take(self) -> list[str]:
        """The finished lines; the gathering starts anew."""
        self.end_line()
        lines, self.lines = self.lines, []
        return lines


@dataclass
class _Place:
    """Running counts of what has been delivered."""

    line: int = 0
    table: int = 0
    sheet: str | None = None


def _blocks(root: LexborNode, place: _Place) -> list[Block]:
    blocks: list[Block] = []
    flow = _Lines()

    def flush() -> None:
        for text in flow.take():
            place.line += 1
            blocks.append(Paragraph(text, Location(line=place.line, sheet=place.sheet)))

    layout = _layout_tables(root)
    walk = _Walk(root)
    for entering, node in walk:
        if node.is_text_node:
            flow.pieces.append(node.text_content or "")
        elif node.tag == "table" and entering and node.mem_id not in layout:
            flush()
            blocks.extend(_table(node, place))
            walk.skip()
        elif node.tag in _BLOCKS:
            flush()
    flush()
    return blocks


class _Walk:
    """The visible nodes below a root in document order, elements twice: (True, node) on entering,
    (False, node) on leaving. `skip` leaves out what is inside the element just entered.

    Written with a loop: a hostile page is deeper than Python's stack.
    """

    def __init__(self, root: LexborNode) -> None:
        self._stack: list[tuple[bool, LexborNode]] = [(True, root)]
        self._descends = True

    def skip(self) -> None:
        self._descends = False

    def __iter__(self) -> Iterator[tuple[bool, LexborNode]]:
        while self._stack:
            entering, node = self._stack.pop()
            if not entering or node.is_text_node:
                yield entering, node
                continue
            if not node.is_element_node or _hidden(node):
                continue
            self._descends = node.tag not in _CONTROLS
            yield True, node
            self._stack.append((False, node))
            if self._descends:
                self._stack.extend((True, child) for child in reversed(_children(node)))


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _hidden(node: LexborNode) -> bool:
    """Is the element out of the reader's sight, or page furniture?"""
    if node.tag in _DROPPED:
        return True
    attributes = node.attributes
    return bool(attributes) and (
        "hidden" in attributes
        or (attributes.get("role") or "").lower() in _MENU_ROLES
        or _HIDING.search(attributes.get("style") or "") is not None
    )


def _layout_tables(root: LexborNode) -> frozenset[int]:
    """`mem_id` of the tables that only lay out other tables."""
    if root.css_first("table table") is None:
        return frozenset()
    layout = set()
    counts = [(0, 0)]  # cells of each open table: its own, those of tables inside
    for entering, node in _Walk(root):
        own, inner = counts[-1]
        if node.tag in ("td", "th") and entering:
            counts[-1] = own + 1, inner
        elif node.tag == "table" and entering:
            counts.append((0, 0))
        elif node.tag == "table":
            if inner and inner * LAYOUT_SHARE >= own:
                layout.add(node.mem_id)
            counts.pop()
            outer = counts[-1]
            counts[-1] = outer[0], outer[1] + own + inner
    return frozenset(layout)


def _table(table: LexborNode, place: _Place) -> list[Block]:
    """A data table as a block, after its caption as a paragraph; nothing when it has no cells."""
    captions, rows = _rows(table)
    blocks: list[Block] = []
    for text in captions:
        place.line += 1
        blocks.append(Paragraph(text, Location(line=place.line, sheet=place.sheet)))
    laid_out = _lay_out(rows)
    if laid_out:
        place.table += 1
        cells = []
        for text, row, column, rowspan, colspan in laid_out:
            place.line += 1
            location = Location(place.line, None, place.sheet, place.table, row, column)
            cells.append(Cell(text, row, column, location, rowspan, colspan))
        at = Location(line=cells[0].location.line, sheet=place.sheet, table=place.table)
        blocks.append(Table(tuple(cells), at))
    return blocks


_RawCell = tuple[str, int, int]
"""Text, rowspan, colspan; rowspan 0 reaches to the end of its section."""


def _rows(table: LexborNode) -> tuple[list[str], list[list[list[_RawCell]]]]:
    """The caption's lines, and the table's sections, each a list of rows; tables inside add to the text.

    So does what is filled in on a system's form, saved as a page; outside of tables it is the site's own search.
    """
    captions: list[str] = []
    sections: list[list[list[_RawCell]]] = [[]]
    lines = _Lines()
    level = 0
    for entering, node in _Walk(table):
        tag = node.tag
        if node.is_text_node:
            lines.pieces.append(node.text_content or "")
            continue
        if tag in _CONTROLS:
            lines.pieces.append(_filled_in(node) if entering else "")
            continue
        if tag == "table":
            level += 1 if entering else -1
        if tag in _BLOCKS:
            lines.end_line()
        if level != 1:
            continue
        if entering and tag in ("thead", "tbody", "tfoot"):
            sections.append([])
        elif entering and tag == "tr":
            sections[-1].append([])
        elif tag in ("td", "th", "caption"):
            found = lines.take()
            if entering:
                continue
            if tag == "caption":
                captions.extend(found)
            elif sections[-1]:
                rowspan = _span(node, "rowspan", least=0, most=bounds.ROWSPAN)
                colspan = _span(node, "colspan", least=1, most=bounds.COLSPAN)
                sections[-1][-1].append(("\n".join(found), rowspan, colspan))
    return captions, sections


def _filled_in(control: LexborNode) -> str:
    """What a field of a form shows."""
    attributes = control.attributes
    if control.tag == "textarea":
        return control.text() or ""
    if control.tag == "select":
        options = control.css("option")
        chosen = [option for option in options if "selected" in option.attributes]
        shown = chosen or ([] if "multiple" in attributes else options[:1])
        return "、".join(option.text(strip=True) for option in shown)
    kind = (attributes.get("type") or "").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in attributes else "☐"
    return "" if kind in _NOT_FILLED_IN else attributes.get("value") or ""


def _span(cell: LexborNode, name: str, least: int, most: int) -> int:
    """A span attribute as a number between bounds; nonsense counts as 1, as browsers do."""
    value = (cell.attributes.get(name) or "").strip()
    # No more digits than any bound needs: int() refuses thousands of them.
    if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) < least:
        return 1
    return min(int(value), most)


def _lay_out(sections: list[list[list[_RawCell]]]) -> list[tuple[str, int, int, int, int]]:
    """Cells with their spans → (text, row, column, rowspan, colspan), placed as browsers place them.

    Spans end at the section's last row and at the last column in which any cell begins; a row without
    cells counts only where a cell from above reaches into it.
    """
    placed: list[tuple[str, int, int, int, int]] = []
    positions = first = 0
    for section in sections:
        begun = len(placed)
        # For each column, the row from which it is free again.
        free: list[int] = []
        r = 0
        for row in section:
            column = 0
            for text, rowspan, colspan in row:
                while column < len(free) and free[column] > r:
                    column += 1
                height = min(rowspan or len(section), len(section) - r)
                # A cell that runs into one from above is cut short: positions belong to one cell only.
                beside = range(column + 1, min(column + colspan, len(free)))
                width = next((c - column for c in beside if free[c] > r), colspan)
                positions += height * width
                if positions > bounds.GRID:
                    raise Unreadable(
                        f"表格超过{bounds.GRID}格，不是正常的报告；请检查合并单元格的行列数",
                        f"a table has more than {bounds.GRID} positions; check the spans of its merged cells",
                    )
                free += [0] * (column + width - len(free))
                free[column : column + width] = [r + height] * width
                if len(placed) > bounds.CELLS:
                    raise bounds.too_many_cells()
                placed.append((text, first + r + 1, column + 1, height, width))
                column += width
            if row or any(until > r for until in free):
                r += 1
        first += r
        placed[begun:] = [(t, y, x, min(high, first - y + 1), wide) for t, y, x, high, wide in placed[begun:]]
    last = max((column for _, _, column, _, _ in placed), default=0)
    return [(t, y, x, high, min(wide, last - x + 1)) for t, y, x, high, wide in placed]

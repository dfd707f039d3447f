"""From page to page of a PDF: what repeats is dropped, tables that go on are stitched."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.readers.pdf_lines import Line
from auditor.readers.pdf_page import SNAP
from auditor.readers.pdf_sheet import Part, Sheet, SheetCell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from auditor.readers.pdf_page import Page

_PAGE_NUMBER = re.compile(
    r"[-—–－·~\s]*(?:第\s*)?[0-9０-９一二三四五六七八九十]{1,4}\s*页?"
    r"(?:[\s,，/]*(?:共|of)?\s*[0-9]{1,4}\s*页?)?[-—–－·~\s]*|Page\s+[0-9]+(?:\s+of\s+[0-9]+)?",
    re.IGNORECASE,
)
NUMBER_ZONE = 0.12
"""Part of a page's height, at its top and bottom, where a page number stands."""
MARGIN_ZONE = 0.07
"""Likewise for a running header or footer; a title of the text itself stands further in."""
REPEATED_PAGES = 3
REPEATED_SHARE = 0.4


def without_furniture(parts: list[list[Part]], pages: list[Page]) -> list[Part]:
    """All pages' parts in one stream, without page numbers and running headers and footers."""
    repeated = Counter(
        key
        for page, on_page in zip(pages, parts, strict=True)
        for key in {_margin_key(part, page) for part in on_page}
        if key is not None
    )
    enough = max(REPEATED_PAGES, REPEATED_SHARE * len(pages))
    stream = []
    for page, on_page in zip(pages, parts, strict=True):
        kept = [
            part for part in on_page if (key := _margin_key(part, page)) is None or repeated[key] < enough
        ]
        for end in (-1, 0):
            if kept and _is_page_number(kept[end], page):
                del kept[end]
        stream.extend(kept)
    return stream


def _margin_key(part: Part, page: Page) -> tuple[bool, str] | None:
    """What a line in the margin has in common with its like on other pages: side, text without digits."""
    at_top = part.box[3] < MARGIN_ZONE * page.height
    if isinstance(part, Sheet) or not (at_top or part.box[1] > (1 - MARGIN_ZONE) * page.height):
        return None
    return at_top, re.sub(r"[0-9\s]+", "", part.text)


def _is_page_number(part: Part, page: Page) -> bool:
    outside = part.box[3] < NUMBER_ZONE * page.height or part.box[1] > (1 - NUMBER_ZONE) * page.height
    return isinstance(part, Line) and outside and _PAGE_NUMBER.fullmatch(part.text) is not None


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def stitched(above: Sheet, below: Sheet) -> Sheet | None:
    """Two tables on consecutive pages as one, or None when the second is a table of its own."""
    if not above.ruled and not below.ruled:
        return _below_unruled(above, below)
    if above.recognised or below.recognised:
        below = _moved(below, above.edges)
    edges = _common_edges(above.edges, below.edges)
    if edges is None and _is_beside(above, below):
        return _beside(above, below)
    if edges is None or below.first != above.last + 1 or not (above.ruled and below.ruled):
        return None
    below = _snapped(below, edges)
    if edges != above.edges:
        above = _snapped(above, edges)
    header = _repeated_header(above, below)
    if header is None:
        return None
    rest = [cell._replace(row=cell.row - header) for cell in below.cells if cell.row >= header]
    tops = sorted((cell for cell in rest if cell.row == 0), key=lambda cell: cell.box[0])
    cells = list(above.cells)
    ending = {cells[i].span: i for i in above.ending}
    ends = {span: cells[i] for span, i in ending.items()}
    cut = _is_cut(above, rest, tops, ends)
    merged = set()
    leftmost = True
    for top in tops:
        end = ends.get(top.span)
        continues = end is not None and (
            _closes(end, top) or (leftmost and _remarks(end, top))
            if top.lines
            else leftmost or min(end.height, top.height) > 1
        )
        leftmost = leftmost and continues
        if end is not None and (cut or continues):
            height = end.height + top.height - cut
            cells[ending[top.span]] = end._replace(lines=end.lines + top.lines, height=height)
            merged.add(top.span)
    offset = above.rows - cut
    cells += [
        cell._replace(row=cell.row + offset) for cell in rest if cell.row > 0 or cell.span not in merged
    ]
    rows = offset + below.rows - header
    candidates = (*above.ending, *range(len(above.cells), len(cells)))
    reaching = tuple(i for i in candidates if cells[i].row + cells[i].height == rows)
    return replace(below, edges=edges, rows=rows, cells=tuple(cells), ending=reaching, first=above.first)


ALIKE = 10.0
"""How far, in points, the columns of a table without rules may lie from those on the page before."""


def _below_unruled(above: Sheet, below: Sheet) -> Sheet | None:
    """Two tables without rules, of the same columns on consecutive pages, as one; else None."""
    pairs = zip(above.edges[:-1], below.edges[:-1], strict=False)
    alike = len(above.edges) == len(below.edges) and all(abs(a - b) <= ALIKE for a, b in pairs)
    if not alike or below.first != above.last + 1:
        return None
    header = _repeated_header(above, below)
    if header is None:
        return None
    edges = (*above.edges[:-1], max(above.edges[-1], below.edges[-1]))
    known = dict(zip(below.edges, edges, strict=True))
    moved = (
        cell._replace(
            row=cell.row - header + above.rows,
            box=(known[cell.box[0]], cell.box[1], known[cell.box[2]], cell.box[3]),
        )
        for cell in below.cells
        if cell.row >= header
    )
    cells = (*_snapped(above, edges).cells, *moved)
    rows = above.rows + below.rows - header
    return replace(above, edges=edges, rows=rows, cells=cells, last=below.last, box=below.box)


WIDE_ROWS = 4
"""Rows that two tables must have alike, one by one, for the columns of the second to go on from the first's."""


def _is_beside(above: Sheet, below: Sheet) -> bool:
    """Whether the next page holds further columns of the same rows, as a sheet wider than its page is printed."""
    alike = above.ruled and below.ruled and below.first == above.last + 1 and above.rows == below.rows
    if not alike or above.rows < WIDE_ROWS or above.first != above.last:
        return False
    ours, theirs = ([*dict(sorted((c.row, c.box[1]) for c in s.cells)).items()] for s in (above, below))
    return len(ours) == len(theirs) and all(
        a[0] == b[0] and abs(a[1] - b[1]) <= SNAP for a, b in zip(ours, theirs, strict=False)
    )


def _beside(above: Sheet, below: Sheet) -> Sheet:
    """Two tables with the columns of the second behind those of the first."""
    shift = above.edges[-1] - below.edges[0]
    cells = [
        cell._replace(
            box=(cell.box[0] + shift, cell.box[1], cell.box[2] + shift, cell.box[3]), moved=cell.moved + shift
        )
        for cell in below.cells
    ]
    edges = (*above.edges, *(edge + shift for edge in below.edges[1:]))
    # Floating point: each side of a cell is to be one of the edges.
    snapped = _snapped(replace(below, cells=tuple(cells)), edges).cells
    return replace(
        above,
        edges=edges,
        cells=(*above.cells, *snapped),
        ending=(),
        last=below.last,
        crossed=above.crossed + below.crossed,
    )


def _repeated_header(above: Sheet, below: Sheet) -> int | None:
    """How many first rows of `below` repeat those of `above`; None when it is the same form once more,
    filled in for something else: its first labels return, too, with other values."""
    ours, theirs = _texts(above, below.rows), _texts(below, below.rows)
    header = 0
    while header < min(len(ours), len(theirs)) and ours[header] == theirs[header] and any(ours[header]):
        header += 1
    after = slice(header, header + 2)
    labels = [(a[0], b[0]) for a, b in zip(ours[after], theirs[after], strict=False)]
    # A label that comes twice is a group's, and stands in every row.
    if len(set(labels)) == 2 and all(a and a == b for a, b in labels):
        return None
    crossing = any(cell.row < header < cell.row + cell.height for cell in below.cells)
    return 0 if crossing else header


def _common_edges(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...] | None:
    """The column edges of both tables together, or None when they do not agree."""
    if abs(a[0] - b[0]) > SNAP or abs(a[-1] - b[-1]) > SNAP:
        return None
    new = [x for x in b if min(abs(x - y) for y in a) > SNAP]
    # Inner edges only: rows of a form merge columns, so one page may show fewer of them.
    if 2 * len(new) > len(b) - 2 and len(b) - len(new) < len(a):
        return None
    return tuple(sorted([*a, *new]))


SHIFT = 36.0
"""How far, in points, a scanner may lay one page beside where the last one lay."""
STRETCH = 0.02
"""By which part it may draw one page larger."""


def _moved(sheet: Sheet, edges: tuple[float, ...]) -> Sheet:
    """A scanned sheet laid upon the edges of another, if it is about as wide and near."""
    left, width = sheet.edges[0], sheet.edges[-1] - sheet.edges[0]
    stretch = (edges[-1] - edges[0]) / width
    if abs(edges[0] - left) > SHIFT or abs(stretch - 1) > STRETCH:
        return sheet

    def moved(x: float) -> float:
        return edges[0] + (x - left) * stretch

    cells = tuple(
        cell._replace(box=(moved(cell.box[0]), cell.box[1], moved(cell.box[2]), cell.box[3]))
        for cell in sheet.cells
    )
    return replace(sheet, edges=tuple(map(moved, sheet.edges)), cells=cells)


def _snapped(sheet: Sheet, edges: tuple[float, ...]) -> Sheet:
    """The sheet with its cells' sides moved to the nearest of the edges."""

    def nearest(x: float) -> float:
        return min(edges, key=lambda edge: abs(edge - x))

    cells = tuple(
        cell._replace(box=(nearest(cell.box[0]), cell.box[1], nearest(cell.box[2]), cell.box[3]))
        for cell in sheet.cells
    )
    return replace(sheet, cells=cells)


def _texts(sheet: Sheet, limit: int) -> list[tuple[str, ...]]:
    """The texts of the cells that begin in each of the first rows, white space removed."""
    rows: list[list[str]] = [[] for _ in range(min(limit, sheet.rows))]
    for cell in takewhile(lambda cell: cell.row < len(rows), sheet.cells):
        rows[cell.row].append(_bare(cell.text))
    return [tuple(row) or ("",) for row in rows]


SENTENCE_END = tuple("。；！？;!?：:")
ITEM = re.compile(
    r"[(（]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）、.．](?![0-9])|第[一二三四五六七八九十]+[章节条部]|[①-⑳]"
    r"|[一-鿿]{2,4}\s*(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s*(?:[:：]|$)|(?:…|\.{3})+$"
)
"""How a numbered item begins; so does a template's row: “指标2：”, “……”."""
LONG_CELL = 10
"""Width, in characters, from which one cell's full last line is enough to say that its text goes on."""
CUT_CELLS = 3
"""Number of narrower cells with full last lines that say as much, where another cell has ended."""
FILLED_SHARE = 0.8
"""Part of a column's cells that hold text, or a number before it, from which one without is a row's second half."""


def _is_cut(
    above: Sheet,
    rest: Sequence[SheetCell],
    tops: Sequence[SheetCell],
    ends: dict[tuple[float, float], SheetCell],
) -> bool:
    """Did the page break cut one row in two? Said only on good evidence: rows wrongly joined are worse."""
    pairs = [(ends[top.span], top) for top in tops if top.span in ends]
    filled = [(end, top) for end, top in pairs if top.lines]
    if len(pairs) < len(tops) or not filled or _begins_item(*filled[0]):
        return False
    if any(end.lines and _goes_on(end, top) and _is_long(end) for end, top in filled):
        # A short cell that is whole above and filled again below is another row's.
        return all(end.lines and (_goes_on(end, top) or _is_long(end)) for end, top in filled)
    if not all(end.lines and _goes_on(end, top) for end, top in filled):
        return False
    missing = [end for end, top in pairs if end.lines and not top.lines and end.height == top.height == 1]
    if len(filled) >= CUT_CELLS and missing:
        return True
    page = takewhile(lambda cell: cell.page == above.last, reversed(above.cells))
    others = [cell for cell in (*page, *rest) if cell.row > 0 and cell.height == 1]

    def usual(end: SheetCell, trait: Callable[[SheetCell], bool]) -> bool:
        """Do most other cells of the column have what this row's second half lacks?"""
        alike = [trait(cell) for cell in others if cell.span == end.span and cell is not end]
        return len(alike) > 1 and sum(alike) >= FILLED_SHARE * len(alike)

    if len(missing) >= len(filled) and any(usual(end, lambda cell: bool(cell.lines)) for end in missing):
        return True
    return usual(filled[0][0], _is_item)


def _begins_item(end: SheetCell, top: SheetCell) -> bool:
    """Is the next page's text another numbered item, and not one more of a list within the cell?"""
    listing = any(ITEM.match(line.text) for line in end.lines[1:])
    return _is_item(top) and not listing


def _is_item(cell: SheetCell) -> bool:
    return bool(cell.lines) and ITEM.match(cell.lines[0].text) is not None


def _goes_on(end: SheetCell, top: SheetCell) -> bool:
    """Is the last line so full, and so near the cell's bottom, that the next page's text may belong to it?"""
    line, after = end.lines[-1], top.lines[0]
    # Two numbers in one column are not one number: it is broken only where not one digit more fits.
    both = line.text[-1] + after.text[0]
    lead = 0.5 * line.size if both.isascii() and both.isalnum() else after.lead
    full = line.box[2] + lead + 0.6 * line.size > end.box[2]
    return full and end.box[3] - line.box[3] < 1.5 * line.size and not line.text.endswith(SENTENCE_END)


def _is_long(cell: SheetCell) -> bool:
    return cell.box[2] - cell.box[0] > LONG_CELL * cell.lines[-1].size


def _closes(end: SheetCell, top: SheetCell) -> bool:
    """Does the next page's cell begin with the end of a bracket that was opened above?"""
    above, below = (re.sub(r"[^()（）]", "", cell.text) for cell in (end, top))
    return above[-1:] in ("(", "（") and below[:1] in (")", "）")


_REMARK = re.compile(r"[(（][^()（）]+[)）]")


def _remarks(end: SheetCell, top: SheetCell) -> bool:
    """Is the next page's cell only a remark in brackets on a text above that has none, as a group's points?"""
    above, below = _bare(end.text), _bare(top.text)
    return _REMARK.fullmatch(below) is not None and above != "" and above[-1] not in ")）"

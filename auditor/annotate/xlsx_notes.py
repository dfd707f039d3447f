"""Notes at the cells of a worksheet: their text in one part, their boxes in a drawing of another kind (VML)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from auditor.annotate.note import AUTHOR, COLOURS, Note
from auditor.annotate.parts import RELATIONS, Parts
from auditor.annotate.xlsx_styles import FONT, X, made
from auditor.output.cells import wrap
from auditor.readers.numbering import integer
from auditor.readers.package import damaged, scan
from auditor.readers.sheets import At, address

if TYPE_CHECKING:
    from lxml import etree

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_LINK = f"{{{RELATIONS}}}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What may stand behind the link to the drawing of notes in a sheet.
_BEHIND = frozenset(
    f"{X}{name}"
    for name in (
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
        *("tableParts", "extLst"),
    )
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}

_SIZE = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_EMPTY = f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
_KIND = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    f'<v:shape {_SPACES} id="_x0000_s{{number}}" type="#_x0000_t202" '
    'style="position:absolute;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_FIRST_NUMBER = 1025
# Pixels, as Excel draws them: an ordinary column and row, a line of a note, a note's width and border.
_COLUMN, _ROW, _TEXT_LINE, _WIDTH, _BORDER = 64, 20, 18, 360, 12
_WIDTH_IN_CELLS = 46


def add_notes(parts: Parts, name: str, root: etree._Element, notes: Mapping[At, Sequence[Note]]) -> None:
    """Put notes at cells of the worksheet `name`, behind the text of other people's notes that stand there.

    A cell with a thread of comments keeps that alone: only its writers' programs can add to it.
    """
    threaded = _threaded(parts, name)
    comments = _comments(parts, name)
    there = {comment.get("ref"): comment for comment in comments.iter(f"{X}comment")}
    author = _author(comments, next((note.author for on_cell in notes.values() for note in on_cell), AUTHOR))
    boxes = []
    for at, on_cell in notes.items():
        ref = address(*at)
        if ref in threaded:
            continue
        comment = there.get(ref)
        if comment is None:
            comment = made(f'<comment ref="{ref}" authorId="{author}"><text/></comment>')
            comments[1].append(comment)
            boxes.append((at, on_cell))
        text = comment.find(f"{X}text")
        if text is None:
            raise damaged()
        if comment.get("authorId") == author:
            # What an earlier run has said.
            text.clear()
        for note in on_cell:
            if len(text):
                _run(text, "\n\n", "000000")
            _run(text, f"{note.title}\n", COLOURS[note.severity], bold=True)
            _run(text, "\n".join(note.lines), "000000")
    if boxes:
        _draw(parts, name, root, boxes)


def _threaded(parts: Parts, name: str) -> set[str]:
    """The cells of a sheet that have threads of comments."""
    found: set[str] = set()

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.add(attributes.get("ref", ""))

    for relation in parts.package.relations(name).values():
        if relation.kind == "threadedComment":
            scan(parts.package.required(relation.target), start)
    return found


def _comments(parts: Parts, name: str) -> etree._Element:
    """The root of the part with a sheet's notes, its authors first and the list of notes second."""
    own = parts.package.linked(name, "comments", "")
    if own:
        root = parts.tree(own)
        if [child.tag for child in root][:2] != [f"{X}authors", f"{X}commentList"]:
            raise damaged()
        return root
    own = parts.free("xl/comments{}.xml")
    root = made("<comments><authors/><commentList/></comments>")
    parts.add_tree(own, root)
    parts.declare(own, _COMMENTS)
    parts.link(name, "comments", own)
    return root


def _author(comments: etree._Element, name: str) -> str:
    """The number of an author of notes."""
    authors = comments[0]
    names = [author.text for author in authors]
    if name not in names:
        authors.append(made("<author/>"))
        authors[-1].text = name
        return str(len(names))
    return str(names.index(name))


def _run(text: etree._Element, content: str, colour: str, *, bold: bool = False) -> None:
    """A stretch of text in one format."""
    weight = "<b/>" if bold else ""
    run = made(f'<r><rPr>{weight}<sz val="10"/><color rgb="FF{colour}"/><rFont val="{FONT}"/></rPr><t/></r>')
    run[1].text = escaped(content)
    run[1].set(_SPACE, "preserve")
    text.append(run)


def escaped(text: str) -> str:
    """Text in which nothing looks like Excel's `_x000D_` escapes."""
    return _ESCAPE.sub("_x005F_", text)


def _draw(parts: Parts, name: str, root: etree._Element, boxes: Sequence[tuple[At, Sequence[Note]]]) -> None:
    """Add the boxes of notes to a sheet's drawing, as text: that of other programs is often no XML."""
    link = root.find(f"{X}legacyDrawing")
    if link is None:
        drawing = parts.free("xl/drawings/vmlDrawing{}.vml")
        content = _EMPTY.encode()
        parts.default("vml", _DRAWING)
        key = parts.link(name, "vmlDrawing", drawing)
        link = made(f'<legacyDrawing xmlns:r="{RELATIONS}" r:id="{key}"/>')
        behind = next((at for at, child in enumerate(root) if child.tag in _BEHIND), len(root))
        root.insert(behind, link)
    else:
        relation = parts.package.relations(name).get(link.get(_LINK) or "")
        if relation is None:
            raise damaged()
        drawing, content = relation.target, parts.package.required(relation.target)
    head, end, tail = content.rpartition(b"</xml>")
    if not end:
        raise damaged()
    first = max([_FIRST_NUMBER - 1, *map(int, _SHAPE_ID.findall(content))]) + 1
    kind = "" if b'"_x0000_t202"' in content else _KIND
    layout = _Layout(root)
    shapes = "".join(
        _BOX.format(number=number, anchor=layout.anchor(at, on_cell), row=at[0] - 1, column=at[1] - 1)
        for number, (at, on_cell) in enumerate(boxes, first)
    )
    parts.add(drawing, head + (kind + shapes).encode() + end + tail)


class _Layout:
    """Where the columns and rows of a sheet stand, in pixels."""

    def __init__(self, root: etree._Element) -> None:
        self.columns = [
            (integer(c.get("min"), 0), integer(c.get("max"), 0), int(_size(c.get("width")) * 7) + 5)
            for c in root.iterfind(f"{X}cols/{X}col")
            if c.get("width")
        ]
        self.rows = {
            integer(row.get("r"), 0): int(_size(row.get("ht")) * 4 / 3)
            for row in root.iter(f"{X}row")
            if row.get("ht")
        }

    def anchor(self, at: At, notes: Sequence[Note]) -> str:
        """Where the box of a cell's notes stands: column, pixels in it, row, pixels in it; twice."""
        lines = sum(len(wrap(line, _WIDTH_IN_CELLS)) for note in notes for line in note.text.split("\n"))
        height = (lines + len(notes) - 1) * _TEXT_LINE + 2 * _BORDER
        # Columns and rows count from 0 here: the box begins right of the cell.
        left, top = at[1], at[0] - 1
        right, right_rest = _reached(left, _WIDTH + _BORDER, self._width)
        bottom, bottom_rest = _reached(top, height, self._height)
        return f"{left}, {_BORDER}, {top}, 2, {right}, {right_rest}, {bottom}, {bottom_rest}"

    def _width(self, column: int) -> int:
        return next((width for low, high, width in self.columns if low <= column + 1 <= high), _COLUMN)

    def _height(self, row: int) -> int:
        return self.rows.get(row + 1, _ROW)


def _size(stated: str | None) -> float:
    return float(stated) if stated and _SIZE.fullmatch(stated) else 0


def _reached(number: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The column or row that is so many pixels behind the beginning of another, and the rest in it."""
    # Those of no height or width are stepped over too.
    while pixels >= (step := max(size(number), 1)):
        pixels -= step
        number += 1
    return number, pixels

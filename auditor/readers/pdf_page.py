"""One page of a PDF: its characters and the rules drawn on it, upright.

Boxes and positions are points from the top left corner of a page turned so that its text runs rightward.
"""

from __future__ import annotations

import ctypes
import re
import struct
import unicodedata
from collections import Counter
from functools import lru_cache, partial
from itertools import chain, pairwise
from math import pi
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from auditor.document import Unreadable
from auditor.readers import bounds
from auditor.readers.pdf_fields import opened
from auditor.readers.pdf_fonts import refuse_lost
from auditor.readers.pdf_layer import hidden
from auditor.readers.word import symbol

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

    from auditor.readers.ruling import Grey

SAMPLE = 16
"""Characters of a page that are asked which way they run, and whether their font says what they mean."""
STAMP = 30
"""Characters that a scanner's program prints onto its picture of a page."""
STAMP_SHARE = 0.1
"""Likewise, for each character that it laid unseen over the picture."""
WHOLE_PAGE = 0.6
"""Part of a page that the picture of a page fills."""
OUTLINES = 500
"""Objects and segments on a page without characters from which its text may be drawn as outlines."""

SNAP = 3.0
"""Rules nearer than this, in points, are one; rules end that far from where they meet."""
THIN = 3.0
"""A filled box is a rule when it is no thicker than this, in points."""
SHORTEST_RULE = 5.0
DOT = 1.5
"""How much longer one side of a dot may be than the other."""


def damaged() -> Unreadable:
    return Unreadable(
        "PDF 已损坏，无法打开；请重新导出", "the PDF is damaged and cannot be opened; export it anew"
    )


class Char(Struct, frozen=True, gc=False):
    """One character with its font's box and its baseline; `doubtful`: recognised in a figure, and not surely."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    doubtful: bool = False


class Rule(NamedTuple):
    """A ruling line: its position across, where it begins and where it ends."""

    at: float
    start: float
    end: float


class Page(Struct, frozen=True):
    """What stands on a page.

    `scanned`: its text is in a picture or drawn. `placed` is False where boxes are not those of the page as
    displayed. `recognised`: its characters were read from a picture; `layered`: by the scanner's program, which laid
    them unseen over the picture. `untold`: words typed onto it are left out.
    """

    number: int
    width: float
    height: float
    chars: list[Char]
    horizontal: list[Rule]
    vertical: list[Rule]
    scanned: bool
    crowded: bool
    placed: bool
    recognised: bool = False
    layered: bool = False
    untold: bool = False


def read_page(pdf: PdfDocument, number: int) -> Page:
    """Take a page's characters and rules out of PDFium."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page, untold = opened(pdf, number)
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise damaged() from error
    refuse_lost(page, number)
    count = text.count_chars()
    if count > bounds.PAGE_CHARACTERS:
        raise Unreadable(
            f"PDF 第{number}页有{count}个字符，超过{bounds.PAGE_CHARACTERS}的上限，不是正常的报告",
            f"page {number} of the PDF has {count} characters, above the limit of {bounds.PAGE_CHARACTERS}",
        )
    signs = _signs(text.raw, count)
    angles = Counter(
        round(raw.FPDFText_GetCharAngle(text.raw, i) / (pi / 2)) % 4 for i in _sample(count) if signs[i]
    )
    displayed = page.get_rotation() // 90
    turn = -angles.most_common(1)[0][0] % 4 if angles else displayed
    left, bottom, right, top = box = page.get_bbox()
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    upright = _turned(box, turn)
    drawing = _Drawing(upright)
    drawing.add_page(page.raw)
    chars = _chars(text.raw, signs, upright)
    area = width * height
    unseen = 0
    if drawing.pictured > WHOLE_PAGE * area:
        cover = drawing.largest if WHOLE_PAGE * area < drawing.picture < bounds.PICTURE_POINTS else None
        unseen = hidden(pdf, page, text.raw, [i for i, sign in enumerate(signs) if sign], cover)
    text.close()
    page.close()
    horizontal, vertical = joined(drawing.horizontal), joined(drawing.vertical)
    crowded = (
        drawing.segments > bounds.PAGE_SEGMENTS
        or max(len(horizontal), len(vertical)) > bounds.PAGE_RULES
        or len({rule.at for rule in horizontal}) * len({rule.at for rule in vertical}) > bounds.PAGE_POSITIONS
    )
    if crowded:
        horizontal, vertical = [], []
    scanned = _is_scanned(len(chars) - unseen, unseen, drawing, area)
    layered = scanned and unseen > 0
    return Page(
        number, width, height, chars, horizontal, vertical, scanned, crowded, placed=turn == displayed,
        recognised=layered, layered=layered, untold=untold,
    )  # fmt: skip


def picture(pdf: PdfDocument, number: int, dpi: float, longest: int) -> Grey:
    """A page drawn in grey, its longer side of so many pixels at most."""
    page = pdf[number - 1]
    scale = min(dpi / 72, longest / max(page.get_size()))
    drawn = page.render(scale=scale, grayscale=True).to_numpy()
    page.close()
    return drawn.reshape(drawn.shape[:2])  # type: ignore[no-any-return]


def _is_scanned(seen: int, unseen: int, drawing: _Drawing, area: float) -> bool:
    """No character and something drawn, or a picture of the whole page with a stamp or a page number on it and
    perhaps what the scanner's program read."""
    if seen + unseen == 0:
        return drawing.picture > 0 or drawing.segments >= OUTLINES
    if unseen:
        return seen < max(STAMP, STAMP_SHARE * unseen)
    return seen < STAMP and drawing.picture > WHOLE_PAGE * area


_Sides = tuple[float, float, float, float]


class _Upright(NamedTuple):
    """How points of a page become upright: after `turn` right turns, in both directions a factor and an offset."""

    turn: int
    x_factor: float
    x_offset: float
    y_factor: float
    y_offset: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of PDF's own space, upright."""
        if self.turn % 2:
            x, y = y, x
        return self.x_factor * x + self.x_offset, self.y_factor * y + self.y_offset


def _turned(page: _Sides, turn: int) -> _Upright:
    """What makes points of a page (left, bottom, right, top) upright after so many right turns."""
    left, bottom, right, top = page
    across, down = (
        ((1, -left), (1, -bottom), (-1, right), (-1, top)),
        ((-1, top), (1, -left), (1, -bottom), (-1, right)),
    )
    return _Upright(turn, *across[turn], *down[turn])


def unturned(box: _Sides, page: _Sides, turn: int) -> _Sides:
    """A box of an upright page in PDF's own space: left, bottom, right, top."""
    left, bottom, right, top = page
    x0, y0, x1, y1 = box
    boxes = (
        (left + x0, top - y1, left + x1, top - y0),
        (left + y0, bottom + x0, left + y1, bottom + x1),
        (right - x1, bottom + y0, right - x0, bottom + y1),
        (right - y1, top - x1, right - y0, top - x0),
    )
    return boxes[turn]


# Characters drawn with a radical's code in place of the character's own, which Unicode does not fold.
_RADICALS = str.maketrans(
    "⺁⺒⺓⺝⺠⺬⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂巳幺月民示虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)


def _chars(text: Any, signs: list[str], upright: _Upright) -> list[Char]:
    """The visible characters of a PDFium text page; white space is read from gaps instead."""
    from pypdfium2 import raw

    chars = []
    turn, x_factor, x_offset, y_factor, y_offset = upright
    rectangle = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    box_of, floats = ctypes.cast(raw.FPDFText_GetLooseCharBox, _BOX_OF), _FLOATS
    handle, box = ctypes.cast(text, ctypes.c_void_p), ctypes.addressof(rectangle)
    last_top = last_bottom = top = bottom = base = -1.0
    for i, sign in enumerate(signs):
        if not sign or not box_of(handle, i, box):
            continue
        sides = floats(rectangle)
        x0, y0, x1, y1 = sides[-turn:] + sides[:-turn] if turn else sides
        # Characters of one height at one height share the baseline, and asking for it is dear.
        if y0 != last_top or y1 != last_bottom:
            raw.FPDFText_GetCharOrigin(text, i, x, y)
            base = upright.point(x.value, y.value)[1]
            last_top, last_bottom = y0, y1
            top, bottom = y_factor * y0 + y_offset, y_factor * y1 + y_offset
        chars.append(Char(sign, x_factor * x0 + x_offset, top, x_factor * x1 + x_offset, bottom, base))
    return chars


_FLOATS = struct.Struct("4f").unpack_from
# It is asked for every character: addresses pass faster than what ctypes checks.
_BOX_OF = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


# Where it is asked whether a font says what its characters mean: a number's or a word's first, and what is odd.
_ASKED = re.compile("[!-~]+|[^ \\t\\r\\n!-~·“”–—…\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# A hyphen at a line's end, as PDFium marks it, and where symbol fonts keep their signs.
_HYPHEN = "\ufffe"
_ODD = re.compile(f"[\uf020-\uf0ff{_HYPHEN}]")
_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")


def _signs(text: Any, count: int) -> list[str]:
    """What is meant by the character at each position of a PDFium text page; nothing for white space."""
    from pypdfium2 import raw

    units = (ctypes.c_ushort * (count + 1))()
    # Positions without a character are left out of the text as a whole.
    if raw.FPDFText_GetText(text, 0, count, units) != count + 1:
        units[:count] = [raw.FPDFText_GetUnicode(text, i) for i in range(count)]
    written = bytes(units)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if len(written) < count:
        written = _TWO_UNITS.sub(r"\r\g<0>", written)
    meant = {char: _readable(char) for char in set(written)}
    signs = [meant[char] for char in written]
    # Where the font says nothing, PDFium takes the glyph's number for a character.
    unsaid = partial(raw.FPDFText_HasUnicodeMapError, text)
    if 1 in map(unsaid, chain(_sample(count), (match.start() for match in _ASKED.finditer(written)))):
        signs = ["\ufffd" if unsaid(i) == 1 else sign for i, sign in enumerate(signs)]
    for match in _ODD.finditer(written):
        signs[match.start()] = _odd(text, match.start(), match[0])
    return signs


def _odd(text: Any, position: int, char: str) -> str:
    """What is meant by a sign of a symbol font, or by PDFium's mark for a hyphen and for nothing said."""
    from pypdfium2 import raw

    if char == _HYPHEN:
        return "-" if raw.FPDFText_GetUnicode(text, position) else "\ufffd"
    return symbol(_font(text, position), ord(char)) or char


_FONT_NAME = 128
_SYMBOL_FONT = re.compile(r"(?:^|\+)(Symbol|Wingdings)[ ,-]?(2?)")


def _font(text: Any, position: int) -> str:
    """The symbol font of a character, as Word calls it; any other has no name here."""
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(_FONT_NAME)
    raw.FPDFText_GetFontInfo(text, position, name, _FONT_NAME, None)
    match = _SYMBOL_FONT.search(name.value.decode("utf-8", "replace"))
    return " ".join(filter(None, match.groups())) if match else ""


def _sample(count: int) -> range:
    """Some positions of a text, all over it."""
    return range(0, count, 1 + count // SAMPLE)


@lru_cache(maxsize=8192)
def _readable(char: str) -> str:
    """A character as it is meant: U+FFFD where the font does not say, ideographs for radicals and for their
    compatible forms; nothing for space."""
    if char == "\x02":
        # Likewise a hyphen at a line's end.
        return "-"
    if char == "\0" or "\ud800" <= char < "\ue000":
        return "\ufffd"
    if "\u2e80" <= char < "\u2fe0" or "\uf900" <= char < "\ufb00":
        return unicodedata.normalize("NFKC", char).translate(_RADICALS)
    return "" if char.isspace() or unicodedata.category(char) in ("Cc", "Cf") else char


class _Drawing:
    """Collects the rules that a page draws: stroked lines, edges of stroked boxes, thin filled boxes."""

    def __init__(self, upright: _Upright) -> None:
        from pypdfium2 import raw

        self.raw = raw
        self.upright = upright
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.picture = 0.0
        """Area of the largest picture, in square points."""
        self.largest: Any = None
        self.pictured = 0.0
        """Area of all pictures together: some programs cut a page into strips."""
        self.segments = 0

    def add_page(self, page: Any) -> None:
        """Take in all objects of a PDFium page."""
        for i in range(self.raw.FPDFPage_CountObjects(page)):
            self._add(self.raw.FPDFPage_GetObject(page, i), (), 0)

    def _add(self, thing: Any, matrices: tuple[Any, ...], depth: int) -> None:
        raw = self.raw
        self.segments += 1
        kind = raw.FPDFPageObj_GetType(thing)
        if self.segments > bounds.PAGE_SEGMENTS or kind not in (
            raw.FPDF_PAGEOBJ_PATH,
            raw.FPDF_PAGEOBJ_FORM,
            raw.FPDF_PAGEOBJ_IMAGE,
        ):
            return
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(thing, matrix)
        inner = (matrix, *matrices)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            self._add_path(thing, inner)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            corners = [self._point(x, y, inner) for x, y in ((0, 0), (1, 1))]
            (ax, ay), (bx, by) = corners
            area = abs((bx - ax) * (by - ay))
            self.pictured += area
            if area > self.picture:
                self.picture, self.largest = area, thing
            self._add_filled(corners)
        elif depth < bounds.NESTING:
            for i in range(raw.FPDFFormObj_CountObjects(thing)):
                self._add(raw.FPDFFormObj_GetObject(thing, i), inner, depth + 1)

    def _point(self, x: float, y: float, matrices: tuple[Any, ...]) -> tuple[float, float]:
        for m in matrices:
            x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
        return self.upright.point(x, y)

    def _add_path(self, path: Any, matrices: tuple[Any, ...]) -> None:
        raw = self.raw
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(path, fill, stroke)
        count = raw.FPDFPath_CountSegments(path)
        self.segments += count
        if self.segments > bounds.PAGE_SEGMENTS or not (fill.value or stroke.value):
            return
        add = self._add_stroked if stroke.value else self._add_filled
        points: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for i in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, i)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                add(points)
                points = []
            points.append(self._point(x.value, y.value, matrices))
            if raw.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        add(points)

    def _add_stroked(self, points: list[tuple[float, float]]) -> None:
        for (ax, ay), (bx, by) in pairwise(points):
            self._add_box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), 1.0)

    def _add_filled(self, points: list[tuple[float, float]]) -> None:
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            self._add_box(min(xs), min(ys), max(xs), max(ys), THIN)

    def _add_box(self, x0: float, top: float, x1: float, bottom: float, thin: float) -> None:
        width, height = x1 - x0, bottom - top
        # A dot may belong to a dotted line in either direction.
        if height <= thin and height < DOT * width:
            self.horizontal.append(Rule((top + bottom) / 2, x0, x1))
        if width <= thin and width < DOT * height:
            self.vertical.append(Rule((x0 + x1) / 2, top, bottom))


def joined(rules: list[Rule]) -> list[Rule]:
    """Rules that lie on one line get one position; those that touch become one; specks are dropped."""
    clusters: list[list[Rule]] = []
    for rule in sorted(rules):
        if clusters and rule.at - clusters[-1][0].at <= SNAP:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    joined = []
    for cluster in clusters:
        at = sum(rule.at for rule in cluster) / len(cluster)
        start, end = None, 0.0
        for rule in sorted(cluster, key=lambda rule: rule.start):
            if start is not None and rule.start <= end + SNAP:
                end = max(end, rule.end)
                continue
            if start is not None:
                joined.append(Rule(at, start, end))
            start, end = rule.start, rule.end
        if start is not None:
            joined.append(Rule(at, start, end))
    return [rule for rule in joined if rule.end - rule.start >= SHORTEST_RULE]

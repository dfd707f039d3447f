"""A picture of a page → `Page`: its characters recognised, its ruling lines found, set upright.

Recognition is RapidOCR's, with the models that its wheel brings; nothing is fetched.
"""

from __future__ import annotations

import re
import time
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from auditor.document import Unreadable
from auditor.readers import bounds, grant
from auditor.readers.pdf_lines import WORD_GAP
from auditor.readers.pdf_page import Char, Page, Rule, joined
from auditor.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.readers.ruling import Grey, Ruled

DPI = 200
"""Dots per inch at which pages are looked at: finer costs time, coarser costs characters."""
INSTALL = Words("识别扫描件需安装：pip install 'auditor[ocr]'", "to read scans: pip install 'auditor[ocr]'")

LONGEST_SIDE = 3_400
"""Pixels of a page's longer side at most; A3 at `DPI` has 3,307."""
_SHORTEST_SIDE = 32
# Where text stands shows at less than it takes to read it.
_DETECTED_SIDE = 1_600
_POINT = DPI / 72
# Two characters' strokes in a row are shorter than a narrow column, one character's shorter than a row is high.
_NARROWEST_COLUMN = round(20 * _POINT)
_LOWEST_ROW = round(13 * _POINT)
_WIDEST_CHARACTER = round(40 * _POINT)

# A font's box is higher than its ideographs are wide; the baseline is below its middle.
_FONT_HEIGHT = 1.17
_BASELINE = 0.33
# How far the detector's boxes reach beyond characters at each end, in parts of the box's height.
_MARGIN = 0.1
# Ideographs of a line from which its width tells their size.
_TELLING = 4
# Sizes nearer than this are one, where a line's width tells them and where only its box's height does.
_ALIKE, _ALIKE_BY_HEIGHT = 1.25, 1.6
_TALL = 1.8
# Width and height, least and most, in pixels, of a sign that stands alone and that the detector overlooks.
_SIGN = (round(3 * _POINT), round(30 * _POINT), round(1 * _POINT), round(14 * _POINT))
_WIDER = 3
_SAMPLE = 6
_SURE_READING = 0.85
_BATCH = 48


def available() -> bool:
    """Whether what recognition takes is installed."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


class Box(NamedTuple):
    """Left, top, right, bottom, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


class Reading(NamedTuple):
    """A stretch of text in one line of one cell; how sure each character is, from 0 to 1."""

    box: Box
    text: str
    sure: tuple[float, ...]


def recognised(pictures: Iterable[tuple[int, Grey]], count: int) -> Iterator[Page]:
    """Pages read from their numbers and pictures at `DPI`; `count` is how many there are.

    Raises `Unreadable` when there are too many, or they take too long.
    """
    if count > bounds.SCANNED_PAGES:
        raise Unreadable(
            f"有{count}页扫描件，超过{bounds.SCANNED_PAGES}页的上限；请拆分后再试",
            f"{count} pages are scans, above the limit of {bounds.SCANNED_PAGES}; split the file",
        )
    grant.scanned(count)
    deadline = time.monotonic() + bounds.RECOGNITION_SECONDS
    for number, grey in pictures:
        yield _page(grey, number, deadline)


def _page(grey: Grey, number: int, deadline: float) -> Page:
    from auditor.readers.ruling import skew, specks, upright

    if min(grey.shape) < _SHORTEST_SIDE:
        height, width = grey.shape
        return Page(number, width / _POINT, height / _POINT, [], [], [], True, False, True, recognised=True)
    angle = skew(grey)
    grey = upright(grey, angle)
    lines, boxes = _detected(grey)
    turns = 0
    if _sideways(boxes):
        grey, turns = _turned(grey, 1), 1
        lines, boxes = _detected(grey)
    if _upside_down(lines.clean, boxes):
        grey, turns = _turned(grey, 2), turns + 2
        lines, boxes = _detected(grey)
    pieces = [piece for box in boxes for piece in _pieces(box, lines)]
    readings = [r for r in _readings(lines.clean, pieces, deadline) if r.text.strip()]
    readings = _settled(lines.clean, readings, deadline)
    signs = [Box(*box) for box in specks(lines, boxes, _SIGN)]
    readings += [r for r in _readings(lines.clean, signs, deadline) if _is_sign(r)]
    height, width = grey.shape
    chars = _chars(readings)
    horizontal, vertical = (
        joined([Rule(at / _POINT, start / _POINT, end / _POINT) for at, start, end in found])
        for found in (lines.horizontal, lines.vertical)
    )
    crowded = max(len(horizontal), len(vertical)) > bounds.PAGE_RULES
    if crowded:
        horizontal, vertical = [], []
    return Page(
        number, width / _POINT, height / _POINT, chars, horizontal, vertical, scanned=True, crowded=crowded,
        placed=not turns and abs(angle) <= _STRAIGHT, recognised=True,
    )  # fmt: skip


_STRAIGHT = 0.15
"""Degrees below which a box on the upright page is that on the page as it lies."""


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.return_word_box": True,
            "Global.max_side_len": _DETECTED_SIDE,
            # Its usual 320 pixels are mostly padding behind the short texts of cells, at twice the time.
            "Rec.rec_img_shape": [3, 48, 96],
        }
    )


def _detected(grey: Grey) -> tuple[Ruled, list[Box]]:
    """The lines that frame cells, and boxes around stretches of text."""
    from auditor.readers.ruling import ruled

    lines = ruled(grey, _NARROWEST_COLUMN, _LOWEST_ROW, _WIDEST_CHARACTER)
    quads = _engine()(_coloured(lines.clean), use_rec=False).boxes
    boxes = [] if quads is None else [(*quad.min(axis=0), *quad.max(axis=0)) for quad in quads]
    return lines, [Box(*map(float, box)) for box in boxes]


def _sideways(boxes: Sequence[Box]) -> bool:
    """Whether most of the text runs upward or downward."""
    extent = sum((b.right - b.left) - (b.bottom - b.top) for b in boxes)
    return extent < 0


def _upside_down(grey: Grey, boxes: Sequence[Box]) -> bool:
    """Whether the longest lines read better when turned round."""
    longest = sorted(boxes, key=lambda b: b.left - b.right)[:_SAMPLE]
    if not longest:
        return False
    crops = [_crop(grey, box) for box in longest]
    sure = _sureness(crops)
    return sure < _SURE_READING and sure < _sureness([crop[::-1, ::-1] for crop in crops])


def _sureness(crops: list[Any]) -> float:
    return float(sum(_engine().recognize_txt(crops).scores)) / len(crops)


def _pieces(box: Box, lines: Ruled) -> Iterator[Box]:
    """A box cut at the rules between cells that it runs across, and characters that stand one below another."""
    middle = (box.top + box.bottom) / 2
    cuts = sorted(
        rule.at
        for rule in lines.vertical
        if rule.start < middle < rule.end and box.left < rule.at < box.right
    )
    edges = [box.left, *cuts, box.right]
    least = (box.bottom - box.top) / 4
    for left, right in pairwise(edges):
        piece = Box(left, box.top, right, box.bottom)
        if right - left < least:
            continue
        if box.bottom - box.top > _TALL * (right - left):
            yield from _stacked(piece)
        else:
            yield piece


def _stacked(box: Box) -> Iterator[Box]:
    """The characters of a word that is written downward."""
    count = round((box.bottom - box.top) / (box.right - box.left))
    pitch = (box.bottom - box.top) / count
    for n in range(count):
        yield box._replace(top=box.top + n * pitch, bottom=box.top + (n + 1) * pitch)


def _readings(grey: Grey, boxes: Sequence[Box], deadline: float) -> Iterator[Reading]:
    for start in range(0, len(boxes), _BATCH):
        if time.monotonic() > deadline:
            minutes = bounds.RECOGNITION_SECONDS // 60
            raise Unreadable(
                f"扫描页过多或过密，{minutes} 分钟内未能识别完；请拆分后再试",
                f"the scanned pages cannot be recognised within {minutes} minutes; split the file",
            )
        batch = boxes[start : start + _BATCH]
        found = _engine().recognize_txt([_crop(grey, box) for box in batch])
        for box, text, words in zip(batch, found.txts, found.word_results, strict=True):
            yield Reading(box, text, tuple(words.confs))


def _settled(grey: Grey, readings: list[Reading], deadline: float) -> list[Reading]:
    """What was read with doubt is read once more, cut out a little wider; only the same text settles it."""
    doubted = [r for r in readings if any(doubtful(r))]
    wider = [Box(b.left - _WIDER, b.top - _WIDER, b.right + _WIDER, b.bottom + _WIDER) for b, *_ in doubted]
    again = dict(zip(doubted, _readings(grey, wider, deadline), strict=True))
    return [
        second._replace(box=first.box)
        if (second := again.get(first)) and second.text == first.text
        else first
        for first in readings
    ]


_SIGNS = re.compile(r"[-—一=＝≥≤<>＜＞%％√\d]{1,3}")


def _is_sign(reading: Reading) -> bool:
    return _SIGNS.fullmatch(reading.text) is not None and min(reading.sure) > _SURE_READING


def _crop(grey: Grey, box: Box) -> Any:
    left, top, right, bottom = (max(0, round(edge)) for edge in box)
    return _coloured(grey[top : max(bottom, top + 1), left : max(right, left + 1)])


def _coloured(grey: Grey) -> Any:
    import cv2

    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


def _turned(grey: Grey, quarters: int) -> Grey:
    import numpy

    return numpy.ascontiguousarray(numpy.rot90(grey, -quarters))


# ── Characters ────────────────────────────────────────────────────────────────────────────────────────

SURE = 0.9
"""How sure the recogniser has to be of each character of a figure."""
_FIGURE = re.compile(r"[±≥≤＞＜>=<]?\s?(?=[\dlI|OoQDSBZ])[\dlI|OoQDSBZ,，.．]*[\dlI|OoQDSBZ]")
_LETTERS = re.compile(r"[lI|OoQDSBZ]")
"""What is easily read for a digit."""


def doubtful(reading: Reading) -> list[bool]:
    """For each character whether it belongs to a figure that was read with doubt."""
    doubts = [False] * len(reading.text)
    for match in _FIGURE.finditer(reading.text):
        figure = match[0]
        # Letters without a digit are a word, unless they are all there is.
        if not any(map(str.isdigit, figure)) and figure != reading.text.strip():
            continue
        sure = (s for c, s in zip(figure, reading.sure[slice(*match.span())], strict=True) if not c.isspace())
        if _LETTERS.search(figure) or min(sure) < SURE:
            doubts[slice(*match.span())] = [True] * len(figure)
    return doubts


def doubted(page: Page) -> Page:
    """A page as the scanner's program read it, which does not say how surely: figures with letters are doubtful."""
    chars: list[Char] = []
    for run in _runs(page.chars):
        doubts = doubtful(Reading(_NOWHERE, "".join(char.text for char in run), (1.0,) * len(run)))
        chars += (replace(char, doubtful=doubt) for char, doubt in zip(run, doubts, strict=True))
    return replace(page, chars=chars)


_NOWHERE = Box(0, 0, 0, 0)


def _runs(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Characters that follow each other without a space."""
    run: list[Char] = []
    for char in chars:
        if run:
            last, gap = run[-1], WORD_GAP * (char.bottom - char.top)
            if abs(char.base - last.base) > gap or abs(char.x0 - last.x1) > gap:
                yield run
                run = []
        run.append(char)
    if run:
        yield run


def _chars(readings: Sequence[Reading]) -> list[Char]:
    """Characters laid out evenly over their boxes, in points."""
    telling = [sum(map(_is_wide, r.text)) >= _TELLING for r in readings]
    told = [(r, _FONT_HEIGHT * _pitch(r)) for r, tells in zip(readings, telling, strict=True) if tells]
    ratio = _median([size / _height(r) for r, size in told], 1.0)
    sizes = [
        _FONT_HEIGHT * _pitch(r) if tells else ratio * _height(r)
        for r, tells in zip(readings, telling, strict=True)
    ]
    usual = _median([size for size, r in zip(sizes, readings, strict=True) for _ in r.text], 1.0)
    chars = []
    for size, reading, tells in zip(sizes, readings, telling, strict=True):
        alike = _ALIKE if tells else _ALIKE_BY_HEIGHT
        height = usual if 1 / alike < size / usual < alike else size
        middle = (reading.box.top + reading.box.bottom) / 2
        top, bottom, base = middle - height / 2, middle + height / 2, middle + _BASELINE * height
        unit = _pitch(reading)
        x = reading.box.left + _MARGIN * _height(reading)
        for char, doubt in zip(reading.text, doubtful(reading), strict=True):
            end = x + unit * _width(char)
            if not char.isspace():
                x0, y0, x1, y1, base_line = (edge / _POINT for edge in (x, top, end, bottom, base))
                chars.append(Char(char, x0, y0, x1, y1, base_line, doubt))
            x = end
    return chars


def _pitch(reading: Reading) -> float:
    """Width of an ideograph, in pixels."""
    box = reading.box
    return max(box.right - box.left - 2 * _MARGIN * _height(reading), 1) / sum(map(_width, reading.text))


def _height(reading: Reading) -> float:
    return reading.box.bottom - reading.box.top


def _width(char: str) -> float:
    """Width of a character in parts of an ideograph's."""
    return 1.0 if _is_wide(char) else 0.55


def _is_wide(char: str) -> bool:
    """Ideographs, their punctuation and full-width forms."""
    return char >= "\u2e80"


def _median(values: list[float], default: float) -> float:
    return sorted(values)[len(values) // 2] if values else default

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

from auditor.document import Unreadable
from auditor.readers import bounds
from auditor.readers.pdf_page import MAX_RULES, Char, Page, Rule, joined
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
_POINT = DPI / 72
_SHORTEST_RULE = round(13 * _POINT)
_WIDEST_CHARACTER = round(40 * _POINT)

# The detector's boxes reach beyond the characters, in parts of their size.
_BOX_HEIGHT = 1.4
_BOX_SIDE = 0.25
_BASELINE = 0.38
_TALL = 1.8
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
            f"有 {count} 页扫描件，超过 {bounds.SCANNED_PAGES} 页的上限；请拆分后再试",
            f"{count} pages are scans, above the limit of {bounds.SCANNED_PAGES}; split the file",
        )
    deadline = time.monotonic() + bounds.RECOGNITION_SECONDS
    for number, grey in pictures:
        yield _page(grey, number, deadline)


def _page(grey: Grey, number: int, deadline: float) -> Page:
    from auditor.readers.ruling import skew, upright

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
    height, width = grey.shape
    chars = _chars(list(_readings(lines.clean, pieces, deadline)))
    horizontal, vertical = (
        joined([Rule(at / _POINT, start / _POINT, end / _POINT) for at, start, end in found])
        for found in (lines.horizontal, lines.vertical)
    )
    crowded = max(len(horizontal), len(vertical)) > MAX_RULES
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

    settings = {"Global.log_level": "critical", "Global.use_cls": False, "Global.return_word_box": True}
    return RapidOCR(params=settings)


def _detected(grey: Grey) -> tuple[Ruled, list[Box]]:
    """The lines that frame cells, and boxes around stretches of text."""
    from auditor.readers.ruling import ruled

    lines = ruled(grey, _SHORTEST_RULE, _WIDEST_CHARACTER)
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
            if text.strip():
                yield Reading(box, text, tuple(words.confs))


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
_FIGURE = re.compile(r"[-+±≥≤＞＜>=<0-9.,，．%％lI|OoQDSBZzqgb]+")
_LETTERS = frozenset("lI|OoQDSBZzqgb")
"""What is easily read for a digit, or a digit for it."""


def doubtful(reading: Reading) -> list[bool]:
    """For each character whether it belongs to a figure that was read with doubt."""
    doubts = [False] * len(reading.text)
    for match in _FIGURE.finditer(reading.text):
        figure = match[0]
        letters = any(c in _LETTERS for c in figure)
        if not any(c.isdigit() for c in figure) and len(figure) < len(reading.text.strip()):
            continue
        if letters or min(reading.sure[match.start() : match.end()]) < SURE:
            doubts[match.start() : match.end()] = [True] * len(figure)
    return doubts


def _chars(readings: Sequence[Reading]) -> list[Char]:
    """Characters laid out evenly over their box, in points."""
    sizes = sorted(_size(reading) for reading in readings for _ in reading.text)
    chars = []
    for reading in readings:
        size, usual = _size(reading), sizes[len(sizes) // 2]
        if 0.75 * usual < size < 1.3 * usual:
            size = usual
        box = reading.box
        middle = (box.top + box.bottom) / 2
        left, right = box.left + _BOX_SIDE * size, box.right - _BOX_SIDE * size
        widths = [_width(c) for c in reading.text]
        unit = max(right - left, 1) / sum(widths)
        x = left
        for char, width, doubt in zip(reading.text, widths, doubtful(reading), strict=True):
            if not char.isspace():
                edges = (x, middle - size / 2, x + width * unit, middle + size / 2, middle + _BASELINE * size)
                x0, top, x1, bottom, base = (edge / _POINT for edge in edges)
                chars.append(Char(char, x0, top, x1, bottom, base, doubt))
            x += width * unit
    return chars


def _size(reading: Reading) -> float:
    return (reading.box.bottom - reading.box.top) / _BOX_HEIGHT


def _width(char: str) -> float:
    """Width of a character in parts of its size."""
    return 0.55 if char < "\u2000" or char in "≥≤" else 1.0

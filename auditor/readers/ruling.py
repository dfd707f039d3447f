"""Ruling lines of a pictured page, and how far the page is turned; with OpenCV.

Pictures are grey (rows × columns, 0 is black); all lengths are pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy
    from numpy.typing import NDArray

    Grey = NDArray[numpy.uint8]

MOST_SKEW = 5.0
"""Degrees by which a page may lie askew on the scanner."""
_SKEW_HEIGHT = 800
_COARSE, _FINE = 0.5, 0.05
# Darker than the paper around it, of 255.
_INK = 20


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Ruling(NamedTuple):
    """A ruling line: its position across, where it begins and where it ends."""

    at: float
    start: float
    end: float


class Ruled(NamedTuple):
    """The ruling lines of a page, and the page without them."""

    horizontal: list[Ruling]
    vertical: list[Ruling]
    clean: Grey


def skew(grey: Grey) -> float:
    """The angle in degrees, counter-clockwise, that sets a page upright; 0 where nothing tells.

    The rows of an upright page are either dark or light: the angle with the sharpest change wins.
    """
    import cv2
    import numpy

    scale = min(1.0, _SKEW_HEIGHT / max(grey.shape))
    ink = _ink(_array(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)))

    def sharpness(angle: float) -> float:
        profile = _turned(ink, angle, 0).sum(axis=1, dtype=numpy.int64)
        return float((numpy.diff(profile) ** 2).sum())

    best = 0.0
    for step, reach in ((_COARSE, MOST_SKEW), (_FINE, _COARSE)):
        count = round(reach / step)
        angles = [best + n * step for n in range(-count, count + 1)]
        # The smaller turn where two are as good, so that an empty page stays as it is.
        best = max(angles, key=lambda angle: (sharpness(angle), -abs(angle)))
    return round(best, 2)


def upright(grey: Grey, angle: float) -> Grey:
    """The page turned by an angle in degrees, counter-clockwise; corners are filled with white."""
    return _turned(grey, angle, 255) if angle else grey


def ruled(grey: Grey, narrowest: int, lowest: int, widest_character: int) -> Ruled:
    """The lines around cells of an upright page that are at least so wide and so high.

    Strokes of large characters are as long, but what they join is no larger than a character. The lines are
    painted over in `clean`, since a line beside a digit reads as one more digit.
    """
    import cv2
    import numpy

    ink = _ink(grey)
    across, down = _runs(ink, narrowest, 1), _runs(ink, 1, lowest)
    joined = cv2.dilate(across | down, _kernel(3, 3))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    frames = (boxes[:, cv2.CC_STAT_WIDTH] > widest_character) & (boxes[:, cv2.CC_STAT_HEIGHT] >= lowest)
    frames[0] = False
    framing = frames[labels]
    paper = numpy.percentile(grey, 90)
    clean = numpy.where(framing, paper, grey).astype(numpy.uint8)
    mask = framing.astype(numpy.uint8)
    return Ruled(_rulings(_array(across * mask)), _rulings(_array((down * mask).T.copy())), clean)


def specks(lines: Ruled, known: Sequence[Box], size: tuple[int, int, int, int]) -> list[Box]:
    """Boxes around what stands alone between the lines and outside the boxes that are known.

    `size` is the least and the most of their width, then of their height.
    """
    import cv2

    if not (lines.horizontal and lines.vertical):
        return []
    ink = cv2.medianBlur(_ink(lines.clean), 3)
    for left, top, right, bottom in known:
        ink[max(0, round(top)) : round(bottom), max(0, round(left)) : round(right)] = 0
    margin = size[2] * 2
    joined = cv2.dilate(ink, _kernel(2 * margin + 1, 2 * margin + 1))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    least_width, most_width, least_height, most_height = (edge + 2 * margin for edge in size)
    return [
        (left, top, left + width, top + height)
        for left, top, width, height, _ in boxes[1:].tolist()
        if least_width <= width <= most_width
        and least_height <= height <= most_height
        and min(r.at for r in lines.horizontal) < top < max(r.at for r in lines.horizontal)
    ]


def _ink(grey: Grey) -> Grey:
    """What is darker than the paper around it, as 255 on 0; uneven light does not matter."""
    import cv2

    block = max(15, grey.shape[0] // 40) | 1
    method = cv2.ADAPTIVE_THRESH_MEAN_C
    return _array(cv2.adaptiveThreshold(grey, 255, method, cv2.THRESH_BINARY_INV, block, _INK))


def _runs(ink: Grey, width: int, height: int) -> Grey:
    """Dark runs of a length, specks of light in them closed."""
    import cv2

    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _kernel(min(width, 3), min(height, 3)))
    return _array(cv2.morphologyEx(closed, cv2.MORPH_OPEN, _kernel(width, height)))


def _rulings(runs: Grey) -> list[Ruling]:
    """Horizontal runs as lines."""
    import cv2

    _, _, boxes, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    return [
        Ruling(top + (height - 1) / 2, left, left + width - 1)
        for left, top, width, height, _ in boxes[1:].tolist()
        if width > height
    ]


def _turned(grey: Grey, angle: float, corners: int) -> Grey:
    import cv2

    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return _array(cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(corners,)))


def _kernel(width: int, height: int) -> Any:
    import cv2

    return cv2.getStructuringElement(cv2.MORPH_RECT, (width, height))


def _array(array: Any) -> Grey:
    """A grey picture as OpenCV hands it back, whose types say less."""
    return array  # type: ignore[no-any-return]

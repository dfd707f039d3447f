"""Pictures of pages → Document: scans and photographs, a TIFF's pages one after another."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from auditor.document import Document, Unreadable
from auditor.readers import bounds
from auditor.readers.pdf import document
from auditor.readers.scan import DPI, INSTALL, LONGEST_SIDE, available, recognised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from auditor.readers.ruling import Grey

FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
_A4_HEIGHT = 11.69
"""Inches; a picture whose resolution is not stated is taken for a page of this height."""
_STATED = range(90, 1_300)
"""Resolutions that a scanner states; others come from cameras and screens and mean nothing."""
_ENLARGED = 2.0


def read(data: bytes) -> Document:
    """Read a picture. Raises `Unreadable` for one that is damaged or too large, or without what it takes."""
    if not available():
        raise Unreadable(
            f"图片中的文字需要识别；{INSTALL.zh}", f"text in pictures has to be recognised; {INSTALL.en}"
        )
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=FORMATS) as image:
            # Its own bound warns where ours refuses.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            count = getattr(image, "n_frames", 1)
            return document("image", list(recognised(enumerate(_pictures(image, count), 1), count)))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise Unreadable("图片已损坏，无法打开", "the picture is damaged and cannot be opened") from error


def _pictures(image: Image, count: int) -> Iterator[Grey]:
    for n in range(count):
        image.seek(n)
        if image.width * image.height > bounds.PICTURE_PIXELS:
            most = bounds.PICTURE_PIXELS // 1_000_000
            raise Unreadable(
                f"图片超过{most}百万像素的上限；请降低分辨率",
                f"the picture has more than {most} million pixels; scan it at a lower resolution",
            )
        yield _grey(image)


def _grey(image: Image) -> Grey:
    """A picture in grey at the resolution that pages are looked at, transparent parts white."""
    import numpy
    from PIL import Image, ImageOps

    across, down = _scales(image)
    upright = ImageOps.exif_transpose(image)
    if (image.width > image.height) != (upright.width > upright.height):
        across, down = down, across
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        whole = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)
    size = max(1, round(upright.width * across)), max(1, round(upright.height * down))
    return numpy.asarray(upright.convert("L").resize(size, Image.Resampling.LANCZOS))


def _scales(image: Image) -> tuple[float, float]:
    """What brings a picture to `DPI` across and down, which differ in a fax."""
    stated = image.info.get("dpi", (0, 0))
    across, down = (DPI / float(d) if round(float(d)) in _STATED else 0.0 for d in stated)
    if not (across and down):
        across = down = _A4_HEIGHT * DPI / max(image.size)
    most = min(LONGEST_SIDE / max(image.width * across, image.height * down), 1.0)
    return min(across * most, _ENLARGED), min(down * most, _ENLARGED)

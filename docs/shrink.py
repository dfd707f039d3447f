"""PNGs as small as pictures of text can be."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image


def save(picture: bytes, target: Path) -> None:
    """Write a PNG with as few colours as text on a page needs."""
    few = Image.open(BytesIO(picture)).convert("RGB").quantize(96, Image.Quantize.MAXCOVERAGE)
    few.save(target, optimize=True)

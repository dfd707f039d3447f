"""What some tests need and a machine with Python and nothing else does not have, and how to get it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from auditor.readers import office, scan


def chromium() -> Path | None:
    """The browser's program, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def chinese_font() -> Path | None:
    """A font with which the samples' PDF files are written, or None."""
    sys.path.append(str(Path(__file__).parent.parent / "samples"))
    from make import FONTS

    return next((font for font in map(Path, FONTS) if font.is_file()), None)


class Need(NamedTuple):
    """How it is looked for, and what is said where it is missing."""

    find: Callable[[], object]
    missing: str


NEEDS = {
    "chromium": Need(chromium, "no Chromium or Chrome on the PATH; Debian: apt-get install chromium"),
    "libreoffice": Need(
        office.found, "no LibreOffice; Debian: apt-get install libreoffice-writer libreoffice-calc"
    ),
    "ocr": Need(scan.available, "no recognition of scans; pip install 'auditor[ocr]'"),
    "chinese-font": Need(chinese_font, "no Chinese font; Debian: apt-get install fonts-wqy-microhei"),
}


@cache
def lacking(name: str) -> str | None:
    """Why a test that needs this cannot run here; None when it can."""
    need = NEEDS[name]
    return None if need.find() else need.missing

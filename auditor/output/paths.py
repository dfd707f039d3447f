"""Paths of audited files as programs want them: from the working folder, with forward slashes, as a URI."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path, PurePath


def relative(path: str) -> str:
    """The path from the working folder; one outside of it as it was given."""
    here = PurePath(path)
    if here.is_absolute() and here.is_relative_to(Path.cwd()):
        here = here.relative_to(Path.cwd())
    return PurePath(os.path.normpath(here)).as_posix()


def uri(path: str) -> str:
    """The path as a percent-encoded URI: relative below the working folder, else `file://…`."""
    from urllib.parse import quote

    path = relative(path)
    return PurePath(path).as_uri() if PurePath(path).is_absolute() else quote(os.fsencode(path))


def common_beginning(paths: Sequence[str]) -> str:
    """The folders in which all of several files stand, with the `/` behind them."""
    if len(set(paths)) < 2:
        return ""
    folders = zip(*(path.split("/")[:-1] for path in paths), strict=False)
    return "".join(f"{level[0]}/" for level in takewhile(lambda level: len(set(level)) == 1, folders))

"""Files are written whole or not at all, and never over what was to be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress

OUTPUT_MARK = ".auditor-output"
"""The file that marks a folder of results: what stands in it is no input."""
_TEMPORARY = ".auditor-"


def save(path: str, content: bytes) -> None:
    """Put content under a name in one step; until then what stood there stands. Raises OSError.

    A link is replaced, not written through. A device or a pipe takes the bytes as they are.
    """
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as target:
            target.write(content)
        return
    from tempfile import mkstemp

    opened, temporary = mkstemp(prefix=_TEMPORARY, dir=os.path.dirname(path) or os.curdir)
    try:
        with open(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(opened)
        os.chmod(temporary, _usual_mode() if mode is None else stat.S_IMODE(mode))
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def check(path: str) -> None:
    """Raise OSError for a name under which nothing can be saved, before hours are spent on what is to stand there."""
    if os.path.isdir(path):
        raise IsADirectoryError(21, os.strerror(21), path)
    os.stat(os.path.dirname(path) or os.curdir)


def own_folder(path: str) -> None:
    """Make a folder of results, or find one. Raises OSError, for a folder that is somebody else's too."""
    if os.path.isdir(path) and os.listdir(path) and not os.path.exists(os.path.join(path, OUTPUT_MARK)):
        raise FileExistsError(17, os.strerror(17), path)
    os.makedirs(path, exist_ok=True)
    save(os.path.join(path, OUTPUT_MARK), b"")


def is_one_of(path: str, originals: Iterable[str]) -> bool:
    """Whether a name stands for one of the originals: by another spelling, by a symbolic or a hard link."""
    if not os.path.exists(path):
        return False
    return any(os.path.exists(original) and os.path.samefile(path, original) for original in originals)


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except OSError:
        return None


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

"""Which packages an entry-point group names.

Reads the installed distributions' `entry_points.txt` itself: importlib.metadata costs as much time to
import as the whole command line and yields the same lines.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path


def entry_points(group: str) -> list[tuple[str, str]]:
    """(distribution, module) of every entry point of a group on `sys.path`, sorted.

    A distribution that is found twice counts where Python would import it from: first on the path.
    """
    seen: dict[str, set[str]] = {}
    for folder in dict.fromkeys(sys.path):
        here: dict[str, set[str]] = {}
        for file in _files(Path(folder or ".")):
            name = file.parent.name.rpartition(".")[0].partition("-")[0].lower().replace("_", "-")
            here.setdefault(name, set()).update(_modules(file, group))
        for name, modules in here.items():
            seen.setdefault(name, modules)
    return sorted((name, module) for name, modules in seen.items() for module in modules)


def _files(folder: Path) -> Iterator[Path]:
    try:
        names = [p for p in folder.iterdir() if p.suffix in (".dist-info", ".egg-info")]
    except OSError:
        return
    for path in names:
        file = path / "entry_points.txt"
        if file.is_file():
            yield file


def _modules(file: Path, group: str) -> Iterator[str]:
    section = ""
    for line in file.read_text("utf-8").splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == group and "=" in line:
            yield line.partition("=")[2].partition(":")[0].partition("[")[0].strip()

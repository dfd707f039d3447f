"""Which packages an entry-point group names.

Reads the installed distributions' `entry_points.txt` itself: importlib.metadata costs as much time to
import as the whole command line and yields the same lines.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator


def entry_points(group: str) -> list[tuple[str, str]]:
    """(distribution, module) of every entry point of a group on `sys.path`, sorted.

    A distribution that is found twice counts where Python would import it from: first on the path.
    """
    seen: dict[str, set[str]] = {}
    for folder in dict.fromkeys(sys.path):
        here: dict[str, set[str]] = {}
        for package, file in _files(folder or "."):
            name = package.rpartition(".")[0].partition("-")[0].lower().replace("_", "-")
            here.setdefault(name, set()).update(_modules(file, group))
        for name, modules in here.items():
            seen.setdefault(name, modules)
    return sorted((name, module) for name, modules in seen.items() for module in modules)


def _files(folder: str) -> Iterator[tuple[str, str]]:
    try:
        names = [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return
    for name in names:
        file = os.path.join(folder, name, "entry_points.txt")
        if os.path.isfile(file):
            yield name, file


def _modules(file: str, group: str) -> Iterator[str]:
    section = ""
    with open(file, encoding="utf-8") as opened:
        lines = opened.read().splitlines()
    for line in lines:
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == group and "=" in line:
            yield line.partition("=")[2].partition(":")[0].partition("[")[0].strip()

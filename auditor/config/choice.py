"""Which files of a folder are read: what a configuration includes and excludes, and what git does not see."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct, field

from auditor.config.resolve import Project, matches, spec
from auditor.sources import Chosen

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Choice(Struct):
    """What is read of folders that are named: whoever names a folder that is left out wants it."""

    project: Project
    known: dict[str, list[tuple[str, GitIgnoreSpec]]] = field(default_factory=dict)

    def below(self, start: str) -> Chosen:
        """What is read below a folder."""
        named = self._excluded(start, True), self._ignored(start, True)

        def chosen(path: str, folder: bool) -> bool:
            if not named[0] and self._excluded(path, folder):
                return False
            if not named[1] and self._ignored(path, folder):
                return False
            return folder or self._included(path)

        return chosen

    def _excluded(self, path: str, folder: bool) -> bool:
        config = self.project.config(path)
        globs = config.value("exclude")
        return bool(globs) and matches(config, globs, path + "/" * folder)

    def _included(self, path: str) -> bool:
        config = self.project.config(path)
        globs = config.value("include")
        return not globs or matches(config, globs, path)

    def _ignored(self, path: str, folder: bool) -> bool:
        if not self.project.config(path).value("gitignore"):
            return False
        absolute = os.path.abspath(path)
        for base, ignored in reversed(self._specs(os.path.dirname(absolute))):
            relative = os.path.relpath(absolute, base).replace(os.sep, "/") + "/" * folder
            found = ignored.check_file(relative).include
            if found is not None:
                return found
        return False

    def _specs(self, folder: str) -> list[tuple[str, GitIgnoreSpec]]:
        """The .gitignore files that hold in a folder, that of the repository's root first."""
        if folder not in self.known:
            git = os.path.join(folder, ".git")
            above = os.path.dirname(folder)
            if os.path.exists(git):
                before = _read(folder, os.path.join(git, "info", "exclude"))
            else:
                before = self._specs(above) if above != folder else []
            inside = os.path.exists(git) or _in_repository(folder)
            own = _read(folder, os.path.join(folder, ".gitignore")) if inside else []
            self.known[folder] = before + own
        return self.known[folder]


def _in_repository(folder: str) -> bool:
    above = os.path.dirname(folder)
    return above != folder and (os.path.exists(os.path.join(above, ".git")) or _in_repository(above))


def _read(base: str, path: str) -> list[tuple[str, GitIgnoreSpec]]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = tuple(file.read().splitlines())
    except OSError:
        return []
    return [(base, spec(lines))] if any(line and not line.startswith("#") for line in lines) else []

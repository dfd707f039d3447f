"""Results that are kept: one file an entry, in the user's cache folder, found by all that a result hangs on.

Several processes may use one folder: an entry appears whole or not at all, and one that is damaged counts as absent.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from glob import escape, glob
from hashlib import blake2b
from os.path import dirname, isdir, join, realpath, splitext
from shutil import which
from typing import Any

from msgspec import Struct, json, to_builtins

from auditor import __version__
from auditor.sources import Source

LARGEST = 256 * 2**20
"""Bytes of all entries; the ones that were not used for longest make room."""

_DIGEST = 16
_ENTRY = ".audit"
# How the keys end after which it is looked whether there is too much: one of 256.
_NOW_AND_THEN = "00"


class Info(Struct, frozen=True):
    """A cache in numbers."""

    folder: str
    entries: int
    size: int


class Cache(Struct, frozen=True):
    """Entries in a folder, of one program and one way of using it, which `context` stands for.

    `about` gives what else an entry hangs on, by the name of its source.
    """

    folder: str
    context: bytes
    about: Callable[[str], bytes] = lambda name: b""

    def key(self, source: Source) -> str:
        """What an entry for a source is called: nothing of a name counts but the suffix."""
        digest = blake2b(self.context, digest_size=_DIGEST)
        digest.update(self.about(source.name))
        digest.update(splitext(source.name)[1].lower().encode(errors="replace") + b"\0")
        digest.update(source.data)
        return digest.hexdigest()

    def get(self, key: str) -> bytes | None:
        """An entry, if it is there and whole."""
        path = self._path(key)
        try:
            with open(path, "rb") as file:
                content = file.read()
            os.utime(path)
        except OSError:
            return None
        digest, value = content[:_DIGEST], content[_DIGEST:]
        return value if _digest(value) == digest else None

    def put(self, key: str, value: bytes) -> None:
        """Keep an entry. A folder that cannot be written to keeps none."""
        path = self._path(key)
        draft = f"{path}.{os.getpid()}"
        try:
            os.makedirs(dirname(path), mode=0o700, exist_ok=True)
            with open(draft, "wb") as file:
                file.write(_digest(value) + value)
            os.replace(draft, path)
        except OSError:
            return
        if key.endswith(_NOW_AND_THEN):
            prune(self.folder)

    def _path(self, key: str) -> str:
        return join(self.folder, key[:2], key[2:] + _ENTRY)


def folder() -> str:
    """Where results are kept."""
    if named := os.environ.get("AUDITOR_CACHE_DIR"):
        return named
    from platformdirs import user_cache_dir

    return user_cache_dir("auditor", appauthor=False)


def context(asked: object, modules: Iterable[str]) -> bytes:
    """What stands for the program and for what is asked of it.

    `modules` are those whose folders hold code that decides: a change to one of their files, or to what is installed
    beside them, makes all entries others.
    """
    folders = {dirname(file) for name in modules if (file := sys.modules[name].__file__)}
    code = [known for folder in sorted(folders) for known in _files(folder)]
    installed = [(at, os.stat(at).st_mtime_ns) for at in sys.path if at.endswith("-packages") and isdir(at)]
    office = which("soffice")
    converter = office and (realpath(office), os.stat(office).st_mtime_ns)
    return digest((__version__, sys.version, code, installed, converter, asked))


def digest(asked: object) -> bytes:
    """What stands for what is asked."""
    plain = to_builtins(asked, enc_hook=_named, order="sorted")
    return blake2b(json.encode(plain), digest_size=_DIGEST).digest()


def _files(at: str) -> Iterator[tuple[str, int, int]]:
    """The files of a folder and of those in it, with what tells that they have changed."""
    with os.scandir(at) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        else:
            known = entry.stat()
            yield entry.path, known.st_mtime_ns, known.st_size


def _named(value: Any) -> str:
    """What stands for a value that is no data: a function, a pattern."""
    return f"{value.__module__}.{value.__qualname__}" if callable(value) else str(value)


def info() -> Info:
    """How much is kept, and where."""
    at = folder()
    sizes = [size for _, _, size in _entries(at)]
    return Info(at, len(sizes), sum(sizes))


def clear() -> Info:
    """Remove all that is kept; what there was."""
    was = info()
    for _, path, _ in _entries(was.folder):
        _remove(path)
    return was


def prune(at: str, largest: int = LARGEST) -> None:
    """Make room when there is too much: the entries used last stay, up to nine tenths of what is allowed."""
    entries = sorted(_entries(at), reverse=True)
    if sum(size for _, _, size in entries) <= largest:
        return
    left = largest * 9 // 10
    for _, path, size in entries:
        left -= size
        if left < 0:
            _remove(path)


def _entries(at: str) -> Iterator[tuple[float, str, int]]:
    """When each entry was used last, its path and its size; drafts that were left behind as well."""
    for part in glob(join(escape(at), "[0-9a-f][0-9a-f]", f"*{_ENTRY}*")):
        try:
            known = os.stat(part)
        except FileNotFoundError:
            continue
        yield known.st_mtime, part, known.st_size


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.remove(path)


def _digest(value: bytes) -> bytes:
    return blake2b(value, digest_size=_DIGEST).digest()

"""Paths → the files that they stand for, one `Source` each: folders walked, archives opened, in a settled order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from os.path import isdir, join, normpath, splitext
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Unreadable
from auditor.words import Words

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

_NESTED = Words(
    "压缩包中的压缩包不再展开，请先解压",
    "an archive inside an archive is not opened; unpack it first",
)
_NO_REPORTS = Words(
    "压缩包中没有可审核的文件",
    "the archive holds no file of a format that is read",
)
# How many files may wait in memory until those that LibreOffice converts are enough to be worth its start.
_TOGETHER = 16
_WAITING = 64


class Source(Struct, frozen=True):
    """A file's content under the name that it is shown by (`bundle.zip!/a.docx` in an archive).

    `error` says why there is no content; `original` is the format that LibreOffice converted it from, if it did.
    """

    name: str
    data: bytes = b""
    error: Words | None = None
    original: str | None = None


def files(paths: Iterable[str | Path]) -> Iterator[str]:
    """The files that paths stand for, with forward slashes: named ones always, those in folders by suffix, each once.

    Hidden files and folders and office programs' lock files (`~$…`, `.~…`) are passed over in folders,
    and links to folders are not followed.
    """
    from auditor.readers import SUFFIXES

    seen: set[str] = set()
    for given in map(shown, paths):
        for path in _walk(given, SUFFIXES) if isdir(given) else [given]:
            if path not in seen:
                seen.add(path)
                yield path


def in_files(paths: Iterable[str]) -> Iterator[Source]:
    """The reports in files, those in an archive in the order of their paths there."""
    for path in paths:
        file = in_file(path)
        if file.error is None:
            yield from in_content(file.data, path)
        else:
            yield file


def in_file(path: str | Path) -> Source:
    """A file as it is, an archive unopened."""
    name = shown(path)
    try:
        return Source(name, content(name))
    except Unreadable as problem:
        return Source(name, error=problem.reason)


def in_content(data: bytes, name: str) -> Iterator[Source]:
    """The one report that a file's content is, or those that an archive holds."""
    from auditor.readers import ARCHIVES, SUFFIXES, members

    found = members(data)
    if found is None:
        yield Source(name, data)
        return
    reports = False
    for member in found:
        suffix = splitext(member.path)[1].lower()
        if suffix not in SUFFIXES | ARCHIVES or any(map(_passed_over, member.path.split("/"))):
            continue
        reports = True
        path = f"{name}!/{member.path}"
        try:
            if suffix in ARCHIVES:
                raise Unreadable(_NESTED.zh, _NESTED.en)
            data = member.read()
        except Unreadable as problem:
            yield Source(path, error=problem.reason)
        else:
            yield Source(path, data)
    if not reports:
        yield Source(name, error=_NO_REPORTS)


def converted(sources: Iterable[Source]) -> Iterator[Source]:
    """The same sources in the same order, those that LibreOffice has to convert converted several at a time.

    Others that stand between them wait meanwhile, up to the size that one file may have.
    """
    from auditor.readers import bounds, foreign

    waiting: list[Source] = []
    forms: dict[int, str] = {}
    for source in sources:
        form = foreign(source.data)
        if form is not None:
            forms[len(waiting)] = form
        elif not forms:
            yield source
            continue
        waiting.append(source)
        size = sum(len(held.data) for held in waiting)
        if len(forms) == _TOGETHER or len(waiting) == _WAITING or size > bounds.FILE_SIZE:
            yield from _together(waiting, forms)
            waiting, forms = [], {}
    yield from _together(waiting, forms)


def _together(sources: list[Source], forms: dict[int, str]) -> Iterator[Source]:
    made: dict[int, bytes] = {}
    # For one alone, and for what comes to nothing here, the reader asks again.
    if len(forms) > 1:
        from auditor.readers import office

        made = office.converted({at: (sources[at].data, form) for at, form in forms.items()})
    for at, source in enumerate(sources):
        yield replace(source, data=made.pop(at), original=forms[at]) if at in made else source


def content(path: str) -> bytes:
    """A file's content, or as much of it as tells that there is too much. Raises `Unreadable`."""
    try:
        with open(path, "rb") as file:
            return bounded(file)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise Unreadable(f"无法打开文件：{why}", f"cannot be opened: {why}") from problem


def bounded(file: BinaryIO) -> bytes:
    """A file's content, or as much of it as tells a reader that there is too much."""
    from auditor.readers.bounds import FILE_SIZE

    return file.read(FILE_SIZE + 1)


def shown(path: str | Path) -> str:
    """A path as it is written everywhere: without `./` and doubled slashes, with forward ones."""
    text = os.fspath(path)
    # What `..` means depends on links.
    return (text if os.pardir in text else normpath(text)).replace(os.sep, "/")


def _walk(folder: str, suffixes: frozenset[str]) -> Iterator[str]:
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        # Read like a file, it says itself why it cannot be.
        yield folder
        return
    for entry in entries:
        if _passed_over(entry.name):
            continue
        path = shown(join(folder, entry.name))
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(path, suffixes)
        elif splitext(path)[1].lower() in suffixes:
            yield path


def _passed_over(name: str) -> bool:
    """Whether a file or folder is hidden, an office program's lock file or a Mac's leftover."""
    return name.startswith((".", "~$")) or name == "__MACOSX"

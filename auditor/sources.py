"""Paths → the files that they stand for, one `Source` each: folders walked, archives opened, in a settled order.

What stands in a folder ends as a source or is named among what was passed over; nothing here waits for ever.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from os.path import basename, exists, isdir, join, normpath, splitext
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from auditor.document import Unreadable
from auditor.faults import FAULTS, of_file
from auditor.output.atomic import OUTPUT_MARK
from auditor.system import reason
from auditor.words import Words

if TYPE_CHECKING:
    from io import FileIO
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
_CANNOT_OPEN = Words("无法打开文件：{why}", "cannot be opened: {why}")
_CANNOT_LIST = Words("无法列出文件夹：{why}", "the folder cannot be listed: {why}")
_SILENT = Words("管道或设备没有内容", "nothing comes out of the pipe or device")
OPENING = Words("打开文件时程序出错：{fault}", "failed while opening the file: {fault}")
# Seconds that a pipe or a device may keep silent.
_PATIENCE = 10
_CHUNK = 2**20
_XML = ".xml"
_XML_HEAD = 4096
# How many files may wait in memory until those that LibreOffice converts are enough to be worth its start.
_TOGETHER = 16
_WAITING = 64


class Source(Struct, frozen=True):
    """A file's content under the name that it is shown by (`bundle.zip!/a.docx` in an archive).

    `error` says why there is no content, `problem` what kind of thing that is; `original` is the format that
    LibreOffice converted it from, if it did, `digest` the SHA-256 of what it was then.
    """

    name: str
    data: bytes = b""
    error: Words | None = None
    original: str | None = None
    digest: str = ""
    problem: Literal["unreadable", "failed"] = "unreadable"


class Found(Struct):
    """The files that paths stand for, with forward slashes and each once, and what was passed over beside them.

    `broken` are folders that could not be listed, which stand among the paths.
    """

    paths: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    broken: dict[str, Words] = field(default_factory=dict)


Chosen = Callable[[str, bool], bool]
"""Whether a path below a folder is read; the second argument says that it is a folder itself."""


def everything(folder: str) -> Chosen:
    """All that stands below a folder is read."""
    return lambda path, folder: True


Look = Callable[[list[str]], Iterable[str]]
"""Which of the files in folders are reports; this takes their bytes."""


def documents(paths: Iterable[str]) -> list[str]:
    """The files that are neither auditor's own outputs nor XML of other kinds."""
    return list(filter(_worth_reading, paths))


def find(
    paths: Iterable[str | Path],
    exclude: Iterable[str] = (),
    below: Callable[[str], Chosen] = everything,
    look: Look = documents,
) -> Found:
    """Walk paths: files that are named always count, those in folders by their suffix, auditor's own outputs never.

    Hidden files and folders are left out; office programs' lock files (`~$…`), other files that are no documents,
    pipes and devices, links to folders, what fits a glob of `exclude` and what is not chosen `below` a folder that is
    named are passed over, and so is what a `look` into the files of folders leaves out.
    """
    found, seen, walked = Found(), set[str](), dict[str, None]()
    globs = tuple(exclude)

    def chosen_below(folder: str) -> Chosen:
        chosen = below(folder)
        return lambda path, is_folder: not _fits(path, globs) and chosen(path, is_folder)

    for given in map(shown, paths):
        if not isdir(given):
            walked.pop(given, None)
        for path in _walk(given, found, chosen_below(given)) if isdir(given) else [given]:
            if path not in seen:
                seen.add(path)
                found.paths.append(path)
                if isdir(given):
                    walked[path] = None
    if walked:
        left_out = walked.keys() - set(look(list(walked)))
        found.passed_over += (path for path in walked if path in left_out)
        found.paths = [path for path in found.paths if path not in left_out]
    return found


def in_files(paths: Iterable[str], found: Found | None = None) -> Iterator[Source]:
    """The reports in files, those in an archive in the order of their paths there; `found` is what is known of them."""
    found = found or Found()
    for path in paths:
        if path in found.broken:
            yield Source(path, error=found.broken[path])
            continue
        file = in_file(path)
        if file.error is not None:
            yield file
            continue
        try:
            yield from in_content(file.data, path, found.passed_over)
        except FAULTS as fault:
            yield Source(path, error=OPENING.format(fault=of_file(fault)), problem="failed")


def in_file(path: str | Path) -> Source:
    """A file as it is, an archive unopened."""
    name = shown(path)
    try:
        return Source(name, content(name))
    except Unreadable as problem:
        return Source(name, error=problem.reason)
    except FAULTS as fault:
        return Source(name, error=OPENING.format(fault=of_file(fault)), problem="failed")


def in_content(data: bytes, name: str, passed_over: list[str] | None = None) -> Iterator[Source]:
    """The one report that a file's content is, or those that an archive holds; `passed_over` gets its other files."""
    from auditor.readers import ARCHIVES, SUFFIXES, members

    found = members(data)
    if found is None:
        yield Source(name, data)
        return
    reports = False
    for member in found:
        suffix = splitext(member.path)[1].lower()
        path = f"{name}!/{member.path}"
        if any(map(_hidden, member.path.split("/"))):
            continue
        if suffix not in SUFFIXES | ARCHIVES or any(map(_lock_file, member.path.split("/"))):
            if passed_over is not None:
                passed_over.append(path)
            continue
        reports = True
        try:
            if suffix in ARCHIVES:
                raise Unreadable(_NESTED.zh, _NESTED.en)
            data = member.read()
        except Unreadable as problem:
            yield Source(path, error=problem.reason)
        except FAULTS as fault:
            yield Source(path, error=OPENING.format(fault=of_file(fault)), problem="failed")
        else:
            yield Source(path, data)
    if not reports:
        yield Source(name, error=_NO_REPORTS)


def converted(sources: Iterable[Source]) -> Iterator[Source]:
    """The same sources in the same order, those that LibreOffice has to convert converted several at a time.

    Others that stand between them wait meanwhile, up to the size that one file may have.
    """
    from auditor.readers import bounds

    waiting: list[Source] = []
    forms: dict[int, str] = {}
    for source in sources:
        form = _foreign(source)
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


def _foreign(source: Source) -> str | None:
    from auditor.readers import foreign

    try:
        return foreign(source.data)
    except MemoryError:
        raise
    except FAULTS:
        # The reader meets the same fault, and its outcome tells it.
        return None


def _together(sources: list[Source], forms: dict[int, str]) -> Iterator[Source]:
    made: dict[int, bytes] = {}
    # For one alone, and for what comes to nothing here, the reader asks again.
    if len(forms) > 1:
        from hashlib import sha256

        from auditor.readers import office

        made = office.converted({at: (sources[at].data, form) for at, form in forms.items()})
    for at, source in enumerate(sources):
        if at in made:
            digest = sha256(source.data).hexdigest()
            yield replace(source, data=made.pop(at), original=forms[at], digest=digest)
        else:
            yield source


def content(path: str) -> bytes:
    """A file's content, or as much of it as tells that there is too much. Raises `Unreadable`."""
    try:
        # A pipe that nobody writes to would otherwise be waited for.
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(opened, "rb", buffering=0) as file:
            if stat.S_ISREG(os.fstat(opened).st_mode):
                return bounded(file)
            return _streamed(opened)
    except OSError as problem:
        words = _CANNOT_OPEN.format(why=reason(problem))
        raise Unreadable(words.zh, words.en) from problem


def _streamed(opened: int) -> bytes:
    """What comes out of a pipe or a device, which may not keep silent for long."""
    from select import select

    from auditor.readers.bounds import FILE_SIZE

    parts: list[bytes] = []
    size = 0
    while size <= FILE_SIZE:
        if not select([opened], [], [], _PATIENCE)[0]:
            raise Unreadable(_SILENT.zh, _SILENT.en)
        part = os.read(opened, min(_CHUNK, FILE_SIZE + 1 - size))
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def bounded(file: BinaryIO | FileIO) -> bytes:
    """A file's content, or as much of it as tells a reader that there is too much."""
    from auditor.readers.bounds import FILE_SIZE

    parts: list[bytes] = []
    size = 0
    while size <= FILE_SIZE and (part := file.read(FILE_SIZE + 1 - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def shown(path: str | Path) -> str:
    """A path as it is written everywhere: without `./` and doubled slashes, with forward ones."""
    text = os.fspath(path)
    # What `..` means depends on links.
    return (text if os.pardir in text else normpath(text)).replace(os.sep, "/")


def _fits(path: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatch(name, glob) for glob in globs for name in (path, basename(path)))


def _walk(folder: str, found: Found, chosen: Chosen) -> Iterator[str]:
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as problem:
        found.broken[folder] = _CANNOT_LIST.format(why=reason(problem))
        yield folder
        return
    for entry in entries:
        path = shown(join(folder, entry.name))
        if _hidden(entry.name):
            continue
        is_folder = _is_folder(entry)
        if _lock_file(entry.name) or not chosen(path, is_folder):
            found.passed_over.append(path)
        elif is_folder:
            if entry.is_symlink() or exists(join(path, OUTPUT_MARK)):
                found.passed_over.append(path)
            else:
                yield from _walk(path, found, chosen)
        elif _document(path):
            yield path
        else:
            found.passed_over.append(path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads back to itself.
        return False


def _document(path: str) -> bool:
    """Whether a file in a folder is worth a look, by its suffix."""
    from auditor.readers import SUFFIXES

    suffix = splitext(path)[1].lower()
    if suffix not in SUFFIXES and suffix != _XML:
        return False
    try:
        mode = os.stat(path).st_mode
    except OSError:
        # A link that leads nowhere, a file that has gone: reading it says so.
        return suffix != _XML
    return stat.S_ISREG(mode)


def _worth_reading(path: str) -> bool:
    """Whether a file in a folder is a report: none that auditor wrote, of XML by its first element."""
    from auditor.output.own import is_own
    from auditor.readers import xml_root

    if splitext(path)[1].lower() != _XML:
        return not is_own(path)
    try:
        with open(path, "rb") as file:
            return xml_root(file.read(_XML_HEAD)) is not None
    except OSError:
        return False


def _hidden(name: str) -> bool:
    """Whether a file or folder is hidden, or a Mac's leftover; `..` is a step, not a name."""
    return (name.startswith(".") and name not in (".", "..")) or name == "__MACOSX"


def _lock_file(name: str) -> bool:
    """Whether an office program keeps the file while another is open."""
    return name.startswith("~$")

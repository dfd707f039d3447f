"""Archives of reports (.zip): their members one by one, none of them unpacked to disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from os.path import splitext
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.document import Unreadable
from auditor.readers import bounds
from auditor.readers.package import directory, too_large, unpacked

if TYPE_CHECKING:
    from zipfile import ZipInfo

_NAMED_IN_UTF_8 = 0x800
IWORK = frozenset(("index/document.iwa", "buildversionhistory.plist"))
"""Parts of files of Pages and Numbers, newer and older."""
# What every office file has one of.
_OFFICE_PARTS = frozenset(
    ("[content_types].xml", "mimetype", "content.xml", "word/document.xml", "xl/workbook.xml", "ofd.xml")
)


class Member(Struct, frozen=True):
    """A file in an archive: its path there, and what unpacks it (raising `Unreadable`)."""

    path: str
    read: Callable[[], bytes]


def is_archive(data: bytes) -> bool:
    """Whether a file is an ordinary zip, not an office file (which is a zip of parts)."""
    try:
        names = {member.filename.lower() for member in directory(data).infolist()}
    except Unreadable:
        return False
    return names.isdisjoint(_OFFICE_PARTS | IWORK)


def members(data: bytes) -> Iterator[Member]:
    """The files of an archive in the order of their paths. Raises `Unreadable`."""
    archive = directory(data)
    left = bounds.ARCHIVE_SIZE

    def reading(info: ZipInfo) -> Callable[[], bytes]:
        def read() -> bytes:
            nonlocal left
            if info.file_size > left:
                size = bounds.ARCHIVE_SIZE // 2**20
                raise too_large(f"压缩包解压后 {size} MiB", f"{size} MiB in the archive")
            left -= info.file_size
            return unpacked(archive, info, bounds.FILE_SIZE)

        return read

    files = ((_path(info), info) for info in archive.infolist() if not info.is_dir())
    taken: Counter[str] = Counter()
    for path, info in sorted(files, key=lambda pair: pair[0].split("/")):
        yield Member(_apart(path, taken), reading(info))


def _apart(path: str, taken: Counter[str]) -> str:
    """A path that no member before had: the second `a.docx` is `a (2).docx`, as programs unpack it."""
    taken[path] += 1
    while taken[path] > 1:
        stem, suffix = splitext(path)
        path = f"{stem} ({taken[path]}){suffix}"
        taken[path] += 1
    return path


def _path(info: ZipInfo) -> str:
    """A member's path; names that are not said to be UTF-8 are mostly so all the same, or GBK."""
    name = info.filename
    if not info.flag_bits & _NAMED_IN_UTF_8:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode()
        name = _decoded(raw, "utf-8") or _decoded(raw, "gb18030") or name
    return name.replace("\\", "/").lstrip("/")


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""

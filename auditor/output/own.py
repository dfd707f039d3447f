"""Whether a file is what auditor itself wrote: such a file is no report, and may be written again."""

from __future__ import annotations

from os.path import splitext

from auditor.output.listing import COLUMNS
from auditor.output.markdown import TITLE
from auditor.patterns import Pattern

_HEAD = 2048
_SUFFIXES = frozenset([".csv", ".htm", ".html", ".log", ".markdown", ".md", ".txt", ".xlsx", ".xml"])
_PAGE = '<meta name="generator" content="auditor">'
_SUITES = '<testsuites name="auditor">'
_FRAME = Pattern(r"(?:error|warning|info|错误|警告|提示)\[[A-Z]+\d+\] ")
_CORE, _CREATOR = "docProps/core.xml", b"<dc:creator>auditor</dc:creator>"


def is_own(path: str) -> bool:
    """Whether a file is an output of auditor, told from its first lines or a workbook's author."""
    suffix = splitext(path)[1].lower()
    if suffix not in _SUFFIXES:
        return False
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    if suffix == ".xlsx":
        return head.startswith(b"PK") and _made_here(path)
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    titles = (f"# {title}\n" for title in (TITLE.zh, TITLE.en))
    headers = (",".join(c.title.of(language) for c in COLUMNS) + "\n" for language in ("zh", "en"))
    return (
        _PAGE in text or _SUITES in text or bool(_FRAME.match(text)) or text.startswith((*titles, *headers))
    )


def _made_here(path: str) -> bool:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as book:
            return book.getinfo(_CORE).file_size < _HEAD and _CREATOR in book.read(_CORE)
    except (BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, ValueError):
        return False

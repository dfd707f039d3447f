"""Web pages in one file (MHTML: .mht, and .doc or .xls that Word, WPS and many systems write so): MIME → pages.

The parts are cut out here and not by a parser of mails, which goes line by line through the pictures too.
"""

from __future__ import annotations

import codecs
import re
from email.parser import BytesHeaderParser
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from msgspec import Struct
from msgspec.structs import replace

from auditor.document import Document, Unreadable
from auditor.readers import bounds, html
from auditor.readers.html import Page
from auditor.readers.package import damaged, too_many
from auditor.readers.sheets import HIDDEN_SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_PAGES = ("text/html", "application/xhtml+xml")
_LINE_END = rb"(?:\r\n|\n|\r)"
_HEAD_END = re.compile(rb"\A%b|\r\n\r\n|\n\n|\r\r" % _LINE_END)
_WIDE = ("unicode", "utf-16", "utf-16le")
# Excel lists the sheets in a comment of the page of frames.
_SHEET = re.compile(
    r"<x:ExcelWorksheet>\s*<x:Name>([^<]*)</x:Name>\s*<x:WorksheetSource\s+HRef=[\"']([^\"']*)[\"']"
)
_HIDDEN = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\b")


class _Part(Struct, frozen=True):
    """A page among the parts: where the file says that it comes from, and its text."""

    address: str
    names: tuple[str, ...]
    """The addresses under which other pages may ask for it."""
    text: str


def read(data: bytes) -> Document:
    """Read such a file: its first page, then those in its frames, or the sheets of a workbook.

    Raises `Unreadable`; also for a mail with attachments, and for frames that are not in the file.
    """
    parts = []
    for count, message in enumerate(_messages(data.lstrip(b"\xef\xbb\xbf \t\r\n"))):
        if count >= bounds.MEMBERS:
            raise too_many()
        if message.get_content_type() in _PAGES:
            parts.append(_part(message))
        elif message.get_content_disposition() == "attachment" and message.get_content_maintype() != "image":
            raise Unreadable(
                "这是带附件的电子邮件，请把附件另存为文件后再审核",
                "This is a mail with attachments; save those as files and audit them",
            )
    if not parts:
        raise Unreadable(
            "MHTML 文件中没有网页正文，请在 Word、Excel 或 WPS 中打开，另存为 .docx 或 .xlsx",
            "There is no page in this MHTML file; open it in Word, Excel or WPS and save it as .docx or .xlsx",
        )
    pages = [*_pages(parts)]
    hidden = [page.sheet for page in pages if page.sheet is not None and _HIDDEN.search(page.text)]
    notes = (HIDDEN_SHEETS.format(names="、".join(hidden)),) if hidden else ()
    return replace(html.document(pages), notes=notes)


def _pages(parts: list[_Part]) -> Iterator[Page]:
    """The first page and what it shows in frames; the sheets in place of a page that only lists them."""
    from html import unescape

    named: dict[str, _Part] = {}
    for part in parts:
        for name in part.names:
            named.setdefault(name, part)
    first = parts[0]
    sheets = _SHEET.findall(first.text)
    if any(_found(named, first, address) for _, address in sheets):
        for name, address in sheets:
            yield Page(_asked(named, first, address).text, unescape(name))
        return
    pages = [first]
    for page in pages:
        lowered = page.text.lower()
        framed = "<frameset" in lowered
        if not framed:
            yield Page(page.text)
        for address in html.frames(page.text) if "frame" in lowered else ():
            # A frame inside a page may be an advertisement that was not saved.
            other = _asked(named, page, address) if framed else _found(named, page, address)
            if other is not None and other not in pages:
                pages.append(other)


def _found(named: dict[str, _Part], page: _Part, address: str) -> _Part | None:
    """The page that another one names by an address."""
    if address.startswith("cid:"):
        return named.get(unquote(address))
    try:
        whole = unquote(urljoin(page.address, address))
    except ValueError:
        return None
    return named.get(whole) or named.get(_base(whole))


def _asked(named: dict[str, _Part], page: _Part, address: str) -> _Part:
    found = _found(named, page, address)
    if found is None:
        raise damaged()
    return found


def _base(address: str) -> str:
    return address.replace("\\", "/").rpartition("/")[2].lower()


def _part(message: Message) -> _Part:
    content = message.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    if str(message.get_param("charset", "")).lower() in _WIDE and not data.startswith(codecs.BOM_UTF16_LE):
        data = codecs.BOM_UTF16_LE + data
    address = unquote("".join(str(message.get("Content-Location", "")).split()))
    identity = str(message.get("Content-ID", "")).strip().strip("<>")
    names = (f"cid:{identity}" if identity else "", address, _base(address))
    return _Part(address, tuple(filter(None, names)), html.decode(data))


def _messages(data: bytes, depth: int = 0) -> Iterator[Message]:
    """The parts of a message that have no parts themselves. Raises `Unreadable` when the file is cut off."""
    end = _HEAD_END.search(data, 0, bounds.MESSAGE_HEAD)
    if end is None or depth > bounds.MESSAGE_DEPTH:
        raise damaged()
    head, body = data[: end.start()], data[end.end() :]
    message = BytesHeaderParser().parsebytes(head)
    boundary = message.get_boundary() if message.get_content_maintype() == "multipart" else None
    if not boundary:
        message.set_payload(body.decode("ascii", "surrogateescape"))
        yield message
        return
    mark = rb"(?:\A|%b)--%b(--)?[ \t]*(?=%b|\Z)" % (
        *(_LINE_END, re.escape(boundary.encode("utf-8", "surrogateescape")), _LINE_END),
    )
    marks = [*re.finditer(mark, body)]
    if not any(match[1] for match in marks):
        raise damaged()
    for this, following in pairwise(marks):
        if this[1]:
            return
        part = re.sub(rb"\A" + _LINE_END, b"", body[this.end() : following.start()])
        if part.strip():
            yield from _messages(part, depth + 1)

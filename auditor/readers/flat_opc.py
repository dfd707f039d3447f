"""Office files saved as one piece of XML (“Flat OPC”): put back into the package that they stand for."""

from __future__ import annotations

import binascii
import re
from xml.sax.saxutils import quoteattr

from auditor.readers import bounds
from auditor.readers.package import damaged, too_many, utf8, whole_tree, zipped

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
# Taken out before the XML is parsed, which bounds the length of one text; pictures are longer.
_BINARY = re.compile(rb"(<(?:[\w.-]+:)?binaryData\b[^>]*>)([^<]*)")
_NAME = re.compile(r"/?([\w.+/-][\w.+/ -]{0,250})")


def package(data: bytes) -> bytes:
    """The package of such a file. Raises `Unreadable`."""
    from lxml import etree

    encoded: dict[str, bytes] = {}

    def set_aside(match: re.Match[bytes]) -> bytes:
        key = str(len(encoded))
        encoded[key] = match[2]
        return match[1] + key.encode()

    root = whole_tree(_BINARY.sub(set_aside, utf8(data)))
    parts: dict[str, bytes] = {}
    types: list[str] = []
    for part in root.iterchildren(f"{_PACKAGE}part"):
        name = _NAME.fullmatch(part.get(f"{_PACKAGE}name") or "")
        content = next(part.iterchildren("*"), None)
        if name is None or content is None or name[1] in parts:
            continue
        if len(parts) >= bounds.MEMBERS:
            raise too_many()
        if content.tag == f"{_PACKAGE}binaryData":
            parts[name[1]] = _decoded(encoded.get(content.text or "", b""))
        else:
            parts[name[1]] = b"".join(
                etree.tostring(one, encoding="UTF-8") for one in content.iterchildren("*")
            )
        form = quoteattr(part.get(f"{_PACKAGE}contentType") or "")
        types.append(f"<Override PartName={quoteattr('/' + name[1])} ContentType={form}/>")
    listed = f'<Types xmlns="{_TYPES}">{"".join(types)}</Types>'
    return zipped({"[Content_Types].xml": listed.encode(), **parts})


def _decoded(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text)
    except binascii.Error as error:
        raise damaged() from error

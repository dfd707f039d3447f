"""The parts of an Office Open XML file (a zip of XML files), fenced: sizes, members, no DTD."""

from __future__ import annotations

import posixpath
import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from msgspec import Struct

from auditor.document import Unreadable
from auditor.readers import bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml import etree

# ISO “strict” files differ from the usual ones in the namespaces only.
_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
# Bytes of what stands before a member's name and content.
_MEMBER_HEAD = 30
_DECLARATION = re.compile(r"\A<\?xml\s[^>]*>")
_NAMESPACES = {
    b"wordprocessingml/main": b"wordprocessingml/2006/main",
    b"officeDocument/relationships": b"officeDocument/2006/relationships",
    b"officeDocument/math": b"officeDocument/2006/math",
}


class Relation(Struct, frozen=True):
    """A link from one part to another: `kind` is the last word of its type, `target` a part's name."""

    kind: str
    target: str


class Package:
    """The parts of a zip file by name, unpacked on demand. Part names know no upper case.

    Raises `Unreadable` for a damaged, truncated, encrypted or oversized file.
    """

    def __init__(self, data: bytes) -> None:
        self._zip = directory(data)
        self._members = {m.filename.replace("\\", "/").lower(): m for m in self._zip.infolist()}
        self._left = bounds.UNPACKED_SIZE

    @property
    def names(self) -> frozenset[str]:
        """Names of all parts, in lower case."""
        return frozenset(self._members)

    def part(self, name: str) -> bytes | None:
        """A part's bytes, or None when there is no such part."""
        member = self._members.get(name.lower())
        if member is None:
            return None
        content = unpacked(self._zip, member, min(bounds.PART_SIZE, self._left))
        self._left -= len(content)
        return content

    def required(self, name: str) -> bytes:
        """A part's bytes; raises `Unreadable` when there is no such part."""
        content = self.part(name)
        if content is None:
            raise damaged()
        return content

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part (or the package, named by the empty string) links to inside the file, by id."""
        folder, base = posixpath.split(name)
        found: dict[str, Relation] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = Relation(kind, target.lstrip("/"))

        content = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        if content is not None:
            scan(content, start)
        return found

    def linked(self, name: str, kind: str, usual: str) -> str:
        """Name of the part that a part links to as `kind`; `usual` when it does not say."""
        return next((r.target for r in self.relations(name).values() if r.kind == kind), usual)


def directory(data: bytes) -> ZipFile:
    """A zip file with its list of members. Raises `Unreadable` when it is damaged, has too many, or they overlap."""
    if data.count(b"PK\x01\x02") > bounds.MEMBERS:
        raise too_many()
    try:
        file = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise damaged() from error
    end = 0
    for start, size in sorted((member.header_offset, member.compress_size) for member in file.infolist()):
        if start < end:
            raise Unreadable(
                "压缩包内的文件相互重叠（同一内容被重复展开），不是正常的文件",
                "Members of the archive overlap, so that one content is unpacked again and again",
            )
        end = start + _MEMBER_HEAD + size
    return file


def unpacked(file: ZipFile, member: ZipInfo, most: int) -> bytes:
    """A member's content, of so many bytes at most. Raises `Unreadable`."""
    if member.flag_bits & 1:
        raise password_protected()
    if member.file_size > most:
        raise too_large(f"解压后 {most // 2**20} MiB", f"{most // 2**20} MiB unpacked")
    if member.file_size > max(bounds.RATIO_FLOOR, bounds.RATIO * member.compress_size):
        raise too_large(f"压缩比 {bounds.RATIO}", f"a compression ratio of {bounds.RATIO}")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise damaged()
    try:
        return file.read(member)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise damaged() from error


def local(tag: str) -> str:
    """A tag or attribute name without its prefix."""
    return tag.rpartition(":")[2]


def scan(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run through an XML part in one pass; tags come as written, with prefix. Refuses a DTD."""
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    # The latter two for an encoding that the parser does not know.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged() from error


def utf8(data: bytes) -> bytes:
    """A file that is one piece of XML, in UTF-8: programs write GBK into them, or state a wrong encoding."""
    from auditor.readers.text import decode

    return _DECLARATION.sub("", decode(data).lstrip("\ufeff \t\r\n"), count=1).encode("utf-8", "replace")


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The package of these parts, by name. Raises `Unreadable` when there are too many."""
    if len(parts) > bounds.MEMBERS:
        raise too_many()
    stream = BytesIO()
    with ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(ZipInfo(name), content)
    return stream.getvalue()


def tree(content: bytes) -> etree._Element:
    """The root element of an XML part, without comments and instructions. Refuses a DTD."""
    if _STRICT in content:
        for strict, usual in _NAMESPACES.items():
            content = content.replace(_STRICT + strict, _USUAL + usual)
    return _parsed(content, whole=False)


def whole_tree(content: bytes) -> etree._Element:
    """The root element of an XML part with all that is in it, for writing it again. Refuses a DTD."""
    return _parsed(content, whole=True)


def _parsed(content: bytes, *, whole: bool) -> etree._Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=not whole,
        remove_pis=not whole,
        strip_cdata=not whole,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error
    if root.getroottree().docinfo.internalDTD is not None:
        _refuse_dtd()
    return root


def damaged() -> Unreadable:
    """The error for a package that is cut off or not well-formed."""
    return Unreadable(
        "文件已损坏或不完整，请重新获取，或在 Word、Excel、WPS 中修复后另存",
        "The file is damaged or incomplete; get it again, or repair it in Word, Excel or WPS and save it anew",
    )


def password_protected() -> Unreadable:
    """The error for a file that opens with a password only."""
    return Unreadable(
        "文件设有打开密码，请取消密码后再审核",
        "The file is password-protected; remove the password and try again",
    )


def too_large(zh: str, en: str) -> Unreadable:
    """The error for a file whose content passes a bound, which is named."""
    return Unreadable(f"文件内容过大：超过上限（{zh}）", f"The file's content is too large: more than {en}")


def too_many() -> Unreadable:
    """The error for a file of more parts than any report has."""
    return too_large(f"{bounds.MEMBERS} 个部件", f"{bounds.MEMBERS} members")


def _refuse_dtd(*_: object) -> None:
    raise Unreadable(
        "文件中的 XML 带有文档类型声明（DTD），出于安全不予读取",
        "XML in the file declares a document type (DTD); it is not read, for safety",
    )

"""An Office Open XML file that is written again with some parts changed or added, all others as they were."""

from __future__ import annotations

import posixpath
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from auditor.document import Unreadable
from auditor.readers import bounds
from auditor.readers.package import Package, directory, unpacked, whole_tree

if TYPE_CHECKING:
    from lxml import etree

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""Namespace of the ids that an element names a linked part by; types of links begin with it."""
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "[Content_Types].xml"
_RELS = "application/vnd.openxmlformats-package.relationships+xml"


class Parts:
    """The parts of a file, to be changed and written. Raises `Unreadable` like the readers."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self._zip = directory(data)
        self._trees: dict[str, etree._Element] = {}
        self._contents: dict[str, bytes] = {}
        self._names: dict[str, str] = {}
        """Names of parts that are changed or new, by lower case."""

    def tree(self, name: str) -> etree._Element:
        """The root of a part; what is changed below it will be written."""
        key = name.lower()
        if key not in self._trees:
            self.add_tree(name, whole_tree(self.package.required(name)))
        return self._trees[key]

    def add_tree(self, name: str, root: etree._Element) -> None:
        """A new part, or a new content of a part."""
        self._names[name.lower()] = name
        self._trees[name.lower()] = root

    def add(self, name: str, content: bytes) -> None:
        """A new part, or a new content of a part."""
        self._names[name.lower()] = name
        self._contents[name.lower()] = content

    def free(self, pattern: str) -> str:
        """A name that no part has yet; `{}` in the pattern is the number."""
        taken = self.package.names | self._names.keys()
        return next(
            name for n in range(1, len(taken) + 2) if (name := pattern.format(n)).lower() not in taken
        )

    def link(self, source: str, kind: str, target: str) -> str:
        """Link a part to another; the link's id."""
        from lxml import etree

        folder, base = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        namespace = f"{_PACKAGE}/relationships"
        if name.lower() in self.package.names | self._names.keys():
            links = self.tree(name)
        else:
            links = etree.fromstring(f"<Relationships xmlns='{namespace}'/>")
            self.add_tree(name, links)
            self.default("rels", _RELS)
        used = {link.get("Id") for link in links}
        key = next(key for n in range(1, len(used) + 2) if (key := f"rId{n}") not in used)
        attributes = {"Id": key, "Type": f"{RELATIONS}/{kind}", "Target": posixpath.relpath(target, folder)}
        etree.SubElement(links, f"{{{namespace}}}Relationship", attributes)
        return key

    def declare(self, name: str, content_type: str) -> None:
        """State the type of a new part."""
        from lxml import etree

        attributes = {"PartName": f"/{name}", "ContentType": content_type}
        etree.SubElement(self.tree(_TYPES), f"{{{_PACKAGE}/content-types}}Override", attributes)

    def default(self, extension: str, content_type: str) -> None:
        """State the type of all parts with an extension, unless that is stated already."""
        from lxml import etree

        types = self.tree(_TYPES)
        if extension.lower() not in {(entry.get("Extension") or "").lower() for entry in types}:
            # These stand before those of single parts, as everyone writes them.
            entry = etree.Element(f"{{{_PACKAGE}/content-types}}Default")
            entry.set("Extension", extension)
            entry.set("ContentType", content_type)
            types.insert(0, entry)

    def written(self) -> bytes:
        """The file. Parts keep their order, new ones follow; nothing in it tells when it was written."""
        from lxml import etree

        changed = dict(self._contents)
        for key, root in self._trees.items():
            changed[key] = etree.tostring(
                root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
            )
        members = {m.filename.replace("\\", "/").lower(): m for m in self._zip.infolist()}
        left = bounds.UNPACKED_SIZE
        made = BytesIO()
        with ZipFile(made, "w", ZIP_DEFLATED) as file:
            for key, member in members.items():
                content = changed.pop(key, None)
                if content is None:
                    content = unpacked(self._zip, member, left)
                    left -= len(content)
                file.writestr(_like(member), content)
            for key, content in changed.items():
                entry = ZipInfo(self._names[key])
                entry.compress_type = ZIP_DEFLATED
                file.writestr(entry, content)
        return made.getvalue()


def refuse_strict(content: bytes) -> None:
    """Raises `Unreadable` for a part of the kind of Open XML whose elements have other names."""
    if b"http://purl.oclc.org/ooxml/" in content:
        raise Unreadable(
            "这是“Strict Open XML”格式的文件，不能写入批注；请另存为普通的 .docx 或 .xlsx",
            "The file is “Strict Open XML” and cannot carry comments; save it as an ordinary .docx or .xlsx",
        )


def _like(member: ZipInfo) -> ZipInfo:
    """A directory entry for the same part: name, time, attributes and compression are kept."""
    entry = ZipInfo(member.filename, member.date_time)
    entry.compress_type = member.compress_type
    entry.external_attr, entry.create_system = member.external_attr, member.create_system
    entry.comment, entry.extra = member.comment, b""
    return entry

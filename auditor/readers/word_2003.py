"""Word 2003 XML documents (`w:wordDocument`): turned into the parts of a .docx file, which then is read.

The two name most things alike. What differs is renamed here; lists, styles, notes and headers, which stand
inside the document, become parts of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.document import Document
from auditor.readers import bounds, docx
from auditor.readers.doc_lists import FORMS
from auditor.readers.numbering import W, integer
from auditor.readers.package import damaged, too_many, tree, utf8, zipped

if TYPE_CHECKING:
    from lxml import etree

_WORD_2003 = re.compile(rb"(?<=[\"'])http://schemas\.microsoft\.com/office/word/2003/wordml(?=[\"'])")
# Pictures, templates and embedded files, which are not read from here.
_BINARY = re.compile(rb"(<w:binData\b[^>]*>)[^<]*")
_CHANGE = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_CHANGES = {"Word.Insertion": f"{W}ins", "Word.Deletion": f"{W}del"}
_WRAPPER = "wrapper"
_RENAMED = {
    "vmerge": "vMerge",
    "hmerge": "hMerge",
    "listPr": "numPr",
    "ilfo": "numId",
    "listDef": "abstractNum",
    "list": "num",
    "ilst": "abstractNumId",
    "listStyleLink": "numStyleLink",
    "nfc": "numFmt",
}
_LIST_IDS = {"listDefId": "abstractNumId", "ilfo": "numId"}
_KNOWN = frozenset(
    (
        W[1:-1],
        "urn:schemas-microsoft-com:vml",
        "urn:schemas-microsoft-com:office:office",
        "urn:schemas-microsoft-com:office:word",
    )
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT, _EMBEDDED = "word/document.xml", "word/embeddings/oledata.mso"
_NOTES = ("footnote", "endnote")


def read(data: bytes) -> Document:
    """Read a document. Places are as in .docx files. Raises `Unreadable`."""
    root = tree(_BINARY.sub(rb"\1", _WORD_2003.sub(W[1:-1].encode(), utf8(data))))
    if root.find(f"{W}body") is None:
        raise damaged()
    return replace(docx.read(zipped(_parts(root))), format="doc")


def _parts(root: etree._Element) -> dict[str, bytes]:
    """The parts of a .docx file that says the same."""
    from lxml import etree

    _settle(root)
    parts = {}
    if root.find(f"{W}docOleData") is not None:
        parts[_EMBEDDED] = b""
    for name, usual in (("lists", "numbering"), ("styles", "styles")):
        if (held := root.find(W + name)) is not None:
            parts[f"word/{usual}.xml"] = etree.tostring(held, encoding="UTF-8")
    for kind in _NOTES:
        notes = etree.Element(f"{W}{kind}s")
        for number, note in enumerate([*root.iter(W + kind)]):
            reference = etree.Element(f"{W}{kind}Reference", {f"{W}id": str(number)})
            _exchange(note, reference)
            note.set(f"{W}id", str(number))
            notes.append(note)
        parts[f"word/{kind}s.xml"] = etree.tostring(notes, encoding="UTF-8")
    relations = etree.Element(f"{{{_RELATIONS}}}Relationships")
    for number, header in enumerate([*root.iter(f"{W}hdr")]):
        if number >= bounds.MEMBERS:
            raise too_many()
        target, key = f"header{number}.xml", f"h{number}"
        _exchange(header, etree.Element(f"{W}headerReference", {f"{{{_RELATION}}}id": key}))
        parts[f"word/{target}"] = etree.tostring(header, encoding="UTF-8")
        etree.SubElement(
            relations,
            f"{{{_RELATIONS}}}Relationship",
            {"Id": key, "Type": f"{_RELATION}/header", "Target": target},
        )
    parts["word/_rels/document.xml.rels"] = etree.tostring(relations, encoding="UTF-8")
    parts[_DOCUMENT] = etree.tostring(root, encoding="UTF-8")
    return parts


def _settle(root: etree._Element) -> None:
    """Rename what has another name, open what wraps text, take comments out."""
    from lxml import etree

    comments = [one for one in root.iter(_CHANGE) if (_sort(one) or "").startswith("Word.Comment")]
    for comment in comments:
        _exchange(comment, None)
    for element in root.iter("*"):
        space, _, name = element.tag[1:].partition("}")
        if element.tag == _CHANGE:
            element.tag = _CHANGES.get(_sort(element) or "", _WRAPPER)
        elif space not in _KNOWN:
            element.tag = _WRAPPER
        elif W + name == element.tag and name in _RENAMED:
            element.tag = W + _RENAMED[name]
            for old, new in _LIST_IDS.items():
                if (identity := element.get(W + old)) is not None:
                    element.set(W + new, identity)
    for form in root.iter(f"{W}numFmt"):
        form.set(f"{W}val", FORMS.get(integer(form.get(f"{W}val"), 0), "decimal"))
    for gap in root.iter(f"{W}suff"):
        gap.set(f"{W}val", (gap.get(f"{W}val") or "").lower())
    etree.strip_tags(root, _WRAPPER)


def _sort(change: etree._Element) -> str | None:
    return change.get(f"{W}type")


def _exchange(element: etree._Element, other: etree._Element | None) -> None:
    """Put another element in an element's place, or nothing; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if other is not None:
        other.tail, element.tail = element.tail, None
        parent.replace(element, other)
    else:
        parent.remove(element)

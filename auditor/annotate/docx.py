"""Word files (.docx, .docm): a comment at each finding's cell or words; nothing else changes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.annotate.note import COLOURS, Note
from auditor.annotate.parts import Parts, refuse_strict
from auditor.document import Unreadable
from auditor.quantity import squeeze
from auditor.readers.docx import main_part, trace
from auditor.readers.numbering import W, integer

if TYPE_CHECKING:
    from lxml import etree

    from auditor.model.place import Place

_P, _R, _T, _TC, _TEXT_BOX = f"{W}p", f"{W}r", f"{W}t", f"{W}tc", f"{W}txbxContent"
_PPR, _RPR, _ID = f"{W}pPr", f"{W}rPr", f"{W}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def annotate(data: bytes, notes: Sequence[Note]) -> bytes:
    """A copy with one comment a note; a note without a place of its own stands at the first text.

    Raises `Unreadable`.
    """
    parts = Parts(data)
    main = main_part(parts.package)
    refuse_strict(parts.package.required(main))
    root = parts.tree(main)
    traced = trace(parts.package, main, root)
    if not traced.paragraphs:
        raise Unreadable(
            "文件正文尚未由 Word 接管，无处写入批注：请用 Word 打开，另存为 .docx 后再试",
            "Word has not taken the text over yet, so comments have no place: open the file in Word and save it as .docx",
        )
    text = _Text(traced.paragraphs, set(traced.texts))
    comments = _comments(parts, main)
    free = max((integer(c.get(_ID), 0) for c in comments), default=-1) + 1
    for number, note in enumerate(notes, free):
        start, end = text.around(note.place)
        _enclose(start, end, str(number))
        comments.append(_comment(note, str(number)))
    return parts.written()


class _Text(Struct):
    """The text of a main part: `paragraphs` by number, and the elements with `texts` that were read."""

    paragraphs: tuple[etree._Element, ...]
    texts: set[etree._Element]

    def around(self, place: Place) -> tuple[etree._Element, etree._Element]:
        """The first and the last element of what a place names, children of paragraphs both; runs are split.

        A paragraph without any is its own first and last element.
        """
        line = place.location.line
        paragraph = self.paragraphs[line - 1] if line else self._first()
        holder = _box_holder(paragraph)
        if holder is not paragraph:
            return _ends([holder])
        in_table = place.location.table is not None
        cell = next(paragraph.iterancestors(_TC), None) if in_table else None
        container = paragraph if cell is None else cell
        texts = [t for t in container.iter() if t in self.texts and _own(t, container)]
        found = _found(texts, place, whole=cell is not None)
        if found is None:
            return _ends([p for p in container.iter(_P) if _own(p, container)])
        (first, start), (last, end) = found
        right = self._cut(last, end, begins=False)
        shared = _top(first) is right
        left = self._cut(first, start, begins=True)
        return left, left if shared else right

    def _first(self) -> etree._Element:
        """The first paragraph with text: the title of most reports."""
        return next(
            (p for p in self.paragraphs if any(t in self.texts for t in p.iter(_T))), self.paragraphs[0]
        )

    def _cut(self, text: etree._Element, offset: int, *, begins: bool) -> etree._Element:
        """The paragraph's child that begins or ends at an offset of a text; a run is split where need be.

        Only a run that is the paragraph's own is split: a link or a tracked change is marked as a whole.
        """
        top = _top(text)
        run = text.getparent()
        if top.tag != _R or run is not top:
            return top
        value = text.text or ""
        before = [child for child in text.itersiblings(preceding=True) if child.tag != _RPR]
        behind = list(text.itersiblings())
        if begins and not offset and not before:
            return top
        if not begins and offset == len(value) and not behind:
            return top
        right = top.makeelement(_R, {str(k): str(v) for k, v in top.items()})
        properties = top.find(_RPR)
        if properties is not None:
            right.append(deepcopy(properties))
        if offset == 0:
            right.append(text)
        elif offset < len(value):
            other = top.makeelement(_T, {_SPACE: "preserve"})
            text.text, other.text = value[:offset], value[offset:]
            text.set(_SPACE, "preserve")
            right.append(other)
            self.texts.add(other)
        right.extend(behind)
        top.addnext(right)
        return right if begins else top


def _own(element: etree._Element, container: etree._Element) -> bool:
    """Whether an element stands in the container itself, not in a text box or a table inside it."""
    inner = takewhile(lambda parent: parent is not container, element.iterancestors())
    return all(parent.tag not in (_TEXT_BOX, _TC) for parent in inner)


def _box_holder(paragraph: etree._Element) -> etree._Element:
    """The paragraph, or the one that holds its text box: Word allows no comments in text boxes."""
    boxes = list(paragraph.iterancestors(_TEXT_BOX))
    return next(boxes[-1].iterancestors(_P), paragraph) if boxes else paragraph


def _top(element: etree._Element) -> etree._Element:
    """The child of a paragraph in which an element stands."""
    parent = element.getparent()
    while parent is not None and parent.tag != _P:
        element, parent = parent, parent.getparent()
    return element


def _ends(paragraphs: list[etree._Element]) -> tuple[etree._Element, etree._Element]:
    """The first and the last element of paragraphs; an empty one stands for itself."""
    first = next((child for child in paragraphs[0] if child.tag != _PPR), paragraphs[0])
    last = paragraphs[-1]
    return first, last[-1] if len(last) and last[-1].tag != _PPR else last


_Point = tuple["etree._Element", int]


def _found(texts: list[etree._Element], place: Place, *, whole: bool) -> tuple[_Point, _Point] | None:
    """Where a place's marked words begin and end, white space aside; None for all that stands there.

    Of several spots with the same words it is the one with most of the same text around it.
    """
    if whole and place.span is None:
        return None
    start, end = place.span or (0, len(place.text))
    before, wanted, behind = map(squeeze, (place.text[:start], place.text[start:end], place.text[end:]))
    signs = [
        (sign, text, at)
        for text in texts
        for at, char in enumerate(text.text or "")
        for sign in squeeze(char)
    ]
    line = "".join(sign for sign, _, _ in signs)

    def agreement(at: int) -> int:
        return _alike(line[:at][::-1], before[::-1]) + _alike(line[at + len(wanted) :], behind)

    best = max(_occurrences(line, wanted), key=agreement, default=None)
    if best is None:
        return None
    _, first, begins = signs[best]
    _, last, ends = signs[best + len(wanted) - 1]
    return (first, begins), (last, ends + 1)


def _occurrences(line: str, wanted: str) -> Iterator[int]:
    at = line.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = line.find(wanted, at + 1)


def _alike(one: str, other: str) -> int:
    """Length of what two texts begin with in common."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _enclose(start: etree._Element, end: etree._Element, number: str) -> None:
    """Put the marks of a comment before and behind elements of paragraphs, or at the end of empty ones."""
    opening = start.makeelement(f"{W}commentRangeStart", {_ID: number})
    closing = end.makeelement(f"{W}commentRangeEnd", {_ID: number})
    run = end.makeelement(_R)
    run.append(end.makeelement(f"{W}commentReference", {_ID: number}))
    if start.tag == _P:
        start.append(opening)
    else:
        start.addprevious(opening)
    if end.tag == _P:
        end.extend((closing, run))
    else:
        end.addnext(closing)
        closing.addnext(run)


def _comments(parts: Parts, main: str) -> etree._Element:
    """The root of the part with the comments, which is made where there is none."""
    from lxml import etree

    name = parts.package.linked(main, "comments", "")
    if name and parts.package.part(name) is not None:
        return parts.tree(name)
    name = parts.free(posixpath.join(posixpath.dirname(main), "comments{}.xml"))
    root = etree.Element(f"{W}comments", nsmap={"w": W[1:-1]})
    parts.add_tree(name, root)
    parts.declare(name, _COMMENTS)
    parts.link(main, "comments", name)
    return root


def _comment(note: Note, number: str) -> etree._Element:
    from lxml import etree

    attributes = {_ID: number, f"{W}author": note.author, f"{W}initials": "A"}
    comment = etree.Element(f"{W}comment", attributes, nsmap={"w": W[1:-1]})
    _line(comment, note.title, {"b": {}, "color": {"val": COLOURS[note.severity]}})
    for line in note.lines:
        _line(comment, line, {})
    return comment


def _line(comment: etree._Element, text: str, style: dict[str, dict[str, str]]) -> None:
    """A paragraph of a comment, set small: the file's own ordinary paragraphs may be large and indented."""
    from lxml import etree

    paragraph = etree.SubElement(comment, _P)
    layout = etree.SubElement(paragraph, _PPR)
    _element(layout, "spacing", before="0", after="0", line="240", lineRule="auto")
    _element(layout, "ind", left="0", right="0", firstLine="0", firstLineChars="0")
    _element(layout, "jc", val="left")
    run = etree.SubElement(paragraph, _R)
    properties = etree.SubElement(run, _RPR)
    for name, attributes in style.items():
        _element(properties, name, **attributes)
    _element(properties, "sz", val="20")
    etree.SubElement(run, _T, {_SPACE: "preserve"}).text = text


def _element(parent: etree._Element, name: str, **attributes: str) -> None:
    from lxml import etree

    etree.SubElement(parent, f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()})

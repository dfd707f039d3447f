"""The tree of a Word part as its text stands: changes accepted, wrappers opened, one alternative taken.

What a document has nothing of costs nothing here, so that the walk afterwards meets plain trees only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from auditor.readers.numbering import W, switched_on

if TYPE_CHECKING:
    from collections.abc import Sequence

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_PPR, _RPR, _TRPR, _TCPR, _HIDDEN = f"{W}pPr", f"{W}rPr", f"{W}trPr", f"{W}tcPr", f"{W}hidden"
_DELETED = tuple(W + name for name in ("del", "moveFrom", "cellDel"))
_INSERTED = tuple(W + name for name in ("ins", "moveTo", "cellIns"))
# What carries blocks, rows, cells or runs without being one.
_WRAPPERS = tuple(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag"))
_SILENT = tuple(
    W + name for name in ("sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "rt", "rubyPr")
)


class Settled(Struct, frozen=True):
    """What was met: tracked changes, hidden rows."""

    tracked: bool
    hidden: bool


def settle(root: etree._Element) -> Settled:
    """Turn a tree into its text as it stands."""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    for choices in [*root.iter(_ALTERNATIVES)]:
        taken = choices.find(_CHOICE)
        for other in [*choices][taken is None :]:
            if other is not taken:
                choices.remove(other)
    inserted = next(root.iter(*_INSERTED), None) is not None
    cut, deleted = _deletions(root)
    hidden = [
        row
        for mark in root.iter(_HIDDEN)
        if (row := _owner(mark, _TRPR, _TR)) is not None and switched_on(_parent(mark), "hidden")
    ]
    for row in hidden:
        _drop(row)
    etree.strip_tags(root, _ALTERNATIVES, _CHOICE, _FALLBACK, *_WRAPPERS, *_INSERTED)
    _join(cut)
    return Settled(inserted or deleted, bool(hidden))


def _deletions(root: etree._Element) -> tuple[list[etree._Element], bool]:
    """Take deleted text, cells and rows out. Returns the paragraphs whose end is deleted; whether anything was."""
    cut: list[etree._Element] = []
    changes = [*root.iter(*_DELETED)]
    for change in changes:
        if (cell := _owner(change, _TCPR, _TC)) is not None:
            _drop(cell)
        elif (row := _owner(change, _TRPR, _TR)) is not None:
            _drop(row)
        elif _parent(change).tag != _RPR:
            _drop(change)
        elif (paragraph := _owner(_parent(change), _PPR, _P)) is not None:
            cut.append(paragraph)
    return cut, bool(changes)


def _join(cut: Sequence[etree._Element]) -> None:
    """Make a paragraph whose end is deleted a part of the one after it."""
    left = set(cut)
    for first in cut:
        if first not in left:
            continue
        chain = [first]
        for sibling in first.itersiblings(_P, _TBL):
            if sibling.tag == _TBL:
                break
            chain.append(sibling)
            if sibling not in left:
                break
        left.difference_update(chain)
        *parts, last = chain
        begin = 1 if len(last) and last[0].tag == _PPR else 0
        last[begin:begin] = [run for part in parts for run in part if run.tag != _PPR]
        for part in parts:
            _drop(part)


def _owner(mark: etree._Element, properties: str, kind: str) -> etree._Element | None:
    """The cell, row or paragraph that a mark among its properties is about."""
    holder = _parent(mark)
    owner = _parent(holder)
    return owner if holder.tag == properties and owner.tag == kind else None


def _parent(element: etree._Element) -> etree._Element:
    """An element's parent; the element itself at the top of a tree or of what was taken out of one."""
    parent = element.getparent()
    return element if parent is None else parent


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)

"""Formats of cells, added behind those that a workbook has."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from auditor.annotate.note import TINTS
from auditor.finding import Severity
from auditor.readers.numbering import integer
from auditor.readers.package import damaged

if TYPE_CHECKING:
    from lxml import etree

    from auditor.annotate.parts import Parts

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FONT = "宋体"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_SIZE = "<sz val='10'/>"
_TITLE_TINT, _LINK_COLOUR = "D6DCE4", "0563C1"
# In the order of the standard, with what each must begin with.
_GROUPS = {
    "numFmts": "",
    "fonts": "<font><sz val='11'/></font>",
    "fills": "<fill><patternFill patternType='none'/></fill><fill><patternFill patternType='gray125'/></fill>",
    "borders": "<border/>",
    "cellStyleXfs": "<xf/>",
    "cellXfs": "<xf/>",
}


class Styles:
    """The formats of a workbook; a cell names its own by number (`s`)."""

    def __init__(self, parts: Parts, main: str) -> None:
        name = parts.package.linked(main, "styles", "xl/styles.xml")
        if parts.package.part(name) is None:
            parts.add_tree(name, made("<styleSheet/>"))
            parts.declare(name, _TYPE)
            parts.link(main, "styles", name)
        self._root = parts.tree(name)
        if self._root.tag != f"{X}styleSheet":
            raise damaged()
        self._tinted: dict[tuple[int, Severity], str] = {}

    def tinted(self, style: str | None, severity: Severity) -> str:
        """The format of a cell with a fill by severity."""
        base, formats = integer(style, 0), self._group("cellXfs")
        if (base, severity) not in self._tinted:
            there = [*formats.iterchildren(f"{X}xf")]
            like = deepcopy(there[base if base < len(there) else 0])
            like.set("fillId", self._fill(TINTS[severity]))
            like.set("applyFill", "1")
            self._tinted[base, severity] = _append(formats, like)
        return self._tinted[base, severity]

    def text(self, severity: Severity | None = None) -> str:
        """The format of running text, on the fill of a severity."""
        return self._own(TINTS[severity] if severity else None, _SIZE)

    def link(self) -> str:
        """The format of a link."""
        return self._own(None, f"<u/>{_SIZE}<color rgb='FF{_LINK_COLOUR}'/>")

    def title(self) -> str:
        """The format of column titles."""
        return self._own(_TITLE_TINT, f"<b/>{_SIZE}")

    def _own(self, fill: str | None, font: str) -> str:
        """A format that owes nothing to the workbook's; its lines are folded."""
        number = _append(self._group("fonts"), made(f"<font>{font}<name val='{FONT}'/></font>"))
        fill_number = "0" if fill is None else self._fill(fill)
        own = made(
            f"<xf numFmtId='0' xfId='0' borderId='0' fontId='{number}' fillId='{fill_number}' applyFont='1' applyFill='1' "
            "applyAlignment='1'><alignment vertical='top' wrapText='1'/></xf>"
        )
        return _append(self._group("cellXfs"), own)

    def _fill(self, colour: str) -> str:
        fill = f"<patternFill patternType='solid'><fgColor rgb='FF{colour}'/><bgColor indexed='64'/></patternFill>"
        return _append(self._group("fills"), made(f"<fill>{fill}</fill>"))

    def _group(self, name: str) -> etree._Element:
        group = self._root.find(f"{X}{name}")
        if group is None:
            before = list(_GROUPS)[: list(_GROUPS).index(name)]
            group = made(f"<{name}>{_GROUPS[name]}</{name}>")
            self._root.insert(sum(self._root.find(f"{X}{other}") is not None for other in before), group)
        elif _size(group) == 0:
            group.extend(made(f"<{name}>{_GROUPS[name]}</{name}>"))
        return group


def _append(group: etree._Element, element: etree._Element) -> str:
    """Add to a group; the number by which others name what was added."""
    group.append(element)
    group.set("count", str(_size(group)))
    return str(_size(group) - 1)


def _size(group: etree._Element) -> int:
    """How many elements a group has; comments are kept in it and do not count."""
    return sum(1 for _ in group.iterchildren("*"))


def made(content: str) -> etree._Element:
    """An element of a workbook from its text."""
    from lxml import etree

    holder = etree.fromstring(f"<made xmlns='{X[1:-1]}'>{content}</made>")
    # A copy is the root of a tree of its own.
    return deepcopy(holder[0])

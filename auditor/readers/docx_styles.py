"""The styles of a .docx file, as far as they matter: lists, hidden text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.readers.numbering import W, switched_on, value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree


class Style(Struct, frozen=True):
    """What a style says of its paragraphs or runs, its ancestors' word included."""

    list_id: str | None = None
    depth: str | None = None
    hidden: bool = False


PLAIN = Style()


def styles(root: etree._Element, used: Iterable[str]) -> dict[str, Style]:
    """The styles in use by id, each with what it inherits."""
    elements = {style.get(f"{W}styleId") or "": style for style in root.iterchildren(f"{W}style")}
    resolved: dict[str, Style] = {}

    def resolve(name: str) -> Style:
        lineage: list[str] = []
        while name in elements and name not in resolved and name not in lineage:
            lineage.append(name)
            name = value(elements[name], "basedOn") or ""
        style = resolved.get(name, PLAIN)
        for heir in reversed(lineage):
            style = resolved[heir] = _inherited(elements[heir], style)
        return style

    return {name: resolve(name) for name in used}


def _inherited(element: etree._Element, parent: Style) -> Style:
    numbered = element.find(f"{W}pPr/{W}numPr")
    run = element.find(f"{W}rPr")
    says_hidden = run is not None and run.find(f"{W}vanish") is not None
    return Style(
        list_id=(None if numbered is None else value(numbered, "numId")) or parent.list_id,
        depth=(None if numbered is None else value(numbered, "ilvl")) or parent.depth,
        hidden=switched_on(run, "vanish") if run is not None and says_hidden else parent.hidden,
    )

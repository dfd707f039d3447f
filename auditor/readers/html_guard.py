"""A guard before the parser of web pages, whose time and memory grow with open elements: it counts as the parser does.

The parser's tree is what has to be bounded, so tags are cut and closed here by the rules of the HTML standard.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from auditor.document import Unreadable
from auditor.readers import bounds


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The parser opens these anew in each paragraph after one that left them open, without end.
_FORMATTING = re.compile(
    r"(</?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE | re.ASCII
)
_VALUE = r"[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\r\f\"'>][^ \t\n\r\f>]*+)?+"
_ATTRIBUTE = rf"(?:=[^ \t\n\r\f/>=]*+|[^ \t\n\r\f/>=]++)(?:{_VALUE})?+"
# A comment, a tag, or one that is cut off by the end of the page.
_TOKEN = re.compile(
    r"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*+>|/[^A-Za-z>][^>]*+>"
    rf"|(?P<end>/?)(?P<name>[A-Za-z][^ \t\n\r\f/>]*+)(?:[ \t\n\r\f/]++|{_ATTRIBUTE})*+>"
    r"|(?P<cut>(?=[!?A-Za-z]|/[^>])))",
    re.DOTALL,
)
# Elements that are void or that the parser closes by itself: they do not pile up when left open.
_NOT_NESTING = _names(
    "area base br col embed hr img input link meta source track wbr param keygen frame bgsound basefont "
    "li dt dd option optgroup tr td th thead tbody tfoot colgroup caption html head body"
)
# What the end tag of an ordinary element does not reach over, and what that of a block does not.
_SPECIAL = _names(
    "address applet article aside blockquote button center details dir div dl fieldset figcaption figure footer "
    "form frameset h1 h2 h3 h4 h5 h6 header hgroup iframe listing main marquee menu nav noembed noframes noscript "
    "object ol p plaintext pre script search section select style summary table template textarea title ul xmp"
)
_BARRIERS = _names("applet marquee object table template select")
_RAW = _names("script style textarea title xmp iframe noembed noframes")
# Drawings and formulas, whose elements close as XML's do, and what in them holds a page's elements again.
_FOREIGN, _PAGE_AGAIN = (
    _names("svg math"),
    _names("foreignobject desc title annotation-xml mi mo mn ms mtext"),
)
_CDATA = "<![CDATA["


def unformatted(text: str) -> str:
    """A page whose formatting elements are plain ones: they say nothing, and the parser multiplies open ones."""
    return _FORMATTING.sub(r"\1span", text)


def refuse_overgrown(text: str) -> None:
    """Raises `Unreadable` for elements that stand in each other deeper, or say more, than in any page."""
    opened = _Opened()
    at = 0
    while (match := _TOKEN.search(text, at)) is not None and match["cut"] is None:
        at = match.end()
        name = (match["name"] or "").lower()
        foreign = opened.foreign_inside and name not in _SPECIAL and name != "span"
        if not name:
            if opened.foreign_inside and match[0].startswith(_CDATA):
                at = _after("]]>", text, match.start())
        elif match["end"]:
            opened.close(name)
        elif len(match[0]) > 2 * bounds.ATTRIBUTES and _attributes(match[0]) > bounds.ATTRIBUTES:
            raise Unreadable(
                f"HTML 元素的属性超过{bounds.ATTRIBUTES}个，不是正常的网页；请另存为干净的文件后再试",
                f"An HTML element has more than {bounds.ATTRIBUTES} attributes; save the page as a clean file",
            )
        elif foreign and match[0].endswith("/>"):
            continue
        elif foreign or name not in _NOT_NESTING:
            opened.open(name, foreign=foreign or name in _FOREIGN)
            if name in _RAW and not foreign:
                end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, at)
                at = end.start() if end else len(text)
        if len(opened.names) > bounds.OPEN_TAGS:
            raise Unreadable(
                f"HTML 元素嵌套超过{bounds.OPEN_TAGS}层，不是正常的网页；请另存为干净的文件后再试",
                f"HTML is nested too deeply (over {bounds.OPEN_TAGS} elements); save it as a clean file",
            )


def _attributes(tag: str) -> int:
    return sum(1 for _ in re.finditer(_ATTRIBUTE, tag))


def _after(mark: str, text: str, at: int) -> int:
    end = text.find(mark, at)
    return len(text) if end < 0 else end + len(mark)


@dataclass(slots=True)
class _Opened:
    """The elements that are open, outermost first, with the places among them of each name and of what stops end tags."""

    names: list[str] = field(default_factory=list)
    _foreign: list[bool] = field(default_factory=list)
    _places: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _specials: list[int] = field(default_factory=list)
    _barriers: list[int] = field(default_factory=list)

    @property
    def foreign_inside(self) -> bool:
        """Whether what opens next stands in a drawing."""
        return bool(self._foreign) and self._foreign[-1] and self.names[-1] not in _PAGE_AGAIN

    def open(self, name: str, *, foreign: bool) -> None:
        """Add an element; one that is a block ends the paragraph before it."""
        if name in _SPECIAL and not foreign and not self._is_after("button", "p"):
            self.close("p")
        at = len(self.names)
        self.names.append(name)
        self._foreign.append(foreign)
        self._places[name].append(at)
        if foreign or name in _SPECIAL:
            self._specials.append(at)
        if foreign or name in _BARRIERS:
            self._barriers.append(at)

    def _is_after(self, name: str, other: str) -> bool:
        """Whether an element of one name stands in the innermost one of another."""
        return (self._places[name] or [-1])[-1] > (self._places[other] or [-1])[-1]

    def close(self, name: str) -> None:
        """Take away what an end tag closes; one that fits nothing is passed over."""
        places = self._places.get(name)
        stops = self._barriers if name in _SPECIAL else self._specials
        if not places or (stops and stops[-1] > places[-1]):
            return
        first = places[-1]
        while len(self.names) > first:
            closed = self.names.pop()
            self._foreign.pop()
            self._places[closed].pop()
        for kept in (self._specials, self._barriers):
            while kept and kept[-1] >= first:
                kept.pop()

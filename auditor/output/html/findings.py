"""The list of a report's findings, each with its place, its arithmetic and what else it speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.finding import Confidence, Finding
from auditor.model.place import Place
from auditor.outcome import Audit
from auditor.output.entries import Entry, entries
from auditor.output.html.marks import Marks
from auditor.output.html.markup import NOTHING, Content, Html, escaped, join, tag
from auditor.output.neutral import pieces
from auditor.output.wording import (
    BASIS,
    CONFIDENCE,
    EXPECTED,
    GRAVE,
    RELATED,
    SEVERITY,
    SURENESS,
    WORKING,
    where,
)
from auditor.places import named
from auditor.words import Words

_PLACE = Words("位置", "place")
_MORE = Words("另有{n}处", "{n} more")
_MOST_RELATED = 4
_QUOTED = 60
_STRETCH = 50


def findings(audit: Audit, marks: Marks, prefix: str) -> Html:
    """The entries in their order, numbered from 1; ids begin with `prefix`."""
    items = [_entry(e, n, audit, marks, prefix) for n, e in enumerate(entries(audit.result.findings), 1)]
    # A browser passes over a whole stretch that is out of sight; thousands of single ones cost it minutes.
    starts = range(0, len(items), _STRETCH)
    return join(tag("ol", *items[n : n + _STRETCH], class_="findings", start=n + 1) for n in starts)


def _entry(entry: Entry, number: int, audit: Audit, marks: Marks, prefix: str) -> Html:
    finding = entry.first
    severity = finding.severity.value
    name = marks.name(finding.place)
    href = f"#{prefix}{name}" if name else None
    head = tag(
        "p",
        tag("a", number, class_="badge", href=href, data_s=severity),
        tag("b", SEVERITY[finding.severity], class_="severity"),
        tag("code", finding.code),
        tag("small", entry.called),
        class_="head",
    )
    return tag(
        "li",
        head,
        tag("p", finding.message, class_="message"),
        tag("dl", *_details(finding, audit, marks, prefix)),
        _alike(entry, audit, marks, prefix),
        id=f"{prefix}f{number}",
        data_s=severity,
        data_r=finding.code,
        data_at=" ".join(prefix + name for name in marks.names(entry)) or None,
    )


def _alike(entry: Entry, audit: Audit, marks: Marks, prefix: str) -> Html:
    """The other findings of an entry: place, message, arithmetic."""
    rows = (tag("li", link(f.place, audit, marks, prefix), " ", f.message, *_worked(f)) for f in entry.others)
    return tag("ul", *rows, class_="alike") if entry.others else NOTHING


def _worked(finding: Finding) -> Iterable[Content]:
    return (" ", tag("span", finding.arithmetic, class_="figures")) if finding.working else ()


def _details(finding: Finding, audit: Audit, marks: Marks, prefix: str) -> Iterable[Html]:
    yield _detail(_PLACE, tag("dd", link(finding.place, audit, marks, prefix)))
    if finding.working:
        yield _detail(WORKING, tag("dd", finding.arithmetic, class_="figures"))
    if finding.expected:
        yield _detail(EXPECTED, tag("dd", finding.expected, class_="figures"))
    if finding.basis.zh:
        yield _detail(BASIS, tag("dd", finding.basis))
    related = [tag("dd", *_quoted(place, audit, marks, prefix)) for place in finding.related]
    if related:
        yield _detail(RELATED, *related[:_MOST_RELATED])
    if rest := related[_MOST_RELATED:]:
        more = tag("summary", _MORE.format(n=len(rest)))
        yield tag("dd", tag("details", more, tag("dl", *rest)))
    if finding.confidence is not Confidence.CERTAIN:
        yield _detail(SURENESS, tag("dd", CONFIDENCE[finding.confidence]))
    if finding.critical:
        yield _detail(GRAVE[0], tag("dd", GRAVE[1]))


def _detail(label: Words, *content: Html) -> Html:
    return join([tag("dt", label), *content])


def _quoted(place: Place, audit: Audit, marks: Marks, prefix: str) -> tuple[Content, ...]:
    """A link to a place and what is written there, cut where it is long."""
    at = link(place, audit, marks, prefix)
    if not place.text:
        return (at,)
    start, end = place.span or (0, min(len(place.text), _QUOTED))
    cut = "" if place.span or end == len(place.text) else "…"
    quoted = escaped("".join(pieces(place.text)[start:end]) + cut)
    return at, " ", tag("q", quoted)


def link(place: Place, audit: Audit, marks: Marks, prefix: str) -> Html:
    """Where a place is, leading there if the page shows it."""
    name = marks.name(place)
    at = where(place.location, audit.format)
    shown: list[Content] = [named(place) if place.route else at]
    if place.route and at.zh:
        shown += [" ", tag("small", at)]
    return tag("a", *shown, href=f"#{prefix}{name}") if name else tag("span", *shown)

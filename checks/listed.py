"""NAR: lists of amounts in which one thing stands twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.names import unit_dimension
from auditor.model.relations import Claim, Mention, PartsClaim, Relation
from auditor.model.report import Report

_SHORTEST = 2
_ENDS = "，。；、,;\n"


@check("listed-twice", code="NAR015", severity=Severity.WARNING, needs=("claims:sum", "claims:parts"))
def listed_twice(report: Report) -> Iterator[Draft | Checked]:
    told: set[object] = set()
    for claim in report.claims:
        for first, second in _twice(_parts(claim)):
            place = second.field.place
            key = (place.location, place.span)
            if key not in told:
                told.add(key)
                yield found(
                    place, subject=second.label, amount=second.field.text, found=f"{second.label}{second.field.text}",
                    working=f"{first.label}{first.field.text}、{second.label}{second.field.text}", confidence=Confidence.LIKELY,
                )  # fmt: skip


def _parts(claim: Claim) -> Sequence[Mention]:
    """The amounts that a claim lists."""
    if isinstance(claim, PartsClaim):
        return claim.parts
    return claim.operands if isinstance(claim, Relation) and claim.kind == "sum" else ()


def _twice(parts: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Parts of one name and one amount, for no other purpose and on no other day."""
    for first, second in combinations(parts, 2):
        one, two = first.quantity, second.quantity
        named = len(first.label) >= _SHORTEST and first.label == second.label
        money = unit_dimension(one.unit) == "money" and one.amount == two.amount and one.amount > 0
        at, there = first.field.place, second.field.place
        # Parts of a column stand in lists of their own.
        listed = at.location == there.location and at.text == there.text and at.span != there.span
        if named and money and listed and _around(first) == _around(second):
            yield first, second


def _around(mention: Mention) -> str:
    """What a mention's clause says beside its figure: its date, its purpose."""
    place = mention.field.place
    start, end = place.span or (0, len(place.text))
    after = place.text[end:]
    stop = min((n for mark in _ENDS if (n := after.find(mark)) >= 0), default=len(after))
    before = place.text[:start]
    begin = max(before.rfind(mark) for mark in (*_ENDS, ":", "：", "为", "中")) + 1
    return before[begin:] + "|" + after[:stop]

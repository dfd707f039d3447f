"""Typed claims from sentences: totals and parts, shares, ratios, execution, change, lists, comparisons, amounts.

The grammar in one breath: a passage is split into sentences, a sentence is its figures and the words
between them (`sentences`), and a claim is a few figures that those words tie together (`sums`,
`percents`, `growth`, `comparisons`, `tallies`), a figure with its name (`amounts`), or a statement without figures
(`zeros`, `aims`). No figure is judged here: where the text allows several readings, the one
under which the figures agree is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model.relations import Claim
from auditor.recognition.claims import (
    aims,
    amounts,
    percents,
    tallies,
    zeros,
)
from auditor.recognition.claims.sentences import Context, split
from auditor.recognition.passages import Passage

# How many sentences back a figure may be meant that a sentence only names.
_REACH = 30


def read(passages: Iterable[Passage]) -> tuple[Claim, ...]:
    """The claims of the passages, in reading order."""
    paragraphs = tuple(tuple(split(passage)) for passage in passages)
    return tuple(_claims(Context.of(paragraphs)))


def _claims(context: Context) -> Iterator[Claim]:
    headings = amounts.Headings()
    for paragraph in context.paragraphs:
        for n, sentence in enumerate(paragraph):
            above = paragraph[max(n - _REACH, 0) : n][::-1]
            yield from percents.executions(sentence, above, context)
            yield from tallies.read(sentence)
            yield from amounts.read(sentence, paragraph[:n], headings)
            yield from amounts.parts(sentence)
            yield from zeros.read(sentence)
            yield from aims.read(sentence)
        headings = headings.under(paragraph)

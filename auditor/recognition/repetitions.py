"""Clauses that stand in the narrative twice: what was written once and pasted again.

Clauses are indexed by hash; three in a row that stood before are followed as far as they go. Each later
place is held against the first one only, so that the work grows with the text, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from msgspec import Struct
from msgspec.structs import replace

from auditor.model.place import Place
from auditor.model.text import Repetition
from auditor.patterns import Pattern
from auditor.recognition.passages import Passage
from auditor.recognition.wording import bare

_RUN = 3
_CLAUSE = Pattern(r"(?:[^，。；;！!？?,]|(?<=\d),(?=\d))+[，。；;！!？?,]?")
_SENTENCE_END = "。！!？?；;"


class _Clause(Struct, frozen=True):
    """A clause's letters and digits, its passage, where it stands there, whether a sentence ends with it."""

    text: str
    passage: int
    start: int
    end: int
    last: bool


def read(passages: Sequence[Passage]) -> tuple[Repetition, ...]:
    """The repeated runs of clauses, and the sentences that stand directly behind themselves, in reading order."""
    clauses = [c for n, p in enumerate(passages) for c in _clauses(n, p.text)]
    runs = _runs(clauses)
    taken = {i for copies in runs.values() for i, length in copies for i in range(i, i + length)}
    repeated = [
        _repetition([(start, length), *copies], clauses, passages) for (start, length), copies in runs.items()
    ]
    repeated += [_repetition(c, clauses, passages) for c in _sentences(clauses) if c[-1][0] not in taken]
    return (*repeated, *_running(clauses, passages))


def _clauses(number: int, text: str) -> Iterator[_Clause]:
    for match in _CLAUSE.finditer(text):
        if said := bare(match[0]):
            yield _Clause(
                said, number, *match.span(), match[0][-1] in _SENTENCE_END or match.end() == len(text)
            )


def _runs(clauses: Sequence[_Clause]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Runs of at least three clauses, (start, length), with the later ones that are equal to them."""
    first: dict[tuple[str, ...], int] = {}
    runs: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    at = 0
    while at + _RUN <= len(clauses):
        key = tuple(c.text for c in clauses[at : at + _RUN])
        origin = first.setdefault(key, at) if _together(clauses, at, _RUN) else at
        if origin + _RUN > at or not _together(clauses, origin, _RUN):
            at += 1
            continue
        length = _RUN
        while (
            at + length < len(clauses)
            and origin + length < at
            and clauses[at + length].text == clauses[origin + length].text
            and _together(clauses, at, length + 1)
            and _together(clauses, origin, length + 1)
        ):
            length += 1
        runs[origin, length].append((at, length))
        at += length
    return runs


def _together(clauses: Sequence[_Clause], at: int, length: int) -> bool:
    return clauses[at].passage == clauses[at + length - 1].passage


def _sentences(clauses: Sequence[_Clause]) -> Iterator[list[tuple[int, int]]]:
    """Sentences that stand in several places, by (start, length)."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for start, length in _spans(clauses):
        places[tuple(c.text for c in clauses[start : start + length])].append((start, length))
    return (found for found in places.values() if len(found) > 1 and not _adjacent(found))


def _spans(clauses: Sequence[_Clause]) -> Iterator[tuple[int, int]]:
    """The sentences, as (start, length)."""
    start = 0
    for at, clause in enumerate(clauses):
        if clause.last:
            yield start, at + 1 - start
            start = at + 1


def _adjacent(spans: Sequence[tuple[int, int]]) -> bool:
    return all(a + length == b for (a, length), (b, _) in pairwise(spans))


def _running(clauses: Sequence[_Clause], passages: Sequence[Passage]) -> Iterator[Repetition]:
    """Sentences that stand directly behind themselves in one paragraph."""
    spans = list(_spans(clauses))
    keyed = groupby(spans, lambda s: (clauses[s[0]].passage, *(c.text for c in clauses[s[0] : s[0] + s[1]])))
    for _, group in keyed:
        if len(same := list(group)) > 1:
            yield replace(_repetition(same, clauses, passages), running=True)


def _repetition(
    spans: Iterable[tuple[int, int]], clauses: Sequence[_Clause], passages: Sequence[Passage]
) -> Repetition:
    spans = list(spans)
    start, length = spans[0]
    said = clauses[start : start + length]
    places = tuple(_place(clauses[s], clauses[s + n - 1], passages) for s, n in spans)
    return Repetition(places, length, sum(len(c.text) for c in said))


def _place(first: _Clause, last: _Clause, passages: Sequence[Passage]) -> Place:
    passage = passages[first.passage]
    return replace(passage.place, text=passage.text, span=(first.start, last.end))

"""Rates of things that are counted beside them: “抽查 7 个项目，合格率 93%”, “发放问卷 30 份，满意度 97.5%”."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.lexicon import load
from auditor.model.relations import TallyClaim
from auditor.recognition.claims.sentences import Sentence, countable, plainly, strength

_FARTHEST = 24


def read(sentence: Sentence) -> Iterator[TallyClaim]:
    """The rates of a sentence behind a number of things examined.

    Left out are rates whose numerator is stated (“合格 7 个，合格率…”) and those that the words call a mean.
    """
    words = load("claims")["tally"]
    for n, rate in enumerate(sentence.every[1:], 1):
        count = sentence.every[n - 1]
        if rate.limit or rate.quantity.unit != "%" or not plainly(rate):
            continue
        if not rate.label.endswith(tuple(words["rates"])) or any(
            w in sentence.flat for w in words["averaged"]
        ):
            continue
        between = sentence.between(count.end, rate.start)
        stem = rate.label[-3:-1]
        if strength(between) > 2 or len(between) > _FARTHEST or stem in count.words or count.limit:
            continue
        counts = [f for f in sentence.figures[::-1] if f.end <= count.end and countable(f.quantity)]
        if not counts or counts[0] is not count:
            continue
        # Neither the rate's own name (抽检合格率) nor a number of other things says that these were examined.
        said = between.partition(rate.label)[0] + "".join(
            f.words for f in counts if f.quantity.unit == count.quantity.unit
        )
        if not any(w in said for w in words["examined"]):
            continue
        opinion = any(w in rate.label for w in words["opinion"])
        if not opinion and not _same_things(rate.label, said):
            continue
        yield TallyClaim(
            tuple(map(sentence.mention, counts)), sentence.mention(rate), opinion, sentence.whole
        )


def _same_things(name: str, said: str) -> bool:
    """Whether a rate's name (药品抽检合格率) names no other things than those that were examined."""
    words = load("claims")["tally"]
    for general in (*words["rates"], *words["examined"], *words["general"]):
        name = name.replace(general, " ")
    return all(any(part[i : i + 2] in said for i in range(len(part) - 1)) for part in name.split())

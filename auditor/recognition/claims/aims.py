"""What a report says is still to rise or to fall: “预算控制率有待进一步降低”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from auditor.lexicon import load
from auditor.model.place import Field
from auditor.model.relations import AimClaim
from auditor.patterns import HAN, Pattern
from auditor.recognition.claims.sentences import Sentence

_SHORTEST = 3
_ORDINAL = Pattern(r"^(?:[一二三四五六七八九十]+是|[(（]?\d+[)）.、]|但|且|同时|其中|因此|所以|使得?|导致)+")
_CLAUSE = Pattern(r"[，,、；;。:!?]")


@cache
def _pattern() -> re.Pattern[str]:
    words = load("claims")["aims"]

    def any_of(name: str) -> str:
        return "|".join(sorted(words[name], key=len, reverse=True))

    return re.compile(
        rf"(?:{any_of('cues')})(?:{any_of('adverbs')})*(?:(?P<rise>{any_of('rise')})|(?P<fall>{any_of('fall')}))(?!{HAN})"
    )


def read(sentence: Sentence) -> Iterator[AimClaim]:
    """The measures of a sentence that are to rise or to fall."""
    for match in _pattern().finditer(sentence.flat):
        clause = _CLAUSE.split(sentence.flat[: match.start()])[-1]
        measure = _ORDINAL.sub("", clause)
        if len(measure) >= _SHORTEST:
            place = sentence.shown(match.start() - len(measure), match.end())
            assert place.span is not None
            field = Field(sentence.printed[slice(*place.span)], place)
            yield AimClaim(measure, match["rise"] is not None, field, sentence.whole)

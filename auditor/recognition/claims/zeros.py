"""Sentences that say that something did not happen: “全年无重大安全事故发生”, “未发生…”, “无一例…”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from auditor.lexicon import load
from auditor.model.place import Field
from auditor.model.relations import ZeroClaim
from auditor.patterns import Pattern
from auditor.recognition.claims.sentences import Sentence

_LONGEST = 24
_STOP = Pattern(r"(?![()])[\W\da-zA-Z]|及(?!以上)|和|以及|或|，|且")


@cache
def _pattern() -> re.Pattern[str]:
    zero = load("claims")["zero"]
    cues = "|".join(sorted(zero["cues"], key=len, reverse=True))
    return re.compile(
        rf"(?<![{''.join(w[-1] for w in zero['not_after'])}])(?:{cues})(?!{'|'.join(zero['not_before'])})"
    )


def read(sentence: Sentence) -> Iterator[ZeroClaim]:
    """The things that a sentence says did not happen; only things of the lexicon (事故, 案件, 结余, …)."""
    zero = load("claims")["zero"]
    for match in _pattern().finditer(sentence.flat):
        words = _STOP.split(sentence.flat[match.end() : match.end() + _LONGEST], maxsplit=1)[0]
        noun, end = _noun(words)
        if not noun or not any(thing in noun for thing in zero["things"]):
            continue
        behind = words[end:]
        if behind.startswith("的") and not behind.startswith(tuple("的" + e for e in (*zero["ends"],))):
            continue
        place = sentence.shown(match.start(), match.end() + end)
        assert place.span is not None
        yield ZeroClaim(noun, Field(sentence.printed[slice(*place.span)], place), sentence.whole)


def _noun(words: str) -> tuple[str, int]:
    """The thing at the start of some words, and where it ends in them."""
    zero = load("claims")["zero"]
    skip = 0
    while drop := next((d for d in zero["drop"] if words[skip:].startswith(d)), ""):
        skip += len(drop)
    ends = [i for e in zero["ends"] if (i := words.find(e, skip + 1)) > 0]
    end = min([*ends, len(words)])
    noun = words[skip:end]
    if noun.endswith("的"):
        noun, end = noun[:-1], end - 1
    return noun.partition("的")[0] if "的" in noun else noun, end

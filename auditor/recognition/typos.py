"""Slips of the pen: doubled punctuation, a unit without its number, a string of digits that is no
number, a share without its percent sign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import FundsRow, Indicator
from auditor.model.place import Field, Place
from auditor.model.text import Typo
from auditor.patterns import Pattern
from auditor.quantity import NUMBER, parse, squeeze
from auditor.recognition.passages import level

_PUNCTUATION_HINT = Pattern(r"[，、；：。][，、；：。]", needs="，、；：。")
_MISSING_HINT = Pattern(
    r"[^\d\s.余多几数万亿]\s*(?:人次|人|户|万元|亿元|元|场次|次|件|起|%|％)[，。；,;]", needs="，。；,;"
)
# A share that ends its clause without a sign or a unit; the others of its sentence have theirs.
_SHARE_HINT = Pattern(r"(?:占|比重|占比|比例)[^。；;\n]*[%％]", needs="占比")
_BARE_SHARE = Pattern(
    r"(?:占(?!地|用|道|有|压|补|领|线|股)[^，,。；;、：:()（）\d]{0,16}?|(?:比重|占比|比例)(?:约?为|是|达到?)?)"
    rf"(?P<number>{NUMBER})(?=[，,。；;)）]|$)"
)
_SENTENCE = Pattern(r"[^。！？!?\n]+")
_SIGNED = Pattern(rf"(?:占|比重|比例)[^，,。；;、\d]{{0,18}}{NUMBER}\s*[%％]")
_DIGITS = Pattern(r"(?<![A-Za-z\d.,:/〔\[-])\d+(?:[.,]+\d+){2,}", needs=".,")
_PROPER = Pattern(NUMBER)
# Money and a measure in one unit (42万元亩).
_DOUBLED = Pattern(
    r"\d[\d.,]*(?:万元|亿元)(?:亩|公顷|户|头|只|公里|平方米|吨|株)(?=[，,。；;、)）]|$)", needs="元"
)
_DATE = Pattern(r"(?:19|20)\d\d\.\d{1,2}(?:\.\d{1,2})?|\d{1,3}(?:\.\d{1,3}){3}")
_LIST = Pattern(r"\d{1,3}(?:,\d{1,3})+")
_CELL = Pattern(r"[≥≤=<>]*(\d+(?:[.,]+\d+)+)[^\d]{0,4}")
# Two numbers, or one that a cell's line break has torn.
_SEVERAL = Pattern(r"\d\s+\d")
_FIGURES = ("initial", "adjusted", "arrived", "executed", "rate", "target", "completion", "weight", "score")
_CLAUSE_ENDS = "，。；：,;:"
_MANY = 4


def read(texts: Iterable[tuple[str, Place]]) -> Iterator[Typo]:
    """The typos in running text and in cells; a malformed number only where its unit follows."""
    for text, place in texts:
        if _PUNCTUATION_HINT.search(text):
            yield from (_slip("punctuation", m, text, place) for m in _pattern("punctuation").finditer(text))
        if _MISSING_HINT.search(text):
            yield from _missing(text, place)
        levelled = level(text)
        if _SHARE_HINT.search(text):
            yield from _shares(levelled, text, place)
        yield from (_slip("malformed", m, text, place) for m in _DOUBLED.finditer(levelled))
        for match in _DIGITS.finditer(levelled):
            behind = levelled[match.end() :].lstrip()
            numbered = not levelled[: match.start()].strip()
            unit = next((u for u in load("phrases")["figures"]["units"] if behind.startswith(u)), "")
            # 元 alone may begin 元旦.
            if unit and not numbered and _malformed(match[0], money=unit in ("万元", "亿元")):
                yield _slip("malformed", match, text, place)


def in_cells(rows: Iterable[Indicator | FundsRow]) -> Iterator[Typo]:
    """The cells of figures whose digits are no number."""
    for row in rows:
        for name in _FIGURES:
            field: Field | None = getattr(row, name, None)
            if field is None or field.quantity is not None or _SEVERAL.search(field.text):
                continue
            match = _CELL.fullmatch(squeeze(field.text))
            if match and _malformed(match[1]) and (match[1].count(".") > 1 or len(match[1]) > _MANY):
                yield Typo("malformed", field.text, field.place)


def _malformed(digits: str, *, money: bool = False) -> bool:
    """Whether digits with points and commas are neither a number nor a list of numbers nor, but for money, a date."""
    lawful = (_PROPER, _LIST) if money else (_PROPER, _LIST, _DATE)
    return not any(p.fullmatch(digits) for p in lawful)


def _missing(text: str, place: Place) -> Iterator[Typo]:
    harmless = tuple(load("phrases")["typos"]["not_missing"])
    for match in _pattern("missing").finditer(text):
        if not match[0].endswith(harmless):
            clause = max(text.rfind(mark, 0, match.start()) for mark in _CLAUSE_ENDS) + 1
            said = text[clause : match.end()].strip()
            yield Typo(
                "missing", said, replace(place, text=text, span=(match.end() - len(said), match.end()))
            )


def _shares(levelled: str, text: str, place: Place) -> Iterator[Typo]:
    """The shares without a percent sign in sentences that have others with one."""
    for sentence in _SENTENCE.finditer(levelled):
        if not _SIGNED.search(sentence[0]):
            continue
        for match in _BARE_SHARE.finditer(sentence[0]):
            share = parse(match["number"])
            if share is not None and share.value > 0:
                start = sentence.start()
                yield Typo(
                    "share",
                    match[0],
                    replace(place, text=text, span=(start + match.start(), start + match.end())),
                )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(load("phrases")["typos"][name]))


def _slip(
    kind: Literal["punctuation", "missing", "malformed"], match: re.Match[str], text: str, place: Place
) -> Typo:
    return Typo(kind, match[0].strip(), replace(place, text=text, span=match.span()))

"""Change between two periods: “较上年减少 d，下降 r%”, “2023年 a，2024年 b，压减率 r%”, “超任务 r%”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from auditor.lexicon import load
from auditor.model.relations import GrowthClaim, Mention
from auditor.patterns import Pattern
from auditor.recognition.claims.sentences import Context, Figure, Sentence, kin, percent, plainly, strength

_YEAR = Pattern(r"((?:19|20)\d\d)年?")
_FROM = Pattern(r"(?:由|从)[^，,;；]*$")
_TO = Pattern(r"^(?:增加|增长|提高|提升|上升|减少|下降|降低|压减|压缩|降|增)?(?:到|至|为)")
_OVER = Pattern(
    r"(?P<subject>[^，,;；]*?)数?超(?:出|过|额完成)?(?:年初|年度|全年|预期)?(?:任务|目标|计划)(?:数|值)?的?$"
)
_NEAR = 30


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns of a figure's clause that ends in a word of rise, of fall, of either."""
    growth = load("claims")["growth"]
    tail = "(?:" + "|".join(growth["tail"]) + ")*$"

    def ending(words: list[str]) -> re.Pattern[str]:
        return re.compile("(" + "|".join(sorted(words, key=len, reverse=True)) + ")" + tail)

    return ending(growth["rise"]), ending(growth["fall"]), ending(growth["neutral"])


def _movement(words: str) -> str | None:
    """Whether a clause ends in a word of `rise`, `fall` or of either (`change`)."""
    if words.endswith(tuple(load("claims")["growth"]["negative"])):
        return None
    return next(
        (n for n, p in zip(("rise", "fall", "change"), _words(), strict=True) if p.search(words)), None
    )


def read(sentence: Sentence, context: Context) -> Iterator[GrowthClaim]:
    """The changes that a sentence states; a rate without its figures is a claim of two unknowns.

    A difference is read with the rate behind it, else alone.
    """
    told: list[Figure] = []
    for figure in sentence.figures:
        if not plainly(figure) or not (percent(figure) or _is_difference(figure)):
            continue
        over = _OVER.search(figure.words) if percent(figure) else None
        movement = _movement(figure.words)
        if over:
            yield from _overfulfilled(sentence, figure, over["subject"], context)
        elif movement and percent(figure):
            before = _segment(sentence, figure)
            difference = before[-1] if before and _is_difference(before[-1]) else None
            told += [difference] if difference else []
            yield from _changed(sentence, before, difference, figure, movement)
    for figure in sentence.figures:
        if plainly(figure) and not percent(figure) and _is_difference(figure) and figure not in told:
            yield from _changed(
                sentence, _segment(sentence, figure), figure, None, _movement(figure.words) or ""
            )


def _changed(
    sentence: Sentence,
    before: Sequence[Figure],
    difference: Figure | None,
    rate: Figure | None,
    movement: str,
) -> Iterator[GrowthClaim]:
    stated = [f for f in (difference, rate) if f]
    before = [f for f in before if not _is_difference(f)]
    previous, current = _periods(before, stated[-1])
    pair = previous is not None and current is not None
    if not pair and (rate is None or not (current or (previous and difference))):
        return
    compared = any(w in f.lead for f in stated for w in load("claims")["growth"]["against"])
    if not pair and not difference and not compared:
        return
    near = [f for f in (current, previous, difference) if f]
    if not all(map(plainly, near)) or any(not kin(near[0].quantity, f.quantity) for f in near[1:]):
        return
    if not all(_about(f.words, near) for f in stated):
        return
    falling = movement == "fall" or bool(difference and _movement(difference.words) == "fall")
    if movement == "change" and pair:
        assert previous and current and rate
        falling = current.quantity.amount < previous.quantity.amount and rate.quantity.value >= 0
    soft = any(w in sentence.flat for w in load("claims")["growth"]["soft"])

    def shown(figure: Figure | None) -> Mention | None:
        return sentence.mention(figure) if figure else None

    yield GrowthClaim(
        shown(current), shown(previous), shown(difference), shown(rate), falling, sentence.whole, soft
    )


def _about(words: str, figures: Sequence[Figure]) -> bool:
    """Whether a change is that of some figures: it names nothing of its own, or what one of them names."""
    subject = _subject_end().split(_YEAR.sub("", words), maxsplit=1)[0]
    pairs = [subject[i : i + 2] for i in range(len(subject) - 1)]
    return not pairs or any(pair in f.lead for f in figures for pair in pairs)


@cache
def _subject_end() -> re.Pattern[str]:
    growth = load("claims")["growth"]
    cues = [
        c for name in ("rise", "fall", "neutral", "against", "previous", "compared") for c in growth[name]
    ]
    return re.compile("|".join(sorted(cues, key=len, reverse=True)))


def _segment(sentence: Sentence, rate: Figure) -> list[Figure]:
    """The amounts and counts before a rate, back to the last ； or to another rate."""
    figures: list[Figure] = []
    at = rate.start
    for figure in reversed([f for f in sentence.figures if f.end <= rate.start]):
        if strength(sentence.between(figure.end, at)) > 2 or percent(figure):
            break
        if figure.depth <= rate.depth:
            figures.insert(0, figure)
            at = figure.start
    return figures


def _is_difference(figure: Figure) -> bool:
    return (
        not percent(figure) and _movement(figure.words) in ("rise", "fall") and not _TO.search(figure.words)
    )


def _period(figure: Figure) -> int | None:
    """The year of a figure: a calendar year, −1 for the year before, 0 for this one."""
    growth = load("claims")["growth"]
    years = _YEAR.findall(figure.lead)
    if any(w in figure.words for w in growth["previous"]):
        return -1
    if years:
        return int(years[-1])
    return 0 if any(w in figure.words for w in growth["current"]) else None


def _periods(before: Sequence[Figure], stated: Figure) -> tuple[Figure | None, Figure | None]:
    """The previous and the current figure among those before a change.

    The years that the change itself names pick them (“2024年比2023年增长”); else they are the last two, told
    apart by their periods, by 由…到… or by 较….
    """
    if not before:
        return None, None
    years = [int(y) for y in _YEAR.findall(stated.words)]
    if len(years) == 2:
        named = {_period(f): f for f in before}
        return named.get(min(years)), named.get(max(years))
    last = before[-1]
    pair = before[-2] if len(before) > 1 and kin(before[-2].quantity, last.quantity) else None
    if pair and _FROM.search(pair.words) and _TO.search(last.words):
        return pair, last
    if pair and not _alike(pair, last):
        pair = None
    one, other = _period(last), _period(pair) if pair else None
    if one == -1 or last.words.startswith(tuple(load("claims")["growth"]["compared"])):
        return last, pair
    if other == -1 or (one and other and other < one):
        return pair, last
    if one and other and one < other:
        return last, pair
    return None, last


def _alike(left: Figure, right: Figure) -> bool:
    """Whether two labels can be of one thing: one says nothing but a period, or they share two characters."""
    one, two = (_YEAR.sub("", f.label) for f in (left, right))
    if len(one) < 4 or len(two) < 4 or any(w in one + two for w in load("claims")["growth"]["previous"]):
        return True
    return any(one[i : i + 2] in two for i in range(len(one) - 1))


def _overfulfilled(sentence: Sentence, rate: Figure, subject: str, context: Context) -> Iterator[GrowthClaim]:
    """“实际…数超任务 r%”: (done − planned) ÷ planned, from the nearest sentence that states both."""
    for place in (sentence, *_above(sentence, context)):
        limit = rate.start if place is sentence else len(place.flat)
        found = _planned_and_done([f for f in place.figures if f.end <= limit], subject)
        if found:
            planned, done = found
            yield GrowthClaim(
                place.mention(done),
                place.mention(planned),
                None,
                sentence.mention(rate),
                False,
                sentence.whole,
            )
            return


def _above(sentence: Sentence, context: Context) -> Iterator[Sentence]:
    """The sentences before one, nearest first, not far back."""
    every = context.order
    at = context.position(sentence)
    return reversed(every[max(at - _NEAR, 0) : at])


def _planned_and_done(figures: Sequence[Figure], subject: str) -> tuple[Figure, Figure] | None:
    growth = load("claims")["growth"]
    for planned in figures:
        if not any(w in planned.label for w in growth["planned"]) or not plainly(planned):
            continue
        for done in figures:
            if (
                done is planned
                or percent(done)
                or not plainly(done)
                or not kin(planned.quantity, done.quantity)
            ):
                continue
            named = done.label and (done.label in subject or subject in done.label) if subject else True
            if named and any(w in done.label for w in growth["done"]):
                return planned, done
    return None

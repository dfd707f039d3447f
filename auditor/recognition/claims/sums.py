"""Totals and their parts: “总额…，其中：甲…，乙…”, “总额=甲+乙”, “甲…、乙…，共总额”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from msgspec import Struct

from auditor.lexicon import load
from auditor.model.place import Field
from auditor.model.relations import Mention, SumClaim
from auditor.patterns import Pattern
from auditor.quantity import HUNDRED, ONE, ZERO, Quantity
from auditor.recognition.claims.sentences import (
    Figure,
    Sentence,
    kin,
    kind,
    outside,
    percent,
    plainly,
    strength,
)

_LONGEST_NAME = 40
_FAR = 12
_CANDIDATES = 3
_YEAR = Pattern(r"(?:19|20)\d\d|上年|去年|本年|今年")


class _Cue(Struct, frozen=True):
    """A word that ties a total to parts, at `flat[start:end]`, and how many brackets are open there."""

    start: int
    end: int
    word: str
    depth: int

    @property
    def partial(self) -> bool:
        """Whether the parts behind it need not be all."""
        return self.word in load("claims")["sums"]["part"]


class _List(Struct, frozen=True):
    """Figures that stand in one list, parted by separators of one strength, and the words behind them.

    Only the first `sure` of them are parts if they do not agree: another statement may begin behind them.
    `doubtful`: a figure in it may or may not be an addend, or the parts may overlap.
    """

    parts: tuple[Figure, ...]
    sure: int = 0
    level: int = 0
    rest: str = ""
    doubtful: bool = False


def read(sentence: Sentence, above: Sequence[Sentence] = ()) -> Iterator[SumClaim]:
    """The sums that a sentence states. A list that agrees with its total up to some part ends there.

    `above` are the sentences before it, nearest first: “基本支出由甲…和乙…组成” may name a total that stands there.
    """
    if len(sentence.figures) < 2:
        return
    cued = (
        _equation(sentence, cue) or _following(sentence, cue) or _named_above(sentence, cue, above)
        for cue in _cues(sentence)
    )
    claims = [claim for claim in cued if claim]
    yield from claims
    yield from _beside(sentence, claims)
    for figure in sentence.figures:
        claim = _preceding(sentence, figure)
        if claim:
            yield claim
    yield from _shares_alone(sentence)


def _beside(sentence: Sentence, claims: Sequence[SumClaim]) -> Iterator[SumClaim]:
    """“项目 10 个，资金 90 万元，其中：甲 6 个、资金 50 万元，乙 4 个、资金 40 万元”: the money right behind counts.

    Counts that add up name every part, so that the amounts of the same name are all there too.
    """
    places = [sentence.mention(f).field.place for f in sentence.figures]
    for claim in claims:
        if sum((p.quantity.amount for p in claim.parts), ZERO) != claim.total.quantity.amount:
            continue
        counted = [m.field.place for m in (claim.total, *claim.parts)]
        behind = [f for place, f in zip(places, sentence.figures[1:], strict=False) if place in counted]
        if len(behind) < max(len(counted), 3):
            continue
        total, *parts = behind
        alike = all(
            p.label and total.label.endswith(p.label) and kin(p.quantity, total.quantity) for p in parts
        )
        known = any(c.total.field.place == sentence.mention(total).field.place for c in claims)
        money = kind(total.quantity.unit) == "元"
        if alike and money and not known and all(_usable(f) and _sure(f) for f in behind):
            yield SumClaim(sentence.mention(total), tuple(map(sentence.mention, parts)), True, sentence.whole)


def _shares_alone(sentence: Sentence) -> Iterator[SumClaim]:
    """“人员经费占 60%、公用经费占 40%”: the shares of a known partition, whose total is 100%."""
    shares = [f for f in sentence.figures if f.quantity.unit == "%" and "占" in f.words and plainly(f)]
    if len(shares) < 2 or not _is_partition(sentence.flat, [f.words.partition("占")[0] for f in shares]):
        return
    last = sentence.mention(shares[-1])
    hundred = Field("100%", last.field.place, Quantity(HUNDRED, 0, "%", text="100%"))
    yield SumClaim(Mention("占比", hundred), tuple(map(sentence.mention, shares)), True, sentence.whole)


@cache
def _cue_pattern() -> re.Pattern[str]:
    words = load("claims")["sums"]
    return re.compile("|".join(sorted([*words["part"], *words["all"], ":", "="], key=len, reverse=True)))


def _cues(sentence: Sentence) -> Iterator[_Cue]:
    depth = counted = 0
    end = -1
    for match in _cue_pattern().finditer(sentence.flat):
        depth += sentence.flat.count("(", counted, match.start()) - sentence.flat.count(
            ")", counted, match.start()
        )
        counted = match.start()
        colon_of_another = match[0] == ":" and (
            match.start() == end or _cue_pattern().match(sentence.flat, match.end()) is not None
        )
        end = match.end()
        if not colon_of_another:
            yield _Cue(match.start(), end, match[0], max(depth, 0))


def _any(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)


def _usable(figure: Figure) -> bool:
    """Whether a figure can stand in a sum: an amount or a count, and no difference."""
    if percent(figure) or figure.quantity.unit in ("万", "亿", "分", "个百分点"):
        return False
    return not _any(load("claims")["sums"]["difference"], figure.words)


def _sure(figure: Figure) -> bool:
    """Whether a figure is stated plainly and is no average or limit."""
    return plainly(figure) and not _any(load("claims")["sums"]["unsure"], figure.words)


def _following(sentence: Sentence, cue: _Cue) -> SumClaim | None:
    """“总额…，其中：甲…，乙…”: the parts stand behind the total.

    The nearest figure of the kind is the total, unless the parts only agree with one before it.
    """
    totals = _totals_before(sentence, cue)
    claims = [_list_behind(sentence, cue, total) for total in totals]
    agreeing = (
        c for c in claims if c and sum((p.quantity.amount for p in c.parts), ZERO) == c.total.quantity.amount
    )
    return next(agreeing, claims[0] if claims else None)


def _named_above(sentence: Sentence, cue: _Cue, above: Sequence[Sentence]) -> SumClaim | None:
    """“基本支出由甲…和乙…组成”, where the one amount of that name stands in a sentence before."""
    name = re.split(r"[，,、；;。:]", sentence.flat[: cue.start])[-1]
    if cue.word != "由" or not name or any(f.end <= cue.start for f in sentence.figures):
        return None
    named = [(s, f) for s in above for f in s.figures if f.label == name and plainly(f)]
    if len({f.quantity.amount for _, f in named}) != 1:
        return None
    home, total = named[0]
    return _list_behind(sentence, cue, total, home)


def _list_behind(
    sentence: Sentence, cue: _Cue, total: Figure, home: Sentence | None = None
) -> SumClaim | None:
    """The claim that a total makes with the list behind a cue. `home` is the total's own sentence."""
    if not (_usable(total) and _sure(total) and total.quantity.unit):
        return None
    items = _items(sentence, total, cue)
    if not items.parts or (items.sure == 1 and not cue.partial):
        return None
    words = load("claims")["sums"]
    if cue.word == "由" and not items.rest.startswith(tuple(words["composed"])):
        return None
    is_open = items.rest.startswith(tuple(words["open"])) or (
        cue.partial and "主要" in sentence.flat[total.end : items.parts[0].start]
    )
    all_named = not cue.partial and (items.level <= 2 or cue.word != ":")
    return _claim(sentence, total, items, all_named and not is_open, is_open, home=home)


def _totals_before(sentence: Sentence, cue: _Cue) -> list[Figure]:
    """The figures that a cue's parts may belong to, nearest first; 其中 reaches over figures of other kinds."""
    before = [f for f in sentence.figures if f.end <= cue.start]
    first = next((f for f in sentence.figures if f.start >= cue.end), None)
    if not before or first is None or first.start - cue.end > _LONGEST_NAME:
        return []
    if cue.partial:
        unit_free = not first.quantity.unit
        near = [f for f in before if f.depth <= cue.depth and (unit_free or kin(f.quantity, first.quantity))]
        return near[: -_CANDIDATES - 1 : -1]
    names = sentence.between(before[-1].end, cue.start).lstrip(")")
    if strength(names) > (0 if cue.word in "=:" else 2) or "(" in names or len(names) > _FAR:
        return []
    named_total = _any(load("claims")["sums"]["total"], before[-1].words)
    if cue.word.startswith("分别") and names.strip("，,:") and (_YEAR.search(names) or not named_total):
        return []
    others = [f for f in before[:-1] if kin(f.quantity, before[-1].quantity)]
    return [before[-1], *others[:-_CANDIDATES:-1]]


def _items(sentence: Sentence, total: Figure, cue: _Cue) -> _List:
    """The list of parts behind a cue.

    The first two parts set the list's separator; behind a stronger one stand parts only if they agree. A list
    nested in it (其中 again) is passed over until a separator stronger than its own.
    """
    turns = load("claims")["sums"]["turns"]
    nests = load("claims")["sums"]["part"]
    joins = tuple(load("claims")["counts"]["joins"])
    parts: list[Figure] = []
    level = nested = 0
    at = since = cue.end
    sure = 0
    doubtful = False
    for figure in sentence.figures:
        if figure.start < cue.end or figure.depth > cue.depth:
            continue
        gap, step = sentence.between(at, figure.start), sentence.between(since, figure.start)
        since = figure.end
        strong = strength(gap) or int(bool(parts) and gap.startswith(joins))
        if figure.depth < cue.depth or "。" in gap:
            break
        if level and strong > level and not nested:
            sure, level = sure or len(parts), strong
        if parts and _any(nests, step):
            nested = 1
            continue
        if nested:
            if strength(step) <= nested or strength(step) < level:
                nested = max(nested, min(strength(step), 2))
                continue
            nested = 0
        if not _fits(sentence, figure, total, cue):
            if sentence.flat.startswith(":", figure.end):
                break  # what follows is that figure's list
            continue
        if parts and not strong and not figure.quantity.unit:
            continue  # a number in the words behind a part (“1+1”活动)
        if _behind()[0].search(figure.words) or (parts and not strong):
            break
        level = level or (strong if parts else 0)
        if level >= 2 and any(t in figure.words and t not in parts[0].words + total.words for t in turns):
            sure = sure or len(parts)
        if not _sure(figure):
            doubtful = doubtful or not sure
            break
        overlaps = cue.partial and _any(load("claims")["sums"]["overlapping"], figure.words)
        doubtful = doubtful or (overlaps and not sure)
        parts.append(figure)
        at = figure.end
    sure = sure or len(parts)
    rest = outside(sentence.behind(parts[sure - 1])) if parts else ""
    return _List(tuple(parts), sure, level, rest, doubtful)


def _fits(sentence: Sentence, figure: Figure, total: Figure, cue: _Cue) -> bool:
    """Whether a figure may be a part of a total: its unit or none, and a name unless it is a bare addend."""
    if not _usable(figure):
        return False
    if figure.quantity.unit:
        return kin(figure.quantity, total.quantity)
    return (
        bool(figure.label)
        or cue.word in ("=", "分别为", "分别是")
        or sentence.flat[figure.start - 1] in "+、"
    )


def _equation(sentence: Sentence, cue: _Cue) -> SumClaim | None:
    """“甲+乙=总额”."""
    if cue.word != "=":
        return None
    before = [f for f in sentence.figures if f.end <= cue.start]
    total = next((f for f in sentence.figures if f.start >= cue.end), None)
    if total is None or len(before) < 2 or total.start > cue.end:
        return None
    parts = [before[-1]]
    for figure in reversed(before[:-1]):
        if "+" not in sentence.flat[figure.end : parts[0].start]:
            break
        parts.insert(0, figure)
    if len(parts) < 2 or not all(map(plainly, (*parts, total))):
        return None
    return _claim(sentence, total, _List(tuple(parts), len(parts)), True, False)


@cache
def _behind() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(sorted(load("claims")["sums"]["behind"], key=len, reverse=True))
    return re.compile(f"(?:{words})$|^(?:合计|共计|总计)"), re.compile(f"^(?:{words})$")


def _preceding(sentence: Sentence, total: Figure) -> SumClaim | None:
    """“甲…、乙…，共总额”: the parts stand before the total, in one list.

    A total that says more than 共 (“合计投资…”), behind clauses rather than a list, counts where it agrees.
    """
    ends, bare = _behind()
    if not ends.search(total.words) or not _usable(total) or not _sure(total) or not total.quantity.unit:
        return None
    parts: list[Figure] = []
    level = 0
    for figure in reversed([f for f in sentence.figures if f.end <= total.start]):
        if figure.depth > total.depth:
            continue
        gap = sentence.between(figure.end, (parts[0] if parts else total).start)
        strong = strength(gap)
        if (
            figure.depth < total.depth
            or strong > 3
            or ":" in gap
            or "其中" in gap
            or (level and strong > level)
        ):
            break
        if not _usable(figure) or (figure.quantity.unit and not kin(figure.quantity, total.quantity)):
            continue
        if not _sure(figure) or not (figure.quantity.unit or figure.label):
            break
        level = level or (strong or 1 if parts else 0)
        parts.insert(0, figure)
    if len(parts) < 2:
        return None
    unsure = level > 1 and not bare.search(total.words)
    return _claim(
        sentence, total, _List(tuple(parts), len(parts), doubtful=unsure), True, False, backwards=True
    )


def _claim(
    sentence: Sentence,
    total: Figure,
    items: _List,
    all_named: bool,
    is_open: bool,
    backwards: bool = False,
    home: Sentence | None = None,
) -> SumClaim | None:
    """The claim with the parts as far as they agree with the total; with all of them if they never do.

    A doubtful list is a claim only where it agrees. An open one says only that its parts are no more than
    the total, so that it is a claim only if they are more.
    """
    unit = total.quantity.unit
    ordered = items.parts[::-1] if backwards else items.parts
    values = [(f.quantity if f.quantity.unit else f.quantity.with_unit(unit)).amount for f in ordered]
    sums = tuple(accumulate(values))
    agreeing = [n for n, s in enumerate(sums, 1) if n > 1 and s == total.quantity.amount]
    doubtful = items.doubtful and items.sure > 1
    restated = len(values) > 1 and total.quantity.amount in values  # 专项资金20万元，其中20万元已到位
    if not agreeing and (doubtful or restated or (is_open and sums[items.sure - 1] <= total.quantity.amount)):
        return None
    kept = ordered[: agreeing[-1]] if agreeing else ordered[: items.sure]
    if backwards:
        kept = kept[::-1]
    return SumClaim(
        (home or sentence).mention(total),
        tuple(sentence.mention(f, None if f.quantity.unit else unit) for f in kept),
        bool(agreeing)
        or all_named
        or _is_partition(total.label or total.lead, [f.label for f in kept])
        or _shared(sentence, kept),
        sentence.whole,
    )


def _is_partition(total: str, names: Sequence[str]) -> bool:
    """Whether parts are named as a known partition: each member once, nothing that is no member."""
    for partition in load("claims")["partition"]:
        members, optional = partition["members"], partition.get("optional", [])
        if not _any(partition["of"], total):
            continue
        named = [next((m for m in (*members, *optional) if m in name), None) for name in names]
        if None not in named and len(set(named)) == len(named) and set(members) <= set(named):
            return True
    return False


def _shared(sentence: Sentence, parts: Sequence[Figure]) -> bool:
    """Whether every part has its share behind it and the shares add up to 100."""
    shares = []
    for part in parts:
        share = next((f for f in sentence.figures if f.start > part.start), None)
        if share is None or not percent(share) or "占" not in share.lead:
            return False
        shares.append(share.quantity)
    slack = sum((ONE.scaleb(-q.decimals) for q in shares), ZERO)
    return len(shares) > 1 and abs(sum((q.value for q in shares), ZERO) - HUNDRED) <= slack


def columns(claims: Sequence[SumClaim]) -> Iterator[SumClaim]:
    """The columns of sums that are rows of one table written out: “合计=中央…、省级…。甲=中央…、省级…。乙=…”.

    Rows have parts of the same names; one of their totals is that of the others, and so is each of its parts.
    """
    rows: dict[tuple[str, ...], list[SumClaim]] = {}
    for claim in claims:
        names = tuple(p.label for p in claim.parts)
        if len(names) > 1 and all(names):
            rows.setdefault(names, []).append(claim)
    for alike in rows.values():
        whole = sum((c.total.quantity.amount for c in alike), ZERO)
        grand = next((c for c in alike if c.total.quantity.amount * 2 == whole), None)
        if grand is None or len(alike) < 3:
            continue
        others = [c for c in alike if c is not grand]
        finest = max(m.quantity.decimals for c in alike for m in (c.total, *c.parts))
        yield SumClaim(grand.total, tuple(c.total for c in others), True, grand.place, finest)
        for n, column in enumerate(grand.parts):
            yield SumClaim(column, tuple(c.parts[n] for c in others), True, grand.place, finest)

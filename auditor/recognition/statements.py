"""What the text says of the report as a whole: its total score and grade, how points and grades are given, why
money was not spent and what was left of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import get_args

from msgspec.structs import replace

from auditor.lexicon import load
from auditor.model.form import Grade, GradeWord, Total
from auditor.model.place import Field
from auditor.model.relations import Mention
from auditor.patterns import Pattern
from auditor.quantity import parse, squeeze
from auditor.recognition.claims.sentences import kind, split
from auditor.recognition.passages import Passage, level

_CLAUSE_END = Pattern(r"[。；;！!]")
_SUBJECT = Pattern(r"[，,。；;：:、“”\"（(]")
_BEHIND = Pattern(
    r"(?P<subject>[^，,。；;：:、（(]*?)(?:[为达到是约≥≤<>=]*\d[\d.]*(?:[%‰]|[^\W\d]{1,3})?)?(?P<mark>[，,（(])$"
)
_NEAR = 40
_ALONE = Pattern(r"\s*(\d{1,3}(?:\.\d{1,4})?)\s*分[。.]?\s*$")
_BESIDE = Pattern(
    r"(?:等?级|等次)?[”\"」』]?[，,]\s*(?:自评|评价|综合)?(?P<label>得分|分数|评分|分值)\s*(?:为|是|:)?\s*(?P<value>\d{1,3}(?:\.\d{1,4})?)\s*分"
)
# An execution of the budget is worth twenty points at most, and no report has a full mark below sixty.
_MOST_OF_PART = 20
_LEAST_OF_WHOLE = 60
_FULL_SCORE = Pattern(
    r"(?:得|计|记|给)满分|得分\s*[=＝]|(?:每|扣)[^，。；]{0,12}扣|(?:按|以)[^，。；]{0,8}比例"
)
_THRESHOLD = Pattern(
    r"(?:[(（]?(?:≥|大于等于|不低于)?\s*(\d{2,3})\s*分?\s*(?:[(（]含[)）]?[^)）]{0,4}[)）])?\s*(?:分)?(?:及)?(?:以上|[-—~～至]\s*\d{2,3}分?))"
    r"[^，。；、\d]{0,8}?[“\"]?(优秀?|良好?|中等?|合格|一般)"
)


@cache
def _total_pattern() -> re.Pattern[str]:
    words = sorted(load("vocabulary")["totals"]["labels"], key=len, reverse=True)
    return re.compile(
        rf"(?P<label>{'|'.join(words)})[“”\"'\]]?\s*(?:\([^()]{{0,12}}\))?\s*(?P<link>为|是|:|达到|达|共计|合计|得)?\s*[“\"]?"
        r"(?P<value>\d{1,3}(?:\.\d{1,4})?)\s*(?P<unit>分)?(?![\d.%])"
    )


@cache
def _indicator_pattern() -> re.Pattern[str]:
    words = "|".join(load("vocabulary")["totals"]["indicator"])
    return re.compile(rf"(?:{words})[^，。；,;\d]{{0,4}}\d")


@cache
def _grade_words() -> dict[str, GradeWord]:
    return {w: g for g in get_args(GradeWord) for w in load("vocabulary")["grades"][g]}


@cache
def _grade_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(_grade_words(), key=len, reverse=True))
    return re.compile(
        r"(?:等级|等次|级别|档次|评价结论|自评结论|评价结果|自评结果|评定|评为|定为|评级|定级)(?:为|是|属于|达到|:)*\s*[“\"「『]?"
        rf"(?P<word>{words})(?=[”\"」』。，,；;)\s]|等?级|等次|档|$)"
    )


def totals(passages: Iterable[Passage], whole: bool) -> Iterator[Total]:
    """The totals that sentences state. `whole`: the report is of a whole unit, so a project's total is not its own."""
    vocabulary = load("vocabulary")["totals"]
    heading = ""
    for passage in passages:
        above, heading = heading, squeeze(passage.text)
        if (alone := _ALONE.match(passage.text)) and above.endswith(tuple(vocabulary["labels"])):
            label = next(w for w in sorted(vocabulary["labels"], key=len, reverse=True) if above.endswith(w))
            place = replace(
                passage.place, text=passage.text, span=alone.span(1), route=passage.place.to(label)
            )
            yield Total(label, Field(alone[1], place, parse(alone[1])))
            continue
        if "分" not in passage.text and "结果" not in passage.text:
            continue
        text = level(passage.text)
        for match in _total_pattern().finditer(text):
            if not match["unit"] and match["link"] is None:
                continue
            start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
            before = text[start : match.start()]
            if any(word in text[start : match.end("label")] for word in vocabulary["foreign"]):
                continue
            full = re.search(rf"(?:{'|'.join(vocabulary['full_mark'])})\D{{0,4}}(\d+(?:\.\d+)?)", before)
            full_mark = parse(full[1]) if full else None
            value = parse(match["value"])
            assert value is not None
            small = full_mark is not None and full_mark.value < _LEAST_OF_WHOLE
            of_item = small or _indicator_pattern().search(before)
            if (of_item and value.value < _LEAST_OF_WHOLE) or not _is_total(before, whole, value.value):
                continue
            if match["label"] == "总分" and value.value == 100 and "得" not in (match["link"] or ""):
                continue
            span = match.span("value")
            place = replace(
                passage.place, text=passage.text, span=span, route=passage.place.to(match["label"])
            )
            yield Total(
                match["label"],
                Field(match["value"], place, value),
                None,
                full_mark=None if small else full_mark,
            )
        yield from _beside_grade(passage, text)


def _beside_grade(passage: Passage, text: str) -> Iterator[Total]:
    """“等级为“优”，分数为77分”: a bare 得分 or 分数 right behind the grade is the report's own."""
    for grade in _grade_pattern().finditer(text):
        match = _BESIDE.match(text, grade.end())
        if match is None or any(
            w in text[max(0, grade.start() - _NEAR) : grade.start()]
            for w in load("vocabulary")["totals"]["foreign"]
        ):
            continue
        place = replace(
            passage.place, text=passage.text, span=match.span("value"), route=passage.place.to(match["label"])
        )
        yield Total(match["label"], Field(match["value"], place, parse(match["value"])))


def _is_total(before: str, whole: bool, points: Decimal) -> bool:
    """Whether the words before a score's label leave it the report's own total, not an item's or another's."""
    vocabulary = load("vocabulary")["totals"]
    subject = squeeze(_SUBJECT.split(before)[-1]).removesuffix("的")
    if _of_part(before, points):
        return False
    if any(subject.endswith(word) for word in vocabulary["own"]):
        return True
    if any(subject.endswith(word) for word in vocabulary["part"]):
        return False
    return not (whole and "项目" in subject)


def _of_part(before: str, points: Decimal) -> bool:
    """Whether a score stands in brackets behind a part's name (产出指标（自评分19分）), or behind a part's figure that it
    is the few points of (执行率100%，自评分20分)."""
    if (match := _BEHIND.search(before[-_NEAR:])) is None:
        return False
    subject = squeeze(match["subject"])
    named = any(subject.endswith(word) for word in load("vocabulary")["totals"]["part"])
    return named and (match["mark"] in "(（" or points <= _MOST_OF_PART)


def grades(passages: Iterable[Passage], stated: Iterable[Total]) -> Iterator[Grade]:
    """The grades that sentences state, each with the total of its sentence if there is one."""
    foreign = load("vocabulary")["totals"]["foreign"]
    by_location = {t.value.place.location: t for t in stated}
    for passage in passages:
        if not any(word[0] in passage.text for word in _grade_words()):
            continue
        text = level(passage.text)
        for match in _grade_pattern().finditer(text):
            start = max((m.end() for m in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
            if any(word in text[start : match.start()] for word in foreign):
                continue
            if (
                re.search(r"\d", text[start : match.start()][-8:])
                and "以上" in text[start : match.start()][-12:]
            ):
                continue
            place = replace(passage.place, text=passage.text, span=match.span("word"))
            grade = _grade_words()[match["word"]]
            yield Grade(grade, Field(match["word"], place), by_location.get(passage.place.location))


def grade_of(text: str) -> GradeWord | None:
    """The grade that a cell names: “优”, “良好”, or the ticked one of “优□ 良√ 中□ 差□”."""
    bare = squeeze(text).strip('“”"。')
    bare = bare.removesuffix("级") if bare.removesuffix("级") in _grade_words() else bare
    if bare in _grade_words():
        return _grade_words()[bare]
    words = "|".join(sorted(_grade_words(), key=len, reverse=True))
    ticked = (
        re.findall(rf"[√✓☑■●](?:{words})", bare)
        if re.match(r"[□☐○√✓☑■●]", bare)
        else re.findall(rf"(?:{words})\(?[√✓☑■●]", bare)
    )
    if len(ticked) != 1:
        return None
    return _grade_words()[ticked[0].strip("(√✓☑■●")]


def scale(passages: Iterable[Passage]) -> tuple[tuple[GradeWord, Decimal], ...]:
    """The grades' lower bounds as the document itself defines them; empty when it does not."""
    found: dict[GradeWord, Decimal] = {}
    for passage in passages:
        if "优" in passage.text and "良" in passage.text:
            for match in _THRESHOLD.finditer(level(passage.text)):
                found.setdefault(_grade_words()[match[2]], Decimal(match[1]))
    return tuple(sorted(found.items(), key=lambda g: -g[1])) if len(found) >= 2 and "优" in found else ()


def scoring_notes(passages: Iterable[Passage]) -> tuple[str, ...]:
    """Sentences that lay down how points are given, which may excuse a score."""
    return tuple(
        sentence
        for passage in passages
        for sentence in _CLAUSE_END.split(passage.text)
        if _FULL_SCORE.search(sentence)
    )


def explanations(passages: Iterable[Passage]) -> Iterator[Field]:
    """Sentences and cells that give a reason for what was not spent: they name money or its spending, and a reason."""
    words = load("rates")["explanation"]
    for passage in passages:
        start = 0
        for sentence in _CLAUSE_END.split(passage.text):
            span = (start, start + len(sentence))
            start = span[1] + 1
            bare = squeeze(sentence)
            for harmless in words["harmless"]:
                bare = bare.replace(harmless, "")
            if any(t in bare for t in words["topics"]) and any(r in bare for r in words["reasons"]):
                yield Field(sentence.strip(), replace(passage.place, text=passage.text, span=span))


def carryovers(passages: Iterable[Passage]) -> Iterator[Mention]:
    """The sums of money that sentences name as left at the year's end (年末结转结余12.5万元)."""
    words = load("rates")["carryover"]
    labels, foreign = tuple(words["labels"]), (*words["foreign"], *words["withdrawn"])
    for passage in passages:
        if not any(label in passage.text for label in labels):
            continue
        for sentence in split(passage):
            for figure in sentence.figures:
                money = kind(figure.quantity.unit) == "元"
                if money and figure.label.endswith(labels) and not any(w in figure.words for w in foreign):
                    yield sentence.mention(figure)

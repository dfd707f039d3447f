"""TXT: what the text itself gives away, without arithmetic: copied, repeated, left over, left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.form import Goal, Wording
from auditor.model.place import Place
from auditor.model.report import Report
from auditor.places import named
from auditor.quantity import HUNDRED, show, squeeze
from auditor.words import NOTHING, Words, some

FAMILY = Words("文字", "text")


_SUBJECT = 30
# No goal is longer; comparing texts takes time with the product of their lengths.
_NOTED = 6
_LONGEST = 20_000


# ── Goals and what was done for them ──────────────────────────────────────────────────────────────────


@check("duplicate-target-completion", code="TXT001", severity=Severity.ERROR, needs=("goals",))
def duplicate_target_completion(
    report: Report, *, shortest: int = 20, similarity: Decimal = Decimal("0.90")
) -> Iterator[Draft | Checked]:
    for goal in report.goals:
        completion = next((w for w in goal.wordings if w.column == "completion"), None)
        targets = [w for w in goal.wordings if w.column != "completion"]
        if completion is None or len(completion.bare) < _NOTED:
            continue
        equal = [w for w in targets if w.bare == completion.bare]
        if equal:
            length = len(completion.field.name)
            likeness = Words(f"文字完全相同（{length}字）", f"are identical ({length} characters)")
            severity = Severity.ERROR if len(completion.bare) >= shortest else Severity.INFO
            yield _copied(goal, equal, completion, likeness, severity)
        if equal or len(completion.bare) < shortest:
            continue
        near = [
            (r, w) for w in targets if len(w.bare) >= shortest and (r := _alike(w, completion, similarity))
        ]
        if near:
            ratio, target = max(near, key=lambda pair: pair[0])
            share = show(ratio * HUNDRED, 1)
            likeness = Words(f"文字相似度{share}%", f"are {share}% alike")
            severity = Severity.INFO if len(completion.past) > len(target.past) else Severity.WARNING
            yield _copied(goal, [target], completion, likeness, severity)
            continue
        shared, target = max(
            ((_shared(w, completion), w) for w in targets),
            key=lambda p: len("".join(p[0])),
            default=((), completion),
        )
        size = len("".join(shared))
        if len(shared) > 1 and size >= shortest and 2 * size >= len(completion.bare):
            likeness = Words(
                f"有{len(shared)}条逐字相同（{size}字）",
                f"share {some(len(shared), 'point')} word for word ({size} characters)",
            )
            yield _copied(goal, [target], completion, likeness, Severity.WARNING)


def _alike(target: Wording, completion: Wording, least: Decimal) -> Decimal | None:
    """How alike two texts with the same figures are, if at least so much; None for others."""
    both = len(target.bare) + len(completion.bare)
    if target.figures != completion.figures or max(len(target.bare), len(completion.bare)) > _LONGEST:
        return None
    # No text is more like another than its letters in any order are.
    if 2 * (Counter(target.bare) & Counter(completion.bare)).total() < least * both:
        return None
    from rapidfuzz.fuzz import ratio

    share = Decimal(str(round(ratio(target.bare, completion.bare), 1))) / HUNDRED
    return share if share >= least else None


def _shared(target: Wording, completion: Wording) -> Sequence[str]:
    """The points of a completion that its target has word for word."""
    known = set(target.points)
    return [point for point in completion.points if point in known]


def _copied(
    goal: Goal, targets: Sequence[Wording], completion: Wording, likeness: Words, severity: Severity
) -> Draft:
    heads = "”“".join(w.header for w in targets)
    number = f"（目标{goal.number}）" if goal.number else ""
    overwritten = any(len(w.past) > 1 for w in targets)
    hint = (
        Words(
            "目标写成了已完成的口吻，疑被完成情况覆盖",
            "the target is written in the past: the completion was pasted over it",
        )
        if overwritten
        else Words("完成情况只是照抄目标", "the completion only repeats the target")
    )
    return found(
        completion.field.place, subject=targets[0].header, target=f"“{heads}”", completion=f"“{completion.header}”{number}",
        likeness=likeness, hint=hint, severity=severity, related=[w.field.place for w in targets],
    )  # fmt: skip


@check("target-written-as-completion", code="TXT002", severity=Severity.WARNING, needs=("goals",))
def target_written_as_completion(report: Report, *, fewest: int = 2) -> Iterator[Draft | Checked]:
    for goal in report.goals:
        for target in goal.wordings:
            if target.column != "completion" and len(target.past) >= fewest and not target.plan:
                yield found(target.field.place, subject=target.header, words="、".join(dict.fromkeys(target.past)),
                            confidence=Confidence.LIKELY)  # fmt: skip


@check("completion-written-as-plan", code="TXT003", severity=Severity.INFO, needs=("goals",))
def completion_written_as_plan(report: Report, *, shortest: int = 10) -> Iterator[Draft | Checked]:
    for goal in report.goals:
        for said in goal.wordings:
            if said.column != "completion" or len(said.bare) < shortest or not said.plan:
                continue
            if not (said.past or said.done or said.figures):
                yield found(said.field.place, subject=said.header, words="、".join(dict.fromkeys(said.plan)),
                            confidence=Confidence.LIKELY)  # fmt: skip


# ── Said twice, left over, left out ───────────────────────────────────────────────────────────────────


@check("duplicate-paragraph", code="TXT004", severity=Severity.INFO)
def duplicate_paragraph(
    report: Report, *, clauses: int = 3, shortest: int = 25, sentence: int = 40
) -> Iterator[Draft | Checked]:
    for repeated in report.repetitions:
        size = repeated.characters * len(repeated.places) if repeated.running else repeated.characters
        many = repeated.clauses >= clauses or repeated.running
        if not (many and size >= shortest) and repeated.characters < sentence:
            continue
        first, *others = repeated.places
        said = first.text[slice(*first.span)] if first.span else first.text
        yield found(
            others[0], subject=squeeze(said)[:_SUBJECT], where=_places(repeated.places), found=said,
            clauses=repeated.clauses, characters=repeated.characters, related=[first, *others[1:]],
        )  # fmt: skip


def _places(places: Iterable[Place]) -> Words:
    paths = tuple(dict.fromkeys(map(named, places)))
    return Words("、".join(words.zh for words in paths), ", ".join(words.en for words in paths))


@check("placeholder-text", code="TXT005", severity=Severity.WARNING)
def placeholder_text(report: Report) -> Iterator[Draft | Checked]:
    by_text: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for placeholder in report.placeholders:
        if not placeholder.of_form:
            by_text[placeholder.kind, placeholder.text].append(placeholder.place)
    for (kind, text), places in by_text.items():
        yield _gathered(text, places, severity=Severity.ERROR if kind == "spreadsheet" else None)


def _gathered(text: str, places: Sequence[Place], severity: Severity | None = None) -> Draft:
    """One finding for a text that stands in several places."""
    count = len(places)
    copies = Words(f"（共{count}处）", f" ({count} places)") if count > 1 else NOTHING
    return found(
        places[0], subject=text, text=text, found=text, related=places[1:], copies=copies, severity=severity
    )


@check("missing-number", code="TXT006", severity=Severity.WARNING)
def missing_number(report: Report) -> Iterator[Draft | Checked]:
    for text, places in _slips(report, "missing"):
        yield _gathered(text, places)


def _slips(report: Report, kind: str) -> Iterable[tuple[str, list[Place]]]:
    """The typos of a kind by their text, with the places of each. What is no number in place of points is told as such."""
    by_text: dict[str, list[Place]] = defaultdict(list)
    pointless = report.pointless
    for slip in report.typos:
        if slip.kind == kind and slip.place.location not in pointless:
            by_text[slip.text].append(slip.place)
    return by_text.items()


@check("numbering-sequence", code="TXT007", severity=Severity.WARNING, needs=("sequences",))
def numbering_sequence(report: Report) -> Iterator[Draft | Checked]:
    for sequence in report.sequences:
        for previous, current in zip(sequence.marks, sequence.marks[1:], strict=False):
            expected = previous.value + 1
            if current.value == expected:
                continue
            span = current.place.span or (0, 0)
            text = current.place.text[slice(*span)] or str(current.value)
            yield found(
                current.place, subject=text, previous=previous.value, current=current.value, found=text,
                expected=str(expected), due=expected, related=[previous.place], confidence=Confidence.LIKELY,
                working=" ".join(str(m.value) for m in sequence.marks),
            )  # fmt: skip


@check("numbering-style", code="TXT008", severity=Severity.INFO, needs=("sequences",))
def numbering_style(report: Report) -> Iterator[Draft | Checked]:
    mixed = [s.marks for s in report.sequences if len({m.style for m in s.marks}) > 1]
    if not mixed:
        return
    turns = [next(m for m in marks if m.style != marks[0].style) for marks in mixed]
    first = _mark(mixed[0][0].place)
    yield found(
        turns[0].place, subject=_mark(turns[0].place), styles=f"{first}、{_mark(turns[0].place)}",
        found=_mark(turns[0].place), related=[mixed[0][0].place, *(m.place for m in turns[1:])],
        working="; ".join(" ".join(_mark(m.place) for m in marks) for marks in mixed),
    )  # fmt: skip


def _mark(place: Place) -> str:
    """A number of an enumeration as printed."""
    return place.text[slice(*place.span)].strip() if place.span else place.text


@check("punctuation-residue", code="TXT009", severity=Severity.INFO)
def punctuation_residue(report: Report) -> Iterator[Draft | Checked]:
    for text, places in _slips(report, "punctuation"):
        yield _gathered(text, places)


@check("malformed-number", code="TXT010", severity=Severity.WARNING)
def malformed_number(report: Report) -> Iterator[Draft | Checked]:
    for text, places in _slips(report, "malformed"):
        yield _gathered(text, places)

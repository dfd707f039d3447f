"""IDN: whose report it is, and of which year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from auditor.check import check, found
from auditor.finding import Checked, Confidence, Draft, Severity
from auditor.model.personal import masked
from auditor.model.report import Report
from auditor.model.text import UnitName, YearStatement
from auditor.words import Words

FAMILY = Words("单位与年度", "unit and year")

_ROLES = {
    "title": Words("标题", "title"),
    "caption": Words("表头", "caption"),
    "body": Words("正文", "text"),
    "cover": Words("封面", "cover"),
    "head": Words("表头", "form's head"),
    "signature": Words("落款", "signature"),
}


@check("report-year-conflict", code="IDN001", severity=Severity.ERROR, needs=("years",))
def report_year_conflict(report: Report) -> Iterator[Draft | Checked]:
    formal = [s for s in report.years if s.role != "body"]
    counts = Counter(s.year for s in formal)
    if len(counts) > 1 and sorted(counts.values())[-2] < 2:
        yield _years(formal, counts.most_common(1)[0][0])
    if len(counts) == 1:
        own = next(iter(counts))
        foreign = [s for s in report.years if s.year != own]
        if foreign:
            yield _conflict([*foreign, formal[0]], foreign[0], own, Severity.WARNING, Confidence.LIKELY)


def _years(formal: list[YearStatement], own: int) -> Draft:
    """The finding of titles and captions that differ: at the one that stands alone."""
    odd = next(s for s in formal if s.year != own)
    early, late = sorted((odd, next(s for s in formal if s.year == own)), key=lambda s: s.year)
    working_year = (
        late.role == "title"
        and late.year == early.year + 1
        and f"{late.year}年度" not in "".join(late.place.text.split())
    )
    severity = Severity.INFO if working_year else Severity.ERROR
    return _conflict(formal, odd, own, severity, Confidence.LIKELY if working_year else Confidence.CERTAIN)


def _conflict(
    statements: list[YearStatement], odd: YearStatement, own: int, severity: Severity, confidence: Confidence
) -> Draft:
    by_year: dict[int, YearStatement] = {}
    for statement in statements:
        by_year.setdefault(statement.year, statement)
    seen = by_year.values()
    zh, en = (
        "、".join(f"{s.year}（{getattr(_ROLES[s.role], language)}）" for s in seen)
        for language in ("zh", "en")
    )
    return found(
        odd.place, subject=str(odd.year), list=Words(zh, en), found=str(odd.year), expected=str(own), severity=severity,
        confidence=confidence, related=[s.place for s in seen if s is not odd], working=" ≠ ".join(str(s.year) for s in seen),
    )  # fmt: skip


@check("report-date", code="IDN002", severity=Severity.WARNING, needs=("signed",))
def report_date(report: Report, *, latest: int = 2) -> Iterator[Draft | Checked]:
    if report.year is None or len({s.year for s in report.years if s.role != "body"}) > 1:
        return
    first, last = date(report.year + 1, 1, 1), date(report.year + latest, 12, 31)
    for signed in report.signed:
        if not first <= signed.day <= last:
            yield found(
                signed.place, subject=signed.day.isoformat(), year=report.year, expected=f"{first} … {last}",
                working=f"{signed.day} {'<' if signed.day < first else '>'} {first if signed.day < first else last}",
                confidence=Confidence.LIKELY,
            )  # fmt: skip


@check("unit-name-conflict", code="IDN003", severity=Severity.WARNING, needs=("unit_names",))
def unit_name_conflict(report: Report, *, most: int = 3) -> Iterator[Draft | Checked]:
    distinct = list({(n.core, n.kind): n for n in reversed(report.unit_names)}.values())[::-1]
    if len(distinct) > most:
        return
    for first, second in combinations(distinct, 2):
        if first.akin(second) and _differ(first, second):
            names = [f"{n.field.name}（{{{n.role}}}）" for n in (first, second)]
            zh, en = (
                "、".join(names).format(**{r: getattr(w, x) for r, w in _ROLES.items()}) for x in ("zh", "en")
            )
            yield found(
                second.field.place, subject=second.field.name, list=Words(zh, en), found=second.field.text,
                expected=first.field.name, related=[first.field.place], confidence=Confidence.LIKELY,
            )  # fmt: skip
            return


def _differ(first: UnitName, second: UnitName) -> bool:
    """Whether two names are of two units: neither ends the other."""
    one, two = first.core, second.core
    if one == two:
        return first.kind != second.kind
    return not (one.endswith(two) or two.endswith(one) or first.field.name in second.field.name)


@check("org-type-conflict", code="IDN004", severity=Severity.WARNING, needs=("self_references",))
def org_type_conflict(report: Report) -> Iterator[Draft | Checked]:
    if report.unit_kind is None:
        return
    foreign: dict[str, list[int]] = {}
    for n, reference in enumerate(report.self_references):
        if report.unit_kind not in reference.kinds:
            foreign.setdefault(reference.field.text, []).append(n)
    for word, at in foreign.items():
        places = [report.self_references[n].field.place for n in at]
        count = len(places)
        copies = Words(f"（共{count}处）", f" ({count} places)") if count > 1 else Words("", "")
        yield found(
            places[0], subject=word, unit=report.organisation or report.title, copies=copies, found=word,
            related=places[1:], confidence=Confidence.LIKELY,
        )  # fmt: skip


_KINDS = {"identity": Words("身份证号码", "identity number"), "telephone": Words("手机号码", "mobile number")}


@check("personal-data", code="IDN005", severity=Severity.WARNING, default=False, needs=("personal",))
def personal_data(report: Report) -> Iterator[Draft | Checked]:
    for number in report.personal:
        yield found(
            number.field.place,
            subject=masked(number.field.text),
            kind=_KINDS[number.kind],
            found=masked(number.field.text),
        )

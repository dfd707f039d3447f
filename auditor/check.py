"""How a rule is written, registered, selected and run.

A rule is one function with the `@check` decorator and one page with all its words: title, messages, basis,
explanation, options and examples. Packages of rules come in through the entry-point group
`auditor.checks`; the built-in ones use the same door.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from auditor.faults import FAULTS, of_file
from auditor.finding import Checked, Confidence, Draft, Finding, Severity, Verdict
from auditor.model.place import Field, Place
from auditor.model.report import Report
from auditor.needs import NEEDS
from auditor.page import Page, folder_of, pages_in, read_page
from auditor.quantity import parse
from auditor.words import NOTHING, Words

if TYPE_CHECKING:
    from auditor.options import Option

GROUP = "auditor.checks"
CheckFunction = Callable[..., Iterator[Draft | Checked]]


class RulesBroken(Exception):
    """A package of rules cannot be used: it does not load, or a name or code is taken. Says whose it is."""


class UnknownRule(Exception):
    """A selector names no rule."""


class NothingSelected(Exception):
    """A selection under which no rule runs."""


class Rule(Struct, frozen=True):
    """One rule: the function that computes, and the page with all its words, read when they are displayed.

    `needs` are names of `NEEDS`: on a report with none of them the rule does not run. A rule that is not `default`
    runs only when selected. `own` is the page of a rule that has none beside its module. `formerly` are codes and names
    of rules that were folded into it: it is still selected and set by them.
    """

    name: str
    code: str
    severity: Severity
    function: CheckFunction
    default: bool = True
    needs: tuple[str, ...] = ()
    own: Page | None = None
    formerly: tuple[str, ...] = ()

    @property
    def page(self) -> Page:
        """The rule's words. Raises RulesBroken when its page cannot be used."""
        if self.own is not None:
            return self.own
        try:
            return read_page(_pages(self.function), self.code, self.name)
        except (OSError, ValueError) as problem:
            raise RulesBroken(f"{self.function.__module__}: the page of {self.code}: {problem}") from problem

    @property
    def title(self) -> Words:
        """What the rule is called where it is displayed; its name stays the identifier."""
        return self.page.title

    @property
    def options(self) -> tuple[Option, ...]:
        """The parameters that a user may set."""
        from auditor.options import options_of

        return tuple(options_of(self.function, self.page.options)) if _parameters(self.function) else ()

    @property
    def package(self) -> str:
        """The package that it comes from."""
        return self.function.__module__.rpartition(".")[0] or self.function.__module__

    @property
    def family(self) -> str:
        """The letters of the code, which the rules of one family share."""
        return self.code.rstrip("0123456789")


_registry: dict[str, Rule] = {}


def check(
    name: str,
    *,
    code: str,
    severity: Severity,
    default: bool = True,
    needs: Iterable[str] = (),
    formerly: tuple[str, ...] = (),
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as a rule, whose words stand on `pages/CODE.md` beside its module.

    The function takes a `Report` and yields `found(…)` and verdicts. Its keyword parameters, with annotations and
    defaults, are its options, which the page explains. `{fields}` of the page's message are filled from the values
    given to `found`. `formerly` are codes and names of rules that this one has taken over. Raises RulesBroken when the
    name or the code is taken, there is no page, an option has no type or default, or a need is none of `NEEDS`.
    """

    def register(function: CheckFunction) -> CheckFunction:
        where = function.__module__
        if not pages_in(_pages(function)) & {f"{code}.md", f"{code}.json"}:
            raise RulesBroken(f"{where}: rule {code} {name} has no page pages/{code}.md")
        if wrong := _untyped(function):
            raise RulesBroken(
                f"{where}: rule {code} {name} needs a type and a default for its option {wrong[0]}"
            )
        if unknown := [need for need in needs if need not in NEEDS]:
            raise RulesBroken(f"{where}: rule {code} {name} needs {unknown[0]}, which no report has")
        for rule in _registry.values():
            if {name, code, *formerly} & {rule.name, rule.code, *rule.formerly}:
                raise RulesBroken(
                    f"{where} calls a rule {code} {name}, "
                    f"but {rule.function.__module__} has {rule.code} {rule.name}"
                )
        _registry[code] = Rule(name, code, severity, function, default, tuple(needs), formerly=formerly)
        return function

    return register


def _pages(function: CheckFunction) -> str:
    return folder_of(function.__code__.co_filename)


def _parameters(function: CheckFunction) -> tuple[str, ...]:
    """The names of a function's options."""
    code = function.__code__
    return code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]


def _untyped(function: CheckFunction) -> list[str]:
    """The options of a function that lack an annotation or a default."""
    names = _parameters(function)
    defaults = len(function.__defaults__ or ()) + len(function.__kwdefaults__ or {})
    return [n for n in names if n not in function.__annotations__] + list(names[defaults:])


def found(
    place: Place,
    *,
    subject: str,
    working: str = "",
    found: str | None = None,
    expected: str = "",
    related: Iterable[Place | None] = (),
    severity: Severity | None = None,
    confidence: Confidence = Confidence.CERTAIN,
    figure: bool = False,
    critical: bool = False,
    operands: Iterable[Field | None] = (),
    sentence: Words = NOTHING,
    **values: object,
) -> Draft:
    """A finding at a place; `values` and `subject` fill the rule's messages."""
    return Draft(
        place=place, subject=subject, values={**values, "subject": subject}, working=working,
        found=place.said if found is None else found, expected=expected,
        related=tuple(p for p in related if p is not None), severity=severity, confidence=confidence,
        figure=figure, critical=critical, operands=tuple(f for f in operands if f is not None), sentence=sentence,
    )  # fmt: skip


def verified(place: Place, working: str = "", operands: Iterable[Field | None] = ()) -> Checked:
    """The recomputed figure is the printed one."""
    return _checked(Verdict.VERIFIED, place, working, operands)


def within_rounding(place: Place, working: str = "", operands: Iterable[Field | None] = ()) -> Checked:
    """The printed figure's interval and the recomputed one meet."""
    return _checked(Verdict.WITHIN_ROUNDING, place, working, operands)


def consistent(place: Place, working: str = "", operands: Iterable[Field | None] = ()) -> Checked:
    """The figure agrees, but by too few digits to be proof: counts, comparisons, grades, repeats."""
    return _checked(Verdict.CONSISTENT, place, working, operands)


def _checked(verdict: Verdict, place: Place, working: str, operands: Iterable[Field | None]) -> Checked:
    return Checked(verdict, place, working=working, operands=tuple(f for f in operands if f is not None))


def not_verifiable(place: Place, zh: str, en: str) -> Checked:
    """The figure could not be recomputed; the reason in both languages."""
    return Checked(Verdict.NOT_VERIFIABLE, place, Words(zh, en))


def load_rules() -> tuple[Rule, ...]:
    """All rules of all installed packages, by code.

    Every module of a package named by the entry-point group is imported, in the order of the names.
    Raises RulesBroken, naming the distribution, when a package does not load or a code is given twice.
    """
    from auditor.plugins import entry_points

    for distribution, package in entry_points(GROUP):
        try:
            _import_tree(package)
        except RulesBroken as broken:
            raise RulesBroken(f"{distribution}: {broken}") from broken
        except Exception as problem:  # any fault of a plug-in ends the run with its name
            raise RulesBroken(f"{distribution}: {package} does not load: {problem!r}") from problem
    return tuple(sorted(_registry.values(), key=lambda r: r.code))


def _import_tree(package: str) -> None:
    from importlib import import_module
    from pkgutil import iter_modules

    module = sys.modules.get(package) or import_module(package)
    for info in sorted(iter_modules(getattr(module, "__path__", ())), key=lambda i: i.name):
        import_module(f"{package}.{info.name}")


class Selection(Struct, frozen=True):
    """Which rules run: whole codes, names and titles, a family's letters, or `ALL`; the closest selector decides."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend: tuple[str, ...] = ()

    def of(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rules that are selected. Raises UnknownRule for a selector that fits none, NothingSelected."""
        rules = tuple(rules)
        for selector in (*self.select, *self.ignore, *self.extend):
            if not any(_fit(selector, rule, rules) for rule in rules):
                raise UnknownRule(selector)
        wanted = tuple(rule for rule in rules if self._wanted(rule, rules))
        if not wanted:
            raise NothingSelected
        return wanted

    def _wanted(self, rule: Rule, rules: tuple[Rule, ...]) -> bool:
        chosen = max((_fit(s, rule, rules) for s in (*self.select, *self.extend)), default=0)
        if not chosen and not self.select:
            chosen = 1 if rule.default else 0
        return chosen > max((_fit(s, rule, rules) for s in self.ignore), default=0)


def _fit(selector: str, rule: Rule, rules: tuple[Rule, ...]) -> int:
    """How closely a selector names a rule; 0 for not at all."""
    upper = selector.upper()
    if upper == "ALL":
        return 2
    if upper == rule.family:
        return 3
    if selector == rule.name or upper == rule.code or _was(selector, rule):
        return 4
    # Titles stand on pages, which are read only for a selector that is none of the others.
    known = any(upper in (r.family, r.code) or selector == r.name or _was(selector, r) for r in rules)
    return 4 if not known and selector.casefold() in map(str.casefold, _titles(rule)) else 0


def _was(selector: str, rule: Rule) -> bool:
    return selector in rule.formerly or selector.upper() in rule.formerly


def renamed(selectors: Iterable[str], rules: Iterable[Rule]) -> dict[str, Rule]:
    """The selectors that name a rule by what it took over, and those rules."""
    rules = tuple(rules)
    return {selector: rule for selector in selectors for rule in rules if _was(selector, rule)}


def _titles(rule: Rule) -> tuple[str, str]:
    return rule.title.zh, rule.title.en


def families(rules: Iterable[Rule]) -> dict[str, Words]:
    """The families of rules and their names: the `FAMILY` of a module with rules of that family, else nothing."""
    rules = tuple(rules)
    named: dict[str, Words] = {}
    for rule in (*rules, *_registry.values()):
        words = rule.function.__globals__.get("FAMILY", NOTHING)
        if words.zh:
            named.setdefault(rule.family, words)
    return {rule.family: named.get(rule.family, NOTHING) for rule in rules}


def near(selector: str, rules: Iterable[Rule]) -> list[str]:
    """What somebody may have meant by a selector that fits no rule: titles that hold it, else what is nearest."""
    from rapidfuzz import fuzz, process, utils

    rules = tuple(rules)
    part = selector.casefold()
    titled = [
        f"{rule.code} {title}"
        for rule in rules
        for title in _titles(rule)
        if part and part in title.casefold()
    ]
    if titled:
        return titled
    known = [key for rule in rules for key in (rule.name, rule.code, *_titles(rule))]
    scored = process.extract(
        selector, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=3, score_cutoff=60
    )
    return [key for key, _, _ in scored]


def settled(rules: Iterable[Rule], given: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, Any]]:
    """Values that a user gives to options, by rule name or code, as `run` takes them.

    Raises UnknownRule for a rule that there is not, WrongOption for an option that there is not or a value
    that does not fit its type.
    """
    from auditor.options import values

    by_name = {key: rule for rule in rules for key in (rule.name, rule.code, *rule.formerly)}
    converted: dict[str, dict[str, Any]] = {}
    for key, wanted in given.items():
        if key not in by_name:
            raise UnknownRule(key)
        rule = by_name[key]
        converted.setdefault(rule.name, {}).update(values(rule.name, rule.options, wanted))
    return converted


class Failure(Struct, frozen=True):
    """A rule that broke off with a fault, told in one line. Nothing that it had found stands."""

    rule: Rule
    fault: str


class Result(Struct, frozen=True):
    """Findings, most severe first, and the verdicts on the figures, each figure once.

    `skipped` are the rules that did not run because the report has nothing of what they need, `failures` those that
    broke off.
    """

    findings: tuple[Finding, ...]
    figures: tuple[Checked, ...]
    skipped: tuple[Rule, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def coverage(self) -> Counter[Verdict]:
        """Figures by verdict."""
        return Counter(f.verdict for f in self.figures)


DOUBTFUL = Words("数字识别存疑，请对照原件", "a figure was read with doubt; compare the original")
"""Why a figure that seems wrong is not called so."""
# A finding as a rule drafts it, and its message.
_Said = tuple["Rule", Draft, Words]
_VERDICT_ORDER = (
    Verdict.INCONSISTENT,
    Verdict.WITHIN_ROUNDING,
    Verdict.VERIFIED,
    Verdict.CONSISTENT,
    Verdict.NOT_VERIFIABLE,
)


def run(report: Report, rules: Iterable[Rule], options: dict[str, dict[str, Any]] | None = None) -> Result:
    """Run rules over a report. `options` are keyword arguments by rule name (see `settled`)."""
    drafts: list[_Said] = []
    figures: dict[tuple[object, ...], Checked] = {}
    skipped: list[Rule] = []
    failures: list[Failure] = []
    within = cache(lambda need: NEEDS[need].within(report))
    reviewed = report.reviewed
    for rule in rules:
        if rule.needs and not any(map(within, rule.needs)):
            skipped.append(rule)
            continue
        try:
            said, checked = _asked(rule, report, reviewed, (options or {}).get(rule.name, {}))
        except FAULTS as fault:
            failures.append(Failure(rule, of_file(fault)))
            continue
        drafts += said
        for figure in checked:
            place = figure.place
            key = (place.location, place.span, place.route, place.text)
            known = figures.get(key)
            if known is None or _VERDICT_ORDER.index(figure.verdict) < _VERDICT_ORDER.index(known.verdict):
                figures[key] = figure
    findings = tuple(_dress(_live(drafts)))
    return Result(findings, tuple(figures.values()), tuple(skipped), tuple(failures))


def merged(results: Sequence[Result]) -> Result:
    """The results of a file's reports as one; each finding and figure says whose it is."""
    findings = [replace(f, report=at) for at, result in enumerate(results) for f in result.findings]
    figures = [replace(f, report=at) for at, result in enumerate(results) for f in result.figures]
    failures = {f.rule.name: f for result in results for f in result.failures}
    # A rule that one of the reports had something for was not skipped.
    idle = [{rule.name: rule for rule in result.skipped} for result in results]
    skipped = [r for r in idle[0].values() if all(r.name in names for names in idle)] if idle else []
    if len(results) > 1:
        seen: Counter[tuple[str, ...]] = Counter()
        for at, finding in enumerate(findings):
            findings[at] = replace(finding, nth=seen[finding.identity])
            seen[finding.identity] += 1
        findings.sort(key=lambda f: f.order)
    return Result(tuple(findings), tuple(figures), tuple(skipped), tuple(failures.values()))


def _asked(
    rule: Rule, report: Report, reviewed: Report | None, options: dict[str, Any]
) -> tuple[list[_Said], list[Checked]]:
    """All that a rule says, of the report's own scores and of its review's: its findings with their messages, and its
    verdicts."""
    said: list[_Said] = []
    checked: list[Checked] = []
    results = [*rule.function(report, **options)]
    if reviewed is not None:
        cells = {i.review_score.place.location for i in report.indicators if i.review_score}
        results += [r for r in rule.function(reviewed, **options) if r.place.location in cells]
    for result in results:
        if isinstance(result, Draft) and any(p.doubtful for p in (result.place, *result.related)):
            result = Checked(Verdict.NOT_VERIFIABLE, result.place, DOUBTFUL)
        if isinstance(result, Draft):
            said.append((rule, result, rule.page.message.format(**result.values)))
            if not result.figure:
                continue
            result = Checked(
                Verdict.INCONSISTENT, result.place, working=result.working, operands=_operands(result)
            )
        checked.append(replace(result, rule=rule.name))
    return said, checked


def _operands(draft: Draft) -> tuple[Field, ...]:
    """What a recomputation rests on; where the rule does not say, all that its finding refers to."""
    if draft.operands:
        return draft.operands
    return tuple(Field(place.marked, place, parse(place.marked)) for place in draft.related)


def _live(drafts: Sequence[_Said]) -> Iterator[_Said]:
    """The drafts without those that a more specific rule reports in the same cell, or that rest on what it accuses.

    A draft that is silenced itself silences nothing.
    """
    silencing: dict[tuple[str, tuple[object, ...]], list[int]] = {}
    for number, (rule, draft, _) in enumerate(drafts):
        for name in rule.page.silences:
            for place in draft.accused:
                silencing.setdefault((name, _spot(place)), []).append(number)
    judged: dict[int, bool] = {}

    def live(number: int) -> bool:
        if number not in judged:
            # Rules that silence each other: the one asked first stands.
            judged[number] = True
            rule, draft, _ = drafts[number]
            rests = (draft.place, *draft.related, *(f.place for f in draft.operands))
            above = {n for place in rests for n in silencing.get((rule.name, _spot(place)), ())}
            judged[number] = not any(live(n) for n in sorted(above - {number}))
        return judged[number]

    return (said for number, said in enumerate(drafts) if live(number))


def _spot(place: Place) -> tuple[object, ...]:
    """What tells a place from others: its cell in a table, else its characters in the text."""
    at = place.location
    return (at.sheet, at.table, at.row, at.column) if at.row is not None else (at, place.span, place.text)


def _dress(drafts: Iterator[_Said]) -> list[Finding]:
    seen: Counter[tuple[str, ...]] = Counter()
    findings = []
    for rule, draft, message in drafts:
        severity = draft.severity or rule.severity
        confidence = draft.confidence
        if any(p.mended for p in (draft.place, *draft.related)):
            severity, confidence = severity.lower, min(confidence, Confidence.LIKELY)
        finding = Finding(
            rule.name, rule.code, severity, confidence, draft.subject, message,
            draft.found, draft.expected, draft.working, draft.place, draft.related, critical=draft.critical,
            title=rule.title, basis=rule.page.basis, sentence=draft.sentence,
        )  # fmt: skip
        findings.append(replace(finding, nth=seen[finding.identity]))
        seen[finding.identity] += 1
    return sorted(findings, key=lambda f: f.order)

"""Many sources → a stream of Audits in the order given, each made in a child with a deadline and a bound on memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from os.path import getsize
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from auditor.document import Unreadable
from auditor.engine import (
    Copy,
    Settings,
    SettingsOf,
    annotate_file,
    annotate_source,
    audit_source,
    settings_for,
)
from auditor.lexicon import own
from auditor.outcome import Audit, Status
from auditor.runner.limits import Limits
from auditor.sources import Found, Look, Source, documents, find
from auditor.words import Language, Words

if TYPE_CHECKING:
    from pathlib import Path

    from auditor.cache import Cache
    from auditor.model.report import Report

T = TypeVar("T")

DOCUMENT, REPORT, DIGEST = "document", "report", "digest"
EVERYTHING = frozenset((DOCUMENT, REPORT, DIGEST))
_LASTING: frozenset[Status] = frozenset(("audited", "not_understood", "unrecognised"))
"""What becomes of a file for good; whether it can be read, or is done in time, may change without it."""
_SMALL = 2**16
"""Bytes of a file that is audited sooner than a cache is opened."""
_AT_ONCE = 1_000
"""Files of folders that one child looks at."""
_INTERRUPTED = Words("运行被中断", "the run was interrupted")


class Course(Struct, frozen=True):
    """How a run goes: in how many children (0: one a processor), within which limits, with a cache or without.

    `needs` names what of each file the run's outputs ask for beside what was found. `stop` ends the run when it
    says so; `tick` is told how many files are done.
    """

    jobs: int = 0
    limits: Limits = Limits()
    cached: bool = False
    needs: frozenset[str] = EVERYTHING
    stop: Callable[[], bool] = lambda: False
    tick: Callable[[int], None] = lambda done: None


AS_USUAL = Course()


def audit_paths(
    paths: Iterable[str | Path], settings: SettingsOf, course: Course = AS_USUAL
) -> Iterator[Audit]:
    """Audit files and folders in the order given, folders walked in sorted order, each file once.

    The reports in an archive follow each other in the order of their paths.
    """
    return audit_found(find(paths, look=look(course.limits)), settings, course)


def look(limits: Limits) -> Look:
    """What tells reports from auditor's own outputs in a child; a file that ends it is audited, which says why."""

    def told(paths: list[str]) -> list[str]:
        try:
            return in_child(partial(documents, paths), limits)
        except Unreadable:
            half = len(paths) // 2
            return [*told(paths[:half]), *told(paths[half:])] if half else paths

    return lambda paths: [p for at in range(0, len(paths), _AT_ONCE) for p in told(paths[at : at + _AT_ONCE])]


def in_child(task: Callable[[], T], limits: Limits) -> T:
    """What a function returns that touches a file's bytes. Raises Unreadable, also when the child was ended."""
    from auditor.runner.running import alone

    made = alone(partial(_or_reason, task), limits, lambda why: why)
    if isinstance(made, Words):
        raise Unreadable(made.zh, made.en)
    return made


def _or_reason(task: Callable[[], T]) -> T | Words:
    try:
        return task()
    except Unreadable as problem:
        return problem.reason


def audit_found(
    found: Found, settings: SettingsOf, course: Course = AS_USUAL, given: Iterable[tuple[str, bytes]] = ()
) -> Iterator[Audit]:
    """Audit content that is given with a name, then the files that were found.

    When the run is stopped, the files that are left are named; then it ends as an interrupt does.
    """
    from auditor.runner import pack
    from auditor.runner.running import Plan, processors, run
    from auditor.runner.worker import Entry, Work

    contents = [Entry(number, name, data) for number, (name, data) in enumerate(given)]
    files = [
        Entry(number, path, broken=found.broken.get(path))
        for number, path in enumerate(found.paths, len(contents))
    ]
    pack.know(settings.rules)
    cache = _cache(settings, course) if course.cached and _worthwhile(found.paths) else None
    plan = Plan(
        Work(partial(_slim_audit, settings=settings, needs=course.needs), course.limits, cache, _lasts),
        failed=failed,
        skipped=_skipped,
        named=_named,
        jobs=min(course.jobs or processors(), max(len(contents) + len(files), 1)),
        passed=found.passed_over.append,
        stop=course.stop,
        tick=course.tick,
    )
    yield from run([*contents, *files], plan)
    if course.stop():
        raise KeyboardInterrupt


def annotated(
    path: str, copy: str, settings: Settings, language: Language, author: str, limits: Limits
) -> tuple[Audit, bytes]:
    """Audit one file, and make what is to be saved as `copy`. Raises Unreadable, also when the child was ended."""
    from auditor.runner import pack

    pack.know(settings.rules)
    return in_child(partial(_annotated, path, copy, settings, language, author), limits)


def _annotated(
    path: str, copy: str, settings: Settings, language: Language, author: str
) -> tuple[Audit, bytes]:
    audit, content = annotate_file(path, copy, settings, language, author)
    return _slim(audit, frozenset()), content


def annotated_all(
    found: Found, settings: SettingsOf, language: Language, author: str, course: Course
) -> Iterator[Copy]:
    """Audit the files that were found, and make the copies of those that can carry findings."""
    from auditor.runner import pack
    from auditor.runner.running import Plan, processors, run
    from auditor.runner.worker import Entry, Work

    files = [Entry(n, path, broken=found.broken.get(path)) for n, path in enumerate(found.paths)]
    pack.know(settings.rules)
    task = partial(_copied, settings=settings, language=language, author=author)
    plan = Plan(
        Work(task, course.limits),
        failed=lambda name, why: Copy(failed(name, why), why=why),
        skipped=lambda name: Copy(_skipped(name), why=_INTERRUPTED),
        jobs=min(course.jobs or processors(), max(len(files), 1)),
        passed=found.passed_over.append,
        stop=course.stop,
        tick=course.tick,
    )
    yield from run(files, plan)
    if course.stop():
        raise KeyboardInterrupt


def _copied(source: Source, settings: SettingsOf, language: Language, author: str) -> Copy:
    copy = annotate_source(source, settings_for(source.name, settings), language, author)
    return replace(copy, audit=_slim(copy.audit, frozenset()))


def failed(name: str, why: Words) -> Audit:
    """What became of a file whose child was ended."""
    return Audit(name, error=why, problem="failed")


def _skipped(name: str) -> Audit:
    return Audit(name, error=_INTERRUPTED, problem="not_audited")


def _lasts(audit: Audit) -> bool:
    return audit.status in _LASTING


def _named(audit: Audit, name: str) -> Audit:
    return audit if audit.path == name else replace(audit, path=name)


def _worthwhile(paths: list[str]) -> bool:
    if len(paths) != 1:
        return True
    try:
        return getsize(paths[0]) >= _SMALL
    except OSError:
        return False


def _cache(settings: SettingsOf, course: Course) -> Cache:
    from auditor import cache

    modules = {"auditor", *(rule.function.__module__ for rule in settings.rules)}
    context = cache.context((sorted(course.needs), own.state()), modules)
    return cache.Cache(cache.folder(), context, _About(settings))


class _About(Struct):
    """What a result hangs on beside its file's content: the settings for it."""

    settings: SettingsOf
    known: dict[int, bytes] = field(default_factory=dict)

    def __call__(self, name: str) -> bytes:
        asked = settings_for(name, self.settings)
        # The settings live as long as the run, so that an address stands for one of them.
        if id(asked) not in self.known:
            from auditor import cache

            plain = (replace(asked, rules=()), [rule.code for rule in asked.rules])
            self.known[id(asked)] = cache.digest(plain)
        return self.known[id(asked)]


def _slim_audit(source: Source, settings: SettingsOf, needs: frozenset[str]) -> Audit:
    """The audit of a source with what is needed of it: documents and reports cost more to hand over than the rest."""
    return _slim(audit_source(source, settings_for(source.name, settings), DIGEST in needs), needs)


def _slim(audit: Audit, needs: frozenset[str]) -> Audit:
    if DOCUMENT not in needs and audit.document is not None:
        audit = replace(audit, document=replace(audit.document, blocks=(), stale=()))
    if REPORT not in needs:
        audit = replace(audit, reports=tuple(map(_head, audit.reports)))
    return audit


def _head(report: Report) -> Report:
    """What a report is about, without what stands in it."""
    kept = (
        "format",
        "title",
        "year",
        "organisation",
        "scheme",
        "totals",
        "title_place",
        "project",
        "form",
        "unread",
    )
    tables = tuple(replace(table, indicators=()) for table in report.tables)
    return type(report)(**{name: getattr(report, name) for name in kept}, tables=tables)

"""One source → one `Audit`.

Nothing is raised for a source's sake: what goes wrong with one is its own outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from auditor.check import Failure, Result, Rule, Selection, load_rules, merged, run
from auditor.document import Document, Unreadable
from auditor.faults import FAULTS, of_file
from auditor.finding import Confidence, Severity
from auditor.model.report import Recognition, Report
from auditor.outcome import Audit
from auditor.sources import Source, content, in_file, shown
from auditor.words import Language, Words

if TYPE_CHECKING:
    from pathlib import Path

_NOT_RECOGNISED = Words(
    "未识别为绩效自评报告，没有可写入的意见",
    "not recognised as a self-evaluation report, so there is nothing to write into it",
)
_READING = Words("读取时程序出错：{fault}", "failed while reading: {fault}")
_RECOGNITION = Words("识别表格和文字时程序出错：{fault}", "failed while recognising tables and text: {fault}")
_RULES = Words("运行规则时程序出错：{fault}", "failed while running the rules: {fault}")
_RULE = Words(
    "规则 {code} {name}（{package}）出错：{fault}", "rule {code} {name} of {package} failed: {fault}"
)
_WRITING = Words("写入批注时程序出错：{fault}", "failed while writing the findings: {fault}")


class Settings(Struct, frozen=True):
    """How to audit: the rules to run with their options, and what is critical and sure enough to be reported.

    `options` are values by rule name, as `auditor.check.settled` makes them; `profile` names the scheme of scoring
    when the form is not to be asked. `severities` by rule name take the place of the rules' and findings' own.
    """

    rules: tuple[Rule, ...] = ()
    min_severity: Severity = Severity.INFO
    min_confidence: Confidence = Confidence.POSSIBLE
    options: dict[str, dict[str, Any]] = {}
    profile: str | None = None
    severities: dict[str, Severity] = {}


class Copy(Struct, frozen=True):
    """A file's audit and its copy with the findings, with its suffix; `why` says why there is none."""

    audit: Audit
    content: bytes = b""
    suffix: str = ""
    why: Words | None = None


class Chooser(Protocol):
    """What gives each file its own settings by its path; `rules` are all that may run."""

    @property
    def rules(self) -> tuple[Rule, ...]: ...
    def __call__(self, path: str, /) -> Settings: ...


SettingsOf = Settings | Chooser
"""One way to audit for all files, or one for each."""


def settings_for(name: str, settings: SettingsOf) -> Settings:
    """How to audit a file."""
    return settings if isinstance(settings, Settings) else settings(name)


def audit(
    path: str | Path,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    profile: str | None = None,
) -> Audit:
    """Audit one file with the installed rules, selected by names, codes or code prefixes.

    `profile` names the scheme of scoring when the form is not to be asked. A file that cannot be read, or that is no
    self-evaluation, is told by the audit's `status`. Raises UnknownRule for a selector that names no rule,
    UnknownScheme for a name that is no scheme's, RulesBroken when a package of rules does not load.
    """
    rules = Selection(tuple(select), tuple(ignore), tuple(extend_select)).of(load_rules())
    return audit_file(path, Settings(rules, profile=profile))


def extract(path: str | Path, *, profile: str | None = None) -> Report | None:
    """What is understood of one file, the first of its reports; None when nothing in it is a self-evaluation.

    Raises Unreadable when the file cannot be read, UnknownScheme for a name that is no scheme's.
    """
    from auditor.readers import read
    from auditor.recognition import recognise

    name = shown(path)
    return recognise(read(content(name), name), profile).report


def audit_file(path: str | Path, settings: Settings) -> Audit:
    """Audit one file, whatever its suffix."""
    return audit_source(in_file(path), settings)


def audit_bytes(data: bytes, name: str, settings: Settings) -> Audit:
    """Audit a file's content; `name` stands for its path and helps to tell the format."""
    return audit_source(Source(name, data), settings)


def audit_examples(rule: Rule) -> tuple[Audit, ...]:
    """A rule's bad examples, each audited with the rule alone."""
    from auditor.readers import example

    return tuple(_audit("example.txt", example.read(text), Settings((rule,))) for text in rule.page.bad)


def annotate_source(source: Source, settings: Settings, language: Language, author: str) -> Copy:
    """Audit a file of a folder, and make its copy; what cannot carry findings says so in its place."""
    from auditor.annotate import annotate, copy_suffix, refusal

    audit = audit_source(source, settings)
    if audit.report is None:
        return Copy(audit, why=audit.error or _NOT_RECOGNISED)
    suffix = copy_suffix(audit)
    if suffix is None:
        return Copy(audit, why=refusal(audit))
    try:
        return Copy(audit, annotate(source.data, audit, language, author), suffix)
    except Unreadable as problem:
        return Copy(audit, why=problem.reason)
    except FAULTS as fault:
        return Copy(audit, why=_WRITING.format(fault=of_file(fault)))


def annotate_file(
    path: str | Path, copy: str, settings: Settings, language: Language, author: str = "auditor"
) -> tuple[Audit, bytes]:
    """Audit one file, and make what is to be saved as `copy`: the file with each finding at its place.

    Raises Unreadable when the file cannot be read, is no self-evaluation or cannot carry findings, or
    when the copy is named as a file of another format.
    """
    from auditor.annotate import annotate, check_name

    name = shown(path)
    data = content(name)
    audit = audit_bytes(data, name, settings)
    if audit.report is None:
        words = audit.error or _NOT_RECOGNISED
        raise Unreadable(words.zh, words.en)
    check_name(copy, audit)
    try:
        return audit, annotate(data, audit, language, author)
    except Unreadable:
        raise
    except FAULTS as fault:
        words = _WRITING.format(fault=of_file(fault))
        raise Unreadable(words.zh, words.en) from fault


def audit_source(source: Source, settings: Settings, digest: bool = True) -> Audit:
    """Audit what stands under one name: a file, or a report of an archive.

    Without the `digest`, which few outputs display, OpenSSL need not be loaded.
    """
    if source.error is not None:
        return Audit(source.name, error=source.error, problem=source.problem)
    audit = _read_and_audited(source, settings)
    if not digest:
        return audit
    from hashlib import sha256

    return replace(audit, digest=source.digest or sha256(source.data).hexdigest())


def _read_and_audited(source: Source, settings: Settings) -> Audit:
    from auditor.readers import read

    try:
        document = read(source.data, source.name, source.original)
    except Unreadable as problem:
        return Audit(source.name, error=problem.reason, problem="unreadable")
    except FAULTS as fault:
        return Audit(source.name, error=_READING.format(fault=of_file(fault)), problem="failed")
    return _audit(source.name, document, settings)


def _audit(name: str, document: Document, settings: Settings) -> Audit:
    from auditor.recognition import recognise
    from auditor.recognition.schemes import UnknownScheme

    try:
        known = recognise(document, settings.profile)
    except UnknownScheme:
        raise
    except FAULTS as fault:
        return Audit(name, document, error=_RECOGNITION.format(fault=of_file(fault)), problem="failed")
    try:
        result = merged([run(report, settings.rules, settings.options) for report in known.reports])
    except FAULTS as fault:
        error = _RULES.format(fault=of_file(fault))
        return Audit(name, document, known.reports, error=error, problem="failed", unread=known.unread)
    return _told(Audit(name, document, known.reports, result, unread=known.unread), known, settings)


def _told(audit: Audit, known: Recognition, settings: Settings) -> Audit:
    """The audit with what is to be said of it: the findings asked for, and what went wrong."""
    result = _rated(audit.result, settings)
    findings = tuple(
        f
        for f in result.findings
        if f.severity >= settings.min_severity and f.confidence >= settings.min_confidence
    )
    audit = replace(
        audit, result=replace(result, findings=findings), hidden=len(result.findings) - len(findings)
    )
    if result.failures:
        return replace(audit, error=_failures(result.failures), problem="failed")
    if known.not_understood is not None:
        return replace(audit, error=known.not_understood, problem="not_understood")
    return audit


def _failures(failures: tuple[Failure, ...]) -> Words:
    parts = [
        _RULE.format(code=f.rule.code, name=f.rule.name, package=f.rule.package, fault=f.fault)
        for f in failures
    ]
    return Words("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))


def _rated(result: Result, settings: Settings) -> Result:
    """The findings with the severities that the user gives them."""
    if not settings.severities:
        return result
    rated = [replace(f, severity=settings.severities.get(f.rule, f.severity)) for f in result.findings]
    return replace(result, findings=tuple(sorted(rated, key=lambda f: f.order)))

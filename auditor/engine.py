"""One file → one `Audit`; many paths → a stream of them, in the order given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from os.path import isdir, join, normpath, splitext
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from auditor.check import Result, Rule, Selection, load_rules, run
from auditor.document import Document, Unreadable
from auditor.finding import Confidence, Severity
from auditor.outcome import Audit
from auditor.report import Report
from auditor.words import Language, Words

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

_NESTED = Words(
    "压缩包中的压缩包不再展开，请先解压",
    "an archive inside an archive is not opened; unpack it first",
)
_NO_REPORTS = Words(
    "压缩包中没有可审核的文件",
    "the archive holds no file of a format that is read",
)

_NOT_RECOGNISED = Words(
    "未识别为绩效自评报告，没有可写入的意见",
    "not recognised as a self-evaluation report, so there is nothing to write into it",
)


class Settings(Struct, frozen=True):
    """How to audit: the rules to run with their options, and what is grave and sure enough to be reported.

    `options` are values by rule name, as `auditor.check.settled` makes them; `profile` names the scheme of scoring
    when the form is not to be asked.
    """

    rules: tuple[Rule, ...] = ()
    min_severity: Severity = Severity.INFO
    min_confidence: Confidence = Confidence.POSSIBLE
    options: dict[str, dict[str, Any]] = {}
    profile: str | None = None


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
    UnknownProfile for a name that is no scheme's, RulesBroken when a package of rules does not load.
    """
    rules = Selection(tuple(select), tuple(ignore), tuple(extend_select)).of(load_rules())
    return audit_file(path, Settings(rules, profile=profile))


def extract(path: str | Path, *, profile: str | None = None) -> Report | None:
    """What is understood of one file; None when nothing in it is a self-evaluation.

    Raises Unreadable when the file cannot be read, UnknownProfile for a name that is no scheme's.
    """
    from auditor.recognition import recognise

    return recognise(_document(_shown(path)), profile)


def audit_file(path: str | Path, settings: Settings) -> Audit:
    """Audit one file, whatever its suffix."""
    name = _shown(path)
    try:
        document = _document(name)
    except Unreadable as problem:
        return Audit(name, error=problem.reason)
    return _audit(name, document, settings)


def audit_bytes(data: bytes, name: str, settings: Settings) -> Audit:
    """Audit a file's content; `name` stands for its path and helps to tell the format."""
    from auditor.readers import read

    try:
        document = read(data, name)
    except Unreadable as problem:
        return Audit(name, error=problem.reason)
    return _audit(name, document, settings)


def audit_examples(rule: Rule) -> tuple[Audit, ...]:
    """A rule's bad examples, each audited with the rule alone."""
    from auditor.readers import example

    return tuple(_audit("example.txt", example.read(text), Settings((rule,))) for text in rule.bad)


def annotate_file(path: str | Path, copy: str, settings: Settings, language: Language) -> tuple[Audit, bytes]:
    """Audit one file, and make what is to be saved as `copy`: the file with each finding at its place.

    Raises Unreadable when the file cannot be read, is no self-evaluation or cannot carry findings, or
    when the copy is named as a file of another format.
    """
    from auditor.annotate import annotate, check_name

    name = _shown(path)
    data = _content(name)
    audit = audit_bytes(data, name, settings)
    if audit.error is not None:
        raise Unreadable(audit.error.zh, audit.error.en)
    if audit.report is None:
        raise Unreadable(_NOT_RECOGNISED.zh, _NOT_RECOGNISED.en)
    check_name(copy, audit)
    return audit, annotate(data, audit, language)


def audit_paths(paths: Iterable[str | Path], settings: Settings) -> Iterator[Audit]:
    """Audit files and folders in the order given, folders walked in sorted order, each file once.

    The reports in an archive follow each other in the order of their paths.
    """
    for path in files(paths):
        try:
            data = _content(path)
        except Unreadable as problem:
            yield Audit(path, error=problem.reason)
        else:
            yield from audit_content(data, path, settings)


def audit_content(data: bytes, name: str, settings: Settings) -> Iterator[Audit]:
    """Audit a file's content, or the reports in an archive one by one (`bundle.zip!/a.docx`)."""
    from auditor.readers import ARCHIVES, SUFFIXES, members

    found = members(data)
    if found is None:
        yield audit_bytes(data, name, settings)
        return
    reports = False
    for member in found:
        suffix = splitext(member.path)[1].lower()
        if suffix not in SUFFIXES | ARCHIVES or any(map(_passed_over, member.path.split("/"))):
            continue
        reports = True
        path = f"{name}!/{member.path}"
        try:
            if suffix in ARCHIVES:
                raise Unreadable(_NESTED.zh, _NESTED.en)
            content = member.read()
        except Unreadable as problem:
            yield Audit(path, error=problem.reason)
        else:
            yield audit_bytes(content, path, settings)
    if not reports:
        yield Audit(name, error=_NO_REPORTS)


def files(paths: Iterable[str | Path]) -> Iterator[str]:
    """The files that paths stand for, with forward slashes: named ones always, those in folders by suffix, each once.

    Hidden files and folders and office programs' lock files (`~$…`, `.~…`) are passed over in folders,
    and links to folders are not followed.
    """
    from auditor.readers import SUFFIXES

    seen: set[str] = set()
    for given in map(_shown, paths):
        for path in _walk(given, SUFFIXES) if isdir(given) else [given]:
            if path not in seen:
                seen.add(path)
                yield path


def _walk(folder: str, suffixes: frozenset[str]) -> Iterator[str]:
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        # Read like a file, it says itself why it cannot be.
        yield folder
        return
    for entry in entries:
        if _passed_over(entry.name):
            continue
        path = _shown(join(folder, entry.name))
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(path, suffixes)
        elif splitext(path)[1].lower() in suffixes:
            yield path


def _shown(path: str | Path) -> str:
    """A path as it is written everywhere: without `./` and doubled slashes, with forward ones."""
    text = os.fspath(path)
    # What `..` means depends on links.
    return (text if os.pardir in text else normpath(text)).replace(os.sep, "/")


def _passed_over(name: str) -> bool:
    """Whether a file or folder is hidden, an office program's lock file or a Mac's leftover."""
    return name.startswith((".", "~$")) or name == "__MACOSX"


def bounded(file: BinaryIO) -> bytes:
    """A file's content, or as much of it as tells a reader that there is too much."""
    from auditor.readers.bounds import FILE_SIZE

    return file.read(FILE_SIZE + 1)


def _document(path: str) -> Document:
    from auditor.readers import read

    return read(_content(path), path)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return bounded(file)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise Unreadable(f"无法打开文件：{why}", f"cannot be opened: {why}") from problem


def _audit(name: str, document: Document, settings: Settings) -> Audit:
    from auditor.recognition import recognise

    report = recognise(document, settings.profile)
    if report is None:
        return Audit(name, document)
    result = run(report, settings.rules, settings.options)
    shown = tuple(
        f
        for f in result.findings
        if f.severity >= settings.min_severity and f.confidence >= settings.min_confidence
    )
    hidden = len(result.findings) - len(shown)
    return Audit(name, document, report, Result(shown, result.figures, result.idle), hidden=hidden)

"""One file → one `Audit`; many paths → a stream of them, in the order given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from auditor.check import Result, Rule, Selection, load_rules, run
from auditor.document import Document, Unreadable
from auditor.finding import Confidence, Severity
from auditor.outcome import Audit
from auditor.report import Report


class Settings(Struct, frozen=True):
    """How to audit: the rules to run, and what is grave and sure enough to be reported."""

    rules: tuple[Rule, ...] = ()
    min_severity: Severity = Severity.INFO
    min_confidence: Confidence = Confidence.POSSIBLE


def audit(
    path: str | Path,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
) -> Audit:
    """Audit one file with the installed rules, selected by names, codes or code prefixes.

    A file that cannot be read, or that is no self-evaluation, is told by the audit's `status`. Raises
    UnknownRule for a selector that names no rule, RulesBroken when a package of rules does not load.
    """
    rules = Selection(tuple(select), tuple(ignore), tuple(extend_select)).of(load_rules())
    return audit_file(path, Settings(rules))


def extract(path: str | Path) -> Report | None:
    """What is understood of one file; None when nothing in it is a self-evaluation.

    Raises Unreadable when the file cannot be read.
    """
    from auditor.recognition import recognise

    return recognise(_document(Path(path)))


def audit_file(path: str | Path, settings: Settings) -> Audit:
    """Audit one file, whatever its suffix."""
    try:
        document = _document(Path(path))
    except Unreadable as problem:
        return Audit(Path(path).as_posix(), error=problem.reason)
    return _audit(Path(path).as_posix(), document, settings)


def audit_bytes(data: bytes, name: str, settings: Settings) -> Audit:
    """Audit a file's content; `name` stands for its path and helps to tell the format."""
    from auditor.readers import read

    try:
        document = read(data, name)
    except Unreadable as problem:
        return Audit(name, error=problem.reason)
    return _audit(name, document, settings)


def audit_paths(paths: Iterable[str | Path], settings: Settings) -> Iterator[Audit]:
    """Audit files and folders in the order given, folders walked in sorted order, each file once."""
    return (audit_file(path, settings) for path in files(paths))


def files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The files that paths stand for: named ones always, those in folders by suffix, each once.

    Hidden files and folders and office programs' lock files (`~$…`, `.~…`) are passed over in folders,
    and links to folders are not followed.
    """
    from auditor.readers import SUFFIXES

    seen: set[Path] = set()
    for given in map(Path, paths):
        for path in _walk(given, SUFFIXES) if given.is_dir() else [given]:
            if path not in seen:
                seen.add(path)
                yield path


def _walk(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        # Read like a file, it says itself why it cannot be.
        yield folder
        return
    for path in entries:
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _walk(path, suffixes)
        elif path.suffix.lower() in suffixes:
            yield path


def _document(path: Path) -> Document:
    from auditor.readers import read
    from auditor.readers.bounds import FILE_SIZE

    try:
        with path.open("rb") as file:
            # One byte more than a reader takes tells it that there is too much.
            data = file.read(FILE_SIZE + 1)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise Unreadable(f"无法打开文件：{why}", f"cannot be opened: {why}") from problem
    return read(data, path.as_posix())


def _audit(name: str, document: Document, settings: Settings) -> Audit:
    from auditor.recognition import recognise

    report = recognise(document)
    if report is None:
        return Audit(name, document)
    result = run(report, settings.rules)
    shown = tuple(
        f
        for f in result.findings
        if f.severity >= settings.min_severity and f.confidence >= settings.min_confidence
    )
    hidden = len(result.findings) - len(shown)
    return Audit(name, document, report, Result(shown, result.figures), hidden=hidden)

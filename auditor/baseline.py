"""The baseline: findings that somebody has looked at and accepted, so that later runs show only new ones.

An entry is found again by the finding's fingerprint, in the file it was found in. Where that file is gone, or the
report is there in another format too, it is found in the report of the same title, organisation and year.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from os.path import dirname, join, splitext

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from auditor.finding import Finding
from auditor.outcome import Acceptance, Accepted, Audit
from auditor.quantity import squeeze
from auditor.words import Words

NAME = ".auditor-baseline.json"
SCHEMA = "auditor/baseline/1"
_NOT_UNDERSTOOD = "not_understood"
_WRONG = Words("{path} 不是基线文件：{why}", "{path} is no baseline: {why}")


class BaselineWrong(Exception):
    """A file that is no baseline. `reason` says why, in a line."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Entry(Struct, frozen=True, omit_defaults=True):
    """One accepted finding, or one file that is accepted as not understood (its `rule` is `not_understood`).

    `path` starts from the baseline's folder. All but `path`, `fingerprint` and `report` is for people.
    """

    path: str
    fingerprint: str
    rule: str
    code: str = ""
    subject: str = ""
    message: str = ""
    report: str = ""
    reason: str = ""
    reviewer: str = ""


class _File(Struct, frozen=True):
    schema: str
    entries: tuple[Entry, ...]


Accept = Callable[[str, Finding | None], Acceptance | None]
"""Why a finding of a file is accepted, or the file as not understood; None when it is not."""


class Baseline(Struct):
    """Entries, and which of them a run has met. `path` is the file's."""

    path: str
    entries: tuple[Entry, ...] = ()
    used: set[int] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def apply(self, audit: Audit) -> Audit:
        """The audit with what is accepted set apart from its findings."""
        here, report = self.relative(audit.path), _report(audit)
        self.seen.add(here)
        left, accepted = [], list(audit.accepted)
        for finding in audit.result.findings:
            entry = self._entry(here, report, finding.fingerprint)
            if entry is None:
                left.append(finding)
            else:
                accepted.append(Accepted(finding, Acceptance(entry.reason, entry.reviewer)))
        audit = replace(audit, result=replace(audit.result, findings=tuple(left)), accepted=tuple(accepted))
        if audit.problem == _NOT_UNDERSTOOD:
            entry = self._entry(here, report, _unread(audit))
            if entry is not None:
                return replace(audit, excused=Acceptance(entry.reason, entry.reviewer))
        return audit

    def _entry(self, here: str, report: str, fingerprint: str) -> Entry | None:
        for at, entry in enumerate(self.entries):
            if entry.fingerprint == fingerprint and self._fits(entry, here, report):
                self.used.add(at)
                return entry
        return None

    def _fits(self, entry: Entry, here: str, report: str) -> bool:
        if entry.path == here:
            return True
        moved = splitext(entry.path)[0] == splitext(here)[0] or self._gone(entry)
        return moved and entry.report == report

    def _gone(self, entry: Entry) -> bool:
        return not os.path.exists(join(dirname(self.path) or ".", entry.path.partition("!/")[0]))

    @property
    def unused(self) -> tuple[Entry, ...]:
        """Entries that no finding of the run fits any more: their file was audited, or is gone."""
        return tuple(
            entry
            for at, entry in enumerate(self.entries)
            if at not in self.used and (entry.path in self.seen or self._gone(entry))
        )

    def relative(self, path: str) -> str:
        """A path as entries have it."""
        file, mark, member = path.partition("!/")
        try:
            start = os.path.relpath(file, dirname(self.path) or ".")
        except ValueError:  # on another drive
            start = os.path.abspath(file)
        return start.replace(os.sep, "/") + mark + member

    def additions(self, audits: Iterable[Audit], accept: Accept) -> list[Entry]:
        """New entries for what the baseline does not have yet and is to be accepted."""
        return [entry for audit in audits for entry in self._of(self.apply(audit), accept)]

    def _of(self, audit: Audit, accept: Accept) -> Iterator[Entry]:
        here, report = self.relative(audit.path), _report(audit)
        for f in audit.result.findings:
            if (why := accept(audit.path, f)) is not None:
                yield Entry(
                    here, f.fingerprint, f.rule, f.code, f.subject, f.message.zh, report, why.reason, why.reviewer
                )  # fmt: skip
        unread = audit.problem == _NOT_UNDERSTOOD and audit.excused is None
        if unread and (why := accept(audit.path, None)) is not None:
            message = audit.error.zh if audit.error is not None else ""
            yield Entry(
                here, _unread(audit), _NOT_UNDERSTOOD, message=message, report=report,
                reason=why.reason, reviewer=why.reviewer,
            )  # fmt: skip


def _report(audit: Audit) -> str:
    """What a report is known by, whatever its file is called."""
    report = audit.report
    if report is None:
        return ""
    parts = (report.title, report.organisation, report.project, str(report.year or ""))
    return " · ".join(filter(None, map(squeeze, parts)))


def _unread(audit: Audit) -> str:
    from hashlib import sha256

    said = audit.error.zh if audit.error is not None else ""
    return sha256(f"{_NOT_UNDERSTOOD}\x1f{said}".encode()).hexdigest()[:16]


def find(paths: Iterable[str]) -> str | None:
    """The baseline nearest upward from one of these folders, the first of them first."""
    for start in paths:
        folder = os.path.abspath(start)
        while True:
            if os.path.isfile(join(folder, NAME)):
                return join(folder, NAME)
            if dirname(folder) == folder:
                break
            folder = dirname(folder)
    return None


def load(path: str) -> Baseline:
    """The baseline in a file. Raises BaselineWrong for one that is none, OSError for one that cannot be read."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        read = msgspec.json.decode(content, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BaselineWrong(_WRONG.format(path=path, why=problem)) from problem
    if read.schema != SCHEMA:
        raise BaselineWrong(_WRONG.format(path=path, why=read.schema))
    return Baseline(path, read.entries)


def dumped(entries: Iterable[Entry]) -> bytes:
    """Entries as a file's content: sorted, an entry a few lines, so that a change is easy to read."""
    ordered = sorted(entries, key=lambda e: (e.path, e.code, e.subject, e.fingerprint))
    content = msgspec.json.encode(_File(SCHEMA, tuple(ordered)))
    return msgspec.json.format(content, indent=2) + b"\n"

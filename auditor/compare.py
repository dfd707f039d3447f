"""What a corrected report changed: findings resolved, new and still open, and figures that differ."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from os.path import basename, dirname, isdir, join, relpath, splitext

from msgspec import Struct

from auditor.finding import Finding
from auditor.outcome import Audit
from auditor.output.rows import rows
from auditor.quantity import squeeze
from auditor.words import Words

_COMPARED = {
    "indicators": (("level1", "level2", "name"), ("target", "weight", "actual", "score")),
    "budget": (("name",), ("initial", "adjusted", "executed", "rate", "weight", "score")),
}
"""By kind of rows: what tells a row from the others of its report, and the figures that are compared."""
_NO_GIT = Words("git 无法给出 {rev}：{why}", "git cannot give {rev}: {why}")


class NoRevision(Exception):
    """Git does not give what was asked for. `reason` says why."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Changed(Struct, frozen=True):
    """A figure that differs: whose and which it is, before and after; None where it is not there."""

    subject: str
    column: str
    old: str | None
    new: str | None


class Difference(Struct, frozen=True):
    """What became of one report. A report that is on one side only has no other audit."""

    path: str
    old: Audit | None
    new: Audit | None
    resolved: tuple[Finding, ...] = ()
    added: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    changed: tuple[Changed, ...] = ()


def differences(old: Iterable[Audit], new: Iterable[Audit], roots: tuple[str, str]) -> Iterator[Difference]:
    """What became of each report, in the order of the new ones; those that are gone last."""
    before = {_known_as(audit.path, roots[0]): audit for audit in old}
    after = {_known_as(audit.path, roots[1]): audit for audit in new}
    if len(before) == len(after) == 1:
        # Two files that are named are versions of one report, whatever they are called.
        before = dict(zip(after, before.values(), strict=True))
    # A report that is saved in another format, where no other one has its name.
    stems = Counter(splitext(name)[0] for name in after)
    for name in [name for name in before if name not in after]:
        for other in after:
            if (
                splitext(other)[0] == splitext(name)[0]
                and other not in before
                and stems[splitext(name)[0]] == 1
            ):
                before[other] = before.pop(name)
    for name, audit in after.items():
        yield difference(audit.path, before.get(name), audit)
    for name, audit in before.items():
        if name not in after:
            yield difference(audit.path, audit, None)


def difference(path: str, old: Audit | None, new: Audit | None) -> Difference:
    """What became of one report.

    A finding is the same when its fingerprint is, or else when the same rule accuses the same thing.
    """
    if old is None or new is None:
        resolved = old.result.findings if old is not None else ()
        return Difference(path, old, new, resolved, new.result.findings if new is not None else ())
    known = {finding.fingerprint for finding in old.result.findings}
    still = [f for f in new.result.findings if f.fingerprint in known]
    same = {finding.fingerprint for finding in still}
    left = [f for f in old.result.findings if f.fingerprint not in same]
    added = []
    for finding in new.result.findings:
        if finding.fingerprint in same:
            continue
        alike = next((f for f in left if _about(f) == _about(finding)), None)
        if alike is None:
            added.append(finding)
        else:
            left.remove(alike)
            still.append(finding)
    still.sort(key=lambda f: f.order)
    changed = tuple(_changed(old, new))
    return Difference(path, old, new, tuple(left), tuple(added), tuple(still), changed)


def _about(finding: Finding) -> tuple[str, str]:
    return finding.rule, squeeze(finding.subject)


def _changed(old: Audit, new: Audit) -> Iterator[Changed]:
    before, after = _figures(old), _figures(new)
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was != now:
            yield Changed(key[0], key[1], was, now)


def _figures(audit: Audit) -> dict[tuple[str, str, int], str]:
    """The printed figures of a file by whose they are, which, and which of those of one name."""
    found: dict[tuple[str, str, int], str] = {}
    seen: Counter[tuple[str, str]] = Counter()

    def note(subject: str, column: str, text: str | None) -> None:
        seen[subject, column] += 1
        if text:
            found[subject, column, seen[subject, column]] = squeeze(text)

    for report in audit.reports:
        for total in report.totals:
            note(squeeze(total.label), "total", total.value.text)
    for kind, (names, columns) in _COMPARED.items():
        for row in rows(audit, kind):
            subject = " / ".join(squeeze(row[name]) for name in names if row[name])
            for column in columns:
                note(subject, column, row[column])
    return found


def _known_as(path: str, root: str) -> str:
    """A report's path below the folder that was named."""
    file, mark, member = path.partition("!/")
    below = relpath(file, root) if isdir(root) else basename(file)
    return below.replace(os.sep, "/") + mark + member


def checked_out(paths: Sequence[str], rev: str, folder: str) -> list[str]:
    """Files and folders as a revision of git has them, below `folder`. Raises NoRevision."""
    made: list[str] = []
    for path in paths:
        where = path if isdir(path) else dirname(path) or "."
        listed = _git(
            where,
            rev,
            "ls-tree",
            "-r",
            "-z",
            "--name-only",
            rev,
            "--",
            "." if isdir(path) else basename(path),
        )
        root = join(folder, str(len(made)))
        os.makedirs(root)
        for name in filter(None, listed.decode(errors="surrogateescape").split("\0")):
            target = join(root, name)
            os.makedirs(dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(_git(where, rev, "show", f"{rev}:./{name}"))
        made.append(root if isdir(path) else join(root, basename(path)))
    return made


def _git(folder: str, rev: str, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=False)
    except OSError as problem:
        raise NoRevision(_NO_GIT.format(rev=rev, why=problem.strerror)) from problem
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().splitlines()
        raise NoRevision(_NO_GIT.format(rev=rev, why=why[0] if why else done.returncode))
    return done.stdout

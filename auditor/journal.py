"""JSON Lines as a journal: what a run has done stands there line by line, and a later one goes on from it."""

from __future__ import annotations

from collections import Counter
from os.path import exists

from msgspec import DecodeError, Struct, field
from msgspec.json import Decoder

from auditor.finding import Severity, Verdict
from auditor.outcome import RECOMPUTED, Status, Tally


class Done(Struct):
    """What a journal holds: the names of its files, and what they come to."""

    names: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)


class _Finding(Struct):
    code: str
    rule: str
    severity: Severity


class _Line(Struct):
    path: str
    status: Status
    findings: list[_Finding]
    coverage: dict[str, int]


def resume(path: str) -> Done:
    """What a journal holds, which is empty if it is not there yet.

    Cut off is what stands behind its last whole line, and the files that the run did not come to.
    """
    done = Done()
    if not exists(path):
        return done
    decoder = Decoder(_Line)
    with open(path, "r+b") as journal:
        end = 0
        for text in journal:
            try:
                line = decoder.decode(text)
            except DecodeError:
                break
            if line.status == "not_audited" or not text.endswith(b"\n"):
                break
            end += len(text)
            done.names.add(line.path)
            _count(line, done.tally)
        journal.truncate(end)
    return done


def _count(line: _Line, tally: Tally) -> None:
    coverage = Counter({verdict: line.coverage.get(verdict.value, 0) for verdict in Verdict})
    tally.statuses[line.status] += 1
    tally.severities.update(f.severity for f in line.findings)
    tally.rules.update((f.code, f.rule, f.severity) for f in line.findings)
    tally.coverage.update(coverage)
    tally.unproved += line.status == "audited" and not any(coverage[verdict] for verdict in RECOMPUTED)

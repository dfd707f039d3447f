"""How many planted faults are found, and what clean reports are accused of: `python benchmarks/accuracy.py`.

Clean reports are made up by seed, in every form; a planter a rule puts exactly one fault of that rule into
others. All are written as files, read and audited like any file, the formats taking turns. One table says for
each rule which part of its faults was found, in each format and in all; how many other errors and warnings
stood beside them per 100 faulty reports; and what is found in 100 clean ones. PDFs need a Chinese font.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from faults import draw
from faults.deck import Deck
from faults.generate import clean
from faults.model import Form
from faults.planters import PLANTERS

from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_bytes
from auditor.finding import Finding, Severity
from auditor.outcome import Audit
from auditor.places import path

FORMATS = {"text": "txt", "word": "docx", "excel": "xlsx", "pdf": "pdf"}
TRIES = 400


@dataclass(frozen=True)
class Job:
    """One document to make: clean when `rule` is empty."""

    seed: int
    rule: str
    number: int
    format: str

    @property
    def name(self) -> str:
        """The document's file name."""
        return f"{self.rule or 'clean'}-{self.seed}-{self.number}.{FORMATS[self.format]}"


@dataclass(frozen=True)
class Outcome:
    """What came of a job: whether the planted fault was found, and everything else that was.

    `others` are codes and severities; `rows` counts indicator rows made, `read` those read, less any made up.
    `made` is False when no report was found that could be spoiled so.
    """

    job: Job
    made: bool
    found: bool
    others: tuple[tuple[str, Severity], ...] = ()
    rows: int = 0
    read: int = 0


# ── One document ───────────────────────────────────────────────────────────────────────────────────────


@cache
def settings(rule: str) -> Settings:
    """The default rules, and one that may be off by default."""
    optional = [rule] if rule and PLANTERS[rule].optional else []
    return Settings(Selection((), (), tuple(optional)).of(load_rules()))


def written(form: Form, name: str, font: Path | None) -> bytes:
    """The report as a file."""
    import make

    drawn = draw.sample(form)
    if name == "pdf":
        return make.pdf(draw.paged(drawn), make.font_file(font))
    return {"text": make.txt, "word": make.word, "excel": make.excel}[name](drawn)


def spoiled(job: Job) -> tuple[Form, str] | None:
    """A report with one fault, and the words that the finding must quote; None when no report allows it."""
    planter = PLANTERS[job.rule]
    for attempt in range(TRIES):
        seed = f"{job.seed}/{job.rule}/{job.number}/{attempt}"
        deck = Deck(f"{seed}/fault")
        form = clean(seed, deck.one(planter.kinds))
        mark = planter.plant(deck, form)
        if mark is not None:
            return form, mark
    return None


def done(job: Job, font: Path | None, keep: Path | None) -> Outcome:
    """Make, write and audit one document; `keep` is a folder for those that were not judged rightly."""
    planted = spoiled(job) if job.rule else (clean(f"{job.seed}/{job.number}"), "")
    if planted is None:
        return Outcome(job, made=False, found=False)
    form, mark = planted
    data = written(form, job.format, font)
    audit = audit_bytes(data, job.name, settings(job.rule))
    findings = audit.result.findings if audit.report else ()
    found = any(f.rule == job.rule and quotes(f, mark) for f in findings)
    others = [f for f in findings if f.rule != job.rule]
    if keep and (found is not bool(job.rule) or any(f.severity > Severity.INFO for f in others)):
        keep.mkdir(parents=True, exist_ok=True)
        (keep / job.name).write_bytes(data)
        (keep / f"{job.name}.findings").write_text(told(audit, mark, found), "utf-8")
    rows = len(form.rows) + (len(form.items) if form.kind == "scoring" else 0)
    read = sum(len(table.indicators) for table in audit.report.tables) if audit.report else 0
    return Outcome(
        job, True, found, tuple((f.code, f.severity) for f in others), rows, max(0, rows - abs(rows - read))
    )


def quotes(finding: Finding, mark: str) -> bool:
    """Whether a finding speaks of what was spoiled."""
    places = (finding.place, *finding.related)
    shown = (text for p in places for text in (path(p), p.text, *(p.row.cells if p.row else ())))
    said = (finding.subject, finding.message.zh, finding.working, finding.found, finding.expected, *shown)
    return any(bare(mark) in bare(text) for text in said)


def bare(text: str) -> str:
    """A text without white space and thousands separators."""
    return "".join(text.split()).replace(",", "")


def told(audit: Audit, mark: str, found: bool) -> str:
    """What an audit said of a document, for looking into it."""
    lines = [f"fault: {mark} {'found' if found else 'NOT FOUND'}", str(audit.error or "")]
    if audit.report:
        lines += [
            f"{f.code} {f.severity.value} {path(f.place)}: {f.message.zh} | {f.working}"
            for f in audit.result.findings
        ]
    return "\n".join(lines) + "\n"


# ── The table ──────────────────────────────────────────────────────────────────────────────────────────


def jobs(seed: int, reports: int, faults: int, formats: list[str], rules: list[str]) -> Iterator[Job]:
    """All documents, the formats taking turns."""
    for number in range(reports):
        yield Job(seed, "", number, formats[number % len(formats)])
    for rule in rules:
        for number in range(faults):
            yield Job(seed, rule, number, formats[number % len(formats)])


def percent(part: int, whole: int) -> str:
    """A part of a whole, or a dash for nothing."""
    return f"{part * 100 / whole:.4g}" if whole else "-"


def table(outcomes: Iterable[Outcome], formats: list[str]) -> Iterator[tuple[str, ...]]:
    """The rows of the table, its header first."""
    every = [outcome for outcome in outcomes if outcome.made]
    clean_ones = [outcome for outcome in every if not outcome.job.rule]
    accused = Counter((code, severity) for outcome in clean_ones for code, severity in outcome.others)
    yield (
        "rule",
        "faults",
        *formats,
        "recall %",
        "beside",
        "of these",
        *(f"clean {s.value}" for s in Severity),
    )
    rules = sorted(load_rules(), key=lambda rule: rule.code)
    for rule in rules:
        planted = [outcome for outcome in every if outcome.job.rule == rule.name]
        if not planted and not any(accused[rule.code, severity] for severity in Severity):
            continue
        beside = [c for o in planted for c, severity in o.others if severity > Severity.INFO]
        yield (
            f"{rule.code} {rule.name}",
            str(len(planted)),
            *recall(planted, formats),
            percent(len(beside), len(planted)),
            " ".join(f"{code}×{n}" for code, n in Counter(beside).most_common(3)),
            *(percent(accused[rule.code, severity], len(clean_ones)) for severity in Severity),
        )
    planted = [outcome for outcome in every if outcome.job.rule]
    beside = [code for o in planted for code, severity in o.others if severity > Severity.INFO]
    sums = [sum(n for (_, s), n in accused.items() if s is severity) for severity in Severity]
    yield (
        "all", str(len(planted)), *recall(planted, formats), percent(len(beside), len(planted)), "",
        *(percent(n, len(clean_ones)) for n in sums),
    )  # fmt: skip
    rows = [[o for o in clean_ones if o.job.format == name] for name in formats] + [clean_ones]
    read = [percent(sum(o.read for o in group), sum(o.rows for o in group)) for group in rows]
    yield (f"rows read in {len(clean_ones)} clean", "", *read, "", "", *[""] * len(Severity))


def recall(planted: list[Outcome], formats: list[str]) -> list[str]:
    """The part of the faults that was found, in each format and in all."""
    groups = [[o for o in planted if o.job.format == name] for name in formats] + [planted]
    return [percent(sum(o.found for o in group), len(group)) for group in groups]


def aligned(rows: list[tuple[str, ...]]) -> str:
    """Rows as lines with columns of one width, the first at the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "  ".join(
            cell.ljust(width) if not n else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        + "\n"
        for row in rows
    )


def main() -> None:
    """Read the options, make and audit everything, write one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clean", type=int, default=500, help="clean reports")
    parser.add_argument("--faults", type=int, default=30, help="faulty reports a rule")
    parser.add_argument("--format", action="append", choices=FORMATS, help="all unless named")
    parser.add_argument("--rule", action="append", choices=sorted(PLANTERS), help="plant its faults only")
    parser.add_argument("--font", type=Path, help="a Chinese .ttf or .ttc for the PDFs")
    parser.add_argument("--keep", type=Path, help="write what was not judged rightly into this folder")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    formats = options.format or list(FORMATS)
    todo = list(jobs(options.seed, options.clean, options.faults, formats, options.rule or list(PLANTERS)))
    with ProcessPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(partial(done, font=options.font, keep=options.keep), todo, chunksize=8))
    sys.stdout.write(aligned(list(table(outcomes, formats))))


if __name__ == "__main__":
    main()

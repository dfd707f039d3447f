"""Whether a report is judged alike in every format: `python benchmarks/verdicts.py [FOLDER ...]`.

Files of one folder that differ only in their suffix are one report. The findings (rule, severity, subject,
found, expected) of each are held against those of the first of its formats. Without a folder, the samples or
the made-up reports of the accuracy benchmark are written in every format first; PDFs need a Chinese font.
What LibreOffice makes of a report (.doc, .ods) is added where it is there.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from accuracy import Job, aligned, percent, spoiled
from faults import draw
from faults.planters import PLANTERS
from msgspec import Struct

from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_file
from auditor.finding import Finding
from auditor.output.neutral import masked
from auditor.quantity import squeeze
from auditor.readers import office

FORMATS = ("docx", "xlsx", "doc", "ods", "html", "md", "txt", "csv", "pdf")
"""In the order of the table; the first that a report comes in is what the others are held against."""
CONVERTED = {"doc": "docx", "ods": "xlsx"}
"""What LibreOffice makes of what."""
MAX_SECONDS = 600

Key = tuple[str, str, str, str, str]
"""Rule, severity, subject, found and expected of a finding, without white space."""


class Verdict(Struct, frozen=True):
    """What is found in one file; `findings` counts those that are alike."""

    report: str
    format: str
    findings: Counter[Key]


class Difference(Struct, frozen=True):
    """A finding that one format has and the reference has not, or the other way round."""

    report: str
    format: str
    missing: bool
    key: Key


def key(finding: Finding) -> Key:
    """What two formats of one report must agree on."""
    texts = (finding.subject, finding.found, finding.expected)
    subject, found, expected = (squeeze(text) for text in texts)
    return f"{finding.code} {finding.rule}", finding.severity.value, subject, found, expected


def verdicts(files: Iterable[Path]) -> list[Verdict]:
    """What the default rules find in each file; one that cannot be read counts as one finding that says so."""
    settings = Settings(Selection().of(load_rules()))
    results = []
    for path in files:
        audit = audit_file(path, settings)
        findings = Counter(map(key, audit.result.findings))
        if audit.status != "audited":
            findings[audit.status, "", "", "", ""] += 1
        results.append(Verdict(f"{path.parent.name}/{path.stem}", path.suffix[1:], findings))
    return results


def differences(every: Iterable[Verdict]) -> Iterator[Difference]:
    """Findings without a twin, report by report in the order of the formats."""
    reports: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in every:
        reports[verdict.report].append(verdict)
    for report, files in sorted(reports.items()):
        reference, *others = sorted(files, key=lambda verdict: FORMATS.index(verdict.format))
        for other in others:
            for missing, left in (
                (True, reference.findings - other.findings),
                (False, other.findings - reference.findings),
            ):
                for found in sorted(left.elements()):
                    yield Difference(report, other.format, missing, found)


def counts(every: list[Verdict], differing: list[Difference]) -> Iterator[tuple[str, ...]]:
    """A row for each format: reports, findings, those missing and those more than in the reference, and
    which part of the findings of both has no twin."""
    firsts: dict[str, Verdict] = {}
    for verdict in sorted(every, key=lambda verdict: FORMATS.index(verdict.format)):
        firsts.setdefault(verdict.report, verdict)
    yield "format", "reports", "findings", "missing", "more", "differ %"
    for name in FORMATS:
        files = [verdict for verdict in every if verdict.format == name]
        if not files:
            continue
        own = sum(verdict.findings.total() for verdict in files)
        both = own + sum(firsts[verdict.report].findings.total() for verdict in files)
        parted = Counter(d.missing for d in differing if d.format == name)
        yield (
            name,
            str(len(files)),
            str(own),
            str(parted[True]),
            str(parted[False]),
            percent(parted.total(), both),
        )


# ── The files ──────────────────────────────────────────────────────────────────────────────────────────


def samples(folder: Path) -> None:
    """Write the samples in every format that needs no other program."""
    import make

    for path, content in make.made((*make.WRITERS, "pdf")):
        if path.parts[0] == "samples":
            (folder / path.name).write_bytes(content)


def planted(folder: Path, count: int, seed: int) -> None:
    """Write made-up reports with one fault each, so many a rule, in the same formats."""
    import make

    font = make.font_file(None)
    for rule in PLANTERS:
        for number in range(count):
            spoilt = spoiled(Job(seed, rule, number, ""))
            if spoilt is not None:
                drawn = draw.sample(spoilt[0])
                path = folder / f"{rule}-{number}"
                for form, write in make.WRITERS.items():
                    path.with_suffix(f".{form}").write_bytes(write(drawn))
                path.with_suffix(".pdf").write_bytes(make.pdf(draw.paged(drawn), font))


def copied(source: Path, folder: Path) -> None:
    """Copy the reports of a folder into another."""
    for path in source.iterdir():
        if path.suffix[1:] in FORMATS:
            shutil.copy(path, folder)


def converted(folder: Path) -> None:
    """Add what LibreOffice makes of a folder's files, unless that is there already or LibreOffice is not."""
    program = office.found()
    if program is None:
        return
    for form, origin in CONVERTED.items():
        files = [f for f in sorted(folder.glob(f"*.{origin}")) if not f.with_suffix(f".{form}").exists()]
        if files:
            with TemporaryDirectory() as profile:
                private = f"-env:UserInstallation={Path(profile).as_uri()}"
                options = (private, "--headless", "--convert-to", form, "--outdir", str(folder))
                command = [str(program), *options, *map(str, files)]
                subprocess.run(command, check=True, timeout=MAX_SECONDS, stdout=subprocess.DEVNULL)


def main() -> None:
    """Read the options, audit every file, write what differs and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--planted", type=int, default=0, metavar="N", help="N made-up faulty reports a rule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="leave the files that were compared in this folder")
    options = parser.parse_args()
    every: list[Verdict] = []
    with TemporaryDirectory() as work:
        sources = options.folders or [Path("planted" if options.planted else "samples")]
        for source in sources:
            folder = (options.keep or Path(work)) / source.name
            folder.mkdir(parents=True)
            if options.folders:
                copied(source, folder)
            elif options.planted:
                planted(folder, options.planted, options.seed)
            else:
                samples(folder)
            converted(folder)
            every += verdicts(sorted(f for f in folder.iterdir() if f.suffix[1:] in FORMATS))
    differing = list(differences(every))
    for d in differing:
        told = " | ".join(masked(text) for text in (d.report, d.format, *d.key))
        sys.stdout.write(f"{'missing' if d.missing else 'more':8}{told}\n")
    sys.stdout.write(aligned(list(counts(every, differing))))


if __name__ == "__main__":
    main()

"""What start-up, reading and writing cost, each as a ratio to a floor: `python benchmarks/speed.py [REPEATS]`.

A job and its floor take turns, and the ratio is that of their medians, with the middle half of all ratios beside
it; so the machine hardly matters. Then come exponents (how time grows with rows, paragraphs and tables), what one
report of a mixed folder costs, what the cache saves and what a second job gives; last, what a start and a report are
made of, which is what stands in the way of a goal that is missed. Run it in an environment that has the wheel: an
editable install slows every start of Python.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from cProfile import Profile
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import chain, cycle, islice
from math import log
from pathlib import Path
from pstats import Stats
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from shutil import copy
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import pdfplumber
import pypdfium2
from lxml import etree

from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_bytes
from auditor.outcome import Audit
from auditor.output import FORMATS, Options, write
from auditor.readers import SUFFIXES, doc, docx, office, pdf

SAMPLES = Path(__file__).parent.parent / "samples"
AUDITOR = Path(sys.executable).with_name("auditor")
DOCUMENT = "word/document.xml"
ROW = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tr"

IMPORTED = re.compile(r"import time: +(\d+) \| +\d+ \| +(\S+)")

Job = Callable[[], object]
Contest = tuple[str, Job, str, Job, float]
"""(job, how, floor, how, highest ratio wanted)."""
SHORT = """绩效自评表
指标名称\t指标值\t完成值\t分值\t得分
培训人次\t≥100人次\t120人次\t60\t60
简报期数\t≥4期\t4期\t40\t40
"""


def process(*command: str | Path) -> Job:
    """A fresh process."""
    return lambda: subprocess.run(command, capture_output=True, check=True)


def long_report(rows: int) -> bytes:
    """A Word sample with its last table row repeated."""
    packed = BytesIO()
    with zipfile.ZipFile(SAMPLES / "department-clean.docx") as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == DOCUMENT:
                root = etree.fromstring(data)
                last = [*root.iter(ROW)][-1]
                for _ in range(rows):
                    last.addnext(deepcopy(last))
                data = etree.tostring(root)
            new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def walk(data: bytes) -> int:
    """Parse a Word file's main part and pass every element."""
    return sum(1 for _ in etree.fromstring(zipfile.ZipFile(BytesIO(data)).read(DOCUMENT)).iter())


def pdfium_text(data: bytes) -> list[str]:
    """A PDF's text, as PDFium extracts it."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


def pdfplumber_tables(data: bytes) -> list[object]:
    """A PDF's tables, as pdfplumber extracts them."""
    with pdfplumber.open(BytesIO(data)) as opened:
        return [page.extract_tables() for page in opened.pages]


def audited(reports: list[tuple[str, bytes]], settings: Settings) -> list[Audit]:
    """The audits of reports given by name and content."""
    return [audit_bytes(data, name, settings) for name, data in reports]


def written(audits: list[Audit], format: str, options: Options) -> None:
    """Audits in a format, thrown away."""
    write(format, audits, TextIOWrapper(BytesIO(), "utf-8", newline="\n"), options)


def converted(data: bytes, folder: Path) -> bytes | None:
    """The same report as .doc; None without LibreOffice."""
    program = office.found()
    if program is None:
        return None
    (folder / "long.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = (program, profile, "--headless", "--convert-to", "doc", "--outdir", folder)
    subprocess.run((*convert, folder / "long.docx"), capture_output=True, check=True)
    return (folder / "long.doc").read_bytes()


def word_contests(rows: int, folder: Path) -> Iterator[Contest]:
    """Word files of so many more rows."""
    new = long_report(rows)
    old = converted(new, folder)
    yield f"read .docx, {rows} rows", lambda: docx.read(new), "bare lxml walk", lambda: walk(new), 3
    if old is not None:
        yield f"read .doc, {rows} rows", lambda: doc.read(old), "the same as .docx", lambda: docx.read(new), 3


def contests(folder: Path) -> Iterator[Contest]:
    """All that is measured."""
    short = folder / "short.txt"
    short.write_text(SHORT, "utf-8")
    click = process(sys.executable, "-c", "import click")
    version = process(AUDITOR, "--version")
    check = process(AUDITOR, "check", short, "--output-format", "concise", "--exit-zero")
    yield "auditor --version", version, "import click", click, 0.5
    yield "auditor check short.txt", check, "import click", click, 2.0
    for suffix, library, goal in ((".docx", "lxml.etree", 1.5), (".pdf", "pypdfium2", 1.6)):
        floor = process(sys.executable, "-c", f"import click, {library}")
        report = SAMPLES / f"project-clean{suffix}"
        one = process(AUDITOR, "check", report, "--output-format", "concise", "--exit-zero", "--no-cache")
        yield f"auditor check one {suffix}", one, f"click + {library.partition('.')[0]}", floor, goal
    for rows in (30, 300):
        yield from word_contests(rows, folder)
    text = (SAMPLES / "narrative-clean.pdf").read_bytes()
    yield "read .pdf, no ruling", lambda: pdf.read(text), "PDFium's text", lambda: pdfium_text(text), 4
    ruled = (SAMPLES / "department-clean.pdf").read_bytes()
    yield (
        "read .pdf, ruled",
        lambda: pdf.read(ruled),
        "pdfplumber's tables",
        lambda: pdfplumber_tables(ruled),
        0.2,
    )
    paths = sorted(path for path in SAMPLES.iterdir() if path.suffix in SUFFIXES)
    reports = [(path.name, path.read_bytes()) for path in islice(cycle(paths), 100)]
    settings = Settings(Selection().of(load_rules()))
    audits = audited(reports, settings)
    options = Options(rules=settings.rules)
    for format in FORMATS:
        render = partial(written, audits, format, options)
        yield f"write 100 as {format}", render, "audit of 100", partial(audited, reports, settings), 0.1


def growing(kind: str, times: int) -> bytes:
    """A text report with so many rows, paragraphs or tables."""
    row = "培训人次\t≥100人次\t120人次\t1\t1\n"
    parts = {
        "rows": SHORT + row * times,
        "paragraphs": SHORT + "全年安排10万元，其中：甲3万元，乙7万元，执行9.5万元，执行率95%。\n" * times,
        "tables": "".join(f"附表{n}\n指标名称\t指标值\t完成值\t分值\t得分\n{row}\n" for n in range(times)),
    }
    return parts[kind].encode()


GROWTH = (("rows", 30, 3_000), ("paragraphs", 10, 1_000), ("tables", 10, 2_000))


def exponents(settings: Settings) -> Iterator[str]:
    """How the time of an audit grows, as the exponent of its size."""
    for kind, few, many in GROWTH:
        small, large = growing(kind, few), growing(kind, many)
        audit_bytes(small, "a.txt", settings)
        least = min(seconds(lambda: audit_bytes(small, "a.txt", settings)) for _ in range(5))  # noqa: B023
        most = seconds(lambda: audit_bytes(large, "a.txt", settings))  # noqa: B023
        exponent = log(most / least) / log(many / few)
        yield f"{kind} {few} → {many}: {least * 1000:.1f} → {most * 1000:.0f} ms, exponent {exponent:.2f} (≤ 1.1)"


def throughput(folder: Path) -> Iterator[str]:
    """What a report of a folder costs, what the cache saves, what a second job gives."""
    reports = folder / "reports"
    reports.mkdir()
    count = 200
    for number, path in enumerate(islice(cycle([*SAMPLES.glob("*.docx"), *SAMPLES.glob("*.xlsx")]), count)):
        copy(path, reports / f"{number:03}{path.suffix}")
        # No two files are the same, or the cache would know half of them.
        with zipfile.ZipFile(reports / f"{number:03}{path.suffix}", "a") as file:
            file.comment = str(number).encode()
    os.environ["AUDITOR_CACHE_DIR"] = str(folder / "cache")
    base = (AUDITOR, "check", reports, "--output-format", "concise", "--exit-zero")
    empty = seconds(
        process(AUDITOR, "check", folder / "short.txt", "--output-format", "concise", "--exit-zero")
    )
    one = process(*base, "--no-cache", "--jobs", "1")
    spent_on_all = seconds(one) - empty
    yield f"{count} reports: {count / spent_on_all:.0f} a second and core (≥ 80)"
    seconds(process(*base))
    kept = min(seconds(process(*base)) - empty for _ in range(3))
    yield f"unchanged folder: {spent_on_all / max(kept, 0.001):.0f} times faster (≥ 20)"
    singly, doubly = (
        min(elapsed(process(*base, "--no-cache", "--jobs", jobs)) for _ in range(3)) for jobs in ("1", "2")
    )
    yield f"2 jobs: {singly / doubly:.2f} times 1 (≥ 1.7, on two idle cores)"


def made_of(folder: Path, settings: Settings) -> Iterator[str]:
    """What a start is made of, by the packages that are imported; and a report, by the modules that work on it."""
    check = ("-m", "auditor", "check", folder / "short.txt", "--output-format", "concise", "--exit-zero")
    listed = subprocess.run((sys.executable, "-X", "importtime", *check), capture_output=True, text=True)
    imported: Counter[str] = Counter()
    for line in listed.stderr.splitlines():
        if (found := IMPORTED.fullmatch(line)) is not None:
            name = found[2].partition(".")[0]
            imported[name if name in ("auditor", "click", "msgspec") else "Python's own and others"] += int(
                found[1]
            )
    yield from (f"start, importing {name}: {spent / 1000:.0f} ms" for name, spent in imported.most_common())
    reports = [(p.name, p.read_bytes()) for p in (*SAMPLES.glob("*.docx"), *SAMPLES.glob("*.xlsx"))]
    audited(reports, settings)
    profile = Profile(process_time)
    profile.runcall(audited, reports, settings)
    own: Counter[str] = Counter()
    for (file, _, _), (_, _, spent, _, _) in Stats(profile).stats.items():  # type: ignore[attr-defined]
        own[file.rpartition("auditor/")[2] if "auditor/" in file else "built-in and others"] += spent
    whole = sum(own.values())
    yield from (f"report, {name}: {spent / whole:.0%}" for name, spent in own.most_common(15))


def elapsed(job: Job) -> float:
    """Time by the clock."""
    begun = perf_counter()
    job()
    return perf_counter() - begun


def seconds(job: Job) -> float:
    """Processor time of one run, which other programs hardly change; that of processes it starts included."""
    begun = spent()
    job()
    return spent() - begun


def spent() -> float:
    """Processor time so far, of this process and of those that it waited for."""
    return sum(u.ru_utime + u.ru_stime for u in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def main(repeats: int) -> None:
    """Measure everything and write one table."""
    line = "{:24} {:>9}   {:20} {:>9}   {:>6} {:>12} {:>6}\n".format
    sys.stdout.write(line("job", "ms", "floor", "ms", "ratio", "spread", "goal"))
    with TemporaryDirectory() as folder:
        for name, job, floor_name, floor, goal in contests(Path(folder)):
            job(), floor()
            pairs = [(seconds(job), seconds(floor)) for _ in range(repeats)]
            took, least = (median(times) * 1000 for times in zip(*pairs, strict=True))
            low, _, high = (
                quantiles([job / floor for job, floor in pairs], n=4) if repeats > 1 else [took / least] * 3
            )
            numbers = (
                f"{took:.1f}",
                floor_name,
                f"{least:.1f}",
                f"{took / least:.2f}",
                f"{low:.2f}–{high:.2f}",
            )
            sys.stdout.write(line(name, *numbers, f"≤ {goal}"))
        settings = Settings(load_rules())
        for told in chain(exponents(settings), throughput(Path(folder)), made_of(Path(folder), settings)):
            sys.stdout.write(f"{told}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)

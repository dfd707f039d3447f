"""Whether a form is judged alike in any layout: `python benchmarks/layouts.py [--reports N] [--way NAME …]`.

Made-up reports, clean or with one planted fault, are laid out in each way that units use, alone and in pairs, and
written in the formats in turn. Each is held against the same report in the layout of its own kind: rows that are not
read as there, errors and warnings that are new, findings that are lost, files that end not understood. With words
that no lexicon knows, what counts is whether that is said. PDFs need a Chinese font.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from random import Random

from accuracy import Job, aligned, percent, spoiled, told
from faults import draw
from faults.generate import clean
from faults.model import Form, Kind
from faults.planters import PLANTERS
from layout.sheet import Sheet, drawn, sheet_of
from layout.ways import WAYS, Way
from layout.words import UNKNOWN

from auditor.check import Selection, load_rules
from auditor.engine import Settings, audit_bytes
from auditor.finding import Finding, Severity
from auditor.model.place import Field
from auditor.outcome import Audit
from auditor.quantity import squeeze

FORMATS = ("html", "docx", "xlsx", "txt", "pdf")
KINDS: tuple[Kind, ...] = ("project", "department", "split", "graded")
"""The forms that consist of one table of indicators."""
RULES = tuple(name for name, p in PLANTERS.items() if set(p.kinds) & set(KINDS) and not p.optional)
CLEAN_OF = 3
"""Every third report is clean."""

Key = tuple[str, str, str]
"""Code, severity and subject of a finding; no subject where it is no row of the form."""
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """One report, and the ways to lay it out, each a name or several."""

    seed: int
    number: int
    ways: tuple[tuple[str, ...], ...]
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of one layout of one report. `said`: not understood, or something of it unread."""

    ways: tuple[str, ...]
    format: str
    name: str
    status: str
    rows: int
    lost_rows: tuple[Cells, ...]
    findings: int
    new: tuple[Key, ...]
    lost: tuple[Key, ...]
    said: bool
    unread: tuple[str, ...]

    @property
    def errors(self) -> int:
        """New errors."""
        return sum(severity == Severity.ERROR.value for _, severity, _ in self.new)

    @property
    def alike(self) -> bool:
        """Whether nothing is lost, and nothing new."""
        return self.status == "audited" and not (self.lost_rows or self.new or self.lost)


# ── One report ─────────────────────────────────────────────────────────────────────────────────────────


@cache
def settings() -> Settings:
    """The default rules."""
    return Settings(Selection().of(load_rules()))


def report(trial: Trial) -> tuple[str, Form, str]:
    """The name of a report, the report, and what was planted in it."""
    rng = Random(f"{trial.seed}/{trial.number}")
    if trial.number % CLEAN_OF == 0:
        seed = f"{trial.seed}/{trial.number}"
        return f"clean-{trial.number}", clean(seed, rng.choice(KINDS)), ""
    while True:
        rule = rng.choice(RULES)
        spoilt = spoiled(Job(trial.seed, rule, rng.randrange(10**6), ""))
        if spoilt and spoilt[0].kind in KINDS:
            return f"{rule}-{trial.number}", *spoilt


def written(sheet: Sheet, suffix: str, font: Path | None) -> bytes:
    """The form as a file."""
    import make

    sample = drawn(sheet)
    if suffix == "pdf":
        return make.pdf(draw.paged(sample), make.font_file(font))
    return make.WRITERS[suffix](sample)


def laid_out(base: Sheet, ways: Sequence[Way], rng: Random) -> tuple[Sheet, Sheet] | None:
    """The form as it is held against, and in its layout; None when it cannot be laid out so, or is so already."""
    plain = deepcopy(base)
    for way in ways:
        if way.without and way.without(rng, plain) is False:
            return None
    sheet = deepcopy(plain)
    try:
        fits = all(way.change(rng, sheet) is not False for way in ways)
    except KeyError:  # one way took off the column that the next one moves
        return None
    return (plain, sheet) if fits and (sheet != plain or not ways) else None


def outcomes(trial: Trial, font: Path | None, keep: Path | None) -> list[Outcome]:
    """Lay out one report in all its ways; `keep` is a folder for what was not judged alike."""
    name, form, mark = report(trial)
    base = sheet_of(form)
    plain_audits: dict[str, Audit] = {}
    results = []
    for nth, names in enumerate(trial.ways):
        ways = [(WAYS | UNKNOWN)[way] for way in names]
        both = laid_out(base, ways, Random(f"{trial.seed}/{trial.number}/{'+'.join(names)}"))
        if both is None:
            continue
        without = "+".join(way.name for way in ways if way.without)
        if without not in plain_audits:
            plain_audits[without] = audit_bytes(written(both[0], "html", font), "plain.html", settings())
        suffix = trial.formats[(trial.number + nth) % len(trial.formats)]
        data = written(both[1], suffix, font)
        audit = audit_bytes(data, f"{name}.{suffix}", settings())
        result = held_against(form, plain_audits[without], audit, names, suffix, name)
        silent = frozenset[str]().union(*(way.silent for way in ways))
        result = silenced(result, silent)
        results.append(result)
        if keep and not result.alike:
            keep.mkdir(parents=True, exist_ok=True)
            path = keep / f"{'+'.join(names)}-{name}.{suffix}"
            path.write_bytes(data)
            (keep / f"{path.name}.txt").write_text(f"{result}\n{told(audit, mark, False)}", "utf-8")
    return results


def silenced(result: Outcome, rules: frozenset[str]) -> Outcome:
    """The outcome without what a layout leaves nothing to judge by, or what is about the layout itself."""
    codes = {rule.code for rule in load_rules() if rule.name in rules}
    new, lost = (tuple(key for key in keys if key[0] not in codes) for keys in (result.new, result.lost))
    return replace(result, new=new, lost=lost)


def held_against(
    form: Form, plain: Audit, audit: Audit, ways: tuple[str, ...], suffix: str, name: str
) -> Outcome:
    """What differs between a report in its own layout and in another."""
    names = {squeeze(row.name) for row in form.rows}
    before, after = (Counter(key(f, names) for f in a.result.findings) for a in (plain, audit))
    rows, read = rows_of(plain), rows_of(audit)
    new = [k for k in (after - before).elements() if k[1] != Severity.INFO.value]
    lost = [k for k in (before - after).elements() if k[1] != Severity.INFO.value]
    unread = (*audit.unread, *(u for r in audit.reports for u in r.unread))
    return Outcome(
        ways,
        suffix,
        name,
        audit.status,
        rows.total(),
        tuple((rows - read).elements()),
        sum(n for (_, severity, _), n in before.items() if severity != Severity.INFO.value),
        tuple(sorted(new)),
        tuple(sorted(lost)),
        audit.status == "not_understood" or bool(unread),
        tuple(f"{u.kind} {u.text}" for u in unread),
    )


def key(finding: Finding, names: set[str]) -> Key:
    """What two layouts of one report must agree on: a row by its name, however that is dressed up."""
    subject = squeeze(finding.subject)
    own = max((name for name in names if name in subject), key=len, default="")
    return finding.code, finding.severity.value, own


def rows_of(audit: Audit) -> Counter[Cells]:
    """The figures of every indicator and of every row of funds."""
    rows: Counter[Cells] = Counter()
    for one in audit.reports:
        for table in one.tables:
            for i in table.indicators:
                rows[tuple(map(cell, (i.target, i.completion, i.weight, i.score)))] += 1
        for fund in one.funds:
            rows[("funds", *map(cell, (fund.initial, fund.adjusted, fund.executed, fund.rate)))] += 1
    return rows


def cell(field: Field | None) -> str:
    """The number of a cell, else its digits, else its text."""
    if not field:
        return ""
    if field.quantity:
        return f"{field.quantity.value.normalize():f}"
    text = squeeze(field.text)
    return re.sub(r"[^\d.,]", "", text) or text


# ── The table ──────────────────────────────────────────────────────────────────────────────────────────


def trials(
    seed: int, reports: int, ways: list[str], pairs: int, formats: tuple[str, ...], each: int
) -> Iterator[Trial]:
    """So many reports, each in `each` of the ways and in `pairs` pairs of them, all ways as often."""
    rng = Random(seed)
    deck: list[str] = []
    for number in range(reports):
        while len(deck) < each:
            deck += rng.sample(ways, len(ways))
        alone = [(deck.pop(0),) for _ in range(each)]
        paired = [tuple(rng.sample(ways, 2)) for _ in range(pairs)] if len(ways) > 1 else []
        yield Trial(seed, number, (*alone, *paired), formats)


def table(results: Iterable[Outcome], *, paired: bool) -> Iterator[tuple[str, ...]]:
    """A row for each way, for each format, and for all. A pair counts for both of its ways."""
    yield (
        "way",
        "reports",
        "rows",
        "lost rows",
        "new errors",
        "new warnings",
        "findings",
        "lost",
        "not understood",
        "said",
    )
    groups: dict[str, list[Outcome]] = defaultdict(list)
    every = [result for result in results if (len(result.ways) > 1) is paired]
    for result in every:
        for way in result.ways:
            groups[way].append(result)
    for way in sorted(groups):
        yield line(way, groups[way])
    for suffix in FORMATS:
        if of_format := [result for result in every if result.format == suffix]:
            yield line(f"all in {suffix}", of_format)
    yield line("all", every)


def line(name: str, results: list[Outcome]) -> tuple[str, ...]:
    """The counts of some outcomes."""
    return (
        name,
        str(len(results)),
        str(sum(r.rows for r in results)),
        str(sum(len(r.lost_rows) for r in results)),
        str(sum(r.errors for r in results)),
        str(sum(len(r.new) - r.errors for r in results)),
        str(sum(r.findings for r in results)),
        str(sum(len(r.lost) for r in results)),
        str(sum(r.status == "not_understood" for r in results)),
        percent(sum(r.said for r in results), len(results)),
    )


def silent(results: Iterable[Outcome]) -> list[Outcome]:
    """Layouts with unknown words of which something was lost, and nothing was said."""
    return [r for r in results if not r.said and not r.alike]


def main() -> None:
    """Read the options, lay out and audit everything, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reports", type=int, default=60)
    parser.add_argument("--each", type=int, default=3, help="ways alone a report")
    parser.add_argument("--pairs", type=int, default=2, help="pairs of ways a report")
    parser.add_argument(
        "--way", action="append", choices=sorted(WAYS | UNKNOWN), help="all known unless named"
    )
    parser.add_argument("--unknown", action="store_true", help="words that no lexicon knows")
    parser.add_argument("--format", action="append", choices=FORMATS, help="all unless named")
    parser.add_argument("--font", type=Path, help="a Chinese .ttf or .ttc for the PDFs")
    parser.add_argument("--keep", type=Path, help="write what was not judged alike into this folder")
    parser.add_argument("--list", action="store_true", help="name each layout that was not judged alike")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    ways = options.way or list(UNKNOWN if options.unknown else WAYS)
    formats = tuple(options.format or FORMATS)
    todo = list(
        trials(options.seed, options.reports, ways, options.pairs, formats, min(options.each, len(ways)))
    )
    with ProcessPoolExecutor(options.jobs) as pool:
        made = pool.map(partial(outcomes, font=options.font, keep=options.keep), todo, chunksize=2)
        results = [result for group in made for result in group]
    if options.list:
        for r in results:
            if not r.alike:
                sys.stdout.write(
                    f"{'+'.join(r.ways)} {r.name}.{r.format} {r.status} new {r.new} lost {r.lost}"
                    f" rows {len(r.lost_rows)}/{r.rows} {r.lost_rows[:2]} unread {r.unread[:3]}\n"
                )
    for paired in (False, True):
        sys.stdout.write(aligned(list(table(results, paired=paired))) + "\n")
    if options.unknown:
        sys.stdout.write(f"{len(silent(results))} of {len(results)} lost something and said nothing\n")


if __name__ == "__main__":
    main()

"""Keep what is found and read today, for `compare.py`: `python benchmarks/freeze.py [--add] [--beside FOLDER]`.

Three sets belong to the project and are kept in `benchmarks/frozen`: the samples in every format, the examples of
all rules, and made-up reports with planted faults, whose texts are kept beside what was found in them, so that
the set stays the same when the generator changes. Reports that lie beside the project (`FOLDER/shared`: `reports`
and `cases`) are not the project's to copy: of what is said of them `benchmarks/frozen` keeps digests, and
`FOLDER/frozen-shared.txt` the words.

A set is plain text: a line `== case`, then a line a fact, its key and its value parted by a tab.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from accuracy import TRIES, settings, spoiled, written
from accuracy import Job as Planted
from faults.coincidences import COINCIDENCES
from faults.deck import Deck
from faults.generate import clean
from faults.model import KINDS, Kind
from faults.planters import PLANTERS

from auditor.check import Rule, load_rules, run
from auditor.document import Document
from auditor.engine import audit_bytes
from auditor.finding import Checked, Verdict
from auditor.outcome import Audit
from auditor.output import extract, json
from auditor.output.neutral import one_line
from auditor.readers import example
from auditor.recognition import recognise

PROJECT = Path(__file__).parent.parent
FROZEN = Path(__file__).parent / "frozen"
INPUTS = FROZEN / "planted-reports.txt"
SUFFIXES = frozenset((".docx", ".html", ".pdf", ".txt", ".xlsx"))
SEED, FAULTS, CLEAN, CHOICE = 11, 2, 12, 12
"""Of the planted set: its seed, faulty reports a rule, clean reports, and of how many reports the shortest is kept."""
LONGEST = 36
"""Characters of a value that are kept; a longer one ends in a digest of all of it."""
ROWS = {
    "totals": ("label", "value"),
    "goals": ("initial", "adjusted", "completion"),
    "budget": ("name", "initial", "adjusted", "executed", "unit", "rate", "weight", "score"),
    "indicators": (
        *("level1", "level2", "name", "direction", "target", "unit"),
        *("weight", "actual", "score", "note"),
    ),
    "items": ("number", "name", "weight", "score"),
}
"""What is compared of the rows of `auditor extract`."""

Facts = list[str]
"""What is known of one case, sorted: `finding EXE001 place<TAB>error certain …`."""
Set = dict[str, Facts]


# ── What is compared of an audit ───────────────────────────────────────────────────────────────────────


def facts(audit: Audit) -> Facts:
    """What `check` and `extract` say of a file, as far as it is compared."""
    file = json.file(audit, "zh")
    said = [fact("status", str(file["status"]))]
    said += [fact("error", file["error"])] if file["error"] else []
    for finding in file["findings"]:
        where = f"{finding['code']} {finding['location']['path']}"
        shown = (finding[name] or "" for name in ("subject", "found", "expected"))
        said.append(
            fact(
                f"finding {where}", f"{finding['rule']} {finding['severity']} {finding['confidence']}", *shown
            )
        )
        said.append(fact(f"fingerprint {where}", finding["fingerprint"]))
    said += map(figure, audit.result.figures)
    if audit.report is not None:
        report = extract.content(audit)
        said += [fact(name, str(report[name] or "")) for name in ("title", "year", "organisation")]
        said.append(fact("profile", audit.report.scheme.name))
        indicators = [row for table in report["tables"] for row in table["indicators"]]
        said += [fact("table", table["kind"], table["title"]) for table in report["tables"]]
        said += rows(report | {"indicators": indicators})
    return sorted(said)


def figure(checked: Checked) -> str:
    """A recomputed figure and its verdict; where most agree, the place is told of the others only."""
    agrees = checked.verdict in (Verdict.VERIFIED, Verdict.CONSISTENT)
    where = "" if agrees else f" {json.location(checked.place)['path']}"
    return fact(f"figure{where}", checked.place.marked, checked.verdict.value)


def rows(report: dict[str, Any]) -> Iterator[str]:
    """The rows that were read, of every kind."""
    for kind, names in ROWS.items():
        for row in report[kind]:
            place = row["location"]["path"]
            # The name is left out where the place ends with it.
            values = {name: str(row[name] or "") for name in names}
            told = (text for name, text in values.items() if name != "name" or not place.endswith(text))
            yield fact(f"row {kind} {place}", *told)
    claims: dict[str, set[str]] = {}
    for claim in report["claims"]:
        claims.setdefault(claim["location"]["path"], set()).add(claim["kind"])
    for place, kinds in claims.items():
        yield fact(f"row claims {place}", *sorted(kinds))


def fact(key: str, *values: str) -> str:
    """One line: the key, a tab, the values."""
    return f"{one_line(key)}\t{'|'.join(short(one_line(value)) for value in values)}"


def short(text: str) -> str:
    """A text of bounded length that still changes with every character."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 6]}…{digest(text)}"


def digest(text: str) -> str:
    """A few letters that stand for a text."""
    return sha256(text.encode()).hexdigest()[:6]


# ── The sets ───────────────────────────────────────────────────────────────────────────────────────────


def examples() -> Iterator[tuple[str, Rule, Document]]:
    """Every example of every rule, under a name that its text alone decides."""
    for rule in load_rules():
        for text in dict.fromkeys((*rule.page.bad, *rule.page.good)):
            yield f"examples/{rule.code}-{digest(text.strip())}", rule, example.read(text)


def of_examples() -> Set:
    """What the default rules, and each example's own, say of it."""
    found = {}
    for name, rule, document in examples():
        reports = recognise(document).reports
        rules = settings("").rules
        rules = rules if rule in rules else (*rules, rule)
        audit = Audit(name, document, reports, run(reports[0], rules)) if reports else Audit(name, document)
        found[name] = facts(audit)
    return found


def of_files(files: Iterable[tuple[str, bytes]]) -> Set:
    """What the default rules say of files, given by name and content."""
    return {name: facts(audit_bytes(data, name, settings(""))) for name, data in files}


def found(base: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """The reports in a folder, each named by its path from another one."""
    for path in sorted(folder.glob("*")):
        if path.suffix in SUFFIXES:
            yield path.relative_to(base).as_posix(), path.read_bytes()


def samples() -> Iterator[tuple[str, bytes]]:
    """The samples as they are kept, and in the formats that can be written at once."""
    import make

    yield from found(PROJECT, PROJECT / "samples")
    formats = [name for name in make.WRITERS if name not in make.COMMITTED]
    yield from ((path.as_posix(), data) for path, data in make.made(formats))


def of_planted() -> Set:
    """What is said of the planted reports; a rule that is off by default runs on its own faults."""
    found = {}
    for name, lines in read(INPUTS).items():
        rule = name.split("/")[1].rpartition("-")[0]
        text = "\n".join(lines) + "\n"
        audit = audit_bytes(text.encode(), f"{name}.txt", settings(rule if rule in PLANTERS else ""))
        found[name] = facts(audit)
    return found


def own() -> dict[str, Set]:
    """What is said of everything that the project holds, by the name of the set."""
    return {"samples": of_files(samples()), "examples": of_examples(), "planted": of_planted()}


def of_shared(beside: Path) -> Set:
    """What is said of the reports that lie beside the project; one that is given anew is another case."""
    files = [file for name in ("reports", "cases") for file in found(beside, beside / "shared" / name)]
    contents = {name: sha256(data).hexdigest()[:8] for name, data in files}
    return {f"{name}#{contents[name]}": said for name, said in of_files(files).items()}


# ── The planted reports ────────────────────────────────────────────────────────────────────────────────


def planted() -> Iterator[tuple[str, str]]:
    """Names and texts of made-up reports: clean ones, one fault each, and faults that fit another reading."""
    for number in range(CLEAN):
        forms = (clean(f"{SEED}/{number}/{n}", KINDS[number % len(KINDS)]) for n in range(CHOICE))
        yield f"planted/clean-{number}", min((written(f, "text", None).decode() for f in forms), key=len)
    for rule in PLANTERS:
        for number in range(FAULTS):
            jobs = (Planted(SEED, rule, number * CHOICE + n, "text") for n in range(CHOICE))
            made = [written(spoilt[0], "text", None).decode() for job in jobs if (spoilt := spoiled(job))]
            if made:
                yield f"planted/{rule}-{number}", min(made, key=len)
    for name, (kinds, _) in COINCIDENCES.items():
        for kind in kinds:
            yield f"coincidences/{name}-{kind}", min(islice(coincident(name, kind), CHOICE), key=len)


def coincident(name: str, kind: Kind) -> Iterator[str]:
    """Texts of reports of one kind with a fault that fits another reading."""
    for attempt in range(TRIES):
        seed = f"{SEED}/{name}/{kind}/{attempt}"
        form = clean(seed, kind)
        if COINCIDENCES[name][1](Deck(f"{seed}/fault"), form) is not None:
            yield written(form, "text", None).decode()


# ── Files ──────────────────────────────────────────────────────────────────────────────────────────────


def read(path: Path) -> Set:
    """A set as it was kept."""
    kept: Set = {}
    for line in path.read_text("utf-8").split("\n")[:-1]:
        if line.startswith("== "):
            lines = kept[line[3:]] = []
        else:
            lines.append(line)
    return kept


def write(path: Path, kept: Set, add: bool) -> None:
    """Keep a set; with `add` only the cases that are not kept yet."""
    if add and path.exists():
        kept = kept | read(path)
    text = "".join(f"== {name}\n" + "".join(f"{line}\n" for line in kept[name]) for name in sorted(kept))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
    sys.stdout.write(f"{path.name}: {len(kept)} cases, {sum(map(len, kept.values()))} facts\n")


def words_file(beside: Path) -> Path:
    """Where the facts about the reports beside the project are kept in words."""
    return beside / "frozen-shared.txt"


def sealed(line: str) -> str:
    """A fact without the words of the report: its kind, the rule of a finding, and a digest."""
    kind, _, rest = line.partition("\t")[0].partition(" ")
    rule = f" {rest.partition(' ')[0]}" if kind in ("finding", "fingerprint") else ""
    return f"{kind}{rule} #{sha256(line.encode()).hexdigest()[:8]}"


def main() -> None:
    """Read the options, audit everything, write the sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--add", action="store_true", help="keep new cases only, leave the others as they are"
    )
    parser.add_argument("--plant", action="store_true", help="make the planted reports anew first")
    parser.add_argument(
        "--beside", type=Path, metavar="FOLDER", help="freeze only what lies there in `shared`"
    )
    options = parser.parse_args()
    if options.beside:
        kept = of_shared(options.beside)
        write(words_file(options.beside), kept, options.add)
        digests = {name: sorted(map(sealed, lines)) for name, lines in kept.items()}
        write(FROZEN / "shared.txt", digests, options.add)
        return
    if options.plant:
        write(INPUTS, {name: text.removesuffix("\n").split("\n") for name, text in planted()}, options.add)
    for name, kept in own().items():
        write(FROZEN / f"{name}.txt", kept, options.add)


if __name__ == "__main__":
    main()

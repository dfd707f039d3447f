"""Narratives that nobody wrote: `python benchmarks/narratives.py [--count N] [--seed S] [--show]`.

Right ones must be accused of nothing; where one digit of a figure that others give is wrong, at least half must be
accused, and nobody else.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from msgspec import Struct
from stories import OPEN, SHUT, story

from auditor.check import Rule, load_rules, run
from auditor.finding import Finding, Severity
from auditor.readers import read
from auditor.recognition import recognise

LEAST = 0.5
_MARKED = re.compile(f"{OPEN}([^{SHUT}]*){SHUT}")


class Planted(Struct, frozen=True):
    """A text with one wrong digit: the figure as it is now, what it was, and its line."""

    text: str
    wrong: str
    right: str
    line: int


def clean(seed: str) -> str:
    """A narrative without a fault."""
    return _MARKED.sub(r"\1", "\n".join(story(seed).lines)) + "\n"


def planted(seed: str) -> Planted | None:
    """A narrative with one wrong digit, not the first, in a figure that others give; None where none has two."""
    lines, rng = story(seed).lines, Random(seed)
    spots = [(n, m) for n, line in enumerate(lines) for m in _MARKED.finditer(line)]
    spots = [(n, m) for n, m in spots if sum(map(str.isdigit, m[1])) > 1]
    if not spots:
        return None
    number, match = rng.choice(spots)
    right = match[1]
    digits = [i for i, char in enumerate(right) if char.isdigit()][1:]
    at = rng.choice(digits)
    wrong = right[:at] + str((int(right[at]) + rng.randint(1, 9)) % 10) + right[at + 1 :]
    line = lines[number]
    lines[number] = f"{line[: match.start()]}{wrong}{line[match.end() :]}"
    return Planted(_MARKED.sub(r"\1", "\n".join(lines)) + "\n", wrong, right, number + 1)


def accusations(text: str, rules: Sequence[Rule]) -> list[Finding]:
    """The errors and warnings of a text."""
    report = recognise(read(text.encode(), "a.txt")).report
    assert report is not None
    return [f for f in run(report, rules).findings if f.severity > Severity.INFO]


def meets(finding: Finding, fault: Planted) -> bool:
    """Whether a finding is of the figure that is wrong."""
    words = f"{finding.message.zh} {finding.found} {finding.working}"
    named = re.search(rf"(?<![\d.]){re.escape(fault.wrong)}(?![\d]|\.\d)", words)
    places = (finding.place, *finding.related)
    return bool(named) or any(p.location.line == fault.line and fault.wrong in p.marked for p in places)


def judge(count: int, seed: str, show: bool) -> tuple[int, int, int, int]:
    """False accusations of right texts, planted faults, those that are found, and accusations of others."""
    rules = load_rules()
    false = found = all_ = others = 0
    kinds: Counter[str] = Counter()
    for n in range(count):
        for finding in accusations(clean(f"{seed}-{n}"), rules):
            false += 1
            kinds[finding.code] += 1
            if show:
                sys.stdout.write(
                    f"false {n} {finding.code} {finding.message.zh} | {finding.place.text[:90]}\n"
                )
        if (fault := planted(f"{seed}-{n}")) is None:
            continue
        all_ += 1
        accused = accusations(fault.text, rules)
        own = [f for f in accused if meets(f, fault)]
        found += bool(own)
        others += len(accused) - len(own)
        if show:
            for line in _missed(n, fault, accused, own):
                sys.stdout.write(line)
    if show:
        sys.stdout.write(f"{dict(kinds)}\n")
    return false, all_, found, others


def _missed(n: int, fault: Planted, accused: list[Finding], own: list[Finding]) -> Iterator[str]:
    """What is to be looked at of a planted fault."""
    if not own:
        yield f"missed {n} {fault.right} → {fault.wrong}: {fault.text.splitlines()[fault.line - 1][:120]}\n"
    for finding in accused:
        if finding not in own:
            yield f"other {n} {fault.right} → {fault.wrong} {finding.code} {finding.message.zh}\n"


def main() -> int:
    """Print what was found; fail where somebody right is accused or too little is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", default="1")
    parser.add_argument(
        "--show", action="store_true", help="every false accusation and every fault that was missed"
    )
    options = parser.parse_args()
    false, all_, found, others = judge(options.count, options.seed, options.show)
    sys.stdout.write(
        f"{options.count} right narratives: {false} errors and warnings; "
        f"{all_} with a wrong digit: {found} found = {found / max(1, all_):.0%}, {others} accusations of others\n"
    )
    return int(bool(false or others) or found < LEAST * all_)


if __name__ == "__main__":
    raise SystemExit(main())

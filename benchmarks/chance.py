"""How often figures agree by chance: `python benchmarks/chance.py FOLDER [--rounds N]`.

Every figure of a text is replaced by one of another text of the folder that has the same unit, and the text is judged
again. What stays verified is chance: at most two of a hundred of what was verified may.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import defaultdict
from pathlib import Path

from auditor.check import load_rules, run
from auditor.finding import Verdict
from auditor.readers import read
from auditor.recognition import recognise

MOST = 0.02
# Years, days and numbers of documents and paragraphs stay.
_FIGURE = re.compile(
    r"(?<![\d.,A-Za-z〔〕\[\]【】第(（])(\d[\d,]*(?:\.\d+)?)\s*(?![\d.,、)）年月日号〔〕])([%‰]|[万亿]?元(?:/[^\W\d])?|[^\W\d_]{1,2})"
)
PROOF = (Verdict.VERIFIED, Verdict.WITHIN_ROUNDING)


def verdicts(text: str) -> tuple[int, int]:
    """How many figures of a text are verified, and how many are only consistent."""
    report = recognise(read(text.encode(), "a.txt")).report
    if report is None:
        return 0, 0
    figures = [f.verdict for f in run(report, load_rules()).figures]
    return sum(v in PROOF for v in figures), figures.count(Verdict.CONSISTENT)


def strange(name: str, texts: dict[str, str], rng: random.Random) -> str:
    """A text with the figures of the others."""
    pool: dict[str, list[str]] = defaultdict(list)
    for other, text in texts.items():
        if other != name:
            for number, unit in _FIGURE.findall(text):
                pool[unit].append(number)

    every = [number for numbers in pool.values() for number in numbers]

    def another(match: re.Match[str]) -> str:
        return rng.choice(pool[match[2]] or every) + match[2]

    return _FIGURE.sub(another, texts[name])


def main() -> int:
    """Print what stays verified; fail when it is more than chance may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = {p.name: p.read_text("utf-8") for p in sorted(options.folder.glob("*.txt"))}
    rng = random.Random(1)
    proved = agreed = by_chance = loosely = 0
    for name, text in texts.items():
        true, loose = verdicts(text)
        proved += true * options.rounds
        agreed += loose * options.rounds
        for _ in range(options.rounds):
            stays, loose = verdicts(strange(name, texts, rng))
            by_chance += stays
            loosely += loose
    rate = by_chance / max(1, proved)
    sys.stdout.write(
        f"verified {proved}, by chance {by_chance} = {rate:.1%}; consistent {agreed}, by chance {loosely}\n"
    )
    return int(rate > MOST)


if __name__ == "__main__":
    raise SystemExit(main())

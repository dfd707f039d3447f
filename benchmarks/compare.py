"""What changed since the verdicts were frozen: `python benchmarks/compare.py [--beside FOLDER]`.

Prints every finding, fingerprint, figure and row that was lost, is new, has changed or has moved, one a line, and
ends with 1 when one of them is not accepted. `benchmarks/frozen/accepted.toml` accepts differences: a line's key is
such a line, with `*` for anything, and its value the reason. A line of it that accepts nothing is a fault, too.
Reports that lie beside the project (`FOLDER/shared`) are compared as well, as far as they are there and the same.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from freeze import FROZEN, PROJECT, Facts, Set, of_shared, own, read, sealed, words_file

ACCEPTED = FROZEN / "accepted.toml"
SHARED = "shared/"
"""How the cases begin that lie beside the project."""


def differences(before: Set, after: Set) -> Iterator[str]:
    """What differs between two states of a set; a case that was not frozen is no difference."""
    for case, kept in before.items():
        if case not in after:
            yield f"lost case {case}"
            continue
        for kind, line in sorted(changes(kept, after[case])):
            noun = re.split("[ :]", line)[0]
            yield f"{kind} {noun} {case}{line.removeprefix(noun)}"


def unsealed(digests: Set, known: Iterable[Set]) -> Set:
    """The facts behind digests, as far as any known state has them; the others stay digests."""
    lines = {(case, sealed(line)): line for kept in known for case, facts in kept.items() for line in facts}
    return {case: [lines.get((case, fact), fact) for fact in facts] for case, facts in digests.items()}


def changes(before: Facts, after: Facts) -> Iterator[tuple[str, str]]:
    """What differs in one case: what was lost or is new, the two as one line where they belong together."""
    one, other = Counter(before), Counter(after)
    lost, new = sorted((one - other).elements()), sorted((other - one).elements())
    for kind, same in (("judged", _but_verdict), ("changed", _key), ("moved", _kind_and_value)):
        for old, now in pairs(lost, new, same):
            lost.remove(old)
            new.remove(now)
            yield kind, told(old, now, kind)
    yield from (("lost", shown(line)) for line in lost)
    yield from (("new", shown(line)) for line in new)


def _key(line: str) -> str:
    return line.partition("\t")[0]


def _but_verdict(line: str) -> str:
    """A figure without the verdict on it; any other fact whole."""
    return line.rpartition("|")[0] if line.startswith("figure\t") else line


def _kind_and_value(line: str) -> str:
    return f"{line.partition(' ')[0]}\t{line.partition(chr(9))[2]}"


def pairs(lost: Facts, new: Facts, same: Callable[[str], str]) -> list[tuple[str, str]]:
    """Lost and new facts that agree in something in which as many were lost as are new, in their order."""
    groups: dict[str, tuple[Facts, Facts]] = defaultdict(lambda: ([], []))
    for side, lines in enumerate((lost, new)):
        for line in lines:
            groups[same(line)][side].append(line)
    return [
        pair for old, now in groups.values() if len(old) == len(now) for pair in zip(old, now, strict=True)
    ]


def told(old: str, now: str, kind: str) -> str:
    """Two facts in one line: what they share, then what stood there and what stands there now."""
    if kind == "judged":
        return f"{shown(old)} → {now.rpartition('|')[2]}"
    if kind == "changed":
        return f"{_key(old)}: {old.partition(chr(9))[2]} → {now.partition(chr(9))[2]}"
    return f"{_key(old)} → {_key(now).partition(' ')[2]}: {old.partition(chr(9))[2]}"


def shown(line: str) -> str:
    """A fact as it is read."""
    return line.replace("\t", ": ", 1)


def pattern(text: str) -> re.Pattern[str]:
    """What an accepted line stands for."""
    return re.compile(".*".join(map(re.escape, text.split("*"))))


def judged(found: Iterable[str], accepted: Iterable[str]) -> tuple[list[str], list[str]]:
    """The differences that are not accepted, and the accepted lines that no difference fits."""
    patterns = {text: pattern(text) for text in accepted}
    idle, refused = set(patterns), []
    for line in found:
        fitting = {text for text, compiled in patterns.items() if compiled.fullmatch(line)}
        idle -= fitting
        if not fitting:
            refused.append(line)
    return refused, [text for text in patterns if text in idle]


def main() -> int:
    """Audit everything again and write what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beside", type=Path, metavar="FOLDER", default=PROJECT.parent)
    options = parser.parse_args()
    accepted = tomllib.loads(ACCEPTED.read_text("utf-8"))
    now = own()
    frozen = {name: read(FROZEN / f"{name}.txt") for name in now}
    if shared := of_shared(options.beside):
        now["shared"] = shared
        words = words_file(options.beside)
        known = [shared, *([read(words)] if words.exists() else [])]
        kept = {case: facts for case, facts in read(FROZEN / "shared.txt").items() if case in shared}
        frozen["shared"] = unsealed(kept, known)
    else:
        accepted = {text: why for text, why in accepted.items() if f" {SHARED}" not in text}
    found = [line for name, kept in frozen.items() for line in differences(kept, now[name])]
    refused, idle = judged(found, accepted)
    unfrozen = sum(len(now[name].keys() - kept) for name, kept in frozen.items())
    sys.stdout.writelines(f"{line}\n" for line in refused)
    sys.stdout.writelines(f"accepts nothing: {text}\n" for text in idle)
    sys.stdout.write(
        f"{sum(map(len, frozen.values()))} cases in {', '.join(frozen)}: {len(found)} differences, "
        f"{len(refused)} not accepted; {len(idle)} accepted lines fit nothing; "
        f"{unfrozen} cases not frozen yet (freeze.py --add)\n"
    )
    return 1 if refused or idle else 0


if __name__ == "__main__":
    sys.exit(main())

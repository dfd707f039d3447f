"""Whether files of other programs are read, or refused in one line: `python benchmarks/producers.py FOLDER ...`.

Every file with a suffix of a report below the folders is read: the test documents that packages of the registries
ship, say, unpacked. Printed is by suffix how many were read and refused, the reasons, and what failed: an error that
is not a refusal, or a file of which words are missing. Words are held against LibreOffice's text of the Word files
where it is there; a word that stands in a deleted change is missing rightly.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from auditor.document import Document, Paragraph, Unreadable
from auditor.readers import FORMATS, office, read

SUFFIXES = sorted(suffix for suffix, form in FORMATS.items() if form != "image")
WORD = (".docx", ".docm", ".doc")
LARGEST = 16 * 2**20
"""Bytes of a file that is tried."""
MISSING = (5, 0.02)
"""Words, and part of a file's words, that may be missing: LibreOffice writes some out twice, such as fields."""
SLOW = 20
"""Seconds from which a file is named as slow."""
MAX_SECONDS = 1_200


class Trial(Struct, frozen=True):
    """What came of one file: `problem` is why it was refused, `failure` what must not happen."""

    path: Path
    seconds: float
    document: Document | None = None
    problem: str = ""
    failure: str = ""


def trial(path: Path) -> Trial:
    """Read one file."""
    begun = time.process_time()
    document, problem, failure = None, "", ""
    try:
        document = read(path.read_bytes(), path.name)
    except Unreadable as refused:
        problem = refused.reason.en
    except Exception:  # noqa: BLE001 – whatever a reader lets through is what is looked for
        failure = traceback.format_exc(limit=-2)
    return Trial(path, time.process_time() - begun, document, problem, failure)


def words(text: str) -> Counter[str]:
    """Ideographs, and words of other letters and digits."""
    return Counter(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9]+", text))


def written(document: Document) -> str:
    """All that a document says."""
    return "\n".join(
        f"{block.number} {block.text}"
        if isinstance(block, Paragraph)
        else "\n".join(c.text for c in block.cells)
        for block in document.blocks
    )


def incomplete(trials: Iterable[Trial]) -> Iterator[str]:
    """Files of which words are missing that LibreOffice finds in them."""
    program = office.found()
    read = [t for t in trials if t.document is not None and t.path.suffix.lower() in WORD]
    if program is None or not read:
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, tried in enumerate(read):
            (folder / f"{number}{tried.path.suffix}").write_bytes(tried.path.read_bytes())
        profile, form = f"-env:UserInstallation={(folder / 'profile').as_uri()}", "txt:Text (encoded):UTF8"
        given = sorted(path for path in folder.iterdir() if path.suffix.lower() in WORD)
        command: tuple[str | Path, ...] = (
            program,
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            folder / "texts",
            *given,
        )
        subprocess.run(command, check=True, capture_output=True, timeout=MAX_SECONDS)
        texts = {int(path.stem): path.read_text("utf-8") for path in (folder / "texts").iterdir()}
    sys.stdout.write(f"words compared with LibreOffice's: {len(texts)} Word files\n")
    for number, text in sorted(texts.items()):
        document = read[number].document
        assert document is not None
        theirs = words(text)
        missing = theirs - words(written(document))
        if missing.total() > max(MISSING[0], MISSING[1] * theirs.total()):
            yield f"{read[number].path}: {missing.total()} of {theirs.total()} words missing: {' '.join([*missing][:8])}"


def main() -> int:
    """Print what came of the files; 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    folders = parser.parse_args().folders
    files = sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and path.stat().st_size <= LARGEST
    )
    trials = [trial(path) for path in files]
    sys.stdout.write(f"{'suffix':<10}{'files':>7}{'read':>7}{'refused':>9}{'failed':>8}\n")
    for suffix in SUFFIXES:
        own = [t for t in trials if t.path.suffix.lower() == suffix]
        if own:
            done, refused = sum(t.document is not None for t in own), sum(bool(t.problem) for t in own)
            failed = len(own) - done - refused
            sys.stdout.write(f"{suffix:<10}{len(own):>7}{done:>7}{refused:>9}{failed:>8}\n")
    sys.stdout.write("\nrefused\n")
    for reason, count in Counter(t.problem for t in trials if t.problem).most_common():
        sys.stdout.write(f"{count:>5}  {reason}\n")
    sys.stdout.write("\n")
    failures = [f"{t.path}\n{t.failure}" for t in trials if t.failure]
    failures += [f"{t.path}: {t.seconds:.0f} s" for t in trials if t.seconds > SLOW]
    failures += incomplete(trials)
    sys.stdout.writelines(f"{failure}\n" for failure in failures)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

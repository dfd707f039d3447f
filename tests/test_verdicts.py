"""One report, one verdict: the findings of every sample are the same in every format that it comes in.

The .doc and .ods stand in `data/renderings`, as LibreOffice makes them of the samples' .docx and .xlsx:
`benchmarks/verdicts.py --keep FOLDER` makes them again.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parent.parent / folder) for folder in ("benchmarks", "samples")]
import make
from verdicts import Difference, Key, Verdict, counts, differences, verdicts

ROOT = Path(__file__).parent.parent
RENDERINGS = ROOT / "tests" / "data" / "renderings"
SAMPLES = sorted(path.stem for path in (ROOT / "samples").glob("*.txt"))


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    """The verdicts on all samples in all formats."""
    folder = tmp_path_factory.mktemp("formats")
    for form in make.COMMITTED:
        for path in (ROOT / "samples").glob(f"*.{form}"):
            shutil.copy(path, folder)
    for path in RENDERINGS.iterdir():
        shutil.copy(path, folder)
    for path, content in make.made(("html", "md")):
        (folder / path.name).write_bytes(content)
    return verdicts(sorted(folder.iterdir()))


def test_every_sample_comes_in_eight_formats(every: list[Verdict]) -> None:
    formats = Counter(verdict.format for verdict in every)
    assert set(formats) == {"docx", "xlsx", "doc", "ods", "html", "md", "txt", "pdf"}
    assert set(formats.values()) == {len(SAMPLES)}


def test_a_sample_is_judged_alike_in_all(every: list[Verdict]) -> None:
    assert list(differences(every)) == []
    assert all(verdict.findings for verdict in every if verdict.report.endswith("-faulty"))


A: Key = ("SCR001 score-exceeds-weight", "error", "居民满意度", "10", "≤2")
B: Key = ("SCR001 score-exceeds-weight", "warning", "居民满意度", "10", "≤2")


def test_what_differs_is_told_and_counted() -> None:
    files = [
        Verdict("a", "pdf", Counter([B])),
        Verdict("a", "docx", Counter([A])),
        Verdict("a", "txt", Counter([A])),
        Verdict("b", "txt", Counter([A, A])),
        Verdict("b", "pdf", Counter([A])),
    ]
    differing = list(differences(files))
    assert differing == [
        Difference("a", "pdf", True, A),
        Difference("a", "pdf", False, B),
        Difference("b", "pdf", True, A),
    ]
    assert list(counts(files, differing))[1:] == [
        ("docx", "1", "1", "0", "0", "0"),
        ("txt", "2", "3", "0", "0", "0"),
        ("pdf", "2", "2", "2", "1", "60"),
    ]

"""One line a finding, for editors and grep."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from made import ALL, FIGURES, finding

from auditor.check import Result
from auditor.document import Document, Location
from auditor.model.place import Place
from auditor.model.report import Report
from auditor.outcome import Audit
from auditor.output import Options, write
from auditor.words import Words


def lines(*audits: Audit, **options: object) -> list[str]:
    stream = StringIO()
    write("concise", audits, stream, Options("en", **options))  # type: ignore[arg-type]
    return stream.getvalue().splitlines()


def test_every_line_has_path_and_line() -> None:
    shown = lines(*ALL)
    assert len(shown) == 5 + 2
    assert all(re.match(r"samples/[^:]+:\d+: ", line) for line in shown)
    assert (
        shown[0]
        == "samples/faulty.docx:157: SCR001 error “居民满意度” scores 10, above its weight 2 [table 2 › row 5 居民满意度 › 得分]"
    )
    assert shown[-1] == "samples/broken.docx:1: unreadable: truncated; download it again"


@pytest.mark.parametrize(
    "format, location, line",
    [
        ("text", Location(line=7, table=1, row=2), 7),
        ("xlsx", Location(sheet="表", cell="AB12", table=1, row=9), 12),
        ("pdf", Location(page=3, table=1, row=2), 3),
        ("docx", Location(table=1, row=2), 2),
        ("docx", Location(), 1),
    ],
)
def test_the_number_is_the_best_there_is(format: str, location: Location, line: int) -> None:
    found = finding(Place((), location, "10"), Words("甲\n乙", "a\nb"))
    audit = Audit("a.x", Document(format, ()), (Report(format),), Result((found,), FIGURES[:1]))
    assert lines(audit)[0].startswith(f"a.x:{line}: SCR001 error a b")


def test_quiet() -> None:
    assert len(lines(*ALL, quiet=True)) == 3

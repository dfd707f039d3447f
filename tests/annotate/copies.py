"""What the tests of annotated copies share: notes made by hand, parts of packages, places of comments."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from auditor.annotate.note import Note
from auditor.document import Location
from auditor.finding import Severity
from auditor.model.place import Place, Step

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "samples"
FAULTY = sorted(path.stem for path in SAMPLES.glob("*-faulty.txt"))


def noted(
    text: str = "",
    span: tuple[int, int] | None = None,
    severity: Severity = Severity.ERROR,
    title: str = "错误 SCR001 score-exceeds-weight",
    *,
    line: int | None = None,
    page: int | None = None,
    sheet: str | None = None,
    table: int | None = None,
    cell: str | None = None,
) -> Note:
    """A note on a text at a place."""
    at = Location(line=line, page=page, sheet=sheet, table=table, row=table, column=table, cell=cell)
    return Note(
        severity,
        title,
        "得分 10 超过权重 2",
        "算式：10 > 2",
        (),
        Place((Step("table", 1),), at, text, span=span),
    )


def words(text: str, part: str, **at: int | None) -> Note:
    """A note on a part of a text, between bars where it stands there several times: `10分，得|10|分`."""
    if "|" in part:
        before, part, _ = part.split("|")
        start = text.index(before + part) + len(before)
    else:
        start = text.index(part)
    return noted(text, (start, start + len(part)), line=at.get("line"), table=at.get("table"))


def contents(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of parts."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def changed(before: bytes, after: bytes) -> tuple[set[str], set[str]]:
    """Parts that were changed or taken away, and parts that were added."""
    old, new = contents(before), contents(after)
    return {name for name in old if old[name] != new.get(name)}, new.keys() - old.keys()


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())

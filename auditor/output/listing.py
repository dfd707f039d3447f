"""The list that goes back to those who wrote the reports: one row a finding, with columns to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from auditor.outcome import Audit
from auditor.output.entries import Entry, entries
from auditor.output.neutral import one_line, visible
from auditor.output.wording import CONFIDENCE, SEVERITY, STATUS, called, remark, where
from auditor.places import path
from auditor.words import Language, Words


class Column(Struct, frozen=True):
    """A column with its width in characters; `choices` are what a reviewer picks from."""

    title: Words
    width: int
    choices: tuple[Words, ...] = ()


FILE, ACCEPTED = Words("文件", "file"), Words("是否采纳", "accepted")
REPLY, FINGERPRINT = Words("答复", "reply"), Words("标识", "fingerprint")
ACCEPT, IN_PART, REJECT = (
    Words("采纳", "accept"), Words("部分采纳", "accept in part"), Words("不采纳", "reject")
)  # fmt: skip
COLUMNS = (
    Column(FILE, 28),
    Column(Words("级别", "severity"), 9),
    Column(Words("位置", "place"), 32),
    Column(Words("页、单元格或行", "page, cell or line"), 16),
    Column(Words("对象", "subject"), 20),
    Column(Words("问题", "finding"), 48),
    Column(Words("算式", "working"), 32),
    Column(Words("原文", "found"), 24),
    Column(Words("应为", "expected"), 14),
    Column(Words("依据", "basis"), 32),
    Column(ACCEPTED, 10, (ACCEPT, IN_PART, REJECT)),
    Column(REPLY, 32),
    Column(Words("编号", "code"), 9),
    Column(Words("规则", "rule"), 24),
    Column(Words("可信度", "confidence"), 11),
    Column(FINGERPRINT, 18),
)
SEVERITY_AT = 1
# The columns from here on are for looking up, not for reading.
LOOKUP_FROM = 13


def rows(audit: Audit, language: Language, *, together: bool = False) -> Iterator[tuple[str, ...]]:
    """A row a finding, harmless as text; one before them for a file of which the findings are not all.

    `together`: a row an entry, in which each finding has its line.
    """
    if said := remark(audit):
        status, words = STATUS[audit.status].of(language), one_line(said.words.of(language))
        row = (visible(audit.path), status, "", "", "", words)
        yield (*row, *[""] * (len(COLUMNS) - len(row)))
    found = audit.result.findings
    for entry in entries(found) if together else (Entry((finding,)) for finding in found):
        first = entry.first
        yield (
            visible(audit.path),
            SEVERITY[first.severity].of(language),
            lines(one_line(path(f.place, language)) for f in entry.findings),
            lines(one_line(where(f.place.location, audit.format).of(language)) for f in entry.findings),
            lines(one_line(f.subject) for f in entry.findings),
            lines(one_line(f.message.of(language)) for f in entry.findings),
            lines(visible(f.arithmetic.of(language)) for f in entry.findings),
            lines(one_line(f.found) for f in entry.findings),
            lines(one_line(f.expected) for f in entry.findings),
            first.basis.of(language),
            "",
            "",
            first.code,
            called(first.rule, first.title).of(language),
            CONFIDENCE[first.confidence].of(language),
            "\n".join(f.fingerprint for f in entry.findings),
        )


def lines(texts: Iterable[str]) -> str:
    """The texts of an entry's findings, each on a line with its number where there are several; none for none."""
    texts = list(texts)
    if len(texts) == 1:
        return texts[0]
    return "\n".join(f"({n}) {text}" for n, text in enumerate(texts, 1)) if any(texts) else ""

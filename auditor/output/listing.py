"""The list that goes back to those who wrote the reports: one row a finding, with columns to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from auditor.outcome import Audit
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


def rows(audit: Audit, language: Language) -> Iterator[tuple[str, ...]]:
    """A row a finding, harmless as text; one before them for a file of which the findings are not all."""
    if said := remark(audit):
        status, words = STATUS[audit.status].of(language), one_line(said.words.of(language))
        row = (visible(audit.path), status, "", "", "", words)
        yield (*row, *[""] * (len(COLUMNS) - len(row)))
    for finding in audit.result.findings:
        place = finding.place
        yield (
            visible(audit.path),
            SEVERITY[finding.severity].of(language),
            one_line(path(place, language)),
            one_line(where(place.location, audit.format).of(language)),
            one_line(finding.subject),
            one_line(finding.message.of(language)),
            visible(finding.arithmetic.of(language)),
            one_line(finding.found),
            one_line(finding.expected),
            finding.basis.of(language),
            "",
            "",
            finding.code,
            called(finding.rule, finding.title).of(language),
            CONFIDENCE[finding.confidence].of(language),
            finding.fingerprint,
        )

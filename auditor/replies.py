"""Reading back a list of findings that came back with replies: the workbook that `--output-format xlsx` writes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from os.path import basename

from msgspec import Struct, field

from auditor.finding import Finding
from auditor.outcome import Acceptance
from auditor.output.listing import ACCEPTED, FILE, FINGERPRINT, REJECT, REPLY
from auditor.readers import read
from auditor.runner import in_child
from auditor.runner.limits import Limits
from auditor.sources import content
from auditor.words import Words

_COLUMNS = (FILE, FINGERPRINT, ACCEPTED, REPLY)


class Rejected(Struct):
    """The findings that a list came back with as rejected: their replies, and which were met."""

    replies: dict[tuple[str, str], str]
    reviewer: str = ""
    met: set[tuple[str, str]] = field(default_factory=set)

    def accept(self, path: str, finding: Finding | None) -> Acceptance | None:
        """The reply, where the finding was rejected; wherever its file lies now."""
        key = basename(path), "" if finding is None else finding.fingerprint
        if key not in self.replies:
            return None
        self.met.add(key)
        return Acceptance(self.replies[key], self.reviewer)

    @property
    def unmet(self) -> int:
        """How many replies are about nothing that was found."""
        return len(self.replies) - len(self.met)


def rejected(path: str, reviewer: str = "") -> Rejected:
    """The findings that were rejected in a list. Raises Unreadable."""
    return Rejected(in_child(partial(_rejections, path), Limits()), reviewer)


def _rejections(path: str) -> dict[tuple[str, str], str]:
    chosen = (REJECT.zh, REJECT.en)
    return {
        (basename(f), mark): reply
        for f, marks, choice, reply in _rows(path)
        if choice in chosen
        for mark in marks.split() or [""]
    }


def _rows(path: str) -> Iterator[tuple[str, ...]]:
    for table in read(content(path), path).tables:
        columns: dict[Words, int] = {}
        for row in table.grid:
            texts = ["" if cell is None else cell.text.strip() for cell in row]
            if len(columns) < len(_COLUMNS):
                columns = _header(texts)
            else:
                yield tuple(texts[columns[words]] for words in _COLUMNS)


def _header(texts: list[str]) -> dict[Words, int]:
    return {words: at for words in _COLUMNS for at, text in enumerate(texts) if text in (words.zh, words.en)}

"""What a check says: findings with severity and confidence, and verdicts on the figures it recomputed."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering
from typing import Any

from msgspec import Struct

from auditor.model.place import Field, Place
from auditor.quantity import squeeze
from auditor.words import NOTHING, Words


@total_ordering
class Severity(Enum):
    """How critical a finding is. Errors cannot be right under any known scheme; infos are worth a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)

    def __lt__(self, other: Severity) -> bool:
        return self.rank > other.rank

    @property
    def lower(self) -> Severity:
        """One level less critical; info stays info."""
        return list(Severity)[min(self.rank + 1, 2)]


@total_ordering
class Confidence(Enum):
    """How sure the tool is that it read the report rightly."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Confidence).index(self)

    def __lt__(self, other: Confidence) -> bool:
        return self.rank > other.rank


class Verdict(Enum):
    """How the recomputation of one figure ended."""

    VERIFIED = "verified"
    WITHIN_ROUNDING = "within_rounding"
    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    NOT_VERIFIABLE = "not_verifiable"


class Checked(Struct, frozen=True):
    """A figure that was recomputed, or could not be, and why.

    `working` is the arithmetic, the same in both languages; `operands` are the figures that it rests on. The engine
    adds the `rule`'s name, and which `report` of its file it is of.
    """

    verdict: Verdict
    place: Place
    reason: Words = NOTHING
    working: str = ""
    operands: tuple[Field, ...] = ()
    rule: str = ""
    report: int = 0


class Draft(Struct, frozen=True):
    """A finding as a check states it; the engine adds the rule's name, code and messages.

    `severity` overrides the rule's own. `figure` says that `place` is a recomputed figure, counted as
    inconsistent. `values` fill the rule's messages. `critical` ranks it first within its severity. `operands` are the
    figures that the recomputation rests on, where `related` are all places that are worth a look. `sentence` says the
    arithmetic in words where the bare one would say too little.
    """

    place: Place
    subject: str
    values: dict[str, Any]
    working: str = ""
    found: str = ""
    expected: str = ""
    related: tuple[Place, ...] = ()
    severity: Severity | None = None
    confidence: Confidence = Confidence.CERTAIN
    figure: bool = False
    critical: bool = False
    operands: tuple[Field, ...] = ()
    sentence: Words = NOTHING

    @property
    def accused(self) -> tuple[Place, ...]:
        """What is said to be wrong: the place; a finding that sets one figure against one other accuses both."""
        return (self.place, *self.related) if len(self.related) == 1 else (self.place,)


class Finding(Struct, frozen=True):
    """One finding, ready for any output. `working` is the arithmetic, the same in both languages; `sentence` says it in
    words where the bare one would say too little.

    `nth` counts findings of one file that quote the same cells, from 0. `title` and `basis` are the rule's, `report` is
    the index of the finding's own among the reports of its file.
    """

    rule: str
    code: str
    severity: Severity
    confidence: Confidence
    subject: str
    message: Words
    found: str
    expected: str
    working: str
    place: Place
    related: tuple[Place, ...]
    nth: int = 0
    critical: bool = False
    title: Words = NOTHING
    basis: Words = NOTHING
    report: int = 0
    sentence: Words = NOTHING

    @property
    def arithmetic(self) -> Words:
        """The arithmetic as people read it."""
        return self.sentence if self.sentence.zh else Words(self.working.replace("; ", "；"), self.working)

    @property
    def identity(self) -> tuple[str, ...]:
        """The rule and the cells it quotes, wherever they stand."""
        quoted = (self.found, self.expected, *(p.text for p in self.related))
        return self.rule, squeeze(self.subject), *map(squeeze, quoted)

    @property
    def fingerprint(self) -> str:
        """What tells the finding from every other one of its file, in later versions of the file too."""
        from hashlib import sha256  # costs milliseconds, and few outputs ask

        return sha256("\x1f".join((*self.identity, str(self.nth))).encode()).hexdigest()[:16]

    @property
    def order(self) -> tuple[object, ...]:
        """Sorting key: gravest first, then reading order, then rule."""
        at = self.place.location
        position = tuple(-1 if v is None else v for v in (at.page, at.table, at.line, at.row, at.column))
        return (
            self.severity.rank,
            not self.critical,
            self.confidence.rank,
            position,
            self.code,
            self.identity,
            self.nth,
        )

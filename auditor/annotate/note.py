"""A finding in the words that stand beside its place: the same in every format."""

from __future__ import annotations

from msgspec import Struct

from auditor.finding import Confidence, Finding, Severity
from auditor.model.place import Place
from auditor.output.entries import kin
from auditor.output.neutral import visible
from auditor.output.wording import BASIS, CONFIDENCE, EXPECTED, GRAVE, SEVERITY, SURENESS, WORKING, called
from auditor.words import Language, Words

AUTHOR = "auditor"
COLOURS = {Severity.ERROR: "C00000", Severity.WARNING: "9C5700", Severity.INFO: "1F4E79"}
"""What a title is written in, by severity: red, green and blue in hexadecimal."""
TINTS = {Severity.ERROR: "F8CBAD", Severity.WARNING: "FFE699", Severity.INFO: "DDEBF7"}
"""What a place is tinted with, by severity; dark text stays readable on it."""
TITLE = Words("审核意见", "Audit findings")
_LINE = Words("{label}：{text}", "{label}: {text}")


class Note(Struct, frozen=True):
    """One finding as it is written beside its place. No text in it holds a control character or a line break.

    Notes of one `kin` are one entry of a list; those of none stand alone.
    """

    severity: Severity
    title: str
    message: str
    working: str
    remarks: tuple[str, ...]
    place: Place
    author: str = AUTHOR
    kin: tuple[object, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the title."""
        return tuple(filter(None, (self.message, self.working, *self.remarks)))

    @property
    def text(self) -> str:
        """All of it, a line each."""
        return "\n".join((self.title, *self.lines))


def note(finding: Finding, language: Language, author: str = AUTHOR) -> Note:
    """Severity, rule, message, arithmetic; and how sure it is and what hangs on it, where that matters."""

    def labelled(label: Words, text: str | Words) -> str:
        return visible(_LINE.format(label=label, text=text).of(language))

    remarks = []
    if finding.expected and not finding.working:
        remarks.append(labelled(EXPECTED, finding.expected))
    if finding.confidence is not Confidence.CERTAIN:
        remarks.append(labelled(SURENESS, CONFIDENCE[finding.confidence]))
    if finding.basis.zh:
        remarks.append(labelled(BASIS, finding.basis))
    if finding.critical:
        remarks.append(labelled(*GRAVE))
    return Note(
        finding.severity,
        visible(
            f"{SEVERITY[finding.severity].of(language)} {finding.code} {called(finding.rule, finding.title).of(language)}"
        ),
        visible(finding.message.of(language)),
        labelled(WORKING, finding.arithmetic) if finding.working else "",
        tuple(remarks),
        finding.place,
        author,
        kin(finding),
    )

"""An output as the command line would write it, and what every output must survive."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO, TextIOWrapper

from made import FIGURES, cell, finding

from auditor.check import Result
from auditor.document import Document, Location
from auditor.finding import Finding, Severity
from auditor.model.place import Place, Step
from auditor.model.report import Report
from auditor.outcome import Audit
from auditor.output import Options, write
from auditor.words import Words

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "＝HYPERLINK(\"http://x.example\",\"点\")",
    "+1+1",
    "-2+3|x",
    "@SUM(1)",
    "\t=1+1",
    "<script>alert(1)</script>",
    "[点我](javascript:alert)",
    "|列| `码` **粗** ~~删~~ $x$ &lt; https://x.example www.x.example @all",
    "::error file=x::y\n::set-env name=A::B",
    "\"],'}]]>&--><!--",
    "100%0A::warning::",
    "{0} {subject} %s \\",
    "\x00\x07\x1b[31m\x1b]0;x\x07\x85\u2028\u202e\u200b\ufeff\ufffe",
    "电话13812345678",
    "长" * 40_000,
)  # fmt: skip


def rendered(format: str, audits: Iterable[Audit], options: Options | None = None) -> bytes:
    """The bytes of an output."""
    content = BytesIO()
    stream = TextIOWrapper(content, "utf-8", "backslashreplace", newline="\n")
    write(format, audits, stream, options or Options())
    stream.flush()
    return content.getvalue()


def audit(*findings: Finding, path: str = "a.docx", format: str = "docx") -> Audit:
    """A file with findings."""
    return Audit(path, Document(format, ()), (Report(format),), Result(findings, FIGURES[:1]))


def hostile() -> list[Audit]:
    """Audits in which every hostile text stands wherever a report's text can stand."""
    audits = []
    for number, text in enumerate(HOSTILE):
        place = Place((Step("sheet", name=text),), Location(sheet=text, cell="A1"), text)
        words = Words(text, text)
        faults = [
            finding(
                place,
                words,
                severity=severity,
                subject=text,
                expected=text + severity.value,
                working=text,
                related=(place,),
            )
            for severity in Severity
        ]
        audits += [
            audit(*faults, path=f"{number} {text[:80]}.xlsx", format="xlsx"),
            Audit(f"broken {text[:80]}", error=words, problem="unreadable"),
        ]
    return [*audits, Audit("\udcff.txt", error=Words("坏了", "broken"), problem="unreadable")]


OVER = finding(cell(5, 7), Words("得分 10 超过权重 2", "scores 10, above its weight 2"), expected="≤ 2")

"""A report without its names, to be sent when a finding seems wrong: figures and layout stay, and so do the findings.

What is replaced keeps its length, so that nothing moves: the names of places in the names of units, persons behind
their labels, numbers of documents, telephones and identity cards, addresses of mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import count
from os.path import splitext
from typing import TYPE_CHECKING

from auditor.annotate.parts import Parts
from auditor.document import Document, Unreadable
from auditor.lexicon import load
from auditor.patterns import HAN
from auditor.quantity import squeeze
from auditor.readers import read
from auditor.recognition import recognise
from auditor.runner import in_child
from auditor.sources import content
from auditor.words import Words

if TYPE_CHECKING:
    from lxml import etree

    from auditor.runner.limits import Limits

_PERSONAL = "personal-data"
_TEXTS = (".txt", ".md", ".csv", ".html", ".htm")
_PACKAGES = (".docx", ".docm", ".xlsx", ".xlsm")
_REFUSED = Words(
    "这种格式不能改写，请另存为 .docx、.xlsx 或 .txt 后再试",
    "a file of this format cannot be rewritten; save it as .docx, .xlsx or .txt",
)
# Heavenly stems name what has no name.
_STANDS_FOR = "甲乙丙丁戊己庚辛壬癸"
_PERSON, _AGENCY = "某", "某"
_NUMBERS = (
    re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[-—－ ]\d{7,8}(?!\d)"),
    re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])"),
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
)
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[A-Za-z]")
_DOCUMENT = re.compile(rf"({HAN}{{1,8}})([〔\[［(（【]\d{{4}}[〕\]］)）】])(第?)(\d+)(?=号)")
_NAME = re.compile(rf"{HAN}(?:·?{HAN}){{1,3}}")
# Elements whose texts are read as one, and those that hold them.
_LINES = ("p", "si", "is", "text")
_HIDDEN_PROPERTIES = ("creator", "lastModifiedBy", "Company", "Manager")


def redact_file(path: str, limits: Limits) -> tuple[bytes, bool]:
    """The file without names, and whether it has the findings of its original; made in a child. Raises Unreadable."""
    return in_child(partial(_redact_file, path), limits)


def _redact_file(path: str) -> tuple[bytes, bool]:
    data = content(path)
    made = redacted(data, path)
    return made, same_findings(data, made, path)


def redacted(data: bytes, name: str) -> bytes:
    """The file without names. Raises Unreadable for a format that cannot be rewritten."""
    suffix = splitext(name)[1].lower()
    document = read(data, name)
    replace = _Replacer(_secrets(document))
    if suffix in _TEXTS:
        from auditor.readers.text import decode

        return replace(decode(data)).encode()
    if suffix in _PACKAGES and data.startswith(b"PK"):
        return _package(data, replace)
    raise Unreadable(_REFUSED.zh, _REFUSED.en)


class _Replacer:
    """Replaces the secrets of a report, each by the same stand-in of its length everywhere."""

    def __init__(self, secrets: dict[str, str]) -> None:
        self.secrets = secrets
        ordered = sorted(secrets, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        for pattern in _NUMBERS:
            text = pattern.sub(lambda m: _LETTER.sub("x", _DIGIT.sub("0", m[0])), text)
        text = _DOCUMENT.sub(lambda m: _AGENCY * len(m[1]) + m[2] + m[3] + "0" * len(m[4]), text)
        return self.pattern.sub(lambda m: self.secrets[m[0]], text) if self.pattern else text


def _secrets(document: Document) -> dict[str, str]:
    """What is replaced by what: stems of places, and persons."""
    found: dict[str, str] = {}
    number = count()
    report = recognise(document).report
    if report is not None:
        units = (report.organisation, report.title, *(unit.field.text for unit in report.unit_names))
        for unit in units:
            for stem in _stems(squeeze(unit)):
                if stem not in found:
                    found[stem] = _stand_in(next(number), len(stem))
    for person in _persons(document):
        found.setdefault(person, _PERSON * len(person))
    return found


def _stand_in(number: int, length: int) -> str:
    """A name of some length that no other place has: 甲甲, 乙乙 …, 甲乙."""
    base = len(_STANDS_FOR)
    first, second = number % base, (number % base + number // base) % base
    return (_STANDS_FOR[first] + _STANDS_FOR[second] * length)[:length]


def _stems(unit: str) -> Iterator[str]:
    """The names of the places that a unit's name begins with, without their ends."""
    words = load("redaction")["place"]
    ends = "|".join(words["ends"])
    at = re.search(rf"{HAN}", unit)
    position = at.start() if at else len(unit)
    step = re.compile(rf"({HAN}{{2,4}}?)(?:{ends})")
    while match := step.match(unit, position):
        if match[1] not in words["not_named"] and not any(w in match[1] for w in words["not_in"]):
            yield match[1]
        position = match.end()


def _persons(document: Document) -> Iterator[str]:
    """Names behind labels: in the same text, or in the next cell."""
    labels = load("redaction")["person"]["labels"]
    behind = re.compile(
        rf"(?:{'|'.join(sorted(labels, key=len, reverse=True))})(?:[（(][^（()）]*[）)])?[:：]\s*({_NAME.pattern})(?!{HAN})"
    )
    for paragraph in document.paragraphs:
        yield from (match[1] for match in behind.finditer(paragraph.text))
    for table in document.tables:
        for row in table.grid:
            texts = ["" if cell is None else cell.text for cell in row]
            for text, following in zip(texts, [*texts[1:], ""], strict=True):
                yield from (match[1] for match in behind.finditer(text))
                name = squeeze(following)
                if squeeze(text).rstrip(":：") in labels and _NAME.fullmatch(name):
                    yield name


def _package(data: bytes, replace: _Replacer) -> bytes:
    parts = Parts(data)
    for name in sorted(parts.package.names):
        if not name.endswith(".xml") or name.startswith("[content_types]"):
            continue
        root = parts.tree(name)
        if name.startswith("docprops/"):
            _anonymous(root)
            continue
        for element in root.iter("{*}*"):
            if _local(element) in _LINES:
                _line(element, replace)
    return parts.written()


def _anonymous(root: etree._Element) -> None:
    for element in root.iter("{*}*"):
        if _local(element) in _HIDDEN_PROPERTIES and element.text:
            element.text = ""


def _line(element: etree._Element, replace: _Replacer) -> None:
    """Replace in the text of a paragraph or a cell, whatever runs it is split into."""
    pieces = [piece for piece in element.iter("{*}t", "{*}delText") if piece.text]
    whole = "".join(piece.text or "" for piece in pieces)
    new = replace(whole)
    if new == whole:
        return
    at = 0
    for piece in pieces:
        length = len(piece.text or "")
        piece.text = new[at : at + length]
        at += length


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def same_findings(data: bytes, made: bytes, name: str) -> bool:
    """Whether the rewritten file has the findings of its original: rules and figures, whatever the names are.

    Personal data are what is taken out, so that they are no longer found.
    """
    from auditor.check import load_rules
    from auditor.engine import Settings, audit_bytes

    settings = Settings(load_rules())
    before, after = (
        sorted(
            (f.code, f.working or f.found)
            for f in audit_bytes(content, name, settings).result.findings
            if f.rule != _PERSONAL
        )
        for content in (data, made)
    )
    return before == after

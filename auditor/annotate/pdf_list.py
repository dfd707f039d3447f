"""The list of findings as pages of a PDF, laid out line by line.

Its Chinese font is one that viewers have or replace (a predefined font of the standard): nothing is embedded,
so none need be at hand where the list is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from auditor.annotate.note import COLOURS, TITLE, Note
from auditor.model.place import Step
from auditor.output.cells import wrap
from auditor.output.neutral import visible
from auditor.places import path
from auditor.words import Language, Words

# In points: A4.
WIDTH, HEIGHT = 595, 842
_MARGIN, _INDENT = 56, 22
_SPACING = 1.5
# Half a Chinese character is what `wrap` counts in; Latin letters and figures are a little wider.
_CELL = 0.55
_INK, _SOFT, _LINK = "1F1F1F", "5A5A5A", "0563C1"
_LATIN_SIGNS = "›×÷±°·"
_LATIN, _BOLD, _CHINESE = "Latin", "Bold", "Chinese"
_CHINESE_NAME = "STSong-Light"

_PAGE = Words("原文第{n}页", "page {n} of the report")
_EXPLAINED = Words(
    "以下意见由 auditor 写入；报告原文从本清单之后开始，有出处的单元格或段落已加底色，点击位置可跳转。",
    "Written by auditor. The report follows this list; cells and paragraphs in question are highlighted there, "
    "and each place leads to its own.",
)


class Line(Struct, frozen=True):
    """A line of text in points from the page's lower left corner; `note` numbers what it leads to, from 0."""

    text: str
    x: float
    y: float
    size: float
    colour: str
    bold: bool = False
    note: int | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """What can be clicked: the line's whole width."""
        return self.x, self.y - 0.3 * self.size, WIDTH - _MARGIN, self.y + self.size


class ListPage(Struct, frozen=True):
    """A page of the list."""

    lines: tuple[Line, ...]

    @property
    def content(self) -> bytes:
        """The page's drawing instructions."""
        return "\n".join(map(_drawn, self.lines)).encode("ascii")


def fonts() -> dict[str, object]:
    """The fonts that the instructions name, in the terms of the format."""
    latin = {"/Type": "/Font", "/Subtype": "/Type1", "/Encoding": "/WinAnsiEncoding"}
    descriptor = {
        "/Type": "/FontDescriptor", "/FontName": f"/{_CHINESE_NAME}", "/Flags": 6, "/ItalicAngle": 0,
        "/FontBBox": [-25, -254, 1000, 880], "/Ascent": 880, "/Descent": -120, "/CapHeight": 880, "/StemV": 93,
    }  # fmt: skip
    descendant = {
        "/Type": "/Font", "/Subtype": "/CIDFontType0", "/BaseFont": f"/{_CHINESE_NAME}", "/DW": 1000,
        "/CIDSystemInfo": {"/Registry": "Adobe", "/Ordering": "GB1", "/Supplement": 4},
        "/FontDescriptor": descriptor,
    }  # fmt: skip
    chinese = {
        "/Type": "/Font", "/Subtype": "/Type0", "/BaseFont": f"/{_CHINESE_NAME}-UniGB-UTF16-H",
        "/Encoding": "/UniGB-UTF16-H", "/DescendantFonts": [descendant],
    }  # fmt: skip
    return {
        f"/{_LATIN}": latin | {"/BaseFont": "/Helvetica"},
        f"/{_BOLD}": latin | {"/BaseFont": "/Helvetica-Bold"},
        f"/{_CHINESE}": chinese,
    }


def list_pages(notes: Sequence[Note], language: Language) -> list[ListPage]:
    """The list on as many pages as it takes; a finding stays on one page where it can."""
    room = HEIGHT - 2 * _MARGIN
    pages: list[list[Line]] = [[]]
    used = 0.0
    for block in _blocks(notes, language):
        height = sum(line.size * _SPACING for line in block)
        if used and used + height > room:
            pages.append([])
            used = 0.0
        for line in block:
            used += line.size * _SPACING
            if used > room:
                pages.append([])
                used = line.size * _SPACING
            at = HEIGHT - _MARGIN - used
            pages[-1].append(Line(line.text, line.x, at, line.size, line.colour, line.bold, line.note))
    return [ListPage(tuple(line for line in page if line.text)) for page in pages]


def _blocks(notes: Sequence[Note], language: Language) -> Iterator[list[Line]]:
    """Lines that belong together, not yet placed in height; an empty one is a gap."""
    yield [
        *_lines(TITLE.of(language), 18, _INK, bold=True),
        *_lines(_EXPLAINED.of(language), 9, _SOFT),
        *_lines("", 8, _INK),
    ]
    together: dict[object, list[int]] = {}
    for number, note in enumerate(notes):
        together.setdefault(note.kin or number, []).append(number)
    for count, numbers in enumerate(together.values(), 1):
        first = notes[numbers[0]]
        block = [*_lines(f"{count}. {first.title}", 10.5, COLOURS[first.severity], bold=True)]
        for number in numbers:
            note = notes[number]
            block += _place(note, number, language)
            # What is said of the rule is said once.
            for text in note.lines if number == numbers[-1] else filter(None, (note.message, note.working)):
                block += _lines(text, 10, _INK, _INDENT)
        yield [*block, *_lines("", 6, _INK)]


def _place(note: Note, number: int, language: Language) -> Iterator[Line]:
    page = note.place.location.page
    # Paths of running text begin with the page.
    told = page is None or note.place.route[:1] == (Step("page", page),)
    at = "" if told else _PAGE.format(n=page).of(language)
    place = "  ".join(filter(None, (visible(path(note.place, language)), at)))
    yield from _lines(place, 9, _SOFT if page is None else _LINK, _INDENT, note=number)


def _lines(
    text: str, size: float, colour: str, indent: float = 0, *, bold: bool = False, note: int | None = None
) -> Iterator[Line]:
    cells = int((WIDTH - 2 * _MARGIN - indent) / (size * _CELL))
    for line in wrap(text, cells):
        yield Line(line, _MARGIN + indent, 0, size, colour, bold, note)


def _drawn(line: Line) -> str:
    colour = " ".join(f"{int(line.colour[n : n + 2], 16) / 255:.3f}" for n in (0, 2, 4))
    runs = []
    for latin, run in groupby(line.text, _is_latin):
        text = "".join(run)
        font = (_BOLD if line.bold else _LATIN) if latin else _CHINESE
        code = text.encode("cp1252" if latin else "utf-16-be").hex()
        runs.append(f"/{font} {line.size:g} Tf <{code}> Tj")
    return f"BT {colour} rg 1 0 0 1 {line.x:g} {line.y:g} Tm {' '.join(runs)} ET"


def _is_latin(char: str) -> bool:
    return " " <= char <= "~" or char in _LATIN_SIGNS

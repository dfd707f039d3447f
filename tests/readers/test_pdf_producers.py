"""What office programs and browsers do to a page, written by hand: characters, bold print, borders in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import pytest

from auditor.check import load_rules
from auditor.document import Document, Paragraph, Table
from auditor.engine import Settings, audit_bytes
from auditor.readers.pdf import read

Font = dict[int, str] | None
"""What a font says of its glyphs: the characters of their numbers, or nothing at all."""
HEIGHT = 842.0


def page(content: str, font: Font = None, name: str = "ABCDEF+SimSun") -> bytes:
    """A page with drawing instructions, a font `/H` of Latin letters, and `/F` whose codes are glyph numbers."""
    means = "/ToUnicode 8 0 R" if font is not None else ""
    pairs = "".join(f"<{code:04X}><{text.encode('utf-16-be').hex()}>" for code, text in (font or {}).items())
    table = (
        "begincmap 1 begincodespacerange<0000><FFFF>endcodespacerange "
        f"{len(font or {})} beginbfchar {pairs} endbfchar endcmap"
    )
    fonts = "/H<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>/F 5 0 R"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<<{fonts}>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[6 0 R]{means}>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/FontDescriptor 7 0 R/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 -200 1000 900]/Ascent 880/Descent -120"
        "/CapHeight 700/StemV 80/ItalicAngle 0>>",
        f"<</Length {len(table)}>>stream\n{table}\nendstream",
    ]
    body = "".join(f"{i} 0 obj\n{text}\nendobj\n" for i, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF".encode()


def glyphs(*codes: int, x: float = 60, y: float = 100) -> str:
    """Glyphs of the font `/F` beside each other, from a place counted from the page's top."""
    return f"BT /F 10 Tf {x} {HEIGHT - y} Td <{''.join(f'{code:04X}' for code in codes)}> Tj ET\n"


def latin(text: str, x: float, y: float) -> str:
    return f"BT /H 9 Tf 1 0 0 1 {x} {HEIGHT - y} Tm ({text}) Tj ET\n"


def only_text(document: Document) -> str:
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    return block.text


# ── Characters ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("⽬标⾦额⼀⽉", "目标金额一月"),  # Kangxi radicals
        ("陕⻄⻢⻋⻓⻚⻛⺠", "陕西马车长页风民"),  # radicals of the supplement
        ("\uf9b5\uf90a", "例金"),  # compatible forms
        ("ﬁﬂ", "fifl"),  # ligatures
        ("９５．３％", "９５．３％"),  # wide forms are the recogniser's business
        ("\U00020021字", "\U00020021字"),
    ],
)
def test_characters_are_the_ordinary_ones(printed: str, meant: str) -> None:
    font = dict(enumerate(printed, 0x100))
    assert only_text(read(page(glyphs(*font), font))) == meant


@pytest.mark.parametrize(
    ("name", "code", "meant"),
    [
        ("ABCDEF+SymbolMT", 0xF0B3, "≥"),
        ("ABCDEF+Wingdings-Regular", 0xF0FE, "☑"),
        ("ABCDEF+Wingdings2", 0xF052, "☑"),
        ("ABCDEF+FZSong", 0xF0B3, "\uf0b3"),
    ],
)
def test_signs_of_symbol_fonts_are_read(name: str, code: int, meant: str) -> None:
    assert only_text(read(page(glyphs(1, 2), {1: chr(code), 2: "5"}, name))) == f"{meant}5"


@pytest.mark.parametrize(
    "codes",
    [
        (0x31, 0x30, 0x30),  # numbers of glyphs that PDFium would take for “100”
        (0x13, 0x14, 0x15),  # and for controls
        (0x4E00, 0x4E8C),
    ],
)
def test_characters_that_a_font_does_not_say_are_not_guessed(codes: tuple[int, ...]) -> None:
    known = {0x200: "共", 0x201: "次"}
    for font in (None, known, {**known, **dict.fromkeys(codes, "\0")}):
        document = read(page(glyphs(0x200, *codes, 0x201), font))
        text = only_text(document)
        lost = text.count("\ufffd")
        assert text.strip("\ufffd共次") == "" and lost >= len(codes)
        (note,) = document.notes
        assert "字体缺少编码" in note.zh and note.en.startswith(f"{lost} characters")


def test_a_figure_that_a_font_does_not_say_is_not_judged() -> None:
    texts = [
        ["指标名称", "指标值", "完成值", "分值", "得分"],
        ["培训人次", "≥100人次", "120人次", "60", "70"],
        ["简报期数", "≥4期", "5期", "40", "50"],
    ]
    numbers = {char: code for code, char in enumerate(sorted(set("".join(chain(*texts)))), 0x200)}
    content = glyphs(*(0x300 + i for i in range(10)), y=80)
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            content += full(60 + 80 * c, 100 + 20 * r, 140 + 80 * c, 120 + 20 * r)
            content += glyphs(*map(numbers.__getitem__, text), x=64 + 80 * c, y=114 + 20 * r)
    font = {code: char for char, code in numbers.items()} | dict(enumerate("项目支出绩效自评表一", 0x300))
    settings = Settings(load_rules())
    accused = {
        finding.subject for finding in audit_bytes(page(content, font), "a.pdf", settings).result.findings
    }
    assert {"培训人次", "简报期数"} <= accused
    del font[numbers["7"]]
    audit = audit_bytes(page(content, font), "a.pdf", settings)
    accused = {finding.subject for finding in audit.result.findings}
    assert "简报期数" in accused and "培训人次" not in accused
    assert any("不作判断" in note.zh for note in audit.notes)


# ── Bold print ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("down", [0, 0.3])
@pytest.mark.parametrize("right", [0, 0.2, 0.45])
@pytest.mark.parametrize("apart", [True, False])
def test_what_is_printed_twice_to_look_bold_counts_once(right: float, down: float, apart: bool) -> None:
    text = "Total 1,100.11"
    runs = [(60 + 5.6 * i, char) for i, char in enumerate(text)] if apart else [(60.0, text)]
    content = "".join(
        latin(run, x + right * again, 100 + down * again) for x, run in runs for again in range(2)
    )
    assert only_text(read(page(content))).replace(" ", "") == text.replace(" ", "")


def test_print_with_outlines_counts_once() -> None:
    assert only_text(read(page("2 Tr 0.3 w " + latin("Total 100.11", 60, 100)))) == "Total 100.11"


# ── Borders ───────────────────────────────────────────────────────────────────────────────────────────

Border = Callable[[float, float, float, float], str]
THICK = 0.48


def filled(left: float, top: float, right: float, bottom: float) -> str:
    return f"{left:.2f} {HEIGHT - bottom:.2f} {right - left:.2f} {bottom - top:.2f} re f\n"


def steps(start: float, end: float, step: float) -> Iterator[float]:
    while start < end:
        yield start
        start += step


def full(left: float, top: float, right: float, bottom: float) -> str:
    """Each side one thin filled box."""
    return pieces(left, top, right, bottom, max(right - left, bottom - top), max(right - left, bottom - top))


def dashes(left: float, top: float, right: float, bottom: float) -> str:
    """Each side a row of short filled boxes."""
    return pieces(left, top, right, bottom, 3.0, 2.0)


def dots(left: float, top: float, right: float, bottom: float) -> str:
    """Each side a row of dots."""
    return pieces(left, top, right, bottom, 1.5, THICK)


def pieces(left: float, top: float, right: float, bottom: float, step: float, length: float) -> str:
    across = "".join(
        filled(x, y, min(x + length, right), y + THICK)
        for y in (top, bottom)
        for x in steps(left, right, step)
    )
    return across + "".join(
        filled(x, y, x + THICK, min(y + length, bottom))
        for x in (left, right)
        for y in steps(top, bottom, step)
    )


def strokes(left: float, top: float, right: float, bottom: float) -> str:
    """Each side a row of short lines, each drawn for itself."""
    across = (
        f"{x} {HEIGHT - y} m {min(x + 2.5, right)} {HEIGHT - y} l S\n"
        for y in (top, bottom)
        for x in steps(left, right, 4)
    )
    down = (
        f"{x} {HEIGHT - y} m {x} {HEIGHT - min(y + 2.5, bottom)} l S\n"
        for x in (left, right)
        for y in steps(top, bottom, 4)
    )
    return "0.5 w " + "".join(chain(across, down))


def gaping(left: float, top: float, right: float, bottom: float) -> str:
    """Sides that do not reach the corners, and a dot in each corner."""
    sides = (
        (left + 1, top, right - 1, top + THICK),
        (left + 1, bottom, right - 1, bottom + THICK),
        (left, top + 1, left + THICK, bottom - 1),
        (right, top + 1, right + THICK, bottom - 1),
    )
    corners = ((x, y, x + THICK, y + THICK) for x in (left, right) for y in (top, bottom))
    return "".join(filled(*box) for box in chain(sides, corners))


@pytest.mark.parametrize("border", [full, dashes, dots, strokes, gaping])
def test_borders_in_pieces_are_one_grid(border: Border) -> None:
    columns, rows = (60, 160, 260, 360), (100, 120, 140)
    content = "".join(
        border(columns[c], y, columns[c + 1], y + 20) + latin(f"{r}{c}", columns[c] + 3, y + 14)
        for r, y in enumerate(rows)
        for c in range(3)
    )
    (table,) = read(page(content)).blocks
    assert isinstance(table, Table) and table.exact
    assert [[cell.text if cell else None for cell in row] for row in table.grid] == [
        [f"{r}{c}" for c in range(3)] for r in range(3)
    ]

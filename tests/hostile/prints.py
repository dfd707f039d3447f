"""PDF and pictures: forms that draw themselves, trees that turn round, sizes without end, actions."""

from __future__ import annotations

import struct
import zlib

from kit import (
    AUDITED,
    FAILED,
    HELLO,
    NOT_UNDERSTOOD,
    UNREADABLE,
    UNRECOGNISED,
    hostile,
    page_of,
    pdf,
    stream,
)  # fmt: skip

READ = (AUDITED, UNRECOGNISED, NOT_UNDERSTOOD)


@hostile("pdf", UNREADABLE)
def pdf_of_its_head_only() -> bytes:
    return b"%PDF-1.7\n"


@hostile("pdf", UNREADABLE)
def pdf_of_noise() -> bytes:
    import random

    return b"%PDF-1.7\n" + random.Random(3).randbytes(50_000)


@hostile("pdf", UNREADABLE, *READ)
def pdf_cut_in_half() -> bytes:
    whole = page_of(HELLO * 50)
    return whole[: len(whole) // 2]


@hostile("pdf", UNREADABLE)
def pdf_of_no_pages() -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")


@hostile("pdf", UNREADABLE, *READ)
def pdf_pages_that_hold_themselves() -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99>>")


@hostile("pdf", UNREADABLE, *READ)
def pdf_of_a_billion_pages() -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 1000000000>>")


@hostile("pdf", UNREADABLE, *READ)
def pdf_of_many_pages() -> bytes:
    count = 2_100
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(count))
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
        *[page] * count,
    )


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]"


def drawing(content: bytes, draws: bytes, kind: bytes = FORM) -> bytes:
    return stream(content, kind + b"/Resources<</XObject<<%b>>>>" % draws)


@hostile("pdf", UNREADABLE, FAILED, *READ)
def pdf_form_that_draws_itself() -> bytes:
    return page_of(b"/X Do", b"/XObject<</X 6 0 R>>", drawing(b"/X Do /X Do", b"/X 6 0 R"))


@hostile("pdf", UNREADABLE, FAILED, *READ)
def pdf_form_that_draws_itself_by_a_hidden_name() -> bytes:
    kind = FORM.replace(b"/Form", b"/F#6frm")
    return page_of(b"/X Do", b"/XObject<</X 6 0 R>>", drawing(b"/X Do /X Do", b"/X 6 0 R", kind))


@hostile("pdf", UNREADABLE, FAILED, *READ)
def pdf_forms_that_draw_ten_of_the_next() -> bytes:
    forms = [drawing(b"/X Do " * 10, b"/X %d 0 R" % (7 + n)) for n in range(9)]
    return page_of(b"/X Do", b"/XObject<</X 6 0 R>>", *forms, stream(HELLO, FORM))


@hostile("pdf", UNREADABLE, FAILED, *READ)
def pdf_forms_that_are_packed() -> bytes:
    body = zlib.compress(b"/X Do " * 10)
    entries = FORM + b"/Filter/FlateDecode/Resources<</XObject<</X %d 0 R>>>>"
    forms = [stream(body, entries % (7 + n)) for n in range(9)]
    return page_of(b"/X Do", b"/XObject<</X 6 0 R>>", *forms, stream(HELLO, FORM))


@hostile("pdf", UNREADABLE, FAILED, *READ)
def pdf_forms_in_each_other() -> bytes:
    forms = [drawing(b"/X Do", b"/X %d 0 R" % (7 + n)) for n in range(600)]
    return page_of(b"/X Do", b"/XObject<</X 6 0 R>>", *forms, stream(HELLO, FORM))


@hostile("pdf", UNREADABLE, FAILED, *READ)
def pdf_pattern_that_paints_itself() -> bytes:
    pattern = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
        b"/Resources<</Pattern<</P 6 0 R>>>>",
    )
    return page_of(b"/Pattern cs /P scn 0 0 500 500 re f " + HELLO, b"/Pattern<</P 6 0 R>>", pattern)


@hostile("pdf", UNREADABLE, FAILED, *READ)
def pdf_content_that_is_a_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(b"0 0 m " * 8_000_000))
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        stream(packed, b"/Filter[/FlateDecode/FlateDecode]"),
    )


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_many_lines() -> bytes:
    lines = b"".join(b"%d 0 m %d 842 l S " % (n % 595, n % 595) for n in range(20_000))
    return page_of(lines + HELLO)


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_a_fine_grid() -> bytes:
    across = b"".join(b"0 %d m 595 %d l S " % (n * 4, n * 4) for n in range(200))
    down = b"".join(b"%d 0 m %d 842 l S " % (n * 3, n * 3) for n in range(198))
    return page_of(across + down + HELLO)


@hostile("pdf", UNREADABLE, *READ)
def pdf_of_many_characters() -> bytes:
    return page_of(b"BT /F1 1 Tf 1 0 0 1 10 800 Tm " + b"(abcdefghij) Tj " * 12_000 + b"ET")


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_graphics_states_that_do_not_close() -> bytes:
    return page_of(b"q " * 100_000 + HELLO)


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_arrays_in_arrays() -> bytes:
    return page_of(HELLO, b"/X " + b"[" * 20_000 + b"]" * 20_000)


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_a_page_without_measure() -> bytes:
    return page_of(HELLO).replace(b"[0 0 595 842]", b"[0 0 1e9 1e9]")


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_a_page_of_no_size() -> bytes:
    return page_of(HELLO).replace(b"[0 0 595 842]", b"[9 9 9 9    ]")


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_a_page_that_is_no_number() -> bytes:
    return page_of(HELLO).replace(b"[0 0 595 842]", b"[a b null 8]x")


@hostile("pdf", *READ, UNREADABLE)
def pdf_of_letters_of_huge_size() -> bytes:
    return page_of(HELLO.replace(b"12 Tf", b"1e30 Tf").replace(b"72 720", b"-1e30 1e30"))


@hostile("pdf", *READ, UNREADABLE)
def pdf_that_runs_a_script() -> bytes:
    return page_of(HELLO).replace(
        b"<</Type/Catalog",
        b"<</OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\))>>/Type/Catalog",
    )


@hostile("pdf", *READ, UNREADABLE)
def pdf_that_starts_a_program() -> bytes:
    return page_of(HELLO, page=b"/AA<</O<</S/Launch/F(/bin/true)>>>>")


@hostile("pdf", *READ, UNREADABLE)
def pdf_whose_stream_stands_in_another_file() -> bytes:
    return page_of(
        HELLO, b"/XObject<</X 6 0 R>>", stream(b"", FORM + b"/F(/etc/hostname)/FFilter/FlateDecode")
    )


@hostile("pdf", UNREADABLE)
def pdf_that_is_encrypted() -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        trailer=b"/Encrypt<</Filter/Standard/V 2/R 3/O(%b)/U(%b)/P -4/Length 128>>/ID[(a)(a)]"
        % (b"o" * 32, b"u" * 32),
    )


@hostile("pdf", UNREADABLE, *READ)
def pdf_fields_that_hold_each_other() -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[5 0 R 6 0 R]/Contents 4 0 R>>",
        stream(b""),
        b"<</Type/Annot/Subtype/Widget/FT/Tx/Kids[6 0 R]/Parent 6 0 R/T(a)/V(1)/Rect[0 0 9 9]>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/Kids[5 0 R]/Parent 5 0 R/T(b)/V(2)/Rect[0 0 9 9]>>",
    )


@hostile("pdf", UNREADABLE, *READ)
def pdf_whose_table_of_objects_turns_back() -> bytes:
    whole = page_of(HELLO)
    start = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


@hostile("pdf", UNREADABLE, *READ)
def pdf_object_that_names_itself() -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"2 0 R")


# ── Pictures ───────────────────────────────────────────────────────────────────────────────────────────


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, content: bytes = b"") -> bytes:
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(content))
        + chunk(b"IEND", b"")
    )


@hostile("png", UNREADABLE)
def picture_of_a_billion_points() -> bytes:
    return png(100_000, 100_000)


@hostile("png", UNREADABLE)
def picture_of_no_points() -> bytes:
    return png(0, 0)


@hostile("png", UNREADABLE, UNRECOGNISED)
def picture_without_its_points() -> bytes:
    return png(100, 100)


@hostile("png", UNREADABLE)
def picture_of_its_head_only() -> bytes:
    return b"\x89PNG\r\n\x1a\n"


@hostile("jpg", UNREADABLE)
def photograph_of_noise() -> bytes:
    import random

    return b"\xff\xd8\xff\xe0" + random.Random(4).randbytes(5_000)


@hostile("tif", UNREADABLE)
def facsimile_whose_directory_turns_back() -> bytes:
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIII", 1, 256, 4, 1, 1, 8)


@hostile("gif", UNREADABLE, says="GIF")
def picture_that_moves() -> bytes:
    return b"GIF89a" + bytes(100)


@hostile("bmp", UNREADABLE)
def picture_of_a_negative_size() -> bytes:
    return (
        b"BM"
        + struct.pack("<IHHI", 54, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, -9, -9, 1, 24, 0, 0, 0, 0, 0, 0)
    )

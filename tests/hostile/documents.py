"""Word's binary files and what LibreOffice converts: headers that lie, chains that turn back."""

from __future__ import annotations

import struct

from containers import compound
from kit import AUDITED, FORM, NOT_UNDERSTOOD, UNREADABLE, UNRECOGNISED, hostile, packed

READ = (AUDITED, UNRECOGNISED, NOT_UNDERSTOOD)


def word_stream(
    magic: int = 0xA5EC, version: int = 193, flags: int = 0x0200, rest: bytes = bytes(2_000)
) -> bytes:
    return struct.pack("<HH6xH", magic, version, flags) + rest


@hostile("doc", UNREADABLE)
def binary_word_of_nothing() -> bytes:
    return compound({"WordDocument": bytes(5_000)})


@hostile("doc", UNREADABLE)
def binary_word_without_its_table() -> bytes:
    return compound({"WordDocument": word_stream()})


@hostile("doc", UNREADABLE)
def binary_word_whose_places_are_far() -> bytes:
    return compound({"WordDocument": word_stream(rest=b"\xff" * 4_000), "1Table": bytes(5_000)})


@hostile("doc", UNREADABLE, *READ)
def binary_word_of_noise() -> bytes:
    import random

    noise = random.Random(5)
    return compound(
        {"WordDocument": word_stream(rest=noise.randbytes(9_000)), "1Table": noise.randbytes(9_000)}
    )


@hostile("doc", UNREADABLE)
def binary_word_that_is_encrypted() -> bytes:
    return compound({"WordDocument": word_stream(flags=0x0300), "1Table": bytes(5_000)})


@hostile("ppt", UNREADABLE)
def slides() -> bytes:
    return compound({"PowerPoint Document": bytes(5_000)})


@hostile("doc", UNREADABLE)
def compound_file_of_no_known_streams() -> bytes:
    return compound({"Something": b"else"})


@hostile("doc", UNREADABLE)
def compound_file_of_a_huge_sector() -> bytes:
    data = bytearray(compound({"WordDocument": bytes(5_000)}))
    data[30:32] = struct.pack("<H", 40)
    return bytes(data)


@hostile("doc", UNREADABLE)
def compound_file_whose_directory_turns_back() -> bytes:
    data = bytearray(compound({"WordDocument": bytes(5_000)}))
    at = data.index("WordDocument".encode("utf-16-le"))
    data[at + 68 : at + 80] = struct.pack("<3i", 0, 1, 0)
    return bytes(data)


@hostile("doc", *READ)
def page_under_a_document_s_name() -> bytes:
    return f"<html><body><p>{FORM}</p></body></html>".encode()


@hostile("odt", UNREADABLE)
def open_text_without_content() -> bytes:
    return packed({"mimetype": b"application/vnd.oasis.opendocument.text"})


@hostile("ofd", UNREADABLE)
def national_page_format() -> bytes:
    return packed({"OFD.xml": b"<x/>"})


@hostile("pages", UNREADABLE)
def apple_s_own_format() -> bytes:
    return packed({"Index/Document.iwa": b"x"})


@hostile("exe", UNREADABLE, UNRECOGNISED)
def a_program() -> bytes:
    return b"MZ" + bytes(200) + b"This program cannot be run"

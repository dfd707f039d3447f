"""Archives: members that are many, large, nested, of one name, or not what they seem."""

from __future__ import annotations

import struct
import zipfile
import zlib

from kit import AUDITED, FORM, UNREADABLE, UNRECOGNISED, hostile, packed

REPORT = FORM.encode()


@hostile("zip", UNREADABLE, says="holds no file")
def archive_of_nothing() -> bytes:
    return packed({})


@hostile("zip", UNREADABLE, says="holds no file")
def archive_of_pictures() -> bytes:
    return packed({"a.gif": b"GIF89a"})


@hostile("zip", UNREADABLE, says="archive inside an archive")
def archive_in_an_archive() -> bytes:
    return packed({"inner.zip": packed({"a.txt": REPORT})})


@hostile("zip", AUDITED, UNREADABLE, reports=2)
def archive_with_two_members_of_one_name() -> bytes:
    return packed({"a.txt": REPORT, "b.txt": REPORT}).replace(b"b.txt", b"a.txt")


@hostile("zip", UNREADABLE)
def archive_member_that_is_a_bomb() -> bytes:
    return packed({"a.txt": b"0" * (100 * 2**20)})


@hostile("zip", UNREADABLE)
def archive_with_too_many_members() -> bytes:
    return packed({f"{n}.txt": b"" for n in range(10_050)}, zipfile.ZIP_STORED)


@hostile("zip", UNREADABLE)
def archive_without_its_directory() -> bytes:
    return packed({"a.txt": REPORT})[:-40]


@hostile("zip", UNREADABLE)
def archive_cut_in_half() -> bytes:
    whole = packed({"a.txt": REPORT * 50})
    return whole[: len(whole) // 2]


@hostile("zip", UNREADABLE)
def archive_whose_member_s_checksum_is_wrong() -> bytes:
    data = bytearray(packed({"a.txt": REPORT}, zipfile.ZIP_STORED))
    at = data.index(REPORT)
    data[at] ^= 1
    return bytes(data)


@hostile("zip", UNREADABLE)
def archive_whose_member_is_encrypted() -> bytes:
    data = bytearray(packed({"a.txt": REPORT}, zipfile.ZIP_STORED))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    return bytes(data)


@hostile("zip", UNREADABLE)
def archive_of_an_unknown_method() -> bytes:
    data = bytearray(packed({"a.txt": REPORT}, zipfile.ZIP_STORED))
    for signature, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + method] = 97
    return bytes(data)


@hostile("zip", AUDITED, UNREADABLE)
def archive_member_outside_its_folder() -> bytes:
    return packed({"../../outside.txt": REPORT})


@hostile("zip", AUDITED, UNREADABLE)
def archive_member_with_an_absolute_path() -> bytes:
    return packed({"/etc/report.txt": REPORT})


@hostile("zip", AUDITED)
def archive_member_named_in_chinese_of_another_encoding() -> bytes:
    name = "自评.txt".encode("gbk")
    return packed({"x" * len(name): REPORT}).replace(b"x" * len(name), name).replace(b"x" * 7, name[:7])


@hostile("zip", UNREADABLE)
def archive_whose_members_overlap() -> bytes:
    """Many entries of the directory share one packed member, which unpacks to a megabyte each time."""
    content = b"1" * 2**20
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush()
    crc, directory = zlib.crc32(content), b""
    local = (
        struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(body), len(content), 8, 0) + b"0000.txt"
    )
    for n in range(500):
        name = b"%04d.txt" % n
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(body), len(content), 8, 0, 0, 0, 0, 0, 0
        )
        directory += name
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 500, 500, len(directory), len(local) + len(body), 0)
    return local + body + directory + end


@hostile("zip", UNREADABLE)
def archive_whose_directory_points_beyond_its_end() -> bytes:
    data = bytearray(packed({"a.txt": REPORT}))
    at = data.rindex(b"PK\x05\x06")
    data[at + 16 : at + 20] = (2**31).to_bytes(4, "little")
    return bytes(data)


@hostile("rar", UNREADABLE, says="RAR")
def archive_of_another_kind() -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(100)


@hostile("7z", UNREADABLE, says="7z")
def archive_of_a_third_kind() -> bytes:
    return b"7z\xbc\xaf\x27\x1c" + bytes(100)


@hostile("zip", UNREADABLE, AUDITED)
def archive_behind_a_program() -> bytes:
    return b"PK\x03\x04" + b"\x90" * 500 + packed({"a.txt": REPORT})


@hostile("zip", UNREADABLE)
def archive_signature_and_nothing_else() -> bytes:
    return b"PK\x03\x04"


@hostile("zip", UNRECOGNISED, UNREADABLE)
def archive_of_a_file_of_no_bytes() -> bytes:
    return packed({"a.txt": b""})

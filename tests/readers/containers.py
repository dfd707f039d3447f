"""Compound files, written as simply as the format allows."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR = 512


def compound(parts: Mapping[str, bytes | bytearray]) -> bytes:
    """A compound file of streams, each in whole sectors and none small enough for the short ones."""
    padded = {
        name: bytes(part).ljust(-(-max(len(part), 4096) // SECTOR) * SECTOR, b"\0")
        for name, part in parts.items()
    }
    sectors = [len(part) // SECTOR for part in padded.values()]
    chains: list[int] = []
    for count in sectors:
        chains += [*range(len(chains) + 1, len(chains) + count), 0xFFFFFFFE]
    directory_at = len(chains)
    entries = [_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)]
    start = 0
    for index, (name, part) in enumerate(padded.items(), 1):
        entries.append(_entry(name, 2, index + 1 if index < len(padded) else -1, start, len(part)))
        start += len(part) // SECTOR
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    chains.append(0xFFFFFFFE)
    tables = len(chains) // 127 + 1
    fat_at = len(chains)
    chains += [0xFFFFFFFD] * tables
    fat = struct.pack(f"<{128 * tables}I", *chains, *[0xFFFFFFFF] * (128 * tables - len(chains)))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        tables,
        directory_at,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    header += struct.pack("<109I", *[*range(fat_at, fat_at + tables), *[0xFFFFFFFF] * (109 - tables)])
    return header + b"".join(padded.values()) + directory + fat


def _entry(name: str, kind: int, following: int, start: int, size: int) -> bytes:
    stored_name = f"{name}\0".encode("utf-16-le")
    right, child = (-1, following) if kind == 5 else (following, -1)
    return struct.pack(
        "<64sHBBiii36xIQ", stored_name, len(stored_name), kind, 1, -1, right, child, start, size
    )

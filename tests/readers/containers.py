"""Compound files, written as simply as the format allows."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import accumulate

SECTOR = 512


def compound(parts: Mapping[str, bytes | bytearray]) -> bytes:
    """A compound file of streams by path, each in whole sectors and none small enough for the short ones."""
    padded = {
        name: bytes(part).ljust(-(-max(len(part), 4096) // SECTOR) * SECTOR, b"\0")
        for name, part in parts.items()
    }
    sectors = [len(part) // SECTOR for part in padded.values()]
    chains: list[int] = []
    for count in sectors:
        chains += [*range(len(chains) + 1, len(chains) + count), 0xFFFFFFFE]
    directory_at = len(chains)
    starts = dict(zip(padded, accumulate([0, *sectors]), strict=False))
    paths = ["", *dict.fromkeys(folder for name in padded for folder in _folders(name)), *padded]
    entries = []
    for index, path in enumerate(paths):
        beside = [i for i, other in enumerate(paths) if i > index and _inside(other) == _inside(path)]
        within = [i for i, other in enumerate(paths) if other and _inside(other) == path]
        following = beside[0] if beside and path else -1
        name = path.rpartition("/")[2] or "Root Entry"
        if path in padded:
            entries.append(_entry(name, 2, following, -1, starts[path], len(padded[path])))
        else:
            start = 0 if path else 0xFFFFFFFE
            entries.append(_entry(name, 1 if path else 5, following, within[0], start, 0))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    chains += [*range(directory_at + 1, directory_at + len(directory) // SECTOR), 0xFFFFFFFE]
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


def _folders(path: str) -> list[str]:
    """The folders that a stream stands in, outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def _inside(path: str) -> str:
    return path.rpartition("/")[0]


def _entry(name: str, kind: int, following: int, child: int, start: int, size: int) -> bytes:
    stored_name = f"{name}\0".encode("utf-16-le")
    return struct.pack(
        "<64sHBBiii36xIQ", stored_name, len(stored_name), kind, 1, -1, following, child, start, size
    )

"""The layers of a binary Word file below its paragraphs: container, header, pieces and what formats them.

A file keeps its text in pieces that lie anywhere in its main stream. A character is counted in the text
(its position, in UTF-16 units) or in the stream (its offset, in bytes); formats go by offset.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from auditor.document import Unreadable
from auditor.readers import bounds, embedded
from auditor.readers.compound import compound
from auditor.readers.package import damaged, password_protected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Places of the header that are read, and its flags.
_FLAGS, _LENGTHS, _SLOTS = 0x0A, 76, 154
_ENCRYPTED, _SECOND_TABLE, _CHINESE = 0x0100, 0x0200, 0x04
_SIGNATURE, _WORD_97 = 0xA5EC, 0xC0
_PAGE = 512
# A whole piece of two-byte Chinese characters, which some programs leave in pieces meant for Latin text.
_GB2312 = re.compile(rb"(?:[\0-\x7f]++|[\xa1-\xf7][\xa1-\xfe])*+")
_OBJECT = re.compile(r"(ObjectPool/_[0-9]+)/([^/]*)")
_HANZI = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")

STYLES, SECTIONS, FONTS, ANCHORS, BOXES, LISTS, LIST_USES = 1, 6, 15, 40, 56, 73, 74
"""Numbers of the parts of the table stream that the header points at."""
_CHARACTER_PAGES, _PARAGRAPH_PAGES, _PIECES = 12, 13, 33

# Changes (“sprms”) to the format of paragraphs, characters and rows.
IN_TABLE, ENDS_ROW, DEPTH, ENDS_INNER_CELL, ENDS_INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
PARAGRAPH_STYLE, LIST_LEVEL, LIST_USE = 0x4600, 0x260A, 0x460B
IS_OBJECT, OBJECT = 0x080A, 0x6A03
DELETED, INSERTED, HIDDEN, CHARACTER_STYLE, SYMBOL = 0x0800, 0x0801, 0x083C, 0x4A30, 0x6A09
ROW, MERGE_ACROSS, MERGE_DOWN = 0xD608, 0x5624, 0xD62B
_ELSEWHERE = frozenset((0x6645, 0x6646, 0x646B))
_TAB_STOPS = 0xC615
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_READ = frozenset(
    (
        *(IN_TABLE, ENDS_ROW, DEPTH, ENDS_INNER_CELL, ENDS_INNER_ROW, PARAGRAPH_STYLE, LIST_LEVEL, LIST_USE),
        *(
            IS_OBJECT,
            OBJECT,
            DELETED,
            INSERTED,
            HIDDEN,
            CHARACTER_STYLE,
            SYMBOL,
            ROW,
            MERGE_ACROSS,
            MERGE_DOWN,
        ),
    )
)
# Changes that a piece states in one byte, by number.
_SHORT = {0x18: IN_TABLE, 0x19: ENDS_ROW, 0x41: DELETED, 0x42: INSERTED, 0x5C: HIDDEN}

Changes = tuple[tuple[int, bytes], ...]
"""The changes that matter here, with their operands; a later one counts before an earlier one."""


class Unsupported(Unreadable):
    """A sound file that this reader does not understand; another program may."""


def number(data: bytes, at: int, size: int = 2) -> int:
    """A whole number at a place of a stream. Raises `Unreadable` where the stream is over."""
    if at < 0 or at + size > len(data):
        raise damaged()
    return int.from_bytes(data[at : at + size], "little")


def positions(plex: bytes, size: int) -> tuple[int, ...]:
    """The positions of a list of n + 1 positions and n entries of `size` bytes each."""
    count = max((len(plex) - 4) // (size + 4), -1) + 1
    return struct.unpack_from(f"<{count}I", plex)


def entries(plex: bytes, size: int) -> Iterator[bytes]:
    """The entries that follow such positions."""
    count = max((len(plex) - 4) // (size + 4), 0)
    first = 4 * (count + 1)
    return (plex[at : at + size] for at in range(first, first + count * size, size))


class _Piece(Struct, frozen=True):
    """Characters that stand together in the main stream, `width` bytes each."""

    start: int
    end: int
    offset: int
    width: int
    changes: Changes


class Run(Struct, frozen=True):
    """Formatted bytes of the main stream, from one offset to another."""

    start: int
    end: int
    style: int
    changes: Changes


@dataclass(slots=True)
class _Formats:
    """Lists of changes, each parsed once; what many places share costs no more than the file's size."""

    extra: bytes
    left: int
    _known: dict[bytes, Changes] = field(default_factory=dict)
    _far: dict[int, Changes] = field(default_factory=dict)

    def changes(self, stated: bytes) -> Changes:
        known = self._known.get(stated)
        if known is None:
            self._pay(len(stated))
            known = self._known[stated] = tuple(self._parsed(stated))
            if len(known) > bounds.FORMAT_CHANGES:
                raise damaged()
        return known

    def _parsed(self, stated: bytes) -> Iterator[tuple[int, bytes]]:
        for code, operand in _each(stated):
            if code in _READ:
                yield code, operand
            if code not in _ELSEWHERE:
                continue
            offset = int.from_bytes(operand, "little")
            if offset not in self._far:
                size = number(self.extra, offset)
                self._pay(size)
                far = _each(self.extra[offset + 2 : offset + 2 + size])
                self._far[offset] = tuple(change for change in far if change[0] in _READ)
            yield from self._far[offset]

    def _pay(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise damaged()


def _each(stated: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(stated)
    while at + 3 <= end:
        code = stated[at] | stated[at + 1] << 8
        at += 2
        size = _SIZES[code >> 13]
        if code == ROW:
            size, at = stated[at] + (stated[at + 1] << 8 if at + 1 < end else 0) - 1, at + 2
        elif code == _TAB_STOPS and stated[at] == 255:
            # Its length does not fit; nothing that matters here follows tab stops that many.
            return
        elif not size:
            size, at = stated[at], at + 1
        if size < 0 or at + size > end:
            return
        yield code, stated[at : at + size]
        at += size


class Binary:
    """A binary Word file. Raises `Unreadable` when it is damaged, encrypted or of Word 95 and older."""

    def __init__(self, data: bytes) -> None:
        container = compound(data, "WordDocument", "0Table", "1Table", "Data")
        streams = container.streams
        found = [match for path in container.paths if (match := _OBJECT.match(path))]
        self.objects = frozenset(match[1] for match in found)
        """Paths of the folders of embedded objects."""
        self.workbooks = frozenset(match[1] for match in found if match[2] in embedded.STREAMS)
        """Those of them that may hold a workbook."""
        self._main = main = streams.get("worddocument", b"")
        if number(main, 0) != _SIGNATURE or number(main, 2) < _WORD_97:
            raise Unsupported(
                "文件是 Word 95 或更早版本的格式，请在 Word 或 WPS 中另存为 .docx",
                "The file is of Word 95 or older; save it as .docx in Word or WPS",
            )
        flags = number(main, _FLAGS)
        if flags & _ENCRYPTED:
            raise password_protected()
        self._table = streams.get("1table" if flags & _SECOND_TABLE else "0table", b"")
        self._formats = _Formats(streams.get("data", b""), sum(map(len, streams.values())))
        self._chinese = number(main, 6) & 0xFF == _CHINESE
        number(main, _SLOTS)
        body, notes, headers, macros, comments, ends, boxes = struct.unpack_from("<7I", main, _LENGTHS)
        first = body + notes + headers + macros + comments + ends
        self.body = range(body)
        """Positions of the text proper."""
        self.boxes = range(first, first + boxes)
        """Positions of the text in text boxes."""
        self._pieces = self._read_pieces()
        self._starts = [piece.start for piece in self._pieces]
        self.paragraphs = _Runs(self._runs(_PARAGRAPH_PAGES, self._paragraph_run))
        self.characters = _Runs(self._runs(_CHARACTER_PAGES, self._character_run))

    def part(self, slot: int) -> bytes:
        """A part of the table stream; empty when the file has none."""
        at = _SLOTS + 8 * slot
        start, size = number(self._main, at, 4), number(self._main, at + 4, 4)
        if start + size > len(self._table):
            raise damaged()
        return self._table[start : start + size]

    def after(self, slot: int) -> bytes:
        """What follows a part in the table stream."""
        at = _SLOTS + 8 * slot
        return self._table[number(self._main, at, 4) + number(self._main, at + 4, 4) :]

    def changes(self, stated: bytes) -> Changes:
        """The changes that a format states."""
        return self._formats.changes(stated)

    def paragraph(self, position: int) -> tuple[int, Changes]:
        """Style and changes of the paragraph whose mark stands at a position."""
        piece = self._pieces[bisect_right(self._starts, position) - 1]
        run = self.paragraphs.at(piece.offset + (position - piece.start) * piece.width)
        return (run.style, run.changes + piece.changes) if run else (0, piece.changes)

    def text(self, wanted: range) -> Iterator[tuple[str, list[tuple[int, int, Changes]], Changes]]:
        """A stretch of text, in pieces: characters, the formats of parts of them, that of all of them.

        One item of a string is one position, halves of surrogate pairs apart.
        """
        for index in range(max(bisect_right(self._starts, wanted.start) - 1, 0), len(self._pieces)):
            piece = self._pieces[index]
            start, end = max(piece.start, wanted.start), min(piece.end, wanted.stop)
            if start >= wanted.stop:
                return
            first = piece.offset + (start - piece.start) * piece.width
            last = first + (end - start) * piece.width
            raw = self._main[first:last]
            if len(raw) < last - first:
                raise damaged()
            text = _units(raw) if piece.width == 2 else self._narrow(raw)
            formats = [
                (max(run.start - first, 0) // piece.width, -(-(run.end - first) // piece.width), run.changes)
                for run in self.characters.between(first, last)
                if run.changes
            ]
            yield text, formats, piece.changes

    def _narrow(self, raw: bytes) -> str:
        if self._chinese and not raw.isascii() and _GB2312.fullmatch(raw) and _HANZI.search(raw):
            # The second byte of a character has a position of its own.
            return "".join(c if c < "\x80" else f"{c}\0" for c in raw.decode("gb18030"))
        return raw.decode("cp1252", "replace")

    def _read_pieces(self) -> list[_Piece]:
        part, at = self.part(_PIECES), 0
        shared: list[Changes] = []
        while number(part, at, 1) == 1:
            size = number(part, at + 1)
            shared.append(self.changes(part[at + 3 : at + 3 + size]))
            at += 3 + size
        plex = part[at + 5 :]
        if number(part, at, 1) != 2 or number(part, at + 1, 4) > len(plex):
            raise damaged()
        plex = plex[: number(part, at + 1, 4)]
        pieces: list[_Piece] = []
        for (start, end), entry in zip(pairwise(positions(plex, 8)), entries(plex, 8), strict=True):
            place = number(entry, 2, 4)
            narrow = place & 0x4000_0000
            offset = place & 0x3FFF_FFFF
            if end < start or end > bounds.TEXT or (start != (pieces[-1].end if pieces else 0)):
                raise damaged()
            changes = _piece_changes(number(entry, 6), shared)
            pieces.append(_Piece(start, end, offset // 2 if narrow else offset, 1 if narrow else 2, changes))
        if not pieces or pieces[-1].end < max(self.body.stop, self.boxes.stop):
            raise damaged()
        return pieces

    def _runs(self, slot: int, run: Callable[[bytes, int, int, int, int], Run]) -> Iterator[Run]:
        """The runs of all pages that a list of the table stream names."""
        pages = [number(entry, 0, 4) & 0x3F_FFFF for entry in entries(self.part(slot), 4)]
        if len(pages) > len(self._main) // _PAGE + 1:
            raise damaged()
        for page in pages:
            block = self._main[page * _PAGE : (page + 1) * _PAGE]
            count = number(block, _PAGE - 1, 1)
            if 4 * (count + 1) > _PAGE:
                raise damaged()
            offsets = struct.unpack_from(f"<{count + 1}I", block)
            for index, (start, end) in enumerate(pairwise(offsets)):
                yield run(block, 4 * (count + 1), index, start, end)

    def _paragraph_run(self, block: bytes, first: int, index: int, start: int, end: int) -> Run:
        at = 2 * number(block, first + 13 * index, 1)
        if not at:
            return Run(start, end, 0, ())
        # A size in pairs of bytes, one less byte; if it is none, the real one follows.
        size = number(block, at, 1)
        size, at = (2 * size - 1, at + 1) if size else (2 * number(block, at + 1, 1), at + 2)
        if size < 2 or at + size > _PAGE:
            raise damaged()
        return Run(start, end, number(block, at), self.changes(block[at + 2 : at + size]))

    def _character_run(self, block: bytes, first: int, index: int, start: int, end: int) -> Run:
        at = 2 * number(block, first + index, 1)
        size = number(block, at, 1) if at else 0
        if at + 1 + size > _PAGE:
            raise damaged()
        return Run(start, end, 0, self.changes(block[at + 1 : at + 1 + size]))


class _Runs:
    """Runs by offset; where two lie over each other, the first one counts."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs: list[Run] = []
        reached = 0
        for run in sorted(runs, key=lambda run: run.start):
            if run.start >= reached and run.end > run.start:
                self._runs.append(run)
                reached = run.end
        self._starts = [run.start for run in self._runs]

    def at(self, offset: int) -> Run | None:
        """The run that holds an offset."""
        index = bisect_right(self._starts, offset) - 1
        run = self._runs[index] if index >= 0 else None
        return run if run and offset < run.end else None

    def between(self, first: int, last: int) -> Iterator[Run]:
        """The runs that reach into a stretch of the stream."""
        for index in range(max(bisect_right(self._starts, first) - 1, 0), len(self._runs)):
            run = self._runs[index]
            if run.start >= last:
                return
            if run.end > first:
                yield run


def _units(raw: bytes) -> str:
    """UTF-16 text, one item a unit."""
    text = raw.decode("utf-16-le", "surrogatepass")
    return text if 2 * len(text) == len(raw) else "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _piece_changes(modifier: int, shared: list[Changes]) -> Changes:
    """What a fast save laid over a piece: a list of changes by number, or a single short one."""
    if modifier & 1:
        index = modifier >> 1
        if index >= len(shared):
            raise damaged()
        return shared[index]
    code = _SHORT.get(modifier >> 1 & 0x7F)
    return ((code, bytes([modifier >> 8])),) if code else ()

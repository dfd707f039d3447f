"""The child's side: jobs in, frames out. Whatever touches a file's bytes runs here."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from msgspec import Struct

from auditor.faults import FAULTS, told
from auditor.runner import limits as bounded
from auditor.runner.limits import Limits
from auditor.sources import Found, Source, converted, in_content, in_files
from auditor.words import Words

if TYPE_CHECKING:
    from auditor.cache import Cache

BEGUN, ANSWER, PASSED, SCANNED, PROGRAM, FAULT, DONE = b"B", b"A", b"P", b"S", b"X", b"F", b"D"
HEADER = 13
"""Bytes before a frame's content: its kind, the entry's number, the content's length."""


class Entry(Struct, frozen=True):
    """A file to be looked into: its number in the run, its path, its content where it stands in no file.

    `broken` says why there is none to be looked into; `skip` is how many of its reports have been answered before.
    """

    number: int
    path: str
    data: bytes | None = None
    broken: Words | None = None
    skip: int = 0


class Job(Struct, frozen=True):
    """Files that one child looks into, one after another; `together` lets LibreOffice convert several at once."""

    entries: tuple[Entry, ...]
    together: bool = True


class Work(Struct, frozen=True):
    """What is done with every source, and what it may take. The cache holds what `lasting` says may be kept."""

    task: Callable[[Source], Any]
    limits: Limits = Limits()
    cache: Cache | None = None
    lasting: Callable[[Any], bool] = bool


class _Told(Struct):
    """A source on its way through the child: what is said of it, and what the cache knows."""

    number: int
    name: str
    key: str | None = None
    known: bytes | None = None


def serve(work: Work, requests: BinaryIO, replies: int) -> None:
    """Do jobs until there are no more."""
    import pickle

    from auditor.readers import grant

    bounded.fence(work.limits)

    def send(kind: bytes, number: int, content: bytes = b"") -> None:
        frame = kind + number.to_bytes(4) + len(content).to_bytes(8) + content
        view = memoryview(frame)
        while view:
            view = view[os.write(replies, view) :]

    def scanned(pages: int) -> None:
        bounded.allow(work.limits, pages)
        send(SCANNED, pages)

    grant.scanned = scanned
    grant.program = lambda pid: send(PROGRAM, pid)
    while size := requests.read(8):
        job: Job = pickle.loads(requests.read(int.from_bytes(size)))
        try:
            for number, content in _answers(work, job, send):
                send(ANSWER, number, content)
        except MemoryError:
            send(FAULT, 0)
        except FAULTS as fault:
            send(FAULT, 0, told(fault).encode(errors="replace"))
        else:
            send(DONE, 0)


def _answers(work: Work, job: Job, send: Callable[[bytes, int, bytes], None]) -> Iterator[tuple[int, bytes]]:
    from auditor.runner.pack import packed

    waiting: deque[_Told] = deque()

    def asked() -> Iterator[Source]:
        for entry in job.entries:
            bounded.allow(work.limits)
            passed: list[str] = []
            for at, source in enumerate(_sources(entry, passed)):
                if at < entry.skip:
                    continue
                send(BEGUN, entry.number, source.name.encode(errors="surrogatepass"))
                bounded.allow(work.limits)
                about = _Told(entry.number, source.name)
                if work.cache is not None and source.error is None:
                    about.key = work.cache.key(source)
                    about.known = work.cache.get(about.key)
                waiting.append(about)
                # What the cache knows is not converted.
                yield Source(source.name) if about.known is not None else source
            for name in passed:
                send(PASSED, entry.number, name.encode(errors="surrogatepass"))

    sources = asked()
    for source in converted(sources) if job.together else sources:
        about = waiting.popleft()
        content = about.known
        if content is None:
            bounded.allow(work.limits)
            value = work.task(source)
            content = packed(value)
            if work.cache is not None and about.key is not None and work.lasting(value):
                work.cache.put(about.key, content)
        yield about.number, content


def _sources(entry: Entry, passed: list[str]) -> Iterator[Source]:
    if entry.data is not None:
        return in_content(entry.data, entry.path, passed)
    broken = {entry.path: entry.broken} if entry.broken else {}
    return in_files([entry.path], Found(passed_over=passed, broken=broken))


def spawned() -> None:
    """The whole of a child that was not forked: its work comes first, then jobs, on standard input."""
    import pickle
    import sys

    requests, replies = sys.stdin.buffer, os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    size = int.from_bytes(requests.read(8))
    serve(pickle.loads(requests.read(size)), requests, replies)

"""The parent's side of one child: started by a fork, or, where there is none, as a fresh interpreter."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Iterator
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

from auditor.faults import DEBUG
from auditor.runner.limits import descendants
from auditor.runner.worker import HEADER, Job, Work, serve

if TYPE_CHECKING:
    import subprocess
    from queue import SimpleQueue

FORKS = hasattr(os, "fork")
_CHUNK = 2**20
Frame = tuple[bytes, int, bytes]
"""Its kind, the number of the entry (of pages), its content."""


class Child:
    """A child with what has come from it; `job` is what it does, `begun` the sources in hand."""

    pid: int

    def __init__(self) -> None:
        self.received = bytearray()
        self.job: Job | None = None
        self.begun: list[str] = []
        self.scanned = 0
        # The process of a program that converts files for it.
        self.program = 0
        self.heard = monotonic()
        # Processor time and memory when it began with what it does; the time is asked for only if it takes long.
        self.used: float | None = None
        self.baseline = 0
        self.paused = False

    def ask(self, job: Job) -> None:
        """Hand over a job."""
        import pickle

        content = pickle.dumps(job, 5)
        self.job, self.begun, self.scanned, self.program = job, [], 0, 0
        self.hear()
        self.send(len(content).to_bytes(8) + content)

    def hear(self) -> None:
        """Note that it has come on: its time begins anew."""
        self.heard, self.used = monotonic(), None

    def frames(self, data: bytes) -> Iterator[Frame]:
        """The frames that have come in full."""
        received = self.received
        received += data
        while len(received) >= HEADER:
            end = HEADER + int.from_bytes(received[5:HEADER])
            if len(received) < end:
                return
            frame = bytes(received[:1]), int.from_bytes(received[1:5]), bytes(received[HEADER:end])
            del received[:end]
            yield frame

    def send(self, data: bytes) -> None:
        """Write to the child; one that is gone is met when it is read from."""
        raise NotImplementedError

    def end(self) -> int:
        """End the child and what it started; how it ended: an exit code, or a signal's number below zero."""
        raise NotImplementedError


class Forked(Child):
    """A child that shares what this process has loaded."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        requests, self.requests = os.pipe()
        self.replies, replies = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _live(work, requests, replies)
        os.close(requests)
        os.close(replies)

    def send(self, data: bytes) -> None:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self.requests, view) :]
        except BrokenPipeError:
            pass

    def end(self) -> int:
        # One without a job leaves by itself when there will be no more.
        os.close(self.requests)
        gone, status = os.waitpid(self.pid, os.WNOHANG if self.job else 0)
        if not gone:
            _kill(self.pid)
            _, status = os.waitpid(self.pid, 0)
        os.close(self.replies)
        if self.job:
            clean(self.pid)
        return os.waitstatus_to_exitcode(status)


def _live(work: Work, requests: int, replies: int) -> None:
    """All that a forked child does; never returns."""
    code = 70
    try:
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        # Whoever keeps the end of a pipe open hides that its owner is gone.
        kept = sorted((2, requests, replies, os.sysconf("SC_OPEN_MAX")))
        for one, next_one in pairwise(kept):
            os.closerange(one + 1, next_one)
        # Libraries write warnings where the run writes results.
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1) if os.environ.get(DEBUG) == "1" else (0, 1, 2):
            os.dup2(nowhere, descriptor)
        with os.fdopen(requests, "rb") as jobs:
            serve(work, jobs, replies)
        code = 0
    finally:
        # Nothing of the parent's is flushed or closed twice.
        os._exit(code)


class Spawned(Child):
    """A child that begins from nothing; a thread waits for what it says."""

    def __init__(self, work: Work, heard: SimpleQueue[tuple[Child, bytes]]) -> None:
        import subprocess
        from threading import Thread

        super().__init__()
        self.process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-c", "from auditor.runner.worker import spawned; spawned()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.pid = self.process.pid
        Thread(target=self._listen, args=(heard,), daemon=True).start()
        from auditor.runner.pack import packed

        content = packed(work)
        self.send(len(content).to_bytes(8) + content)

    def _listen(self, heard: SimpleQueue[tuple[Child, bytes]]) -> None:
        assert self.process.stdout is not None
        while data := os.read(self.process.stdout.fileno(), _CHUNK):
            heard.put((self, data))
        heard.put((self, b""))

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError:
            pass

    def end(self) -> int:
        if self.process.poll() is None:
            _kill(self.pid)
        code = self.process.wait()
        if self.job:
            clean(self.pid)
        return code


def _kill(pid: int) -> None:
    """End a process and what it started, LibreOffice among it."""
    for process in (pid, *descendants(pid)):
        try:
            os.kill(process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        except ProcessLookupError:
            continue


def clean(pid: int) -> None:
    """Remove the folders that a child had no time to remove."""
    import shutil
    import tempfile
    from glob import escape, glob

    for left in glob(f"{escape(tempfile.gettempdir())}/auditor-{pid}-*"):
        shutil.rmtree(left, ignore_errors=True)


class Pool:
    """Children with a common way of listening to them."""

    def __init__(self, work: Work, fork: bool = FORKS) -> None:
        self.work, self.fork = work, fork
        self.children: list[Child] = []
        self.heard: SimpleQueue[tuple[Child, bytes]] | None = None

    def start(self) -> Child:
        """One more child."""
        child: Child
        if self.fork:
            child = Forked(self.work)
        else:
            from queue import SimpleQueue

            self.heard = self.heard or SimpleQueue()
            child = Spawned(self.work, self.heard)
        self.children.append(child)
        return child

    def listen(self, seconds: float) -> Iterator[tuple[Child, bytes]]:
        """What children say within a time, once each; nothing from one that is gone."""
        if not self.fork:
            yield from self._queued(seconds)
            return
        import select

        by_end = {c.replies: c for c in self.children if isinstance(c, Forked) and not c.paused}
        poll = select.poll()
        for end in by_end:
            poll.register(end, select.POLLIN)
        for end, _ in poll.poll(seconds * 1000):
            yield by_end[end], os.read(end, _CHUNK)

    def _queued(self, seconds: float) -> Iterator[tuple[Child, bytes]]:
        from queue import Empty

        assert self.heard is not None
        try:
            child, data = self.heard.get(timeout=seconds) if seconds else self.heard.get_nowait()
        except Empty:
            return
        if child in self.children:
            yield child, data

    def drop(self, child: Child) -> int:
        """End one child; how it ended."""
        self.children.remove(child)
        return child.end()

    def close(self) -> None:
        """End them all."""
        while self.children:
            self.drop(self.children[-1])

"""Many files → what became of each, in the order given: children, deadlines, memory, cache.

Whatever touches a file's bytes runs in a child. One that takes too long, grows too large or dies is ended and
replaced; its file is answered for by `failed`, and the others go on. Answers come in the order of the files, whatever
the number of children, and no more than a window of them waits.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from os.path import splitext
from time import monotonic
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from auditor.runner.children import FORKS, Child, Pool
from auditor.runner.limits import CONVERTING, HUNG, OVERGROWN, Limits, processor, resident, together
from auditor.runner.worker import ANSWER, BEGUN, DONE, FAULT, PASSED, PROGRAM, SCANNED, Entry, Job, Work
from auditor.sources import Source
from auditor.words import Words

T = TypeVar("T")

# Seconds between two looks at the children's memory; one can grow by some dozen megabytes meanwhile.
_LOOK = 0.02
# Files ahead of the first unanswered one that may be begun, and bytes of answers that may wait.
_WINDOW = 256
_MIB = 2**20
_WAITING = 64 * _MIB
# A child that has grown by this is replaced between files, so that the next one has its whole share.
_GROWN = 512 * _MIB
_TOGETHER = 16
_CONVERTED = frozenset((".rtf", ".odt"))
"""Suffixes of files that LibreOffice converts, several at once."""
_DIED = Words("处理该文件的进程意外终止（{how}）", "the process that looked into it died ({how})")


class Plan(Struct, Generic[T], frozen=True):
    """How a run goes: `work` in so many children, forked or not.

    `failed` makes the answer for a source whose child was ended; `skipped` that for a file that `stop` left out;
    `named` gives an answer from the cache the name of its source. `passed` is told of files in archives that are no
    documents, in the order of the files. `tick` is called now and then with the number of files that are done.
    """

    work: Work
    failed: Callable[[str, Words], T]
    skipped: Callable[[str], T]
    named: Callable[[T, str], T] = lambda answer, name: answer
    jobs: int = 1
    passed: Callable[[str], None] = lambda name: None
    stop: Callable[[], bool] = lambda: False
    tick: Callable[[int], None] = lambda done: None
    fork: bool = FORKS


def run(entries: Sequence[Entry], plan: Plan[T]) -> Iterator[T]:
    """What became of each file, or of each report in an archive. Entries are numbered from 0."""
    # What is loaded so far lives as long as the run: not looked through for garbage, it stays shared with children.
    gc.freeze()
    state = _Run(entries, plan)
    try:
        yield from state.answers()
    finally:
        state.pool.close()
        gc.unfreeze()


def alone(task: Callable[[], T], limits: Limits, failed: Callable[[Words], T], fork: bool = FORKS) -> T:
    """What a function returns that touches a file's bytes, or what `failed` makes of the reason why it does not."""
    plan = Plan(
        Work(_Call(task), limits),
        lambda name, why: failed(why),
        lambda name: failed(HUNG),
        fork=fork,
    )
    (made,) = run([Entry(0, "", b" ")], plan)
    return made


class _Call(Struct, Generic[T], frozen=True):
    """A task that needs no source."""

    task: Callable[[], T]

    def __call__(self, source: Source) -> T:
        return self.task()


class _Packed(Struct, frozen=True):
    """An answer as it came, and the name of its source."""

    name: str
    content: bytes


class _Run(Generic[T]):
    """A run under way: which files wait, what has been answered, which child does what."""

    def __init__(self, entries: Sequence[Entry], plan: Plan[T]) -> None:
        self.entries, self.plan, self.limits = entries, plan, plan.work.limits
        self.pool = Pool(plan.work, plan.fork)
        self.next = self.head = 0
        self.begun: set[int] = set()
        self.again: deque[Job] = deque()
        self.retried: set[tuple[int, int]] = set()
        # What came of each entry: answers that wait, how many there were, and whether that is all.
        self.waiting: defaultdict[int, deque[T | _Packed]] = defaultdict(deque)
        self.answered: defaultdict[int, int] = defaultdict(int)
        self.passed: defaultdict[int, list[str]] = defaultdict(list)
        self.done: set[int] = set()
        self.held = 0
        self.looked = monotonic()

    def answers(self) -> Iterator[T]:
        """Answers in the order of the entries."""
        while self.head < len(self.entries):
            if self.plan.stop():
                yield from self._rest()
                return
            yield from self._ready()
            if self.head < len(self.entries):
                self._turn(_LOOK)

    def _ready(self) -> Iterator[T]:
        """What can be handed on now; children are kept busy meanwhile."""
        while self.head < len(self.entries):
            while waiting := self.waiting[self.head]:
                yield self._opened(waiting.popleft())
                self._turn(0)
                if self.plan.stop():
                    return
            if self.head not in self.done:
                return
            del self.waiting[self.head]
            for name in self.passed.pop(self.head, ()):
                self.plan.passed(name)
            self.head += 1

    def _rest(self) -> Iterator[T]:
        """What is answered when a run is stopped: what is there, and for all else that it was left out."""
        self.pool.close()
        for entry in self.entries[self.head :]:
            for answer in self.waiting[entry.number]:
                yield self._opened(answer)
            if entry.number not in self.done:
                yield self.plan.skipped(entry.path)

    def _opened(self, answer: T | _Packed) -> T:
        from auditor.runner.pack import Damaged, unpacked

        if not isinstance(answer, _Packed):
            return answer
        self.held -= len(answer.content)
        try:
            return self.plan.named(unpacked(answer.content), answer.name)
        except Damaged as problem:
            return self.plan.failed(answer.name, _DIED.format(how=str(problem)))

    # ── Jobs ───────────────────────────────────────────────────────────────────────────────────────────

    def _turn(self, seconds: float) -> None:
        """Give out jobs, take what comes within a time, and look at those who take long."""
        self._give_out()
        for child in self.pool.children:
            # One that runs ahead waits until what it has said is handed on.
            child.paused = self.held > _WAITING and self.head not in _numbers(child)
        for child, data in self.pool.listen(seconds):
            if data:
                self._take(child, data)
            else:
                self._gone(child)
        if monotonic() - self.looked >= _LOOK:
            self.looked = monotonic()
            for child in [c for c in self.pool.children if c.job is not None]:
                self._look_at(child)
        self.plan.tick(self.head)

    def _give_out(self) -> None:
        idle = [child for child in self.pool.children if child.job is None]
        while (idle or len(self.pool.children) < self.plan.jobs) and (job := self._job()):
            child = idle.pop() if idle else self.pool.start()
            child.ask(job)
            child.baseline = child.baseline or resident(child.pid)

    def _job(self) -> Job | None:
        if self.again:
            return self.again.popleft()
        while self.next in self.begun:
            self.next += 1
        room = self.next < self.head + _WINDOW and self.held < _WAITING
        if self.next == len(self.entries) or not (room or self.next == self.head):
            return None
        numbers = [self.next]
        if _is_converted(self.entries[self.next]):
            ahead = range(self.next, min(len(self.entries), self.head + _WINDOW))
            numbers = [n for n in ahead if n not in self.begun and _is_converted(self.entries[n])][:_TOGETHER]
        self.begun.update(numbers)
        return Job(tuple(self.entries[n] for n in numbers))

    def _take(self, child: Child, data: bytes) -> None:
        for kind, number, content in child.frames(data):
            child.hear()
            if kind == BEGUN:
                child.begun.append(content.decode(errors="surrogatepass"))
            elif kind == SCANNED:
                child.scanned += number
            elif kind == PROGRAM:
                child.program = number
            elif kind == PASSED:
                self.passed[number].append(content.decode(errors="surrogatepass"))
            elif kind == ANSWER:
                self.waiting[number].append(_Packed(child.begun.pop(0), content))
                self.answered[number] += 1
                self.held += len(content)
                child.scanned = 0
            elif kind == FAULT and (job := child.job) is not None:
                child.job = None
                why = Words(*[content.decode()] * 2) if content else self.limits.large(child.scanned)
                self._blame(child, job, why)
                if not content:
                    # What it holds now would be missing for the next file.
                    self.pool.drop(child)
            elif kind == DONE and child.job is not None:
                self.done.update(entry.number for entry in child.job.entries)
                child.job = None
                if resident(child.pid) > child.baseline + _GROWN:
                    self.pool.drop(child)

    # ── Children that do not come back ─────────────────────────────────────────────────────────────────

    def _look_at(self, child: Child) -> None:
        if resident(child.pid) > child.baseline + self.limits.room(child.scanned):
            self._give_up(child, self.limits.large(child.scanned))
            return
        if child.program and together(child.program) > CONVERTING * _MIB:
            self._give_up(child, OVERGROWN)
            return
        if child.paused:
            child.hear()
        used = processor(child.pid)
        child.used = used if child.used is None else child.used
        if used - child.used > self.limits.allowed(child.scanned):
            self._give_up(child, self.limits.slow)
        elif monotonic() - child.heard > self.limits.patience(child.scanned):
            self._give_up(child, HUNG)

    def _gone(self, child: Child) -> None:
        """A child has died, of its own or by somebody's hand."""
        job = child.job
        code = self.pool.drop(child)
        if job is None:
            return
        at = (job.entries[0].number, self.answered[job.entries[0].number])
        if code == -signal.SIGXCPU:
            self._blame(child, job, self.limits.slow)
        elif code in (-signal.SIGKILL, -signal.SIGTERM) and at not in self.retried:
            # Nothing in a file does that; the system's or an operator's hand may not come again.
            self.retried.add(at)
            self._ask_again(job.entries, job.together)
        else:
            self._blame(child, job, _DIED.format(how=_how(code)))

    def _give_up(self, child: Child, why: Words) -> None:
        job = child.job
        self.pool.drop(child)
        if job is not None:
            self._blame(child, job, why)

    def _blame(self, child: Child, job: Job, why: Words) -> None:
        """Answer for the source in hand. Of several in hand each is asked about alone."""
        if len(job.entries) > 1 or len(child.begun) > 1:
            self._ask_again(job.entries, together=False)
            return
        (entry,) = job.entries
        name = child.begun[0] if child.begun else entry.path
        self.waiting[entry.number].append(self.plan.failed(name, why))
        self.answered[entry.number] += 1
        if child.begun and name != entry.path:
            self._ask_again(job.entries, job.together)
        else:
            self.done.add(entry.number)

    def _ask_again(self, entries: Sequence[Entry], together: bool) -> None:
        for entry in entries:
            left = replace(entry, skip=self.answered[entry.number])
            self.passed.pop(entry.number, None)
            self.again.append(Job((left,), together))


def _numbers(child: Child) -> list[int]:
    return [entry.number for entry in child.job.entries] if child.job else []


def _is_converted(entry: Entry) -> bool:
    return splitext(entry.path)[1].lower() in _CONVERTED


def _how(code: int) -> str:
    if code >= 0:
        return str(code)
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(code)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

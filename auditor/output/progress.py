"""How far a long run has come: one line on a terminal's standard error, gone when it has ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TextIO

from auditor.outcome import Audit
from auditor.output.cells import cut, pad
from auditor.words import Language, Words

_LINE = Words(
    "已完成{done}/{all}个文件，发现{found}个问题，每秒{rate:.1f}个，约剩{left}",
    "{done} of {all} files, findings so far: {found}, {rate:.1f} files a second, {left} left",
)
_BEGUN = Words(
    "已完成{done}/{all}个文件，发现{found}个问题", "{done} of {all} files, findings so far: {found}"
)
# Seconds; a short run shows nothing, and a line is read no faster than it changes.
_PATIENCE = 0.5
_PACE = 0.2


class Progress:
    """Is told how many of `all` files are done and watches audits on their way out; `width` is in cells."""

    def __init__(self, stream: TextIO, language: Language, width: int, all: int) -> None:
        self.stream, self.language, self.room, self.all = stream, language, width - 1, all
        self.begun, self.found, self.drawn = monotonic(), 0, False
        self.next = self.begun + _PATIENCE

    def tick(self, done: int) -> None:
        """Show how far the run is, now and then."""
        now = monotonic()
        if now < self.next:
            return
        self.next = now + _PACE
        values: dict[str, object] = {"done": done, "all": self.all, "found": self.found}
        words = _BEGUN
        if done:
            rate = done / (now - self.begun)
            words, values = _LINE, {**values, "rate": rate, "left": _clock((self.all - done) / rate)}
        self._draw(cut(words.format(**values).of(self.language), self.room))

    def ended(self, audits: Iterable[Audit]) -> Iterator[Audit]:
        """The same audits, each counted; the line is empty while one is handed on."""
        try:
            for audit in audits:
                self.found += len(audit.result.findings)
                self._clear()
                yield audit
        finally:
            self._clear()

    def _draw(self, line: str) -> None:
        # No escape sequences, so that the oldest consoles do: spaces clear what was longer.
        self.stream.write(f"\r{pad(line, self.room)}")
        self.stream.flush()
        self.drawn = True

    def _clear(self) -> None:
        if self.drawn:
            self._draw("")
            self.stream.write("\r")
            self.stream.flush()
            self.drawn = False


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

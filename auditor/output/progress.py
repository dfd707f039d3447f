"""How far a long run has come: one line on a terminal's standard error, gone when it has ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TextIO

from auditor.outcome import Audit
from auditor.output.cells import cut, pad
from auditor.output.neutral import one_line
from auditor.words import Language, Words

_LINE = Words(
    "已完成 {done}/{all} 个文件，发现 {found} 个问题，正在审核 {path}",
    "{done} of {all} files, findings so far: {found}, now {path}",
)
# Seconds; a short run shows nothing.
_PATIENCE = 0.5


class Progress:
    """Watches files on their way in and audits on their way out; `width` is the terminal's, in cells."""

    def __init__(self, stream: TextIO, language: Language, width: int) -> None:
        self.stream, self.language, self.room = stream, language, width - 1
        self.begun, self.found, self.drawn = monotonic(), 0, False

    def starting(self, paths: Iterable[str]) -> Iterator[str]:
        """The same files, each shown before it is handed on."""
        paths = list(paths)
        for done, path in enumerate(paths):
            if monotonic() - self.begun > _PATIENCE:
                line = _LINE.format(done=done, all=len(paths), found=self.found, path=one_line(path))
                self._draw(cut(line.of(self.language), self.room))
            yield path

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

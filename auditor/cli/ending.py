"""How a command ends: usage errors in one line, an interrupt, the exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from auditor.faults import FAULTS, of_program
from auditor.outcome import Tally
from auditor.words import Language

FOUND, INCOMPLETE, BROKEN, INTERRUPTED = 1, 2, 3, 130


class Problem(click.ClickException):
    """A usage or configuration error: one line, exit code 2."""

    exit_code = INCOMPLETE

    def show(self, file: object = None) -> None:
        """Say it on standard error."""
        complain(self.message)


def complain(message: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"auditor: {' '.join(message.split())}\n")


class Stop:
    """Whether an interrupt has come: the first one lets a run end in order, a second one ends it at once."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def _ask(self, number: int, frame: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Take interrupts and requests to end meanwhile."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, self._ask) for number in signals]
        try:
            yield
        finally:
            for number, handler in zip(signals, before, strict=True):
                signal.signal(number, handler)


@contextmanager
def ends_well(context: click.Context, language: Language) -> Iterator[None]:
    """An interrupt and a fault of the program itself end the run with one line, not with a traceback."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except KeyboardInterrupt:
        complain("interrupted")
        context.exit(INTERRUPTED)
    except FAULTS as fault:
        complain(of_program(fault).of(language))
        context.exit(BROKEN)


def code(tally: Tally, *, found: bool, incomplete: bool) -> int:
    """The exit code of a run: interrupted before incomplete before findings."""
    if tally.interrupted:
        complain("interrupted")
        return INTERRUPTED
    return INCOMPLETE if incomplete or tally.incomplete else int(found)

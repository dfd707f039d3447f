"""What a child is made to do by the content of a source: a stand-in for reading and judging it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from auditor.readers import grant
from auditor.sources import Source

_HELD: list[bytes] = []


def answer(source: Source) -> str:
    """The source's name and content, unless the content says what else to do."""
    words = source.data.decode().split()
    match words:
        case ["hang"]:
            while True:
                pass
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["grow"]:
            _grow()
        case ["abort"]:
            os.abort()
        case ["leave"]:
            os._exit(3)
        case ["raise", text]:
            raise ValueError(text)
        case ["full"]:
            raise MemoryError
        case ["held"]:
            _HELD.append(b"x" * 2**27)
            raise MemoryError
        case ["scan"]:
            grant.scanned(1)
            return f"{len(bytearray(2**28))} bytes"
        case ["convert"]:
            _convert()
        case ["killed", mark]:
            # By a hand from outside, once.
            if not Path(mark).exists():
                Path(mark).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        case ["killed-always"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["print"]:
            os.write(1, b"noise")
            os.write(2, b"noise")
        case ["pid"]:
            return str(os.getpid())
        case ["large", megabytes]:
            return "x" * int(megabytes) * 2**20
    if source.error is not None:
        return f"{source.name}: {source.error.en}"
    return f"{source.name}: {' '.join(words)}"


def _convert() -> None:
    """Wait for a program that starts another, which grows."""
    grows = "import sys; held = b'x' * 2**28; sys.stdin.read()"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grows!r}])"
    program = subprocess.Popen([sys.executable, "-c", starts], stdin=subprocess.PIPE)
    grant.program(program.pid)
    program.wait()


def _grow() -> None:
    held = []
    while True:
        held.append(b"x" * 2**24)
        time.sleep(0.001)

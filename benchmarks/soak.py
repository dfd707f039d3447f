"""Many files, one in ten hostile, children killed meanwhile: `python benchmarks/soak.py [FILES] [SECONDS]`.

Copies of the samples and the files of `tests/hostile` are audited in two jobs, and every so many seconds one child is
killed. Each file must have its outcome, each sound one be audited, the memory of the run stay flat and the exit code
be right.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.readers import SUFFIXES

ROOT = Path(__file__).parent.parent
HOSTILE = ROOT / "tests" / "hostile"
FAMILIES = ("archives", "documents", "pages", "prints", "texts", "words", "workbooks")


def build(folder: Path, count: int) -> set[str]:
    """Files by number; the names of the sound ones."""
    sys.path += [str(HOSTILE), str(HOSTILE.parent / "readers")]
    for family in FAMILIES:
        import_module(family)
    # Others are passed over in a folder.
    cases = cycle(c for c in import_module("kit").CASES if Path(c.name).suffix in SUFFIXES)
    samples = cycle(
        path for path in sorted((ROOT / "samples").iterdir()) if path.suffix in (".docx", ".xlsx", ".txt")
    )
    sound = set()
    for number in range(count):
        if number % 10:
            path = next(samples)
            name, content = f"{number:05}{path.suffix}", path.read_bytes()
            sound.add(name)
        else:
            case = next(cases)
            name, content = f"{number:05}-{case.name}", case.build()
        (folder / name).write_bytes(content)
    return sound


def children(pid: int) -> list[int]:
    """The processes that a run has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid: int) -> int:
    """MiB that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 // 2**20


def main(count: int, pause: float) -> int:
    """Build, run, kill, judge."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "reports"
        folder.mkdir()
        sound = build(folder, count)
        out = Path(name) / "out.jsonl"
        command = (sys.executable, "-m", "auditor", "check", folder, "-o", out, "-j", "2", "--no-cache")
        run = subprocess.Popen((*command, "--timeout", "20", "--memory", "700"), stderr=subprocess.PIPE)
        killed, held, begun = 0, [], time.monotonic()
        while run.poll() is None:
            time.sleep(0.1)
            try:
                held.append(resident(run.pid))
                if time.monotonic() - begun > pause * (killed + 1) and (there := children(run.pid)):
                    os.kill(there[killed % len(there)], signal.SIGKILL)
                    killed += 1
            except (FileNotFoundError, ProcessLookupError):
                continue
        statuses: dict[str, list[str]] = {}
        for line in out.read_text("utf-8").splitlines():
            file = json.loads(line)
            path = Path(file["path"].partition("!/")[0]).name
            statuses.setdefault(path, []).append(file["status"])
            if path in sound and file["status"] != "audited":
                sys.stdout.write(f"{path}: {file['status']}: {file.get('error')}\n")
    missing = {path for path in sound if statuses.get(path) != ["audited"]}
    unsaid = count - len(statuses)
    early, late = max(held[: len(held) // 4]), max(held[-len(held) // 4 :])
    sys.stdout.write(
        f"{count} files in {time.monotonic() - begun:.0f} s, {killed} children killed, exit code {run.returncode}; "
        f"{len(missing)} sound ones not audited, {unsaid} without an outcome; {early} MiB early, {late} MiB late\n"
    )
    return int(bool(missing) or unsaid > 0 or run.returncode != 2 or late > early + 20)


if __name__ == "__main__":
    given = [*sys.argv[1:], "5000", "60"][-2:] if len(sys.argv) < 3 else sys.argv[1:]
    sys.exit(main(int(given[0]), float(given[1])))

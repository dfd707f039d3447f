"""Counts with bars, and progress."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from made import ALL, CLEAN, FAULTY

from auditor.output import Options, write
from auditor.output.cells import width
from auditor.output.progress import Progress
from auditor.words import Language

Snapshot = Callable[[str, str], None]


def shown(format: str, options: Options, *audits: object) -> str:
    stream = StringIO()
    write(format, audits, stream, options)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_snapshot(language: Language, snapshot: Snapshot) -> None:
    options = Options(language, 80, quiet=True, statistics=True)
    snapshot(f"statistics-{language}.txt", shown("terminal", options, *ALL, FAULTY))


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_bars_fit_the_width_and_none_is_empty(columns: int) -> None:
    text = shown("terminal", Options("zh", columns, quiet=True, statistics=True), FAULTY)
    bars = [line for line in text.splitlines() if "#" in line]
    assert len(bars) == 3 + 5
    assert all(width(line) <= max(columns, 60) for line in bars)


def test_concise_counts_too_and_nothing_counts_nothing() -> None:
    options = Options("en", statistics=True)
    assert "by severity" in shown("concise", options, FAULTY)
    assert shown("concise", options, CLEAN) == ""


# ── Progress ──────────────────────────────────────────────────────────────────────────────────────────


class Clock:
    """A clock that is set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr("auditor.output.progress.monotonic", lambda: self.now)


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stream = Clock(monkeypatch), StringIO()
    line = Progress(stream, "zh", 60, 2)
    for done, _ in enumerate(line.ended(ALL), 1):
        clock.now += 0.01
        line.tick(done)
    assert stream.getvalue() == ""


def test_a_long_run_shows_how_far_it_is_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stream = Clock(monkeypatch), StringIO()
    line = Progress(stream, "zh", 80, 400)
    clock.now = 2
    line.tick(0)
    assert stream.getvalue().strip() == "已完成0/400个文件，发现0个问题"
    found = len(ALL[0].result.findings)
    for _ in line.ended(ALL[:1]):
        stream.write("|")
        clock.now = 10
        line.tick(100)
        clock.now = 10.1
        line.tick(101)
    first, second = stream.getvalue().split("|")
    assert first.endswith(f"\r{' ' * 79}\r")
    assert second.startswith(f"\r已完成100/400个文件，发现{found}个问题，每秒10.0个，约剩0:30")
    assert "101" not in second and second.endswith(f"\r{' ' * 79}\r")


def test_a_very_long_run_says_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stream = Clock(monkeypatch), StringIO()
    line = Progress(stream, "en", 100, 5_001)
    clock.now = 1
    line.tick(1)
    assert "1.0 files a second, 1:23:20 left" in stream.getvalue()


def test_lines_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stream = Clock(monkeypatch), StringIO()
    line = Progress(stream, "zh", 40, 10**6)
    clock.now = 9
    line.tick(123_456)
    assert all(width(part) <= 39 for part in stream.getvalue().split("\r"))

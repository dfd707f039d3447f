"""Counts with bars, and progress."""

from __future__ import annotations

import re
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


def progress(monkeypatch: pytest.MonkeyPatch, seconds: float) -> str:
    """What a terminal gets when every look at the clock finds it `seconds` later."""
    clock = iter(range(100))
    monkeypatch.setattr("auditor.output.progress.monotonic", lambda: next(clock) * seconds)
    stream = StringIO()
    line = Progress(stream, "zh", 60)
    started = line.starting(["甲.docx", "b\x1b[2J.txt"])
    audits = line.ended(audit for audit, _ in zip(ALL, started, strict=False))
    for _ in audits:
        stream.write("|")
    return stream.getvalue()


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress(monkeypatch, 0.01) == "||"


def test_a_long_run_shows_where_it_is_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = f"\r{' ' * 59}\r"
    first, second, last = progress(monkeypatch, 1).split("|")
    assert first.startswith("\r已完成 0/2 个文件，发现 0 个问题，正在审核 甲.docx") and first.endswith(empty)
    assert "已完成 1/2 个文件，发现 5 个问题" in second and second.endswith(empty)
    assert last in ("", empty)


def test_lines_fit_and_steer_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = progress(monkeypatch, 1)
    assert "\x1b" not in text
    assert all(width(line) <= 59 for line in re.split(r"[\r|]", text))

"""Entries that are kept, found, damaged, shared between processes, and thrown away."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from msgspec import Struct
from test_runner import entries, plan

from auditor import cache
from auditor.cache import Cache
from auditor.runner.running import run
from auditor.runner.worker import Entry
from auditor.sources import Source


class Options(Struct, frozen=True):
    """Stand-in for settings."""

    words: frozenset[str] = frozenset()
    values: dict[str, object] = {}


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"), b"context")


def files(kept: Cache) -> list[Path]:
    return sorted(path for path in Path(kept.folder).rglob("*") if path.is_file())


def test_an_entry_is_found_again(kept: Cache) -> None:
    kept.put("ab12", b"value")
    assert kept.get("ab12") == b"value"
    assert kept.get("ab13") is None


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b"", lambda b: b[:20] + b"!" + b[21:]])
def test_a_damaged_entry_counts_as_absent(kept: Cache, spoil: object) -> None:
    kept.put("ab12", b"a value of some length")
    (path,) = files(kept)
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    assert kept.get("ab12") is None


def test_a_folder_that_cannot_be_written_to_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = Cache(str(tmp_path / "file"), b"")
    kept.put("ab12", b"value")
    assert kept.get("ab12") is None


def test_nothing_half_written_is_seen(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process that was killed left behind is no entry."""

    def killed(old: str, new: str) -> None:
        raise OSError("killed")

    monkeypatch.setattr(os, "replace", killed)
    kept.put("ab12", b"value")
    assert len(files(kept)) == 1
    assert kept.get("ab12") is None


def test_a_key_hangs_on_content_suffix_and_context(kept: Cache) -> None:
    key = kept.key(Source("a/b.txt", b"content"))
    assert key == kept.key(Source("c.TXT", b"content"))
    others = {
        kept.key(Source("b.md", b"content")),
        kept.key(Source("b.txt", b"content.")),
        Cache(kept.folder, b"other").key(Source("b.txt", b"content")),
    }
    assert len(others | {key}) == 4


def test_a_context_hangs_on_settings_code_and_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "of_a_rule.py"
    module.write_text("value = 1")
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("of_a_rule")

    def context(options: Struct | None = None, needs: tuple[str, ...] = ()) -> bytes:
        return cache.context((options, needs), ["of_a_rule"])

    first = context()
    assert first == context()
    assert context(Options(frozenset({"a"}))) != first
    assert context(Options(values={"a": re.compile("b")})) != context(Options(values={"a": re.compile("c")}))
    assert context(needs=("document",)) != first
    module.write_text("value = 20")
    assert context() != first


def test_a_context_does_not_hang_on_the_order_of_a_set() -> None:
    words = [f"word{n}" for n in range(50)]
    forward, backward = Options(frozenset(words)), Options(frozenset(reversed(words)))
    assert cache.context(forward, []) == cache.context(backward, [])


def test_the_folder_is_the_users_or_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE_DIR", "named")
    assert cache.folder() == "named"
    monkeypatch.delenv("AUDITOR_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/users/cache")
    assert cache.folder() == "/users/cache/auditor"


def test_what_is_kept_is_counted_and_cleared(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE_DIR", kept.folder)
    assert cache.info().entries == 0
    kept.put("ab12", b"x" * 100)
    kept.put("cd34", b"x" * 100)
    assert (cache.info().entries, cache.info().size) == (2, 232)
    assert cache.clear().entries == 2
    assert cache.info().entries == 0


def test_what_was_not_used_for_longest_makes_room(kept: Cache) -> None:
    keys = [f"{n:02x}00" for n in range(10)]
    for n, key in enumerate(keys):
        kept.put(key, b"x" * 984)
        os.utime(kept._path(key), (n, n))
    cache.prune(kept.folder, 10_000)
    assert len(files(kept)) == 10
    kept.get(keys[0])
    cache.prune(kept.folder, 5_000)
    assert [key for key in keys if kept.get(key)] == [keys[0], *keys[7:]]


# ── In a run ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_result_is_made_once(kept: Cache) -> None:
    first = list(run(entries("pid"), plan(cache=kept)))
    assert list(run(entries("pid"), plan(cache=kept))) == first
    assert list(run(entries("pid"), plan())) != first


def test_a_changed_file_is_never_answered_from_before(kept: Cache, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for content in ("one", "two"):
        path.write_text(content)
        assert list(run([Entry(0, str(path))], plan(cache=kept))) == [f"{path}: {content}"]


def test_what_does_not_last_is_not_kept(kept: Cache) -> None:
    list(run(entries("abort", "raise x", "good", "passing"), plan(cache=kept, lasting=lambda a: "good" in a)))
    assert len(files(kept)) == 1


def test_a_source_without_content_is_not_kept(kept: Cache, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.txt")
    list(run([Entry(0, gone)], plan(cache=kept)))
    assert files(kept) == []

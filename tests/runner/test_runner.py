"""Children that hang, grow and die; answers in order; what is stopped, retried and thrown away."""

from __future__ import annotations

import os
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
import tasks

from auditor.cache import Cache
from auditor.engine import Settings
from auditor.runner import audit_found
from auditor.runner import limits as bounded
from auditor.runner.limits import Limits
from auditor.runner.running import Plan, alone, run
from auditor.runner.worker import Entry, Work
from auditor.sources import Found
from auditor.words import Words

FORK = [True, False]
REPORT = "绩效自评表\n指标名称\t指标值\t完成值\t分值\t得分\n培训人次\t≥100人次\t120人次\t100\t100\n".encode()


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a child that begins from nothing find the tasks."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


USUAL = Limits(timeout=1, memory=150)


def failed(name: str, why: Words) -> str:
    return f"{name} FAILED {why.en}"


def skipped(name: str) -> str:
    return f"{name} SKIPPED"


def plan(
    jobs: int = 1,
    limits: Limits = USUAL,
    fork: bool = True,
    stop: Callable[[], bool] = lambda: False,
    cache: Cache | None = None,
    lasting: Callable[[str], bool] = bool,
) -> Plan[str]:
    work = Work(tasks.answer, limits, cache, lasting)
    return Plan(work, failed, skipped, jobs=jobs, fork=fork, stop=stop)


def entries(*contents: str) -> list[Entry]:
    return [Entry(n, f"{n}.txt", content.encode()) for n, content in enumerate(contents)]


def archive(*contents: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for n, content in enumerate(contents):
            file.writestr(f"{n}.txt", content)
    return packed.getvalue()


# ── Order ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize("fork", FORK)
def test_answers_come_in_the_order_of_the_files(fork: bool) -> None:
    slow_first = entries("sleep 0.3", *map(str, range(20)))
    answers = list(run(slow_first, plan(jobs=3, fork=fork)))
    assert answers == ["0.txt: sleep 0.3", *(f"{n + 1}.txt: {n}" for n in range(20))]


def test_answers_are_the_same_for_any_number_of_children() -> None:
    wanted = entries("a", "raise b", "leave", "c", "abort", "d")
    one, two, five = (list(run(wanted, plan(jobs=jobs))) for jobs in (1, 2, 5))
    assert one == two == five


def test_files_are_read_by_the_child(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    there, gone = str(tmp_path / "a.txt"), str(tmp_path / "b.txt")
    answers = list(run([Entry(0, there), Entry(1, gone)], plan()))
    assert answers[0] == f"{there}: content"
    assert answers[1].startswith(f"{gone}: cannot be opened")


def test_each_report_of_an_archive_has_its_answer() -> None:
    answers = list(run([Entry(0, "b.zip", archive("a", "b")), Entry(1, "c.txt", b"c")], plan(jobs=2)))
    assert answers == ["b.zip!/0.txt: a", "b.zip!/1.txt: b", "c.txt: c"]


def test_answers_are_handed_on_before_all_are_there() -> None:
    answers = run(entries("first", "sleep 30"), plan(limits=Limits(timeout=60)))
    begun = time.monotonic()
    assert next(answers) == "0.txt: first"
    answers.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 10


def test_a_run_does_not_run_ahead_without_end() -> None:
    """Answers of later files wait in the parent only up to a bound."""
    large = entries("sleep 1.5", *["large 8"] * 24)
    resident = 0
    for answer in run(large, plan(jobs=2, limits=Limits(timeout=30))):
        del answer
        resident = max(resident, bounded.resident(os.getpid()))
    before = bounded.resident(os.getpid())
    assert resident - before < 180 * 2**20


# ── Children that do not come back ─────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize("fork", FORK)
def test_a_child_that_hangs_is_ended_and_the_rest_goes_on(fork: bool) -> None:
    answers = list(run(entries("a", "hang", "b"), plan(fork=fork)))
    assert answers[0] == "0.txt: a"
    assert answers[1] == f"1.txt FAILED {Limits(timeout=1).slow.en}"
    assert answers[2] == "2.txt: b"


def test_a_child_that_does_nothing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_CONVERSION", 0.2)
    answers = list(run(entries("sleep 60", "b"), plan(limits=Limits(timeout=0.1))))
    assert answers == [f"0.txt FAILED {bounded.HUNG.en}", "1.txt: b"]


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize("fork", FORK)
def test_a_child_that_grows_is_ended(fork: bool) -> None:
    limits = Limits(timeout=60, memory=150)
    answers = list(run(entries("grow", "b"), plan(limits=limits, fork=fork)))
    assert answers == [f"0.txt FAILED {limits.large().en}", "1.txt: b"]


def test_memory_that_cannot_be_had_is_said_in_the_same_words() -> None:
    limits = Limits(timeout=60, memory=150)
    assert list(run(entries("full"), plan(limits=limits))) == [f"0.txt FAILED {limits.large().en}"]


def test_a_child_keeps_to_a_fence_when_nobody_looks() -> None:
    """The parent is busy with the first answer while the child grows with the second file."""
    limits = Limits(timeout=60, memory=150)
    answers = run(entries("a", "grow", "b"), plan(limits=limits))
    assert next(answers) == "0.txt: a"
    time.sleep(2)
    assert next(answers) == f"1.txt FAILED {limits.large().en}"
    assert next(answers) == "2.txt: b"


def test_a_child_that_had_no_memory_left_is_replaced() -> None:
    first, failure, second = run(entries("pid", "held", "pid"), plan(limits=Limits(timeout=60, memory=1_000)))
    assert failure == f"1.txt FAILED {Limits(memory=1_000).large().en}"
    assert first != second


def test_want_of_memory_is_told_by_the_run_wherever_it_comes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as a fault of reading, recognition or a rule: one line says which limit it is, and which option."""

    def full(*given: object) -> None:
        raise MemoryError

    for place in ("auditor.readers.read", "auditor.recognition.recognise", "auditor.engine.run"):
        with monkeypatch.context() as patch:
            patch.setattr(place, full)
            (audit,) = audit_found(Found(), Settings(), given=[("a.txt", REPORT)])
            assert (audit.status, audit.error) == ("failed", Limits().large())
    assert "--memory" in Limits().large().en and "2048 MiB" in Limits().large().en


def test_recognition_has_memory_of_its_own() -> None:
    limits = Limits(timeout=60, memory=64)
    assert list(run(entries("scan"), plan(limits=limits))) == [f"{2**28} bytes"]
    assert "2112 MiB" in limits.large(scanned=1).en


def test_a_program_that_converts_has_memory_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it holds is not the file's, and it is ended with what it started when it holds too much."""
    monkeypatch.setattr("auditor.runner.running.CONVERTING", 200)
    begun = time.monotonic()
    answers = list(run(entries("convert", "b"), plan(limits=Limits(timeout=60, memory=100))))
    assert answers == [f"0.txt FAILED {bounded.OVERGROWN.en}", "1.txt: b"]
    assert time.monotonic() - begun < 30


def test_a_child_that_dies_is_replaced() -> None:
    answers = list(run(entries("abort", "leave", "c"), plan()))
    assert answers == [
        "0.txt FAILED the process that looked into it died (SIGABRT)",
        "1.txt FAILED the process that looked into it died (3)",
        "2.txt: c",
    ]


def test_a_fault_is_the_outcome_of_its_file() -> None:
    answers = list(run(entries("raise wrong", "b"), plan()))
    assert answers == ["0.txt FAILED ValueError: wrong", "1.txt: b"]


def test_a_child_that_somebody_kills_is_asked_once_more(tmp_path: Path) -> None:
    answers = list(run(entries(f"killed {tmp_path / 'mark'}", "killed-always", "c"), plan()))
    assert answers == [
        f"0.txt: killed {tmp_path / 'mark'}",
        "1.txt FAILED the process that looked into it died (SIGKILL)",
        "2.txt: c",
    ]


@pytest.mark.parametrize("content", ["abort", "raise wrong", "hang"])
def test_the_rest_of_an_archive_is_answered_after_one_that_fails(content: str) -> None:
    answers = list(run([Entry(0, "a.zip", archive("a", content, "c"))], plan(jobs=2)))
    assert answers[0] == "a.zip!/0.txt: a"
    assert answers[1].startswith("a.zip!/1.txt FAILED")
    assert answers[2:] == ["a.zip!/2.txt: c"]


def test_what_a_child_writes_does_not_show(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(run(entries("print"), plan())) == ["0.txt: print"]
    assert capfd.readouterr() == ("", "")


def test_children_are_kept_between_files_and_none_is_left() -> None:
    pids = list(run(entries(*["pid"] * 6), plan(jobs=2)))
    assert len(set(pids)) <= 2
    for pid in set(pids):
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), 0)


def test_programs_that_a_child_started_end_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    answers = list(alone_in_two(mark))
    assert answers == ["ended"]
    pid = int(mark.read_text())
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.05)
    raise AssertionError("the program lives on")


def alone_in_two(mark: Path) -> Iterator[str]:
    yield alone(partial(start_and_hang, mark), Limits(timeout=1), lambda why: "ended")


def start_and_hang(mark: Path) -> str:
    import subprocess

    program = subprocess.Popen(["sleep", "600"], start_new_session=True)
    mark.write_text(str(program.pid))
    while True:
        pass


# ── Stopping ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_stopped_run_hands_on_what_is_done_and_names_the_rest() -> None:
    seen: list[str] = []
    wanted = entries("a", "b", "sleep 30", "c", "d")
    for answer in run(wanted, plan(limits=Limits(timeout=60), stop=lambda: len(seen) >= 2)):
        seen.append(answer)
    assert seen == ["0.txt: a", "1.txt: b", "2.txt SKIPPED", "3.txt SKIPPED", "4.txt SKIPPED"]


def test_a_run_that_is_given_up_leaves_no_child() -> None:
    answers = run(entries("pid", "sleep 60"), plan())
    pid = int(next(answers))
    answers.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_children_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    parent = os.fork()
    if parent == 0:
        for answer in run(entries("pid", "sleep 0.5"), plan()):
            mark.write_text(answer)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(parent, 0)
    child = int(mark.read_text())
    for _ in range(100):
        stat = Path(f"/proc/{child}/stat")
        if not stat.exists() or " Z " in stat.read_text():
            return
        time.sleep(0.05)
    raise AssertionError("the child lives on")


# ── Alone ──────────────────────────────────────────────────────────────────────────────────────────────


def test_one_function_runs_in_a_child() -> None:
    assert alone(lambda: os.getpid(), Limits(), lambda why: 0) not in (0, os.getpid())


def test_one_function_that_fails_is_told_why() -> None:
    assert alone(os.abort, Limits(), lambda why: why.en) == "the process that looked into it died (SIGABRT)"

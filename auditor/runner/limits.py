"""What one file may take, how a process keeps to it, and what another process takes meanwhile."""

from __future__ import annotations

import os
import sys

from msgspec import Struct

from auditor.words import Words

SCANNED_PAGE = 10
"""Seconds of processor time more for every scanned page."""

SCANNING = 2048
"""Resident MiB more for a file with scanned pages: what recognition takes, whatever the file's own share."""

CONVERTING = 2048
"""Resident MiB of the program that converts files, and of what it starts."""

_CONVERSION = 90
# How many times slower than its processor a file may come through, on a machine that has more to do.
_SLOWER = 4
_PAGE_SIZE = 4096
_MIB = 2**20


class Limits(Struct, frozen=True):
    """Seconds of processor time and resident MiB for one file."""

    timeout: float = 60
    memory: int = 2048

    def allowed(self, scanned: int) -> float:
        """Seconds of processor time for a file with so many scanned pages."""
        return self.timeout + SCANNED_PAGE * scanned

    def patience(self, scanned: int) -> float:
        """Seconds after which a child that says nothing is taken for hung; LibreOffice may run meanwhile."""
        return _CONVERSION + _SLOWER * self.allowed(scanned)

    def room(self, scanned: int = 0) -> int:
        """Resident bytes for a file with so many scanned pages."""
        return self._share(scanned) * _MIB

    def _share(self, scanned: int) -> int:
        return self.memory + (SCANNING if scanned else 0)

    @property
    def slow(self) -> Words:
        """Why a file that took too long was given up."""
        seconds = f"{self.timeout:g}"
        return Words(
            f"超过 {seconds} 秒处理器时间（每页扫描件另加 {SCANNED_PAGE} 秒），已中止；可用 --timeout 放宽",
            f"took more than {seconds} seconds of processor time ({SCANNED_PAGE} more a scanned page) and was "
            "ended; --timeout allows more",
        )

    def large(self, scanned: int = 0) -> Words:
        """Why a file with so many scanned pages that took too much memory was given up."""
        share = self._share(scanned)
        return Words(
            f"占用内存超过 {share} MiB，已中止；可用 --memory 放宽",
            f"took more than {share} MiB of memory and was ended; --memory allows more",
        )


HUNG = Words("处理停滞，已中止", "stood still and was ended")
"""Why a file whose child did nothing was given up."""


OVERGROWN = Words(
    f"LibreOffice 转换时占用内存超过 {CONVERTING} MiB，已中止；请另存为 .docx",
    f"LibreOffice took more than {CONVERTING} MiB of memory to convert the file and was ended; save it as .docx",
)
"""Why a file whose conversion took too much memory was given up."""


def fence(limits: Limits) -> None:
    """Bound this process for good, above what the parent bounds it by, for moments when the parent is busy."""
    if sys.platform == "win32":
        return
    import resource

    _lower(resource.RLIMIT_CORE, 0, 0)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_DATA, *(_inherited() + _fenced(limits.room(pages)) for pages in (0, 1)))


def _fenced(room: int) -> int:
    return room + room // 2 + 512 * _MIB


def _inherited() -> int:
    """Bytes of data that this process has from the one that it was forked from."""
    with open("/proc/self/statm", "rb", buffering=0) as file:
        return int(file.read().split()[5]) * _PAGE_SIZE


def allow(limits: Limits, scanned: int = 0) -> None:
    """Grant this process so much more processor time from now on; then the system ends it, if the parent did not.

    With scanned pages it may hold what recognition takes, too.
    """
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime + limits.allowed(scanned) + (2 if sys.platform == "linux" else 0)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(seconds) + 1
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )
    if scanned:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _lower(kind: int, soft: int, hard: int) -> None:
    import resource

    bound = resource.getrlimit(kind)[1]
    if bound != resource.RLIM_INFINITY:
        soft, hard = min(soft, bound), min(hard, bound)
    resource.setrlimit(kind, (soft, hard))


def resident(pid: int) -> int:
    """Bytes that a process holds in memory; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm", "rb", buffering=0) as file:
            return int(file.read().split()[1]) * _PAGE_SIZE
    except FileNotFoundError:
        return 0 if sys.platform == "linux" else _resident_elsewhere(pid)
    except OSError:
        return 0


def _resident_elsewhere(pid: int) -> int:
    if sys.platform == "win32":
        return _working_set(pid)
    import subprocess

    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False).stdout
    return int(told or 0) * 1024


def together(pid: int) -> int:
    """Bytes that a process and those that it started hold in memory."""
    return sum(map(resident, (pid, *descendants(pid))))


def processor(pid: int) -> float:
    """Seconds of processor time that a process took; 0 where that cannot be told."""
    if sys.platform == "win32":
        return _times(pid)
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
            # The name in brackets may hold anything.
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _working_set(pid: int) -> int:
    """Resident bytes on Windows."""
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [("cb", wintypes.DWORD), ("faults", wintypes.DWORD)] + [
            (name, ctypes.c_size_t) for name in ("peak", "size", "a", "b", "c", "d", "pagefile", "e")
        ]

    counters = Counters(cb=ctypes.sizeof(Counters))
    _asked("psapi", "GetProcessMemoryInfo", pid, ctypes.byref(counters), counters.cb)
    return int(counters.size)


def _times(pid: int) -> float:
    """Seconds of processor time on Windows, which counts tenths of microseconds."""
    import ctypes

    made, ended, kernel, user = (ctypes.c_uint64() for _ in range(4))
    _asked("kernel32", "GetProcessTimes", pid, *map(ctypes.byref, (made, ended, kernel, user)))
    return (kernel.value + user.value) / 10_000_000


def _asked(library: str, function: str, pid: int, *arguments: object) -> None:
    """Call a function of Windows about a process; nothing happens when it is gone."""
    import ctypes

    windows = getattr(ctypes, "windll")  # noqa: B009 — absent from other systems' types
    windows.kernel32.OpenProcess.restype = ctypes.c_void_p
    query_and_read = 0x0410
    process = ctypes.c_void_p(windows.kernel32.OpenProcess(query_and_read, False, pid))
    if process:
        getattr(getattr(windows, library), function)(process, *arguments)
        windows.kernel32.CloseHandle(process)


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started; Linux only."""
    found, left = [], [pid]
    while left:
        left = [child for known in left for child in _started(known)]
        found += left
    return found


def _started(pid: int) -> list[int]:
    """The processes that a process started, by each of its threads."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    children: list[int] = []
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                children += map(int, file.read().split())
        except OSError:
            continue
    return children

"""Files that LibreOffice turns into .docx first: .rtf, .odt and Word files of Word 95 and older.

LibreOffice runs apart: a profile of its own that is thrown away, no macros, no links, no network, a time
limit, and a bound on what it writes. Its start takes longer than a report, so it is given several at a time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.document import Document, Unreadable
from auditor.readers import bounds, docx, grant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAMES = ("soffice", "libreoffice")
_USUAL_PLACES = (
    *(
        "/usr/bin/soffice",
        "/usr/local/bin/soffice",
        "/usr/lib/libreoffice/program/soffice",
        "/snap/bin/libreoffice",
    ),
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    *(rf"C:\Program Files{kind}\LibreOffice\program\soffice.com" for kind in ("", " (x86)")),
)
# Where each distributor's package installs to carries the version.
_VERSIONED = ("/opt", "libreoffice*/program/soffice")
# Port 9 discards what it gets: no request leaves the machine.
_NOWHERE = "http://127.0.0.1:9"

_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)


def found() -> Path | None:
    """The LibreOffice program on this machine, or None."""
    for name in _NAMES:
        if path := shutil.which(name):
            return Path(path)
    folder, pattern = _VERSIONED
    places = (*map(Path, _USUAL_PLACES), *sorted(Path(folder).glob(pattern), reverse=True))
    return next((place for place in places if place.is_file()), None)


def read(data: bytes, form: str) -> Document:
    """Read a file of a format (`rtf`, `odt`, `doc`) by way of .docx. Raises `Unreadable`."""
    program = found()
    if program is None:
        raise Unreadable(
            f"读取 .{form} 文件需要 LibreOffice，本机没有：请安装 LibreOffice，或将文件另存为 .docx",
            f"Reading .{form} files needs LibreOffice, which is not here: install it, or save the file as .docx",
        )
    with _converting(program, {0: (data, form)}) as results:
        result = results.get(0)
        if result is None:
            raise Unreadable(
                f"LibreOffice 未能打开这个 .{form} 文件（可能已损坏或设有密码），请另存为 .docx",
                f"LibreOffice could not open this .{form} file (damaged or password-protected?); save it as .docx",
            )
        if result.stat().st_size > bounds.FILE_SIZE:
            size = bounds.FILE_SIZE // 2**20
            raise Unreadable(
                f"文件转换后超过 {size} MiB 的上限", f"Converted, the file is larger than {size} MiB"
            )
        return replace(docx.read(result.read_bytes()), format=form)


def converted(files: Mapping[int, tuple[bytes, str]]) -> dict[int, bytes]:
    """What one LibreOffice makes of several files, given by content and format: each as .docx.

    A file that is not among them comes to nothing in this company, and `read` tells why: so that no file's verdict
    hangs on another's, nothing counts when the program fails over one of them.
    """
    program = found()
    if program is None:
        return {}
    made: dict[int, bytes] = {}
    left = bounds.UNPACKED_SIZE
    try:
        with _converting(program, files) as results:
            for key, result in results.items():
                size = result.stat().st_size
                if size <= min(left, bounds.FILE_SIZE):
                    made[key] = result.read_bytes()
                    left -= size
    except Unreadable:
        return {}
    return made


@contextmanager
def _converting(program: Path, files: Mapping[int, tuple[bytes, str]]) -> Iterator[dict[int, Path]]:
    """Where what LibreOffice makes of files stands; none where it fails over one of them."""
    # By its name the folder is found when this process is ended meanwhile.
    with TemporaryDirectory(prefix=f"auditor-{os.getpid()}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        made, profile = folder / "made", folder / "profile"
        sources = {key: folder / f"report-{key}.{form}" for key, (_, form) in files.items()}
        for key, (data, _) in files.items():
            sources[key].write_bytes(data)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_settings(), "utf-8")
        command: tuple[str | Path, ...] = (
            *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"),
            *("--nodefault", "--nofirststartwizard", "--convert-to", "docx", "--outdir", made),
            *sources.values(),
        )
        if _run(command, folder) == 0:
            results = {key: made / f"{source.stem}.docx" for key, source in sources.items()}
            yield {key: result for key, result in results.items() if result.is_file()}
        else:
            yield {}


def _run(command: tuple[str | Path, ...], folder: Path) -> int:
    """Run LibreOffice and say how it ended; it and what it started are ended when the time is over."""
    private = {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _NOWHERE)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | private | proxies,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if sys.platform == "linux":
        import resource

        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (bounds.UNPACKED_SIZE, bounds.UNPACKED_SIZE))
    grant.program(process.pid)
    try:
        return process.wait(bounds.CONVERSION_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"LibreOffice 转换文件超过{bounds.CONVERSION_SECONDS}秒，请另存为 .docx",
            f"LibreOffice took more than {bounds.CONVERSION_SECONDS} seconds to convert the file; save it as .docx",
        ) from error
    finally:
        _end(process)
        grant.program(0)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, and those that it started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _settings() -> str:
    """The profile of a LibreOffice that runs no macros and follows no links."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {names}>{items}</oor:items>'

"""Nothing that a file points to is followed: no socket, no other file, no program but LibreOffice.

The run that is watched has no network where the system lets a process do without (`unshare -rn`); what comes of the
files is the same with and without.
"""

from __future__ import annotations

import os
import re
import site
import socket
import subprocess
import sys
import sysconfig
from importlib import import_module
from pathlib import Path

import pytest
from kit import CASES, docx, form_table, paragraph

from auditor.readers import office

HERE = Path(__file__).parent
for family in ("archives", "pages", "prints", "texts", "words", "workbooks"):
    import_module(family)

POINTING = (
    "word_with_an_entity_of_another_file", "word_with_a_document_type_from_elsewhere",
    "word_with_a_template_from_elsewhere", "word_with_a_picture_of_this_machine",
    "word_with_a_part_outside_the_package", "workbook_with_links_to_others", "formula_that_starts_a_program",
    "formula_that_asks_a_server", "values_that_are_formulas", "markdown_with_a_page_inside",
    "page_with_a_script_and_frames", "page_sent_elsewhere", "pdf_that_runs_a_script", "pdf_that_starts_a_program",
    "pdf_whose_stream_stands_in_another_file", "archive_member_outside_its_folder",
    "archive_member_with_an_absolute_path",
)  # fmt: skip
OUTSIDE = "the-file-that-nothing-may-open"


def dde() -> bytes:
    """A Word file with fields that fetch from a program and from a file."""
    fields = (
        r"DDEAUTO c:\\windows\\system32\\cmd.exe &quot;/k calc&quot;",
        f"INCLUDETEXT &quot;/srv/{OUTSIDE}&quot;",
        f"INCLUDEPICTURE &quot;http://127.0.0.1:9/{OUTSIDE}&quot;",
    )
    runs = "".join(
        f'<w:p><w:fldSimple w:instr="{code}">{paragraph("一")[5:-6]}</w:fldSimple></w:p>' for code in fields
    )
    return docx(runs + form_table())


def without_network() -> list[str]:
    """What a command is started with to have no network; nothing where the system does not let it."""
    apart = ["unshare", "--map-root-user", "--net"]
    try:
        return apart if subprocess.run([*apart, "true"], capture_output=True).returncode == 0 else []
    except FileNotFoundError:
        return []


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """What the interpreter was asked to do while files that point elsewhere were audited."""
    folder, log = tmp_path_factory.mktemp("pointing"), tmp_path_factory.mktemp("log") / "events"
    built = {case.name: case.build for case in CASES if case.name.partition(".")[0] in POINTING}
    assert len(built) == len(POINTING)
    for name, build in {**built, "fields.docx": dde}.items():
        content = build().replace(b"/etc/hostname", b"/srv/" + OUTSIDE[:8].encode())
        (folder / name).write_bytes(content)
    environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*without_network(), sys.executable, str(HERE / "watched.py"), str(log), str(folder)],
        env=environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == len(built) + 1
    assert "failed" not in done.stdout
    lines = (line.partition("\t") for line in log.read_text("utf-8").splitlines())
    return [(event, arguments.replace(str(folder), "FOLDER")) for event, _, arguments in lines]


def test_the_run_was_watched(events: list[tuple[str, str]]) -> None:
    opened = {found[1] for _, arguments in events if (found := re.match(r"\('FOLDER/([\w.]+)'", arguments))}
    assert len(opened) == len(POINTING) + 1


def test_no_socket_is_opened_and_no_program_started(events: list[tuple[str, str]]) -> None:
    assert [e for e in events if e[0].startswith(("socket.", "subprocess.", "os.", "urllib."))] == []


def test_no_file_is_opened_but_the_reports_and_the_programs_own(events: list[tuple[str, str]]) -> None:
    """What Python itself and this program load, what measures the children, and the reports."""
    roots = {sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    roots |= {*site.getsitepackages(), str(HERE.parent.parent)}
    roots |= {path for path in sys.path if path}
    own = re.compile(
        r"\('(?:FOLDER/|/dev/null'|/proc/\d+/statm?'|/proc/\d+/task/|/proc/self/|{})".format(
            "|".join(map(re.escape, roots))
        )
    )
    foreign = [arguments for event, arguments in events if event == "open" and not own.match(arguments)]
    assert [f for f in foreign if not re.match(r"\(\d+,", f)] == []


@pytest.mark.needs("libreoffice")
def test_libreoffice_fetches_nothing(tmp_path: Path) -> None:
    """It is not watched itself: a server that listens hears nothing, and the other file's text comes nowhere in."""
    (tmp_path / f"{OUTSIDE}.txt").write_text("secretword")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/{OUTSIDE}"
        codes = (
            rf'INCLUDEPICTURE "{address}.png" \\d',
            rf'INCLUDETEXT "{address}.txt"',
            rf'INCLUDETEXT "{tmp_path.as_uri()}/{OUTSIDE}.txt"',
            rf'HYPERLINK "{address}.html"',
            r'DDEAUTO soffice "topic" "item"',
        )
        fields = "".join(rf"{{\field{{\*\fldinst {code}}}{{\fldrslt kept}}}}\par " for code in codes)
        content = rf"{{\rtf1\ansi {{\*\template {address}.dot}}{fields}}}"
        document = office.read(content.encode(), "rtf")
        with pytest.raises(BlockingIOError):
            server.accept()
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert any("kept" in text for text in texts) and not any("secretword" in text for text in texts)

"""Files that LibreOffice converts: alone, several at once, and what stops it."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.document import Document, Unreadable
from auditor.engine import Settings, audit_file
from auditor.readers import bounds, docx, office, read
from auditor.runner import audit_paths

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.docx"))[:2]


@pytest.fixture(scope="module")
def program() -> Path:
    found = office.found()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def saved(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two samples, each as .rtf and .odt."""
    folder = tmp_path_factory.mktemp("saved")
    profile = tmp_path_factory.mktemp("profile")
    base = (program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to")
    for form in ("rtf", "odt"):
        subprocess.run(
            (*base, form, "--outdir", folder, *SAMPLES), check=True, capture_output=True, timeout=300
        )
    return folder


def cells(document: Document) -> list[list[tuple[str, int, int, int, int]]]:
    return [[(c.text, c.row, c.column, c.rowspan, c.colspan) for c in t.cells] for t in document.tables]


@pytest.fixture
def starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], list[int]]:
    """How many files each LibreOffice that was started was given; children write it down."""
    counted = tmp_path_factory.mktemp("starts") / "counted"
    counted.touch()
    real = office._run

    def run(command: tuple[str | Path, ...], folder: Path) -> int:
        with counted.open("a") as file:
            file.write(f"{sum(Path(word).match('report-*') for word in command)}\n")
        return real(command, folder)

    monkeypatch.setattr(office, "_run", run)
    return lambda: [int(line) for line in counted.read_text().split()]


@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize("form", ["rtf", "odt"])
def test_tables_arrive_as_they_stand_in_the_word_file(form: str, saved: Path) -> None:
    path = saved / f"{SAMPLES[0].stem}.{form}"
    document = read(path.read_bytes(), path.name)
    assert document.format == form and cells(document) == cells(docx.read(SAMPLES[0].read_bytes()))


@pytest.mark.needs("libreoffice")
def test_several_files_are_converted_by_one_process(saved: Path, starts: Callable[[], list[int]]) -> None:
    together = list(audit_paths([saved], Settings()))
    assert starts() == [4]
    assert [a.status for a in together] == ["audited"] * 4
    assert [a.document for a in together] == [audit_file(a.path, Settings()).document for a in together]


@pytest.mark.needs("libreoffice")
def test_a_file_that_does_not_open_spoils_no_other(
    saved: Path, starts: Callable[[], list[int]], tmp_path: Path
) -> None:
    for path in saved.glob("*.odt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with zipfile.ZipFile(tmp_path / "broken.odt", "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", "<no xml")
    broken, *others = audit_paths([tmp_path], Settings())
    assert broken.error is not None and "could not open" in broken.error.en
    assert [a.status for a in others] == ["audited"] * 2
    assert starts()[0] == 3 and set(starts()[1:]) == {1}


@pytest.mark.needs("libreoffice")
def test_when_it_fails_over_one_file_each_is_asked_about_alone(
    program: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_run", lambda command, folder: 1)
    files = {n: (path.read_bytes(), path.suffix[1:]) for n, path in enumerate(sorted(saved.iterdir()))}
    assert office.converted(files) == {}


@pytest.mark.needs("libreoffice")
def test_it_is_ended_when_its_time_is_over(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CONVERSION_SECONDS", 0)
    with pytest.raises(Unreadable, match="seconds"):
        office.read(b"{\\rtf1 a}", "rtf")
    assert office.converted({0: (b"{\\rtf1 a}", "rtf"), 1: (b"{\\rtf1 b}", "rtf")}) == {}


def test_without_it_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "found", lambda: None)
    with pytest.raises(Unreadable, match=r"LibreOffice.*\.docx"):
        read(b"{\\rtf1 a}", "a.rtf")
    assert office.converted({0: (b"{\\rtf1 a}", "rtf"), 1: (b"{\\rtf1 b}", "rtf")}) == {}

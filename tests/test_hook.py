"""The pre-commit hooks, run by the real pre-commit from a clone of this project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
CONFIG = """
repos:
  - repo: {clone}
    rev: {rev}
    hooks:
      - id: auditor
      - id: auditor-text
"""
STRICT = """
repos:
  - repo: {clone}
    rev: {rev}
    hooks:
      - id: auditor-strict
"""


def environment(home: Path) -> dict[str, str]:
    """No git of the surroundings, a home of its own, English messages."""
    outside = {
        k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT")) and k != "PYTHONPATH"
    }
    who = {
        f"GIT_{role}_{what}": "tester@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return (
        outside
        | who
        | {"PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "en_US.UTF-8"}
    )


class Repository:
    """A git repository in a folder."""

    def __init__(self, folder: Path, home: Path) -> None:
        folder.mkdir()
        self.folder, self.environment = folder, environment(home)
        self.run("git", "init", "--quiet")

    def run(self, *command: str | Path) -> str:
        """What a command that must succeed prints."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Commit everything, through the hooks that are installed."""
        self.run("git", "add", "--all")
        return self.committed()

    def committed(self) -> subprocess.CompletedProcess[str]:
        """Commit what is staged."""
        command = ["git", "commit", "--quiet", "--message", "reports"]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8"
        )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its environments: made once for all tests here."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Repository:
    """The project as it stands, committed or not, in a repository of its own."""
    repository = Repository(tmp_path_factory.mktemp("project") / "clone", home)
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT)
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            target = repository.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    assert repository.commit().returncode == 0
    return repository


@pytest.fixture
def reports(tmp_path: Path, clone: Repository, home: Path) -> Repository:
    """A repository of reports in which the hooks are installed."""
    repository = Repository(tmp_path / "reports", home)
    rev = clone.run("git", "rev-parse", "HEAD")
    (repository.folder / ".pre-commit-config.yaml").write_text(
        CONFIG.format(clone=clone.folder, rev=rev), "utf-8"
    )
    repository.run(sys.executable, "-m", "pre_commit", "install")
    return repository


@pytest.mark.parametrize("suffix", ["txt", "docx"])
def test_a_faulty_report_blocks_the_commit(reports: Repository, suffix: str) -> None:
    shutil.copy(SAMPLES / f"project-faulty.{suffix}", reports.folder / f"自评报告.{suffix}")
    done = reports.commit()
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "error[SCR001] score-exceeds-weight" in said
    assert f"--> 自评报告.{suffix}: " in said
    assert "^^" in said and "\x1b" not in said and "Traceback" not in said


def test_clean_reports_and_other_texts_pass(reports: Repository) -> None:
    for suffix in ("txt", "docx", "xlsx"):
        shutil.copy(SAMPLES / f"project-clean.{suffix}", reports.folder)
    (reports.folder / "README.md").write_text("# Reports of this year\n", "utf-8")
    (reports.folder / "~$project-clean.docx").write_bytes(b"lock file")
    done = reports.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    assert reports.run("git", "log", "--format=%s") == "reports"


def test_what_is_staged_counts_with_names_as_they_are(reports: Repository) -> None:
    folder = reports.folder / "报送 材料"
    folder.mkdir()
    names = ["甲 单位.txt", "乙'单位.docx", "删除.txt", "改前.txt"]
    for name in names:
        shutil.copy(SAMPLES / f"project-clean{Path(name).suffix}", folder / name)
    assert reports.commit().returncode == 0
    (folder / "删除.txt").unlink()
    (folder / "改前.txt").rename(folder / "改后.txt")
    shutil.copy(SAMPLES / "project-faulty.txt", folder / "甲 单位.txt")
    reports.run("git", "add", "--all")
    # What lies in the folder is mended, what is staged is not.
    shutil.copy(SAMPLES / "project-clean.txt", folder / "甲 单位.txt")
    done = reports.committed()
    assert done.returncode == 1 and "报送 材料/甲 单位.txt" in done.stdout + done.stderr


def test_what_was_found_is_said_even_where_the_commit_passes(reports: Repository) -> None:
    shutil.copy(SAMPLES / "project-clean.docx", reports.folder / "a.docx")
    done = reports.commit()
    assert done.returncode == 0 and "figures: " in done.stdout + done.stderr


def test_an_unrelated_workbook_passes_but_not_the_strict_hook(reports: Repository, clone: Repository) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "物资清单"
    book.save(reports.folder / "清单.xlsx")
    assert reports.commit().returncode == 0
    rev = clone.run("git", "rev-parse", "HEAD")
    config = STRICT.format(clone=clone.folder, rev=rev)
    (reports.folder / ".pre-commit-config.yaml").write_text(config, "utf-8")
    (reports.folder / "再一份.csv").write_text("物资,数量\n纸,3\n", "utf-8")
    done = reports.commit()
    assert done.returncode == 1 and "exit code: 2" in done.stdout + done.stderr


def test_the_plain_hook_checks_what_is_staged(tmp_path: Path, home: Path) -> None:
    repository = Repository(tmp_path / "plain", home)
    hook = repository.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "hooks" / "pre-commit", hook)
    repository.environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shutil.copy(SAMPLES / "project-faulty.txt", repository.folder / "甲 单位.txt")
    repository.run("git", "add", "--all")
    shutil.copy(SAMPLES / "project-clean.txt", repository.folder / "甲 单位.txt")
    done = repository.committed()
    assert done.returncode == 1 and "甲 单位.txt" in done.stdout + done.stderr
    assert repository.commit().returncode == 0

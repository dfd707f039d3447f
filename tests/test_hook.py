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

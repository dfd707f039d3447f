"""A test whose program is missing is skipped with one line that says what would run it, and fails where all must run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BROWSER = "tests/output/test_html_browser.py::test_filter_by_severity_and_rule"


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--no-skips",), 1)])
def test_without_a_browser(options: tuple[str, ...], code: int, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, BROWSER)
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    run = subprocess.run(
        command, cwd=ROOT, env=surroundings | {"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert run.returncode == code, run.stdout + run.stderr
    assert "1 skipped: no Chromium or Chrome on the PATH; Debian: apt-get install chromium" in run.stdout

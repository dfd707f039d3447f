"""What tests share: snapshots of outputs, and what a test needs that not every machine has.

`@pytest.mark.needs("chromium")` skips a test where that is missing, and the run's last lines say what would run it.
With `--no-skips` a run in which anything was skipped fails. No test has a time to be done in.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from needs import NEEDS, lacking

# A busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

FOLDER = Path(__file__).parent / "snapshots"


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither see nor fill the cache of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare a text with a stored one; UPDATE_SNAPSHOTS=1 stores it instead."""

    def compare(name: str, text: str) -> None:
        path = FOLDER / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.write_text(text, "utf-8", newline="\n")
        assert text == path.read_text("utf-8"), f"{name} looks different; UPDATE_SNAPSHOTS=1 accepts it"

    return compare


def pytest_addoption(parser: pytest.Parser) -> None:
    """For machines that have everything."""
    parser.addoption("--no-skips", action="store_true", help="fail if any test is skipped")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", f"needs(*names): skip where one is missing: {', '.join(NEEDS)}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here."""
    for item in items:
        names = (name for marker in item.iter_markers("needs") for name in marker.args)
        for reason in filter(None, map(lacking, names)):
            item.add_marker(pytest.mark.skip(reason=reason))


def _skipped(reporter: pytest.TerminalReporter) -> Counter[str]:
    """How many tests were skipped, by reason."""
    return Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in reporter.stats.get("skipped", ())
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each thing that is missing."""
    for reason, count in _skipped(terminalreporter).items():
        terminalreporter.write_line(f"{count} skipped: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With `--no-skips`, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("no_skips") and reporter is not None and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

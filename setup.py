"""Which packages there are, and what a build makes; everything else stands in pyproject.toml.

The rules' folder is called `checks` in the source and `auditor.checks` once installed, which no
declarative discovery can say. A build also holds each lexicon as JSON, which reads faster than TOML.
"""

import json
import tomllib
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class BuildLexicons(build_py):  # type: ignore[misc]
    """Beside each lexicon's `.toml`, the same as `.json`."""

    def run(self) -> None:
        super().run()
        for source in Path(self.build_lib).glob("auditor/lexicon/*.toml"):
            words = tomllib.loads(source.read_text("utf-8"))
            source.with_suffix(".json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")


setup(
    packages=[
        *find_packages(include=["auditor*"]),
        *(f"auditor.{p}" for p in find_packages(include=["checks*"])),
    ],
    cmdclass={"build_py": BuildLexicons},
)

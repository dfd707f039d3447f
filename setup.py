"""Which packages there are, and what a build makes; everything else stands in pyproject.toml.

The rules' folder is called `checks` in the source and `auditor.checks` once installed, which no
declarative discovery can say. A build also holds each lexicon, and each
folder of records of one, as JSON, which reads faster than TOML, and each rule's page as JSON in the place of its Markdown.
"""

import json
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class BuildData(build_py):  # type: ignore[misc]
    """Lexicons and pages, compiled."""

    def run(self) -> None:
        super().run()
        lexicon = Path("auditor/lexicon")
        for subject in {*lexicon.glob("*.toml"), *(file.parent for file in lexicon.glob("*/*.toml"))}:
            made = Path(self.build_lib, subject).with_suffix(".json")
            made.write_text(json.dumps(_words(subject), ensure_ascii=False), "utf-8")
        pages = Path(self.build_lib, "auditor/checks/pages")
        pages.mkdir(parents=True, exist_ok=True)
        for source in Path("checks/pages").glob("*.md"):
            page = _parser().parse(source.read_text("utf-8"))
            (pages / f"{source.stem}.json").write_text(json.dumps(page, ensure_ascii=False), "utf-8")


def _words(subject: Path) -> dict[str, Any]:
    """A subject of the lexicon, or the records of a folder by their names."""
    if subject.is_dir():
        return {file.stem: _words(file) for file in sorted(subject.glob("*.toml"))}
    return tomllib.loads(subject.read_text("utf-8"))


def _parser() -> Any:
    """The module that reads pages, by its file: nothing is installed where a build runs."""
    spec = spec_from_file_location("markdown_page", "auditor/markdown_page.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


setup(
    packages=[
        *find_packages(include=["auditor*"]),
        *(f"auditor.{p}" for p in find_packages(include=["checks*"])),
    ],
    cmdclass={"build_py": BuildData},
)

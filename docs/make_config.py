"""Write the page about the configuration and its JSON Schema again: `python docs/make_config.py`."""

from __future__ import annotations

import json
from pathlib import Path

from auditor.check import load_rules
from auditor.config.written import schema, table
from auditor.words import Language

FOLDER = Path(__file__).parent
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_INTRODUCTION = {
    "zh": (
        "## 设置项",
        "",
        "本页由 `python docs/make_config.py` 根据程序生成。`auditor.toml`、`.auditor.toml` 或 `pyproject.toml` 的 "
        "`[tool.auditor]`：从被审核的文件所在文件夹向上找，最近的一份有效，不与上层合并。命令行的选项优先。",
        "",
    ),
    "en": (
        "## Keys",
        "",
        "Written by `python docs/make_config.py` from the code. `auditor.toml`, `.auditor.toml` or `[tool.auditor]` of "
        "`pyproject.toml`: the nearest one upward from an audited file counts, and is not merged with those above. "
        "Options of the command line come first.",
        "",
    ),
}


def page() -> str:
    """The page about the keys, in both languages."""
    lines = ["# Configuration / 设置", ""]
    for language in _LANGUAGES:
        lines += [*_INTRODUCTION[language], *table(language), ""]
    return "\n".join(lines)


def main() -> None:
    """Write both files."""
    (FOLDER / "configuration.md").write_text(page(), "utf-8", newline="\n")
    content = json.dumps(schema(load_rules()), ensure_ascii=False, indent=2) + "\n"
    (FOLDER / "schemas" / "config-1.schema.json").write_text(content, "utf-8", newline="\n")


if __name__ == "__main__":
    main()

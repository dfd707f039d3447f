"""Modules and functions stay small enough to be read, and what is private to a module stays there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(p for room in ("auditor", "checks") for p in (ROOT / room).rglob("*.py"))
LINES_OF_A_FUNCTION = 60
LONGER = {"auditor/cli/check.py": "check", "auditor/recognition/relations/comparisons.py": "_against_goal"}
"""A command's function lists its options; the other is to be parted."""


def lines(room: str) -> int:
    """How many lines a module of a room may have."""
    return 400 if room == "checks" else 600


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_and_its_functions_are_short(module: Path) -> None:
    text, name = module.read_text("utf-8"), module.relative_to(ROOT)
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= LINES_OF_A_FUNCTION]
    assert [f for f in long if LONGER.get(name.as_posix()) != f] == []
    assert text.count("\n") <= lines(name.parts[0])


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_private_is_imported(module: Path) -> None:
    imports = [n for n in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)]
    own = [n for n in imports if n.level or (n.module or "").startswith(("auditor", "checks"))]
    assert [
        a.name for n in own for a in n.names if a.name.startswith("_") and not a.name.endswith("__")
    ] == []

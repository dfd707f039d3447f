"""Rules stay small enough to be read: modules and functions have bounds."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

CHECKS = Path(__file__).parent.parent.parent / "checks"
MODULES = sorted(CHECKS.rglob("*.py"))
LINES, LINES_OF_A_FUNCTION = 400, 60


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(CHECKS)))
def test_a_module_and_its_functions_are_short(module: Path) -> None:
    text = module.read_text("utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    long = {f.name: n for f in functions if (n := (f.end_lineno or 0) - f.lineno + 1) > LINES_OF_A_FUNCTION}
    assert (long, text.count("\n") <= LINES) == ({}, True)

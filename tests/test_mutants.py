"""Which mutants are made, and that they are what is said of them; whether the tests notice them is the benchmark's."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import mutants
from mutants import COUNT, GUARDS, PROJECT, READINGS, SEED, Mutant

CHECKS = [p.relative_to(PROJECT).as_posix() for p in sorted((PROJECT / "checks").rglob("*.py"))]
CODE = """
def ended(row, rows):
    if row is None:
        return 0
    if not row.score and row.weight > 10:
        return 1
    return [r for r in rows if r.weight or r.score]
"""


def made(code: str, kind: str) -> list[str]:
    """The changes of one kind in a function, in words."""
    (function,) = ast.parse(code).body
    assert isinstance(function, ast.FunctionDef)
    return [what for _, k, what, _ in mutants.changes(function) if k == kind]


@pytest.mark.parametrize(
    ("kind", "whats"),
    [
        (
            "guard",
            [
                "if row is None: return 0 → nothing",
                "if not row.score and row.weight > 10: return 1 → nothing",
                "for r … if r.weight or r.score → no filter",
            ],
        ),
        ("not", ["not row.score → row.score"]),
        ("comparison", ["row is None → row is not None", "row.weight > 10 → row.weight >= 10"]),
        ("constant", ["0 → 1", "10 → 11", "1 → 2"]),
    ],
)
def test_what_is_changed(kind: str, whats: list[str]) -> None:
    assert sorted(made(CODE, kind)) == sorted(whats)


def test_the_choice_is_the_same_each_time_and_has_a_guard_of_every_rule() -> None:
    picked = mutants.chosen([*CHECKS, *READINGS], SEED, COUNT)
    assert picked == mutants.chosen([*CHECKS, *READINGS], SEED, COUNT)
    assert len(set(picked)) == COUNT >= 200
    guarded = {(m.file, m.function) for m in picked if m.kind in GUARDS}
    for file in CHECKS:
        for rule in mutants._rule_codes(file):
            reached = mutants._reached(file, rule)
            guards = [m for m in mutants.mutants(file) if m.function in reached and m.kind in GUARDS]
            assert not guards or any((file, name) in guarded for name in reached), rule


def test_a_mutant_is_the_function_with_one_change() -> None:
    def told(mutant: Mutant) -> bool:
        code = mutants._loaded(mutant.file, mutant.function).__code__
        return (
            mutants.mutated(mutant).co_code != code.co_code
            or mutants.mutated(mutant).co_consts != code.co_consts
        )

    assert all(told(m) for m in mutants.mutants("checks/totals.py"))


def test_each_accepted_survivor_is_a_mutant_that_there_is() -> None:
    keys = {m.key for file in (*CHECKS, *READINGS) for m in mutants.mutants(file)}
    accepted = tomllib.loads(mutants.ACCEPTED.read_text("utf-8"))
    assert set(accepted) <= keys
    assert all(accepted.values())

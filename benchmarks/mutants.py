"""How many small faults in the rules the tests notice: `nice python benchmarks/mutants.py [--only checks/totals.py]`.

A mutant is one change of one function: a comparison flipped, `and` for `or`, a `not`, a conjunct or a guard
(`if …: continue`) taken out, a constant changed. Each is made in memory, in a child of its own, and the tests that pass
through the changed statement run until one fails: the page's examples first, frozen verdicts last. Which mutants are made follows from the seed:
one guard of every rule, then others of the rules and of what chooses readings. Prints each with its place and ends with
1 when fewer than the goal are killed. `benchmarks/mutants.toml` holds the survivors that change nothing that a report
can show: a line's key is what is printed of the mutant, its value the reason.
"""

from __future__ import annotations

import argparse
import ast
import os
import pickle
import random
import resource
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol

PROJECT = Path(__file__).parent.parent
FROZEN = "benchmarks/frozen_cases.py"
ACCEPTED = PROJECT / "benchmarks" / "mutants.toml"
TESTS = ("tests/checks", "tests/recognition", "tests/test_nonfindings.py", FROZEN)
READINGS = (
    "auditor/recognition/agreement.py",
    "auditor/recognition/schemes.py",
    "auditor/recognition/relations/evidence.py",
    "auditor/recognition/relations/ledger.py",
    "auditor/recognition/relations/lists.py",
    "auditor/recognition/relations/restated.py",
)
"""What chooses among readings, beside the rules."""
SEED, COUNT, GOAL, SECONDS, MEMORY = 20_24, 240, 0.85, 120, 3 << 30
OF_READINGS = 40
"""So many of the mutants are not of the rules."""
GUARDS = ("guard", "conjunct")
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change of one function; `change` makes it in a tree of the module and undoes nothing."""

    file: str
    function: str
    line: int
    kind: str
    what: str
    nth: int

    @property
    def key(self) -> str:
        """What is printed of it and what accepts it; no line numbers."""
        return f"{self.file} {self.function} {self.kind}: {self.what}"


Change = Callable[[], None]


def changes(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, str, str, Change]]:
    """All changes of a function: the node, the kind, the change in words, and what makes it."""
    for parent in (n for statement in function.body for n in ast.walk(statement)):
        if isinstance(parent, ast.If):
            yield from _guard(parent)
        elif isinstance(parent, ast.comprehension):
            yield from _filter(parent)
        elif isinstance(parent, ast.BoolOp):
            yield from _boolean(parent)
        elif isinstance(parent, ast.Compare) and len(parent.ops) == 1:
            yield from _comparison(parent)
        elif isinstance(parent, ast.Constant) and type(parent.value) in (int, bool):
            yield from _constant(parent)
        elif isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
            yield parent, "not", f"{_text(parent)} → {_text(parent.operand)}", _to(parent, "op", None)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _to(node: ast.AST, field: str, value: object) -> Change:
    """Set a field; a `not` without operator becomes its operand when the tree is made whole (`_Denied`)."""
    return lambda: setattr(node, field, value)


def _guard(node: ast.If) -> Iterator[tuple[ast.AST, str, str, Change]]:
    if node.orelse or not isinstance(node.body[-1], ast.Return | ast.Continue | ast.Break):
        return
    what = f"if {_text(node.test)}: {_text(node.body[-1])} → nothing"
    yield node, "guard", what, _to(node, "test", ast.Constant(False))


def _filter(node: ast.comprehension) -> Iterator[tuple[ast.AST, str, str, Change]]:
    for at, test in enumerate(node.ifs):
        rest = node.ifs[:at] + node.ifs[at + 1 :]
        what = f"for {_text(node.target)} … if {_text(test)} → no filter"
        yield test, "guard", what, _to(node, "ifs", rest)


def _boolean(node: ast.BoolOp) -> Iterator[tuple[ast.AST, str, str, Change]]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    was = _text(node)
    yield (
        node,
        "and/or",
        f"{was} → {'or' if isinstance(other, ast.Or) else 'and'}",
        _to(node, "op", other),
    )
    for at, part in enumerate(node.values):
        rest = node.values[:at] + node.values[at + 1 :]
        yield part, "conjunct", f"{was} → without {_text(part)}", _to(node, "values", rest)


def _comparison(node: ast.Compare) -> Iterator[tuple[ast.AST, str, str, Change]]:
    if flipped := _FLIPPED.get(type(node.ops[0])):
        was = _text(node)
        now = _text(ast.Compare(node.left, [flipped()], node.comparators))
        yield node, "comparison", f"{was} → {now}", _to(node, "ops", [flipped()])


def _constant(node: ast.Constant) -> Iterator[tuple[ast.AST, str, str, Change]]:
    value = not node.value if isinstance(node.value, bool) else int(str(node.value)) + 1
    yield node, "constant", f"{_text(node)} → {value}", _to(node, "value", value)


class _Whole(ast.NodeTransformer):
    """A `not` whose operator was taken out is its operand, a conjunction of one is that one."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node if node.op else node.operand

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        return node if len(node.values) > 1 else node.values[0]


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and the methods of its classes, by qualified name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{m.name}", m) for m in node.body if isinstance(m, ast.FunctionDef))


def _parsed(file: str) -> ast.Module:
    return ast.parse((PROJECT / file).read_text("utf-8"))


def _statement(function: ast.FunctionDef, line: int) -> int:
    """The line where the innermost statement begins that holds a line."""
    statements = (n for n in ast.walk(function) if isinstance(n, ast.stmt) and n is not function)
    return max((s.lineno for s in statements if s.lineno <= line <= (s.end_lineno or 0)), default=line)


@cache
def mutants(file: str) -> list[Mutant]:
    """All mutants of a module."""
    every: list[Mutant] = []
    for name, function in _functions(_parsed(file)):
        for nth, (node, kind, what, _) in enumerate(changes(function)):
            line = _statement(function, getattr(node, "lineno", function.lineno))
            every.append(Mutant(file, name, line, kind, what, nth))
    return every


def mutated(mutant: Mutant) -> CodeType:
    """The code of the mutant's function."""
    tree = _parsed(mutant.file)
    function = dict(_functions(tree))[mutant.function]
    list(changes(function))[mutant.nth][3]()
    whole = ast.fix_missing_locations(_Whole().visit(tree))
    module = compile(whole, str(PROJECT / mutant.file), "exec")
    return _code(module, mutant.function.split("."))


def _code(code: CodeType, names: Sequence[str]) -> CodeType:
    for name in names:
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
    return code


def _loaded(file: str, function: str) -> FunctionType:
    """A function as it is loaded: without its decorators."""
    thing: Any = _module(file)
    for name in function.split("."):
        thing = vars(thing)[name]
    for attribute in ("fget", "func", "__func__"):
        thing = getattr(thing, attribute, thing)
    while hasattr(thing, "__wrapped__"):
        thing = thing.__wrapped__
    assert isinstance(thing, FunctionType)
    return thing


def _module(file: str) -> ModuleType:
    name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return import_module(name if name.startswith("auditor") else f"auditor.{name}")


def say(line: str) -> None:
    """A line for whoever waits."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


# Which mutants are made.


def _rule_codes(file: str) -> dict[str, str]:
    """The codes of a module's rules by the names of their functions."""
    codes = {}
    for name, function in _functions(_parsed(file)):
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and _text(decorator.func) == "check":
                codes[name] = next(_text(k.value).strip("'") for k in decorator.keywords if k.arg == "code")
    return codes


def _reached(file: str, start: str) -> list[str]:
    """The functions of a module that one of them calls, itself first."""
    functions = dict(_functions(_parsed(file)))
    reached = [start]
    for name in reached:
        called = {n.id for n in ast.walk(functions[name]) if isinstance(n, ast.Name)}
        reached += [n for n in functions if n in called and n not in reached]
    return reached


def chosen(files: Sequence[str], seed: int, count: int) -> list[Mutant]:
    """One guard of every rule, then others, in the order of the modules."""
    draw = random.Random(seed)
    rules, others = [f for f in files if f.startswith("checks/")], [f for f in files if f in READINGS]
    picked: list[Mutant] = []
    for file in rules:
        for function in _rule_codes(file):
            for name in _reached(file, function):
                guards = [m for m in mutants(file) if m.function == name and m.kind in GUARDS]
                if guards := [g for g in guards if g not in picked]:
                    picked.append(draw.choice(guards))
                    break
    for group, wanted in ((others, OF_READINGS if rules else count), (rules, count)):
        rest = [m for f in group for m in mutants(f) if m not in picked]
        picked += draw.sample(rest, max(0, min(wanted, count - len(picked), len(rest))))
    return sorted(picked, key=lambda m: (m.file in READINGS, m.file, m.line, m.nth))


# What the tests say of them.


def _in_child(task: Callable[[], object], seconds: int) -> Any:
    """What a task gives in a child of its own; None when it took too long or died."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        try:
            with os.fdopen(write, "wb") as pipe:
                pickle.dump(task(), pipe)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(data) if data else None


def _fails(item: pytest.Item, following: pytest.Item | None) -> bool:
    return any(r.failed for r in runtestprotocol(item, log=False, nextitem=following))


def _first_failure(items: Sequence[pytest.Item]) -> str:
    """The first test that fails, empty when none does."""
    for item, following in zip(items, (*items[1:], None), strict=True):
        if _fails(item, following):
            return item.nodeid
    return ""


class _Watched(ast.NodeTransformer):
    """Every statement tells its line before it runs."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                told = ((ast.parse(f"__passed__({s.lineno})").body[0], s) for s in block)
                setattr(node, field, [statement for pair in told for statement in pair])
        return node


def _watch(file: str, passed: Callable[[int], None]) -> dict[FunctionType, CodeType]:
    """Have the functions of a module tell their lines; what they were before."""
    before = {}
    tree = _parsed(file)
    names = [name for name, _ in _functions(tree)]
    for _, function in _functions(tree):
        _Watched().visit(function)
    module = compile(ast.fix_missing_locations(tree), str(PROJECT / file), "exec")
    vars(_module(file))["__passed__"] = passed
    for name in names:
        loaded = _loaded(file, name)
        before[loaded] = loaded.__code__
        loaded.__code__ = _code(module, name.split("."))
    return before


def _caches(files: Sequence[str]) -> list[Any]:
    return [f for file in files for f in vars(_module(file)).values() if hasattr(f, "cache_clear")]


def _lines_of(
    items: Sequence[pytest.Item], files: Sequence[str]
) -> tuple[list[set[tuple[str, int]]], set[int]]:
    """The lines of some files that each test passes through, and the numbers of the tests that fail as things are."""
    passed: list[set[tuple[str, int]]] = []
    failing: set[int] = set()
    before: dict[FunctionType, CodeType] = {}
    for file in files:
        before |= _watch(file, lambda line, file=file: passed[-1].add((file, line)))  # type: ignore[misc]
    for number, item in enumerate(items):
        passed.append(set())
        for cached in _caches(files):
            cached.cache_clear()
        if _fails(item, items[number + 1] if number + 1 < len(items) else None):
            failing.add(number)
    for function, code in before.items():
        function.__code__ = code
    return passed, failing


class Outcome(NamedTuple):
    """What became of a mutant: `by` is the test that noticed it, empty for a survivor; of `tried` tests."""

    mutant: Mutant
    by: str
    tried: int


def _judged(mutant: Mutant, items: Sequence[pytest.Item], files: Sequence[str]) -> Outcome:
    def task() -> str:
        _loaded(mutant.file, mutant.function).__code__ = mutated(mutant)
        for cached in _caches(files):
            cached.cache_clear()
        return _first_failure(items)

    by = _in_child(task, SECONDS) if items else ""
    return Outcome(mutant, "a deadline or the end of its process" if by is None else by, len(items))


def _nearest_first(mutant: Mutant, codes: Iterable[str], items: Sequence[pytest.Item]) -> list[pytest.Item]:
    own = tuple(f"[{code}-" for code in codes)

    def far(item: pytest.Item) -> int:
        if item.nodeid.startswith(FROZEN):
            return 3
        of_rules, checks = mutant.file.startswith("checks/"), item.nodeid.startswith("tests/checks")
        return 0 if any(o in item.nodeid for o in own) else 1 if checks is of_rules else 2

    return sorted(items, key=far)


class Trial:
    """The plug-in that runs the mutants where pytest would run the tests."""

    def __init__(self, wanted: list[Mutant], tell: Callable[[Outcome], None], passed: Path | None) -> None:
        self.wanted, self.tell, self.passed = wanted, tell, passed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Every mutant, each held against the tests that pass through it."""
        files = sorted({m.file for m in self.wanted})
        # In this process, so that what is read and compiled once is there for every child.
        if self.passed is not None and self.passed.exists():
            passed, failing = pickle.loads(self.passed.read_bytes())
            assert len(passed) == len(session.items), "other tests than those that were kept"
            _fails(session.items[0], None)
        else:
            passed, failing = _lines_of(session.items, files)
            if self.passed is not None:
                self.passed.write_bytes(pickle.dumps((passed, failing)))
        for number in sorted(failing):
            say(f"fails as it is, left out: {session.items[number].nodeid}")
        through = defaultdict(list)
        for number, lines in enumerate(passed):
            for line in lines if number not in failing else ():
                through[line].append(number)
        for mutant in self.wanted:
            codes = _rule_codes(mutant.file).values()
            items = [session.items[n] for n in through[mutant.file, mutant.line]]
            self.tell(_judged(mutant, _nearest_first(mutant, codes, items), files))
        return True


def main() -> int:
    """Make the mutants, print what became of each, say how many were killed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT, help="how many mutants are made")
    parser.add_argument("--only", action="append", help="a module, as it is printed; may be given again")
    parser.add_argument("--containing", default="", help="only mutants whose line holds this text")
    parser.add_argument("--all", action="store_true", help="every mutant of the modules, none left to chance")
    parser.add_argument(
        "--passed", type=Path, help="where it is kept which tests pass through what, to go on with"
    )
    parser.add_argument("-k", default="", help="only the tests that pytest chooses so")
    asked = parser.parse_args()
    every = [
        *(p.relative_to(PROJECT).as_posix() for p in sorted((PROJECT / "checks").rglob("*.py"))),
        *READINGS,
    ]
    files = [f for f in every if not asked.only or f in asked.only]
    wanted = [m for f in files for m in mutants(f)] if asked.all else chosen(files, asked.seed, asked.count)
    wanted = [m for m in wanted if asked.containing in m.key]
    accepted = tomllib.loads(ACCEPTED.read_text("utf-8")) if ACCEPTED.exists() else {}
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        mutant = outcome.mutant
        fate = "killed" if outcome.by else "accepted" if mutant.key in accepted else "SURVIVED"
        where = f"{mutant.file}:{mutant.line}"
        by = outcome.by or accepted.get(mutant.key) or f"{outcome.tried} tests pass through it"
        say(f"{fate:8}  {where}  {mutant.key.partition(' ')[2]}  ({by})")

    os.chdir(PROJECT)
    pytest.main(
        ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", asked.k, *TESTS],
        plugins=[Trial(wanted, tell, asked.passed)],
    )
    killed = sum(bool(o.by) for o in outcomes)
    frozen = sum(o.by.startswith(FROZEN) for o in outcomes)
    alive = [o.mutant.key for o in outcomes if not o.by]
    explained = sum(key in accepted for key in alive)
    say(f"{len(outcomes)} mutants, {killed} killed = {killed / max(len(outcomes), 1):.1%} "
          f"({frozen} of them by frozen verdicts alone), "
          f"{explained} survivors with a reason, {len(alive) - explained} without")  # fmt: skip
    return int(len(outcomes) != len(wanted) or killed < GOAL * len(outcomes))


if __name__ == "__main__":
    raise SystemExit(main())

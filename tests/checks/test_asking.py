"""Rules ask the report what a text says; the words stand in the lexicon, and the matching is the model's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.model.place import ends, mentioned, one_each, says

CHECKS = Path(__file__).parent.parent.parent / "checks"
MODULES = sorted(CHECKS.rglob("*.py"))
MATCHING = ("startswith", "endswith", "find", "search", "match", "compile")


def chinese(node: ast.AST) -> bool:
    """Whether words of Chinese are written out in an expression."""
    constants = (n.value for n in ast.walk(node) if isinstance(n, ast.Constant))
    return any("\u4e00" <= c <= "\u9fff" for value in constants if isinstance(value, str) for c in value)


def searches(tree: ast.AST) -> Iterator[str]:
    """Where code looks for words of its own in a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            looks = isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(node.left, ast.Constant)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            looks = node.func.attr in MATCHING
        else:
            continue
        if looks and any(map(chinese, node.args if isinstance(node, ast.Call) else [node.left])):
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_searching_is_seen() -> None:
    text = "if '成本' in row.level2 or name.endswith(('率', '度')) or re.search('未.*成', said): pass"
    assert len(list(searches(ast.parse(text)))) == 3


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(CHECKS)))
def test_a_rule_looks_for_no_words_of_its_own(module: Path) -> None:
    assert list(searches(ast.parse(module.read_text("utf-8")))) == []


def test_what_may_be_asked() -> None:
    assert says("单位 成本", "cost") and not says("单价", "cost")
    assert ends("★办公用品采购费（元）", "cost_name") == "费" and ends("受益人数", "cost_name") == ""
    assert mentioned("较大火灾责任事故", "graver") == ("较大", "责任", "火灾")
    assert one_each(["公用经费", "人员经费", "项目经费"], "whole_spending")
    assert not one_each(["公用经费", "人员经费"], "whole_spending")

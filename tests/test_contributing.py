"""The rule that the contributors' guide shows works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor import check
from auditor.engine import Settings, audit_bytes
from auditor.places import path

GUIDE = Path(__file__).parent.parent / "CONTRIBUTING.md"


def test_the_rule_to_copy_works_as_it_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    registry: dict[str, check.Rule] = {}
    monkeypatch.setattr(check, "_registry", registry)
    text = GUIDE.read_text("utf-8")
    code = next(block for block in re.findall(r"```python\n(.*?)```\n", text, re.S) if "@check" in block)
    (page,) = re.findall(r"````markdown\n(.*?)````\n", text, re.S)
    module = tmp_path / "house_rules.py"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "HSE001.md").write_text(page, "utf-8")
    exec(compile(code, str(module), "exec"), {"__name__": "house_rules"})
    (rule,) = registry.values()
    assert [option.what.zh for option in rule.options] == ["权重低于此数即报告"]
    for example in rule.page.examples:
        audit = audit_bytes(example.report.encode(), "example.txt", Settings((rule,)))
        assert audit.status == "audited"
        said = [(f.severity.value, path(f.place), f.found, f.expected) for f in audit.result.findings]
        assert said == [(e.severity, e.place, e.found, e.expected) for e in example.expect]

"""The rule that the contributors' guide shows works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor import check
from auditor.engine import Settings, audit_bytes

GUIDE = Path(__file__).parent.parent / "CONTRIBUTING.md"


def test_the_rule_to_copy_works_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    registry: dict[str, check.Rule] = {}
    monkeypatch.setattr(check, "_registry", registry)
    blocks = re.findall(r"```python\n(.*?)```\n", GUIDE.read_text("utf-8"), re.S)
    exec(next(block for block in blocks if "@check" in block), {"__name__": "house_rules"})
    (rule,) = registry.values()
    for examples, codes in ((rule.bad, [rule.code]), (rule.good, [])):
        for text in examples:
            audit = audit_bytes(text.encode(), "example.txt", Settings((rule,)))
            assert audit.status == "audited"
            assert [f.code for f in audit.result.findings] == codes

"""The files of a new rule: a module and the page beside it, both complete enough to run."""

from __future__ import annotations

import re

CODE = re.compile(r"[A-Z]{2,5}\d{3}")
_MODULE = '''"""What these rules are about."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.check import check, found
from auditor.finding import Checked, Draft, Severity
from auditor.model.report import Report


@check("{name}", code="{code}", severity=Severity.INFO, needs=("weights",))
def {function}(report: Report, *, least: int = 1) -> Iterator[Draft | Checked]:
    for row in report.indicators:
        weight = row.weight
        if weight is not None and weight.quantity is not None and 0 < weight.quantity.value < least:
            yield found(
                weight.place,
                subject=row.name.name,
                weight=weight.text,
                expected=f"≥ {{least}}",
                working=f"{{weight.text}} < {{least}}",
            )
'''
_PAGE = """# {code} {name}

权重过小

weight too small

## 消息 Message

“{{subject}}”的权重只有 {{weight}} 分

“{{subject}}” carries only {{weight}} points

## 依据 Basis

文件名称（文号）

title of the document (number)

## 选项 Options

- `least` 权重低于此数即报告
  weight below which it is reported

## 说明

规则要求什么、为什么，一句话。

哪些情形不报。

## Explanation

What the rule asks, and why, in a line.

What it leaves alone.

## 示例 Examples

```report
项目支出绩效自评表
指标名称\t指标值\t完成值\t分值\t得分
培训人次\t≥100人次\t120人次\t99.6\t99.6
简报期数\t≥4期\t4期\t0.4\t0.4
```

```expect
info  表1 › 第3行 简报期数 › 分值  0.4  ≥ 1
```

权重不小。

No weight is small.

```report
项目支出绩效自评表
指标名称\t指标值\t完成值\t分值\t得分
培训人次\t≥100人次\t120人次\t60\t60
简报期数\t≥4期\t4期\t40\t40
```

```expect
```
"""


def skeleton(code: str) -> dict[str, str]:
    """The paths of a new rule's files, below the folder of its package, and what stands in them."""
    name = f"new-rule-{code.lower()}"
    values = {"code": code, "name": name, "function": name.replace("-", "_")}
    return {f"{code.lower()}.py": _MODULE.format(**values), f"pages/{code}.md": _PAGE.format(**values)}

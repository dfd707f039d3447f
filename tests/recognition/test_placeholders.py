"""Placeholders and template texts, and what only looks like them."""

from __future__ import annotations

import pytest

from auditor.document import Location
from auditor.model.place import Place, Step
from auditor.recognition import placeholders


def read(*texts: str) -> list[tuple[str, str]]:
    return [
        (r.kind, r.text)
        for r in placeholders.read((t, Place((Step("line", 1),), Location(line=1))) for t in texts)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("&NULL&", "null", "&NULL&"),
        ("全年支出#REF!万元", "spreadsheet", "#REF!"),
        ("#DIV/0!", "spreadsheet", "#DIV/0!"),
        ("XX镇人民政府", "blank", "XX"),
        ("××年度报告", "blank", "××"),
        ("完成率____%", "blank", "____"),
        ("……", "blank", "……"),
        ("（参考提纲）", "template", "（参考提纲）"),
        ("自评表（样表）", "template", "（样表）"),
        ("指标1：", "row", "指标1："),
        ("对照年度目标，说明完成情况（100字以内）", "instruction", "对照年度目标，说明"),
        ("【请填写完成情况】", "instruction", "【请填写完成情况】"),
        ("待填报", "instruction", "待填报"),
    ],
)
def test_what_is_left_over(text: str, kind: str, found: str) -> None:
    assert (kind, found) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "1.执行率=执行数/预算数，未达到90%的需说明原因（100字以内）；2.预算调整应单独说明。",
        "二〇〇八年设立，二○○九年改制",
        "8×50%+10×50%=9",
        "[bookmark: _GoBack]（一）机构",
        "Sheet1",
        "image3.emf",
        "— 12 —",
        "## 一、概况",
        "**动物防疫**",
        "绩效管理有待提高，资料有待补充。",
        "结合自评情况，下一步将完善制度。",
        "指标1完成情况良好……",
        "使用XXL号服装",
        "",
    ],
)
def test_what_is_not(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("[bookmark: _GoBack]7．河道", "7．河道"),
        ("— 1 —", ""),
        ("### 三、分析", "三、分析"),
        ("**食品安全**", "食品安全"),
        ("Sheet1", ""),
        ("一、概况 PAGEREF _Toc123 \\h 4", "一、概况"),
        ("2023-2024年", "2023-2024年"),
    ],
)
def test_what_a_converter_leaves_is_stripped(text: str, stripped: str) -> None:
    assert placeholders.strip(text) == stripped

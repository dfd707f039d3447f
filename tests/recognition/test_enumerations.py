"""Numbers of headings and lists: what follows, what is missing, what is no number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import check
from auditor.document import Location
from auditor.model.place import Place, Step
from auditor.model.report import Report
from auditor.recognition import enumerations
from auditor.recognition.passages import Passage


def read(*lines: str, table: int | None = None) -> list[list[int]]:
    passages = [
        Passage(t, Place((Step("line", n),), Location(line=n, table=table))) for n, t in enumerate(lines, 1)
    ]
    return [[m.value for m in s.marks] for s in enumerations.read(passages)]


def broken(*lines: str) -> list[tuple[str, str]]:
    """What the rule says of some lines: the number found and the one expected."""
    passages = [Passage(t, Place((Step("line", n),), Location(line=n))) for n, t in enumerate(lines, 1)]
    rule = [r for r in check.load_rules() if r.name == "numbering-sequence"]
    report = Report("text", sequences=enumerations.read(passages))
    return [(f.found, f.expected) for f in check.run(report, rule).findings]


def test_lists_open_inside_one_another() -> None:
    lines = [
        "一、概况",
        "（一）职能",
        "1．甲。",
        "２．乙。",
        "（二）机构",
        "1．丙。",
        "2．丁。",
        "二、自评",
        "（一）做法",
        "（二）成效",
    ]
    assert read(*lines) == [[1, 2], [1, 2], [1, 2], [1, 2], [1, 2]]
    assert broken(*lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("1．甲|2．乙|4．丙", [("4．", "3")]),
        ("17．甲|18．乙|15．丙", [("15．", "19")]),
        ("（一）甲|（二）乙|（二）丙", [("（二）", "3")]),
        ("一、甲|1．子|2．丑|三、乙", [("三、", "2")]),
        ("主要：1、甲；2、乙；4、丙。", [("4、", "3")]),
        ("一是甲。二是乙。四是丙。", [("四是", "3")]),
        ("①甲；②乙；④丙", [("④", "3")]),
        ("一、甲|二、乙|见第三、四条|四、丁", [("四、", "3")]),
        ("（一）甲|（二）乙|（三）丙|（二）丁", [("（二）", "4")]),
    ],
)
def test_gaps_and_repeats_are_found(lines: str, expected: list[tuple[str, str]]) -> None:
    assert broken(*lines.split("|")) == expected


@pytest.mark.parametrize(
    "lines",
    [
        "（一）机构组成|（2） 机构职能|（3） 人员概况",
        "6．甲|[bookmark: _GoBack]7．乙|8．丙",
        "## 一、甲|**二、乙**|### 三、丙",
        "1．甲|2.5亿元以上项目从严|2．乙",
        "1.2024年完成|2.2023年结转|3．其他",
        "1、甲|2.乙|3．丙",
        "甲部分|1．子|2．丑|乙部分|1．子|2．丑",
        "1、保障运转；2、发放补贴；3．森林防火；4、环境整治。",
        "1、保障运转；2、发放补贴 3，森林防火；4、环境整治。",
        "覆盖一、二、三级河道，涉及1、3、5号楼，见第（三）项。",
        "三、四级道路养护|一、二级道路养护",
        "5．甲|6．乙",
        "1．甲：（1）子；（2）丑；（3）寅|2．乙：（1）子；（2）丑；（3）寅|3．丙",
        "1、甲。一是子；二是丑；三是寅|2、乙",
        "1．甲|2．乙；3．丙|4．丁",
        "一、甲 （一）子|（二）丑|（三）寅。 二、乙 （一）子|（二）丑",
        "一、甲|二、乙|三、丙|确保按期完成四、评价结论|五、戊",
        "（一）甲|（二）乙，按期完成（三）评价结论|（四）丁",
    ],
)
def test_what_is_no_gap(lines: str) -> None:
    assert broken(*lines.split("|")) == []


def test_a_table_has_its_own_numbers_and_fills_gaps_of_headings() -> None:
    rows = [
        Passage(t, Place((Step("table", 1),), Location(line=n, table=1)))
        for n, t in enumerate(["一、子", "二、丑", "五、寅"], 2)
    ]
    head = Passage("一、甲", Place((Step("line", 1),), Location(line=1)))
    tail = Passage("三、乙", Place((Step("line", 9),), Location(line=9)))
    (sequence,) = enumerations.read([head, *rows, tail])
    assert [m.value for m in sequence.marks] == [1, 2, 3]


def test_headings_are_not_counted_where_line_breaks_were_lost() -> None:
    lines = [
        "一、概况（一）背景。",
        "（二）目标。",
        "（三）步骤。本年完成。二、资金 （一）到位情况。1．到位情况。",
        "全部到位，三、绩效情况 （一）完成情况。",
        "（二）效益情况",
        "六、其他",
    ]
    assert read(*lines) == []
    assert broken(*lines, "主要：1、甲；2、乙；4、丙。") == [("4、", "3")]


def test_a_mark_shows_where_it_stands() -> None:
    text = "[bookmark: a]　（一） 机构"
    passages = [
        Passage(text, Place((Step("line", 1),), Location(line=1))),
        Passage("（二）职能", Place((Step("line", 2),), Location(line=2))),
    ]
    (sequence,) = enumerations.read(passages)
    span = sequence.marks[0].place.span
    assert span is not None
    assert text[slice(*span)] == "（一）"


@given(st.text(alphabet="一二三十1234567890.、（）()①是第，；。 甲乙", max_size=80))
def test_any_text_is_read_without_fault(text: str) -> None:
    read(text, text)


@given(st.integers(3, 20), st.data())
def test_one_missing_number_is_found(length: int, data: st.DataObject) -> None:
    missing = data.draw(st.integers(2, length))
    lines = [f"{n}．事项" for n in range(1, length + 2) if n != missing]
    assert broken(*lines) == [(f"{missing + 1}．", str(missing))]

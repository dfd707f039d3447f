"""Places of a report, as they are called."""

from __future__ import annotations

import pytest

from auditor.document import Location
from auditor.report import Place


@pytest.mark.parametrize(
    "path, english",
    [
        ("表1 › 第3行 群众满意度 › 得分", "table 1 › row 3 群众满意度 › 得分"),
        ("表12 › 第3行", "table 12 › row 3"),
        ("表1 › 自评总分", "table 1 › 自评总分"),
        ("表2", "table 2"),
        ("第26行 群众满意度 › 权重", "line 26 群众满意度 › 权重"),
        ("第4页 › 自评得分", "page 4 › 自评得分"),
        ("表1附 › 第3行", "表1附 › 第3行"),
        ("", ""),
    ],
)
def test_a_path_in_both_languages(path: str, english: str) -> None:
    place = Place(path, Location(line=3))
    assert (place.path_in("zh"), place.path_in("en")) == (path, english)
    assert (place.named.zh, place.named.en) == (path, english)


def test_a_sheet_keeps_its_name() -> None:
    place = Place("表1 › A3 群众满意度", Location(sheet="表1", cell="A3"))
    assert place.path_in("en") == place.path

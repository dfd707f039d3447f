"""Places of a report, as they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import audit
from auditor.document import Location
from auditor.model.place import Place, Route, Step, table_row
from auditor.places import named
from auditor.quantity import squeeze

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize(
    "route, chinese, english",
    [
        (table_row(12, 3), "表12 › 第3行", "table 12 › row 3"),
        (table_row(1, 3, "群众满意度"), "表1 › 第3行 群众满意度", "table 1 › row 3 群众满意度"),
        ((Step("table", 1), Step("part", name="自评总分")), "表1 › 自评总分", "table 1 › 自评总分"),
        (
            (Step("line", 26, "群众满意度"), Step("part", name="权重")),
            "第26行 群众满意度 › 权重",
            "line 26 群众满意度 › 权重",
        ),
        ((Step("page", 4),), "第4页", "page 4"),
        (
            (Step("sheet", name="表1"), Step("cell", name="A3 群众满意度")),
            "表1 › A3 群众满意度",
            "表1 › A3 群众满意度",
        ),
        ((), "", ""),
    ],
)
def test_a_route_in_both_languages(route: Route, chinese: str, english: str) -> None:
    words = named(Place(route, Location(line=3)))
    assert (words.zh, words.en) == (chinese, english)


def test_what_stands_at_a_place_is_called_and_has_parts() -> None:
    place = Place((Step("line", 4),), Location(line=4))
    assert place.called("道路里程") == (Step("line", 4, "道路里程"),)
    cell = Place((Step("cell", name="A12"),), Location(cell="A12"))
    assert cell.called("道路里程") == (Step("cell", name="A12 道路里程"),)
    assert place.to("得分") == (Step("line", 4), Step("part", name="得分"))


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*-faulty.docx")), ids=lambda path: path.stem)
def test_the_marked_cell_of_a_displayed_row_is_the_accused_one(path: Path) -> None:
    result = audit(path).result
    assert result is not None
    places = [place for finding in result.findings for place in (finding.place, *finding.related)]
    marked = [(p.text, p.row.cells[p.index]) for p in places if p.row is not None and p.index is not None]
    for text, cell in marked:
        assert squeeze(text) in squeeze(cell) or squeeze(cell) in squeeze(text)
    assert marked or path.stem.startswith("narrative")

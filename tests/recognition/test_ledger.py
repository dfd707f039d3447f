"""Nothing that was read is lost: every cell of a report is used, ignored as something that data names, or unread."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import pytest

from auditor.document import Document, Location
from auditor.model.report import Report, Settled
from auditor.readers import read
from auditor.readers.text import read as read_text
from auditor.recognition import recognise
from auditor.recognition.ledger import is_figure

sys.path.append(str(Path(__file__).parent.parent.parent / "benchmarks"))
from faults.generate import clean
from layout.sheet import sheet_of
from layout.ways import WAYS
from layouts import KINDS, laid_out, written

SAMPLES = sorted(
    p
    for p in (Path(__file__).parent.parent.parent / "samples").iterdir()
    if p.suffix in (".txt", ".docx", ".xlsx", ".html")
)
NAMED = {"number", "standard", "named"}
"""As what a figure of a row may be ignored: its header says that nothing is to be recomputed."""

FORM = """青柳区松岭乡2024年度项目支出绩效自评表
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t{header}
产出指标\t数量指标\t护岸长度\t≥300米\t310米\t60\t60\t7.5
效益指标\t社会效益指标\t受益群众人数\t≥300人\t310人\t40\t40\t8.5
"""


def row(at: Location) -> tuple[object, ...]:
    return (at.sheet, at.table, at.row)


def lost(report: Report) -> Iterator[Settled]:
    """Figures of indicator and funds rows that were ignored under no header that data names."""
    places = [*(i.place for i in report.indicators), *(f.place for f in report.funds)]
    rows = {row(place.location) for place in places}
    for cell in report.cells:
        if cell.state == "ignored" and cell.figure and row(cell.location) in rows and cell.what not in NAMED:
            yield cell


def unentered(document: Document, reports: Iterable[Report]) -> list[str]:
    """The figures in tables of which nothing is known; rows of one cell of a sheet are text."""
    known = {cell.location for report in reports for cell in report.cells}
    cells = (c for t in document.tables if t.location.sheet is None for c in t.cells)
    return [c.text for c in cells if is_figure(c.text) and c.location not in known]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_no_figure_of_a_sample_is_lost(path: Path) -> None:
    document = read(path.read_bytes(), path.name)
    reports = recognise(document).reports
    assert [cell for report in reports for cell in lost(report)] == []
    assert unentered(document, reports) == []


@pytest.mark.parametrize("way", sorted(WAYS))
def test_no_figure_is_lost_in_any_layout(way: str) -> None:
    forms = (clean(f"ledger-{n}", kind) for n in range(20) for kind in KINDS)
    sheet = next(both[1] for f in forms if (both := laid_out(sheet_of(f), [WAYS[way]], Random(way))))
    document = read_text(written(sheet, "txt", None))
    reports = recognise(document).reports
    assert reports
    assert [cell for report in reports for cell in lost(report)] == []
    assert unentered(document, reports) == []


def became(header: str) -> tuple[str, str]:
    (report,) = recognise(read_text(FORM.format(header=header).encode())).reports
    (cell,) = (c for c in report.cells if (c.location.row, c.location.column) == (2, 8))
    return cell.state, cell.what


def test_a_figure_is_ignored_only_where_its_header_is_named() -> None:
    assert became("序号") == ("ignored", "number")
    assert became("核对甲乙") == ("unread", "column")

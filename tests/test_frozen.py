"""The net under the verdicts: what is kept of an audit, and what of a difference is told and accepted."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import compare
import freeze
from accuracy import settings
from faults.coincidences import COINCIDENCES
from faults.model import Kind
from faults.planters import PLANTERS

from auditor.engine import audit_bytes
from auditor.finding import Severity

REPORT = """项目支出绩效自评表
指标名称\t指标值\t完成值\t分值\t得分
培训人次\t≥100人次\t120人次\t60\t{score}
简报期数\t≥4期\t4期\t40\t40
总分\t\t\t100\t{total}
"""


def facts(score: str = "60", total: str = "100") -> freeze.Facts:
    """What is kept of a small report."""
    text = REPORT.format(score=score, total=total)
    return freeze.facts(audit_bytes(text.encode(), "report.txt", settings("")))


def told(before: freeze.Facts, after: freeze.Facts) -> list[str]:
    return list(compare.differences({"a/report.txt": before}, {"a/report.txt": after}))


def test_status_rows_figures_findings_and_fingerprints_are_kept() -> None:
    kept = facts(total="98")
    assert "status\taudited" in kept
    assert "row indicators 表1 › 第2行 培训人次\t||≥|≥100人次||60|120人次|60|" in kept
    assert "figure 表1 › 第4行 总分 › 得分\t98|inconsistent" in kept
    finding = "finding TOT001 表1 › 第4行 总分 › 得分\ttotal-score-mismatch error certain|总分|98|100"
    assert finding in kept
    assert any(line.startswith("fingerprint TOT001 ") for line in kept)


def test_a_long_text_still_changes_with_its_last_character() -> None:
    one, other = freeze.short("甲" * 99 + "乙"), freeze.short("甲" * 99 + "丙")
    assert one != other
    assert len(one) == len(other) < 60


def test_a_lost_finding_a_new_one_and_a_changed_row_are_told() -> None:
    lost = told(facts(total="98"), facts())
    assert any(line.startswith("lost finding a/report.txt TOT001 ") for line in lost)
    assert any(line.startswith("lost fingerprint a/report.txt TOT001 ") for line in lost)
    assert any(
        line.startswith("new finding a/report.txt TOT001 ") for line in told(facts(), facts(total="98"))
    )
    rows = [line for line in told(facts(), facts(score="59")) if line.startswith("changed row ")]
    assert len(rows) == 1
    assert "|60| → " in rows[0] and rows[0].endswith("|59|")


def test_the_same_state_has_no_difference() -> None:
    assert told(facts(total="98"), facts(total="98")) == []


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (["row a\tx|1"], ["row a\tx|2"], ["changed row c a: x|1 → x|2"]),
        (["row a\tx|1"], ["row b\tx|1"], ["moved row c a → b: x|1"]),
        (["figure\t5|verified"] * 2, ["figure\t5|verified"], ["lost figure c: 5|verified"]),
        (
            ["row a\tx", "row a\ty"],
            ["row a\tz", "row b\tu", "row a\tv", "row a\tw"],
            [
                "lost row c a: x",
                "lost row c a: y",
                "new row c a: v",
                "new row c a: w",
                "new row c a: z",
                "new row c b: u",
            ],
        ),
    ],
)
def test_facts_are_paired_where_as_many_were_lost_as_are_new(
    before: freeze.Facts, after: freeze.Facts, lines: list[str]
) -> None:
    assert list(compare.differences({"c": before}, {"c": after})) == lines


def test_a_lost_case_is_told_and_one_that_is_not_frozen_is_not() -> None:
    assert list(compare.differences({"old": []}, {"new": ["status\taudited"]})) == ["lost case old"]


def test_a_difference_passes_only_where_a_line_accepts_it() -> None:
    found = ["lost row c a: x", "new row c (b): [y]"]
    assert compare.judged(found, []) == (found, [])
    assert compare.judged(found, ["lost row c *", "new row c (b): [y]"]) == ([], [])
    assert compare.judged(found, ["lost row c", "* row c (b): [y]"]) == (found[:1], ["lost row c"])


def test_a_set_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "sets" / "one.txt"
    freeze.write(path, {"b": ["x\t1"], "a": ["", "y\t2"]}, add=False)
    assert freeze.read(path) == {"a": ["", "y\t2"], "b": ["x\t1"]}
    freeze.write(path, {"b": ["other\t1"], "c": ["z\t3"]}, add=True)
    assert freeze.read(path) == {"a": ["", "y\t2"], "b": ["x\t1"], "c": ["z\t3"]}


def test_of_reports_beside_the_project_only_digests_are_kept() -> None:
    before, after = facts(total="98"), facts(score="59", total="98")
    digests = {"a": [freeze.sealed(line) for line in before]}
    assert not any("培训" in line for line in digests["a"])
    assert compare.unsealed(digests, [{"a": before}]) == {"a": before}
    lines = list(compare.differences(compare.unsealed(digests, [{"a": after}]), {"a": after}))
    assert any(line.startswith("lost finding a TOT001 #") for line in lines)
    assert any(line.startswith("new finding a TOT001 表1 › 第4行") for line in lines)
    assert not any("简报" in line for line in lines)


def test_every_planter_and_every_coincidence_has_its_reports() -> None:
    names = freeze.read(freeze.INPUTS).keys()
    assert {name.split("/")[1].rpartition("-")[0] for name in names if name.startswith("planted/")} == {
        *PLANTERS,
        "clean",
    }
    assert {name for name in names if name.startswith("coincidences/")} == {
        f"coincidences/{name}-{kind}" for name, (kinds, _) in COINCIDENCES.items() for kind in kinds
    }


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, (kinds, _) in COINCIDENCES.items() for kind in kinds]
)
def test_a_fault_that_fits_another_reading_is_accused(name: str, kind: Kind) -> None:
    text = next(freeze.coincident(name, kind))
    audit = audit_bytes(text.encode(), "report.txt", settings(""))
    assert any(finding.severity > Severity.INFO for finding in audit.result.findings)


def test_every_accepted_difference_has_its_reason() -> None:
    for text, why in tomllib.loads(compare.ACCEPTED.read_text("utf-8")).items():
        assert len(why) > 20 and "\n" not in why, text

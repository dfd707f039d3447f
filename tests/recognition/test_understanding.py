"""A self-evaluation of which too little was read is said to be one, and a bare or short one is not."""

from __future__ import annotations

import pytest

from auditor.readers import read
from auditor.recognition import recognise

TITLE = "某县树木养护项目支出绩效自评表\n（2024年度）\n"
UNKNOWN_HEADERS = TITLE + "考评事项\t计划\t实绩\t标准分数\t本级评分\n养护面积\t≥40亩\t44亩\t60\t62\n"
TRANSPOSED = TITLE + "指标\t养护面积\t养护面积\n指标值\t≥40亩\t\n完成值\t44亩\t\n分值\t60\t\n得分\t60\t\n"
ONE_CELL_A_LINE = TITLE + "\n".join(
    ["项目名称", "树木养护", "一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "养护面积", "40亩", "44亩", "60", "62"]
)  # fmt: skip
SPACES = TITLE + "一级指标 三级指标 年初目标值 实际完成值 得分\n产出指标 养护面积 40亩 44亩 62\n"
FIGURES_ONLY = (
    "某县林业站2024年度项目支出绩效自评报告\n一、基本情况\n养护树木情况如下：甲片区完成了任务数中的百分之若干，"
    "折合85%；乙片区折合90%；丙片区折合70%。\n"
)
KNOWN = TITLE + "三级指标\t年度指标值\t实际完成值\t分值\t得分\n养护面积\t≥40亩\t44亩\t100\t100\n"
WITHOUT_POINTS = TITLE + "三级指标\t年度指标值\t实际完成值\n养护面积\t≥40亩\t44亩\n成活率\t≥90%\t95%\n"
EMPTY_FORM = TITLE + "考评事项\t计划\t实绩\t标准分数\t本级评分\n养护面积\t\t\t\t\n成活率\t\t\t\t\n"
PLAIN_WORDS = "某县林业站2024年度项目支出绩效自评报告\n一、基本情况\n自评工作由业务科室完成，得分情况见另表，2024年继续。\n"


@pytest.mark.parametrize(
    "text, named",
    [
        (UNKNOWN_HEADERS, "标准分数、本级评分"),
        (TRANSPOSED, "分值、得分"),
        (ONE_CELL_A_LINE, "分值、得分"),
        (SPACES, "得分"),
    ],
)
def test_headers_that_announce_points_of_which_none_was_read(text: str, named: str) -> None:
    reason = recognise(read(text.encode(), "a.txt")).not_understood
    assert reason is not None and f"“{named}”" in reason.zh and named in reason.en


def test_figures_of_which_none_was_read() -> None:
    reason = recognise(read(FIGURES_ONLY.encode(), "a.txt")).not_understood
    assert reason is not None and "没有读出任何表格或数字" in reason.zh
    few = FIGURES_ONLY.replace("90%", "多数").replace("70%", "多数")
    assert recognise(read(few.encode(), "a.txt")).not_understood is None


@pytest.mark.parametrize("text", [KNOWN, WITHOUT_POINTS, EMPTY_FORM, PLAIN_WORDS])
def test_what_announces_no_points_or_has_them_read_is_sound(text: str) -> None:
    found = recognise(read(text.encode(), "a.txt"))
    assert found.not_understood is None


def test_what_is_no_self_evaluation_is_no_failure_to_understand() -> None:
    found = recognise(read("物资\t数量\t评分\n水泥\t40\t5\n".encode(), "a.txt"))
    assert (found.reports, found.report, found.not_understood) == ((), None, None)

"""Form records: which one a form shows, what its words mean there, and that no form needs its record to be read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.lexicon import built_in, load, own
from auditor.lexicon.records import OWN_KEYS, sections
from auditor.model.form import Role
from auditor.model.report import Report
from auditor.readers import read
from auditor.recognition import recognise
from auditor.recognition.forms.roles import role_of

RECORDS = built_in("forms")
HEAD = "青柳区松岭乡2024年度{}\n"
SICHUAN = (
    HEAD.format("绩效目标完成情况表")
    + """
一级指标	三级指标	指标性质	指标值	度量单位	完成值	权重	得分	未完成原因分析
产出指标	清淤里程	≥	6	公里	6	50	50	无
效益指标	水质达标率	≥	90	%	95	50	50	无
"""
)
PLAIN = (
    HEAD.format("{}")
    + """
一级指标	三级指标	年度指标值	实际完成值	分值	得分	说明
产出指标	清淤里程	≥6公里	6公里	50	50	按设计图统计
效益指标	水质达标率	≥90%	95%	50	50	按监测报告统计
"""
)


@pytest.fixture(autouse=True)
def _own_words() -> Iterator[None]:
    before = own.state()
    yield
    own.use(*before)


def report(text: str) -> Report:
    found = recognise(read(text.encode(), "report.txt")).report
    assert found is not None
    return found


def form(text: str) -> str | None:
    found = report(text).form
    return found.name if found else None


def test_a_record_has_at_most_a_dozen_keys_each_a_list_of_words() -> None:
    vocabulary = built_in("headers")
    for name, record in RECORDS.items():
        roles = [(s, r, words) for s, rs in sections(record).items() for r, words in rs.items()]
        assert len(roles) + len(record.keys() & set(OWN_KEYS)) <= 12, name
        assert set(record["title"]) == {"zh", "en"}
        for section, role, words in roles:
            assert role in vocabulary[section], (name, section, role)
            assert all(isinstance(word, str) and word for word in words)


def test_no_word_stands_in_the_vocabulary_and_in_a_record_with_the_same_meaning() -> None:
    vocabulary = built_in("headers")
    for name, record in RECORDS.items():
        for section, roles in sections(record).items():
            for role, words in roles.items():
                assert not set(words) & set(vocabulary[section][role]), (name, section, role)


def test_a_form_is_told_by_its_headers_or_its_title_and_says_why() -> None:
    found = report(SICHUAN).form
    assert found is not None and found.name == "sichuan"
    assert "未完成原因分析" in found.why.zh and found.title.en.startswith("Sichuan")
    assert form(PLAIN.format("项目支出绩效自评表")) == "national-project"
    assert form(PLAIN.format("部门整体支出绩效自评表")) == "national-department"
    assert form(PLAIN.format("绩效自评情况表")) is None


def test_words_of_a_record_count_everywhere_behind_the_shared_ones() -> None:
    known, shared = role_of("单项指标实际完成值", "indicator"), role_of("完成值", "indicator")
    assert known is not None and shared is not None and known[0] is shared[0] is Role.COMPLETION
    assert known[1] > shared[1]


def test_of_two_columns_of_a_role_that_of_the_record_is_it_where_it_is_shown() -> None:
    text = PLAIN.format("项目支出绩效自评表").replace("说明", "年末办成").replace("按设计图统计", "5公里")
    own.use({"forms": {"city": {"shown_by": ["年度指标值"], "indicator": {"completion": ["年末办成"]}}}}, {})
    (table,) = report(text).tables
    assert table.header(Role.COMPLETION) == "年末办成"
    own.use({"forms": {"city": {"shown_by": ["预期值"], "indicator": {"completion": ["年末办成"]}}}}, {})
    (table,) = report(text).tables
    assert table.header(Role.COMPLETION) == "实际完成值"


def test_a_word_that_all_forms_read_otherwise_is_changed_only_where_the_record_is_shown() -> None:
    own.use(
        {"forms": {"city": {"shown_by": ["年度指标值", "说明"], "indicator": {"explanation": ["说明"]}}}}, {}
    )
    (table,) = report(PLAIN.format("项目支出绩效自评表")).tables
    assert Role.EXPLANATION in table.roles and Role.NOTE not in table.roles
    (table,) = report(PLAIN.format("项目支出绩效自评表").replace("年度指标值", "指标值")).tables
    assert Role.NOTE in table.roles and Role.EXPLANATION not in table.roles


def test_a_column_that_a_record_frees_goes_to_the_next_word() -> None:
    """指标权重 is a weight before 权重, but in this unit's form an explanation."""
    text = SICHUAN.replace("指标性质", "指标权重").replace("≥", "每项得一半")
    (table,) = report(text).tables
    assert table.header(Role.WEIGHT) == "指标权重"
    own.use({"forms": {"city": {"shown_by": ["度量单位"], "indicator": {"explanation": ["指标权重"]}}}}, {})
    (table,) = report(text).tables
    assert table.header(Role.WEIGHT) == "权重" and table.header(Role.EXPLANATION) == "指标权重"
    assert [i.weight.text for i in table.indicators if i.weight] == ["50", "50"]


def test_a_users_record_goes_before_the_built_in_ones_and_may_extend_one() -> None:
    own.use({"forms": {"zz": {"title": "本县表", "shown_by": ["度量单位"]}}}, {})
    found = report(SICHUAN).form
    assert found is not None and (found.name, found.title.zh) == ("zz", "本县表")
    own.use({"forms": {"hebei": {"indicator": {"completion": ["年末办成"]}}}}, {})
    assert "单项指标实际完成值" in load("headers")["indicator"]["completion"]
    assert "年末办成" in load("headers")["indicator"]["completion"]

"""Registering, selecting and running rules; how findings and verdicts come out of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from simple import page

from auditor import check as module
from auditor.check import (
    NothingSelected,
    Rule,
    RulesBroken,
    Selection,
    UnknownRule,
    check,
    families,
    found,
    load_rules,
    near,
    not_verifiable,
    run,
    settled,
    verified,
    within_rounding,
)
from auditor.document import Location
from auditor.finding import Checked, Confidence, Draft, Severity, Verdict
from auditor.model.place import Field, Place, Step
from auditor.model.report import Report
from auditor.needs import NEEDS
from auditor.options import WrongOption, assignments
from auditor.page import pages_in
from auditor.readers import read
from auditor.recognition import recognise
from auditor.words import NOTHING, Words

REPORT = Report("text")
Said = Draft | Checked


def rule(
    name: str,
    *said: Said,
    code: str = "XXX001",
    severity: Severity = Severity.ERROR,
    silences: tuple[str, ...] = (),
    default: bool = True,
) -> Rule:
    """A rule that says what it is given."""
    message = Words("“{subject}”有误", "“{subject}” is wrong")
    words = page(message, title=Words(f"标题 {code}", f"title {code}"), silences=silences)
    return Rule(name, code, severity, lambda report: iter(said), default, own=words)


def place(
    line: int, text: str = "5", *, row: int | None = None, column: int | None = None, repaired: bool = False
) -> Place:
    """A place in a line, or in a row of table 1."""
    location = Location(line=line, table=row and 1, row=row, column=column)
    return Place((Step("line", line),), location, text, repaired=repaired)


# ── Registering ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rule]:
    """An empty registry."""
    registered: dict[str, Rule] = {}
    monkeypatch.setattr(module, "_registry", registered)
    return registered


PAGE = """# {code} {name}

甲

a

## 消息 Message

甲

a

## 依据 Basis

乙

b
{more}
## 说明

只此一句。

其余不问。

## Explanation

One line
over two.

And the rest.

## 示例 Examples

```report
one
```

```expect
info  第1行
```

不报

left alone

```report
good
```

```expect
```
"""
EXPLAINED = """
## 选项 Options

- `least` 下限
  the least
- `days` 日期
  the days
"""


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of pages for the rules of a test."""
    monkeypatch.setattr(module, "_pages", lambda function: str(tmp_path))
    return tmp_path


def write(pages: Path, name: str, code: str, more: str = "") -> None:
    (pages / f"{code}.md").write_text(PAGE.format(name=name, code=code, more=more), "utf-8")
    pages_in.cache_clear()


def register(pages: Path, name: str, code: str) -> Callable[..., Iterator[Said]]:
    write(pages, name, code)

    @check(name, code=code, severity=Severity.INFO)
    def function(report: Report) -> Iterator[Said]:
        yield from ()

    return function


def test_a_registered_rule_has_everything(registry: dict[str, Rule], pages: Path) -> None:
    function = register(pages, "a-rule", "HSE001")
    (rule,) = registry.values()
    assert (rule.name, rule.code, rule.title, rule.function) == (
        "a-rule",
        "HSE001",
        Words("甲", "a"),
        function,
    )
    assert (rule.page.bad, rule.page.good, rule.page.basis) == (("one",), ("good",), Words("乙", "b"))
    assert [str(e) for x in rule.page.examples for e in x.expect] == ["info  第1行"]
    assert rule.page.examples[1].remark == Words("不报", "left alone")


def test_a_rule_without_a_page_ends_the_run(registry: dict[str, Rule]) -> None:
    with pytest.raises(RulesBroken, match=r"HSE001 a-rule has no page pages/HSE001\.md"):
        check("a-rule", code="HSE001", severity=Severity.INFO)(lambda report: iter(()))


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("# HSE001 a-rule", "# HSE001 other", "headed HSE001 other"),
        ("## 消息 Message", "## 消息", "unknown section “消息”"),
        ("\na\n\n## 消息", "\n## 消息", "the title is not one paragraph in Chinese and one in English"),
        ("info  第1行", "info", "is not a severity, a place"),
        ("```expect\n```\n", "", "not followed by what is expected"),
        ("One line\nover two.\n\nAnd the rest.", "", "no explanation"),
    ],
)
def test_a_page_that_says_too_little_names_itself(
    registry: dict[str, Rule], pages: Path, old: str, new: str, said: str
) -> None:
    register(pages, "a-rule", "HSE001")
    file = pages / "HSE001.md"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(RulesBroken, match=r"HSE001\.md") as broken:
        _ = registry["HSE001"].page
    assert said in str(broken.value)


@pytest.mark.parametrize("name, code", [("a-rule", "HSE002"), ("other", "HSE001")])
def test_a_taken_name_or_code_names_both_rules_and_their_homes(
    registry: dict[str, Rule], pages: Path, name: str, code: str
) -> None:
    register(pages, "a-rule", "HSE001").__module__ = "first_package"
    with pytest.raises(RulesBroken) as broken:
        register(pages, name, code)
    said = str(broken.value)
    assert f"{__name__} calls a rule {code} {name}" in said
    assert "first_package has HSE001 a-rule" in said
    assert len(registry) == 1


def optional(pages: Path, needs: tuple[str, ...] = ()) -> None:
    write(pages, "a-rule", "HSE001", EXPLAINED)

    @check("a-rule", code="HSE001", severity=Severity.INFO, needs=needs)
    def function(
        report: Report, *, least: Decimal = Decimal("0.5"), days: tuple[int, ...] = (1, 2)
    ) -> Iterator[Said]:
        yield from ()


def test_an_option_has_a_type_a_default_and_an_explanation(registry: dict[str, Rule], pages: Path) -> None:
    optional(pages)
    (rule,) = registry.values()
    assert [(o.name, o.type_name.en, o.default, o.what.en) for o in rule.options] == [
        ("least", "number", Decimal("0.5"), "the least"),
        ("days", "list of: whole number", (1, 2), "the days"),
    ]


def test_an_option_without_a_type_or_a_default_ends_the_run(registry: dict[str, Rule], pages: Path) -> None:
    def untyped(report: Report, *, least=1) -> Iterator[Said]:  # type: ignore[no-untyped-def]
        yield from ()

    def required(report: Report, *, least: int) -> Iterator[Said]:
        yield from ()

    write(pages, "a-rule", "HSE001", EXPLAINED)
    for function in (untyped, required):
        with pytest.raises(RulesBroken, match=r"HSE001 a-rule .* its option least$"):
            check("a-rule", code="HSE001", severity=Severity.INFO)(function)
    assert not registry


def test_a_need_that_no_report_has_ends_the_run(registry: dict[str, Rule], pages: Path) -> None:
    with pytest.raises(RulesBroken, match="weather"):
        optional(pages, ("funds", "weather"))


def test_a_rule_tells_itself_in_a_line_and_in_paragraphs(registry: dict[str, Rule], pages: Path) -> None:
    optional(pages)
    page = registry["HSE001"].page
    assert page.summary == Words("只此一句。", "One line over two.")
    assert (page.paragraphs("zh"), page.paragraphs("en")) == (
        ["只此一句。", "其余不问。"],
        ["One line over two.", "And the rest."],
    )


def test_a_family_is_named_by_a_module_of_it() -> None:
    scores = next(r for r in load_rules() if r.code == "SCR001")
    assert families([replace(scores, code="ZZZ999", function=lambda report: iter(())), scores]) == {
        "ZZZ": NOTHING,
        "SCR": Words("指标得分", "scores of indicators"),
    }


# ── Options ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["a-rule", "HSE001"])
@pytest.mark.parametrize("given", [{"least": 1.3, "days": [1, 5]}, {"least": "1.3", "days": "1, 5"}])
def test_values_of_options_become_what_the_rule_takes(
    registry: dict[str, Rule], pages: Path, key: str, given: dict[str, object]
) -> None:
    optional(pages)
    assert settled(registry.values(), {key: given}) == {"a-rule": {"least": Decimal("1.3"), "days": (1, 5)}}


@pytest.mark.parametrize(
    "given, said",
    [
        ({"leest": 1}, "rule a-rule has no option 'leest'; the nearest is least (there are: least, days)"),
        ({"least": "much"}, "option least of rule a-rule must be a number (as 0.5), not 'much'"),
        ({"least": float("nan")}, "option least of rule a-rule must be a number (as 0.5), not nan"),
        ({"least": "inf"}, "option least of rule a-rule must be a number (as 0.5), not 'inf'"),
        (
            {"days": [1.5]},
            "option days of rule a-rule must be a list of: whole number (as [1, 2]), not [1.5]",
        ),
        ({"days": 1}, "option days of rule a-rule must be a list of: whole number (as [1, 2]), not 1"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    registry: dict[str, Rule], pages: Path, given: dict[str, object], said: str
) -> None:
    optional(pages)
    with pytest.raises(WrongOption) as wrong:
        settled(registry.values(), {"a-rule": given})
    assert wrong.value.reason.en == said


def test_assignments_of_the_command_line() -> None:
    given = assignments(["TGT001.factor=1.5", "TGT001.far = 4", "weight-total.totals=80,95"])
    assert given == {"TGT001": {"factor": "1.5", "far": "4"}, "weight-total": {"totals": "80,95"}}
    for text in ("TGT001", "factor=2", "TGT001.=2", "TGT001.factor"):
        with pytest.raises(WrongOption, match=r"TGT001\.factor=1\.5"):
            assignments([text])


def test_options_of_a_rule_that_there_is_not() -> None:
    with pytest.raises(UnknownRule, match="gone"):
        settled((), {"gone": {}})


def test_options_reach_the_rule() -> None:
    overshoot = next(r for r in load_rules() if r.name == "target-overshoot")
    document = read_text(overshoot.page.bad[0])
    assert run(document, [overshoot]).findings
    options = settled([overshoot], {"TGT001": {"factor": 1000}})
    assert run(document, [overshoot], options).findings == ()


def read_text(text: str) -> Report:
    report = recognise(read(text.encode(), "example.txt")).report
    assert report is not None
    return report


# ── Needs ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rule_without_input_does_not_run_and_is_named() -> None:
    ran = replace(rule("ran", verified(place(1))), needs=("claims:sum", "grades"))
    skipped = replace(ran, name="skipped", needs=("funds", "claims:growth"))
    report = read_text("青柳区松岭乡2024年度绩效自评报告\n自评得分96分，自评等级为优。")
    result = run(report, [ran, skipped, rule("always")])
    assert [r.name for r in result.skipped] == ["skipped"]
    assert len(result.figures) == 1


def test_every_need_is_met_by_some_report() -> None:
    """A misspelt field would be an error, a need that nothing meets a rule that never runs."""
    reports = [read_text(text) for r in load_rules() for text in (*r.page.bad, *r.page.good)]
    assert [name for name, need in NEEDS.items() if not any(need.within(r) for r in reports)] == []
    assert [name for name, need in NEEDS.items() if need.within(REPORT)] == []


# ── Selecting ─────────────────────────────────────────────────────────────────────────────────────────

RULES = (
    rule("score-high", code="SCR001"),
    rule("score-low", code="SCR002"),
    rule("weight-total", code="WGT001"),
    rule("weight-habit", code="WGT002", default=False),
)


@pytest.mark.parametrize(
    "selection, codes",
    [
        (Selection(), "SCR001 SCR002 WGT001"),
        (Selection(select=("SCR",)), "SCR001 SCR002"),
        (Selection(select=("scr",)), "SCR001 SCR002"),
        (Selection(select=("ALL",)), "SCR001 SCR002 WGT001 WGT002"),
        (Selection(select=("weight-habit",)), "WGT002"),
        (Selection(extend=("WGT002",)), "SCR001 SCR002 WGT001 WGT002"),
        (Selection(ignore=("SCR",)), "WGT001"),
        (Selection(ignore=("score-low",)), "SCR001 WGT001"),
        (Selection(select=("SCR",), ignore=("SCR002",)), "SCR001"),
        (Selection(select=("SCR002",), ignore=("SCR",)), "SCR002"),
        (Selection(ignore=("SCR",), extend=("score-low",)), "SCR002 WGT001"),
        (Selection(select=("SCR",), extend=("WGT002",)), "SCR001 SCR002 WGT002"),
        (Selection(select=("ALL",), ignore=("WGT",)), "SCR001 SCR002"),
        (Selection(select=("标题 SCR002", "Title WGT001")), "SCR002 WGT001"),
    ],
)
def test_the_closest_selector_that_fits_decides(selection: Selection, codes: str) -> None:
    assert " ".join(r.code for r in selection.of(RULES)) == codes


@pytest.mark.parametrize("field", ["select", "ignore", "extend"])
@pytest.mark.parametrize("selector", ["SCX", "SC", "SCR0", "标题", ""])
def test_a_selector_that_fits_nothing_is_an_error(field: str, selector: str) -> None:
    with pytest.raises(UnknownRule) as unknown:
        Selection(**{field: (selector,)}).of(RULES)
    assert str(unknown.value) == selector


def test_a_selection_that_leaves_no_rule_is_an_error() -> None:
    for selection in (Selection(select=("SCR",), ignore=("SCR",)), Selection(ignore=("ALL",))):
        with pytest.raises(NothingSelected):
            selection.of(RULES)


@pytest.mark.parametrize(
    "selector, first",
    [
        ("weigth-total", "weight-total"),
        ("SCR003", "SCR001"),
        ("habit", "weight-habit"),
        ("题 WGT", "WGT001 标题 WGT001"),
        ("zzz", None),
    ],
)
def test_what_somebody_may_have_meant(selector: str, first: str | None) -> None:
    assert next(iter(near(selector, RULES)), None) == first


# ── Running ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_finding_gets_the_rules_name_and_message() -> None:
    draft = found(
        place(3),
        subject="满意度",
        working="10 > 2",
        expected="≤ 2",
        related=[place(2, "2"), None],
        critical=True,
    )
    (finding,) = run(REPORT, [rule("too-much", draft)]).findings
    assert (finding.rule, finding.code, finding.severity) == ("too-much", "XXX001", Severity.ERROR)
    assert finding.message == Words("“满意度”有误", "“满意度” is wrong")
    assert (finding.found, finding.expected, finding.working, finding.critical) == (
        "5",
        "≤ 2",
        "10 > 2",
        True,
    )
    assert finding.related == (place(2, "2"),)


def test_the_gravest_comes_first_then_reading_order() -> None:
    results = [
        rule("info", found(place(1), subject="a"), code="AAA001", severity=Severity.INFO),
        rule(
            "error",
            found(place(9), subject="b"),
            found(place(4), subject="c"),
            found(place(8), subject="d", critical=True),
            found(place(2), subject="e", confidence=Confidence.LIKELY),
            found(place(1), subject="f", severity=Severity.WARNING),
            code="BBB001",
        ),
    ]
    assert "".join(f.subject for f in run(REPORT, results).findings) == "dcbefa"


@pytest.mark.parametrize("mended", ["place", "related"])
def test_what_was_mended_is_said_less_gravely(mended: str) -> None:
    broken, whole = place(3, repaired=True), place(2)
    at, beside = (broken, whole) if mended == "place" else (whole, broken)
    (finding,) = run(REPORT, [rule("r", found(at, subject="a", related=[beside]))]).findings
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)


@pytest.mark.parametrize("pictured", ["place", "related"])
def test_what_was_recognised_is_said_less_gravely(pictured: str) -> None:
    scanned, printed = Place((), Location(line=3, recognised=True)), place(2)
    at, beside = (scanned, printed) if pictured == "place" else (printed, scanned)
    (finding,) = run(REPORT, [rule("r", found(at, subject="a", related=[beside]))]).findings
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)


@pytest.mark.parametrize("doubted", ["place", "related"])
def test_what_was_recognised_with_doubt_is_not_called_wrong(doubted: str) -> None:
    doubtful, sure = Place((), Location(line=3, recognised=True, doubtful=True)), place(2)
    at, beside = (doubtful, sure) if doubted == "place" else (sure, doubtful)
    result = run(REPORT, [rule("r", found(at, subject="a", related=[beside], figure=True))])
    (figure,) = result.figures
    assert result.findings == () and figure.place == at
    assert figure.verdict is Verdict.NOT_VERIFIABLE and "识别存疑" in figure.reason.zh


def test_mending_never_makes_a_finding_surer() -> None:
    draft = found(
        place(1, repaired=True), subject="a", severity=Severity.INFO, confidence=Confidence.POSSIBLE
    )
    (finding,) = run(REPORT, [rule("r", draft)]).findings
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.POSSIBLE)


def test_the_less_precise_rule_yields_for_the_same_cell_only() -> None:
    accused = place(10, row=2, column=3)
    precise = rule("precise", found(accused, subject="a"), code="PPP001", silences=("vague",))
    vague = rule(
        "vague",
        found(place(11, row=2, column=3), subject="the cell"),
        found(place(12, row=2, column=4), subject="rests on it", related=[accused, place(13)]),
        found(place(14, row=2, column=5), subject="another cell of the row"),
        found(place(20, row=3, column=3), subject="another row"),
        code="VVV001",
    )
    for rules in ([precise, vague], [vague, precise]):
        findings = run(REPORT, rules).findings
        assert [f.subject for f in findings] == ["a", "another cell of the row", "another row"]


def figure(line: int, start: int) -> Place:
    """A figure in a line of text."""
    return Place((Step("line", line),), Location(line=line), "甲5乙6丙7", span=(start, start + 1))


def test_the_less_precise_rule_yields_where_it_rests_on_what_is_accused() -> None:
    accused, other = figure(1, 1), figure(2, 3)
    conflict = rule(
        "precise", found(accused, subject="a", related=[other]), code="PPP001", silences=("vague",)
    )
    several = rule(
        "precise",
        found(accused, subject="a", related=[other, figure(3, 1)]),
        code="PPP001",
        silences=("vague",),
    )
    vague = rule(
        "vague",
        found(figure(1, 3), subject="rests on the accused", related=[accused, figure(1, 5)]),
        found(figure(1, 5), subject="rests on the other", related=[other]),
        found(figure(1, 3), subject="beside it in the line"),
        code="VVV001",
    )
    assert [f.subject for f in run(REPORT, [conflict, vague]).findings] == ["a", "beside it in the line"]
    assert [f.subject for f in run(REPORT, [several, vague]).findings] == [
        "a",
        "beside it in the line",
        "rests on the other",
    ]


def test_what_is_silenced_itself_silences_nothing() -> None:
    rules = [
        rule("a", found(place(10, row=2), subject="a"), code="AAA001", silences=("b",)),
        rule("b", found(place(11, row=2), subject="b"), code="BBB001", silences=("c",)),
        rule("c", found(place(12, row=2), subject="c"), code="CCC001"),
    ]
    for several in (rules, rules[::-1]):
        assert [f.rule for f in run(REPORT, several).findings] == ["a", "c"]
    assert [f.rule for f in run(REPORT, rules[1:]).findings] == ["b"]


def test_what_rests_on_an_accused_operand_yields() -> None:
    accused = Field("5", figure(1, 1))
    precise = rule("precise", found(accused.place, subject="a"), code="PPP001", silences=("vague",))
    vague = rule("vague", found(figure(2, 1), subject="b", operands=[accused]), code="VVV001")
    assert [f.rule for f in run(REPORT, [vague, precise]).findings] == ["precise"]


def test_of_two_that_silence_each_other_one_stands() -> None:
    rules = [
        rule("a", found(place(10, row=2), subject="a"), code="AAA001", silences=("b",)),
        rule("b", found(place(11, row=2), subject="b"), code="BBB001", silences=("a",)),
    ]
    assert len(run(REPORT, rules).findings) == 1


def test_equal_findings_have_fingerprints_of_their_own_that_do_not_depend_on_the_place() -> None:
    def prints(*lines: int) -> list[str]:
        drafts = (found(place(line), subject="a") for line in lines)
        return [f.fingerprint for f in run(REPORT, [rule("r", *drafts)]).findings]

    first, second = prints(1, 2)
    assert first != second
    assert prints(7, 9) == [first, second]


# ── Verdicts ──────────────────────────────────────────────────────────────────────────────────────────


def verdicts(*said: Said) -> list[Verdict]:
    """The verdicts on figures after a run."""
    return [f.verdict for f in run(REPORT, [rule("r", *said)]).figures]


def test_a_figure_counts_once_with_its_worst_verdict() -> None:
    at = place(1)
    assert verdicts(verified(at), verified(at)) == [Verdict.VERIFIED]
    assert verdicts(verified(at), within_rounding(at)) == [Verdict.WITHIN_ROUNDING]
    assert verdicts(within_rounding(at), found(at, subject="a", figure=True), verified(at)) == [
        Verdict.INCONSISTENT
    ]


def test_a_figure_that_one_rule_can_verify_is_verified() -> None:
    missing = not_verifiable(place(1), "缺少预算数", "no budget is given")
    assert verdicts(missing, verified(place(1))) == [Verdict.VERIFIED]
    (figure,) = run(REPORT, [rule("r", missing)]).figures
    assert figure.reason == Words("缺少预算数", "no budget is given")


def test_figures_of_one_line_are_told_apart_by_what_is_written() -> None:
    assert verdicts(verified(place(1, "5")), verified(place(1, "6"))) == [Verdict.VERIFIED] * 2


def test_a_finding_about_no_figure_counts_none() -> None:
    result = run(REPORT, [rule("r", found(place(1), subject="a"), found(place(2), subject="b", figure=True))])
    assert len(result.findings) == 2
    assert dict(result.coverage) == {Verdict.INCONSISTENT: 1}


# ── Options ───────────────────────────────────────────────────────────────────────────────────────────


def test_options_are_keyword_arguments_by_rule_name() -> None:
    def many(report: Report, times: int = 1) -> Iterator[Said]:
        yield from (found(place(n), subject=str(n)) for n in range(times))

    counted = Rule("many", "MMM001", Severity.INFO, many, own=page())
    assert len(run(REPORT, [counted]).findings) == 1
    assert len(run(REPORT, [counted], {"many": {"times": 3}, "other": {"times": 9}}).findings) == 3
    (failure,) = run(REPORT, [counted], {"many": {"limit": 3}}).failures
    assert "TypeError" in failure.fault

"""Registering, selecting and running rules; how findings and verdicts come out of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace

from auditor import check as module
from auditor.check import (
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
from auditor.model.place import Place, Step
from auditor.model.report import Report
from auditor.needs import NEEDS
from auditor.options import WrongOption
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
    supersedes: tuple[str, ...] = (),
    default: bool = True,
) -> Rule:
    """A rule that says what it is given."""
    message = Words("“{subject}”有误", "“{subject}” is wrong")
    return Rule(
        name, code, severity, message, "", NOTHING, (), (), lambda report: iter(said), frozenset(supersedes), default
    )  # fmt: skip


def place(line: int, text: str = "5", *, row: int | None = None, repaired: bool = False) -> Place:
    """A place in a line, or in a row of table 1."""
    location = Location(line=line, table=row and 1, row=row)
    return Place((Step("line", line),), location, text, repaired=repaired)


# ── Registering ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rule]:
    """An empty registry."""
    registered: dict[str, Rule] = {}
    monkeypatch.setattr(module, "_registry", registered)
    return registered


def register(name: str, code: str, bad: str | tuple[str, ...] = "") -> Callable[..., Iterator[Said]]:
    @check(name, code=code, severity=Severity.INFO, zh="甲", en="a", source=NOTHING, bad=bad, good="good")
    def function(report: Report) -> Iterator[Said]:
        """Why it matters."""
        yield from ()

    return function


def test_a_registered_rule_has_everything(registry: dict[str, Rule]) -> None:
    function = register("a-rule", "HSE001", bad=("one", "two"))
    (rule,) = registry.values()
    assert (rule.name, rule.code, rule.why, rule.function) == (
        "a-rule",
        "HSE001",
        "Why it matters.",
        function,
    )
    assert (rule.bad, rule.good, rule.message.of("zh")) == (("one", "two"), ("good",), "甲")


@pytest.mark.parametrize("name, code", [("a-rule", "HSE002"), ("other", "HSE001")])
def test_a_taken_name_or_code_names_both_rules_and_their_homes(
    registry: dict[str, Rule], name: str, code: str
) -> None:
    register("a-rule", "HSE001").__module__ = "first_package"
    with pytest.raises(RulesBroken) as broken:
        register(name, code)
    said = str(broken.value)
    assert f"{__name__} calls a rule {code} {name}" in said
    assert "first_package has HSE001 a-rule" in said
    assert len(registry) == 1


def explained(options: dict[str, Words], needs: tuple[str, ...] = ()) -> None:
    @check(
        "a-rule", code="HSE001", severity=Severity.INFO, zh="甲", en="a", source=NOTHING, bad="", good="",
        why="只此一句。\n其余不问。", needs=needs, options=options,
    )  # fmt: skip
    def function(
        report: Report, *, least: Decimal = Decimal("0.5"), days: tuple[int, ...] = (1, 2)
    ) -> Iterator[Said]:
        """One line
        over two.

        And the rest.
        """
        yield from ()


OPTIONS = {"least": Words("下限", "the least"), "days": Words("日期", "the days")}


def test_an_option_has_a_type_a_default_and_an_explanation(registry: dict[str, Rule]) -> None:
    explained(OPTIONS)
    (rule,) = registry.values()
    assert [(o.name, o.type_name.en, o.default, o.what.en) for o in rule.options] == [
        ("least", "number", Decimal("0.5"), "the least"),
        ("days", "list of: whole number", (1, 2), "the days"),
    ]


@pytest.mark.parametrize(
    "options, blamed",
    [
        ({}, "least"),
        ({"least": NOTHING}, "days"),
        ({**OPTIONS, "most": NOTHING}, "most"),
    ],
)
def test_an_option_that_is_not_explained_or_not_there_ends_the_run(
    registry: dict[str, Rule], options: dict[str, Words], blamed: str
) -> None:
    with pytest.raises(RulesBroken, match=f"HSE001 a-rule .* of its option {blamed}$"):
        explained(options)
    assert not registry


def test_an_option_without_a_type_or_a_default_ends_the_run(registry: dict[str, Rule]) -> None:
    def untyped(report: Report, *, least=1) -> Iterator[Said]:  # type: ignore[no-untyped-def]
        yield from ()

    def required(report: Report, *, least: int) -> Iterator[Said]:
        yield from ()

    for function in (untyped, required):
        with pytest.raises(RulesBroken, match="least"):
            check(
                "a-rule", code="HSE001", severity=Severity.INFO, zh="甲", en="a", source=NOTHING, bad="", good="",
                options={"least": NOTHING},
            )(function)  # fmt: skip


def test_a_need_that_no_report_has_ends_the_run(registry: dict[str, Rule]) -> None:
    with pytest.raises(RulesBroken, match="weather"):
        explained(OPTIONS, ("funds", "weather"))


def test_a_rule_tells_itself_in_a_line_and_in_paragraphs(registry: dict[str, Rule]) -> None:
    explained(OPTIONS)
    (rule,) = registry.values()
    assert rule.summary == Words("只此一句。", "One line over two.")
    assert (rule.paragraphs("zh"), rule.paragraphs("en")) == (
        ["只此一句。", "其余不问。"],
        ["One line over two.", "And the rest."],
    )
    assert replace(rule, why_zh="").summary.zh == "One line over two."


def test_a_family_is_named_by_a_module_of_it() -> None:
    scores = next(r for r in load_rules() if r.code == "SCR001")
    assert families([replace(scores, code="ZZZ999", function=lambda report: iter(())), scores]) == {
        "ZZZ": NOTHING,
        "SCR": Words("指标得分", "scores of indicators"),
    }


# ── Options ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["a-rule", "HSE001"])
def test_values_of_options_become_what_the_rule_takes(registry: dict[str, Rule], key: str) -> None:
    explained(OPTIONS)
    given = {key: {"least": 1.3, "days": [1, 5]}}
    assert settled(registry.values(), given) == {"a-rule": {"least": Decimal("1.3"), "days": (1, 5)}}


@pytest.mark.parametrize(
    "given, said",
    [
        ({"most": 1}, "rule a-rule has no option 'most' (there are: least, days)"),
        ({"least": "much"}, "option least of rule a-rule must be a number, not 'much'"),
        ({"least": float("nan")}, "option least of rule a-rule must be a number, not nan"),
        ({"least": float("inf")}, "option least of rule a-rule must be a number, not inf"),
        ({"days": [1.5]}, "option days of rule a-rule must be a list of: whole number, not [1.5]"),
        ({"days": 1}, "option days of rule a-rule must be a list of: whole number, not 1"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    registry: dict[str, Rule], given: dict[str, object], said: str
) -> None:
    explained(OPTIONS)
    with pytest.raises(WrongOption) as wrong:
        settled(registry.values(), {"a-rule": given})
    assert wrong.value.reason.en == said


def test_options_of_a_rule_that_there_is_not() -> None:
    with pytest.raises(UnknownRule, match="gone"):
        settled((), {"gone": {}})


def test_options_reach_the_rule() -> None:
    overshoot = next(r for r in load_rules() if r.name == "target-overshoot")
    document = read_text(overshoot.bad[0])
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
    reports = [read_text(text) for r in load_rules() for text in (*r.bad, *r.good)]
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
        (Selection(select=("SCR",), ignore=("SCR",)), ""),
        (Selection(ignore=("SCR",), extend=("score-low",)), "SCR002 WGT001"),
        (Selection(select=("SCR",), extend=("WGT002",)), "SCR001 SCR002 WGT002"),
        (Selection(select=("ALL",), ignore=("W",)), "SCR001 SCR002"),
    ],
)
def test_the_longest_selector_that_fits_decides(selection: Selection, codes: str) -> None:
    assert " ".join(r.code for r in selection.of(RULES)) == codes


@pytest.mark.parametrize("field", ["select", "ignore", "extend"])
def test_a_selector_that_fits_nothing_is_an_error(field: str) -> None:
    with pytest.raises(UnknownRule, match="SCX"):
        Selection(**{field: ("SCX",)}).of(RULES)


@pytest.mark.parametrize(
    "selector, first",
    [("weigth-total", "weight-total"), ("SCR003", "SCR001"), ("habit", "weight-habit"), ("zzz", None)],
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


def test_the_less_precise_rule_yields_in_the_same_row_only() -> None:
    precise = rule("precise", found(place(10, row=2), subject="a"), code="PPP001", supersedes=("vague",))
    vague = rule(
        "vague", found(place(11, row=2), subject="a"), found(place(20, row=3), subject="b"), code="VVV001"
    )
    for rules in ([precise, vague], [vague, precise]):
        findings = run(REPORT, rules).findings
        assert [(f.rule, f.subject) for f in findings] == [("precise", "a"), ("vague", "b")]


def figure(line: int, start: int) -> Place:
    """A figure in a line of text."""
    return Place((Step("line", line),), Location(line=line), "甲5乙6丙7", span=(start, start + 1))


def test_the_less_precise_rule_yields_where_it_rests_on_what_is_accused() -> None:
    accused, other = figure(1, 1), figure(2, 3)
    conflict = rule(
        "precise", found(accused, subject="a", related=[other]), code="PPP001", supersedes=("vague",)
    )
    several = rule(
        "precise",
        found(accused, subject="a", related=[other, figure(3, 1)]),
        code="PPP001",
        supersedes=("vague",),
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

    counted = Rule("many", "MMM001", Severity.INFO, NOTHING, "", NOTHING, (), (), many)
    assert len(run(REPORT, [counted]).findings) == 1
    assert len(run(REPORT, [counted], {"many": {"times": 3}, "other": {"times": 9}}).findings) == 3
    (failure,) = run(REPORT, [counted], {"many": {"limit": 3}}).failures
    assert "TypeError" in failure.fault

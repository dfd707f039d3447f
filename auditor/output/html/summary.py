"""The head of the page: what the run came to in counts and bars, the filters, the list of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from msgspec import Struct

from auditor.check import Rule, families
from auditor.finding import Severity, Verdict
from auditor.outcome import Audit, Tally
from auditor.output.html.markup import NOTHING, Content, Html, both, join, tag
from auditor.output.paths import common_beginning
from auditor.output.standing import Standing, rank, standings
from auditor.output.wording import SEVERITY, VERDICT, Remark, called, coverage, remark, summary
from auditor.words import Words

TITLE = Words("绩效自评报告审核结果", "Audit of self-evaluation reports")
_BY_SEVERITY = Words("问题：按级别", "Findings by severity")
_BY_FAMILY = Words("问题：按类别", "Findings by family")
_COVERAGE = Words("数字复算（下文标记同色）", "Figures recomputed (marked alike below)")
_FILTER = Words("筛选", "Filter")
_RULE = Words("规则", "Rule")
_ALL_RULES = Words("全部规则", "all rules")
_SHOWN = Words("显示", "shown")
_SEARCH = Words("查找", "Search")
_GROUP = Words("分组", "Group")
_GROUPS = (
    ("", Words("不分组", "none")),
    ("unit", Words("按单位", "by unit")),
    ("folder", Words("按文件夹", "by folder")),
)
_ALL_REPORTS = Words("返回报告清单", "back to the list of reports")
_FILES = Words("文件", "file")
_ABOUT = (Words("单位", "unit"), Words("项目", "project"), Words("年度", "year"), Words("得分", "score"))
_FIGURES = Words("数字", "figures")

# Bars are drawn this many units wide, in whole units.
_WIDE = 1000


class Line(Struct, frozen=True):
    """One report's line in the list; `drawn` is its file's number where it is drawn."""

    report: Standing
    remark: Remark | None
    drawn: int | None


def lines(audit: Audit, drawn: int | None) -> Iterator[Line]:
    """What the list says of the reports of one file."""
    said = remark(audit)
    for report in standings(audit):
        yield Line(report, said, drawn)


def _families(tally: Tally) -> dict[str, Counter[Severity]]:
    """Findings by the letters of their codes and by severity, in the order of the codes."""
    families: dict[str, Counter[Severity]] = {}
    for (code, _, severity), n in sorted(tally.rules.items(), key=lambda rule: rule[0][:2]):
        families.setdefault(_letters(code), Counter())[severity] += n
    return families


def _letters(code: str) -> str:
    return code.rstrip("0123456789")


def page_of(number: int) -> str:
    """What a report's own page is called."""
    return f"{number:05}.html"


def alone(tally: Tally, index: str) -> Html:
    """The head of a page of one of many reports: the way back to the list, and the filters."""
    back = tag("a", _ALL_REPORTS, href=quote(index))
    return join(
        [
            tag("header", tag("h1", TITLE), tag("p", back), class_="top"),
            _filters(tally) if tally.severities else NOTHING,
        ]
    )


def head(lines: Sequence[Line], tally: Tally, rules: Iterable[Rule], at: str | None = None) -> Html:
    """Title, the run in three sentences, the charts, the filters and the files; `rules` are those that ran.

    `at` is where the reports' own pages stand, None where they follow on this one.
    """
    names = families(rules)
    charts = [_chart(_COVERAGE, [(VERDICT[v], {v: tally.coverage[v]}) for v in Verdict])]
    if tally.severities:
        charts += (
            _chart(_BY_SEVERITY, [(SEVERITY[s], {s: tally.severities[s]}) for s in Severity]),
            _chart(_BY_FAMILY, [(_family(f, names), counts) for f, counts in _families(tally).items()]),
        )
    many = len(lines) > 1 or any(line.remark for line in lines)
    return join(
        [
            tag("header", tag("h1", TITLE), tag("p", *_sentences(tally)), class_="top"),
            tag("section", *charts, class_="charts"),
            _list(lines, at) if many else NOTHING,
            _filters(tally) if tally.severities and at is None else NOTHING,
        ]
    )


def _sentences(tally: Tally) -> Iterable[Content]:
    return (tag("span", both(words), class_="sentence") for words in summary(tally))


def _family(code: str, names: Mapping[str, Words]) -> Html:
    return join([tag("code", code), Html(" "), both(names[code]) if code in names else NOTHING])


# ── Bars ──────────────────────────────────────────────────────────────────────────────────────────────


def bar(counts: Mapping[Severity, int] | Mapping[Verdict, int], whole: int) -> Html:
    """Counts as one bar; `whole` is what the full width stands for."""
    rectangles, upto = [], 0
    for kind, n in counts.items():
        start, upto = _WIDE * upto // whole, upto + n
        if n:
            # A single finding among ten thousand is still seen.
            wide = max(4, _WIDE * upto // whole - start)
            rectangles.append(tag("rect", x=start, width=wide, height=10, class_=kind.value))
    shape = {"viewBox": f"0 0 {_WIDE} 10", "preserveAspectRatio": "none", "aria_hidden": "true"}
    return tag("svg", *rectangles, class_="bar", **shape)


def _chart(
    title: Words, rows: Sequence[tuple[Content, Mapping[Severity, int] | Mapping[Verdict, int]]]
) -> Html:
    most = max((sum(counts.values()) for _, counts in rows), default=0) or 1
    drawn = [
        tag(
            "tr",
            tag("th", label, scope="row"),
            tag("td", _ordered_bar(counts, most)),
            tag("td", sum(counts.values())),
        )
        for label, counts in rows
    ]
    return tag("table", tag("caption", title), *drawn, class_="chart")


def _ordered_bar(counts: Mapping[Severity, int] | Mapping[Verdict, int], whole: int) -> Html:
    return bar({kind: counts[kind] for kind in (*Severity, *Verdict) if kind in counts}, whole)


# ── Filters and files ─────────────────────────────────────────────────────────────────────────────────


def _option(code: str, name: Words, n: int) -> Html:
    zh, en = (f"\u2003{code} {words} ({n})" for words in (name.zh, name.en))
    return tag("option", zh, value=code, data_zh=zh, data_en=en)


def _filters(tally: Tally) -> Html:
    boxes = [
        tag(
            "label",
            tag("input", type="checkbox", name="severity", value=s.value, checked=True),
            tag("span", SEVERITY[s], " ", tag("b", tally.severities[s])),
            data_s=s.value,
        )
        for s in Severity
    ]
    options = [tag("option", _ALL_RULES.zh, value="", data_zh=_ALL_RULES.zh, data_en=_ALL_RULES.en)]
    rules: Counter[tuple[str, str]] = Counter()
    for (code, rule, _), n in tally.rules.items():
        rules[code, rule] += n
    for family, counts in _families(tally).items():
        options.append(tag("option", f"{family} ({counts.total()})", value=family))
        options += (
            _option(code, called(rule, tally.titles[code]), n)
            for (code, rule), n in sorted(rules.items())
            if _letters(code) == family
        )
    total = tally.severities.total()
    shown = tag("output", both(_SHOWN), " ", tag("b", total, id="shown"), f" / {total}")
    return tag(
        "form",
        tag("fieldset", tag("legend", _FILTER), *boxes),
        tag("label", tag("span", _RULE), tag("select", *options, name="rule")),
        shown,
        id="filters",
        hidden=True,
    )


def _list(lines: Sequence[Line], at: str | None) -> Html:
    """The reports, the worst first; the page's script sorts, groups and searches them."""
    begun = common_beginning([line.report.path for line in lines])
    titles: tuple[Content, ...] = (_FILES, *_ABOUT, *SEVERITY.values(), _FIGURES)
    header = tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles)))
    rows = tag(
        "tbody", *(_line(line, begun, at) for line in sorted(lines, key=lambda line: rank(line.report)))
    )
    options = [tag("option", zh.zh, value=value, data_zh=zh.zh, data_en=zh.en) for value, zh in _GROUPS]
    tools = tag(
        "form",
        tag("label", tag("span", _SEARCH), tag("input", type="search", name="search")),
        tag("label", tag("span", _GROUP), tag("select", *options, name="group")),
        tag("code", begun) if begun else NOTHING,
        id="tools",
        hidden=True,
    )
    return tag("section", tools, tag("table", header, rows, class_="files"), class_="overview")


def _line(line: Line, begun: str, at: str | None) -> Html:
    report = line.report
    shown = report.path.removeprefix(begun)
    whole = {"title": report.path if begun else None}
    if line.drawn is None:
        name = tag("span", shown, **whole)
    else:
        link = f"#r{line.drawn}" if at is None else quote(f"{at}{page_of(line.drawn)}")
        name = tag("a", shown, href=link, **whole)
    cells = [tag("th", name, scope="row")]
    cells += (tag("td", said) for said in (report.unit, report.project, report.year, report.score))
    clean = not any(report.counts)
    attributes = {
        "data_unit": report.unit,
        "data_folder": shown.rpartition("/")[0],
        "class_": "quiet" if clean else None,
    }
    if line.remark and clean:
        said = tag("td", line.remark.words, colspan=4, class_=_class(line.remark))
        return tag("tr", *cells, said, **attributes)
    cells += (
        tag("td", n or "", data_s=severity.value) for severity, n in zip(Severity, report.counts, strict=True)
    )
    said = tag("span", line.remark.words, class_=_class(line.remark)) if line.remark else NOTHING
    figures = tag("td", said, *covered(report.coverage), data_n=report.recomputed)
    return tag("tr", *cells, figures, **attributes)


def _class(remark: Remark) -> str:
    return "remark grave" if remark.grave else "remark"


def covered(verdicts: Counter[Verdict]) -> tuple[Html, Html]:
    """Coverage as a bar and in words."""
    drawn = _ordered_bar(verdicts, verdicts.total()) if verdicts.total() else NOTHING
    return drawn, tag("small", coverage(verdicts))

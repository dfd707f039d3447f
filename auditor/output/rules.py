"""Rules explained, for people and as JSON: the contract's `auditor/rules/2`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, TextIO

from auditor.check import Rule, families
from auditor.finding import Finding, Severity
from auditor.needs import named
from auditor.outcome import Audit
from auditor.output import Options
from auditor.output.cells import cut, pad, width, wrap
from auditor.output.frame import Line, frame
from auditor.output.json import dump
from auditor.output.neutral import one_line
from auditor.output.terminal import shown_on
from auditor.places import path
from auditor.words import Words

Examples = Callable[[Rule], Iterable[Audit]]

SEVERITIES = {
    Severity.ERROR: Words("错误", "error"),
    Severity.WARNING: Words("警告", "warning"),
    Severity.INFO: Words("提示", "info"),
}
SOURCE = Words("依据", "source")
ASKED_OF = Words("适用", "asked of")
OPTION = Words("选项", "option")
_FAMILY = Words("同类", "family")
SUPERSEDES = Words("优先于", "supersedes")
YIELDS = Words("让位于", "yields to")
BAD = Words("有问题的示例", "A bad example")
GOOD = Words("没有问题的示例", "A good example")
NOT_BY_DEFAULT = Words("默认不运行", "not run by default")
_OPTION_LINE = Words("{name} = {default}（{type}）：{what}", "{name} = {default} ({type}): {what}")
_FAMILY_LINE = Words("{name}，见 auditor rule {code}", "{name}; see auditor rule {code}")
_REPORTS = Words("有{what}的报告", "reports with {what}")
_INDENT = "  "


def sections(rule: Rule, known: Sequence[Rule]) -> Iterator[tuple[Words, Words]]:
    """What stands about a rule beside its explanation and its examples, as labels and texts."""
    yield SOURCE, rule.source
    if rule.needs:
        yield ASKED_OF, _REPORTS.format(what=named(rule.needs))
    for option in rule.options:
        values = {"name": option.name, "default": default(option.default), "type": option.type_name}
        yield OPTION, _OPTION_LINE.format(**values, what=option.what)
    yields = [other.name for other in known if rule.name in other.supersedes]
    for label, names in ((SUPERSEDES, sorted(rule.supersedes)), (YIELDS, yields)):
        if names:
            yield label, Words("、".join(names), ", ".join(names))


def default(value: object) -> str:
    """An option's default as it would be written into a configuration file."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(default, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def example(text: str, limit: int) -> Iterator[str]:
    """An example with its tables in columns; `limit` is in cells."""
    for tabular, lines in groupby(text.strip("\n").split("\n"), lambda line: "\t" in line):
        if not tabular:
            for line in lines:
                yield from wrap(line, limit)
            continue
        rows = [line.split("\t") for line in lines]
        count = max(map(len, rows))
        grid = [row + [""] * (count - len(row)) for row in rows]
        sizes = [max(map(width, column)) for column in zip(*grid, strict=True)]
        for row in grid:
            line = "  ".join(pad(cell, size) for cell, size in zip(row, sizes, strict=True))
            yield cut(line.rstrip(), limit)


def write_list(rules: Iterable[Rule], stream: TextIO, options: Options) -> None:
    """Write rules by family, each in a line with its severity."""
    shown_on(stream, options)(_list(tuple(rules), options))


def _list(rules: tuple[Rule, ...], options: Options) -> Iterator[Line]:
    wide = max(width(rule.name) for rule in rules)
    tags = [SEVERITIES[severity].of(options.language) for severity in Severity]
    tagged = max(map(width, tags))
    names = families(rules)
    for number, (family, members) in enumerate(groupby(rules, lambda rule: rule.family)):
        if number:
            yield ()
        yield ((f"{family} {names[family].of(options.language)}".rstrip(), "bold"),)
        for rule in members:
            tag = SEVERITIES[rule.severity].of(options.language)
            start = width(f"{_INDENT}{rule.code}  ") + tagged + 2 + wide + 2
            off = "" if rule.default else f" ({NOT_BY_DEFAULT.of(options.language)})"
            text = wrap(one_line(rule.summary.of(options.language)) + off, max(options.width - start, 20))
            head = ((f"{_INDENT}{rule.code}  ", ""), (pad(tag, tagged + 2), rule.severity.value))
            yield *head, (pad(rule.name, wide + 2), "bold"), (text[0], "")
            for line in text[1:]:
                yield ((" " * start + line, ""),)


def write_rule(
    rule: Rule, known: Sequence[Rule], audits: Iterable[Audit], stream: TextIO, options: Options
) -> None:
    """Write everything about a rule; `audits` are those of its bad examples."""
    shown_on(stream, options)(_rule(rule, known, audits, options))


def _rule(rule: Rule, known: Sequence[Rule], audits: Iterable[Audit], options: Options) -> Iterator[Line]:
    tag = SEVERITIES[rule.severity].of(options.language)
    off = "" if rule.default else f"  ({NOT_BY_DEFAULT.of(options.language)})"
    yield (f"{rule.code} ", "bold"), (rule.name, "bold"), ("  ", ""), (tag, rule.severity.value), (off, "dim")
    for paragraph in rule.paragraphs(options.language):
        yield ()
        for line in wrap(paragraph, options.width):
            yield ((line, ""),)
    yield ()
    family = _FAMILY_LINE.format(name=families(known)[rule.family], code=rule.family)
    shown = [*sections(rule, known), (_FAMILY, family)]
    parts = [(label.of(options.language), text.of(options.language)) for label, text in shown]
    indent = max(width(label) for label, _ in parts) + 2
    for label, text in parts:
        first, *rest = wrap(one_line(text), options.width - indent)
        yield (pad(label, indent), "dim"), (first, "")
        for line in rest:
            yield ((" " * indent + line, ""),)
    for text, audit in zip(rule.bad, audits, strict=True):
        yield from _example(BAD, text, options)
        for finding in audit.result.findings:
            yield ()
            yield from frame(finding, audit.path, audit.format, options)
    for text in rule.good:
        yield from _example(GOOD, text, options)


def _example(heading: Words, text: str, options: Options) -> Iterator[Line]:
    yield ()
    yield ((f"== {heading.of(options.language)}", "bold"),)
    for line in example(text, options.width - len(_INDENT)):
        yield ((_INDENT + line if line else "", ""),)


def write_json(rules: Iterable[Rule], audits: Examples, stream: TextIO, options: Options) -> None:
    """Write rules as `auditor/rules/2`; `audits` gives those of a rule's bad examples."""
    dump(
        {"schema": "auditor/rules/2", "rules": [_data(rule, audits(rule), options) for rule in rules]}, stream
    )


def _data(rule: Rule, audits: Iterable[Audit], options: Options) -> dict[str, Any]:
    language = options.language
    return {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title.of(language),
        "severity": rule.severity.value,
        "default": rule.default,
        "message": rule.message.of(language),
        "why": "\n\n".join(rule.paragraphs(language)),
        "basis": rule.source.of(language),
        "options": [
            {
                "name": o.name,
                "type": o.type_name.en,
                "default": _plain(o.default),
                "why": o.what.of(language),
            }
            for o in rule.options
        ],
        "examples": [
            *(
                _sample(text, map(_expected, a.result.findings))
                for text, a in zip(rule.bad, audits, strict=True)
            ),
            *(_sample(text, ()) for text in rule.good),
        ],
        "silences": sorted(rule.supersedes),
    }


def _sample(text: str, expect: Iterable[str]) -> dict[str, Any]:
    return {"report": text.strip("\n"), "expect": list(expect), "guard": None}


def _expected(finding: Finding) -> str:
    """A finding in a line: how severe, where, what is printed and what should be."""
    parts = (finding.severity.value, path(finding.place), finding.found, finding.expected)
    return one_line("  ".join(filter(None, parts)))


def _plain(value: object) -> object:
    """A default as JSON holds it: numbers that are no whole ones as strings, never as binary floats."""
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, Decimal) else value

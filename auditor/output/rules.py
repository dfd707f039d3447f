"""Rules explained, for people and as JSON: the contract's `auditor/rules/2`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, TextIO

from auditor.check import Rule, families
from auditor.finding import Severity
from auditor.needs import named
from auditor.options import written
from auditor.outcome import Audit
from auditor.output import Options
from auditor.output.cells import cut, pad, width, wrap
from auditor.output.entries import Entry
from auditor.output.frame import Line, frame
from auditor.output.json import dump
from auditor.output.neutral import one_line
from auditor.output.terminal import shown_on
from auditor.output.wording import BASIS
from auditor.words import NOTHING, Language, Words

SEVERITIES = {
    Severity.ERROR: Words("错误", "error"),
    Severity.WARNING: Words("警告", "warning"),
    Severity.INFO: Words("提示", "info"),
}
MESSAGE = Words("消息", "message")
ASKED_OF = Words("适用", "asked of")
OPTION = Words("选项", "option")
_FAMILY = Words("同类", "family")
SILENCES = Words("优先于", "silences")
YIELDS = Words("让位于", "yields to")
BAD = Words("有问题的示例", "A bad example")
GOOD = Words("没有问题的示例：{guard}", "A good example: {guard}")
NOT_BY_DEFAULT = Words("默认不运行", "not run by default")
_OPTION_LINE = Words("{name} = {default}（{type}）：{what}", "{name} = {default} ({type}): {what}")
_FAMILY_LINE = Words("{name}，见 auditor rule {code}", "{name}; see auditor rule {code}")
_REPORTS = Words("有{what}的报告", "reports with {what}")
_INDENT = "  "


def sections(rule: Rule, known: Sequence[Rule]) -> Iterator[tuple[Words, Words]]:
    """What stands about a rule beside its explanation and its examples, as labels and texts."""
    page = rule.page
    yield MESSAGE, page.message
    yield BASIS, page.basis
    if rule.needs:
        yield ASKED_OF, _REPORTS.format(what=named(rule.needs))
    for option in rule.options:
        values = {"name": option.name, "default": written(option.default), "type": option.type_name}
        yield OPTION, _OPTION_LINE.format(**values, what=option.what)
    yields = [other.name for other in known if rule.name in other.page.silences]
    for label, names in ((SILENCES, sorted(page.silences)), (YIELDS, yields)):
        if names:
            yield label, Words("、".join(names), ", ".join(names))


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
    called = {rule.code: rule.title.of(options.language) for rule in rules}
    wide = max(map(width, called.values()))
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
            text = wrap(rule.name + off, max(options.width - start, 20))
            head = ((f"{_INDENT}{rule.code}  ", ""), (pad(tag, tagged + 2), rule.severity.value))
            yield *head, (pad(called[rule.code], wide + 2), "bold"), (text[0], "")
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
    page = rule.page
    head = ((f"{rule.code} ", "bold"), (page.title.of(options.language), "bold"), ("  ", ""))
    yield *head, (tag, rule.severity.value), (off, "dim")
    yield ((rule.name, "dim"),)
    for paragraph in page.paragraphs(options.language):
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
    for text, audit in zip(page.bad, audits, strict=True):
        yield from _example(BAD, text, options)
        for finding in audit.result.findings:
            yield ()
            yield from frame(Entry((finding,)), audit.path, audit.format, options)
    for good in page.examples:
        if not good.expect:
            yield from _example(GOOD.format(guard=good.remark or NOTHING), good.report, options)


def _example(heading: Words, text: str, options: Options) -> Iterator[Line]:
    yield ()
    for line in wrap(f"== {heading.of(options.language)}", options.width):
        yield ((line, "bold"),)
    for line in example(text, options.width - len(_INDENT)):
        yield ((_INDENT + line if line else "", ""),)


def write_json(rules: Iterable[Rule], stream: TextIO, options: Options) -> None:
    """Write rules as `auditor/rules/2`."""
    dump({"schema": "auditor/rules/2", "rules": [_data(rule, options.language) for rule in rules]}, stream)


def _data(rule: Rule, language: Language) -> dict[str, Any]:
    page = rule.page
    return {
        "code": rule.code,
        "name": rule.name,
        "title": page.title.of(language),
        "severity": rule.severity.value,
        "default": rule.default,
        "message": page.message.of(language),
        "why": "\n\n".join(page.paragraphs(language)),
        "basis": page.basis.of(language),
        "options": [
            {"name": o.name, "type": o.type_name.en, "default": _plain(o.default), "why": o.what.of(language)}
            for o in rule.options
        ],
        "examples": [
            {
                "report": example.report,
                "expect": list(map(str, example.expect)),
                "guard": example.remark.of(language) if example.remark else None,
            }
            for example in page.examples
        ],
        "silences": sorted(page.silences),
    }


def _plain(value: object) -> object:
    """A default as JSON holds it: numbers that are no whole ones as strings, never as binary floats."""
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, Decimal) else value

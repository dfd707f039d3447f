"""Write the pages about the rules again: `python docs/make_rules.py`. All that they say stands with the rules."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import groupby
from pathlib import Path

from auditor.check import Rule, families, load_rules
from auditor.engine import audit_examples
from auditor.output import Options
from auditor.output.frame import frame
from auditor.output.rules import BAD, GOOD, NOT_BY_DEFAULT, SEVERITIES, example, sections
from auditor.output.terminal import shown_on
from auditor.words import Language, Words

FOLDER = Path(__file__).parent / "rules"
_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_WIDTH = 100
_TITLE = Words("规则", "Rules")
_INTRODUCTION = Words(
    "本目录由 `python docs/make_rules.py` 根据规则本身生成；`auditor rule 名称` 在终端显示同样的内容。",
    "Written by `python docs/make_rules.py` from the rules themselves; `auditor rule NAME` shows the same in a terminal.",
)
_OTHER = Words("[English](../en/{page})", "[中文](../zh/{page})")
_HEADER = Words("| 编号 | 名称 | 级别 | 检查内容 |", "| code | name | severity | what it asks |")


def pages() -> dict[Path, str]:
    """Every page by its path: an index and a page a family, in each language."""
    rules = [r for r in load_rules() if r.function.__module__.startswith("auditor.checks.")]
    made = {}
    for language in _LANGUAGES:
        made[FOLDER / language / "README.md"] = "\n".join(_index(rules, language))
        for family, members in groupby(rules, lambda rule: rule.family):
            made[FOLDER / language / f"{family}.md"] = "\n".join(_family(list(members), rules, language))
    return made


def _index(rules: list[Rule], language: Language) -> Iterator[str]:
    yield from (f"# {_TITLE.of(language)}", "", _OTHER.format(page="README.md").of(language), "")
    yield _INTRODUCTION.of(language)
    for family, members in groupby(rules, lambda rule: rule.family):
        yield from ("", f"## [{_named(family, rules, language)}]({family}.md)", "")
        yield from (_HEADER.of(language), "| --- | --- | --- | --- |")
        for rule in members:
            link = f"[{rule.code}]({family}.md#{rule.code.lower()}-{rule.name})"
            yield f"| {link} | `{rule.name}` | {_severity(rule, language)} | {rule.summary.of(language)} |"
    yield ""


def _family(members: list[Rule], rules: list[Rule], language: Language) -> Iterator[str]:
    family = members[0].family
    yield from (f"# {_named(family, rules, language)}", "", _OTHER.format(page=f"{family}.md").of(language))
    for rule in members:
        yield from ("", f"## {rule.code} {rule.name}", "", f"**{_severity(rule, language)}**")
        for paragraph in rule.paragraphs(language):
            yield from ("", paragraph)
        yield ""
        for label, text in sections(rule, rules):
            yield f"- {label.of(language)}{Words('：', ': ').of(language)}{text.of(language)}"
        for bad, audit in zip(rule.bad, audit_examples(rule), strict=True):
            shown = StringIO()
            options = Options(language, _WIDTH)
            for finding in audit.result.findings:
                shown_on(shown, options)(((), *frame(finding, audit.path, audit.format, options)))
            yield from _block(BAD, bad, language, shown.getvalue().rstrip("\n").split("\n"))
        for good in rule.good:
            yield from _block(GOOD, good, language, [])
    yield ""


def _block(heading: Words, text: str, language: Language, output: list[str]) -> Iterator[str]:
    yield from ("", f"### {heading.of(language)}", "", "```text", *example(text, _WIDTH), *output, "```")


def _named(family: str, rules: list[Rule], language: Language) -> str:
    return f"{family} {families(rules)[family].of(language)}"


def _severity(rule: Rule, language: Language) -> str:
    off = Words("", "") if rule.default else Words(f"（{NOT_BY_DEFAULT.zh}）", f" ({NOT_BY_DEFAULT.en})")
    return SEVERITIES[rule.severity].of(language) + off.of(language)


def main() -> None:
    """Write every page, and take away those that no rule has any more."""
    made = pages()
    for old in set(FOLDER.rglob("*.md")) - set(made):
        old.unlink()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()

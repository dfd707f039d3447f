"""What is written from the keys: the commented file of `auditor init`, the JSON Schema, the table in the docs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.config.keys import KEYS, Key, given
from auditor.output.config import toml
from auditor.words import Language, Words

if TYPE_CHECKING:
    from auditor.check import Rule

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
_HEAD = Words(
    "auditor 的设置。离被审核文件最近的一份有效；“auditor config 路径”显示对某个文件有效的值及其来源。",
    "Configuration of auditor. The one nearest to an audited file counts; `auditor config PATH` shows what is in "
    "force for a file, and where it comes from.",
)
_EXAMPLES = {
    "rules": ("[rules.execution-rate-mismatch]",),
    "lexicon": (
        "[lexicon.headers.indicator]",
        'weight = ["分值比重"]',
        "[lexicon.patterns]",
        "\"实际完成值\" = ['第[一二三四]季度完成数']",
    ),
    "forms": (
        '[forms."本市项目表"]',
        'shown_by = ["年末实绩", "考评得分"]',
        '[forms."本市项目表".indicator]',
        'completion = ["年末实绩"]',
    ),
    "schemes": ('[schemes."本市办法"]', 'shown_by = [{ headers = ["年末实绩", "考评得分"] }]', "sums = [90]"),
}
_COLUMNS = Words("| 设置项 | 类型 | 默认值 | 说明 |", "| key | type | default | what it does |")
_FOR_RUN = Words("（对一次运行有效）", " (for a whole run)")


def template(language: Language) -> str:
    """A configuration file that sets nothing and shows everything."""
    lines = [f"# {_HEAD.of(language)}"]
    for key in KEYS:
        lines += ["", f"# {key.what.of(language)}"]
        if key.table:
            lines += [f"# {line}" for line in _EXAMPLES.get(key.name, (f"[{key.name}]", key.example))]
        else:
            lines.append(f"# {key.example}")
    return "\n".join(lines) + "\n"


def table(language: Language) -> Iterator[str]:
    """The keys as a Markdown table."""
    yield _COLUMNS.of(language)
    yield "| --- | --- | --- | --- |"
    for key in KEYS:
        what = key.what.of(language) + (_FOR_RUN.of(language) if key.run else "")
        name = f"[{key.name}]" if key.table else key.name
        yield f"| `{name}` | {key.type_name.of(language)} | {_default(key)} | {what} |"


def _default(key: Key) -> str:
    return f"`{toml(key.default)}`" if key.default not in (None, {}) else ""


def schema(rules: tuple[Rule, ...]) -> dict[str, Any]:
    """The JSON Schema of a configuration file, with the options of these rules."""
    from msgspec.json import schema as of

    properties = {}
    for key in KEYS:
        properties[key.name] = of(given(key.type)) | {"description": f"{key.what.zh} / {key.what.en}"}
    options = {rule.name: _options(rule) for rule in rules if rule.options}
    properties["rules"]["properties"] = options
    return {
        "$schema": SCHEMA_ID,
        "title": "auditor.toml",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _options(rule: Rule) -> dict[str, Any]:
    from msgspec.json import schema as of

    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            option.name: of(option.type) | {"description": f"{option.what.zh} / {option.what.en}"}
            for option in rule.options
        },
    }

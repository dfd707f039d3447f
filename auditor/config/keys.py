"""The keys of a configuration file: declared once, and read by the loader, the schema, the docs and `auditor init`."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Meta, Struct

from auditor.runner.limits import Limits
from auditor.words import Words

Number = Annotated[float, Meta(gt=0)]
Whole = Annotated[int, Meta(ge=1)]
Megabytes = Annotated[int, Meta(ge=64)]
Severities = Literal["error", "warning", "info"]
Texts = tuple[str, ...]


class Key(Struct, frozen=True):
    """One key: the type of its values, what holds without it, what it does, and an example as TOML.

    A key of a `run` holds for all files of a run; the others hold for each file by itself.
    """

    name: str
    type: Any
    default: Any
    what: Words
    example: str
    run: bool = False

    @property
    def table(self) -> bool:
        """Whether it is a table of its own (`[severity]`)."""
        return get_origin(self.type) is dict

    @property
    def type_name(self) -> Words:
        """The type in words."""
        return named(self.type)


KEYS = (
    Key(
        "select",
        Texts,
        (),
        Words("只运行这些规则（名称、编号、类别字母或 ALL）", "Run only these rules: names, codes, a family's letters, ALL."),
        'select = ["SCR", "TOT"]',
    ),
    Key("ignore", Texts, (), Words("不运行这些规则", "Do not run these rules."), 'ignore = ["SCR010"]'),
    Key(
        "extend-select", Texts, (), Words("另外运行这些规则", "Run these rules as well."), 'extend-select = ["TXT"]'
    ),
    Key(
        "min-severity",
        Severities,
        "info",
        Words("低于此级别的问题不列出", "Do not list findings below this severity."),
        'min-severity = "warning"',
    ),
    Key(
        "min-confidence",
        Literal["possible", "likely", "certain"],
        "possible",
        Words("可信度低于此的问题不列出", "Do not list findings less sure than this."),
        'min-confidence = "likely"',
    ),
    Key(
        "scheme",
        str | None,
        None,
        Words("计分办法；不写时按表式识别", "The scheme of scoring; by default the one that the form shows."),
        'scheme = "national"',
    ),
    Key(
        "include",
        Texts,
        (),
        Words(
            "文件夹中只读取与其中一项相符的文件（通配符，以本文件所在文件夹为起点）",
            "In folders, read only files that fit one of these globs, from this file's folder on.",
        ),
        'include = ["自评/**"]',
    ),
    Key(
        "exclude",
        Texts,
        (),
        Words(
            "文件夹中不读取与其中一项相符的文件和文件夹",
            "In folders, do not read files and folders that fit one of these globs.",
        ),
        'exclude = ["往年/", "*模板*"]',
    ),
    Key(
        "gitignore",
        bool,
        True,
        Words(
            "文件夹中不读取 .gitignore 所列的文件",
            "In folders, do not read what a .gitignore names.",
        ),
        "gitignore = false",
    ),
    Key(
        "fail-on",
        Literal["error", "warning", "info", "never"],
        "error",
        Words("有达到此级别的问题时退出码为 1", "The severity from which on the exit code is 1."),
        'fail-on = "warning"',
        run=True,
    ),
    Key(
        "lang",
        Literal["zh", "en"] | None,
        None,
        Words("信息的语言；不写时随系统", "The language of messages; by default the locale's."),
        'lang = "zh"',
        run=True,
    ),
    Key(
        "jobs",
        Whole | None,
        None,
        Words("同时处理的文件数；不写时按处理器数", "How many files are audited at once; by default as many as there are processors."),
        "jobs = 2",
        run=True,
    ),
    Key(
        "timeout",
        Number,
        Limits().timeout,
        Words(
            "一个文件最多用多少秒处理器时间，每页扫描件另加 10 秒",
            "Seconds of processor time for one file; a scanned page has 10 more.",
        ),
        "timeout = 60",
        run=True,
    ),
    Key(
        "memory",
        Megabytes,
        Limits().memory,
        Words("一个文件最多占用多少内存（MB）", "Memory for one file, in MB."),
        "memory = 1024",
        run=True,
    ),
    Key(
        "severity",
        dict[str, Severities],
        {},
        Words("改变规则的级别（名称、编号或类别字母）", "Severities of rules in place of their own, by name, code or family."),
        'missing-deviation-explanation = "info"',
    ),
    Key(
        "per-file-ignores",
        dict[str, Texts],
        {},
        Words(
            "与通配符相符的文件不运行这些规则（名称、编号、类别字母或 ALL）",
            "Rules that do not run on files that fit a glob: names, codes, families, ALL.",
        ),
        '"附件/**" = ["TXT"]',
    ),
    Key(
        "rules",
        dict[str, dict[str, Any]],
        {},
        Words("规则的选项，[rules.名称] 下逐项写", "Options of rules, those of one in [rules.NAME]."),
        "",
    ),
    Key(
        "lexicon",
        dict[str, Any],
        {},
        Words(
            "补充的用词，与内置词表同名的清单相加；[lexicon.patterns] 是读作某词的正则表达式",
            "Words beside the built-in ones, added to the list of the same name; [lexicon.patterns] are regular "
            "expressions that are read as a word.",
        ),
        "",
        run=True,
    ),
    Key(
        "forms",
        dict[str, dict[str, Any]],
        {},
        Words("补充的表式", "Forms beside the built-in ones."),
        "",
        run=True,
    ),
    Key(
        "schemes",
        dict[str, dict[str, Any]],
        {},
        Words("补充的计分办法", "Schemes of scoring beside the built-in ones."),
        "",
        run=True,
    ),
)  # fmt: skip
BY_NAME = {key.name: key for key in KEYS}

_PLAIN = {
    str: Words("文字", "a text"),
    bool: Words("true 或 false", "true or false"),
    float: Words("正数", "a positive number"),
}
_AT_LEAST = Words("不小于{least}的整数", "a whole number of at least {least}")
_ONE_OF = Words("{values} 之一", "one of {values}")
_LIST = Words("文字的列表", "a list of texts")
_TABLE = Words("表", "a table")


def named(type: Any) -> Words:
    """A type in words."""
    type = given(type)
    origin, arguments = get_origin(type), get_args(type)
    if origin is Annotated:
        least = arguments[1].ge
        return _PLAIN[arguments[0]] if least is None else _AT_LEAST.format(least=least)
    if origin is Literal:
        return _ONE_OF.format(values=", ".join(f'"{value}"' for value in arguments))
    if origin is dict:
        return _TABLE
    return _LIST if origin is tuple else _PLAIN[type]


def given(type: Any) -> Any:
    """What a value is that may be left out."""
    alternatives = get_args(type) if isinstance(type, UnionType) or get_origin(type) is Union else ()
    return next((one for one in alternatives if one is not NoneType), type)

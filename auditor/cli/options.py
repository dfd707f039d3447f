"""Options that several commands share, shown in the order given here."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import click

from auditor.finding import Confidence, Severity
from auditor.output import EXTRACT_FORMATS
from auditor.runner.limits import Limits
from auditor.words import Language, Words

_Command = Callable[..., None]


def _locale() -> Language:
    """English for an English locale, else Chinese."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, names), "").lower().startswith("en") else "zh"


def said(zh: str, en: str) -> str:
    """A help text in the locale's language."""
    return Words(zh, en).of(_locale())


def _split(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Selectors from an option that is repeated, takes commas, or both."""
    return tuple(s.strip() for value in values for s in value.split(",") if s.strip())


def options(*several: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several click options as one decorator, shown in the order given."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(several):
            command = option(command)
        return command

    return decorate


def _selector(name: str, help: str) -> Callable[[_Command], _Command]:
    return click.option(name, multiple=True, callback=_split, metavar="RULES", help=help)


profile_option = click.option(
    "--profile",
    metavar="NAME",
    help=said(
        "计分办法，默认按表式识别（见 extract 的输出）",
        "Scheme of scoring; by default the one that the form shows (extract prints it).",
    ),
)
language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh", "en"]),
    default=_locale,
    show_default="zh",
    help=said("信息的语言，默认随系统", "Language of messages; by default the locale's."),
)
file_option = partial(
    click.option,
    "-o",
    "--output-file",
    metavar="FILE",
    help=said(
        "结果写入文件（UTF-8），未指定格式时按后缀判断",
        "Write results to a file, as UTF-8; its suffix tells the format where none is given.",
    ),
)
findings_options = options(
    _selector(
        "--select",
        said(
            "只运行这些规则（名称、标题、编号或类别）",
            "Run only these rules: names, titles, codes, families.",
        ),
    ),
    _selector(
        "--ignore",
        said(
            "不运行这些规则，只由它们复算的数字不计入统计",
            "Do not run these rules, nor count what only they recompute.",
        ),
    ),
    _selector("--extend-select", said("另外运行这些规则", "Run these rules as well.")),
    click.option(
        "--option",
        "values",
        multiple=True,
        metavar="RULE.NAME=VALUE",
        help=said(
            "设置一条规则的选项，如 TGT001.factor=1.5（可重复；见 auditor rule TGT001）",
            "Set an option of a rule, as TGT001.factor=1.5; repeatable, see auditor rule TGT001.",
        ),
    ),
    profile_option,
    click.option(
        "--min-severity",
        type=click.Choice([s.value for s in Severity]),
        default="info",
        help=said(
            "低于此级别的不列出，数字照样计入统计",
            "Do not list findings below this; their figures still count.",
        ),
    ),
    click.option(
        "--min-confidence",
        type=click.Choice([c.value for c in reversed(Confidence)]),
        default="possible",
        help=said(
            "把握低于此的不列出，数字照样计入统计",
            "Do not list findings less sure than this; their figures still count.",
        ),
    ),
)
common_options = options(
    click.option(
        "--exclude",
        multiple=True,
        metavar="GLOB",
        help=said(
            "略过文件夹中符合此通配符的文件和文件夹",
            "Pass over files and folders below a folder that fit this glob.",
        ),
    ),
    language_option,
    click.option(
        "--stdin-filename",
        metavar="NAME",
        default="-",
        help=said(
            "路径为 - 时，标准输入的文件名", "The name of what stands on standard input, for the path -."
        ),
    ),
)
limit_options = options(
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=Limits().timeout,
        show_default=True,
        metavar="SECONDS",
        help=said(
            "每个文件最多用多少秒处理器时间，每页扫描件另加 10 秒",
            "Seconds of processor time for one file; a scanned page has 10 more.",
        ),
    ),
    click.option(
        "--memory",
        type=click.IntRange(min=64),
        default=Limits().memory,
        show_default=True,
        metavar="MB",
        help=said("每个文件最多占用多少内存（MB）", "Memory for one file, in MB."),
    ),
)
jobs_option = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help=said("同时审核几个文件，默认为处理器个数", "How many files at a time; by default one a processor."),
)
format_option = click.option(
    "--output-format",
    type=click.Choice(EXTRACT_FORMATS),
    default="terminal",
    show_default=True,
    help=said("输出格式", "Output format."),
)

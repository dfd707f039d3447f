"""Options that several commands share, shown in the order given here."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import click
from click.core import ParameterSource

from auditor.finding import Confidence, Severity
from auditor.output import EXTRACT_FORMATS
from auditor.runner.limits import Limits
from auditor.words import Language, Words

_Command = Callable[..., None]
_RULES = "RULES"
_SCHEMES = Words("可用：{names}", "Known: {names}.")


def _locale() -> Language:
    """English for an English locale, else Chinese."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, names), "").lower().startswith("en") else "zh"


def said(zh: str, en: str) -> str:
    """A help text in the locale's language."""
    return Words(zh, en).of(_locale())


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    """Selectors from an option that is repeated, takes commas, or both."""
    return tuple(s.strip() for value in values for s in value.split(",") if s.strip())


def options(*several: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several click options as one decorator, shown in the order given."""

    def decorate(command: _Command) -> _Command:
        for option in reversed(several):
            command = option(command)
        return command

    return decorate


_GIVEN = "auditor.given"


def given(context: click.Context) -> dict[str, Any]:
    """The keys of the configuration that the command line sets."""
    found: dict[str, Any] = context.meta.setdefault(_GIVEN, {})
    return found


def _keyed(name: str, key: str, *other: str, **attributes: Any) -> Callable[[_Command], _Command]:
    """An option that takes the place of a key of the configuration, where it is given."""

    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE:
            several = parameter.multiple and parameter.metavar == _RULES
            given(context)[key] = _split(value) if several else value
        return value

    return click.option(*other, name, expose_value=False, callback=keep, **attributes)


def _noted(context: click.Context, parameter: click.Parameter, value: Language) -> Language:
    if context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE:
        given(context)["lang"] = value
    return value


def _rules_like(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Rules that begin so, for a shell's completion."""
    from auditor.check import load_rules

    known = {key for rule in load_rules() for key in (rule.family, rule.code, rule.name)}
    before, comma, last = begun.rpartition(",")
    return sorted(before + comma + key for key in known if key.startswith(last))


def _schemes_like(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    from auditor.recognition.schemes import names

    return [name for name in names() if name.startswith(begun)]


class _SchemeOption(click.Option):
    """An option whose help names the schemes: they are read when the help is."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        from auditor.recognition.schemes import names

        record = super().get_help_record(ctx)
        return record and (
            record[0],
            f"{record[1]} {_SCHEMES.format(names=', '.join(names())).of(_locale())}",
        )


def _selector(name: str, help: str) -> Callable[[_Command], _Command]:
    return _keyed(
        name, name.removeprefix("--"), multiple=True, metavar=_RULES, shell_complete=_rules_like, help=help
    )


profile_option = _keyed(
    "--scheme",
    "scheme",
    "--profile",
    cls=_SchemeOption,
    metavar="NAME",
    shell_complete=_schemes_like,
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
    callback=_noted,
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
    _keyed(
        "--option",
        "rules",
        multiple=True,
        metavar="RULE.NAME=VALUE",
        help=said(
            "设置一条规则的选项，如 TGT001.factor=1.5（可重复；见 auditor rule TGT001）",
            "Set an option of a rule, as TGT001.factor=1.5; repeatable, see auditor rule TGT001.",
        ),
    ),
    profile_option,
    _keyed(
        "--min-severity",
        "min-severity",
        type=click.Choice([s.value for s in Severity]),
        help=said(
            "低于此级别的不列出，数字照样计入统计",
            "Do not list findings below this; their figures still count.",
        ),
    ),
    _keyed(
        "--min-confidence",
        "min-confidence",
        type=click.Choice([c.value for c in reversed(Confidence)]),
        help=said(
            "可信度低于此的不列出，数字照样计入统计",
            "Do not list findings less sure than this; their figures still count.",
        ),
    ),
)
fail_on_option = _keyed(
    "--fail-on",
    "fail-on",
    type=click.Choice([*(s.value for s in Severity), "never"]),
    show_default="error",
    help=said("达到此级别时退出码为 1", "The severity from which on the exit code is 1."),
)
config_options = options(
    click.option(
        "--config",
        "config_file",
        metavar="FILE",
        help=said("只用这份设置文件", "Use this configuration file and no other."),
    ),
    click.option(
        "--isolated",
        is_flag=True,
        help=said(
            "不用设置文件，也不用找到的基线",
            "Use no configuration file, and no baseline but one that is named.",
        ),
    ),
)
baseline_options = options(
    click.option(
        "--baseline",
        "baseline_file",
        metavar="FILE",
        help=said(
            "用这份基线；默认用找到的 .auditor-baseline.json",
            "Use this baseline; by default the .auditor-baseline.json that is found.",
        ),
    ),
    click.option(
        "--show-baselined",
        is_flag=True,
        help=said("另列出基线中已接受的问题", "Also list the findings that the baseline has as accepted."),
    ),
)
exclude_option = click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help=said(
        "略过文件夹中符合此通配符的文件和文件夹",
        "Pass over files and folders below a folder that fit this glob.",
    ),
)
common_options = options(
    exclude_option,
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
    _keyed(
        "--timeout",
        "timeout",
        type=click.FloatRange(min=0, min_open=True),
        show_default=str(Limits().timeout),
        metavar="SECONDS",
        help=said(
            "每个文件最多用多少秒处理器时间，每页扫描件另加 10 秒",
            "Seconds of processor time for one file; a scanned page has 10 more.",
        ),
    ),
    _keyed(
        "--memory",
        "memory",
        type=click.IntRange(min=64),
        show_default=str(Limits().memory),
        metavar="MB",
        help=said("每个文件最多占用多少内存（MB）", "Memory for one file, in MB."),
    ),
)


def limits_given(context: click.Context) -> Limits:
    """What one file may take where no configuration is asked."""
    return Limits(**{key: value for key, value in given(context).items() if key in Limits.__struct_fields__})


jobs_option = _keyed(
    "--jobs",
    "jobs",
    "-j",
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

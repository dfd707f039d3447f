"""`auditor config` and `auditor init`: what is in force for a path, and a file to begin with."""

from __future__ import annotations

import os

import click

from auditor.cli import inputs, outputs
from auditor.cli.ending import Problem, ends_well
from auditor.cli.options import config_options, format_option, language_option, said
from auditor.config import NAMES
from auditor.words import Language, Words

_THERE = Words("{path} 已经存在", "{path} is there already")
_WRITTEN = Words("已写入 {path}", "{path} written")


@click.command(
    help=said(
        "列出对一个文件或文件夹（默认为当前文件夹）有效的设置，以及每个值的来源。",
        "Print what is in force for a file or folder (by default the current one), and where each value comes from.",
    )
)
@click.argument("path", default=".", type=click.Path())
@format_option
@config_options
@language_option
@click.pass_context
def config(
    context: click.Context,
    path: str,
    output_format: str,
    config_file: str | None,
    isolated: bool,
    language: Language,
) -> None:
    from auditor.output.config import write_config

    with ends_well(context, language):
        run = inputs.configured(context, (path,), config_file, isolated, language)
        language = run.language(language)
        place = outputs.Destination(None, (), language)
        write_config(output_format, list(run.project.in_force(path)), place.stream, language)
        context.exit(0 if place.close() else 2)


@click.command(
    help=said(
        "在当前文件夹写一份带注释的 auditor.toml，其中每一项都注释掉了。",
        "Write an auditor.toml with comments into the current folder, in which every key is commented out.",
    )
)
@language_option
@click.pass_context
def init(context: click.Context, language: Language) -> None:
    from auditor.config.written import template

    with ends_well(context, language):
        for name in NAMES:
            if os.path.lexists(name):
                raise Problem(_THERE.format(path=name).of(language))
        if not outputs.saved(NAMES[-1], template(language).encode(), language):
            context.exit(2)
        place = outputs.Destination(None, (), language)
        place.stream.write(f"{_WRITTEN.format(path=NAMES[-1]).of(language)}\n")
        context.exit(0 if place.close() else 2)
